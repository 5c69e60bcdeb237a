//! Python-Markdown's indented blocks: `!!! note "标题"`, `??? tip`, `=== "标签"`,
//! whose content is indented by four and would be code elsewhere; and snippets.

use std::borrow::Cow;

use super::BREAK;
use super::scan::{self, IndentedCode};

/// The deepest nesting that is followed; deeper blocks stay indented.
const MAX_DEPTH: usize = 16;

/// Puts a space after the `#` of headings, which Python-Markdown does not ask for, and
/// makes six of more of them.
pub(super) fn space_headings(text: &str) -> Cow<'_, str> {
    let is_tight = |line: &str| {
        let after = line.trim_start_matches('#');
        let n_hashes = line.len() - after.len();
        n_hashes > 6 || n_hashes > 0 && !after.starts_with([' ', '\t', '\n', '\r']) && !after.is_empty()
    };
    if !text.split('\n').any(is_tight) {
        return Cow::Borrowed(text);
    }
    let regions = scan::regions(text, IndentedCode::Yes);
    let mut code = regions.code.iter().peekable();
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        while code.peek().is_some_and(|range| range.end <= at) {
            code.next();
        }
        let in_code = code.peek().is_some_and(|range| range.start <= at);
        if is_tight(line) && !in_code {
            let after = line.trim_start_matches('#');
            out.push_str(&"######"[..(line.len() - after.len()).min(6)]);
            out.push(' ');
            out.push_str(after);
        } else {
            out.push_str(line);
        }
        at += line.len();
    }
    Cow::Owned(out)
}

/// Leaves the titles of indented blocks and moves their content to the left.
pub(super) fn reduce(text: &str) -> Cow<'_, str> {
    let triggers = ["!!! ", "??? ", "???+", "=== \"", "--8<--", "*[", "[TOC]", "[toc]"];
    if !triggers.iter().any(|trigger| text.contains(trigger)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    // How far the content of each open block is indented, in columns.
    let mut open: Vec<usize> = Vec::new();
    let mut fence: Option<(String, usize)> = None;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t']);
        let solid = content.trim_end();
        if solid.is_empty() {
            out.push('\n');
            continue;
        }
        let indent = scan::columns(&line[..line.len() - content.len()]);
        if fence.is_none() {
            while open.last().is_some_and(|least| indent < *least) {
                open.pop();
            }
        }
        let kept = indent.saturating_sub(4 * open.len());
        if let Some((marker, _)) = &fence {
            if solid.starts_with(marker.as_str()) && solid.trim_start_matches(['`', '~']).is_empty() {
                fence = None;
            }
        } else if solid.starts_with("```") || solid.starts_with("~~~") {
            let run = solid.len() - solid.trim_start_matches(&solid[..1]).len();
            fence = Some((solid[..run].to_owned(), indent));
        } else if let Some(title) = title_of(solid)
            && open.len() < MAX_DEPTH
        {
            open.push(indent + 4);
            out.push_str(&" ".repeat(kept));
            out.push_str(&format!("{BREAK}{title}{BREAK}\n"));
            continue;
        } else if is_directive(solid) {
            out.push('\n');
            continue;
        }
        out.push_str(&" ".repeat(kept));
        out.push_str(content);
    }
    if !text.ends_with('\n') && out.ends_with('\n') {
        out.pop();
    }
    Cow::Owned(out)
}

/// The title of a line that opens an indented block; empty if it has none.
fn title_of(line: &str) -> Option<&str> {
    let marker = line.get(..3).filter(|marker| matches!(*marker, "!!!" | "???" | "==="))?;
    let rest = line[3..].trim_start_matches(['+', '!']);
    if !rest.starts_with(' ') {
        return None;
    }
    let quoted = rest.split_once('"').and_then(|(_, rest)| rest.rsplit_once('"')).map(|(title, _)| title);
    if marker == "===" { quoted } else { Some(quoted.unwrap_or("")) }
}

/// Snippets, abbreviations, tables of contents.
fn is_directive(line: &str) -> bool {
    let is_abbreviation = line.starts_with("*[") && line.contains("]:");
    line.trim_start_matches(';').starts_with("--8<--")
        || is_abbreviation
        || line.eq_ignore_ascii_case("[TOC]")
}
