//! One run of the indexer: what changed on the site becomes a new generation.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::content::{Diagnostic, Severity};
use crate::document::{GeneratorKind, Page, SiteOptions, SiteReader, duplicate_addresses};
use crate::error::{Error, Result};
use crate::index::catalog::{Fate, PageRecord};
use crate::index::disk::Disk;
use crate::index::generation::Generation;
use crate::index::guard::{Before, Shrink};
use crate::index::outcome::Outcome;
use crate::index::plan::Plan;
use crate::index::reader::OpenIndex;
use crate::index::recut::Recut;
use crate::index::status::{RunResult, Status};
use crate::index::store::{Store, WriteLock};
use crate::index::update::{Fingerprints, Update};
use crate::index::vocabulary::{SynonymRule, Vocabulary};
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
    /// What means the same; kept with the index for those who ask it.
    pub synonyms: Vec<SynonymRule>,
    /// Read and analyse everything again, whatever the last run left.
    pub full: bool,
    /// How many threads analyse; at least 1.
    pub threads: usize,
    /// What counts as now, for drafts in the future.
    pub now: Timestamp,
    /// What to do if many pages are gone at once.
    pub shrink: Shrink,
    /// How long to wait for another run to end.
    pub patience: Duration,
    /// What the index is on.
    pub disk: Disk,
}

impl BuildOptions {
    /// A run on all cores that reads what has changed, as the site says it, and
    /// waits for nobody.
    pub fn new(site: &Path, index: &Path, now: Timestamp) -> Self {
        Self {
            site: site.to_owned(),
            site_options: SiteOptions::default(),
            index: index.to_owned(),
            synonyms: Vec::new(),
            full: false,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            now,
            shrink: Shrink::Refuse,
            patience: Duration::ZERO,
            disk: Disk::default(),
        }
    }
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
    /// Whether that generation is of this run.
    pub published: bool,
    /// Whether any page came, went or changed, or the owner's words did. Files
    /// that were only touched are remembered in a new generation all the same.
    pub changed: bool,
    /// In the index now.
    pub n_pages: usize,
    /// In the index now.
    pub n_sections: usize,
    /// Files that are no page.
    pub n_left_out: usize,
    /// Files read in this run.
    pub n_read: usize,
    /// Pages that were cut again because the owner's words changed.
    pub n_recut: usize,
    /// Pages that went.
    pub n_removed: usize,
    /// Pages whose files have another name.
    pub n_moved: usize,
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
    let store = Store::on(&options.disk, &options.index);
    // Where a site is missing and its index too, nothing is made: the folder may
    // be the one that both are mounted on.
    if !store.exists() && !options.site.is_dir() {
        return Err(Error::no_site(&options.site)(io::ErrorKind::NotFound.into()));
    }
    let lock = store.lock(options.patience)?;
    let mut ended = run(options, analyzer, progress, &store, &lock);
    if ended.is_err() && store.remove_leftovers(&lock).is_err() {
        // The next run removes them; what went wrong first is what matters.
    }
    let took_secs = started.elapsed().as_secs_f64();
    let status = status(&store, options, &ended, took_secs);
    let told = store.write_status(&status, &lock);
    if let Ok(report) = &mut ended {
        report.took_secs = took_secs;
        // The index is as it should be, so the run did not fail.
        report.diagnostics.extend(told.err().map(|error| Diagnostic {
            severity: Severity::Warning,
            path: options.index.to_string_lossy().into_owned(),
            line: 0,
            message: error.first_line(),
            hint: None,
        }));
    }
    ended
}

fn run(
    options: &BuildOptions,
    analyzer: &Arc<Analyzer>,
    progress: &(dyn Fn(Progress) + Sync),
    store: &Store,
    lock: &WriteLock,
) -> Result<BuildReport> {
    store.remove_leftovers(lock)?;
    let (site, site_diagnostics) = SiteReader::open(&options.site, &options.site_options, options.now)?;
    let (known, damaged) = known(store)?;
    // Whoever fell back may need any of them.
    if let Some(published) = known.as_ref().filter(|known| known.fallback().is_none()) {
        store.remove_strays(published.generation(), lock)?;
    }
    let before = before(options, store, known.as_ref());
    let Task { base, plan, fingerprints, vocabulary } = task(options, analyzer, &site, known)?;
    let n_stale = plan.stale.len();
    let outcome = match base {
        Some(base)
            if plan.is_empty()
                && base.fallback().is_none()
                && base.files().site_diagnostics == site_diagnostics
                && base.vocabulary() == &vocabulary =>
        {
            Outcome::nothing_new(&base)
        }
        base => {
            let now = options.now;
            let damaged = &damaged;
            let update =
                Update { store, lock, base, before, damaged, analyzer, fingerprints, vocabulary, now };
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
        published: outcome.published,
        changed: outcome.changed,
        n_pages: pages.len(),
        n_sections: pages.iter().map(|page| page.headings.len()).sum(),
        n_left_out,
        n_read: n_stale,
        n_recut: outcome.n_recut,
        n_removed: outcome.n_removed,
        n_moved: outcome.n_moved,
        languages: count_languages(pages),
        diagnostics,
        took_secs: 0.0,
        size_bytes: outcome.generation.size_bytes(),
    })
}

