//! Why a page is where it is, or is not there:
//!
//! 1. A page that is found: its rank, how it came there, and what put the one above it there.
//! 2. A page that is found and not seen: on another page of the results, one result with its translation.
//! 3. A page that is not found: which filter, which word, phrase or exclusion, and what is nearest.
//! 4. A file that is no page: draft, future, expired, unpublished, headless, excluded, overlooked, unreadable.
//! 5. An index that is older than the site.
//! 6. A name that means nothing: what is like it.
//! 7. A page is in the answer exactly when `why` gives it a place, and it has an obstacle when it is not seen.

mod no_page;
mod standing;
mod unmatched;

use std::path::Path;

use expect_test::{Expect, expect};
use sou::cli::reasons;
use sou::document::{SiteOptions, SiteReader};
use sou::search::why::Why;
use sou::search::{Engine, SearchRequest, Sort};
use tempfile::TempDir;

use crate::indexed::{Random, ask, build_options, open, paths, run, typed};
use crate::support::{run_sou, site};

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
    let ran = run_sou(site.path(), &["why", "ephemeral", absolute, "--json"]).expect_code(1);
    let why: serde_json::Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    assert_eq!(why["page"]["path"], "部署.md", "{}", ran.report());
    assert_eq!(why["obstacles"][0]["reason"], "words", "{}", ran.report());
    assert!(why["in_words"][0]["change"].is_string(), "{}", ran.report());
}
