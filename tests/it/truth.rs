//! The index says of the site what is true of it, and believes no accident.
//!
//! 1. A site that is missing, empty, or has lost many pages at once changes nothing.
//! 2. What a page says is decided by its bytes, not by clocks.
//! 3. A page that was moved is the same page.
//! 4. A clock that jumps shows nothing that is still to come, for longer than it is wrong.
//! 5. `preview` says what a run would do, and does nothing.
//! 6. An index inside the site is no part of the site, whoever's it is.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use expect_test::{Expect, expect};
use jiff::Timestamp;
use sou::index::build::{BuildOptions, BuildReport, build};
use sou::index::{RunResult, Shrink, Store, preview};
use tempfile::TempDir;

use crate::indexed::{ANALYZER, ask, build_options, open, paths, run, typed};
use crate::support::{run_sou, site, write_files};

struct Place {
    site: TempDir,
    index: TempDir,
}

impl Place {
    fn new(text: &str) -> Self {
        let place =
            Self { site: site(text), index: tempfile::tempdir().expect("a temporary folder can be made") };
        run(place.site.path(), place.index.path());
        place
    }

    /// A site of this many pages, indexed.
    fn of_pages(n_pages: usize) -> Self {
        let page = |number: usize| format!("//- content/{number:03}.md\n第 {number} 頁，論壇。\n");
        Self::new(&(0..n_pages).map(page).collect::<String>())
    }

    fn remove(&self, numbers: std::ops::Range<usize>) {
        for number in numbers {
            let path = self.site.path().join(format!("content/{number:03}.md"));
            fs::remove_file(path).expect("it can be removed");
        }
    }

    fn options(&self) -> BuildOptions {
        build_options(self.site.path(), self.index.path())
    }

    fn run_as(&self, options: &BuildOptions) -> sou::error::Result<BuildReport> {
        build(options, &ANALYZER, &|_| {})
    }

    #[track_caller]
    fn check_found(&self, q: &str, expected: &[&str]) {
        let results = ask(&open(self.index.path()), &typed(q));
        let mut found = paths(&results);
        found.sort_unstable();
        assert_eq!(found, expected, "`{q}`");
    }

    #[track_caller]
    fn check_preview(&self, options: &BuildOptions, expected: Expect) {
        let before = fs::read_dir(self.index.path()).expect("it is a folder").count();
        let preview = preview(options, &ANALYZER).expect("the site can be read");
        let mut text: String = preview
            .changes
            .iter()
            .map(|change| format!("{}: {} ({})\n", change.path, change.kind, change.reason))
            .collect();
        text.push_str(&format!("{} unchanged, {} pages\n", preview.n_unchanged, preview.n_pages_after));
        expected.assert_eq(&text);
        assert_eq!(fs::read_dir(self.index.path()).expect("it is a folder").count(), before);
    }
}

#[test]
fn a_site_that_lost_many_pages_is_not_believed() {
    let rows = [
        // Pages, gone, refused: more than five and more than 30 %, or all.
        (3, 2, false),
        (3, 3, true),
        (1, 1, true),
        (10, 5, false),
        (10, 6, true),
        (100, 30, false),
        (100, 31, true),
    ];
    for (n_pages, n_gone, is_refused) in rows {
        let place = Place::of_pages(n_pages);
        place.remove(0..n_gone);
        let row = format!("{n_gone} of {n_pages}");
        match place.run_as(&place.options()) {
            Ok(report) => {
                assert!(!is_refused, "{row}");
                assert_eq!(report.n_removed, n_gone, "{row}");
            }
            Err(error) => {
                assert!(is_refused && error.is_refusal(), "{row}: {error}");
                assert!(error.to_string().contains("--allow-shrink"), "{error}");
                assert_eq!(open(place.index.path()).info().docs, n_pages, "{row}");
                let status = Store::at(place.index.path()).status().expect("it can be read");
                assert_eq!(status.map(|status| status.result), Some(RunResult::Refused), "{row}");
                // Not by reading everything again either, nor by other rules.
                let full = BuildOptions { full: true, ..place.options() };
                place.run_as(&full).expect_err("the same is gone");
                let allowed = BuildOptions { shrink: Shrink::Allow, ..place.options() };
                let report = place.run_as(&allowed).expect("it was said to be meant");
                assert_eq!(report.n_pages, n_pages - n_gone, "{row}");
            }
        }
    }
}

