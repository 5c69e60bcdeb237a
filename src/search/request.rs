//! What may be asked, and the limits on it.

use jiff::civil::Date;

use crate::document::LanguageTag;
use crate::search::ablation::Part;

/// The longest query that is looked at, in bytes; the box sends far less, and
/// everything after costs time that other readers wait for.
pub const MAX_QUERY_BYTES: usize = 512;

/// The most results on one page.
pub const MAX_PER_PAGE: usize = 50;

/// The deepest result that can be asked for: nobody reads on, and crawlers try.
pub const MAX_RESULT_DEPTH: usize = 1_000;

/// The most tags that one request may filter by.
pub const MAX_TAGS: usize = 16;

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// As typed: words, `"a phrase"`, `-without`, `tag:`, `lang:`. Empty lists
    /// everything that the filters allow, newest first.
    pub q: String,
    /// A page must carry all of them; letter case and script do not matter.
    pub tags: Vec<String>,
    /// A page's language must be within it.
    pub lang: Option<LanguageTag>,
    /// The reader's own language: of translations, this one is shown.
    pub reader_lang: Option<LanguageTag>,
    /// First day, inclusive.
    pub from: Option<Date>,
    /// Last day, inclusive.
    pub to: Option<Date>,
    /// In what order.
    pub sort: Sort,
    /// Counted from 1.
    pub page: usize,
    /// 0 counts only.
    pub per_page: usize,
    /// Whether translations of one page are one result.
    pub collapse: bool,
    /// Whether each hit says how its score came about.
    pub explain: bool,
    /// What of the ranking is left out; for measuring what it is worth.
    pub without: Option<Part>,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            q: String::new(),
            tags: Vec::new(),
            lang: None,
            reader_lang: None,
            from: None,
            to: None,
            sort: Sort::Relevance,
            page: 1,
            per_page: 10,
            collapse: true,
            explain: false,
            without: None,
        }
    }
}

/// The order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first; newest first where nothing is asked but filters.
    #[default]
    Relevance,
    /// Newest first, pages without a date last.
    Date,
}
