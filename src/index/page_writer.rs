//! One page as the index takes it: analysed once, for all fields.

use tantivy::TantivyDocument;

use crate::document::{BlockKind, Page};
use crate::index::catalog::{PageId, PageRecord};
use crate::index::schema::{Area, Fields, bag_prefix};
use crate::index::tokenizer::Encoded;
use crate::text::{Analysis, Analyzer, Languages, TokenKind, fold};

/// Analyses pages; one for each thread, because it keeps its memory.
pub struct PageWriter<'a> {
    analyzer: &'a Analyzer,
    fields: &'a Fields,
    areas: [Analysis; Area::COUNT],
}

impl<'a> PageWriter<'a> {
    /// A writer of documents with `fields`.
    pub fn new(analyzer: &'a Analyzer, fields: &'a Fields) -> Self {
        Self { analyzer, fields, areas: Default::default() }
    }

    /// The document of a page, and its record.
    pub fn write(&mut self, id: PageId, page: &Page) -> (TantivyDocument, PageRecord) {
        self.areas.iter_mut().for_each(Analysis::clear);
        let language = page.language.primary();
        self.add(Area::Title, &page.title, language);
        for keyword in page.tags.iter().chain(&page.categories).chain(&page.authors) {
            self.add(Area::Keywords, keyword, language);
        }
        if let Some(description) = &page.description {
            self.add(Area::Body, description, language);
        }
        for section in &page.sections {
            self.add(Area::Heading, &section.heading, language);
            for block in &section.blocks {
                let area = match block.kind {
                    BlockKind::Prose => Area::Body,
                    BlockKind::Code => Area::Code,
                };
                self.add(area, &block.text, language);
            }
        }
        let mut document = TantivyDocument::default();
        let mut lengths_units = [0; Area::COUNT];
        for area in Area::ALL {
            lengths_units[area.ordinal()] = self.encode(area, &mut document);
        }
        document.add_text(self.fields.title_key, keys([page.title.as_str()]));
        let headings = page.sections.iter().map(|section| section.heading.as_str());
        document.add_text(self.fields.heading_key, keys(headings));
        document.add_u64(self.fields.page, id);
        let sections = postcard::to_stdvec(&page.sections).expect("sections are writable");
        document.add_bytes(self.fields.sections, &sections);
        (document, PageRecord::new(id, page, lengths_units))
    }

    fn add(&mut self, area: Area, text: &str, language: &str) {
        let analysis = &mut self.areas[area.ordinal()];
        let before = analysis.n_tokens();
        self.analyzer.analyze(text, Languages::One(language), analysis);
        if analysis.n_tokens() > before {
            analysis.break_block();
        }
    }

    /// Adds the two fields of an area; gives its length in units.
    fn encode(&self, area: Area, document: &mut TantivyDocument) -> u32 {
        let mut placed = Encoded::default();
        let mut bag = Encoded::default();
        let mut n_units = 0;
        for token in self.areas[area.ordinal()].tokens() {
            n_units += u32::from(token.kind == TokenKind::Unit);
            match bag_prefix(token.kind) {
                None => placed.push(None, token.term, token.position),
                prefix => bag.push(prefix, token.term, token.position),
            }
        }
        document.add_text(self.fields.placed[area.ordinal()], placed.into_text());
        document.add_text(self.fields.bag[area.ordinal()], bag.into_text());
        n_units
    }
}

fn keys<'a>(titles: impl IntoIterator<Item = &'a str>) -> String {
    let mut keys = Encoded::default();
    for key in titles.into_iter().map(title_key).filter(|key| !key.is_empty()) {
        keys.push(None, &key, 0);
    }
    keys.into_text()
}

/// What a title is looked up by: folded, letters and digits only, and no longer
/// than a term may be.
pub fn title_key(title: &str) -> String {
    /// Far longer than titles are, and below the library's limit on a term.
    const MAX_KEY_BYTES: usize = 1_000;
    let mut key = fold::fold_key(title);
    if key.len() > MAX_KEY_BYTES {
        let end = (0..=MAX_KEY_BYTES).rev().find(|&end| key.is_char_boundary(end)).unwrap_or(0);
        key.truncate(end);
    }
    key
}
