//! Text of a file to the fields of its head.
//!
//! Input: a letter that chooses the dialect, then the file.
//!
//! 1. A head ends in its file, and its fields stand in lines of it.
//! 2. What has no head is all body.
//! 3. A page that says `draft: true` is hidden whatever else stands in its head,
//!    as long as nothing there says otherwise: what cannot be read hides it.

use sou::content::front_matter::{FrontMatterFormat, read};
use sou::content::{Dialect, value};

use super::{Input, check_diagnostics};

const PATH: &str = "content/文件.md";

/// Checks one input.
pub fn check(bytes: &[u8]) {
    let mut input = Input(bytes);
    // A first byte of `a` chooses the first.
    let dialect = input.pick(&Dialect::ALL);
    let text = input.rest_text();
    let (head, diagnostics) = read(&text, PATH, dialect);
    check_diagnostics(&diagnostics, PATH, &text);
    assert!(text.is_char_boundary(head.body_offset_bytes), "the body begins in a character");
    let n_lines = text.matches('\n').count() + 1;
    if !head.present {
        assert!(head.fields.is_empty() && diagnostics.is_empty());
        assert_eq!(head.format, FrontMatterFormat::None);
        let body = &text[head.body_offset_bytes..];
        assert_eq!(body, text.trim_start_matches('\u{feff}'), "without a head all of it is body");
    }
    for key in head.fields.keys() {
        assert!(head.line_of(key) as usize <= n_lines, "`{key}` stands in line {}", head.line_of(key));
    }
    assert_eq!(read(&text, PATH, dialect), (head, diagnostics), "the same head is read differently");
    for (fence, flag) in [("---", "draft: true"), ("+++", "draft = true")] {
        if may_stand_below(&text, fence) {
            let file = format!("{fence}\n{flag}\n{text}\n{fence}\n正文\n");
            let (head, _) = read(&file, PATH, dialect);
            assert!(head.present, "the head is not seen: {file:?}");
            let draft = head.fields.get("draft");
            assert!(draft.is_some_and(|draft| value::flag(draft) != Ok(false)), "{draft:?} of {file:?}");
        }
    }
}

/// Whether nothing in these lines of a head speaks of drafts or ends it: a line
/// that is like a fence, or tabs and quotation marks by which a key has another name.
fn may_stand_below(lines: &str, fence: &str) -> bool {
    let ends = |line: &str| line.starts_with(fence) || line.starts_with("...");
    !lines.to_lowercase().contains("draft")
        && !lines.contains(['\\', '\0'])
        && !lines.lines().any(|line| ends(line.trim()))
}
