//! `GET /search` and `GET /`: the results, and the first page, for readers.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;

use crate::search::SearchRequest;
use crate::service::cache;
use crate::service::html::{Locale, SearchView, failure_page, search_page};
use crate::service::params::{self, QueryString};
use crate::service::problem::{self, Problem};
use crate::service::state::{AppState, SiteOrigin};

/// Whether all tags of the site stand above the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Above {
    Tags,
    Nothing,
}

/// Answers with the results of what was asked, or with the reason why not.
pub(crate) async fn search(State(state): State<AppState>, uri: Uri, headers: HeaderMap) -> Response {
    let query = QueryString::parse(uri.query());
    let locale = Locale::negotiate(&query, &headers);
    let answered = match params::search_request(&query) {
        Ok(request) => answer(&state, request, Above::Nothing, &locale, &headers).await,
        Err(problem) => Err(problem),
    };
    for_reader(answered, &locale)
}

/// Answers with the field, the tags and the newest pages.
pub(crate) async fn home(State(state): State<AppState>, uri: Uri, headers: HeaderMap) -> Response {
    let locale = Locale::negotiate(&QueryString::parse(uri.query()), &headers);
    let answered = answer(&state, SearchRequest::default(), Above::Tags, &locale, &headers).await;
    for_reader(answered, &locale)
}

/// The answer, or a page with the reason; either depends on the browser's languages.
pub(super) fn for_reader(answered: Result<Response, Problem>, locale: &Locale) -> Response {
    let mut response = answered.unwrap_or_else(|problem| {
        let mut response = Response::new(failure_page(&problem, locale).into());
        *response.status_mut() = problem.code.status();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(cache::HTML));
        problem::set_failure_headers(problem.code, response.headers_mut());
        response
    });
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Language"));
    response
}

/// Everything besides the question that a page for a reader depends on.
pub(super) fn reader_key(locale: &Locale, site: Option<&SiteOrigin>) -> String {
    let reader = locale.reader.as_ref().map_or("", |reader| reader.as_str());
    format!("{} {} {reader} {}", locale.ui.name(), locale.is_chosen, site.map_or("", SiteOrigin::as_str))
}

async fn answer(
    state: &AppState,
    request: SearchRequest,
    above: Above,
    locale: &Locale,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let serving = state.engines().serving()?;
    let site = state.options().site.clone();
    let asked = format!("{} {above:?} {}", params::canonical(&request), reader_key(locale, site.as_ref()));
    let tag = cache::entity_tag(&serving.info, "search page", &asked);
    if cache::client_has(headers, &tag) {
        return Ok(cache::not_modified(tag));
    }
    let locale = locale.clone();
    let mut done = state
        .ask(&serving, move |engine| {
            // The links go on from what was asked; only the answer knows the
            // browser's language, so that a link sent to a friend is about the words.
            let mut question = request.clone();
            question.reader_lang = question.reader_lang.or_else(|| locale.reader.clone());
            let results = engine.search(&question)?;
            let tags = (above == Above::Tags).then(|| engine.tags());
            let view = SearchView {
                request: &request,
                results: &results,
                tags: tags.as_deref(),
                locale: &locale,
                site: site.as_ref(),
            };
            Ok(search_page(&view))
        })
        .await?;
    let mut response = cache::answer(tag, cache::HTML, std::mem::take(&mut done.value));
    cache::set_server_timing(&mut response, &done);
    Ok(response)
}
