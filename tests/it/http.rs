//! The service over a real index, without a socket.
//!
//! 1. What is on a page is found, and every form of the answer agrees.
//! 2. What is not published is nowhere: no hit, no count, no page, and its
//!    absence looks like any other.
//! 3. A new generation answers after it is published; a broken one never does.
//! 4. An answer that has not changed is not sent again.
//! 5. Whatever is asked, the answer is an answer or a 400, and soon.
//! 6. A hostile page is text.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::Value;
use sou::index::build::{BuildOptions, build};
use sou::service::{AppState, ServiceOptions, SiteOrigin, app};
use sou::text::Analyzer;
use tempfile::TempDir;
use tower::ServiceExt;

use crate::support::{site, write_files};

const SITE: &str = r#"
//- _config.yml
title: 例
permalink: /:title.html
//- _posts/2024-11-01-rolling.md
---
title: 滚动更新的策略
lang: zh-CN
tags: [kubernetes, 容器]
---
先停一个，再起一个。
## 回滚
滚动更新失败时，用 `kubectl rollout undo` 回到上一版。
//- _posts/2024-11-02-statefulset.md
---
title: 有狀態服務的滾動更新
lang: zh-TW
tags: [kubernetes]
---
有狀態服務要按順序更新。
//- _posts/2024-11-03-rollout.md
---
title: Rolling updates in practice
lang: en
tags: [kubernetes, practice]
---
Ｒｏｌｌｉｎｇ updates replace pods one by one. 滚动更新 is its Chinese name.
//- _posts/2024-11-04-hostile.md
---
title: '"><script>alert("標題")</script>'
lang: zh-CN
tags: ['<img src=x onerror=alert(1)>']
---
恶意页面 </mark></a><script>alert(1)</script> `<b>`。
//- _posts/2024-11-05-secret.md
---
title: 秘密草稿
published: false
tags: [绝密标签]
---
秘密草稿的内容。
"#;

/// A site, its index, and the service over it.
struct Served {
    site: TempDir,
    index: TempDir,
    state: AppState,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("headers are ASCII"))
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.body))
    }
}

fn publish(site: &Path, index: &Path) -> String {
    let options = BuildOptions {
        site: site.to_owned(),
        site_options: Default::default(),
        index: index.to_owned(),
        synonyms: Vec::new(),
        full: false,
        threads: 1,
        now: "2026-01-01T00:00:00Z".parse().expect("a time"),
        shrink: sou::index::Shrink::Refuse,
        patience: std::time::Duration::ZERO,
        disk: sou::index::Disk::default(),
    };
    build(&options, &Arc::new(Analyzer::default()), &|_| {}).expect("the site can be indexed").generation
}

impl Served {
    fn over(text: &str, options: ServiceOptions) -> Self {
        let site = site(text);
        let index = tempfile::tempdir().expect("a temporary folder can be made");
        publish(site.path(), index.path());
        let state = AppState::new(index.path().to_owned(), Arc::new(Analyzer::default()), options);
        state.engines().refresh().expect("the index can be opened");
        Self { site, index, state }
    }

    async fn get(&self, address: &str) -> Answer {
        self.get_with(address, &[]).await
    }

