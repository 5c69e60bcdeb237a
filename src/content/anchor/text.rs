//! The text of a heading that a tool makes an `id` of, which is hardly ever what a reader sees.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::Typography;
use crate::content::heading::{HeadingPiece, PieceKind};
use crate::content::page::RawSection;

/// A heading's text without pictures, white space as written.
pub(super) fn text(section: &RawSection) -> String {
    section.heading_by(|piece| match piece.kind {
        PieceKind::Alternative | PieceKind::Footnote => Cow::Borrowed(""),
        _ => Cow::Borrowed(&piece.shown),
    })
}

/// A heading's text as Docusaurus reads it, what pictures show included: directives
/// (`:name`, `:name[text]{key=value}`) have no text but that in brackets, because they
/// become text again only after the `id` was made.
pub(super) fn text_of_docusaurus(section: &RawSection) -> String {
    if section.pieces.is_empty() {
        return section.heading.clone();
    }
    // The parser cuts text at brackets, which a directive has in its middle.
    let runs = section.pieces.chunk_by(|piece, next| piece.kind == next.kind);
    let text_of_run = |run: &[HeadingPiece]| {
        let shown: String = run.iter().map(|piece| piece.shown.as_str()).collect();
        match run[0].kind {
            PieceKind::Footnote => String::new(),
            PieceKind::Text => without_directives(&shown).into_owned(),
            _ => shown,
        }
    };
    runs.map(text_of_run).collect()
}

/// Takes out the names and attributes of directives, by the rules of
/// `micromark-extension-directive`: a name is ASCII, begins with a letter, and no other
/// colon stands beside it.
fn without_directives(text: &str) -> Cow<'_, str> {
    static DIRECTIVE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r":+[A-Za-z][A-Za-z0-9_-]*:?(?:(?P<label>\[[^\[\]]*\])?\{[^{}]*\})?")
            .expect("the pattern is valid")
    });
    if !text.contains(':') {
        return Cow::Borrowed(text);
    }
    DIRECTIVE.replace_all(text, |found: &regex::Captures<'_>| {
        let whole = &found[0];
        let name_end = whole.find(['[', '{']).unwrap_or(whole.len());
        match whole.starts_with("::") || whole[..name_end].ends_with([':', '-', '_']) {
            true => whole.to_owned(),
            false => found.name("label").map_or("", |label| label.as_str()).to_owned(),
        }
    })
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
