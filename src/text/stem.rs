//! Stems of alphabetic words; the only file that knows Snowball.
//!
//! A stem is computed from the word with its accents, because that is what the
//! stemmers know, and folded afterwards, so that `éditions` and `editions` can meet.

use std::cell::RefCell;
use std::collections::HashMap;

use frostem::{Algorithm, Stemmer};

use crate::text::analyzer::Languages;
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

/// The stemmers that a page or a query is read with.
///
/// Latin words on a page in another script are mostly English: what a Chinese
/// page calls `Pod`, its reader may ask for as `pods`.
pub fn stemmers_of(languages: Languages<'_>) -> Vec<LanguageStemmer> {
    let all: Vec<&str> = match languages {
        Languages::One(language) => vec![language],
        Languages::Any(all) => all.iter().map(String::as_str).collect(),
    };
    let beside = all.iter().any(|language| is_in_other_script(language)).then_some("en");
    let beside = beside.filter(|english| !all.contains(english));
    all.iter().copied().chain(beside).filter_map(LanguageStemmer::of).collect()
}

/// Whether a language, by its primary subtag, is written in no Latin letters.
pub fn is_in_other_script(language: &str) -> bool {
    // In alphabetic order.
    const LANGUAGES: [&str; 40] = [
        "am", "ar", "be", "bg", "bn", "ckb", "el", "fa", "gu", "he", "hi", "hy", "ja", "ka", "kk", "km",
        "kn", "ko", "ky", "lo", "mk", "ml", "mn", "mr", "my", "ne", "or", "pa", "ps", "ru", "si", "ta", "te",
        "tg", "th", "ug", "uk", "ur", "yue", "zh",
    ];
    LANGUAGES.binary_search(&language).is_ok()
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

    #[test]
    fn latin_beside_another_script_is_english() {
        let check = |of: &[&str], expected: &[&str]| {
            let all: Vec<String> = of.iter().map(|language| (*language).to_owned()).collect();
            let languages = if let [one] = of { Languages::One(one) } else { Languages::Any(&all) };
            let found: Vec<&str> = stemmers_of(languages).iter().map(|stemmer| stemmer.language).collect();
            assert_eq!(found, expected, "{of:?}");
        };
        check(&["zh"], &["en"]);
        check(&["ru"], &["ru", "en"]);
        check(&["de"], &["de"]);
        check(&["vi"], &[]);
        check(&["de", "zh"], &["de", "en"]);
        check(&["en", "zh"], &["en"]);
        check(&["de", "vi"], &["de"]);
    }
}
