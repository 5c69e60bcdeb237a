//! Where a head begins and ends.
//!
//! A file may begin with a thematic break, `---`, and end a paragraph with
//! another: what stands between is a head only if it looks like fields.

use std::ops::Range;

use super::entries::key_of;
use super::{FrontMatterFormat, MAX_HEAD_BYTES};
use crate::content::dialect::Dialect;

/// A head, found and not read.
pub(super) struct Head {
    pub(super) format: FrontMatterFormat,
    /// In bytes of the file's text, fences excluded.
    pub(super) content: Range<usize>,
    /// Line of the file that the content begins in, counted from 1.
    pub(super) first_line: u32,
    /// In bytes of the file's text.
    pub(super) body_offset_bytes: usize,
    /// Whether a closing fence was found.
    pub(super) closed: bool,
}

/// Finds the head of `text`, if it has one.
pub(super) fn find(text: &str, dialect: Dialect) -> Option<Head> {
    let blank = text.len() - text.trim_start_matches(['\u{feff}', '\n', '\r', ' ', '\t']).len();
    // Blank lines may stand above a head. An indented `---` is none but for Hugo,
    // whose lexer skips all white space before it.
    let line_start = text[..blank].rfind('\n').map_or(0, |at| at + 1);
    let mut start = match dialect {
        Dialect::Hugo => blank,
        _ if line_start == 0 && text.starts_with('\u{feff}') => '\u{feff}'.len_utf8(),
        _ => line_start,
    };
    // Hugo reads a head that is commented out, fences and all.
    if dialect == Dialect::Hugo && text[start..].starts_with("<!--") {
        start = line_at(text, start).end;
    }
    let skipped_lines = text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() as u32;
    let first = line_at(text, start);
    let trimmed = text[first.clone()].trim_end();
    let opened =
        |format, marker: char| find_fenced(text, first.end, skipped_lines + 2, format, marker, trimmed.len());
    if is_fence(trimmed, '-', 3) {
        opened(FrontMatterFormat::Yaml, '-')
    } else if is_fence(trimmed, '+', 3) && trimmed.len() == 3 {
        opened(FrontMatterFormat::Toml, '+')
    } else if is_fence(trimmed, ';', 3) {
        opened(FrontMatterFormat::Json, ';')
    } else if trimmed.starts_with('{') {
        find_json(text, start, skipped_lines + 1)
    } else if matches!(dialect, Dialect::MkDocs | Dialect::Pelican) {
        find_meta(text, start, skipped_lines + 1)
    } else if dialect.is_hexo() {
        find_unopened(text, start, skipped_lines + 1)
    } else {
        None
    }
}

/// The range of the line that begins at `start`, its line break included.
fn line_at(text: &str, start: usize) -> Range<usize> {
    let len_bytes = text[start..].find('\n').map_or(text.len() - start, |at| at + 1);
    start..start + len_bytes
}

fn is_fence(line: &str, marker: char, at_least: usize) -> bool {
    line.len() >= at_least && line.chars().all(|c| c == marker)
}

fn find_fenced(
    text: &str,
    content_start: usize,
    first_line: u32,
    format: FrontMatterFormat,
    marker: char,
    fence_len_bytes: usize,
) -> Option<Head> {
    let is_yaml = format == FrontMatterFormat::Yaml;
    let separator = if format == FrontMatterFormat::Toml { '=' } else { ':' };
    let mut seen_field = !is_yaml;
    let mut all_blank = true;
    let mut at = content_start;
    // What stands between two `---` is a head only if it begins with a field.
    while !seen_field {
        if at == text.len() || at - content_start > MAX_HEAD_BYTES {
            return None;
        }
        let line = line_at(text, at);
        let trimmed = text[line.clone()].trim_end();
        if closes(trimmed, format, marker, fence_len_bytes, seen_field) {
            return all_blank.then_some(Head {
                format,
                content: content_start..at,
                first_line,
                body_offset_bytes: line.end,
                closed: true,
            });
        }
        // All of a head may be indented, as long as its first field is.
        seen_field = key_of(trimmed.trim_start_matches(' '), separator).is_some();
        // A paragraph under a `---` is text, however many colons come later.
        if !seen_field && !trimmed.is_empty() && !trimmed.starts_with('#') {
            return None;
        }
        all_blank &= trimmed.is_empty();
        at = line.end;
    }
    let last = line_starting_with(text, at, [marker as u8, b'.'], |line| {
        closes(line, format, marker, fence_len_bytes, seen_field)
    });
    if let Some(last) = last {
        return Some(Head {
            format,
            content: content_start..last.start,
            first_line,
            body_offset_bytes: last.end,
            closed: true,
        });
    }
    // Only a head that looks like fields may be left open.
    let has_field = is_yaml || text[content_start..].lines().any(|line| key_of(line, separator).is_some());
    let end = end_of_fields(text, content_start, format, separator);
    has_field.then_some(Head {
        format,
        content: content_start..end,
        first_line,
        body_offset_bytes: end,
        closed: false,
    })
}

/// Whether a line, without white space at its end, closes a head that was opened by a fence of
/// `fence_len_bytes`.
fn closes(
    line: &str,
    format: FrontMatterFormat,
    marker: char,
    fence_len_bytes: usize,
    seen_field: bool,
) -> bool {
    // Hugo opens with any number of dashes, closes with three and does not mind
    // what follows them; Hexo closes with as many as it opened with.
    let is_yaml = format == FrontMatterFormat::Yaml;
    is_fence(line, marker, 3) && (line.len() == fence_len_bytes || line.len() == 3)
        || is_yaml && (line == "..." || seen_field && line.starts_with("---"))
}

