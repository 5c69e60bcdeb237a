//! What else a query may have meant, where no page has all of it: each piece of
//! it in its own way, labelled by the least certain of them.

use sou::search::{SearchRequest, Sort};

use crate::indexed::{Indexed, ask, indexed, paths, typed};

const SITE: &str = "
//- cluster.md
# Kubernetes 集群
## 滚动更新
一个 Deployment。
//- node.md
# 节点
驱逐之前先排空。
//- about.md
# 关于
与此无关。
";

#[test]
fn each_piece_is_read_in_its_own_way() {
    let site = indexed(SITE);
    for (q, corrected, via) in [
        ("kuberntes jiqun", "kubernetes 集群", "typo"),
        ("jiqun KUBERNTES", "集群 kubernetes", "typo"),
        ("gundonggengxin deploymnt", "滚动更新 deployment", "typo"),
        ("集裙 deploymnt", "集群 deployment", "homophone"),
        ("bernete gundong", "kubernetes 滚动", "infix"),
        // One way does for all.
        ("jiqun gundong", "集群 滚动", "pinyin"),
        ("kuberntes deploymnt", "kubernetes deployment", "typo"),
        // What is not rescued may still be unfinished.
        ("kuberntes deplo", "kubernetes deplo", "typo"),
        ("deplo gundong", "deplo 滚动", "pinyin"),
        ("集裙 Depl", "集群 Depl", "homophone"),
    ] {
        let results = ask(&site.engine, &typed(q));
        assert_eq!(paths(&results), ["cluster.md"], "{q}");
        assert_eq!(results.corrected.as_deref(), Some(corrected), "{q}");
        assert_eq!(results.hits[0].via.as_deref(), Some(via), "{q}");
    }
    // Nothing is made of what no page has together.
    assert_eq!(ask(&site.engine, &typed("kuberntes quzhu")).total, 0);
}

#[test]
fn a_word_with_a_slip_may_be_unfinished() {
    let site = indexed(
        "//- deployment.md\n---\ntitle: 滚动更新 Deployment\n---\n一起发布。\n\
         //- deploiement.md\nLe déploiement à la main.\n\
         //- definition.md\nQué dice la definición de un pod.\n\
         //- pods.md\nLos pods de siempre.\n",
    );
    for (q, path, corrected) in [
        // One letter wrong in what begins a word is less than two in a whole one.
        ("deplyome", "deployment.md", "deployment"),
        ("滚动 deplyome", "deployment.md", "滚动 deployment"),
        ("deplyo 滚动", "deployment.md", "deployment 滚动"),
        ("pod definrci", "definition.md", "pod definicion"),
        // A whole word is more than the beginning of one, with as many letters wrong.
        ("déploeiment", "deploiement.md", "deploiement"),
    ] {
        let results = ask(&site.engine, &typed(q));
        assert_eq!(paths(&results).first().copied(), Some(path), "{q}");
        assert_eq!(results.corrected.as_deref(), Some(corrected), "{q}");
        assert_eq!(results.hits[0].via.as_deref(), Some("typo"), "{q}");
    }
}

#[test]
fn a_slip_on_the_site_is_no_word_of_the_site() {
    let mut site = SITE.to_owned() + "//- slip.md\nkuberntes 的教程。\n";
    for number in 0..30 {
        site += &format!("//- {number}.md\n讲 kubernetes 的第{number}篇。\n");
    }
    let site = indexed(&site);
    let results = ask(&site.engine, &typed("kuberntes jiqun"));
    assert_eq!(paths(&results), ["cluster.md"]);
    // But whoever types nothing else is shown first where it stands.
    let results = ask(&site.engine, &typed("kuberntes"));
    assert_eq!((results.hits[0].path.as_str(), results.hits[0].via.as_deref()), ("slip.md", None));
    assert_eq!((results.total, results.hits[1].via.as_deref()), (32, Some("typo")));
    assert_eq!(results.corrected, None, "a page has what was typed");
}

#[test]
fn the_few_pages_that_have_a_slip_come_first_and_what_was_meant_follows() {
    let mut site =
        "//- slip.md\n---\ndate: 2020-01-01\n---\n微服务的 microsevices 与 Kuberntes 教程。\n".to_owned();
    for number in 0..30 {
        site += &format!(
            "//- {number}.md\n---\ndate: 2024-01-01\n---\n讲 Kubernetes 的 service，第{number}篇。\n"
        );
    }
    let Indexed { engine, .. } = indexed(&site);
    for (q, n_plain, first_via) in [
        // Within a word, by the same slip: then the word that was meant.
        ("sevice", 0, Some("infix")),
        ("kuberntes", 1, None),
        ("kuberntes 教程", 1, None),
    ] {
        let results = ask(&engine, &typed(q));
        let vias: Vec<Option<&str>> = results.hits.iter().map(|hit| hit.via.as_deref()).collect();
        assert_eq!(results.hits[0].path, "slip.md", "{q}");
        assert_eq!(vias[0], first_via, "{q}");
        let meant = if q.contains(' ') { 0 } else { 30 };
        assert_eq!(results.total, 1 + meant, "{q}");
        assert!(vias[1..].iter().all(|via| *via == Some("typo")), "{q}: {vias:?}");
        assert_eq!(vias.iter().filter(|via| via.is_none()).count(), n_plain, "{q}");
        assert_eq!(
            results.facets.year.values().filter_map(serde_json::Value::as_u64).sum::<u64>(),
            results.total as u64,
            "{q}"
        );
    }
    // In order of date they would stand above what was typed.
    let by_date = ask(&engine, &SearchRequest { sort: Sort::Date, ..typed("kuberntes") });
    assert_eq!(paths(&by_date), ["slip.md"]);
    // What quotation marks enclose is meant.
    assert_eq!(ask(&engine, &typed("\"kuberntes\"")).total, 1);
    let why = engine.why(&typed("kuberntes"), &["7.md"], None).expect("the index can be read");
    let place = why.place.expect("it is found");
    assert_eq!(
        place.explanation.rescue.map(|rescue| (rescue.via, rescue.query)),
        Some(("typo", "kubernetes".to_owned()))
    );
}

