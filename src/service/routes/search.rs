//! `GET /api/v1/search`: a question in, ranked pages out, as JSON.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use crate::service::cache;
use crate::service::params::{self, QueryString};
use crate::service::problem::Problem;
use crate::service::state::AppState;

/// Answers with `search::Results` as it is: highlights are segments, never HTML.
pub(crate) async fn search(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let request = params::search_request(&QueryString::parse(uri.query()))?;
    let serving = state.engines().serving()?;
    let tag = cache::entity_tag(&serving.info, "search", &params::canonical(&request));
    if cache::client_has(&headers, &tag) {
        return Ok(cache::not_modified(tag));
    }
    // Printed where it was found, because fifty hits take longer to print than a
    // thread that answers others should be held.
    let mut done = state
        .ask(&serving, move |engine| {
            let results = engine.search(&request)?;
            Ok(serde_json::to_vec(&results).expect("results have string keys only"))
        })
        .await?;
    let mut response = cache::answer(tag, cache::JSON, std::mem::take(&mut done.value));
    cache::set_server_timing(&mut response, &done);
    Ok(response)
}
