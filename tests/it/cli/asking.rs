//! `sou search`, and the listings of pages and tags.

use expect_test::expect;
use serde_json::Value;

use crate::support::run_sou;

use super::{check, indexed, json};

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
              score 10.93, the sum of:
                4.00  title        4 × 1.00                the query is 100% of the title
                1.02  双协 (gram)  0.6 × idf 0.98 × 1.74   on 1 page; here title 1 ×4 ×1.14
                0.80  协议 (gram)  0.47 × idf 0.98 × 1.74  on 1 page; here title 1 ×4 ×1.14
                1.02  议栈 (gram)  0.6 × idf 0.98 × 1.74   on 1 page; here title 1 ×4 ×1.14
                0.67  协议 (word)  0.39 × idf 0.98 × 1.74  on 1 page; here title 1 ×4 ×1.14
                0.85  双 (unit)    0.5 × idf 0.98 × 1.74   on 1 page; here title 1 ×4 ×1.14
                0.85  协 (unit)    0.5 × idf 0.98 × 1.74   on 1 page; here title 1 ×4 ×1.14
                0.85  议 (unit)    0.5 × idf 0.98 × 1.74   on 1 page; here title 1 ×4 ×1.14
                0.85  栈 (unit)    0.5 × idf 0.98 × 1.74   on 1 page; here title 1 ×4 ×1.14
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
                2.49  notes (unit)  1.5 × idf 0.98 × 1.69  on 1 page; here title 1 ×4 ×1.00, title 1 stem ×4 ×0.5 ×1.00
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
