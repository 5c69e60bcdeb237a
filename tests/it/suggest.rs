//! What is suggested while a query is typed, on small sites.
//!
//! 1. What was typed so far finds titles, headings, tags and words, in any
//!    writing of them, and by pinyin.
//! 2. The nearest comes first: what begins with it, then titles, then what many have.
//! 3. A suggestion is in the site's own writing, once, in the reader's language.
//! 4. What is not published is never suggested.
//! 5. Whatever is typed, the answer is soon and within its limits.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use sou::document::LanguageTag;
use sou::search::suggest::{MAX_SUGGESTIONS, SuggestRequest};
use sou::search::{Engine, SearchRequest, Suggestion, SuggestionKind};

use crate::indexed::{Indexed, ask, indexed, marked, text, typed};

/// Simplified, Traditional, full-width, mixed and English; a page in two languages.
const SITE: &str = "
//- hugo.toml
baseURL = 'https://example.com/'
defaultContentLanguage = 'zh-cn'
[languages.zh-cn]
[languages.en]
//- content/rolling.md
---
title: 滚动更新的策略
tags: [Kubernetes, 运维]
---
先停一个，再起一个。Ｋ８Ｓ集群里由控制器完成，控制器数一数。
## 滚动更新失败以后
## 回滚
用 `kubectl rollout undo` 回滚。
//- content/rolling.en.md
---
title: Rolling updates of a Deployment
tags: [Kubernetes]
---
One Pod after the other, as the deployment says. A deployment waits.
## Rolling back
//- content/cluster.md
---
title: Ｋ８Ｓ集群笔记
tags: [Kubernetes, 集群]
---
集群里的节点由集群管理员看管。
## 准备
## 回滚
//- content/stack.md
---
title: 雙協議棧
tags: [網路]
---
主機有兩種位址，論壇裡常有人問，論壇在此。
## 為什麼
//- content/tools.en.md
---
title: Tools of the trade
tags: [text editor]
---
Look at kube-apiserver and at kube-controller-manager. PersistentVolume keeps a Résumé.
C++ is not C.
## PersistentVolumeClaim and kube-proxy
## Kubernetes and C++
//- content/secret.md
---
title: 滚动的秘密草稿
draft: true
tags: [绝密]
---
机密词语，机密词语。
## 滚动机密
";

#[track_caller]
fn suggest(engine: &Engine, q: &str, lang: &str) -> Vec<Suggestion> {
    let request = SuggestRequest { q: q.to_owned(), lang: LanguageTag::parse(lang), ..Default::default() };
    let answer = engine.suggest(&request).unwrap_or_else(|error| panic!("{q:?}: {error}"));
    assert_eq!(answer.query, q);
    answer.suggestions
}

/// A suggestion as one line: its kind, its text with what was typed marked, how it was read.
fn line(suggestion: &Suggestion) -> String {
    let via = suggestion.via.as_ref().map(|via| format!(" ({via})")).unwrap_or_default();
    format!("{} {}{via}", suggestion.kind.name(), marked(&suggestion.marked))
}

#[track_caller]
fn check(engine: &Engine, q: &str, expected: &[&str]) {
    let lines: Vec<String> = suggest(engine, q, "").iter().map(line).collect();
    assert_eq!(lines, expected, "{q:?}");
}

/// Checks the first few only: what follows is not the point.
#[track_caller]
fn check_first(engine: &Engine, q: &str, expected: &[&str]) {
    let lines: Vec<String> = suggest(engine, q, "").iter().take(expected.len()).map(line).collect();
    assert_eq!(lines, expected, "{q:?}");
}

