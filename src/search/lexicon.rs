//! The site's own phrases and words, by sound and by letters: what a rescue may
//! turn a query into. Made from the catalog and the dictionary when first needed.

use std::collections::{HashMap, HashSet};

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use memchr::memmem;

use crate::index::schema::Area;
use crate::search::postings::Which;
use crate::search::scoring::Ground;
use crate::text::fold::fold_str;
use crate::text::pinyin::{Pattern, Sound, SoundKind, Syllable, parse_latin, syllables_of};
use crate::text::script::{Class, Script, class_of, script_of};

mod inside;

/// How much a place says that its words are the site's subjects; added up over
/// places, so that what many titles hold comes first.
const TITLE_WEIGHT: f32 = 8.0;
const TAG_WEIGHT: f32 = 6.0;
const HEADING_WEIGHT: f32 = 2.0;
const WORD_WEIGHT: f32 = 1.0;

/// From how many pages on a word of the text is one to find by its sound.
const MIN_WORD_PAGES: u32 = 3;

/// A worse reading of the same letters counts this much less, each.
const READING_DISCOUNT: f32 = 0.8;

/// Words shorter than this have too many neighbours to be taken for typos, in characters.
const MIN_TYPO_CHARS: usize = 4;

/// From this length on a word may have two wrong letters, in characters.
const MIN_TWO_TYPOS_CHARS: usize = 8;

/// A piece from the middle of a word says less than a word, so that it must be longer
/// before one of its letters may be wrong, in characters.
const MIN_INSIDE_SLIP_CHARS: usize = 6;

/// How much longer a word may be that has two letters more, in bytes.
const MAX_TYPOS_BYTES: usize = 8;

/// A word that begins like what was typed counts this much less than one that ends
/// there too: of most queries every word is finished.
const BEGUN_DISCOUNT: f32 = 0.25;

/// How many times as often another word must stand on the site for one to be a
/// slip: a rare word is mostly right, and has a frequent neighbour by chance.
const MIN_TIMES_WORD: u32 = 20;

/// Phrases and words of a site.
pub struct Lexicon {
    /// Folded characters of all phrases, each phrase ended by a space.
    characters: Vec<char>,
    /// By character: how it may be read.
    readings: Vec<&'static [Syllable]>,
    /// By character: the weight of its phrase.
    weights: Vec<f32>,
    /// By syllable: where it may be read, in order.
    by_syllable: Vec<Vec<u32>>,
    /// Alphabetic words with how often they stand, and whether in a title or heading; in order.
    words: Vec<(String, u32, bool)>,
    /// The same of words of katakana and of Hangul, which are spelled by sound too.
    syllabic_words: Vec<(String, u32, bool)>,
    /// All alphabetic words, each ended by a space, to look through at once.
    joined_words: String,
    /// By word: where it starts there, in bytes.
    starts: Vec<usize>,
    one_typo: LevenshteinAutomatonBuilder,
    two_typos: LevenshteinAutomatonBuilder,
}

impl Lexicon {
    /// Gathers the phrases of titles, tags, headings and frequent words.
    pub fn new(ground: Ground<'_>) -> Self {
        let mut phrases: HashMap<String, f32> = HashMap::new();
        let mut syllabic_words: HashMap<String, (u32, bool)> = HashMap::new();
        let mut add = |text: &str, weight: f32| {
            // Most titles of most sites have no Han: those cost nothing.
            if text.chars().any(|character| !syllables_of(character).is_empty() || character > '\u{2E7F}') {
                let phrase = fold_str(text);
                for word in syllabic_words_of(&phrase) {
                    let (frequency, is_named) = syllabic_words.entry(word.to_owned()).or_default();
                    *frequency += 1;
                    *is_named |= [TITLE_WEIGHT, TAG_WEIGHT].contains(&weight);
                }
                *phrases.entry(phrase).or_default() += weight;
            }
        };
        for page in ground.index.pages() {
            add(&page.title, TITLE_WEIGHT);
            page.tags.iter().for_each(|tag| add(tag, TAG_WEIGHT));
            page.headings.iter().for_each(|heading| add(&heading.text, HEADING_WEIGHT));
        }
        for segment in 0..ground.terms.n_segments() {
            ground.terms.each_longer(segment, Which::Bag(Area::Body), "w", usize::MAX, |term, info| {
                if info.doc_freq >= MIN_WORD_PAGES
                    && let Some(word) = std::str::from_utf8(term).ok().and_then(|term| term.strip_prefix('w'))
                {
                    add(word, WORD_WEIGHT * (info.doc_freq as f32).ln());
                }
            });
        }
        let mut lexicon = Self {
            characters: Vec::new(),
            readings: Vec::new(),
            weights: Vec::new(),
            by_syllable: Vec::new(),
            words: alphabetic_words(ground),
            syllabic_words: in_order(syllabic_words),
            joined_words: String::new(),
            starts: Vec::new(),
            one_typo: LevenshteinAutomatonBuilder::new(1, true),
            two_typos: LevenshteinAutomatonBuilder::new(2, true),
        };
        let mut phrases: Vec<(String, f32)> = phrases.into_iter().collect();
        phrases.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (phrase, weight) in phrases {
            for character in phrase.chars().chain([' ']) {
                lexicon.push(character, weight);
            }
        }
        for (word, ..) in &lexicon.words {
            lexicon.starts.push(lexicon.joined_words.len());
            lexicon.joined_words.push_str(word);
            lexicon.joined_words.push(' ');
        }
        lexicon
    }

