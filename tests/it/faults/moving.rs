//! An index is moved, and something breaks: the disk fails or the process dies at any
//! operation of an import; the disk or the writer fails at any of an export.
//!
//! 1. After an import that failed or died, the last edition answers or the imported
//!    one; the next import finishes and leaves nothing behind, and so does the next run.
//! 2. An export changes nothing of the index; it says that it failed, or the archive
//!    is whole. A file that is exported to is the old one or the new one.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{self, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use sou::error::Result;
use sou::index::archive::{self, Moved};
use sou::index::disk::Verdict;
use sou::index::{Disk, Store};

use super::failures::{FAILURES, Failure, failing};
use super::{Editions, check_whole, edition, folder, n_cases, opened, proven, run_as};
use crate::indexed::{ANALYZER, Random, build_options};
use crate::support::sou;

/// Set for the process that is to die: the operation, the archive and the index.
const DIES_AT: &str = "PROVE_IMPORT_DIES_AT";

const PLACE: &str = "出口.tar.gz";

/// The archive of an edition.
pub fn archive_of(editions: &Editions, number: usize) -> Vec<u8> {
    let index = folder();
    editions.run(number, index.path());
    let mut bytes = Vec::new();
    export(&Disk::default(), index.path(), &mut bytes).expect("it is sound");
    bytes
}

fn export(disk: &Disk, index: &Path, to: impl Write) -> Result<Moved> {
    archive::export(&Store::on(disk, index), to, Path::new(PLACE))
}

/// Imports an archive into `index`.
pub fn import(disk: &Disk, index: &Path, mut archive: &[u8]) -> Result<Moved> {
    archive::import(&Store::on(disk, index), &mut archive, Path::new(PLACE), &ANALYZER.fingerprint())
}

/// What answers after an import that did not come to its end, and what comes of the next.
fn check_healed(
    editions: &Editions,
    index: &Path,
    (before, after): (Option<usize>, usize),
    archive: &[u8],
    context: &str,
) {
    match (before, opened(index)) {
        (None, Ok(engine)) => assert_eq!(super::edition_of(&engine), Ok(after), "{context}"),
        (None, Err(error)) => assert!(error.to_string().contains("\nhint: "), "{context}: {error}"),
        (Some(before), _) => {
            let found = edition(index);
            assert!(found == Ok(before) || found == Ok(after), "{context}: {found:?}");
        }
    }
    import(&Disk::default(), index, archive).unwrap_or_else(|error| panic!("{context}, then again: {error}"));
    // What explains the folder is written by a run.
    check_whole(index, after, context);
    run_as(&editions.options(after, index)).unwrap_or_else(|error| panic!("{context}, then a run: {error}"));
    check_whole(index, after, context);
}

#[test]
fn an_import_that_fails_at_any_operation_loses_nothing() {
    let editions = Editions::new(2);
    let archives = [0, 1].map(|number| archive_of(&editions, number));
    let (stride, n_passes) = (n_cases(17, 1), n_cases(1, FAILURES.len()));
    let (mut n_tried, mut n_failed) = (0, 0);
    for is_first in [true, false] {
        for pass in 0..n_passes {
            let mut index = folder();
            let mut before = None;
            if !is_first {
                (0..4).for_each(|run| drop(editions.run(run % 2, index.path())));
                before = Some(1);
            }
            for place in 0.. {
                let failure: Failure = FAILURES[(place + pass) % FAILURES.len()];
                let at = place * stride;
                let after = before.map_or(0, |before| 1 - before);
                let context = format!("import over {before:?}, {failure:?} at operation {at}");
                let (disk, n_asked) = failing(at, failure);
                let outcome = import(&disk, index.path(), &archives[after]);
                let is_reached = n_asked.load(Ordering::SeqCst) > at;
                if outcome.is_ok() {
                    assert_eq!(edition(index.path()), Ok(after), "{context}: it was acknowledged");
                } else {
                    assert!(is_reached, "{context}: nothing failed, and the import did: {outcome:?}");
                }
                check_healed(&editions, index.path(), (before, after), &archives[after], &context);
                if !is_reached {
                    break;
                }
                n_tried += 1;
                n_failed += usize::from(outcome.is_err());
                match is_first {
                    true => index = folder(),
                    false => before = Some(after),
                }
            }
        }
    }
    assert!(n_failed * 2 > n_tried && n_tried > 8, "{n_failed} of {n_tried}: the disk was not asked");
    proven("failing import", &format!("{n_tried} operations, {n_failed} imports failed"));
}

/// A process that aborts in the middle of an import.
#[test]
#[ignore = "no test of its own: `an_import_that_dies_at_any_operation_loses_nothing` starts it"]
fn dies_where_it_is_told() {
    let told = env::var(DIES_AT).expect("it is started with where to die");
    let [at, archive, index] = told.split('\n').collect::<Vec<_>>()[..] else { panic!("{told}") };
    let at: usize = at.parse().expect("a number");
    let n_done = AtomicUsize::new(0);
    let disk = Disk::observed(move |_| {
        if n_done.fetch_add(1, Ordering::SeqCst) == at {
            process::abort();
        }
        Verdict::Proceed
    });
    let archive = fs::read(archive).expect("it is there");
    import(&disk, Path::new(index), &archive).expect("it is sound");
}

