//! FLOOR 3: what a page means on its site.
//!
//! Pages, sections, addresses, languages, generators, and what is published.
//!
//! Architecture Invariant: this floor knows no tantivy and no HTTP, and reads
//! files only through `content::source`.

pub mod language;

pub mod page;

pub mod site;

pub use language::LanguageTag;
pub use page::{Block, BlockKind, Page, Section};
pub use site::{GeneratorKind, LeftOut, Outcome, Reading, SiteOptions, SiteReader, SourceFile};
