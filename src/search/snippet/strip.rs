//! The neighbourhood of a window, cut into what a reader sees as characters,
//! and the choice of where in it the window begins and ends.

use std::ops::Range;

use crate::search::results::Segment;
use crate::search::snippet::{Stretches, append, ceil_char, floor_char};
use crate::text::boundary::{clause_borders, graphemes, sentence_borders};
use crate::text::script::{Class, Family, Script, class_of, script_of};
use crate::text::width::columns;

const ELLIPSIS: &str = "…";

/// How far to look for a place where a character certainly begins, in bytes:
/// longer than any family or flag.
const MAX_DETOUR_BYTES: usize = 256;

/// How many bytes may be looked at for each column: characters without width
/// must not make the neighbourhood long.
const MAX_BYTES_PER_COLUMN: usize = 16;

/// How good a place is for beginning or ending a window; better is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Border {
    /// Inside of a word.
    Character,
    /// Between words.
    Word,
    /// Between clauses; from here on no ellipsis is needed.
    Clause,
    /// Between sentences or blocks, or at the border of the text.
    Sentence,
}

/// What a reader sees as one character; white space is one, however long.
#[derive(Debug)]
struct Glyph {
    range: Range<usize>,
    columns_before: usize,
    /// At its beginning; of a space, that of what follows.
    border: Border,
    is_space: bool,
    is_marked: bool,
}

/// The neighbourhood of a window.
#[derive(Debug)]
pub(super) struct Strip<'t> {
    text: &'t str,
    /// In order; the last one is empty and stands for the end.
    glyphs: Vec<Glyph>,
}

impl<'t> Strip<'t> {
    /// Cuts up what may be shown together with `core`.
    pub(super) fn around(
        text: &'t str,
        core: &Range<usize>,
        marked: &[Range<usize>],
        max_columns: usize,
    ) -> Self {
        let start =
            certain_start(text, reach(text[..core.start].char_indices().rev(), core.start, max_columns));
        let ahead =
            text[core.start..].char_indices().map(|(offset, c)| (core.start + offset + c.len_utf8(), c));
        let max_bytes = max_columns.saturating_mul(MAX_BYTES_PER_COLUMN);
        let measured_end = core.end.min(ceil_char(text, core.start.saturating_add(max_bytes)));
        let core_columns = columns(&text[core.start..measured_end]);
        let width = max_columns.saturating_add(core_columns.min(max_columns));
        let end = certain_end(text, reach(ahead, core.start, width));
        let mut strip = Self { text, glyphs: Vec::with_capacity(end - start + 1) };
        strip.fill(start..end, marked);
        strip.rate(start..end);
        strip
    }

    /// Finds the characters of `region` and folds its white space.
    fn fill(&mut self, region: Range<usize>, marked: &[Range<usize>]) {
        let first = marked.partition_point(|range| range.end <= region.start);
        let end = marked.partition_point(|range| range.start < region.end).max(first);
        let mut stretches = Stretches::new(marked[first..end].to_vec());
        let mut space: Option<Range<usize>> = None;
        let mut n_columns = 0;
        for grapheme in graphemes(&self.text[region.clone()]) {
            let range = region.start + grapheme.start..region.start + grapheme.end;
            // A space and an accent on it are one character, but still a space.
            let visible = self.text[range.clone()].trim_start();
            let visible_start = range.end - visible.len();
            if visible_start > range.start {
                let space_start = space.map_or(range.start, |space| space.start);
                space = Some(space_start..visible_start);
            }
            if visible.is_empty() {
                continue;
            }
            let range = visible_start..range.end;
            let last = self.glyphs.last().map(|glyph| glyph.range.clone());
            if let (Some(space), Some(last)) = (space.take(), last)
                && !(is_line_break(&self.text[space.clone()])
                    && self.text[last].chars().next_back().is_some_and(is_han_or_kana)
                    && visible.starts_with(is_han_or_kana))
            {
                let is_marked = stretches.overlap(&space);
                self.push(space, n_columns, is_marked, true);
                n_columns += 1;
            }
            let is_marked = stretches.overlap(&range);
            let n_more = columns(visible);
            self.push(range, n_columns, is_marked, false);
            n_columns += n_more;
        }
        // What ends here may be half of a character.
        if region.end < self.text.len()
            && let Some(last) = self.glyphs.pop()
        {
            n_columns = last.columns_before;
            self.push(last.range.start..last.range.start, n_columns, false, false);
        } else {
            self.push(region.end..region.end, n_columns, false, false);
        }
    }

    fn push(&mut self, range: Range<usize>, columns_before: usize, is_marked: bool, is_space: bool) {
        self.glyphs.push(Glyph { range, columns_before, border: Border::Character, is_space, is_marked });
    }