    fn push(&mut self, character: char, weight: f32) {
        let readings = syllables_of(character);
        let at = self.characters.len() as u32;
        for &Syllable(number) in readings {
            let number = usize::from(number);
            if self.by_syllable.len() <= number {
                self.by_syllable.resize_with(number + 1, Vec::new);
            }
            self.by_syllable[number].push(at);
        }
        self.characters.push(character);
        self.readings.push(readings);
        self.weights.push(weight);
    }

    /// What typed Latin letters may stand for, the likeliest first; at most `limit`.
    pub fn by_pinyin(&self, typed: &str, limit: usize) -> Vec<String> {
        // One letter or one syllable of one character says nothing.
        self.by_pinyin_from(typed, 2, limit)
    }

    /// As [`by_pinyin`](Self::by_pinyin), of text that is still being typed: one
    /// syllable may be the beginning of more.
    pub fn by_unfinished_pinyin(&self, typed: &str, limit: usize) -> Vec<String> {
        let found = self.by_pinyin(typed, limit);
        if found.is_empty() { self.by_pinyin_from(typed, 1, limit) } else { found }
    }

    /// As [`by_pinyin`](Self::by_pinyin), of whole syllables only.
    pub fn by_whole_pinyin(&self, typed: &str, limit: usize) -> Vec<String> {
        let is_whole = |pattern: &Pattern| {
            pattern.sounds.len() >= 2 && pattern.sounds.iter().all(|sound| sound.kind == SoundKind::Whole)
        };
        self.by_pinyin_if(typed, is_whole, limit)
    }

    /// The alphabetic words that begin with `prefix`, in alphabetic order, each with
    /// how often it stands, and whether in a title or tag.
    pub fn words_beginning(&self, prefix: &str) -> &[(String, u32, bool)] {
        beginning(&self.words, prefix)
    }

    /// How often an alphabetic word stands on the site, and whether in a title or tag.
    pub fn frequency(&self, word: &str) -> (u32, bool) {
        let found = self.words.binary_search_by(|(known, ..)| known.as_str().cmp(word));
        found.map_or((0, false), |at| (self.words[at].1, self.words[at].2))
    }

    fn by_pinyin_from(&self, typed: &str, min_sounds: usize, limit: usize) -> Vec<String> {
        let says_enough = |pattern: &Pattern| {
            let is_letter = pattern.sounds.len() == 1 && pattern.has_initials();
            pattern.sounds.len() >= min_sounds && !is_letter
        };
        self.by_pinyin_if(typed, says_enough, limit)
    }

    fn by_pinyin_if(&self, typed: &str, is_read: impl Fn(&Pattern) -> bool, limit: usize) -> Vec<String> {
        let mut found: HashMap<String, f32> = HashMap::new();
        let mut discount = 1.0;
        for pattern in parse_latin(typed) {
            if is_read(&pattern) {
                self.each_match(&pattern, |string, weight| {
                    *found.entry(string).or_default() += weight * discount;
                });
            }
            discount *= READING_DISCOUNT;
        }
        likeliest(found, limit)
    }

