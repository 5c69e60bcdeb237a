//! What can go wrong with a file of a site: `ReadFailure`. None of it ends a run;
//! the page stays as it was, and this is what the warning says.

use std::fs;
use std::io::Write as _;
use std::os::unix::net::UnixListener;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use expect_test::{Expect, expect};
use sou::content::source::{MAX_FILE_BYTES, ReadFailure, read};

use super::{Row, check};

/// How often a file is read that somebody writes to without end, until that shows.
const MAX_TRIES: usize = 10_000;

fn row(variant: &'static str, failure: &ReadFailure, expected: Expect) -> Row {
    assert!(format!("{failure:?}").starts_with(variant), "expected `{variant}`, found {failure:?}");
    Row { variant, said: failure.to_string(), expected }
}

/// A file that another writes to while it is read, again and again.
fn changing(root: &std::path::Path) -> ReadFailure {
    let path = root.join("写.md");
    fs::write(&path, vec![b'x'; 4 << 20]).expect("a file can be written");
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = fs::OpenOptions::new().append(true).open(&path).expect("it can be written to");
            let mut n_written = 0;
            while !is_over.load(Ordering::Relaxed) && n_written < 4 << 20 {
                file.write_all("写".as_bytes()).expect("it can be written to");
                n_written += 3;
            }
        });
        let failure = (0..MAX_TRIES).find_map(|_| read(root, "写.md").err());
        is_over.store(true, Ordering::Relaxed);
        failure.expect("it is written to while it is read")
    })
}

#[test]
fn every_failure_of_a_file_comes_about() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let root = folder.path();
    let large = fs::File::create(root.join("大.md")).expect("a file can be made");
    large.set_len(MAX_FILE_BYTES + 1).expect("it can have a hole");
    let _socket = UnixListener::bind(root.join("插座.md")).expect("a socket can be made");
    std::os::unix::fs::symlink("大.md", root.join("链接.md")).expect("a link can be made");
    let failure = |path: &str| read(root, path).expect_err(path);
    let rows = vec![
        row("Missing", &failure("没有.md"), expect!["the file is gone"]),
        row("TooLarge", &failure("大.md"), expect!["expected at most 10485760 bytes, found 10485761"]),
        row("NotAFile", &failure("插座.md"), expect!["expected a regular file, found a socket"]),
        row("NotAFile", &failure("链接.md"), expect!["expected a regular file, found a symbolic link"]),
        row("Changing", &changing(root), expect!["the file kept changing while it was read"]),
        row(
            "Io",
            &failure(&"长".repeat(200)),
            expect!["cannot read the file: File name too long (os error 36)"],
        ),
    ];
    check("ReadFailure", rows);
}
