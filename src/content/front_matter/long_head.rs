//! What is read of a head that is longer than any that is written by hand: enough to
//! show the page, and all that may keep it from being shown.

use super::entries::Entry;

/// How many fields of a head that is longer than a parser is given are read; the pages of real
/// sites have some dozens. Three megabytes of keys cost half a second otherwise, in
/// everything that is asked of the fields later.
const MAX_FIELDS_OF_LONG_HEAD: usize = 1_000;

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

/// Leaves the first fields of a long head, and those that may hide the page.
pub(super) fn keep_first_and_decisive(entries: &mut Vec<Entry<'_>>) {
    let mut n_seen = 0;
    entries.retain(|entry| {
        n_seen += 1;
        n_seen <= MAX_FIELDS_OF_LONG_HEAD || is_decisive(entry)
    });
}

/// Those that may hide the page and are short enough for a parser, in order: the last
/// of them, if there are many.
pub(super) fn decisive<'a>(entries: &'a [Entry<'a>]) -> impl Iterator<Item = &'a Entry<'a>> {
    let is_short = |entry: &&Entry<'_>| is_decisive(entry) && entry.source.len() <= MAX_DECISIVE_BYTES;
    let short: Vec<&Entry<'_>> = entries.iter().filter(is_short).collect();
    let n_skipped = short.len().saturating_sub(MAX_DECISIVE);
    short.into_iter().skip(n_skipped)
}

fn is_decisive(entry: &Entry<'_>) -> bool {
    DECISIVE.iter().any(|key| key.eq_ignore_ascii_case(&entry.key))
}