#[test]
fn the_command_line_says_so_with_a_code_of_its_own() {
    let site = site("//- content/滚动.md\n先停一个 Pod。\n//- content/雙棧.md\n兩種位址。");
    run_sou(site.path(), &["index"]).expect_code(0);
    fs::rename(site.path().join("content"), site.path().join("别处")).expect("it can be renamed");
    fs::create_dir(site.path().join("content")).expect("it can be made");
    fs::rename(site.path().join("别处"), site.path().join("content/.隐藏")).expect("it can be renamed");
    let ran = run_sou(site.path(), &["index"]);
    assert!(ran.stderr.contains("hint: nothing was changed"), "{}", ran.report());
    ran.expect_code(3);
    run_sou(site.path(), &["index", "--dry-run"]).expect_code(3);
    run_sou(site.path(), &["search", "位址"]).expect_code(0);
    run_sou(site.path(), &["index", "./没有"]).expect_code(3);
    assert!(!site.path().join("没有").exists(), "what may be a mount is not made");
    let ran = run_sou(site.path(), &["index", "content/.隐藏/滚动.md"]);
    assert!(ran.stderr.contains("there is no site in"), "{}", ran.report());
    ran.expect_code(3);
    run_sou(site.path(), &["index", "--allow-shrink"]).expect_code(0);
    run_sou(site.path(), &["search", "位址"]).expect_code(1);
}

/// Gives a file its old time back.
fn set_modified(path: &Path, time: SystemTime) {
    let file = File::options().write(true).open(path).expect("it can be opened");
    file.set_modified(time).expect("its time can be set");
}

#[test]
fn clocks_of_files_are_not_believed() {
    let place = Place::new("//- content/滚动.md\n先停一个 Pod。\n//- content/雙棧.md\n兩種位址。");
    let path = place.site.path().join("content/滚动.md");
    let metadata = fs::metadata(&path).expect("it is there");
    let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    let future = SystemTime::now() + Duration::from_secs(1_000_000);
    let times = [metadata.modified().expect("it has a time"), past, future];
    for (number, time) in times.into_iter().enumerate() {
        // As many bytes as before, and the time that is said.
        fs::write(&path, format!("先停{}个 Pod。", ["二", "三", "四"][number])).expect("it can be written");
        set_modified(&path, time);
        let report = run(place.site.path(), place.index.path());
        assert_eq!((report.changed, report.n_read), (true, 1), "{time:?}");
        place.check_found(["\"二个\"", "\"三个\"", "\"四个\""][number], &["content/滚动.md"]);
        let report = run(place.site.path(), place.index.path());
        assert_eq!((report.changed, report.n_read), (false, 0), "{time:?}");
    }
}

#[test]
fn a_page_written_twice_at_once_is_read_as_it_is() {
    let place = Place::new("//- content/滚动.md\n零");
    let path = place.site.path().join("content/滚动.md");
    for number in 0..40 {
        fs::write(&path, format!("第{:02}版", number * 2)).expect("it can be written");
        run(place.site.path(), place.index.path());
        fs::write(&path, format!("第{:02}版", number * 2 + 1)).expect("it can be written");
        run(place.site.path(), place.index.path());
        place.check_found(&format!("第{:02}版", number * 2 + 1), &["content/滚动.md"]);
    }
}

#[test]
fn a_page_that_was_moved_is_the_same_page() {
    let place = Place::of_pages(8);
    let content = place.site.path().join("content");
    fs::rename(&content, place.site.path().join("移动")).expect("it can be renamed");
    fs::create_dir(&content).expect("it can be made");
    fs::rename(place.site.path().join("移动"), content.join("2024")).expect("it can be renamed");
    let report = run(place.site.path(), place.index.path());
    assert_eq!((report.n_pages, report.n_moved, report.n_removed), (8, 8, 0));
    place.check_found("第 3 頁", &["content/2024/003.md"]);
    let anew = tempfile::tempdir().expect("a temporary folder can be made");
    run(place.site.path(), anew.path());
    assert_eq!(open(place.index.path()).pages(true), open(anew.path()).pages(true));
}

