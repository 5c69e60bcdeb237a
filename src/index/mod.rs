//! FLOOR 4: the site on disk, as immutable generations.
//!
//! Architecture Invariant: this floor knows no ranking, no HTTP, no terminal.

pub mod build;

pub use build::{BuildOptions, BuildReport, Progress, build, exists};
