//! VitePress: `.vitepress/config.*` and the Markdown beside it.
//!
//! | file | address |
//! | --- | --- |
//! | `指南/安装.md` | `/指南/安装.html`, or `/指南/安装` with `cleanUrls` |
//! | `zh/index.md` | `/zh/` |

use globset::GlobSet;
use std::sync::LazyLock;

use jiff::tz::TimeZone;
use regex::Regex;
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
    rewrites: Vec<Rewrite>,
}

/// A pattern of `rewrites`, and what it becomes: `en/:rest*` and `:rest*`.
#[derive(Debug)]
struct Rewrite {
    pattern: Regex,
    target: String,
}

impl Rewrite {
    /// `:name` is a folder or a name, `:name*` any number of them, `:name(…)` what the
    /// expression says; `None` for an expression that is none.
    fn new(pattern: &str, target: &str) -> Option<Self> {
        static PARAMETER: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r":(\w+)(?:\(([^()]*)\))?([*+]?)").expect("the pattern is valid"));
        let mut expression = String::from("^");
        let mut at = 0;
        for captures in PARAMETER.captures_iter(pattern) {
            let whole = captures.get(0).expect("a match has a whole");
            let inside = match (captures.get(2), &captures[3]) {
                (Some(inside), _) => inside.as_str(),
                (None, "") => "[^/]+",
                (None, _) => ".*",
            };
            expression.push_str(&regex::escape(&pattern[at..whole.start()]));
            expression.push_str(&format!("(?<{}>{inside})", &captures[1]));
            at = whole.end();
        }
        expression.push_str(&regex::escape(&pattern[at..]));
        expression.push('$');
        let target = PARAMETER.replace_all(target, "$${$1}").into_owned();
        Some(Self { pattern: Regex::new(&expression).ok()?, target })
    }

    fn apply(&self, relative: &str) -> Option<String> {
        let captures = self.pattern.captures(relative)?;
        let mut rewritten = String::new();
        captures.expand(&self.target, &mut rewritten);
        Some(rewritten.trim_start_matches('/').to_owned())
    }
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
        rewrites: map_at(&settings, "rewrites")
            .into_iter()
            .flatten()
            .filter_map(|(pattern, target)| Rewrite::new(pattern, &value::text(target)?))
            .collect(),
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
        let rewritten = self.rewrites.iter().find_map(|rewrite| rewrite.apply(relative));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewrites_are_patterns() {
        for (pattern, target, path, expected) in [
            ("en/:rest*", ":rest*", "en/指南/安装.md", Some("指南/安装.md")),
            ("packages/:pkg/src/:slug*", ":pkg/:slug*", "packages/甲/src/a/b.md", Some("甲/a/b.md")),
            ("moved/from.md", "moved/到这里.md", "moved/from.md", Some("moved/到这里.md")),
            (":name(\\d+)-:title", ":title", "01-标题.md", Some("标题.md")),
            ("en/:rest*", ":rest*", "zh/a.md", None),
        ] {
            let rewrite = Rewrite::new(pattern, target).expect("a pattern");
            assert_eq!(rewrite.apply(path).as_deref(), expected, "{pattern}");
        }
        assert!(Rewrite::new(":a(\\", "x").is_some_and(|rewrite| rewrite.apply("b").is_none()));
    }
}
