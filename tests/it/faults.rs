//! A disk that fails at any one operation, or from it on.
//!
//! Whatever fails, the run says so or succeeds, the last index or the new one
//! answers, and the next run on a sound disk finishes and leaves nothing behind.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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
