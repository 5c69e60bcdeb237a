//! `GET /api/v1/status`: which index answers, how old it is, and how it is kept up to date.
//!
//! For a person who saved a post and does not find it, and for whoever watches
//! over many servers. Shows no path and no message of the system: those are in the log.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;

use crate::service::state::{AppState, ReloadError};
use crate::service::upkeep::queue::{Finished, Outcome, Reason, Run};
use crate::service::upkeep::{Upkeep, Watching};

#[derive(Serialize)]
struct Status {
    /// `null` before the first index is open.
    index: Option<IndexStatus>,
    /// `null` while the published generation is the one that answers.
    last_reload_error: Option<ReloadError>,
    /// `null` if this server does not index by itself.
    upkeep: Option<UpkeepStatus>,
}

#[derive(Serialize)]
struct IndexStatus {
    generation: String,
    docs: usize,
    updated: String,
    /// Since the last generation was published: how long ago anything changed.
    age_secs: Option<i64>,
}

#[derive(Serialize)]
struct UpkeepStatus {
    every_secs: Option<u64>,
    watching: Option<Watching>,
    webhook: bool,
    running: Option<Run>,
    waiting: Option<Run>,
    last: Option<RunStatus>,
    /// When a run last looked at the whole site, whether or not anything was new.
    last_success: Option<Timestamp>,
    n_failed: u32,
}

#[derive(Serialize)]
struct RunStatus {
    number: u64,
    reason: Reason,
    began: Timestamp,
    took_ms: f64,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    docs: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n_read: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n_removed: Option<usize>,
}

/// Answers 200 always; what is wrong stands in it.
pub(crate) async fn status(State(state): State<AppState>) -> Response {
    let now = Timestamp::now();
    let index = state.engines().current().map(|serving| IndexStatus {
        age_secs: serving
            .info
            .updated
            .parse()
            .ok()
            .map(|updated: Timestamp| now.duration_since(updated).as_secs()),
        generation: serving.info.generation,
        docs: serving.info.docs,
        updated: serving.info.updated,
    });
    let has_webhook = state.options().webhook_secret.is_some();
    let body = Status {
        index,
        last_reload_error: state.engines().reload_error(),
        upkeep: state.upkeep().map(|upkeep| upkeep_status(upkeep, has_webhook)),
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

fn upkeep_status(upkeep: &Upkeep, webhook: bool) -> UpkeepStatus {
    let queue = upkeep.snapshot();
    UpkeepStatus {
        every_secs: upkeep.schedule().every.map(|every| every.as_secs()),
        watching: upkeep.watching(),
        webhook,
        running: queue.running,
        waiting: queue.waiting,
        last: queue.last.map(run_status),
        last_success: queue.last_success,
        n_failed: queue.n_failed,
    }
}

fn run_status(finished: Finished) -> RunStatus {
    let Finished { run, took_ms, outcome } = finished;
    let mut status = RunStatus {
        number: run.number,
        reason: run.reason,
        began: run.since,
        took_ms,
        outcome: outcome.name(),
        generation: None,
        docs: None,
        n_read: None,
        n_removed: None,
    };
    match outcome {
        Outcome::Published { generation, n_pages, n_read, n_removed } => {
            status.generation = Some(generation);
            status.docs = Some(n_pages);
            status.n_read = Some(n_read);
            status.n_removed = Some(n_removed);
        }
        Outcome::Unchanged { n_pages } => status.docs = Some(n_pages),
        Outcome::Busy | Outcome::Failed { .. } => {}
    }
    status
}
