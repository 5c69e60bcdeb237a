//! Which suggestions are shown, in which order.
//!
//! 1. A text that begins with what was typed, then one with a word that does, then
//!    one with all its words.
//! 2. The same for what it sounds like, then a text that has it inside of a word.
//! 3. Titles, headings, tags, words.
//! 4. The reader's language.
//! 5. What more pages have, then what is shorter.
//!
//! Of the first few places some are kept for headings, tags and words, because a
//! list of titles alone hides that there is anything else.

use std::collections::HashSet;

use crate::search::hits::section_url;
use crate::search::lexicon::Lexicon;
use crate::search::rescue::Via;
use crate::search::scoring::Ground;
use crate::search::snippet::{Mark, mark_all};
use crate::search::suggest::board::Place;
use crate::search::suggest::key::Key;
use crate::search::suggest::readings::{self, Initials, Reading};
use crate::search::suggest::words::Completion;
use crate::search::suggest::writing::text_of;
use crate::search::suggest::{
    DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS, SuggestRequest, Suggester, Suggestion, SuggestionKind,
};

/// How what was typed stands in a text, the better first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stand {
    Begins,
    WordBegins,
    AllWords,
    Inside,
}

/// How many kinds and ways to stand there are, for counting by both.
const N_KINDS: usize = 4;
const N_STANDS: usize = 4;

/// How many of one kind, language and way to stand are kept: several of them may
/// be translations of one page.
const MAX_KEPT: usize = 4 * MAX_SUGGESTIONS;

/// How many places are gone through for texts that have all words in any order.
const MAX_SCATTERED: usize = 4_096;

/// The fewest characters that are looked for inside of words.
const MIN_INSIDE_CHARS: usize = 3;

/// How many words are suggested.
const MAX_WORDS: usize = 3;

/// Of eight places, how many are kept for a kind if it has anything that begins
/// with what was typed; titles have the rest.
const KEPT_PLACES: [(SuggestionKind, usize); 3] =
    [(SuggestionKind::Heading, 2), (SuggestionKind::Tag, 1), (SuggestionKind::Word, 1)];

/// One thing that may be suggested.
#[derive(Debug, Clone)]
struct Candidate {
    order: Order,
    reading: usize,
    what: What,
}

/// What decides, the smaller the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Order {
    is_inside: bool,
    reading: usize,
    stand: Stand,
    kind: SuggestionKind,
    is_foreign: bool,
    rank: u32,
}

#[derive(Debug, Clone)]
enum What {
    Entry(u32),
    Word(Completion),
}

/// What goes on from what was typed, best first, at most as many as asked for.
pub fn choose(
    suggester: &Suggester,
    ground: Ground<'_>,
    lexicon: &Lexicon,
    request: &SuggestRequest,
) -> Vec<Suggestion> {
    let limit = request.limit.min(MAX_SUGGESTIONS);
    let chooser = Chooser {
        suggester,
        ground,
        lexicon,
        typed: &request.q,
        wanted: suggester.board.language_bits(request.lang.as_ref()),
        limit,
    };
    if limit == 0 {
        return Vec::new();
    }
    if let Some(tag) = readings::begun_tag(&request.q) {
        // What goes on is the tag, wherever in the query it stands.
        return Chooser { typed: &tag, ..chooser }.tags();
    }
    let Some(plain) = readings::as_typed(&request.q) else { return Vec::new() };
    let mut readings = vec![plain];
    let mut found = chooser.candidates(&readings[0], 0);
    let n_begun = found.iter().filter(|candidate| candidate.order.stand != Stand::Inside).count();
    if n_begun < limit {
        // Initials fit much, so that they are sounds only where they are nothing else.
        let initials = if n_begun == 0 { Initials::AreSounds } else { Initials::AreLetters };
        let by_sound = readings::by_sound(&request.q, &readings[0], lexicon, initials);
        for reading in by_sound {
            found.extend(chooser.candidates(&reading, readings.len()));
            readings.push(reading);
        }
    }
    found.sort_by_key(|candidate| candidate.order);
    chooser.drop_equal(&mut found);
    let places = chooser.share_places(found);
    places.iter().map(|candidate| chooser.suggestion(candidate, &readings[candidate.reading])).collect()
}

