//! VitePress: `.vitepress/config.*` and the Markdown beside it.
//!
//! | file | address |
//! | --- | --- |
//! | `指南/安装.md` | `/指南/安装.html`, or `/指南/安装` with `cleanUrls` |
//! | `zh/index.md` | `/zh/` |

use globset::GlobSet;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::content::{AnchorStyle, Diagnostic, Dialect, value};
use crate::document::LanguageTag;
use crate::document::address::{base_of_path, below, join, name_of};
use crate::document::config::{Flag, exists, flag_at, list_at, map_at, read_text, text_at};
use crate::document::generator::schedule::{self, Hides};
use crate::document::generator::{
    Language, Opening, Placed, Placement, Rules, Source, common, globs, has_extension, translation,
};
use crate::document::script::read_javascript;
use crate::document::site::{GeneratorKind, LeftOut};

#[derive(Debug)]
struct VitePress {
    settings: Map<String, Value>,
    folder: String,
    base: String,
    excluded: GlobSet,
    zone: TimeZone,
}

/// Reads the configuration of a VitePress site.
pub(super) fn open(opening: &Opening<'_>) -> (Box<dyn Rules>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let home = ["", "docs", "src"]
        .into_iter()
        .find(|folder| exists(opening.root, join(&[folder, ".vitepress"]).trim_start_matches('/')))
        .unwrap_or_default();
    let mut settings = Map::new();
    for name in [
        "config.mts",
        "config.ts",
        "config.mjs",
        "config.js",
        "config/index.ts",
        "config/index.mts",
        "config/index.js",
    ] {
        let path = join(&[home, ".vitepress", name]);
        if let Some(text) = read_text(opening.root, path.trim_start_matches('/'), &mut diagnostics) {
            settings = read_javascript(&text);
            break;
        }
    }
    let source = text_at(&settings, "srcDir").unwrap_or_default();
    let source = source.trim_start_matches("./").trim_matches('/');
    let below_home = if source == "." { "" } else { source };
    let folder = opening.content().unwrap_or_else(|| join(&[home, below_home]).trim_matches('/').to_owned());
    let vitepress = VitePress {
        base: opening.base(&base_of_path(&text_at(&settings, "base").unwrap_or_default())),
        excluded: globs(list_at(&settings, "srcExclude"), ".vitepress/config", &mut diagnostics),
        zone: opening.zone(None),
        folder,
        settings,
    };
    (Box::new(vitepress), diagnostics)
}

impl Rules for VitePress {
    fn kind(&self) -> GeneratorKind {
        GeneratorKind::VitePress
    }

    fn dialect(&self) -> Dialect {
        Dialect::VitePress
    }

    fn configuration(&self) -> &Map<String, Value> {
        &self.settings
    }

    fn folders(&self) -> Vec<String> {
        vec![self.folder.clone()]
    }

    fn enters(&self, folder: &str) -> bool {
        let name = name_of(folder);
        !name.starts_with('.') && name != "node_modules"
    }

    fn keeps(&self, file: &str) -> bool {
        has_extension(file, &["md"]) && !name_of(file).starts_with('.')
    }

    fn place(&self, source: &Source<'_>, remarks: &mut Vec<Diagnostic>) -> Placement {
        let relative = below(source.path, &self.folder).unwrap_or(source.path);
        if self.excluded.is_match(relative) {
            return Placement::left_out(LeftOut::Excluded("srcExclude".to_owned()));
        }
        if relative.contains('[') && relative.contains("].md") {
            return Placement::not_a_page("it is the pattern of other pages");
        }
        // The page is there, but its author keeps it from searches.
        let searched = ("search", Hides::WhenOff, LeftOut::Unpublished as fn(String) -> LeftOut);
        if let Some(left_out) =
            schedule::by_flags(source, &[schedule::USUAL.as_slice(), &[searched]].concat(), remarks)
        {
            return left_out;
        }
        let rewritten =
            map_at(&self.settings, "rewrites").and_then(|map| map.get(relative)).and_then(value::text);
        let relative = rewritten.as_deref().unwrap_or(relative);
        let stem = relative.strip_suffix(".md").unwrap_or(relative);
        let is_clean = flag_at(&self.settings, "cleanUrls", Flag::Off);
        let path =
            match stem.strip_suffix("index").filter(|folder| folder.is_empty() || folder.ends_with('/')) {
                Some(folder) => format!("{folder}/"),
                None if is_clean => stem.to_owned(),
                None => format!("{stem}.html"),
            };
        let mut facts = common::take(source.fields.clone(), &self.zone);
        let said = facts.said_language.take();
        let (language, key) = self.language(relative);
        let translation_key = facts.translation_key.take().or(key);
        let placed = facts.placed(join(&[&self.base, &path]), AnchorStyle::VitePress);
        Placement::Page(Box::new(Placed { language: said.unwrap_or(language), translation_key, ..placed }))
    }
}

impl VitePress {
    /// The language of the top folder that `locales` names, else that of the root.
    fn language(&self, relative: &str) -> (Language, Option<String>) {
        let spot = translation::spot(relative);
        let Some(locales) = map_at(&self.settings, "locales") else {
            let assumed = Language::assumed(text_at(&self.settings, "lang").as_deref());
            return (spot.language.map_or(assumed, Language::Said), spot.key);
        };
        let said = |key: &str| {
            let configured =
                locales.get(key).and_then(Value::as_object).and_then(|locale| text_at(locale, "lang"));
            configured
                .and_then(|name| LanguageTag::parse(&name))
                .or_else(|| LanguageTag::parse(key))
                .map(Language::Said)
        };
        let first = relative.split('/').next().unwrap_or_default();
        if locales.contains_key(first) {
            let key = below(relative, first).map(|rest| rest.trim_end_matches(".md").to_owned());
            return (said(first).unwrap_or_default(), key);
        }
        let root = said("root")
            .or_else(|| LanguageTag::parse(&text_at(&self.settings, "lang")?).map(Language::Said));
        (root.unwrap_or_default(), Some(relative.trim_end_matches(".md").to_owned()))
    }
}
