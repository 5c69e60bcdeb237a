//! The last word of what was typed, completed by the words of the site.

use std::collections::HashMap;
use std::ops::ControlFlow;

use crate::index::schema::Area;
use crate::search::lexicon::Lexicon;
use crate::search::postings::Which;
use crate::search::scoring::Ground;
use crate::search::suggest::board::Board;
use crate::search::suggest::key::Key;
use crate::search::suggest::readings::Reading;
use crate::text::fold::fold_str;
use crate::text::script::{Class, class_of};

/// On sites with more pages than this, a word that one page has is left out: it
/// is a typo as often as a word.
const MAX_PAGES_OF_SMALL_SITE: usize = 100;

/// How much a word that names a page or a tag counts against one that does not.
const NAMED_WEIGHT: u64 = 4;

/// How many words are looked at for whether a page has them beside the words before.
const MAX_TRIED: usize = 12;

/// A word that is this much rarer than the likeliest one is not what is meant.
const MAX_TIMES_RARER: u64 = 50;

/// How many characters at the end of a text without spaces may be a word begun.
const MAX_BEGUN_CHARS: usize = 5;

/// How many identifiers are looked at, a segment and area.
const MAX_IDENTIFIERS: usize = 2_048;

/// A word of the site in the place of the last one typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// From where on what was typed is replaced, in bytes.
    pub start: usize,
    /// By what, folded.
    pub word: String,
}

/// The words of scripts without spaces. Others are in the lexicon.
#[derive(Debug, Default)]
pub struct Words {
    /// In order, one after the other.
    text: String,
    /// By word: where it ends in `text`, and how many pages have it.
    ends: Vec<(u32, u32)>,
}

impl Words {
    /// Reads the words of the text that a dictionary knew.
    pub fn new(ground: Ground<'_>) -> Self {
        let mut counts: HashMap<String, u32> = HashMap::new();
        for segment in 0..ground.terms.n_segments() {
            ground.terms.each_longer(segment, Which::Bag(Area::Body), "w", usize::MAX, |term, info| {
                if let Some(word) = std::str::from_utf8(term).ok().and_then(|term| term.strip_prefix('w')) {
                    *counts.entry(word.to_owned()).or_default() += info.doc_freq;
                }
            });
        }
        let is_small = ground.index.pages().len() <= MAX_PAGES_OF_SMALL_SITE;
        let mut sorted: Vec<(String, u32)> =
            counts.into_iter().filter(|(_, n_pages)| is_small || *n_pages > 1).collect();
        sorted.sort_unstable();
        let mut words = Self::default();
        for (word, n_pages) in sorted {
            words.text.push_str(&word);
            words.ends.push((words.text.len() as u32, n_pages));
        }
        words
    }

    /// Words that what was typed may go on to, the most frequent first, at most `limit`.
    pub fn complete(
        &self,
        (ground, board, lexicon): (Ground<'_>, &Board, &Lexicon),
        typed: &str,
        reading: &Reading,
        limit: usize,
    ) -> Vec<Completion> {
        let Some((last, before)) = reading.pieces.split_last() else { return Vec::new() };
        if typed.ends_with(char::is_whitespace) || limit == 0 {
            return Vec::new();
        }
        let is_single = last.chars().next().is_some_and(|first| matches!(class_of(first), Class::Single(_)));
        if is_single {
            return self.complete_unspaced((ground, board), typed, reading, limit);
        }
        let mut completions = identifiers(ground, typed, limit);
        if !completions.is_empty() {
            return completions;
        }
        let joint = typed[..reading.last_start].chars().next_back();
        if joint.is_some_and(|joint| joint.is_ascii_punctuation() && joint != '"') {
            // An identifier that no page has is none, whatever its parts are.
            return completions;
        }
        let begun = lexicon.words_beginning(last);
        let weight =
            |frequency: u32, is_named: bool| u64::from(frequency) * if is_named { NAMED_WEIGHT } else { 1 };
        let longer = begun.iter().filter(|(word, ..)| word.len() > last.len());
        let likely = likeliest(longer.map(|(word, n, is_named)| (word.as_str(), weight(*n, *is_named))));
        let beside = Beside::new(ground, board, before);
        let fitting = likely.into_iter().filter(|word| beside.has(word));
        completions.extend(
            fitting.take(limit).map(|word| Completion { start: reading.last_start, word: word.to_owned() }),
        );
        completions
    }

    /// Words that begin at the end of a text without spaces: first those that all
    /// of it begins, then those that less of it does.
    fn complete_unspaced(
        &self,
        (ground, board): (Ground<'_>, &Board),
        typed: &str,
        reading: &Reading,
        limit: usize,
    ) -> Vec<Completion> {
        let Some((last, before)) = reading.pieces.split_last() else { return Vec::new() };
        let beside = Beside::new(ground, board, before);
        let key = Key::of(typed);
        let n_chars = last.chars().count();
        for (at, (offset, _)) in last.char_indices().enumerate() {
            if n_chars - at > MAX_BEGUN_CHARS {
                continue;
            }
            let (head, begun) = last.split_at(offset);
            let words = self.beginning(begun).filter(|(word, _)| {
                // What sounds like a word is suggested as it is, too.
                word.len() > begun.len() || reading.is_by_sound && head.is_empty()
            });
            let likely = likeliest(words);
            // What stands before the word must stand before it on a page as well.
            let joint: Option<String> = head
                .chars()
                .next_back()
                .map(|before| std::iter::once(before).chain(begun.chars().next()).collect());
            let joint = joint.as_ref().map(|joint| Beside::new(ground, board, std::slice::from_ref(joint)));
            let fits = |word: &&str| {
                let is_name = || board.begun(&format!("{head}{word}")).len() > 0;
                let is_whole = joint.as_ref().is_none_or(|joint| is_name() || joint.has(word));
                is_whole && beside.has(word)
            };
            let completion = |word: &str| match key.last_start(begun) {
                Some(start) if !reading.is_by_sound => Completion { start, word: word.to_owned() },
                _ => Completion { start: reading.last_start, word: format!("{head}{word}") },
            };
            let completions: Vec<Completion> =
                likely.into_iter().filter(fits).take(limit).map(completion).collect();
            if !completions.is_empty() {
                return completions;
            }
        }
        Vec::new()
    }

    /// The words that begin with `prefix`, each with how many pages have it.
    fn beginning<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, u64)> {
        let first = self.position(prefix);
        (first..self.ends.len())
            .map(|at| (self.word(at), u64::from(self.ends[at].1)))
            .take_while(move |(word, _)| word.starts_with(prefix))
    }

    fn position(&self, prefix: &str) -> usize {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.word(middle) < prefix { low = middle + 1 } else { high = middle }
        }
        low
    }

