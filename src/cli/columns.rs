//! Text in the columns of a terminal: a Han character takes two, an accent none.
//!
//! Everything that comes from a page goes through [`clean`] before it is printed
//! for a person: a page must not move the cursor of whoever finds it.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::search::Segment;

/// How many columns `text` takes.
pub fn width_columns(text: &str) -> usize {
    text.width()
}

/// The text on one line: control characters gone, white space as single spaces
/// between the rest,
/// and a line break between wide characters as nothing, because Chinese and
/// Japanese are written without spaces.
pub fn clean(text: &str) -> String {
    clean_marked(text.chars().map(|character| (character, false))).map(|(character, _)| character).collect()
}

/// As [`clean`], keeping beside each character whether it is marked. A space is
/// marked if both its neighbours are.
fn clean_marked(text: impl Iterator<Item = (char, bool)>) -> impl Iterator<Item = (char, bool)> {
    let mut gap = None;
    let mut previous: Option<(char, bool)> = None;
    text.flat_map(move |(character, marked)| {
        if character.is_whitespace() {
            let is_break = character == '\n' || character == '\r';
            gap = Some(if is_break { gap.unwrap_or(Gap::Break) } else { Gap::Space });
            return [None, None];
        }
        if is_unprintable(character) {
            return [None, None];
        }
        let space = previous.and_then(|(before, was_marked)| {
            let joins = gap == Some(Gap::Break) && is_wide(before) && is_wide(character);
            (gap.is_some() && !joins).then_some((' ', was_marked && marked))
        });
        gap = None;
        previous = Some((character, marked));
        [space, previous]
    })
    .flatten()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    Break,
    Space,
}

/// The text of all segments, cleaned, marked or not.
pub fn plain(segments: &[Segment]) -> String {
    clean_marked(characters(segments)).map(|(character, _)| character).collect()
}

/// Cuts `text` to at most `columns`, the last of them `…` if anything was cut.
pub fn truncate(text: &str, columns: usize) -> String {
    if width_columns(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for character in text.chars() {
        used += width_of(character);
        if used + 1 > columns {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

/// Breaks marked text into lines of at most `columns`, at spaces and between wide
/// characters, never before a closing mark nor after an opening one. A word that
/// is longer than a line is cut.
pub fn wrap(segments: &[Segment], columns: usize) -> Vec<Vec<Segment>> {
    let columns = columns.max(2);
    let mut lines = Lines::default();
    for piece in pieces(segments) {
        let width = piece.iter().map(|(character, _)| width_of(*character)).sum::<usize>();
        if lines.used + width > columns && lines.used > 0 {
            lines.end();
        }
        for (character, marked) in piece {
            let width = width_of(character);
            if lines.used + width > columns {
                lines.end();
            }
            if character == ' ' && lines.used == 0 {
                continue;
            }
            lines.push(character, marked, width);
        }
    }
    lines.end();
    lines.done
}

/// Lines under way.
#[derive(Default)]
struct Lines {
    done: Vec<Vec<Segment>>,
    line: Vec<Segment>,
    used: usize,
}

impl Lines {
    fn push(&mut self, character: char, marked: bool, width: usize) {
        self.used += width;
        match self.line.last_mut() {
            Some(last) if last.marked == marked => last.text.push(character),
            _ => self.line.push(Segment { text: character.to_string(), marked }),
        }
    }

    fn end(&mut self) {
        if let Some(last) = self.line.last_mut() {
            last.text.truncate(last.text.trim_end_matches(' ').len());
        }
        self.line.retain(|segment| !segment.text.is_empty());
        self.used = 0;
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            self.done.push(line);
        }
    }
}

/// Cuts cleaned text where a line may end; a space is a piece of its own.
fn pieces(segments: &[Segment]) -> Vec<Vec<(char, bool)>> {
    let mut pieces: Vec<Vec<(char, bool)>> = Vec::new();
    let mut previous = ' ';
    for (character, marked) in clean_marked(characters(segments)) {
        let is_glued = width_of(character) == 0
            || (previous != ' ' && is_closing(character))
            || is_opening(previous)
            || (character != ' ' && previous != ' ' && !is_wide(character) && !is_wide(previous));
        match pieces.last_mut() {
            Some(piece) if is_glued => piece.push((character, marked)),
            _ => pieces.push(vec![(character, marked)]),
        }
        previous = character;
    }
    pieces
}

fn characters(segments: &[Segment]) -> impl Iterator<Item = (char, bool)> {
    segments.iter().flat_map(|segment| segment.text.chars().map(|character| (character, segment.marked)))
}

fn width_of(character: char) -> usize {
    character.width().unwrap_or(0)
}

fn is_wide(character: char) -> bool {
    width_of(character) == 2
}

/// Characters that act on a terminal, or on the direction of what follows,
/// instead of being seen.
fn is_unprintable(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_closing(character: char) -> bool {
    "，。、；：？！）」』】》〉〕”’…,.;:?!)]}".contains(character)
}

fn is_opening(character: char) -> bool {
    "（「『【《〈〔“‘([{".contains(character)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn segments(parts: &[(&str, bool)]) -> Vec<Segment> {
        parts.iter().map(|(text, marked)| Segment { text: (*text).to_owned(), marked: *marked }).collect()
    }

    fn shown(lines: &[Vec<Segment>]) -> Vec<String> {
        let show = |segment: &Segment| match segment.marked {
            true => format!("[{}]", segment.text),
            false => segment.text.clone(),
        };
        lines.iter().map(|line| line.iter().map(show).collect()).collect()
    }

    #[test]
    fn breaks_between_han_characters_but_not_before_a_closing_mark() {
        let lines = wrap(&segments(&[("我们用", false), ("滚动更新", true), ("，一次换一个。", false)]), 14);
        assert_eq!(shown(&lines), ["我们用[滚动更]", "[新]，一次换一", "个。"]);
    }

    #[test]
    fn control_characters_and_direction_marks_of_a_page_do_not_reach_the_terminal() {
        assert_eq!(clean("滚动\u{1b}[2J更新\u{202e}\u{7}"), "滚动[2J更新");
        assert_eq!(clean("双协议栈\n在這裡\tand\r\nthere"), "双协议栈在這裡 and there");
    }

    #[test]
    fn cuts_to_columns_not_to_bytes() {
        assert_eq!(truncate("滚动更新", 8), "滚动更新");
        assert_eq!(truncate("滚动更新", 7), "滚动更…");
        assert_eq!(truncate("ｋ８ｓ", 5), "ｋ８…");
        assert_eq!(truncate("rolling", 4), "rol…");
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_character_is_lost(
            parts in proptest::collection::vec(("[a-z滚動，（ \n]{0,12}", any::<bool>()), 0..6),
            columns in 2_usize..20,
        ) {
            let parts: Vec<(&str, bool)> = parts.iter().map(|(text, marked)| (text.as_str(), *marked)).collect();
            let segments = segments(&parts);
            let lines = wrap(&segments, columns);
            for line in &lines {
                let text: String = line.iter().map(|segment| segment.text.as_str()).collect();
                prop_assert!(width_columns(&text) <= columns, "{text:?} is wider than {columns}");
            }
            let letters = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
            let all: String = parts.iter().map(|(text, _)| *text).collect();
            let kept: String = lines.iter().flatten().map(|segment| segment.text.as_str()).collect();
            prop_assert_eq!(letters(&all), letters(&kept));
        }
    }
}
