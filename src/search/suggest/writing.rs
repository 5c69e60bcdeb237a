//! A folded word as the site writes it: `Kubernetes`, `叢集`, `résumé`.
//!
//! The index knows words by what all their writings have in common. Names show
//! most of the writings, and for the rest one page is read, once.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::sync::{PoisonError, RwLock};

use crate::index::schema::Area;
use crate::search::postings::Which;
use crate::search::scoring::Ground;
use crate::search::suggest::SuggestionKind;
use crate::search::suggest::board::{Board, Place};
use crate::search::suggest::key::Key;
use crate::text::fold::{FoldedText, fold_str};

/// How many names are asked how they write a word.
const MAX_ASKED: usize = 15;

/// How much of a page is read for a word, in bytes.
const MAX_READ_BYTES: usize = 100_000;

/// How many writings are kept; beyond, they are looked up again.
const MAX_KEPT: usize = 10_000;

/// The writings that were asked for.
#[derive(Debug, Default)]
pub struct Writings {
    kept: RwLock<HashMap<String, String>>,
}

impl Writings {
    /// How most names that have the folded `word` write it, else how a page does;
    /// as it is if neither has it.
    pub fn of(&self, board: &Board, ground: Ground<'_>, word: &str) -> String {
        // A panic cannot leave an entry half written.
        if let Some(writing) = self.kept.read().unwrap_or_else(PoisonError::into_inner).get(word) {
            return writing.clone();
        }
        let writing = of_names(board, ground, word).or_else(|| of_a_page(ground, word));
        let writing = writing.unwrap_or_else(|| word.to_owned());
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < MAX_KEPT {
            kept.insert(word.to_owned(), writing.clone());
        }
        writing
    }
}

/// A title, heading or tag as it is written.
pub fn text_of<'a>(ground: Ground<'a>, kind: SuggestionKind, place: Place) -> &'a str {
    match kind {
        SuggestionKind::Title => &ground.index.pages()[place.slot as usize].title,
        SuggestionKind::Heading => {
            &ground.index.pages()[place.slot as usize].headings[place.heading as usize].text
        }
        SuggestionKind::Tag | SuggestionKind::Word => &ground.site.tags()[place.slot as usize].tag,
    }
}

/// The writing of most of the names that have the word; of equals the one with
/// fewer capitals, because headings begin with one.
fn of_names(board: &Board, ground: Ground<'_>, word: &str) -> Option<String> {
    let key = Key::of(word);
    let begun = board.begun(key.as_str());
    // Spread over all, because those that go on alike stand together.
    let step = begun.len().div_ceil(MAX_ASKED).max(1);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for begun in begun.step_by(step) {
        let place = board.places(begun.entry).first()?;
        let text = text_of(ground, board.entry(begun.entry).kind, *place);
        let Some(range) = Key::of(text).find_word(key.as_str()) else { continue };
        let writing = &text[range];
        if fold_str(writing) == word {
            *counts.entry(writing.to_owned()).or_default() += 1;
        }
    }
    // Capitals sort before small letters, and the last of the greatest is taken.
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(writing, _)| writing)
}

/// The writing of the first page whose text has the word.
fn of_a_page(ground: Ground<'_>, word: &str) -> Option<String> {
    let looked_up = [
        (Which::Bag(Area::Body), format!("w{word}")),
        (Which::Placed(Area::Body), word.to_owned()),
        (Which::Bag(Area::Body), format!("g{word}")),
        (Which::Bag(Area::Code), format!("g{word}")),
    ];
    let mut slot = None;
    for (which, term) in looked_up {
        for found in ground.terms.find(which, &term) {
            ground.terms.each_slot(ground.index, which, &found, |found| {
                slot = slot.or(Some(found));
                ControlFlow::Break(())
            });
        }
    }
    let sections = ground.index.sections(slot? as usize).ok()?;
    let mut folded = FoldedText::default();
    let mut n_bytes = 0;
    for block in sections.iter().flat_map(|section| &section.blocks) {
        n_bytes += block.text.len();
        if n_bytes > MAX_READ_BYTES {
            break;
        }
        folded.fill(&block.text);
        let Some(at) = folded.text().find(word) else { continue };
        let char_at = |offset: usize| folded.chars().partition_point(|char| (char.start as usize) < offset);
        let writing = &block.text[folded.original_range(char_at(at)..char_at(at + word.len()))];
        return (!writing.contains(char::is_whitespace)).then(|| writing.to_owned());
    }
    None
}
