//! Did you mean: what a query may have been meant as, where it finds little.
//!
//! A rescue answers a query that nothing has. This is for the query that a few
//! pages have: `kuberntes` stands on one page by the same slip of a finger, and
//! whoever types it is shown that page and would never learn of the others. So the
//! few come first, as they are; what is much more frequent is named beside them,
//! and the pages that have the likeliest follow if it is a slip of letters, or was typed
//! in whole syllables of pinyin: `mingling` is a word of one English page, and 命令 in the
//! titles of many. What only sounds the same is named: any two characters sound like
//! some others.

use crate::search::lexicon::Lexicon;
use crate::search::plan::Plan;
use crate::search::query::Query;
use crate::search::ranking::Tier;
use crate::search::rescue::Via;
use crate::search::scoring::Candidate;
use crate::text::fold::{FoldedText, fold_str};
use crate::text::script::{is_unspaced, script_of};

/// Up to how many pages are few.
pub const MAX_FEW_PAGES: usize = 5;

/// How many times as many pages another query must find to be named.
const MIN_TIMES_PAGES: usize = 4;

/// Nothing depends on more pages than this.
pub const MAX_COUNTED_PAGES: usize = MIN_TIMES_PAGES * MAX_FEW_PAGES;

/// Words shorter than this have neighbours that mean something else (`helm`,
/// `help`), in characters.
const MIN_WORD_CHARS: usize = 5;

/// How many words are tried for one that was typed.
const MAX_TRIED: usize = 3;

/// How many other queries are named.
const MAX_NAMED: usize = 2;

/// What may have been meant by a word of a query, or by all of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// What was typed, folded.
    pub word: String,
    /// What stands in its place, folded.
    pub by: String,
}

/// Whether what was meant, and came about so, is likely enough for its pages to follow.
pub fn follows(via: Via) -> bool {
    matches!(via, Via::Typo | Via::Pinyin)
}

/// The pages that another query finds.
pub struct Other {
    /// What was typed otherwise.
    pub meant: Meant,
    /// How it came about.
    pub via: Via,
    /// Of the other query.
    pub plan: Plan,
    /// All that have all of it, in order.
    pub found: Vec<Candidate>,
}

impl Meant {
    /// The query that was meant, in place of `query`; what filters stays, and so does
    /// a last word that is unfinished.
    fn query(&self, query: &Query) -> Option<Query> {
        let text = replaced(&query.text, &self.word, &self.by)?;
        let last = query.text.split_whitespace().next_back().map(fold_str);
        let last_is_meant = last.is_some_and(|last| last.contains(&*self.word));
        Some(Query { text, last_is_open: query.last_is_open && !last_is_meant, ..query.clone() })
    }

    /// What to type instead of `typed`, with the words as the site writes them, which
    /// `writing` gives of a folded one.
    pub fn typed(&self, typed: &str, writing: impl Fn(&str) -> String) -> Option<String> {
        replaced(typed, &self.word, &writing(&self.by))
    }
}

/// What `query` may have been meant as, the likeliest first; nothing where the answer
/// to it, `ranked`, is good. `n_shown` counts pages as readers do, up to
/// [`MAX_COUNTED_PAGES`]; `search` gives those that have all of another query.
pub fn meant<'l>(
    query: &Query,
    typed: &Plan,
    ranked: &[Candidate],
    n_shown: impl Fn(&[Candidate]) -> usize,
    lexicon: impl Fn() -> &'l Lexicon,
    search: impl Fn(&Query, Via) -> (Plan, Vec<Candidate>),
) -> Vec<Other> {
    // What a title, a heading or a tag says is no slip; and who quotes means it.
    let is_named = || ranked.iter().any(|page| page.tier >= Tier::HeadingPhraseOpen);
    if typed.is_question() || !query.phrases.is_empty() || query.text.is_empty() || is_named() {
        return Vec::new();
    }
    let n_found = n_shown(ranked);
    if n_found == 0 || n_found > MAX_FEW_PAGES {
        return Vec::new();
    }
    let mut others: Vec<Other> = Vec::new();
    let slips = other_words(query, &lexicon).into_iter().map(|slip| (slip, Via::Typo));
    let pinyin = as_pinyin(query, &lexicon).into_iter().map(|sound| (sound, Via::Pinyin));
    let sounds = same_sounds(query, &lexicon).into_iter().map(|sound| (sound, Via::Homophone));
    for (meant, via) in slips.chain(pinyin).chain(sounds) {
        let is_new = others.len() < MAX_NAMED && others.iter().all(|other| other.meant != meant);
        let Some(asked) = meant.query(query).filter(|_| is_new) else { continue };
        let (plan, mut found) = search(&asked, via);
        if via != Via::Typo {
            // Its characters apart from each other have no sound together.
            found.retain(|page| page.tier >= Tier::TextPhraseOpen);
        }
        if n_shown(&found) >= MIN_TIMES_PAGES * n_found {
            others.push(Other { meant, via, plan, found });
        }
    }
    others
}

/// One rare word replaced by a frequent one that differs in a letter or two.
fn other_words<'l>(query: &Query, lexicon: impl Fn() -> &'l Lexicon) -> Vec<Meant> {
    let folded = fold_str(&query.text);
    let words = folded.split(|character: char| !character.is_alphanumeric());
    let is_spaced = |word: &&str| {
        word.chars().count() >= MIN_WORD_CHARS
            && word.chars().all(|letter| script_of(letter).is_some_and(|script| !script.is_unspaced()))
    };
    let others = |word: &str| {
        let meant = |by| Meant { word: word.to_owned(), by };
        lexicon().by_slip(word, MAX_TRIED).into_iter().map(meant).collect::<Vec<_>>()
    };
    words.filter(is_spaced).flat_map(others).collect()
}

/// Han that all of the query is the pinyin of, in whole syllables.
fn as_pinyin<'l>(query: &Query, lexicon: impl Fn() -> &'l Lexicon) -> Vec<Meant> {
    let folded = fold_str(query.text.trim());
    if !folded.bytes().all(|letter| letter.is_ascii_lowercase()) {
        return Vec::new();
    }
    let readings = lexicon().by_whole_pinyin(&folded, MAX_TRIED);
    readings.into_iter().map(|by| Meant { word: folded.clone(), by }).collect()
}

/// Han that sounds as all of the query does.
fn same_sounds<'l>(query: &Query, lexicon: impl Fn() -> &'l Lexicon) -> Vec<Meant> {
    let folded = fold_str(query.text.trim());
    let is_han = folded.chars().all(is_unspaced);
    if !is_han || folded.chars().nth(1).is_none() {
        return Vec::new();
    }
    lexicon().by_sound(&folded, MAX_TRIED).into_iter().map(|by| Meant { word: folded.clone(), by }).collect()
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