#[test]
fn pinyin_says_nothing_of_the_writing_and_asks_in_simplified() {
    let Indexed { engine, .. } = indexed(
        "
//- tw.md
---
title: 敏捷軟體開發
lang: zh-TW
---
一種方法。
//- ja.md
---
title: アジャイル開発
lang: ja
---
方法です。
//- cn.md
---
title: 方法
lang: zh-CN
---
开发的过程。
//- both-tw.md
---
title: 回滾
lang: zh-TW
---
退回去。
//- both-cn.md
---
title: 回滚
lang: zh-CN
---
退回去。
",
    );
    // A title in any writing comes before a text.
    let results = ask(&engine, &typed("kaifa"));
    let found = paths(&results);
    assert_eq!(found.last().copied(), Some("cn.md"), "{found:?}");
    assert_eq!(found.len(), 3, "{found:?}");
    // Of pages alike, who types pinyin reads the Simplified one.
    assert_eq!(paths(&ask(&engine, &typed("huigun"))), ["both-cn.md", "both-tw.md"]);
    // What is typed in characters has a form: there it decides.
    assert_eq!(paths(&ask(&engine, &typed("回滾"))).first().copied(), Some("both-tw.md"));
    assert_eq!(paths(&ask(&engine, &typed("开发"))).first().copied(), Some("cn.md"));
}

#[test]
fn pinyin_that_a_few_pages_have_as_a_word_is_followed_by_what_it_sounds_like() {
    let mut site = "//- mingle.md
People were mingling after the talk.
"
    .to_owned();
    for number in 0..6 {
        site += &format!("//- {number}.md\n# 命令行 {number}\n命令的用法。\n");
    }
    let Indexed { engine, .. } = indexed(&site);
    let results = ask(&engine, &typed("mingling"));
    assert_eq!((results.hits[0].path.as_str(), results.hits[0].via.as_deref()), ("mingle.md", None));
    assert_eq!(results.total, 7);
    assert!(results.hits[1..].iter().all(|hit| hit.via.as_deref() == Some("pinyin")));
    assert_eq!(results.suggest, ["命令"]);
    // Initials say too little for that.
    let site = site.replace("mingling", "ml");
    assert_eq!(ask(&indexed(&site).engine, &typed("ml")).total, 1);
}

#[test]
fn letters_from_within_a_word_are_found_in_code_and_with_a_slip() {
    let Indexed { engine, .. } = indexed(
        "
//- code.md
# 代码
```go
type Service struct { MeshExternal bool }
```
//- compound.md
# Verbund
Die Containerorchestrierung verteilt sie.
//- other.md
# 其他
Nothing of that.
",
    );
    for (q, path, via) in [
        ("eshExternal", "code.md", "infix"),
        ("orchestrirung", "compound.md", "typo"),
        ("ORCHESTREIRUNG", "compound.md", "typo"),
        ("ochestrierung", "compound.md", "typo"),
    ] {
        let results = ask(&engine, &typed(q));
        assert_eq!(paths(&results), [path], "{q}");
        assert_eq!(results.hits[0].via.as_deref(), Some(via), "{q}");
    }
    // Five letters from within a word are those of too many others.
    assert_eq!(ask(&engine, &typed("ierxn")).total, 0);
    assert_eq!(ask(&engine, &typed("orchestrirugn")).total, 0, "two slips");
}

#[test]
fn a_title_with_the_second_reading_comes_before_a_text_with_the_first() {
    let mut site = "//- title.md
# 注意事项
升级之前。
"
    .to_owned();
    for number in 0..4 {
        site += &format!("//- {number}.md\n# 第{number}篇\n## 主义\n讲主义。\n");
    }
    site += "//- text.md\n# 别的\n也讲主义。\n";
    let Indexed { engine, .. } = indexed(&site);
    let results = ask(&engine, &typed("zhuyi"));
    let found = paths(&results);
    assert_eq!((found[0], found[found.len() - 1]), ("title.md", "text.md"), "{found:?}");
    let why = engine.why(&typed("zhuyi"), &["0.md"], None).expect("the index can be read");
    let above = why.place.and_then(|place| place.above).expect("another page is above it");
    assert_eq!(above.decided_by, sou::search::why::Decision::Tier);
}
