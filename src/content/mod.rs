//! FLOOR 2: one Markdown file in, its syntax out; and the walk over a tree of them.
//!
//! Architecture Invariant: this floor knows no site, no generator and no index.
//! Only `source.rs` touches the disk. Parsing never fails: it returns what could
//! be kept, and [`Diagnostic`]s.

pub mod diagnostic;

pub use diagnostic::{Diagnostic, Severity};
