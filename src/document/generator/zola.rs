//! Zola: `zola.toml` (once `config.toml`) and `content/`.
//!
//! | file | address |
//! | --- | --- |
//! | `blog/第一篇.md` | `/blog/di-yi-pian/`, or `/blog/第一篇/` with `slugify.paths = "safe"` |
//! | `blog/2024-01-02-x.zh.md` | `/zh/blog/x/` |

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::content::front_matter::FrontMatter;
use crate::content::source::FileEntry;
use crate::content::{AnchorStyle, Anchors, Diagnostic, Dialect, RawSection};
use crate::document::LanguageTag;
use crate::document::address::{base_of_url, below, folder_of, join, name_of, split_extension};
use crate::document::config::{Flag, flag_at, map_at, read_file, text_at};
use crate::document::fields::date_in_name;
use crate::document::generator::schedule::{self, Hides};
use crate::document::generator::{
    Language, Opening, Placed, Placement, Rules, Source, common, has_extension,
};
use crate::document::site::{GeneratorKind, LeftOut};

#[derive(Debug)]
struct Zola {
    settings: Map<String, Value>,
    folder: String,
    base: String,
    default_language: Option<String>,
    languages: Vec<String>,
    paths: AnchorStyle,
    anchors: AnchorStyle,
    /// Folders that an `index.md` makes one page of.
    bundles: BTreeSet<String>,
    zone: TimeZone,
    now: Timestamp,
}

/// Reads the configuration of a Zola site.
pub(super) fn open(opening: &Opening<'_>) -> (Box<dyn Rules>, Vec<Diagnostic>) {
    let read = ["zola.toml", "config.toml"]
        .iter()
        .find_map(|path| read_file(opening.root, path))
        .unwrap_or_default();
    let settings = read.fields;
    let style = |key: &str| match text_at(&settings, &format!("slugify.{key}")).as_deref() {
        Some("safe") => AnchorStyle::ZolaSafe,
        Some("off") => AnchorStyle::ZolaOff,
        _ => AnchorStyle::Zola,
    };
    let zola = Zola {
        folder: opening.content().unwrap_or_else(|| "content".to_owned()),
        base: opening.base(&base_of_url(&text_at(&settings, "base_url").unwrap_or_default())),
        default_language: text_at(&settings, "default_language"),
        languages: map_at(&settings, "languages")
            .map(|map| map.keys().cloned().collect())
            .unwrap_or_default(),
        paths: style("paths"),
        anchors: style("anchors"),
        bundles: BTreeSet::new(),
        zone: opening.zone(None),
        now: opening.now,
        settings,
    };
    (Box::new(zola), read.diagnostics)
}

impl Rules for Zola {
    fn kind(&self) -> GeneratorKind {
        GeneratorKind::Zola
    }

    fn dialect(&self) -> Dialect {
        Dialect::Zola
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
        has_extension(file, &["md"]) && !name_of(file).starts_with('.')
    }

    fn survey(&mut self, files: &[FileEntry], _heads: &dyn Fn(&str) -> FrontMatter) -> Vec<String> {
        let is_bundle = |file: &&FileEntry| self.split(name_of(&file.path)).0 == "index";
        self.bundles = files.iter().filter(is_bundle).map(|file| folder_of(&file.path).to_owned()).collect();
        files.iter().filter(|file| self.is_asset(&file.path)).map(|file| file.path.clone()).collect()
    }

