//! Reads `sou.yml`: a mapping of keys of the table, each with the line it stands on.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::settings::SettingError;
use crate::cli::settings::table::{SETTINGS, Setting, setting};
use crate::cli::settings::value::Raw;
use crate::content::Severity;
use crate::content::decode::decode;
use crate::content::front_matter::read_yaml_file;

/// The name of the file at the site's root.
pub const FILE_NAME: &str = "sou.yml";

/// The longest file that is read, in bytes: nobody writes this many settings.
const MAX_BYTES: usize = 64 * 1024;

/// One key of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Its row.
    pub setting: &'static Setting,
    /// Counted from 1.
    pub line: u32,
    /// The line of each item of a list, counted from 1; that of the key where
    /// the items do not begin lines of their own.
    pub item_lines: Vec<u32>,
    /// As written.
    pub raw: Raw,
}

/// Reads the file at `path`; `None` if there is none.
///
/// # Errors
///
/// If it cannot be read, is no mapping, or has a key that is no setting.
pub fn read(path: &Path) -> Result<Option<Vec<FileEntry>>, SettingError> {
    match fs::read(path) {
        Ok(bytes) => parse(&text_of(&bytes, path)?, path).map(Some),
        // Below a file there is none either: that the site is no folder is said by who opens it.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(source) => Err(SettingError::Unreadable { path: path.to_owned(), source }),
    }
}

/// The text of a file, which Windows writes as UTF-16 where it is told nothing else.
pub(super) fn text_of(bytes: &[u8], path: &Path) -> Result<String, SettingError> {
    let syntax = |message: String| SettingError::Syntax { path: path.to_owned(), line: 0, message };
    let decoded = decode(bytes).map_err(syntax)?;
    match decoded.remark {
        // A page forgives a guess at its encoding; a setting that was guessed would surprise.
        Some((_, message)) => Err(syntax(message)),
        None => Ok(decoded.text),
    }
}

/// Parses the text of a file; `path` is for messages.
///
/// # Errors
///
/// As [`read`].
pub fn parse(text: &str, path: &Path) -> Result<Vec<FileEntry>, SettingError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let syntax = |line: u32, message: String| SettingError::Syntax { path: path.to_owned(), line, message };
    if text.len() > MAX_BYTES {
        return Err(syntax(0, format!("expected at most {MAX_BYTES} bytes, found {}", text.len())));
    }
    let (mapping, remarks) = read_yaml_file(text, FILE_NAME);
    // A page forgives what is wrong in its head; settings that are half read would surprise.
    if let Some(remark) = remarks.into_iter().find(|remark| remark.severity == Severity::Warning) {
        return Err(syntax(remark.line, remark.message));
    }
    let mut entries = Vec::new();
    for (key, value) in &mapping {
        let line = line_of_key(text, key);
        let Some(setting) = setting(key) else {
            return Err(unknown_key(path.to_owned(), line, key.clone()));
        };
        if let Some(raw) = raw(value) {
            let n_items = value.as_array().map_or(0, Vec::len);
            entries.push(FileEntry { setting, line, item_lines: item_lines(text, line, n_items), raw });
        }
    }
    Ok(entries)
}

/// The error for a key that is no setting, with the nearest one.
fn unknown_key(path: PathBuf, line: u32, key: String) -> SettingError {
    // Dashes are the commonest mistake: flags have them.
    let suggestion = nearest(&key.replace('-', "_"), SETTINGS.iter().map(|setting| setting.key));
    SettingError::UnknownKey { path, line, key, suggestion }
}

/// The name that differs from `typed` the least, if it does so by a typing error.
pub fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (typed.chars().count() / 3).clamp(1, 3);
    let typed = typed.to_lowercase();
    names
        .map(|name| (strsim::damerau_levenshtein(&typed, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// What was written as a value; `None` where nothing was.
fn raw(value: &Value) -> Option<Raw> {
    match value {
        Value::Null => None,
        Value::Array(items) => {
            let list: Option<Vec<String>> = items.iter().map(scalar).collect();
            Some(list.map(Raw::List).or_else(|| groups(items).map(Raw::Groups)).unwrap_or(Raw::Nested))
        }
        value => Some(scalar(value).map_or(Raw::Nested, Raw::Text)),
    }
}

fn groups(items: &[Value]) -> Option<Vec<Vec<String>>> {
    let group = |item: &Value| match item {
        Value::Array(texts) => texts.iter().map(scalar).collect(),
        item => scalar(item).map(|text| vec![text]),
    };
    items.iter().map(group).collect()
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The line of a top-level key, counted from 1; 0 if it is not written plainly.
fn line_of_key(text: &str, key: &str) -> u32 {
    let is_at_key = |line: &str| {
        let unquoted = line.trim_start_matches(['"', '\'', '{', ' ']);
        unquoted
            .strip_prefix(key)
            .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
            && !line.starts_with(' ')
    };
    text.lines().position(is_at_key).map_or(0, |index| index as u32 + 1)
}

/// The lines of the `- ` of a list below a key at `key_line`, if they are `n_items`.
fn item_lines(text: &str, key_line: u32, n_items: usize) -> Vec<u32> {
    let below = text.lines().zip(1_u32..).skip(key_line as usize);
    let is_in_list = |line: &str| line.trim_start().is_empty() || line.starts_with([' ', '-', '#', '\t']);
    let mut indent = None;
    let mut lines: Vec<u32> = Vec::new();
    for (line, number) in below.take_while(|(line, _)| is_in_list(line)) {
        let item = line.trim_start();
        let is_item = item.starts_with("- ")
            && *indent.get_or_insert(line.len() - item.len()) == line.len() - item.len();
        if is_item {
            lines.push(number);
        }
    }
    if lines.len() == n_items { lines } else { vec![key_line; n_items] }
}
