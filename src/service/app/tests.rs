//! Requests without a socket and without an index. What an index answers is in
//! `tests/it/http.rs`.
//!
//! 1. Every failure has its status, its code and the shape of RFC 9457.
//! 2. Every answer has the safety headers and a request id.
//! 3. No request ends the process.

use std::path::PathBuf;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;
use tower::ServiceExt;

use super::*;
use crate::service::{CorsPolicy, ServiceOptions};
use crate::text::Analyzer;

fn without_index(options: ServiceOptions) -> AppState {
    AppState::new(PathBuf::from("no-such-folder"), Arc::new(Analyzer::default()), options)
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.body))
    }
}

async fn send(router: Router, request: Request) -> Answer {
    let response = router.oneshot(request).await.expect("a router never fails");
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("bodies are in memory");
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).expect("UTF-8"),
    }
}

fn ask(method: &str, address: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(address)
}

async fn get_from(options: ServiceOptions, address: &str) -> Answer {
    let request = ask("GET", address).body(Body::empty()).expect("an address");
    send(app(without_index(options)), request).await
}

#[tokio::test]
async fn failures_have_a_code() {
    let long_uri = format!("/api/v1/search?q={}", "x".repeat(MAX_URI_BYTES));
    let long_query = format!("/api/v1/search?q={}", "%E6%90%9C".repeat(171));
    for (method, address, status, code) in [
        ("GET", "/api/v1/search?q=%E6%BB%9A%E5%8A%A8", 503, "index_unavailable"),
        ("GET", "/api/v1/tags", 503, "index_unavailable"),
        ("GET", "/api/v1/document?path=a.md", 503, "index_unavailable"),
        ("GET", "/health/readyz", 503, "index_unavailable"),
        ("GET", "/api/v1/document", 400, "invalid_path"),
        ("GET", "/api/v1/document?path=%ff", 400, "invalid_path"),
        ("GET", "/api/v1/search?page=0", 400, "invalid_page"),
        ("GET", "/api/v1/search?per_page=1000000000", 400, "invalid_per_page"),
        ("GET", "/api/v1/search?from=yesterday", 400, "invalid_date"),
        ("GET", "/api/v1/search?sort=best", 400, "invalid_sort"),
        ("GET", "/api/v1/search?q=1&q=2", 400, "repeated_parameter"),
        ("GET", &long_query, 400, "invalid_query"),
        ("GET", &long_uri, 414, "uri_too_long"),
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v1/search/", 404, "not_found"),
        ("GET", "/../../etc/passwd", 404, "not_found"),
        ("GET", "/problems/none", 404, "not_found"),
        ("POST", "/api/v1/search", 405, "method_not_allowed"),
        ("DELETE", "/", 405, "method_not_allowed"),
        ("BREW", "/health", 405, "method_not_allowed"),
    ] {
        let request = ask(method, address).body(Body::empty()).expect("an address");
        let answer = send(app(without_index(ServiceOptions::default())), request).await;
        let shown = address.get(..40).unwrap_or(address);
        assert_eq!(answer.status.as_u16(), status, "{method} {shown}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{method} {shown}");
        assert_eq!(answer.header("cache-control"), "no-store", "{method} {shown}");
        let problem = answer.json();
        assert_eq!(problem["code"], code, "{method} {shown}");
        assert_eq!(problem["status"], status, "{method} {shown}");
        assert_eq!(problem["type"], format!("/problems/{code}"), "{method} {shown}");
        assert_eq!(problem["instance"], address.split('?').next().expect("a part"), "{method} {shown}");
        assert_eq!(problem["request_id"], answer.header("x-request-id"), "{method} {shown}");
        assert_eq!(status == 503, !answer.header("retry-after").is_empty(), "{method} {shown}");
        assert_eq!(status == 405, answer.header("allow").contains("GET"), "{method} {shown}");
        assert!(!answer.body.contains("no-such-folder"), "{method} {shown} tells where the index is");
    }
}

