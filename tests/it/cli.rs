//! The command line as a person or a script meets it: exit code, stdout, stderr.
//!
//! 1. Data goes to stdout and talk to stderr; `--json` is JSON and nothing else.
//! 2. Exit codes: 0 done or found, 1 nothing found or warned under `--strict`, 2 an error, 3 a site that is not believed.
//! 3. Without a terminal nothing is coloured and a result is one line.
//! 4. A missing index is answered with the command that makes it.
//! 5. A folder that is no index is never written into.
//! 6. Every setting can be looked up, with where it came from.
//! 7. `sou serve` indexes, prints its address as its only line of data, and answers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

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
fn a_result_is_one_line_of_fields_where_there_is_no_terminal() {
    let site = indexed();
    let ran = run_sou(site.path(), &["search", "滚动更新"]).expect_code(0);
    let first = ran.stdout.lines().next().expect("something is found");
    let fields: Vec<&str> = first.split('\t').collect();
    assert_eq!(fields.len(), 5, "{}", ran.report());
    assert_eq!(fields[1], "滚动更新一个 Deployment");
    assert!(fields[2].starts_with("2024-11-01"), "{}", ran.report());
    assert_eq!(fields[3], "kubernetes,运维");
    assert!(!ran.stdout.contains('\u{1b}') && !ran.stderr.contains('\u{1b}'), "{}", ran.report());
}

#[test]
fn blocks_are_for_people_and_coloured_on_demand() {
    let site = indexed();
    let plain = run_sou(site.path(), &["search", "雙協議棧", "--layout", "blocks"]).expect_code(0);
    assert!(plain.stdout.starts_with("雙協議棧\n  /"), "{}", plain.report());
    assert!(!plain.stdout.contains('\u{1b}'), "{}", plain.report());
    let args = ["--color", "always", "search", "雙協議棧", "--layout", "blocks"];
    let coloured = run_sou(site.path(), &args).expect_code(0);
    assert!(coloured.stdout.contains('\u{1b}'), "{}", coloured.report());
    let args = ["search", "雙協議棧", "--color", "always", "--json"];
    let json = run_sou(site.path(), &args).expect_code(0);
    assert!(!json.stdout.contains('\u{1b}'), "{}", json.report());
}

