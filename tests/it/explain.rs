//! What `explain` says of a hit:
//!
//! 1. The parts add up to the score, and each part to its own product, whatever is asked.
//! 2. The tier has its evidence.
//! 3. An explanation changes nothing but itself, and is there only when asked for.

use std::sync::LazyLock;

use expect_test::{Expect, expect};
use proptest::prelude::*;
use sou::search::explanation::Explanation;
use sou::search::ranking::{K1, Tier};
use sou::search::{Hit, SearchRequest, Sort};

use crate::indexed::{Indexed, ask, indexed, paths, typed};

/// Simplified, Traditional, full width, mixed and English; code, tags, forms of words.
const SITE: &str = "
//- 滚动更新.md
---
title: 滚动更新
date: 2024-05-01
tags: [kubernetes, 运维]
lang: zh-Hans
---
先停一个，再起一个。滚动更新失败时，滚动回上一个版本。

## 回滚一个 Deployment

`kubectl rollout undo` 之后检查 kube-apiserver 的日志。
//- 滾動更新的策略.md
---
title: 滾動更新的策略
date: 2023-05-01
tags: [kubernetes, 維運]
lang: zh-Hant
---
後來的版本先起，前面的版本後停。ｋ８ｓ叢集的滾動更新不會中斷服務。
//- update.md
---
title: Updating a cluster
date: 2022-05-01
lang: en
---
Rolling updates replace pods one by one. An update of the cluster never stops the service.

```yaml
kind: Deployment
strategy: RollingUpdate
```
//- 集群.md
---
title: 集群升级
lang: zh-Hans
---
升级集群之前先更新 kubectl v1.29.3，再更新每个节点。
//- cpp.md
---
title: C++ 与 C
lang: zh-Hans
---
C++ 的服务，用 C 写的客户端。
";

static INDEXED: LazyLock<Indexed> = LazyLock::new(|| indexed(SITE));

fn explained(q: &str) -> SearchRequest {
    SearchRequest { explain: true, ..typed(q) }
}

#[track_caller]
fn assert_adds_up(q: &str, hit: &Hit) {
    let explanation = hit.explanation.as_ref().expect("it was asked for");
    let is_near = |what: &str, one: f32, other: f32| {
        assert!(
            (one - other).abs() <= 1e-4 * other.abs().max(1.0),
            "{q:?}, {}: {what}: {one} is not {other}",
            hit.path
        );
    };
    let title = explanation.title.map_or(0.0, |title| title.score);
    let sum: f32 = explanation.concepts.iter().map(|part| part.score).sum();
    let passage = explanation.passage.map_or(0.0, |passage| passage.score);
    is_near("sum", (sum + passage) * explanation.language_factor + title, explanation.score);
    is_near("score", explanation.score, hit.score as f32);
    if let Some(title) = explanation.title {
        is_near("title", title.weight * title.share, title.score);
    }
    if let Some(passage) = explanation.passage {
        let (together, early) =
            (passage.together_weight * passage.together, passage.early_weight * passage.early);
        is_near("passage", together + early, passage.score);
    }
    for part in &explanation.concepts {
        is_near("part", part.weight * part.idf * part.saturated, part.score);
        is_near("frequency", part.areas.iter().map(|area| area.frequency).sum(), part.frequency);
        is_near("saturation", part.frequency * (K1 + 1.0) / (K1 + part.frequency), part.saturated);
        assert!(part.areas.is_empty() || part.n_pages > 0, "{q:?}: {part:?}");
        for area in &part.areas {
            let product = area.count as f32 * area.area_weight * area.form_weight * area.length_factor;
            is_near("area", product, area.frequency);
        }
    }
    let best = explanation.evidence.iter().map(|evidence| evidence.tier).max();
    if explanation.tier >= Tier::TextPhraseOpen {
        assert_eq!(best, Some(explanation.tier), "{q:?}, {}: {explanation:?}", hit.path);
    } else {
        assert_eq!(best, None, "{q:?}, {}: {explanation:?}", hit.path);
    }
}