    /// Rates the border before each glyph.
    fn rate(&mut self, region: Range<usize>) {
        let text = self.text;
        for index in 1..self.glyphs.len() {
            let before = text[self.glyphs[index - 1].range.clone()].chars().next_back();
            let after = text[self.glyphs[index].range.clone()].chars().next();
            let is_inside_word =
                [before, after].into_iter().all(|c| c.is_some_and(|c| class_of(c) == Class::Word));
            if !is_inside_word {
                self.glyphs[index].border = Border::Word;
            }
        }
        let prose = without_line_breaks(&text[region.clone()]);
        self.raise(clause_borders(&prose), &region, Border::Clause);
        self.raise(sentence_borders(&prose), &region, Border::Sentence);
        if region.start == 0
            && let Some(first) = self.glyphs.first_mut()
        {
            first.border = Border::Sentence;
        }
        if region.end == text.len()
            && let Some(end) = self.glyphs.last_mut()
        {
            end.border = Border::Sentence;
        }
        for index in 1..self.glyphs.len() {
            if self.glyphs[index - 1].is_space {
                self.glyphs[index - 1].border = self.glyphs[index].border.max(Border::Word);
            }
        }
    }

    /// Gives `border` to the glyphs that begin at one of `offsets`, which are sorted.
    fn raise(&mut self, offsets: Vec<usize>, region: &Range<usize>, border: Border) {
        let mut glyphs = self.glyphs.iter_mut().peekable();
        for offset in offsets {
            let offset = region.start + offset;
            // Where the region ends, nothing need end in the text.
            if offset == region.end && offset < self.text.len() {
                return;
            }
            while glyphs.next_if(|glyph| glyph.range.start < offset).is_some() {}
            if let Some(glyph) = glyphs.peek_mut()
                && glyph.border < border
            {
                glyph.border = border;
            }
        }
    }

    /// Chooses the window around `core` and marks it.
    pub(super) fn cut(&self, core: &Range<usize>, max_columns: usize) -> Vec<Segment> {
        let n_glyphs = self.glyphs.len() - 1;
        let mut core_start = self.glyphs[..n_glyphs].partition_point(|glyph| glyph.range.end <= core.start);
        core_start += usize::from(core_start < n_glyphs && self.glyphs[core_start].is_space);
        let core_end = self.glyphs[..n_glyphs].partition_point(|glyph| glyph.range.start < core.end);
        let core_end = core_end.max(core_start);
        let window = self.choose(core_start..core_end, max_columns);
        if window.is_empty() { Vec::new() } else { self.segments(window) }
    }

    /// Chooses where the window around `core`, a range of glyphs, begins and ends.
    fn choose(&self, core: Range<usize>, max_columns: usize) -> Range<usize> {
        let room_columns = max_columns.saturating_sub(self.columns_between(core.start, core.end) + 2);
        let start = self.choose_start(core.start, room_columns);
        let end = self.choose_end(start, core.end.max(start), max_columns);
        if end == start { start..start } else { self.fill_up(start, end, max_columns)..end }
    }

    /// The beginning of the sentence that the core is in, if enough of the room
    /// is left for what follows; else the best border in the first half of the room.
    fn choose_start(&self, core_start: usize, room_columns: usize) -> usize {
        let starts = |border: Border, reach_columns: usize| {
            let is_near = move |start: &usize| self.columns_between(*start, core_start) <= reach_columns;
            let near = (0..=core_start).rev().take_while(is_near);
            near.filter(move |start| self.can_start_at(*start, border))
        };
        let sentence = starts(Border::Sentence, room_columns / 4 * 3).next();
        let farthest = |border| starts(border, room_columns / 2).last();
        sentence
            .or_else(|| farthest(Border::Clause))
            .or_else(|| farthest(Border::Word))
            .or_else(|| farthest(Border::Character))
            .unwrap_or(core_start)
    }

    /// The last border of the best kind in the second half of what fits after
    /// `least`, or as much as fits at all.
    fn choose_end(&self, start: usize, least: usize, max_columns: usize) -> usize {
        let ends = || {
            let candidates = (start..self.glyphs.len()).rev().filter(|end| !self.ends_in_space(*end));
            candidates.filter(|end| self.shown_columns(start, *end) <= max_columns)
        };
        let Some(longest) = ends().next() else { return start };
        let least = least.min(longest);
        let half_columns = self.columns_between(least, longest) / 2;
        [Border::Sentence, Border::Clause, Border::Word]
            .into_iter()
            .find_map(|border| {
                let last =
                    ends().take_while(|end| *end >= least).find(|end| self.glyphs[*end].border >= border);
                last.filter(|end| *end > start && self.columns_between(least, *end) >= half_columns)
            })
            .unwrap_or(longest)
    }

    /// An earlier start than `start`, if `end` has left room and it is as good a border.
    fn fill_up(&self, start: usize, end: usize, max_columns: usize) -> usize {
        let mut best = start;
        for border in [Border::Sentence, Border::Clause, Border::Word] {
            let fits = |earlier: &usize| self.columns_between(*earlier, end) <= max_columns;
            let earlier = (0..start).rev().take_while(fits).filter(|earlier| {
                self.can_start_at(*earlier, border) && self.shown_columns(*earlier, end) <= max_columns
            });
            best = earlier.last().unwrap_or(best);
            if self.glyphs[best].border >= border {
                break;
            }
        }
        best
    }

