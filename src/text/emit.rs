//! From units and words to tokens, in order of position.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::text::fold::{FoldedText, push_written};
use crate::text::han_forms;
use crate::text::script::{Class, Script, class_of};
use crate::text::segment::alphabetic::{Shape, part_borders};
use crate::text::stem::LanguageStemmer;
use crate::text::token::{Analysis, TokenKind};
use crate::text::units::{Link, Unit};

/// The longest alphabetic unit that is indexed whole, in characters: a SHA-256 in
/// hexadecimal. Longer ones are base64 and the like; their beginning is indexed.
const MAX_UNIT_CHARS: usize = 64;

/// The longest term, in bytes, whatever the script.
const MAX_TERM_BYTES: usize = 250;

/// Writes the tokens of one text.
pub struct Emitter<'a> {
    text: &'a str,
    folded: &'a FoldedText,
    units: &'a [Unit],
    stemmers: &'a [LanguageStemmer],
    analysis: &'a mut Analysis,
    term: String,
    written: String,
    shapes: Vec<Shape>,
    borders: Vec<usize>,
}

impl<'a> Emitter<'a> {
    /// An emitter for the `units` of `folded`, which was made of `text`.
    pub fn new(
        text: &'a str,
        folded: &'a FoldedText,
        units: &'a [Unit],
        stemmers: &'a [LanguageStemmer],
        analysis: &'a mut Analysis,
    ) -> Self {
        Self {
            text,
            folded,
            units,
            stemmers,
            analysis,
            term: String::new(),
            written: String::new(),
            shapes: Vec::new(),
            borders: Vec::new(),
        }
    }

    /// Adds all tokens to the analysis; `words` are ranges of the units, in order of their start.
    pub fn emit(mut self, words: &[Range<usize>]) {
        let mut words = words.iter().peekable();
        for index in 0..self.units.len() {
            match self.units[index].script {
                Some(script) => {
                    self.emit_single(index, script);
                    while let Some(word) = words.next_if(|word| word.start == index) {
                        self.push_units(TokenKind::Word, word.clone());
                    }
                }
                None => self.emit_alphabetic(index),
            }
        }
    }

    fn emit_single(&mut self, index: usize, script: Script) {
        let unit = self.units[index];
        self.push_chars(TokenKind::Unit, unit.chars(), unit.position);
        if script == Script::Han && han_forms::has_others(self.folded.chars()[unit.start as usize].character)
        {
            let original = self.folded.original_range(unit.chars());
            let written = &self.text[original.clone()];
            // More than one character is a composition, and no reader sees its parts.
            if written.chars().nth(1).is_none() {
                self.term.clear();
                self.term.extend(written.nfc());
                self.analysis.push(TokenKind::Raw, &self.term, unit.position, original);
            }
        }
        if self.units.get(index + 1).is_some_and(|next| next.continues_run(&unit)) {
            self.push_units(TokenKind::Gram, index..index + 2);
        }
    }

    fn emit_alphabetic(&mut self, index: usize) {
        let unit = self.units[index];
        if unit.n_chars() > MAX_UNIT_CHARS {
            let start = unit.start as usize;
            return self.push_chars(TokenKind::Unit, start..start + MAX_UNIT_CHARS, unit.position);
        }
        self.push_chars(TokenKind::Unit, unit.chars(), unit.position);
        let is_as_written = self.read_written(&unit);
        if !is_as_written {
            let original = self.folded.original_range(unit.chars());
            self.analysis.push(TokenKind::Raw, cut_term(&self.written), unit.position, original);
        }
        self.emit_parts(&unit);
        self.emit_stems(&unit);
        self.emit_glue(index);
    }

    /// Puts the unit in lower case with its accents into `written`, and says
    /// whether that is no other than the folded unit.
    fn read_written(&mut self, unit: &Unit) -> bool {
        let term = self.folded.slice(unit.chars());
        let original = self.folded.original_range(unit.chars());
        self.written.clear();
        // The usual case first: nothing but case is folded.
        let as_written = &self.text[original.clone()];
        if as_written.is_ascii() || as_written.chars().flat_map(char::to_lowercase).eq(term.chars()) {
            self.written.push_str(term);
            return true;
        }
        push_written(&self.text[original], &mut self.written);
        // The original of the `1` of `½` is the whole fraction, not a writing of `1`.
        if self.written.chars().any(|character| class_of(character) != Class::Word) {
            self.written.clear();
            self.written.push_str(term);
        }
        self.written == term
    }

