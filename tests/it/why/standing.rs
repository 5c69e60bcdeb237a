//! What a page that is found is told: its rank, what it was found by, and what stands above it.

use expect_test::expect;
use sou::document::LanguageTag;
use sou::search::SearchRequest;

use crate::indexed::typed;

use super::{Case, SITE, case};

#[test]
fn a_page_that_is_found_says_how_and_what_is_above() {
    let case = case(SITE);
    case.check(
        &typed("滚动更新"),
        "滚动更新.md",
        expect![[r#"
            滚动更新.md
              滚动更新
              /%E6%BB%9A%E5%8A%A8%E6%9B%B4%E6%96%B0/
              2024-05-01 · zh-Hans · kubernetes
            is number 1 of 3 pages for `滚动更新`
              tier: the title is the query
              rule: as typed, so before other forms of the same tier
              score 7.14, the sum of:
                4.00  title        4 × 1.00                the query is 100% of the title
                0.36  滚动 (gram)  0.59 × idf 0.36 × 1.72  on 3 pages; here title 1 ×4 ×1.06
                0.71  动更 (gram)  0.6 × idf 0.69 × 1.72   on 2 pages; here title 1 ×4 ×1.06
                0.30  更新 (gram)  0.48 × idf 0.36 × 1.72  on 3 pages; here title 1 ×4 ×1.06
                0.30  滚动 (word)  0.49 × idf 0.36 × 1.72  on 3 pages; here title 1 ×4 ×1.06
                0.25  更新 (word)  0.4 × idf 0.36 × 1.72   on 3 pages; here title 1 ×4 ×1.06
                0.31  滚 (unit)    0.5 × idf 0.36 × 1.72   on 3 pages; here title 1 ×4 ×1.06
                0.31  动 (unit)    0.5 × idf 0.36 × 1.72   on 3 pages; here title 1 ×4 ×1.06
                0.31  更 (unit)    0.5 × idf 0.36 × 1.72   on 3 pages; here title 1 ×4 ×1.06
                0.31  新 (unit)    0.5 × idf 0.36 × 1.72   on 3 pages; here title 1 ×4 ×1.06

            what the query asks of it, cut as 滚动 | 更新
              yes 滚动  in title
              yes 更新  in title
        "#]],
    );
    case.check(
        &typed("滚动更新"),
        "部署.md",
        expect![[r#"
            部署.md
              部署一个服务
              /%E9%83%A8%E7%BD%B2/
              2023-05-01 · zh-Hans · kubernetes, 运维
            is number 2 of 3 pages for `滚动更新`
              tier: the text holds the query
              rule: as typed, so before other forms of the same tier
              score 1.70, the sum of:
                0.19  滚动 (gram)  0.59 × idf 0.36 × 0.89  on 3 pages; here body 1 ×1 ×0.82
                0.37  动更 (gram)  0.6 × idf 0.69 × 0.89   on 2 pages; here body 1 ×1 ×0.82
                0.15  更新 (gram)  0.48 × idf 0.36 × 0.89  on 3 pages; here body 1 ×1 ×0.82
                0.16  滚动 (word)  0.49 × idf 0.36 × 0.89  on 3 pages; here body 1 ×1 ×0.82
                0.13  更新 (word)  0.4 × idf 0.36 × 0.89   on 3 pages; here body 1 ×1 ×0.82
                0.23  滚 (unit)    0.5 × idf 0.36 × 1.27   on 3 pages; here body 2 ×1 ×0.82
                0.16  动 (unit)    0.5 × idf 0.36 × 0.89   on 3 pages; here body 1 ×1 ×0.82
                0.16  更 (unit)    0.5 × idf 0.36 × 0.89   on 3 pages; here body 1 ×1 ×0.82
                0.16  新 (unit)    0.5 × idf 0.36 × 0.89   on 3 pages; here body 1 ×1 ×0.82

            directly above it: 滚动更新.md
              the title is the query, which comes before: the text holds the query
              tier: the title is the query
              rule: as typed, so before other forms of the same tier
              score 7.14, the sum of:
                4.00  title        4 × 1.00                the query is 100% of the title
                0.36  滚动 (gram)  0.59 × idf 0.36 × 1.72  on 3 pages; here title 1 ×4 ×1.06
                0.71  动更 (gram)  0.6 × idf 0.69 × 1.72   on 2 pages; here title 1 ×4 ×1.06
                0.30  更新 (gram)  0.48 × idf 0.36 × 1.72  on 3 pages; here title 1 ×4 ×1.06
                0.30  滚动 (word)  0.49 × idf 0.36 × 1.72  on 3 pages; here title 1 ×4 ×1.06
                0.25  更新 (word)  0.4 × idf 0.36 × 1.72   on 3 pages; here title 1 ×4 ×1.06
                0.31  滚 (unit)    0.5 × idf 0.36 × 1.72   on 3 pages; here title 1 ×4 ×1.06
                0.31  动 (unit)    0.5 × idf 0.36 × 1.72   on 3 pages; here title 1 ×4 ×1.06
                0.31  更 (unit)    0.5 × idf 0.36 × 1.72   on 3 pages; here title 1 ×4 ×1.06
                0.31  新 (unit)    0.5 × idf 0.36 × 1.72   on 3 pages; here title 1 ×4 ×1.06

            what the query asks of it, cut as 滚动 | 更新
              yes 滚动  in body
              yes 更新  in body
        "#]],
    );
    case.check(
        &typed("tag:kubernetes"),
        "kubernetes.md",
        expect![[r#"
        kubernetes.md
          Kubernetes in a hurry
          /kubernetes/
          2021-05-01 · en · kubernetes
        is number 3 of 3 pages for `tag:kubernetes`
          in order of date: 2021-05-01

        directly above it: 部署.md
          it is newer: 2023-05-01 against 2021-05-01
          in order of date: 2023-05-01
    "#]],
    );
}

#[test]
fn what_decides_between_neighbours_is_named() {
    let alike = |first: &str, second: &str| {
        case(&format!(
            "//- 甲.md\n---\ntitle: 甲\nlang: zh\n{first}\n---\n集群升级的步骤。\n\
             //- 乙.md\n---\ntitle: 乙\nlang: zh\n{second}\n---\n集群升级的步骤。\n"
        ))
    };
    let decided = |case: &Case, page: &str| {
        let place = case.why(&typed("集群升级"), page).place.expect("it is found");
        format!("{} {:?}", place.rank, place.above.map(|above| above.decided_by))
    };
    let dated = alike("date: 2024-01-01", "date: 2023-01-01");
    assert_eq!(decided(&dated, "乙.md"), "2 Some(Date)");
    let bare = alike("", "");
    assert_eq!(decided(&bare, "甲.md"), "2 Some(Path)");
    let longer = case(
        "//- 甲.md\n---\nlang: zh\ntitle: 甲\n---\n集群升级。\n//- 乙.md\n---\nlang: zh\ntitle: 乙\n---\n集群升级，以及许多别的事情，都在这里说了一遍又一遍。\n",
    );
    assert_eq!(decided(&longer, "乙.md"), "2 Some(Score)");
}

#[test]
fn a_page_below_the_limit_says_where_to_look() {
    let case = case(SITE);
    let request = SearchRequest { per_page: 1, ..typed("更新") };
    case.check(
        &request,
        "發布.md",
        expect![[r#"
            發布.md
              發布策略
              /%E7%99%BC%E5%B8%83/
              2022-05-01 · zh-Hant
            is number 2 of 3 pages for `更新`
              because it is on page 2 of the results, and page 1 is shown, with 1 on each
              to change it: ask with `--page 2`, or for something rarer
              tier: the text holds the query
              score 0.72, the sum of:
                0.18  更新 (gram)  0.48 × idf 0.36 × 1.07  on 3 pages; here body 1 ×1 ×1.14
                0.15  更新 (word)  0.4 × idf 0.36 × 1.07   on 3 pages; here body 1 ×1 ×1.14
                0.19  更 (unit)    0.5 × idf 0.36 × 1.07   on 3 pages; here body 1 ×1 ×1.14
                0.19  新 (unit)    0.5 × idf 0.36 × 1.07   on 3 pages; here body 1 ×1 ×1.14

            directly above it: 滚动更新.md
              the title holds the query, which comes before: the text holds the query
              tier: the title holds the query
              score 3.15, the sum of:
                2.00  title        4 × 0.50                the query is 50% of the title
                0.30  更新 (gram)  0.48 × idf 0.36 × 1.72  on 3 pages; here title 1 ×4 ×1.06
                0.25  更新 (word)  0.4 × idf 0.36 × 1.72   on 3 pages; here title 1 ×4 ×1.06
                0.31  更 (unit)    0.5 × idf 0.36 × 1.72   on 3 pages; here title 1 ×4 ×1.06
                0.31  新 (unit)    0.5 × idf 0.36 × 1.72   on 3 pages; here title 1 ×4 ×1.06

            what the query asks of it, cut as 更新
              yes 更新  in body
        "#]],
    );
}

#[test]
fn a_page_collapsed_under_its_translation_names_it() {
    let case = case(
        "
//- hugo.toml
baseURL = 'https://blog.example/'
defaultContentLanguage = 'en'
[languages.en]
contentDir = 'content/en'
[languages.zh-hant]
contentDir = 'content/zh-hant'
//- content/en/docs/pods.md
---
title: Pods
---
A pod is the smallest thing, and holds a container.
//- content/zh-hant/docs/pods.md
---
title: Pod 是什麼
---
一個 pod 就是一組容器，一起調度。
//- content/en/docs/nodes.md
---
title: Nodes
---
A node runs each pod.
",
    );
    let reader =
        |lang: &str| SearchRequest { collapse: true, reader_lang: LanguageTag::parse(lang), ..typed("pod") };
    case.check(
        &reader("en"),
        "content/zh-hant/docs/pods.md",
        expect![[r#"
        content/zh-hant/docs/pods.md
          Pod 是什麼
          /zh-hant/docs/pods/
          zh-Hant
        is not among the 2 pages for `pod`
          because it is one result with its translation `content/en/docs/pods.md` (en), which is number 1
          to change it: ask with `--lang zh-Hant`, or over HTTP with `collapse=0`

        what the query asks of it, cut as pod
          yes pod  in title, body
    "#]],
    );
    case.check(
        &reader("zh"),
        "content/zh-hant/docs/pods.md",
        expect![[r#"
            content/zh-hant/docs/pods.md
              Pod 是什麼
              /zh-hant/docs/pods/
              zh-Hant
            is number 1 of 2 pages for `pod`
              it stands where its translation `content/en/docs/pods.md` would
              tier: the title begins with the query
              also: the text holds the query (body)
              score 1.36, the sum of:
                1.00  title       4 × 0.25               the query is 25% of the title
                0.36  pod (unit)  1.5 × idf 0.13 × 1.77  on 3 pages; here title 1 ×4 ×1.00, title 1 stem ×4 ×0.5 ×1.00, body 1 ×1 ×1.00, body 1 stem ×1 ×0.5 ×1.00

            what the query asks of it, cut as pod
              yes pod  in title, body
        "#]],
    );
}
