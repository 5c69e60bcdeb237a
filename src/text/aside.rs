//! Names that a text gives in brackets after another name: `驱逐（Eviction）`,
//! `Eviction（驱逐）`, `Custom Resource Definition (CRD)`.
//!
//! Found here is what stands before a bracket and what is in it, where that may
//! be a name in another script or a short form. How much of what stands before
//! is the name, one text does not say; all texts of a site together do.

use serde::{Deserialize, Serialize};

use crate::text::script::is_unspaced;

/// A name in brackets, and what stands before it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Aside {
    /// Ends in the name; it begins where a clause does, or earlier words are cut off.
    /// Where both are alphabetic it is the long form, no more.
    pub before: String,
    /// The other name.
    pub inside: String,
}

/// How far back a name is looked for, in characters: names have a few words.
const MAX_BEFORE_CHARS: usize = 40;

/// How long what stands in brackets may be, in characters: longer is a remark.
const MAX_INSIDE_CHARS: usize = 80;

/// How many words an alphabetic name has at most.
const MAX_NAME_WORDS: usize = 6;

/// How many characters a name in a script without spaces has at most.
const MAX_UNSPACED_CHARS: usize = 12;

/// What says that a name follows, and is none itself.
const INTRODUCTIONS: [&str; 14] = [
    "英文名",
    "英文",
    "英语",
    "英語",
    "简称",
    "簡稱",
    "全称",
    "全稱",
    "缩写",
    "又称",
    "又名",
    "即",
    "aka",
    "i.e.",
];

/// Every aside of a text, in order; in time proportional to its length.
pub fn asides(text: &str) -> Vec<Aside> {
    let mut asides = Vec::new();
    for (at, open) in text.char_indices().filter(|(_, character)| matches!(character, '(' | '（')) {
        let rest = &text[at + open.len_utf8()..];
        let Some(inside) = up_to_close(rest) else { continue };
        let before = name_before(&text[..at]);
        for name in inside.split(['，', ',', '、', ';', '；', '：', ':']).map(without_introduction) {
            if let Some(before) = paired(before, name) {
                asides.push(Aside { before: before.to_owned(), inside: name.to_owned() });
            }
        }
    }
    asides
}

/// Whether a name, as written, is nothing but a few capitals: `CRD`.
pub fn is_short_form(name: &str) -> bool {
    (2..=8).contains(&name.len()) && name.chars().all(|letter| letter.is_ascii_uppercase())
}

/// What stands before the bracket that closes, if no other bracket does.
fn up_to_close(rest: &str) -> Option<&str> {
    let brackets = |&(_, character): &(usize, char)| matches!(character, '(' | '（' | ')' | '）' | '\n');
    let (end, bracket) = rest.char_indices().take(MAX_INSIDE_CHARS).find(brackets)?;
    matches!(bracket, ')' | '）').then(|| &rest[..end])
}

/// The words that end a text, back to a punctuation mark, without marks that
/// enclose a name.
fn name_before(text: &str) -> &str {
    let is_mark = |character: char| character == ' ' || "*_`\"'”’」』》".contains(character);
    let text = text.trim_end_matches(is_mark);
    let inside = |&(_, character): &(usize, char)| is_letter(character) || " -".contains(character);
    let start = text.char_indices().rev().take(MAX_BEFORE_CHARS).take_while(inside).last();
    start.map_or("", |(start, _)| text[start..].trim_start_matches([' ', '-']))
}

fn without_introduction(name: &str) -> &str {
    let is_mark = |character: char| character.is_whitespace() || "*_`\"'“”‘’「」『』《》".contains(character);
    let name = name.trim_matches(is_mark);
    let rest = INTRODUCTIONS.iter().find_map(|introduction| name.strip_prefix(introduction));
    rest.map_or(name, |rest| {
        rest.trim_start_matches(|character: char| is_mark(character) || character == '为')
    })
}

