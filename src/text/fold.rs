//! Folding: writings that a reader would call the same become the same.
//!
//! `Ｋ８Ｓ叢集` and `k8s丛集`, `İstanbul` and `istanbul`, `résumé` and `resume`,
//! `ｶﾞ` and `ガ` meet here, before anything is cut: jieba knows `尊严`, and not
//! `尊嚴`. Every folded character remembers the bytes it came from, so that what
//! is marked is marked in the writing of the page.
//!
//! | folded | by |
//! | --- | --- |
//! | width, ligatures, `①`, `㎡` | NFKC |
//! | case, with `ß` as `ss`, `ς` as `σ` | lower case |
//! | Traditional, Japanese, variants to Simplified | OpenCC, character by character |
//! | accents of Latin, Greek, Cyrillic, Arabic, Hebrew, the nukta of Hindi | canonical decomposition |
//! | letters of Arabic and Hindi that are typed for one another | a short list |
//! | hyphens and apostrophes of typesetters | a short list |
//! | zero-width characters, soft hyphens, selectors | dropped |
//!
//! Vowel signs of Indic scripts, Thai, Khmer and Burmese are letters and stay, as
//! do the voicing marks of kana, and hiragana is not katakana.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use crate::text::han_forms;
use crate::text::script::{Class, Script, class_of, script_of};

/// One folded character and where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoldedChar {
    /// The folded character.
    pub character: char,
    /// Where it starts in [`FoldedText::text`], in bytes.
    pub start: u32,
    /// Where the original starts, in bytes.
    pub original_start: u32,
    /// Where the original ends, in bytes.
    pub original_end: u32,
}

/// A folded text with a map back to the original.
///
/// | original | folded | original bytes |
/// | --- | --- | --- |
/// | `後` | `后` | 0..3 |
/// | `ｶﾞ` | `ガ` | 3..9 |
/// | `ß` | `s`, `s` | 9..11 both |
#[derive(Debug, Default, Clone)]
pub struct FoldedText {
    text: String,
    chars: Vec<FoldedChar>,
}

/// The longest run of a letter and its marks that is composed as one, in
/// characters: as in Unicode's stream-safe format. More are nobody's writing.
const MAX_CLUSTER_CHARS: usize = 32;

impl FoldedText {
    /// Folds `text`, of less than 4 GiB.
    pub fn new(text: &str) -> Self {
        let mut folded = Self::default();
        folded.fill(text);
        folded
    }

