//! What a run of the indexer does to an index, and what nothing may do to it.
//!
//! 1. A run does what has to be done and no more.
//! 2. An index brought up to date answers as one made anew.
//! 3. A page that went is gone after the next run.
//! 4. Whatever was killed or is missing, the last good index answers.
//! 5. An index of other rules is refused by who asks and rewritten by who writes.
//! 6. A bad page is a remark, and all others are indexed.

mod survival;
pub mod up_to_date;

use std::fs;
use std::path::Path;

use sou::content::Severity;
use sou::index::build::{BuildOptions, BuildReport, build, exists};
use sou::search::Engine;
use tempfile::TempDir;

use crate::indexed::{ANALYZER, ask, build_options, indexed, open, paths, run, typed};
use crate::support::{site, write_files};

const SITE: &str = "
//- content/滚动.md
---
title: 滚动更新
date: 2024-11-01
tags: [kubernetes]
---
先停一个 Pod，再起一个。
//- content/雙棧.md
---
title: 雙協議棧
date: 2023-05-06
tags: [kubernetes, 網路]
---
每個主機有兩種位址。
//- content/Ｋ８Ｓ.md
---
title: Ｋ８Ｓ集群
---
Pod调度。
";

/// A site and its index, both in folders of their own.
struct Place {
    site: TempDir,
    index: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { site: site(SITE), index: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    fn site(&self) -> &Path {
        self.site.path()
    }

    fn index(&self) -> &Path {
        self.index.path()
    }

    #[track_caller]
    fn run(&self) -> BuildReport {
        run(self.site(), self.index())
    }

    #[track_caller]
    fn check_found(&self, q: &str, expected: &[&str]) {
        let engine = open(self.index());
        let results = ask(&engine, &typed(q));
        let mut found = paths(&results);
        found.sort_unstable();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "`{q}`");
    }
}

#[test]
fn the_first_run_makes_an_index() {
    let place = Place::new();
    assert!(!exists(place.index()));
    let report = place.run();
    assert!(report.changed && exists(place.index()));
    assert_eq!((report.n_pages, report.n_read, report.n_removed, report.n_left_out), (3, 3, 0, 0));
    assert!(report.size_bytes > 0);
    assert_eq!(Engine::published_generation(place.index()).expect("there is one"), report.generation);
    place.check_found("pod", &["content/滚动.md", "content/Ｋ８Ｓ.md"]);
}

#[test]
fn a_run_that_finds_nothing_new_writes_nothing() {
    let place = Place::new();
    let first = place.run();
    let second = place.run();
    assert_eq!((second.changed, second.n_read, second.n_removed), (false, 0, 0));
    assert_eq!((&second.generation, second.n_pages), (&first.generation, first.n_pages));
    assert_eq!((&second.languages, &second.diagnostics), (&first.languages, &first.diagnostics));
}

#[test]
fn a_file_that_changed_is_read_again_alone() {
    let place = Place::new();
    let first = place.run();
    write_files(place.site(), "//- content/雙棧.md\n---\ntitle: 雙協議棧\n---\n位址改了，論壇裡有人問。");
    let report = place.run();
    assert_eq!((report.changed, report.n_read, report.n_removed, report.n_pages), (true, 1, 0, 3));
    assert_ne!(report.generation, first.generation);
    place.check_found("论坛", &["content/雙棧.md"]);
    place.check_found("主机", &[]);
    place.check_found("tag:kubernetes", &["content/滚动.md"]);
}

#[test]
fn a_file_that_was_only_touched_changes_nothing() {
    let place = Place::new();
    place.run();
    let path = place.site().join("content/滚动.md");
    let text = fs::read(&path).expect("it is there");
    fs::write(&path, text).expect("it can be written");
    let report = place.run();
    assert_eq!((report.changed, report.n_read, report.n_pages), (false, 1, 3));
    let report = place.run();
    assert_eq!((report.changed, report.n_read), (false, 0), "its new time is remembered");
    place.check_found("滚动更新", &["content/滚动.md"]);
}

