//! HTML comments, emptied before Markdown sees them.
//!
//! Translators keep the original in comments, a whole page of it, headings and
//! blank lines included. What a comment is depends on where it stands; what is
//! in it never shows. So its inside is emptied and its borders are left for the
//! Markdown parser to judge, unless the parser would not take it for a comment.

use std::borrow::Cow;

use super::scan::{self, IndentedCode};
use super::{BREAK, Dialect, SCOPE_BEGIN, SCOPE_END};

/// Empties every comment outside code, keeping lines.
pub(super) fn empty(text: &str, dialect: Dialect, indented_code: IndentedCode) -> Cow<'_, str> {
    if !text.contains("<!--") {
        return Cow::Borrowed(text);
    }
    let regions = scan::regions(text, indented_code);
    if regions.comments.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for range in regions.comments {
        out.push_str(&text[copied..range.start]);
        copied = range.end;
        let comment = &text[range.clone()];
        if comment == SCOPE_BEGIN || comment == SCOPE_END {
            out.push_str(comment);
            continue;
        }
        if let Some(title) = tab_title(comment, dialect) {
            out.push_str(&format!("{SCOPE_BEGIN}{BREAK}{title}{BREAK}"));
            continue;
        }
        if is_tab_end(comment, dialect) {
            out.push_str(SCOPE_END);
            continue;
        }
        let indent = scan::begins_line(text, range.start);
        // Lines of a comment stay in the list item or quotation that it begins in.
        let prefix: String = indent.unwrap_or("").chars().map(|c| if c == '>' { c } else { ' ' }).collect();
        let begins_line = indent.is_some_and(|indent| indent.trim().is_empty());
        let above = &text[..range.start - indent.map_or(0, str::len)];
        let after_blank = above.is_empty() || above.ends_with("\n\n") || above.ends_with("\n\r\n");
        let would_be_code =
            begins_line && indent.is_some_and(|indent| scan::columns(indent) >= 4) && after_blank;
        // A blank line ends a paragraph or a block of HTML that a comment stands in,
        // and what follows it would show; alone, a comment is as good as blank lines.
        let has_blank_line = comment.lines().skip(1).any(|line| line.trim().is_empty());
        if would_be_code || has_blank_line || !comment.ends_with("-->") {
            out.push_str(&scan::line_breaks(comment));
            continue;
        }
        out.push_str("<!--");
        for _ in comment.matches('\n') {
            out.push('\n');
            out.push_str(&prefix);
            out.push('x');
        }
        out.push_str(" -->");
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// Whether a comment ends a tab.
fn is_tab_end(comment: &str, dialect: Dialect) -> bool {
    dialect.is_hexo() && comment.trim_start_matches("<!--").trim_end_matches("-->").trim() == "endtab"
}

/// The title of a tab in Hexo's NexT theme, the one comment that shows: `<!-- tab 标题@icon -->`.
fn tab_title(comment: &str, dialect: Dialect) -> Option<&str> {
    if !dialect.is_hexo() {
        return None;
    }
    let inside = comment.strip_prefix("<!--")?.strip_suffix("-->")?.trim();
    let title = inside.strip_prefix("tab ")?.split('@').next()?.trim();
    (!title.is_empty() && !title.contains('\n')).then_some(title)
}
