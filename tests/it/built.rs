//! Sites read as their generators built them.
//!
//! 1. Built HTML is indexed by itself, whatever made it: text, titles, languages,
//!    dates, tags, addresses; what repeats, leads on or hides is left out.
//! 2. With Markdown beside it, text comes from Markdown, and addresses and anchors
//!    are those of the build; a page that is not built is left out, with a warning.
//! 3. `sou check` says how far Markdown and build agree, and where they do not.
//! 4. A build that changes is read again, one that does not is not.

use expect_test::{Expect, expect};
use sou::document::{ReadMode, SiteOptions};
use sou::index::build::{BuildOptions, BuildReport, build};

use crate::indexed::{ANALYZER, ask, build_options, open, typed};
use crate::support::{run_sou, site, write_files};

/// Runs over a site and reads it as `read` says.
#[track_caller]
fn run(root: &std::path::Path, index: &std::path::Path, read: ReadMode) -> BuildReport {
    let site_options = SiteOptions { read, ..SiteOptions::default() };
    let options = BuildOptions { site_options, ..build_options(root, index) };
    build(&options, &ANALYZER, &|_| {}).expect("the site can be indexed")
}

/// What the index holds of a site: a line a page, and a line a file that is left out.
#[track_caller]
fn check(text: &str, read: ReadMode, expected: Expect) {
    let root = site(text);
    let index = tempfile::tempdir().expect("a temporary folder can be made");
    let report = run(root.path(), index.path(), read);
    let mut lines = String::new();
    for page in open(index.path()).pages(true) {
        match (page.url, page.left_out) {
            (Some(url), None) => {
                let date = page.date.unwrap_or_default();
                let facts = [&page.title, &page.lang, &date, &page.tags.join(","), &page.anchors.join(",")];
                lines.push_str(&format!(
                    "{} {url}\n  {}\n",
                    page.path,
                    facts.map(String::as_str).join(" | ")
                ));
                for other in page.translations {
                    lines.push_str(&format!("  {} {}\n", other.lang, other.url));
                }
            }
            (_, reason) => lines.push_str(&format!("{}: {}\n", page.path, reason.unwrap_or_default())),
        }
    }
    for diagnostic in report.diagnostics {
        lines.push_str(&format!("{diagnostic}\n"));
    }
    expected.assert_eq(&lines);
}

