//! Docusaurus' folders of content: by plugin, version and locale.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde_json::{Map, Value};

use super::names::{NameFiles, Names};
use crate::content::{Diagnostic, value};
use crate::document::address::join;
use crate::document::config::{
    Flag, at, exists, flag_at, list_at, map_at, parse, read_text, text_at, warning,
};
use crate::document::generator::Opening;

/// A folder of content and how it is published.
#[derive(Debug)]
pub(super) struct Area {
    pub(super) folder: String,
    /// The folder of what this one translates: a translation of nothing is no page.
    pub(super) translated: Option<String>,
    pub(super) files: Files,
    pub(super) orders: Orders,
    pub(super) kind: AreaKind,
    /// Where the site of its language begins.
    pub(super) base: String,
    /// Base, locale, route and version: what every address in it begins with.
    pub(super) prefix: String,
    pub(super) locale: Option<String>,
    /// What its files of authors and tags call them.
    pub(super) names: Names,
}

/// Which files of a folder are pages.
#[derive(Debug, Clone)]
pub(super) struct Files {
    include: Option<GlobSet>,
    exclude: GlobSet,
}

impl Files {
    /// Why a file is no page, by its path below the folder.
    pub(super) fn reason_against(&self, relative: &str) -> Option<&'static str> {
        if relative.split('/').any(|name| name.starts_with('.')) {
            return Some("its name, or that of a folder above it, begins with a dot");
        }
        if self.include.as_ref().is_some_and(|include| !include.is_match(relative)) {
            return Some("`include` does not name it");
        }
        self.exclude.is_match(relative).then_some("`exclude` names it, which is `_*` and tests by default")
    }
}

/// Whether numbers before names order the sidebar, and are no part of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Orders {
    Stripped,
    Kept,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AreaKind {
    Docs,
    Blog,
    Pages,
}

/// The options of the docs, blog and pages plugins: of the classic preset, or alone.
fn plugin_options(settings: &Map<String, Value>) -> Vec<(AreaKind, Map<String, Value>)> {
    let mut found = Vec::new();
    let listed = ["presets", "plugins"].iter().filter_map(|key| settings.get(*key)?.as_array()).flatten();
    for entry in listed {
        // A plugin without options may be its name alone.
        let list = entry.as_array();
        let name = list.map_or(Some(entry), |list| list.first()).and_then(value::text).unwrap_or_default();
        let options = list.and_then(|list| list.get(1)?.as_object()).cloned().unwrap_or_default();
        let kind = match () {
            () if name.ends_with("content-docs") => Some(AreaKind::Docs),
            () if name.ends_with("content-blog") => Some(AreaKind::Blog),
            () if name.ends_with("content-pages") => Some(AreaKind::Pages),
            () => None,
        };
        match kind {
            Some(kind) => found.push((kind, options)),
            None => {
                for (key, kind) in
                    [("docs", AreaKind::Docs), ("blog", AreaKind::Blog), ("pages", AreaKind::Pages)]
                {
                    match options.get(key) {
                        Some(Value::Object(own)) => found.push((kind, own.clone())),
                        Some(Value::Bool(false)) => {}
                        _ if name.contains("classic") => found.push((kind, Map::new())),
                        _ => {}
                    }
                }
            }
        }
    }
    if found.is_empty() {
        found.extend([AreaKind::Docs, AreaKind::Blog, AreaKind::Pages].map(|kind| (kind, Map::new())));
    }
    found
}

