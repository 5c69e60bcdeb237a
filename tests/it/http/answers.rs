//! What is asked over HTTP and what comes: hits, filters, pages, suggestions.

use axum::http::StatusCode;
use serde_json::Value;
use sou::service::{ServiceOptions, SiteOrigin};

use super::{SITE, Served, encoded, search_for};

#[tokio::test]
async fn a_question_over_http() {
    let served = Served::over(SITE, ServiceOptions::default());
    // Simplified finds Traditional, and the other way round; full-width finds itself.
    for (q, total) in
        [("滚动更新", 3), ("滾動更新", 3), ("rolling updates", 1), ("ＲＯＬＬＩＮＧ", 1), ("rollout undo", 1)]
    {
        let answer = served.get(&search_for(q)).await;
        assert_eq!(answer.status, StatusCode::OK, "{q}");
        assert_eq!(answer.header("content-type"), "application/json; charset=utf-8", "{q}");
        let results = answer.json();
        assert_eq!(results["query"], q);
        assert_eq!(results["total"], total, "{q}: {results:#}");
        for hit in results["hits"].as_array().expect("a list") {
            assert!(hit["url"].as_str().expect("a string").starts_with('/'), "{hit}");
            assert!(
                hit["title"].as_array().is_some_and(|title| title.iter().all(|segment| segment[1].is_u64()))
            );
        }
    }
    let first = &served.get(&search_for("滚动更新")).await.json()["hits"][0];
    assert_eq!(first["path"], "_posts/2024-11-01-rolling.md", "the title begins with it: {first:#}");
    assert_eq!(first["url"], "/rolling.html");
    assert_eq!(first["sections"][0]["url"], "/rolling.html#%E5%9B%9E%E6%BB%9A");
}

#[tokio::test]
async fn a_score_is_explained_only_where_that_is_asked_for() {
    let served = Served::over(SITE, ServiceOptions::default());
    let explained = served.get(&format!("{}&explain=1", search_for("滚动更新"))).await.json();
    for hit in explained["hits"].as_array().expect("a list") {
        let explanation = &hit["explanation"];
        let concepts = explanation["concepts"].as_array().expect("a list");
        let score_of = |part: &Value| part["score"].as_f64().unwrap_or_default();
        let factor = explanation["language_factor"].as_f64().expect("a number");
        let words = concepts.iter().map(score_of).sum::<f64>() + score_of(&explanation["passage"]);
        let sum = factor * words + score_of(&explanation["title"]);
        assert!((sum - score_of(hit)).abs() < 1e-3, "{hit:#}");
    }
    let plain = served.get(&search_for("滚动更新")).await.json();
    assert!(plain["hits"][0].get("explanation").is_none(), "{plain:#}");
    assert_eq!(plain["hits"][0]["score"], explained["hits"][0]["score"]);
}

#[tokio::test]
async fn filters_pages_and_counts() {
    let served = Served::over(SITE, ServiceOptions::default());
    for (query, total) in [
        ("tag=kubernetes", 3),
        ("tag=KUBERNETES", 3),
        ("tag=kubernetes&tag=practice", 1),
        ("lang=zh&tag=kubernetes", 2),
        ("lang=zh-Hant", 1),
        ("from=2024-11-02&to=2024-11-02", 1),
        ("tag=nothing", 0),
    ] {
        let results = served.get(&format!("/api/v1/search?{query}&per_page=1")).await.json();
        assert_eq!(results["total"], total, "{query}");
        assert_eq!(results["hits"].as_array().map(Vec::len), Some(total.min(1)), "{query}");
    }
    // No words and a tag: the newest first.
    let results = served.get("/api/v1/search?tag=kubernetes").await.json();
    let dates: Vec<_> =
        results["hits"].as_array().expect("a list").iter().map(|hit| hit["date"].clone()).collect();
    assert!(dates.is_sorted_by(|a, b| a.as_str() >= b.as_str()), "{dates:?}");
    let nothing = served.get("/api/v1/search?q=x&per_page=0").await.json();
    assert_eq!(nothing["hits"].as_array().map(Vec::len), Some(0));
    let far = served.get(&format!("{}&page=100", search_for("滚动更新"))).await;
    assert_eq!((far.status, far.json()["hits"].as_array().map(Vec::len)), (StatusCode::OK, Some(0)));
}

