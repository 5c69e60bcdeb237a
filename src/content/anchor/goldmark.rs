//! Hugo's `id`s: Goldmark's, by one of three rules.
//!
//! Hugo before 0.123 made them of the source of a heading, links and all; since then
//! of what a reader sees, without addresses that are their own text.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Typography, is_decimal};
use crate::content::heading::{HeadingPiece, PieceKind};
use crate::content::page::RawSection;

/// How a Hugo site makes the `id`s of headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GoldmarkAnchors {
    /// `autoHeadingIDType`.
    pub rule: GoldmarkRule,
    /// What an `id` is made of.
    pub text: GoldmarkText,
    /// The `typographer` extension.
    pub typography: Typography,
    /// The `passthrough` extension.
    pub formulas: GoldmarkFormulas,
}

/// What becomes of a formula between `$` in a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GoldmarkFormulas {
    /// It is text like any other.
    Text,
    /// It is passed through as it is, and no part of an `id`.
    PassedThrough,
}

/// Which characters stay in an `id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GoldmarkRule {
    /// `github`, the default: letters and digits of every script.
    Github,
    /// `github-ascii`: accents go, other scripts too.
    GithubAscii,
    /// `blackfriday`: one hyphen for whatever stands between letters.
    Blackfriday,
}

/// What an `id` is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GoldmarkText {
    /// The heading as written.
    Source,
    /// As written, without the names of emoji (`enableEmoji`), which were put in before.
    SourceWithoutEmoji,
    /// The heading as shown, addresses that stand for themselves included.
    Shown,
    /// As shown, without such addresses (`linkify`, on by default).
    ShownWithoutAddresses,
}

/// An address in a text that `linkify` makes a link of: one at the beginning, after white
/// space or after one of the marks of Markdown.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) (?P<before> ^ | [\s*_~(] ) (?:
            (?: (?:https?|ftp):// | www\. ) [-a-z0-9@:%._+~\#=]+ \.[a-z]+ (?: :\d+ )?
                (?: [/\#?] [-a-z0-9@:%_+.~\#$!?&/=();,'^{}\[\]`]* )?
            | [a-z0-9] [-a-z0-9.!\#$%&'*+/=?^_`{|}~]* @ [a-z0-9] [-a-z0-9]* (?: \.[a-z0-9] [-a-z0-9]* )+ )",
    )
    .expect("the pattern is valid")
});

/// An emoji by its name.
static EMOJI: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r":(?:[a-z][a-z0-9_+-]*|[+-]1|100):").expect("the pattern is valid"));

/// What `passthrough` takes for a formula: all from one mark to the next.
static FORMULA: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\$\$?[^$\n]+\$\$?").expect("the pattern is valid"));

impl GoldmarkAnchors {
    /// The `id` that a heading would have if it were the only one.
    pub(super) fn base(self, section: &RawSection) -> String {
        let text = match self.text {
            GoldmarkText::Source => section.heading_source.clone(),
            GoldmarkText::SourceWithoutEmoji => {
                // Whichever it is: no `id` has an emoji in it.
                EMOJI.replace_all(&section.heading_source, "\u{1f642}").into_owned()
            }
            GoldmarkText::Shown | GoldmarkText::ShownWithoutAddresses => self.shown(section),
        };
        // Of a heading of several lines the last one counts.
        let line = text.trim_end().rsplit('\n').next().unwrap_or("").trim();
        match self.rule {
            GoldmarkRule::Github => by_github(line),
            GoldmarkRule::GithubAscii => by_github(&line.nfd().filter(char::is_ascii).collect::<String>()),
            GoldmarkRule::Blackfriday => by_blackfriday(line),
        }
    }

    /// Whether a heading has no `id`: Hugo gives none to one that shows no text, and
    /// `heading` to it where `id`s are made of the source.
    pub(super) fn is_nameless(self, section: &RawSection) -> bool {
        // Other white space than that of Markdown is text.
        let is_blank = |text: &str| text.trim_matches([' ', '\t', '\n']).is_empty();
        let is_of_source = matches!(self.text, GoldmarkText::Source | GoldmarkText::SourceWithoutEmoji);
        !is_of_source && is_blank(&self.shown(section))
    }

    fn shown(self, section: &RawSection) -> String {
        let written = |piece: &HeadingPiece| match piece.kind {
            PieceKind::Autolink | PieceKind::Footnote | PieceKind::Html => String::new(),
            PieceKind::Text => {
                let text = match self.text {
                    // The number of a character stays a number.
                    _ if piece.source.starts_with("&#") => Cow::Borrowed(piece.source.as_str()),
                    GoldmarkText::ShownWithoutAddresses => ADDRESS.replace_all(&piece.shown, "$before"),
                    _ => Cow::Borrowed(piece.shown.as_str()),
                };
                if self.typography == Typography::Smart { super::dashed(&text) } else { text.into_owned() }
            }
            PieceKind::Code | PieceKind::Alternative | PieceKind::Break => piece.shown.clone(),
        };
        let text = |run: &[HeadingPiece]| {
            let text: String = run.iter().map(written).collect();
            let has_formulas =
                self.formulas == GoldmarkFormulas::PassedThrough && run[0].kind == PieceKind::Text;
            if has_formulas { FORMULA.replace_all(&text, "").into_owned() } else { text }
        };
        if section.pieces.is_empty() {
            return section.heading.clone();
        }
        section.pieces.chunk_by(|piece, next| piece.kind == next.kind).map(text).collect()
    }
}

/// Letters, digits and `_` stay, `-` and space become `-`, marks go.
fn by_github(source: &str) -> String {
    let id: String = source
        .chars()
        .filter_map(|c| match c {
            '-' | ' ' => Some('-'),
            '_' => Some('_'),
            c if is_letter(c) || is_decimal(c) => Some(first_lower(c)),
            _ => None,
        })
        .collect();
    if id.is_empty() { "heading".to_owned() } else { id }
}

fn by_blackfriday(source: &str) -> String {
    let mut id = String::new();
    let mut dash = false;
    for c in source.chars() {
        if is_letter(c) || is_decimal(c) {
            if dash && !id.is_empty() {
                id.push('-');
            }
            dash = false;
            id.push(first_lower(c));
        } else {
            dash = true;
        }
    }
    if id.is_empty() { "heading".to_owned() } else { id }
}

/// A letter as Go has it: no mark, and no number or symbol that looks like letters, as
/// `Ⅳ`, `Ⓐ` and the `〇` of `二〇二四`.
fn is_letter(c: char) -> bool {
    let only_looks_so = matches!(c,
        '\u{16ee}'..='\u{16f0}' | '\u{2160}'..='\u{2182}' | '\u{2185}'..='\u{2188}' | '\u{24b6}'..='\u{24e9}'
        | '\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303a}' | '\u{a6e6}'..='\u{a6ef}'
        | '\u{10140}'..='\u{10174}' | '\u{10341}' | '\u{1034a}' | '\u{103d1}'..='\u{103d5}'
        | '\u{12400}'..='\u{1246e}' | '\u{1f130}'..='\u{1f189}');
    c.is_alphabetic() && !is_combining_mark(c) && !only_looks_so
}

/// Go lowers one character to one character.
fn first_lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}