/// The first line from `at` on, which is the start of one, that begins with one of `bytes` and
/// that `is_it` is true of, without white space at its end.
fn line_starting_with(
    text: &str,
    at: usize,
    bytes: [u8; 2],
    is_it: impl Fn(&str) -> bool,
) -> Option<Range<usize>> {
    let mut before = b'\n';
    for (offset, byte) in text.as_bytes()[at..].iter().enumerate() {
        if before == b'\n' && bytes.contains(byte) {
            let line = line_at(text, at + offset);
            if is_it(text[line.clone()].trim_end()) {
                return Some(line);
            }
        }
        before = *byte;
    }
    None
}

/// Where a head without an end is taken to end: before the first line that belongs to no field.
fn end_of_fields(text: &str, content_start: usize, format: FrontMatterFormat, separator: char) -> usize {
    let is_yaml = format == FrontMatterFormat::Yaml;
    let mut seen_field = false;
    let mut at = content_start;
    while at < text.len() {
        let line = line_at(text, at);
        let trimmed = text[line.clone()].trim_end();
        let written = if is_yaml && !seen_field { trimmed.trim_start_matches(' ') } else { trimmed };
        let is_field = key_of(written, separator).is_some();
        let goes_on = trimmed.starts_with([' ', '\t', '#', '-', '[', ']', '}']);
        let belongs = is_field || goes_on && seen_field || trimmed.starts_with('#');
        if !belongs {
            return at;
        }
        seen_field |= is_field;
        at = line.end;
    }
    text.len()
}

/// A JSON object at the start of a file, as Hugo reads it; or up to `;;;`, as Hexo does.
fn find_json(text: &str, start: usize, first_line: u32) -> Option<Head> {
    let rest = &text[start..];
    let inside = rest[1..].trim_start();
    if !inside.starts_with(['"', '}']) {
        return None;
    }
    let len_bytes = object_len_bytes(rest)?;
    let mut body = start + len_bytes;
    body = line_at(text, body).end.min(
        if text[body..].trim_start_matches([' ', '\t', '\r']).starts_with('\n') { usize::MAX } else { body },
    );
    let next = line_at(text, body);
    if is_fence(text[next.clone()].trim_end(), ';', 3) {
        body = next.end;
    }
    Some(Head {
        format: FrontMatterFormat::Json,
        content: start..start + len_bytes,
        first_line,
        body_offset_bytes: body,
        closed: true,
    })
}

/// How long the object at the start of `text` is, strings considered; looks at
/// no more than a head may hold.
fn object_len_bytes(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for (index, byte) in text.bytes().take(MAX_HEAD_BYTES).enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' if !in_string => depth += 1,
            b'}' if !in_string => {
                depth -= 1;
                if depth == 0 {
                    return Some(index + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// MultiMarkdown's fields: from the very first line to the first blank one.
fn find_meta(text: &str, start: usize, first_line: u32) -> Option<Head> {
    let mut at = start;
    while at < text.len() {
        let line = line_at(text, at);
        let content = text[line.clone()].trim_end();
        let goes_on = at > start && content.starts_with("    ");
        if content.is_empty() || !goes_on && meta_key(content).is_none() {
            break;
        }
        at = line.end;
    }
    if at == start {
        return None;
    }
    // A link `https://…` or a sentence with a colon is no field unless a blank line ends it.
    let next = line_at(text, at);
    let ends_well = text[next.clone()].trim().is_empty();
    ends_well.then_some(Head {
        format: FrontMatterFormat::KeyValue,
        content: start..at,
        first_line,
        body_offset_bytes: next.end,
        closed: true,
    })
}

/// The key of a MultiMarkdown field, and where its value begins, in bytes.
pub(super) fn meta_key(line: &str) -> Option<(&str, usize)> {
    let colon = line.find(':')?;
    let key = line[..colon].trim();
    let is_key = !key.is_empty()
        && line.len() - line.trim_start_matches(' ').len() <= 3
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let spaced = line[colon + 1..].is_empty() || line[colon + 1..].starts_with([' ', '\t']);
    (is_key && spaced).then_some((key, colon + 1))
}

/// Hexo's head without an opening fence: fields, then `---` or `;;;`.
fn find_unopened(text: &str, start: usize, first_line: u32) -> Option<Head> {
    key_of(text[line_at(text, start)].trim_end(), ':')?;
    let mut at = start;
    while at < text.len() && at - start < MAX_HEAD_BYTES {
        let line = line_at(text, at);
        let content = text[line.clone()].trim_end();
        let format = if is_fence(content, '-', 3) {
            FrontMatterFormat::Yaml
        } else if is_fence(content, ';', 3) {
            FrontMatterFormat::Json
        } else {
            // Anything that cannot be a field or go on with one ends the search:
            // a `Note: …` paragraph above a thematic break stays text.
            let goes_on = content.starts_with([' ', '\t', '#', '-', '[', ']', '}']);
            if !goes_on && key_of(content, ':').is_none() {
                return None;
            }
            at = line.end;
            continue;
        };
        let body_offset_bytes = line.end;
        return Some(Head { format, content: start..at, first_line, body_offset_bytes, closed: true });
    }
    None
}
