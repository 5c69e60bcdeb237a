//! Why a page is where it is, or is not there:
//!
//! 1. A page that is found: its rank, how it came there, and what put the one above it there.
//! 2. A page that is found and not seen: on another page of the results, one result with its translation.
//! 3. A page that is not found: which filter, which word, phrase or exclusion, and what is nearest.
//! 4. A file that is no page: draft, future, expired, unpublished, headless, excluded, overlooked, unreadable.
//! 5. An index that is older than the site.
//! 6. A name that means nothing: what is like it.
//! 7. A page is in the answer exactly when `why` gives it a place, and it has an obstacle when it is not seen.

use std::path::Path;

use expect_test::{Expect, expect};
use jiff::civil::date;
use sou::cli::reasons;
use sou::document::{LanguageTag, SiteOptions, SiteReader};
use sou::search::why::Why;
use sou::search::{Engine, SearchRequest, Sort};
use tempfile::TempDir;

use crate::indexed::{Random, ask, build_options, open, paths, run, typed};
use crate::support::{run_sou, site, write_files};

/// A plain site and its index.
struct Case {
    site: TempDir,
    _index: TempDir,
    engine: Engine,
}

#[track_caller]
fn case(text: &str) -> Case {
    let site = site(text);
    let index = tempfile::tempdir().expect("a temporary folder can be made");
    run(site.path(), index.path());
    Case { engine: open(index.path()), site, _index: index }
}

fn read(site: &Path, options: &SiteOptions) -> SiteReader {
    let now = build_options(site, site).now;
    SiteReader::open(site, options, now).expect("the site can be read").0
}

impl Case {
    #[track_caller]
    fn why(&self, request: &SearchRequest, page: &str) -> Why {
        let site = read(self.site.path(), &SiteOptions::default());
        self.engine.why(request, &[page], Some(&site)).expect("the index can be read")
    }

    #[track_caller]
    fn check(&self, request: &SearchRequest, page: &str, expected: Expect) {
        expected.assert_eq(&shown(&self.why(request, page)));
    }
}

/// As it is printed, without colours.
fn shown(why: &Why) -> String {
    let lines: Vec<String> = reasons::lines(why, 90)
        .iter()
        .map(|line| anstream::adapter::strip_str(line).to_string().trim_end().to_owned())
        .collect();
    lines.join("\n") + "\n"
}

