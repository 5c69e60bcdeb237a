//! `GET /api/v1/suggest`: what a reader may be about to type; and the same for
//! the search field of a browser, at `GET /suggestions`.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use crate::search::suggest::{SuggestRequest, Suggestions};
use crate::service::cache;
use crate::service::html::Locale;
use crate::service::params::{self, QueryString};
use crate::service::problem::Problem;
use crate::service::state::AppState;

/// What browsers read under a search field (OpenSearch Suggestions 1.0).
const OPENSEARCH: &str = "application/x-suggestions+json; charset=utf-8";

/// Answers with `search::Suggestions` as it is: what is marked is in segments, never HTML.
pub(crate) async fn suggest(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let request = params::suggest_request(&QueryString::parse(uri.query()))?;
    answer(&state, &headers, request, "suggest", cache::JSON, |suggestions| {
        serde_json::to_vec(suggestions).expect("suggestions have string keys only")
    })
    .await
}

/// Answers with what was typed and the texts of the suggestions: a browser
/// searches for the one that is chosen, so where it leads is not said.
///
/// The reader's language is that of the browser where the address does not say.
pub(crate) async fn for_browsers(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let query = QueryString::parse(uri.query());
    let mut request = params::suggest_request(&query)?;
    request.lang = request.lang.or_else(|| Locale::negotiate(&query, &headers).reader);
    let mut response = answer(&state, &headers, request, "suggestions", OPENSEARCH, |answer| {
        let texts: Vec<&str> = answer.suggestions.iter().map(|suggestion| suggestion.text.as_str()).collect();
        serde_json::to_vec(&(&answer.query, texts)).expect("texts are printable")
    })
    .await?;
    response
        .headers_mut()
        .append(axum::http::header::VARY, axum::http::HeaderValue::from_static("Accept-Language"));
    Ok(response)
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    request: SuggestRequest,
    route: &'static str,
    media_type: &'static str,
    print: impl Fn(&Suggestions) -> Vec<u8> + Send + 'static,
) -> Result<Response, Problem> {
    let serving = state.engines().serving()?;
    let tag = cache::entity_tag(&serving.info, route, &params::canonical_suggest(&request));
    if cache::client_has(headers, &tag) {
        return Ok(cache::not_modified(tag));
    }
    let mut done = state.ask(&serving, move |engine| Ok(print(&engine.suggest(&request)?))).await?;
    let mut response = cache::answer(tag, media_type, std::mem::take(&mut done.value));
    cache::set_server_timing(&mut response, &done);
    Ok(response)
}
