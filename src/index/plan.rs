//! Compares the site with what the last run saw: what must be read, what went, and why.
//!
//! What a page says is decided by the hash of its bytes. The clock of a file
//! only says that reading it can be spared, and only where it cannot lie: a file
//! changed twice within one tick of its file system's clock has the same time
//! after both, so one that was read within that tick is read again.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use crate::document::{SiteReader, SourceFile};
use crate::index::catalog::{FileRecord, Files};

/// Longer than a tick of the clock that file systems take their times from,
/// which is 1 to 10 ms.
const TICK: Duration = Duration::from_millis(20);

/// The tick of file systems that count whole seconds, or every other one.
const COARSE_TICK: Duration = Duration::from_secs(2);

/// How far a clock may go back and be taken for the same: servers of the time
/// correct by less, and no post is scheduled to the second.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(60);

/// Why a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The last run did not see it.
    New,
    /// Its size or one of its times is another.
    Touched,
    /// A file that it includes, or its build, is another.
    Included,
    /// It was to appear or to expire, and its time has come.
    Due,
    /// The last run could not read it.
    Retried,
    /// It changed just before it was last read, or in the future.
    Unsettled,
    /// The clock is earlier than the last run's, which may have shown what is still to come.
    ClockWentBack,
    /// Other rules, settings or words than these read it last, or `--full` was asked for.
    Rebuilt,
    /// Words of the owner that it holds came or went: it is cut again, not read.
    OtherWords,
    /// It is not there any more.
    Gone,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::New => "new file",
            Reason::Touched => "written since the last run",
            Reason::Included => "a file that it is made of changed",
            Reason::Due => "its date has come",
            Reason::Retried => "could not be read by the last run",
            Reason::Unsettled => "written just before it was last read",
            Reason::ClockWentBack => "the clock went back",
            Reason::Rebuilt => "everything is read again",
            Reason::OtherWords => "the owner's words in it changed",
            Reason::Gone => "the file is gone",
        })
    }
}

/// Which files must be read, and which pages go.
#[derive(Debug)]
pub struct Plan {
    /// To be read, in order of path.
    pub stale: Vec<SourceFile>,
    /// Why, by place in `stale`.
    pub reasons: Vec<Reason>,
    /// Unchanged since the last run.
    pub kept: Vec<(String, FileRecord)>,
    /// Their files are gone.
    pub removed: Vec<(String, FileRecord)>,
    /// Whether the clock is earlier than the last run's.
    pub clock_went_back: bool,
    /// Pages to cut again because the owner's words changed, by their place in
    /// the last catalog, in order.
    pub recut: Vec<usize>,
}

impl Plan {
    /// Compares the site with what the last run saw of it, `published` then.
    pub fn new(site: &SiteReader, known: Option<(&Files, Option<Timestamp>)>, now: Timestamp) -> Self {
        let empty = BTreeMap::new();
        let last_run = known.and_then(|(_, published)| published);
        let tolerance = jiff::SignedDuration::try_from(CLOCK_TOLERANCE).unwrap_or_default();
        let clock_went_back = last_run.is_some_and(|last| last.duration_since(now) > tolerance);
        let mut plan = Self {
            stale: Vec::new(),
            reasons: Vec::new(),
            kept: Vec::new(),
            removed: Vec::new(),
            clock_went_back,
            recut: Vec::new(),
        };
        let by_path = known.map_or(&empty, |(files, _)| &files.by_path);
        let mut seen = HashSet::new();
        for file in site.files() {
            seen.insert(file.path.as_str());
            let reason = match by_path.get(&file.path) {
                None if known.is_none() => Some(Reason::Rebuilt),
                None => Some(Reason::New),
                Some(_) if clock_went_back => Some(Reason::ClockWentBack),
                Some(record) => record
                    .stale_because(file, now)
                    .or_else(|| (!site.are_unchanged(&record.dependencies)).then_some(Reason::Included)),
            };
            match (reason, by_path.get(&file.path)) {
                (None, Some(record)) => plan.kept.push((file.path.clone(), record.clone())),
                (reason, _) => {
                    plan.stale.push(file.clone());
                    plan.reasons.push(reason.unwrap_or(Reason::New));
                }
            }
        }
        for (path, record) in by_path.iter().filter(|(path, _)| !seen.contains(path.as_str())) {
            // What cannot be looked at is not gone, nor is what is back by now: a
            // checkout or an editor may be at work.
            match site.is_unreadable(path) || site.is_there(path) {
                true => plan.kept.push((path.clone(), record.clone())),
                false => plan.removed.push((path.clone(), record.clone())),
            }
        }
        plan
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.stale.is_empty() && self.removed.is_empty() && self.recut.is_empty() && !self.clock_went_back
    }

    /// Waits until the files to be read would have another time if they were
    /// written again: a few milliseconds at most, and mostly not at all.
    pub fn settle(&self) {
        let now = SystemTime::now();
        let left = |file: &SourceFile| match unsettled_for(file, now) {
            Some(left) if left <= TICK => Some(left),
            _ => None,
        };
        if let Some(left) = self.stale.iter().filter_map(left).max() {
            std::thread::sleep(left);
        }
    }
}

/// Whether a file with these times would have others if it were written after `read_at`.
pub fn is_settled(file: &SourceFile, read_at: SystemTime) -> bool {
    unsettled_for(file, read_at).is_none()
}

/// How long until a file would have another time if it were written again; `None` if it would now.
fn unsettled_for(file: &SourceFile, now: SystemTime) -> Option<Duration> {
    let changed = match u64::try_from(file.changed_ns) {
        // There is no such time on this system.
        Ok(0) => file.modified,
        Ok(changed_ns) => SystemTime::UNIX_EPOCH + Duration::from_nanos(changed_ns),
        Err(_) => return None,
    };
    let since_epoch = changed.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let tick = if since_epoch.subsec_nanos() == 0 { COARSE_TICK } else { TICK };
    (changed + tick).duration_since(now).ok().filter(|left| !left.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file changed at this many milliseconds after an arbitrary second.
    fn file(changed_ms: i128, modified_ms: u64) -> SourceFile {
        SourceFile {
            path: "文章.md".to_owned(),
            size_bytes: 3,
            modified: SystemTime::UNIX_EPOCH + Duration::from_millis(modified_ms),
            changed_ns: changed_ms * 1_000_000,
        }
    }

    #[test]
    fn a_file_is_settled_when_a_later_write_would_show() {
        let rows = [
            // changed, modified, read at, settled; in milliseconds
            (1_700_000_000_001, 0, 1_700_000_000_100, true),
            (1_700_000_000_001, 0, 1_700_000_000_015, false),
            // Whole seconds: a file system without fractions.
            (1_700_000_000_000, 0, 1_700_000_001_900, false),
            (1_700_000_000_000, 0, 1_700_000_002_001, true),
            // From the future: the clock went back, or another machine's is ahead.
            (1_800_000_000_001, 0, 1_700_000_000_000, false),
            // Where only the time of the bytes is known.
            (0, 1_700_000_000_001, 1_700_000_000_015, false),
            (0, 1_700_000_000_001, 1_700_000_000_100, true),
            // Before 1970.
            (-5, 0, 1_700_000_000_100, true),
        ];
        for (changed_ms, modified_ms, read_ms, expected) in rows {
            let read_at = SystemTime::UNIX_EPOCH + Duration::from_millis(read_ms);
            let file = file(changed_ms, modified_ms);
            assert_eq!(is_settled(&file, read_at), expected, "{changed_ms} {modified_ms} {read_ms}");
        }
    }
}
