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
use crate::document::config::{read_file, read_text, text_at};
use crate::document::generator::{
    Language, Opening, Placed, Placement, Rules, Source, common, has_extension,
};
use crate::document::site::GeneratorKind;

static CHAPTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(?:[-*]\s+)?\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?([^()<>]*?)>?\s*\)")
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
    let folder =
        opening.content().unwrap_or_else(|| source.trim_start_matches("./").trim_matches('/').to_owned());
    let summary =
        read_text(opening.root, join(&[&folder, "SUMMARY.md"]).trim_start_matches('/'), &mut diagnostics);
    let chapters = CHAPTER
        .captures_iter(&summary.unwrap_or_default())
        .filter(|captures| !captures[2].is_empty())
        .map(|captures| (clean(&decode_path(&captures[2])), captures[1].replace('\\', "").trim().to_owned()))
        .collect();
    let book = MdBook {
        base: opening.base(&base_of_url(&text_at(&settings, "output.html.site-url").unwrap_or_default())),
        zone: opening.zone(None),
        folder,
        chapters,
        settings,
    };
    (Box::new(book), diagnostics)
}

fn clean(path: &str) -> String {
    path.trim_start_matches("./").to_owned()
}

impl Rules for MdBook {
    fn kind(&self) -> GeneratorKind {
        GeneratorKind::MdBook
    }

    fn dialect(&self) -> Dialect {
        Dialect::MdBook
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
        Placement::Page(Box::new(Placed { language: said.or(assumed).unwrap_or_default(), ..placed }))
    }
}
