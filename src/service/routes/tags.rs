//! `GET /api/v1/tags`: every tag of the site and how many pages carry it.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;

use crate::search::{IndexInfo, TagCount};
use crate::service::cache;
use crate::service::problem::Problem;
use crate::service::state::AppState;

#[derive(Serialize)]
struct Tags {
    /// The most frequent first, then by name.
    tags: Vec<TagCount>,
    index: IndexInfo,
}

/// Answers with all tags; takes no parameters.
pub(crate) async fn tags(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    let serving = state.engines().serving()?;
    let tag = cache::entity_tag(&serving.info, "tags", "");
    if cache::client_has(&headers, &tag) {
        return Ok(cache::not_modified(tag));
    }
    let index = serving.info.clone();
    let mut done = state
        .ask(&serving, move |engine| {
            let tags = Tags { tags: engine.tags(), index };
            Ok(serde_json::to_vec(&tags).expect("tags have string keys only"))
        })
        .await?;
    let mut response = cache::answer(tag, cache::JSON, std::mem::take(&mut done.value));
    cache::set_server_timing(&mut response, &done);
    Ok(response)
}
