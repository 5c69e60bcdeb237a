//! Collects visible text into blocks and sections.

use crate::content::heading::HeadingPiece;
use crate::content::markup::BREAK;
use crate::content::page::{RawBlock, RawBlockKind, RawSection};

/// Takes text and borders in the order of the page.
#[derive(Debug)]
pub(super) struct Collector {
    sections: Vec<RawSection>,
    /// Of the block being read.
    text: String,
    kind: RawBlockKind,
    /// Whether text belongs to the heading of the last section.
    in_heading: bool,
    /// The texts that are rendered apart and are open, the innermost last.
    scopes: Vec<u32>,
    n_scopes: u32,
}

impl Collector {
    pub(super) fn new() -> Self {
        Self {
            sections: Vec::new(),
            text: String::new(),
            kind: RawBlockKind::Prose,
            in_heading: false,
            scopes: Vec::new(),
            n_scopes: 0,
        }
    }

    /// Adds visible text.
    pub(super) fn text(&mut self, text: &str) {
        let mut pieces = text.split(BREAK);
        self.text.push_str(pieces.next().unwrap_or(""));
        for piece in pieces {
            if self.in_heading || self.kind == RawBlockKind::Code {
                self.text.push(' ');
            } else {
                self.end_block();
            }
            self.text.push_str(piece);
        }
    }

    /// Adds text in which white space says nothing but that there is some.
    pub(super) fn loose_text(&mut self, text: &str) {
        if self.kind == RawBlockKind::Code {
            return self.text(text);
        }
        let mut white = None;
        for c in text.chars() {
            if c == '\n' {
                white = Some('\n');
            } else if c.is_ascii_whitespace() {
                white = white.or(Some(' '));
            } else {
                if let Some(white) = white.take()
                    && !self.text.is_empty()
                    && !self.text.ends_with([' ', '\n'])
                {
                    self.text.push(white);
                }
                if c == BREAK { self.text("\u{fdd0}") } else { self.text.push(c) }
            }
        }
        if let Some(white) = white
            && !self.text.is_empty()
        {
            self.text.push(white);
        }
    }

    /// Ends the block being read, if there is anything in it.
    pub(super) fn end_block(&mut self) {
        if self.in_heading {
            return;
        }
        let text = std::mem::take(&mut self.text);
        let text = match self.kind {
            RawBlockKind::Code => text.trim_end_matches(['\n', '\r', ' ']).trim_start_matches(['\n', '\r']),
            RawBlockKind::Prose => text.trim(),
        };
        if text.trim().is_empty() {
            return;
        }
        if self.sections.is_empty() {
            self.sections.push(RawSection { line: 1, ..RawSection::default() });
        }
        let block = RawBlock { kind: self.kind, text: text.to_owned() };
        if let Some(section) = self.sections.last_mut() {
            section.blocks.push(block);
        }
    }

    /// Ends the block being read; what follows is of kind `kind`.
    pub(super) fn begin_kind(&mut self, kind: RawBlockKind) {
        self.end_block();
        self.kind = kind;
    }

    /// Whether code is being read.
    pub(super) fn in_code(&self) -> bool {
        self.kind == RawBlockKind::Code
    }

    /// Begins a section; text goes into its heading up to [`end_heading`](Self::end_heading).
    pub(super) fn begin_heading(&mut self, section: RawSection) {
        self.end_heading();
        self.begin_kind(RawBlockKind::Prose);
        let scope = self.scopes.last().copied().unwrap_or(0);
        self.sections.push(RawSection { scope, ..section });
        self.in_heading = true;
    }

    /// Begins a text whose headings are numbered apart.
    pub(super) fn begin_scope(&mut self) {
        self.n_scopes += 1;
        self.scopes.push(self.n_scopes);
    }

    /// Ends the innermost of these.
    pub(super) fn end_scope(&mut self) {
        self.scopes.pop();
    }

    /// Ends the heading being read, if one is.
    pub(super) fn end_heading(&mut self) {
        if !self.in_heading {
            return;
        }
        self.in_heading = false;
        let text = std::mem::take(&mut self.text);
        if let Some(section) = self.sections.last_mut() {
            // An ideographic space stays: tools treat it in different ways.
            let is_gap = |c: char| c.is_whitespace() && c != '\u{3000}';
            let words = text.split(is_gap).filter(|word| !word.is_empty());
            section.heading = words.collect::<Vec<_>>().join(" ");
            if section.heading_source.is_empty() {
                section.heading_source.clone_from(&section.heading);
            }
        }
    }

    /// Says what the heading of the last section is made of.
    pub(super) fn take_apart(&mut self, mut pieces: Vec<HeadingPiece>) {
        for piece in pieces.iter_mut().filter(|piece| piece.shown.contains(BREAK)) {
            piece.shown = piece.shown.replace(BREAK, " ");
        }
        if let Some(section) = self.sections.last_mut() {
            section.pieces = pieces;
        }
    }

    /// Whether a heading is being read.
    pub(super) fn in_heading(&self) -> bool {
        self.in_heading
    }

    /// All sections.
    pub(super) fn finish(mut self) -> Vec<RawSection> {
        self.end_heading();
        self.end_block();
        self.sections
    }
}
