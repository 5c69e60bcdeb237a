//! A page as a reader of the site knows it: the unit that is listed, made of
//! sections, the unit that is linked.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::document::LanguageTag;

/// One published page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Its file, relative to the site's root, `/` between folders.
    pub path: String,
    /// Its address from the root of the host, percent-encoded, base path
    /// included: `/kubecon-hk-thoughts.html`, `/blog/2024/11/01/%E9%A6%99%E6%B8%AF/`.
    pub url: String,
    /// As the generator shows it; never empty (the file's name at worst).
    pub title: String,
    /// From front matter, folder, file name or configuration, else detected.
    pub language: LanguageTag,
    /// When it was published, in the site's time zone.
    pub date: Option<DateTime>,
    /// When it was last changed, where the page says so.
    pub updated: Option<DateTime>,
    /// In the order written, trimmed, no empty ones, no repetitions.
    pub tags: Vec<String>,
    /// Each as a path from the root, joined by `/`: `容器/编排`.
    pub categories: Vec<String>,
    /// In the order written.
    pub authors: Vec<String>,
    /// As written; not made from the text.
    pub description: Option<String>,
    /// Cover image, as written.
    pub image: Option<String>,
    /// Every front matter field that has no place above, in the order written.
    pub extra: Map<String, Value>,
    /// Pages with the same key and different languages are translations of each other.
    pub translation_key: Option<String>,
    /// In the order of the page; the first has no heading if text comes before one.
    pub sections: Vec<Section>,
}

/// A heading and what stands under it, up to the next heading of any level.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Section {
    /// 1 to 6; 0 for what comes before the first heading.
    pub level: u8,
    /// Visible text of the heading; empty for level 0.
    pub heading: String,
    /// The `id` that the generator gives the heading, not percent-encoded; empty for level 0.
    pub anchor: String,
    /// In the order of the page.
    pub blocks: Vec<Block>,
}

/// A paragraph, list item, table cell or code block: nothing is near across its border.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it holds.
    pub kind: BlockKind,
    /// Visible text, entities resolved, markup gone, soft breaks as `\n`. Never blank.
    pub text: String,
}

/// What a block holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// Text for reading, inline code and image alternatives included.
    Prose,
    /// A code block, white space as written.
    Code,
}
