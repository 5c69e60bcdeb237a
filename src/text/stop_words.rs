//! Words that say how something is asked or joined, not what it is about.
//!
//! A page that answers `周岚的工作是什么` does not say `什么`: interrogatives are
//! rare in what answers them, so by rarity alone they would weigh most. The
//! lists name closed classes only, so that no word a page may be about is there.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::fold::{fold_str, push_written};
use crate::text::script::{Script, script_of};
use crate::text::stem::is_in_other_script;

/// The words of one language: folded, each as it may be written.
type List = HashMap<String, Vec<String>>;

/// By primary language subtag.
static LISTS: LazyLock<HashMap<&'static str, List>> = LazyLock::new(|| {
    let mut lists: HashMap<&str, List> = HashMap::new();
    for line in include_str!("stop_words.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        if let Some(language) = words.next() {
            let list = lists.entry(language).or_default();
            words.for_each(|word| list.entry(fold_str(word)).or_default().push(written(word)));
        }
    }
    lists
});

/// Those of `languages`, the one with the most pages first, whose stop words a query of
/// `words`, as typed, may have.
///
/// Languages in Latin letters share many short words: `pod` is under in Polish, `size`
/// to you in Turkish. So of those only the first counts by one word, and another where
/// two words are of its list.
pub fn asked_in(words: &[&str], languages: &[String]) -> Vec<String> {
    let main = languages.iter().find(|language| !is_in_other_script(language));
    let is_asked_in = |language: &&String| {
        let is_own = |word: &&&str| is_of(word, language);
        is_in_other_script(language)
            || Some(*language) == main
            || words.iter().filter(is_own).take(MIN_OTHER_WORDS).count() == MIN_OTHER_WORDS
    };
    languages.iter().filter(is_asked_in).cloned().collect()
}

/// How many stop words tell that a query is in a language with fewer pages.
const MIN_OTHER_WORDS: usize = 2;

/// Whether a word, as typed, is a stop word of any of `languages` (primary subtags).
pub fn is_stop_word(word: &str, languages: &[String]) -> bool {
    languages.iter().any(|language| is_of(word, language))
}

/// Whether a word, as typed, is a stop word of a language.
///
/// Accents on Latin letters tell words apart where they are typed: `tại` is none
/// of `tải`, nor `él` of `el`. Without them the word may be meant all the same, but
/// in Vietnamese, whose syllables are told apart by little else.
fn is_of(word: &str, language: &str) -> bool {
    let folded = fold_str(word);
    let Some(forms) = LISTS.get(language).and_then(|list| list.get(&folded)) else { return false };
    let as_written = written(word);
    let is_latin = folded.chars().find_map(script_of) == Some(Script::Latin);
    !is_latin || as_written == folded && language != "vi" || forms.contains(&as_written)
}

/// A word in lower case, with its accents.
fn written(word: &str) -> String {
    let mut accented = String::new();
    push_written(word, &mut accented);
    accented
}

#[cfg(test)]
mod tests {
    use super::*;

    fn languages(tags: &str) -> Vec<String> {
        tags.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_asks_is_a_stop_word_in_its_language_only() {
        for (word, tags, expected) in [
            ("什么", "zh", true),
            ("什么", "ja en", false),
            ("集群", "zh", false),
            ("how", "en zh", true),
            ("pod", "en zh", false),
            ("die", "de", true),
            ("die", "en", false),
            ("ทำไม", "th", true),
            ("どのように", "ja", true),
            ("сколько", "ru", true),
            ("kubernetes", "en de fr es ru", false),
        ] {
            assert_eq!(is_stop_word(word, &languages(tags)), expected, "{word} in {tags}");
        }
    }

    #[test]
    fn one_word_is_none_of_a_language_with_few_pages() {
        for (typed, tags, expected) in [
            ("delete pod node", "en pl zh", "en zh"),
            ("cluster size limits", "zh en tr", "zh en"),
            ("Wie viele Knoten hat Grimsel", "en zh de", "en zh de"),
            ("jak usunąć pod z węzła", "en pl", "en pl"),
            ("cluster size limits", "tr en", "tr"),
        ] {
            let words: Vec<&str> = typed.split_whitespace().collect();
            assert_eq!(asked_in(&words, &languages(tags)).join(" "), expected, "{typed} in {tags}");
        }
    }

    #[test]
    fn accents_tell_words_apart_where_they_are_typed() {
        for (word, tags, expected) in [
            ("für", "de", true),
            ("FUR", "de", true),
            ("fu\u{308}r", "de", true),
            ("tại", "vi", true),
            // The load that is balanced, and what it may be without its accents.
            ("tải", "vi", false),
            ("tai", "vi", false),
            ("do", "vi", true),
            ("qué", "es", true),
            ("que", "es", true),
            ("quê", "es", false),
            // Who asks `πού` writes it as `που` too, and characters have two writings.
            ("Πού", "el", true),
            ("什麼", "zh", true),
            ("أين", "ar", true),
            ("اين", "ar", true),
        ] {
            assert_eq!(is_stop_word(word, &languages(tags)), expected, "{word} in {tags}");
        }
    }
}