    fn word(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before].0 as usize);
        &self.text[start..self.ends[at].0 as usize]
    }
}

/// The heaviest of some words, as many as are worth trying, then by alphabet.
fn likeliest<'a>(words: impl Iterator<Item = (&'a str, u64)>) -> Vec<&'a str> {
    let mut words: Vec<(u64, &str)> = words.map(|(word, weight)| (u64::MAX - weight, word)).collect();
    if words.len() > MAX_TRIED {
        words.select_nth_unstable(MAX_TRIED);
        words.truncate(MAX_TRIED);
    }
    words.sort_unstable();
    let least = words.first().map_or(0, |(rank, _)| (u64::MAX - rank) / MAX_TIMES_RARER);
    words.retain(|(rank, _)| u64::MAX - rank >= least);
    words.into_iter().map(|(_, word)| word).collect()
}

/// Whether a word stands on any page that has the word before it: what is
/// suggested must find something.
struct Beside<'a> {
    ground: Ground<'a>,
    board: &'a Board,
    before: Option<&'a str>,
    /// By slot; `None` if there is no word before.
    pages: Option<Vec<bool>>,
}

impl<'a> Beside<'a> {
    fn new(ground: Ground<'a>, board: &'a Board, before: &'a [String]) -> Self {
        let before = before.last().map(String::as_str);
        let pages = before.map(|before| {
            let mut pages = vec![false; ground.index.pages().len()];
            each_page(ground, before, |slot| {
                pages[slot] = true;
                ControlFlow::Continue(())
            });
            pages
        });
        Self { ground, board, before, pages }
    }

    fn has(&self, word: &str) -> bool {
        let (Some(before), Some(pages)) = (self.before, &self.pages) else { return true };
        let is_apart = word.chars().chain(before.chars()).all(|c| matches!(class_of(c), Class::Word));
        let together = format!("{before}{}{word}", if is_apart { " " } else { "" });
        if self.board.begun(&together).len() > 0 {
            return true;
        }
        let mut has = false;
        each_page(self.ground, word, |slot| {
            has = pages[slot];
            if has { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        has
    }
}

/// Calls `visit` with the slot of each page whose text has `piece`: a word, or
/// of a script without spaces its last two characters.
fn each_page(ground: Ground<'_>, piece: &str, mut visit: impl FnMut(usize) -> ControlFlow<()>) {
    let is_single = piece.chars().next().is_some_and(|first| matches!(class_of(first), Class::Single(_)));
    let from_end = if is_single { 2 } else { usize::MAX };
    let start = piece.char_indices().rev().take(from_end).last().map_or(0, |(start, _)| start);
    let which = Which::Placed(Area::Body);
    for found in ground.terms.find(which, &piece[start..]) {
        ground.terms.each_slot(ground.index, which, &found, |slot| visit(slot as usize));
    }
}

/// Identifiers that go on from one that was begun: `kube-apiserver` for `kube-a`.
///
/// The index has two neighbours of an identifier as one term, so the last two
/// are completed and what stands before is kept.
fn identifiers(ground: Ground<'_>, typed: &str, limit: usize) -> Vec<Completion> {
    let start = typed.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let start = (start..=typed.len()).find(|&at| typed.is_char_boundary(at)).unwrap_or(typed.len());
    let folded = fold_str(&typed[start..]);
    let is_joint = |character: char| character.is_ascii_punctuation();
    let Some(joint) = folded.rfind(is_joint) else { return Vec::new() };
    let head = folded[..joint].trim_end_matches(is_joint);
    let pair_start = head
        .rfind(|character: char| !character.is_alphanumeric())
        .map_or(0, |at| at + head[at..].chars().next().map_or(0, char::len_utf8));
    if head.is_empty() || pair_start == head.len() || joint + 1 == folded.len() {
        return Vec::new();
    }
    let pair = format!("g{}", &folded[pair_start..]);
    let mut found: HashMap<String, u64> = HashMap::new();
    for area in [Area::Body, Area::Code] {
        for segment in 0..ground.terms.n_segments() {
            ground.terms.each_longer(segment, Which::Bag(area), &pair, MAX_IDENTIFIERS, |term, info| {
                if let Ok(term) = std::str::from_utf8(&term[1..]) {
                    *found.entry(term.to_owned()).or_default() += u64::from(info.doc_freq);
                }
            });
        }
    }
    let likely = likeliest(found.iter().map(|(term, n_pages)| (term.as_str(), *n_pages)));
    let whole = |term: &str| Completion { start, word: format!("{}{term}", &folded[..pair_start]) };
    likely.into_iter().take(limit).map(whole).collect()
}
