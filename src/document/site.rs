//! A site as its generator publishes it: which files are pages, and what each says.

use std::path::PathBuf;
use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::content::Diagnostic;
use crate::content::source::FileEntry;
use crate::document::Page;

pub use crate::document::reader::SiteReader;

/// What may be said about a site from outside; `None` and empty mean "as the site says".
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SiteOptions {
    /// Which generator's rules apply; detected if not given.
    pub generator: Option<GeneratorKind>,
    /// Where content is, relative to the root, instead of the generator's own folder.
    pub content: Option<PathBuf>,
    /// Language of pages that name none.
    pub language: Option<String>,
    /// IANA name, for dates without an offset and for "future".
    pub time_zone: Option<String>,
    /// Path prefix of every address, instead of the configuration's.
    pub base_path: Option<String>,
    /// Globs, relative to the root, of files to leave out besides the generator's.
    pub exclude: Vec<String>,
    /// What pages are read from.
    pub read: ReadMode,
    /// The generator's output, absolute or relative to the root, instead of its own folder.
    pub build: Option<PathBuf>,
    /// The CSS selector of a built page's text, as [`crate::content::Selector`] reads it.
    pub main_selector: Option<String>,
}

/// What pages are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReadMode {
    /// Markdown, by the rules of its generator.
    #[default]
    Source,
    /// The HTML that the generator made, whatever made it.
    Built,
    /// Text and facts from Markdown, addresses and anchors as the built pages have them.
    Both,
}

/// Whose rules a site follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GeneratorKind {
    /// `_config.yml` and `_posts/`.
    Jekyll,
    /// `hugo.toml`, `config.toml` or `config/_default/`, and `content/`.
    Hugo,
    /// `_config.yml` and `source/_posts/`.
    Hexo,
    /// `zola.toml`, or `config.toml` with a `base_url`, and `content/`.
    Zola,
    /// `docusaurus.config.js`.
    Docusaurus,
    /// `.vitepress/`, at the root or in `docs/`.
    VitePress,
    /// `astro.config.mjs`; Starlight's `src/content/docs/`.
    Astro,
    /// `mkdocs.yml`.
    MkDocs,
    /// `book.toml`.
    MdBook,
    /// `pelicanconf.py`.
    Pelican,
    /// `.obsidian/`.
    Obsidian,
    /// No generator: a folder of Markdown files.
    Plain,
}

/// A Markdown file of the site, as the walk found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Relative to the site's root, `/` between folders, lossless for UTF-8 names.
    pub path: String,
    /// In bytes.
    pub size_bytes: u64,
    /// When its bytes last changed, by the file system.
    pub modified: SystemTime,
    /// When its inode last changed, in nanoseconds since the epoch; 0 where there is none.
    /// Unlike `modified` it cannot be set back by a program.
    pub changed_ns: i128,
}

impl From<FileEntry> for SourceFile {
    fn from(entry: FileEntry) -> Self {
        Self {
            path: entry.path,
            size_bytes: entry.size_bytes,
            modified: entry.modified,
            changed_ns: entry.changed_ns,
        }
    }
}

/// What came of reading one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// A hash of the file's bytes, in hexadecimal.
    pub content_hash: String,
    /// The page, or why there is none.
    pub outcome: Outcome,
    /// In order of line.
    pub diagnostics: Vec<Diagnostic>,
    /// When the outcome changes by itself: a future page appears, one expires.
    pub changes_at: Option<Timestamp>,
    /// Other files that the outcome was made of, each once.
    pub dependencies: Vec<Dependency>,
}

/// A file that a page was made of besides its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependency {
    /// Relative to the site's root, or absolute if it is outside.
    pub path: String,
    /// As it was when it was read; `None` if it was not there.
    pub seen: Option<SourceFile>,
}

/// The page, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The generator publishes it.
    Published(Box<Page>),
    /// The generator does not publish it.
    LeftOut(LeftOut),
    /// It could not be read; what the index holds of it must stay.
    Unreadable(String),
}

/// Why a file is not a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeftOut {
    /// A draft, by the field or folder named.
    Draft(String),
    /// Its date is still to come.
    Future,
    /// Its expiry date has passed.
    Expired,
    /// `published: false` or the like, by the field named.
    Unpublished(String),
    /// The generator makes no page of it, for the reason given.
    NotAPage(String),
    /// The settings leave it out, by the pattern given.
    Excluded(String),
}
