//! Cuts pages again whose words came or went, and no others.
//!
//! An owner's word decides only how runs of ideographs are cut that hold it, and
//! which pages do is known to the index: as its pairs of characters in a row. So
//! a change of words costs as much as the pages that have them, and no file is
//! read for it: the text is in the index.

use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::collector::DocSetCollector;
use tantivy::query::{PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{IndexWriter, Term};

use crate::error::{Error, Result};
use crate::index::OpenIndex;
use crate::index::catalog::PageRecord;
use crate::index::page_writer::PageWriter;
use crate::index::schema::Fields;
use crate::text::Analyzer;

/// From how many changed words on everything is built anew: each is looked up in
/// every area, some 50 µs, and so many are rarely on few pages.
const MAX_CHANGED_WORDS: usize = 5_000;

/// Which pages were cut with words that are no more, or without words that are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recut {
    /// These, by their place in the catalog of the last generation, in order.
    Pages(Vec<usize>),
    /// More than it is worth to look for.
    Everything,
}

impl Recut {
    /// Compares the words that `base` was written with to `words`, both in order.
    ///
    /// # Errors
    ///
    /// If `base` cannot be read.
    pub fn of(base: &OpenIndex, words: &[String]) -> Result<Self> {
        let before: BTreeSet<&String> = base.vocabulary().words.iter().collect();
        let now: BTreeSet<&String> = words.iter().collect();
        let changed: Vec<&&String> = before.symmetric_difference(&now).collect();
        if changed.len() > MAX_CHANGED_WORDS {
            return Ok(Self::Everything);
        }
        let mut slots = BTreeSet::new();
        for word in changed {
            for &field in &base.fields().placed {
                let query = in_a_row(field, word);
                let found = base.searcher().search(query.as_ref(), &DocSetCollector);
                let found = found.map_err(Error::engine(base.generation().terms()))?;
                let slot = |address: tantivy::DocAddress| {
                    base.slots(address.segment_ord as usize)[address.doc_id as usize] as usize
                };
                slots.extend(found.into_iter().map(slot));
            }
        }
        // Japanese is cut by another dictionary, which has no words of an owner.
        let is_cut_as_chinese =
            |slot: &usize| base.pages().get(*slot).is_some_and(|page| page.language.primary() != "ja");
        Ok(Self::Pages(slots.into_iter().filter(is_cut_as_chinese).collect()))
    }
}

/// Asks for a word of two or more ideographs as its pairs at consecutive positions.
fn in_a_row(field: Field, word: &str) -> Box<dyn Query> {
    let characters: Vec<char> = word.chars().collect();
    let mut grams: Vec<Term> = characters
        .windows(2)
        .map(|pair| Term::from_field_text(field, &pair.iter().collect::<String>()))
        .collect();
    if grams.len() == 1 {
        return Box::new(TermQuery::new(grams.remove(0), IndexRecordOption::Basic));
    }
    Box::new(PhraseQuery::new(grams))
}

/// Cuts pages of the last generation again, from the text that it keeps.
pub struct Cutter<'a> {
    /// The last generation.
    pub base: &'a OpenIndex,
    /// With the words of this run.
    pub analyzer: &'a Analyzer,
    /// Of the schema.
    pub fields: &'a Fields,
    /// Writes the next generation.
    pub writer: &'a IndexWriter,
}

impl Cutter<'_> {
    /// Replaces the documents of the pages at `slots` but those whose path is in
    /// `settled`, on `threads` threads; gives their records, in no particular order.
    ///
    /// # Errors
    ///
    /// If the text of a page cannot be read, or the index cannot be written.
    pub fn cut_all(
        &self,
        slots: &[usize],
        settled: &HashSet<&str>,
        threads: usize,
    ) -> Result<Vec<PageRecord>> {
        let next = AtomicUsize::new(0);
        let cut_until_done = || -> Result<Vec<PageRecord>> {
            let mut page_writer = PageWriter::new(self.analyzer, self.fields);
            let mut records = Vec::new();
            while let Some(&slot) = slots.get(next.fetch_add(1, Ordering::Relaxed)) {
                let known = &self.base.pages()[slot];
                if settled.contains(known.path.as_str()) {
                    continue;
                }
                let page = known.to_page(self.base.sections(slot)?);
                let (document, record) = page_writer.write(known.id, &page);
                self.writer.delete_term(Term::from_field_u64(self.fields.page, known.id));
                let added = self.writer.add_document(document);
                added.map_err(Error::engine(self.base.generation().terms()))?;
                records.push(record);
            }
            Ok(records)
        };
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads.min(slots.len())).map(|_| scope.spawn(cut_until_done)).collect();
            let mut records = cut_until_done()?;
            for other in others {
                // A thread that panicked takes this one with it, as it would without threads.
                let of_other = other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                records.extend(of_other?);
            }
            Ok(records)
        })
    }
}
