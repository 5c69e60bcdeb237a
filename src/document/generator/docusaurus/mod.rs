//! Docusaurus: `docusaurus.config.js`, `docs/`, `blog/`, and `i18n/`.
//!
//! | file | address |
//! | --- | --- |
//! | `docs/01-指南/02-安装.md` | `/docs/指南/安装` |
//! | `blog/2026-01-02-发布.md` | `/blog/2026/01/02/发布` |
//! | `versioned_docs/version-1.0/a.md` | `/docs/1.0/a`, or `/docs/a` for the latest |

mod areas;
mod names;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use regex::Regex;
use serde_json::{Map, Value};

use crate::content::front_matter::FrontMatter;
use crate::content::source::FileEntry;
use crate::content::{AnchorStyle, Diagnostic, Dialect, ParsedDate, value};
use crate::document::LanguageTag;
use crate::document::address::{base_of_path, below, folder_of, join, name_of, split_extension};
use crate::document::config::{Flag, flag_at, read_text, text_at};
use crate::document::fields::{Fields, date_in_name};
use crate::document::generator::schedule::{self, Hides};
use crate::document::generator::{
    Language, Opening, Placed, Placement, Rules, Source, Untitled, common, has_extension,
};
use crate::document::script::read_javascript;
use crate::document::site::{GeneratorKind, LeftOut};
use areas::{Area, AreaKind, Orders};

/// A number before a name, which orders the sidebar and is no part of the address.
static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?<number>\d+)\s*[-_.]+\s*(?<name>[^-_.\s].*)$").expect("the pattern is valid")
});
/// Names that begin like that but are dates or versions.
static DATE_OR_VERSION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\d+[-_.]\d+").expect("the pattern is valid"));
/// A post's path with a date in it, as Docusaurus reads it.
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?<folder>.*)(?<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?<text>.*?)(?:/index)?$")
        .expect("the pattern is valid")
});

#[derive(Debug)]
struct Docusaurus {
    settings: Map<String, Value>,
    /// The deepest folder first.
    areas: Vec<Area>,
    base: String,
    /// Files of folders that others translate, by their path.
    translatable: BTreeSet<String>,
    anchors: AnchorStyle,
    zone: TimeZone,
    now: Timestamp,
}

/// Reads the configuration of a Docusaurus site.
pub(super) fn open(opening: &Opening<'_>) -> (Box<dyn Rules>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut settings = Map::new();
    for extension in ["js", "ts", "mjs", "cjs"] {
        let path = format!("docusaurus.config.{extension}");
        if let Some(text) = read_text(opening.root, &path, &mut diagnostics) {
            settings = read_javascript(&text);
            break;
        }
    }
    let base = opening.base(&base_of_path(&text_at(&settings, "baseUrl").unwrap_or_default()));
    let areas = areas::areas(opening, &settings, &base, &mut diagnostics);
    let docusaurus = Docusaurus {
        anchors: match flag_at(&settings, "markdown.anchors.maintainCase", Flag::Off) {
            true => AnchorStyle::DocusaurusKeepingCase,
            false => AnchorStyle::Docusaurus,
        },
        areas,
        base,
        translatable: BTreeSet::new(),
        zone: opening.zone(None),
        now: opening.now,
        settings,
    };
    (Box::new(docusaurus), diagnostics)
}

impl Rules for Docusaurus {
    fn kind(&self) -> GeneratorKind {
        GeneratorKind::Docusaurus
    }

    fn dialect(&self) -> Dialect {
        Dialect::Docusaurus
    }

    fn base(&self) -> &str {
        &self.base
    }

    fn configuration(&self) -> &Map<String, Value> {
        &self.settings
    }

    fn folders(&self) -> Vec<String> {
        if self.areas.is_empty() {
            return vec!["docs".to_owned()];
        }
        let mut folders: Vec<String> = self.areas.iter().map(|area| area.folder.clone()).collect();
        let all = folders.clone();
        folders.retain(|folder| !all.iter().any(|other| other != folder && below(folder, other).is_some()));
        folders
    }

    fn enters(&self, folder: &str) -> bool {
        let name = name_of(folder);
        !name.starts_with('.') && name != "node_modules"
    }

    fn keeps(&self, file: &str) -> bool {
        has_extension(file, &["md", "mdx"])
    }

