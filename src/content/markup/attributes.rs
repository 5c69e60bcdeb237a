//! Attribute lists: `## 标题 {#id .class}` everywhere, kramdown's and
//! Python-Markdown's `{: #id .class }` after anything.

use std::borrow::Cow;
use std::collections::HashMap;

use super::scan::{self, IndentedCode, Replacement};
use crate::content::dialect::Dialect;

/// The longest attribute list that is looked at, in bytes.
const MAX_LIST_BYTES: usize = 512;

/// Removes the `id`s that headings are given and returns them by line, counted from 0.
///
/// Only lists that hold an `id`, a class or a pair are taken, so `## 使用 {name}` stays.
pub(super) fn take_ids(
    text: &mut Cow<'_, str>,
    dialect: Dialect,
    indented_code: IndentedCode,
) -> HashMap<usize, String> {
    let mut ids = HashMap::new();
    // Neither of Hexo's renderers knows them.
    if !text.contains('{') || dialect.is_hexo() {
        return ids;
    }
    let regions = scan::regions(text, indented_code);
    let is_code = |at: usize| {
        let next = regions.code.partition_point(|range| range.end <= at);
        regions.code.get(next).is_some_and(|range| range.start <= at)
    };
    let mut out = String::with_capacity(text.len());
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut at = 0;
    let mut changed = false;
    for (index, line) in lines.iter().enumerate() {
        let content = line.trim_end();
        let list_at = heading_list(content, dialect).filter(|list_at| !is_code(at + list_at));
        let underlined = || lines.get(index + 1).is_some_and(|next| is_underline(next));
        match list_at {
            Some(list_at) if is_atx(content) || underlined() => {
                let list = content[list_at..].trim_end_matches(['#', ' ', '\t']);
                if let Some(id) = whole_id(list, dialect).or_else(|| id_of(list)) {
                    ids.insert(index, id.to_owned());
                }
                out.push_str(content[..list_at].trim_end());
                out.push_str(&line[content.len()..]);
                changed = true;
            }
            _ => {
                // kramdown: a list alone on the line below belongs to the heading above.
                let below_heading =
                    index > 0 && (is_atx(lines[index - 1].trim_end()) || is_underline(lines[index - 1]));
                if matches!(dialect, Dialect::Jekyll)
                    && below_heading
                    && is_list(content.trim())
                    && let Some(id) = id_of(content.trim())
                {
                    let heading_line =
                        if is_atx(lines[index - 1].trim_end()) { index - 1 } else { index.saturating_sub(2) };
                    ids.insert(heading_line, id.to_owned());
                }
                out.push_str(line);
            }
        }
        at += line.len();
    }
    if changed {
        *text = Cow::Owned(out);
    }
    ids
}

/// Where the attribute list at the end of a heading begins, in bytes.
fn heading_list(line: &str, dialect: Dialect) -> Option<usize> {
    let line = line.trim_end_matches(['#', ' ', '\t']);
    if !line.ends_with('}') {
        return None;
    }
    let at = line.rfind('{')?;
    let in_mdx = line[..at].is_empty();
    // pulldown-cmark takes any words for attributes, and none; so do two others.
    let takes_all = matches!(dialect, Dialect::MdBook | Dialect::Zola | Dialect::VitePress | Dialect::MkDocs)
        && !line[at + 1..line.len() - 1].contains(['}', '<', '>', '\\', '`']);
    let list = &line[at..];
    let is_meant = takes_all || is_list(list) && (dialect != Dialect::Hugo || has_only_attributes(list));
    (!in_mdx && !line[..at].ends_with('\\') && is_meant).then_some(at)
}

/// Whether `source` is a list of `#id`, `.class`, `key=value` between braces.
fn is_list(source: &str) -> bool {
    let Some(inside) = source.strip_prefix('{').and_then(|inside| inside.strip_suffix('}')) else {
        return false;
    };
    if let Some(comment) = inside.strip_prefix("/*").and_then(|comment| comment.strip_suffix("*/")) {
        return comment.trim().starts_with('#');
    }
    let kramdown = inside.starts_with(':');
    let inside = inside.trim_start_matches(':').trim();
    // A mark without a name is text.
    if matches!(inside, "" | "#" | ".") || inside.contains(['{', '}', '\n']) {
        return false;
    }
    let is_item = |item: &str| {
        item.len() > 1 && item.starts_with(['#', '.']) || item.contains('=') || kramdown || item == "-"
    };
    inside.starts_with(['#', '.'])
        || kramdown
        || inside.contains('=') && inside.split_whitespace().all(is_item)
}

