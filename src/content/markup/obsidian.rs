//! Obsidian: wikilinks, embeds, callouts, highlights, comments, block ids, inline tags.

use std::borrow::Cow;

use super::scan::{self, Finder, IndentedCode, Replacement};

/// The longest link that is looked at, in bytes.
const MAX_LINK_BYTES: usize = 1024;

/// The longest name of a callout, in bytes.
const MAX_KIND_BYTES: usize = 64;

/// Reduces a note to what its reader sees.
pub(super) fn reduce(text: &str) -> Cow<'_, str> {
    let mut link_end = Finder::new("]]");
    let mut comment_end = Finder::new("%%");
    let mut mark_end = Finder::new("==");
    // The closing `==` that the last opening one has claimed.
    let mut closing_mark = None;
    scan::rewrite(text, b"[!%=^", IndentedCode::Yes, |text, at| {
        let rest = &text[at..];
        match rest.as_bytes()[0] {
            b'!' if rest.starts_with("![[") => {
                let close = link_end.find(text, at)?;
                // What is embedded stands elsewhere; its name does not show.
                let is_near = close - at <= MAX_LINK_BYTES;
                (is_near && !text[at..close].contains('\n'))
                    .then(|| Replacement { text: String::new(), end: close + 2 })
            }
            b'[' if rest.starts_with("[[") => {
                let close = link_end.find(text, at).filter(|close| close - at <= MAX_LINK_BYTES)?;
                let inside = text[at + 2..close].trim();
                if inside.contains(['\n', '[']) || inside.is_empty() {
                    return None;
                }
                let (page, alias) = inside.split_once('|').unwrap_or((inside, ""));
                let shown = match alias.trim() {
                    "" => page.trim_end_matches('\\').trim_start_matches('#').replace('#', " > "),
                    alias => alias.to_owned(),
                };
                Some(Replacement { text: shown, end: close + 2 })
            }
            b'[' if rest.starts_with("[!") => {
                let quoted = scan::begins_line(text, at).is_some_and(|before| before.contains('>'));
                let len_bytes = rest.bytes().take(MAX_KIND_BYTES).position(|byte| byte == b']')? + 1;
                let fold = usize::from(rest[len_bytes..].starts_with(['+', '-']));
                quoted.then(|| Replacement { text: String::new(), end: at + len_bytes + fold })
            }
            b'%' if rest.starts_with("%%") => {
                let end = comment_end.find(text, at + 2)? + 2;
                Some(Replacement { text: scan::line_breaks(&text[at..end]), end })
            }
            b'=' if rest.starts_with("==") => {
                if closing_mark == Some(at) {
                    closing_mark = None;
                    return Some(Replacement { text: String::new(), end: at + 2 });
                }
                let close = mark_end.find(text, at + 2)?;
                let inside = &text[at + 2..close];
                let is_mark =
                    !inside.is_empty() && !inside.starts_with(['=', ' ']) && !inside.contains("\n\n");
                if !is_mark {
                    return None;
                }
                closing_mark = Some(close);
                Some(Replacement { text: String::new(), end: at + 2 })
            }
            b'^' => {
                let after_space = text[..at].ends_with([' ', '\n']);
                let after = rest[1..].trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
                let id = &rest[1..rest.len() - after.len()];
                let is_id = !id.is_empty() && scan::ends_line(text, at + 1 + id.len());
                (after_space && is_id).then(|| Replacement { text: String::new(), end: at + 1 + id.len() })
            }
            _ => None,
        }
    })
}

/// The `#tags` written in the text of a note, without the `#`, in order, each once.
///
/// A tag stands after white space or at the start of a line, has letters, digits,
/// `_`, `-` and `/` of any script, and is no mere number. Code has no tags.
pub fn inline_tags(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    scan::rewrite(text, b"#", IndentedCode::Yes, |text, at| {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | '（' | '，' | '。' | '、')) {
            return None;
        }
        let rest = &text[at + 1..];
        let len_bytes =
            rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '/')).unwrap_or(rest.len());
        let tag = rest[..len_bytes].trim_matches('/');
        let is_number = tag.chars().all(|c| c.is_numeric());
        if !is_number && seen.insert(tag.to_lowercase()) {
            tags.push(tag.to_owned());
        }
        None
    });
    tags
}
