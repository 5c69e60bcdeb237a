//! The head of a file: where it ends, and what fields it has.
//!
//! The only user of `serde_yaml` and `toml`. Heads are written by hand, so many
//! are not quite YAML; each generator forgives other mistakes. Here every
//! mistake is forgiven and remarked on: a page is never lost to its head.
//!
//! A head is given to the YAML parser as a whole. If that fails, each top-level
//! entry is given to it alone, and an entry that still fails is read as text, so
//! that `title: 你好: 世界` costs nothing but a warning.
//!
//! The parser is quadratic in unclosed brackets (400 kB of `{a: ` take more than
//! 30 s), so size and nesting are bounded before it sees anything.

mod entries;
mod fences;
mod long_head;
mod node;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::content::diagnostic::{Diagnostic, Severity};
use crate::content::dialect::Dialect;
use entries::Entry;
use node::{Node, Written};

/// The longest head that a parser is given, in bytes; of longer ones a little is read, line
/// by line, as `long_head` says. The longest met in five thousand real pages has 3 kB.
pub const MAX_HEAD_BYTES: usize = 64 * 1024;

/// The deepest nesting of `[` and `{` that a parser is given.
const MAX_BRACKET_DEPTH: usize = 32;

/// How many top-level entries of a broken head are parsed one by one; the rest
/// are read as text.
const MAX_SINGLE_ENTRIES: usize = 512;

/// How a head is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FrontMatterFormat {
    /// There is no head.
    #[default]
    None,
    /// Between `---` and `---` or `...`.
    Yaml,
    /// Between `+++` and `+++`.
    Toml,
    /// `{`…`}` at the start of the file, or up to `;;;`.
    Json,
    /// `Key: value` lines up to the first blank one (MultiMarkdown, Pelican).
    KeyValue,
}

/// The fields at the top of a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FrontMatter {
    /// Every field, in the order written, keys as written. Dates, `yes`, `no`,
    /// `on`, `off`, `1.29` and `012` are strings, as written; so only whole
    /// numbers are numbers, and only `true` and `false` are booleans.
    pub fields: Map<String, Value>,
    /// Whether the file has a head, be it empty or broken.
    pub present: bool,
    /// How it is written.
    pub format: FrontMatterFormat,
    /// Where the Markdown begins, in bytes of the file's text.
    pub body_offset_bytes: usize,
    lines: HashMap<String, u32>,
}

impl FrontMatter {
    /// The line of the file that top-level field `key` is written in, counted from 1; 0 if unknown.
    pub fn line_of(&self, key: &str) -> u32 {
        self.lines.get(key).copied().unwrap_or(0)
    }
}

/// Reads the head of `text`; `path` is only for the diagnostics, which come in order of line.
pub fn read(text: &str, path: &str, dialect: Dialect) -> (FrontMatter, Vec<Diagnostic>) {
    let mut remarks = Remarks { path, diagnostics: Vec::new() };
    let Some(head) = fences::find(text, dialect) else {
        let body_offset_bytes = text.len() - text.trim_start_matches('\u{feff}').len();
        return (FrontMatter { body_offset_bytes, ..FrontMatter::default() }, Vec::new());
    };
    if !head.closed {
        remarks.warn(
            head.first_line,
            "expected a closing line for the front matter, found none".to_owned(),
            "the head was taken to end at the first line that is no field",
        );
    }
    let source = &text[head.content.clone()];
    let separator = if head.format == FrontMatterFormat::Toml { '=' } else { ':' };
    let is_long = source.len() > MAX_HEAD_BYTES;
    let entries = match head.format {
        _ if is_long => long_head::first_and_decisive(source, head.first_line, head.format),
        FrontMatterFormat::Json => Vec::new(),
        FrontMatterFormat::KeyValue => entries::meta_lines(source, head.first_line),
        _ => entries::split(source, head.first_line, separator),
    };
    let fields = if is_long {
        let message =
            format!("expected front matter of at most {MAX_HEAD_BYTES} bytes, found {}", source.len());
        remarks.warn(head.first_line, message, &long_head::what_was_read());
        let mut fields = entries::read_all(&entries);
        if head.format == FrontMatterFormat::Yaml {
            // `search: {exclude: true}` is more than a line says.
            fields.extend(long_head::decisive(&entries).filter_map(read_yaml_entry));
        }
        fields
    } else {
        match head.format {
            FrontMatterFormat::Yaml => read_yaml(source, head.first_line, &entries, &mut remarks),
            FrontMatterFormat::Toml => read_toml(source, head.first_line, &entries, &mut remarks),
            FrontMatterFormat::Json => read_json(source, head.first_line, &mut remarks),
            FrontMatterFormat::KeyValue | FrontMatterFormat::None => entries::read_meta(&entries),
        }
    };
    let mut lines = HashMap::with_capacity(fields.len());
    for entry in &entries {
        lines.insert(entry.key.to_owned(), entry.line);
    }
    if head.format == FrontMatterFormat::Json {
        lines.extend(fields.keys().map(|key| (key.clone(), head.first_line)));
    }
    remarks.diagnostics.sort_by_key(|diagnostic| diagnostic.line);
    let front_matter = FrontMatter {
        fields,
        present: true,
        format: head.format,
        body_offset_bytes: head.body_offset_bytes,
        lines,
    };
    (front_matter, remarks.diagnostics)
}

