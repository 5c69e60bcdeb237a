//! Chinese words; the only file that knows jieba.
//!
//! jieba is asked in search mode, so that a long word comes with the words in it,
//! and without its HMM: that makes words up which a query then cuts differently
//! (MRR@10 on DRCD .931 without, .927 with).
//!
//! Words of the site's owner are cut out before jieba sees the rest. Adding them
//! to its dictionary would change the frequency of every word, and so perhaps
//! the cut of texts that hold none of them; here a word changes nothing but runs
//! that hold it, so that only those pages are analysed again when it comes or
//! goes. It also lets all analyzers share one dictionary.

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use jieba_rs::{Jieba, TokenizeMode};

use crate::text::fold::fold_str;
use crate::text::script::{Class, Script, class_of};

/// Which crate and version the dictionary comes from; part of the analyzer's fingerprint.
pub const DICTIONARY: &str = "jieba-rs-0.11.0";

/// The longest word of an owner, in characters. A word may begin at each
/// character of a text, so without a limit words within words cost more than
/// the text is long.
pub const MAX_USER_WORD_CHARS: usize = 32;

/// Finds Chinese words in folded text. The dictionary (37 MB, about 90 ms) is
/// loaded when there is Han to cut for the first time.
#[derive(Default)]
pub struct HanSegmenter {
    user_words: Vec<String>,
    /// `None` if there are no user words.
    user_word_finder: Option<AhoCorasick>,
}

impl HanSegmenter {
    /// A segmenter that knows the Han runs of `user_words` too, and cuts them whole.
    pub fn new(user_words: &[String]) -> Self {
        let mut folded: Vec<String> = user_words.iter().flat_map(|word| user_word_runs(word)).collect();
        folded.sort_unstable();
        folded.dedup();
        let finder = (!folded.is_empty()).then(|| {
            AhoCorasick::new(&folded).expect("an owner writes fewer words than an automaton has states")
        });
        Self { user_words: folded, user_word_finder: finder }
    }

    /// The owner's words as they are cut: folded, of two or more ideographs, in
    /// order, each once.
    pub fn user_words(&self) -> &[String] {
        &self.user_words
    }

    /// Adds the words of two or more characters of `run`, as ranges of its
    /// characters, in order of their start, then of their end; those within others included.
    ///
    /// `run` is folded and has nothing but ideographs. Of `滚动更新` these are
    /// `滚动` 0..2, `更新` 2..4 (and all of it, were it in the dictionary).
    /// Every owner's word in `run` is among them; of those that overlap, the
    /// first and longest decides how the rest is cut.
    pub fn words(&self, run: &str, words: &mut Vec<Range<usize>>) {
        let n_before = words.len();
        let spans = self.user_word_spans(run);
        if spans.is_empty() {
            cut(run, 0, words);
        } else {
            cut_around(run, &spans, words);
        }
        // Search mode lists the words within a word before it, and an owner's
        // word may be one of the dictionary too.
        let mut of_run = words.split_off(n_before);
        of_run.sort_unstable_by_key(|word| (word.start, word.end));
        of_run.dedup();
        words.append(&mut of_run);
    }

    /// Where the owner's words stand in `run`, in bytes, by start, the longest first.
    fn user_word_spans(&self, run: &str) -> Vec<Range<usize>> {
        let Some(finder) = &self.user_word_finder else { return Vec::new() };
        let mut spans: Vec<Range<usize>> =
            finder.find_overlapping_iter(run).map(|found| found.range()).collect();
        spans.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        spans
    }
}

/// The words that one entry of an owner's list makes: its runs of two or more
/// ideographs, folded. None of what has no such run, or a longer one than
/// [`MAX_USER_WORD_CHARS`].
pub fn user_word_runs(entry: &str) -> Vec<String> {
    let folded = fold_str(entry);
    let runs = folded.split(|character| class_of(character) != Class::Single(Script::Han));
    let is_word = |run: &&str| (2..=MAX_USER_WORD_CHARS).contains(&run.chars().count());
    runs.filter(is_word).map(str::to_owned).collect()
}

