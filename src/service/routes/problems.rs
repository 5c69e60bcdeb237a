//! `GET /problems/{code}`: where the `type` of a problem leads.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::service::problem::{Code, Problem};

/// Says in a line what a code means.
pub(crate) async fn explain(Path(name): Path<String>) -> Result<Response, Problem> {
    let code = Code::from_name(&name).ok_or_else(Problem::not_found)?;
    let text = format!("{}: {} ({})\n", code.name(), code.title(), code.status().as_u16());
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    Ok((headers, text).into_response())
}
