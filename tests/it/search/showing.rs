//! What is shown of a page that was found: what is marked, which section is linked, in which language.

use sou::search::SearchRequest;

use crate::indexed::{Indexed, ask, indexed, marked, text, typed};

use super::{SITE, language};

#[test]
fn what_matched_is_marked_as_the_page_writes_it() {
    let Indexed { engine, .. } = indexed(SITE);
    let first = |q: &str| ask(&engine, &typed(q)).hits.into_iter().next().expect("it is found");
    for (q, page_has) in [
        ("论坛", "[論壇]"),
        ("vim", "[Ｖｉｍ]"),
        ("resume", "[résumé]"),
        ("--dry-run", "[--dry-run]"),
        ("/etc/hosts", "[/etc/hosts]"),
        ("調度器", "[调度器]"),
        ("C++", "[C++]"),
    ] {
        let snippet = marked(&first(q).snippet);
        assert!(snippet.contains(page_has), "`{q}`: expected {page_has}, found {snippet}");
    }
    let hit = first("双协议栈");
    assert_eq!(marked(&hit.title), "[雙協議棧]");
    let hit = first("更新");
    assert_eq!(marked(&hit.title), "滚动[更新]的策略");
    assert_eq!(text(&hit.title), "滚动更新的策略");
}

#[test]
fn a_section_is_linked_by_its_heading() {
    let Indexed { engine, .. } = indexed(
        "
//- content/指南.md
---
title: 指南
lang: zh-CN
---
开头。
## 安装
先下载，再解压。
## 卸載
刪除即可。
",
    );
    let results = ask(&engine, &typed("解压"));
    let section = results.hits[0].sections.first().expect("a section holds it");
    assert_eq!(text(&section.title), "安装");
    assert!(section.url.ends_with("#%E5%AE%89%E8%A3%85"), "{}", section.url);
    assert!(marked(&section.snippet).contains("[解压]"));
    let results = ask(&engine, &typed("卸载"));
    let section = results.hits[0].sections.first().expect("a heading is it");
    assert_eq!(marked(&section.title), "[卸載]");
}

#[test]
fn translations_are_one_result_in_the_readers_language() {
    let Indexed { engine, .. } = indexed(
        "
//- hugo.toml
baseURL = 'https://example.com/'
defaultContentLanguage = 'en'
[languages.en]
contentDir = 'content/en'
[languages.zh-cn]
contentDir = 'content/zh-cn'
//- content/en/docs/pods.md
---
title: Pods
---
A Pod runs containers.
//- content/zh-cn/docs/pods.md
---
title: Pod
---
Pod 运行容器。
//- content/en/docs/nodes.md
---
title: Nodes
---
A node runs each Pod.
",
    );
    let request = SearchRequest { collapse: true, ..typed("pod") };
    for (reader_lang, expected) in [
        ("zh", "content/zh-cn/docs/pods.md"),
        ("zh-CN", "content/zh-cn/docs/pods.md"),
        ("en", "content/en/docs/pods.md"),
    ] {
        let request = SearchRequest { reader_lang: language(reader_lang), ..request.clone() };
        let results = ask(&engine, &request);
        assert_eq!(results.total, 2, "for a reader of {reader_lang}");
        assert_eq!(results.hits.len(), 2, "for a reader of {reader_lang}");
        let pods = results.hits.iter().find(|hit| hit.path.ends_with("pods.md")).expect("it is found");
        assert_eq!(pods.path, expected, "for a reader of {reader_lang}");
        assert_eq!(pods.translations.len(), 1, "{:?}", pods.translations);
    }
    assert_eq!(ask(&engine, &typed("pod")).total, 3);
    // Only the Chinese page has the word; a reader of English is shown that it exists.
    let chinese = SearchRequest { reader_lang: language("en"), collapse: true, ..typed("容器") };
    assert_eq!(ask(&engine, &chinese).total, 1);
}