/// Reads a whole YAML file, such as a site's configuration, with the same
/// forgiveness and the same rules for scalars as a head.
///
/// `path` is only for the diagnostics, which come in order of line.
pub fn read_yaml_file(text: &str, path: &str) -> (Map<String, Value>, Vec<Diagnostic>) {
    let mut remarks = Remarks { path, diagnostics: Vec::new() };
    let text = text.trim_start_matches('\u{feff}');
    let entries = entries::split(text, 1, ':');
    let fields = read_yaml(text, 1, &entries, &mut remarks);
    remarks.diagnostics.sort_by_key(|diagnostic| diagnostic.line);
    (fields, remarks.diagnostics)
}

/// Reads a whole TOML file, such as a site's configuration; see [`read_yaml_file`].
pub fn read_toml_file(text: &str, path: &str) -> (Map<String, Value>, Vec<Diagnostic>) {
    let mut remarks = Remarks { path, diagnostics: Vec::new() };
    let text = text.trim_start_matches('\u{feff}');
    let entries = entries::split(text, 1, '=');
    let fields = read_toml(text, 1, &entries, &mut remarks);
    (fields, remarks.diagnostics)
}

/// Collects what there is to say about one file.
struct Remarks<'a> {
    path: &'a str,
    diagnostics: Vec<Diagnostic>,
}

impl Remarks<'_> {
    fn warn(&mut self, line: u32, message: String, hint: &str) {
        self.diagnostics.push(Diagnostic {
            severity: Severity::Warning,
            path: self.path.to_owned(),
            line,
            message,
            hint: Some(hint.to_owned()),
        });
    }
}

