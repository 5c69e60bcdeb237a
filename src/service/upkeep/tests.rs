//! Runs that are asked for, by a job that says when it begins and ends.
//!
//! 1. One runs and one waits, however many ask.
//! 2. A run that fails or panics is followed by the next.
//! 3. Whoever stops waits for the run under way, but not for ever.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::*;
use crate::service::state::EngineSlot;
use crate::text::Analyzer;

/// Long enough for a machine that does much else; waited for only when a test fails.
const PATIENCE: Duration = Duration::from_secs(60);

fn no_index() -> Arc<EngineSlot> {
    Arc::new(EngineSlot::new(PathBuf::from("no-such-folder"), Arc::new(Analyzer::default())))
}

fn failure() -> Error {
    Error::NoIndex { folder: PathBuf::from("索引") }
}

/// An upkeep whose job says that it has begun and ends when it is told how.
fn held(schedule: Schedule) -> (Upkeep, Receiver<()>, Sender<bool>) {
    let (begun, begins) = channel();
    let (end, ends) = channel::<bool>();
    let job: Job = Box::new(move || {
        begun.send(()).expect("the test listens");
        let panics = ends.recv_timeout(PATIENCE).expect("the test ends the run");
        assert!(!panics, "on purpose");
        Err(failure())
    });
    (Upkeep::start(job, schedule, no_index()).expect("a thread starts"), begins, end)
}

#[track_caller]
fn wait_until(upkeep: &Upkeep, is_reached: impl Fn(&Queue) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    let mut queue = upkeep.queue();
    while !is_reached(&queue) {
        assert!(Instant::now() < deadline, "{queue:?}");
        let woken = upkeep.0.changed.wait_timeout(queue, Duration::from_secs(1));
        queue = woken.unwrap_or_else(PoisonError::into_inner).0;
    }
}

#[test]
fn one_runs_and_one_waits_however_many_ask() {
    let (upkeep, begins, end) = held(Schedule::default());
    let first = upkeep.ask(Reason::Webhook);
    assert_eq!(first, Ticket { run: 1, is_shared: false });
    begins.recv_timeout(PATIENCE).expect("the first run begins");
    let others: Vec<Ticket> = (0..100).map(|_| upkeep.ask(Reason::Change)).collect();
    assert_eq!(others[0], Ticket { run: 2, is_shared: false });
    assert!(others[1..].iter().all(|ticket| *ticket == Ticket { run: 2, is_shared: true }));
    end.send(false).expect("the run waits");
    begins.recv_timeout(PATIENCE).expect("the second run begins");
    end.send(false).expect("the run waits");
    wait_until(&upkeep, |queue| queue.last.as_ref().is_some_and(|last| last.run.number == 2));
    let queue = upkeep.snapshot();
    assert_eq!((queue.n_runs, queue.n_failed, &queue.running, &queue.waiting), (2, 2, &None, &None));
    assert!(upkeep.stop(PATIENCE));
}

#[test]
fn a_panic_is_a_run_that_failed() {
    let (upkeep, begins, end) = held(Schedule::default());
    for _ in 0..2 {
        upkeep.ask(Reason::Change);
        begins.recv_timeout(PATIENCE).expect("a run begins");
        end.send(true).expect("the run waits");
    }
    wait_until(&upkeep, |queue| queue.n_failed == 2);
    let last = upkeep.snapshot().last.expect("a run ended");
    assert_eq!(last.outcome, Outcome::Failed { message: "indexing panicked".to_owned() });
}

#[test]
fn an_interval_runs_again_and_again() {
    let n_runs = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&n_runs);
    let job: Job = Box::new(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        Err(failure())
    });
    let every = Some(Duration::from_millis(1));
    let upkeep = Upkeep::start(job, Schedule { every }, no_index()).expect("a thread starts");
    wait_until(&upkeep, |queue| queue.last.as_ref().is_some_and(|last| last.run.number == 3));
    assert!(upkeep.stop(PATIENCE));
    let stopped_at = n_runs.load(Ordering::SeqCst);
    upkeep.ask(Reason::Webhook);
    assert_eq!(n_runs.load(Ordering::SeqCst), stopped_at, "a stopped upkeep runs nothing");
}

#[test]
fn stopping_waits_for_the_run_under_way_but_not_for_ever() {
    let (upkeep, begins, end) = held(Schedule::default());
    upkeep.ask(Reason::Change);
    begins.recv_timeout(PATIENCE).expect("the run begins");
    assert!(!upkeep.stop(Duration::from_millis(1)), "it is still under way");
    end.send(false).expect("the run waits");
    assert!(upkeep.stop(PATIENCE), "it has ended");
}

#[test]
fn pauses_after_failures_grow_up_to_the_interval() {
    let mut queue = Queue::default();
    let mut pauses_secs = Vec::new();
    for number in 1..=7 {
        queue.ask(Reason::Interval, Timestamp::UNIX_EPOCH);
        let run = queue.begin(Timestamp::UNIX_EPOCH).expect("one waits");
        assert_eq!(run.number, number);
        let outcome = Outcome::Failed { message: "磁盘已满".to_owned() };
        queue.end(Finished { run, took_ms: 1.0, outcome });
        pauses_secs.push(pause_after(&queue, Schedule::default()).expect("it is tried again").as_secs());
    }
    assert_eq!(pauses_secs, [30, 60, 120, 240, 480, 600, 600]);
    let every = Some(Duration::from_secs(60));
    assert_eq!(pause_after(&queue, Schedule { every }), every, "the interval is shorter");
    assert_eq!(pause_after(&Queue::default(), Schedule::default()), None);
    let jittered = with_jitter(Duration::from_secs(600)).as_secs();
    assert!((600..=660).contains(&jittered), "{jittered}");
}