struct Chooser<'a> {
    suggester: &'a Suggester,
    ground: Ground<'a>,
    lexicon: &'a Lexicon,
    typed: &'a str,
    /// Bits of the reader's language.
    wanted: u64,
    limit: usize,
}

impl Chooser<'_> {
    /// Everything that fits one reading, in no order.
    fn candidates(&self, reading: &Reading, number: usize) -> Vec<Candidate> {
        let board = &self.suggester.board;
        let mut kept = Kept::default();
        for begun in board.begun(&reading.key) {
            let stand = if begun.is_first { Stand::Begins } else { Stand::WordBegins };
            self.keep(&mut kept, begun.entry, stand);
        }
        if kept.len() < self.limit && reading.pieces.len() > 1 {
            self.scattered(reading, &mut kept);
        }
        let n_chars = reading.key.chars().count();
        if kept.len() < self.limit && n_chars >= MIN_INSIDE_CHARS && !reading.is_by_sound {
            for entry in board.holding(&reading.key).take(MAX_KEPT) {
                self.keep(&mut kept, entry, Stand::Inside);
            }
        }
        let order = |stand, kind, is_foreign, rank| {
            let is_inside = stand == Stand::Inside;
            Order { is_inside, reading: number, stand, kind, is_foreign, rank }
        };
        let mut found: Vec<Candidate> = kept
            .entries()
            .map(|(stand, is_foreign, entry)| Candidate {
                order: order(stand, board.entry(entry).kind, is_foreign, entry),
                reading: number,
                what: What::Entry(entry),
            })
            .collect();
        let base = (self.ground, board, self.lexicon);
        let words = self.suggester.words.complete(base, self.typed, reading, MAX_WORDS.min(self.limit));
        found.extend(words.into_iter().enumerate().map(|(rank, completion)| Candidate {
            order: order(Stand::Begins, SuggestionKind::Word, false, rank as u32),
            reading: number,
            what: What::Word(completion),
        }));
        found
    }

    fn keep(&self, kept: &mut Kept, entry: u32, stand: Stand) {
        let board = &self.suggester.board;
        kept.add(board.entry(entry).kind, stand, board.is_in(entry, self.wanted), entry);
    }

    /// Entries that have each word of the reading, in any order.
    fn scattered(&self, reading: &Reading, kept: &mut Kept) {
        let board = &self.suggester.board;
        let rarest = reading.pieces.iter().min_by_key(|piece| board.begun(piece).len());
        let Some(rarest) = rarest else { return };
        for begun in board.begun(rarest).take(MAX_SCATTERED) {
            let key = board.key(begun.entry);
            if reading.pieces.iter().all(|piece| piece == rarest || has_begun(key, piece)) {
                self.keep(kept, begun.entry, Stand::AllWords);
            }
        }
    }

    /// Tags alone, for who types `tag:`.
    fn tags(&self) -> Vec<Suggestion> {
        let Some(mut reading) = readings::as_typed(self.typed) else { return Vec::new() };
        let mut found = self.candidates(&reading, 0);
        found.retain(|candidate| candidate.order.kind == SuggestionKind::Tag);
        if found.is_empty() {
            let by_sound = readings::by_sound(self.typed, &reading, self.lexicon, Initials::AreSounds);
            let Some(first) = by_sound.into_iter().next() else { return Vec::new() };
            reading = first;
            found = self.candidates(&reading, 0);
            found.retain(|candidate| candidate.order.kind == SuggestionKind::Tag);
        }
        found.sort_by_key(|candidate| candidate.order);
        found.truncate(self.limit);
        found.iter().map(|candidate| self.suggestion(candidate, &reading)).collect()
    }

    /// Leaves out names, which must be in order, that say the same as one before:
    /// an equal text, or another language's version of a page or section.
    fn drop_equal(&self, found: &mut Vec<Candidate>) {
        let mut texts: HashSet<&str> = HashSet::new();
        let mut places: HashSet<(u32, &str)> = HashSet::new();
        found.retain(|candidate| {
            let What::Entry(number) = candidate.what else { return true };
            let entry = self.suggester.board.entry(number);
            let is_place = matches!(entry.kind, SuggestionKind::Title | SuggestionKind::Heading);
            let is_new_place = !is_place || entry.n_pages > 1 || {
                let place = self.place(number);
                // A heading without an anchor leads to its page, as the title does.
                places.insert((self.ground.site.group(place.slot), self.anchor(entry.kind, place)))
            };
            is_new_place && texts.insert(self.suggester.board.key(number))
        });
    }

    /// The best of all in order, with some places kept for each kind, and no word
    /// that is a name of its own among them.
    fn share_places(&self, found: Vec<Candidate>) -> Vec<Candidate> {
        let (mut chosen, mut rest): (Vec<Candidate>, Vec<Candidate>) = (Vec::new(), Vec::new());
        for candidate in found {
            if chosen.len() < self.limit && self.is_new(&candidate, &chosen) {
                chosen.push(candidate);
            } else if candidate.order.stand == Stand::Begins {
                rest.push(candidate);
            }
        }
        let count = |chosen: &[Candidate], kind| chosen.iter().filter(|one| one.order.kind == kind).count();
        let kept_for = |kind| {
            let places = KEPT_PLACES.iter().find(|(kept, _)| *kept == kind).map_or(0, |(_, places)| *places);
            // Rounded, so that a short list keeps places too, and a very short one none.
            (places * self.limit + DEFAULT_SUGGESTIONS / 2) / DEFAULT_SUGGESTIONS
        };
        for (kind, _) in KEPT_PLACES {
            for candidate in rest.iter().filter(|candidate| candidate.order.kind == kind) {
                if count(&chosen, kind) >= kept_for(kind) {
                    break;
                }
                let has_more = |one: &Candidate| count(&chosen, one.order.kind) > kept_for(one.order.kind);
                let Some(last) = chosen.iter().rposition(has_more) else { break };
                if self.is_new(candidate, &chosen) {
                    chosen.remove(last);
                    chosen.push(candidate.clone());
                }
            }
        }
        chosen.sort_by_key(|candidate| candidate.order);
        chosen
    }

    /// Whether a candidate is no word, or none that one of `others` is already.
    fn is_new(&self, candidate: &Candidate, others: &[Candidate]) -> bool {
        let What::Word(completion) = &candidate.what else { return true };
        let whole = Key::of(&format!("{}{}", &self.typed[..completion.start], completion.word));
        others.iter().all(|other| match other.what {
            What::Entry(number) => self.suggester.board.key(number) != whole.as_str(),
            What::Word(_) => true,
        })
    }

    /// Of the places of an entry, the first in the reader's language, else the first.
    fn place(&self, number: u32) -> Place {
        let board = &self.suggester.board;
        let (entry, places) = (board.entry(number), board.places(number));
        let is_page = matches!(entry.kind, SuggestionKind::Title | SuggestionKind::Heading);
        let is_wanted = |place: &&Place| board.is_page_in(place.slot, self.wanted);
        let wanted = if is_page && places.len() > 1 { places.iter().find(is_wanted) } else { None };
        wanted.copied().unwrap_or(places[0])
    }

    fn anchor(&self, kind: SuggestionKind, place: Place) -> &str {
        match kind {
            SuggestionKind::Heading => {
                &self.ground.index.pages()[place.slot as usize].headings[place.heading as usize].anchor
            }
            _ => "",
        }
    }

    fn suggestion(&self, candidate: &Candidate, reading: &Reading) -> Suggestion {
        let via = reading.is_by_sound.then(|| Via::Pinyin.label().to_owned());
        let number = match &candidate.what {
            What::Entry(number) => *number,
            What::Word(completion) => return self.word(completion, reading, via),
        };
        let entry = self.suggester.board.entry(number);
        let place = self.place(number);
        let text = text_of(self.ground, entry.kind, place);
        let pieces: &[String] = match candidate.order.stand {
            Stand::AllWords => &reading.pieces,
            _ => std::slice::from_ref(&reading.key),
        };
        let mut suggestion = Suggestion {
            text: text.to_owned(),
            marked: mark_all(text, &marks(text, pieces)),
            kind: entry.kind,
            lang: String::new(),
            path: None,
            url: None,
            anchor: None,
            page: None,
            count: Some(entry.n_pages as usize),
            via,
        };
        if matches!(entry.kind, SuggestionKind::Title | SuggestionKind::Heading) {
            let page = &self.ground.index.pages()[place.slot as usize];
            let anchor = self.anchor(entry.kind, place);
            suggestion.lang = page.language.to_string();
            suggestion.path = Some(page.path.clone());
            suggestion.url = Some(section_url(&page.url, anchor));
            suggestion.anchor = (!anchor.is_empty()).then(|| anchor.to_owned());
            suggestion.page = (entry.kind == SuggestionKind::Heading).then(|| page.title.clone());
        }
        suggestion
    }

    fn word(&self, completion: &Completion, reading: &Reading, via: Option<String>) -> Suggestion {
        let head = self.typed[..completion.start].trim_start();
        let text = format!("{head}{}", self.suggester.writing(self.ground, &completion.word));
        Suggestion {
            marked: mark_all(&text, &marks(&text, std::slice::from_ref(&reading.key))),
            text,
            kind: SuggestionKind::Word,
            lang: String::new(),
            path: None,
            url: None,
            anchor: None,
            page: None,
            count: None,
            via,
        }
    }
}

