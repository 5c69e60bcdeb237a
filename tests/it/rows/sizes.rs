//! W8: very deep, very many, very large.

use std::fs::{self, File};
use std::os::fd::AsRawFd as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use sou::content::source::MAX_FILE_BYTES;

use super::{Place, row};
use crate::faults::n_cases;
use crate::support::run_sou;

#[test]
fn w8_folders_in_folders_without_end_are_walked_as_far_as_a_path_goes() {
    let depth = n_cases(1_000, 5_000);
    let place = Place::new("//- content/浅.md\n淺處\n");
    // By a path that stays short, because the whole one is soon longer than paths may be.
    let mut last = File::open(place.root().join("content")).expect("it is there");
    for _ in 0..depth {
        let here = PathBuf::from(format!("/proc/self/fd/{}/深处", last.as_raw_fd()));
        fs::create_dir(&here).expect("a folder can be made");
        fs::write(here.join("页.md"), "深處").expect("a page can be written");
        last = File::open(&here).expect("it was made");
    }
    let report = place.run();
    assert_eq!(place.found("淺處"), ["content/浅.md"]);
    // A path has at most 4,096 bytes here; what is beyond is named.
    let n_pages = place.pages().len();
    assert!(n_pages > 300 && n_pages <= depth, "{n_pages} of {depth} pages");
    let named = report.diagnostics.iter().filter(|remark| remark.message.contains("cannot list the folder"));
    assert_eq!(named.count(), usize::from(n_pages < depth), "what cannot be walked is named once");
    // The next run keeps what cannot be looked at, and changes nothing.
    assert!(!place.run().changed);
    // A tree so deep is more than some can remove; `rm` can.
    let removed = Command::new("rm").arg("-rf").arg(place.root().join("content/深处")).status();
    assert!(removed.is_ok_and(|removed| removed.success()), "what was made can be removed");
    row("W8 depth", depth);
}

#[test]
fn w8_files_without_number_are_read_in_little_room() {
    let n_files = n_cases(2_000, 200_000);
    let place = Place::new("//- content/有字.md\n有字的一页\n");
    for number in 0..n_files {
        let folder = place.root().join(format!("content/{}", number / 1_000));
        if number.is_multiple_of(1_000) {
            fs::create_dir(&folder).expect("a folder can be made");
        }
        File::create(folder.join(format!("{number}.md"))).expect("a file can be made");
    }
    let started = Instant::now();
    // Twice what an index of a site of that many real pages takes.
    let script = "ulimit -v 4000000; exec \"$0\" index --quiet --index \"$1\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_sou")]).arg(place.index()).current_dir(place.root());
    let ran = command.output().expect("the binary can be run");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let took = started.elapsed();
    assert_eq!(place.found("有字"), ["content/有字.md"]);
    assert_eq!(place.pages().len(), n_files + 1);
    println!(
        "time of {n_files} empty files: {:.1} s, {:.2} ms a file",
        took.as_secs_f64(),
        took.as_secs_f64() * 1e3 / n_files as f64
    );
    row("W8 number", n_files);
}

#[test]
fn w8_a_file_that_is_too_large_is_left_out_with_a_word() {
    let line_bytes = n_cases(1 << 20, 9 << 20);
    let place = Place::new("//- content/小.md\n小的一页\n");
    let content = place.root().join("content");
    let max_bytes = usize::try_from(MAX_FILE_BYTES).expect("it is small");
    let sizes = [max_bytes + 1, 50 << 20, 1 << 30, 10 << 30];
    for (number, size_bytes) in sizes.iter().enumerate() {
        // With a hole: as large as it says, and no byte of it on the disk.
        let file = File::create(content.join(format!("大{number}.md"))).expect("a file can be made");
        file.set_len(*size_bytes as u64).expect("this system has files so large");
    }
    fs::write(content.join("长.md"), format!("{}尾巴在这里", "很長的一行".repeat(line_bytes / 15)))
        .expect("it can be written");
    let report = place.run();
    assert_eq!(place.pages(), ["content/小.md", "content/长.md"]);
    assert_eq!(place.found("小的一页"), ["content/小.md"]);
    assert_eq!(place.found("\"尾巴在这里\""), ["content/长.md"], "the end of a long line");
    for (number, size_bytes) in sizes.iter().enumerate() {
        let path = format!("content/大{number}.md");
        let said = format!("expected at most {MAX_FILE_BYTES} bytes, found {size_bytes}");
        assert!(
            report.diagnostics.iter().any(|remark| remark.path == path && remark.message.contains(&said)),
            "{:?}",
            report.diagnostics
        );
    }
    run_sou(place.root(), &["check"]).expect_code(0);
    row("W8 size", sizes.len() + 1);
}
