//! Stems of alphabetic words; the only file that knows Snowball.
//!
//! A stem is computed from the word with its accents, because that is what the
//! stemmers know, and folded afterwards, so that `éditions` and `editions` can meet.

use std::cell::RefCell;
use std::collections::HashMap;

use frostem::{Algorithm, Stemmer};

use crate::text::fold::fold_str;
use crate::text::script::{Script, script_of};

/// Which crate and version the stemmers come from; part of the analyzer's fingerprint.
pub const RULES: &str = "frostem-1.20260821.8";

/// The stemmer of one language.
#[derive(Clone, Copy)]
pub struct LanguageStemmer {
    /// Its primary subtag, as `en`.
    pub language: &'static str,
    script: Script,
    stemmer: Stemmer,
}

/// The stems that a thread remembers before it forgets them all: the words of
/// one page come back many times, those of a site less.
const MAX_REMEMBERED: usize = 16_384;

thread_local! {
    static REMEMBERED: RefCell<HashMap<(Algorithm, String), String>> = RefCell::new(HashMap::new());
}

impl LanguageStemmer {
    /// The stemmer of a primary subtag, `None` if there is none or the script has no spaces.
    pub fn of(language: &str) -> Option<Self> {
        use Script::{Arabic, Armenian, Cyrillic, Devanagari, Greek, Hebrew, Latin, Other, Tamil};
        let (language, script, name) = match language {
            "ar" => ("ar", Arabic, "arabic"),
            "ca" => ("ca", Latin, "catalan"),
            "cs" => ("cs", Latin, "czech"),
            "da" => ("da", Latin, "danish"),
            "de" => ("de", Latin, "german"),
            "el" => ("el", Greek, "greek"),
            "en" => ("en", Latin, "english"),
            "eo" => ("eo", Latin, "esperanto"),
            "es" => ("es", Latin, "spanish"),
            "et" => ("et", Latin, "estonian"),
            "eu" => ("eu", Latin, "basque"),
            "fi" => ("fi", Latin, "finnish"),
            "fr" => ("fr", Latin, "french"),
            "ga" => ("ga", Latin, "irish"),
            "he" => ("he", Hebrew, "hebrew"),
            "hi" => ("hi", Devanagari, "hindi"),
            "hu" => ("hu", Latin, "hungarian"),
            "hy" => ("hy", Armenian, "armenian"),
            "id" => ("id", Latin, "indonesian"),
            "it" => ("it", Latin, "italian"),
            "lt" => ("lt", Latin, "lithuanian"),
            "ne" => ("ne", Devanagari, "nepali"),
            "nl" => ("nl", Latin, "dutch"),
            "nb" | "nn" | "no" => ("no", Latin, "norwegian"),
            "pl" => ("pl", Latin, "polish"),
            "pt" => ("pt", Latin, "portuguese"),
            "ro" => ("ro", Latin, "romanian"),
            "ru" => ("ru", Cyrillic, "russian"),
            "sv" => ("sv", Latin, "swedish"),
            "ta" => ("ta", Tamil, "tamil"),
            "tr" => ("tr", Latin, "turkish"),
            "yi" => ("yi", Other, "yiddish"),
            _ => return None,
        };
        let stemmer = Stemmer::try_from_name(name).ok()?;
        Some(Self { language, script, stemmer })
    }

    /// Whether it stems a unit that begins with the folded `character`.
    pub fn reads(&self, character: char) -> bool {
        script_of(character) == Some(self.script)
    }

    /// Appends the folded stem of `written`, a word in lower case with its accents.
    /// A word with digits is its own stem.
    pub fn push_stem(&self, written: &str, stem: &mut String) {
        if written.contains(|character: char| character.is_numeric()) {
            return stem.push_str(&fold_str(written));
        }
        REMEMBERED.with_borrow_mut(|remembered| {
            // Looking up a borrowed pair would need a map of maps; the key is rebuilt in a
            // buffer of the thread's own instead.
            SCRATCH.with_borrow_mut(|key| {
                key.0 = self.stemmer.algorithm();
                key.1.clear();
                key.1.push_str(written);
                if let Some(known) = remembered.get(&*key) {
                    return stem.push_str(known);
                }
                if remembered.len() >= MAX_REMEMBERED {
                    remembered.clear();
                }
                let folded = fold_str(&self.stemmer.stem(written));
                stem.push_str(&folded);
                remembered.insert(key.clone(), folded);
            });
        });
    }
}

thread_local! {
    static SCRATCH: RefCell<(Algorithm, String)> = const { RefCell::new((Algorithm::English, String::new())) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems() {
        for (language, written, expected) in [
            ("en", "running", "run"),
            ("en", "k8s", "k8s"),
            ("fr", "éditions", "edit"),
            ("ru", "кластеры", "кластер"),
            ("de", "häuser", "haus"),
        ] {
            let mut stem = String::new();
            LanguageStemmer::of(language).expect("has a stemmer").push_stem(written, &mut stem);
            assert_eq!(stem, expected);
        }
        assert!(LanguageStemmer::of("zh").is_none());
    }
}
