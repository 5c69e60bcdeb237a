//! A head line by line: which top-level entries it has and where they stand,
//! and what they say to a reader who knows no YAML.

use serde_json::{Map, Value};

use super::fences::meta_key;

/// One top-level field, as written.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// Without quotation marks.
    pub(super) key: &'a str,
    /// Line of the file, counted from 1.
    pub(super) line: u32,
    /// From the key to the next entry, line breaks included.
    pub(super) source: &'a str,
    /// Where in `source` the value begins, in bytes.
    pub(super) value_offset_bytes: usize,
}

/// The key at the start of a line at no indentation, and where its value begins, in bytes.
///
/// Full-width colons count: they are typed by mistake, and no key holds one.
pub(super) fn key_of(line: &str, separator: char) -> Option<(&str, usize)> {
    let first = line.chars().next()?;
    if first.is_whitespace()
        || matches!(first, '#' | '-' | '[' | ']' | '{' | '}' | '<' | '>' | '|' | '!' | '*')
    {
        return None;
    }
    if let Some(quote @ ('"' | '\'')) = Some(first) {
        let close = line[1..].find(quote)? + 1;
        let after = &line[close + 1..];
        let at = close + 1 + (after.len() - after.trim_start().len());
        let is_field = line[at..].starts_with(separator);
        return is_field.then(|| (&line[1..close], at + separator.len_utf8()));
    }
    let mut from = 0;
    loop {
        let (offset, c) = line[from..].char_indices().find(|(_, c)| *c == separator || *c == '：')?;
        let at = from + offset;
        let after = at + c.len_utf8();
        let is_border = c == '：'
            || separator == '='
            || line[after..].is_empty()
            || line[after..].starts_with([' ', '\t', '\r']);
        if is_border {
            let key = line[..at].trim_end();
            // A sentence with a colon is no field: keys are short and few words.
            let is_key = key.chars().count() <= 64 && key.split_whitespace().count() <= 4;
            return is_key.then_some((key, after));
        }
        from = after;
    }
}

/// The top-level entries of a head, in order.
pub(super) fn split(source: &str, first_line: u32, separator: char) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    for (index, line) in source.split_inclusive('\n').enumerate() {
        if let Some((key, value_offset_bytes)) = key_of(line.trim_end(), separator) {
            entries.push(Entry { key, line: first_line + index as u32, source: "", value_offset_bytes });
            starts.push(at);
        }
        at += line.len();
    }
    for (index, entry) in entries.iter_mut().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(source.len());
        entry.source = &source[starts[index]..end];
    }
    entries
}

/// The fields of a MultiMarkdown head, in order; continued lines belong to the field above.
pub(super) fn meta_lines(source: &str, first_line: u32) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    for (index, line) in source.split_inclusive('\n').enumerate() {
        if let Some((key, value_offset_bytes)) =
            meta_key(line.trim_end()).filter(|_| !line.starts_with("    "))
        {
            entries.push(Entry { key, line: first_line + index as u32, source: "", value_offset_bytes });
            starts.push(at);
        }
        at += line.len();
    }
    for (index, entry) in entries.iter_mut().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(source.len());
        entry.source = &source[starts[index]..end];
    }
    entries
}

/// The fields of a MultiMarkdown head: text, or a list where lines go on.
pub(super) fn read_meta(entries: &[Entry<'_>]) -> Map<String, Value> {
    let mut fields = Map::new();
    for entry in entries {
        let lines: Vec<&str> = entry.source[entry.value_offset_bytes..]
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let value = match lines.as_slice() {
            [] => Value::String(String::new()),
            [line] => Value::String((*line).to_owned()),
            many => many.iter().map(|line| Value::String((*line).to_owned())).collect(),
        };
        fields.insert(entry.key.to_owned(), value);
    }
    fields
}

/// Every entry read as text; the last of the same key counts.
pub(super) fn read_all(entries: &[Entry<'_>]) -> Map<String, Value> {
    entries.iter().map(|entry| (entry.key.to_owned(), read_value(entry))).collect()
}

/// What an entry says to a reader who knows no YAML: a list if it looks like
/// one, fields if it looks like fields, else text.
pub(super) fn read_value(entry: &Entry<'_>) -> Value {
    let source = &entry.source[entry.value_offset_bytes..];
    let (first, rest) = source.split_once('\n').unwrap_or((source, ""));
    let first = without_comment(first.trim());
    let lines = || rest.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    if first.is_empty() || matches!(first, "|" | ">" | "|-" | ">-" | "|+" | ">+") {
        let is_list = lines().next().is_some_and(|line| line == "-" || line.starts_with("- "));
        if is_list && first.is_empty() {
            return lines()
                .filter_map(|line| line.strip_prefix('-'))
                .map(|item| scalar(without_comment(item.trim())))
                .collect();
        }
        let text = lines().collect::<Vec<_>>().join("\n");
        return if text.is_empty() { Value::Null } else { Value::String(text) };
    }
    let mut whole = first.to_owned();
    for line in lines() {
        whole.push(' ');
        whole.push_str(line);
    }
    // A list whose end was forgotten is one too; `[译] 标题` is not.
    let list = whole.strip_prefix('[').and_then(|inside| match inside.strip_suffix(']') {
        None if !inside.contains(']') => Some(inside),
        closed => closed,
    });
    if let Some(inside) = list {
        return inside.split(',').map(str::trim).filter(|item| !item.is_empty()).map(scalar).collect();
    }
    scalar(&whole)
}

/// A scalar without its quotation marks; only `true` and `false` are more than text.
fn scalar(text: &str) -> Value {
    match text {
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        "" | "~" | "null" => return Value::Null,
        _ => {}
    }
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote).and_then(|inside| inside.strip_suffix(quote)) {
            return Value::String(inside.to_owned());
        }
    }
    Value::String(text.to_owned())
}

/// The text up to a comment, which needs a space before it.
fn without_comment(text: &str) -> &str {
    if text.starts_with(['"', '\'']) {
        return text;
    }
    text.split(" #").next().unwrap_or(text).trim_end()
}
