//! A site as its generator publishes it: which files are pages, and what each says.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::content::Diagnostic;
use crate::document::Page;
use crate::error::Result;

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

/// Reads the pages of one site. Shared by threads.
#[derive(Debug)]
pub struct SiteReader {
    root: PathBuf,
    files: Vec<SourceFile>,
}

impl SiteReader {
    /// Reads the site's configuration and walks its tree, as of `now`.
    ///
    /// # Errors
    ///
    /// If `root` is missing or cannot be listed. A broken configuration or an
    /// unreadable folder below the root is a diagnostic.
    pub fn open(root: &Path, options: &SiteOptions, now: Timestamp) -> Result<(Self, Vec<Diagnostic>)> {
        let _ = (options, now);
        Ok((Self { root: root.to_owned(), files: Vec::new() }, Vec::new()))
    }

    /// Every Markdown file below the content folders, sorted by path.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Whose rules are followed.
    pub fn generator(&self) -> GeneratorKind {
        GeneratorKind::Plain
    }

    /// Hashes everything besides a file's own bytes that decides what is read
    /// from it: configuration, options, inherited front matter, the reader's version.
    pub fn fingerprint(&self) -> String {
        String::new()
    }

    /// Reads one of [`files`](Self::files).
    pub fn read(&self, file: &SourceFile) -> Reading {
        let _ = (file, &self.root);
        todo!()
    }
}
