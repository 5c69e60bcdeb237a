//! What script a character is of, and what analysis does with it.
//!
//! The ranges are those of Unicode 17's blocks, because a block decides how a
//! text is cut even where Unicode calls a sign of it "common": `ー` belongs to
//! the kana around it and `々` to the Han.

use unicode_normalization::char::is_combining_mark;

/// The script of a letter, as far as analysis cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    /// Chinese characters, with `々`, `〇` and the extension planes.
    Han,
    /// Hiragana, with its marks.
    Hiragana,
    /// Katakana, with `ー`.
    Katakana,
    /// Zhuyin, as in `ㄅㄆㄇ`.
    Bopomofo,
    /// Korean syllables and letters.
    Hangul,
    /// Thai.
    Thai,
    /// Lao.
    Lao,
    /// Khmer.
    Khmer,
    /// Burmese and its neighbours.
    Myanmar,
    /// Other scripts written without spaces: Javanese, Balinese, the Tai scripts, Yi, Tangut.
    OtherUnspaced,
    /// Latin.
    Latin,
    /// Greek.
    Greek,
    /// Cyrillic.
    Cyrillic,
    /// Armenian.
    Armenian,
    /// Hebrew.
    Hebrew,
    /// Arabic.
    Arabic,
    /// Devanagari: Hindi, Nepali, Marathi.
    Devanagari,
    /// Bengali and Assamese.
    Bengali,
    /// Tamil.
    Tamil,
    /// Letters of any other script.
    Other,
}

/// What a folded character is to the analyzer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A character that is a unit of its own.
    Single(Script),
    /// A letter, digit or mark, part of a longer unit.
    Word,
    /// Whitespace.
    Space,
    /// Punctuation, a symbol, a control character.
    Mark,
}

/// Which one-character units may be paired into grams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Han, kana and Bopomofo: written without spaces, so that spaces mean nothing.
    Cjk,
    /// Any other script, where a space does separate.
    Alone(Script),
}

impl Script {
    /// Whether texts of this script have no spaces between words, so that every
    /// character is a unit.
    ///
    /// Hangul has spaces, but its particles are written onto its words, so that
    /// it is searched like the others.
    pub fn is_unspaced(self) -> bool {
        use Script::*;
        matches!(
            self,
            Han | Hiragana | Katakana | Bopomofo | Hangul | Thai | Lao | Khmer | Myanmar | OtherUnspaced
        )
    }

    /// Whether it is one of the two kana.
    pub fn is_kana(self) -> bool {
        matches!(self, Script::Hiragana | Script::Katakana)
    }

    /// Which characters it forms grams with.
    pub fn family(self) -> Family {
        use Script::*;
        match self {
            Han | Hiragana | Katakana | Bopomofo => Family::Cjk,
            other => Family::Alone(other),
        }
    }
}

/// Whether a character is of a script that is written without spaces.
pub fn is_unspaced(character: char) -> bool {
    script_of(character).is_some_and(Script::is_unspaced)
}

/// Finds the script of a letter, mark or digit; `None` for anything else and
/// for the digits that all scripts share.
pub fn script_of(character: char) -> Option<Script> {
    if character.is_ascii() {
        return character.is_ascii_alphabetic().then_some(Script::Latin);
    }
    let script = block_of(character)?;
    let is_of_script = character.is_alphanumeric() || is_combining_mark(character);
    // The iteration marks of Japanese are letters to Unicode; this is the rest.
    (is_of_script || script == Script::Han).then_some(script)
}

/// Tells what `folded` is to the analyzer.
pub fn class_of(folded: char) -> Class {
    match folded {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Word,
        '\u{4E00}'..='\u{9FFF}' => Class::Single(Script::Han),
        // Only quicker than what follows: these are most of what is not Han in Asia.
        '\u{3041}'..='\u{3096}' => Class::Single(Script::Hiragana),
        '\u{30A1}'..='\u{30FA}' => Class::Single(Script::Katakana),
        '\u{AC00}'..='\u{D7A3}' => Class::Single(Script::Hangul),
        '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{2010}'..='\u{2027}' => Class::Mark,
        '\0'..='\x7F' if folded.is_whitespace() => Class::Space,
        '\0'..='\x7F' => Class::Mark,
        _ => match script_of(folded) {
            Some(script) if script.is_unspaced() => Class::Single(script),
            Some(_) => Class::Word,
            None if folded.is_whitespace() => Class::Space,
            None if folded.is_alphanumeric() || is_combining_mark(folded) => Class::Word,
            None => Class::Mark,
        },
    }
}

