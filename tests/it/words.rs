//! The site's own words: what the owner says means the same, what the owner says
//! is a word.
//!
//! 1. Synonyms add pages below all that have the words as typed, and say so.
//! 2. They hold in any writing and within longer queries, and not within other words.
//! 3. An owner's word is cut whole, in pages and in queries.
//! 4. When words change, the pages that have them are cut again and no others,
//!    and the index answers as one made anew.
//! 5. An index is asked with the words that it was written with.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use sou::index::build::{BuildOptions, BuildReport, build};
use sou::index::preview::{ChangeKind, preview};
use sou::index::vocabulary::SynonymRule;
use sou::search::{Engine, SearchRequest, Sort};
use sou::text::Analyzer;

use crate::indexed::{
    ANALYZER, Indexed, Random, ask, build_options, found, indexed, marked, open, paths, shown, typed,
};
use crate::support::{site, write_files};

const SITE: &str = "
//- content/一.md
---
title: k8s 部署
date: 2024-01-01
---
用 k8s 部署。
//- content/二.md
---
title: Kubernetes 部署
date: 2024-05-01
---
用 Kubernetes 部署，再讲服务网格。
//- content/三.md
---
title: 酷伯內特的部署
date: 2023-01-01
---
容器組。
//- content/四.md
---
title: Pods and the service mesh
lang: en
---
A pod of containers. Written in C.
//- content/五.md
---
title: 部署
---
不讲别的。
";

fn group(words: &[&str]) -> SynonymRule {
    SynonymRule::Group(words.iter().map(|&word| word.to_owned()).collect())
}

fn one_way(typed: &str, also: &str) -> SynonymRule {
    SynonymRule::OneWay { typed: vec![typed.to_owned()], also: vec![also.to_owned()] }
}

fn rules() -> Vec<SynonymRule> {
    vec![
        group(&["K8s", "kubernetes", "酷伯内特"]),
        group(&["服务网格", "service mesh"]),
        one_way("pod", "容器组"),
        group(&["C++", "cpp"]),
    ]
}

/// Checks the pages that are found, each with how, as `二 synonym`.
#[track_caller]
fn check(engine: &Engine, q: &str, expected: &[&str]) {
    check_request(engine, &typed(q), expected);
}

#[track_caller]
fn check_request(engine: &Engine, request: &SearchRequest, expected: &[&str]) {
    assert_eq!(found(&ask(engine, request)), expected, "{request:?}");
}

#[test]
fn synonyms_add_pages_below_those_that_have_what_was_typed() {
    let engine = indexed(SITE).engine.with_synonyms(&rules());
    // One word, whatever its writing.
    for q in ["k8s", "Ｋ８Ｓ", "K8S"] {
        check(&engine, q, &["一", "二 synonym", "三 synonym"]);
    }
    for q in ["酷伯內特", "酷伯内特"] {
        check(&engine, q, &["三", "一 synonym", "二 synonym"]);
    }
    // In a longer query; below, what has a part of it, if any is shown.
    check(&engine, "k8s 部署", &["一", "二 synonym", "三 synonym"]);
    check(&engine, "部署k8s", &["一", "二 synonym", "三 synonym"]);
    // Of two words, and of two words in another writing.
    check(&engine, "服務網格", &["二", "四 synonym"]);
    check(&engine, "Service-Mesh", &["四", "二 synonym"]);
    // One way.
    check(&engine, "pod", &["四", "三 synonym"]);
    check(&engine, "容器组", &["三"]);
    // `C` is not `C++`, and a quotation means what it says.
    check(&engine, "cpp", &[]);
    check(&engine, "\"k8s\" 部署", &["一"]);
    check(&engine, "k8s -再讲", &["一", "三 synonym"]);
}

#[test]
fn synonyms_are_filtered_sorted_and_marked_like_words() {
    let engine = indexed(SITE).engine.with_synonyms(&rules());
    let newest = SearchRequest { sort: Sort::Date, ..typed("k8s 部署") };
    check_request(&engine, &newest, &["二 synonym", "一", "三 synonym"]);
    let results = ask(&engine, &typed("k8s 部署"));
    assert_eq!(results.corrected, None, "a page has all that was typed");
    assert_eq!(marked(&results.hits[1].title), "[Kubernetes] [部署]");
    assert_eq!(results.total, 3);
    // Where no page has it, what was asked instead is said.
    let results = ask(&engine, &typed("酷伯内特 服务网格"));
    assert_eq!(results.corrected.as_deref(), Some("kubernetes 服务网格"));
    assert_eq!(found(&results), ["二 synonym", "三"], "above what has a part of it");
    // Without synonyms no page is labelled.
    let Indexed { engine, .. } = indexed(SITE);
    check(&engine, "k8s 部署", &["一"]);
}

fn run_with(site: &Path, index: &Path, analyzer: &Arc<Analyzer>, synonyms: &[SynonymRule]) -> BuildReport {
    let options = BuildOptions { synonyms: synonyms.to_vec(), ..build_options(site, index) };
    build(&options, analyzer, &|_| {}).expect("the site can be indexed")
}

