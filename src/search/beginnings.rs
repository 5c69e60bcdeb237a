//! How often words that begin with a letter stand on each page.
//!
//! Thousands of words begin with the one letter that a reader has typed of the
//! next word. Looking all of them up is what takes longest of all that is asked,
//! so it is done once, for every letter, before the first reader comes.

use std::collections::HashMap;

use tantivy::postings::Postings as _;
use tantivy::{DocSet, TERMINATED};

use crate::index::OpenIndex;
use crate::index::schema::Area;
use crate::search::postings::{Found, Terms, Which};
use crate::text::script::is_unspaced;

/// By first letter and area: the pages with words that begin so and are longer,
/// by slot, with how often those stand there.
pub struct Beginnings {
    by_letter: HashMap<char, [Vec<(u32, u32)>; Area::COUNT]>,
}

impl Beginnings {
    /// Of all words of an index.
    pub fn new(index: &OpenIndex, terms: &Terms) -> Self {
        let mut by_letter: HashMap<char, [Vec<(u32, u32)>; Area::COUNT]> = HashMap::new();
        let mut counts = vec![0_u32; index.pages().len()];
        let mut met = Vec::new();
        for (area, segment) in
            Area::ALL.into_iter().flat_map(|area| (0..terms.n_segments()).map(move |segment| (area, segment)))
        {
            let which = Which::Placed(area);
            let mut words: Vec<(char, Found)> = Vec::new();
            terms.each_longer(segment, which, "", usize::MAX, |term, info| {
                words.extend(first_letter(term).map(|letter| (letter, Found::new(segment, info))));
            });
            for words in words.chunk_by(|(letter, _), (next, _)| letter == next) {
                for (_, word) in words {
                    count(index, terms, which, word, &mut counts, &mut met);
                }
                let pages = met.drain(..).map(|slot| (slot, std::mem::take(&mut counts[slot as usize])));
                by_letter.entry(words[0].0).or_default()[area.ordinal()].extend(pages);
            }
        }
        Self { by_letter }
    }

    /// The pages on which words stand that begin with `letter` and are longer.
    pub fn of(&self, letter: char, area: Area) -> &[(u32, u32)] {
        self.by_letter.get(&letter).map_or(&[], |areas| &areas[area.ordinal()])
    }
}

/// Adds how often a word stands on each page; pages that are new go to `met`.
fn count(
    index: &OpenIndex,
    terms: &Terms,
    which: Which,
    word: &Found,
    counts: &mut [u32],
    met: &mut Vec<u32>,
) {
    let Some(mut postings) = terms.with_freqs(which, word) else { return };
    let slots = index.slots(word.segment());
    while postings.doc() != TERMINATED {
        let slot = slots[postings.doc() as usize];
        if slot != u32::MAX {
            let count = &mut counts[slot as usize];
            if *count == 0 {
                met.push(slot);
            }
            *count += postings.term_freq();
        }
        postings.advance();
    }
}

/// The first letter of a term that is longer and in a script with spaces.
fn first_letter(term: &[u8]) -> Option<char> {
    let mut characters = std::str::from_utf8(term).ok()?.chars();
    let letter = characters.next()?;
    (!is_unspaced(letter) && characters.next().is_some()).then_some(letter)
}
