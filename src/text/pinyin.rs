//! Chinese by its sound; the only file that knows the pinyin tables.
//!
//! A reader without a Chinese keyboard types `gundonggengxin` or `gdgx` for
//! `滚动更新`, and one with it picks the wrong homophone. Both are rescues: sound
//! says little, so that a match by sound never stands above a plain one.

use std::ops::Range;
use std::sync::OnceLock;

use pinyin::ToPinyinMulti;

/// Which crate and version the readings come from. Syllable numbers are stable for one value of it.
pub const TABLES: &str = "pinyin-0.11.0";

/// The longest Latin text that is read as pinyin, in letters.
const MAX_LETTERS: usize = 48;

/// The most readings of one typed text.
pub const MAX_PATTERNS: usize = 16;

/// The number of a syllable without tone, in alphabetic order, so that all
/// syllables with one beginning are one range of numbers. `ü` is written `v`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Syllable(pub u16);

impl Syllable {
    /// Its letters: `gun`, `lv`.
    pub fn as_str(self) -> &'static str {
        table().syllables.get(self.0 as usize).map_or("", String::as_str)
    }

    /// Its first letter: `g`.
    pub fn first_letter(self) -> char {
        self.as_str().chars().next().unwrap_or_default()
    }
}

/// How much of a syllable was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoundKind {
    /// All of it: `gun`.
    Whole,
    /// Its beginning, at the end of what was typed: `ge` of `geng`.
    Unfinished,
    /// Its initial: `g`, `zh`.
    Initial,
}

/// What one character must sound like: one of a range of syllables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// How much was typed.
    pub kind: SoundKind,
    /// The syllables that fit, by number; never empty.
    pub syllables: Range<u16>,
}

impl Sound {
    /// Whether a character with these readings sounds so.
    pub fn matches(&self, readings: &[Syllable]) -> bool {
        readings.iter().any(|syllable| self.syllables.contains(&syllable.0))
    }
}

/// One way to read what was typed: a sound for each character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// In order of the characters; never empty.
    pub sounds: Vec<Sound>,
}

impl Pattern {
    /// Whether the characters from `start` on sound so; `readings` has an entry
    /// for each character of a text, as of [`syllables_of`].
    pub fn matches_at(&self, readings: &[&[Syllable]], start: usize) -> bool {
        let Some(here) = readings.get(start..start + self.sounds.len()) else { return false };
        self.sounds.iter().zip(here).all(|(sound, readings)| sound.matches(readings))
    }

    /// Whether `word` sounds so from its first character on; it may go on.
    pub fn begins(&self, word: &str) -> bool {
        let mut characters = word.chars();
        self.sounds
            .iter()
            .all(|sound| characters.next().is_some_and(|character| sound.matches(syllables_of(character))))
    }

    /// Whether any sound is only an initial, which says much less than a syllable.
    pub fn has_initials(&self) -> bool {
        self.sounds.iter().any(|sound| sound.kind == SoundKind::Initial)
    }
}

/// Lists the readings of a folded character without tones, the usual one first;
/// empty for anything but an ideograph.
pub fn syllables_of(character: char) -> &'static [Syllable] {
    let table = table();
    let Some(index) = (character as u32).checked_sub(FIRST).map(|index| index as usize) else { return &[] };
    match (table.starts.get(index), table.starts.get(index + 1)) {
        (Some(start), Some(end)) => &table.readings[*start as usize..*end as usize],
        _ => &[],
    }
}

/// Whether two different texts of equally many characters can be read alike:
/// `滚东` and `滚动`. Characters without a reading must be the same.
pub fn same_sound(one: &str, other: &str) -> bool {
    one != other
        && one.chars().count() == other.chars().count()
        && one.chars().zip(other.chars()).all(|(one, other)| {
            one == other || syllables_of(one).iter().any(|syllable| syllables_of(other).contains(syllable))
        })
}

