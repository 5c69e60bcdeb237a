//! What each tool adds to Markdown, reduced to what a reader sees.

pub mod obsidian;
