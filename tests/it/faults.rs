//! A disk that fails at any one operation, or from it on; a process that dies there.
//!
//! Whatever fails, the run says so or succeeds, the last index or the new one
//! answers, and the next run on a sound disk finishes and leaves nothing behind.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, process};

use sou::index::Disk;
use sou::index::build::{BuildOptions, build};
use sou::index::disk::Verdict;

use crate::indexed::{ANALYZER, ask, build_options, open, paths, run, typed};
use crate::support::{site, write_files};

const SITE: &str = "
//- content/滚动.md
---
title: 滚动更新
---
先停一个 Pod，再起一个。
//- content/雙棧.md
---
title: 雙協議棧
---
每個主機有兩種位址。
";

/// What a disk says: broken, full, the file too large, too many files open.
const ERRORS: [i32; 4] = [5, 28, 27, 24];

/// How long an operation fails.
#[derive(Debug, Clone, Copy)]
enum Lasting {
    Once,
    ForEver,
}

/// A disk whose operation number `at` fails, and whether it was come to.
fn failing(at: usize, error: i32, lasting: Lasting) -> (Disk, Arc<AtomicUsize>) {
    let n_done = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&n_done);
    let disk = Disk::observed(move |_| {
        let number = counted.fetch_add(1, Ordering::SeqCst);
        let fails = match lasting {
            Lasting::Once => number == at,
            Lasting::ForEver => number >= at,
        };
        if fails { Verdict::Fail(io::Error::from_raw_os_error(error)) } else { Verdict::Proceed }
    });
    (disk, n_done)
}

/// The names in the folder of the index that only a run at work has.
fn leftovers(index: &Path) -> Vec<String> {
    let names = fs::read_dir(index).expect("it can be listed");
    let names =
        names.map(|entry| entry.expect("it can be listed").file_name().to_string_lossy().into_owned());
    names.filter(|name| name.ends_with(".tmp")).collect()
}

#[test]
fn at_every_file_operation_a_failure_loses_nothing() {
    let (site, index) = (site(SITE), tempfile::tempdir().expect("a temporary folder can be made"));
    run(site.path(), index.path());
    let mut n_failed = 0;
    for at in 0.. {
        let lasting = if at % 2 == 0 { Lasting::Once } else { Lasting::ForEver };
        let error = ERRORS[at / 2 % ERRORS.len()];
        let context = format!("error {error} {lasting:?} at operation {at}");
        write_files(site.path(), &format!("//- content/新.md\n---\ntitle: 版本{at}\n---\n第 {at} 版。"));
        let (disk, n_done) = failing(at, error, lasting);
        let faulty = BuildOptions { disk, threads: 1, ..build_options(site.path(), index.path()) };
        let outcome = build(&faulty, &ANALYZER, &|_| {});
        n_failed += usize::from(outcome.is_err());
        // The last index answers, or the new one.
        let found = ask(&open(index.path()), &typed("双协议栈"));
        assert_eq!(paths(&found), ["content/雙棧.md"], "{context}");
        run(site.path(), index.path());
        let found = ask(&open(index.path()), &typed(&format!("\"版本{at}\"")));
        assert_eq!(paths(&found), ["content/新.md"], "{context}");
        assert_eq!(leftovers(index.path()), Vec::<String>::new(), "{context}");
        if n_done.load(Ordering::SeqCst) <= at {
            assert!(outcome.is_ok(), "{context}: nothing failed, and the run did");
            break;
        }
    }
    assert!(n_failed > 50, "only {n_failed} operations failed a run: the disk was not asked");
    println!("{n_failed} operations failed a run, none lost anything");
}

/// Set for the process that is to die: the operation, the site and the index.
const DIES_AT: &str = "SOU_TEST_DIES_AT";

/// How many operations lie between two deaths; set `SOU_TEST_EVERY_POINT` for each.
const STRIDE: usize = 11;

/// A process that aborts in the middle of a run.
#[test]
#[ignore = "no test of its own: `a_run_that_dies_at_any_operation_loses_nothing` starts it"]
fn dies_where_it_is_told() {
    let told = env::var(DIES_AT).expect("it is started with where to die");
    let [at, site, index] = told.split('\n').collect::<Vec<_>>()[..] else { panic!("{told}") };
    let at: usize = at.parse().expect("a number");
    let n_done = AtomicUsize::new(0);
    let disk = Disk::observed(move |_| {
        if n_done.fetch_add(1, Ordering::SeqCst) == at {
            process::abort();
        }
        Verdict::Proceed
    });
    let options = BuildOptions { disk, threads: 1, ..build_options(Path::new(site), Path::new(index)) };
    build(&options, &ANALYZER, &|_| {}).expect("the site can be indexed");
}

#[test]
fn a_run_that_dies_at_any_operation_loses_nothing() {
    let (site, index) = (site(SITE), tempfile::tempdir().expect("a temporary folder can be made"));
    run(site.path(), index.path());
    let stride = if env::var_os("SOU_TEST_EVERY_POINT").is_some() { 1 } else { STRIDE };
    let mut n_died = 0;
    for at in (0..).step_by(stride) {
        write_files(site.path(), &format!("//- content/新.md\n---\ntitle: 版本{at}\n---\n第 {at} 版。"));
        let told = format!("{at}\n{}\n{}", site.path().display(), index.path().display());
        let child = process::Command::new(env::current_exe().expect("this program has a name"))
            .args(["--ignored", "--exact", "faults::dies_where_it_is_told"])
            .env(DIES_AT, told)
            .output()
            .expect("this program can be started");
        let found = ask(&open(index.path()), &typed("双协议栈"));
        assert_eq!(paths(&found), ["content/雙棧.md"], "died at operation {at}");
        run(site.path(), index.path());
        let found = ask(&open(index.path()), &typed(&format!("\"版本{at}\"")));
        assert_eq!(paths(&found), ["content/新.md"], "died at operation {at}");
        assert_eq!(leftovers(index.path()), Vec::<String>::new(), "died at operation {at}");
        if child.status.success() {
            break;
        }
        // On Unix who aborts has no exit code; a test that failed has one.
        assert!(!cfg!(unix) || child.status.code().is_none(), "{}", String::from_utf8_lossy(&child.stdout));
        n_died += 1;
    }
    assert!(n_died * stride > 50, "only {n_died} runs died: the disk was not asked");
    println!("{n_died} runs died, none lost anything");
}
