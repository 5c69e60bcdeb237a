//! What on a page is nearest to a word that is not on it, and how the page is
//! cut there.

use std::collections::HashMap;
use std::ops::Range;

use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};

use crate::document::Section;
use crate::index::catalog::PageRecord;
use crate::search::Segment;
use crate::search::snippet::{Mark, densest};
use crate::search::why::{Near, Nearness};
use crate::text::cut::cut;
use crate::text::fold::FoldedText;
use crate::text::pinyin::{Syllable, parse_latin, same_sound, syllables_of};
use crate::text::script::is_unspaced;
use crate::text::{Analysis, Analyzer, Languages, TokenKind, region};

/// How much of a page is looked at, in bytes: far more than a person reads on
/// one page, and little enough to wait for.
const MAX_TEXT_BYTES: usize = 500_000;

/// How many near words are named.
const MAX_NEAR: usize = 3;

/// Shorter words have too many neighbours, in characters.
const MIN_TYPO_CHARS: usize = 4;

/// From this length on two letters may differ, in characters.
const MIN_TWO_TYPOS_CHARS: usize = 8;

/// How much of the page is shown around a place, in columns.
const AROUND_COLUMNS: usize = 48;

/// The text of a page as it was indexed: title, headings, tags, blocks.
pub struct PageText<'a> {
    texts: Vec<String>,
    language: String,
    analyzer: &'a Analyzer,
}

/// Something near, and where it first stands.
struct Found {
    near: Near,
    text: usize,
    range: Range<usize>,
}

impl<'a> PageText<'a> {
    /// Gathers the text of a page.
    pub fn new(page: &PageRecord, sections: &[Section], analyzer: &'a Analyzer) -> Self {
        let mut texts = vec![page.title.clone()];
        texts.extend([&page.tags, &page.categories, &page.authors].into_iter().flatten().cloned());
        texts.extend(page.description.clone());
        for section in sections {
            texts.push(section.heading.clone());
            texts.extend(section.blocks.iter().map(|block| block.text.clone()));
        }
        let mut n_bytes = 0;
        texts.retain(|text| {
            n_bytes += text.len();
            !text.is_empty() && n_bytes <= MAX_TEXT_BYTES
        });
        Self { texts, language: page.language.primary().to_owned(), analyzer }
    }

    /// All texts, in the order of the page.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// What is nearest to `word` (folded), best first, and the page around the best of it.
    pub fn nearest(&self, word: &str) -> (Vec<Near>, Vec<Segment>) {
        let is_unspaced = word.chars().any(is_unspaced);
        let mut found = if is_unspaced { self.near_characters(word) } else { self.near_letters(word) };
        found.sort_by_key(|found| found.near.how);
        found.truncate(MAX_NEAR);
        let around = found.first().map(|best| self.around(best.text, std::slice::from_ref(&best.range)));
        (found.into_iter().map(|found| found.near).collect(), around.unwrap_or_default())
    }

    /// The page around places in one of its texts, marked.
    pub fn around(&self, text: usize, ranges: &[Range<usize>]) -> Vec<Segment> {
        let mark = |range: &Range<usize>| Mark { range: range.clone(), weight: 1.0, term: 0 };
        let marks: Vec<Mark> = ranges.iter().map(mark).collect();
        densest(&self.texts[text], &marks, AROUND_COLUMNS).segments
    }

    /// How the page's analyzer cuts a piece of it: the longest words, as written.
    pub fn cut(&self, segments: &[Segment]) -> Vec<String> {
        let text: String = segments.iter().map(|segment| segment.text.as_str()).collect();
        pieces(&text, self.analyzer, Languages::One(&self.language))
    }

