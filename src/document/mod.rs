//! FLOOR 3: what a page means on its site.
//!
//! Pages, sections, addresses, languages, generators, and what is published.
//! A [`SiteReader`] finds out whose rules a site follows, walks its tree once,
//! and then turns one file at a time into a [`Page`] or a reason why it is none.
//!
//! Architecture Invariant: this floor knows no tantivy and no HTTP, and reads
//! files only through `content::source`.

pub mod page;

pub mod language;

pub mod site;

pub mod reader;

pub mod address;

pub mod built;

mod assemble;

mod exclusion;

mod config;

mod fields;

mod script;

mod generator;

pub use address::duplicate_addresses;
pub use generator::detect::detect as detect_generator;
pub use language::LanguageTag;
pub use page::{Block, BlockKind, Page, Section};
pub use site::{
    Dependency, GeneratorKind, LeftOut, Outcome, ReadMode, Reading, SiteOptions, SiteReader, SourceFile,
};
