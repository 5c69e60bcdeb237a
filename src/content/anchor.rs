//! The `id` that each tool gives a heading.
//!
//! A link to a section works only if it is the very `id` in the page, and every
//! tool makes it of the heading by a rule of its own; for Chinese they hardly
//! ever agree. The rules were read in the tools' sources.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::content::page::RawSection;

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
    /// github-slugger: GitHub itself, Docusaurus, Astro, Starlight.
    Github,
    /// kramdown with its GFM parser, Jekyll's default.
    Kramdown,
    /// kramdown without GFM: drops everything that is not ASCII.
    KramdownPlain,
    /// Goldmark as Hugo runs it, `autoHeadingIDType: github`, the default.
    Goldmark,
    /// The same with `github-ascii`.
    GoldmarkAscii,
    /// The same with `blackfriday`.
    Blackfriday,
    /// `slugify` of `@mdit-vue/shared`.
    VitePress,
    /// hexo-util's `slugize`, as hexo-renderer-marked calls it.
    Hexo,
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
    /// mdBook.
    MdBook,
    /// Obsidian: the heading itself.
    Obsidian,
}

/// The anchors of one page, given out in the order of its headings.
#[derive(Debug)]
pub struct Anchors {
    style: AnchorStyle,
    taken: HashSet<String>,
    /// How often each base has come, or which number it may have next; without
    /// it a page of equal headings would take quadratic time.
    next_numbers: HashMap<String, u64>,
}

impl Anchors {
    /// Starts a page.
    pub fn new(style: AnchorStyle) -> Self {
        Self { style, taken: HashSet::new(), next_numbers: HashMap::new() }
    }

    /// The `id` of the next heading, not percent-encoded. Must be called for
    /// every heading of the page, in order; level 0 has the empty anchor.
    pub fn next(&mut self, section: &RawSection) -> String {
        if section.level == 0 {
            return String::new();
        }
        if let Some(id) = &section.explicit_id {
            // These do not count the ids that authors give.
            let counts = !matches!(
                self.style,
                AnchorStyle::Github
                    | AnchorStyle::Kramdown
                    | AnchorStyle::KramdownPlain
                    | AnchorStyle::MdBook
            );
            if counts && !id.is_empty() {
                self.taken.insert(id.clone());
            }
            return id.clone();
        }
        let base = base(self.style, section);
        match self.style {
            // These count how often a base has come, and never look at the result.
            AnchorStyle::Kramdown | AnchorStyle::KramdownPlain | AnchorStyle::Hexo => {
                let count = self.next_numbers.entry(base.clone()).or_insert(0);
                *count += 1;
                if *count == 1 { base } else { format!("{base}-{}", *count - 1) }
            }
            AnchorStyle::PythonMarkdown | AnchorStyle::PymdownxSlugs => self.unique_by_underscore(base),
            AnchorStyle::Obsidian => base,
            _ => self.unique_by_hyphen(base),
        }
    }

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
        AnchorStyle::Github => github(heading),
        // kramdown makes dashes and ellipses of these before it makes the id.
        AnchorStyle::Kramdown if !section.heading_source.contains('`') => {
            github(&heading.replace("---", "").replace("--", ""))
        }
        AnchorStyle::Kramdown => github(heading),
        AnchorStyle::KramdownPlain => kramdown_plain(&section.heading_source),
        // Goldmark looks at the last line of the source, links and all.
        AnchorStyle::Goldmark => goldmark(last_line(&section.heading_source)),
        AnchorStyle::GoldmarkAscii => {
            let plain: String = last_line(&section.heading_source).nfd().filter(char::is_ascii).collect();
            goldmark(&plain)
        }
        AnchorStyle::Blackfriday => blackfriday(last_line(&section.heading_source)),
        AnchorStyle::VitePress => vitepress(heading),
        // Dashes and quotes are made of these before, but not in code.
        AnchorStyle::Hexo if !section.heading_source.contains('`') => hexo(&marked_typography(heading)),
        AnchorStyle::Hexo => hexo(heading),
        AnchorStyle::PythonMarkdown => python_markdown(heading),
        AnchorStyle::PymdownxSlugs => pymdownx(heading),
        AnchorStyle::Zola => slug::slugify(heading),
        AnchorStyle::ZolaSafe => heading
            .replace(' ', "_")
            .replace(['"', '#', '%', '<', '>', '[', '\\', ']', '(', ')', '^', '`', '{', '|', '}', '\n'], ""),
        AnchorStyle::ZolaOff | AnchorStyle::Obsidian => heading.to_owned(),
        AnchorStyle::MdBook => mdbook(&section.heading_source),
    }
}