#[test]
fn in_any_writing() {
    let Indexed { engine, .. } = indexed(SITE);
    for (q, expected) in [
        // A title that begins so, then a heading.
        ("滚", &["title [滚]动更新的策略", "heading [滚]动更新失败以后"][..]),
        ("滾動", &["title [滚动]更新的策略", "heading [滚动]更新失败以后"]), // Traditional for Simplified
        ("双协", &["title [雙協]議棧"]),                                     // Simplified for Traditional
        ("k8s 集", &["title [Ｋ８Ｓ集]群笔记"]), // mixed, with a space that is not there
        ("ｋ８", &["title [Ｋ８]Ｓ集群笔记"]),   // full width
        ("ROLLING U", &["title [Rolling u]pdates of a Deployment"]), // case, and two words
        ("为什", &["heading [為什]麼"]),
        ("volume", &["word [Volume]Claim", "heading Persistent[Volume]Claim and kube-proxy"]), // a part of a name
        ("c++", &["heading Kubernetes and [C++]"]),
        ("kube-p", &["heading PersistentVolumeClaim and [kube-p]roxy"]),
        ("text ed", &["tag [text ed]itor"]),
        ("网", &["tag [網]路"]),
        ("trade tools", &["title [Tools] of the [trade]"]), // the words in any order
        ("动更新", &["title 滚[动更新]的策略"]),            // from anywhere in Han
        ("olling", &["title R[olling] updates of a Deployment"]), // inside of a word
    ] {
        check_first(&engine, q, expected);
    }
}

#[test]
fn by_pinyin_whole_half_or_by_initials() {
    let Indexed { engine, .. } = indexed(SITE);
    for q in ["gundong", "gundo", "gund", "gun", "gd", "gun dong", "GunDong", "gùndòng"] {
        let first = suggest(&engine, q, "").into_iter().next().map(|first| (text(&first.marked), first.via));
        assert_eq!(first, Some(("滚动更新的策略".to_owned(), Some("pinyin".to_owned()))), "{q:?}");
    }
    check_first(&engine, "gdgx", &["title [滚动更新]的策略 (pinyin)"]);
    check_first(&engine, "gundonggeng", &["title [滚动更]新的策略 (pinyin)"]);
    check_first(&engine, "k8s jiq", &["title [Ｋ８Ｓ集群]笔记 (pinyin)"]);
    // Traditional has the same sound.
    check_first(&engine, "shuangxieyi", &["title [雙協議]棧 (pinyin)"]);
    check_first(&engine, "tag:yunw", &["tag [运维] (pinyin)"]);
    // Wherever it stands, and whatever stands before it.
    check_first(&engine, "滚动更新，「Ｋ８Ｓ」 tag:yunw", &["tag [运维] (pinyin)"]);
    check_first(&engine, "更新更新更新更新更新 tag:a.yunw", &[]);
    // What stands there as it was typed is no pinyin.
    assert!(suggest(&engine, "rolling", "").iter().all(|suggestion| suggestion.via.is_none()));
}

#[test]
fn words_complete_what_was_typed() {
    let Indexed { engine, .. } = indexed(SITE);
    for (q, word) in [
        ("kubec", "[kubec]tl"),
        ("persistentv", "[PersistentV]olume"), // the writing of the page
        ("resu", "[Résu]mé"),
        ("集群管", "[集群管]理员"),
        ("论", "[論]壇"),         // the writing of a page in Traditional
        ("由控制", "[由控制]器"), // after other words
        ("deploy", "[Deploy]ment"),
        ("kube-c", "[kube-c]ontroller"),                    // an identifier
        ("kube-controller-m", "[kube-controller-m]anager"), // a longer one
    ] {
        let found = suggest(&engine, q, "");
        let words: Vec<String> = found
            .iter()
            .filter(|suggestion| suggestion.kind == SuggestionKind::Word)
            .map(|suggestion| marked(&suggestion.marked).replace("][", ""))
            .collect();
        let plain = word.replace(['[', ']'], "");
        assert!(words.iter().any(|found| found.replace(['[', ']'], "") == plain), "{q:?}: {words:?}");
    }
    // Nothing is suggested that no page has together.
    let together = suggest(&engine, "論壇 deploy", "");
    assert!(together.iter().all(|suggestion| suggestion.kind != SuggestionKind::Word), "{together:?}");
}