/// Reads typed Latin letters as pinyin: the likeliest reading first, at most
/// [`MAX_PATTERNS`]; empty if it cannot be pinyin.
///
/// Whole syllables are likelier than initials, few are likelier than many.
/// Apostrophes, hyphens and spaces part syllables; tone marks are ignored.
///
/// | typed | readings |
/// | --- | --- |
/// | `gundong` | gun-dong |
/// | `gundongge` | gun-dong-ge, gun-dong-ge… |
/// | `gdgx` | g…-d…-g…-x… |
/// | `xi'an` | xi-an |
/// | `xian` | xian, xian…, xi-an, xi-an… |
pub fn parse_latin(typed: &str) -> Vec<Pattern> {
    let Some(letters) = Letters::of(typed) else { return Vec::new() };
    let n_letters = letters.ascii.len();
    // The best readings up to each letter, as (cost, sounds).
    let mut readings: Vec<Vec<(u32, Vec<Sound>)>> = vec![Vec::new(); n_letters + 1];
    readings[0].push((0, Vec::new()));
    for start in 0..n_letters {
        readings[start].sort_by_key(|(cost, _)| *cost);
        readings[start].truncate(MAX_PATTERNS);
        let so_far = std::mem::take(&mut readings[start]);
        if so_far.is_empty() {
            continue;
        }
        let longest = letters.next_border(start).min(start + MAX_SYLLABLE_LETTERS);
        for end in (start + 1..=longest).rev() {
            for (cost, sound) in sounds_of(&letters.ascii[start..end], end == n_letters) {
                for (cost_before, sounds) in &so_far {
                    let sounds = sounds.iter().cloned().chain([sound.clone()]).collect();
                    readings[end].push((cost_before + cost, sounds));
                }
            }
        }
    }
    let mut whole = std::mem::take(&mut readings[n_letters]);
    whole.sort_by_key(|(cost, _)| *cost);
    whole.truncate(MAX_PATTERNS);
    let best = whole.first().map_or(0, |(cost, _)| *cost);
    // Much worse readings than the best are noise: `gundong` is not g-u-n-d….
    whole.retain(|(cost, _)| *cost <= best + COST_INITIAL);
    whole.into_iter().map(|(_, sounds)| Pattern { sounds }).collect()
}

/// What readings cost, in no unit but their relation: a reading is a sum over its
/// sounds, so that two whole syllables are likelier than three, and three than one
/// initial more.
const COST_WHOLE: u32 = 10;
const COST_UNFINISHED: u32 = 12;
const COST_INITIAL: u32 = 25;

/// As in `zhuang`.
const MAX_SYLLABLE_LETTERS: usize = 6;

/// The sounds that `letters` may be, with their costs.
fn sounds_of(letters: &str, is_last: bool) -> impl Iterator<Item = (u32, Sound)> {
    let syllables = &table().syllables;
    let first = syllables.partition_point(|syllable| syllable.as_str() < letters) as u16;
    let n_with_beginning =
        syllables[first as usize..].iter().take_while(|syllable| syllable.starts_with(letters)).count()
            as u16;
    let beginning = first..first + n_with_beginning;
    let is_whole = syllables.get(first as usize).is_some_and(|syllable| syllable == letters);
    let is_initial = letters.len() == 1 || matches!(letters, "zh" | "ch" | "sh");
    let n_longer = n_with_beginning - u16::from(is_whole);
    let whole = is_whole.then(|| (COST_WHOLE, Sound { kind: SoundKind::Whole, syllables: first..first + 1 }));
    let unfinished = (is_last && !is_initial && n_longer > 0).then(|| {
        // A syllable that is whole may go on as well: `xian` to `xiang`.
        let cost = if is_whole { COST_WHOLE + 1 } else { COST_UNFINISHED };
        (cost, Sound { kind: SoundKind::Unfinished, syllables: beginning.clone() })
    });
    let initial = (is_initial && n_longer > 0)
        .then(|| (COST_INITIAL, Sound { kind: SoundKind::Initial, syllables: beginning.clone() }));
    [unfinished, whole, initial].into_iter().flatten()
}

/// What was typed, as the letters `a` to `z` and where syllables must end.
struct Letters {
    ascii: String,
    /// In letters, ascending; the end is the last.
    borders: Vec<usize>,
}

impl Letters {
    fn of(typed: &str) -> Option<Self> {
        use unicode_normalization::UnicodeNormalization;
        let mut letters = Self { ascii: String::new(), borders: Vec::new() };
        for character in typed.nfkd().take(4 * MAX_LETTERS) {
            match character {
                'a'..='z' => letters.ascii.push(character),
                'A'..='Z' => letters.ascii.push(character.to_ascii_lowercase()),
                // The dots of ü make a v of the u before; other marks are tones.
                '\u{308}' if letters.ascii.ends_with('u') => {
                    letters.ascii.pop();
                    letters.ascii.push('v');
                }
                '\u{300}'..='\u{304}' | '\u{30C}' => {}
                '\'' | '\u{2019}' | '-' | ' ' => letters.borders.push(letters.ascii.len()),
                _ => return None,
            }
        }
        letters.borders.push(letters.ascii.len());
        (1..=MAX_LETTERS).contains(&letters.ascii.len()).then_some(letters)
    }

    /// The first border after `start`.
    fn next_border(&self, start: usize) -> usize {
        let next = self.borders.iter().find(|border| **border > start);
        next.copied().unwrap_or(self.ascii.len())
    }
}

/// The ideographs that have readings here, extension A included.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// The readings of all ideographs, made of the crate's once.
struct Table {
    /// Sorted.
    syllables: Vec<String>,
    /// Where the readings of each ideograph start in `readings`, and where the last end.
    starts: Vec<u32>,
    readings: Vec<Syllable>,
}

