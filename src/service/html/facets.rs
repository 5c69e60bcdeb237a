//! Filters: the ones that are on, to be taken off, and the ones there are.

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::search::request::MAX_TAGS;
use crate::search::{Facets, SearchRequest, TagCount};
use crate::service::html::Html;
use crate::service::html::links;
use crate::service::html::strings::Locale;

/// How many tags, languages or years are offered: as many as a person looks over.
const MAX_OFFERED: usize = 12;

/// How many tags the first page shows; a site with more has the rest in `/api/v1/tags`.
const MAX_HOME_TAGS: usize = 60;

/// Appends the filters that are on, each a link that takes it off.
pub(super) fn active(html: &mut Html, request: &SearchRequest, locale: &Locale) {
    if !links::has_filters(request) {
        return;
    }
    html.raw("<p class=\"active\">");
    for tag in &request.tags {
        chip(html, tag, &links::without_tag(request, tag), locale);
    }
    if let Some(language) = &request.lang {
        chip(html, language.as_str(), &links::without_language(request), locale);
    }
    if request.from.is_some() || request.to.is_some() {
        let [from, to] =
            [request.from, request.to].map(|day| day.map(|day| day.to_string()).unwrap_or_default());
        chip(html, &format!("{from} – {to}"), &links::with_days(request, None, None), locale);
    }
    html.raw("</p>\n");
}

fn chip(html: &mut Html, label: &str, without: &SearchRequest, locale: &Locale) {
    html.raw("<a class=\"chip\" rel=\"nofollow\"")
        .attribute("href", &links::to_search(without, locale))
        .raw("><bdi>")
        .text(label)
        .raw("</bdi> <span class=\"unseen\">")
        .text(locale.strings().remove)
        .raw("</span><span aria-hidden=\"true\">×</span></a> ");
}

/// Appends the filters that would narrow the result, with how many pages each leaves.
pub(super) fn offered(html: &mut Html, facets: &Facets, request: &SearchRequest, locale: &Locale) {
    let strings = locale.strings();
    let mut list = Html::new();
    if request.lang.is_none() {
        let choices = counted(&facets.lang).filter_map(|(name, count)| {
            let lang = crate::document::LanguageTag::parse(name)?;
            Some((name, count, SearchRequest { lang: Some(lang), page: 1, ..request.clone() }))
        });
        group(&mut list, strings.languages, choices, locale);
    }
    if request.tags.len() < MAX_TAGS {
        let choices = counted(&facets.tags)
            .filter(|(name, _)| !request.tags.iter().any(|tag| tag == name))
            .map(|(name, count)| (name, count, links::with_tag(request, name)));
        group(&mut list, strings.tags, choices, locale);
    }
    if request.from.is_none() && request.to.is_none() {
        let choices = counted(&facets.year).filter_map(|(name, count)| {
            let year = name.parse().ok()?;
            let (first, last) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
            Some((name, count, links::with_days(request, Some(first), Some(last))))
        });
        group(&mut list, strings.years, choices, locale);
    }
    if !list.is_empty() {
        html.raw("<nav class=\"facets\"").attribute("aria-label", strings.filters).raw(">\n");
        html.append(list).raw("</nav>\n");
    }
}

/// Appends every tag of the site, for the first page.
pub(super) fn all_tags(html: &mut Html, tags: &[TagCount], locale: &Locale) {
    let request = SearchRequest::default();
    let choices = tags
        .iter()
        .take(MAX_HOME_TAGS)
        .map(|tag| (tag.tag.as_str(), tag.count as u64, links::with_tag(&request, &tag.tag)));
    let mut list = Html::new();
    group_of(&mut list, locale.strings().tags, choices, locale);
    if !tags.is_empty() {
        html.raw("<nav class=\"cloud\"").attribute("aria-label", locale.strings().tags).raw(">\n");
        html.append(list).raw("</nav>\n");
    }
}

fn counted(facet: &Map<String, Value>) -> impl Iterator<Item = (&str, u64)> {
    facet.iter().filter_map(|(name, count)| Some((name.as_str(), count.as_u64()?)))
}

/// A group with one choice narrows nothing and is left out.
fn group<'a>(
    html: &mut Html,
    heading: &str,
    choices: impl Iterator<Item = (&'a str, u64, SearchRequest)>,
    locale: &Locale,
) {
    let choices: Vec<_> = choices.take(MAX_OFFERED).collect();
    if choices.len() > 1 {
        group_of(html, heading, choices.into_iter(), locale);
    }
}

fn group_of<'a>(
    html: &mut Html,
    heading: &str,
    choices: impl Iterator<Item = (&'a str, u64, SearchRequest)>,
    locale: &Locale,
) {
    html.raw("<div class=\"facet\"><h3>").text(heading).raw("</h3><ul>\n");
    for (name, count, request) in choices {
        html.raw("<li><a rel=\"nofollow\"")
            .attribute("href", &links::to_search(&request, locale))
            .raw("><bdi>")
            .text(name)
            .raw("</bdi> <span class=\"count\">")
            .text(&count.to_string())
            .raw("</span></a></li>\n");
    }
    html.raw("</ul></div>\n");
}
