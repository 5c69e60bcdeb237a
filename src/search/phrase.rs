//! Finds a phrase in an area: terms at fixed distances.

use tantivy::TERMINATED;

use crate::index::schema::Area;
use crate::search::plan::Phrase;
use crate::search::postings::{Terms, Union, Which};
use crate::search::ranking::MAX_PHRASE_COMPLETIONS;

/// Where a phrase was found in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhraseMatch {
    /// In the segment.
    pub doc: u32,
    /// Where it first stands, in units from the start of the area.
    pub first_position: u32,
}

/// How the last word of a phrase is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastWord {
    /// As it is.
    Whole,
    /// As the beginning of a longer one, or as it is.
    Unfinished,
}

/// Calls `visit` with each document of a segment whose `area` holds the phrase.
pub fn each_match(
    terms: &Terms,
    segment: usize,
    area: Area,
    phrase: &Phrase,
    last_word: LastWord,
    mut visit: impl FnMut(PhraseMatch),
) {
    // Many words are begun by what was typed; most areas of most segments hold
    // nothing that any of them could follow.
    if last_word == LastWord::Unfinished && !begins_anywhere(terms, segment, area, phrase) {
        return;
    }
    let Some(mut items) = open(terms, segment, area, phrase, last_word) else { return };
    let needs_positions = items.len() > 1 || area == Area::Title;
    let mut here = Vec::new();
    let mut starts: Vec<u32> = Vec::new();
    let mut doc = 0;
    'documents: loop {
        doc = items[0].postings.seek(doc);
        if doc == TERMINATED {
            return;
        }
        for item in &mut items[1..] {
            let at = item.postings.seek(doc);
            if at != doc {
                if at == TERMINATED {
                    return;
                }
                doc = at;
                continue 'documents;
            }
        }
        if !needs_positions {
            visit(PhraseMatch { doc, first_position: 0 });
            doc += 1;
            continue;
        }
        for (index, item) in items.iter_mut().enumerate() {
            item.postings.positions(doc, &mut here);
            let begins = here.iter().filter_map(|position| position.checked_sub(item.offset));
            if index == 0 {
                starts.clear();
                starts.extend(begins);
            } else {
                keep_common(&mut starts, begins);
            }
            if starts.is_empty() {
                break;
            }
        }
        if let Some(&first_position) = starts.first() {
            visit(PhraseMatch { doc, first_position });
        }
        doc += 1;
    }
}

/// Whether a segment holds a phrase without its last word.
fn begins_anywhere(terms: &Terms, segment: usize, area: Area, phrase: &Phrase) -> bool {
    let Some((_, items @ [_, ..])) = phrase.items.split_last() else { return true };
    let beginning = Phrase { items: items.to_vec(), ..Phrase::default() };
    let mut is_found = false;
    each_match(terms, segment, area, &beginning, LastWord::Whole, |_| is_found = true);
    is_found
}

/// One term of a phrase in one segment.
struct Item {
    offset: u32,
    postings: Union,
}

/// The terms' postings, the rarest first; `None` if one has none.
fn open(
    terms: &Terms,
    segment: usize,
    area: Area,
    phrase: &Phrase,
    last_word: LastWord,
) -> Option<Vec<Item>> {
    let which = Which::Placed(area);
    let mut items = Vec::with_capacity(phrase.items.len());
    for (index, item) in phrase.items.iter().enumerate() {
        let mut found: Vec<_> = terms.find_in(segment, which, &item.term).into_iter().collect();
        if last_word == LastWord::Unfinished && index + 1 == phrase.items.len() {
            let mut longer = Vec::new();
            terms.each_longer(segment, which, &item.term, usize::MAX, |_, info| longer.push(info));
            longer.sort_by_key(|info| std::cmp::Reverse(info.doc_freq));
            longer.truncate(MAX_PHRASE_COMPLETIONS);
            found.extend(longer.into_iter().map(|info| crate::search::postings::Found::new(segment, info)));
        }
        let postings: Vec<_> = found.iter().filter_map(|found| terms.with_positions(which, found)).collect();
        if postings.is_empty() {
            return None;
        }
        items.push(Item { offset: item.offset, postings: Union::new(postings) });
    }
    items.sort_by_key(|item| item.postings.size_hint());
    if items.is_empty() { None } else { Some(items) }
}

/// Keeps what is in both; both are in order.
fn keep_common(starts: &mut Vec<u32>, others: impl Iterator<Item = u32>) {
    let mut others = others.peekable();
    starts.retain(|&start| {
        while others.next_if(|&other| other < start).is_some() {}
        others.peek() == Some(&start)
    });
}
