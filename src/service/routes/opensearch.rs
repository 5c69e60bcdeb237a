//! `GET /opensearch.xml`: lets a browser add this search to its own.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use crate::service::html::Html;
use crate::service::problem::Problem;
use crate::service::state::AppState;

/// Answers with a description whose address is the host that was asked.
///
/// The template must be absolute, and only the client knows under which name it
/// reached us; a host that could not be one is not repeated.
pub(crate) async fn description(State(_): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .filter(|host| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte)))
        .ok_or_else(Problem::not_found)?;
    let is_https = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    let scheme = if is_https { "https" } else { "http" };
    let mut xml = Html::new();
    xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .raw("<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n")
        .raw("<ShortName>Sou</ShortName>\n<Description>搜 Sou</Description>\n<InputEncoding>UTF-8</InputEncoding>\n")
        .raw("<Url type=\"text/html\" method=\"get\"")
        .attribute("template", &format!("{scheme}://{host}/search?q={{searchTerms}}"))
        .raw("/>\n<Url type=\"application/x-suggestions+json\" method=\"get\"")
        .attribute("template", &format!("{scheme}://{host}/suggestions?q={{searchTerms}}"))
        .raw("/>\n</OpenSearchDescription>\n");
    let media_type = (header::CONTENT_TYPE, "application/opensearchdescription+xml; charset=utf-8");
    let headers = [
        media_type,
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::VARY, "Host, X-Forwarded-Proto"),
    ];
    Ok((headers, xml.into_string()).into_response())
}
