//! The service over a real index, without a socket.
//!
//! 1. What is on a page is found, and every form of the answer agrees.
//! 2. What is not published is nowhere: no hit, no count, no page, and its
//!    absence looks like any other.
//! 3. A new generation answers after it is published; a broken one never does.
//! 4. An answer that has not changed is not sent again.
//! 5. Whatever is asked, the answer is an answer or a 400, and soon.
//! 6. A hostile page is text.

mod answers;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::Value;
use sou::index::build::{BuildOptions, build};
use sou::service::{AppState, ServiceOptions, app};
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
