//! Keeps the index up to date while it is served: one run at a time, on a thread
//! of its own that steps behind every search.
//!
//! A run is asked for by the clock ([`Schedule::every`]), by a file that was saved
//! ([`watch`]) or by whoever knows the secret (`POST /api/v1/reindex`); `queue`
//! says what becomes of many who ask at once. The run itself is a [`Job`] that the
//! caller hands in, because which site and which settings is none of the service's.
//!
//! A run that fails changes nothing: the old index goes on answering, the log has
//! the reason, and the run is tried again.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::index::BuildReport;
use crate::service::state::EngineSlot;

pub mod queue;

pub mod watch;

use queue::{Finished, Outcome, Queue, Reason, Run, Ticket};

/// Brings the index up to date, once.
pub type Job = Box<dyn Fn() -> Result<BuildReport> + Send>;

/// The longest pause between two tries of a run that fails.
const MAX_RETRY_PAUSE: Duration = Duration::from_secs(600);

/// The first pause after a run failed; it doubles each time.
const RETRY_PAUSE: Duration = Duration::from_secs(30);

/// The pause while another process writes the index: its run may have looked at
/// the site before the change that this one was asked for.
const BUSY_PAUSE: Duration = Duration::from_secs(5);

/// How often a watched site is indexed all the same: a post that was written for
/// a later day appears without any file being saved, and events can be lost.
const WATCHED_EVERY: Duration = Duration::from_secs(600);

/// By how much runs step behind searches, as `nice` counts; 19 would be the most.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// When to run without being asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Schedule {
    /// How long after one run the next begins; a tenth more at most, by chance, so
    /// that many servers that were started together do not run together.
    pub every: Option<Duration>,
}

impl Schedule {
    /// `every`, or what a site that is watched needs besides.
    pub fn watched(every: Option<Duration>) -> Self {
        Self { every: every.or(Some(WATCHED_EVERY)) }
    }
}

/// How saved files are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Watching {
    /// The operating system tells.
    Events,
    /// The site is looked through again and again, because it does not.
    Polling,
}

/// Asks for runs and tells what became of them. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Upkeep(Arc<Shared>);

struct Shared {
    schedule: Schedule,
    queue: Mutex<Queue>,
    /// Told whenever the queue has changed.
    changed: Condvar,
    watching: Mutex<Option<Watching>>,
}

impl fmt::Debug for Upkeep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upkeep").field("queue", &*self.queue()).finish_non_exhaustive()
    }
}

impl Upkeep {
    /// Starts the thread that runs `job`, and lets what it publishes answer in `engines` at once.
    ///
    /// # Errors
    ///
    /// If no thread can be started.
    pub fn start(job: Job, schedule: Schedule, engines: Arc<EngineSlot>) -> Result<Self> {
        let upkeep = Self(Arc::new(Shared {
            schedule,
            queue: Mutex::default(),
            changed: Condvar::new(),
            watching: Mutex::default(),
        }));
        let worker = upkeep.clone();
        thread::Builder::new()
            .name("sou-upkeep".to_owned())
            .spawn(move || worker.work(&job, &engines))
            .map_err(Error::io("start a thread to index", "sou-upkeep"))?;
        Ok(upkeep)
    }

    /// Asks for a run that begins after this call. Who asks while one is waiting gets that one.
    pub fn ask(&self, reason: Reason) -> Ticket {
        let ticket = self.queue().ask(reason, Timestamp::now());
        self.0.changed.notify_all();
        ticket
    }

    /// What is running and waiting, and what came of the last run.
    pub fn snapshot(&self) -> Queue {
        self.queue().clone()
    }

    /// When runs begin without being asked.
    pub fn schedule(&self) -> Schedule {
        self.0.schedule
    }

