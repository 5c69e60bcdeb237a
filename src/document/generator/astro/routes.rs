//! Where an Astro site shows its collections: by the folder of the route that asks for each.
//!
//! Collections are defined and routed by the site's own code, which is not run. What is
//! read is what nearly all write in the same way: `base: './src/data/notes'` where a
//! collection is defined, and `getCollection('notes')` in `src/pages/n/[...slug].astro`.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use crate::content::source::{WalkRules, walk};
use crate::document::address::{below, folder_of, name_of};
use crate::document::config::{exists, read_text};

/// A folder of pages that the site's code knows by a name.
#[derive(Debug)]
pub(super) struct Collection {
    pub(super) name: String,
    /// From the site's root.
    pub(super) folder: String,
    pub(super) shown: Shown,
}

/// How a collection is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    /// Below this path.
    Below(String),
    /// Somewhere; the usual place is taken.
    Somewhere,
    /// Not at all: no file of `src/pages` names it.
    Nowhere,
}

const CONFIGURATIONS: [&str; 6] = [
    "src/content.config.ts",
    "src/content.config.mjs",
    "src/content.config.js",
    "src/content/config.ts",
    "src/content/config.mjs",
    "src/content/config.js",
];

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is valid")
}

static DEFINED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\w+)\s*[=:]\s*defineCollection\s*\("));
static BASE: LazyLock<Regex> = LazyLock::new(|| pattern(r#"\bbase:\s*["'`]([^"'`$]+)["'`]"#));
static EXPORTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bcollections\s*=\s*\{([^{}]*)\}"));
static ASKED: LazyLock<Regex> = LazyLock::new(|| pattern(r#"getCollection\(\s*["'`]([\w-]+)["'`]"#));
static ROUTE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\[(?:\.\.\.)?(\w+)\]\.astro$"));

/// Parameters of routes that are no pages of a collection, but lists of them.
const LISTS: [&str; 7] = ["page", "tag", "tags", "category", "lang", "locale", "year"];

/// The collections that the site defines, in the order written; none if it defines none.
pub(super) fn collections(root: &Path) -> Vec<Collection> {
    let read = |path: &str| read_text(root, path, &mut Vec::new());
    let Some(configuration) = CONFIGURATIONS.iter().find_map(|path| read(path)) else { return Vec::new() };
    let routes = routes(root);
    let exported = EXPORTED.captures(&configuration);
    let name_of_constant = |constant: &str| {
        exported.as_ref()?.get(1)?.as_str().split(',').find_map(|entry| {
            let (name, value) = entry.split_once(':')?;
            (value.trim() == constant).then(|| name.trim().trim_matches(['"', '\'']).to_owned())
        })
    };
    let starts: Vec<(usize, usize, String)> = DEFINED
        .captures_iter(&configuration)
        .filter_map(|found| {
            let whole = found.get(0)?;
            Some((whole.start(), whole.end(), found[1].to_owned()))
        })
        .collect();
    let ends = starts.iter().skip(1).map(|start| start.0).chain([configuration.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|((_, start, constant), end)| {
            let name = name_of_constant(constant).unwrap_or_else(|| constant.clone());
            let base = BASE.captures(&configuration[*start..end]).map(|found| found[1].to_owned());
            let folder = base.unwrap_or_else(|| format!("src/content/{name}"));
            let folder = folder.trim_start_matches("./").trim_matches('/').to_owned();
            Collection { shown: shown(&name, &routes), name, folder }
        })
        .collect()
}

/// A file of `src/pages`: its path, and its text.
type Route = (String, String);

fn routes(root: &Path) -> Vec<Route> {
    const PAGES: &str = "src/pages";
    if !exists(root, PAGES) {
        return Vec::new();
    }
    let rules = WalkRules { enter: &|_| true, keep: &|path| path.ends_with(".astro") };
    let mut paths: Vec<String> = walk(root, PAGES, &rules).files.into_iter().map(|file| file.path).collect();
    paths.sort();
    let relative = |path: &String| below(path, PAGES).unwrap_or(path).to_owned();
    paths.iter().filter_map(|path| Some((relative(path), read_text(root, path, &mut Vec::new())?))).collect()
}

fn shown(name: &str, routes: &[Route]) -> Shown {
    let asks = |text: &str| ASKED.captures_iter(text).any(|asked| &asked[1] == name);
    let is_page_of_it = |path: &str| {
        let parameter = ROUTE.captures(name_of(path)).map(|found| found[1].to_owned());
        parameter.is_some_and(|parameter| !LISTS.contains(&parameter.as_str()))
            && !folder_of(path).contains('[')
    };
    let route = routes.iter().find(|(path, text)| is_page_of_it(path) && asks(text));
    if let Some((path, _)) = route {
        return Shown::Below(folder_of(path).to_owned());
    }
    // Code of the site's own may ask for it under a name that only stands there.
    let any_routed = routes.iter().any(|(path, text)| is_page_of_it(path) && ASKED.is_match(text));
    let quoted = [format!("\"{name}\""), format!("'{name}'"), format!("`{name}`")];
    let is_named = routes.iter().any(|(_, text)| quoted.iter().any(|quoted| text.contains(quoted.as_str())));
    if any_routed && !is_named { Shown::Nowhere } else { Shown::Somewhere }
}
