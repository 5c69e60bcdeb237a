//! The one pipeline that both writes the index and asks it.
//!
//! ```text
//! text ─ fold ─▶ characters ─ units ─▶ units with positions ─ words ─▶ words ─ emit ─▶ tokens
//! ```
//!
//! What a text becomes is best seen in the examples of `tests/data/analysis`.

use std::cell::RefCell;
use std::ops::Range;

use crate::text::conversion;
use crate::text::emit::Emitter;
use crate::text::fold::FoldedText;
use crate::text::pinyin;
use crate::text::region;
use crate::text::segment::{complex, han};
use crate::text::stem::{self, stemmers_of};
use crate::text::token::Analysis;
use crate::text::units::{Unit, find_units};
use crate::text::words::{WordBuffers, find_words};

/// The version of the rules of this floor. Raise it whenever some text gets other
/// tokens than before: every index is then written again, and none gives wrong answers.
const RULES_VERSION: u32 = 2;

/// Which languages a text may be in; decides words and stems, never units or grams.
#[derive(Debug, Clone, Copy)]
pub enum Languages<'a> {
    /// A page: its primary language subtag (`zh`, `ja`, `en`), empty if unknown.
    One(&'a str),
    /// A query: the primary subtags of all languages in the index. Han runs are
    /// cut as Chinese and, if `ja` is among them, as Japanese; alphabetic units
    /// get a stem for each language of their script. Latin words beside another
    /// script are taken for English.
    Any(&'a [String]),
}

/// Cuts text into tokens; the same value writes and asks. Cheap to share by reference.
#[derive(Debug, Default)]
pub struct Analyzer {
    han: han::HanSegmenter,
}

/// What one text needs on its way, kept for the next one of the same thread.
#[derive(Debug, Default)]
struct Buffers {
    folded: FoldedText,
    units: Vec<Unit>,
    words: Vec<Range<usize>>,
    word_buffers: WordBuffers,
}

/// Texts longer than this give their buffers back, in bytes: pages come in
/// blocks of some kilobytes, and a megabyte in one block comes once.
const MAX_KEPT_BYTES: usize = 64 * 1024;

thread_local! {
    static BUFFERS: RefCell<Buffers> = RefCell::default();
}

impl Analyzer {
    /// An analyzer that also knows `user_words` (as written; folded here).
    pub fn new(user_words: &[String]) -> Self {
        Self { han: han::HanSegmenter::new(user_words) }
    }

    /// The owner's words as they are cut: folded runs of ideographs, in order,
    /// each once. Equal fingerprints and equal words, equal tokens; and a word
    /// decides only how text is cut that holds it.
    pub fn user_words(&self) -> &[String] {
        self.han.user_words()
    }

    /// Identifies everything that decides how text is cut but the owner's words:
    /// the version of the rules and the dictionaries (and the numbers of syllables).
    pub fn fingerprint(&self) -> String {
        let mut fingerprint = format!("sou-text-{RULES_VERSION}");
        let tables = [conversion::TABLES, han::DICTIONARY, complex::DICTIONARY, stem::RULES, pinyin::TABLES];
        for table in tables {
            fingerprint.push('+');
            fingerprint.push_str(table);
        }
        let (major, minor, _) = char::UNICODE_VERSION;
        fingerprint.push_str(&format!("+unicode-{major}.{minor}"));
        fingerprint
    }

    /// Loads every table that is otherwise loaded when it is first needed, about
    /// 150 ms and 40 MB; for a server, so that its first reader does not wait.
    pub fn warm_up(&self) {
        self.analyze("预热", Languages::One("zh"), &mut Analysis::default());
        pinyin::syllables_of('预');
        region::variants("服务器");
    }

    /// Appends the tokens of `text`, positions going on from
    /// [`Analysis::next_position`], byte ranges counted from the start of `text`.
    ///
    /// Takes time in proportion to the length of `text`, whatever it is. A run
    /// of more than 64 letters and digits (base64, mostly) is found by
    /// its first 64 only.
    ///
    /// # Examples
    ///
    /// ```
    /// use sou::text::{Analysis, Analyzer, Languages, TokenKind};
    ///
    /// let page = "用 kubectl 做滾動更新";
    /// let mut analysis = Analysis::default();
    /// Analyzer::default().analyze(page, Languages::One("zh"), &mut analysis);
    ///
    /// let words = analysis.tokens().filter(|token| token.kind == TokenKind::Word);
    /// let shown: Vec<_> = words
    ///     .map(|word| (word.term, word.position, &page[word.original_range]))
    ///     .collect();
    /// assert_eq!(shown, [("滚动", 3, "滾動"), ("更新", 5, "更新")]);
    /// ```
    pub fn analyze(&self, text: &str, languages: Languages<'_>, analysis: &mut Analysis) {
        BUFFERS.with_borrow_mut(|buffers| {
            let Buffers { folded, units, words, word_buffers } = &mut *buffers;
            folded.fill(text);
            let next_position = find_units(folded, analysis.next_position(), units);
            find_words(text, folded, units, languages, &self.han, word_buffers, words);
            Emitter::new(text, folded, units, &stemmers_of(languages), analysis).emit(words);
            analysis.set_next_position(next_position);
            if text.len() > MAX_KEPT_BYTES {
                *buffers = Buffers::default();
            }
        });
    }
}
