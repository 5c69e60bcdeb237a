//! The text of a heading that a tool makes an `id` of, which is hardly ever what a reader sees.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::Typography;
use crate::content::heading::{HeadingPiece, PieceKind};
use crate::content::page::RawSection;

/// Whether the description of a picture is part of a heading's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Described {
    Yes,
    No,
}

/// A heading's text, white space as written.
pub(super) fn text(section: &RawSection, described: Described) -> String {
    let shown = |piece: &HeadingPiece| match piece.kind {
        PieceKind::Alternative => described == Described::Yes,
        PieceKind::Footnote => false,
        _ => true,
    };
    section.heading_by(|piece| Cow::Borrowed(if shown(piece) { &piece.shown } else { "" }))
}

/// A heading's text and code as VitePress reads them: entities as written, no emoji
/// that is written by its name, and nothing for the end of a line.
pub(super) fn text_of_vitepress(section: &RawSection) -> String {
    static EMOJI: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(^|[\s\p{P}]):[a-z0-9_+-]+:").expect("the pattern is valid"));
    section.heading_by(|piece| match piece.kind {
        PieceKind::Text | PieceKind::Footnote => EMOJI.replace_all(&piece.source, "$1"),
        PieceKind::Code | PieceKind::Autolink => Cow::Borrowed(&piece.shown),
        PieceKind::Alternative | PieceKind::Html | PieceKind::Break => Cow::Borrowed(""),
    })
}

/// A heading's text as Astro shows it: `--` is a dash, `---` stays, footnotes have numbers.
pub(super) fn text_of_astro(section: &RawSection) -> String {
    static HYPHENS: LazyLock<Regex> = LazyLock::new(|| Regex::new("-{2,}").expect("the pattern is valid"));
    let dashed = |found: &regex::Captures<'_>| match &found[0] {
        "--" => "\u{2014}".to_owned(),
        more => more.to_owned(),
    };
    section.heading_by(|piece| match piece.kind {
        PieceKind::Alternative => Cow::Borrowed(""),
        PieceKind::Text => HYPHENS.replace_all(&piece.shown, dashed),
        _ => Cow::Borrowed(&piece.shown),
    })
}

/// A heading's text as mdBook shows it, without pictures, the numbers of footnotes in it.
pub(super) fn text_of_mdbook(section: &RawSection, typography: Typography) -> String {
    section.heading_by(|piece| match piece.kind {
        PieceKind::Alternative => Cow::Borrowed(""),
        PieceKind::Text if typography == Typography::Smart => Cow::Owned(dashed(&piece.shown)),
        _ => Cow::Borrowed(&piece.shown),
    })
}

/// Makes dashes of two hyphens and three.
pub(super) fn dashed(text: &str) -> String {
    text.replace("---", "\u{2014}").replace("--", "\u{2013}")
}