#[test]
fn a_clock_that_jumped_shows_nothing_for_longer_than_it_is_wrong() {
    let place = Place::new(
        "//- content/今天.md\n今天的文章\n//- content/明年.md\n---\ntitle: 明年\ndate: 2027-01-01\n---\n明年的文章",
    );
    let at = |time: &str| BuildOptions { now: time.parse::<Timestamp>().expect("a time"), ..place.options() };
    place.check_found("文章", &["content/今天.md"]);
    let report = place.run_as(&at("2038-01-19T00:00:00Z")).expect("it runs");
    assert_eq!((report.changed, report.n_pages), (true, 2));
    let report = place.run_as(&at("2026-06-02T00:00:00Z")).expect("it runs");
    assert_eq!((report.changed, report.n_pages), (true, 1));
    place.check_found("文章", &["content/今天.md"]);
    let report = place.run_as(&at("2026-06-01T23:59:30Z")).expect("it runs");
    assert_eq!((report.published, report.n_read), (false, 0), "half a minute is no jump");
    let report = place.run_as(&at("2027-01-02T00:00:00Z")).expect("it runs");
    assert_eq!((report.n_pages, report.n_read), (2, 1));
}

#[test]
fn a_preview_says_what_a_run_would_do() {
    let place = Place::new(
        "
//- content/a.md
留下。
//- content/b.md
改了。
//- content/c.md
移走。
//- content/d.md
刪了。
//- content/e.md
---
title: 藏起來
---
藏起來。
//- content/f.md
---
date: 2026-06-02
---
明天。
",
    );
    place.check_preview(
        &place.options(),
        expect![[r#"
        6 unchanged, 5 pages
    "#]],
    );
    write_files(
        place.site.path(),
        "//- content/b.md\n真的改了。\n//- content/g.md\n新的。\n//- content/e.md\n---\ndraft: true\n---\n藏起來。",
    );
    fs::rename(place.site.path().join("content/c.md"), place.site.path().join("content/z.md"))
        .expect("it can be");
    fs::remove_file(place.site.path().join("content/d.md")).expect("it can be removed");
    let tomorrow = "2026-06-03T00:00:00Z".parse().expect("a time");
    let options = BuildOptions { now: tomorrow, ..place.options() };
    place.check_preview(
        &options,
        expect![[r#"
        content/b.md: changed (written since the last run)
        content/d.md: removed (the file is gone)
        content/e.md: removed (written since the last run)
        content/f.md: added (its date has come)
        content/g.md: added (new file)
        content/z.md: moved from content/c.md (new file)
        1 unchanged, 5 pages
    "#]],
    );
    let report = place.run_as(&options).expect("it runs");
    assert_eq!((report.n_pages, report.n_moved, report.n_read), (5, 1, 5));
    let full = BuildOptions { full: true, ..options };
    place.check_preview(
        &full,
        expect![[r#"
        content/a.md: rewritten (everything is read again)
        content/b.md: rewritten (everything is read again)
        content/e.md: seen (everything is read again)
        content/f.md: rewritten (everything is read again)
        content/g.md: rewritten (everything is read again)
        content/z.md: rewritten (everything is read again)
        0 unchanged, 5 pages
    "#]],
    );
}

#[test]
fn what_is_in_an_index_is_no_page() {
    let place = Place::new("//- content/滚动.md\n先停一个 Pod。\n//- content/雙棧.md\n兩種位址。");
    let other = place.site.path().join("content/索引");
    let (site, index) = (place.site.path(), other.to_str().expect("UTF-8"));
    run_sou(site, &["index", "--index", index]).expect_code(0);
    assert!(other.join("README.md").is_file(), "there is something to be mistaken for a page");
    let report = run(site, place.index.path());
    assert_eq!((report.published, report.n_pages, report.n_left_out), (false, 2, 0));
    // A copy may come without what begins with a dot.
    fs::rename(&other, site.join("content/副本")).expect("it can be renamed");
    for name in [".sou.lock", ".gitignore"] {
        fs::remove_file(site.join("content/副本").join(name)).expect("it is there");
    }
    let report = run(site, place.index.path());
    assert_eq!((report.published, report.n_pages, report.n_left_out), (false, 2, 0));
    let ran = run_sou(site, &["why", "页面", "content/副本/README.md", "--index", &index_of(&place)]);
    assert!(ran.stdout.contains("`content/副本` holds an index of Sou"), "{}", ran.report());
    // Neither name alone makes an index of a folder.
    write_files(site, "//- content/CURRENT/gen-000001.md\n第一代。\n//- content/CURRENT/CURRENT\n第一代。");
    let report = run(site, place.index.path());
    assert_eq!((report.published, report.n_pages, report.n_left_out), (true, 3, 0));
}

fn index_of(place: &Place) -> String {
    place.index.path().to_str().expect("UTF-8").to_owned()
}
