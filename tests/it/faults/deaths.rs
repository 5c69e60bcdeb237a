//! The process dies: at any one operation, by its own hand; at any moment, by a kill.
//!
//! Whatever was under way, the last edition or the new one answers, the next run
//! finds no lock in its way, finishes, and leaves nothing behind.

use std::env;
use std::path::Path;
use std::process::{self, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use jiff::Timestamp;
use sou::index::Disk;
use sou::index::build::BuildOptions;
use sou::index::disk::Verdict;

use super::{Editions, Kind, check_whole, edition, folder, n_cases, opened, proven, run_as};
use crate::indexed::{Random, build_options};
use crate::support::sou;

/// Set for the process that is to die: the operation, the kind of run, the site and the index.
const DIES_AT: &str = "PROVE_DIES_AT";

/// A process that aborts in the middle of a run.
#[test]
#[ignore = "no test of its own: `a_run_that_dies_at_any_operation_loses_nothing` starts it"]
fn dies_where_it_is_told() {
    let told = env::var(DIES_AT).expect("it is started with where to die");
    let [at, kind, site, index] = told.split('\n').collect::<Vec<_>>()[..] else { panic!("{told}") };
    let at: usize = at.parse().expect("a number");
    let n_done = AtomicUsize::new(0);
    let disk = Disk::observed(move |_| {
        if n_done.fetch_add(1, Ordering::SeqCst) == at {
            process::abort();
        }
        Verdict::Proceed
    });
    let full = kind == format!("{:?}", Kind::Full);
    let options = build_options(Path::new(site), Path::new(index));
    run_as(&BuildOptions { disk, threads: 1, full, ..options }).expect("the site can be indexed");
}

/// Whether a run from edition `before` to `after` died at operation `at`; and a run after it.
fn die(
    editions: &Editions,
    index: &Path,
    (kind, before, after): (Kind, Option<usize>, usize),
    at: usize,
) -> bool {
    let context = format!("{kind:?} run, died at operation {at}");
    let told = format!("{at}\n{kind:?}\n{}\n{}", editions.site(after).display(), index.display());
    let child = Command::new(env::current_exe().expect("this program has a name"))
        .args(["--ignored", "--exact", "faults::deaths::dies_where_it_is_told"])
        .env(DIES_AT, told)
        .output()
        .expect("this program can be started");
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(said.contains("running 1 test"), "{said}");
    // On Unix who aborts has no exit code; a test that failed has one.
    assert!(child.status.success() || !cfg!(unix) || child.status.code().is_none(), "{said}");
    check_answer(index, before, after, &context);
    editions.run(after, index);
    check_whole(index, after, &context);
    !child.status.success()
}

/// What was acknowledged answers, or what was to come; before there was anything, a
/// word about what to do is an answer.
#[track_caller]
fn check_answer(index: &Path, before: Option<usize>, after: usize, context: &str) {
    match (before, opened(index)) {
        (None, Ok(engine)) => assert_eq!(super::edition_of(&engine), Ok(after), "{context}"),
        (None, Err(error)) => assert!(error.to_string().contains("\nhint: "), "{context}: {error}"),
        (Some(before), _) => {
            let found = edition(index);
            assert!(found == Ok(before) || found == Ok(after), "{context}: {found:?}");
        }
    }
}

#[test]
fn a_run_that_dies_at_any_operation_loses_nothing() {
    let editions = Editions::new(2);
    let stride = n_cases(61, 1);
    let mut n_died = 0;
    for kind in [Kind::First, Kind::Full, Kind::Incremental] {
        let mut index = folder();
        let mut before = None;
        if kind != Kind::First {
            (0..4).for_each(|run| drop(editions.run(run % 2, index.path())));
            before = Some(1);
        }
        for at in (0..).step_by(stride) {
            let after = before.map_or(0, |before| 1 - before);
            if !die(&editions, index.path(), (kind, before, after), at) {
                break;
            }
            n_died += 1;
            match kind {
                Kind::First => index = folder(),
                Kind::Full | Kind::Incremental => before = Some(after),
            }
        }
    }
    assert!(n_died * stride > 300, "only {n_died} runs died: the disk was not asked");
    let stride = if stride == 1 { String::new() } else { format!(" each {stride}th of") };
    proven("death", &format!("{n_died} first, full and incremental runs died, at{stride} their operations"));
}

/// The run of the command line that brings `index` to an edition.
fn index_command(editions: &Editions, index: &Path, number: usize, kind: Kind) -> Command {
    let mut command = sou(index, &["index", "--quiet"]);
    command.arg(editions.site(number)).arg("--index").arg(index);
    if kind == Kind::Full {
        command.arg("--full");
    }
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn a_run_that_is_killed_at_any_moment_loses_nothing() {
    let (editions, index) = (Editions::new(2), folder());
    let index = index.path();
    // How long a run takes decides when it is killed, and nothing else.
    let started = Instant::now();
    let mut first = index_command(&editions, index, 1, Kind::Incremental);
    assert!(first.status().expect("the binary can be run").success());
    let mut whole_run = started.elapsed();
    // Runs of this test and of the command line are the same, once they have the same clock.
    let run_here = |number: usize| {
        let options = BuildOptions { now: Timestamp::now(), ..editions.options(number, index) };
        run_as(&options).expect("the site can be indexed")
    };
    assert!(!run_here(1).published, "there is nothing new");
    let mut random = Random::seeded(9);
    let (mut before, mut n_killed, mut n_finished) = (1, 0, 0);
    let n_runs = n_cases(12, 3_000);
    while n_killed < n_runs {
        let (kind, after) = (*random.pick(&[Kind::Incremental, Kind::Full]), 1 - before);
        // Up to a fifth longer than a run, so that some come to their end.
        let delay = whole_run * 6 / 5 * u32::try_from(random.below(1_000)).expect("a small number") / 1_000;
        let context = format!("{kind:?} run, killed after {delay:?}");
        let mut child = index_command(&editions, index, after, kind).spawn().expect("the binary can be run");
        std::thread::sleep(delay);
        child.kill().expect("a run can be killed");
        let ended = child.wait().expect("what is killed ends");
        check_answer(index, Some(before), after, &context);
        if ended.success() {
            assert_eq!(edition(index), Ok(after), "{context}: it was acknowledged");
            n_finished += 1;
            // The first run may have been the slowest.
            whole_run = whole_run * 4 / 5;
        } else {
            assert!(!cfg!(unix) || ended.code().is_none(), "{context}: {ended:?}");
            n_killed += 1;
        }
        run_here(after);
        check_whole(index, after, &context);
        before = after;
        assert!(n_finished <= n_runs + 20, "no run could be killed");
    }
    proven(
        "kill -9",
        &format!("{n_killed} full and incremental runs killed at random, {n_finished} ended before"),
    );
}
