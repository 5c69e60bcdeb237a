//! mdBook: `book.toml`, and the chapters that `SUMMARY.md` lists.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use regex::Regex;
use serde_json::{Map, Value};
use std::sync::LazyLock;

use crate::content::front_matter::FrontMatter;
use crate::content::source::FileEntry;
use crate::content::{AnchorStyle, Diagnostic, Dialect};
use crate::document::LanguageTag;
use crate::document::address::{base_of_url, below, decode_path, join, name_of};
use crate::document::config::{Flag, flag_at, read_file, read_text, text_at};
use crate::document::generator::{
    AnchorText, Language, Opening, Placed, Placement, Rules, Source, common, has_extension,
};
use crate::document::site::GeneratorKind;

static CHAPTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?m)^\s*(?:(?:[-*+]|\d+[.)])\s+)?\[((?:[^\[\]\\]|\\.)*)\]\(\s*(?:<([^<>\n]*)>|([^()<>]*?))\s*\)",
    )
    .expect("the pattern is valid")
});

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

/// The chapters of a summary that have a file, each with its title; what is
/// commented out is none.
fn chapters(summary: &str) -> BTreeMap<String, String> {
    static COMMENT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?s)<!--.*?-->").expect("the pattern is valid"));
    let summary = COMMENT.replace_all(summary, "");
    let mut chapters = BTreeMap::new();
    for captures in CHAPTER.captures_iter(&summary) {
        let path = captures.get(2).or(captures.get(3)).map_or("", |path| path.as_str()).trim();
        if path.is_empty() {
            continue;
        }
        // A title is Markdown, and shown without its marks.
        let heading = format!("# {}", &captures[1]);
        let (parsed, _) = crate::content::parse(&heading, "SUMMARY.md", Dialect::Plain);
        chapters.insert(
            decode_path(path).trim_start_matches("./").to_owned(),
            parsed.first_heading.unwrap_or_default(),
        );
    }
    chapters
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
        has_extension(file, &["md"])
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
        let stem = relative.strip_suffix(".md").unwrap_or(relative);
        let name = name_of(stem);
        let path = if name.eq_ignore_ascii_case("readme") || name == "index" {
            format!("{}/", &stem[..stem.len() - name.len()])
        } else {
            format!("{stem}.html")
        };
        let mut facts = common::take(source.fields.clone(), &self.zone);
        let said = facts.said_language.take();
        let of_book = text_at(&self.settings, "book.language");
        let assumed = of_book.and_then(|name| LanguageTag::parse(&name)).map(Language::Assumed);
        facts.title = Some(title.clone()).filter(|title| !title.is_empty()).or(facts.title);
        let placed = facts.placed(join(&[&self.base, &path]), AnchorStyle::MdBook);
        let language = said.or(assumed).unwrap_or_default();
        Placement::Page(Box::new(Placed { language, anchor_text: self.anchor_text(), ..placed }))
    }
}

impl MdBook {
    /// Dashes are made of hyphens unless the book says otherwise.
    fn anchor_text(&self) -> AnchorText {
        let is_smart = flag_at(&self.settings, "output.html.smart-punctuation", Flag::On);
        if is_smart { AnchorText::Shown } else { AnchorText::Plain }
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
        let expected =
            [("c d (1).md", "空 格"), ("e.md", "码"), ("preface.md", "前言"), ("指南/a b.md", "安装 Rust")];
        let expected: Vec<(String, String)> =
            expected.into_iter().map(|(path, title)| (path.to_owned(), title.to_owned())).collect();
        assert_eq!(found, expected);
    }
}
