//! Jekyll's configuration: collections, defaults, and what is included and excluded.

use std::path::Path;

use globset::{GlobBuilder, GlobMatcher};
use serde_json::{Map, Value};

use crate::content::value;
use crate::document::config::{self, Config, Flag, flag_at, map_at, text_at};

/// What Jekyll leaves out whatever the site says.
pub(super) const EXCLUDED: [&str; 10] = [
    ".sass-cache",
    ".jekyll-cache",
    "gemfiles",
    "Gemfile",
    "Gemfile.lock",
    "node_modules",
    "vendor/bundle",
    "vendor/cache",
    "vendor/gems",
    "vendor/ruby",
];

/// A folder of documents of one kind.
#[derive(Debug)]
pub(super) struct Collection {
    pub(super) label: String,
    /// Relative to the source.
    pub(super) folder: String,
    /// Whether its documents become pages.
    pub(super) is_output: bool,
    pub(super) permalink: Option<String>,
    /// Whether documents of the future are published, if the collection says.
    pub(super) keeps_future: Option<bool>,
}

/// Values for the files of a scope.
#[derive(Debug)]
pub(super) struct Default {
    path: String,
    glob: Option<GlobMatcher>,
    kind: Option<String>,
    pub(super) values: Map<String, Value>,
}

/// Reads the site's configuration.
pub(super) fn read(root: &Path) -> Config {
    ["_config.yml", "_config.yaml", "_config.toml"]
        .iter()
        .find_map(|path| config::read_file(root, path))
        .unwrap_or_default()
}

pub(super) fn clean(folder: &str) -> String {
    let folder = folder.trim_start_matches("./").trim_matches('/');
    if folder == "." { String::new() } else { folder.to_owned() }
}

/// The collections of a site; `posts` is among them only if it is configured.
pub(super) fn collections(settings: &Map<String, Value>) -> Vec<Collection> {
    let parent = clean(&text_at(settings, "collections_dir").unwrap_or_default());
    // Jekyll keeps these characters of a label and drops the others.
    let kept = |character: &char| character.is_ascii_alphanumeric() || "_-.".contains(*character);
    let collection = |label: &str, own: &Map<String, Value>| {
        let label: String = label.chars().filter(kept).collect();
        Collection {
            folder: if parent.is_empty() { format!("_{label}") } else { format!("{parent}/_{label}") },
            is_output: label == "posts" || flag_at(own, "output", Flag::Off),
            permalink: text_at(own, "permalink"),
            keeps_future: own.get("future").and_then(|future| value::flag(future).ok()),
            label,
        }
    };
    match settings.get("collections") {
        Some(Value::Object(named)) => {
            let empty = Map::new();
            named.iter().map(|(label, own)| collection(label, own.as_object().unwrap_or(&empty))).collect()
        }
        Some(Value::Array(labels)) => {
            labels.iter().filter_map(value::text).map(|label| collection(&label, &Map::new())).collect()
        }
        _ => Vec::new(),
    }
}

/// The defaults of a site, the least particular first.
pub(super) fn defaults(settings: &Map<String, Value>) -> Vec<Default> {
    let written = settings.get("defaults").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut defaults: Vec<Default> = written
        .iter()
        .filter_map(|entry| {
            let entry = entry.as_object()?;
            let scope = map_at(entry, "scope");
            let path =
                scope.and_then(|scope| text_at(scope, "path")).map(|path| clean(&path)).unwrap_or_default();
            let glob = path.contains('*').then(|| {
                GlobBuilder::new(&path)
                    .literal_separator(true)
                    .build()
                    .ok()
                    .map(|glob| glob.compile_matcher())
            });
            Some(Default {
                glob: glob.flatten(),
                path,
                kind: scope.and_then(|scope| text_at(scope, "type")),
                values: map_at(entry, "values")?.clone(),
            })
        })
        .collect();
    // A longer path is more particular, and of equal paths one that names a type.
    defaults.sort_by_key(|default| (default.path.len(), default.kind.is_some()));
    defaults
}

impl Default {
    /// Whether the scope takes in a file; `relative` to the source, `kind` as Jekyll calls it.
    pub(super) fn is_for(&self, relative: &str, kind: &str) -> bool {
        let is_kind = self.kind.as_deref().is_none_or(|wanted| {
            // The singular names are those of old versions.
            wanted == kind
                || matches!((wanted, kind), ("post", "posts") | ("page", "pages") | ("draft", "drafts"))
        });
        is_kind
            && match &self.glob {
                Some(glob) => relative
                    .match_indices('/')
                    .map(|(at, _)| &relative[..at])
                    .chain([relative])
                    .any(|prefix| glob.is_match(prefix)),
                None => self.path.is_empty() || relative.starts_with(&self.path),
            }
    }
}