    fn can_start_at(&self, start: usize, border: Border) -> bool {
        !self.glyphs[start].is_space && self.glyphs[start].border >= border
    }

    fn ends_in_space(&self, end: usize) -> bool {
        end > 0 && self.glyphs[end - 1].is_space
    }

    fn columns_between(&self, start: usize, end: usize) -> usize {
        self.glyphs[end].columns_before.saturating_sub(self.glyphs[start].columns_before)
    }

    /// How wide a window is together with its ellipses.
    fn shown_columns(&self, start: usize, end: usize) -> usize {
        let n_ellipses = usize::from(self.is_cut_at(start)) + usize::from(self.is_cut_at(end));
        self.columns_between(start, end) + n_ellipses * columns(ELLIPSIS)
    }

    /// Whether a window that begins or ends there needs an ellipsis.
    fn is_cut_at(&self, index: usize) -> bool {
        self.glyphs[index].border < Border::Clause
    }

    fn segments(&self, window: Range<usize>) -> Vec<Segment> {
        let mut segments = Vec::new();
        if self.is_cut_at(window.start) {
            append(&mut segments, ELLIPSIS, false);
        }
        for index in window.clone() {
            let glyph = &self.glyphs[index];
            if glyph.is_space {
                // Marked inside of a phrase, but not where a mark begins or ends with it.
                let is_marked =
                    glyph.is_marked && self.glyphs[index - 1].is_marked && self.glyphs[index + 1].is_marked;
                append(&mut segments, " ", is_marked);
            } else {
                append(&mut segments, &self.text[glyph.range.clone()], glyph.is_marked);
            }
        }
        if self.is_cut_at(window.end) {
            append(&mut segments, ELLIPSIS, false);
        }
        segments
    }
}

/// How far `characters`, each with where it leads to, go before they are `max_columns` wide.
fn reach(characters: impl Iterator<Item = (usize, char)>, from: usize, max_columns: usize) -> usize {
    let max_bytes = max_columns.saturating_mul(MAX_BYTES_PER_COLUMN);
    let mut n_columns = 0;
    let mut was_space = false;
    let mut reached = from;
    for (offset, character) in characters {
        let is_space = character.is_whitespace();
        n_columns += match (is_space, was_space) {
            (true, true) => 0,
            (true, false) => 1,
            _ if character.is_ascii() => 1,
            _ => columns(character.encode_utf8(&mut [0; 4])),
        };
        if n_columns > max_columns || offset.abs_diff(from) > max_bytes {
            break;
        }
        was_space = is_space;
        reached = offset;
    }
    reached
}

/// The nearest place from `index` backwards where a character certainly begins.
fn certain_start(text: &str, index: usize) -> usize {
    let before = &text[floor_char(text, index.saturating_sub(MAX_DETOUR_BYTES))..index];
    if text[index..].starts_with(always_begins) {
        return index;
    }
    let found = before.char_indices().rev().find(|(_, character)| always_begins(*character));
    found.map_or(index - before.len(), |(offset, _)| index - before.len() + offset)
}

/// The nearest place from `index` on where a character certainly begins, and one more.
fn certain_end(text: &str, index: usize) -> usize {
    let after = &text[index..floor_char(text, index.saturating_add(MAX_DETOUR_BYTES))];
    let found = after.char_indices().find(|(_, character)| always_begins(*character));
    found.map_or(index + after.len(), |(offset, character)| index + offset + character.len_utf8())
}

/// Whether a border is before this character, whatever is before it.
fn always_begins(character: char) -> bool {
    character.is_ascii_graphic() || matches!(character, '\u{4E00}'..='\u{9FFF}')
}

fn is_han_or_kana(character: char) -> bool {
    script_of(character).is_some_and(|script| script.family() == Family::Cjk && script != Script::Bopomofo)
        || matches!(
            character,
            '，' | '。' | '、' | '：' | '；' | '！' | '？' | '「' | '」' | '（' | '）' | '《' | '》'
        )
}

/// Whether white space is one line break, and not the border of a block.
fn is_line_break(space: &str) -> bool {
    space.bytes().filter(|byte| *byte == b'\n').count() == 1
}

/// `text`, byte for byte, with a space for each line break that is not a border of blocks:
/// the line of a paragraph ends anywhere.
fn without_line_breaks(text: &str) -> String {
    let mut prose = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(index) = rest.find('\n') {
        let line = &rest[..index];
        let after = &rest[index + 1..];
        let is_block_border = after.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        prose.push_str(line);
        if is_block_border {
            let n_white = after.len() - after.trim_start().len();
            prose.push('\n');
            prose.push_str(&after[..n_white]);
            rest = &after[n_white..];
        } else {
            prose.push(' ');
            rest = after;
        }
    }
    prose.push_str(rest);
    prose
}
