//! What is found, in what order, and what is shown of it, on small sites.
//!
//! 1. What a browser would find on a page finds the page, in any writing of it.
//! 2. What is typed may narrow: phrases, exclusions, tags, languages, days.
//! 3. The obvious page comes first.
//! 4. What is marked is what matched, as the page writes it.
//! 5. Translations of a page are one result, in the reader's language.
//! 6. A draft shows nowhere.

mod narrowing;
mod scripts;
mod showing;

use sou::document::LanguageTag;
use sou::search::{Engine, SearchRequest};

use crate::indexed::{Indexed, ask, indexed, paths, typed};

/// Simplified, Traditional, full-width, mixed and English, each about one thing.
const SITE: &str = "
//- content/滚动.md
---
title: 滚动更新的策略
date: 2024-11-01
tags: [Kubernetes, 运维]
lang: zh-CN
---
先停一个 Pod，再起一个，这就是滚动更
新。软件体系里的后来者。
//- content/雙棧.md
---
title: 雙協議棧
date: 2023-05-06
tags: [kubernetes, 網路]
lang: zh-TW
---
每個主機有兩種位址，論壇裡常有人問。
//- content/全角.md
---
title: Ｋ８Ｓ集群笔记
date: 2022-03-04
tags: [text editor]
lang: zh-CN
---
Pod调度由调度器完成，编辑用Ｖｉｍ。C++ 和 C# 都能写，.NET 也行。
//- content/tools.md
---
title: Tools of the trade
date: 2021-02-03
tags: [ops, text editor]
lang: en
---
Try `--dry-run` first, then look at `/etc/hosts`.
It was fixed in v1.29.3 of kube-apiserver.

A PersistentVolumeClaim asks for a résumé of storage.
//- content/undated.md
---
title: Without a date
lang: en
---
The quick brown fox jumps over the lazy dog. C and D are languages, too. Never run dry.
";

fn language(name: &str) -> Option<LanguageTag> {
    Some(LanguageTag::parse(name).expect("it is a language"))
}

/// Checks which pages are found, in any order; each without folder and extension.
#[track_caller]
fn check_found(engine: &Engine, request: &SearchRequest, expected: &[&str]) {
    let results = ask(engine, request);
    let mut found: Vec<&str> = paths(&results).into_iter().map(name).collect();
    found.sort_unstable();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected, "{request:?}");
    assert_eq!(results.total, expected.len(), "{request:?}");
}

/// Checks which pages are found, in this order.
#[track_caller]
fn check_order(engine: &Engine, request: &SearchRequest, expected: &[&str]) {
    let results = ask(engine, request);
    let found: Vec<&str> = paths(&results).into_iter().map(name).collect();
    assert_eq!(found, expected, "{request:?}");
}

fn name(path: &str) -> &str {
    path.trim_start_matches("content/").trim_end_matches(".md")
}

#[test]
fn what_is_on_the_page_is_found() {
    let Indexed { engine, .. } = indexed(SITE);
    for (q, expected) in [
        ("动更", &["滚动"][..]),          // across the border of two words
        ("动更新的策", &["滚动"]),        // no word begins or ends here
        ("更新", &["滚动"]),              // also across the line break of the text
        ("棧", &["雙棧"]),                // one character
        ("后", &["滚动"]),                // one character, in the text only
        ("滾動更新", &["滚动"]),          // Traditional for Simplified
        ("双协议栈", &["雙棧"]),          // Simplified for Traditional
        ("论坛", &["雙棧"]),              // the same, in the text
        ("双協议棧", &["雙棧"]),          // both in one word
        ("K8s集群", &["全角"]),           // half width for full width
        ("ｋ８ｓ", &["全角"]),            // full width for full width, other case
        ("vim", &["全角"]),               // Latin without spaces around it
        ("Pod 调度", &["全角"]),          // a space that the page does not have
        ("Pod调度", &["全角"]),           // as on the page
        ("Ｐｏｄ調度", &["全角"]),        // everything at once
        ("/etc/hosts", &["tools"]),       // a path
        ("hosts", &["tools"]),            // its end
        ("1.29", &["tools"]),             // the beginning of a version
        ("v1.29.3", &["tools"]),          // all of it
        ("1.29.3", &["tools"]),           // without its letter
        ("kube-apiserver", &["tools"]),   // an identifier
        ("apiserver", &["tools"]),        // its part
        ("PersistentVolume", &["tools"]), // the beginning of a name of several words
        ("volume claim", &["tools"]),     // its parts, as words
        ("resume", &["tools"]),           // without its accents
        ("persis", &["tools"]),           // the last word may be unfinished
        ("quick bro", &["undated"]),      // the same, after a whole word
        ("qui bro", &["undated"]),        // an earlier one too, where no page has it whole
    ] {
        check_found(&engine, &typed(q), expected);
    }
}

#[test]
fn a_name_with_punctuation_comes_before_its_letters() {
    let Indexed { engine, .. } = indexed(SITE);
    for (q, expected) in [
        ("C++", "全角"),
        ("C#", "全角"),
        (".NET", "全角"),
        ("Ｃ＋＋", "全角"),
        ("c++", "全角"),
        ("--dry-run", "tools"), // a flag, and no exclusion; another page has both words
    ] {
        let results = ask(&engine, &typed(q));
        let first = paths(&results).first().copied().map(name);
        assert_eq!(first, Some(expected), "`{q}`: {:?}", paths(&results));
    }
}