/// How rare a word, a pair or a character of Chinese is in the texts that the dictionary
/// was counted in, as the negative natural logarithm of its share of their words: 5 for
/// `的`, 18 for what stands there once. What is no word is as rare as its words are
/// together. `folded` has nothing but ideographs.
pub fn rarity_nats(folded: &str) -> f32 {
    (N_COUNTED_WORDS / dictionary().suggest_freq(folded) as f64).ln() as f32
}

/// In how many words the words of [`DICTIONARY`] were counted: the sum of its frequencies.
const N_COUNTED_WORDS: f64 = 60_101_967.0;

fn dictionary() -> &'static Jieba {
    static LOADED: OnceLock<Jieba> = OnceLock::new();
    LOADED.get_or_init(Jieba::new)
}

/// Cuts `text`, whose first character has the number `first_char`.
fn cut(text: &str, first_char: usize, words: &mut Vec<Range<usize>>) {
    for token in dictionary().tokenize(text, TokenizeMode::Search, false) {
        if token.end - token.start >= 2 {
            words.push(first_char + token.start..first_char + token.end);
        }
    }
}

/// Cuts what is between the owner's words, and each of them for the words in it.
fn cut_around(run: &str, spans: &[Range<usize>], words: &mut Vec<Range<usize>>) {
    let starts: Vec<usize> = run.char_indices().map(|(start, _)| start).collect();
    let char_at = |byte: usize| starts.partition_point(|&start| start < byte);
    let mut cut_to = 0;
    for span in spans {
        words.push(char_at(span.start)..char_at(span.end));
        if span.start < cut_to {
            continue;
        }
        cut(&run[cut_to..span.start], char_at(cut_to), words);
        cut(&run[span.clone()], char_at(span.start), words);
        cut_to = span.end;
    }
    cut(&run[cut_to..], char_at(cut_to), words);
}

impl fmt::Debug for HanSegmenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HanSegmenter").field("user_words", &self.user_words).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(user_words: &[&str], run: &str, expected: &[&str]) {
        let user_words: Vec<String> = user_words.iter().map(|&word| word.to_owned()).collect();
        let mut ranges = Vec::new();
        HanSegmenter::new(&user_words).words(run, &mut ranges);
        let characters: Vec<char> = run.chars().collect();
        let found: Vec<String> = ranges.into_iter().map(|range| characters[range].iter().collect()).collect();
        assert_eq!(found, expected, "{run} with {user_words:?}");
    }

    #[test]
    fn owners_words_are_cut_whole_with_the_words_in_them() {
        check(&[], "加入泡泡糖协议", &["加入", "泡泡", "泡泡糖", "协议"]);
        check(&["泡泡糖协议"], "加入泡泡糖协议", &["加入", "泡泡", "泡泡糖", "泡泡糖协议", "协议"]);
        // Traditional as written, two runs in one entry, one character for nothing.
        check(&["雲原生 K8s 社區", "云"], "云原生社区", &["云原生", "原生", "社区"]);
    }

    #[test]
    fn what_is_no_word_is_as_rare_as_its_characters_together() {
        let [one, other, both] = ["的", "我", "的我"].map(rarity_nats);
        assert!((5.0..5.5).contains(&one), "{one}");
        // True only of the number of words that the dictionary has counted.
        assert!((one + other - both).abs() < 0.01, "{one} {other} {both}");
        assert!(rarity_nats("进行") < 9.0 && rarity_nats("集群") > 12.0);
        // Once at least, whatever it is.
        assert!((17.0..18.0).contains(&rarity_nats("驱囿")));
    }

    #[test]
    fn owners_words_may_lie_in_and_across_each_other() {
        check(&["云原生", "云原生社区"], "云原生社区", &["云原生", "云原生社区", "原生", "社区"]);
        check(&["云原生社", "社区"], "云原生社区", &["云原生社", "原生", "社区"]);
        check(&["滚动滚动"], "滚动滚动滚动", &["滚动", "滚动滚动", "滚动", "滚动滚动", "滚动"]);
    }
}
