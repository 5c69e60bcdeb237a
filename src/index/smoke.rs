//! Asks a generation a few questions before anybody else may.
//!
//! Seals say that the files are what was written. That what was written is an
//! index of the pages is seen by asking it: some pages are looked up by number
//! and by title, and their text is read.

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet as _, TERMINATED, Term};

use crate::error::{Error, Result};
use crate::index::page_writer::title_key;
use crate::index::reader::OpenIndex;

/// How many pages are asked for, spread over the whole catalog.
const N_PAGES: usize = 16;

/// Refuses an index that does not find its own pages.
///
/// # Errors
///
/// [`Error::Damaged`] about the page that was not found, or what the library says.
pub fn check(open: &OpenIndex) -> Result<()> {
    let pages = open.pages();
    let n_live: u64 = open.searcher().num_docs();
    if n_live != pages.len() as u64 {
        return Err(damaged(open, format!("expected {} pages, found {n_live}", pages.len())));
    }
    for slot in (0..pages.len()).step_by((pages.len() / N_PAGES).max(1)) {
        let page = &pages[slot];
        let sections = open.sections(slot)?;
        if sections.len() != page.headings.len() {
            let (expected, found) = (page.headings.len(), sections.len());
            let detail = format!("expected {expected} sections in `{}`, found {found}", page.path);
            return Err(damaged(open, detail));
        }
        let fields = open.fields();
        let mut terms = vec![(fields.page, Term::from_field_u64(fields.page, page.id))];
        let key = title_key(&page.title);
        if !key.is_empty() {
            terms.push((fields.title_key, Term::from_field_text(fields.title_key, &key)));
        }
        for (field, term) in terms {
            if !finds(open, slot, field, &term)? {
                return Err(damaged(open, format!("`{}` is not found by {term:?}", page.path)));
            }
        }
    }
    Ok(())
}

/// Whether the postings of `term` hold the page at `slot`.
fn finds(open: &OpenIndex, slot: usize, field: Field, term: &Term) -> Result<bool> {
    let failed = || Error::engine(open.generation().terms());
    let address = open.address(slot);
    let segment = open.searcher().segment_reader(address.segment_ord);
    let inverted = segment.inverted_index(field).map_err(failed())?;
    let postings = inverted.read_postings(term, IndexRecordOption::Basic);
    let Some(mut postings) = postings.map_err(|error| failed()(error.into()))? else { return Ok(false) };
    let found = if postings.doc() < address.doc_id { postings.seek(address.doc_id) } else { postings.doc() };
    Ok(found != TERMINATED && found == address.doc_id)
}

fn damaged(open: &OpenIndex, detail: String) -> Error {
    Error::Damaged { path: open.generation().terms(), detail }
}
