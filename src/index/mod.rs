//! FLOOR 4: the site on disk, as immutable generations.
//!
//! A run compares the site with what the last run saw, analyses what changed,
//! and publishes a new generation beside the old one. tantivy keeps postings
//! and text; the catalog keeps all the rest.
//!
//! Architecture Invariant: this floor knows no ranking, no HTTP, no terminal.
//! Nothing in a published generation is ever changed.

pub mod disk;

pub mod disk_lock;

mod directory;

pub mod schema;

pub mod catalog;

pub mod vocabulary;

pub mod generation;

pub mod store;

pub mod status;

mod seal;

mod smoke;

pub mod reader;

pub mod build;

pub mod verify;

pub mod archive;

pub mod guard;

pub mod plan;

pub mod preview;

mod numbers;

mod outcome;

mod page_writer;

mod recut;

mod room;

mod tokenizer;

mod update;

pub use build::{BuildOptions, BuildReport, Progress, build, build_pages, exists};
pub use disk::Disk;
pub use guard::Shrink;
pub use page_writer::title_key;
pub use preview::{Preview, preview};
pub use reader::OpenIndex;
pub use status::{RunResult, Status};
pub use store::Store;