#[test]
fn synonyms_are_kept_with_the_index_and_read_no_page() {
    let (site, index) = (site(SITE), tempfile::tempdir().expect("a temporary folder can be made"));
    let first = run_with(site.path(), index.path(), &ANALYZER, &[]);
    check(&open(index.path()), "k8s", &["一"]);
    let second = run_with(site.path(), index.path(), &ANALYZER, &rules());
    assert_eq!((second.n_read, second.n_recut, second.changed), (0, 0, true));
    assert_ne!(first.generation, second.generation, "a server that is running sees a new generation");
    check(&open(index.path()), "k8s", &["一", "二 synonym", "三 synonym"]);
    let third = run_with(site.path(), index.path(), &ANALYZER, &rules());
    assert_eq!((third.changed, third.generation), (false, second.generation));
}

fn with_words(words: &[&str]) -> Arc<Analyzer> {
    Arc::new(Analyzer::new(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>()))
}

const INVENTED: &str = "
//- content/协议.md
---
title: 泡泡糖协议
tags: [云原生社区]
---
讲它。
//- content/文中.md
---
title: 别的
---
加入雲原生社
區，说泡泡糖协议。
//- content/无.md
---
title: 云原生的社区
---
泡泡，糖，协议。
//- content/日本.md
---
title: 云原生社区の話
lang: ja
---
これはペンです。
";

#[test]
fn pages_that_have_a_changed_word_are_cut_again_and_no_others() {
    let (site, index) = (site(INVENTED), tempfile::tempdir().expect("a temporary folder can be made"));
    let run = |words: &[&str]| run_with(site.path(), index.path(), &with_words(words), &[]);
    run(&[]);
    // Each list, and on how many pages something of it came or went.
    for (words, n_recut) in [
        (&["泡泡糖协议"][..], 2),                       // in a title and in a text
        (&["泡泡糖協議"], 0),                           // the same word
        (&["泡泡糖协议", "云原生社区"], 2), // a tag, and across a line break; not where Japanese is
        (&["云原生社区", "泡泡糖协议", "没有的词"], 0), // another order, and a word that is nowhere
        (&["原生社"], 2),                   // two go and one comes
        (&[], 2),
    ] {
        let options = build_options(site.path(), index.path());
        let preview = preview(&options, &with_words(words)).expect("the site can be read");
        let told = preview.changes.iter().filter(|change| change.kind == ChangeKind::Rewritten).count();
        assert_eq!((told, preview.changes.len(), preview.n_unchanged), (n_recut, n_recut, 4 - n_recut));
        let report = run(words);
        assert_eq!((report.n_read, report.n_recut), (0, n_recut), "{words:?}");
        let engine = open(index.path());
        assert_eq!(engine.pages(true).len(), 4);
        check(&engine, "泡泡糖协议", &["协议", "文中"]);
    }
    // A page that was read anyway is not cut twice.
    fs::write(site.path().join("content/文中.md"), "---\ntitle: 新\n---\n泡泡糖协议。")
        .expect("it can be written");
    let report = run(&["泡泡糖协议"]);
    assert_eq!((report.n_read, report.n_recut, report.n_pages), (1, 1, 4));
    check(&open(index.path()), "泡泡糖协议", &["协议", "文中"]);
}

#[test]
fn an_index_is_asked_with_the_words_that_it_was_written_with() {
    let (site, index) = (site(INVENTED), tempfile::tempdir().expect("a temporary folder can be made"));
    run_with(site.path(), index.path(), &with_words(&["泡泡糖协议"]), &[]);
    let request = SearchRequest { explain: true, ..typed("泡泡糖协议") };
    let own = Engine::open(index.path(), with_words(&["泡泡糖协议"])).expect("it is of these words");
    let other = open(index.path());
    assert_eq!(scored(&own, &request), scored(&other, &request));
}

fn scored(engine: &Engine, request: &SearchRequest) -> Vec<String> {
    let results = ask(engine, request);
    results.hits.iter().map(|hit| format!("{:.4} {}", hit.score, shown(hit))).collect()
}

const WORDS: [&str; 8] = ["泡泡糖", "糖协", "协议云", "云原生社", "社区", "泡协", "原生", "糖糖"];
const CHARACTERS: [&str; 12] =
    ["泡泡", "糖", "协议", "協議", "云", "原生", "社", "區", "。", " ", "k8s", "\n"];

#[test]
fn after_a_change_of_words_an_index_answers_as_one_made_anew() {
    for seed in 1..=3 {
        let (site, index) = (site(INVENTED), tempfile::tempdir().expect("a temporary folder can be made"));
        let mut random = Random::seeded(seed);
        for step in 0..6 {
            for _ in 0..random.below(3) {
                let body: String = (0..40).map(|_| *random.pick(&CHARACTERS)).collect();
                let page = format!("//- content/{}.md\n---\ntitle: 页\n---\n{body}\n", random.below(8));
                write_files(site.path(), &page);
            }
            let words: Vec<&str> = WORDS.into_iter().filter(|_| random.below(3) == 0).collect();
            let analyzer = with_words(&words);
            run_with(site.path(), index.path(), &analyzer, &[]);
            let anew = tempfile::tempdir().expect("a temporary folder can be made");
            run_with(site.path(), anew.path(), &analyzer, &[]);
            let (updated, rebuilt) = (open(index.path()), open(anew.path()));
            for q in WORDS.iter().chain(&["泡泡糖协议云原生社区", "协议 社区", "糖"]) {
                let request = SearchRequest { per_page: 50, ..typed(q) };
                let place = format!("`{q}` with {words:?}, seed {seed}, step {step}");
                assert_eq!(scored(&updated, &request), scored(&rebuilt, &request), "{place}");
                assert_eq!(paths(&ask(&updated, &request)), paths(&ask(&rebuilt, &request)), "{place}");
            }
        }
    }
}