#[test]
fn an_exact_match_is_no_rescue() {
    let Indexed { engine, .. } = indexed(SITE);
    for q in ["动更", "双协议栈", "C++", "--dry-run", "1.29", "PersistentVolume", "persis"] {
        let results = ask(&engine, &typed(q));
        assert_eq!(results.corrected, None, "`{q}`");
        assert!(results.hits.iter().all(|hit| hit.via.is_none()), "`{q}`");
    }
}

#[test]
fn the_obvious_page_comes_first() {
    let Indexed { engine, .. } = indexed(
        "
//- content/scattered.md
---
title: 甲
---
更新之前先看日志。机器会滚。更改要小。新的动作也要小心。回滚时注意，动手要快，更要稳，新人别碰。滚轮。动物。
//- content/phrase.md
---
title: 乙
---
这一页顺便提到滚动更新，别的什么也没有说。
//- content/heading.md
---
title: 丙
---
开场白。
## 滚动更新
这里说别的。
//- content/within.md
---
title: 怎样做滚动更新才好
---
这里说别的。
//- content/exact.md
---
title: 滾動更新
---
這裡說別的。
//- content/en-scattered.md
---
title: One
---
A canary is a bird. We write about each deployment of birds. The canary sings, and every deployment has an end.
//- content/en-phrase.md
---
title: Two
---
At the end a canary deployment is named once.
//- content/en-title.md
---
title: Canary deployment
---
Something else.
",
    );
    let expected = [
        "exact",   // its title is what was typed, in the other script
        "within",  // its title holds it
        "heading", // a heading is it
        "phrase",  // its text holds it
    ];
    check_order(&engine, &typed("滚动更新"), &expected);
    // A title beats a phrase in the text, and that the two words far apart.
    check_order(&engine, &typed("canary deployment"), &["en-title", "en-phrase", "en-scattered"]);
    // Characters that stand anywhere are found where nobody typed them as one word.
    check_found(&engine, &typed("滚轮 日志"), &["scattered"]);
}

#[test]
fn a_title_that_begins_so_comes_before_one_whose_first_word_has_it_as_a_part() {
    let filler = "别的。".repeat(30);
    let Indexed { engine, .. } = indexed(&format!(
        "
//- whole.md
---
title: SubjectAccessReview
---
{filler}
//- part.md
---
title: LocalSubjectAccessReview
---
SubjectAccessReview。
//- quoted.md
---
title: “SubjectAccess” 是什么
---
{filler}
"
    ));
    for q in ["SubjectAc", "subjectac", "ｓｕｂｊｅｃｔＡc"] {
        let results = ask(&engine, &typed(q));
        assert_eq!(paths(&results).last().copied(), Some("part.md"), "{q}: {:?}", paths(&results));
        assert_eq!(results.total, 3, "{q}");
    }
}

#[test]
fn a_draft_shows_nowhere() {
    let Indexed { engine, report, .. } = indexed(
        "
//- content/好.md
---
title: 已发布
tags: [公开]
date: 2024-01-01
---
大家都能看。
//- content/草稿.md
---
title: 秘密草稿
draft: true
tags: [绝密]
date: 2025-01-01
---
独一无二的內容 unpublishable。
//- content/未来.md
---
title: 未来的文章
tags: [绝密]
date: 2099-01-01
---
独一无二的內容 unpublishable。
",
    );
    assert_eq!((report.n_pages, report.n_left_out), (1, 2));
    for q in
        ["", "秘密草稿", "独一无二", "獨一無二", "unpublishable", "unpublishible", "mimi", "tag:绝密", "绝密"]
    {
        let results = ask(&engine, &typed(q));
        assert!(results.hits.iter().all(|hit| hit.path == "content/好.md"), "`{q}`");
        assert!(results.total <= 1, "`{q}`");
        assert_eq!(results.facets.tags.get("绝密"), None, "`{q}`");
        assert!(results.facets.year.keys().all(|year| year == "2024"), "`{q}`");
        let told = format!("{:?} {:?}", results.suggest, results.corrected);
        assert!(!told.contains("秘密") && !told.contains("unpublishable"), "`{q}`: {told}");
    }
    assert_eq!(engine.info().docs, 1);
    assert_eq!(engine.tags().into_iter().map(|tag| tag.tag).collect::<Vec<_>>(), ["公开"]);
    assert_eq!(engine.pages(false).len(), 1);
    assert_eq!(engine.document("content/草稿.md").expect("the index can be read"), None);
    let left_out: Vec<_> = engine.pages(true).into_iter().filter(|page| page.left_out.is_some()).collect();
    assert_eq!(left_out.len(), 2, "who keeps the site may ask why");
    assert!(left_out.iter().all(|page| page.url.is_none() && page.title.is_empty()));
}

#[test]
fn nothing_typed_is_an_error_or_a_panic() {
    let Indexed { engine, .. } = indexed(SITE);
    let long = "滚".repeat(170);
    for q in [
        "\"",
        "\"\"",
        "-",
        "--",
        "---",
        "tag:",
        "lang:",
        "lang:滚动",
        "tag:\"",
        "-\"",
        "-tag:kubernetes",
        "+",
        "*",
        "()",
        "\\",
        "\0",
        "\u{301}",
        "，。！",
        "😀",
        "AND OR NOT",
        "a:b:c",
        "/",
        "#",
        "\"滚动",
        "-滚动",
        "- 滚动",
        &long,
    ] {
        let results = ask(&engine, &typed(q));
        assert!(results.hits.len() <= results.total, "`{q}`");
        assert_eq!(results.query, q);
    }
    let too_long = "滚".repeat(171);
    let error = engine.search(&typed(&too_long)).expect_err("more than 512 bytes are refused");
    assert!(error.to_string().contains("512"), "{error}");
}
