//! A text and what matched in it to the markup that a reader sees.
//!
//! Input: a byte for the width, one for the number of marks, two for each mark
//! (where it begins, how long it is), then the text.
//!
//! 1. Markup has `<mark>` and nothing else, one after the other, never empty.
//! 2. Without its marks, a title is the text, and a snippet a piece of it.
//! 3. A snippet is no wider than it may be; what is marked was matched.

use sou::search::Segment;
use sou::search::snippet::{Mark, densest, mark_all};
use sou::service::html::Html;
use sou::text::width::columns;

use super::Input;

/// How wide windows are in these tests, in columns, at most.
const MAX_COLUMNS: usize = 80;

/// Checks one input.
pub fn check(bytes: &[u8]) {
    let mut input = Input(bytes);
    let max_columns = input.below(MAX_COLUMNS);
    let n_marks = input.below(16);
    let places: Vec<(u8, u8)> = (0..n_marks).map(|_| (input.byte(), input.byte())).collect();
    let text = input.rest_text();
    let marks: Vec<Mark> = places
        .iter()
        .zip(0..)
        .map(|(&(start, len_bytes), term)| {
            // All of a text can be marked, and a little behind its end.
            let start = usize::from(start) * (text.len() + 8) / 256;
            Mark { range: start..start + usize::from(len_bytes), weight: f32::from(len_bytes), term }
        })
        .collect();

    let title = mark_all(&text, &marks);
    assert_eq!(plain(&title), text);
    check_segments(&title);

    let snippet = densest(&text, &marks, max_columns);
    let shown = plain(&snippet.segments);
    assert!(columns(&shown) <= max_columns, "{shown:?} is wider than {max_columns}");
    assert_eq!(shown.trim(), shown);
    check_segments(&snippet.segments);
    check_is_piece(&shown, &text);
    assert_eq!(densest(&text, &marks, max_columns), snippet);
}

/// The text of segments.
pub(super) fn plain(segments: &[Segment]) -> String {
    segments.iter().map(|segment| segment.text.as_str()).collect()
}

/// A snippet without the `…` at its ends is in the text, white space aside.
pub fn check_is_piece(shown: &str, text: &str) {
    let without_space = |text: &str| text.split_whitespace().collect::<String>();
    let (piece, text) = (without_space(shown), without_space(text));
    let ends = |piece: &str| {
        let start = piece.strip_prefix('…').unwrap_or(piece);
        [piece, start].map(|piece| piece.strip_suffix('…').unwrap_or(piece).to_owned())
    };
    // An `…` may also be the text's own.
    let [with_first, inner] = ends(&piece);
    let is_piece =
        [piece.as_str(), with_first.as_str(), inner.as_str(), piece.strip_prefix('…').unwrap_or(&piece)]
            .iter()
            .any(|piece| text.contains(piece));
    assert!(is_piece, "{shown:?} is no piece of {text:?}");
}

/// Segments are apart, and their markup is `<mark>` and escaped text.
pub fn check_segments(segments: &[Segment]) {
    assert!(segments.iter().all(|segment| !segment.text.is_empty()), "{segments:?}");
    assert!(segments.windows(2).all(|pair| pair[0].marked != pair[1].marked), "{segments:?}");
    let mut html = Html::new();
    html.segments(segments);
    let html = html.into_string();
    let mut rest = html.as_str();
    let mut unescaped = String::new();
    let mut n_marked = 0;
    while !rest.is_empty() {
        let marked = rest.strip_prefix("<mark>").map(|inside| {
            let end = inside.find("</mark>").unwrap_or_else(|| panic!("a mark does not end: {html:?}"));
            (&inside[..end], &inside[end + "</mark>".len()..])
        });
        let (text, after) = marked.unwrap_or_else(|| rest.split_at(rest.find('<').unwrap_or(rest.len())));
        assert!(!text.is_empty() || marked.is_none() && !after.is_empty(), "an empty mark: {html:?}");
        assert!(!text.contains(['<', '>', '"', '\'']), "markup in {html:?}");
        assert!(marked.is_some() || !after.starts_with('<') || after.starts_with("<mark>"), "{html:?}");
        n_marked += usize::from(marked.is_some());
        unescaped.push_str(&unescape(text));
        rest = after;
    }
    assert_eq!(n_marked, segments.iter().filter(|segment| segment.marked).count(), "{html:?}");
    assert_eq!(unescaped, as_html_may_hold(&plain(segments)), "{html:?}");
}

fn unescape(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&amp;", "&")
}

/// The same without what no markup may hold.
fn as_html_may_hold(text: &str) -> String {
    let may_stand =
        |c: char| !(c.is_control() && !matches!(c, '\t' | '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}'));
    text.chars().map(|c| if may_stand(c) { c } else { '\u{FFFD}' }).collect()
}
