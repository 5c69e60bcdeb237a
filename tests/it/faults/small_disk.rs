//! There is no room: on a disk that is counted, and on small ones that are real.
//!
//! A run without room fails, takes away what it wrote, and the last edition answers
//! on; what can be put off is put off instead. When there is room again the next run does its work, and nobody has to help.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sou::index::build::BuildOptions;
use sou::index::disk::{Operation, Verdict};
use sou::index::{Disk, Store};
use tempfile::TempDir;

use super::{Editions, Kind, check_whole, edition, folder, n_cases, names, opened, proven, run_as, segments};
use crate::indexed::{Random, ask, build_options, typed};
use crate::support::{site, write_files};

/// What no disk has too little of.
const NO_LIMIT_BYTES: usize = usize::MAX / 2;

/// How many bytes the files below `folder` have, each counted once under all its names.
fn used_bytes(folder: &Path) -> usize {
    fn collect(folder: &Path, files: &mut BTreeMap<u64, usize>) {
        // A folder may be removed meanwhile, and so may a file.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => collect(&entry.path(), files),
                Ok(metadata) => drop(files.insert(number_of(&metadata, files.len()), len_bytes(&metadata))),
                Err(_) => {}
            }
        }
    }
    let mut files = BTreeMap::new();
    collect(folder, &mut files);
    files.values().sum()
}

fn len_bytes(metadata: &fs::Metadata) -> usize {
    usize::try_from(metadata.len()).expect("a test has no such file")
}

#[cfg(unix)]
fn number_of(metadata: &fs::Metadata, _n_before: usize) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number_of(_metadata: &fs::Metadata, n_before: usize) -> u64 {
    n_before as u64
}

/// A disk on which the files of `index` may have so many bytes, and the most that they had.
fn counted(index: &Path, limit_bytes: usize) -> (Disk, Arc<AtomicUsize>) {
    let most_bytes = Arc::new(AtomicUsize::new(0));
    let (index, most) = (index.to_owned(), Arc::clone(&most_bytes));
    let disk = Disk::observed(move |operation| {
        let Operation::Write { bytes, .. } = operation else { return Verdict::Proceed };
        let used = used_bytes(&index);
        most.fetch_max(used + bytes.len(), Ordering::SeqCst);
        match used + bytes.len() <= limit_bytes {
            true => Verdict::Proceed,
            false => Verdict::Torn {
                n_bytes: limit_bytes.saturating_sub(used),
                error: io::ErrorKind::StorageFull.into(),
            },
        }
    });
    (disk, most_bytes)
}

#[test]
fn a_run_that_has_too_little_room_loses_nothing() {
    let editions = Editions::new(2);
    let n_steps = n_cases(9, 250);
    let (mut n_runs, mut n_failed) = (0, 0);
    for kind in [Kind::Full, Kind::Incremental] {
        let index = folder();
        let index = index.path();
        (0..4).for_each(|run| drop(editions.run(run % 2, index)));
        let full = kind == Kind::Full;
        let (disk, most_bytes) = counted(index, NO_LIMIT_BYTES);
        let before_bytes = used_bytes(index);
        run_as(&BuildOptions { disk, full, ..editions.options(0, index) }).expect("there is room");
        let needed_bytes = most_bytes.load(Ordering::SeqCst).saturating_sub(before_bytes);
        let mut before = 0;
        for step in 0..n_steps {
            let room_bytes = needed_bytes * step / n_steps;
            let context = format!("{kind:?} run with {room_bytes} of {needed_bytes} bytes");
            let after = 1 - before;
            let (disk, _) = counted(index, used_bytes(index) + room_bytes);
            let outcome = run_as(&BuildOptions { disk, full, ..editions.options(after, index) });
            n_runs += 1;
            n_failed += usize::from(outcome.is_err());
            let found = edition(index);
            assert!(found == Ok(before) || found == Ok(after), "{context}: {found:?}");
            let left =
                names(index).into_iter().find(|name| name.starts_with("gen-") && name.ends_with(".tmp"));
            assert_eq!(left, None, "{context}: what it wrote is in the way of others");
            editions.run(after, index);
            check_whole(index, after, &context);
            before = after;
        }
    }
    assert!(n_failed * 2 > n_runs, "{n_failed} of {n_runs}: nothing was too little");
    proven("little room", &format!("{n_runs} full and incremental runs, {n_failed} of them without room"));
}

/// A file system of its own, in memory; gone with the test.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// `None` where this user may not make one.
    fn of(size_kb: usize) -> Option<Self> {
        let folder = folder();
        let options = format!("size={size_kb}k");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &options, "none"]).arg(folder.path()).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then_some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Gives it so much room beside what is on it.
    fn set_room(&self, room_kb: usize) {
        let used = Command::new("df").args(["--output=used", "-k"]).arg(self.path()).output();
        let used = String::from_utf8(used.expect("`df` can be run").stdout).expect("a number");
        let used_kb: usize = used.lines().nth(1).and_then(|line| line.trim().parse().ok()).expect("a number");
        let options = format!("remount,size={}k", used_kb + room_kb);
        let status = Command::new("mount").args(["-o", &options]).arg(self.path()).status();
        assert!(status.expect("`mount` can be run").success(), "it can have another size");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let status = Command::new("umount").arg("--lazy").arg(self.path()).status();
        assert!(status.is_ok_and(|status| status.success()), "what was mounted can be taken away");
    }
}

