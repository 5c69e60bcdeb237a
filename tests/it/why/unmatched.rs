//! What a page that is not found is told: the filter, word, phrase or exclusion that keeps it out.

use expect_test::expect;
use jiff::civil::date;
use sou::document::LanguageTag;
use sou::search::{SearchRequest, Sort};

use crate::indexed::typed;

use super::{SITE, case};

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
        is number 1 of 3 pages for `kubernets hurry-up plan`
          tier: some of the words
          rule: the query is a question: below whole pieces, headings and titles the score alone decides
          holds 39% of the query, weighted by rarity
          score 4.90, the sum of:
            0.90  passage           0.3 × 1.81 + 0.2 × 1.81  what stands together in a passage, and what the text begins with
            0.94  kubernets (unit)  1.5 × idf 0.36 × 1.76    on 3 pages; here title 1 stem ×4 ×0.8 ×1.00, keywords 1 stem ×2 ×0.8 ×1.00
            3.06  hurry (unit)      1.5 × idf 1.20 × 1.69    on 1 page; here title 1 ×4 ×1.00, title 1 stem ×4 ×0.8 ×1.00

        what the query asks of it, cut as kubernets | hurry | up | plan
          yes kubernets  in title, keywords
          yes hurry      in title
          no  up         not there
                nearest there: `updating`, a longer word that begins so; this one is taken as finished
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
              score 1.70, the sum of:
                1.70  deploy (unit)  1.5 × idf 1.20 × 0.94  on 1 page; here body 1 stem ×1 ×0.5 ×1.00, body 1 begun ×1 ×0.4 ×1.00

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
            is number 2 of 3 pages for `滚东更新器`
              tier: some of the words
              rule: the query is a question: below whole pieces, headings and titles the score alone decides
              holds 23% of the query, weighted by rarity
              score 1.81, the sum of:
                0.35  passage      0.3 × 0.71 + 0.2 × 0.71  what stands together in a passage, and what the text begins with
                0.30  更新 (gram)  0.48 × idf 0.36 × 1.72   on 3 pages; here title 1 ×4 ×1.06
                0.25  更新 (word)  0.4 × idf 0.36 × 1.72    on 3 pages; here title 1 ×4 ×1.06
                0.31  滚 (unit)    0.5 × idf 0.36 × 1.72    on 3 pages; here title 1 ×4 ×1.06
                0.31  更 (unit)    0.5 × idf 0.36 × 1.72    on 3 pages; here title 1 ×4 ×1.06
                0.31  新 (unit)    0.5 × idf 0.36 × 1.72    on 3 pages; here title 1 ×4 ×1.06

            directly above it: 部署.md
              its score is higher: 1.92 against 1.81
              tier: most of the words
              rule: the query is a question: below whole pieces, headings and titles the score alone decides
              holds 61% of the query, weighted by rarity
              score 1.92, the sum of:
                0.56  passage      0.3 × 1.31 + 0.2 × 0.84  what stands together in a passage, and what the text begins with
                0.15  更新 (gram)  0.48 × idf 0.36 × 0.89   on 3 pages; here body 1 ×1 ×0.82
                0.13  更新 (word)  0.4 × idf 0.36 × 0.89    on 3 pages; here body 1 ×1 ×0.82
                0.23  滚 (unit)    0.5 × idf 0.36 × 1.27    on 3 pages; here body 2 ×1 ×0.82
                0.16  更 (unit)    0.5 × idf 0.36 × 0.89    on 3 pages; here body 1 ×1 ×0.82
                0.16  新 (unit)    0.5 × idf 0.36 × 0.89    on 3 pages; here body 1 ×1 ×0.82
                0.54  器 (unit)    0.5 × idf 1.20 × 0.89    on 1 page; here body 1 ×1 ×0.82

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
    case.check(
        &typed("kubernets 集群 部署 容器"),
        "乙.md",
        expect![[r#"
            乙.md
              乙
              /%E4%B9%99/
              zh-Hans
            is number 2 of 2 pages for `kubernets 集群 部署 容器`
              tier: some of the words
              rule: the query is a question: below whole pieces, headings and titles the score alone decides
              holds 44% of the query, weighted by rarity
              score 1.59, the sum of:
                0.41  passage      0.3 × 0.85 + 0.2 × 0.77  what stands together in a passage, and what the text begins with
                0.12  集群 (gram)  0.6 × idf 0.18 × 1.06    on 2 pages; here body 1 ×1 ×1.12
                0.10  部署 (gram)  0.49 × idf 0.18 × 1.06   on 2 pages; here body 1 ×1 ×1.12
                0.11  容器 (gram)  0.59 × idf 0.18 × 1.06   on 2 pages; here body 1 ×1 ×1.12
                0.10  集群 (word)  0.5 × idf 0.18 × 1.06    on 2 pages; here body 1 ×1 ×1.12
                0.08  部署 (word)  0.41 × idf 0.18 × 1.06   on 2 pages; here body 1 ×1 ×1.12
                0.10  容器 (word)  0.49 × idf 0.18 × 1.06   on 2 pages; here body 1 ×1 ×1.12
                0.10  集 (unit)    0.5 × idf 0.18 × 1.06    on 2 pages; here body 1 ×1 ×1.12
                0.10  群 (unit)    0.5 × idf 0.18 × 1.06    on 2 pages; here body 1 ×1 ×1.12
                0.10  部 (unit)    0.5 × idf 0.18 × 1.06    on 2 pages; here body 1 ×1 ×1.12
                0.10  署 (unit)    0.5 × idf 0.18 × 1.06    on 2 pages; here body 1 ×1 ×1.12
                0.10  容 (unit)    0.5 × idf 0.18 × 1.06    on 2 pages; here body 1 ×1 ×1.12
                0.10  器 (unit)    0.5 × idf 0.18 × 1.06    on 2 pages; here body 1 ×1 ×1.12

            directly above it: 甲.md
              all words, each piece of the query as typed, which comes before: some of the words
              tier: all words, each piece of the query as typed
              score 2.45, the sum of:
                0.40  passage           0.3 × 0.85 + 0.2 × 0.73  what stands together in a passage, and what the text begins with
                0.86  kubernets (unit)  1.5 × idf 0.69 × 0.83    on 1 page; here body 1 stem ×1 ×0.8 ×0.90
                0.10  集群 (gram)       0.6 × idf 0.18 × 0.95    on 2 pages; here body 1 ×1 ×0.90
                0.08  部署 (gram)       0.49 × idf 0.18 × 0.95   on 2 pages; here body 1 ×1 ×0.90
                0.14  容器 (gram)       0.59 × idf 0.18 × 1.32   on 2 pages; here body 2 ×1 ×0.90
                0.09  集群 (word)       0.5 × idf 0.18 × 0.95    on 2 pages; here body 1 ×1 ×0.90
                0.07  部署 (word)       0.41 × idf 0.18 × 0.95   on 2 pages; here body 1 ×1 ×0.90
                0.12  容器 (word)       0.49 × idf 0.18 × 1.32   on 2 pages; here body 2 ×1 ×0.90
                0.09  集 (unit)         0.5 × idf 0.18 × 0.95    on 2 pages; here body 1 ×1 ×0.90
                0.09  群 (unit)         0.5 × idf 0.18 × 0.95    on 2 pages; here body 1 ×1 ×0.90
                0.09  部 (unit)         0.5 × idf 0.18 × 0.95    on 2 pages; here body 1 ×1 ×0.90
                0.09  署 (unit)         0.5 × idf 0.18 × 0.95    on 2 pages; here body 1 ×1 ×0.90
                0.12  容 (unit)         0.5 × idf 0.18 × 1.32    on 2 pages; here body 2 ×1 ×0.90
                0.12  器 (unit)         0.5 × idf 0.18 × 1.32    on 2 pages; here body 2 ×1 ×0.90

            what the query asks of it, cut as kubernets | 集群 | 部署 | 容器
              no  kubernets  not there
              yes 集群       in body
              yes 部署       in body
              yes 容器       in body
        "#]],
    );
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
