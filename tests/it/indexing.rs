//! What a run of the indexer does to an index, and what nothing may do to it.
//!
//! 1. A run does what has to be done and no more.
//! 2. An index brought up to date answers as one made anew.
//! 3. A page that went is gone after the next run.
//! 4. Whatever was killed or is missing, the last good index answers.
//! 5. An index of other rules is refused by who asks and rewritten by who writes.
//! 6. A bad page is a remark, and all others are indexed.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use sou::content::Severity;
use sou::index::build::{BuildOptions, BuildReport, build, exists};
use sou::search::{Engine, SearchRequest};
use tempfile::TempDir;

use crate::indexed::{ANALYZER, Random, ask, build_options, indexed, open, paths, run, shown, typed};
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

/// What the pages of a random site are made of.
const PIECES: &[&str] = &[
    "滚动更新",
    "滾動更新",
    "雙協議棧",
    "论坛",
    "Ｋ８Ｓ集群",
    "Pod调度",
    "kube-apiserver",
    "v1.29.3",
    "--dry-run",
    "C++",
    "canary deployment",
    "ガイド",
    "한국어 문서",
    "的",
    "。",
    "\n\n",
    "\n## 回滚\n",
    "\n## Rolling back\n",
    "`code`",
];

/// What is asked of it.
pub const QUERIES: &[&str] = &[
    "",
    "滚动更新",
    "论坛",
    "k8s",
    "pod 调度",
    "apiserver",
    "1.29",
    "--dry-run",
    "C++",
    "canary",
    "ガイド",
    "한국어",
    "的",
    "回滚",
    "\"更新论坛\"",
    "滚动 -论坛",
    "tag:甲",
    "tag:乙 更新",
];

fn write_random_page(folder: &Path, random: &mut Random) {
    let number = random.below(12);
    let title = random.pick(&PIECES[..9]);
    let tags = ["[甲]", "[乙]", "[甲, 乙]", "[]"][random.below(4)];
    let draft = random.below(8) == 0;
    let day = 1 + random.below(28);
    let mut text = format!("//- content/{number}.md\n---\ntitle: {title}\ntags: {tags}\n");
    text.push_str(&format!("date: 2024-05-{day:02}\ndraft: {draft}\n---\n"));
    for _ in 0..random.below(30) {
        text.push_str(PIECES[random.below(PIECES.len())]);
    }
    write_files(folder, &text);
}

#[test]
fn an_index_brought_up_to_date_answers_as_one_made_anew() {
    for seed in 1..=4 {
        let place = Place::new();
        let mut random = Random::seeded(seed);
        for step in 0..8 {
            for _ in 0..=random.below(4) {
                if random.below(3) == 0 {
                    let path = place.site().join(format!("content/{}.md", random.below(12)));
                    if path.exists() {
                        fs::remove_file(path).expect("it can be removed");
                    }
                } else {
                    write_random_page(place.site(), &mut random);
                }
            }
            let updated = place.run();
            let anew = tempfile::tempdir().expect("a temporary folder can be made");
            let rebuilt = run(place.site(), anew.path());
            let of = |report: &BuildReport| {
                let BuildReport { n_pages, n_sections, n_left_out, .. } = *report;
                (n_pages, n_sections, n_left_out, report.languages.clone(), report.diagnostics.clone())
            };
            assert_eq!(of(&updated), of(&rebuilt), "seed {seed}, step {step}");
            let (updated, rebuilt) = (open(place.index()), open(anew.path()));
            assert_eq!(updated.pages(true), rebuilt.pages(true), "seed {seed}, step {step}");
            assert_eq!(updated.tags(), rebuilt.tags(), "seed {seed}, step {step}");
            for q in QUERIES {
                check_same_answer(&updated, &rebuilt, q, &format!("`{q}`, seed {seed}, step {step}"));
            }
        }
    }
}

/// Fails unless two engines answer the same to a query, all that they show included.
#[track_caller]
pub fn check_same_answer(one: &Engine, other: &Engine, q: &str, place: &str) {
    let request = SearchRequest { per_page: 50, ..typed(q) };
    let (one, other) = (ask(one, &request), ask(other, &request));
    assert_eq!(one.total, other.total, "{place}");
    assert_eq!(paths(&one), paths(&other), "{place}");
    let shown = |results: &sou::search::Results| results.hits.iter().map(shown).collect::<Vec<_>>();
    assert_eq!(shown(&one), shown(&other), "{place}");
    assert_eq!(
        (one.facets, one.suggest, one.corrected),
        (other.facets, other.suggest, other.corrected),
        "{place}"
    );
}