impl Table {
    fn load() -> Self {
        let mut spelled: Vec<Vec<String>> = Vec::new();
        for character in (FIRST..=LAST).filter_map(char::from_u32) {
            let mut spellings = Vec::new();
            for reading in character.to_pinyin_multi().into_iter().flatten() {
                let spelling = reading.plain().replace('ü', "v");
                // The tables have interjections such as `hng`, which nobody types.
                let has_vowel = spelling.contains(['a', 'e', 'i', 'o', 'u', 'v']);
                let is_typable = spelling.bytes().all(|letter| letter.is_ascii_lowercase());
                if has_vowel && is_typable && !spellings.contains(&spelling) {
                    spellings.push(spelling);
                }
            }
            spelled.push(spellings);
        }
        let mut syllables: Vec<String> = spelled.iter().flatten().cloned().collect();
        syllables.sort_unstable();
        syllables.dedup();
        let (mut starts, mut readings) = (Vec::with_capacity(spelled.len() + 1), Vec::new());
        for spellings in &spelled {
            starts.push(readings.len() as u32);
            let numbers = spellings.iter().filter_map(|spelling| syllables.binary_search(spelling).ok());
            readings.extend(numbers.map(|number| Syllable(number as u16)));
        }
        starts.push(readings.len() as u32);
        Self { syllables, starts, readings }
    }
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(Table::load)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings_of(text: &str) -> Vec<&'static [Syllable]> {
        text.chars().map(syllables_of).collect()
    }

    /// Shows the readings of `typed`: `…` follows what is unfinished.
    fn shown(typed: &str) -> Vec<String> {
        let show = |sound: &Sound| match sound.kind {
            SoundKind::Whole => Syllable(sound.syllables.start).as_str().to_owned(),
            _ => {
                let (first, last) = (Syllable(sound.syllables.start), Syllable(sound.syllables.end - 1));
                let common = first.as_str().bytes().zip(last.as_str().bytes()).take_while(|(a, b)| a == b);
                format!("{}…", &first.as_str()[..common.count()])
            }
        };
        let show_all = |pattern: Pattern| pattern.sounds.iter().map(show).collect::<Vec<_>>().join("-");
        parse_latin(typed).into_iter().map(show_all).collect()
    }

    #[track_caller]
    fn check(typed: &str, text: &str) {
        let patterns = parse_latin(typed);
        assert!(patterns.len() <= MAX_PATTERNS);
        assert!(patterns.iter().any(|pattern| pattern.begins(text)), "{typed}: {:?}", shown(typed));
    }

    #[test]
    fn typed_sounds_find_their_text() {
        for typed in
            ["gundonggengxin", "gundong", "gundongge", "gundongg", "gdgx", "gdgengxin", "gun'dong", "g"]
        {
            check(typed, "滚动更新");
        }
        check("xi'an", "西安");
        check("xian", "西安");
        check("xian", "先");
        check("lvse", "绿色");
        check("lüse", "绿色");
        check("lǜ", "绿");
        check("nǚxìng", "女性");
        check("chongqing", "重庆");
        check("zhongyao", "重要");
        check("zhgrm", "中国人民");
        check("yun yuan sheng", "云原生");
        check("GunDong", "滚动");
    }

    #[test]
    fn the_likeliest_reading_is_first() {
        assert_eq!(shown("gundong")[0], "gun-dong");
        assert_eq!(shown("xian")[..3], ["xian", "xian…", "xi-an"]);
        assert_eq!(shown("xi'an")[..2], ["xi-an", "xi-an…"]);
        assert_eq!(shown("gdgx"), ["g…-d…-g…-x…"]);
    }

    #[test]
    fn what_is_not_pinyin_has_no_reading() {
        for typed in ["", "v1", "滚动", "iii", "vpn", "a.b", "via"] {
            assert_eq!(shown(typed), Vec::<String>::new(), "{typed}");
        }
        assert_eq!(parse_latin(&"a".repeat(10_000)), []);
        parse_latin(&"xianganga".repeat(5));
    }

    #[test]
    fn patterns_match_anywhere() {
        let readings = readings_of("在滚动更新");
        let pattern = &parse_latin("gdgx")[0];
        assert!(pattern.matches_at(&readings, 1));
        assert!(!pattern.matches_at(&readings, 0));
        assert!(!pattern.matches_at(&readings, 2));
        assert!(pattern.has_initials());
    }

    #[test]
    fn homophones() {
        assert!(same_sound("滚动", "滚东"));
        assert!(same_sound("集群", "急群"));
        assert!(!same_sound("滚动", "滚动"));
        assert!(!same_sound("滚动", "更新"));
        assert!(!same_sound("滚动", "滚"));
        assert!(!same_sound("滚a", "滚b"));
    }

    #[test]
    fn readings() {
        let spelled = |character| -> Vec<&str> {
            syllables_of(character).iter().map(|syllable| syllable.as_str()).collect()
        };
        assert_eq!(spelled('滚'), ["gun"]);
        assert!(spelled('重').contains(&"zhong") && spelled('重').contains(&"chong"));
        assert_eq!(spelled('女')[0], "nv");
        assert!(spelled('a').is_empty());
        assert!(spelled('\u{A000}').is_empty());
        assert_eq!(syllables_of('滚')[0].first_letter(), 'g');
    }
}