    /// How saved files are noticed; `None` if nobody looks.
    pub fn watching(&self) -> Option<Watching> {
        *self.0.watching.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_watching(&self, watching: Watching) {
        *self.0.watching.lock().unwrap_or_else(PoisonError::into_inner) = Some(watching);
    }

    /// Whether [`stop`](Self::stop) was called.
    pub fn is_stopping(&self) -> bool {
        self.queue().is_stopping
    }

    /// Begins no more runs, and waits for the one under way, for `patience` at most.
    /// Gives whether none is under way any more. A run that is left alone ends with
    /// the process; the next one removes what it leaves.
    pub fn stop(&self, patience: Duration) -> bool {
        let mut queue = self.queue();
        queue.is_stopping = true;
        self.0.changed.notify_all();
        let deadline = Instant::now() + patience;
        while queue.running.is_some() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let woken = self.0.changed.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner);
            queue = woken.0;
        }
        true
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        // The queue is changed in whole steps; a panic cannot leave half of one.
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, job: &Job, engines: &EngineSlot) {
        step_behind();
        let mut due = self.0.schedule.every.map(|every| Instant::now() + with_jitter(every));
        while let Some(run) = self.next_run(&mut due) {
            let number = run.number;
            tracing::debug!(run = number, reason = run.reason.name(), "indexing");
            let started = Instant::now();
            let outcome = match catch_unwind(AssertUnwindSafe(job)) {
                Ok(Ok(report)) => Outcome::of_report(&report),
                Ok(Err(Error::Locked { .. })) => Outcome::Busy,
                Ok(Err(error)) => Outcome::Failed { message: error.to_string() },
                Err(_) => Outcome::Failed { message: "indexing panicked".to_owned() },
            };
            let took = started.elapsed();
            // At once, instead of when the follower looks next. It reports what cannot be opened.
            if engines.refresh().is_err() {
                tracing::debug!("what is published cannot be opened yet");
            }
            log(&run, &outcome, took);
            let mut queue = self.queue();
            queue.end(Finished { run, took_ms: took.as_secs_f64() * 1e3, outcome });
            let pause = pause_after(&queue, self.0.schedule);
            drop(queue);
            due = pause.map(|pause| Instant::now() + with_jitter(pause));
            self.0.changed.notify_all();
        }
    }

    /// Waits for the next run; `None` when there will be none.
    fn next_run(&self, due: &mut Option<Instant>) -> Option<Run> {
        let mut queue = self.queue();
        loop {
            if queue.is_stopping {
                return None;
            }
            let left = due.map(|due| due.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                *due = None;
                queue.ask(Reason::Interval, Timestamp::now());
            }
            if let Some(run) = queue.begin(Timestamp::now()) {
                self.0.changed.notify_all();
                return Some(run);
            }
            queue = match left {
                Some(left) => {
                    self.0.changed.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.0.changed.wait(queue).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

/// How long until the next run that nobody asks for; `None` if there is none.
fn pause_after(queue: &Queue, schedule: Schedule) -> Option<Duration> {
    let retry = match queue.last.as_ref().map(|last| &last.outcome) {
        Some(Outcome::Busy) => Some(BUSY_PAUSE),
        Some(Outcome::Failed { .. }) => {
            let doubled = RETRY_PAUSE.saturating_mul(1 << queue.n_failed.saturating_sub(1).min(16));
            Some(doubled.min(MAX_RETRY_PAUSE))
        }
        _ => None,
    };
    match (retry, schedule.every) {
        (Some(retry), Some(every)) => Some(retry.min(every)),
        (retry, every) => retry.or(every),
    }
}

/// `pause` and up to a tenth of it more. A hasher's random keys are random enough for that.
fn with_jitter(pause: Duration) -> Duration {
    use std::hash::{BuildHasher as _, RandomState};
    let share = RandomState::new().hash_one(0_u8) as f64 / u64::MAX as f64;
    pause + pause.mul_f64(share / 10.0)
}

/// Lets searches go first where there are not cores enough for both: what this
/// thread starts is as nice as it.
fn step_behind() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::debug!(error = error.to_string(), "indexing will not step behind searches");
    }
}

fn log(run: &Run, outcome: &Outcome, took: Duration) {
    let (number, reason, took_ms) = (run.number, run.reason.name(), took.as_secs_f64() * 1e3);
    match outcome {
        Outcome::Published { generation, n_pages, n_read, n_removed } => {
            tracing::info!(run = number, reason, generation, n_pages, n_read, n_removed, took_ms, "indexed");
        }
        Outcome::Unchanged { .. } => tracing::debug!(run = number, reason, took_ms, "nothing new"),
        Outcome::Busy => {
            tracing::info!(run = number, reason, "another run is writing the index; trying again")
        }
        Outcome::Failed { message } => {
            tracing::error!(run = number, reason, took_ms, error = message, "indexing failed; trying again");
        }
    }
}

#[cfg(test)]
mod tests;