#[tokio::test]
async fn every_answer_is_safe() {
    for address in [
        "/",
        "/search?q=x",
        "/page?path=x",
        "/sou.css",
        "/sou.js",
        "/sou.svg",
        "/health",
        "/api/v1/tags",
        "/none",
    ] {
        let answer = get_from(ServiceOptions::default(), address).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{address}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{address}");
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{address}");
        let is_page = answer.header("content-type").starts_with("text/html");
        assert_eq!(
            answer.header("content-security-policy").contains("script-src 'self'"),
            is_page,
            "{address}"
        );
        assert!(!answer.header("content-security-policy").contains("unsafe"), "{address}");
        assert!(!answer.header("x-request-id").is_empty(), "{address}");
        assert!(!answer.header("content-type").is_empty(), "{address}");
        assert!(!answer.headers.contains_key("server"), "{address}");
    }
}

#[tokio::test]
async fn a_reader_is_told_in_a_page() {
    for (address, status, language) in [
        ("/?ui=zh", 503, "zh-CN"),
        ("/search?q=x&ui=en", 503, "en"),
        ("/search?page=0", 400, "zh-CN"),
        ("/page", 400, "zh-CN"),
        ("/page?path=drafts%2Fsecret.md", 503, "zh-CN"),
    ] {
        let answer = get_from(ServiceOptions::default(), address).await;
        assert_eq!(answer.status.as_u16(), status, "{address}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{address}");
        assert_eq!(answer.header("vary"), "Accept-Language", "{address}");
        assert_eq!(answer.header("cache-control"), "no-store", "{address}");
        assert!(answer.body.contains(&format!("<html lang=\"{language}\">")), "{address}");
        assert_eq!(status == 503, !answer.header("retry-after").is_empty(), "{address}");
    }
}

#[tokio::test]
async fn health_before_the_first_index() {
    let answer = get_from(ServiceOptions::default(), "/health").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json()["status"], "unavailable");
    let answer = get_from(ServiceOptions::default(), "/health/livez").await;
    assert_eq!((answer.status, answer.json()["status"].as_str()), (StatusCode::OK, Some("alive")));
}

#[tokio::test]
async fn other_sites_may_ask() {
    let only = ServiceOptions {
        cors: CorsPolicy::Only(vec!["https://blog.example.com".into()]),
        ..Default::default()
    };
    for (options, method, address, origin, allowed) in [
        (ServiceOptions::default(), "GET", "/api/v1/tags", "https://a.example", "*"),
        (ServiceOptions::default(), "GET", "/api/v1/none", "https://a.example", "*"),
        (ServiceOptions::default(), "OPTIONS", "/api/v1/search", "https://a.example", "*"),
        (ServiceOptions::default(), "GET", "/search", "https://a.example", ""),
        (only.clone(), "OPTIONS", "/api/v1/search", "https://blog.example.com", "https://blog.example.com"),
        (only.clone(), "GET", "/api/v1/search", "null", ""),
        (only, "OPTIONS", "/api/v1/search", "https://evil.example", ""),
    ] {
        let request = ask(method, address).header("origin", origin).body(Body::empty()).expect("an address");
        let answer = send(app(without_index(options)), request).await;
        assert_eq!(answer.header("access-control-allow-origin"), allowed, "{method} {address} {origin}");
        assert!(!answer.headers.contains_key("access-control-allow-credentials"));
        if method == "OPTIONS" {
            assert_eq!(answer.status, StatusCode::NO_CONTENT, "{address}");
            assert_eq!(answer.header("access-control-max-age"), "86400", "{address}");
            assert_eq!(answer.body, "", "{address}");
        }
    }
}

#[tokio::test]
async fn bodies_are_refused_and_their_connection_closed() {
    for (name, value) in [("content-length", "5"), ("transfer-encoding", "chunked")] {
        let request = ask("GET", "/api/v1/search?q=x")
            .header(name, value)
            .body(Body::from("q=yyy"))
            .expect("a request");
        let answer = send(app(without_index(ServiceOptions::default())), request).await;
        assert_eq!(answer.json()["code"], "body_not_allowed", "{name}");
        assert_eq!(answer.header("connection"), "close", "{name}");
    }
    let request =
        ask("GET", "/health/livez").header("content-length", "0").body(Body::empty()).expect("a request");
    assert_eq!(send(app(without_index(ServiceOptions::default())), request).await.status, StatusCode::OK);
}

