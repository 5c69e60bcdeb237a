//! One run of the indexer: what changed on the site becomes a new generation.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

use crate::content::Diagnostic;
use crate::document::{GeneratorKind, Page, SiteOptions, SiteReader, duplicate_addresses};
use crate::error::Result;
use crate::index::catalog::{Fate, PageRecord};
use crate::index::disk::Disk;
use crate::index::reader::OpenIndex;
use crate::index::store::Store;
use crate::index::update::{Fingerprints, Outcome, Plan, Update};
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
    /// What the index is on.
    pub disk: Disk,
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
    /// Whether any page came, went or changed. Files that were only touched are
    /// remembered in a new generation all the same.
    pub changed: bool,
    /// In the index now.
    pub n_pages: usize,
    /// In the index now.
    pub n_sections: usize,
    /// Files that are no page.
    pub n_left_out: usize,
    /// Files read in this run.
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
    let started = Instant::now();
    let (site, site_diagnostics) = SiteReader::open(&options.site, &options.site_options, options.now)?;
    let store = Store::on(&options.disk, &options.index);
    let lock = store.lock()?;
    store.remove_leftovers(&lock)?;
    let fingerprints = Fingerprints { analyzer: analyzer.fingerprint(), site: site.fingerprint() };
    let base = if options.full { None } else { base(&store, &fingerprints) };
    let plan = Plan::new(&site, base.as_ref(), options.now);
    let n_stale = plan.stale.len();
    let outcome = match base {
        Some(base) if plan.is_empty() && base.files().site_diagnostics == site_diagnostics => {
            Outcome::nothing_new(&base)
        }
        base => {
            let update = Update { store: &store, base, analyzer, fingerprints, now: options.now };
            update.run(plan, &site, site_diagnostics, options.threads, progress)?
        }
    };
    let mut diagnostics: Vec<Diagnostic> = outcome.files.site_diagnostics.clone();
    diagnostics.extend(outcome.files.by_path.values().flat_map(|file| file.diagnostics.iter().cloned()));
    let pages = &outcome.pages;
    diagnostics.extend(duplicate_addresses(pages.iter().map(|page| (page.path.as_str(), page.url.as_str()))));
    diagnostics.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    let n_left_out =
        outcome.files.by_path.values().filter(|file| matches!(file.fate, Fate::LeftOut(_))).count();
    Ok(BuildReport {
        generator: site.generator(),
        generation: outcome.generation.name(),
        changed: outcome.changed,
        n_pages: pages.len(),
        n_sections: pages.iter().map(|page| page.headings.len()).sum(),
        n_left_out,
        n_read: n_stale,
        n_removed: outcome.n_removed,
        languages: count_languages(pages),
        diagnostics,
        took_secs: started.elapsed().as_secs_f64(),
        size_bytes: outcome.generation.size_bytes(),
    })
}

/// Builds an index of pages that come from no site: test sets, records.
///
/// # Errors
///
/// If the generation cannot be written.
pub fn build_pages(pages: &[Page], index: &Path, analyzer: &Arc<Analyzer>, now: Timestamp) -> Result<()> {
    let store = Store::at(index);
    let lock = store.lock()?;
    store.remove_leftovers(&lock)?;
    let fingerprints = Fingerprints { analyzer: analyzer.fingerprint(), site: "pages".to_owned() };
    Update { store: &store, base: None, analyzer, fingerprints, now }.run_pages(pages)
}

/// The published generation, if what it was written with is what this run has.
/// One that cannot be opened is built again: everything in it comes from the site.
fn base(store: &Store, fingerprints: &Fingerprints) -> Option<OpenIndex> {
    let open = OpenIndex::open(store, &fingerprints.analyzer).ok()?;
    (open.manifest().site == fingerprints.site).then_some(open)
}

fn count_languages(pages: &[PageRecord]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for page in pages {
        *counts.entry(page.language.as_str()).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> =
        counts.into_iter().map(|(language, count)| (language.to_owned(), count)).collect();
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    counts
}

/// Whether `folder` holds an index.
pub fn exists(folder: &Path) -> bool {
    Store::at(folder).published().is_ok()
}
