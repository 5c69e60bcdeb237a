//! What is typed to an answer, on a site that stands still.
//!
//! Input: a byte for what else is asked (one bit each: sorted by date, translations
//! apart, explained, two to a page, the second page), then what is typed.
//!
//! 1. Everything is answered but what is longer than anybody types; twice the same.
//! 2. Each hit is a page of the site with what the filters ask for, and what it
//!    shows is a piece of that page; nothing shows a draft.
//! 3. One to some ideographs in quotation marks find the pages that a plain scan
//!    finds, and no other.
//! 4. What may be meant by what was typed is short enough to be typed.

use std::collections::BTreeSet;

use sou::index::title_key;
use sou::search::query::{Query, parse};
use sou::search::request::MAX_QUERY_BYTES;
use sou::search::{Hit, Results, SearchRequest, Sort, SuggestRequest};
use sou::text::fold::fold_str;
use sou::{Error, error};

use super::Input;
use super::small_site::{SECRET, SMALL_SITE, Shown};
use super::snippet::{check_is_piece, check_segments, plain};

/// Checks one input.
pub fn check(bytes: &[u8]) {
    let mut input = Input(bytes);
    let flags = input.byte();
    let has = |bit: u8| flags & (1 << bit) != 0;
    let request = SearchRequest {
        q: input.rest_text(),
        sort: if has(0) { Sort::Date } else { Sort::Relevance },
        collapse: !has(1),
        explain: has(2),
        per_page: if has(3) { 2 } else { 50 },
        page: if has(4) { 2 } else { 1 },
        ..SearchRequest::default()
    };
    let site = &*SMALL_SITE;
    let answer = site.engine.search(&request);
    let typed = SuggestRequest { q: request.q.clone(), ..SuggestRequest::default() };
    let suggested = site.engine.suggest(&typed);
    if request.q.len() > MAX_QUERY_BYTES {
        assert!(is_too_long(&answer) && is_too_long(&suggested));
        return;
    }
    let results = answer.unwrap_or_else(|error| panic!("{:?}: {error}", request.q));
    let suggested = suggested.unwrap_or_else(|error| panic!("{:?}: {error}", request.q));
    assert!(suggested.suggestions.iter().all(|suggestion| !suggestion.text.is_empty()));
    let query = parse(&request.q);
    assert!(results.hits.len() <= request.per_page && results.total <= site.pages.len());
    for hit in &results.hits {
        check_hit(&query, hit);
    }
    check_same(&results, &site.engine.search(&request).expect("it was answered once"));
    // Whoever typed the secret knows it: what stays of the query as it was is theirs.
    let knows = fold_str(&request.q).contains(SECRET);
    for meant in results.suggest.iter().chain(&results.corrected) {
        assert!(meant.len() <= MAX_QUERY_BYTES && (knows || !meant.contains(SECRET)), "{meant:?}");
    }
    let facets = serde_json::to_string(&results.facets).expect("facets are printable");
    assert!(!facets.contains(SECRET), "{facets}");
    check_phrase(&query);
}

fn is_too_long<T>(answer: &error::Result<T>) -> bool {
    matches!(answer, Err(Error::QueryTooLong { .. }))
}

fn check_hit(query: &Query, hit: &Hit) {
    let Shown { page, texts, .. } = SMALL_SITE.page(&hit.path);
    assert_eq!((&hit.url, hit.lang.as_str()), (&page.url, page.language.as_str()));
    assert_eq!(plain(&hit.title), page.title);
    let is_tagged = |tag: &String| page.tags.iter().any(|of_page| title_key(of_page) == title_key(tag));
    assert!(query.tags.iter().all(is_tagged), "{:?} of {query:?}", page.tags);
    assert!(query.lang.as_ref().is_none_or(|lang| page.language.is_within(lang)), "{query:?}");
    assert!(hit.score.is_finite(), "{hit:?}");
    let all = texts.join("\n");
    let description = page.description.clone().unwrap_or_default();
    let shown = plain(&hit.snippet);
    if !description.contains(&shown) {
        check_is_piece(&shown, &all);
    }
    for section in &hit.sections {
        let heading = plain(&section.title);
        assert!(page.sections.iter().any(|of_page| of_page.heading == heading), "{heading:?}");
        assert!(section.url.starts_with(&page.url), "{section:?}");
        check_is_piece(&plain(&section.snippet), &all);
        check_segments(&section.title);
        check_segments(&section.snippet);
    }
    check_segments(&hit.title);
    check_segments(&hit.snippet);
}

fn check_same(first: &Results, again: &Results) {
    let without_time = |results: &Results| Results { took_ms: 0.0, ..results.clone() };
    assert_eq!(without_time(first), without_time(again), "the same question is answered differently");
}

/// Asks for the ideographs of a query as a phrase, and looks through the pages for them.
fn check_phrase(query: &Query) {
    let is_han = |c: &char| ('\u{4E00}'..='\u{9FFF}').contains(c);
    let folded = fold_str(&query.text);
    let phrase: String = folded.chars().skip_while(|c| !is_han(c)).take_while(is_han).take(12).collect();
    if phrase.is_empty() {
        return;
    }
    let request = SearchRequest {
        q: format!("\"{phrase}\""),
        per_page: 50,
        collapse: false,
        ..SearchRequest::default()
    };
    let results = SMALL_SITE.engine.search(&request).expect("it is short");
    let as_typed = results.hits.iter().filter(|hit| hit.via.is_none());
    let found: BTreeSet<&str> = as_typed.map(|hit| hit.path.as_str()).collect();
    let holds = |shown: &&Shown| shown.folded.iter().any(|piece| piece.contains(&phrase));
    let expected: BTreeSet<&str> =
        SMALL_SITE.pages.iter().filter(holds).map(|shown| shown.page.path.as_str()).collect();
    assert_eq!(found, expected, "{phrase:?}");
}
