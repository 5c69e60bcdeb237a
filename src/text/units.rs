//! The units of a folded text and their positions: the ground that every other token stands on.

use std::ops::Range;

use crate::text::fold::FoldedText;
use crate::text::script::{Class, Family, Script, class_of};
use crate::text::segment::separator::{self, Neighbour};

/// One unit: a character of a script without spaces, or a run of letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// Where it starts, in folded characters.
    pub start: u32,
    /// Where it ends, in folded characters.
    pub end: u32,
    /// Its position in the analysis.
    pub position: u32,
    /// Its script, if it is a single character; `None` for a run of letters and digits.
    pub script: Option<Script>,
    /// How it stands to the unit before.
    pub link: Link,
    /// How many characters before it belong to it, as `--` to `dry`.
    pub n_leading: u8,
    /// How many characters after it belong to it, as `++` to `c`.
    pub n_trailing: u8,
}

/// How a unit stands to the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Nothing is between them.
    Touching,
    /// Only whitespace is between them.
    Spaced,
    /// Punctuation joins them, as in `kube-apiserver`.
    Joined,
    /// Anything else, or there is none before.
    Apart,
}

impl Unit {
    /// Its range of folded characters.
    pub fn chars(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// How many folded characters it has.
    pub fn n_chars(&self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it continues the run of single characters that `before`, the unit before it, is in.
    ///
    /// Han and kana run on across spaces, because a line break in Markdown is
    /// none in Chinese.
    pub fn continues_run(&self, before: &Unit) -> bool {
        match (before.script, self.script, self.link) {
            (Some(one), Some(other), Link::Touching) => one.family() == other.family(),
            (Some(one), Some(other), Link::Spaced) => {
                one.family() == Family::Cjk && other.family() == Family::Cjk
            }
            _ => false,
        }
    }
}

/// Finds the units of `folded` into `units`, which is cleared before; the first
/// has `first_position`, and the position after the last is returned.
pub fn find_units(folded: &FoldedText, first_position: u32, units: &mut Vec<Unit>) -> u32 {
    units.clear();
    let chars = folded.chars();
    let mut next_position = first_position;
    let mut separator_start = 0;
    let mut index = 0;
    while index < chars.len() {
        let class = class_of(chars[index].character);
        if matches!(class, Class::Space | Class::Mark) {
            index += 1;
            continue;
        }
        let (end, script) = match class {
            Class::Single(script) => (index + 1, Some(script)),
            _ => {
                let rest = &chars[index..];
                let n_more = rest.iter().position(|folded| class_of(folded.character) != Class::Word);
                (n_more.map_or(chars.len(), |n| index + n), None)
            }
        };
        let after = neighbour(script, chars[index].character);
        let (link, n_leading) =
            close_separator(folded, separator_start..index, after, units, &mut next_position);
        units.push(Unit {
            start: index as u32,
            end: end as u32,
            position: next_position,
            script,
            link,
            n_leading,
            n_trailing: 0,
        });
        next_position += 1;
        index = end;
        separator_start = end;
    }
    close_separator(folded, separator_start..chars.len(), Neighbour::None, units, &mut next_position);
    next_position
}

/// Reads what is between the last of `units` and what comes `after`: notes what
/// belongs to the last, moves the position past a pause, and says how the next
/// is linked and how many characters lead it.
fn close_separator(
    folded: &FoldedText,
    separator: Range<usize>,
    after: Neighbour,
    units: &mut [Unit],
    next_position: &mut u32,
) -> (Link, u8) {
    if separator.is_empty() {
        return (if units.is_empty() { Link::Apart } else { Link::Touching }, 0);
    }
    let separator_text = folded.slice(separator);
    // By far the most frequent, and the same as what follows.
    if separator_text == " " && after == Neighbour::Letter && !units.is_empty() {
        return (Link::Spaced, 0);
    }
    let before = units.last().map_or(Neighbour::None, |unit| {
        neighbour(unit.script, folded.chars()[unit.end as usize - 1].character)
    });
    let read = separator::read(separator_text, before, after);
    if let Some(last) = units.last_mut() {
        last.n_trailing = read.n_trailing as u8;
    }
    // A pause before the very first unit of an analysis parts it from nothing.
    if read.is_gap && *next_position > 0 {
        *next_position += 1;
    }
    let link = if read.is_joint {
        Link::Joined
    } else if units.is_empty() || separator_text.contains(|character: char| !character.is_whitespace()) {
        Link::Apart
    } else {
        Link::Spaced
    };
    (link, read.n_leading as u8)
}

fn neighbour(script: Option<Script>, character: char) -> Neighbour {
    match script {
        Some(_) => Neighbour::Single,
        None if character.is_numeric() => Neighbour::Digit,
        None => Neighbour::Letter,
    }
}