const SITE: &str = "
//- 滚动更新.md
---
title: 滚动更新
date: 2024-05-01
tags: [kubernetes]
lang: zh-Hans
---
先停一个，再起一个，一直到全部换完。
//- 部署.md
---
title: 部署一个服务
date: 2023-05-01
tags: [kubernetes, 运维]
lang: zh-Hans
---
部署之后就可以滚动更新，也可以回滚。服务器的日志要看。
//- 發布.md
---
title: 發布策略
date: 2022-05-01
lang: zh-Hant
---
滾動發布、藍綠發布。更新之前先備份。
//- kubernetes.md
---
title: Kubernetes in a hurry
date: 2021-05-01
lang: en
tags: [kubernetes]
---
Updating the deployments: roll them out one by one, with kube-apiserver running.
";

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
          score 7.28, the sum of:
            4.00  title        4 × 1.00               the query is 100% of the title
            0.37  滚动 (gram)  0.6 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.71  动更 (gram)  0.6 × idf 0.69 × 1.71  on 2 pages; here title 1 ×4 ×1.06
            0.37  更新 (gram)  0.6 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  滚动 (word)  0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  更新 (word)  0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  滚 (unit)    0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  动 (unit)    0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  更 (unit)    0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  新 (unit)    0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06

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
          score 1.79, the sum of:
            0.19  滚动 (gram)  0.6 × idf 0.36 × 0.90  on 3 pages; here body 1 ×1 ×0.83
            0.37  动更 (gram)  0.6 × idf 0.69 × 0.90  on 2 pages; here body 1 ×1 ×0.83
            0.19  更新 (gram)  0.6 × idf 0.36 × 0.90  on 3 pages; here body 1 ×1 ×0.83
            0.16  滚动 (word)  0.5 × idf 0.36 × 0.90  on 3 pages; here body 1 ×1 ×0.83
            0.16  更新 (word)  0.5 × idf 0.36 × 0.90  on 3 pages; here body 1 ×1 ×0.83
            0.23  滚 (unit)    0.5 × idf 0.36 × 1.28  on 3 pages; here body 2 ×1 ×0.83
            0.16  动 (unit)    0.5 × idf 0.36 × 0.90  on 3 pages; here body 1 ×1 ×0.83
            0.16  更 (unit)    0.5 × idf 0.36 × 0.90  on 3 pages; here body 1 ×1 ×0.83
            0.16  新 (unit)    0.5 × idf 0.36 × 0.90  on 3 pages; here body 1 ×1 ×0.83

        directly above it: 滚动更新.md
          the title is the query, which comes before: the text holds the query
          tier: the title is the query
          rule: as typed, so before other forms of the same tier
          score 7.28, the sum of:
            4.00  title        4 × 1.00               the query is 100% of the title
            0.37  滚动 (gram)  0.6 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.71  动更 (gram)  0.6 × idf 0.69 × 1.71  on 2 pages; here title 1 ×4 ×1.06
            0.37  更新 (gram)  0.6 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  滚动 (word)  0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  更新 (word)  0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  滚 (unit)    0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  动 (unit)    0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  更 (unit)    0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  新 (unit)    0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06

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
          score 0.79, the sum of:
            0.23  更新 (gram)  0.6 × idf 0.36 × 1.06  on 3 pages; here body 1 ×1 ×1.11
            0.19  更新 (word)  0.5 × idf 0.36 × 1.06  on 3 pages; here body 1 ×1 ×1.11
            0.19  更 (unit)    0.5 × idf 0.36 × 1.06  on 3 pages; here body 1 ×1 ×1.11
            0.19  新 (unit)    0.5 × idf 0.36 × 1.06  on 3 pages; here body 1 ×1 ×1.11

        directly above it: 滚动更新.md
          the title holds the query, which comes before: the text holds the query
          tier: the title holds the query
          score 3.28, the sum of:
            2.00  title        4 × 0.50               the query is 50% of the title
            0.37  更新 (gram)  0.6 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  更新 (word)  0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  更 (unit)    0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
            0.31  新 (unit)    0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06

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
              score 1.20, the sum of:
                1.00  title       4 × 0.25               the query is 25% of the title
                0.20  pod (unit)  1.5 × idf 0.13 × 1.00  on 3 pages; here title 1 ×4 ×1.00, body 1 ×1 ×1.00

            what the query asks of it, cut as pod
              yes pod  in title, body
        "#]],
    );
}

