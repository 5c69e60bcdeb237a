//! Proofs that nothing is lost, whatever breaks.
//!
//! 1. `power_loss`: the machine loses its power, and what was not synced is there or not.
//! 2. `failures`: the disk fails at any one operation, or from it on.
//! 3. `deaths`: the process dies at any one operation, or at any moment.
//! 4. `small_disk`: there is no room.
//! 5. `crowd`: two runs at once, one that is frozen, many readers, other users.
//! 6. `years`: ten thousand runs, under questions.
//! 7. `sequences`: whatever is done to a site in whatever order, what is found is
//!    what a rebuilt index finds, and what a plain scan of the pages finds.
//! 8. `moving`: an index is exported and imported, and any of the above happens.
//! 9. `damage`: the bytes of an index change on the disk.
//!
//! In every one of them an index that was acknowledged answers, as a whole and of
//! one edition of the site, and the next run on a sound machine finishes and
//! leaves nothing behind.
//!
//! `cargo test` goes through a few of the cases, `tests/prove` through all; both
//! run the same code, and each proof prints one line with its figures.

mod crash_states;
mod crowd;
mod damage;
mod deaths;
mod failures;
mod moving;
mod power_loss;
mod sequences;
mod small_disk;
mod years;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sou::error::{Error, Result};
use sou::index::Store;
use sou::index::build::{BuildOptions, BuildReport, build};
use sou::index::verify::verify;
use sou::search::Engine;
use tempfile::TempDir;

use crate::indexed::{ANALYZER, ask, build_options, paths, typed};
use crate::support::site;

/// Set by `tests/prove`: all cases, and not only a few.
const ALL_CASES: &str = "PROVE";

/// How many cases to go through.
pub fn n_cases(few: usize, all: usize) -> usize {
    if env::var_os(ALL_CASES).is_some() { all } else { few }
}

/// Prints the one line of a proof that has come to its end.
fn proven(fault: &str, figures: &str) {
    println!("{fault}: {figures}: nothing lost");
}

/// What a run has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// There is no index yet.
    First,
    /// There is one, and everything is read again.
    Full,
    /// There is one, and what has changed is read.
    Incremental,
}

/// Tells other threads that it is over, however a test ends.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

/// One site in several editions, each in a folder of its own, so that going from
/// one to the other is no more than to index another folder.
///
/// Two pages name the edition, one is in all of them, and one more is only in
/// those of even or of odd number: whatever mixes two editions can be seen.
struct Editions(Vec<TempDir>);

/// In every edition, under this title.
const ALWAYS_THERE: (&str, &str) = ("content/雙棧.md", "雙協議棧");

/// Those that name the edition in their titles.
const NAMED: [&str; 2] = ["content/乙.md", "content/甲.md"];

fn edition_text(number: usize) -> String {
    let (path, title) = ALWAYS_THERE;
    let mut text = format!("//- {path}\n---\ntitle: {title}\n---\n每個主機有兩種位址，論壇裡說過。\n");
    for path in NAMED {
        text.push_str(&format!(
            "//- {path}\n---\ntitle: 版本{number}\n---\n这是第 {number} 版，Ｋ８Ｓ集群。\n"
        ));
    }
    text.push_str(&format!("//- {}\n只在一半的版本里。\n", alternating(number)));
    text
}

fn alternating(number: usize) -> &'static str {
    if number.is_multiple_of(2) { "content/偶.md" } else { "content/奇.md" }
}

impl Editions {
    /// Editions 0 to `n_editions` − 1.
    fn new(n_editions: usize) -> Self {
        Self((0..n_editions).map(|number| site(&edition_text(number))).collect())
    }

    fn site(&self, number: usize) -> &Path {
        self.0[number].path()
    }

    /// What a run is asked that brings `index` to an edition, on one thread.
    fn options(&self, number: usize, index: &Path) -> BuildOptions {
        BuildOptions { threads: 1, ..build_options(self.site(number), index) }
    }

    #[track_caller]
    fn run(&self, number: usize, index: &Path) -> BuildReport {
        run_as(&self.options(number, index)).expect("the site can be indexed")
    }
}

fn run_as(options: &BuildOptions) -> Result<BuildReport> {
    build(options, &ANALYZER, &|_| {})
}

/// Opens what is published in `index`, if anything is.
fn opened(index: &Path) -> Result<Engine> {
    Engine::open(index, Arc::clone(&ANALYZER))
}

/// The edition that answers from `index`.
///
/// # Errors
///
/// If nothing answers, another generation answers than the published one, or what
/// answers is not one edition, whole.
fn edition(index: &Path) -> std::result::Result<usize, String> {
    let engine = opened(index).map_err(|error| format!("nothing answers: {error}"))?;
    match engine.fallback() {
        None => edition_of(&engine),
        Some(error) => Err(format!("an older generation answers: {error}")),
    }
}

