//! One run of the indexer: what changed on the site becomes a new generation.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::content::Diagnostic;
use crate::document::{GeneratorKind, SiteOptions};
use crate::error::Result;
use crate::text::Analyzer;

/// What one run is asked to do.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The site's root.
    pub site: PathBuf,
    /// How the site is read.
    pub site_options: SiteOptions,
    /// The folder that holds the generations; made if missing.
    pub index: PathBuf,
    /// Read and analyse everything again, whatever the last run left.
    pub full: bool,
    /// How many threads analyse; at least 1.
    pub threads: usize,
    /// What counts as now, for drafts in the future.
    pub now: Timestamp,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Files that need reading, out of all files.
    Reading {
        /// Done so far.
        done: usize,
        /// To be done in all.
        of: usize,
    },
    /// Writing and checking the new generation.
    Publishing,
}

/// What one run did.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildReport {
    /// Whose rules were followed.
    pub generator: GeneratorKind,
    /// The generation published, or the one that stays because nothing changed.
    pub generation: String,
    /// Whether a new generation was published.
    pub changed: bool,
    /// In the index now.
    pub n_pages: usize,
    /// In the index now.
    pub n_sections: usize,
    /// Files that are no page.
    pub n_left_out: usize,
    /// Pages read again, removed.
    pub n_read: usize,
    /// Pages that went.
    pub n_removed: usize,
    /// Language and how many pages it has, the most frequent first.
    pub languages: Vec<(String, usize)>,
    /// Of all files, those unchanged included, by path and line.
    pub diagnostics: Vec<Diagnostic>,
    /// How long the run took, in seconds.
    pub took_secs: f64,
    /// Of the published generation on disk, in bytes.
    pub size_bytes: u64,
}

/// Brings the index up to date with the site. `progress` may be called from any thread.
///
/// # Errors
///
/// If the site's root cannot be read or the new generation cannot be written;
/// the last generation stays published.
pub fn build(
    options: &BuildOptions,
    analyzer: &Arc<Analyzer>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<BuildReport> {
    let _ = (options, analyzer, progress);
    todo!()
}

/// Whether `folder` holds an index.
pub fn exists(folder: &Path) -> bool {
    folder.join("CURRENT").is_file()
}
