//! FLOOR 1: text in, tokens out.
//!
//! Folding (script, width, case, diacritics), script runs, segmenters, and the
//! one `Analyzer` that both writes the index and asks it.
//!
//! Architecture Invariant: this floor knows no files, no Markdown, no tantivy,
//! and nothing here fails: every string has an analysis.

pub mod token;

mod conversion;

pub mod han_forms;

pub mod fold;

pub mod script;

pub mod segment;

pub mod stem;

pub mod stop_words;

mod units;

mod words;

mod emit;

pub mod analyzer;

pub mod aside;

pub mod cut;

pub mod pinyin;

pub mod region;

pub mod width;

pub mod boundary;

pub mod detect;

pub use analyzer::{Analyzer, Languages};
pub use token::{Analysis, Token, TokenKind};
