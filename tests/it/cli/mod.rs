//! The command line as a person or a script meets it: exit code, stdout, stderr.
//!
//! 1. Data goes to stdout and talk to stderr; `--json` is JSON and nothing else.
//! 2. Exit codes: 0 done or found, 1 nothing found or warned under `--strict`, 2 an error, 3 a site that is not believed.
//! 3. Without a terminal nothing is coloured and a result is one line.
//! 4. A missing index is answered with the command that makes it.
//! 5. A folder that is no index is never written into.
//! 6. Every setting can be looked up, with where it came from.
//! 7. `sou serve` indexes, prints its address as its only line of data, and answers.

mod analyze;
mod asking;
mod serve;

use std::path::Path;
use std::process::{Command, Stdio};

use expect_test::{Expect, expect};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{run_sou, run_sou_with, site, write_files};

/// A folder of Markdown: Simplified, Traditional, mixed and English, and a draft.
const SITE: &str = "
//- content/滚动更新.md
---
title: 滚动更新一个 Deployment
date: 2024-11-01
tags: [kubernetes, 运维]
lang: zh-Hans
---
先换一个 Pod，再换下一个，服务一直在线。

## 回滚

`kubectl rollout undo` 回到上一个版本。
//- content/雙協議棧.md
---
title: 雙協議棧
date: 2023-05-06
tags: [kubernetes, 網路]
lang: zh-Hant
---
每個 Pod 都有 IPv4 與 IPv6 位址。
//- content/rolling.md
---
title: Notes on rolling back
date: 2022-01-02
tags: [ops]
lang: en
---
Use `--dry-run` before anything that hurts.
//- content/draft.md
---
title: 未完成的文章
draft: true
lang: zh-Hans
---
独一无二的草稿。
";

#[track_caller]
fn indexed() -> TempDir {
    let site = site(SITE);
    run_sou(site.path(), &["index"]).expect_code(0);
    site
}

#[track_caller]
fn check(folder: &Path, args: &[&str], expected: Expect) {
    expected.assert_eq(&run_sou(folder, args).snapshot());
}

#[track_caller]
fn json(folder: &Path, args: &[&str]) -> Value {
    let ran = run_sou(folder, args);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}\n{}", ran.report()))
}

