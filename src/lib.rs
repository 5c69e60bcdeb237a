//! Search for sites written in Markdown: Chinese first, every language welcome.
//!
//! A page goes in through the floors from the bottom up, a question comes out
//! through them from the top down:
//!
//! ```text
//! file ─ content ─▶ Markdown events ─ document ─▶ Page ─ text ─▶ tokens ─ index ─▶ generation
//! text typed ─ search ─▶ Query ─ index ─▶ postings ─ search ─▶ Results ─ service, cli ─▶ a reader
//! ```
//!
//! The modules below stand in reading order. Each knows only those above it;
//! `ARCHITECTURE.md` says why, and a test keeps it so.

pub mod error;

pub mod text;

pub mod content;

pub mod document;

pub mod index;

pub mod search;

pub mod service;

pub mod cli;

pub use error::{Error, Result};
