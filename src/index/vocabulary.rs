//! What the owner says of the site's words, kept with the index.
//!
//! An index answers with the words that it was written with, so that a change of
//! settings never makes it unreadable, and a running server has the new ones as
//! soon as it has the new generation.

use serde::{Deserialize, Serialize};

/// The owner's words and synonyms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vocabulary {
    /// As [`Analyzer::user_words`](crate::text::Analyzer::user_words) gives them.
    pub words: Vec<String>,
    /// In the order written.
    pub synonyms: Vec<SynonymRule>,
}

/// Words and phrases that mean the same, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SynonymRule {
    /// Whoever asks for one of them also gets the others.
    Group(Vec<String>),
    /// Whoever asks for one of `typed` also gets what `also` finds, and not the reverse.
    OneWay {
        /// What is typed.
        typed: Vec<String>,
        /// What is looked for too.
        also: Vec<String>,
    },
}

impl std::fmt::Display for SynonymRule {
    /// As it may be written: `k8s, kubernetes`, `pod => 容器组`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Group(words) => f.write_str(&words.join(", ")),
            Self::OneWay { typed, also } => write!(f, "{} => {}", typed.join(", "), also.join(", ")),
        }
    }
}