#[tokio::test]
async fn request_ids_of_a_proxy_are_kept_if_they_are_plain() {
    for (given, is_kept) in
        [("abc-123_x.y", true), ("a b", false), ("a\"b", false), (&"x".repeat(65), false), ("", false)]
    {
        let request =
            ask("GET", "/health/livez").header("x-request-id", given).body(Body::empty()).expect("a request");
        let answer = send(app(without_index(ServiceOptions::default())), request).await;
        assert_eq!(answer.header("x-request-id") == given, is_kept, "{given}");
    }
}

#[tokio::test]
async fn a_panic_is_an_answer_and_the_next_request_is_answered() {
    async fn panics() -> Response {
        panic!("secret of the server")
    }
    let router = Router::new().route("/api/v1/panics", get(panics)).route("/fine", get(|| async { "fine" }));
    let router = in_envelope(router, without_index(ServiceOptions::default()));
    for _ in 0..2 {
        let request = ask("GET", "/api/v1/panics").body(Body::empty()).expect("an address");
        let answer = send(router.clone(), request).await;
        assert_eq!(answer.json()["code"], "internal");
        assert!(!answer.body.contains("secret"));
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
    let request = ask("GET", "/fine").body(Body::empty()).expect("an address");
    assert_eq!(send(router, request).await.body, "fine");
}

#[tokio::test]
async fn assets_are_kept_for_a_year_under_their_version() {
    let page = get_from(ServiceOptions::default(), "/search").await.body;
    for name in ["sou.css", "sou.js", "sou.svg"] {
        let start = page.find(name).unwrap_or_else(|| panic!("{name} is not loaded"));
        let address = page[start..].split('"').next().expect("a part");
        let answer = get_from(ServiceOptions::default(), &format!("/{address}")).await;
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable", "{address}");
        let answer = get_from(ServiceOptions::default(), &format!("/{name}?v=old")).await;
        assert_eq!(answer.header("cache-control"), "public, max-age=3600", "{name}");
        let request = ask("GET", &format!("/{name}"))
            .header("if-none-match", answer.header("etag"))
            .body(Body::empty())
            .expect("a request");
        let again = send(app(without_index(ServiceOptions::default())), request).await;
        assert_eq!((again.status, again.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{name}");
    }
}

#[tokio::test]
async fn head_has_the_headers_of_get() {
    for address in ["/sou.css", "/health/livez", "/search?q=x"] {
        let request = ask("HEAD", address).body(Body::empty()).expect("an address");
        let head = send(app(without_index(ServiceOptions::default())), request).await;
        let get = get_from(ServiceOptions::default(), address).await;
        assert_eq!(head.status, get.status, "{address}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{address}");
        assert_eq!(head.body, "", "{address}");
    }
}

#[tokio::test]
async fn the_type_of_a_problem_can_be_followed() {
    for code in Code::ALL {
        let answer = get_from(ServiceOptions::default(), &format!("/problems/{}", code.name())).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.body.contains(code.title()));
    }
}

#[tokio::test]
async fn a_browser_can_add_the_search() {
    let request = ask("GET", "/opensearch.xml").header("host", "search.example.com:8080").body(Body::empty());
    let answer = send(app(without_index(ServiceOptions::default())), request.expect("a request")).await;
    assert!(
        answer.body.contains("template=\"http://search.example.com:8080/search?q={searchTerms}\""),
        "{}",
        answer.body
    );
    for host in ["\"><x", "a b", ""] {
        let request = ask("GET", "/opensearch.xml").header("host", host).body(Body::empty());
        let answer = send(app(without_index(ServiceOptions::default())), request.expect("a request")).await;
        assert!(!answer.body.contains("<x"), "{host}");
    }
}