#[test]
fn a_suggestion_says_where_it_leads() {
    let Indexed { engine, .. } = indexed(SITE);
    let heading = suggest(&engine, "滚动更新失败", "").remove(0);
    assert_eq!(heading.path.as_deref(), Some("content/rolling.md"));
    assert_eq!(heading.anchor.as_deref(), Some("滚动更新失败以后"));
    let url = heading.url.expect("a heading has an address");
    assert!(url.starts_with("/rolling/#%E6%BB%9A"), "{url}");
    assert_eq!(heading.page.as_deref(), Some("滚动更新的策略"));
    assert_eq!(heading.lang, "zh-CN");

    let title = suggest(&engine, "tools", "").remove(0);
    assert_eq!(title.url.as_deref(), Some("/en/tools/"));
    assert_eq!((title.anchor, title.count), (None, Some(1)));

    // Two pages have it, so it is there once; and a tag leads nowhere by itself.
    let shared = suggest(&engine, "回滚", "");
    assert_eq!(shared.iter().map(line).collect::<Vec<_>>(), ["heading [回滚]"]);
    assert_eq!(shared[0].count, Some(2));
    let tag = suggest(&engine, "tag:kube", "").remove(0);
    assert_eq!((tag.text.as_str(), tag.count, tag.url), ("Kubernetes", Some(3), None));
}

#[test]
fn the_readers_language_comes_first_and_translations_are_one() {
    let Indexed { engine, .. } = indexed(
        "
//- hugo.toml
baseURL = 'https://example.com/'
defaultContentLanguage = 'zh-cn'
[languages.zh-cn]
[languages.en]
//- content/pods.md
---
title: Pod 的生命周期
---
一个 Pod。
//- content/pods.en.md
---
title: Pod lifecycle
---
A Pod.
//- content/other.md
---
title: Pod 与节点
---
节点。
",
    );
    let titles = |lang: &str| -> Vec<String> {
        suggest(&engine, "pod", lang)
            .into_iter()
            .filter(|suggestion| suggestion.kind == SuggestionKind::Title)
            .map(|suggestion| suggestion.text)
            .collect()
    };
    assert_eq!(titles("en"), ["Pod lifecycle", "Pod 与节点"]);
    assert_eq!(titles("zh"), ["Pod 与节点", "Pod 的生命周期"]);
    // What is written for a whole language is for each part of it.
    assert_eq!(titles("en-US"), titles("en"));
    assert_eq!(titles("zh-TW"), titles("zh"));
    // Nobody said: as most pages.
    assert_eq!(titles(""), titles("zh"));
}

#[test]
fn some_places_are_kept_for_what_is_no_title() {
    let mut site = String::new();
    for number in 1..=12 {
        site += &format!(
            "//- content/{number}.md\n---\ntitle: 管理第{number}篇\ntags: [管理运维]\nlang: zh-CN\n---\n\
             管理员看管。\n## 管理第{number}节\n"
        );
    }
    let Indexed { engine, .. } = indexed(&site);
    let kinds: Vec<&str> =
        suggest(&engine, "管理", "").iter().map(|suggestion| suggestion.kind.name()).collect();
    assert_eq!(kinds, ["title", "title", "title", "title", "heading", "heading", "tag", "word"]);
}

#[test]
fn what_is_not_published_is_never_suggested() {
    let Indexed { engine, .. } = indexed(SITE);
    for q in ["滚动的秘", "机密", "jimi", "绝密", "tag:绝", "秘密"] {
        let found = suggest(&engine, q, "");
        assert!(found.iter().all(|suggestion| !suggestion.text.contains('密')), "{q:?}: {found:?}");
    }
}

#[test]
fn whatever_is_typed_is_answered() {
    let Indexed { engine, .. } = indexed(SITE);
    check(&engine, "", &[]);
    check(&engine, " -+\u{0}\u{202e} ", &[]);
    check(&engine, "tag:", &[]);
    check_first(&engine, "滚动\u{0}\u{200b}更\u{7}", &["title [滚动更]新的策略"]);
    let many = SuggestRequest { q: "a".to_owned(), lang: None, limit: usize::MAX };
    assert!(engine.suggest(&many).expect("an answer").suggestions.len() <= MAX_SUGGESTIONS);
    let none = SuggestRequest { q: "滚".to_owned(), lang: None, limit: 0 };
    assert!(engine.suggest(&none).expect("an answer").suggestions.is_empty());
    for q in ["滚".repeat(170), "a".repeat(512), "gun ".repeat(128), "a-".repeat(256), "g滚".repeat(128)] {
        let started = Instant::now();
        suggest(&engine, &q, "");
        assert!(started.elapsed() < Duration::from_millis(500), "{q:?} took {:?}", started.elapsed());
    }
    let too_long = SuggestRequest { q: "a".repeat(513), ..SuggestRequest::default() };
    assert!(engine.suggest(&too_long).is_err());
}

