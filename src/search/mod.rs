//! FLOOR 5: a question in, ranked pages and sections out.
//!
//! Architecture Invariant: this floor knows no HTTP and no terminal. Queries are
//! built here by hand, never by a general query parser.

pub mod engine;

pub mod request;

pub mod results;

pub mod snippet;

pub use engine::Engine;
pub use request::{SearchRequest, Sort};
pub use results::{
    DocumentView, Facets, Hit, IndexInfo, PageLine, Results, SectionHit, Segment, TagCount, Translation,
};