/// The part of `before` that `inside` may be another name of.
fn paired<'t>(before: &'t str, inside: &str) -> Option<&'t str> {
    let last = before.chars().next_back()?;
    match (is_unspaced(last), inside.chars().any(is_unspaced)) {
        (true, false) => is_alphabetic_name(inside).then_some(before),
        (false, true) => is_unspaced_name(inside).then_some(before),
        (false, false) => long_form(before, inside),
        (true, true) => None,
    }
}

fn is_letter(character: char) -> bool {
    character.is_alphanumeric() || is_unspaced(character)
}

fn is_alphabetic_name(name: &str) -> bool {
    let n_letters = name.chars().filter(|character| character.is_alphabetic()).count();
    n_letters >= 2
        && name.starts_with(char::is_alphabetic)
        && name.chars().all(|character| character.is_alphanumeric() || " -".contains(character))
        && name.split_whitespace().count() <= MAX_NAME_WORDS
        // `-o` is an option.
        && !name.split_whitespace().any(|word| word.starts_with('-') || word.ends_with('-'))
}

fn is_unspaced_name(name: &str) -> bool {
    let n_unspaced = name.chars().filter(|&character| is_unspaced(character)).count();
    (2..=MAX_UNSPACED_CHARS).contains(&n_unspaced)
        && name.chars().all(|character| is_letter(character) || " -".contains(character))
}

/// The end of `before` whose words `short` takes its letters from, in order and
/// each word's first (after Schwartz and Hearst, 2003, who allow letters from within).
fn long_form<'t>(before: &'t str, short: &str) -> Option<&'t str> {
    if !is_short_form(short) {
        return None;
    }
    let mut letters = short.chars().rev().map(|letter| letter.to_ascii_lowercase()).peekable();
    let mut end = before.len();
    let mut n_skipped = 0;
    loop {
        let start = before[..end].rfind([' ', '-']).map_or(0, |at| at + 1);
        let first = before[start..end].chars().next()?.to_ascii_lowercase();
        match letters.next_if_eq(&first) {
            Some(_) if letters.peek().is_none() => return Some(&before[start..]),
            Some(_) => {}
            // `of` and `the` give no letter; the last word does.
            None if end == before.len() || n_skipped == 2 || end - start > 3 => return None,
            None => n_skipped += 1,
        }
        end = start.checked_sub(1)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = asides(text);
        let found: Vec<(&str, &str)> =
            found.iter().map(|aside| (aside.before.as_str(), aside.inside.as_str())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn a_name_in_another_script_is_an_aside() {
        check("节点会发起驱逐（Eviction）。", &[("节点会发起驱逐", "Eviction")]);
        check("我们说的**「污点」** (taint)，", &[("污点", "taint")]);
        check("用 Taint（污点）", &[("用 Taint", "污点")]);
        check("立ち退き（エビクション、Eviction）", &[("立ち退き", "Eviction")]);
        check("水平 Pod 伸縮（HPA）", &[("水平 Pod 伸縮", "HPA")]);
    }

    #[test]
    fn several_names_and_what_introduces_them() {
        check(
            "自定义资源（英文：Custom Resource，简称 CR）",
            &[("自定义资源", "Custom Resource"), ("自定义资源", "CR")],
        );
        check("又叫“沙箱”（即 sandbox）", &[("沙箱", "sandbox")]);
    }

    #[test]
    fn short_forms_have_the_letters_of_the_long_one() {
        check("with a Custom Resource Definition (CRD) in it", &[("Custom Resource Definition", "CRD")]);
        check("Quality of Service (QoS) and Mean Time to Repair (MTTR)", &[("Mean Time to Repair", "MTTR")]);
        check("the Container Network Interface (CRI)", &[]);
        check("Run it (YES)", &[]);
    }

    #[test]
    fn remarks_are_no_names() {
        for text in [
            "升级（见下文）",
            "命令（kubectl get pods -o wide）",
            "版本（v1.31.2）",
            "步骤（1）",
            "（Eviction）",
            "打开(",
            "字段（a_b）",
        ] {
            check(text, &[]);
        }
        // What closes belongs to the bracket nearest to it.
        check("嵌套（污点（Taint）", &[("污点", "Taint")]);
    }
}
