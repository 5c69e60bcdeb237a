//! What a title is compared by while it is being typed: its letters, folded, and
//! where a reader may begin to type it.
//!
//! | text | key | may begin at |
//! | --- | --- | --- |
//! | `Kubernetes（K8s）叢集` | `kubernetes k8s丛集` | `kubernetes`, `k8s`, `丛`, `集` |
//! | `kube-apiserver` | `kube apiserver` | `kube`, `apiserver` |
//! | `PersistentVolume` | `persistentvolume` | `persistent`, `volume` |
//! | `C++` | `c++` | `c` |

use std::ops::Range;

use crate::text::fold::FoldedText;
use crate::text::script::{Class, class_of};

/// How much of a text is compared, in characters: far more than anybody types
/// of it, and a bound on what sorting costs.
pub const MAX_KEY_CHARS: usize = 160;

/// A text as it is compared, with the way back to its own writing.
#[derive(Debug, Default)]
pub struct Key {
    text: String,
    chars: Vec<KeyChar>,
}

/// One character of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
struct KeyChar {
    /// In bytes of the key.
    start: usize,
    /// In bytes of the original; empty for the space between two words.
    original: Range<usize>,
    is_begin: bool,
}

impl Key {
    /// Makes the key of `text`; empty if it has no letter and no digit.
    pub fn of(text: &str) -> Self {
        let mut key = Self::default();
        let folded = FoldedText::new(text);
        each_char(&folded, text, |character, is_begin, original| {
            key.chars.push(KeyChar { start: key.text.len(), original, is_begin });
            key.text.push(character);
        });
        key
    }

    /// The folded letters.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where `needle` stands, as bytes of the original: where a word begins if it
    /// stands there, else anywhere. `None` if it is not there.
    pub fn find(&self, needle: &str) -> Option<Range<usize>> {
        let all = || self.text.match_indices(needle).filter_map(|(start, _)| self.original(start, needle));
        if needle.is_empty() {
            return None;
        }
        let begun = all().find(|(is_begin, _)| *is_begin);
        begun.or_else(|| all().next()).map(|(_, original)| original)
    }

    /// Where the original of `last`, which the key ends with, starts, in bytes.
    pub fn last_start(&self, last: &str) -> Option<usize> {
        let start = self.text.len().checked_sub(last.len())?;
        self.original(start, last).map(|(_, original)| original.start)
    }

    /// Where `word` stands whole: from where one begins to where one ends.
    pub fn find_word(&self, word: &str) -> Option<Range<usize>> {
        if word.is_empty() {
            return None;
        }
        self.text.match_indices(word).find_map(|(start, _)| {
            let (is_begin, original) = self.original(start, word)?;
            let after = self.chars.binary_search_by_key(&(start + word.len()), |char| char.start);
            let is_end = after.is_err() || after.is_ok_and(|at| self.chars[at].is_begin || self.is_gap(at));
            (is_begin && is_end).then_some(original)
        })
    }

    fn is_gap(&self, at: usize) -> bool {
        self.chars[at].original.is_empty()
    }

    fn original(&self, start: usize, needle: &str) -> Option<(bool, Range<usize>)> {
        let end = start + needle.len();
        let first = self.chars.partition_point(|char| char.start < start);
        let last = self.chars.partition_point(|char| char.start < end).checked_sub(1)?;
        let (first, last) = (self.chars.get(first)?, self.chars.get(last)?);
        Some((first.is_begin, first.original.start..last.original.end))
    }
}

/// Appends the key of a text to `keys`, and calls `begin` with each byte of
/// `keys` at which a word of it begins.
pub fn push_key(folded: &FoldedText, text: &str, keys: &mut String, mut begin: impl FnMut(usize)) {
    each_char(folded, text, |character, is_begin, _| {
        if is_begin {
            begin(keys.len());
        }
        keys.push(character);
    });
}

