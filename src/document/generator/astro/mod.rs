//! Astro, and Starlight, its theme for documentation.
//!
//! Starlight's pages are in `src/content/docs/`. For an Astro site without it the
//! addresses of a collection are the site's own code, of which `routes` reads what is
//! usual; else `src/content/blog/a.md` is `/blog/a/`. `src/pages/a.md` is `/a/` for both.

mod routes;

use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::content::front_matter::FrontMatter;
use crate::content::source::FileEntry;
use crate::content::{AnchorStyle, Anchors, Diagnostic, Dialect, RawSection};
use crate::document::LanguageTag;
use crate::document::address::{base_of_path, below, folder_of, join, name_of, split_extension};
use crate::document::config::{exists, map_at, read_text, text_at};
use crate::document::generator::schedule::{self, Hides};
use crate::document::generator::{
    Language, Opening, Placed, Placement, Rules, Source, common, has_extension, translation,
};
use crate::document::script::read_javascript;
use crate::document::site::{GeneratorKind, LeftOut};
use routes::{Collection, Shown};

#[derive(Debug)]
struct Astro {
    settings: Map<String, Value>,
    /// `locales` of Starlight, wherever in the configuration it stands.
    locales: Map<String, Value>,
    default_locale: Option<String>,
    folders: Vec<String>,
    /// The deepest folder first.
    collections: Vec<Collection>,
    base: String,
    zone: TimeZone,
}

const DOCS: &str = "src/content/docs";
const CONTENT: &str = "src/content";
const PAGES: &str = "src/pages";

/// Reads the configuration of an Astro site.
pub(super) fn open(opening: &Opening<'_>) -> (Box<dyn Rules>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut settings = Map::new();
    let (mut locales, mut default_locale) = (Map::new(), None);
    for extension in ["mjs", "ts", "js", "mts"] {
        let path = format!("astro.config.{extension}");
        if let Some(text) = read_text(opening.root, &path, &mut diagnostics) {
            settings = read_javascript(&text);
            // Starlight's options are the argument of a call, which is no literal.
            if let Some((_, call)) = text.split_once("starlight(") {
                let own = read_javascript(call);
                locales = map_at(&own, "locales").cloned().unwrap_or_default();
                default_locale = text_at(&own, "defaultLocale");
            }
            break;
        }
    }
    let mut collections = routes::collections(opening.root);
    collections.sort_by_key(|collection| std::cmp::Reverse(collection.folder.len()));
    let folders = match opening.content() {
        Some(folder) => vec![folder],
        None => {
            let elsewhere = collections.iter().map(|collection| collection.folder.clone());
            let elsewhere = elsewhere.filter(|folder| below(folder, CONTENT).is_none());
            let mut folders: Vec<String> =
                [CONTENT, PAGES].map(str::to_owned).into_iter().chain(elsewhere).collect();
            folders.retain(|folder| exists(opening.root, folder));
            let all = folders.clone();
            folders
                .retain(|folder| all.iter().all(|other| other == folder || below(folder, other).is_none()));
            folders.dedup();
            folders
        }
    };
    let astro = Astro {
        base: opening.base(&base_of_path(&text_at(&settings, "base").unwrap_or_default())),
        folders: if folders.is_empty() { vec![CONTENT.to_owned()] } else { folders },
        zone: opening.zone(None),
        collections,
        locales,
        default_locale,
        settings,
    };
    (Box::new(astro), diagnostics)
}

impl Rules for Astro {
    fn kind(&self) -> GeneratorKind {
        GeneratorKind::Astro
    }

    fn dialect(&self) -> Dialect {
        Dialect::Astro
    }

    fn dialect_of(&self, path: &str) -> Dialect {
        if path.ends_with(".mdx") { Dialect::Astro } else { Dialect::Asides }
    }

    fn base(&self) -> &str {
        &self.base
    }

    fn configuration(&self) -> &Map<String, Value> {
        &self.settings
    }

    fn folders(&self) -> Vec<String> {
        self.folders.clone()
    }

    fn enters(&self, folder: &str) -> bool {
        // An underscore hides folders of `src/pages` only.
        let is_hidden = name_of(folder).starts_with('_') && below(folder, PAGES).is_some();
        !is_hidden && !name_of(folder).starts_with('.')
    }

    fn keeps(&self, file: &str) -> bool {
        has_extension(file, &["md", "mdx", "markdown"]) && !name_of(file).starts_with(['.', '_'])
    }

