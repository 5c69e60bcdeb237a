//! Who asked for runs, and what became of them: at most one runs and one waits.
//!
//! Two are enough. Whoever asks while one runs cannot be served by it, because it
//! may have looked at the file already; whoever asks while one waits is served by
//! that one. So a hundred pushes cost two runs.

use jiff::Timestamp;
use serde::Serialize;

use crate::index::BuildReport;

/// Why a run was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It was time.
    Interval,
    /// A file of the site was saved.
    Change,
    /// Somebody asked over HTTP.
    Webhook,
}

impl Reason {
    /// As in the log and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Interval => "interval",
            Self::Change => "change",
            Self::Webhook => "webhook",
        }
    }
}

/// One run, waiting or under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Counted from 1 since the process began.
    pub number: u64,
    /// Of the first who asked.
    pub reason: Reason,
    /// When it was first asked for; once it runs, when it began.
    pub since: Timestamp,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A new generation answers.
    Published {
        /// Its name.
        generation: String,
        /// In the index now.
        n_pages: usize,
        /// Files read.
        n_read: usize,
        /// Pages that went.
        n_removed: usize,
    },
    /// The index was up to date.
    Unchanged {
        /// In the index.
        n_pages: usize,
    },
    /// Another process was writing the index.
    Busy,
    /// The old index stays.
    Failed {
        /// Why, for the log; may hold paths.
        message: String,
    },
}

impl Outcome {
    /// What a report says.
    pub fn of_report(report: &BuildReport) -> Self {
        if report.changed {
            Self::Published {
                generation: report.generation.clone(),
                n_pages: report.n_pages,
                n_read: report.n_read,
                n_removed: report.n_removed,
            }
        } else {
            Self::Unchanged { n_pages: report.n_pages }
        }
    }

    /// As in JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Published { .. } => "published",
            Self::Unchanged { .. } => "unchanged",
            Self::Busy => "busy",
            Self::Failed { .. } => "failed",
        }
    }
}

/// A run that has ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// Which, and when it began.
    pub run: Run,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
    /// What came of it.
    pub outcome: Outcome,
}

/// What who asked is told: the run to look for, and whether it runs already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// The run that will see the site as it is now.
    pub run: u64,
    /// Whether it was waiting already.
    pub is_shared: bool,
}

/// What is running and waiting, and what came of the last run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Queue {
    /// Runs that were asked for so far, shared ones once.
    pub n_runs: u64,
    /// Under way.
    pub running: Option<Run>,
    /// Begins when that one ends.
    pub waiting: Option<Run>,
    /// The last that ended.
    pub last: Option<Finished>,
    /// When the last run that did not fail ended.
    pub last_success: Option<Timestamp>,
    /// How many failed since.
    pub n_failed: u32,
    /// No more runs begin.
    pub is_stopping: bool,
}

impl Queue {
    /// Asks for a run that begins from now on.
    pub fn ask(&mut self, reason: Reason, now: Timestamp) -> Ticket {
        if let Some(waiting) = &self.waiting {
            return Ticket { run: waiting.number, is_shared: true };
        }
        self.n_runs += 1;
        self.waiting = Some(Run { number: self.n_runs, reason, since: now });
        Ticket { run: self.n_runs, is_shared: false }
    }

    /// Begins the run that waits, unless one is under way.
    pub fn begin(&mut self, now: Timestamp) -> Option<Run> {
        if self.running.is_some() {
            return None;
        }
        let run = Run { since: now, ..self.waiting.take()? };
        self.running = Some(run.clone());
        Some(run)
    }

    /// Notes how the run under way ended.
    pub fn end(&mut self, finished: Finished) {
        match &finished.outcome {
            Outcome::Failed { .. } => self.n_failed = self.n_failed.saturating_add(1),
            // Another process is at it; that says nothing of us.
            Outcome::Busy => {}
            Outcome::Published { .. } | Outcome::Unchanged { .. } => {
                self.n_failed = 0;
                self.last_success = Some(Timestamp::now());
            }
        }
        self.running = None;
        self.last = Some(finished);
    }
}
