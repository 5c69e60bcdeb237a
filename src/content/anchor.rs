//! The `id` that each tool gives a heading.
//!
//! A link to a section works only if it is the very `id` in the page, and every
//! tool makes it of the heading by a rule of its own; for Chinese they hardly
//! ever agree. The rules were read in the tools' sources.

mod goldmark;
mod hexo;
mod text;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::content::heading::{HeadingPiece, PieceKind};
use crate::content::page::RawSection;

use text::{dashed, text, text_of_astro, text_of_docusaurus, text_of_mdbook, text_of_vitepress};

pub use goldmark::{GoldmarkAnchors, GoldmarkFormulas, GoldmarkRule, GoldmarkText};
pub use hexo::{HexoAnchors, HexoCase, HexoRenderer, slugize};

/// Whose rule makes an `id` of a heading.
///
/// | style | 分区策略 与 一致性：Raft 协议（二） | 1. 安装 Rust | Café |
/// | --- | --- | --- | --- |
/// | `Github`, `Kramdown`, `Goldmark` | `分区策略-与-一致性raft-协议二` | `1-安装-rust` | `café` |
/// | `VitePress` | `分区策略-与-一致性-raft-协议-二` | `_1-安装-rust` | `cafe` |
/// | `Hexo` | `分区策略-与-一致性：Raft-协议（二）` | `1-安装-Rust` | `Cafe` |
/// | `PythonMarkdown` | `raft` | `1-rust` | `cafe` |
/// | `Zola` | `fen-qu-ce-lue-yu-yi-zhi-xing-raft-xie-yi-er` | `1-an-zhuang-rust` | `cafe` |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnchorStyle {
    /// github-slugger: GitHub itself.
    Github,
    /// The same as Astro calls it: no hyphen at the end, none for `--`.
    Astro,
    /// github-slugger as Docusaurus calls it: the title of a page has no `id`.
    Docusaurus,
    /// The same with `markdown.anchors.maintainCase`.
    DocusaurusKeepingCase,
    /// kramdown with its GFM parser, Jekyll's default.
    Kramdown,
    /// kramdown without GFM: drops everything that is not ASCII.
    KramdownPlain,
    /// Goldmark as Hugo runs it.
    Goldmark(GoldmarkAnchors),
    /// `slugify` of `@mdit-vue/shared`.
    VitePress,
    /// hexo-util's `slugize`, as the site's renderer calls it.
    Hexo(HexoAnchors),
    /// Python-Markdown's `toc`: MkDocs and Pelican; drops everything that is not ASCII.
    PythonMarkdown,
    /// `pymdownx.slugs.slugify(case="lower")`: MkDocs for every language.
    PymdownxSlugs,
    /// Zola, `slugify.anchors = "on"`, the default: transliterated.
    Zola,
    /// Zola, `slugify.anchors = "safe"`.
    ZolaSafe,
    /// Zola, `slugify.anchors = "off"`.
    ZolaOff,
    /// mdBook, with its `smart-punctuation` or without.
    MdBook(Typography),
    /// Obsidian: the heading itself.
    Obsidian,
}

/// Whether straight quotation marks and hyphens become those of typographers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Typography {
    /// They do.
    Smart,
    /// They stay.
    Straight,
}

/// The anchors of one page, given out in the order of its headings.
#[derive(Debug)]
pub struct Anchors {
    style: AnchorStyle,
    /// By [`RawSection::scope`].
    scopes: HashMap<u32, Given>,
}

/// The `id`s that were given out in one text.
#[derive(Debug, Default)]
struct Given {
    taken: HashSet<String>,
    /// How often each base has come, or which number it may have next; without
    /// it a page of equal headings would take quadratic time.
    next_numbers: HashMap<String, u64>,
}

impl Anchors {
    /// Starts a page.
    pub fn new(style: AnchorStyle) -> Self {
        Self { style, scopes: HashMap::new() }
    }

