//! Which sites may ask from a reader's browser.
//!
//! The search box stands on the blog and the server on another host, so browsers
//! ask this file first. Answers hold nothing that is not published, and no
//! cookie is ever read: anyone may ask, unless the owner says who.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Headers that the search boxes of other engines send and that are allowed, though not read.
const ALLOWED_HEADERS: &str = "authorization, content-type, if-none-match, x-meilisearch-client, \
                               x-algolia-api-key, x-algolia-application-id, x-request-id";

/// Headers that a script on another site may read.
const EXPOSED_HEADERS: &str = "ETag, Server-Timing, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id";

/// How long a browser need not ask again, in seconds: a day, the most that Firefox keeps.
const MAX_AGE_SECS: &str = "86400";

/// Which origins may read answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CorsPolicy {
    /// Every site.
    #[default]
    Anyone,
    /// These and no others, each as a browser writes it: `https://blog.example.com`,
    /// no path, no closing slash. Empty: none.
    Only(Vec<String>),
}

impl CorsPolicy {
    /// Reads a list from the settings, in which `*` is every site. A closing
    /// slash is taken off, because browsers write none.
    pub fn of_origins(origins: &[String]) -> Self {
        if origins.iter().any(|origin| origin == "*") {
            return Self::Anyone;
        }
        Self::Only(origins.iter().map(|origin| origin.trim_end_matches('/').to_ascii_lowercase()).collect())
    }

    /// Adds what the policy says to the answer to a request that came with `asking`.
    pub(super) fn apply(&self, asking: &HeaderMap, answer: &mut HeaderMap) {
        let origin = asking.get(header::ORIGIN);
        let allowed = match self {
            Self::Anyone => Some(HeaderValue::from_static("*")),
            Self::Only(origins) => {
                answer.append(header::VARY, HeaderValue::from_static("Origin"));
                // Exact, byte by byte: `null` and names that merely begin alike are refused.
                origin
                    .filter(|origin| origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()))
                    .cloned()
            }
        };
        let Some(allowed) = allowed else { return };
        answer.insert("timing-allow-origin", allowed.clone());
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
        answer.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED_HEADERS));
    }
}

/// Answers `OPTIONS` on a route that only reads: 204, for a day.
pub(super) async fn preflight() -> Response {
    let methods = format!("{}, {}, {}", Method::GET, Method::HEAD, Method::OPTIONS);
    let methods = HeaderValue::from_str(&methods).expect("method names make a header");
    (
        StatusCode::NO_CONTENT,
        [
            (header::ALLOW, methods.clone()),
            (header::ACCESS_CONTROL_ALLOW_METHODS, methods),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(ALLOWED_HEADERS)),
            (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(MAX_AGE_SECS)),
        ],
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_compared_whole() {
        let policy = CorsPolicy::Only(vec!["https://blog.example.com".into()]);
        for (origin, allowed) in [
            ("https://blog.example.com", true),
            ("https://blog.example.com.evil.example", false),
            ("http://blog.example.com", false),
            ("null", false),
            ("", false),
        ] {
            let mut asking = HeaderMap::new();
            asking.insert(header::ORIGIN, HeaderValue::from_static(origin));
            let mut answer = HeaderMap::new();
            policy.apply(&asking, &mut answer);
            assert_eq!(answer.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN), allowed, "{origin}");
            assert_eq!(answer[header::VARY], "Origin", "{origin}");
        }
    }

    #[test]
    fn lists_from_the_settings() {
        let list = |origins: &[&str]| origins.iter().map(|&origin| origin.to_owned()).collect::<Vec<_>>();
        assert_eq!(CorsPolicy::of_origins(&list(&["https://a.example", "*"])), CorsPolicy::Anyone);
        assert_eq!(
            CorsPolicy::of_origins(&list(&["HTTPS://Blog.example.com/"])),
            CorsPolicy::Only(list(&["https://blog.example.com"]))
        );
        assert_eq!(CorsPolicy::of_origins(&[]), CorsPolicy::Only(Vec::new()));
    }

    #[test]
    fn anyone_may_ask_by_default_and_nothing_varies() {
        let mut answer = HeaderMap::new();
        CorsPolicy::default().apply(&HeaderMap::new(), &mut answer);
        assert_eq!(answer[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
        assert!(!answer.contains_key(header::VARY));
    }
}
