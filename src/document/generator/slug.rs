//! What generators make of names in addresses. Each function is one generator's
//! own rule, kept to the character, because an address that is nearly right is wrong.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

static NOT_ALPHANUMERIC: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[^\p{M}\p{L}\p{Nd}]+").expect("the pattern is valid"));
static NOT_PRETTY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+").expect("the pattern is valid"));

/// Jekyll's `slugify` in its default mode: `Hello，世界！` is `hello-世界`.
pub(super) fn jekyll(text: &str) -> String {
    NOT_ALPHANUMERIC.replace_all(text, "-").trim_matches('-').to_lowercase()
}

/// Jekyll's `slugify` in mode `pretty`, case kept: `Hello，世界 (1)` is `Hello-世界-(1)`.
pub(super) fn jekyll_pretty(text: &str) -> String {
    NOT_PRETTY.replace_all(text, "-").trim_matches('-').to_owned()
}

/// Whether Hugo lets a character stand in a path.
fn stands_in_hugo_path(character: char) -> bool {
    // Characters are the common case and the pattern is slow, so ASCII goes first.
    if character.is_ascii() {
        return character.is_ascii_alphanumeric() || "./\\_#+~-@".contains(character);
    }
    let mut buffer = [0; 4];
    !NOT_ALPHANUMERIC.is_match(character.encode_utf8(&mut buffer))
}

/// Hugo's `paths.Sanitize`: keeps letters, digits, marks and `./\_#+~-@`, makes one
/// `-` of white space between them and drops the rest.
///
/// | name | path |
/// | --- | --- |
/// | `Go 语言` | `Go-语言` |
/// | `一、二（三）` | `一二三` |
/// | `a - b` | `a-b` |
pub(super) fn hugo(text: &str) -> String {
    let mut path = String::with_capacity(text.len());
    let (mut owes_hyphen, mut was_hyphen) = (false, false);
    let bytes = text.as_bytes();
    for (at, character) in text.char_indices() {
        let is_escape = character == '%'
            && bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        if is_escape || stands_in_hugo_path(character) {
            was_hyphen = character == '-';
            if owes_hyphen && !was_hyphen {
                path.push('-');
            }
            owes_hyphen = false;
            path.push(character);
        } else if !path.is_empty() && !was_hyphen && character.is_whitespace() {
            owes_hyphen = true;
        }
    }
    path
}

/// Takes the accents off letters, as Hugo does where `removePathAccents` is set.
pub(super) fn without_accents(text: &str) -> String {
    text.nfd().filter(|character| !is_combining_mark(*character)).nfc().collect()
}

/// Each word with its first letter large and the others small, words apart by
/// `-`: what Jekyll makes a title of.
pub(super) fn titleize(slug: &str) -> String {
    let capitalize = |word: &str| {
        let mut characters = word.chars();
        characters.next().map_or(String::new(), |first| {
            first.to_uppercase().collect::<String>() + &characters.as_str().to_lowercase()
        })
    };
    slug.split('-').map(capitalize).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_slugs() {
        for (rule, text, expected) in [
            (jekyll as fn(&str) -> String, "Hello，世界！", "hello-世界"),
            (jekyll, "C++ 入门", "c-入门"),
            (jekyll_pretty, "Hello，世界 (1)", "Hello-世界-(1)"),
            (jekyll_pretty, "第一章：开始", "第一章-开始"),
            (hugo, "Go 语言", "Go-语言"),
            (hugo, "一、二（三）", "一二三"),
            (hugo, "a - b", "a-b"),
            (hugo, "a & b", "a-b"),
            (hugo, "全角　空格", "全角-空格"),
            (without_accents, "Café résumé が", "Cafe resume か"),
            (titleize, "api-server-追踪", "Api Server 追踪"),
        ] {
            assert_eq!(rule(text), expected, "{text}");
        }
    }
}
