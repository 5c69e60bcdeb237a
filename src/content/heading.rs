//! What a heading is made of, for the `id` that a tool makes of it.
//!
//! A reader sees one line of text. Tools make an `id` of something else: one leaves
//! the description of a picture out, another what stands in `<>`, a third makes
//! dashes of hyphens, but not in code. So the pieces are kept apart.

use crate::content::page::RawSection;

/// A piece of a heading, markup removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadingPiece {
    /// What the piece is.
    pub kind: PieceKind,
    /// As a reader sees it, white space as written; the name of a footnote.
    pub shown: String,
    /// As written, entities and all.
    pub source: String,
}

/// What a piece of a heading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// Text, that of links included.
    Text,
    /// Code between backticks.
    Code,
    /// An address between `<>`, which is its own text.
    Autolink,
    /// The description of a picture.
    Alternative,
    /// A mark that leads to a footnote.
    Footnote,
    /// A tag, which shows nothing.
    Html,
    /// The end of a line.
    Break,
}

impl RawSection {
    /// The heading as text, each piece as `written` writes it.
    ///
    /// A heading that was never taken apart (HTML) is one piece of text.
    pub fn heading_by<'s>(
        &'s self,
        written: impl Fn(&'s HeadingPiece) -> std::borrow::Cow<'s, str>,
    ) -> String {
        if self.pieces.is_empty() {
            return self.heading.clone();
        }
        self.pieces.iter().map(written).collect()
    }
}
