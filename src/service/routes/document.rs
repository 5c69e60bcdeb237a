//! `GET /api/v1/document?path=`: one whole page, as the index has it.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use crate::service::cache;
use crate::service::params::{self, QueryString};
use crate::service::problem::Problem;
use crate::service::state::AppState;

/// Answers with `search::DocumentView`. A draft is as absent as a page that never was.
pub(crate) async fn document(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let query = QueryString::parse(uri.query());
    let path = params::document_path(&query)?.to_owned();
    let serving = state.engines().serving()?;
    let tag = cache::entity_tag(&serving.info, "document", &path);
    let done = state
        .ask(&serving, move |engine| {
            let view = engine.document(&path)?;
            Ok(view.map(|view| serde_json::to_vec(&view).expect("a page has string keys only")))
        })
        .await?;
    let json = done.value.as_deref().ok_or_else(Problem::not_found)?;
    // Not before: what is not there has no name.
    if cache::client_has(&headers, &tag) {
        return Ok(cache::not_modified(tag));
    }
    let mut response = cache::answer(tag, cache::JSON, json.to_vec());
    cache::set_server_timing(&mut response, &done);
    Ok(response)
}