/// Calls `visit` with each character of the key of `text`: the character, whether
/// a word or a part of one begins there, and where it stands in `text`.
fn each_char(folded: &FoldedText, text: &str, mut visit: impl FnMut(char, bool, Range<usize>)) {
    let mut previous: Option<(char, Class, bool)> = None;
    let mut has_gap = false;
    let mut n_chars = 0;
    for (at, folded_char) in folded.chars().iter().enumerate() {
        let character = folded_char.character;
        let class = class_of(character);
        // `C++` and `C#` are names; elsewhere these are punctuation.
        let is_symbol = "+#".contains(character) && previous.is_some() && !has_gap;
        if matches!(class, Class::Space | Class::Mark) && !is_symbol {
            has_gap = true;
            continue;
        }
        n_chars += 1;
        if n_chars > MAX_KEY_CHARS {
            return;
        }
        let original = folded.original_range(at..at + 1);
        let is_upper = text[original.start..].chars().next().is_some_and(char::is_uppercase);
        let is_single = |class| matches!(class, Class::Single(_));
        let is_begin = match previous {
            _ if is_symbol => false,
            None => true,
            Some((before, class_before, was_upper)) => {
                let changes_kind = before.is_numeric() != character.is_numeric();
                is_single(class)
                    || is_single(class_before)
                    || has_gap
                    || changes_kind
                    || is_upper && !was_upper
            }
        };
        if has_gap && previous.is_some_and(|(_, before, _)| !is_single(before)) && !is_single(class) {
            visit(' ', false, original.start..original.start);
        }
        visit(character, is_begin, original);
        previous = Some((character, class, is_upper));
        has_gap = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, key: &str, begins: &[&str]) {
        let made = Key::of(text);
        assert_eq!(made.as_str(), key, "key of {text:?}");
        let starts: Vec<&str> =
            made.chars.iter().filter(|char| char.is_begin).map(|char| &key[char.start..]).collect();
        let first_letters: Vec<bool> = starts.iter().zip(begins).map(|(a, b)| a.starts_with(b)).collect();
        assert_eq!(first_letters, vec![true; begins.len()], "begins of {text:?}: {starts:?}");
        assert_eq!(starts.len(), begins.len(), "begins of {text:?}: {starts:?}");
    }

    #[test]
    fn keys() {
        check("滾動更新", "滚动更新", &["滚", "动", "更", "新"]);
        check("Kubernetes（Ｋ８Ｓ）叢集", "kubernetes k8s丛集", &["kubernetes", "k", "8", "s", "丛", "集"]);
        check("kube-apiserver", "kube apiserver", &["kube", "apiserver"]);
        check("PersistentVolumeClaim", "persistentvolumeclaim", &["persistent", "volume", "claim"]);
        check("Résumé", "resume", &["resume"]);
        check("HTTP API", "http api", &["http", "api"]);
        check("C++ 和 C#", "c++和c#", &["c", "和", "c"]);
        check("# 一", "一", &["一"]);
        check(" … ", "", &[]);
    }

    #[test]
    fn what_is_found_is_in_the_writing_of_the_text() {
        for (text, needle, found) in [
            ("有狀態服務的滾動更新", "滚动", Some("滾動")),
            ("A rolling Update", "rolling up", Some("rolling Up")),
            ("unrolling a rolling thing", "rolling", Some("rolling")),
            ("unrolling", "roll", Some("roll")),
            ("ＫＵＢＥ－apiserver", "kube a", Some("ＫＵＢＥ－a")),
            ("滚动", "更新", None),
            ("滚动", "", None),
        ] {
            let range = Key::of(text).find(needle);
            assert_eq!(range.map(|range| &text[range]), found, "{needle:?} in {text:?}");
        }
        let title = "unrolling: Rolling";
        assert_eq!(Key::of(title).find_word("rolling").map(|range| &title[range]), Some("Rolling"));
        assert_eq!(Key::of(title).find_word("roll"), None);
    }
}