#[test]
fn a_full_run_reads_everything_and_answers_the_same() {
    let place = Place::new();
    place.run();
    let before = open(place.index());
    let options = BuildOptions { full: true, ..build_options(place.site(), place.index()) };
    let report = build(&options, &ANALYZER, &|_| {}).expect("the site can be indexed");
    assert_eq!((report.n_read, report.n_pages), (3, 3));
    let after = open(place.index());
    for q in QUERIES {
        check_same_answer(&before, &after, q, q);
    }
}

#[test]
fn an_open_index_answers_on_while_others_are_published() {
    let place = Place::new();
    place.run();
    let engine = open(place.index());
    for number in 0..6 {
        write_files(place.site(), &format!("//- content/滚动.md\n---\ntitle: 第 {number} 版\n---\n{number}"));
        place.run();
        let results = ask(&engine, &typed("滚动更新"));
        assert_eq!(paths(&results), ["content/滚动.md"], "{number} runs later");
    }
    assert_ne!(Engine::published_generation(place.index()).expect("there is one"), engine.info().generation);
    place.check_found("第 5 版", &["content/滚动.md"]);
    let n_kept = fs::read_dir(place.index()).expect("it is a folder");
    let n_kept = n_kept.filter(|entry| {
        let name = entry.as_ref().expect("it can be listed").file_name();
        name.to_string_lossy().starts_with("gen-")
    });
    assert!(n_kept.count() <= 3, "the published one and two old ones are kept");
}

#[test]
fn what_a_killed_run_left_is_in_nobodys_way() {
    let place = Place::new();
    let report = place.run();
    let left = place.index().join("gen-000099.tmp");
    fs::create_dir(&left).expect("it can be made");
    fs::write(left.join("half"), "一半").expect("it can be written");
    place.check_found("滚动更新", &["content/滚动.md"]);
    assert_eq!(Engine::published_generation(place.index()).expect("there is one"), report.generation);
    write_files(place.site(), "//- content/新.md\n新的一页。");
    assert!(place.run().changed);
    assert!(!left.exists(), "the next run removes it");
    place.check_found("新的一页", &["content/新.md"]);
}

#[test]
fn an_index_may_be_deleted() {
    let place = Place::new();
    place.run();
    fs::remove_dir_all(place.index()).expect("it can be removed");
    assert!(!exists(place.index()));
    let error = Engine::open(place.index(), Arc::clone(&ANALYZER)).expect_err("there is none");
    assert!(error.to_string().contains("\nhint: "), "{error}");
    let report = place.run();
    assert_eq!((report.changed, report.n_read, report.n_pages), (true, 3, 3));
    place.check_found("滚动更新", &["content/滚动.md"]);
}

#[test]
fn a_damaged_index_is_made_anew() {
    let place = Place::new();
    let report = place.run();
    let generation = place.index().join(&report.generation);
    let mut n_damaged = 0;
    for entry in fs::read_dir(&generation).expect("it is a folder") {
        let path = entry.expect("it can be listed").path();
        if path.is_file() {
            fs::remove_file(&path).expect("it can be removed");
            // Not written over: an older generation may share the file.
            fs::write(&path, "坏").expect("it can be written");
            n_damaged += 1;
        }
    }
    assert!(n_damaged > 0);
    let error = Engine::open(place.index(), Arc::clone(&ANALYZER)).expect_err("it is damaged");
    assert!(error.to_string().contains("\nhint: "), "{error}");
    let report = place.run();
    assert_eq!((report.changed, report.n_read), (true, 3));
    place.check_found("滚动更新", &["content/滚动.md"]);
}

#[test]
fn an_index_of_other_rules_is_refused_and_rewritten() {
    let place = Place::new();
    let first = place.run();
    let manifest = place.index().join(&first.generation).join("manifest.json");
    let text = fs::read_to_string(&manifest).expect("a generation has a manifest");
    let of_older_rules = text.replace("sou-text-", "sou-text-0");
    assert_ne!(text, of_older_rules);
    fs::write(&manifest, of_older_rules).expect("it can be written");
    let error = Engine::open(place.index(), Arc::clone(&ANALYZER)).expect_err("it was cut differently");
    assert!(error.to_string().contains("\nhint: "), "{error}");
    let report = place.run();
    assert_eq!((report.changed, report.n_read, report.n_pages), (true, 3, 3));
    assert_ne!(report.generation, first.generation);
    place.check_found("滚动更新", &["content/滚动.md"]);
}

#[test]
fn a_site_that_is_missing_empties_no_index() {
    let place = Place::new();
    let first = place.run();
    let mut options = build_options(&place.site().join("没有"), place.index());
    build(&options, &ANALYZER, &|_| {}).expect_err("there is no such folder");
    options.site = place.site().to_owned();
    options.site_options.content = Some("没有".into());
    build(&options, &ANALYZER, &|_| {}).expect_err("there is no such folder in the site");
    assert_eq!(Engine::published_generation(place.index()).expect("there is one"), first.generation);
    place.check_found("滚动更新", &["content/滚动.md"]);
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