    fn survey(&mut self, _files: &[FileEntry], _heads: &dyn Fn(&str) -> FrontMatter) -> Vec<String> {
        self.collections.iter().map(|collection| format!("{collection:?}")).collect()
    }

    fn place(&self, source: &Source<'_>, remarks: &mut Vec<Diagnostic>) -> Placement {
        // The page is there, but its author keeps it from searches.
        let searched = ("pagefind", Hides::WhenOff, LeftOut::Unpublished as fn(String) -> LeftOut);
        if let Some(left_out) =
            schedule::by_flags(source, &[schedule::USUAL.as_slice(), &[searched]].concat(), remarks)
        {
            return left_out;
        }
        let docs = below(source.path, DOCS);
        let collection = self.collections.iter().find(|found| below(source.path, &found.folder).is_some());
        let collection = collection.filter(|_| docs.is_none());
        if let Some(Collection { name, shown: Shown::Nowhere, .. }) = collection {
            return Placement::not_a_page(&format!("no route shows the collection `{name}`"));
        }
        let relative = docs
            .or_else(|| below(source.path, &collection?.folder))
            .or_else(|| below(source.path, PAGES))
            .or_else(|| below(source.path, CONTENT))
            .or_else(|| below(source.path, self.folders.first()?))
            .unwrap_or(source.path);
        if relative.contains('[') {
            return Placement::not_a_page("it is the pattern of other pages");
        }
        let stem = join(&[folder_of(relative), split_extension(name_of(relative)).0]);
        let is_page = below(source.path, PAGES).is_some();
        let segments: Vec<String> = stem
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| if is_page { segment.to_owned() } else { github(segment) })
            .collect();
        let mut path = segments.join("/");
        if let Some(folder) =
            path.strip_suffix("index").filter(|folder| folder.is_empty() || folder.ends_with('/'))
        {
            path = folder.to_owned();
        }
        let path = match source.fields.text("slug") {
            Some(slug) => slug,
            // The folder of the root locale, where it has one, is part of no address.
            None => path,
        };
        let path = match collection.map(|collection| (&collection.shown, &collection.name)) {
            Some((Shown::Below(folder), _)) => join(&[folder, &path]),
            Some((_, name)) => join(&[name, &path]),
            None => path,
        };
        let is_file = text_at(&self.settings, "build.format").as_deref() == Some("file");
        let never = text_at(&self.settings, "trailingSlash").as_deref() == Some("never");
        let path = path.trim_matches('/');
        let address = match () {
            () if path.is_empty() => join(&[&self.base, "/"]),
            () if is_file => join(&[&self.base, &format!("{path}.html")]),
            () if never => join(&[&self.base, path]),
            () => join(&[&self.base, path, "/"]),
        };
        let mut facts = common::take(source.fields.clone(), &self.zone);
        let said = facts.said_language.take();
        let (language, key) = self.language(relative, docs.is_some());
        let translation_key = facts.translation_key.take().or(key);
        let placed = facts.placed(address, AnchorStyle::Astro);
        Placement::Page(Box::new(Placed { language: said.unwrap_or(language), translation_key, ..placed }))
    }
}

impl Astro {
    fn language(&self, relative: &str, is_docs: bool) -> (Language, Option<String>) {
        let spot = translation::spot(relative);
        if !is_docs || self.locales.is_empty() {
            return (spot.language.map(Language::Said).unwrap_or_default(), spot.key);
        }
        let tag = |key: &str| {
            let own =
                self.locales.get(key).and_then(Value::as_object).and_then(|locale| text_at(locale, "lang"));
            own.and_then(|name| LanguageTag::parse(&name))
                .or_else(|| LanguageTag::parse(key))
                .map(Language::Said)
        };
        let first = relative.split('/').next().unwrap_or_default();
        let stem = |path: &str| split_extension(path).0.to_owned();
        match below(relative, first).filter(|_| self.locales.contains_key(first)) {
            Some(rest) => (tag(first).unwrap_or_default(), Some(stem(rest))),
            None => {
                let root = tag("root").or_else(|| tag(self.default_locale.as_deref()?));
                (root.unwrap_or_default(), Some(stem(relative)))
            }
        }
    }
}

/// github-slugger's rule, which is also that of anchors.
fn github(name: &str) -> String {
    let heading = name.to_owned();
    let section = RawSection { level: 1, heading_source: heading.clone(), heading, ..RawSection::default() };
    Anchors::new(AnchorStyle::Github).next(&section)
}