/// The folders of the site that are there, the deepest first.
pub(super) fn areas(
    opening: &Opening<'_>,
    settings: &Map<String, Value>,
    base: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Area> {
    let default_locale = text_at(settings, "i18n.defaultLocale");
    let locales: Vec<String> = at(settings, "i18n.locales")
        .and_then(Value::as_array)
        .map(|list| list.iter().filter_map(value::text).collect())
        .unwrap_or_default();
    let mut areas = Vec::new();
    let i18n_folder = text_at(settings, "i18n.path").unwrap_or_else(|| "i18n".to_owned());
    // A locale may have a folder and an address of another name.
    let of_locale = |locale: &str, key: &str| {
        let configured = map_at(settings, "i18n.localeConfigs")?.get(locale)?.as_object()?;
        text_at(configured, key)
    };
    for (kind, options) in plugin_options(settings) {
        let files = files(&options, diagnostics);
        let name_files = NameFiles::of(&options);
        let orders = match flag_at(&options, "numberPrefixParser", Flag::On) {
            true => Orders::Stripped,
            false => Orders::Kept,
        };
        let (folder, route, plugin) = match kind {
            AreaKind::Docs => ("docs", "docs", "docusaurus-plugin-content-docs"),
            AreaKind::Blog => ("blog", "blog", "docusaurus-plugin-content-blog"),
            AreaKind::Pages => ("src/pages", "", "docusaurus-plugin-content-pages"),
        };
        let id = text_at(&options, "id").filter(|id| id != "default");
        let suffixed = |name: &str| id.as_ref().map_or_else(|| name.to_owned(), |id| format!("{name}-{id}"));
        let prefixed = |name: &str| id.as_ref().map_or_else(|| name.to_owned(), |id| format!("{id}_{name}"));
        let folder = text_at(&options, "path").unwrap_or_else(|| folder.to_owned());
        let folder = folder.trim_start_matches("./").trim_matches('/').to_owned();
        let route = text_at(&options, "routeBasePath").unwrap_or_else(|| route.to_owned());
        let versions = match kind {
            AreaKind::Docs => versions(opening, &prefixed("versions.json"), &options, diagnostics),
            _ => vec![("current".to_owned(), String::new())],
        };
        for (version, version_path) in versions {
            let own = match version.as_str() {
                "current" => folder.clone(),
                name => format!("{}/version-{name}", prefixed("versioned_docs")),
            };
            let own_base = default_locale
                .as_ref()
                .and_then(|locale| of_locale(locale, "baseUrl"))
                .unwrap_or_else(|| base.to_owned());
            areas.push(Area {
                folder: own.clone(),
                translated: None,
                files: files.clone(),
                orders,
                kind,
                prefix: join(&[&own_base, &route, &version_path]),
                base: own_base,
                locale: default_locale.clone(),
                names: name_files.read(opening.root, &[&own], diagnostics),
            });
            for locale in locales.iter().filter(|locale| Some(*locale) != default_locale.as_ref()) {
                let inner = match (kind, version.as_str()) {
                    (AreaKind::Docs, "current") => "current".to_owned(),
                    (AreaKind::Docs, name) => format!("version-{name}"),
                    _ => String::new(),
                };
                let named = of_locale(locale, "path").unwrap_or_else(|| locale.clone());
                let locale_base = of_locale(locale, "baseUrl").unwrap_or_else(|| join(&[base, locale]));
                let folder = join(&[&i18n_folder, &named, &suffixed(plugin), &inner]);
                let folder = folder.trim_matches('/').to_owned();
                areas.push(Area {
                    names: name_files.read(opening.root, &[&folder, &own], diagnostics),
                    folder,
                    translated: Some(own.clone()),
                    files: files.clone(),
                    orders,
                    kind,
                    prefix: join(&[&locale_base, &route, &version_path]),
                    base: locale_base,
                    locale: Some(locale.clone()),
                });
            }
        }
    }
    areas.retain(|area| exists(opening.root, &area.folder));
    areas.sort_by_key(|area| std::cmp::Reverse(area.folder.len()));
    areas
}

/// The files that a plugin's options take in and leave out.
fn files(options: &Map<String, Value>, diagnostics: &mut Vec<Diagnostic>) -> Files {
    const NO_PAGES: [&str; 4] = ["**/_*", "**/_*/**", "**/*.test.{js,jsx,ts,tsx}", "**/__tests__/**"];
    let mut set = |patterns: Vec<String>| {
        let mut builder = GlobSetBuilder::new();
        for pattern in patterns {
            match GlobBuilder::new(pattern.trim_start_matches("./")).literal_separator(true).build() {
                Ok(glob) => {
                    builder.add(glob);
                }
                Err(error) => {
                    let message = format!("expected a glob, found `{pattern}`: {error}");
                    diagnostics.push(warning("docusaurus.config.js", 0, &message, "the pattern is not used"));
                }
            }
        }
        builder.build().unwrap_or_else(|_| GlobSet::empty())
    };
    let listed = |key: &str| options.get(key).map(|_| list_at(options, key));
    Files {
        include: listed("include").filter(|patterns| !patterns.is_empty()).map(&mut set),
        exclude: set(listed("exclude").unwrap_or_else(|| NO_PAGES.map(str::to_owned).to_vec())),
    }
}

/// The versions of docs with their path: the latest has none, the current one is `next`.
fn versions(
    opening: &Opening<'_>,
    file: &str,
    options: &Map<String, Value>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(String, String)> {
    let text = read_text(opening.root, file, diagnostics).unwrap_or_default();
    let (wrapped, _) =
        parse(&format!("{{\"versions\":{}}}", if text.is_empty() { "[]" } else { &text }), "v.json");
    let names: Vec<String> = wrapped
        .get("versions")
        .and_then(Value::as_array)
        .map(|list| list.iter().filter_map(value::text).collect())
        .unwrap_or_default();
    let latest = text_at(options, "lastVersion")
        .or_else(|| names.first().cloned())
        .unwrap_or_else(|| "current".to_owned());
    let mut versions = names;
    if flag_at(options, "includeCurrentVersion", Flag::On) {
        versions.insert(0, "current".to_owned());
    }
    if flag_at(options, "disableVersioning", Flag::Off) {
        return vec![("current".to_owned(), String::new())];
    }
    let only = list_at(options, "onlyIncludeVersions");
    versions
        .into_iter()
        .filter(|name| only.is_empty() || only.contains(name))
        .map(|name| {
            let configured =
                map_at(options, "versions").and_then(|map| map.get(&name)).and_then(Value::as_object);
            let path = match configured.and_then(|version| text_at(version, "path")) {
                Some(path) => path,
                None if name == latest => String::new(),
                None if name == "current" => "next".to_owned(),
                None => name.clone(),
            };
            (name, path)
        })
        .collect()
}
