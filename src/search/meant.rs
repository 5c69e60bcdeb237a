//! Did you mean: what a query may have been meant as, where it finds little.
//!
//! A rescue answers a query that nothing has. This is for the query that a few
//! pages have: `kuberntes` stands on one page by the same slip of a finger, and
//! whoever types it is shown that page and never learns of the others. So the
//! few are shown as they are, and what is much more frequent is named beside them.

use crate::search::answer::Answer;
use crate::search::lexicon::Lexicon;
use crate::search::query::Query;
use crate::search::ranking::Tier;
use crate::text::fold::{FoldedText, fold_str};
use crate::text::script::{is_unspaced, script_of};

/// Up to how many pages are few.
const MAX_FEW_PAGES: usize = 5;

/// How many times as many pages another query must find to be named.
const MIN_TIMES_PAGES: usize = 4;

/// Words shorter than this have neighbours that mean something else (`helm`,
/// `help`), in characters.
const MIN_WORD_CHARS: usize = 5;

/// How many words are tried for one that was typed.
const MAX_TRIED: usize = 3;

/// How many other queries are named.
const MAX_NAMED: usize = 2;

/// What meant asks of the engine.
pub struct Known<'a> {
    /// The words of the site; made when it is first asked for.
    pub lexicon: &'a dyn Fn() -> &'a Lexicon,
    /// A folded word as the site writes it.
    pub writing: &'a dyn Fn(&str) -> String,
    /// How many pages have all of another query, with the same filters.
    pub n_pages: &'a dyn Fn(&str) -> usize,
}

/// Other queries that `typed` may have been meant as, the likeliest first; none
/// where the answer to it is good.
pub fn meant(typed: &str, query: &Query, answer: &Answer, known: &Known<'_>) -> Vec<String> {
    let n_found = answer.ranked.len();
    // What a title, a heading or a tag says is no slip; and who quotes means it.
    let is_named = answer.ranked.iter().any(|page| page.tier >= Tier::HeadingPhraseOpen);
    let is_question = answer.plans[0].0.is_question();
    let is_answered = answer.corrected.is_some() || n_found > MAX_FEW_PAGES || is_named || is_question;
    if is_answered || n_found == 0 || !query.phrases.is_empty() || query.text.is_empty() {
        return Vec::new();
    }
    let mut named: Vec<String> = Vec::new();
    for other in other_words(typed, query, known).into_iter().chain(same_sounds(query, known)) {
        if named.len() < MAX_NAMED
            && !named.contains(&other)
            && (known.n_pages)(&other) >= MIN_TIMES_PAGES * n_found
        {
            named.push(other);
        }
    }
    named
}

/// The query with one rare word replaced by a frequent one that differs in a letter or two.
fn other_words(typed: &str, query: &Query, known: &Known<'_>) -> Vec<String> {
    let folded = fold_str(&query.text);
    let words = folded.split(|character: char| !character.is_alphanumeric());
    let is_spaced = |word: &&str| {
        word.chars().count() >= MIN_WORD_CHARS
            && word.chars().all(|letter| script_of(letter).is_some_and(|script| !script.is_unspaced()))
    };
    let mut others = Vec::new();
    for word in words.filter(is_spaced) {
        for other in (known.lexicon)().by_slip(word, MAX_TRIED) {
            others.extend(replaced(typed, word, &(known.writing)(&other)));
        }
    }
    others
}

/// Han that sounds as all of the query does.
fn same_sounds(query: &Query, known: &Known<'_>) -> Vec<String> {
    let folded = fold_str(query.text.trim());
    let is_han = folded.chars().all(is_unspaced);
    if !is_han || folded.chars().nth(1).is_none() {
        return Vec::new();
    }
    let others = (known.lexicon)().by_sound(&folded, MAX_TRIED);
    others.iter().map(|other| (known.writing)(other)).collect()
}

/// `typed` with the folded `word` in it replaced, everything else as it was.
fn replaced(typed: &str, word: &str, by: &str) -> Option<String> {
    let folded = FoldedText::new(typed);
    let is_letter = |character: char| character.is_alphanumeric();
    let (at, _) = folded.text().match_indices(word).find(|(at, _)| {
        let (before, after) = (&folded.text()[..*at], &folded.text()[at + word.len()..]);
        !before.ends_with(is_letter) && !after.starts_with(is_letter)
    })?;
    let char_at = |offset: usize| folded.chars().partition_point(|char| (char.start as usize) < offset);
    let range = folded.original_range(char_at(at)..char_at(at + word.len()));
    Some(format!("{}{by}{}", &typed[..range.start], &typed[range.end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_is_replaced() {
        for (typed, word, by, expected) in [
            ("Ｋuberntes 集群 tag:k8s", "kuberntes", "Kubernetes", Some("Kubernetes 集群 tag:k8s")),
            ("集群 kuberntes -\"a b\"", "kuberntes", "Kubernetes", Some("集群 Kubernetes -\"a b\"")),
            ("superkuberntes", "kuberntes", "Kubernetes", None),
            ("集群", "kuberntes", "Kubernetes", None),
        ] {
            assert_eq!(replaced(typed, word, by).as_deref(), expected, "{typed:?}");
        }
    }
}