    /// What Han characters may stand for that sound the same, the likeliest first.
    pub fn by_sound(&self, typed: &str, limit: usize) -> Vec<String> {
        let sounds: Option<Vec<Sound>> = typed.chars().map(sound_of).collect();
        let mut found = HashMap::new();
        if let Some(sounds) = sounds.filter(|sounds| sounds.len() >= 2) {
            self.each_match(&Pattern { sounds }, |string, weight| {
                *found.entry(string).or_default() += weight;
            });
        }
        found.remove(typed);
        likeliest(found, limit)
    }

    fn each_match(&self, pattern: &Pattern, mut visit: impl FnMut(String, f32)) {
        let n_sounds = pattern.sounds.len();
        let Some(first) = pattern.sounds.first() else { return };
        let mut seen = HashSet::new();
        for syllable in first.syllables.clone() {
            let Some(places) = self.by_syllable.get(usize::from(syllable)) else { continue };
            for &place in places {
                let start = place as usize;
                let end = start + n_sounds;
                if end <= self.characters.len()
                    && pattern.matches_at(&self.readings, start)
                    && seen.insert(place)
                {
                    visit(self.characters[start..end].iter().collect(), self.weights[start]);
                }
            }
        }
    }

    /// The words that hold `typed` inside, the likeliest first: what a search for
    /// any string on the page finds.
    pub fn by_inside(&self, typed: &str, limit: usize) -> Vec<String> {
        if typed.chars().count() < MIN_TYPO_CHARS {
            return Vec::new();
        }
        let offsets = memmem::find_iter(self.joined_words.as_bytes(), typed);
        self.words_at(offsets, limit)
    }

    /// The words that hold `typed` inside but for one slip, the likeliest first:
    /// `orchestrirung` in `containerorchestrierung`.
    pub fn by_inside_slip(&self, typed: &str, limit: usize) -> Vec<String> {
        if typed.chars().count() < MIN_INSIDE_SLIP_CHARS {
            return Vec::new();
        }
        self.words_at(inside::offsets_with_slip(&self.joined_words, typed), limit)
    }

    /// The words that stand at `offsets` of the joined words, the likeliest first: the more
    /// frequent and the shorter.
    fn words_at(&self, offsets: impl IntoIterator<Item = usize>, limit: usize) -> Vec<String> {
        let mut found = HashMap::new();
        for offset in offsets {
            let (word, frequency, _) = &self.words[self.starts.partition_point(|&start| start <= offset) - 1];
            found.entry(word.clone()).or_insert(*frequency as f32 / word.len() as f32);
        }
        likeliest(found, limit)
    }

    /// Whether a word of katakana or Hangul stands in the site's names or frequent
    /// words, be it within another.
    pub fn has_syllabic(&self, typed: &str) -> bool {
        self.syllabic_words.iter().any(|(word, ..)| word.contains(typed))
    }

    /// The words that differ from `typed`, alphabetic or syllabic, in one or two
    /// letters, the likeliest first.
    pub fn by_letters(&self, typed: &str, limit: usize) -> Vec<String> {
        let n_chars = typed.chars().count();
        if n_chars < MIN_TYPO_CHARS {
            return Vec::new();
        }
        let builder = if n_chars < MIN_TWO_TYPOS_CHARS { &self.one_typo } else { &self.two_typos };
        let (whole, begun) = (builder.build_dfa(typed), builder.build_prefix_dfa(typed));
        self.near(typed, &whole, &begun, limit)
    }

    /// The words that a word which the site has may be a slip for: near it and much
    /// more frequent; none for one that names something.
    pub fn by_slip(&self, word: &str, limit: usize) -> Vec<String> {
        let (frequency, is_named) = self.frequency(word);
        if is_named {
            return Vec::new();
        }
        let is_meant = |other: &String| {
            // Another form of the word is found by its stem already.
            let is_form = other.starts_with(word) || word.starts_with(&**other);
            !is_form && self.frequency(other).0 >= MIN_TIMES_WORD * frequency.max(1)
        };
        self.by_letters(word, limit).into_iter().filter(is_meant).collect()
    }

