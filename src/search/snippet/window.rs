//! Finds the marks that a snippet should show together.

use std::ops::Range;

use crate::search::snippet::{Mark, within};
use crate::text::width::columns;

/// A gap of more bytes than this for each column of the window is too long to be
/// bridged, whatever is in it, and is not measured.
const MAX_BYTES_PER_COLUMN: usize = 8;

/// The marks of the best window, from the first to the last.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Core {
    /// In bytes of the text; empty at its beginning if there are no marks.
    pub range: Range<usize>,
    n_terms: usize,
    weight: f64,
}

impl Core {
    pub(super) fn score(&self) -> f32 {
        // Below 1 even for a weight beyond measure, so that it never outweighs a term.
        let fraction = 0.999 * self.weight / (1.0 + self.weight);
        self.n_terms as f32 + fraction as f32
    }
}

/// A mark that counts, and where it is.
struct Placed {
    range: Range<usize>,
    weight: f64,
    term_index: usize,
    /// From the first mark, in columns.
    start_column: usize,
    end_column: usize,
}

/// Finds the run of marks, not wider than `max_columns` unless it is one mark,
/// with the most different terms, then the most weight, then the earliest.
///
/// Two pointers over the sorted marks: linear, besides the sorting.
pub(super) fn densest_core(text: &str, marks: &[Mark], max_columns: usize) -> Core {
    let (placed, n_terms) = place(text, marks, max_columns);
    // Both ends may need an ellipsis.
    let room_columns = max_columns.saturating_sub(2);
    let mut best = Core { range: 0..0, n_terms: 0, weight: 0.0 };
    let mut n_of_term = vec![0_usize; n_terms];
    let mut n_terms_inside = 0;
    let mut weight_inside = 0.0;
    let mut next = 0;
    for first in 0..placed.len() {
        let start_column = placed[first].start_column;
        while let Some(mark) = placed.get(next)
            && (next == first || mark.end_column - start_column <= room_columns)
        {
            n_terms_inside += usize::from(n_of_term[mark.term_index] == 0);
            n_of_term[mark.term_index] += 1;
            weight_inside += mark.weight;
            next += 1;
        }
        // Sums that went up and down differ by a rounding error; that is no better window.
        let is_heavier = weight_inside > best.weight * (1.0 + 1e-9);
        if n_terms_inside > best.n_terms || (n_terms_inside == best.n_terms && is_heavier) {
            let end = placed[first..next].iter().map(|mark| mark.range.end).max();
            let end = end.expect("a window holds at least its first mark");
            best = Core {
                range: placed[first].range.start..end,
                n_terms: n_terms_inside,
                weight: weight_inside,
            };
        }
        let left = &placed[first];
        n_of_term[left.term_index] -= 1;
        n_terms_inside -= usize::from(n_of_term[left.term_index] == 0);
        weight_inside = (weight_inside - left.weight).max(0.0);
    }
    best
}

/// Sorts the marks that are in `text`, measures how far they are apart, and
/// numbers their terms from 0; gives also how many terms there are.
fn place(text: &str, marks: &[Mark], max_columns: usize) -> (Vec<Placed>, usize) {
    let mut terms: Vec<u32> = marks.iter().map(|mark| mark.term).collect();
    terms.sort_unstable();
    terms.dedup();
    let mut placed: Vec<Placed> = marks
        .iter()
        .filter_map(|mark| {
            let range = within(text, &mark.range)?;
            let weight = if mark.weight.is_finite() { f64::from(mark.weight.max(0.0)) } else { 0.0 };
            let term_index = terms.binary_search(&mark.term).expect("every term was listed");
            Some(Placed { range, weight, term_index, start_column: 0, end_column: 0 })
        })
        .collect();
    placed.sort_by_key(|mark| (mark.range.start, mark.range.end));
    let mut last_start = placed.first().map_or(0, |mark| mark.range.start);
    let mut column = 0;
    for mark in &mut placed {
        column += distance_columns(text, last_start..mark.range.start, max_columns);
        last_start = mark.range.start;
        mark.start_column = column;
        mark.end_column = column + distance_columns(text, mark.range.clone(), max_columns);
    }
    (placed, terms.len())
}

/// How wide a part of the text is; just too wide if it is not worth measuring.
fn distance_columns(text: &str, range: Range<usize>, max_columns: usize) -> usize {
    if range.len() > max_columns.saturating_mul(MAX_BYTES_PER_COLUMN) {
        return max_columns.saturating_add(1).min(MAX_GAP_COLUMNS);
    }
    columns(&text[range])
}

/// Caps what is added per gap so that no sum overflows, however wide a window is allowed.
const MAX_GAP_COLUMNS: usize = u32::MAX as usize;
