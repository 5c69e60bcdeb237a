//! What analysis produces: tokens with a place in the text, kept in one arena.
//!
//! A page has hundreds of thousands of tokens, so they are not values of their
//! own: an [`Analysis`] keeps all terms in one string and is used again for the
//! next page.

use std::ops::Range;

/// What a token is evidence of; the kinds are indexed and weighed apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TokenKind {
    /// The smallest thing with a position of its own: one character of a script
    /// written without spaces (Han, kana, Hangul, Thai, Lao, Khmer, Burmese), or
    /// one run of letters and digits of any other script. Folded.
    /// A phrase is units at consecutive positions.
    Unit,
    /// Two neighbouring one-character units, at the position of the first.
    /// `滚动更新` has `滚动`, `动更`, `更新`. Whitespace between Han or kana does
    /// not separate them, because a line break in Markdown is no break in Chinese.
    Gram,
    /// A part of a unit, at the unit's position: `PersistentVolumeClaim` has
    /// `persistent`, `volume`, `claim`, `volumeclaim`; `v1` has `v`, `1`.
    Part,
    /// A dictionary word of two or more characters of a script written without
    /// spaces, at the position of its first character: `滚动`, `更新`, `滚动更新`.
    Word,
    /// The Snowball stem of an alphabetic unit, as `en:run`, at its position.
    /// Every alphabetic unit of a language with a stemmer has one, also when it
    /// equals the unit.
    Stem,
    /// Two neighbouring units joined by punctuation without a space, written
    /// with it, at the position of the first: `kube-apiserver`, `spec.containers`,
    /// `1.29`; or one unit with the punctuation that belongs to it: `c++`, `c#`,
    /// `.net`, `--dry` (of `--dry-run`), `/etc`.
    Glue,
    /// A unit as it was written, where folding loses a distinction that a reader
    /// can see: `後` beside the unit `后`, and `后` itself; `résumé` beside `resume`.
    Raw,
}

/// One token, borrowed from its [`Analysis`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is evidence of.
    pub kind: TokenKind,
    /// The folded term (as written for [`TokenKind::Raw`]), never empty.
    pub term: &'a str,
    /// In units from the start of the analysis. Never smaller than that of the
    /// token before. A clause or sentence mark leaves a gap of one, a block
    /// break a gap of [`Analysis::BLOCK_GAP`].
    pub position: u32,
    /// In bytes of the text as given, on character borders. Empty texts have no
    /// tokens, so it is never empty.
    pub original_range: Range<usize>,
}

/// The tokens of one or more texts, in order of position.
#[derive(Debug, Default, Clone)]
pub struct Analysis {
    terms: String,
    tokens: Vec<Stored>,
    next_position: u32,
}

/// A token as it is kept: its term is a range of `Analysis::terms`.
#[derive(Debug, Clone)]
struct Stored {
    kind: TokenKind,
    position: u32,
    term: Range<u32>,
    original: Range<u32>,
}

impl Analysis {
    /// How many positions a block break (a paragraph, a heading, a cell) skips,
    /// in units: more than any proximity window, so that nothing is near across it.
    pub const BLOCK_GAP: u32 = 64;

    /// Starts again at position 0, keeping the memory.
    pub fn clear(&mut self) {
        self.terms.clear();
        self.tokens.clear();
        self.next_position = 0;
    }

    /// Adds a token. `position` must not be smaller than that of the last one;
    /// `original_range` must fit in `u32`.
    pub fn push(&mut self, kind: TokenKind, term: &str, position: u32, original_range: Range<usize>) {
        debug_assert!(self.tokens.last().is_none_or(|last| last.position <= position));
        let start = self.terms.len() as u32;
        self.terms.push_str(term);
        self.tokens.push(Stored {
            kind,
            position,
            term: start..self.terms.len() as u32,
            original: original_range.start as u32..original_range.end as u32,
        });
    }

    /// All tokens, in order of position.
    pub fn tokens(&self) -> impl Iterator<Item = Token<'_>> {
        self.tokens.iter().map(|stored| Token {
            kind: stored.kind,
            term: &self.terms[stored.term.start as usize..stored.term.end as usize],
            position: stored.position,
            original_range: stored.original.start as usize..stored.original.end as usize,
        })
    }

    /// The position that the next unit will have, in units.
    pub fn next_position(&self) -> u32 {
        self.next_position
    }

    /// Sets the position that the next unit will have; never backwards.
    pub fn set_next_position(&mut self, position: u32) {
        debug_assert!(position >= self.next_position);
        self.next_position = position;
    }

    /// Marks the end of a block: nothing after it is near anything before it.
    pub fn break_block(&mut self) {
        self.next_position += Self::BLOCK_GAP;
    }

    /// How many tokens there are.
    pub fn n_tokens(&self) -> usize {
        self.tokens.len()
    }
}
