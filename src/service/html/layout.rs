//! What every page has: its head, the search field, its foot.

use crate::search::{SearchRequest, Sort};
use crate::service::html::Html;
use crate::service::html::links;
use crate::service::html::strings::{Locale, Ui};
use crate::service::routes::assets::{ICON, SCRIPT, STYLESHEET};
use crate::service::state::SiteOrigin;

/// What a page's frame needs to know.
pub(super) struct Frame<'a> {
    /// For the browser's tab; ours is added.
    pub(super) title: &'a str,
    /// What is in the search field and its filters.
    pub(super) request: &'a SearchRequest,
    /// In which language our own words are.
    pub(super) locale: &'a Locale,
    /// Where the site is published.
    pub(super) site: Option<&'a SiteOrigin>,
    /// Which look: the first page has the field in the middle.
    pub(super) look: Look,
    /// The results before and after, where there are any.
    pub(super) neighbours: [(&'static str, Option<String>); 2],
    /// The same page in the words of another language.
    pub(super) in_language: &'a dyn Fn(Ui) -> String,
}

/// How a page looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// The field in the middle, large.
    Home,
    /// The field on top.
    Plain,
}

impl Frame<'_> {
    /// Everything up to the place for what the page says.
    pub(super) fn open(&self) -> Html {
        let strings = self.locale.strings();
        let mut html = Html::new();
        html.raw("<!doctype html>\n<html").attribute("lang", self.locale.ui.tag()).raw(">\n<head>\n<meta charset=\"utf-8\">\n")
            .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .raw("<meta name=\"robots\" content=\"noindex\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
            .text(self.title)
            .raw(if self.title.is_empty() { "搜 Sou</title>\n" } else { " · 搜 Sou</title>\n" })
            .raw("<link rel=\"stylesheet\"").attribute("href", &STYLESHEET.address("sou.css"))
            .raw(">\n<link rel=\"icon\" type=\"image/svg+xml\"").attribute("href", &ICON.address("sou.svg"))
            .raw(">\n<link rel=\"search\" type=\"application/opensearchdescription+xml\" title=\"Sou\" href=\"opensearch.xml\">\n");
        for (relation, address) in &self.neighbours {
            if let Some(address) = address {
                html.raw("<link").attribute("rel", relation).attribute("href", address).raw(">\n");
            }
        }
        html.raw("<script defer").attribute("src", &SCRIPT.address("sou.js")).raw("></script>\n</head>\n");
        html.raw(match self.look {
            Look::Home => "<body class=\"home\">\n",
            Look::Plain => "<body>\n",
        });
        html.raw("<a class=\"skip\" href=\"#sou-main\">")
            .text(strings.skip)
            .raw("</a>\n<header class=\"bar\">\n");
        html.raw("<a class=\"brand\"")
            .attribute("href", &links::to_home(self.locale))
            .raw("><span aria-hidden=\"true\">搜</span> Sou</a>\n");
        self.form(&mut html);
        self.language_links(&mut html);
        html.raw("</header>\n");
        html
    }

    /// The rest of the page.
    pub(super) fn close(html: &mut Html, note: &str) {
        html.raw("<footer class=\"foot\">").text(note).raw("</footer>\n</body>\n</html>\n");
    }

    fn form(&self, html: &mut Html) {
        let strings = self.locale.strings();
        let request = self.request;
        html.raw("<form id=\"sou-form\" role=\"search\" action=\"search\" method=\"get\">\n<div class=\"field\">\n")
            .raw("<label class=\"unseen\" for=\"sou-q\">").text(strings.search_label).raw("</label>\n")
            .raw("<input id=\"sou-q\" name=\"q\" type=\"text\" inputmode=\"search\" enterkeyhint=\"search\" ")
            .raw("autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\" dir=\"auto\" aria-keyshortcuts=\"/\"")
            .attribute("placeholder", strings.placeholder)
            .attribute("value", &request.q);
        if self.look == Look::Home {
            html.raw(" autofocus");
        }
        html.raw(">\n<button type=\"submit\">").text(strings.submit).raw("</button>\n</div>\n");
        let mut kept = |name: &'static str, value: &str| {
            html.raw("<input type=\"hidden\"").attribute("name", name).attribute("value", value).raw(">\n");
        };
        for tag in &request.tags {
            kept("tag", tag);
        }
        if let Some(language) = &request.lang {
            kept("lang", language.as_str());
        }
        if let Some(language) = &request.reader_lang {
            kept("prefer", language.as_str());
        }
        if self.locale.is_chosen {
            kept("ui", self.locale.ui.name());
        }
        let is_open = request.from.is_some() || request.to.is_some() || request.sort == Sort::Date;
        html.raw(if is_open { "<details class=\"more\" open>" } else { "<details class=\"more\">" })
            .raw("<summary>")
            .text(strings.more)
            .raw("</summary>\n<div class=\"fields\">\n");
        for (name, label, day) in [("from", strings.from, request.from), ("to", strings.to, request.to)] {
            html.raw("<label>")
                .text(label)
                .raw(" <input type=\"date\"")
                .attribute("name", name)
                .attribute("value", &day.map(|day| day.to_string()).unwrap_or_default())
                .raw("></label>\n");
        }
        html.raw("<label>").text(strings.sort).raw(" <select name=\"sort\">");
        for (value, label, sort) in
            [("relevance", strings.by_relevance, Sort::Relevance), ("date", strings.by_date, Sort::Date)]
        {
            html.raw("<option")
                .attribute("value", value)
                .raw(if request.sort == sort { " selected>" } else { ">" })
                .text(label)
                .raw("</option>");
        }
        html.raw("</select></label>\n</div>\n</details>\n</form>\n");
    }

    fn language_links(&self, html: &mut Html) {
        html.raw("<nav class=\"tongues\" aria-label=\"语言 Language\">");
        for ui in Ui::ALL.into_iter().filter(|ui| *ui != self.locale.ui) {
            html.raw("<a rel=\"nofollow\"")
                .attribute("lang", ui.tag())
                .attribute("hreflang", ui.tag())
                .attribute("href", &(self.in_language)(ui))
                .raw(">")
                .text(ui.own_name())
                .raw("</a>");
        }
        html.raw("</nav>\n");
    }

    /// Opens the element that holds what the page says, with what the script needs to know.
    pub(super) fn open_main(&self, html: &mut Html) {
        html.raw("<main id=\"sou-main\"")
            .attribute("data-strings", &self.locale.strings().for_script())
            .attribute_unless_empty("data-site", self.site.map_or("", SiteOrigin::as_str))
            .attribute_unless_empty(
                "data-prefer",
                self.locale.reader.as_ref().map_or("", |reader| reader.as_str()),
            )
            .raw(">\n");
    }
}
