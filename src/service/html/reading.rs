//! A page as the index has it, for reading.
//!
//! Where the site is published is not known on a first run; the links of a
//! result lead here, and an owner sees what Sou has understood of a page.

use crate::document::{Block, BlockKind, Page, Section};
use crate::search::{DocumentView, SearchRequest};
use crate::service::html::hits::{HitContext, day};
use crate::service::html::layout::{Frame, Look};
use crate::service::html::strings::Locale;
use crate::service::html::{Html, links};
use crate::service::params::encode;
use crate::service::state::SiteOrigin;

/// The fewest headings for which a list of them helps.
const MIN_CONTENTS: usize = 3;

/// A page, for a reader.
pub struct ReadingView<'a> {
    /// The page.
    pub document: &'a DocumentView,
    /// In which language our own words are.
    pub locale: &'a Locale,
    /// Where the site is published.
    pub site: Option<&'a SiteOrigin>,
}

/// The reading view as a whole HTML document.
pub fn reading_page(view: &ReadingView<'_>) -> String {
    let page = &view.document.page;
    let strings = view.locale.strings();
    let request = SearchRequest::default();
    let frame = Frame {
        title: &page.title,
        request: &request,
        locale: view.locale,
        site: view.site,
        look: Look::Plain,
        neighbours: [("prev", None), ("next", None)],
        in_language: &|ui| links::to_reading(&page.path, &Locale { ui, is_chosen: true, reader: None }),
    };
    let mut html = frame.open();
    frame.open_main(&mut html);
    html.raw("<article class=\"reading\"")
        .attribute_unless_empty("lang", page.language.as_str())
        .raw(" dir=\"auto\">\n<h1><bdi>")
        .text(&page.title)
        .raw("</bdi></h1>\n");
    facts(&mut html, view);
    html.raw("<p class=\"note\"").attribute("lang", view.locale.ui.tag()).raw(">").text(strings.reading_note);
    if let Some(site) = view.site {
        html.raw(" <a")
            .attribute("href", &links::on_site(site, &page.url))
            .raw(">")
            .text(strings.original)
            .raw("</a>");
    }
    html.raw("</p>\n");
    contents(&mut html, page, view.locale);
    for section in &page.sections {
        print_section(&mut html, section);
    }
    html.raw("</article>\n</main>\n");
    Frame::close(&mut html, "");
    html.into_string()
}

fn facts(html: &mut Html, view: &ReadingView<'_>) {
    let page = &view.document.page;
    let request = SearchRequest::default();
    html.raw("<p class=\"address\"><bdi>")
        .text(&links::readable(&page.url))
        .raw("</bdi></p>\n<p class=\"facts\">");
    if let Some(date) = page.date {
        day(html, &date.to_string());
        html.raw(" ");
    }
    if let Some(updated) = page.updated {
        html.text(view.locale.strings().updated).raw(" ");
        day(html, &updated.to_string());
        html.raw(" ");
    }
    if !page.authors.is_empty() {
        html.raw("<bdi class=\"author\">").text(&page.authors.join(", ")).raw("</bdi> ");
    }
    for tag in &page.tags {
        let href = links::to_search(&links::with_tag(&request, tag), view.locale);
        html.raw("<a class=\"tag\"").attribute("href", &href).raw("><bdi>").text(tag).raw("</bdi></a> ");
    }
    html.raw("</p>\n");
    if !view.document.translations.is_empty() {
        let context = HitContext { request: &request, locale: view.locale, site: view.site };
        context.translations(html, &view.document.translations);
    }
}

fn contents(html: &mut Html, page: &Page, locale: &Locale) {
    let is_linked = |section: &&Section| !section.anchor.is_empty() && !section.heading.is_empty();
    if page.sections.iter().filter(is_linked).count() < MIN_CONTENTS {
        return;
    }
    html.raw("<details class=\"contents\"><summary")
        .attribute("lang", locale.ui.tag())
        .raw(">")
        .text(locale.strings().contents)
        .raw("</summary><ul>\n");
    for section in page.sections.iter().filter(is_linked) {
        html.raw("<li")
            .attribute("class", &format!("level-{}", section.level.min(6)))
            .raw("><a")
            .attribute("href", &format!("#{}", encode(&section.anchor)))
            .raw(">")
            .text(&section.heading)
            .raw("</a></li>\n");
    }
    html.raw("</ul></details>\n");
}

fn print_section(html: &mut Html, section: &Section) {
    if !section.heading.is_empty() {
        let (open, close) = match section.level {
            0..=2 => ("<h2", "</h2>\n"),
            3 => ("<h3", "</h3>\n"),
            4 => ("<h4", "</h4>\n"),
            5 => ("<h5", "</h5>\n"),
            _ => ("<h6", "</h6>\n"),
        };
        html.raw(open)
            .attribute_unless_empty("id", &section.anchor)
            .raw(">")
            .text(&section.heading)
            .raw(close);
    }
    for Block { kind, text } in &section.blocks {
        match kind {
            BlockKind::Prose => html.raw("<p>").text(&joined_lines(text)).raw("</p>\n"),
            BlockKind::Code => html.raw("<pre tabindex=\"0\"><code>").text(text).raw("</code></pre>\n"),
        };
    }
}

/// Drops line breaks between characters of scripts that have no spaces, which a
/// browser would show as one.
fn joined_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_between = character == '\n'
            && out.chars().next_back().is_some_and(is_wide)
            && characters.peek().copied().is_some_and(is_wide);
        if !is_between {
            out.push(character);
        }
    }
    out
}

/// Han, kana and their punctuation; Hangul has spaces.
fn is_wide(character: char) -> bool {
    matches!(character,
        '\u{2E80}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_chinese_join_without_a_space() {
        for (text, joined) in [
            ("滚动\n更新", "滚动更新"),
            ("更新，\n然后", "更新，然后"),
            ("k8s\n集群", "k8s\n集群"),
            ("rolling\nupdate", "rolling\nupdate"),
            ("한국어\n검색", "한국어\n검색"),
            ("\n", "\n"),
        ] {
            assert_eq!(joined_lines(text), joined);
        }
    }
}