    fn emit_parts(&mut self, unit: &Unit) {
        self.find_borders(unit);
        let (start, end) = (unit.start as usize, unit.end as usize);
        for number in 0..=self.borders.len() {
            if self.borders.is_empty() {
                return;
            }
            let part_start = if number == 0 { 0 } else { self.borders[number - 1] };
            let part_end = self.borders.get(number).map_or(end, |border| start + border);
            self.push_chars(TokenKind::Part, start + part_start..part_end, unit.position);
            // What follows from here, so that any run of parts begins some token.
            if number > 0 && part_end < end {
                self.push_chars(TokenKind::Part, start + part_start..end, unit.position);
            }
        }
    }

    /// Finds where the parts of `unit` begin, into `borders`.
    fn find_borders(&mut self, unit: &Unit) {
        self.borders.clear();
        let original = self.folded.original_range(unit.chars());
        // Most words are lower case, or begin with a capital, and have no parts.
        let bytes = &self.text.as_bytes()[original];
        if unit.n_chars() > MAX_UNIT_CHARS
            || bytes[1..].iter().all(u8::is_ascii_lowercase) && bytes[0].is_ascii_alphabetic()
        {
            return;
        }
        self.shapes.clear();
        for folded in &self.folded.chars()[unit.chars()] {
            let as_written = self.text[folded.original_start as usize..].chars().next();
            self.shapes.push(Shape::of(as_written.unwrap_or(folded.character)));
        }
        part_borders(&self.shapes, &mut self.borders);
    }

    fn emit_stems(&mut self, unit: &Unit) {
        if self.stemmers.is_empty() {
            return;
        }
        let term = self.folded.slice(unit.chars());
        let Some(letter) = term.chars().find(|character| !character.is_numeric()) else { return };
        let original = self.folded.original_range(unit.chars());
        for stemmer in self.stemmers.iter().filter(|stemmer| stemmer.reads(letter)) {
            self.term.clear();
            self.term.push_str(stemmer.language);
            self.term.push(':');
            stemmer.push_stem(&self.written, &mut self.term);
            self.analysis.push(TokenKind::Stem, cut_term(&self.term), unit.position, original.clone());
        }
    }

    fn emit_glue(&mut self, index: usize) {
        let unit = self.units[index];
        let (start, end) = (unit.start as usize, unit.end as usize);
        if unit.n_leading > 0 {
            self.push_chars(TokenKind::Glue, start - unit.n_leading as usize..end, unit.position);
        }
        if unit.n_trailing > 0 {
            self.push_chars(TokenKind::Glue, start..end + unit.n_trailing as usize, unit.position);
        }
        let Some(next) = self.units.get(index + 1).copied() else { return };
        if next.link != Link::Joined || next.n_chars() > MAX_UNIT_CHARS {
            return;
        }
        // The borders of this unit are those that its parts left behind.
        let last_part = self.borders.last().map(|border| start + border);
        self.find_borders(&next);
        let first_part = self.borders.first().map(|border| next.start as usize + border);
        for from in [Some(start), last_part].into_iter().flatten() {
            for to in [first_part, Some(next.end as usize)].into_iter().flatten() {
                self.push_chars(TokenKind::Glue, from..to, unit.position);
            }
        }
    }

    /// Adds a token for a range of folded characters, cut to the longest term.
    fn push_chars(&mut self, kind: TokenKind, chars: Range<usize>, position: u32) {
        let whole = self.folded.slice(chars.clone());
        let term = cut_term(whole);
        let n_cut = if term.len() == whole.len() { 0 } else { whole[term.len()..].chars().count() };
        let original = self.folded.original_range(chars.start..chars.end - n_cut);
        self.analysis.push(kind, term, position, original);
    }

    /// Adds a token for a run of one-character units, without the spaces between them.
    fn push_units(&mut self, kind: TokenKind, units: Range<usize>) {
        let (first, last) = (self.units[units.start], self.units[units.end - 1]);
        let chars = first.start as usize..last.end as usize;
        if chars.len() == units.len() {
            return self.push_chars(kind, chars, first.position);
        }
        self.term.clear();
        for unit in &self.units[units] {
            self.term.push_str(self.folded.slice(unit.chars()));
        }
        let original = self.folded.original_range(chars);
        self.analysis.push(kind, cut_term(&self.term), first.position, original);
    }
}

fn cut_term(term: &str) -> &str {
    let mut end = term.len().min(MAX_TERM_BYTES);
    while !term.is_char_boundary(end) {
        end -= 1;
    }
    &term[..end]
}
