//! Finds the pages that have each piece of a query as it was typed.
//!
//! Who writes `滚动更新 的策略` parts two strings and looks for both, as in the
//! search of a browser; a page that has their words apart from each other has
//! something else. A piece of one word says no more than the word.

use crate::index::schema::Area;
use crate::search::phrase::{LastWord, each_match};
use crate::search::plan::{Phrase, Plan};
use crate::search::scoring::Ground;

/// By slot, whether the page has all of [`Plan::pieces`], each in any area; `None`
/// where there are none.
pub fn pages_of_pieces(ground: Ground<'_>, plan: &Plan) -> Option<Vec<bool>> {
    let (first, others) = plan.pieces.split_first()?;
    let mut pages = pages_of(ground, first);
    for piece in others {
        let with_other = pages_of(ground, piece);
        pages.iter_mut().zip(with_other).for_each(|(has_all, has)| *has_all &= has);
    }
    Some(pages)
}

fn pages_of(ground: Ground<'_>, piece: &Phrase) -> Vec<bool> {
    let last_word = if piece.last_is_open { LastWord::Unfinished } else { LastWord::Whole };
    let mut pages = vec![false; ground.index.pages().len()];
    for area in Area::ALL {
        for segment in 0..ground.terms.n_segments() {
            let slots = ground.index.slots(segment);
            each_match(ground.terms, segment, area, piece, last_word, |found| {
                // A page that another segment has again has no slot here.
                if let Some(has) = pages.get_mut(slots[found.doc as usize] as usize) {
                    *has = true;
                }
            });
        }
    }
    pages
}
