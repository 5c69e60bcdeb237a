//! What is left of a file when its syntax has been read: a head, and sections of blocks.

use crate::content::diagnostic::Diagnostic;
use crate::content::dialect::Dialect;
use crate::content::front_matter::{self, FrontMatter};
use crate::content::heading::HeadingPiece;
use crate::content::markdown;

/// One file, its syntax read and its meaning not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parsed {
    /// The fields at the top of the file; empty if it has none.
    pub front_matter: FrontMatter,
    /// In the order of the file; the first has level 0 if text comes before any heading.
    pub sections: Vec<RawSection>,
    /// The visible text of the first level-1 heading, if it has one that says something.
    pub first_heading: Option<String>,
}

/// A heading and what stands under it, up to the next heading of any level.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawSection {
    /// 1 to 6; 0 for what comes before the first heading.
    pub level: u8,
    /// Visible text of the heading, on one line; empty for level 0.
    pub heading: String,
    /// The Markdown of the heading, explicit `id` and closing `#` removed.
    pub heading_source: String,
    /// What the heading is made of, in order; empty for a heading written in HTML.
    pub pieces: Vec<HeadingPiece>,
    /// The `id` that the author gave the heading, as written.
    pub explicit_id: Option<String>,
    /// Which text the heading is numbered in: 0 for the page, else one that its tool
    /// renders apart, as that of a tab.
    pub scope: u32,
    /// Line of the file that the section begins in, counted from 1.
    pub line: u32,
    /// In the order of the file.
    pub blocks: Vec<RawBlock>,
}

/// A paragraph, list item, table cell or code block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawBlock {
    /// What it holds.
    pub kind: RawBlockKind,
    /// Visible text, entities resolved, markup gone, line breaks as `\n`. Never blank.
    pub text: String,
}

/// What a block holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RawBlockKind {
    /// Text for reading, inline code and image alternatives included.
    Prose,
    /// A code block, white space as written.
    Code,
}

/// Reads one file's text; `path` is only for the diagnostics, which come in order of line.
///
/// Time and memory are linear in the length of `text`, whatever it holds.
pub fn parse(text: &str, path: &str, dialect: Dialect) -> (Parsed, Vec<Diagnostic>) {
    let (front_matter, diagnostics) = front_matter::read(text, path, dialect);
    let sections = markdown::sections(text, front_matter.body_offset_bytes, dialect);
    let first_heading = sections
        .iter()
        .find(|section| section.level == 1 && !section.heading.is_empty())
        .map(|section| section.heading.clone());
    (Parsed { front_matter, sections, first_heading }, diagnostics)
}