#[test]
fn a_file_that_cannot_be_read_does_not_make_an_index_every_time() {
    let place = Place::new();
    write_binary(place.site(), "content/bytes.md");
    let first = place.run();
    assert!(first.diagnostics.iter().any(|remark| remark.path == "content/bytes.md"), "{first:#?}");
    let second = place.run();
    assert_eq!((second.changed, &second.generation), (false, &first.generation));
    assert_eq!(second.diagnostics, first.diagnostics);
}

/// Writes what is text in no encoding.
fn write_binary(site: &Path, path: &str) {
    let bytes: Vec<u8> = (0..4_000_u32).map(|number| (number * number % 251) as u8).collect();
    fs::write(site.join(path), bytes).expect("it can be written");
}

#[test]
fn a_page_that_went_is_gone() {
    let place = Place::new();
    place.run();
    fs::remove_file(place.site().join("content/雙棧.md")).expect("it can be removed");
    let report = place.run();
    assert_eq!((report.changed, report.n_read, report.n_removed, report.n_pages), (true, 0, 1, 2));
    place.check_found("双协议栈", &[]);
    let engine = open(place.index());
    assert_eq!(engine.document("content/雙棧.md").expect("the index can be read"), None);
    assert_eq!(engine.tags().len(), 1, "{:?}", engine.tags());
}

#[test]
fn a_page_that_becomes_a_draft_is_gone() {
    let place = Place::new();
    place.run();
    write_files(place.site(), "//- content/雙棧.md\n---\ntitle: 雙協議棧\ndraft: true\n---\n每個主機。");
    let report = place.run();
    assert_eq!((report.n_pages, report.n_left_out), (2, 1));
    place.check_found("双协议栈", &[]);
}

#[test]
fn a_page_of_the_future_comes_when_its_time_has_come() {
    let place = Place::new();
    write_files(place.site(), "//- content/明天.md\n---\ntitle: 明天的文章\ndate: 2026-06-02\n---\n等一天。");
    assert_eq!(place.run().n_pages, 3);
    place.check_found("\"等一天\"", &[]);
    let now = "2026-06-03T00:00:00Z".parse().expect("it is a time");
    let options = BuildOptions { now, ..build_options(place.site(), place.index()) };
    let report = build(&options, &ANALYZER, &|_| {}).expect("the site can be indexed");
    assert_eq!((report.changed, report.n_pages), (true, 4));
    place.check_found("\"等一天\"", &["content/明天.md"]);
}

#[test]
fn a_bad_page_is_a_remark() {
    let place = Place::new();
    write_files(
        place.site(),
        "
//- content/month.md
---
title: 十三月
date: 2024-13-01
---
这一页没有月份。
//- content/tabs.md
---
title: 制表符
tags:
\t- 一
\t- 二
---
这一页有制表符。
//- content/folder.md/inner.md
---
title: 里面
---
这一页在怪文件夹里。
",
    );
    write_binary(place.site(), "content/bytes.md");
    let report = place.run();
    let remarked = |name: &str| {
        let path = format!("content/{name}.md");
        let of = report.diagnostics.iter().find(|remark| remark.path == path);
        of.is_some_and(|remark| remark.severity == Severity::Warning && !remark.message.is_empty())
    };
    for name in ["month", "tabs", "bytes"] {
        assert!(remarked(name), "{name}: {:#?}", report.diagnostics);
    }
    place.check_found("滚动更新", &["content/滚动.md"]);
    place.check_found("没有月份", &["content/month.md"]);
    place.check_found("有制表符", &["content/tabs.md"]);
    place.check_found("怪文件夹", &["content/folder.md/inner.md"]);
    // A remark stays as long as its page, although nobody reads that again.
    assert_eq!(place.run().diagnostics, report.diagnostics);
}

#[test]
fn a_site_without_pages_has_an_index_without_pages() {
    let indexed = indexed("//- readme.txt\n什么也没有");
    assert_eq!(indexed.report.n_pages, 0);
    for q in ["", "滚动", "tag:a", "\"a b\""] {
        assert_eq!(ask(&indexed.engine, &typed(q)).total, 0, "`{q}`");
    }
}
