//! What is answered: plain data, and its one JSON form.
//!
//! The command line's `--json` and the native HTTP API print these types as they
//! are, so the names here are the public API (`docs/http-api.md`).

use serde::ser::SerializeTuple;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::search::explanation::Explanation;

/// A stretch of text, matched or not; `["键值",1]` in JSON. Joined, segments give
/// the whole text; it is never HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// As the page has it.
    pub text: String,
    /// Whether it is what matched.
    pub marked: bool,
}

impl Serialize for Segment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pair = serializer.serialize_tuple(2)?;
        pair.serialize_element(&self.text)?;
        pair.serialize_element(&u8::from(self.marked))?;
        pair.end()
    }
}

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Results {
    /// As typed.
    pub query: String,
    /// How long the search took, in milliseconds, without the network.
    pub took_ms: f64,
    /// How many pages match (translations counted once if collapsed).
    pub total: usize,
    /// Counted from 1.
    pub page: usize,
    /// As asked for, within the limits.
    pub per_page: usize,
    /// Best first, or newest first.
    pub hits: Vec<Hit>,
    /// Counts over the whole result, not this page of it.
    pub facets: Facets,
    /// What else might be meant, best first.
    pub suggest: Vec<String>,
    /// What was searched for instead, when nothing plain was found.
    pub corrected: Option<String>,
    /// Which index answered.
    pub index: IndexInfo,
}

/// One page that matches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// Stable for one page as long as its file keeps its name.
    pub id: String,
    /// Its file, relative to the site's root.
    pub path: String,
    /// Its address from the root of the host.
    pub url: String,
    /// Higher is better; comparable within one answer only.
    pub score: f64,
    /// BCP 47, empty if unknown.
    pub lang: String,
    /// `2024-11-01` or `2024-11-01T08:00:00`.
    pub date: Option<String>,
    /// As written.
    pub tags: Vec<String>,
    /// Several are joined by `, `.
    pub author: Option<String>,
    /// As written.
    pub description: Option<String>,
    /// Cover image, as written.
    pub image: Option<String>,
    /// Front matter fields that Sou gives no meaning to.
    pub extra: Map<String, Value>,
    /// The whole title, marked.
    pub title: Vec<Segment>,
    /// The densest window of the text, marked.
    pub snippet: Vec<Segment>,
    /// The best sections, best first, at most three.
    pub sections: Vec<SectionHit>,
    /// The same page in other languages.
    pub translations: Vec<Translation>,
    /// Which rescue found it, where no plain match did: `typo`, `pinyin`, …
    pub via: Option<String>,
    /// How the score came about, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

/// A section of a hit that matches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionHit {
    /// Its heading, marked.
    pub title: Vec<Segment>,
    /// The page's address and the section's anchor, percent-encoded.
    pub url: String,
    /// The densest window of the section, marked.
    pub snippet: Vec<Segment>,
}

/// Another language's version of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Translation {
    /// BCP 47.
    pub lang: String,
    /// Its file, relative to the site's root.
    pub path: String,
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
}

/// How many pages of the whole result have which value; the most frequent first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Facets {
    /// By tag, as first written.
    pub tags: Map<String, Value>,
    /// By language.
    pub lang: Map<String, Value>,
    /// By year.
    pub year: Map<String, Value>,
}

/// A tag of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TagCount {
    /// As most often written.
    pub tag: String,
    /// How many pages carry it.
    pub count: usize,
}

/// Which index answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexInfo {
    /// As `gen-000123`.
    pub generation: String,
    /// When it was published, RFC 3339, UTC.
    pub updated: String,
    /// How many pages it holds.
    pub docs: usize,
}

/// One line of `sou pages`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageLine {
    /// Its file, relative to the site's root.
    pub path: String,
    /// Its address; `None` if it is left out.
    pub url: Option<String>,
    /// Its title, empty if it is left out.
    pub title: String,
    /// BCP 47, empty if unknown.
    pub lang: String,
    /// As in [`Hit::date`].
    pub date: Option<String>,
    /// As written.
    pub tags: Vec<String>,
    /// Anchors of its headings, in the order of the page.
    pub anchors: Vec<String>,
    /// The same page in other languages.
    pub translations: Vec<Translation>,
    /// Why it is not published; only with `--all`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
}

/// A whole page, as `GET /api/v1/document` gives it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentView {
    /// What the index knows of the page.
    #[serde(flatten)]
    pub page: crate::document::Page,
    /// The same page in other languages.
    pub translations: Vec<Translation>,
}