#[test]
fn a_score_is_explained_in_aligned_columns() {
    check(
        indexed().path(),
        &["search", "雙協議棧", "--explain"],
        expect![[r#"
        exit code 0
        --- stdout
        雙協議棧
          /%E9%9B%99%E5%8D%94%E8%AD%B0%E6%A3%A7/
          2023-05-06 · zh-Hant · kubernetes, 網路
          每個 Pod 都有 IPv4 與 IPv6 位址。
          tier: the title is the query
          rule: as typed, so before other forms of the same tier
          score 11.32, the sum of:
            4.00  title        4 × 1.00               the query is 100% of the title
            1.02  双协 (gram)  0.6 × idf 0.98 × 1.74  on 1 page; here title 1 ×4 ×1.12
            1.02  协议 (gram)  0.6 × idf 0.98 × 1.74  on 1 page; here title 1 ×4 ×1.12
            1.02  议栈 (gram)  0.6 × idf 0.98 × 1.74  on 1 page; here title 1 ×4 ×1.12
            0.85  协议 (word)  0.5 × idf 0.98 × 1.74  on 1 page; here title 1 ×4 ×1.12
            0.85  双 (unit)    0.5 × idf 0.98 × 1.74  on 1 page; here title 1 ×4 ×1.12
            0.85  协 (unit)    0.5 × idf 0.98 × 1.74  on 1 page; here title 1 ×4 ×1.12
            0.85  议 (unit)    0.5 × idf 0.98 × 1.74  on 1 page; here title 1 ×4 ×1.12
            0.85  栈 (unit)    0.5 × idf 0.98 × 1.74  on 1 page; here title 1 ×4 ×1.12
        --- stderr
    "#]],
    );
    check(
        indexed().path(),
        &["search", "notes rol", "--explain"],
        expect![[r#"
            exit code 0
            --- stdout
            Notes on rolling back
              /rolling/
              2022-01-02 · en · ops
              Use --dry-run before anything that hurts.
              tier: all words, anywhere
              score 3.38, the sum of:
                2.49  notes (unit)  1.5 × idf 0.98 × 1.69  on 1 page; here title 1 ×4 ×1.00, title 1 stem ×4 ×0.8 ×1.00
                0.89  rol (unit)    1.5 × idf 0.47 × 1.26  on 2 pages; here title 1 begun ×4 ×0.4 ×1.00
            --- stderr
        "#]],
    );
}

#[test]
fn nothing_found_is_exit_code_1_and_no_output() {
    let site = indexed();
    let ran = run_sou(site.path(), &["search", "独一无二的草稿"]).expect_code(1);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("nothing found"), "{}", ran.report());
    let answer = run_sou(site.path(), &["search", "独一无二的草稿", "--json"]).expect_code(1);
    let answer: Value = serde_json::from_str(&answer.stdout).expect("the answer is JSON");
    assert_eq!(answer["total"], 0);
}

#[test]
fn filters_narrow_and_an_empty_query_lists() {
    let site = indexed();
    let titles = |args: &[&str]| -> Vec<String> {
        let ran = run_sou(site.path(), args);
        ran.stdout.lines().filter_map(|line| line.split('\t').nth(1)).map(str::to_owned).collect()
    };
    let all = ["滚动更新一个 Deployment", "雙協議棧", "Notes on rolling back"];
    assert_eq!(titles(&["search"]), all);
    assert_eq!(titles(&["search", "--tag", "kubernetes"]), all[..2]);
    assert_eq!(titles(&["search", "--lang", "zh"]), all[..2]);
    assert_eq!(titles(&["search", "--lang", "zh-Hant"]), all[1..2]);
    assert_eq!(titles(&["search", "--from", "2023", "--to", "2023-05"]), all[1..2]);
    assert_eq!(titles(&["search", "--sort", "date", "--limit", "1", "--page", "3"]), all[2..]);
    assert_eq!(titles(&["search", "--", "--dry-run"]), all[2..]);
}

#[test]
fn listings_are_json_on_demand() {
    let site = indexed();
    let tags = json(site.path(), &["tags", "--json"]);
    assert_eq!(tags[0], serde_json::json!({"tag": "kubernetes", "count": 2}));
    let pages = run_sou(site.path(), &["pages", "--json", "--all"]).expect_code(0);
    let pages: Vec<Value> =
        pages.stdout.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    assert_eq!(pages.len(), 4);
    let draft =
        pages.iter().find(|page| page["path"].as_str().is_some_and(|path| path.ends_with("draft.md")));
    assert!(draft.expect("the draft is listed")["left_out"].is_string());
    assert_eq!(run_sou(site.path(), &["pages"]).expect_code(0).stdout.lines().count(), 3);
}

#[test]
fn tags_are_counted() {
    check(
        indexed().path(),
        &["tags"],
        expect![[r#"
        exit code 0
        --- stdout
        2 kubernetes
        1 ops
        1 網路
        1 运维
        --- stderr
    "#]],
    );
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
fn analyze_points_into_what_was_typed() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let text = "用kube-apiserver滾動更新";
    let tokens = json(folder.path(), &["analyze", text, "--lang", "zh", "--json"]);
    let tokens = tokens.as_array().expect("tokens are an array");
    assert!(tokens.iter().any(|token| token["term"] == "滚动" && token["text"] == "滾動"), "{tokens:?}");
    for token in tokens {
        let bytes = |key: &str| token[key].as_u64().expect("a range is in bytes") as usize;
        assert_eq!(Some(&text[bytes("start_bytes")..bytes("end_bytes")]), token["text"].as_str());
    }
}

#[test]
fn analyze_is_aligned_in_columns_of_a_terminal() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    check(
        folder.path(),
        &["analyze", "ｋ８ｓ集群的滾動更新", "--lang", "zh"],
        expect![[r#"
        exit code 0
        --- stdout
        cut as a page in zh: ｋ８ｓ | 集群 | 的 | 滾動 | 更新
        folded to: k8s集群的滚动更新

        position  kind  bytes   written  looked up as  pinyin
               0  unit  0..9    ｋ８ｓ   k8s
               1  unit  9..12   集                     ji
               1  gram  9..15   集群
               1  word  9..15   集群
               2  unit  12..15  群                     qun
               2  raw   12..15  群
               2  gram  12..18  群的
               3  unit  15..18  的                     de, di
               3  gram  15..21  的滾     的滚
               4  unit  18..21  滾       滚            gun
               4  raw   18..21  滾
               4  gram  18..24  滾動     滚动
               4  word  18..24  滾動     滚动
               5  unit  21..24  動       动            dong
               5  raw   21..24  動
               5  gram  21..27  動更     动更
               6  unit  24..27  更                     geng
               6  gram  24..30  更新
               6  word  24..30  更新
               7  unit  27..30  新                     xin
        --- stderr
    "#]],
    );
    check(
        folder.path(),
        &["analyze", "クラスターを更新", "--lang", "ja"],
        expect![[r#"
        exit code 0
        --- stdout
        cut as a page in ja: クラスター | を | 更新

        position  kind  bytes   written     pinyin
               0  unit  0..3    ク
               0  gram  0..6    クラ
               0  word  0..15   クラスター
               1  unit  3..6    ラ
               1  gram  3..9    ラス
               2  unit  6..9    ス
               2  gram  6..12   スタ
               3  unit  9..12   タ
               3  gram  9..15   ター
               4  unit  12..15  ー
               4  gram  12..18  ーを
               5  unit  15..18  を
               5  gram  15..21  を更
               6  unit  18..21  更          geng
               6  gram  18..24  更新
               6  word  18..24  更新
               7  unit  21..24  新          xin
        --- stderr
    "#]],
    );
    check(
        folder.path(),
        &["analyze", "อัปเดต Pods", "--lang", "th"],
        expect![[r#"
        exit code 0
        --- stdout
        cut as a page in th: อัปเดต | Pods
        folded to: อัปเดต pods

        position  kind  bytes   written  looked up as
               0  unit  0..3    อ
               0  gram  0..6    อั
               0  word  0..18   อัปเดต
               1  unit  3..6    ั
               1  gram  3..9    ัป
               2  unit  6..9    ป
               2  gram  6..12   ปเ
               3  unit  9..12   เ
               3  gram  9..15   เด
               4  unit  12..15  ด
               4  gram  12..18  ดต
               5  unit  15..18  ต
               6  unit  19..23  Pods     pods
        --- stderr
    "#]],
    );
    check(
        folder.path(),
        &["analyze", "kube-apiserver v1.29 RollingUpdate Résumés", "--lang", "en"],
        expect![[r#"
            exit code 0
            --- stdout
            cut as a page in en: kube | apiserver | v1 | 29 | RollingUpdate | Résumés
            folded to: kube-apiserver v1.29 rollingupdate resumes

            position  kind  bytes   written         looked up as
                   0  unit  0..4    kube
                   0  stem  0..4    kube            en:kube
                   0  glue  0..14   kube-apiserver
                   1  unit  5..14   apiserver
                   1  stem  5..14   apiserver       en:apiserv
                   2  unit  15..17  v1
                   2  part  15..16  v
                   2  part  16..17  1
                   2  stem  15..17  v1              en:v1
                   2  glue  15..20  v1.29
                   2  glue  16..20  1.29
                   3  unit  18..20  29
                   4  unit  21..34  RollingUpdate   rollingupdate
                   4  part  21..28  Rolling         rolling
                   4  part  28..34  Update          update
                   4  stem  21..34  RollingUpdate   en:rollingupd
                   5  unit  35..44  Résumés         resumes
                   5  raw   35..44  Résumés         résumés
                   5  stem  35..44  Résumés         en:resume
            --- stderr
        "#]],
    );
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

/// A server that ends with the test, however that ends.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().expect("a server that was started can be ended");
        self.0.wait().expect("a server that was ended ends");
    }
}

#[test]
fn serve_indexes_prints_its_address_and_answers() {
    let site = site(SITE);
    let child = Command::new(env!("CARGO_BIN_EXE_sou"))
        .current_dir(site.path())
        .args(["serve", "--addr", "127.0.0.1:0", "--log", "off"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary can be run");
    let mut server = Server(child);
    let stdout = server.0.stdout.take().expect("stdout is a pipe");
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).expect("the address is printed");
    let address = line.trim().strip_prefix("http://").expect("the address is one of HTTP");
    let mut stream = TcpStream::connect(address).expect("the server listens");
    let question = "GET /api/v1/search?q=%E6%BB%9A%E5%8A%A8%E6%9B%B4%E6%96%B0";
    write!(stream, "{question} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .expect("the server reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the server answers");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("/滚动更新.md\""), "{answer}");
}

#[test]
fn serve_says_when_its_address_is_taken() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let addr = taken.local_addr().expect("a listener has an address").to_string();
    let site = site(SITE);
    let ran = run_sou(site.path(), &["serve", "--addr", &addr]).expect_code(2);
    assert!(ran.stderr.starts_with(&format!("error: cannot listen on `{addr}`")), "{}", ran.report());
    assert!(!site.path().join("index").exists(), "nothing is indexed for a server that cannot be");
}
