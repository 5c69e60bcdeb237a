//! Words that say how something is asked or joined, not what it is about.
//!
//! A page that answers `周岚的工作是什么` does not say `什么`: interrogatives are
//! rare in what answers them, so by rarity alone they would weigh most. The
//! lists name closed classes only, so that no word a page may be about is there.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::text::fold::fold_str;

/// By primary language subtag: folded words.
static LISTS: LazyLock<HashMap<&'static str, HashSet<String>>> = LazyLock::new(|| {
    let mut lists: HashMap<&str, HashSet<String>> = HashMap::new();
    for line in include_str!("stop_words.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        if let Some(language) = words.next() {
            lists.entry(language).or_default().extend(words.map(fold_str));
        }
    }
    lists
});

/// Whether a folded word is a stop word of any of `languages` (primary subtags).
pub fn is_stop_word(folded: &str, languages: &[String]) -> bool {
    languages.iter().any(|language| LISTS.get(language.as_str()).is_some_and(|list| list.contains(folded)))
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
            assert_eq!(is_stop_word(&fold_str(word), &languages(tags)), expected, "{word} in {tags}");
        }
    }

    #[test]
    fn lists_are_folded_as_words_are() {
        // `für` and `什麼` are looked up as folding writes them.
        assert!(is_stop_word("fur", &languages("de")));
        assert!(is_stop_word(&fold_str("什麼"), &languages("zh")));
    }
}