    fn near_letters(&self, word: &str) -> Vec<Found> {
        let n_chars = word.chars().count();
        let max_typos = match n_chars {
            ..MIN_TYPO_CHARS => None,
            MIN_TYPO_CHARS..MIN_TWO_TYPOS_CHARS => Some(1),
            _ => Some(2),
        };
        let automaton = max_typos.map(|typos| LevenshteinAutomatonBuilder::new(typos, true).build_dfa(word));
        let how = |other: &str| {
            let is_long = |text: &str| text.chars().count() >= MIN_TYPO_CHARS;
            if other.starts_with(word) {
                return Some(Nearness::Longer);
            }
            if word.starts_with(other) && is_long(other) {
                return Some(Nearness::Shorter);
            }
            let distance = automaton.as_ref().map(|automaton| automaton.eval(other));
            if matches!(distance, Some(Distance::Exact(_))) {
                return Some(Nearness::Typo);
            }
            (is_long(word) && other.contains(word)).then_some(Nearness::Inside)
        };
        let mut seen: HashMap<String, Found> = HashMap::new();
        for (number, text) in self.texts.iter().enumerate() {
            let mut analysis = Analysis::default();
            self.analyzer.analyze(text, Languages::One(&self.language), &mut analysis);
            for token in analysis.tokens() {
                let is_word = matches!(token.kind, TokenKind::Unit | TokenKind::Part);
                if !is_word || token.term == word || seen.contains_key(token.term) {
                    continue;
                }
                if let Some(how) = how(token.term) {
                    let near = Near { text: token.term.to_owned(), how };
                    let found = Found { near, text: number, range: token.original_range.clone() };
                    seen.insert(token.term.to_owned(), found);
                }
            }
        }
        let mut found: Vec<Found> = seen.into_values().collect();
        found.extend(self.near_pinyin(word));
        // The most alike first: a neighbour in length is one in letters.
        found.sort_by_key(|found| {
            (found.near.text.chars().count().abs_diff(n_chars), found.text, found.range.start)
        });
        found
    }

    /// Han on the page that the letters of `word` are the pinyin of.
    fn near_pinyin(&self, word: &str) -> Option<Found> {
        let patterns = parse_latin(word);
        for (number, text) in self.texts.iter().enumerate() {
            let folded = FoldedText::new(text);
            let readings: Vec<&[Syllable]> =
                folded.chars().iter().map(|folded| syllables_of(folded.character)).collect();
            for pattern in patterns.iter().filter(|pattern| pattern.sounds.len() >= 2) {
                let n_sounds = pattern.sounds.len();
                let mut starts = 0..(readings.len() + 1).saturating_sub(n_sounds);
                if let Some(start) = starts.find(|&start| pattern.matches_at(&readings, start)) {
                    let chars = start..start + n_sounds;
                    let near = Near { text: folded.slice(chars.clone()).to_owned(), how: Nearness::Sound };
                    return Some(Found { near, text: number, range: folded.original_range(chars) });
                }
            }
        }
        None
    }

    fn near_characters(&self, word: &str) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let folded: Vec<FoldedText> = self.texts.iter().map(|text| FoldedText::new(text)).collect();
        let first = |wanted: &str| {
            folded.iter().enumerate().find_map(|(number, folded)| {
                let start = folded.text().find(wanted)?;
                let starts = folded.chars();
                let begin = starts.partition_point(|folded| (folded.start as usize) < start);
                let chars = begin..begin + wanted.chars().count();
                Some((number, folded.original_range(chars)))
            })
        };
        let mut add = |text: &str, how: Nearness, place: Option<(usize, Range<usize>)>| {
            if let Some((number, range)) = place {
                found.push(Found { near: Near { text: text.to_owned(), how }, text: number, range });
                return true;
            }
            false
        };
        for variant in region::variants(word) {
            add(&variant, Nearness::Region, first(&variant));
        }
        let characters: Vec<char> = word.chars().collect();
        let n_chars = characters.len();
        if n_chars >= 2 {
            let alike = folded.iter().enumerate().find_map(|(number, folded)| {
                let starts = 0..(folded.chars().len() + 1).saturating_sub(n_chars);
                let windows = starts.map(|start| start..start + n_chars);
                let mut alike = windows.filter(|chars| same_sound(word, folded.slice(chars.clone())));
                alike.next().map(|chars| (number, chars))
            });
            if let Some((number, chars)) = alike {
                let text = folded[number].slice(chars.clone()).to_owned();
                add(&text, Nearness::Sound, Some((number, folded[number].original_range(chars))));
            }
        }
        for length in (1..n_chars).rev() {
            let mut any = false;
            for piece in characters.windows(length) {
                let piece: String = piece.iter().collect();
                any |= add(&piece, Nearness::Part, first(&piece));
            }
            if any {
                break;
            }
        }
        found
    }
}

/// How a text is cut, as written.
pub fn pieces(text: &str, analyzer: &Analyzer, languages: Languages<'_>) -> Vec<String> {
    cut(text, analyzer, languages).into_iter().map(|piece| text[piece].to_owned()).collect()
}