#[test]
fn a_missing_index_is_answered_with_the_command_that_makes_it() {
    let site = site(SITE);
    for args in [&["search", "滚动"][..], &["tags"], &["pages", "--all"]] {
        check(
            site.path(),
            args,
            expect![[r#"
            exit code 2
            --- stdout
            --- stderr
            error: there is no index in `[FOLDER]/index`
            hint: `sou index` makes one
        "#]],
        );
    }
    check(
        site.path(),
        &["search", "滚动", "--site", "博客", "--index", "索引 一"],
        expect![[r#"
        exit code 2
        --- stdout
        --- stderr
        error: there is no index in `[FOLDER]/索引 一`
        hint: `sou index 博客 --index '索引 一'` makes one
    "#]],
    );
}

#[test]
fn the_index_folder_explains_itself_and_is_no_page_of_the_site() {
    let site = site("//- 文章.md\n# 唯一的一页\n正文。\n");
    run_sou(site.path(), &["index"]).expect_code(0);
    assert!(site.path().join("index/README.md").is_file());
    assert!(site.path().join("index/.gitignore").is_file());
    run_sou(site.path(), &["index"]).expect_code(0);
    assert_eq!(run_sou(site.path(), &["pages"]).expect_code(0).stdout.lines().count(), 1);
}

#[test]
fn a_folder_that_is_no_index_is_refused_and_stays_as_it_is() {
    let site = site(SITE);
    check(
        site.path(),
        &["index", "--index", "content"],
        expect![[r#"
        exit code 2
        --- stdout
        --- stderr
        error: `[FOLDER]/content` is no folder for an index: it holds `draft.md`
        hint: name an empty or a new folder with `--index`, `SOU_INDEX` or `index:` in `sou.yml`
    "#]],
    );
    assert!(!site.path().join("content/README.md").exists());
}

#[test]
fn index_sums_up_in_one_line_on_stderr() {
    let site = site(SITE);
    let ran = run_sou(site.path(), &["index"]).expect_code(0);
    assert_eq!(ran.stdout, "");
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.report());
    assert!(ran.stderr.starts_with("indexed 3 pages"), "{}", ran.report());
    let again = run_sou(site.path(), &["index"]).expect_code(0);
    assert!(again.stderr.starts_with("nothing new: 3 pages"), "{}", again.report());
}

#[test]
fn a_missing_site_is_an_error_and_the_index_stays() {
    let site = indexed();
    let ran = run_sou(site.path(), &["index", "没有", "--index", "index"]).expect_code(3);
    assert!(ran.stderr.contains("没有"), "{}", ran.report());
    run_sou(site.path(), &["search", "滚动更新"]).expect_code(0);
}

#[test]
fn check_counts_and_strict_decides_by_warnings() {
    let clean = site(SITE);
    let ran = run_sou(clean.path(), &["check", "--strict"]).expect_code(0);
    assert_eq!(ran.stdout.lines().last(), Some("plain site, 4 files: 3 pages, 1 left out, 0 warnings"));
    write_files(clean.path(), "//- content/坏.md\n---\ntitle: [未关闭\n---\n正文。\n");
    let report = json(clean.path(), &["check", "--json"]);
    assert_eq!(report["n_files"], 5);
    assert_eq!(report["generator"], "plain");
    assert!(report["n_warnings"].as_u64().is_some_and(|count| count > 0), "{report}");
    let ran = run_sou(clean.path(), &["check", "--strict"]).expect_code(1);
    assert!(ran.stdout.contains("content/坏.md:"), "{}", ran.report());
    run_sou(clean.path(), &["check"]).expect_code(0);
}

#[test]
fn every_setting_is_shown_with_its_origin() {
    let site = site("//- sou.yml\n# 设置\nlanguage: zh-Hans\nthreads: 3\n");
    let args = ["config", "show", "--json", "--addr", "127.0.0.1:0"];
    let ran = run_sou_with(site.path(), &args, &[("SOU_THREADS", "2")]).expect_code(0);
    let rows: Value = serde_json::from_str(&ran.stdout).expect("the settings are JSON");
    let row = |key: &str| {
        let rows = rows.as_array().expect("the settings are an array");
        rows.iter().find(|row| row["key"] == key).cloned().unwrap_or_else(|| panic!("no `{key}`"))
    };
    assert_eq!((&row("addr")["origin"], &row("addr")["value"]), (&"--addr".into(), &"127.0.0.1:0".into()));
    assert_eq!((&row("threads")["origin"], &row("threads")["value"]), (&"SOU_THREADS".into(), &2.into()));
    assert!(row("language")["origin"].as_str().is_some_and(|origin| origin.ends_with("sou.yml:2")));
    assert_eq!(row("log")["origin"], "default");
}

#[test]
fn wrong_settings_and_wrong_flags_are_errors_with_hints() {
    let site = site("//- sou.yml\nindexx: 别处\n");
    check(
        site.path(),
        &["tags"],
        expect![[r#"
        exit code 2
        --- stdout
        --- stderr
        error: [FOLDER]/sou.yml:1: `indexx` is no setting
        hint: did you mean `index`?
    "#]],
    );
    for args in
        [&["search", "--limit", "0"][..], &["search", "--from", "昨天"], &["index", "--lang"], &["没有"]]
    {
        let ran = run_sou(site.path(), args).expect_code(2);
        assert!(ran.stdout.is_empty() && ran.stderr.starts_with("error: "), "{}", ran.report());
    }
    let ran = run_sou(site.path(), &["search", "--from", "2024", "--to", "2023"]).expect_code(2);
    assert!(ran.stderr.contains("is before"), "{}", ran.report());
}

#[test]
fn an_unknown_variable_is_a_warning() {
    let site = indexed();
    let ran = run_sou_with(site.path(), &["tags"], &[("SOU_INDX", "x")]).expect_code(0);
    assert!(ran.stderr.contains("`SOU_INDX` is no setting; did you mean `SOU_INDEX`?"), "{}", ran.report());
}

#[test]
fn help_is_short_or_long_and_begins_with_examples() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let short = run_sou(folder.path(), &["-h"]).expect_code(0);
    assert!(short.stdout.lines().nth(3).is_some_and(|line| line == "Examples:"), "{}", short.report());
    for command in ["index", "search", "tags", "pages", "serve", "check", "analyze"] {
        let short = run_sou(folder.path(), &[command, "-h"]).expect_code(0);
        let long = run_sou(folder.path(), &[command, "--help"]).expect_code(0);
        assert!(long.stdout.len() > short.stdout.len(), "{}", long.report());
        assert!(long.stdout.contains("SOU_"), "{}", long.report());
    }
}

#[test]
fn completions_and_manual_pages_are_made_by_the_binary() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for shell in ["bash", "zsh", "fish"] {
        let ran = run_sou(folder.path(), &["completions", shell]).expect_code(0);
        assert!(ran.stdout.contains("cors-origins"), "{}", ran.report());
    }
    assert!(run_sou(folder.path(), &["man"]).expect_code(0).stdout.contains(".TH sou 1"));
    assert!(run_sou(folder.path(), &["man", "search"]).expect_code(0).stdout.contains("QUERY"));
    run_sou(folder.path(), &["man", "没有"]).expect_code(2);
}

#[test]
#[cfg(unix)]
fn a_reader_that_closes_the_pipe_early_is_no_error() {
    let mut text = String::new();
    for number in 0..400 {
        text.push_str(&format!("//- content/{number}.md\n# 第 {number} 页\n滚动更新。\n"));
    }
    let site = site(&text);
    run_sou(site.path(), &["index"]).expect_code(0);
    let mut child = Command::new(env!("CARGO_BIN_EXE_sou"))
        .current_dir(site.path())
        .args(["pages", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary can be run");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the binary ends");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}