#[test]
fn filters_that_hide_a_page_are_named() {
    let case = case(SITE);
    let request = SearchRequest {
        tags: vec!["運維".to_owned()],
        lang: LanguageTag::parse("zh-Hant"),
        from: Some(date(2025, 1, 1)),
        ..typed("滚动更新")
    };
    case.check(
        &request,
        "滚动更新.md",
        expect![[r#"
        滚动更新.md
          滚动更新
          /%E6%BB%9A%E5%8A%A8%E6%9B%B4%E6%96%B0/
          2024-05-01 · zh-Hans · kubernetes
        is not among the 0 pages for `滚动更新`
          because only pages in `zh-Hant` are asked for, and it is in `zh-Hans`
          to change it: ask without `zh-Hant`, or give the page a `lang`
          because only pages tagged `運維` are asked for, and it has `kubernetes`
          to change it: ask without the tag `運維`, or give it to the page
          because only pages from 2025-01-01 are asked for, and it is of 2024-05-01
          to change it: ask for other days

        what the query asks of it, cut as 滚动 | 更新
          yes 滚动  in title
          yes 更新  in title
    "#]],
    );
    case.check(
        &typed("滚动 lang:en tag:ops"),
        "發布.md",
        expect![[r#"
        發布.md
          發布策略
          /%E7%99%BC%E5%B8%83/
          2022-05-01 · zh-Hant
        is not among the 0 pages for `滚动 lang:en tag:ops`
          because only pages in `en` are asked for, and it is in `zh-Hant`
          to change it: ask without `en`, or give the page a `lang`
          because only pages tagged `ops` are asked for, and it has no tags
          to change it: ask without the tag `ops`, or give it to the page

        what the query asks of it, cut as 滚动
          yes 滚动  in body
    "#]],
    );
}

#[test]
fn a_word_that_is_not_there_has_its_nearest() {
    let case = case(SITE);
    case.check(
        &typed("伺服器的價格"),
        "部署.md",
        expect![[r#"
            部署.md
              部署一个服务
              /%E9%83%A8%E7%BD%B2/
              2023-05-01 · zh-Hans · kubernetes, 运维
            is not among the 0 pages for `伺服器的價格`
              because it lacks `伺服器`, `价格`: it holds none of the query
              to change it: ask for `服务器`, which the page has

            what the query asks of it, cut as 伺服器 | 的 | 價格
              no  伺服器  not there
                    looked up as 伺服器 (word, not there), 伺服 (gram, not there), 服器 (gram, not there)
                    nearest there: `服务器`, what another region says
                    nearest there: `服`, a part of it
                    nearest there: `器`, a part of it
                    the page has   服务器的日志要看。
                    which is cut   服务器 | 的 | 日志 | 要 | 看
              no  价格    not there
                    looked up as 价格 (word, not there), 价格 (gram, not there)
        "#]],
    );
    case.check(&typed("kubernets hurry-up plan"), "kubernetes.md", expect![[r#"
        kubernetes.md
          Kubernetes in a hurry
          /kubernetes/
          2021-05-01 · en · kubernetes
        is number 1 of 1 page for `kubernets hurry-up plan`
          tier: some of the words
          rule: the query is a question: below the phrases the score alone decides
          holds 50% of the query, weighted by rarity
          score 6.23, the sum of:
            3.18  kubernets (unit)  1.5 × idf 1.20 × 1.76  on 1 page; here title 1 stem ×4 ×0.8 ×1.00, keywords 1 stem ×2 ×0.8 ×1.00
            3.06  hurry (unit)      1.5 × idf 1.20 × 1.69  on 1 page; here title 1 ×4 ×1.00, title 1 stem ×4 ×0.8 ×1.00

        what the query asks of it, cut as kubernets | hurry | up | plan
          yes kubernets  in title, keywords
          yes hurry      in title
          no  up         not there
                nearest there: `updating`, a longer word that begins so; only the last word of a query may be unfinished
                the page has   Updating the deployments: roll them out one by…
                which is cut   Updating | the | deployments | roll | them | out | one | by
          no  plan       not there
    "#]]);
    case.check(
        &typed("deploy faster now"),
        "kubernetes.md",
        expect![[r#"
            kubernetes.md
              Kubernetes in a hurry
              /kubernetes/
              2021-05-01 · en · kubernetes
            is number 1 of 1 page for `deploy faster now`
              tier: some of the words
              holds 33% of the query, weighted by rarity
              score 1.59, the sum of:
                1.59  deploy (unit)  1.5 × idf 1.20 × 0.88  on 1 page; here body 1 stem ×1 ×0.8 ×1.00

            what the query asks of it, cut as deploy | faster | now
              yes deploy  in body
              no  faster  not there
              no  now     not there
        "#]],
    );
    case.check(
        &typed("滚东更新器"),
        "滚动更新.md",
        expect![[r#"
            滚动更新.md
              滚动更新
              /%E6%BB%9A%E5%8A%A8%E6%9B%B4%E6%96%B0/
              2024-05-01 · zh-Hans · kubernetes
            is number 1 of 3 pages for `滚东更新器`
              tier: some of the words
              rule: the query is a question: below the phrases the score alone decides
              holds 23% of the query, weighted by rarity
              score 1.59, the sum of:
                0.37  更新 (gram)  0.6 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
                0.31  更新 (word)  0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
                0.31  滚 (unit)    0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
                0.31  更 (unit)    0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06
                0.31  新 (unit)    0.5 × idf 0.36 × 1.71  on 3 pages; here title 1 ×4 ×1.06

            what the query asks of it, cut as 滚 | 东 | 更新 | 器
              yes 滚    in title
              no  东    not there
              yes 更新  in title
              no  器    not there
        "#]],
    );
}

#[test]
fn a_phrase_or_an_exclusion_that_fails_is_shown_where_it_does() {
    let case = case(SITE);
    case.check(
        &typed("\"滚动更新服务\""),
        "部署.md",
        expect![[r#"
        部署.md
          部署一个服务
          /%E9%83%A8%E7%BD%B2/
          2023-05-01 · zh-Hans · kubernetes, 运维
        is not among the 0 pages for `"滚动更新服务"`
          because it does not hold the quoted phrase `滚动更新服务`
          to change it: ask without quotation marks: then its words may stand apart

        what the query asks of it, cut as 滚动 | 更新 | 服务
          yes 滚动            in body
          yes 更新            in body
          yes 服务            in title, body
          no  "滚动更新服务"  not there
                looked up as 滚动 (gram), 动更 (gram), 更新 (gram), 新服 (gram, not there), 服务 (gram)
                the page has   部署之后就可以滚动更新，也可以回滚。服务器的日…
                which is cut   部署 | 之后 | 就 | 可以 | 滚动 | 更新 | 也 | 可以 | 回 | 滚 | 服务器 | 的 | 日
    "#]],
    );
    case.check(
        &typed("更新 -回滚 -\"蓝绿发布\""),
        "部署.md",
        expect![[r#"
        部署.md
          部署一个服务
          /%E9%83%A8%E7%BD%B2/
          2023-05-01 · zh-Hans · kubernetes, 运维
        is not among the 1 page for `更新 -回滚 -"蓝绿发布"`
          because it holds `回滚`, which is excluded
          to change it: ask without `-回滚`

        what the query asks of it, cut as 更新
          yes 更新       in body
          no  -回滚      in body
                the page has   部署之后就可以滚动更新，也可以回滚。服务器的日…
                which is cut   部署 | 之后 | 就 | 可以 | 滚动 | 更新 | 也 | 可以 | 回 | 滚 | 服务器 | 的 | 日
          yes -蓝绿发布  not there, as asked
                looked up as 蓝绿 (gram, not there), 绿发 (gram, not there), 发布 (gram, not there)
    "#]],
    );
    case.check(
        &typed("更新 -\"蓝绿发布\""),
        "發布.md",
        expect![[r#"
        發布.md
          發布策略
          /%E7%99%BC%E5%B8%83/
          2022-05-01 · zh-Hant
        is not among the 2 pages for `更新 -"蓝绿发布"`
          because it holds `蓝绿发布`, which is excluded
          to change it: ask without `-蓝绿发布`

        what the query asks of it, cut as 更新
          yes 更新       in body
          no  -蓝绿发布  in title, body
                looked up as 蓝绿 (gram), 绿发 (gram), 发布 (gram)
                the page has   滾動發布、藍綠發布。更新之前先備份。
                which is cut   滾動 | 發布 | 藍綠 | 發布 | 更新 | 之前 | 先 | 備份
    "#]],
    );
}

#[test]
fn a_symbol_in_another_form_is_no_match() {
    let case = case("//- c.md\n# C 语言\n指针。\n//- cpp.md\n# C++\n模板。\n");
    case.check(
        &typed("C++"),
        "c.md",
        expect![[r#"
        c.md
          C 语言
          /c/
          zh-Hans
        is not among the 1 page for `C++`
          because it holds `C++` in another form only, and a symbol's name is taken as typed
          to change it: ask for it as the page writes it

        what the query asks of it, cut as C
          yes c  in title, heading
    "#]],
    );
}

#[test]
fn a_page_that_a_rescue_replaced_is_told_so() {
    let case = case(
        "
//- 甲.md
# 甲
kubernetes 集群的部署，一个容器接一个容器。
//- 乙.md
# 乙
集群、部署与容器，没有别的。
",
    );
    case.check(&typed("kubernets 集群 部署 容器"), "乙.md", expect![[r#"
        乙.md
          乙
          /%E4%B9%99/
          zh-Hans
        is not among the 1 page for `kubernets 集群 部署 容器` (read as `kubernetes 集群 部署 容器`)
          because no page has all of the query, and those that have all of `kubernetes 集群 部署 容器` (by typo) are shown instead of those with a part
          to change it: put a word that it has in quotation marks: then nothing is corrected

        what the query asks of it, cut as kubernets | 集群 | 部署 | 容器
          no  kubernets  not there
          yes 集群       in body
          yes 部署       in body
          yes 容器       in body
    "#]]);
}

#[test]
fn sorted_by_date_a_part_of_the_query_is_not_enough() {
    let case = case(SITE);
    let request = SearchRequest { sort: Sort::Date, ..typed("部署 滚动更新 服务") };
    case.check(&request, "滚动更新.md", expect![[r#"
        滚动更新.md
          滚动更新
          /%E6%BB%9A%E5%8A%A8%E6%9B%B4%E6%96%B0/
          2024-05-01 · zh-Hans · kubernetes
        is not among the 1 page for `部署 滚动更新 服务`
          because it lacks `部署`, `服务`: it holds 23% of the query, weighted by rarity, and where pages are sorted by date, all of it is needed
          to change it: ask without those words, or write them on the page

        what the query asks of it, cut as 部署 | 滚动 | 更新 | 服务
          no  部署  not there
                looked up as 部署 (word, not there), 部署 (gram, not there)
                nearest there: `部`, a part of it
                the page has   先停一个，再起一个，一直到全部换完。
                which is cut   先 | 停 | 一个 | 再起 | 一个 | 一直 | 到 | 全部 | 换 | 完
          yes 滚动  in title
          yes 更新  in title
          no  服务  not there
                looked up as 服务 (word, not there), 服务 (gram, not there)
    "#]]);
}

/// A Jekyll site with everything that is no page.
const JEKYLL: &str = "
//- _config.yml
title: 例
future: false
exclude: [vendor, private]
//- _posts/2024-01-01-在.md
---
title: 在
---
集群。
//- _posts/2099-01-01-将来.md
---
title: 将来
---
集群。
//- _posts/2024-01-02-隐藏.md
---
title: 隐藏
published: false
---
集群。
//- _drafts/草稿.md
---
title: 草稿
---
集群。
//- 无头.md
集群，没有前言。
//- _includes/片段.md
---
---
集群。
//- private/私.md
---
---
集群。
//- notes.txt
集群
";

#[test]
fn files_that_are_no_page_say_why() {
    let case = case(JEKYLL);
    let mut all = String::new();
    for page in [
        "_posts/2099-01-01-将来.md",
        "_posts/2024-01-02-隐藏.md",
        "草稿.md",
        "无头.md",
        "_includes/片段.md",
        "private/私.md",
        "notes.txt",
        "../外面.md",
        "_posts/2024-01-01-再.md",
    ] {
        all.push_str(&shown(&case.why(&typed("集群"), page)));
        all.push('\n');
    }
    expect![[r#"
        _posts/2099-01-01-将来.md
        is not in the index
          because its date is still to come (until 2099-01-01T00:00:00Z)
          to change it: wait, or give it a date that has come; then run `sou index`

        _posts/2024-01-02-隐藏.md
        is not in the index
          because it is not published, by `published`
          to change it: publish it, and run `sou index`

        _drafts/草稿.md
        is not in the index
          because it is a draft, by `_drafts`
          to change it: publish it, and run `sou index`

        无头.md
        is not in the index
          because the generator makes no page of it: it has no front matter
          to change it: do as the generator expects, and run `sou index`

        _includes/片段.md
        is not in the index
          because the generator makes no pages of the files in `_includes`
          to change it: move or rename it, or include it in the generator's configuration

        private/私.md
        is not in the index
          because the generator makes no pages of the files in `private`
          to change it: move or rename it, or include it in the generator's configuration

        notes.txt
        is not in the index
          because the file is no Markdown, by the end of its name
          to change it: name it `.md`, and run `sou index`

        `../外面.md` is no page and no file of the site
          because nothing has this path, this file or this address
          to change it: `sou pages --all` lists every file

        `_posts/2024-01-01-再.md` is no page and no file of the site
          because nothing has this path, this file or this address
          to change it: did you mean `_posts/2024-01-01-在.md`?

    "#]]
    .assert_eq(&all);
}

#[test]
fn expired_and_headless_pages_of_hugo_say_why() {
    let case = case(
        "
//- hugo.toml
baseURL = 'https://blog.example/'
//- content/旧.md
---
title: 旧
expiryDate: 2020-01-01
---
集群。
//- content/半/index.md
---
title: 半
headless: true
---
集群。
//- content/新.md
---
title: 新
---
集群。
//- layouts/说明.md
集群
",
    );
    let mut all = String::new();
    for page in ["content/旧.md", "content/半/index.md", "layouts/说明.md"] {
        all.push_str(&shown(&case.why(&typed("集群"), page)));
        all.push('\n');
    }
    expect![[r#"
        content/旧.md
        is not in the index
          because its expiry date has passed
          to change it: move its expiry date, and run `sou index`

        content/半/index.md
        is not in the index
          because it is not published, by `headless`
          to change it: publish it, and run `sou index`

        layouts/说明.md
        is not in the index
          because the file is not in a folder that holds content: `content`
          to change it: move it there, or name its folder with `content:` in `sou.yml`

    "#]]
    .assert_eq(&all);
}

#[test]
fn what_the_settings_leave_out_is_named_with_its_pattern() {
    let site = site("//- 公开.md\n# 公开\n集群。\n//- 草稿/一.md\n# 一\n集群。\n");
    let index = tempfile::tempdir().expect("a temporary folder can be made");
    let site_options = SiteOptions { exclude: vec!["草稿/**".to_owned()], ..SiteOptions::default() };
    let mut options = build_options(site.path(), index.path());
    options.site_options = site_options.clone();
    sou::index::build::build(&options, &crate::indexed::ANALYZER, &|_| {}).expect("the site can be indexed");
    let engine = open(index.path());
    let reader = read(site.path(), &site_options);
    let why = engine.why(&typed("集群"), &["草稿/一.md"], Some(&reader)).expect("the index can be read");
    expect![[r#"
        草稿/一.md
        is not in the index
          because the settings exclude it, by the pattern `草稿/**`
          to change it: take the pattern out of `exclude:`, and run `sou index`
    "#]]
    .assert_eq(&shown(&why));
    let otherwise = read(site.path(), &SiteOptions::default());
    let why = engine.why(&typed("集群"), &["草稿/一.md"], Some(&otherwise)).expect("the index can be read");
    expect![[r#"
        草稿/一.md
        is not in the index
          because the index was made before the file was there, or was a page
          to change it: run `sou index`
          note: the site's settings have changed since the last run, or its configuration: run `sou index`
    "#]]
    .assert_eq(&shown(&why));
    let why = engine.why(&typed("集群"), &["草稿/一.md"], None).expect("the index can be read");
    expect![[r#"
        草稿/一.md
        is not in the index
          because the settings exclude it, by the pattern `草稿/**`
          to change it: take the pattern out of `exclude:`, and run `sou index`
          note: the site was not looked at, only its index
    "#]]
    .assert_eq(&shown(&why));
}

#[test]
fn an_index_older_than_the_site_is_told() {
    let case = case(SITE);
    let folder = case.site.path();
    write_files(
        folder,
        "//- 新.md\n# 新\n滚动更新。\n//- 部署.md\n---\ntitle: 部署\ndraft: true\n---\n滚动更新\n",
    );
    std::fs::write(folder.join("滚动更新.md"), "# 换了\n正文。\n").expect("a page can be written");
    std::fs::remove_file(folder.join("發布.md")).expect("a page can be removed");
    std::fs::write(folder.join("kubernetes.md"), b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0")
        .expect("a page can be written");
    std::fs::write(folder.join("坏.md"), b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0")
        .expect("a page can be written");
    let mut all = String::new();
    for page in ["新.md", "部署.md", "滚动更新.md", "發布.md", "kubernetes.md", "坏.md"] {
        let why = case.why(&typed("没有的词"), page);
        let of_page: Vec<String> =
            shown(&why).lines().take_while(|line| !line.is_empty()).map(str::to_owned).collect();
        all.push_str(&of_page.join("\n"));
        all.push_str("\n\n");
    }
    expect![[r#"
        新.md
        is not in the index
          because the index was made before the file was there, or was a page
          to change it: run `sou index`

        部署.md
          部署一个服务
          /%E9%83%A8%E7%BD%B2/
          2023-05-01 · zh-Hans · kubernetes, 运维
        is not among the 0 pages for `没有的词`
          because it lacks `词`: it holds none of the query
          to change it: ask without those words, or write them on the page
          note: it is a draft, by `draft`: the next `sou index` takes the page out

        滚动更新.md
          滚动更新
          /%E6%BB%9A%E5%8A%A8%E6%9B%B4%E6%96%B0/
          2024-05-01 · zh-Hans · kubernetes
        is not among the 0 pages for `没有的词`
          because it lacks `词`: it holds none of the query
          to change it: ask without those words, or write them on the page
          note: the file has changed since it was indexed: run `sou index`

        發布.md
          發布策略
          /%E7%99%BC%E5%B8%83/
          2022-05-01 · zh-Hant
        is not among the 0 pages for `没有的词`
          because it lacks `词`: it holds none of the query
          to change it: ask without those words, or write them on the page
          note: the file is gone: the next `sou index` takes the page out

        kubernetes.md
          Kubernetes in a hurry
          /kubernetes/
          2021-05-01 · en · kubernetes
        is not among the 0 pages for `没有的词`
          because it lacks `词`: it holds none of the query
          to change it: ask without those words, or write them on the page
          note: the file cannot be read now (expected text, found a zero byte), and the index keeps what it has

        坏.md
        is not in the index
          because the file cannot be read: expected text, found a zero byte
          to change it: repair the file or save it as UTF-8, and run `sou index`

    "#]].assert_eq(&all);
}

#[test]
fn a_page_is_meant_by_path_address_or_the_end_of_its_path() {
    let case = case(
        "
//- _config.yml
title: 例
baseurl: /博客
//- _posts/2024-01-01-滚动更新.md
---
title: 滚动更新
---
集群。
//- docs/rolling/index.md
---
title: Rolling
---
集群。
",
    );
    let path = |page: &str| case.why(&typed("集群"), page).page.map(|page| page.path);
    let post = Some("_posts/2024-01-01-滚动更新.md".to_owned());
    for name in [
        "_posts/2024-01-01-滚动更新.md",
        "./_posts/2024-01-01-滚动更新.md",
        "2024-01-01-滾動更新.md",
        "/博客/2024/01/01/滚动更新.html",
        "https://example.org/博客/2024/01/01/%E6%BB%9A%E5%8A%A8%E6%9B%B4%E6%96%B0.html#头",
    ] {
        assert_eq!(path(name), post, "{name}");
    }
    assert_eq!(path("/博客/docs/rolling/"), Some("docs/rolling/index.md".to_owned()));
    let nearest = |page: &str| shown(&case.why(&typed("集群"), page));
    expect![[r#"
        `docs/roling.md` is no page and no file of the site
          because nothing has this path, this file or this address
          to change it: did you mean `docs/rolling/index.md`?
    "#]]
    .assert_eq(&nearest("docs/roling.md"));
    expect![[r#"
        `没有这样的文章.md` is no page and no file of the site
          because nothing has this path, this file or this address
          to change it: `sou pages --all` lists every file
    "#]]
    .assert_eq(&nearest("没有这样的文章.md"));
}

#[test]
fn a_place_is_given_exactly_to_the_pages_of_the_answer() {
    let case = case(SITE);
    let words = [
        "滚动",
        "更新",
        "發布",
        "kubernetes",
        "kubernets",
        "deploy",
        "服务",
        "\"滚动更新\"",
        "-回滚",
        "tag:kubernetes",
        "lang:zh",
        "没有",
        "的",
    ];
    let pages = ["滚动更新.md", "部署.md", "發布.md", "kubernetes.md"];
    let mut random = Random::seeded(20261123);
    for _ in 0..120 {
        let n_words = 1 + random.below(4);
        let q: Vec<&str> = (0..n_words).map(|_| *random.pick(&words)).collect();
        let request = SearchRequest {
            collapse: random.below(2) == 0,
            per_page: 1 + random.below(3),
            sort: *random.pick(&[Sort::Relevance, Sort::Date]),
            ..typed(&q.join(" "))
        };
        let results = ask(&case.engine, &request);
        for page in pages {
            let why = case.why(&request, page);
            let is_shown = paths(&results).contains(&page);
            assert_eq!(why.total, results.total, "{request:?} {page}");
            assert_eq!(why.obstacles.is_empty(), is_shown, "{request:?} {page}: {why:#?}");
            assert!(!is_shown || why.place.is_some(), "{request:?} {page}: {why:#?}");
        }
    }
}

#[test]
fn the_command_ends_with_0_if_the_page_is_found_and_1_if_not() {
    let site = site(SITE);
    run_sou(site.path(), &["index"]).expect_code(0);
    run_sou(site.path(), &["why", "滚动更新", "部署.md"]).expect_code(0);
    run_sou(site.path(), &["why", "滚动更新", "部署.md", "--limit", "1"]).expect_code(0);
    run_sou(site.path(), &["why", "滚动更新", "部署.md", "--lang", "en"]).expect_code(1);
    run_sou(site.path(), &["why", "滚动更新", "没有.md"]).expect_code(1);
    run_sou(site.path(), &["why", "滚动更新"]).expect_code(2);
    let absolute = site.path().join("部署.md");
    let absolute = absolute.to_str().expect("the folder is UTF-8");
    let ran = run_sou(site.path(), &["why", "kubernets", absolute, "--json"]).expect_code(1);
    let why: serde_json::Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    assert_eq!(why["page"]["path"], "部署.md", "{}", ran.report());
    assert_eq!(why["obstacles"][0]["reason"], "words", "{}", ran.report());
    assert!(why["in_words"][0]["change"].is_string(), "{}", ran.report());
}