const N_PAGES: usize = 120;

/// A site of some size, in which every third page names the edition.
fn large_site(number: usize) -> TempDir {
    let mut random = Random::seeded(7);
    let mut text = String::new();
    for page in 0..N_PAGES {
        text.push_str(&format!("//- content/{page:03}.md\n---\ntitle: 第 {page} 頁\n---\n"));
        if page % 3 == 0 {
            text.push_str(&format!("版本{number}。\n"));
        }
        for _ in 0..800 {
            let han = char::from_u32(0x4E00 + random.below(3_000) as u32).expect("these are all characters");
            text.push(han);
        }
        text.push('\n');
    }
    site(&text)
}

/// Whether this edition of a large site answers, and nothing else of it.
fn is_edition(index: &Path, number: usize) -> bool {
    let engine = opened(index).expect("an edition answers");
    assert!(engine.fallback().is_none(), "it is the published one");
    assert_eq!(engine.info().docs, N_PAGES);
    let total = |number: usize| ask(&engine, &typed(&format!("\"版本{number}\""))).total;
    let found = [total(0), total(1)];
    let whole = N_PAGES / 3;
    assert!(found == [whole, 0] || found == [0, whole], "two editions at once: {found:?}");
    found[number] == whole
}

#[test]
fn a_small_disk_loses_nothing() {
    const ROOM_KB: usize = 64 * 1024;
    let sites = [large_site(0), large_site(1)];
    let n_sizes = n_cases(4, 40);
    let (mut n_runs, mut n_failed) = (0, 0);
    for step in 0..n_sizes {
        // From 64 kB to 64 MB, each so many times the one before.
        let size_kb = (64.0 * 1024_f64.powf(step as f64 / (n_sizes - 1) as f64)).round() as usize;
        let Some(disk) = SmallDisk::of(size_kb) else {
            eprintln!("small disk: not tried: nobody but root may mount one, and not everywhere");
            return;
        };
        let index = disk.path().join("index");
        let index = index.as_path();
        let mut before = None;
        for (after, kind, room_kb) in [
            (0, Kind::First, None),
            (1, Kind::Incremental, Some(size_kb / 8)),
            (0, Kind::Full, Some(size_kb / 4)),
            (1, Kind::Incremental, Some(size_kb / 2)),
        ] {
            if let Some(room_kb) = room_kb {
                disk.set_room(room_kb);
            }
            let context = format!("{kind:?} run on {size_kb} kB");
            let full = kind == Kind::Full;
            let options = BuildOptions { full, ..build_options(sites[after].path(), index) };
            n_runs += 1;
            if let Err(error) = run_as(&options) {
                n_failed += 1;
                match before {
                    Some(before) => {
                        assert!(is_edition(index, before) || is_edition(index, after), "{context}")
                    }
                    None => assert!(opened(index).is_err(), "{context}: {error}"),
                }
                disk.set_room(ROOM_KB);
                run_as(&options).unwrap_or_else(|error| panic!("{context}, with room again: {error}"));
            }
            assert!(is_edition(index, after), "{context}");
            before = Some(after);
        }
    }
    assert!(n_failed > 0 && n_failed < n_runs, "{n_failed} of {n_runs} had no room");
    proven(
        "small disk",
        &format!("{n_sizes} sizes from 64 kB to 64 MB, {n_runs} runs, {n_failed} without room"),
    );
}

#[test]
fn a_disk_that_has_no_room_for_the_index_twice_takes_what_changed() {
    const N_CHANGES: usize = 12;
    const ROOM_KB: usize = 64 * 1024;
    let site = large_site(0);
    let Some(disk) = SmallDisk::of(ROOM_KB) else {
        eprintln!("small disk: not tried: nobody but root may mount one, and not everywhere");
        return;
    };
    let index = disk.path().join("index");
    let index = index.as_path();
    let options = build_options(site.path(), index);
    let size_bytes = run_as(&options).expect("there is room").size_bytes;
    let half_kb = usize::try_from(size_bytes / 1024 / 2).expect("it is small");
    let n_segments = || {
        let generation = Store::at(index).published().expect("it is there");
        segments(&generation.terms()).len()
    };
    let change = |number: usize| {
        write_files(
            site.path(),
            &format!("//- content/{number:03}.md\n---\ntitle: 改了\n---\n改了{number}次。"),
        );
    };
    for number in 1..=N_CHANGES {
        change(number);
        disk.set_room(half_kb);
        run_as(&options).unwrap_or_else(|error| panic!("change {number} with {half_kb} kB left: {error}"));
        let found = ask(&opened(index).expect("it answers"), &typed(&format!("\"改了{number}次\""))).total;
        assert_eq!(found, 1, "change {number}");
    }
    let n_before = n_segments();
    change(N_CHANGES + 1);
    disk.set_room(ROOM_KB);
    run_as(&options).expect("there is room");
    assert!(n_segments() < n_before, "what was put off is done: {n_before} segments before");
}
