//! FLOOR 5: a question in, ranked pages and sections out.
//!
//! What was typed becomes a [`query`], the query a [`plan`] of evidence, the
//! plan is scored over postings, pages are put in order by tiers of evidence,
//! and the few on this page of results are read for sections and snippets.
//!
//! Architecture Invariant: this floor knows no HTTP and no terminal. Queries are
//! built here by hand, never by a general query parser.

pub mod request;

pub mod results;

pub mod engine;

pub mod query;

pub mod plan;

pub mod ranking;
mod rarity;

pub mod explanation;

pub mod snippet;

pub mod suggest;

pub mod why;

pub mod eval;

pub mod ablation;

mod answer;

mod emphasis;

mod evidence;

mod explain;

mod facets;

mod standing;

mod hits;

mod marks;

mod beginnings;

mod definitions;

mod lexicon;

mod reserves;

mod meant;

mod near;

mod passages;

mod phrase;

mod phrase_filter;
mod pieces;

mod postings;

mod rescue;

mod rewrites;

mod scoring;

mod site;

mod synonyms;

pub use engine::Engine;
pub use request::{SearchRequest, Sort};
pub use results::{
    DocumentView, Facets, Hit, IndexInfo, PageLine, Results, SectionHit, Segment, TagCount, Translation,
};
pub use suggest::{SuggestRequest, Suggestion, SuggestionKind, Suggestions};
