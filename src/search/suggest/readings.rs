//! What was typed so far, and how it may be read.

use crate::search::lexicon::Lexicon;
use crate::search::query;
use crate::search::suggest::key::Key;
use crate::text::pinyin::parse_latin;
use crate::text::script::{Class, class_of};

/// One way to read what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// All of it, as a key.
    pub key: String,
    /// Its words, each as a key; what is written without spaces is one word
    /// between others.
    pub pieces: Vec<String>,
    /// The last piece as it was typed: where it starts, in bytes.
    pub last_start: usize,
    /// Whether it is what the letters sound like, not what they are.
    pub is_by_sound: bool,
}

/// How many Han words are tried for what may be pinyin.
const MAX_SOUNDS: usize = 3;

/// The most pieces that are looked at, from the end; longer queries are pasted.
const MAX_PIECES: usize = 8;

/// What was typed as it stands there; `None` if there is no letter in it.
pub fn as_typed(typed: &str) -> Option<Reading> {
    let key = Key::of(typed);
    let pieces = pieces(key.as_str());
    let last = pieces.last()?;
    let last_start = key.last_start(last)?;
    Some(Reading { key: key.as_str().to_owned(), pieces, last_start, is_by_sound: false })
}

/// What was typed with its Latin letters read as pinyin, the likeliest first.
///
/// All of it, if it is nothing but such letters, else its last piece. Whether
/// initials alone are sounds (`gdgx`) is up to the caller: they fit much.
pub fn by_sound(typed: &str, plain: &Reading, lexicon: &Lexicon, initials: Initials) -> Vec<Reading> {
    let is_latin =
        |text: &str| text.chars().all(|character| character.is_ascii_lowercase() || character == ' ');
    let (before, letters) = if is_latin(&plain.key) {
        ("", plain.key.as_str())
    } else {
        let last = plain.pieces.last().map_or("", String::as_str);
        (plain.key[..plain.key.len() - last.len()].trim_end(), last)
    };
    if !is_latin(letters) {
        return Vec::new();
    }
    let readings = parse_latin(letters);
    let has_syllables = readings.first().is_some_and(|reading| !reading.has_initials());
    if !has_syllables && initials == Initials::AreLetters {
        return Vec::new();
    }
    let last_start = if before.is_empty() { first_letter(typed) } else { plain.last_start };
    let reading = |han: String| {
        let key = format!("{before}{han}");
        let pieces = pieces(&key);
        Reading { key, pieces, last_start, is_by_sound: true }
    };
    lexicon.by_unfinished_pinyin(letters, MAX_SOUNDS).into_iter().map(reading).collect()
}

/// What single letters of a query are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Initials {
    /// The initials of syllables.
    AreSounds,
    /// Letters and nothing else.
    AreLetters,
}

/// The tag that is being typed, if one is: `kube` of `滚动 tag:kube`.
pub fn begun_tag(typed: &str) -> Option<String> {
    if typed.ends_with(char::is_whitespace) {
        return None;
    }
    let last = typed.rsplit(char::is_whitespace).next()?;
    query::parse(last).tags.into_iter().next()
}

fn first_letter(typed: &str) -> usize {
    typed.find(char::is_alphanumeric).unwrap_or(0)
}

/// Cuts a key into its words: at spaces, and where a script without spaces begins or ends.
fn pieces(key: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut last_is_single = None;
    for character in key.chars() {
        if character == ' ' {
            last_is_single = None;
            continue;
        }
        let is_single = matches!(class_of(character), Class::Single(_));
        match pieces.last_mut() {
            Some(piece) if last_is_single == Some(is_single) => piece.push(character),
            _ => pieces.push(character.to_string()),
        }
        last_is_single = Some(is_single);
    }
    pieces.drain(..pieces.len().saturating_sub(MAX_PIECES));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_is_cut_where_scripts_meet() {
        for (typed, key, cut, last) in [
            ("k8s 集", "k8s集", &["k8s", "集"][..], "集"),
            ("Ｋ８Ｓ叢集", "k8s丛集", &["k8s", "丛集"], "叢集"),
            ("rolling Up", "rolling up", &["rolling", "up"], "Up"),
            ("kube-a", "kube a", &["kube", "a"], "a"),
            ("滚动pod", "滚动pod", &["滚动", "pod"], "pod"),
        ] {
            let reading = as_typed(typed).expect("there are letters");
            assert_eq!(reading.key, key, "key of {typed:?}");
            assert_eq!(reading.pieces, cut, "pieces of {typed:?}");
            assert_eq!(&typed[reading.last_start..], last, "last of {typed:?}");
        }
        assert_eq!(as_typed(" -+ "), None);
    }

    #[test]
    fn tags_being_typed() {
        assert_eq!(begun_tag("滚动 tag:kube"), Some("kube".to_owned()));
        assert_eq!(begun_tag("tag：运"), Some("运".to_owned()));
        assert_eq!(begun_tag("tag:kube 滚动"), None);
        assert_eq!(begun_tag("tag:kube "), None);
    }
}