/// As [`edition`], of an engine that is open.
fn edition_of(engine: &Engine) -> std::result::Result<usize, String> {
    let pages = engine.pages(false);
    let number = pages.iter().find_map(|page| page.title.strip_prefix("版本")?.parse::<usize>().ok());
    let number = number.ok_or_else(|| format!("no edition is named: {pages:?}"))?;
    let title = format!("版本{number}");
    let listed: BTreeSet<(&str, &str)> = pages
        .iter()
        .map(|page| (page.path.as_str(), page.title.as_str()))
        .filter(|(path, _)| *path != alternating(number))
        .collect();
    let expected: BTreeSet<(&str, &str)> =
        [ALWAYS_THERE, (NAMED[0], title.as_str()), (NAMED[1], title.as_str())].into();
    if listed != expected || pages.len() != expected.len() + 1 {
        return Err(format!("expected edition {number}, found {pages:?}"));
    }
    for (q, expected) in [
        (format!("\"{title}\""), &NAMED[..]),
        ("双协议栈".to_owned(), &[ALWAYS_THERE.0]),
        ("只在一半".to_owned(), &[alternating(number)]),
    ] {
        let results = ask(engine, &typed(&q));
        let mut found = paths(&results);
        found.sort_unstable();
        if found != expected {
            return Err(format!("`{q}` in edition {number}: expected {expected:?}, found {found:?}"));
        }
    }
    Ok(number)
}

/// What is wrong with `index` after a run that succeeded: anything that answers
/// but this edition, a generation that is not sound, a file that no run needs.
fn faults(index: &Path, expected: usize) -> std::result::Result<(), String> {
    let found = edition(index)?;
    if found != expected {
        return Err(format!("expected edition {expected}, found {found}"));
    }
    let said = |error: Error| error.to_string();
    let (generations, trouble) = verify(&Store::at(index)).map_err(said)?;
    if let Some(error) = trouble {
        return Err(error.to_string());
    }
    let mut allowed: BTreeSet<String> =
        [".gitignore", ".sou.lock", "CURRENT", "README.md", "status.json"].map(str::to_owned).into();
    let n_generations = generations.len();
    for generation in generations {
        generation.outcome.map_err(|error| format!("{}: {error}", generation.generation))?;
        allowed.insert(generation.generation);
    }
    let left: Vec<String> = names(index).difference(&allowed).cloned().collect();
    if !left.is_empty() || n_generations > 3 {
        return Err(format!("left behind: {left:?}, beside {n_generations} generations"));
    }
    for generation in Store::at(index).generations().map_err(said)? {
        let manifest = generation.manifest().map_err(said)?;
        let mut listed: BTreeSet<String> = manifest.files.keys().cloned().collect();
        listed.extend(["manifest.json", "terms"].map(str::to_owned));
        let mut there = names(generation.folder());
        there.extend(names(&generation.terms()).iter().map(|name| format!("terms/{name}")));
        if there != listed {
            return Err(format!("{}: listed {listed:?}, there {there:?}", generation.name()));
        }
        let living = segments(&generation.terms());
        let is_of_segment = |name: &String| living.iter().any(|segment| name.starts_with(segment.as_str()));
        let is_stray =
            |name: &&String| !["meta.json", ".managed.json"].contains(&name.as_str()) && !is_of_segment(name);
        if let Some(stray) = names(&generation.terms()).iter().find(is_stray) {
            return Err(format!("{}: `{stray}` is of no segment", generation.name()));
        }
    }
    Ok(())
}

/// What the names of the files of tantivy's segments begin with.
fn segments(terms: &Path) -> Vec<String> {
    let meta = fs::read(terms.join("meta.json")).expect("there is a list of segments");
    let meta: serde_json::Value = serde_json::from_slice(&meta).expect("it is JSON");
    let segments = meta["segments"].as_array().expect("it lists segments");
    segments
        .iter()
        .map(|segment| segment["segment_id"].as_str().expect("a segment has a name").replace('-', ""))
        .collect()
}

/// Panics if anything is wrong with `index` after a run that succeeded.
#[track_caller]
fn check_whole(index: &Path, expected: usize, context: &str) {
    if let Err(fault) = faults(index, expected) {
        panic!("{context}: {fault}");
    }
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a folder of the index can be listed");
    entries
        .map(|entry| entry.expect("a folder of the index can be listed").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

#[test]
fn what_is_wrong_is_seen() {
    let (editions, index) = (Editions::new(2), folder());
    editions.run(0, index.path());
    check_whole(index.path(), 0, "sound");
    assert!(faults(index.path(), 1).is_err(), "another edition");
    let place = |name: &str| index.path().join(name);
    for name in ["gen-000002.1.tmp", "CURRENT.tmp", "gen-000001/更", "gen-000001/terms/更"] {
        fs::write(place(name), "剩下的").expect("a file can be written");
        assert!(faults(index.path(), 0).is_err(), "{name}");
        fs::remove_file(place(name)).expect("a file can be removed");
    }
    fs::create_dir(place("gen-000002")).expect("a folder can be made");
    assert!(faults(index.path(), 0).is_err(), "an empty generation");
    fs::remove_dir(place("gen-000002")).expect("a folder can be removed");
    let text = edition_text(0).replace("title: 版本0\n---\n这", "title: 版本1\n---\n这");
    assert_ne!(text, edition_text(0));
    let mixed = site(&text.replacen("版本1", "版本0", 1));
    crate::indexed::run(mixed.path(), index.path());
    let fault = edition(index.path()).expect_err("two editions");
    assert!(fault.contains("expected edition"), "{fault}");
}
