//! What sites, pages and readers come with, a row for each kind: what is given, and
//! what must come of it. Small here; `tests/prove` gives the large ones too, says how
//! many there were, and prints how time grows with size. No test judges by the clock.
//!
//! | row | what is given | where |
//! | --- | --- | --- |
//! | W1 | a root that is gone, a file, empty, without its content | `trees` |
//! | W2 | many pages gone at once | `trees` |
//! | W3 | a folder and a file that may not be read | `others` |
//! | W4 | pipes, sockets, devices, links to them, folders, all called like pages | `trees` |
//! | W5 | links in circles, out of the root, to the same file | `trees` |
//! | W6 | files that change while they are read, folders that change their names | `changing` |
//! | W7 | names of any bytes, of any length | `names` |
//! | W8 | very deep, very many, very large | `sizes` |
//! | W9 | times of files that say nothing | `changing`; clocks that jump: `truth` |
//! | W10 | encodings | `encodings` |
//! | F1 | heads of every bad shape | `heads` |
//! | F2 | tags in every form | `fields` |
//! | F3 | dates in every form, and what is none | `fields` |
//! | F4 | flags that hide a page, readable or not | `fields` |
//! | F5 | Markdown of every bad shape | `markdown` |
//! | F6 | characters that are hard to write | `writing` |
//! | F7 | what is marked where folding changes lengths | `writing` |
//! | B4 | queries that mean harm, at the command line and over HTTP | `queries` |
//!
//! By chance, and without end: `bodies`.

mod changing;
mod encodings;
mod fields;
mod heads;
mod markdown;
mod names;
mod others;
mod queries;
mod sizes;
mod trees;
mod writing;

use std::path::Path;
use std::time::{Duration, Instant};

use sou::error::Result;
use sou::index::BuildReport;
use sou::index::build::{BuildOptions, build};
use sou::search::Engine;
use tempfile::TempDir;

use crate::indexed::{ANALYZER, ask, build_options, open, typed};
use crate::support::site;

/// Says that a row held, and for how many cases.
fn row(name: &str, n_cases: usize) {
    assert!(n_cases > 0, "{name} has no case");
    println!("row {name}: {n_cases} cases hold");
}

/// A site and its index.
struct Place {
    site: TempDir,
    index: TempDir,
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

impl Place {
    /// A site written as one string, not indexed yet.
    fn new(text: &str) -> Self {
        Self { site: site(text), index: folder() }
    }

    fn root(&self) -> &Path {
        self.site.path()
    }

    fn index(&self) -> &Path {
        self.index.path()
    }

    fn options(&self) -> BuildOptions {
        build_options(self.root(), self.index())
    }

    fn try_run(&self) -> Result<BuildReport> {
        build(&self.options(), &ANALYZER, &|_| {})
    }

    #[track_caller]
    fn run(&self) -> BuildReport {
        self.try_run().expect("the site can be indexed")
    }

    fn engine(&self) -> Engine {
        open(self.index())
    }

    /// The paths that a query finds, in order of path.
    #[track_caller]
    fn found(&self, q: &str) -> Vec<String> {
        found(&self.engine(), q)
    }

    /// The paths of all pages.
    fn pages(&self) -> Vec<String> {
        self.engine().pages(false).into_iter().map(|page| page.path).collect()
    }
}

/// The paths that a query finds as it was typed, in order of path.
#[track_caller]
fn found(engine: &Engine, q: &str) -> Vec<String> {
    let mut found: Vec<String> = ask(engine, &typed(q)).hits.into_iter().map(|hit| hit.path).collect();
    found.sort();
    found
}

/// How much of a core's time something takes, at its best of three times: for printing only.
fn took<T>(work: impl Fn() -> T) -> Duration {
    let time = |_| {
        let (started, ran_before) = (Instant::now(), thread_has_run());
        drop(work());
        let ran = ran_before.zip(thread_has_run()).map(|(before, after)| after.saturating_sub(before));
        ran.unwrap_or_else(|| started.elapsed())
    };
    (0..3).map(time).min().unwrap_or_default()
}

/// How long this thread has had a core, if the system says so, as Linux does. The clock goes on
/// while others have it, which made pages look seven times as slow that were twice as long.
fn thread_has_run() -> Option<Duration> {
    // The system counts when a thread lets go of its core, and not when it is asked.
    std::thread::yield_now();
    let counts = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    counts.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
