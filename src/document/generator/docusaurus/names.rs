//! What the keys of authors and tags stand for: `authors.yml` and `tags.yml`.
//!
//! A post says `authors: [li]` and `tags: [k8s]`; its page shows 李雷 and Kubernetes,
//! which is what readers look for.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::content::{Diagnostic, value};
use crate::document::address::join;
use crate::document::config::{exists, read_file, text_at};
use crate::document::fields::Fields;

/// Where a plugin looks for names, below its folder of content.
#[derive(Debug)]
pub(super) struct NameFiles {
    authors: Option<String>,
    tags: Option<String>,
}

/// Names by their keys.
#[derive(Debug, Default)]
pub(super) struct Names {
    authors: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
}

impl NameFiles {
    /// The files that a plugin's options name, or those it looks for by itself.
    pub(super) fn of(options: &Map<String, Value>) -> Self {
        let named = |key: &str, default: &str| match options.get(key) {
            Some(Value::Bool(false) | Value::Null) => None,
            _ => Some(text_at(options, key).unwrap_or_else(|| default.to_owned())),
        };
        Self { authors: named("authorsMapPath", "authors.yml"), tags: named("tags", "tags.yml") }
    }

    /// Reads each file from the first of `folders` that has it.
    pub(super) fn read(&self, root: &Path, folders: &[&str], diagnostics: &mut Vec<Diagnostic>) -> Names {
        let mut entries = |file: &Option<String>| {
            let paths = file.iter().flat_map(|file| folders.iter().map(move |folder| join(&[folder, file])));
            let path =
                paths.map(|path| path.trim_start_matches('/').to_owned()).find(|path| exists(root, path));
            let read = path.and_then(|path| read_file(root, &path)).unwrap_or_default();
            diagnostics.extend(read.diagnostics);
            read.fields
        };
        let names = |entries: Map<String, Value>, key: &str| {
            let name = |entry: &Value| value::text(entry.as_object()?.get(key)?);
            entries.iter().filter_map(|(key, entry)| Some((key.clone(), name(entry)?))).collect()
        };
        Names { authors: names(entries(&self.authors), "name"), tags: names(entries(&self.tags), "label") }
    }
}

impl Names {
    /// Puts names in the place of the keys that a page gives; a key without a name stays.
    pub(super) fn resolve(&self, fields: &mut Fields) {
        for (key, known, written) in
            [("tags", &self.tags, ["label", "label"]), ("authors", &self.authors, ["name", "key"])]
        {
            let entries = match fields.get(key) {
                Some(Value::Array(entries)) => entries.clone(),
                Some(Value::Object(entry)) => vec![Value::Object(entry.clone())],
                Some(single) => value::strings(single).into_iter().map(Value::String).collect(),
                None => continue,
            };
            let name = |entry: &Value| match entry {
                Value::Object(map) => {
                    let text = |key: &str| map.get(key).and_then(value::text);
                    text(written[0]).or_else(|| {
                        let key = text(written[1])?;
                        Some(known.get(&key).cloned().unwrap_or(key))
                    })
                }
                single => value::text(single).map(|key| known.get(&key).cloned().unwrap_or(key)),
            };
            fields.set(key, entries.iter().filter_map(name).map(Value::String).collect());
        }
    }
}