    async fn get_with(&self, address: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).expect("an address");
        let response = app(self.state.clone()).oneshot(request).await.expect("a router never fails");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("bodies are in memory");
        let body = String::from_utf8(body.to_vec()).expect("answers are UTF-8");
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

/// Everything but letters and digits as `%` and two digits.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn search_for(q: &str) -> String {
    format!("/api/v1/search?q={}", encoded(q))
}

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
        let sum = concepts.iter().map(score_of).sum::<f64>() + score_of(&explanation["title"]);
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
async fn what_is_not_published_is_nowhere() {
    let served = Served::over(SITE, ServiceOptions::default());
    for address in [
        search_for("秘密草稿"),
        format!("/search?q={}", encoded("秘密草稿")),
        "/api/v1/search".to_owned(),
        "/api/v1/tags".to_owned(),
        "/".to_owned(),
        "/health".to_owned(),
        format!("/api/v1/search?tag={}", encoded("绝密标签")),
    ] {
        let answer = served.get(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(!answer.body.contains("2024-11-05-secret"), "{address}");
        assert!(!answer.body.contains("的内容"), "{address}");
        if !address.contains('?') {
            assert!(!answer.body.contains("绝密标签"), "{address}");
        }
    }
    assert_eq!(served.get("/health").await.json()["docs"], 4);
    // The same for what is private and for what never was.
    let mut told = Vec::new();
    for path in ["_posts/2024-11-05-secret.md", "_posts/never.md", "../../etc/passwd"] {
        let answer = served.get(&format!("/api/v1/document?path={}", encoded(path))).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!answer.headers.contains_key("etag"), "{path}");
        let mut problem = answer.json();
        problem["request_id"] = Value::Null;
        told.push(problem);
        let page = served.get(&format!("/page?path={}", encoded(path))).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:#?}");
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
async fn a_hostile_page_is_text() {
    let served = Served::over(SITE, ServiceOptions::default());
    let path = encoded("_posts/2024-11-04-hostile.md");
    for address in
        ["/".to_owned(), format!("/search?q={}", encoded("恶意页面")), format!("/page?path={path}")]
    {
        let page = served.get(&address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        for markup in ["<script>", "<img", "onerror=alert(1)>\""] {
            assert!(!page.body.contains(markup), "{address} has {markup}");
        }
    }
}

#[tokio::test]
async fn a_new_generation_answers() {
    let served = Served::over(SITE, ServiceOptions::default());
    let before = served.get(&search_for("量子纠缠")).await;
    assert_eq!(before.json()["total"], 0);
    write_files(
        served.site.path(),
        "//- _posts/2024-12-01-quantum.md\n---\ntitle: 量子纠缠\n---\n两个粒子，一个状态。\n",
    );
    let generation = publish(served.site.path(), served.index.path());
    served.state.engines().refresh().expect("the new generation can be opened");
    let after = served.get(&search_for("量子纠缠")).await;
    assert_eq!(after.json()["total"], 1);
    assert_eq!(after.json()["index"]["generation"], generation);
    assert_ne!(after.header("etag"), before.header("etag"), "an old answer would be kept");
    assert_eq!(served.get("/health").await.json()["generation"], generation);
}

#[tokio::test]
async fn a_broken_generation_does_not() {
    let served = Served::over(SITE, ServiceOptions::default());
    let pointer = served.index.path().join("CURRENT");
    let whole = std::fs::read(&pointer).expect("the index has a pointer");
    std::fs::write(&pointer, "gen-999999\n").expect("the pointer can be written");
    served.state.engines().refresh().expect_err("there is no such generation");
    let health = served.get("/health").await;
    assert_eq!(health.status, StatusCode::OK, "the old one answers");
    assert_eq!(health.json()["last_reload_error"]["code"], "index_unreadable");
    let folder = served.index.path().display().to_string();
    assert!(!health.body.contains(&folder), "where the index is, is nobody's business: {}", health.body);
    assert_eq!(served.get(&search_for("滚动更新")).await.json()["total"], 3);
    std::fs::write(&pointer, whole).expect("the pointer can be written");
    served.state.engines().refresh().expect("the index is whole again");
    assert_eq!(served.get("/health").await.json()["last_reload_error"], Value::Null);
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let served = Served::over(SITE, ServiceOptions::default());
    for address in
        [search_for("滚动更新"), "/api/v1/tags".to_owned(), "/".to_owned(), "/search?q=k8s".to_owned()]
    {
        let first = served.get(&address).await;
        assert_eq!(
            first.header("cache-control"),
            "public, max-age=60, stale-while-revalidate=600",
            "{address}"
        );
        assert!(first.header("server-timing").contains("search;dur="), "{address}");
        let again = served.get_with(&address, &[("if-none-match", first.header("etag"))]).await;
        assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{address}");
        assert_eq!(again.header("etag"), first.header("etag"), "{address}");
        let other = served.get_with(&address, &[("if-none-match", "W/\"other\"")]).await;
        assert_eq!(other.status, StatusCode::OK, "{address}");
    }
    let one = served.get("/api/v1/search?q=a&page=1&utm_source=x").await;
    let same = served.get("/api/v1/search?per_page=10&q=a").await;
    assert_eq!(one.header("etag"), same.header("etag"));
}

#[tokio::test]
async fn whatever_is_asked_is_answered() {
    let served = Served::over(SITE, ServiceOptions::default());
    let repeated = |text: &str, n: usize| encoded(&text.repeat(n));
    let mut queries: Vec<String> = [
        ("(", 500),
        ("()", 250),
        ("-(", 250),
        ("+(", 250),
        ("/", 512),
        ("a OR (", 85),
        ("*", 512),
        ("?", 512),
        ("\"", 512),
        ("-", 512),
        ("搜", 170),
        ("搜 ", 128),
        ("a", 512),
        ("1", 512),
        ("😀", 128),
        ("\u{301}", 256),
        ("\u{202e}", 170),
        ("tag:", 128),
        ("lang:", 100),
        ("\"a\" ", 128),
        ("a-", 256),
        ("か", 170),
        ("ก", 170),
        ("ﷺ", 170),
    ]
    .iter()
    .map(|(text, n)| repeated(text, *n))
    .collect();
    queries.extend(
        [
            "/(a{1,1000}){1,1000}/",
            "a~2 b~2",
            "\"滚动 更新\"~4000000000",
            "a^nan",
            "a^1e400",
            "a^-1",
            "nofield:x",
            "x:IN [a b",
            "\0",
            "。，！",
            "的",
            "",
        ]
        .map(encoded),
    );
    queries.extend(["%00", "%zz", "%", "%c0%af", "%ff%fe", "+", "%20%09%0A"].map(str::to_owned));
    for q in &queries {
        for route in ["/api/v1/search", "/search"] {
            let started = Instant::now();
            let answer = served.get(&format!("{route}?q={q}")).await;
            let took = started.elapsed();
            assert!(
                answer.status == StatusCode::OK || answer.status == StatusCode::BAD_REQUEST,
                "{route}?q={q}: {} {}",
                answer.status,
                answer.body
            );
            // Tests run unoptimised beside each other: this is to find what hangs, not what is slow.
            assert!(took < Duration::from_secs(3), "{route}?q={q} took {took:?}");
        }
    }
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
