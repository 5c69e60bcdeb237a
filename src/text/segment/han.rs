//! Chinese words; the only file that knows jieba.
//!
//! jieba is asked in search mode, so that a long word comes with the words in it,
//! and without its HMM: that makes words up which a query then cuts differently
//! (MRR@10 on DRCD .931 without, .927 with).

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use jieba_rs::{Jieba, TokenizeMode};

use crate::text::fold::fold_str;
use crate::text::script::{Class, Script, class_of};

/// Which crate and version the dictionary comes from; part of the analyzer's fingerprint.
pub const DICTIONARY: &str = "jieba-rs-0.11.0";

/// Finds Chinese words in folded text. The dictionary (37 MB, about 90 ms) is
/// loaded when there is Han to cut for the first time.
#[derive(Default)]
pub struct HanSegmenter {
    /// Folded words of two or more ideographs.
    user_words: Vec<String>,
    /// Loaded only if there are user words: all others share one.
    own: OnceLock<Jieba>,
}

impl HanSegmenter {
    /// A segmenter that knows the Han runs of `user_words` too, and cuts them whole.
    pub fn new(user_words: &[String]) -> Self {
        let mut folded_words = Vec::new();
        for user_word in user_words {
            let folded = fold_str(user_word);
            let runs = folded.split(|character| class_of(character) != Class::Single(Script::Han));
            folded_words.extend(runs.filter(|run| run.chars().nth(1).is_some()).map(str::to_owned));
        }
        Self { user_words: folded_words, own: OnceLock::new() }
    }

    /// Adds the words of two or more characters of `run`, as ranges of its
    /// characters, in order of their start, then of their end; those within others included.
    ///
    /// `run` is folded and has nothing but ideographs. Of `滚动更新` these are
    /// `滚动` 0..2, `更新` 2..4 (and all of it, were it in the dictionary).
    pub fn words(&self, run: &str, words: &mut Vec<Range<usize>>) {
        let n_before = words.len();
        for token in self.dictionary().tokenize(run, TokenizeMode::Search, false) {
            if token.end - token.start >= 2 {
                words.push(token.start..token.end);
            }
        }
        // Search mode lists the words within a word before it.
        words[n_before..].sort_unstable_by_key(|word| (word.start, word.end));
    }

    fn dictionary(&self) -> &Jieba {
        static SHARED: OnceLock<Jieba> = OnceLock::new();
        if self.user_words.is_empty() {
            return SHARED.get_or_init(Jieba::new);
        }
        self.own.get_or_init(|| {
            let mut jieba = Jieba::new();
            for word in &self.user_words {
                jieba.add_word(word, None, None);
            }
            jieba
        })
    }
}

impl fmt::Debug for HanSegmenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HanSegmenter").field("user_words", &self.user_words).finish_non_exhaustive()
    }
}
