//! What else a query may have meant, where no page has all of it: each piece of
//! it in its own way, labelled by the least certain of them.

use crate::indexed::{ask, indexed, paths, typed};

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
    // But whoever types nothing else is shown where it stands.
    assert_eq!(paths(&ask(&site.engine, &typed("kuberntes"))), ["slip.md"]);
}