    /// Folds another `text`, keeping the memory.
    pub fn fill(&mut self, text: &str) {
        self.text.clear();
        self.chars.clear();
        self.text.reserve(text.len());
        // Where the last character that marks could join starts: in `text`, and in `self.chars`.
        let mut cluster: Option<(usize, usize)> = None;
        let mut cluster_chars = 0;
        let mut offset = 0;
        while let Some(character) = text[offset..].chars().next() {
            let n_ascii = text.as_bytes()[offset..].iter().take_while(|byte| byte.is_ascii()).count();
            if let Some(last) = n_ascii.checked_sub(1) {
                self.push_ascii(&text[offset..offset + n_ascii], offset);
                cluster = Some((offset + last, self.chars.len() - 1));
                cluster_chars = 1;
                offset += n_ascii;
                continue;
            }
            let end = offset + character.len_utf8();
            if let Some((start, n_chars)) = cluster
                && cluster_chars < MAX_CLUSTER_CHARS
                && continues_cluster(character)
            {
                // Once more from its start, now that it is known to be longer.
                cluster_chars += 1;
                self.truncate(n_chars);
                self.push_cluster(text, start..end);
            } else {
                cluster = Some((offset, self.chars.len()));
                cluster_chars = 1;
                if let Some(folded) = fold_common(character) {
                    self.push(folded, offset..end);
                } else {
                    self.push_character(character, offset..end);
                }
            }
            offset = end;
        }
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The folded characters, in order.
    pub fn chars(&self) -> &[FoldedChar] {
        &self.chars
    }

    /// The folded text of a range of [`chars`](Self::chars).
    pub fn slice(&self, chars: Range<usize>) -> &str {
        &self.text[self.offset(chars.start)..self.offset(chars.end)]
    }

    /// The bytes of the original that a non-empty range of [`chars`](Self::chars) came from.
    pub fn original_range(&self, chars: Range<usize>) -> Range<usize> {
        let (first, last) = (&self.chars[chars.start], &self.chars[chars.end - 1]);
        first.original_start as usize..last.original_end as usize
    }

    fn offset(&self, char_index: usize) -> usize {
        self.chars.get(char_index).map_or(self.text.len(), |folded| folded.start as usize)
    }

    fn truncate(&mut self, n_chars: usize) {
        let len_bytes = self.offset(n_chars);
        self.text.truncate(len_bytes);
        self.chars.truncate(n_chars);
    }

    /// Adds a run of ASCII, which begins at `offset` of the original.
    fn push_ascii(&mut self, run: &str, offset: usize) {
        let start = self.text.len();
        self.text.push_str(run);
        self.text[start..].make_ascii_lowercase();
        self.chars.extend(run.bytes().enumerate().map(|(at, byte)| FoldedChar {
            character: char::from(byte.to_ascii_lowercase()),
            start: (start + at) as u32,
            original_start: (offset + at) as u32,
            original_end: (offset + at + 1) as u32,
        }));
    }

    #[inline]
    fn push(&mut self, character: char, original: Range<usize>) {
        self.chars.push(FoldedChar {
            character,
            start: self.text.len() as u32,
            original_start: original.start as u32,
            original_end: original.end as u32,
        });
        self.text.push(character);
    }

    /// Adds one character that no mark follows.
    fn push_character(&mut self, character: char, original: Range<usize>) {
        if is_dropped(character) {
            return;
        }
        for composed in std::iter::once(character).nfkc() {
            fold_composed(composed, |folded| self.push(folded, original.clone()));
        }
    }

    /// Adds a character with the marks that follow it.
    fn push_cluster(&mut self, text: &str, original: Range<usize>) {
        let cluster = &text[original.clone()];
        let kept = || cluster.chars().filter(|character| !is_dropped(*character));
        if kept().eq(kept().nfkc()) {
            // Nothing composes, as in Thai: each keeps its own place.
            for (offset, character) in cluster.char_indices() {
                let start = original.start + offset;
                if !is_dropped(character) {
                    fold_composed(character, |folded| self.push(folded, start..start + character.len_utf8()));
                }
            }
        } else {
            for composed in kept().nfkc() {
                fold_composed(composed, |folded| self.push(folded, original.clone()));
            }
        }
    }
}

/// Folds a text without a map.
pub fn fold_str(text: &str) -> String {
    FoldedText::new(text).text
}

/// Folds a text to its letters, digits and vowel signs: two titles with one key
/// are one title, whatever their punctuation.
///
/// `Kubernetes（K8s）：滾動更新！` has `kubernetesk8s滚动更新`.
pub fn fold_key(text: &str) -> String {
    let mut key = fold_str(text);
    key.retain(|folded| matches!(class_of(folded), Class::Word | Class::Single(_)));
    key
}

/// Writes `text` in lower case NFKC with its accents, without what folding drops: the form
/// that stemmers know, and that tells `résumé` from `resume`. Appends to `written`.
pub fn push_written(text: &str, written: &mut String) {
    let kept = text.chars().filter(|character| !is_dropped(*character));
    written.extend(kept.nfkc().map(typeset_as_typed).flat_map(char::to_lowercase).nfc());
}

/// Folds the characters that nearly all texts consist of; `None` for the others.
#[inline]
fn fold_common(character: char) -> Option<char> {
    match character {
        '\0'..='\x7F' => Some(character.to_ascii_lowercase()),
        '\u{4E00}'..='\u{9FFF}' => Some(han_forms::fold(character)),
        // CJK punctuation, kana and Hangul syllables fold to themselves.
        '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30A0}'..='\u{30FE}' => Some(character),
        '\u{AC00}'..='\u{D7A3}' => Some(character),
        // Most of Cyrillic; the rest has accents.
        'а'..='и' | 'к'..='я' => Some(character),
        'А'..='И' | 'К'..='Я' => char::from_u32(character as u32 + 0x20),
        // Full-width ASCII.
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(character as u32 - 0xFEE0).map(|narrow| narrow.to_ascii_lowercase())
        }
        _ => None,
    }
}

