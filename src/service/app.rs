//! The routes, and the envelope around every one of them.
//!
//! The envelope is one function, so that what holds for every answer can be read
//! in one place: a request id, the limits on a request, a handler that panics,
//! problems in their one shape, the headers that keep a browser safe, one line
//! in the log. Tests send requests to [`app`] without a socket.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use tracing::Instrument;

use crate::service::cors::preflight;
use crate::service::problem::{Code, Problem};
use crate::service::routes;
use crate::service::state::AppState;

/// The longest address that is read, in bytes: a query of 512 bytes is 1,536
/// when percent-encoded, and sixteen tags as long as they may be do not belong
/// in one address.
pub const MAX_URI_BYTES: usize = 8 * 1024;

/// The longest request id that is taken over from a proxy, in bytes.
const MAX_REQUEST_ID_BYTES: usize = 64;

/// What our own pages may load and do. No inline script, no inline style.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What everything else may, should a browser take it for a page.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

const REQUEST_ID: &str = "x-request-id";

/// The whole service as one value that answers requests.
pub fn app(state: AppState) -> Router {
    let api = |handler: MethodRouter<AppState>| handler.options(preflight);
    let router = Router::new()
        .route("/", get(routes::search_page::home))
        .route("/search", get(routes::search_page::search))
        .route("/page", get(routes::reading_page::page))
        .route("/sou.css", get(routes::assets::stylesheet))
        .route("/sou.js", get(routes::assets::script))
        .route("/sou.svg", get(routes::assets::icon))
        .route("/suggestions", get(routes::suggest::for_browsers))
        .route("/opensearch.xml", get(routes::opensearch::description))
        .route("/problems/{code}", get(routes::problems::explain))
        .route("/api/v1/search", api(get(routes::search::search)))
        .route("/api/v1/suggest", api(get(routes::suggest::suggest)))
        .route("/api/v1/tags", api(get(routes::tags::tags)))
        .route("/api/v1/document", api(get(routes::document::document)))
        .route("/api/v1/status", api(get(routes::status::status)))
        // For servers, not for pages of other sites: no `OPTIONS`.
        .route("/api/v1/reindex", post(routes::reindex::reindex))
        .route("/health", api(get(routes::health::health)))
        .route("/health/livez", api(get(routes::health::livez)))
        .route("/health/readyz", api(get(routes::health::readyz)));
    in_envelope(router, state)
}

/// Puts the envelope around `router`, unknown addresses and methods included.
fn in_envelope(router: Router<AppState>, state: AppState) -> Router {
    router
        .method_not_allowed_fallback(|| async {
            Problem::new(Code::MethodNotAllowed, "this address does not do that; see the header `Allow`")
        })
        .fallback(|| async { Problem::not_found() })
        .layer(from_fn_with_state(state.clone(), envelope))
        .with_state(state)
}

/// What holds for every request and every answer.
async fn envelope(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let request_id = request_id(request.headers());
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let asking = request.headers().clone();
    // The log has the route, never the address: addresses hold queries.
    let route = request.extensions().get::<MatchedPath>().map(|route| route.as_str().to_owned());

    let refused = refuse(&request);
    let closes = refused.is_some();
    let mut response = match refused {
        Some(problem) => problem.into_response(),
        None => {
            // At the level of errors, so that they carry the id at every level of the log.
            let span = tracing::error_span!("request", id = request_id);
            let answered = catching_panics(next.run(request)).instrument(span).await;
            answered.unwrap_or_else(|| Problem::internal().into_response())
        }
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let rendered = problem.render(&path, &request_id);
        let allow = response.headers_mut().remove(header::ALLOW);
        response = rendered;
        if let Some(allow) = allow {
            response.headers_mut().insert(header::ALLOW, allow);
        }
    }
    if closes {
        // What follows on this connection may be the rest of what was refused.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    let is_read_route = path.starts_with("/api/") || path.starts_with("/health");
    if is_read_route {
        state.options().cors.apply(&asking, response.headers_mut());
    }
    set_safety_headers(response.headers_mut(), is_read_route, &request_id);
    tracing::info!(
        request_id,
        %method,
        route = route.as_deref().unwrap_or("none"),
        status = response.status().as_u16(),
        took_ms = started.elapsed().as_secs_f64() * 1e3,
        "answered"
    );
    response
}

/// Why a request is not looked at, if it is not.
fn refuse(request: &Request) -> Option<Problem> {
    let uri = request.uri();
    let uri_bytes = uri.path_and_query().map_or(0, |address| address.as_str().len());
    if uri_bytes > MAX_URI_BYTES {
        return Some(Problem::new(
            Code::UriTooLong,
            format!("expected an address of at most {MAX_URI_BYTES} bytes, got {uri_bytes}"),
        ));
    }
    let headers = request.headers();
    let has_length = headers
        .get(header::CONTENT_LENGTH)
        .is_some_and(|length| length.as_bytes().iter().any(|&digit| digit != b'0'));
    let has_body = has_length || headers.contains_key(header::TRANSFER_ENCODING);
    let reads_only = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    (reads_only && has_body).then(|| {
        Problem::new(Code::BodyNotAllowed, format!("expected no body with {}, got one", request.method()))
    })
}

fn set_safety_headers(headers: &mut HeaderMap, is_read_route: bool, request_id: &str) {
    let resource_policy = if is_read_route { "cross-origin" } else { "same-origin" };
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    headers.insert("referrer-policy", HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static(resource_policy));
    let is_page =
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let content_policy = if is_page { PAGE_POLICY } else { DATA_POLICY };
    headers.insert("content-security-policy", HeaderValue::from_static(content_policy));
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, value);
    }
}

/// The id that a proxy gave the request, if it can stand in a log line, or a new one.
fn request_id(headers: &HeaderMap) -> String {
    let is_plain = |id: &&str| {
        !id.is_empty()
            && id.len() <= MAX_REQUEST_ID_BYTES
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(is_plain);
    given.map_or_else(new_request_id, str::to_owned)
}

/// Differs from every other of this process and, but for one chance in four
/// billion, of the one before it.
fn new_request_id() -> String {
    static STARTED: OnceLock<u32> = OnceLock::new();
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let started = STARTED.get_or_init(|| {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        since_epoch.as_secs() as u32 ^ since_epoch.subsec_nanos()
    });
    format!("{started:08x}-{:x}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// What `future` returns; `None` if it panicked, which the panic hook has reported.
async fn catching_panics<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|context| {
        // The future is dropped after a panic and never polled again, and what it
        // shares with others are slots that are replaced whole.
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(output)) => Poll::Ready(Some(output)),
            Err(_) => Poll::Ready(None),
        }
    })
    .await
}

#[cfg(test)]
mod tests;
