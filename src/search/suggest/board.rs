//! Everything on a site that has a name, sorted by every word of the name: what
//! begins like what was typed is one stretch of it, found by two binary searches.
//!
//! Texts themselves stay in the catalog; here are their keys, once each however
//! many pages have them. Numbers are given by merit within a kind, so the best of
//! a stretch are its smallest numbers.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::document::LanguageTag;
use crate::index::catalog::PageRecord;
use crate::search::scoring::Ground;
use crate::search::suggest::SuggestionKind;
use crate::search::suggest::key::push_key;
use crate::text::fold::FoldedText;

/// Every title, heading and tag of a site.
pub struct Board {
    /// One after the other, each ended by a line break, which no key has.
    keys: String,
    /// The best of a kind first.
    entries: Vec<Entry>,
    /// Of all entries, one after the other.
    places: Vec<Place>,
    /// In order of what stands in `keys` from there on.
    begins: Vec<Begin>,
    /// By bit of [`Entry::languages`], the most frequent first.
    languages: Vec<LanguageTag>,
    /// By slot: which bit its language has.
    language_bits: Vec<u8>,
}

/// A text that names something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it names.
    pub kind: SuggestionKind,
    /// How many pages have it, translations counted once.
    pub n_pages: u32,
    /// Of the pages that have it, one bit a language.
    languages: u64,
    key: Range<u32>,
    places: Range<u32>,
}

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The page's place in the catalog; of a tag, its place among the site's tags.
    pub slot: u32,
    /// The place of the heading on its page; 0 if it is none.
    pub heading: u32,
}

/// Where one may begin to type an entry.
#[derive(Debug, Clone, Copy)]
struct Begin {
    /// In `keys`, in bytes.
    at: u32,
    entry: u32,
}

/// An entry whose key has something where a word begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// Its number.
    pub entry: u32,
    /// Whether that word is its first.
    pub is_first: bool,
}

/// How many languages are told apart; the rarest share the last bit.
const MAX_LANGUAGES: usize = 64;

/// What a text is on its way onto the board.
struct Draft {
    kind: SuggestionKind,
    key: String,
    /// From the start of the key, in bytes.
    begins: Vec<u32>,
    places: Vec<Place>,
    n_pages: u32,
    languages: u64,
}

impl Board {
    /// Reads the catalog; linear in it but for the sorting.
    pub fn new(ground: Ground<'_>) -> Self {
        let pages = ground.index.pages();
        let languages = by_frequency(pages);
        let places: HashMap<&LanguageTag, usize> =
            languages.iter().enumerate().map(|(place, language)| (language, place)).collect();
        let bit = |page: &PageRecord| places[&page.language].min(MAX_LANGUAGES - 1) as u8;
        let language_bits: Vec<u8> = pages.iter().map(bit).collect();
        let drafts = drafts(ground, &language_bits);
        let mut board = Self {
            keys: String::new(),
            entries: Vec::with_capacity(drafts.len()),
            places: Vec::new(),
            begins: Vec::new(),
            languages,
            language_bits,
        };
        for draft in drafts {
            let (start, first_place) = (board.keys.len() as u32, board.places.len() as u32);
            let entry = board.entries.len() as u32;
            board.keys.push_str(&draft.key);
            board.begins.extend(draft.begins.iter().map(|offset| Begin { at: start + offset, entry }));
            board.places.extend(&draft.places);
            board.entries.push(Entry {
                kind: draft.kind,
                n_pages: draft.n_pages,
                languages: draft.languages,
                key: start..board.keys.len() as u32,
                places: first_place..board.places.len() as u32,
            });
            board.keys.push('\n');
        }
        let keys = &board.keys;
        // Most differ within eight bytes, which are compared as one number.
        let mut sorted: Vec<(u64, Begin)> =
            board.begins.iter().map(|&begin| (first_bytes(keys, begin.at), begin)).collect();
        sorted.sort_unstable_by(|(a_bytes, a), (b_bytes, b)| {
            let rest = |begin: &Begin| line(keys, begin.at);
            a_bytes.cmp(b_bytes).then_with(|| rest(a).cmp(rest(b))).then_with(|| a.entry.cmp(&b.entry))
        });
        board.begins.clear();
        board.begins.extend(sorted.into_iter().map(|(_, begin)| begin));
        board.begins.shrink_to_fit();
        board.keys.shrink_to_fit();
        board
    }

    /// An entry by its number.
    pub fn entry(&self, number: u32) -> &Entry {
        &self.entries[number as usize]
    }

    /// The key of an entry.
    pub fn key(&self, number: u32) -> &str {
        let key = &self.entry(number).key;
        &self.keys[key.start as usize..key.end as usize]
    }

    /// Where an entry stands, in order of path; never empty.
    pub fn places(&self, number: u32) -> &[Place] {
        let places = &self.entry(number).places;
        &self.places[places.start as usize..places.end as usize]
    }

