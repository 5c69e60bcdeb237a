//! What a run would change, and why, without changing anything.
//!
//! Nothing is written, no lock is taken, and the site is read as a run would
//! read it, so that what is said is what would happen.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::document::{Outcome, SiteReader, SourceFile};
use crate::error::{Error, Result};
use crate::index::build::{BuildOptions, Task, before, task};
use crate::index::catalog::{Fate, FileRecord, Files};
use crate::index::plan::{Plan, Reason};
use crate::index::reader::OpenIndex;
use crate::index::store::Store;
use crate::text::Analyzer;

/// What a run would change.
#[derive(Debug)]
pub struct Preview {
    /// In order of path.
    pub changes: Vec<Change>,
    /// Files that would not be read.
    pub n_unchanged: usize,
    /// In the index afterwards.
    pub n_pages_after: usize,
    /// Why the run would refuse to do it, if it would.
    pub refusal: Option<Error>,
}

/// What would become of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Relative to the site's root.
    pub path: String,
    /// What.
    pub kind: ChangeKind,
    /// Why it would be read.
    pub reason: Reason,
}

/// What would become of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// A page comes.
    Added,
    /// A page says something else.
    Changed,
    /// A page has another name; this is the one that it had.
    Moved(String),
    /// A page goes.
    Removed,
    /// A page says the same and is analysed again.
    Rewritten,
    /// It cannot be read, for this reason; a page that it was stays.
    Unreadable(String),
    /// Nothing comes of it but that it was seen.
    Seen,
}

impl ChangeKind {
    /// In one word.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Moved(_) => "moved",
            Self::Removed => "removed",
            Self::Rewritten => "rewritten",
            Self::Unreadable(_) => "unreadable",
            Self::Seen => "seen",
        }
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moved(from) => write!(f, "moved from {from}"),
            Self::Unreadable(reason) => write!(f, "unreadable: {reason}"),
            kind => f.write_str(kind.name()),
        }
    }
}

/// What [`build`](crate::index::build()) with these options would change.
///
/// # Errors
///
/// If the site's root cannot be read.
pub fn preview(options: &BuildOptions, analyzer: &Arc<Analyzer>) -> Result<Preview> {
    let (site, _) = SiteReader::open(&options.site, &options.site_options, options.now)?;
    let store = Store::on(&options.disk, &options.index);
    let known = OpenIndex::open_any(&store).ok();
    let before = before(options, &store, known.as_ref());
    let files = &known.as_ref().map_or_else(Files::default, |known| known.files().clone());
    let Task { base, plan, fingerprints, .. } = task(options, analyzer, &site, known)?;
    let is_base = base.is_some();
    let read: Vec<FileRecord> = read_all(&site, &plan.stale, files, options.threads);

    let mut gone = Gone::new(&site, &plan, files);
    let mut changes = Vec::new();
    for ((file, &reason), record) in plan.stale.iter().zip(&plan.reasons).zip(&read) {
        let known = files.by_path.get(&file.path);
        let was_page = known.and_then(FileRecord::page).is_some();
        let is_same = known.is_some_and(|known| known.content_hash == record.content_hash);
        let kind = match (&record.fate, was_page) {
            (Fate::Unreadable(why, _), _) => ChangeKind::Unreadable(why.clone()),
            (Fate::LeftOut(_), false) => ChangeKind::Seen,
            (Fate::LeftOut(_), true) => ChangeKind::Removed,
            (Fate::Page(_), true) if is_same && is_base => ChangeKind::Seen,
            (Fate::Page(_), true) if is_same => ChangeKind::Rewritten,
            (Fate::Page(_), true) => ChangeKind::Changed,
            (Fate::Page(_), false) => gone.take(&record.content_hash),
        };
        changes.push(Change { path: file.path.clone(), kind, reason });
    }
    let removed = |path: String| Change { path, kind: ChangeKind::Removed, reason: Reason::Gone };
    changes.extend(gone.paths().map(removed));
    let of_words = pages_of_words(base.as_ref(), &plan);
    let n_unchanged = plan.kept.len() - of_words.len();
    let rewritten = |path: String| Change { path, kind: ChangeKind::Rewritten, reason: Reason::OtherWords };
    changes.extend(of_words.into_iter().map(rewritten));
    changes.sort_by(|a, b| a.path.cmp(&b.path));

    let kept = plan.kept.iter().map(|(path, file)| (path.as_str(), file));
    let after = kept.chain(plan.stale.iter().map(|file| file.path.as_str()).zip(&read));
    let n_pages_after = after.clone().filter(|(_, file)| file.page().is_some()).count();
    let refusal = before.and_then(|(before, root)| {
        let read = plan.stale.iter().map(|file| file.path.as_str()).zip(&read);
        let hidden = || before.check_hidden(root, &fingerprints.analyzer, site.unreadable(), read);
        let told = if is_base { Ok(()) } else { hidden() };
        told.and_then(|()| before.check(root, after)).err()
    });
    Ok(Preview { changes, n_unchanged, n_pages_after, refusal })
}