/// Pieces that meet every kind of concept, form, clause, filter and rescue.
fn queries() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("滚动更新"),
        Just("滾動"),
        Just("更新"),
        Just("集群"),
        Just("叢集"),
        Just("後"),
        Just("ｋ８ｓ"),
        Just("update"),
        Just("updating"),
        Just("clus"),
        Just("rolling"),
        Just("RollingUpdate"),
        Just("deploy"),
        Just("kube-apiserver"),
        Just("1.29"),
        Just("C++"),
        Just("kubernetes"),
        Just("gundong"),
        Just("clutser"),
        Just("\"滚动更新\""),
        Just("-日志"),
        Just("服务"),
        Just("tag:kubernetes"),
        Just("的"),
        Just("没有的词"),
    ];
    proptest::collection::vec((piece, "[ ]?"), 1..8)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, space)| format!("{piece}{space}")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn the_parts_add_up_and_change_nothing(q in queries(), by_date in any::<bool>(), collapse in any::<bool>()) {
        let sort = if by_date { Sort::Date } else { Sort::Relevance };
        let request = SearchRequest { sort, collapse, ..explained(&q) };
        let with = ask(&INDEXED.engine, &request);
        with.hits.iter().for_each(|hit| assert_adds_up(&q, hit));
        let without = ask(&INDEXED.engine, &SearchRequest { explain: false, ..request });
        prop_assert!(without.hits.iter().all(|hit| hit.explanation.is_none()));
        let bare: Vec<Hit> = with.hits.into_iter().map(|hit| Hit { explanation: None, ..hit }).collect();
        prop_assert_eq!(bare, without.hits);
    }
}

/// Path, tier, evidence, rules and rescue of each hit.
#[track_caller]
fn check(q: &str, expected: Expect) {
    let results = ask(&INDEXED.engine, &explained(q));
    let mut shown = String::new();
    for (path, hit) in paths(&results).iter().zip(&results.hits) {
        let Explanation { tier, evidence, rules, rescue, coverage, .. } =
            hit.explanation.as_ref().expect("it was asked for");
        let evidence: Vec<String> =
            evidence.iter().map(|one| format!("{:?} {}", one.tier, one.area)).collect();
        let rescue = rescue.as_ref().map(|rescue| format!(" {} `{}`", rescue.via, rescue.query));
        shown.push_str(&format!(
            "{path}: {tier:?} {coverage:.2} {evidence:?} {rules:?}{}\n",
            rescue.unwrap_or_default()
        ));
    }
    expected.assert_eq(&shown);
}

#[test]
fn a_tier_names_its_evidence() {
    check(
        "滚动更新",
        expect![[r#"
        滚动更新.md: TitleExact 1.00 ["TitleExact title", "TextPhrase body"] [AsTyped]
        滾動更新的策略.md: TitleBegins 1.00 ["TitleBegins title", "TextPhrase body"] []
    "#]],
    );
    check(
        "滾動更新",
        expect![[r#"
        滚动更新.md: TitleExact 1.00 ["TitleExact title", "TextPhrase body"] []
        滾動更新的策略.md: TitleBegins 1.00 ["TitleBegins title", "TextPhrase body"] [AsTyped]
    "#]],
    );
}

#[test]
fn what_an_identifier_or_a_question_changes_is_said() {
    check(
        "C++",
        expect![[r#"
        cpp.md: TitleBegins 1.00 ["TitleBegins title", "TextPhrase body"] [TypedFirst]
    "#]],
    );
    check(
        "kube-apiserver",
        expect![[r#"
        滚动更新.md: TextPhrase 1.00 ["TextPhrase body"] [TypedFirst]
    "#]],
    );
    check(
        "how do rolling updates replace pods without downtime",
        expect![[r#"
            update.md: Most 0.80 [] [Question]
        "#]],
    );
}

#[test]
fn a_rescue_says_what_was_asked_instead() {
    check(
        "gundong",
        expect![[r#"
            滚动更新.md: TitleBegins 1.00 ["TitleBegins title", "TextPhrase body"] [] pinyin `滚动`
            滾動更新的策略.md: TitleBegins 1.00 ["TitleBegins title", "TextPhrase body"] [] pinyin `滚动`
        "#]],
    );
    check(
        "deploymnet",
        expect![[r#"
        滚动更新.md: HeadingPhrase 1.00 ["HeadingPhrase heading"] [] typo `deployment`
        update.md: TextPhrase 1.00 ["TextPhrase code"] [] typo `deployment`
    "#]],
    );
}

#[test]
fn where_nothing_is_searched_for_dates_decide() {
    check(
        "tag:kubernetes",
        expect![[r#"
        滚动更新.md: All 1.00 [] [ByDate]
        滾動更新的策略.md: All 1.00 [] [ByDate]
    "#]],
    );
}