/// What the status file says of a run that ended so.
fn status(store: &Store, options: &BuildOptions, ended: &Result<BuildReport>, took_secs: f64) -> Status {
    // One that cannot be read is written anew.
    let last = store.status().ok().flatten();
    let report = ended.as_ref().ok();
    let count = |of: fn(&BuildReport) -> usize, last_of: fn(&Status) -> usize| {
        report.map_or(last.as_ref().map_or(0, last_of), of)
    };
    Status {
        result: match ended {
            Ok(report) if report.published => RunResult::Published,
            Ok(_) => RunResult::NothingNew,
            Err(error) if error.is_refusal() => RunResult::Refused,
            Err(_) => RunResult::Failed,
        },
        started: options.now,
        took_secs,
        generation: match report {
            Some(report) => Some(report.generation.clone()),
            None => store.published().ok().map(|generation| generation.name()),
        },
        n_pages: count(|report| report.n_pages, |last| last.n_pages),
        n_left_out: count(|report| report.n_left_out, |last| last.n_left_out),
        n_read: report.map_or(0, |report| report.n_read),
        n_removed: report.map_or(0, |report| report.n_removed),
        n_warnings: count(BuildReport::n_warnings, |last| last.n_warnings),
        error: ended.as_ref().err().map(ToString::to_string),
        last_success: match ended {
            Ok(_) => Some(options.now),
            Err(_) => last.as_ref().and_then(|last| last.last_success),
        },
        pid: std::process::id(),
        sou: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

impl BuildReport {
    /// What `sou check` would list as warnings.
    pub fn n_warnings(&self) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Warning).count()
    }
}

/// Builds an index of pages that come from no site: test sets, records.
///
/// # Errors
///
/// If the generation cannot be written.
pub fn build_pages(pages: &[Page], index: &Path, analyzer: &Arc<Analyzer>, now: Timestamp) -> Result<()> {
    let store = Store::at(index);
    let lock = store.lock(Duration::ZERO)?;
    store.remove_leftovers(&lock)?;
    let fingerprints = Fingerprints { analyzer: analyzer.fingerprint(), site: "pages".to_owned() };
    let vocabulary = Vocabulary { words: analyzer.user_words().to_vec(), synonyms: Vec::new() };
    let (lock, damaged) = (&lock, &[]);
    Update { store: &store, lock, base: None, before: None, damaged, analyzer, fingerprints, vocabulary, now }
        .run_pages(pages)
}

/// The newest generation that can be opened, whatever rules wrote it, and the
/// numbers of those that are damaged. Where there is none, all is built again:
/// everything in an index comes from the site.
fn known(store: &Store) -> Result<(Option<OpenIndex>, Vec<u64>)> {
    match OpenIndex::open_any(store) {
        Ok(known) => {
            let damaged = known.damaged().to_vec();
            Ok((Some(known), damaged))
        }
        Err(Error::Damaged { .. } | Error::Engine { .. }) => {
            Ok((None, store.generations()?.iter().map(Generation::number).collect()))
        }
        Err(_) => Ok((None, Vec::new())),
    }
}

/// What the last index held; `None` if the site is believed whatever is gone.
pub(super) fn before<'a>(
    options: &'a BuildOptions,
    store: &Store,
    known: Option<&OpenIndex>,
) -> Option<(Before, &'a Path)> {
    let before = match (options.shrink, known) {
        (Shrink::Allow, _) => return None,
        (Shrink::Refuse, Some(known)) => Before::of(known.files(), &known.manifest().analyzer),
        // Nothing can be opened, but how many pages there were was written down.
        (Shrink::Refuse, None) => Before::of_size(store.status().ok().flatten()?.n_pages),
    };
    Some((before, &options.site))
}

/// What a run has to do, and what it can stand on.
pub(super) struct Task {
    /// The last generation, if it can be built upon.
    pub base: Option<OpenIndex>,
    /// What differs from it.
    pub plan: Plan,
    /// Of the next generation.
    pub fingerprints: Fingerprints,
    /// Of the next generation.
    pub vocabulary: Vocabulary,
}

/// Compares the site and the settings with what the last generation `known` is of.
pub(super) fn task(
    options: &BuildOptions,
    analyzer: &Analyzer,
    site: &SiteReader,
    known: Option<OpenIndex>,
) -> Result<Task> {
    let fingerprints = Fingerprints { analyzer: analyzer.fingerprint(), site: site.fingerprint() };
    let base = known.filter(|known| !options.full && fingerprints.are_of(known.manifest()));
    let vocabulary = Vocabulary { words: analyzer.user_words().to_vec(), synonyms: options.synonyms.clone() };
    let (base, recut) = with_recut(base, &vocabulary)?;
    let plan = Plan { recut, ..Plan::new(site, base.as_ref().map(OpenIndex::seen), options.now) };
    Ok(Task { base, plan, fingerprints, vocabulary })
}

/// The pages to cut again, and `base` if it is worth building upon.
fn with_recut(base: Option<OpenIndex>, vocabulary: &Vocabulary) -> Result<(Option<OpenIndex>, Vec<usize>)> {
    let Some(base) = base else { return Ok((None, Vec::new())) };
    Ok(match Recut::of(&base, &vocabulary.words)? {
        Recut::Pages(slots) => (Some(base), slots),
        Recut::Everything => (None, Vec::new()),
    })
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
    Store::at(folder).exists()
}
