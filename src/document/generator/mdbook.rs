//! mdBook: `book.toml`, and the chapters that `SUMMARY.md` lists.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::content::front_matter::FrontMatter;
use crate::content::source::FileEntry;
use crate::content::{AnchorStyle, Diagnostic, Dialect, Typography, toc_links};
use crate::document::LanguageTag;
use crate::document::address::{base_of_url, below, decode_path, folder_of, join, name_of, split_extension};
use crate::document::config::{Flag, at, flag_at, read_file, read_text, text_at};
use crate::document::generator::{
    Language, Opening, Placed, Placement, Rules, Source, common, has_extension,
};
use crate::document::site::GeneratorKind;

#[derive(Debug)]
struct MdBook {
    settings: Map<String, Value>,
    folder: String,
    base: String,
    zone: TimeZone,
    /// Chapters by their file below the source, with the title that the summary gives.
    chapters: BTreeMap<String, String>,
}

/// Reads the configuration and the summary of a book.
pub(super) fn open(opening: &Opening<'_>) -> (Box<dyn Rules>, Vec<Diagnostic>) {
    let read = read_file(opening.root, "book.toml").unwrap_or_default();
    let (settings, mut diagnostics) = (read.fields, read.diagnostics);
    let source = text_at(&settings, "book.src").unwrap_or_else(|| "src".to_owned());
    let source = source.trim_start_matches("./").trim_matches('/');
    let folder =
        opening.content().unwrap_or_else(|| if source == "." { String::new() } else { source.to_owned() });
    let summary =
        read_text(opening.root, join(&[&folder, "SUMMARY.md"]).trim_start_matches('/'), &mut diagnostics);
    let chapters = chapters(&summary.unwrap_or_default());
    let book = MdBook {
        base: opening.base(&base_of_url(&text_at(&settings, "output.html.site-url").unwrap_or_default())),
        zone: opening.zone(None),
        folder,
        chapters,
        settings,
    };
    (Box::new(book), diagnostics)
}

/// The chapters of a summary that have a file, each with its title.
fn chapters(summary: &str) -> BTreeMap<String, String> {
    let links = toc_links(summary).into_iter().filter(|link| !link.destination.is_empty());
    links
        .map(|link| (decode_path(&link.destination).trim_start_matches("./").to_owned(), link.text))
        .collect()
}

impl Rules for MdBook {
    fn kind(&self) -> GeneratorKind {
        GeneratorKind::MdBook
    }

    fn dialect(&self) -> Dialect {
        Dialect::MdBook
    }

    fn base(&self) -> &str {
        &self.base
    }

    fn configuration(&self) -> &Map<String, Value> {
        &self.settings
    }

    fn folders(&self) -> Vec<String> {
        vec![self.folder.clone()]
    }

    fn enters(&self, folder: &str) -> bool {
        !name_of(folder).starts_with('.')
    }

    fn keeps(&self, file: &str) -> bool {
        // A chapter may be any file that the summary names.
        has_extension(file, &["md"])
            || below(file, &self.folder).is_some_and(|path| self.chapters.contains_key(path))
    }

    fn survey(&mut self, _files: &[FileEntry], _heads: &dyn Fn(&str) -> FrontMatter) -> Vec<String> {
        self.chapters.iter().map(|(path, title)| format!("{path}\n{title}")).collect()
    }

    fn copies(&self) -> Vec<String> {
        // The start page repeats the first chapter, if none is the start page itself.
        let has_start =
            ["README.md", "readme.md", "index.md"].iter().any(|name| self.chapters.contains_key(*name));
        if has_start { Vec::new() } else { vec!["index.html".to_owned()] }
    }

    fn place(&self, source: &Source<'_>, _remarks: &mut Vec<Diagnostic>) -> Placement {
        let relative = below(source.path, &self.folder).unwrap_or(source.path);
        let Some(title) = self.chapters.get(relative) else {
            return Placement::not_a_page("`SUMMARY.md` does not list it");
        };
        let name = split_extension(name_of(relative)).0;
        let stem = join(&[folder_of(relative), name]);
        let is_index = name == "index" || name.eq_ignore_ascii_case("readme") && self.renames_readmes();
        let path =
            if is_index { format!("{}/", &stem[..stem.len() - name.len()]) } else { format!("{stem}.html") };
        let mut facts = common::take(source.fields.clone(), &self.zone);
        let said = facts.said_language.take();
        let of_book = text_at(&self.settings, "book.language");
        let assumed = of_book.and_then(|name| LanguageTag::parse(&name)).map(Language::Assumed);
        facts.title = Some(title.clone()).filter(|title| !title.is_empty()).or(facts.title);
        let placed = facts.placed(join(&[&self.base, &path]), AnchorStyle::MdBook(self.typography()));
        let language = said.or(assumed).unwrap_or_default();
        Placement::Page(Box::new(Placed { language, ..placed }))
    }
}

impl MdBook {
    /// Whether the preprocessor `index` makes `index.html` of `README.md`.
    fn renames_readmes(&self) -> bool {
        flag_at(&self.settings, "build.use-default-preprocessors", Flag::On)
            || at(&self.settings, "preprocessor.index").is_some()
    }

    /// Dashes are made of hyphens unless the book says otherwise.
    fn typography(&self) -> Typography {
        let is_smart = flag_at(&self.settings, "output.html.smart-punctuation", Flag::On);
        if is_smart { Typography::Smart } else { Typography::Straight }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_lists_chapters() {
        let summary = "# Summary\n\n[前言](./preface.md)\n\n- [安装 *Rust*](指南/a%20b.md)\n  1. [空 格](<c d (1).md>)\n* [草稿]()\n\
                       <!-- - [不要](no.md)\n- [也不要](neither.md) -->\n+ [`码`](e.md)\n---\n正文 [链接](no.md)\n";
        let found: Vec<(String, String)> = chapters(summary).into_iter().collect();
        let expected = [
            ("c d (1).md", "空 格"),
            ("e.md", "码"),
            ("no.md", "链接"),
            ("preface.md", "前言"),
            ("指南/a b.md", "安装 Rust"),
        ];
        let expected: Vec<(String, String)> =
            expected.into_iter().map(|(path, title)| (path.to_owned(), title.to_owned())).collect();
        assert_eq!(found, expected);
    }
}
