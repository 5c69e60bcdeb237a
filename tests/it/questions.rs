//! Questions: what they are about decides, not how they are asked; and what is
//! shown where no page holds enough of a query.

use crate::indexed::{Indexed, ask, indexed, paths, typed};

const SITE: &str = "
//- delete.md
# 删除一个 Pod
先排空节点，再删除它。
//- faq.md
# 常见的提问
请问什么是好的问题？怎么问，为什么问，怎么办，是什么，有什么。
//- zhou.md
# 周岚
周岚是一名运维工程师，她的工作从清早开始。
//- restart.md
# Restarting
A deployment restarts its pods one after another.
//- how.md
# How to ask
How do I do what I can do, and when do I do it?
//- history.md
# 探针的历史
只讲历史。
//- kana.md
# スケジューラ
スケジューラはポッドを割り当てる。
";

#[test]
fn the_page_that_answers_comes_before_the_page_that_asks() {
    let Indexed { engine, .. } = indexed(SITE);
    for (q, first) in [
        ("周岚的工作是什么？", "zhou.md"),
        ("周嵐的工作是什麼？", "zhou.md"),
        ("怎么删除 Pod", "delete.md"),
        ("请问怎么才能删除一个Ｐｏｄ呢", "delete.md"),
        ("how do I restart a deployment?", "restart.md"),
        ("スケジューラとは何ですか", "kana.md"),
        // Nothing but stop words: then they are what is asked for.
        ("为什么", "faq.md"),
        ("how do I", "how.md"),
    ] {
        let results = ask(&engine, &typed(q));
        assert_eq!(paths(&results).first().copied(), Some(first), "{q}");
        assert!(results.hits[0].via.is_none(), "{q} was answered by a rescue");
    }
}

#[test]
fn words_of_a_title_or_heading_find_it_in_any_order() {
    let Indexed { engine, .. } = indexed(
        "
//- order.md
# Rolling back a failed release
## 回滚失败的发布之前先备份
正文。
//- often.md
# Notes
A release failed, rolling on, back and back: release, release, failed, failed, rolling, rolling.
先备份，失败，发布，发布，回滚，回滚，备份，失败，失败，发布。
",
    );
    for q in
        ["failed release rolling", "failed release rolling back", "备份 回滚 失败", "备份 回滚 失败 发布"]
    {
        let results = ask(&engine, &typed(q));
        assert_eq!(paths(&results), ["order.md", "often.md"], "{q}");
    }
}

#[test]
fn a_page_that_answers_in_one_passage_comes_before_one_that_has_the_words_here_and_there() {
    let filler = "其间说到许多别的事情，一件接着一件，与所问的都没有关系。";
    let far = filler.repeat(4);
    let Indexed { engine, .. } = indexed(&format!(
        "
//- passage.md
# 甲
{far}节点失联后，驱逐要等多久由容忍时间决定。{far}
//- scattered.md
# 乙
{far}节点。{far}容忍时间。{far}驱逐要等。失联。
//- lead.md
# 丙
金丝雀发布先放一小部分流量。{far}{far}
//- late.md
# 丁
{far}{far}金丝雀发布先放一小部分流量。
"
    ));
    for (q, order) in [
        ("节点失联以后容忍时间多长才驱逐", ["passage.md", "scattered.md"]),
        ("節點失聯以後容忍時間多長才驅逐", ["passage.md", "scattered.md"]),
        // What a page begins with is what it is about.
        ("金丝雀是怎么放流量的发布", ["lead.md", "late.md"]),
    ] {
        let results = ask(&engine, &typed(q));
        assert_eq!(paths(&results)[..2], order, "{q}");
    }
}

#[test]
fn a_word_set_apart_is_no_stop_word() {
    let Indexed { engine, .. } = indexed(SITE);
    // All three are meant, and no page has them: each shows by what it holds.
    let results = ask(&engine, &typed("工作 什么 工程师"));
    assert_eq!(paths(&results), ["zhou.md"]);
    // Of two words both are meant, in any language: the page that asks has no deployment.
    assert_eq!(paths(&ask(&engine, &typed("what deployment"))).first().copied(), Some("restart.md"));
}

#[test]
fn a_part_of_the_query_is_better_than_nothing() {
    let Indexed { engine, .. } = indexed(SITE);
    for (q, expected) in [
        ("探针 天体物理", &["history.md"][..]),
        // Who excludes still excludes.
        ("探针 天体物理 -历史", &[]),
        // A quotation that no page holds, in a longer query, is asked without its marks.
        ("\"Pod 删除\" 节点", &["delete.md"]),
        // Alone it is meant.
        ("\"Pod 删除\"", &[]),
    ] {
        assert_eq!(paths(&ask(&engine, &typed(q))), expected, "{q}");
    }
    let results = ask(&engine, &typed("\"Pod 删除\" 节点"));
    assert_eq!(results.hits[0].via.as_deref(), Some("unquoted"));
    assert_eq!(results.corrected.as_deref(), Some("Pod 删除 节点"));
}

#[test]
fn what_quotation_marks_set_apart_is_meant_most() {
    let Indexed { engine, .. } = indexed(
        "
//- shop.md
# 老街
那里有一间鹭坞，后来关门了。
//- hours.md
# 夏天
夏天结束以后再营业。
//- winter.md
# 冬天
营业到冬天结束，天天营业。
//- spring.md
# 春天
活动结束。店铺营业。
//- other.md
# 其他
什么都没有。
",
    );
    for (q, first) in [
        ("鹭坞什么时候结束营业", "winter.md"),
        ("「鹭坞」什么时候结束营业", "shop.md"),
        ("《鷺塢》什麼時候結束營業？", "shop.md"),
        ("请问“鹭坞”什么时候结束营业", "shop.md"),
    ] {
        assert_eq!(paths(&ask(&engine, &typed(q))).first().copied(), Some(first), "{q}");
    }
}

#[test]
fn a_question_is_answered_in_its_language() {
    let mut site = String::new();
    for number in 0..60 {
        // A name stands in both languages, in the shorter page of English more often.
        site.push_str(&format!(
            "//- de/{number}.md\n---\nlang: de\n---\nWie viele Knoten hat der Verbund Nummer {number} von Grimsel? Es sind viele.\n\
             //- en/{number}.md\n---\nlang: en\n---\nGrimsel {number}: Grimsel has nodes.\n"
        ));
    }
    let Indexed { engine, .. } = indexed(&site);
    for (q, language) in [("wie viele Knoten hat Grimsel 7", "de"), ("how many nodes has Grimsel 7", "en")] {
        let results = ask(&engine, &typed(q));
        assert_eq!(results.hits[0].path, format!("{language}/7.md"), "{q}");
    }
}

#[test]
fn a_question_is_answered_in_the_writing_it_is_put_in() {
    let page =
        |name: &str, lang: &str, text: &str| format!("//- {name}.md\n---\nlang: {lang}\n---\n{text}\n");
    // The page that a reader reads with less ease has the words of the question once more.
    let site = [
        page("简", "zh-CN", "节点的维护由值班的人负责，维护完了就恢复调度。"),
        page("繁", "zh-TW", "節點的維護由值班的人負責，維護完了就恢復調度；節點很多。"),
        page("无", "zh", "别的事情。"),
    ];
    let Indexed { engine, .. } = indexed(&site.concat());
    for (q, expected) in
        [("谁来做节点的维护工作？", ["简.md", "繁.md"]), ("誰來做節點的維護工作？", ["繁.md", "简.md"])]
    {
        assert_eq!(paths(&ask(&engine, &typed(q)))[..2], expected, "{q}");
    }
}