    fn survey(&mut self, files: &[FileEntry], _heads: &dyn Fn(&str) -> FrontMatter) -> Vec<String> {
        let names = self.areas.iter().map(|area| format!("{} {:?}", area.folder, area.names)).collect();
        if self.areas.iter().all(|area| area.translated.is_none()) {
            return names;
        }
        let paths = files.iter().map(|file| file.path.clone());
        let area_of = |path: &str| self.areas.iter().find(|area| below(path, &area.folder).is_some());
        self.translatable =
            paths.filter(|path| area_of(path).is_some_and(|area| area.translated.is_none())).collect();
        self.translatable.iter().cloned().chain(names).collect()
    }

    fn place(&self, source: &Source<'_>, remarks: &mut Vec<Diagnostic>) -> Placement {
        let found = self.areas.iter().find_map(|area| Some((area, below(source.path, &area.folder)?)));
        let Some((area, relative)) = found else {
            return Placement::not_a_page("it is outside the content folders");
        };
        if let Some(reason) = area.files.reason_against(relative) {
            return Placement::not_a_page(reason);
        }
        let translates = |folder: &String| join(&[folder, relative]).trim_start_matches('/').to_owned();
        if area.translated.as_ref().is_some_and(|folder| !self.translatable.contains(&translates(folder))) {
            return Placement::not_a_page("there is no file that it is a translation of");
        }
        let unlisted = ("unlisted", Hides::WhenOn, LeftOut::Unpublished as fn(String) -> LeftOut);
        if let Some(left_out) =
            schedule::by_flags(source, &[schedule::USUAL.as_slice(), &[unlisted]].concat(), remarks)
        {
            return left_out;
        }
        let mut fields = source.fields.clone();
        area.names.resolve(&mut fields);
        let mut facts = common::take(fields, &self.zone);
        if let Some(left_out) = schedule::by_time(None, facts.expires_at, self.now) {
            return left_out;
        }
        let (path, key, date) = match area.kind {
            AreaKind::Docs => {
                let orders = match flag_at_of(source.fields, "parse_number_prefixes") {
                    Some(false) => Orders::Kept,
                    _ => area.orders,
                };
                (doc_path(source.fields, relative, orders), doc_key(relative, orders), None)
            }
            AreaKind::Blog => blog_path(source.fields, relative),
            AreaKind::Pages => (pages_path(source.fields, relative), stem_of(relative), None),
        };
        facts.date = facts.date.or_else(|| date.map(|date: ParsedDate| date.civil));
        let address = self.finish(join(&[&area.prefix, &path]), &area.base);
        let said = facts.said_language.take();
        let of_area = area.locale.as_deref().and_then(LanguageTag::parse).map(Language::Said);
        let translation_key = facts.translation_key.take().or(Some(key));
        let name = match area.kind {
            AreaKind::Docs => {
                let id = source.fields.text("id");
                id.unwrap_or_else(|| without_order(name_of(&stem_of(relative)), area.orders).to_owned())
            }
            AreaKind::Blog => post_name(relative),
            AreaKind::Pages => name_of(&stem_of(relative)).to_owned(),
        };
        let placed = facts.placed(address, self.anchors);
        Placement::Page(Box::new(Placed {
            language: said.or(of_area).unwrap_or_default(),
            translation_key,
            // The name of a start page says nothing.
            untitled: match name.to_lowercase().as_str() {
                "" | "index" | "readme" => Untitled::Heading(name),
                _ => Untitled::Opening(name),
            },
            ..placed
        }))
    }
}

impl Docusaurus {
    /// Puts or takes off the `/` at the end as `trailingSlash` says; the address of the
    /// site itself, which is at `base`, keeps its own.
    fn finish(&self, address: String, base: &str) -> String {
        let bare = address.trim_end_matches('/');
        match self.settings.get("trailingSlash") {
            Some(Value::Bool(true)) if !address.ends_with('/') => format!("{address}/"),
            Some(Value::Bool(false)) if bare != base.trim_end_matches('/') => bare.to_owned(),
            _ => address,
        }
    }
}

fn stem_of(relative: &str) -> String {
    let stem = split_extension(name_of(relative)).0;
    join(&[folder_of(relative), stem]).trim_start_matches('/').to_owned()
}

/// The yes or no of a field that is neither required nor dangerous.
fn flag_at_of(fields: &Fields, key: &str) -> Option<bool> {
    value::flag(fields.get(key)?).ok()
}

