//! What is read of a head that is longer than any that is written by hand: enough to
//! show the page, and all that may keep it from being shown.
//!
//! A head may have megabytes, in a value or in lines, and none of that is wanted. So its
//! bytes are gone through once, lines are looked at only where a field may begin that is
//! read, and how much is made of them is bounded: eight megabytes cost some milliseconds
//! in every shape that was tried, where reading all of them cost up to half a second, and
//! as much again in everything that was asked of the fields later.

use std::collections::HashMap;

use super::FrontMatterFormat;
use super::entries::{Entry, key_of};
use super::fences::meta_key;

/// How many fields of a head that is longer than a parser is given are read; the pages of real
/// sites have some dozens.
const MAX_FIELDS_OF_LONG_HEAD: usize = 1_000;

/// How much of one value is read, in bytes: a summary of thirteen hundred Chinese characters,
/// and not the whole of a picture that somebody put before the title.
const MAX_VALUE_BYTES: usize = 4 * 1024;

/// How many bytes of fields are read in all, but for those that may hide the page.
const MAX_READ_BYTES: usize = 512 * 1024;

/// The fields by which some tool keeps a page back, or shows it for a time, in lower
/// case: these are read wherever in a head they stand, so that no page appears because
/// its head is long. What they mean is for the floors above.
const DECISIVE: [&str; 21] = [
    "_build",
    "build",
    "cascade",
    "created",
    "date",
    "draft",
    "expirydate",
    "in_search_index",
    "layout",
    "pagefind",
    "private",
    "pubdate",
    "publish",
    "publishdate",
    "published",
    "published_at",
    "render",
    "search",
    "status",
    "unlisted",
    "unpublishdate",
];

/// The longest of them that is given to a parser, in bytes; a flag has some dozens.
const MAX_DECISIVE_BYTES: usize = 1_024;

/// How many of them are; each key is there once, if nobody means harm.
const MAX_DECISIVE: usize = 64;

/// The first fields of a long head, and the last of each that may hide the page, in order;
/// of each no more than is read of a value.
pub(super) fn first_and_decisive(source: &str, first_line: u32, format: FrontMatterFormat) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut last_decisive: HashMap<&str, (usize, u32, usize)> = HashMap::new();
    let mut n_read_bytes = 0;
    let mut line = first_line;
    let mut before = b'\n';
    for (at, byte) in source.bytes().enumerate() {
        if before == b'\n' && may_begin_field(byte, format) {
            let is_first = entries.len() < MAX_FIELDS_OF_LONG_HEAD && n_read_bytes < MAX_READ_BYTES;
            let is_read = is_first || may_begin_decisive(byte);
            if let Some((key, value_offset_bytes)) = is_read.then(|| field_at(source, at, format)).flatten() {
                if is_first {
                    let entry_source = entry_at(source, at, value_offset_bytes, format);
                    n_read_bytes += entry_source.len();
                    entries.push(Entry { key, line, source: entry_source, value_offset_bytes });
                } else if is_decisive(key) {
                    last_decisive.insert(key, (at, line, value_offset_bytes));
                }
            }
        }
        line += u32::from(byte == b'\n');
        before = byte;
    }
    entries.extend(last_decisive.into_iter().map(|(key, (at, line, value_offset_bytes))| {
        let source = entry_at(source, at, value_offset_bytes, format);
        Entry { key, line, source, value_offset_bytes }
    }));
    entries.sort_by_key(|entry| entry.line);
    entries
}

/// What a remark says that was read.
pub(super) fn what_was_read() -> String {
    format!(
        "only its first fields were read, at most {MAX_VALUE_BYTES} bytes of each, and those that may hide the page"
    )
}

/// Whether a line that begins with `byte` can be one with a key, as the readers of lines see it.
fn may_begin_field(byte: u8, format: FrontMatterFormat) -> bool {
    match format {
        FrontMatterFormat::KeyValue => byte != b'\n',
        _ => !byte.is_ascii_whitespace() && byte != b'-',
    }
}

/// Whether a line that begins with `byte` can be one with a key of [`DECISIVE`].
fn may_begin_decisive(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'')
        || byte.is_ascii_whitespace()
        || DECISIVE.iter().any(|key| key.as_bytes()[0] == byte.to_ascii_lowercase())
}

/// The key of the line that begins at `at`, and where its value begins, in bytes from there.
fn field_at(source: &str, at: usize, format: FrontMatterFormat) -> Option<(&str, usize)> {
    let line = source[at..].split('\n').next().unwrap_or_default();
    match format {
        FrontMatterFormat::KeyValue if line.starts_with("    ") => None,
        FrontMatterFormat::KeyValue => meta_key(line.trim_end()),
        FrontMatterFormat::Toml => key_of(line.trim_end(), '='),
        _ => key_of(line.trim_end(), ':'),
    }
}

/// The entry that begins at `at`, up to the next one or to what is read of a value.
fn entry_at(source: &str, at: usize, value_offset_bytes: usize, format: FrontMatterFormat) -> &str {
    let most = source.floor_char_boundary(at + value_offset_bytes + MAX_VALUE_BYTES);
    let breaks = source[at..most].match_indices('\n').map(|(offset, _)| at + offset + 1);
    let next = breaks.skip_while(|start| *start < at + value_offset_bytes).find(|start| {
        let byte = source.as_bytes().get(*start);
        byte.is_some_and(|byte| may_begin_field(*byte, format)) && field_at(source, *start, format).is_some()
    });
    &source[at..next.unwrap_or(most)]
}

/// Those that may hide the page and are short enough for a parser, in order: the last
/// of them, if there are many.
pub(super) fn decisive<'a>(entries: &'a [Entry<'a>]) -> impl Iterator<Item = &'a Entry<'a>> {
    let is_short = |entry: &&Entry<'_>| is_decisive(entry.key) && entry.source.len() <= MAX_DECISIVE_BYTES;
    let short: Vec<&Entry<'_>> = entries.iter().filter(is_short).collect();
    let n_skipped = short.len().saturating_sub(MAX_DECISIVE);
    short.into_iter().skip(n_skipped)
}

fn is_decisive(key: &str) -> bool {
    DECISIVE.iter().any(|decisive| decisive.eq_ignore_ascii_case(key))
}
