//! How good the answers are, in numbers: golden queries, their measures, and what moved.
//!
//! A golden query is a question with the pages that should answer it. Ranking
//! is changed by measuring, here; `docs/eval.md` says how an owner of a site does.
//!
//! Architecture Invariant: nothing here touches the disk. Files come in as text,
//! and the engine is only asked what every reader may ask.

pub mod metrics;

pub mod golden;

pub mod yaml;

pub mod documents;

pub mod run;

pub mod report;

pub mod compare;

pub use compare::{Ablation, Comparison, compare};
pub use golden::{GoldenError, GoldenQuery};
pub use report::Report;
pub use run::{Asked, ask};