/// A name without the number before it, where numbers are orders.
fn without_order(name: &str, orders: Orders) -> &str {
    if orders == Orders::Kept || DATE_OR_VERSION.is_match(name) {
        return name;
    }
    ORDER.captures(name).and_then(|captures| captures.name("name")).map_or(name, |found| found.as_str())
}

fn doc_folder(relative: &str, orders: Orders) -> String {
    let names = folder_of(relative).split('/').filter(|name| !name.is_empty());
    names.map(|name| without_order(name, orders)).collect::<Vec<_>>().join("/")
}

fn doc_key(relative: &str, orders: Orders) -> String {
    let name = split_extension(name_of(relative)).0;
    join(&[&doc_folder(relative, orders), without_order(name, orders)])
}

/// Where a doc is below its version.
fn doc_path(fields: &Fields, relative: &str, orders: Orders) -> String {
    let folder = doc_folder(relative, orders);
    if let Some(slug) = fields.text("slug") {
        return if slug.starts_with('/') { slug } else { resolve(&folder, &slug) };
    }
    let written = split_extension(name_of(relative)).0;
    let is_index = written.eq_ignore_ascii_case("index")
        || written.eq_ignore_ascii_case("readme")
        || written.eq_ignore_ascii_case(name_of(folder_of(relative)));
    match fields.text("id") {
        _ if is_index => join(&[&folder, "/"]),
        Some(id) => join(&[&folder, &id]),
        None => join(&[&folder, without_order(written, orders)]),
    }
}

/// A relative slug below a folder, `.` and `..` followed.
fn resolve(folder: &str, slug: &str) -> String {
    let mut segments: Vec<&str> = folder.split('/').filter(|segment| !segment.is_empty()).collect();
    for segment in slug.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            name => segments.push(name),
        }
    }
    let end = if slug.ends_with('/') { "/" } else { "" };
    format!("/{}{end}", segments.join("/"))
}

/// Where a post is below the blog, what its translations share, and the date of its name.
fn blog_path(fields: &Fields, relative: &str) -> (String, String, Option<ParsedDate>) {
    let stem = stem_of(relative);
    let (path, date) = match DATED.captures(&stem) {
        Some(found) => {
            let written = found["date"].replace('/', "-");
            let civil = date_in_name(&written).map(|(date, _)| date.at(0, 0, 0, 0));
            let date = civil.map(|civil| ParsedDate { civil, offset: None, has_time: false });
            (join(&[&written.replace('-', "/"), &found["folder"], &found["text"]]), date)
        }
        None => (join(&[stem.strip_suffix("/index").unwrap_or(&stem)]), None),
    };
    let path = fields.text("slug").map_or(path, |slug| join(&[&slug]));
    (path, stem, date)
}

/// What a post is called that has no title: its name without the date.
fn post_name(relative: &str) -> String {
    let stem = stem_of(relative);
    match DATED.captures(&stem) {
        Some(found) => found["text"].to_owned(),
        None => stem.strip_suffix("/index").unwrap_or(&stem).to_owned(),
    }
}

/// Where a page outside docs and blog is.
fn pages_path(fields: &Fields, relative: &str) -> String {
    if let Some(slug) = fields.text("slug") {
        return join(&[&slug]);
    }
    let stem = stem_of(relative);
    match stem.strip_suffix("index").filter(|folder| folder.is_empty() || folder.ends_with('/')) {
        Some(folder) => join(&[folder, "/"]),
        None => join(&[&stem]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_no_part_of_names() {
        for (name, expected) in [
            ("01-安装", "安装"),
            ("1. 安装", "安装"),
            ("02_x", "x"),
            ("2024-01-02", "2024-01-02"),
            ("1.0", "1.0"),
            ("7.0-foo", "7.0-foo"),
            ("安装", "安装"),
            ("1-", "1-"),
        ] {
            assert_eq!(without_order(name, Orders::Stripped), expected, "{name}");
        }
    }

    #[test]
    fn posts_are_filed_by_the_date_in_their_path() {
        for (path, expected) in [
            ("2026-01-02-发布.md", "/2026/01/02/发布"),
            ("2026/01/02-x.md", "/2026/01/02/x"),
            ("2026-01-02/index.md", "/2026/01/02/index"),
            ("2026-1-2-x.md", "/2026/1/2/x"),
            ("团队/2026-01-02-x/index.md", "/2026/01/02/团队/x"),
            ("about.md", "/about"),
        ] {
            assert_eq!(blog_path(&Fields::default(), path).0, expected, "{path}");
        }
    }
}
