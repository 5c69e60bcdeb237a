//! Terms to postings, over all segments: the only file of this floor that reads tantivy's.

use std::ops::ControlFlow;
use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, TERMINATED};

use crate::error::{Error, Result};
use crate::index::OpenIndex;
use crate::index::schema::Area;

/// Every term of an index, ready to look up. Shared by threads.
pub struct Terms {
    segments: Vec<SegmentTerms>,
}

/// The terms of one segment.
struct SegmentTerms {
    placed: [Arc<InvertedIndexReader>; Area::COUNT],
    bag: [Arc<InvertedIndexReader>; Area::COUNT],
    title_key: Arc<InvertedIndexReader>,
    heading_key: Arc<InvertedIndexReader>,
}

/// Which of an area's fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Units, grams and parts, with positions.
    Placed(Area),
    /// Words, stems, glue and raw forms.
    Bag(Area),
    /// Whole titles.
    TitleKey,
    /// Whole headings.
    HeadingKey,
}

/// A term of one segment, found.
#[derive(Debug, Clone)]
pub struct Found {
    segment: usize,
    info: TermInfo,
}

impl Found {
    /// A term met while walking the dictionary of `segment`.
    pub fn new(segment: usize, info: TermInfo) -> Self {
        Self { segment, info }
    }

    /// In which segment.
    pub fn segment(&self) -> usize {
        self.segment
    }
}

impl Terms {
    /// Opens the terms of every segment.
    ///
    /// # Errors
    ///
    /// If a segment cannot be read.
    pub fn open(index: &OpenIndex) -> Result<Self> {
        let fields = index.fields();
        let open = |segment: &tantivy::SegmentReader| -> tantivy::Result<SegmentTerms> {
            let all =
                |fields: &[Field; Area::COUNT]| -> tantivy::Result<[Arc<InvertedIndexReader>; Area::COUNT]> {
                    let readers: Vec<_> = fields
                        .iter()
                        .map(|&field| segment.inverted_index(field))
                        .collect::<tantivy::Result<_>>()?;
                    Ok(readers.try_into().ok().expect("there are as many readers as fields"))
                };
            Ok(SegmentTerms {
                placed: all(&fields.placed)?,
                bag: all(&fields.bag)?,
                title_key: segment.inverted_index(fields.title_key)?,
                heading_key: segment.inverted_index(fields.heading_key)?,
            })
        };
        let segments = index.searcher().segment_readers().iter().map(open).collect::<tantivy::Result<_>>();
        Ok(Self { segments: segments.map_err(Error::engine(index.generation().terms()))? })
    }

    /// How many segments there are.
    pub fn n_segments(&self) -> usize {
        self.segments.len()
    }

    fn reader(&self, segment: usize, which: Which) -> &InvertedIndexReader {
        let segment = &self.segments[segment];
        match which {
            Which::Placed(area) => &segment.placed[area.ordinal()],
            Which::Bag(area) => &segment.bag[area.ordinal()],
            Which::TitleKey => &segment.title_key,
            Which::HeadingKey => &segment.heading_key,
        }
    }

    /// The term in each segment that has it. A dictionary that cannot be read
    /// has no terms: checksums were looked at when the index was opened.
    pub fn find(&self, which: Which, term: &str) -> impl Iterator<Item = Found> + '_ {
        let term = term.to_owned();
        (0..self.segments.len()).filter_map(move |segment| {
            let info = self.reader(segment, which).terms().get(&term).ok().flatten()?;
            Some(Found { segment, info })
        })
    }

    /// The term in one segment.
    pub fn find_in(&self, segment: usize, which: Which, term: &str) -> Option<Found> {
        let info = self.reader(segment, which).terms().get(term).ok().flatten()?;
        Some(Found { segment, info })
    }

    /// All terms that begin with `prefix` and are longer, at most `limit` a segment.
    pub fn find_longer(&self, which: Which, prefix: &str, limit: usize) -> Vec<Found> {
        let mut found = Vec::new();
        for segment in 0..self.segments.len() {
            self.each_longer(segment, which, prefix, limit, |_, info| found.push(Found { segment, info }));
        }
        found
    }

    /// Calls `visit` with each term of a segment that begins with `prefix` and is longer.
    pub fn each_longer(
        &self,
        segment: usize,
        which: Which,
        prefix: &str,
        limit: usize,
        mut visit: impl FnMut(&[u8], TermInfo),
    ) {
        let dictionary = self.reader(segment, which).terms();
        let Ok(mut terms) = dictionary.range().ge(prefix.as_bytes()).into_stream() else { return };
        let mut n_terms = 0;
        while n_terms < limit && terms.advance() {
            if !terms.key().starts_with(prefix.as_bytes()) {
                break;
            }
            if terms.key().len() > prefix.len() {
                visit(terms.key(), terms.value().clone());
                n_terms += 1;
            }
        }
    }

    /// Calls `visit` with the slot of each page that has a found term, until it breaks.
    pub fn each_slot(
        &self,
        index: &OpenIndex,
        which: Which,
        found: &Found,
        mut visit: impl FnMut(u32) -> ControlFlow<()>,
    ) {
        let Some(mut postings) = self.read(which, found, IndexRecordOption::Basic) else { return };
        let slots = index.slots(found.segment);
        while postings.doc() != TERMINATED {
            let slot = slots[postings.doc() as usize];
            if slot != u32::MAX && visit(slot).is_break() {
                return;
            }
            postings.advance();
        }
    }

    /// The documents of a found term, with frequencies.
    pub fn with_freqs(&self, which: Which, found: &Found) -> Option<SegmentPostings> {
        self.read(which, found, IndexRecordOption::WithFreqs)
    }

    /// The documents of a found term, with positions.
    pub fn with_positions(&self, which: Which, found: &Found) -> Option<SegmentPostings> {
        self.read(which, found, IndexRecordOption::WithFreqsAndPositions)
    }

    fn read(&self, which: Which, found: &Found, option: IndexRecordOption) -> Option<SegmentPostings> {
        self.reader(found.segment, which).read_postings_from_terminfo(&found.info, option).ok()
    }
}

/// Several postings read as one: the union of documents and of positions.
pub struct Union {
    members: Vec<SegmentPostings>,
    scratch: Vec<u32>,
}

impl Union {
    /// The union of `members`.
    pub fn new(members: Vec<SegmentPostings>) -> Self {
        Self { members, scratch: Vec::new() }
    }

    /// How many documents there are at most.
    pub fn size_hint(&self) -> u64 {
        self.members.iter().map(|member| u64::from(member.size_hint())).sum()
    }

    /// The first document at or after `target`; [`TERMINATED`] if there is none.
    pub fn seek(&mut self, target: u32) -> u32 {
        let mut first = TERMINATED;
        for member in &mut self.members {
            let doc = if member.doc() < target { member.seek(target) } else { member.doc() };
            first = first.min(doc);
        }
        first
    }

    /// The positions in `doc`, where [`seek`](Self::seek) stands, in order.
    pub fn positions(&mut self, doc: u32, positions: &mut Vec<u32>) {
        positions.clear();
        for member in &mut self.members {
            if member.doc() == doc {
                member.positions(&mut self.scratch);
                positions.append(&mut self.scratch);
            }
        }
        if self.members.len() > 1 {
            positions.sort_unstable();
            positions.dedup();
        }
    }
}
