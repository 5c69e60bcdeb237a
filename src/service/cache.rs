//! What may be kept by browsers and proxies, and for how long.
//!
//! An answer changes only when a new generation is published, so its tag is the
//! generation and what was asked. A browser that asks again with the tag is
//! answered without a search.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::search::IndexInfo;
use crate::service::admission::Done;

/// How long an answer is fresh without asking, 60 s, and how long an old one may
/// be shown while a new one is fetched, 10 min: a reader who goes back and forth
/// asks nothing, and a new post is found within a minute.
const ANSWER: &str = "public, max-age=60, stale-while-revalidate=600";

/// `application/json`, which is always UTF-8 (RFC 8259); said for old clients.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// The media type of our pages.
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// The name of one answer: this index, asked this.
///
/// `asked` is the request in its one canonical form (`params::SearchParams`), so
/// that `?q=a&page=1` and `?page=01&q=a` share it. It is weak: the time that a
/// search took is in the body and differs.
pub(super) fn entity_tag(index: &IndexInfo, route: &str, asked: &str) -> HeaderValue {
    let mut hasher = DefaultHasher::new();
    // An index that was thrown away and built anew counts its generations from
    // one again: only the time tells them apart.
    index.updated.hash(&mut hasher);
    // Another release prints other answers.
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    route.hash(&mut hasher);
    asked.hash(&mut hasher);
    let generation: String =
        index.generation.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    HeaderValue::from_str(&format!("W/\"{generation}-{:016x}\"", hasher.finish()))
        .expect("letters, digits and hyphens make a header")
}

/// Whether the client already has what `tag` names (`If-None-Match`, RFC 9110,
/// section 13.1.2: weak comparison, a list, or `*`).
pub(super) fn client_has(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let strip = |value: &str| value.trim().trim_start_matches("W/").to_owned();
    let Ok(wanted) = tag.to_str().map(strip) else { return false };
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|candidate| candidate.trim() == "*" || strip(candidate) == wanted)
}

/// 304: what the client has is current.
pub(super) fn not_modified(tag: HeaderValue) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    set_caching(response.headers_mut(), tag);
    response
}

/// 200 with `body`, to be kept under the name `tag`.
pub(super) fn answer(tag: HeaderValue, media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    set_caching(response.headers_mut(), tag);
    response
}

/// Says what the time went into, for the browser's developer tools.
pub(super) fn set_server_timing<T>(response: &mut Response, done: &Done<T>) {
    let timing = format!("queue;dur={:.2}, search;dur={:.2}", millis(done.waited), millis(done.worked));
    if let Ok(value) = HeaderValue::from_str(&timing) {
        response.headers_mut().insert("server-timing", value);
    }
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn set_caching(headers: &mut HeaderMap, tag: HeaderValue) {
    headers.insert(header::ETAG, tag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(ANSWER));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(generation: &str, updated: &str) -> IndexInfo {
        IndexInfo { generation: generation.into(), updated: updated.into(), docs: 1 }
    }

    #[test]
    fn a_tag_changes_with_everything_that_changes_the_answer() {
        let base = entity_tag(&index("gen-000001", "2026-01-01T00:00:00Z"), "search", "q=存储");
        let others = [
            entity_tag(&index("gen-000002", "2026-01-01T00:00:00Z"), "search", "q=存储"),
            entity_tag(&index("gen-000001", "2026-01-02T00:00:00Z"), "search", "q=存储"),
            entity_tag(&index("gen-000001", "2026-01-01T00:00:00Z"), "tags", "q=存储"),
            entity_tag(&index("gen-000001", "2026-01-01T00:00:00Z"), "search", "q=儲存"),
        ];
        assert!(others.iter().all(|other| *other != base));
        assert!(base.to_str().expect("ASCII").starts_with("W/\"gen-000001-"));
    }

    #[test]
    fn what_the_client_has() {
        let tag = HeaderValue::from_static("W/\"gen-000001-00\"");
        for (sent, has) in [
            ("W/\"gen-000001-00\"", true),
            ("\"gen-000001-00\"", true),
            ("\"other\", W/\"gen-000001-00\"", true),
            ("*", true),
            ("W/\"gen-000002-00\"", false),
            ("", false),
            ("\"", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(sent));
            assert_eq!(client_has(&headers, &tag), has, "{sent}");
        }
        assert!(!client_has(&HeaderMap::new(), &tag));
    }
}
