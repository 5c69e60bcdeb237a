//! `POST /api/v1/reindex`: asks for a run of the indexer, for whoever knows the secret.
//!
//! Meant for the webhook of a forge or the last step of a build. Without a secret
//! in the settings there is nothing at this address.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, HttpBody as _};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::service::problem::{Code, Problem};
use crate::service::secret::Proof;
use crate::service::state::AppState;
use crate::service::upkeep::queue::Reason;

/// The largest body that is read, in bytes: GitHub sends none that is larger. It is
/// hashed as it comes and never kept.
const MAX_BODY_BYTES: usize = 25 * 1024 * 1024;

/// How long a body may take.
const MAX_BODY_TIME: Duration = Duration::from_secs(10);

/// How many bodies are read at once; nobody pushes faster than this.
static READING: Semaphore = Semaphore::const_new(8);

#[derive(Serialize)]
struct Accepted {
    /// The run that will see the site as it is now; see `last` of the status.
    run: u64,
    /// Whether others who asked before get the same run.
    shared: bool,
    status_url: &'static str,
}

/// Asks for a run and answers 202 at once; `GET /api/v1/status` says what came of it.
///
/// # Errors
///
/// `not_found` without a secret in the settings, `unauthorized` unless the request
/// shows it, `body_too_large`, `body_incomplete`, `overloaded`.
pub(crate) async fn reindex(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let (Some(secret), Some(upkeep)) = (&state.options().webhook_secret, state.upkeep()) else {
        return Err(Problem::not_found());
    };
    let proof = secret.proof(&headers).ok_or_else(unauthorized)?;
    let _place = READING
        .try_acquire()
        .map_err(|_| Problem::new(Code::Overloaded, "too many are asking; try again in a moment"))?;
    let proof = timeout(MAX_BODY_TIME, read(body, proof)).await.map_err(|_| incomplete())??;
    if !proof.holds() {
        return Err(unauthorized());
    }
    let ticket = upkeep.ask(Reason::Webhook);
    let accepted = Accepted { run: ticket.run, shared: ticket.is_shared, status_url: "/api/v1/status" };
    // Relative, because the service may stand below a path of another host.
    let headers = [(header::LOCATION, "status"), (header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::ACCEPTED, headers, Json(accepted)).into_response())
}

async fn read(mut body: Body, mut proof: Proof) -> Result<Proof, Problem> {
    let mut n_bytes = 0;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(part) = frame.map_err(|_| incomplete())?.into_data() else { continue };
        n_bytes += part.len();
        if n_bytes > MAX_BODY_BYTES {
            let detail = format!("expected a body of at most {MAX_BODY_BYTES} bytes");
            return Err(Problem::new(Code::BodyTooLarge, detail));
        }
        proof.update(&part);
    }
    Ok(proof)
}

fn unauthorized() -> Problem {
    Problem::new(
        Code::Unauthorized,
        "expected the secret in `Authorization: Bearer` or `X-Gitlab-Token`, or a signature by it in \
         `X-Hub-Signature-256`",
    )
}

fn incomplete() -> Problem {
    Problem::new(Code::BodyIncomplete, "the body did not arrive whole and in time")
}
