//! The one pipeline that both writes the index and asks it.

use crate::text::token::Analysis;

/// Which languages a text may be in; decides words and stems, never units or grams.
#[derive(Debug, Clone, Copy)]
pub enum Languages<'a> {
    /// A page: its primary language subtag (`zh`, `ja`, `en`), empty if unknown.
    One(&'a str),
    /// A query: the primary subtags of all languages in the index. Han runs are
    /// cut as Chinese and, if `ja` is among them, as Japanese; alphabetic units
    /// get a stem for each language of their script.
    Any(&'a [String]),
}

/// Cuts text into tokens; the same value writes and asks. Cheap to share by reference.
#[derive(Debug, Default)]
pub struct Analyzer {
    /// Words of the site's owner, added to the Chinese dictionary, in the order given.
    user_words: Vec<String>,
}

impl Analyzer {
    /// An analyzer that also knows `user_words` (as written; folded here).
    pub fn new(user_words: &[String]) -> Self {
        Self { user_words: user_words.to_vec() }
    }

    /// Identifies everything that decides how text is cut: the version of the
    /// rules, the dictionaries, the user's words. Equal fingerprints, equal tokens.
    pub fn fingerprint(&self) -> String {
        format!("skeleton-{}", self.user_words.len())
    }

    /// Appends the tokens of `text`, positions going on from
    /// [`Analysis::next_position`], byte ranges counted from the start of `text`.
    pub fn analyze(&self, text: &str, languages: Languages<'_>, analysis: &mut Analysis) {
        let _ = (text, languages, analysis);
    }
}
