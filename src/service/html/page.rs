//! The results page, the first page, and the page that says why there is neither.

use crate::search::request::MAX_RESULT_DEPTH;
use crate::search::{Results, SearchRequest, TagCount};
use crate::service::html::hits::HitContext;
use crate::service::html::layout::{Frame, Look};
use crate::service::html::strings::{Locale, Strings};
use crate::service::html::{Html, facets, links};
use crate::service::problem::Problem;
use crate::service::state::SiteOrigin;

/// A question and its answer, for a reader.
pub struct SearchView<'a> {
    /// As asked; the links go on from it.
    pub request: &'a SearchRequest,
    /// The answer.
    pub results: &'a Results,
    /// All tags of the site: makes it the first page.
    pub tags: Option<&'a [TagCount]>,
    /// In which language our own words are.
    pub locale: &'a Locale,
    /// Where the site is published.
    pub site: Option<&'a SiteOrigin>,
}

/// The results page, or the first page, as a whole HTML document.
pub fn search_page(view: &SearchView<'_>) -> String {
    let (request, results, locale) = (view.request, view.results, view.locale);
    let strings = locale.strings();
    let pages = Pages::of(request, results.total);
    let title = title_of(request);
    let frame = Frame {
        title: &title,
        request,
        locale,
        site: view.site,
        look: if view.tags.is_some() { Look::Home } else { Look::Plain },
        neighbours: [
            ("prev", pages.previous.as_ref().map(|request| links::to_search(request, locale))),
            ("next", pages.next.as_ref().map(|request| links::to_search(request, locale))),
        ],
        in_language: &|ui| links::to_search_in(request, ui),
    };
    let mut html = frame.open();
    frame.open_main(&mut html);
    if let Some(tags) = view.tags {
        html.raw("<p class=\"tagline\">").text(strings.tagline).raw("</p>\n");
        facets::all_tags(&mut html, tags, locale);
    }
    html.raw("<p id=\"sou-status\" role=\"status\">")
        .text(&status(view))
        .raw("</p>\n<div id=\"sou-results\">\n");
    facets::active(&mut html, request, locale);
    if view.tags.is_some() && !results.hits.is_empty() {
        html.raw("<h2 class=\"newest\">").text(strings.newest).raw("</h2>\n");
    }
    notices(&mut html, view);
    if !results.hits.is_empty() {
        let first = (results.page.max(1) - 1) * results.per_page + 1;
        html.raw("<ol class=\"hits\"").attribute("start", &first.to_string()).raw(">\n");
        let context = HitContext { request, locale, site: view.site };
        for hit in &results.hits {
            context.hit(&mut html, hit);
        }
        html.raw("</ol>\n");
    }
    // The first page is calm: its tags are above, and the newest are a taste.
    if view.tags.is_none() {
        pages.links(&mut html, locale);
        facets::offered(&mut html, &results.facets, request, locale);
    }
    html.raw("</div>\n</main>\n");
    let updated = results.index.updated.split('T').next().unwrap_or_default();
    let note = strings.index_note.replace("{n}", &results.index.docs.to_string()).replace("{of}", updated);
    Frame::close(&mut html, &note);
    html.into_string()
}

/// Why there is no answer, as a whole HTML document.
pub fn failure_page(problem: &Problem, locale: &Locale) -> String {
    let strings = locale.strings();
    let request = SearchRequest::default();
    let frame = Frame {
        title: problem.code.title(),
        request: &request,
        locale,
        site: None,
        look: Look::Plain,
        neighbours: [("prev", None), ("next", None)],
        in_language: &|ui| links::to_search_in(&request, ui),
    };
    let mut html = frame.open();
    frame.open_main(&mut html);
    html.raw(
        "<p id=\"sou-status\" role=\"status\"></p>\n<div id=\"sou-results\">\n<div class=\"notice\">\n<h1>",
    )
    .text(strings.failure)
    .raw("</h1>\n<p lang=\"en\">")
    .text(problem.code.title())
    .raw(": ")
    .text(&problem.detail)
    .raw("</p>\n<p><a")
    .attribute("href", &links::to_home(locale))
    .raw(">")
    .text(strings.home)
    .raw("</a></p>\n</div>\n</div>\n</main>\n");
    Frame::close(&mut html, "");
    html.into_string()
}

