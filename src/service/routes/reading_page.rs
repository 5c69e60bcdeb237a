//! `GET /page?path=`: one page as the index has it, for reading.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use crate::service::cache;
use crate::service::html::{Locale, ReadingView, reading_page};
use crate::service::params::{self, QueryString};
use crate::service::problem::Problem;
use crate::service::routes::search_page::{for_reader, reader_key};
use crate::service::state::AppState;

/// Answers with the text of the page. A draft is as absent as a page that never was.
pub(crate) async fn page(State(state): State<AppState>, uri: Uri, headers: HeaderMap) -> Response {
    let query = QueryString::parse(uri.query());
    let locale = Locale::negotiate(&query, &headers);
    let answered = match params::document_path(&query) {
        Ok(path) => answer(&state, path.to_owned(), &locale, &headers).await,
        Err(problem) => Err(problem),
    };
    for_reader(answered, &locale)
}

async fn answer(
    state: &AppState,
    path: String,
    locale: &Locale,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let serving = state.engines().serving()?;
    let site = state.options().site.clone();
    let asked = format!("{path} {}", reader_key(locale, site.as_ref()));
    let tag = cache::entity_tag(&serving.info, "page", &asked);
    let locale = locale.clone();
    let mut done = state
        .ask(&serving, move |engine| {
            let document = engine.document(&path)?;
            Ok(document.map(|document| {
                reading_page(&ReadingView { document: &document, locale: &locale, site: site.as_ref() })
            }))
        })
        .await?;
    let html = done.value.take().ok_or_else(Problem::not_found)?;
    if cache::client_has(headers, &tag) {
        return Ok(cache::not_modified(tag));
    }
    let mut response = cache::answer(tag, cache::HTML, html);
    cache::set_server_timing(&mut response, &done);
    Ok(response)
}