    /// The `id` of the next heading, not percent-encoded. Must be called for
    /// every heading of the page, in order; level 0 has the empty anchor.
    pub fn next(&mut self, section: &RawSection) -> String {
        if section.level == 0 {
            return String::new();
        }
        let given = self.scopes.entry(section.scope).or_default();
        if let Some(id) = &section.explicit_id {
            // These do not count the ids that authors give.
            let counts = !matches!(
                self.style,
                AnchorStyle::Github
                    | AnchorStyle::Astro
                    | AnchorStyle::Docusaurus
                    | AnchorStyle::DocusaurusKeepingCase
                    | AnchorStyle::Kramdown
                    | AnchorStyle::KramdownPlain
                    | AnchorStyle::MdBook(_)
            );
            if counts && !id.is_empty() {
                given.taken.insert(id.clone());
            }
            return if self.shows(section) { id.clone() } else { String::new() };
        }
        if let AnchorStyle::Hexo(hexo) = self.style {
            return hexo.next(section, &mut given.next_numbers);
        }
        let base = base(self.style, section);
        let id = match self.style {
            // These count how often a base has come, and never look at the result.
            AnchorStyle::Kramdown | AnchorStyle::KramdownPlain => {
                let count = given.next_numbers.entry(base.clone()).or_insert(0);
                *count += 1;
                if *count == 1 { base } else { format!("{base}-{}", *count - 1) }
            }
            AnchorStyle::PythonMarkdown | AnchorStyle::PymdownxSlugs => given.unique_by_underscore(base),
            AnchorStyle::Obsidian => base,
            AnchorStyle::Goldmark(goldmark) if goldmark.is_nameless(section) => return String::new(),
            _ => given.unique_by_hyphen(base),
        };
        match self.style {
            _ if !self.shows(section) => String::new(),
            AnchorStyle::Astro => id.strip_suffix('-').map_or(id.clone(), str::to_owned),
            _ => id,
        }
    }

    /// Whether the page has the `id` that a heading was given; it counts all the same.
    fn shows(&self, section: &RawSection) -> bool {
        let is_docusaurus =
            matches!(self.style, AnchorStyle::Docusaurus | AnchorStyle::DocusaurusKeepingCase);
        !is_docusaurus || section.level > 1
    }
}

impl Given {
    /// The base, else `base-1`, `base-2`, … up to the first that is free.
    fn unique_by_hyphen(&mut self, base: String) -> String {
        if self.taken.insert(base.clone()) {
            return base;
        }
        let mut number = self.next_numbers.get(&base).copied().unwrap_or(1);
        loop {
            let candidate = format!("{base}-{number}");
            number += 1;
            if self.taken.insert(candidate.clone()) {
                self.next_numbers.insert(base, number);
                return candidate;
            }
        }
    }

    /// As Python-Markdown's `unique`: an empty or taken `id` counts up the number at its end.
    fn unique_by_underscore(&mut self, base: String) -> String {
        if !base.is_empty() && self.taken.insert(base.clone()) {
            return base;
        }
        let numbered = base.rsplit_once('_').and_then(|(stem, number)| {
            let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            if digits { number.parse::<u64>().ok().map(|number| (stem.to_owned(), number)) } else { None }
        });
        let (stem, last) = numbered.unwrap_or((base, 0));
        let mut number = self.next_numbers.get(&stem).copied().unwrap_or(0).max(last.saturating_add(1));
        loop {
            let candidate = format!("{stem}_{number}");
            number = number.saturating_add(1);
            if self.taken.insert(candidate.clone()) {
                self.next_numbers.insert(stem, number);
                return candidate;
            }
        }
    }
}

/// The `id` that a heading would have if it were the only one.
fn base(style: AnchorStyle, section: &RawSection) -> String {
    let heading = section.heading.as_str();
    match style {
        AnchorStyle::Github => github(&text(section)),
        AnchorStyle::Astro => github(&text_of_astro(section)),
        AnchorStyle::Docusaurus => github(&text_of_docusaurus(section)),
        AnchorStyle::DocusaurusKeepingCase => github_keeping_case(&text_of_docusaurus(section)),
        AnchorStyle::Kramdown => kramdown(section),
        AnchorStyle::KramdownPlain => kramdown_plain(&section.heading_source),
        AnchorStyle::Goldmark(anchors) => anchors.base(section),
        AnchorStyle::VitePress => vitepress(&text_of_vitepress(section)),
        AnchorStyle::Hexo(_) => slugize(heading),
        AnchorStyle::PythonMarkdown => python_markdown(&text(section)),
        AnchorStyle::PymdownxSlugs => pymdownx(&text(section)),
        AnchorStyle::Zola => slug::slugify(heading),
        AnchorStyle::ZolaSafe => heading
            .replace(' ', "_")
            .replace(['"', '#', '%', '<', '>', '[', '\\', ']', '(', ')', '^', '`', '{', '|', '}', '\n'], ""),
        AnchorStyle::ZolaOff | AnchorStyle::Obsidian => heading.to_owned(),
        AnchorStyle::MdBook(typography) => mdbook(&text_of_mdbook(section, typography)),
    }
}

/// As [`github_keeping_case`], in lower case.
fn github(heading: &str) -> String {
    github_keeping_case(&heading.to_lowercase())
}

/// Letters, marks, digits, `_` and `-` stay, a space becomes `-`; tabs and line breaks go.
fn github_keeping_case(heading: &str) -> String {
    let kept = heading.chars().filter_map(|c| match c {
        ' ' | '-' => Some('-'),
        c if is_word(c) => Some(c),
        _ => None,
    });
    kept.collect()
}

