//! Addresses: joining, squeezing and percent-encoding paths.
//!
//! Generators work on paths as people write them (`/博客/a b/`); a [`Page`](crate::document::Page)
//! carries them as a browser asks for them. The two meet here and nowhere else.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::content::{Diagnostic, Severity};

/// Percent-encodes a path: everything but letters, digits and the marks that
/// RFC 3986 allows in a path segment, so that `/` stays and `?`, `#` and `%` do not.
///
/// | path | address |
/// | --- | --- |
/// | `/香港/` | `/%E9%A6%99%E6%B8%AF/` |
/// | `/c++ 100%.html` | `/c++%20100%25.html` |
pub(crate) fn encode_path(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("writing to a string never fails");
        }
    }
    encoded
}

/// Undoes percent-encoding; what is no valid escape, or would be no UTF-8, stays as written.
pub(crate) fn decode_path(path: &str) -> String {
    if !path.contains('%') {
        return path.to_owned();
    }
    let bytes = path.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        match escape.filter(|_| bytes[at] == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| path.to_owned())
}

/// Puts path pieces together with exactly one `/` between them and one in front;
/// a `/` at the very end stays.
pub(crate) fn join(pieces: &[&str]) -> String {
    let mut joined = String::from("/");
    for piece in pieces.iter().filter(|piece| !piece.is_empty()) {
        if !joined.ends_with('/') {
            joined.push('/');
        }
        joined.push_str(piece);
    }
    squeeze(&joined)
}

/// Makes one `/` of several.
pub(crate) fn squeeze(path: &str) -> String {
    let mut squeezed = String::with_capacity(path.len());
    for character in path.chars() {
        if character != '/' || !squeezed.ends_with('/') {
            squeezed.push(character);
        }
    }
    squeezed
}

/// The path part of a site's address, without a `/` at the end: `/blog` of
/// `https://example.org/blog/`, empty for a site at the root of its host.
pub(crate) fn base_of_url(url: &str) -> String {
    let url = url.trim();
    let after_host = match url.split_once("//") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => url,
    };
    let path = after_host.split(['?', '#']).next().unwrap_or_default();
    base_of_path(&decode_path(path))
}

/// A path prefix in its one form: `/` in front, none at the end, empty for the root.
pub(crate) fn base_of_path(path: &str) -> String {
    let trimmed = path.trim().trim_matches('/');
    if trimmed.is_empty() { String::new() } else { squeeze(&format!("/{trimmed}")) }
}

/// The folder of a path, empty at the top: `a/b` of `a/b/c.md`.
pub(crate) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last segment of a path.
pub(crate) fn name_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The name without its last extension, and the extension: `a.b`, `md` of `a.b.md`.
pub(crate) fn split_extension(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, extension),
        _ => (name, ""),
    }
}

/// `path` below `folder`: `c.md` of `a/b/c.md` below `a/b`; all of it below the empty folder.
pub(crate) fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// Whether `path` is `folder` or lies below it.
pub(crate) fn is_within(path: &str, folder: &str) -> bool {
    path == folder || below(path, folder).is_some()
}

/// Remarks on pages that would overwrite each other: one for every page but the
/// first of those that share an address, in the order of the paths given.
///
/// `pages` are pairs of path and address. Which of them a generator keeps is
/// chance, so all of them stay in the index.
pub fn duplicate_addresses<'a>(pages: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Diagnostic> {
    let mut first_at: BTreeMap<&str, &str> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for (path, url) in pages {
        match first_at.get(url) {
            None => {
                first_at.insert(url, path);
            }
            Some(first) => diagnostics.push(Diagnostic {
                severity: Severity::Warning,
                path: path.to_owned(),
                line: 0,
                message: format!("expected an address of its own, found `{url}`, which is that of `{first}`"),
                hint: Some(
                    "the generator keeps one of the two; rename one or give it another slug".to_owned(),
                ),
            }),
        }
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_encoded_as_browsers_ask_for_them() {
        for (path, address) in [
            ("/香港/", "/%E9%A6%99%E6%B8%AF/"),
            ("/c++ 100%.html", "/c++%20100%25.html"),
            ("/a?b#c", "/a%3Fb%23c"),
            ("/（一）、二/", "/%EF%BC%88%E4%B8%80%EF%BC%89%E3%80%81%E4%BA%8C/"),
        ] {
            assert_eq!(encode_path(path), address);
            assert_eq!(decode_path(address), path);
        }
        assert_eq!(decode_path("100%"), "100%");
        assert_eq!(decode_path("%e9%zz"), "%e9%zz");
    }

    #[test]
    fn the_base_is_the_path_part_only() {
        for (url, base) in [
            ("https://example.org", ""),
            ("https://example.org/", ""),
            ("https://example.org/blog/", "/blog"),
            ("//example.org/文档/?x", "/文档"),
            ("/", ""),
            ("/blog", "/blog"),
            ("blog/", "/blog"),
            ("", ""),
        ] {
            assert_eq!(base_of_url(url), base, "{url}");
        }
    }

    #[test]
    fn pages_that_overwrite_each_other_are_reported() {
        let pages = [("b.md", "/x/"), ("a.md", "/y/"), ("乙.md", "/x/")];
        let messages = duplicate_addresses(pages.into_iter());
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0].path, "乙.md");
        assert!(messages[0].message.contains("`b.md`"));
    }
}
