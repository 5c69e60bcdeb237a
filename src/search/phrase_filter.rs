//! What quoted phrases demand of a page, and what exclusions forbid it.

use crate::index::schema::Area;
use crate::search::phrase::{LastWord, each_match};
use crate::search::plan::{Phrase, Plan};
use crate::search::scoring::Ground;

/// What quoted phrases demand and exclusions forbid.
pub struct PhraseFilter {
    /// By slot: how many of the required phrases it holds.
    n_required: Vec<u8>,
    is_excluded: Vec<bool>,
    n_phrases: u8,
}

impl PhraseFilter {
    /// Finds the pages that hold the phrases of `plan`.
    pub fn new(ground: Ground<'_>, plan: &Plan) -> Self {
        let n_pages = ground.index.pages().len();
        let mut filter = Self {
            n_required: Vec::new(),
            is_excluded: Vec::new(),
            n_phrases: u8::try_from(plan.required.len()).unwrap_or(u8::MAX),
        };
        if !plan.required.is_empty() {
            filter.n_required = vec![0; n_pages];
            for (number, phrase) in plan.required.iter().take(usize::from(u8::MAX)).enumerate() {
                each_holder(ground, phrase, |slot| {
                    let count = &mut filter.n_required[slot as usize];
                    if usize::from(*count) == number {
                        *count += 1;
                    }
                });
            }
        }
        if !plan.excluded.is_empty() {
            filter.is_excluded = vec![false; n_pages];
            for phrase in &plan.excluded {
                each_holder(ground, phrase, |slot| filter.is_excluded[slot as usize] = true);
            }
        }
        filter
    }

    /// Whether the page at a slot holds all that is demanded and nothing that is forbidden.
    pub fn allows(&self, at: usize) -> bool {
        self.n_required.get(at).is_none_or(|&count| count == self.n_phrases)
            && !self.is_excluded.get(at).copied().unwrap_or(false)
    }
}

/// Calls `visit` with each page that holds the phrase anywhere; more than once if in several areas.
fn each_holder(ground: Ground<'_>, phrase: &Phrase, mut visit: impl FnMut(u32)) {
    for area in Area::ALL {
        for segment in 0..ground.terms.n_segments() {
            let slots = ground.index.slots(segment);
            each_match(ground.terms, segment, area, phrase, LastWord::Whole, |found| {
                let slot = slots[found.doc as usize];
                if slot != u32::MAX {
                    visit(slot);
                }
            });
        }
    }
}