/// What stands in the browser's tab: what was typed, else what narrows it.
fn title_of(request: &SearchRequest) -> String {
    let words = request.q.trim();
    if words.is_empty() { request.tags.join("、") } else { words.to_owned() }
}

fn status(view: &SearchView<'_>) -> String {
    let (strings, results) = (view.locale.strings(), view.results);
    match results.total {
        0 => nothing(strings, &view.request.q),
        total if view.tags.is_some() => strings.count(total),
        total => format!("{} · {:.1} ms", strings.count(total), results.took_ms),
    }
}

fn nothing(strings: &Strings, q: &str) -> String {
    if q.trim().is_empty() {
        strings.nothing_at_all.to_owned()
    } else {
        strings.nothing.replace("{q}", q.trim())
    }
}

/// Appends what was searched for instead, what else might be meant, and what to
/// do when there is nothing.
fn notices(html: &mut Html, view: &SearchView<'_>) {
    let (request, results, locale) = (view.request, view.results, view.locale);
    let strings = locale.strings();
    let asking = |q: &str| SearchRequest { q: q.to_owned(), page: 1, ..request.clone() };
    if let Some(corrected) = &results.corrected {
        html.raw("<p class=\"notice\">").text(strings.corrected).raw(" ");
        query_link(html, corrected, &asking(corrected), locale);
        html.raw("</p>\n");
    }
    if !results.suggest.is_empty() {
        html.raw("<p class=\"notice\">").text(strings.suggest);
        for suggestion in &results.suggest {
            html.raw(" ");
            query_link(html, suggestion, &asking(suggestion), locale);
        }
        html.raw("</p>\n");
    }
    if results.total == 0 && view.tags.is_none() {
        html.raw("<div class=\"notice\"><p>").text(strings.nothing_help).raw("</p>");
        if links::has_filters(request) {
            html.raw("<p><a")
                .attribute("href", &links::to_search(&links::without_filters(request), locale))
                .raw(">")
                .text(strings.drop_filters)
                .raw("</a></p>");
        }
        html.raw("</div>\n");
    }
}

fn query_link(html: &mut Html, label: &str, request: &SearchRequest, locale: &Locale) {
    html.raw("<a class=\"query\"")
        .attribute("href", &links::to_search(request, locale))
        .raw("><bdi>")
        .text(label)
        .raw("</bdi></a>");
}

/// Where the pages before and after are.
struct Pages {
    current: usize,
    last: usize,
    previous: Option<SearchRequest>,
    next: Option<SearchRequest>,
}

impl Pages {
    fn of(request: &SearchRequest, total: usize) -> Self {
        let per_page = request.per_page.max(1);
        let deepest = MAX_RESULT_DEPTH / per_page;
        let last = total.div_ceil(per_page).min(deepest).max(1);
        let at = |page: usize| SearchRequest { page, ..request.clone() };
        Self {
            current: request.page,
            last,
            previous: (request.page > 1).then(|| at((request.page - 1).min(last))),
            next: (request.page < last).then(|| at(request.page + 1)),
        }
    }

    fn links(&self, html: &mut Html, locale: &Locale) {
        if self.previous.is_none() && self.next.is_none() {
            return;
        }
        let strings = locale.strings();
        html.raw("<nav class=\"pages\"").attribute("aria-label", strings.pagination).raw(">\n");
        for (relation, request, label) in
            [("prev", &self.previous, strings.previous), ("next", &self.next, strings.next)]
        {
            if relation == "next" {
                let place = strings
                    .page_of
                    .replace("{n}", &self.current.to_string())
                    .replace("{of}", &self.last.to_string());
                html.raw("<span class=\"place\">").text(&place).raw("</span>\n");
            }
            if let Some(request) = request {
                html.raw("<a")
                    .attribute("rel", relation)
                    .attribute("href", &links::to_search(request, locale))
                    .raw(">")
                    .text(label)
                    .raw("</a>\n");
            }
        }
        html.raw("</nav>\n");
    }
}