    fn place(&self, source: &Source<'_>, remarks: &mut Vec<Diagnostic>) -> Placement {
        if self.is_asset(source.path) {
            return Placement::not_a_page("it lies beside an `index.md`");
        }
        let flags: [schedule::Flagged; 3] = [
            ("draft", Hides::WhenOn, LeftOut::Draft),
            ("render", Hides::WhenOff, LeftOut::Unpublished),
            // The page is there, but its author keeps it from searches.
            ("in_search_index", Hides::WhenOff, LeftOut::Unpublished),
        ];
        if let Some(left_out) = schedule::by_flags(source, &flags, remarks) {
            return left_out;
        }
        let relative = below(source.path, &self.folder).unwrap_or(source.path);
        let (stem, language) = self.split(name_of(relative));
        let mut folders: Vec<&str> = folder_of(relative).split('/').filter(|name| !name.is_empty()).collect();
        let name = match stem {
            "_index" => None,
            "index" => folders.pop(),
            name => Some(name),
        };
        let dated =
            name.and_then(date_in_name).filter(|(_, rest)| rest.starts_with(['-', '_']) && rest.len() > 1);
        let keeps_dates = flag_at(&self.settings, "slugify.paths_keep_dates", Flag::Off);
        let bare = match dated {
            Some((_, rest)) if !keeps_dates => Some(rest[1..].trim_start()),
            _ => name,
        };
        let mut segments: Vec<String> = folders.iter().map(|folder| self.slug(folder)).collect();
        segments.extend(
            source
                .fields
                .text("slug")
                .map(|slug| self.slug(&slug))
                .or_else(|| bare.map(|name| self.slug(name))),
        );
        let is_default = language.is_none();
        let prefix = language.filter(|_| !is_default).unwrap_or_default();
        let path =
            source.fields.text("path").filter(|_| stem != "_index").unwrap_or_else(|| segments.join("/"));
        let mut fields = source.fields.clone();
        for taxonomy in ["tags", "categories"] {
            let listed = fields
                .get("taxonomies")
                .and_then(Value::as_object)
                .and_then(|map| map.get(taxonomy))
                .cloned();
            if let Some(list) = listed {
                fields.set(taxonomy, list);
            }
        }
        let mut facts = common::take(fields, &self.zone);
        if let Some(left_out) = schedule::by_time(None, facts.expires_at, self.now) {
            return left_out;
        }
        facts.date = facts.date.or_else(|| dated.map(|(date, _)| date.at(0, 0, 0, 0)));
        let said = facts.said_language.take();
        let of_file = language.or(self.default_language.as_deref()).and_then(LanguageTag::parse);
        let known = match of_file {
            Some(tag) if language.is_some() || !self.languages.is_empty() => Language::Said(tag),
            Some(tag) => Language::Assumed(tag),
            None => Language::Unknown,
        };
        let key = join(&[folder_of(relative), stem]).trim_start_matches('/').to_owned();
        let translation_key = facts.translation_key.take().or(Some(key));
        let placed = facts.placed(join(&[&self.base, prefix, &path, "/"]), self.anchors);
        Placement::Page(Box::new(Placed { language: said.unwrap_or(known), translation_key, ..placed }))
    }
}

impl Zola {
    /// A name without its extension and language, and the language if it is not the default.
    fn split<'a>(&self, name: &'a str) -> (&'a str, Option<&'a str>) {
        let stem = split_extension(name).0;
        match stem.rsplit_once('.') {
            Some((rest, suffix)) if self.languages.iter().any(|language| language == suffix) => {
                (rest, Some(suffix))
            }
            Some((rest, suffix)) if self.default_language.as_deref() == Some(suffix) => (rest, None),
            _ => (stem, None),
        }
    }

    /// Whether a file only belongs to a page: the folder is one.
    fn is_asset(&self, path: &str) -> bool {
        let is_index = self.split(name_of(path)).0 == "index";
        let mut folder = if is_index { folder_of(folder_of(path)) } else { folder_of(path) };
        loop {
            if folder != self.folder && self.bundles.contains(folder) {
                return true;
            }
            if folder.is_empty() {
                return false;
            }
            folder = folder_of(folder);
        }
    }

    /// A segment of an address; Zola has one rule for these and for anchors.
    fn slug(&self, name: &str) -> String {
        let heading = name.to_owned();
        let section =
            RawSection { level: 1, heading_source: heading.clone(), heading, ..RawSection::default() };
        Anchors::new(self.paths).next(&section)
    }
}
