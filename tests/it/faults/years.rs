//! Run after run, under questions: a process that does nothing else needs no more
//! memory, no more open files and no more room on disk at the end than it did at first.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::{Editions, Over, edition_of, folder, n_cases, names, opened, proven};

/// Set for the process that is measured: how many runs it does.
const N_RUNS: &str = "PROVE_N_RUNS";

/// How many times it is measured in all.
const N_MEASUREMENTS: usize = 40;

/// How many runs come before the first measurement, because a process that has just
/// started has yet to meet what it needs.
const N_RUNS_BEFORE: usize = 40;

/// How much more memory the last quarter may have than the first, each at its least:
/// what is lost for good raises the least. An allocator keeps what was freed, and
/// the library's buffer alone is 15 MB, so the most comes and goes by several of them.
const MEMORY_TOLERANCE_KB: usize = 16 * 1024;

/// How many files more the last quarter may have at its most: segments are put
/// together when there are some, and how many there are then depends on the clock.
const FILES_TOLERANCE: usize = 24;

/// What a process has at one time.
#[derive(Debug, Clone, Copy)]
struct Measurement {
    memory_kb: usize,
    n_open_files: usize,
    n_threads: usize,
    n_index_files: usize,
}

/// What Linux says of this process; `None` on systems that say it otherwise.
fn measure(index: &Path) -> Option<Measurement> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let number = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':').split_whitespace().next()?.parse().ok()
    };
    let n_index_files = names(index)
        .iter()
        .filter(|name| name.starts_with("gen-"))
        .map(|name| names(&index.join(name)).len() + names(&index.join(name).join("terms")).len())
        .sum();
    Some(Measurement {
        memory_kb: number("VmRSS")?,
        n_open_files: fs::read_dir("/proc/self/fd").ok()?.count(),
        n_threads: number("Threads")?,
        n_index_files,
    })
}

/// A process that runs and is asked, and says what it has.
#[test]
#[ignore = "no test of its own: `runs_for_years_need_no_more_and_no_more` starts it"]
fn runs_as_often_as_it_is_told() {
    let n_runs: usize = env::var(N_RUNS).expect("it is told").parse().expect("a number");
    let (editions, index) = (Editions::new(2), folder());
    let index = index.path();
    editions.run(0, index);
    let engine = Mutex::new(opened(index).expect("it is there"));
    let (is_over, n_asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let _over = Over(&is_over);
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                let engine = engine.lock().expect("nobody panics");
                edition_of(&engine).expect("one edition answers");
                n_asked.fetch_add(1, Ordering::Relaxed);
                drop(engine);
                std::thread::yield_now();
            }
        });
        for run in 1..=N_RUNS_BEFORE + n_runs {
            editions.run(run % 2, index);
            let next = opened(index).expect("what was published can be opened");
            assert_eq!(edition_of(&next), Ok(run % 2), "run {run}");
            *engine.lock().expect("nobody panics") = next;
            if run > N_RUNS_BEFORE
                && run % (n_runs / N_MEASUREMENTS).max(1) == 0
                && let Some(measured) = measure(index)
            {
                let Measurement { memory_kb, n_open_files, n_threads, n_index_files } = measured;
                println!("measured {memory_kb} {n_open_files} {n_threads} {n_index_files}");
            }
        }
    });
    println!("asked {}", n_asked.load(Ordering::Relaxed));
}

/// The most of something in the first and in the last quarter.
fn most(measured: &[Measurement], of: impl Fn(&Measurement) -> usize) -> (usize, usize) {
    let quarter = measured.len() / 4;
    let most = |part: &[Measurement]| part.iter().map(&of).max().expect("something was measured");
    (most(&measured[..quarter]), most(&measured[measured.len() - quarter..]))
}

/// The least of something in the first and in the last quarter.
fn least(measured: &[Measurement], of: impl Fn(&Measurement) -> usize) -> (usize, usize) {
    let quarter = measured.len() / 4;
    let least = |part: &[Measurement]| part.iter().map(&of).min().expect("something was measured");
    (least(&measured[..quarter]), least(&measured[measured.len() - quarter..]))
}

#[test]
fn runs_for_years_need_no_more_and_no_more() {
    let n_runs = n_cases(80, 10_000);
    let child = Command::new(env::current_exe().expect("this program has a name"))
        .args(["--ignored", "--exact", "--nocapture", "faults::years::runs_as_often_as_it_is_told"])
        .env(N_RUNS, n_runs.to_string())
        // As the units and the image that Sou comes with have it; glibc reads it, and
        // keeps the heap of each thread that ever was where it is not set.
        .env("MALLOC_ARENA_MAX", "2")
        .output()
        .expect("this program can be started");
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{said}{}", String::from_utf8_lossy(&child.stderr));
    // What the harness prints may stand before it on the same line.
    let after = |word: &'static str| {
        said.lines().filter_map(move |line| line.split_once(word)).map(|(_, numbers)| {
            numbers.split_whitespace().map(|number| number.parse().expect("a number")).collect::<Vec<usize>>()
        })
    };
    let measured: Vec<Measurement> = after("measured ")
        .map(|numbers| {
            let [memory_kb, n_open_files, n_threads, n_index_files] = numbers[..] else { panic!("{said}") };
            Measurement { memory_kb, n_open_files, n_threads, n_index_files }
        })
        .collect();
    let n_asked = after("asked ").next().and_then(|numbers| numbers.first().copied()).expect("it was asked");
    assert!(n_asked > 0, "it was asked");
    if measured.is_empty() {
        proven("years", &format!("{n_runs} runs under {n_asked} looks; this system measures no process"));
        return;
    }
    let memory_kb = least(&measured, |one| one.memory_kb);
    let open_files = most(&measured, |one| one.n_open_files);
    let threads = least(&measured, |one| one.n_threads);
    let index_files = most(&measured, |one| one.n_index_files);
    assert!(memory_kb.1 <= memory_kb.0 + MEMORY_TOLERANCE_KB, "memory, in kB: {memory_kb:?}");
    assert!(open_files.1 <= open_files.0 + FILES_TOLERANCE, "open files: {open_files:?}");
    assert!(threads.1 <= threads.0 + 1, "threads: {threads:?}");
    assert!(index_files.1 <= index_files.0 + FILES_TOLERANCE, "files of the index: {index_files:?}");
    proven(
        "years",
        &format!(
            "{n_runs} runs under {n_asked} looks, first and last quarter: at least memory {} and {} MB, at most open files {} and {}, threads {} and {}, files of the index {} and {}",
            memory_kb.0 / 1024,
            memory_kb.1 / 1024,
            open_files.0,
            open_files.1,
            threads.0,
            threads.1,
            index_files.0,
            index_files.1
        ),
    );
}
