//! Measuring the answers, as the owner of a site does it.
//!
//! 1. A list by hand in YAML and lines of JSON are asked of the site's index.
//! 2. A list that names a page nobody has is warned of; one that is wrong is an error with its place.
//! 3. `--min` exits with 1 below, and 0 above.
//! 4. What `--json` prints is what `--compare` reads.
//! 5. A test set is indexed on its own, packed or not, with titles or without, alone or together.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{run_sou, site, write_files};

/// Simplified, Traditional, mixed and English, and what is asked of them.
const SITE: &str = "
//- content/滚动更新.md
---
title: 滚动更新
lang: zh-Hans
---
先换一个 Pod，再换下一个。
//- content/雙協議棧.md
---
title: 雙協議棧
lang: zh-Hant
tags: [網路]
---
每個 Pod 都有 IPv4 與 IPv6 位址。
//- content/rolling.md
---
title: Notes on rolling back
lang: en
---
Use it before anything that hurts.
//- queries.yml
# 读者常问的
- q: 滚动更新
  first: content/滚动更新.md
- q: 双协议栈
  class: 繁简
  tag: 網路
  relevant: [content/雙協議棧.md]
//- wrong.yml
- q: 滚动更新
  first: content/rolling.md
//- lines.jsonl
{\"class\": \"title\", \"q\": \"rolling back\", \"relevant\": [\"content/rolling.md\"]}
";

#[track_caller]
fn indexed() -> TempDir {
    let site = site(SITE);
    run_sou(site.path(), &["index"]).expect_code(0);
    site
}

#[track_caller]
fn measured(folder: &Path, args: &[&str]) -> Value {
    let args: Vec<&str> = ["eval", "--json"].iter().chain(args).copied().collect();
    let ran = run_sou(folder, &args).expect_code(0);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}\n{}", ran.report()))
}

#[test]
fn a_list_by_hand_is_asked_of_the_site() {
    let site = indexed();
    let report = measured(site.path(), &["queries.yml"]);
    assert_eq!(report["version"], 1);
    assert_eq!(report["mean"]["mrr"], 1.0);
    assert_eq!(report["classes"][0]["class"], "queries");
    assert_eq!(report["classes"][1]["class"], "繁简");
    assert_eq!(report["queries"][1]["rank"], 1);
    let ran = run_sou(site.path(), &["eval", "queries.yml"]).expect_code(0);
    assert!(ran.stdout.starts_with("class            queries  MRR@10"), "{}", ran.report());
    assert!(!ran.stdout.contains("worst"), "{}", ran.report());
    assert_eq!(ran.stderr, "");
}

#[test]
fn several_lists_keep_their_classes_apart() {
    let site = indexed();
    let report = measured(site.path(), &["queries.yml", "lines.jsonl"]);
    let classes: Vec<&str> =
        report["classes"].as_array().unwrap().iter().filter_map(|class| class["class"].as_str()).collect();
    assert_eq!(classes, ["queries/queries", "queries/繁简", "lines/title"]);
}

#[test]
fn a_miss_is_shown_with_what_won() {
    let site = indexed();
    let ran = run_sou(site.path(), &["eval", "wrong.yml"]).expect_code(0);
    assert!(ran.stdout.contains("wanted content/rolling.md is not among the first 10"), "{}", ran.report());
    assert!(ran.stdout.contains("first  content/滚动更新.md 滚动更新"), "{}", ran.report());
    assert!(!run_sou(site.path(), &["eval", "wrong.yml", "--worst", "0"]).stdout.contains("wanted"));
}

#[test]
fn a_build_fails_below_the_minimum() {
    let site = indexed();
    run_sou(site.path(), &["eval", "queries.yml", "--min", "0.9"]).expect_code(0);
    let ran = run_sou(site.path(), &["eval", "wrong.yml", "--min", "0.9"]).expect_code(1);
    assert!(ran.stderr.contains("MRR@10 is 0.0000, below 0.9"), "{}", ran.report());
    run_sou(site.path(), &["eval", "queries.yml", "--min", "90"]).expect_code(2);
}