/// Whether a list holds nothing but attributes: Goldmark takes a list with any other
/// word in it for text.
fn has_only_attributes(list: &str) -> bool {
    let mut quote = None;
    let unquoted = list.trim_matches(['{', '}']).chars().filter(|c| match quote {
        Some(open) => {
            if *c == open {
                quote = None;
            }
            false
        }
        None => {
            quote = Some(*c).filter(|c| matches!(c, '"' | '\''));
            quote.is_none()
        }
    });
    let unquoted: String = unquoted.collect();
    let is_attribute = |item: &str| item.starts_with(['#', '.']) || item.contains('=');
    unquoted.split([' ', '\t', ',']).filter(|item| !item.is_empty()).all(is_attribute)
}

/// The `id` where a list holds nothing else, spaces and all: Docusaurus' `{#id}`.
fn whole_id(list: &str, dialect: Dialect) -> Option<&str> {
    let id = list.strip_prefix("{#")?.strip_suffix('}')?;
    (dialect == Dialect::Docusaurus && !id.is_empty()).then_some(id)
}

/// The `id` in an attribute list.
fn id_of(list: &str) -> Option<&str> {
    let inside = list.trim().trim_matches(['{', '}', ':', '/', '*', ' ']);
    let by_mark = inside
        .split_whitespace()
        .find_map(|item| item.strip_prefix('#'))
        .map(|id| id.trim_start_matches('#'));
    let by_name = || inside.split_whitespace().find_map(|item| item.strip_prefix("id="));
    by_mark.or_else(by_name).map(|id| id.trim_matches(['"', '\''])).filter(|id| !id.is_empty())
}

/// Whether a line is a heading that begins with `#`.
fn is_atx(line: &str) -> bool {
    let content = line.trim_start_matches([' ', '\t', '>', '-', '*', '+']);
    let hashes = content.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&hashes) && content[hashes..].starts_with([' ', '\t', '{'])
}

fn is_underline(line: &str) -> bool {
    let content = line.trim();
    !content.is_empty()
        && (content.bytes().all(|byte| byte == b'=') || content.bytes().all(|byte| byte == b'-'))
}

/// Removes `{: … }` and `{:: … /}` lists, a `* TOC` above `{:toc}` included.
pub(super) fn reduce(text: &str, indented_code: IndentedCode) -> Cow<'_, str> {
    if !text.contains("{:") && !text.contains("{ ") {
        return Cow::Borrowed(text);
    }
    let mut comment_end = scan::Finder::new("{:/");
    let mut list_end = scan::Finder::new("}");
    let without_lists = scan::rewrite(text, b"{", indented_code, |text, at| {
        // Python-Markdown writes `{ .class }` as well, right after what it belongs to.
        let follows = text[..at].ends_with([')', ']', '`', '*', '_', '>']) && text[at..].starts_with("{ ");
        if !text[at..].starts_with("{:") && !follows {
            return None;
        }
        let end = list_end.find(text, at)? + 1;
        if end - at > MAX_LIST_BYTES {
            return None;
        }
        let list = &text[at..end];
        if list.contains('\n') || follows && !is_list(&list.replacen("{ ", "{", 1)) {
            return None;
        }
        if list.starts_with("{::comment}") {
            let close = comment_end.find(text, end)?;
            let end = close + text[close..].find('}')? + 1;
            return Some(Replacement { text: scan::line_breaks(&text[at..end]), end });
        }
        Some(Replacement { text: String::new(), end })
    });
    // The one item of the list that a table of contents takes the place of.
    if !text.contains("toc") && !text.contains("TOC") {
        return without_lists;
    }
    let mut out = String::with_capacity(text.len());
    let originals: Vec<&str> = text.split('\n').collect();
    for (index, line) in without_lists.split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let below = originals.get(index + 1).map_or("", |line| line.trim());
        let is_toc = below
            .strip_prefix("{:")
            .and_then(|list| list.strip_suffix('}'))
            .is_some_and(|list| list.split_whitespace().any(|item| item.eq_ignore_ascii_case("toc")));
        if !is_toc {
            out.push_str(line);
        }
    }
    Cow::Owned(out)
}
