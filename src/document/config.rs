//! A generator's configuration: one file or several, and the few ways of looking into it.

use std::path::Path;

use serde_json::{Map, Value};

use crate::content::front_matter::{read_toml_file, read_yaml_file};
use crate::content::source::{self, ReadFailure};
use crate::content::{Diagnostic, Severity, decode, value};

/// Fields of a configuration, and what was wrong with its files.
#[derive(Debug, Clone, Default)]
pub(crate) struct Config {
    /// Merged, in the order written.
    pub(crate) fields: Map<String, Value>,
    /// In the order of the files.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Whether `path` can be looked at below `root`, as a file or as a folder.
pub(crate) fn exists(root: &Path, path: &str) -> bool {
    source::locate(root, path).exists()
}

/// The text of a file, `None` if there is none, with a remark if it cannot be read.
pub(crate) fn read_text(root: &Path, path: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let problem = match source::read(root, path) {
        Ok((bytes, _)) => match decode::decode(&bytes) {
            Ok(decoded) => return Some(decoded.text),
            Err(reason) => reason,
        },
        Err(ReadFailure::Missing) => return None,
        Err(ReadFailure::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(failure) => failure.to_string(),
    };
    diagnostics.push(warning(path, 0, &problem, "the site is read with default settings"));
    None
}

/// Reads `path` by its extension (`toml`, `json`, else YAML); `None` if it does not exist.
///
/// What is broken is left out with a remark.
pub(crate) fn read_file(root: &Path, path: &str) -> Option<Config> {
    let mut diagnostics = Vec::new();
    let text = match read_text(root, path, &mut diagnostics) {
        Some(text) => text,
        None if diagnostics.is_empty() => return None,
        None => return Some(Config { fields: Map::new(), diagnostics }),
    };
    let (fields, remarks) = parse(&text, path);
    Some(Config { fields, diagnostics: remarks })
}

/// Reads the text of a configuration by the extension of `path`.
pub(crate) fn parse(text: &str, path: &str) -> (Map<String, Value>, Vec<Diagnostic>) {
    if path.ends_with(".toml") {
        return read_toml_file(text, path);
    }
    if !path.ends_with(".json") {
        return read_yaml_file(text, path);
    }
    match serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) {
        Ok(Value::Object(fields)) => (fields, Vec::new()),
        Ok(_) => (Map::new(), vec![warning(path, 1, "expected an object, found another value", BROKEN_HINT)]),
        Err(error) => {
            let line = u32::try_from(error.line()).unwrap_or(0);
            (Map::new(), vec![warning(path, line, &format!("expected JSON: {error}"), BROKEN_HINT)])
        }
    }
}

const BROKEN_HINT: &str = "the site is read with default settings";

/// A warning about a place in a configuration.
pub(crate) fn warning(path: &str, line: u32, message: &str, hint: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        path: path.to_owned(),
        line,
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
    }
}

/// Lays `over` on `under`: maps are merged key by key, everything else is replaced.
pub(crate) fn merge(under: &mut Map<String, Value>, over: Map<String, Value>) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Object(inner)), Value::Object(more)) => merge(inner, more),
            (Some(place), value) => *place = value,
            (None, value) => {
                under.insert(key, value);
            }
        }
    }
}

/// Makes all keys lower-case, at every depth: Hugo's settings do not tell case apart.
pub(crate) fn lower_keys(fields: Map<String, Value>) -> Map<String, Value> {
    fields
        .into_iter()
        .map(|(key, value)| {
            let value = match value {
                Value::Object(inner) => Value::Object(lower_keys(inner)),
                Value::Array(items) => Value::Array(
                    items
                        .into_iter()
                        .map(|item| match item {
                            Value::Object(inner) => Value::Object(lower_keys(inner)),
                            other => other,
                        })
                        .collect(),
                ),
                other => other,
            };
            (key.to_lowercase(), value)
        })
        .collect()
}

/// The value at a path of keys joined by `.`.
pub(crate) fn at<'a>(fields: &'a Map<String, Value>, keys: &str) -> Option<&'a Value> {
    let mut keys = keys.split('.');
    let mut value = fields.get(keys.next()?)?;
    for key in keys {
        value = value.as_object()?.get(key)?;
    }
    Some(value)
}

/// The map at a path of keys.
pub(crate) fn map_at<'a>(fields: &'a Map<String, Value>, keys: &str) -> Option<&'a Map<String, Value>> {
    at(fields, keys)?.as_object()
}

/// The text at a path of keys, trimmed; `None` if there is none or it is empty.
pub(crate) fn text_at(fields: &Map<String, Value>, keys: &str) -> Option<String> {
    at(fields, keys).and_then(value::text).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The flag at a path of keys, `default` if there is none that can be read.
pub(crate) fn flag_at(fields: &Map<String, Value>, keys: &str, default: Flag) -> bool {
    at(fields, keys).and_then(|value| value::flag(value).ok()).unwrap_or(default == Flag::On)
}

/// What a setting is when nobody set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flag {
    On,
    Off,
}

/// The strings at a path of keys: a list, or one alone; empty if there are none.
pub(crate) fn list_at(fields: &Map<String, Value>, keys: &str) -> Vec<String> {
    match at(fields, keys) {
        Some(Value::Array(items)) => items.iter().filter_map(value::text).collect(),
        Some(single) => value::text(single).into_iter().collect(),
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_json_is_a_remark_with_its_line() {
        let (fields, remarks) = parse("{\n  \"title\": \"网站\",\n  oops\n}", "hugo.json");
        assert!(fields.is_empty());
        assert_eq!((remarks[0].path.as_str(), remarks[0].line), ("hugo.json", 3));
    }

    #[test]
    fn maps_are_merged_and_the_rest_is_replaced() {
        let parse = |text: &str| super::parse(text, "a.json").0;
        let mut under = parse(r#"{"a": {"x": 1, "y": [1]}, "b": 1}"#);
        merge(&mut under, parse(r#"{"a": {"y": [2]}, "c": {"名": "值"}}"#));
        assert_eq!(under, parse(r#"{"a": {"x": 1, "y": [2]}, "b": 1, "c": {"名": "值"}}"#));
        assert_eq!(text_at(&under, "c.名").as_deref(), Some("值"));
        assert_eq!(at(&under, "b.x"), None);
    }
}