#[test]
fn what_moved_is_said() {
    let site = indexed();
    let folder = site.path();
    let before = run_sou(folder, &["eval", "lines.jsonl", "--json"]).expect_code(0).stdout;
    fs::write(folder.join("before.json"), &before).unwrap();
    let same = measured(folder, &["lines.jsonl", "--compare", "before.json"]);
    assert_eq!(same["comparison"]["moved"], Value::Array(Vec::new()));
    let worse = before.replace("\"rank\": 1", "\"rank\": null").replace("\"mrr\": 1.0", "\"mrr\": 0.0");
    fs::write(folder.join("before.json"), worse).unwrap();
    let ran = run_sou(folder, &["eval", "lines.jsonl", "--compare", "before.json"]).expect_code(0);
    assert!(ran.stdout.contains("moved: 1 up, 0 down"), "{}", ran.report());
    assert!(ran.stdout.contains("– → 1    title  rolling back"), "{}", ran.report());
    fs::write(folder.join("before.json"), "{}").unwrap();
    run_sou(folder, &["eval", "lines.jsonl", "--compare", "before.json"]).expect_code(2);
}

#[test]
fn a_list_that_is_wrong_says_where() {
    let site = indexed();
    write_files(
        site.path(),
        "//- slip.yml\n- q: 搜\n  frist: a.md\n//- gone.yml\n- q: 搜\n  first: 没有.md\n//- bad.jsonl\n\n{}\n",
    );
    let said = |name: &str, code: i32| run_sou(site.path(), &["eval", name]).expect_code(code).stderr;
    assert!(said("slip.yml", 2).contains("entry 1: expected one of"));
    assert!(said("bad.jsonl", 2).contains("`bad.jsonl`: line 2: missing field `q`"));
    assert!(said("gone.yml", 0).contains("names pages that the index has not: `没有.md`"));
    assert!(said("nothing.yml", 2).contains("cannot read `nothing.yml`"));
}

#[test]
fn a_list_needs_an_index() {
    let site = site(SITE);
    let ran = run_sou(site.path(), &["eval", "queries.yml"]).expect_code(2);
    assert!(ran.stderr.contains("`sou index` makes one"), "{}", ran.report());
}

/// Two sets whose documents are numbered alike.
const SETS: &str = "
//- 甲/docs.jsonl
{\"id\": \"d1\", \"title\": \"河内\", \"text\": \"范廷颂是越南人。\", \"lang\": \"zh-Hans\"}
{\"id\": \"d2\", \"title\": \"\", \"text\": \"臺北在島的北邊。\", \"lang\": \"zh-Hant\"}
//- 甲/queries.jsonl
{\"id\": \"q1\", \"text\": \"范廷颂\", \"lang\": \"zh-Hans\"}
{\"id\": \"q2\", \"text\": \"河内\", \"lang\": \"zh-Hans\"}
{\"id\": \"q3\", \"text\": \"没有人判断\", \"lang\": \"zh-Hans\"}
//- 甲/qrels.tsv
q1\td1\t1
q2\td1\t1
q3\td1\t0
//- en/docs.jsonl
{\"id\": \"d1\", \"title\": \"\", \"text\": \"Taipei lies in the north.\", \"lang\": \"en\"}
//- en/queries.jsonl
{\"id\": \"q1\", \"text\": \"Taipei\", \"lang\": \"en\"}
//- en/qrels.tsv
q1\td1\t1
";

#[test]
fn a_test_set_is_indexed_on_its_own() {
    let folder = site(SETS);
    let report = measured(folder.path(), &["甲"]);
    assert_eq!(report["mean"]["n_queries"], 2);
    assert_eq!(report["mean"]["mrr"], 1.0);
    assert_eq!(report["queries"][0]["relevant"][0], "甲/d1");
    let text_only = measured(folder.path(), &["甲", "--text-only"]);
    assert_eq!(text_only["mean"]["mrr"], 0.5);
    let together = measured(folder.path(), &["甲", "en", "--together"]);
    assert_eq!(together["classes"][1]["class"], "en");
    assert_eq!(together["mean"]["mrr"], 1.0);
    let names = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(names, 2, "nothing is left beside the sets");
}

#[test]
fn lists_and_sets_do_not_go_together() {
    let site = indexed();
    let ran = run_sou(site.path(), &["eval", "queries.yml", "--together"]).expect_code(2);
    assert!(ran.stderr.contains("`--together` puts test sets into one index"), "{}", ran.report());
}
