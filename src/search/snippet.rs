//! Shows where a text matches: the whole of a title, the best window of a page.
//!
//! A reader decides by the snippet whether to follow a result, so it has to be a
//! piece that can be read: it begins and ends with a sentence where it can, its
//! line breaks are gone, and what is marked is marked in one piece. Libraries'
//! snippets count bytes, cut through characters and mark `键` and `值` apart.
//!
//! Only the neighbourhood of the window is ever cut into characters; a page of
//! 300 kB costs little more than one of 3 kB.

use std::ops::Range;

use crate::search::results::Segment;
use crate::text::boundary::graphemes;

mod strip;
mod window;

#[cfg(test)]
mod tests;

/// How long a snippet may be, in display columns: a hundred Chinese characters,
/// which is three lines of a result.
pub const SNIPPET_COLUMNS: usize = 200;

/// A stretch of a text that matched.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// In bytes of the text. What is not within the text, or is empty, marks nothing.
    pub range: Range<usize>,
    /// How much it tells, as an inverse document frequency: above 0, the rarer the
    /// more. What is not a positive number counts as 0.
    pub weight: f32,
    /// Which term of the query it is evidence of.
    pub term: u32,
}

/// A window of a text, marked.
#[derive(Debug, Clone, PartialEq)]
pub struct Snippet {
    /// In order; joined, they are the text of the window with white space folded,
    /// and `…` where it was cut inside of a clause.
    pub segments: Vec<Segment>,
    /// How good the window is: its whole part is the number of different terms, its
    /// fraction grows with their weight. 0 without marks. For comparing windows
    /// of one query's results only.
    pub score: f32,
}

/// Marks a text that is shown as a whole, such as a title.
///
/// Marks that touch or overlap are one, and none ends inside of what a reader
/// sees as one character. Nothing else changes: joined, the segments are `text`.
///
/// | text | marks | segments |
/// | --- | --- | --- |
/// | `键值存储` | `键`, `值` | **键值**, 存储 |
/// | `Pod 的滚动更新` | `滚动`, `动更`, `更新` | Pod 的, **滚动更新** |
pub fn mark_all(text: &str, marks: &[Mark]) -> Vec<Segment> {
    let mut stretches = Stretches::new(merge(text, marks));
    let mut segments = Vec::new();
    for grapheme in graphemes(text) {
        let is_marked = stretches.overlap(&grapheme);
        append(&mut segments, &text[grapheme], is_marked);
    }
    segments
}

/// Finds the window of `text`, at most `max_columns` wide, that shows best why it matches.
///
/// The more different terms the better, then the more weight, then the earlier.
/// It begins and ends where sentences or clauses do if one is near; where it is
/// cut inside of a clause, `…` says so. White space becomes one space, and none
/// between Han or kana (and their punctuation) that only a line break parts,
/// because Chinese has none there; an empty line is the border of a block, so it
/// stays a space. Without marks the window is the beginning of the text.
///
/// | text | mark | at most | window |
/// | --- | --- | --- | --- |
/// | `先看日志。再滚动⏎更新。完了。` | `滚动⏎更新` | 16 | 再**滚动更新**。 |
/// | `before the rolling update of a deployment` | `update` | 24 | …rolling **update** of a… |
pub fn densest(text: &str, marks: &[Mark], max_columns: usize) -> Snippet {
    let core = window::densest_core(text, marks, max_columns);
    let strip = strip::Strip::around(text, &core.range, &merge(text, marks), max_columns);
    Snippet { segments: strip.cut(&core.range, max_columns), score: core.score() }
}

/// The parts of `marks` that are within `text`, sorted; those that touch are one.
fn merge(text: &str, marks: &[Mark]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = marks.iter().filter_map(|mark| within(text, &mark.range)).collect();
    ranges.sort_unstable_by_key(|range| range.start);
    ranges.dedup_by(|next, last| {
        let is_touching = last.end >= next.start;
        if is_touching {
            last.end = last.end.max(next.end);
        }
        is_touching
    });
    ranges
}

/// The part of `range` that is within `text`, widened to borders of characters;
/// `None` if that is nothing.
fn within(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    if range.start >= range.end || range.start >= text.len() {
        return None;
    }
    Some(floor_char(text, range.start)..ceil_char(text, range.end))
}

/// The last border of characters that is not after `index_bytes`.
// The standard library's own is younger than the oldest compiler that Sou supports.
fn floor_char(text: &str, index_bytes: usize) -> usize {
    let mut border = index_bytes.min(text.len());
    while !text.is_char_boundary(border) {
        border -= 1;
    }
    border
}

/// The first border of characters that is not before `index_bytes`, or the end of the text.
fn ceil_char(text: &str, index_bytes: usize) -> usize {
    let mut border = index_bytes.min(text.len());
    while !text.is_char_boundary(border) {
        border += 1;
    }
    border
}

/// Adds `piece` to the last segment if that is marked alike, or as a new one.
fn append(segments: &mut Vec<Segment>, piece: &str, marked: bool) {
    match segments.last_mut() {
        Some(last) if last.marked == marked => last.text.push_str(piece),
        _ => segments.push(Segment { text: piece.to_owned(), marked }),
    }
}

/// Merged marks, asked about pieces of the text that come in order.
struct Stretches {
    ranges: std::iter::Peekable<std::vec::IntoIter<Range<usize>>>,
}

impl Stretches {
    fn new(ranges: Vec<Range<usize>>) -> Self {
        Self { ranges: ranges.into_iter().peekable() }
    }

    /// Whether `piece` is marked, and be it in part.
    fn overlap(&mut self, piece: &Range<usize>) -> bool {
        while self.ranges.next_if(|range| range.end <= piece.start).is_some() {}
        self.ranges.peek().is_some_and(|range| range.start < piece.end)
    }
}