/// Folds a character of a text in NFKC.
fn fold_composed(composed: char, mut push: impl FnMut(char)) {
    if let Some(folded) = fold_common(composed) {
        return push(folded);
    }
    for lower in typeset_as_typed(composed).to_lowercase() {
        match script_of(lower) {
            Some(Script::Han) => push(han_forms::fold(lower)),
            Some(
                Script::Latin
                | Script::Greek
                | Script::Cyrillic
                | Script::Arabic
                | Script::Hebrew
                | Script::Armenian,
            ) => decompose_canonical(lower, |part| {
                if !is_accent(part) && !is_dropped(part) {
                    push_without_stroke(part, &mut push);
                }
            }),
            _ if is_accent(lower) || is_dropped(lower) => {}
            // Chandrabindu and anusvara of Devanagari, as in Lucene's `HindiNormalizer`.
            _ if lower == '\u{0901}' => push('\u{0902}'),
            _ => push(lower),
        }
    }
}

/// Folds the letters whose accent is part of them, which Unicode does not take
/// apart, and letters of Arabic as search engines do (after Lucene's
/// `ArabicNormalizer` and `PersianNormalizer`).
fn push_without_stroke(letter: char, push: &mut impl FnMut(char)) {
    let plain = match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'ς' => "σ",
        'և' => "եւ",
        // Typed for one another in Arabic, Persian and Urdu, as keyboards have them.
        'ى' | 'ی' => "ي",
        'ة' | 'ہ' | 'ۃ' => "ه",
        'ک' => "ك",
        other => return push(other),
    };
    plain.chars().for_each(push);
}

/// Replaces the hyphens and apostrophes of typesetters by those of keyboards.
fn typeset_as_typed(character: char) -> char {
    match character {
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{FE63}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{02B9}' => '\'',
        other => other,
    }
}

/// Whether `mark` is an accent of a script that is read without: not the vowel
/// signs of Asia, which are letters.
fn is_accent(mark: char) -> bool {
    is_combining_mark(mark)
        && matches!(
            mark,
            '\u{0300}'..='\u{036F}'       // Latin, Greek, Cyrillic
            | '\u{0483}'..='\u{0489}'     // Cyrillic
            | '\u{0591}'..='\u{05C7}'     // Hebrew points
            | '\u{0610}'..='\u{061A}'
            | '\u{064B}'..='\u{065F}'     // Arabic harakat
            | '\u{0670}'
            | '\u{06D6}'..='\u{06ED}'
            | '\u{08D3}'..='\u{08FF}'
            | '\u{093C}'                  // nukta of Devanagari, left out as often as written
            | '\u{1AB0}'..='\u{1AFF}'
            | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}'
            | '\u{2DE0}'..='\u{2DFF}'
            | '\u{302A}'..='\u{302F}'     // tones of Middle Chinese and Korean
            | '\u{A66F}'..='\u{A67D}'
            | '\u{FE20}'..='\u{FE2F}'
        )
}

/// Whether nobody sees `character`: it joins, breaks, directs or selects a glyph.
fn is_dropped(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{0640}' // tatweel stretches a word
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{E0000}'..='\u{E01EF}'
    )
}

/// Whether `character` may be composed with the one before.
#[inline]
fn continues_cluster(character: char) -> bool {
    // Nothing below U+0300 does but the soft hyphen, which is dropped, nor do Han and kana.
    if character < '\u{300}' || matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}') {
        return character == '\u{AD}';
    }
    matches!(character, '\u{FF9E}' | '\u{FF9F}' | '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FB}' | '\u{FFA0}'..='\u{FFDC}')
        || is_combining_mark(character)
        || is_dropped(character)
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