#[test]
fn a_long_title_costs_no_more_than_it_must() {
    let title = "滚动".repeat(40_000);
    let started = Instant::now();
    let Indexed { engine, .. } = indexed(&format!("//- a.md\n---\ntitle: {title}\n---\n滚动。\n"));
    suggest(&engine, "滚动滚动", "");
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn marks_are_of_the_text_and_no_text_comes_twice(q in "[a-zA-Z滚动更新雙協棧集群Ｋ８Ｓ +#:.\u{300}\u{202e}\u{0}\"-]{0,12}") {
        static SHARED: std::sync::LazyLock<Indexed> = std::sync::LazyLock::new(|| indexed(SITE));
        let found = suggest(&SHARED.engine, &q, "");
        let mut texts = std::collections::HashSet::new();
        for suggestion in &found {
            prop_assert_eq!(text(&suggestion.marked), &*suggestion.text);
            prop_assert!(texts.insert(suggestion.text.clone()), "{} twice for {:?}", suggestion.text, q);
        }
    }
}

/// A word that 24 pages have and a slip of it that one has, in two scripts.
fn site_with_slips() -> String {
    let mut site = String::new();
    for number in 1..=24 {
        site += &format!(
            "//- {number}.md\n---\ntitle: 第{number}篇\nlang: zh-CN\n---\n集群由 Kubernetes 管理，見 Kubelet。\n"
        );
    }
    site += "//- slips.md\n---\ntitle: 笔误\nlang: zh-CN\n---\n急群由 Kuberntes 管理，也有 kuberlets。\n";
    site += "//- rare.md\n---\ntitle: 舵手\nlang: zh-CN\n---\n用 kubernetik 的人很少。\n";
    site += "//- named.md\n---\ntitle: Kubernetos 简介\nlang: zh-CN\n---\n另一个项目。\n";
    site += "//- 集裙.md\n---\ntitle: 集裙\nlang: zh-TW\n---\n裙子。\n";
    site
}

#[test]
fn did_you_mean_where_little_is_found() {
    let Indexed { engine, .. } = indexed(&site_with_slips());
    for (q, n_typed, suggested) in [
        ("kuberntes", 1, &["Kubernetes"][..]), // one page has the slip, 24 have the word
        ("ＫＵＢＥＲＮＴＥＳ", 1, &["Kubernetes"]),
        ("kuberntes 管理", 1, &["Kubernetes 管理"]), // the rest stays as it was
        ("kuberntes lang:zh", 1, &["Kubernetes lang:zh"]), // operators, too
        ("急群", 1, &["集群"]),                      // the same sound
        ("急群 lang:zh", 1, &["集群 lang:zh"]),      // and its operators
        ("\"kuberntes\"", 1, &[]),                   // who quotes means it
        ("kubernetos", 1, &[]),                      // a title says it, so it is no slip
        ("集裙", 1, &[]),                            // the same in Chinese
        ("舵手", 1, &[]),
        ("kubernetes", 24, &[]),
        ("集群", 24, &[]),
    ] {
        let results = ask(&engine, &typed(q));
        // The pages that have what was meant follow, but where it only sounds the same.
        let n_more = if q.starts_with("急群") { 0 } else { 24 * suggested.len() };
        assert_eq!(results.total, n_typed + n_more, "{q:?}");
        let all = ask(&engine, &SearchRequest { per_page: 50, ..typed(q) }).hits;
        assert_eq!(all.iter().filter(|hit| hit.via.is_none()).count(), n_typed, "{q:?}");
        assert!(all[..n_typed].iter().all(|hit| hit.via.is_none()), "{q:?}");
        assert_eq!(results.suggest, suggested, "{q:?}");
        for other in &results.suggest {
            assert_eq!(ask(&engine, &typed(other)).total, 24, "{other:?} for {q:?}");
        }
    }
}

#[test]
fn what_a_rescue_answered_is_not_asked_again() {
    let Indexed { engine, .. } = indexed(&site_with_slips());
    let results = ask(&engine, &typed("kubernetez"));
    assert!(results.corrected.is_some());
    assert_eq!(results.suggest, Vec::<String>::new());
}