/// Whether a word of `key` begins with `piece`, as far as the key alone says.
fn has_begun(key: &str, piece: &str) -> bool {
    let is_letter = |character: char| character.is_ascii_alphanumeric();
    let begins = piece.starts_with(is_letter);
    key.match_indices(piece).any(|(at, _)| !begins || !key[..at].ends_with(is_letter))
}

fn marks(text: &str, pieces: &[String]) -> Vec<Mark> {
    let key = Key::of(text);
    let found = pieces.iter().enumerate().filter_map(|(term, piece)| {
        key.find(piece).map(|range| Mark { range, weight: 1.0, term: term as u32 })
    });
    found.collect()
}

/// The best entries of each kind, way to stand, and language wanted or not.
#[derive(Default)]
struct Kept {
    /// Numbers of entries in order, by kind, stand and language.
    numbers: [[[Vec<u32>; 2]; N_STANDS]; N_KINDS],
}

impl Kept {
    fn add(&mut self, kind: SuggestionKind, stand: Stand, is_wanted: bool, entry: u32) {
        let numbers = &mut self.numbers[kind as usize][stand as usize][usize::from(!is_wanted)];
        if numbers.len() == MAX_KEPT && numbers.last().is_some_and(|&last| last < entry) {
            return;
        }
        if let Err(at) = numbers.binary_search(&entry) {
            numbers.insert(at, entry);
            numbers.truncate(MAX_KEPT);
        }
    }

    fn len(&self) -> usize {
        self.numbers.iter().flatten().flatten().map(Vec::len).sum()
    }

    fn entries(&self) -> impl Iterator<Item = (Stand, bool, u32)> {
        let stands = [Stand::Begins, Stand::WordBegins, Stand::AllWords, Stand::Inside];
        self.numbers.iter().flat_map(move |by_stand| {
            by_stand.iter().zip(stands).flat_map(|(by_language, stand)| {
                by_language.iter().zip([false, true]).flat_map(move |(numbers, is_foreign)| {
                    numbers.iter().map(move |&n| (stand, is_foreign, n))
                })
            })
        })
    }
}
