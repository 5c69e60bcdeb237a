//! Names that pages give in brackets after others: whoever types one finds the
//! pages that go on with the other.
//!
//! 1. What they find stands below every page that has what was typed, labelled.
//! 2. How much of what stands before a bracket is the name, all pages tell together.
//! 3. What says something of a thing is no name of it.
//! 4. Where much is found, and where something is quoted, nothing is added.

use crate::indexed::{ask, found, indexed, typed};

/// Pages called 一, 二, … with these texts.
fn pages(texts: &[&str]) -> String {
    let page = |(name, text): (char, &&str)| format!("//- content/{name}.md\n# 第{name}页\n\n{text}\n");
    "一二三四五六七八九十".chars().zip(texts).map(page).collect()
}

#[track_caller]
fn check(texts: &[&str], expected: &[(&str, &[&str])]) {
    let indexed = indexed(&pages(texts));
    for (q, expected) in expected {
        assert_eq!(found(&ask(&indexed.engine, &typed(q))), *expected, "{q:?} in {texts:?}");
    }
}

#[test]
fn a_name_finds_the_pages_that_use_the_other() {
    let texts = [
        "内存不够的节点会发起驱逐（Eviction），先停哪个由优先级决定。",
        "驱逐之前有一段宽限期。",
        "Eviction is what the kubelet does to a pod.",
        "与此无关。",
    ];
    check(
        &texts,
        &[
            ("eviction", &["三", "一", "二 defined"]),
            ("Ｅviction", &["三", "一", "二 defined"]),
            ("驱逐", &["二", "一", "三 defined"]),
            ("驅逐", &["二", "一", "三 defined"]),
            ("eviction 宽限期", &["二 defined"]),
            ("\"eviction\"", &["三", "一"]),
        ],
    );
}

#[test]
fn the_other_name_may_come_first_and_short_forms_are_names() {
    check(&["给节点加上 Taint（污点）。", "污点与容忍。"], &[("taint", &["一", "二 defined"])]);
    check(
        &[
            "A Custom Resource Definition (CRD) adds a kind.",
            "Write a CRD.",
            "The custom resource definition.",
        ],
        &[("crd", &["二", "一", "三 defined"]), ("custom resource definition", &["三", "一", "二 defined"])],
    );
    // The long form is one whole, whatever else is short for the same.
    check(
        &[
            "The Mail Transfer Protocol (MTP) is old.",
            "A Meeting Timing Protocol (MTP) too.",
            "Mail Transfer Protocol rules.",
            "A protocol is a promise.",
        ],
        &[("mtp", &["二", "一", "三 defined"])],
    );
    check(
        &["自定義資源（英文：Custom Resource，簡稱 CR）。", "自定义资源的控制器。"],
        &[("custom resource", &["一", "二 defined"]), ("CR", &["一", "二 defined"])],
    );
    check(
        &["立ち退き（エビクション、Eviction）とは。", "立ち退きの順番。"],
        &[("eviction", &["一", "二 defined"])],
    );
}

#[test]
fn all_places_together_tell_what_the_name_is() {
    // One place has to go by the number of words; two agree on what both end with.
    let texts = ["节点压力驱逐（Eviction）", "集群发起驱逐（Eviction）", "驱逐有先后。", "压力很大。"];
    check(&texts, &[("eviction", &["一", "二", "三 defined"])]);
    // Both places have more before it that is the same: that belongs to the name.
    let texts = ["提供预共享密钥（PSK）", "使用预共享密钥（PSK）", "预共享密钥很长。", "密钥很长。"];
    check(&texts, &[("psk", &["一", "二", "三 defined"])]);
    let texts = ["我们用滚动更新（rolling update）发布。", "滚动更新很慢。", "更新文档。"];
    check(&texts, &[("rolling update", &["一", "二 defined"])]);
}

#[test]
fn remarks_are_no_names() {
    #[track_caller]
    fn check_all_plain(texts: &[&str], q: &str, n_expected: usize) {
        let results = ask(&indexed(&pages(texts)).engine, &typed(q));
        assert_eq!(results.total, n_expected, "{q:?}: {:?}", found(&results));
        assert!(results.hits.iter().all(|hit| hit.via.is_none()), "{q:?}: {:?}", found(&results));
    }
    let texts = ["新的队列（beta）。", "调度器（可选）。", "队列与调度器。", "可选的 beta。"];
    check_all_plain(&texts, "beta", 2);
    check_all_plain(&texts, "调度器", 2);
    // Behind many things that have nothing in common it is none either.
    let texts =
        ["队列（zeta）", "卷（zeta）和存储（zeta）", "网络（zeta）、配额（zeta）", "队列、存储、网络与配额"];
    check_all_plain(&texts, "zeta", 3);
}

#[test]
fn where_much_is_found_nothing_is_added() {
    let mut texts = vec!["Eviction 的说明。"; 9];
    texts.push("驱逐（Eviction）之后，驱逐结束。");
    let site = pages(&texts) + "//- content/other.md\n驱逐。\n";
    let results = ask(&indexed(&site).engine, &typed("eviction"));
    assert_eq!(results.total, 10);
    assert!(results.hits.iter().all(|hit| hit.via.is_none()), "{:?}", found(&results));
}