/// As GitHub's, but tabs are spaces, and no hyphen is left of those that
/// kramdown makes dashes of.
fn kramdown(section: &RawSection) -> String {
    let shown = |piece: &HeadingPiece| match piece.kind {
        PieceKind::Alternative | PieceKind::Footnote => String::new(),
        PieceKind::Text => piece.shown.replace("---", "").replace("--", "").replace('\t', " "),
        _ => piece.shown.replace('\t', " "),
    };
    github(&section.heading_by(|piece| Cow::Owned(shown(piece))))
}

/// Ruby's and Unicode's idea of a character of a word.
fn is_word(c: char) -> bool {
    c.is_alphabetic() || is_combining_mark(c) || is_decimal(c) || is_connector(c)
}

/// A decimal digit of any script, but no `²`, `½` or `①`.
fn is_decimal(c: char) -> bool {
    const OTHER_NUMBERS: [std::ops::RangeInclusive<char>; 20] = [
        '²'..='³',
        '¹'..='¹',
        '¼'..='¾',
        '\u{9f4}'..='\u{9f9}',
        '\u{b72}'..='\u{b77}',
        '\u{bf0}'..='\u{bf2}',
        '\u{2070}'..='\u{209c}',
        '\u{2150}'..='\u{215f}',
        '\u{2189}'..='\u{2189}',
        '\u{2160}'..='\u{2188}',
        '\u{2460}'..='\u{24ff}',
        '\u{2776}'..='\u{2793}',
        '\u{2cfd}'..='\u{2cfd}',
        '\u{3007}'..='\u{3007}',
        '\u{3021}'..='\u{303a}',
        '\u{3192}'..='\u{3195}',
        '\u{3220}'..='\u{325f}',
        '\u{3280}'..='\u{32bf}',
        '\u{a830}'..='\u{a835}',
        '\u{1f100}'..='\u{1f10c}',
    ];
    c.is_numeric() && !OTHER_NUMBERS.iter().any(|range| range.contains(&c))
}

fn is_connector(c: char) -> bool {
    matches!(
        c,
        '_' | '\u{203f}' | '\u{2040}' | '\u{2054}' | '\u{fe33}' | '\u{fe34}' | '\u{fe4d}'
            ..='\u{fe4f}' | '\u{ff3f}'
    )
}

fn kramdown_plain(source: &str) -> String {
    let from_letter = source.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let id: String = from_letter
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'))
        .map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() })
        .collect();
    if id.is_empty() { "section".to_owned() } else { id }
}

fn vitepress(heading: &str) -> String {
    const SPECIAL: &str = "~`!@#$%^&*()-_+=[]{}|\\;:\"'“”‘’<>,.?/";
    let kept = heading.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}') && (*c as u32 > 0x1f));
    let id = hyphenated(kept, |c| c.is_whitespace() || SPECIAL.contains(c)).to_lowercase();
    if id.starts_with(|c: char| c.is_ascii_digit()) { format!("_{id}") } else { id }
}

/// Runs of special characters become one `-`, none at the borders.
fn hyphenated(characters: impl Iterator<Item = char>, is_special: impl Fn(char) -> bool) -> String {
    let mut id = String::new();
    let mut dash = false;
    for c in characters {
        if is_special(c) {
            dash = true;
            continue;
        }
        if dash && !id.is_empty() {
            id.push('-');
        }
        dash = false;
        id.push(c);
    }
    id
}

fn python_markdown(heading: &str) -> String {
    let ascii: String = heading
        .nfkd()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-') || c.is_ascii_whitespace())
        .collect();
    collapse(ascii.trim())
}

/// Lower case, runs of white space and hyphens as one hyphen, those at the borders too.
fn collapse(text: &str) -> String {
    let mut id = String::new();
    for c in text.to_lowercase().chars() {
        if c == '-' || c.is_whitespace() {
            if !id.ends_with('-') {
                id.push('-');
            }
        } else {
            id.push(c);
        }
    }
    id
}

fn pymdownx(heading: &str) -> String {
    let lower = heading.nfc().collect::<String>().to_lowercase();
    let kept: String = lower
        .chars()
        // Python's `\w` knows no marks, but all numbers.
        .filter(|c| c.is_alphanumeric() && !is_combining_mark(*c) || matches!(c, '_' | '-' | ' '))
        .collect();
    kept.trim().replace(' ', "-")
}

/// Lower case; letters, digits, `_` and `-` stay, white space becomes `-` one to one.
fn mdbook(heading: &str) -> String {
    let lower = heading.trim().to_lowercase();
    let kept = lower.chars().filter_map(|c| match c {
        c if c.is_alphanumeric() || matches!(c, '_' | '-') => Some(c),
        c if c.is_whitespace() => Some('-'),
        _ => None,
    });
    kept.collect()
}

#[cfg(test)]
mod tests;