    /// The words that end, or at least begin, as an automaton wants, the likeliest first.
    fn near(&self, typed: &str, whole: &DFA, begun: &DFA, limit: usize) -> Vec<String> {
        let first: String = typed.chars().take(1).collect();
        let words = if typed.starts_with(is_syllabic) { &self.syllabic_words } else { &self.words };
        let mut found: HashMap<String, f32> = HashMap::new();
        // A wrong first letter is rare, and worth a look only among the few words
        // that name something.
        let elsewhere = words.iter().filter(|(word, _, is_named)| *is_named && !word.starts_with(&first));
        for (word, frequency, is_named) in beginning(words, &first).iter().chain(elsewhere) {
            if word.len() + MAX_TYPOS_BYTES < typed.len() {
                continue;
            }
            let likely = closeness(begun, word)
                .map(|as_begun| closeness(whole, word).unwrap_or(0.0).max(BEGUN_DISCOUNT * as_begun));
            let Some(likely) = likely.filter(|&likely| likely > 0.0) else { continue };
            let named = if *is_named { 4.0 } else { 1.0 };
            found.insert(word.clone(), named * (1.0 + (*frequency as f32).ln()) * likely);
        }
        likeliest(found, limit)
    }
}

/// How likely `word` was meant, by how many letters are wrong: 1 for one, an eighth
/// for two, 0 for none, which is no slip; `None` for more.
fn closeness(automaton: &DFA, word: &str) -> Option<f32> {
    match automaton.eval(word) {
        Distance::AtLeast(_) => None,
        Distance::Exact(0) => Some(0.0),
        Distance::Exact(n_wrong) => Some(f32::from(n_wrong).powi(-3)),
    }
}

fn sound_of(character: char) -> Option<Sound> {
    let Syllable(number) = *syllables_of(character).first()?;
    Some(Sound { kind: SoundKind::Whole, syllables: number..number + 1 })
}

fn likeliest(found: HashMap<String, f32>, limit: usize) -> Vec<String> {
    let mut found: Vec<(String, f32)> = found.into_iter().collect();
    found.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.into_iter().take(limit).map(|(string, _)| string).collect()
}

/// The words of scripts with spaces, long enough to be mistyped.
fn alphabetic_words(ground: Ground<'_>) -> Vec<(String, u32, bool)> {
    let mut words: HashMap<String, (u32, bool)> = HashMap::new();
    for area in Area::ALL {
        for segment in 0..ground.terms.n_segments() {
            ground.terms.each_longer(segment, Which::Placed(area), "", usize::MAX, |term, info| {
                let Ok(term) = std::str::from_utf8(term) else { return };
                let is_word = term.chars().all(|letter| class_of(letter) == Class::Word)
                    && term.chars().nth(MIN_TYPO_CHARS - 2).is_some()
                    && term.chars().next().is_some_and(is_spaced);
                if is_word {
                    let (frequency, is_named) = words.entry(term.to_owned()).or_default();
                    *frequency += info.doc_freq;
                    *is_named |= area == Area::Title || area == Area::Keywords;
                }
            });
        }
    }
    in_order(words)
}

/// Words with how often they stand, and whether they name something, in order.
fn in_order(words: HashMap<String, (u32, bool)>) -> Vec<(String, u32, bool)> {
    let mut words: Vec<(String, u32, bool)> =
        words.into_iter().map(|(word, (frequency, is_named))| (word, frequency, is_named)).collect();
    words.sort_unstable();
    words
}

/// Those of `words`, which are in order, that begin with `prefix`.
fn beginning<'w>(words: &'w [(String, u32, bool)], prefix: &str) -> &'w [(String, u32, bool)] {
    let start = words.partition_point(|(word, ..)| word.as_str() < prefix);
    let n_words = words[start..].partition_point(|(word, ..)| word.starts_with(prefix));
    &words[start..start + n_words]
}

/// The runs of katakana and of Hangul in a folded text that are long enough to be mistyped.
pub fn syllabic_words_of(folded: &str) -> impl Iterator<Item = &str> {
    let runs = folded.split(|character| !is_syllabic(character));
    runs.filter(|run| run.chars().nth(MIN_TYPO_CHARS - 1).is_some())
}

fn is_syllabic(character: char) -> bool {
    matches!(script_of(character), Some(Script::Katakana | Script::Hangul))
}

fn is_spaced(character: char) -> bool {
    script_of(character).is_some_and(|script| !script.is_unspaced())
}