#[test]
fn built_pages_are_read_with_all_they_say() {
    check(
        r#"
//- hugo.toml
baseURL = 'https://example.org/博客/'
//- public/index.html
<html lang=zh><title>博客</title><main><article><h2><a href=a/>甲</a></h2></article><article><h2><a href=b/>乙</a></h2></article></main>
//- public/滚动更新/index.html
<!doctype html><html lang="zh-CN"><head><title>滚动更新 | 博客</title>
<link rel="canonical" href="https://example.org/博客/滚动更新/"><link rel=alternate hreflang=en href="https://example.org/博客/en/rolling/">
<script type="application/ld+json">{"@type":"BlogPosting","datePublished":"2024-11-01T08:00:00+08:00","keywords":"容器, 发布","author":{"name":"张三"}}</script>
</head><body><nav>导航</nav><main><h1 id="滚动更新">滚动更新</h1><p>一次换一个。</p><h2 id="双协议栈">雙協議棧<a class=anchor href=#双协议栈>#</a></h2><p>ＩＰｖ６</p></main></body></html>
//- public/en/rolling/index.html
<html lang=en><title>Rolling updates</title><link rel=alternate hreflang=zh-CN href=/博客/滚动更新/><main><h1>Rolling updates</h1><p>One at a time.</p></main>
//- public/old/index.html
<title>old</title><meta http-equiv=refresh content="0; url=https://example.org/博客/滚动更新/">
//- public/copy.html
<title>copy</title><link rel=canonical href="https://example.org/博客/滚动更新/"><main>一次换一个。</main>
//- public/secret.html
<title>secret</title><meta name=robots content=noindex><main>秘密</main>
//- public/404.html
<title>404</title><main>找不到</main>
//- public/page/2/index.html
<title>2</title><main>列表</main>
//- public/empty.html
<title>empty</title><main></main>
"#,
        ReadMode::Built,
        expect![[r#"
            public/404.html: no page: it is what the server shows for a missing page
            public/copy.html: no page: its canonical address is `/博客/滚动更新/`
            public/empty.html: no page: it has no text
            public/en/rolling/index.html /%E5%8D%9A%E5%AE%A2/en/rolling/
              Rolling updates | en |  |  | 
              zh-CN /%E5%8D%9A%E5%AE%A2/%E6%BB%9A%E5%8A%A8%E6%9B%B4%E6%96%B0/
            public/index.html: no page: it lists pages that are read themselves
            public/old/index.html: no page: it leads on to `https://example.org/博客/滚动更新/`
            public/page/2/index.html: no page: it is a further page of a list
            public/secret.html: not published: noindex
            public/滚动更新/index.html /%E5%8D%9A%E5%AE%A2/%E6%BB%9A%E5%8A%A8%E6%9B%B4%E6%96%B0/
              滚动更新 | zh-CN | 2024-11-01T08:00:00 | 容器,发布 | 滚动更新,双协议栈
              en /%E5%8D%9A%E5%AE%A2/en/rolling/
        "#]],
    );
}

#[test]
fn both_takes_addresses_and_anchors_of_the_build() {
    check(
        r#"
//- hugo.toml
baseURL = 'https://example.org/'
//- content/甲.md
---
title: 甲
tags: [容器]
---
开头

## 先决条件

一

## 先决条件

二

## 自定标题

三

## 只在源里

四
//- content/未建.md
---
title: 未建
---
还没有建好。
//- content/藏.md
---
title: 藏
---
不要搜索。
//- public/index.html
<title>首页</title>
//- public/甲/index.html
<title>甲</title><main><h1>甲</h1><p>开头<h2 id=先决条件>先决条件</h2>一<h2 id=先决条件-1>先决条件</h2>二<h2 id=heading-3>自定标题</h2>三</main>
//- public/藏/index.html
<title>藏</title><meta name=robots content="noindex,nofollow"><main>不要搜索。</main>
"#,
        ReadMode::Both,
        expect![[r#"
            content/未建.md: no page: the built site has no page at its address
            content/甲.md /%E7%94%B2/
              甲 | zh-Hans |  | 容器 | 先决条件,先决条件-1,heading-3
            content/藏.md: not published: noindex on its built page
            content/未建.md: expected a built page at `/%E6%9C%AA%E5%BB%BA/`, found none in `public`
              hint: build the site again, or look for what its rules differ in
            content/甲.md:15: expected the anchor `#自定标题` on the built page, found `#heading-3`
            content/甲.md:19: expected the anchor `#只在源里` on the built page, found no heading `只在源里`
        "#]],
    );
}

const COMPARED: &str = r#"
//- _config.yml
title: 例
//- _posts/2024-11-01-滚动更新.md
---
title: 滚动更新
---
## 香港

## 機房
//- _posts/2024-11-02-没有.md
---
title: 没有
---
正文
//- _site/index.html
<title>例</title>
//- _site/2024/11/01/滚动更新.html
<title>滚动更新</title><article><h2 id=香港>香港</h2><h2 id=ji-fang>機房</h2></article>
"#;

#[test]
fn check_says_how_far_markdown_and_build_agree() {
    let root = site(COMPARED);
    let ran = run_sou(root.path(), &["check", "--strict"]).expect_code(1);
    expect![[r#"
        exit code 1
        --- stdout
        _posts/2024-11-01-滚动更新.md:6: warning: expected the anchor `#機房` on the built page, found `#ji-fang`
        _posts/2024-11-02-没有.md: warning: expected a built page at `/2024/11/02/%E6%B2%A1%E6%9C%89.html`, found none in `_site`
          hint: build the site again, or look for what its rules differ in
        jekyll site, 2 files: 2 pages, 0 left out, 2 warnings
        built site in `_site`: 1/2 addresses, 1/2 anchors
        --- stderr
    "#]].assert_eq(&ran.snapshot());
    let ran = run_sou(root.path(), &["index", "--read", "built", "--build", "gone"]);
    expect![[r#"
        exit code 2
        --- stdout
        --- stderr
        error: cannot find the built site below `[FOLDER]`: found no HTML in `gone`
        hint: build the site first, or name the folder with `build`
    "#]]
    .assert_eq(&ran.snapshot());
    let ran = run_sou(root.path(), &["index", "--main-selector", "a > b"]);
    expect![[r#"
        exit code 2
        --- stdout
        --- stderr
        error: --main-selector: `main_selector` expects a CSS selector of names, `#id`, `.class` and `[attribute=value]`, found `a > b`
    "#]].assert_eq(&ran.snapshot());
}

#[test]
fn a_build_that_changes_is_read_again() {
    let root = site(COMPARED);
    let index = tempfile::tempdir().expect("a temporary folder can be made");
    assert_eq!(run(root.path(), index.path(), ReadMode::Both).n_pages, 1);
    let again = run(root.path(), index.path(), ReadMode::Both);
    assert_eq!((again.n_read, again.changed), (0, false));

    let page = "_site/2024/11/02/没有.html";
    write_files(root.path(), &format!("//- {page}\n<title>没有</title><article>正文</article>\n"));
    let built = run(root.path(), index.path(), ReadMode::Both);
    assert_eq!((built.n_read, built.n_pages), (1, 2));

    let post = "_site/2024/11/01/滚动更新.html";
    write_files(
        root.path(),
        &format!(
            "//- {post}\n<title>滚动更新</title><article><h2 id=hk>香港</h2><h2 id=jf>機房</h2></article>\n"
        ),
    );
    let changed = run(root.path(), index.path(), ReadMode::Both);
    assert_eq!((changed.n_read, changed.changed), (1, true));
    let results = ask(&open(index.path()), &typed("机房"));
    assert!(results.hits[0].sections[0].url.ends_with("#jf"), "{:?}", results.hits[0].sections);
    std::fs::remove_file(root.path().join(page)).expect("a built page can be removed");
    assert_eq!(run(root.path(), index.path(), ReadMode::Both).n_pages, 1);
}