/// The blocks, in order; what is between them and a letter is [`Script::Other`].
const BLOCKS: &[(u32, u32, Script)] = {
    use Script::*;
    &[
        (0x00AA, 0x02AF, Latin),
        (0x0370, 0x03FF, Greek),
        (0x0400, 0x052F, Cyrillic),
        (0x0530, 0x058F, Armenian),
        (0x0590, 0x05FF, Hebrew),
        (0x0600, 0x06FF, Arabic),
        (0x0750, 0x077F, Arabic),
        (0x0870, 0x08FF, Arabic),
        (0x0900, 0x097F, Devanagari),
        (0x0980, 0x09FF, Bengali),
        (0x0B80, 0x0BFF, Tamil),
        (0x0E00, 0x0E7F, Thai),
        (0x0E80, 0x0EFF, Lao),
        (0x1000, 0x109F, Myanmar),
        (0x1100, 0x11FF, Hangul),
        (0x1780, 0x17FF, Khmer),
        (0x1950, 0x19DF, OtherUnspaced),
        (0x19E0, 0x19FF, Khmer),
        (0x1A20, 0x1AAF, OtherUnspaced),
        (0x1B00, 0x1B7F, OtherUnspaced),
        (0x1C80, 0x1C8F, Cyrillic),
        (0x1D00, 0x1D7F, Latin),
        (0x1E00, 0x1EFF, Latin),
        (0x1F00, 0x1FFF, Greek),
        (0x2C60, 0x2C7F, Latin),
        (0x2DE0, 0x2DFF, Cyrillic),
        (0x2E80, 0x2FDF, Han),
        (0x3005, 0x3007, Han),
        (0x3021, 0x3029, Han),
        (0x3031, 0x3035, Hiragana),
        (0x3038, 0x303B, Han),
        (0x3041, 0x309F, Hiragana),
        (0x30A1, 0x30FF, Katakana),
        (0x3105, 0x312F, Bopomofo),
        (0x3131, 0x318E, Hangul),
        (0x31A0, 0x31BF, Bopomofo),
        (0x31F0, 0x31FF, Katakana),
        (0x3400, 0x4DBF, Han),
        (0x4E00, 0x9FFF, Han),
        (0xA000, 0xA4CF, OtherUnspaced),
        (0xA640, 0xA69F, Cyrillic),
        (0xA722, 0xA7FF, Latin),
        (0xA8E0, 0xA8FF, Devanagari),
        (0xA960, 0xA97F, Hangul),
        (0xA980, 0xA9DF, OtherUnspaced),
        (0xA9E0, 0xA9FF, Myanmar),
        (0xAA60, 0xAA7F, Myanmar),
        (0xAA80, 0xAADF, OtherUnspaced),
        (0xAB30, 0xAB6F, Latin),
        (0xAC00, 0xD7FF, Hangul),
        (0xF900, 0xFAFF, Han),
        (0xFB00, 0xFB06, Latin),
        (0xFB1D, 0xFB4F, Hebrew),
        (0xFB50, 0xFDFF, Arabic),
        (0xFE70, 0xFEFC, Arabic),
        (0xFF21, 0xFF3A, Latin),
        (0xFF41, 0xFF5A, Latin),
        (0xFF66, 0xFF9F, Katakana),
        (0xFFA0, 0xFFDC, Hangul),
        (0x16FE0, 0x18DFF, OtherUnspaced),
        (0x1AFF0, 0x1AFFF, Katakana),
        (0x1B000, 0x1B16F, Hiragana),
        (0x20000, 0x3FFFD, Han),
    ]
};

fn block_of(character: char) -> Option<Script> {
    let code = character as u32;
    let after = BLOCKS.partition_point(|&(first, _, _)| first <= code);
    match after.checked_sub(1).map(|index| BLOCKS[index]) {
        Some((_, last, script)) if code <= last => Some(script),
        _ => character.is_alphabetic().then_some(Script::Other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_in_order() {
        assert!(BLOCKS.windows(2).all(|pair| pair[0].1 < pair[1].0));
        assert!(BLOCKS.iter().all(|(first, last, _)| first <= last));
    }

    #[test]
    fn scripts() {
        for (characters, expected) in [
            ("滚滾々〇𠮷㐀龥豈", Some(Script::Han)),
            ("ぁんゝ", Some(Script::Hiragana)),
            ("ァンーヽｶﾞ", Some(Script::Katakana)),
            ("가힣ㄱᄀ", Some(Script::Hangul)),
            ("กำ่๙", Some(Script::Thai)),
            ("ກ", Some(Script::Lao)),
            ("កា", Some(Script::Khmer)),
            ("ကြ", Some(Script::Myanmar)),
            ("aZéßłẞ", Some(Script::Latin)),
            ("αΩά", Some(Script::Greek)),
            ("яЙ", Some(Script::Cyrillic)),
            ("אם", Some(Script::Hebrew)),
            ("عم", Some(Script::Arabic)),
            ("हिन्", Some(Script::Devanagari)),
            ("বাং", Some(Script::Bengali)),
            ("19,。、・ 　!—·\u{200B}😀", None),
        ] {
            for character in characters.chars() {
                assert_eq!(script_of(character), expected, "{character:?}");
            }
        }
    }

    #[test]
    fn classes() {
        for (characters, expected) in [
            ("中々", Class::Single(Script::Han)),
            ("ぁん", Class::Single(Script::Hiragana)),
            ("ァンー", Class::Single(Script::Katakana)),
            ("가한", Class::Single(Script::Hangul)),
            ("่", Class::Single(Script::Thai)),
            ("az09é²हि्٣", Class::Word),
            (" \n\u{3000}\u{A0}", Class::Space),
            ("_-。、「】・·—…😀\0", Class::Mark),
        ] {
            for character in characters.chars() {
                assert_eq!(class_of(character), expected, "{character:?}");
            }
        }
    }
}