#[test]
fn an_import_that_dies_at_any_operation_loses_nothing() {
    let editions = Editions::new(2);
    let archives = [0, 1].map(|number| archive_of(&editions, number));
    let kept = folder();
    let stride = n_cases(41, 1);
    let mut n_died = 0;
    for is_first in [true, false] {
        let mut index = folder();
        let mut before = None;
        if !is_first {
            (0..4).for_each(|run| drop(editions.run(run % 2, index.path())));
            before = Some(1);
        }
        for at in (0..).step_by(stride) {
            let after = before.map_or(0, |before| 1 - before);
            let context = format!("import over {before:?}, died at operation {at}");
            let file = kept.path().join(PLACE);
            fs::write(&file, &archives[after]).expect("a file can be written");
            let child = Command::new(env::current_exe().expect("this program has a name"))
                .args(["--ignored", "--exact", "faults::moving::dies_where_it_is_told"])
                .env(DIES_AT, format!("{at}\n{}\n{}", file.display(), index.path().display()))
                .output()
                .expect("this program can be started");
            let said = String::from_utf8_lossy(&child.stdout);
            assert!(said.contains("running 1 test"), "{said}");
            // On Unix who aborts has no exit code; a test that failed has one.
            assert!(
                child.status.success() || !cfg!(unix) || child.status.code().is_none(),
                "{context}: {said}"
            );
            check_healed(&editions, index.path(), (before, after), &archives[after], &context);
            if child.status.success() {
                break;
            }
            n_died += 1;
            match is_first {
                true => index = folder(),
                false => before = Some(after),
            }
        }
    }
    assert!(n_died * stride > 60, "only {n_died} imports died: the disk was not asked");
    proven("dying import", &format!("{n_died} imports died, each at another of their operations"));
}

/// Takes so many bytes, and is full.
struct Small {
    taken: Vec<u8>,
    room_bytes: usize,
}

impl Write for Small {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n_bytes = bytes.len().min(self.room_bytes - self.taken.len());
        if n_bytes == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.taken.extend_from_slice(&bytes[..n_bytes]);
        Ok(n_bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_export_is_whole_or_says_that_it_is_not() {
    let editions = Editions::new(2);
    let (index, other) = (folder(), folder());
    editions.run(0, index.path());
    // Of this index and no other: another was published at another moment, and may be longer.
    let mut whole = Vec::new();
    export(&Disk::default(), index.path(), &mut whole).expect("the index can be exported");
    let mut n_failed = 0;
    for at in 0.. {
        let failure = FAILURES[at % FAILURES.len()];
        let (disk, n_asked) = failing(at, failure);
        let mut archive = Vec::new();
        let outcome = export(&disk, index.path(), &mut archive);
        check_whole(index.path(), 0, "an export changes nothing");
        if n_asked.load(Ordering::SeqCst) <= at {
            outcome.expect("nothing failed");
            break;
        }
        match outcome {
            Ok(_) => drop(import(&Disk::default(), other.path(), &archive).expect("it was said to be whole")),
            Err(error) => {
                n_failed += 1;
                let told = error.to_string();
                assert!(told.contains(&*index.path().to_string_lossy()), "it names the file: {told}");
            }
        }
    }
    let step = n_cases(whole.len() / 40, 7).max(1);
    for room_bytes in (0..whole.len()).step_by(step) {
        let mut to = Small { taken: Vec::new(), room_bytes };
        let error = export(&Disk::default(), index.path(), &mut to).expect_err("there is no room for it");
        assert!(error.to_string().starts_with(&format!("cannot write `{PLACE}`: ")), "{error}");
        // What is missing at the very end is the padding of the archive, and sums that the manifest has too.
        if import(&Disk::default(), other.path(), &to.taken).is_ok() {
            assert_eq!(edition(other.path()), Ok(0), "a part is no archive, unless it has everything");
            assert!(whole.len() - room_bytes < 64, "{} bytes are missing", whole.len() - room_bytes);
        }
        n_failed += 1;
    }
    proven("failing export", &format!("{n_failed} exports failed, at the disk or at the writer"));
}

#[test]
fn a_file_that_is_exported_to_is_the_old_or_the_new_one() {
    let editions = Editions::new(2);
    let (index, place, other) = (folder(), folder(), folder());
    let index = index.path();
    let run_here = |number: usize| {
        let options = build_options(editions.site(number), index);
        run_as(&options).expect("the site can be indexed");
    };
    run_here(0);
    let file = place.path().join(PLACE);
    let command = || {
        let mut command = sou(place.path(), &["export", PLACE, "--index"]);
        command.arg(index).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let started = Instant::now();
    assert!(command().status().expect("the binary can be run").success());
    // How long an export takes decides when it is killed, and nothing else.
    let mut whole_export = started.elapsed();
    let mut random = Random::seeded(3);
    let (mut n_killed, mut n_ended) = (0, 0);
    let mut before = 0;
    let n_kills = n_cases(6, 500);
    while n_killed < n_kills {
        let after = 1 - before;
        run_here(after);
        let part = u32::try_from(random.below(1_000)).expect("a small number");
        let mut child = command().spawn().expect("the binary can be run");
        std::thread::sleep(whole_export * part / 1_000);
        child.kill().expect("an export can be killed");
        let ended = child.wait().expect("what is killed ends").success();
        n_killed += usize::from(!ended);
        n_ended += usize::from(ended);
        if ended {
            // The first export may have been the slowest.
            whole_export = whole_export * 19 / 20;
        }
        let archive = fs::read(&file).expect("there was one before");
        import(&Disk::default(), other.path(), &archive).expect("the old one, or the new one");
        let found = edition(other.path()).expect("what was imported answers");
        assert!(found == after || !ended && found == before, "edition {found}, from {before} to {after}");
        before = found;
        run_here(before);
        assert!(n_ended <= n_kills + 20, "no export could be killed");
    }
    proven("killed export", &format!("{n_killed} exports killed at random, {n_ended} ended before"));
}
