//! What is typed or asked for may narrow: phrases, exclusions, tags, languages, days, pages of results.

use jiff::civil::date;
use sou::search::{SearchRequest, Sort};

use crate::indexed::{Indexed, ask, indexed, typed};

use super::{SITE, check_found, check_order, language};

#[test]
fn what_is_typed_may_narrow() {
    let Indexed { engine, .. } = indexed(SITE);
    for (q, expected) in [
        ("\"滚动更新\"", &["滚动"][..]), // a phrase, in any script
        ("\"滾動更新\"", &["滚动"]),
        ("\"更新滚动\"", &[]), // its words, in the wrong order
        ("\"quick brown fox\"", &["undated"]),
        ("\"brown quick fox\"", &[]),
        ("“quick brown fox”", &["undated"]), // quotes as phones type them
        ("pod", &["滚动", "全角"]),
        ("pod -调度", &["滚动"]),              // without a word
        ("pod -調度", &["滚动"]),              // the same, in the other script
        ("pod -\"软件体系\"", &["全角"]),      // without a phrase
        ("tag:kubernetes", &["滚动", "雙棧"]), // letter case does not matter
        ("tag:网络", &[]),                     // another word, not another writing of 網路
        ("tag:网路", &["雙棧"]),               // script does not matter either
        ("tag:\"text editor\"", &["全角", "tools"]),
        ("tag:kubernetes tag:运维", &["滚动"]), // all of them
        ("lang:en", &["tools", "undated"]),
        ("lang:zh", &["滚动", "雙棧", "全角"]), // a language takes in its regions
        ("lang:zh-tw", &["雙棧"]),
        ("lang:zh pod tag:kubernetes", &["滚动"]),
        ("tag:kubernetes -主机", &["滚动"]), // of all that pass, those without
        ("lang:zh -pod", &["雙棧"]),
    ] {
        check_found(&engine, &typed(q), expected);
    }
}

#[test]
fn filters_narrow_too() {
    let Indexed { engine, .. } = indexed(SITE);
    let all = typed("");
    let tags = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
    check_found(&engine, &SearchRequest { tags: tags(&["KUBERNETES"]), ..all.clone() }, &["滚动", "雙棧"]);
    check_found(&engine, &SearchRequest { tags: tags(&["网路", "Kubernetes"]), ..all.clone() }, &["雙棧"]);
    check_found(&engine, &SearchRequest { tags: tags(&["没有"]), ..all.clone() }, &[]);
    check_found(&engine, &SearchRequest { lang: language("en"), ..all.clone() }, &["tools", "undated"]);
    check_found(&engine, &SearchRequest { lang: language("fr"), ..all.clone() }, &[]);
    let (from, to) = (Some(date(2022, 3, 4)), Some(date(2023, 5, 6)));
    check_found(&engine, &SearchRequest { from, to, ..all.clone() }, &["雙棧", "全角"]); // both days count
    check_found(&engine, &SearchRequest { from, ..all.clone() }, &["滚动", "雙棧", "全角"]);
    check_found(&engine, &SearchRequest { to, ..typed("pod") }, &["全角"]);
    check_found(&engine, &SearchRequest { from: to, to: from, ..all }, &[]);
}

#[test]
fn an_empty_query_lists_the_newest_first() {
    let Indexed { engine, .. } = indexed(SITE);
    for q in ["", "  ", "　"] {
        check_order(&engine, &typed(q), &["滚动", "雙棧", "全角", "tools", "undated"]);
    }
    let by_date = SearchRequest { sort: Sort::Date, ..typed("pod") };
    check_order(&engine, &by_date, &["滚动", "全角"]);
}

#[test]
fn results_come_in_pages() {
    let Indexed { engine, .. } = indexed(SITE);
    let page = |page, per_page| SearchRequest { page, per_page, ..typed("") };
    check_order(&engine, &page(1, 2), &["滚动", "雙棧"]);
    check_order(&engine, &page(2, 2), &["全角", "tools"]);
    check_order(&engine, &page(3, 2), &["undated"]);
    check_order(&engine, &page(4, 2), &[]);
    let counted = ask(&engine, &page(1, 0));
    assert_eq!((counted.total, counted.hits.len()), (5, 0));
    assert_eq!(ask(&engine, &page(usize::MAX, usize::MAX)).total, 5);
    assert_eq!(ask(&engine, &page(0, 10)).hits.len(), 5);
}

#[test]
fn facets_count_the_whole_result() {
    let Indexed { engine, .. } = indexed(SITE);
    let facets = ask(&engine, &SearchRequest { per_page: 1, ..typed("lang:zh") }).facets;
    assert_eq!(facets.tags.values().filter_map(|count| count.as_u64()).sum::<u64>(), 5);
    assert_eq!(facets.lang.get("zh-CN").and_then(|count| count.as_u64()), Some(2));
    assert_eq!(facets.year.get("2024").and_then(|count| count.as_u64()), Some(1));
    let tags: Vec<(String, usize)> = engine.tags().into_iter().map(|tag| (tag.tag, tag.count)).collect();
    assert_eq!(tags.iter().find(|(tag, _)| tag.eq_ignore_ascii_case("kubernetes")).map(|tag| tag.1), Some(2));
    assert_eq!(tags.first().map(|(_, count)| *count), Some(2));
}