/// The files, in no order, whose pages are only cut again: the owner's words changed.
fn pages_of_words(base: Option<&OpenIndex>, plan: &Plan) -> Vec<String> {
    let kept: HashSet<&str> = plan.kept.iter().map(|(path, _)| path.as_str()).collect();
    let pages = base.into_iter().flat_map(|base| plan.recut.iter().map(|&slot| &base.pages()[slot].path));
    pages.filter(|path| kept.contains(path.as_str())).cloned().collect()
}

/// Pages whose files are gone, by what those said.
struct Gone<'a>(HashMap<&'a str, Vec<&'a str>>);

impl<'a> Gone<'a> {
    fn new(site: &SiteReader, plan: &Plan, files: &'a Files) -> Self {
        let read = plan.stale.iter().map(|file| file.path.as_str());
        let seen: HashSet<&str> = read.chain(plan.kept.iter().map(|(path, _)| path.as_str())).collect();
        let is_seen = |path: &str| seen.contains(path) || site.is_there(path);
        let mut by_hash: HashMap<&str, Vec<&str>> = HashMap::new();
        for (path, file) in &files.by_path {
            if file.page().is_some() && !is_seen(path) {
                by_hash.entry(&file.content_hash).or_default().push(path);
            }
        }
        Self(by_hash)
    }

    /// What a page is that was not one: a gone one under another name, or new.
    fn take(&mut self, content_hash: &str) -> ChangeKind {
        match self.0.get_mut(content_hash).and_then(Vec::pop) {
            Some(from) => ChangeKind::Moved(from.to_owned()),
            None => ChangeKind::Added,
        }
    }

    fn paths(self) -> impl Iterator<Item = String> {
        self.0.into_values().flatten().map(str::to_owned)
    }
}

/// What a run would remember of each file, in their order.
fn read_all(site: &SiteReader, stale: &[SourceFile], known: &Files, threads: usize) -> Vec<FileRecord> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(stale.len()));
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = stale.get(at) else { break };
            let record = read_one(site, file, known);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, record));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(stale.len()) {
            scope.spawn(work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|&(at, _)| at);
    done.into_iter().map(|(_, record)| record).collect()
}

fn read_one(site: &SiteReader, file: &SourceFile, known: &Files) -> FileRecord {
    let known_page = known.by_path.get(&file.path).and_then(FileRecord::page);
    let reading = site.read(file);
    let fate = match &reading.outcome {
        // Which number a new page would get is nobody's question here.
        Outcome::Published(_) => Fate::Page(known_page.unwrap_or(known.next_page)),
        Outcome::LeftOut(reason) => Fate::LeftOut(reason.clone()),
        Outcome::Unreadable(reason) => Fate::Unreadable(reason.clone(), known_page),
    };
    FileRecord::new(file, reading, fate)
}