fn last_line(source: &str) -> &str {
    source.trim_end().rsplit('\n').next().unwrap_or("").trim()
}

/// Lower case; letters, marks, digits, `_` and `-` stay, white space becomes `-` one to one.
fn github(heading: &str) -> String {
    let kept = heading.to_lowercase();
    kept.chars()
        .filter_map(|c| match c {
            ' ' | '\t' | '-' => Some('-'),
            c if is_word(c) => Some(c),
            _ => None,
        })
        .collect()
}

/// Ruby's and Unicode's idea of a character of a word.
fn is_word(c: char) -> bool {
    c.is_alphabetic() || is_combining_mark(c) || is_decimal(c) || is_connector(c)
}

/// A decimal digit of any script, but no `²`, `½` or `①`.
fn is_decimal(c: char) -> bool {
    const OTHER_NUMBERS: [std::ops::RangeInclusive<char>; 17] = [
        '²'..='³',
        '¹'..='¹',
        '¼'..='¾',
        '\u{9f4}'..='\u{9f9}',
        '\u{b72}'..='\u{b77}',
        '\u{bf0}'..='\u{bf2}',
        '\u{2070}'..='\u{209c}',
        '\u{2150}'..='\u{215f}',
        '\u{2189}'..='\u{2189}',
        '\u{2460}'..='\u{24ff}',
        '\u{2776}'..='\u{2793}',
        '\u{2cfd}'..='\u{2cfd}',
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

/// Letters, digits and `_` stay, `-` and space become `-`, marks go.
fn goldmark(source: &str) -> String {
    let id: String = source
        .trim()
        .chars()
        .filter_map(|c| match c {
            '-' | ' ' => Some('-'),
            '_' => Some('_'),
            c if c.is_alphabetic() && !is_combining_mark(c) || is_decimal(c) => Some(first_lower(c)),
            _ => None,
        })
        .collect();
    if id.is_empty() { "heading".to_owned() } else { id }
}

/// Go lowers one character to one character.
fn first_lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn blackfriday(source: &str) -> String {
    let mut id = String::new();
    let mut dash = false;
    for c in source.chars() {
        if c.is_alphabetic() && !is_combining_mark(c) || is_decimal(c) {
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

fn vitepress(heading: &str) -> String {
    const SPECIAL: &str = "~`!@#$%^&*()-_+=[]{}|\\;:\"'“”‘’<>,.?/";
    let kept = heading.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}') && (*c as u32 > 0x1f));
    let id = hyphenated(kept, |c| c.is_whitespace() || SPECIAL.contains(c)).to_lowercase();
    if id.starts_with(|c: char| c.is_ascii_digit()) { format!("_{id}") } else { id }
}

fn hexo(heading: &str) -> String {
    const SPECIAL: &str = "~`!@#$%^&*()-_+=[]{}|\\;:\"'<>,.?/";
    let kept = heading.trim().chars().map(without_diacritic).filter(|c| *c as u32 > 0x1f);
    hyphenated(kept, |c| c.is_whitespace() || SPECIAL.contains(c))
}

/// Dashes, quotes and ellipses as hexo-renderer-marked makes them.
fn marked_typography(heading: &str) -> String {
    let dashed = heading.replace("---", "\u{2014}").replace("--", "\u{2013}");
    let mut shown = String::with_capacity(dashed.len());
    for c in dashed.chars() {
        let opens = |more: char| {
            let before = shown.chars().next_back();
            before.is_none_or(|before| {
                before.is_whitespace() || "-\u{2014}/([{".contains(before) || before == more
            })
        };
        let c = match c {
            '\'' if opens('"') => '\u{2018}',
            '\'' => '\u{2019}',
            '"' if opens('\u{2018}') => '\u{201c}',
            '"' => '\u{201d}',
            c => c,
        };
        shown.push(c);
    }
    shown.replace("...", "\u{2026}")
}

/// The ASCII letter that a Latin letter is made of; others stay.
fn without_diacritic(c: char) -> char {
    if c.is_ascii() || !c.is_alphabetic() {
        return c;
    }
    std::iter::once(c).nfkd().next().filter(char::is_ascii_alphabetic).unwrap_or(c)
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
