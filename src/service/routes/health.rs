//! `GET /health`, `/health/livez`, `/health/readyz`: whether this server is well.
//!
//! The first has the body that Meilisearch's clients look for, and what a person
//! who wonders why a post is not found wants to know; the others are for whoever
//! restarts processes.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::service::problem::Problem;
use crate::service::state::{AppState, ReloadError};

#[derive(Serialize)]
struct Health {
    /// `available` or `unavailable`.
    status: &'static str,
    generation: Option<String>,
    docs: Option<usize>,
    updated: Option<String>,
    last_reload_error: Option<ReloadError>,
}

/// Answers 200 while an index answers, 503 before.
pub(crate) async fn health(State(state): State<AppState>) -> Response {
    let serving = state.engines().current();
    let last_reload_error = state.engines().reload_error();
    let (status, name) = match serving {
        Some(_) => (StatusCode::OK, "available"),
        None => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
    };
    let index = serving.map(|serving| serving.info);
    let body = Health {
        status: name,
        generation: index.as_ref().map(|index| index.generation.clone()),
        docs: index.as_ref().map(|index| index.docs),
        updated: index.map(|index| index.updated),
        last_reload_error,
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// Answers 200 as long as the process answers at all.
pub(crate) async fn livez() -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(serde_json::json!({ "status": "alive" }))).into_response()
}

/// Answers 200 once an index is open.
///
/// # Errors
///
/// `index_unavailable` before.
pub(crate) async fn readyz(State(state): State<AppState>) -> Result<Response, Problem> {
    let serving = state.engines().serving()?;
    let body = serde_json::json!({ "status": "ready", "generation": serving.info.generation });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}
