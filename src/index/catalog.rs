//! Everything the index knows of its pages but their text, and of its files.
//!
//! A site has thousands of pages, not millions, so filters, facets, tags and
//! translations are read from memory; only the text stays on disk.

use std::collections::BTreeMap;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::content::Diagnostic;
use crate::document::{BlockKind, Dependency, LanguageTag, LeftOut, Page, Reading, Section, SourceFile};
use crate::index::plan::Reason;
use crate::index::schema::Area;
use crate::index::vocabulary::Vocabulary;
use crate::text::aside::{Aside, asides};

/// The number of a page, for as long as its file keeps its name, or what it says
/// under another.
pub type PageId = u64;

/// All pages, and the words that they are asked with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Catalog {
    /// In order of path.
    pub pages: Vec<PageRecord>,
    /// What the pages were cut with, and what the owner says means the same.
    pub vocabulary: Vocabulary,
}

/// What is known of one page without its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageRecord {
    /// Its number; unique in the catalog.
    pub id: PageId,
    /// As in [`Page`].
    pub path: String,
    /// As in [`Page`].
    pub url: String,
    /// As in [`Page`].
    pub title: String,
    /// As in [`Page`].
    pub language: LanguageTag,
    /// As in [`Page`].
    pub date: Option<DateTime>,
    /// As in [`Page`].
    pub updated: Option<DateTime>,
    /// As in [`Page`].
    pub tags: Vec<String>,
    /// As in [`Page`].
    pub categories: Vec<String>,
    /// As in [`Page`].
    pub authors: Vec<String>,
    /// As in [`Page`].
    pub description: Option<String>,
    /// As in [`Page`].
    pub image: Option<String>,
    /// [`Page::extra`] as JSON text: the catalog's format has no untyped values.
    pub extra_json: String,
    /// As in [`Page`].
    pub translation_key: Option<String>,
    /// In the order of the page, also those without a heading.
    pub headings: Vec<HeadingRecord>,
    /// By [`Area`], in units.
    pub lengths_units: [u32; Area::COUNT],
    /// Names that its text gives in brackets after others, in order, each once.
    pub asides: Vec<Aside>,
}

/// What is known of one section without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadingRecord {
    /// As in [`Section`].
    pub level: u8,
    /// As in [`Section`].
    pub text: String,
    /// As in [`Section`].
    pub anchor: String,
}

impl PageRecord {
    /// The record of a page under `id`.
    pub fn new(id: PageId, page: &Page, lengths_units: [u32; Area::COUNT]) -> Self {
        let heading = |section: &Section| HeadingRecord {
            level: section.level,
            text: section.heading.clone(),
            anchor: section.anchor.clone(),
        };
        Self {
            id,
            path: page.path.clone(),
            url: page.url.clone(),
            title: page.title.clone(),
            language: page.language.clone(),
            date: page.date,
            updated: page.updated,
            tags: page.tags.clone(),
            categories: page.categories.clone(),
            authors: page.authors.clone(),
            description: page.description.clone(),
            image: page.image.clone(),
            extra_json: serde_json::to_string(&page.extra).expect("a JSON map is printable"),
            translation_key: page.translation_key.clone(),
            headings: page.sections.iter().map(heading).collect(),
            lengths_units,
            asides: asides_of(page),
        }
    }

    /// The page again, with the sections from the index.
    pub fn to_page(&self, sections: Vec<Section>) -> Page {
        Page {
            path: self.path.clone(),
            url: self.url.clone(),
            title: self.title.clone(),
            language: self.language.clone(),
            date: self.date,
            updated: self.updated,
            tags: self.tags.clone(),
            categories: self.categories.clone(),
            authors: self.authors.clone(),
            description: self.description.clone(),
            image: self.image.clone(),
            extra: self.extra(),
            translation_key: self.translation_key.clone(),
            sections,
        }
    }

    /// [`Page::extra`].
    pub fn extra(&self) -> serde_json::Map<String, serde_json::Value> {
        serde_json::from_str(&self.extra_json).expect("the catalog's hash was checked when it was opened")
    }
}

/// How many asides of a page are kept: a glossary on one page has hundreds.
const MAX_ASIDES: usize = 500;

/// Of the title, the headings and the prose; code has brackets of its own.
fn asides_of(page: &Page) -> Vec<Aside> {
    let texts = page.sections.iter().flat_map(|section| {
        let prose = section.blocks.iter().filter(|block| block.kind == BlockKind::Prose);
        std::iter::once(&section.heading).chain(prose.map(|block| &block.text))
    });
    let mut found = Vec::new();
    for aside in std::iter::once(&page.title).chain(texts).flat_map(|text| asides(text)) {
        if found.len() < MAX_ASIDES && !found.contains(&aside) {
            found.push(aside);
        }
    }
    found
}

/// What the last run saw of each file, by path.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Files {
    /// By path.
    pub by_path: BTreeMap<String, FileRecord>,
    /// Remarks on the site as a whole.
    pub site_diagnostics: Vec<Diagnostic>,
    /// The number that the next new page gets.
    pub next_page: PageId,
}

/// What the last run saw of one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileRecord {
    /// In bytes.
    pub size_bytes: u64,
    /// As in [`SourceFile`].
    pub modified: SystemTime,
    /// As in [`SourceFile`].
    pub changed_ns: i128,
    /// Of the file's bytes.
    pub content_hash: String,
    /// What became of it.
    pub fate: Fate,
    /// Remarks on it.
    pub diagnostics: Vec<Diagnostic>,
    /// When it must be read again whatever the file system says.
    pub changes_at: Option<Timestamp>,
    /// Other files that decide what is read from it.
    pub dependencies: Vec<Dependency>,
    /// Whether its times would be others had it been written after it was read.
    pub settled: bool,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// It is the page of this number.
    Page(PageId),
    /// It is no page, for this reason.
    LeftOut(LeftOut),
    /// It could not be read, for this reason; the page it was before stays.
    Unreadable(String, Option<PageId>),
}

impl FileRecord {
    /// What is kept of a file that was just read; taken to be settled.
    pub fn new(file: &SourceFile, reading: Reading, fate: Fate) -> Self {
        Self {
            size_bytes: file.size_bytes,
            modified: file.modified,
            changed_ns: file.changed_ns,
            content_hash: reading.content_hash,
            fate,
            diagnostics: reading.diagnostics,
            changes_at: reading.changes_at,
            dependencies: reading.dependencies,
            settled: true,
        }
    }

    /// Why `file` must be read again at `now`; `None` if it need not.
    pub fn stale_because(&self, file: &SourceFile, now: Timestamp) -> Option<Reason> {
        let is_touched = self.size_bytes != file.size_bytes
            || self.modified != file.modified
            || self.changed_ns != file.changed_ns;
        if is_touched {
            Some(Reason::Touched)
        } else if matches!(self.fate, Fate::Unreadable(..)) {
            Some(Reason::Retried)
        } else if self.changes_at.is_some_and(|at| at <= now) {
            Some(Reason::Due)
        } else if !self.settled {
            Some(Reason::Unsettled)
        } else {
            None
        }
    }

    /// The page that the file gives, if any.
    pub fn page(&self) -> Option<PageId> {
        match self.fate {
            Fate::Page(id) | Fate::Unreadable(_, Some(id)) => Some(id),
            Fate::LeftOut(_) | Fate::Unreadable(_, None) => None,
        }
    }
}
