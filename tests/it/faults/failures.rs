//! The disk fails: at any one operation, or from it on; before the operation, or
//! in the middle of a write.
//!
//! Whatever fails, the run says so or succeeds, the last edition or the new one
//! answers, and the next run on a sound disk finishes and leaves nothing behind.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sou::index::Disk;
use sou::index::build::BuildOptions;
use sou::index::disk::{Operation, Verdict};

use super::{Editions, Kind, check_whole, edition, folder, n_cases, opened, proven, run_as};

/// What a disk says, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Failure {
    error: i32,
    lasting: Lasting,
    /// What becomes of a write: nothing of it is done, or a half.
    write: Write,
}

#[derive(Debug, Clone, Copy)]
enum Lasting {
    Once,
    ForEver,
}

#[derive(Debug, Clone, Copy)]
enum Write {
    Nothing,
    Half,
}

const INTERRUPTED: i32 = 4;
const BROKEN: i32 = 5;
const TOO_MANY_FILES: i32 = 24;
const FILE_TOO_LARGE: i32 = 27;
const FULL: i32 = 28;

/// Nobody is interrupted for ever: who is, tries again.
pub const FAILURES: [Failure; 12] = [
    Failure { error: BROKEN, lasting: Lasting::Once, write: Write::Nothing },
    Failure { error: FULL, lasting: Lasting::ForEver, write: Write::Half },
    Failure { error: INTERRUPTED, lasting: Lasting::Once, write: Write::Nothing },
    Failure { error: TOO_MANY_FILES, lasting: Lasting::Once, write: Write::Nothing },
    Failure { error: FILE_TOO_LARGE, lasting: Lasting::Once, write: Write::Half },
    Failure { error: BROKEN, lasting: Lasting::ForEver, write: Write::Nothing },
    Failure { error: FULL, lasting: Lasting::Once, write: Write::Half },
    Failure { error: TOO_MANY_FILES, lasting: Lasting::ForEver, write: Write::Nothing },
    Failure { error: FILE_TOO_LARGE, lasting: Lasting::ForEver, write: Write::Nothing },
    Failure { error: FULL, lasting: Lasting::Once, write: Write::Nothing },
    Failure { error: BROKEN, lasting: Lasting::Once, write: Write::Half },
    Failure { error: FULL, lasting: Lasting::ForEver, write: Write::Nothing },
];

/// A disk whose operation number `at` fails, and how many were asked for.
pub fn failing(at: usize, failure: Failure) -> (Disk, Arc<AtomicUsize>) {
    let n_asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&n_asked);
    let disk = Disk::observed(move |operation| {
        let number = counted.fetch_add(1, Ordering::SeqCst);
        let fails = match failure.lasting {
            Lasting::Once => number == at,
            Lasting::ForEver => number >= at,
        };
        let error = io::Error::from_raw_os_error(failure.error);
        match (fails, failure.write, operation) {
            (false, ..) => Verdict::Proceed,
            (true, Write::Half, Operation::Write { bytes, .. }) => {
                Verdict::Torn { n_bytes: bytes.len() / 2, error }
            }
            (true, ..) => Verdict::Fail(error),
        }
    });
    (disk, n_asked)
}

/// One run that fails and one that does not, from edition `before` to `after`;
/// whether the first came to the failure, and whether it failed.
fn fail(
    editions: &Editions,
    index: &Path,
    (kind, before, after): (Kind, Option<usize>, usize),
    (at, failure): (usize, Failure),
) -> (bool, bool) {
    let context = format!("{kind:?} run, {failure:?} at operation {at}");
    let (disk, n_asked) = failing(at, failure);
    let faulty = BuildOptions { disk, full: kind == Kind::Full, ..editions.options(after, index) };
    let outcome = run_as(&faulty);
    let is_reached = n_asked.load(Ordering::SeqCst) > at;
    match (&outcome, before) {
        (Ok(_), _) => assert_eq!(edition(index), Ok(after), "{context}"),
        (Err(error), _) if !is_reached => panic!("{context}: nothing failed, and the run did: {error}"),
        (Err(_), Some(before)) => {
            let found = edition(index);
            assert!(found == Ok(before) || found == Ok(after), "{context}: {found:?}");
        }
        (Err(_), None) => match opened(index) {
            Ok(engine) => assert_eq!(super::edition_of(&engine), Ok(after), "{context}"),
            Err(error) => assert!(error.to_string().contains("\nhint: "), "{context}: {error}"),
        },
    }
    editions.run(after, index);
    check_whole(index, after, &context);
    (is_reached, outcome.is_err())
}

#[test]
fn at_every_operation_a_failure_loses_nothing() {
    let editions = Editions::new(2);
    // All failures at all operations, or one failure at each so many operations.
    let (stride, n_passes) = (n_cases(17, 1), n_cases(1, FAILURES.len()));
    let (mut n_tried, mut n_failed, mut n_operations) = (0, 0, 0);
    for kind in [Kind::First, Kind::Full, Kind::Incremental] {
        for pass in 0..n_passes {
            let mut index = folder();
            let mut before = None;
            if kind != Kind::First {
                (0..4).for_each(|run| drop(editions.run(run % 2, index.path())));
                before = Some(1);
            }
            for place in 0.. {
                let (at, failure) = (place * stride, FAILURES[(place + pass) % FAILURES.len()]);
                let after = before.map_or(0, |before| 1 - before);
                let (is_reached, is_failed) =
                    fail(&editions, index.path(), (kind, before, after), (at, failure));
                if !is_reached {
                    n_operations = n_operations.max(at);
                    break;
                }
                n_tried += 1;
                n_failed += usize::from(is_failed);
                match kind {
                    Kind::First => index = folder(),
                    Kind::Full | Kind::Incremental => before = Some(after),
                }
            }
        }
    }
    assert!(n_failed * 2 > n_tried && n_tried > 30, "{n_failed} of {n_tried}: the disk was not asked");
    let n_kinds = if n_passes == 1 { 1 } else { FAILURES.len() };
    let how = format!("{n_kinds} of {} ways to fail at each operation", FAILURES.len());
    let stride = if stride == 1 { String::new() } else { format!(", each {stride}th") };
    proven(
        "failing disk",
        &format!(
            "{n_tried} operations of first, full and incremental runs of up to {n_operations}{stride}, {how}, {n_failed} runs failed"
        ),
    );
}
