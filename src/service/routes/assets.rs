//! `GET /sou.css`, `GET /sou.js`, `GET /sou.svg`: what our pages load, and nothing else does.
//!
//! All are inside the binary. Pages ask for them with the hash of what is in
//! them, so that browsers keep them for a year and never show an old one.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;

use crate::service::cache;
use crate::service::params::QueryString;
use crate::service::problem::{Code, Problem};

/// A file of our pages.
pub(crate) struct Asset {
    media_type: &'static str,
    text: &'static str,
    /// Changes with the text, in hexadecimal.
    version: String,
}

/// How our pages look.
pub(crate) static STYLESHEET: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("text/css; charset=utf-8", include_str!("../assets/sou.css")));

/// Searches as the reader types, where scripts run.
pub(crate) static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("text/javascript; charset=utf-8", include_str!("../assets/sou.js")));

/// The mark in the browser's tab.
pub(crate) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("image/svg+xml", include_str!("../assets/sou.svg")));

impl Asset {
    fn new(media_type: &'static str, text: &'static str) -> Self {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        Self { media_type, text, version: format!("{:016x}", hasher.finish()) }
    }

    /// Where a page finds it, relative to the page: `sou.css?v=…`.
    pub(crate) fn address(&self, name: &'static str) -> String {
        format!("{name}?v={}", self.version)
    }

    fn answer(&self, uri: &Uri, headers: &HeaderMap) -> Result<Response, Problem> {
        let query = QueryString::parse(uri.query());
        let is_versioned = query.one("v", Code::InvalidQuery)? == Some(self.version.as_str());
        let tag = HeaderValue::from_str(&format!("\"{}\"", self.version)).expect("digits make a header");
        let mut response = if cache::client_has(headers, &tag) {
            cache::not_modified(tag)
        } else {
            cache::answer(tag, self.media_type, self.text)
        };
        let keep = if is_versioned { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        Ok(response)
    }
}

/// Answers with the stylesheet.
pub(crate) async fn stylesheet(uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    STYLESHEET.answer(&uri, &headers)
}

/// Answers with the script.
pub(crate) async fn script(uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    SCRIPT.answer(&uri, &headers)
}

/// Answers with the icon.
pub(crate) async fn icon(uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    ICON.answer(&uri, &headers)
}
