//! One result, as a reader sees it.

use crate::search::{Hit, SearchRequest, SectionHit, Translation};
use crate::service::html::Html;
use crate::service::html::links;
use crate::service::html::strings::Locale;
use crate::service::state::SiteOrigin;

/// What it takes to print a result.
pub(super) struct HitContext<'a> {
    /// The question; the tags of a hit narrow it.
    pub(super) request: &'a SearchRequest,
    /// In which language our own words are.
    pub(super) locale: &'a Locale,
    /// Where the site is published.
    pub(super) site: Option<&'a SiteOrigin>,
}

impl HitContext<'_> {
    /// Appends one result.
    pub(super) fn hit(&self, html: &mut Html, hit: &Hit) {
        let href = links::to_page(self.site, &hit.path, &hit.url, self.locale);
        html.raw("<li class=\"hit\">\n<h2><a")
            .attribute("href", &href)
            .raw("><bdi")
            .attribute_unless_empty("lang", &hit.lang)
            .raw(">");
        if hit.title.iter().all(|segment| segment.text.trim().is_empty()) {
            html.text(&hit.path);
        } else {
            html.segments(&hit.title);
        }
        html.raw("</bdi></a></h2>\n<p class=\"address\"><bdi>")
            .text(&links::readable(&hit.url))
            .raw("</bdi></p>\n");
        if !hit.snippet.is_empty() {
            html.raw("<p class=\"snippet\" dir=\"auto\"")
                .attribute_unless_empty("lang", &hit.lang)
                .raw(">")
                .segments(&hit.snippet)
                .raw("</p>\n");
        }
        if !hit.sections.is_empty() {
            html.raw("<ul class=\"sections\">\n");
            for section in &hit.sections {
                self.section(html, hit, section);
            }
            html.raw("</ul>\n");
        }
        self.facts(html, hit);
        if !hit.translations.is_empty() {
            self.translations(html, &hit.translations);
        }
        html.raw("</li>\n");
    }

    fn section(&self, html: &mut Html, hit: &Hit, section: &SectionHit) {
        let href = links::to_page(self.site, &hit.path, &section.url, self.locale);
        html.raw("<li><a")
            .attribute("href", &href)
            .raw("><bdi")
            .attribute_unless_empty("lang", &hit.lang)
            .raw(">");
        if section.title.is_empty() {
            html.segments(&hit.title);
        } else {
            html.segments(&section.title);
        }
        html.raw("</bdi></a>");
        if !section.snippet.is_empty() {
            html.raw(" <span class=\"snippet\" dir=\"auto\"")
                .attribute_unless_empty("lang", &hit.lang)
                .raw(">")
                .segments(&section.snippet)
                .raw("</span>");
        }
        html.raw("</li>\n");
    }

    fn facts(&self, html: &mut Html, hit: &Hit) {
        html.raw("<p class=\"facts\">");
        if let Some(via) = &hit.via {
            html.raw("<span class=\"via\">").text(self.locale.strings().via(via)).raw("</span> ");
        }
        if let Some(date) = &hit.date {
            day(html, date);
            html.raw(" ");
        }
        if let Some(author) = &hit.author {
            html.raw("<bdi class=\"author\">").text(author).raw("</bdi> ");
        }
        for tag in &hit.tags {
            let href = links::to_search(&links::with_tag(self.request, tag), self.locale);
            html.raw("<a class=\"tag\"").attribute("href", &href).raw("><bdi>").text(tag).raw("</bdi></a> ");
        }
        html.raw("</p>\n");
    }

    /// Appends links to the same page in other languages.
    pub(super) fn translations(&self, html: &mut Html, translations: &[Translation]) {
        html.raw("<p class=\"translations\">").text(self.locale.strings().translations);
        for translation in translations {
            let href = match self.site {
                Some(site) => links::on_site(site, &translation.url),
                // The reading view goes by file, and a translation has only its
                // address here: its title leads to it.
                None => links::to_search(
                    &SearchRequest {
                        q: first_bytes(&translation.title, crate::search::request::MAX_QUERY_BYTES)
                            .to_owned(),
                        lang: crate::document::LanguageTag::parse(&translation.lang),
                        ..SearchRequest::default()
                    },
                    self.locale,
                ),
            };
            html.raw(" <a")
                .attribute("href", &href)
                .attribute_unless_empty("hreflang", &translation.lang)
                .raw("><bdi")
                .attribute_unless_empty("lang", &translation.lang)
                .raw(">")
                .text(&translation.title)
                .raw("</bdi>");
            if !translation.lang.is_empty() {
                html.raw(" <span class=\"language\">").text(&translation.lang).raw("</span>");
            }
            html.raw("</a>");
        }
        html.raw("</p>\n");
    }
}

/// Appends a date (`2024-11-01` or `2024-11-01T08:00:00`) as its day.
pub(super) fn day(html: &mut Html, date: &str) {
    let day = date.split('T').next().unwrap_or(date);
    html.raw("<time").attribute("datetime", date).raw(">").text(day).raw("</time>");
}

/// As much of `text` as fits into `limit_bytes`, whole characters.
fn first_bytes(text: &str, limit_bytes: usize) -> &str {
    let ends = text.char_indices().map(|(start, character)| start + character.len_utf8());
    &text[..ends.take_while(|&end| end <= limit_bytes).last().unwrap_or_default()]
}