    /// Every place where a word of an entry begins with `needle`, sorted by how
    /// the key goes on.
    pub fn begun(&self, needle: &str) -> impl ExactSizeIterator<Item = Begun> + '_ {
        let begins = &self.begins[self.stretch(needle)];
        begins.iter().map(|begin| Begun {
            entry: begin.entry,
            is_first: begin.at == self.entries[begin.entry as usize].key.start,
        })
    }

    /// The numbers of entries that have `needle` anywhere, in order; slower than
    /// [`begun`](Self::begun), because every key is looked at.
    pub fn holding(&self, needle: &str) -> impl Iterator<Item = u32> + '_ {
        let finder = memchr::memmem::Finder::new(needle.as_bytes()).into_owned();
        let mut from = 0;
        std::iter::from_fn(move || {
            let at = from + finder.find(&self.keys.as_bytes()[from..])?;
            let entry = self.entries.partition_point(|entry| entry.key.end as usize <= at);
            from = self.entries[entry].key.end as usize;
            Some(entry as u32)
        })
    }

    /// Which bits of [`is_in`](Self::is_in) stand for `language`; if none is
    /// given, those of the site's most frequent one.
    pub fn language_bits(&self, language: Option<&LanguageTag>) -> u64 {
        let Some(language) = language.or(self.languages.first()) else { return 0 };
        let bits_of = |is_wanted: &dyn Fn(&LanguageTag) -> bool| {
            let wanted = self.languages.iter().enumerate().filter(|(_, tag)| is_wanted(tag));
            wanted.map(|(place, _)| 1 << place.min(MAX_LANGUAGES - 1)).fold(0, |bits, bit: u64| bits | bit)
        };
        // A reader of `en-US` reads `en`, where nothing is written for the one alone.
        match bits_of(&|tag| tag.is_within(language)) {
            0 => bits_of(&|tag| tag.primary() == language.primary()),
            bits => bits,
        }
    }

    /// Whether a page in one of these languages has the entry. A tag is of every language.
    pub fn is_in(&self, number: u32, language_bits: u64) -> bool {
        self.entry(number).languages & language_bits != 0
    }

    /// Whether the page at `slot` is in one of these languages.
    pub fn is_page_in(&self, slot: u32, language_bits: u64) -> bool {
        1 << self.language_bits[slot as usize] & language_bits != 0
    }

    fn stretch(&self, needle: &str) -> Range<usize> {
        let needle = needle.as_bytes();
        let from = |begin: &Begin| &self.keys.as_bytes()[begin.at as usize..];
        let start = self.begins.partition_point(|begin| from(begin) < needle);
        let n_begun = self.begins[start..].partition_point(|begin| from(begin).starts_with(needle));
        start..start + n_begun
    }
}

impl std::fmt::Debug for Board {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Board").field("n_entries", &self.entries.len()).finish_non_exhaustive()
    }
}

/// The first eight bytes of a key from `at` on, the first in the highest place.
fn first_bytes(keys: &str, at: u32) -> u64 {
    let mut bytes = [0; 8];
    let rest = line(keys, at).as_bytes();
    let n_bytes = rest.len().min(bytes.len());
    bytes[..n_bytes].copy_from_slice(&rest[..n_bytes]);
    u64::from_be_bytes(bytes)
}

/// A key from `at` on.
fn line(keys: &str, at: u32) -> &str {
    let rest = &keys[at as usize..];
    &rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())]
}

/// The languages of all pages, the most frequent first, then by tag.
fn by_frequency(pages: &[PageRecord]) -> Vec<LanguageTag> {
    let mut counts: HashMap<&LanguageTag, usize> = HashMap::new();
    for page in pages {
        *counts.entry(&page.language).or_default() += 1;
    }
    let mut languages: Vec<(&LanguageTag, usize)> = counts.into_iter().collect();
    languages.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    languages.into_iter().map(|(language, _)| language.clone()).collect()
}

/// Every text once, the best of a kind first: what many pages have, then what is
/// short, because it is nearest to what was typed.
fn drafts(ground: Ground<'_>, language_bits: &[u8]) -> Vec<Draft> {
    let mut folded = FoldedText::default();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut by_key: HashMap<(SuggestionKind, String), usize> = HashMap::new();
    let mut groups: Vec<BTreeSet<u32>> = Vec::new();
    let mut add = |kind, text: &str, place: Place, group: u32, bits: u64| {
        let mut key = String::new();
        let mut begins = Vec::new();
        folded.fill(text);
        push_key(&folded, text, &mut key, |at| begins.push(at as u32));
        if key.is_empty() {
            return;
        }
        let number = *by_key.entry((kind, key)).or_insert_with_key(|(_, key)| {
            let key = key.clone();
            drafts.push(Draft { kind, key, begins, places: Vec::new(), n_pages: 0, languages: 0 });
            groups.push(BTreeSet::new());
            drafts.len() - 1
        });
        drafts[number].places.push(place);
        drafts[number].languages |= bits;
        groups[number].insert(group);
    };
    for (slot, page) in ground.index.pages().iter().enumerate() {
        let (slot, bits) = (slot as u32, 1 << language_bits[slot]);
        let group = ground.site.group(slot);
        add(SuggestionKind::Title, &page.title, Place { slot, heading: 0 }, group, bits);
        for (heading, record) in page.headings.iter().enumerate() {
            let place = Place { slot, heading: heading as u32 };
            add(SuggestionKind::Heading, &record.text, place, group, bits);
        }
    }
    for (tag, count) in ground.site.tags().iter().enumerate() {
        let place = Place { slot: tag as u32, heading: 0 };
        add(SuggestionKind::Tag, &count.tag, place, 0, u64::MAX);
    }
    for (draft, groups) in drafts.iter_mut().zip(&groups) {
        draft.n_pages = match draft.kind {
            SuggestionKind::Tag => ground.site.tags()[draft.places[0].slot as usize].count as u32,
            _ => groups.len() as u32,
        };
    }
    drafts.sort_unstable_by(|a, b| {
        let merit = |draft: &Draft| (draft.kind, u32::MAX - draft.n_pages, draft.key.chars().count());
        merit(a).cmp(&merit(b)).then_with(|| a.key.cmp(&b.key))
    });
    drafts
}
