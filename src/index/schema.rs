//! The fields of the index, and why each is stored, indexed or fast.
//!
//! One document is one page. The index holds what is needed to *find* it: the
//! postings of five areas, and the text to quote from. Everything else that is
//! known of a page is in the [`catalog`](crate::index::catalog), where filters
//! and facets read it.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};

use crate::index::tokenizer::TOKENIZER_NAME;
use crate::text::TokenKind;

/// Where on a page a term stands; what a match there is worth is decided by `search`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    /// The page's title.
    Title,
    /// The headings of its sections.
    Heading,
    /// Tags, categories, authors.
    Keywords,
    /// Description and prose.
    Body,
    /// Code blocks, apart from prose because their words mean less.
    Code,
}

impl Area {
    /// All areas, in the order in which [`Fields`] and lengths list them.
    pub const ALL: [Area; 5] = [Area::Title, Area::Heading, Area::Keywords, Area::Body, Area::Code];

    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The place in lists that follow [`Area::ALL`].
    pub fn ordinal(self) -> usize {
        self as usize
    }

    /// As fields are named and explanations call it: `title`, `heading`, ….
    pub fn name(self) -> &'static str {
        match self {
            Area::Title => "title",
            Area::Heading => "heading",
            Area::Keywords => "keywords",
            Area::Body => "body",
            Area::Code => "code",
        }
    }
}

/// The fields of the schema.
#[derive(Debug, Clone)]
pub struct Fields {
    /// By [`Area`]: units, grams and parts, with positions, because phrases are
    /// made of them.
    pub placed: [Field; Area::COUNT],
    /// By [`Area`]: words, stems, glue and raw forms, with frequencies only:
    /// they rank, they are never part of a phrase. Terms begin with [`bag_prefix`].
    pub bag: [Field; Area::COUNT],
    /// The title without anything but letters and digits, as one term: a query
    /// that is a whole title is found in one look-up.
    pub title_key: Field,
    /// The same of each heading.
    pub heading_key: Field,
    /// The page's number in the catalog: indexed to delete it by, fast to find
    /// the catalog's record of a match.
    pub page: Field,
    /// The sections, serialised: stored to quote from, never searched.
    pub sections: Field,
}

/// The schema, and its fields.
pub fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    // Lengths are in the catalog, exact and by language, so no field norms.
    let indexed = |record| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER_NAME)
            .set_index_option(record)
            .set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing)
    };
    let placed = Area::ALL
        .map(|area| builder.add_text_field(area.name(), indexed(IndexRecordOption::WithFreqsAndPositions)));
    let bag = Area::ALL.map(|area| {
        builder.add_text_field(&format!("{}_bag", area.name()), indexed(IndexRecordOption::WithFreqs))
    });
    let title_key = builder.add_text_field("title_key", indexed(IndexRecordOption::Basic));
    let heading_key = builder.add_text_field("heading_key", indexed(IndexRecordOption::Basic));
    let page = builder.add_u64_field("page", INDEXED | FAST);
    let sections = builder.add_bytes_field("sections", STORED);
    (builder.build(), Fields { placed, bag, title_key, heading_key, page, sections })
}

/// What the terms of a kind begin with in [`Fields::bag`]; `None` for kinds that
/// are in [`Fields::placed`] as they are.
pub fn bag_prefix(kind: TokenKind) -> Option<char> {
    match kind {
        TokenKind::Unit | TokenKind::Gram | TokenKind::Part => None,
        TokenKind::Word => Some('w'),
        TokenKind::Stem => Some('s'),
        TokenKind::Glue => Some('g'),
        TokenKind::Raw => Some('r'),
    }
}
