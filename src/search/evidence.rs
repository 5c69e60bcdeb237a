//! Finds the pages where the whole query stands: in order, as a title, heading or tag,
//! or in the form in which it was typed.
//!
//! Its own file because two ask it: scoring, which gives each page the best of it, and
//! the explanation, which lists all of it.

use tantivy::{DocSet, TERMINATED};

use crate::index::schema::Area;
use crate::search::phrase::{LastWord, PhraseMatch, each_match};
use crate::search::plan::Plan;
use crate::search::postings::{Found, Which};
use crate::search::ranking::Tier;
use crate::search::scoring::Ground;
use crate::text::fold::fold_key;

/// Calls `visit` with each page, area and tier where the whole query stands in order.
pub fn each_phrase(ground: Ground<'_>, plan: &Plan, mut visit: impl FnMut(u32, Area, Tier)) {
    if plan.phrase.items.is_empty() {
        return;
    }
    let mut find = |area: Area, last_word: LastWord, tier: Tier, begins: Tier| {
        for segment in 0..ground.terms.n_segments() {
            let slots = ground.index.slots(segment);
            each_match(ground.terms, segment, area, &plan.phrase, last_word, |found: PhraseMatch| {
                let slot = slots[found.doc as usize];
                if slot != u32::MAX {
                    let is_first = found.first_position == 0
                        && (begins == tier
                            || title_begins(&ground.index.pages()[slot as usize].title, &plan.key));
                    visit(slot, area, if is_first { begins } else { tier });
                }
            });
        }
    };
    for (area, whole, open) in [
        (Area::Title, Tier::TitlePhrase, Tier::TitlePhraseOpen),
        (Area::Heading, Tier::HeadingPhrase, Tier::HeadingPhraseOpen),
        (Area::Keywords, Tier::HeadingPhrase, Tier::HeadingPhraseOpen),
        (Area::Body, Tier::TextPhrase, Tier::TextPhraseOpen),
        (Area::Code, Tier::TextPhrase, Tier::TextPhraseOpen),
    ] {
        let begins = |tier| if area == Area::Title { Tier::TitleBegins } else { tier };
        find(area, LastWord::Whole, whole, begins(whole));
        if plan.phrase.last_is_open {
            find(area, LastWord::Unfinished, open, begins(open));
        }
    }
}

/// Whether a title begins with the key of a query that stands at its first place: the
/// parts of an identifier stand there too, `SubjectAccessReview` in `LocalSubjectAccessReview`.
fn title_begins(title: &str, key: &str) -> bool {
    let n_chars = key.chars().count();
    // One letter is looked up so often that it is not worth it.
    if n_chars < 2 {
        return true;
    }
    // What is no part of a key, such as a quotation mark, may stand before and between.
    let end = title.char_indices().nth(2 * n_chars + 8).map_or(title.len(), |(end, _)| end);
    fold_key(&title[..end]).starts_with(key)
}

/// Calls `visit` with each page, area and tier where a title, heading or tag is the query.
pub fn each_exact(ground: Ground<'_>, plan: &Plan, mut visit: impl FnMut(u32, Area, Tier)) {
    if plan.key.is_empty() {
        return;
    }
    for (which, area, tier) in [
        (Which::TitleKey, Area::Title, Tier::TitleExact),
        (Which::HeadingKey, Area::Heading, Tier::HeadingExact),
    ] {
        for found in ground.terms.find(which, &plan.key) {
            each_page(ground, which, &found, |slot| visit(slot, area, tier));
        }
    }
    // A tag is a heading of the whole page.
    for &slot in ground.site.pages_with_keyword(&plan.key) {
        visit(slot, Area::Keywords, Tier::HeadingExact);
    }
}

fn each_page(ground: Ground<'_>, which: Which, found: &Found, mut visit: impl FnMut(u32)) {
    let Some(mut postings) = ground.terms.with_freqs(which, found) else { return };
    let slots = ground.index.slots(found.segment());
    while postings.doc() != TERMINATED {
        let slot = slots[postings.doc() as usize];
        if slot != u32::MAX {
            visit(slot);
        }
        postings.advance();
    }
}

/// The pages that hold every form as typed; `None` if the query has no such forms.
pub fn typed_pages(ground: Ground<'_>, plan: &Plan) -> Option<Vec<bool>> {
    if plan.typed.is_empty() {
        return None;
    }
    let mut counts = vec![0_u16; ground.index.pages().len()];
    for (number, term) in plan.typed.iter().enumerate() {
        for area in Area::ALL {
            let which = Which::Bag(area);
            for found in ground.terms.find(which, term) {
                each_page(ground, which, &found, |slot| {
                    let count = &mut counts[slot as usize];
                    if usize::from(*count) == number {
                        *count += 1;
                    }
                });
            }
        }
    }
    Some(counts.into_iter().map(|count| usize::from(count) == plan.typed.len()).collect())
}