fn read_yaml(
    source: &str,
    first_line: u32,
    entries: &[Entry<'_>],
    remarks: &mut Remarks<'_>,
) -> Map<String, Value> {
    if bracket_depth(source) > MAX_BRACKET_DEPTH {
        let message = format!("expected at most {MAX_BRACKET_DEPTH} nested brackets");
        remarks.warn(first_line, message, "only its `key: value` lines were read");
        return entries::read_all(entries);
    }
    let untabbed = replace_leading_tabs(source);
    if let Some((_, line_index)) = &untabbed {
        let line = first_line + line_index;
        remarks.warn(line, "expected spaces, found a tab".to_owned(), "YAML is indented with spaces only");
    }
    let yaml = untabbed.as_ref().map_or(source, |(text, _)| text.as_str());
    match serde_yaml::from_str::<Node>(yaml) {
        Ok(Node::Map(pairs)) => {
            warn_of_repetitions(entries, &pairs, remarks);
            let sources: HashMap<&str, &str> =
                entries.iter().map(|entry| (entry.key, entry.source)).collect();
            let mut fields = Map::new();
            for (key, node) in pairs {
                let value =
                    node.into_value(&mut Written::of(sources.get(key.as_str()).copied().unwrap_or("")));
                fields.insert(key, value);
            }
            fields
        }
        Ok(Node::Null) => Map::new(),
        Ok(_) => {
            let message = "expected `key: value` lines, found something else".to_owned();
            remarks.warn(first_line, message, "the front matter was left out");
            Map::new()
        }
        Err(error) => read_yaml_by_entry(&error, source, first_line, entries, remarks),
    }
}

/// Reads a head that is no YAML as a whole: each entry alone, and as text where that fails too.
fn read_yaml_by_entry(
    error: &serde_yaml::Error,
    source: &str,
    first_line: u32,
    entries: &[Entry<'_>],
    remarks: &mut Remarks<'_>,
) -> Map<String, Value> {
    // What ends too early is reported in the line after the last one.
    let last_line = source.lines().count().max(1);
    let line_in_head = error.location().map_or(1, |location| location.line().clamp(1, last_line));
    let line = first_line + u32::try_from(line_in_head - 1).unwrap_or(u32::MAX - first_line);
    let message = format!("expected YAML, found an error: {}", without_place(&error.to_string()));
    remarks.warn(line, message, "quote values that hold `: `, ` #`, `[`, `*`, `&`, `@` or quotation marks");
    let mut fields = Map::new();
    for (index, entry) in entries.iter().enumerate() {
        let alone = if index < MAX_SINGLE_ENTRIES { read_yaml_entry(entry) } else { None };
        let (key, value) = alone.unwrap_or_else(|| (entry.key.to_owned(), entries::read_value(entry)));
        fields.insert(key, value);
    }
    fields
}

/// One entry as YAML of its own, if it is that.
fn read_yaml_entry(entry: &Entry<'_>) -> Option<(String, Value)> {
    let untabbed = replace_leading_tabs(entry.source);
    let yaml = untabbed.as_ref().map_or(entry.source, |(text, _)| text.as_str());
    match serde_yaml::from_str::<Node>(yaml) {
        Ok(Node::Map(pairs)) if pairs.len() == 1 => {
            let (key, node) = pairs.into_iter().next()?;
            Some((key, node.into_value(&mut Written::of(entry.source))))
        }
        _ => None,
    }
}

/// The message of a YAML error without its line and column, which count from the head.
fn without_place(message: &str) -> &str {
    message.split(" at line ").next().unwrap_or(message)
}

fn warn_of_repetitions(entries: &[Entry<'_>], pairs: &[(String, Node)], remarks: &mut Remarks<'_>) {
    let keys: HashSet<&str> = pairs.iter().map(|(key, _)| key.as_str()).collect();
    let mut seen: HashSet<&str> = HashSet::new();
    for entry in entries {
        // Lines of a text at no indentation look like fields and are none.
        if !seen.insert(entry.key) && keys.contains(entry.key) {
            let message = format!("expected `{}` once, found it again", entry.key);
            remarks.warn(entry.line, message, "the last one counts");
        }
    }
}

/// How deep `[` and `{` nest outside quotation marks and comments.
fn bracket_depth(source: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for byte in source.bytes() {
        match byte {
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The source with tabs in indentation and after colons made spaces, and the
/// first line (counted from 0) that had one; `None` if no line has.
fn replace_leading_tabs(source: &str) -> Option<(String, u32)> {
    if !source.contains('\t') {
        return None;
    }
    let mut text = String::with_capacity(source.len() + 16);
    let mut first = None;
    for (index, line) in source.split_inclusive('\n').enumerate() {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let (white, rest) = line.split_at(indent);
        text.push_str(&white.replace('\t', "  "));
        if white.contains('\t') && !rest.trim().is_empty() {
            first.get_or_insert(index as u32);
        }
        text.push_str(rest);
    }
    first.map(|line| (text, line))
}

fn read_toml(
    source: &str,
    first_line: u32,
    entries: &[Entry<'_>],
    remarks: &mut Remarks<'_>,
) -> Map<String, Value> {
    let parsed = if bracket_depth(source) > MAX_BRACKET_DEPTH * 32 {
        Err(("brackets nested too deep".to_owned(), 0))
    } else {
        toml::from_str::<toml::Table>(source).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start.min(source.len()));
            let line_index = source.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
            (error.message().replace('\n', ", "), line_index as u32)
        })
    };
    match parsed {
        Ok(table) => {
            let sources: HashMap<&str, &str> =
                entries.iter().rev().map(|entry| (entry.key, entry.source)).collect();
            let mut fields = Map::new();
            for (key, value) in table {
                let written = sources.get(key.as_str()).copied().unwrap_or("");
                fields.insert(key, toml_value(value, &mut Written::of(written)));
            }
            fields
        }
        Err((message, line_index)) => {
            let message = format!("expected TOML front matter, found an error: {message}");
            remarks.warn(first_line + line_index, message, "only its `key = value` lines were read");
            entries::read_all(entries)
        }
    }
}

fn toml_value(value: toml::Value, written: &mut Written<'_>) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::Number(number.into()),
        toml::Value::Float(number) => Value::String(written.number(number)),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(items) => items.into_iter().map(|item| toml_value(item, written)).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, item)| (key, toml_value(item, written))).collect())
        }
    }
}

fn read_json(source: &str, first_line: u32, remarks: &mut Remarks<'_>) -> Map<String, Value> {
    // Hexo wraps what stands before `;;;` in braces, so they may be left out.
    let wrapped;
    let json = if source.trim_start().starts_with('{') {
        source
    } else {
        wrapped = format!("{{{source}}}");
        &wrapped
    };
    match serde_json::from_str(json) {
        Ok(fields) => fields,
        Err(error) => {
            let line = first_line + (error.line() as u32).saturating_sub(1);
            let message =
                format!("expected JSON front matter, found an error: {}", without_place(&error.to_string()));
            remarks.warn(line, message, "the front matter was left out");
            Map::new()
        }
    }
}