#[tokio::test]
async fn a_page_as_the_index_has_it() {
    let served = Served::over(SITE, ServiceOptions::default());
    let address = format!("path={}", encoded("_posts/2024-11-01-rolling.md"));
    let document = served.get(&format!("/api/v1/document?{address}")).await.json();
    assert_eq!(document["title"], "滚动更新的策略");
    assert_eq!(document["url"], "/rolling.html");
    assert_eq!(document["sections"][1]["anchor"], "回滚");
    let page = served.get(&format!("/page?{address}&ui=en")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("<h2 id=\"回滚\">回滚</h2>"), "{}", page.body);
    assert!(page.body.contains("<html lang=\"en\">"));
}

#[tokio::test]
async fn the_results_page_needs_no_script() {
    let served = Served::over(SITE, ServiceOptions::default());
    let home = served.get_with("/", &[("accept-language", "zh-TW,zh;q=0.9,en;q=0.5")]).await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.body.contains("<html lang=\"zh-CN\">"));
    assert!(home.body.contains("href=\"search?tag=kubernetes\""), "{}", home.body);
    let page = served.get(&format!("/search?q={}&tag=kubernetes&ui=zh", encoded("滚动更新"))).await;
    assert!(page.body.contains("<mark>滚动更新</mark>"), "{}", page.body);
    assert!(page.body.contains("<mark>滾動更新</mark>"), "marked in the writing of the page: {}", page.body);
    assert!(
        page.body.contains("href=\"page?path=_posts%2F2024-11-01-rolling.md&amp;ui=zh\""),
        "{}",
        page.body
    );
    let nothing = served.get(&format!("/search?q={}&ui=zh", encoded("量子纠缠香蕉"))).await;
    assert_eq!(nothing.status, StatusCode::OK);
    assert!(nothing.body.contains("量子纠缠香蕉"), "{}", nothing.body);

    let site = SiteOrigin::parse("https://blog.example.com");
    let published = Served::over(SITE, ServiceOptions { site, ..Default::default() });
    let page = published.get(&format!("/search?q={}", encoded("滚动更新"))).await;
    assert!(page.body.contains("href=\"https://blog.example.com/rolling.html\""), "{}", page.body);
}

#[tokio::test]
async fn suggestions_over_http() {
    let served = Served::over(SITE, ServiceOptions::default());
    let answer = served.get(&format!("/api/v1/suggest?q={}&lang=zh", encoded("gundong"))).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/json; charset=utf-8");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let first = &answer.json()["suggestions"][0];
    assert_eq!(first["text"], "滚动更新的策略");
    assert_eq!(first["marked"], serde_json::json!([["滚动", 1], ["更新的策略", 0]]));
    assert_eq!((&first["kind"], &first["via"]), (&"title".into(), &"pinyin".into()));
    assert_eq!(first["url"], "/rolling.html");

    let tag = answer.header("etag").to_owned();
    let address = format!("/api/v1/suggest?lang=zh&limit=8&q={}", encoded("gundong"));
    let again = served.get_with(&address, &[("if-none-match", &tag)]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);

    for (query, code) in [
        ("q=%FF", "invalid_query"),
        ("q=a&q=b", "repeated_parameter"),
        ("lang=%C3%A9", "invalid_language"),
        ("limit=0", "invalid_limit"),
        ("limit=21", "invalid_limit"),
        ("limit=x", "invalid_limit"),
    ] {
        let answer = served.get(&format!("/api/v1/suggest?{query}")).await;
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (StatusCode::BAD_REQUEST, &code.into()),
            "{query}"
        );
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    let too_long = served.get(&format!("/api/v1/suggest?q={}", "a".repeat(513))).await;
    assert_eq!(too_long.status, StatusCode::BAD_REQUEST);
    let secret = served.get(&format!("/api/v1/suggest?q={}", encoded("秘密"))).await;
    assert_eq!(secret.json()["suggestions"], serde_json::json!([]));
}

#[tokio::test]
async fn a_browser_is_given_suggestions() {
    let served = Served::over(SITE, ServiceOptions::default());
    let description = served.get_with("/opensearch.xml", &[("host", "search.example.com")]).await;
    let template = "template=\"http://search.example.com/suggestions?q={searchTerms}\"";
    assert!(description.body.contains(template), "{}", description.body);
    let answer = served.get(&format!("/suggestions?q={}", encoded("回"))).await;
    assert_eq!(answer.header("content-type"), "application/x-suggestions+json; charset=utf-8");
    let json = answer.json();
    assert_eq!((&json[0], &json[1][0]), (&"回".into(), &"回滚".into()), "{json}");
}
