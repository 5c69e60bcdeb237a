//! A page from its built HTML.

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use crate::content::{Diagnostic, HtmlPage, Severity, decode, parse_date_text, parse_html, value};
use crate::document::address::{encode_path, name_of};
use crate::document::assemble;
use crate::document::built::{Build, path_of_link, same_page_key};
use crate::document::config::warning;
use crate::document::fields::without_repetitions;
use crate::document::generator::Language;
use crate::document::site::{LeftOut, Outcome};
use crate::document::{LanguageTag, Page};

impl Build {
    /// What is read from one HTML file at `path`, relative to the site.
    pub(crate) fn outcome(
        &self,
        path: &str,
        bytes: &[u8],
        owners_language: Option<&LanguageTag>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Outcome {
        let inner = self.inner(path);
        if is_error_page(inner) {
            return not_a_page("it is what the server shows for a missing page");
        }
        if self.copies.iter().any(|copy| copy == inner) {
            return not_a_page("it repeats another page");
        }
        if is_page_of_list(inner) {
            return not_a_page("it is a further page of a list");
        }
        let text = match decode::decode(bytes) {
            Ok(decoded) => decoded.text,
            Err(reason) => {
                diagnostics.push(warning(path, 0, &reason, "what the index holds of it stays as it is"));
                return Outcome::Unreadable(reason);
            }
        };
        let html = parse_html(&text, self.selector.as_ref());
        if let Some(target) = html.redirect() {
            return not_a_page(&format!("it leads on to `{target}`"));
        }
        if html.is_noindex() {
            return Outcome::LeftOut(LeftOut::Unpublished("noindex".to_owned()));
        }
        if html.main.is_none() {
            return not_a_page("the selector of the settings finds nothing on it");
        }
        if html.lists_articles && self.selector.is_none() {
            return not_a_page("it lists pages that are read themselves");
        }
        let address = match self.own_address(inner, html.canonical(), path, diagnostics) {
            Ok(address) => address,
            Err(other) => return not_a_page(&format!("its canonical address is `{other}`")),
        };
        let page = page(path, &address, html, owners_language);
        let is_empty =
            page.sections.iter().all(|section| section.heading.is_empty() && section.blocks.is_empty());
        if is_empty {
            return not_a_page("it has no text");
        }
        Outcome::Published(Box::new(page))
    }

    /// The address of a file, as its canonical link writes it if that is the same
    /// page; else the other page that it names, if the build has it.
    fn own_address(
        &self,
        inner: &str,
        canonical: Option<&str>,
        path: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<String, String> {
        let bare = format!("/{}", inner.strip_suffix("index.html").unwrap_or(inner));
        let own = format!("{}{bare}", self.base);
        let Some(canonical) = canonical.and_then(path_of_link) else { return Ok(own) };
        let (own_key, canonical_key) = (same_page_key(&own), same_page_key(&canonical));
        if canonical_key == own_key {
            return Ok(canonical);
        }
        let bare_key = same_page_key(&bare);
        if !self.is_base_known && !bare_key.is_empty() && canonical_key.ends_with(bare_key) {
            return Ok(canonical);
        }
        if canonical_key == same_page_key(&self.base) || canonical == "/" {
            // A theme that names the start page on every page does not mean it.
            let message = format!("expected its own canonical address, found `{canonical}`");
            diagnostics.push(Diagnostic {
                severity: Severity::Note,
                path: path.to_owned(),
                line: 0,
                message,
                hint: Some("search engines leave such pages out; here they are kept".to_owned()),
            });
            return Ok(own);
        }
        match self.file_for(&canonical) {
            Some(other) if other != inner => Err(canonical),
            _ => Ok(own),
        }
    }
}

fn not_a_page(reason: &str) -> Outcome {
    Outcome::LeftOut(LeftOut::NotAPage(reason.to_owned()))
}

/// `404.html`, `zh/404.html`, `404/index.html`.
fn is_error_page(inner: &str) -> bool {
    matches!(name_of(inner), "404.html" | "404.htm" | "500.html")
        || inner.trim_end_matches("/index.html").ends_with("404")
}

/// `page/2/index.html`, `tags/云/page3.html`.
fn is_page_of_list(inner: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let stem = same_page_key(inner);
    let (folder, last) = stem.rsplit_once('/').unwrap_or(("", stem));
    is_number(last) && name_of(folder) == "page" || last.strip_prefix("page").is_some_and(is_number)
}

/// Puts a page together; every fact is from the most particular place that has it.
fn page(path: &str, address: &str, html: HtmlPage, owners_language: Option<&LanguageTag>) -> Page {
    let data = Data::of(&html);
    let title = title(&html, &data, path);
    let date = data.text("datePublished").or_else(|| {
        let names =
            ["article:published_time", "og:published_time", "datepublished", "date", "dc.date", "pubdate"];
        html.meta(&names).map(str::to_owned)
    });
    let date = date.as_deref().and_then(day).or_else(|| html.times.iter().find_map(|time| day(time)));
    let updated = data.text("dateModified").or_else(|| {
        let names = ["article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod"];
        html.meta(&names).map(str::to_owned)
    });
    let said = html.language.as_deref().and_then(LanguageTag::parse);
    let translation_key = translation_key(&html, address);
    let (tags, authors) = (tags(&html, &data), authors(&html, &data));
    let meta = |names: &[&str]| html.meta(names).map(str::to_owned);
    let description = meta(&["description", "og:description", "twitter:description"]);
    let image = meta(&["og:image", "twitter:image", "image"]);
    let categories = without_repetitions(html.all_metas("article:section").map(str::to_owned).collect());
    let main = html.main.unwrap_or_default();
    let sections: Vec<_> = main
        .sections
        .into_iter()
        .map(|mut section| {
            let anchor = section.explicit_id.take().unwrap_or_default();
            assemble::section(section, anchor)
        })
        .collect();
    // A theme's `lang="en"` around a Chinese text is believed as little as a configuration's.
    let language = match said {
        Some(tag) => assemble::language(Language::Assumed(tag), None, &title, &sections),
        None => assemble::language(Language::Unknown, owners_language, &title, &sections),
    };
    Page {
        path: path.to_owned(),
        url: encode_path(address),
        title,
        language,
        date,
        updated: updated.as_deref().and_then(day),
        tags,
        categories,
        authors,
        description,
        image,
        extra: Map::new(),
        translation_key,
        sections,
    }
}

/// As the page writes it, in whatever zone it names.
fn day(text: &str) -> Option<DateTime> {
    parse_date_text(text).map(|date| date.civil)
}

/// The first heading, else the title for sharing, else `<title>` without the name of the site.
fn title(html: &HtmlPage, data: &Data<'_>, path: &str) -> String {
    let shared = || html.meta(&["og:title", "twitter:title"]).map(str::to_owned);
    let of_window = || {
        let site = html.meta(&["og:site_name"]).unwrap_or_default();
        let separators = [" | ", " - ", " – ", " — ", " · ", " :: ", " » ", "｜", "_"];
        let cut = separators.iter().find_map(|separator| {
            let (before, after) = html.title.rsplit_once(separator)?;
            let is_site = *separator != "_" || after.trim() == site;
            (is_site && !before.trim().is_empty()).then(|| before.trim().to_owned())
        });
        cut.unwrap_or_else(|| html.title.clone())
    };
    html.first_heading
        .clone()
        .or_else(|| data.text("headline"))
        .or_else(shared)
        .or_else(|| Some(of_window()))
        .filter(|title| !title.trim().is_empty())
        .unwrap_or_else(|| name_of(same_page_key(path)).to_owned())
}

fn tags(html: &HtmlPage, data: &Data<'_>) -> Vec<String> {
    let list = |text: &str| -> Vec<String> {
        text.split([',', '，', '、', ';'])
            .map(str::trim)
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let of_article: Vec<String> = html.all_metas("article:tag").map(str::to_owned).collect();
    let of_data = match data.field("keywords") {
        Some(Value::String(text)) => list(text),
        Some(other) => value::strings(other),
        None => Vec::new(),
    };
    let of_head = || html.meta(&["keywords"]).map(list).unwrap_or_default();
    let found = [of_article, of_data, html.tags.clone()].into_iter().find(|tags| !tags.is_empty());
    without_repetitions(found.unwrap_or_else(of_head))
}

fn authors(html: &HtmlPage, data: &Data<'_>) -> Vec<String> {
    let name = |author: &Value| match author {
        Value::Object(fields) => fields.get("name").and_then(value::text),
        other => value::text(other),
    };
    let of_data: Vec<String> = match data.field("author") {
        Some(Value::Array(authors)) => authors.iter().filter_map(name).collect(),
        Some(author) => name(author).into_iter().collect(),
        None => Vec::new(),
    };
    let of_head = || {
        let names = html.all_metas("author").chain(html.all_metas("article:author"));
        names.filter(|name| !name.starts_with("http")).map(str::to_owned).collect()
    };
    without_repetitions(if of_data.is_empty() { of_head() } else { of_data })
}

/// What a page and its translations share: the first of all their addresses.
fn translation_key(html: &HtmlPage, address: &str) -> Option<String> {
    let others = html.links.iter().filter(|link| link.rel == "alternate" && !link.language.is_empty());
    let mut keys: Vec<String> = others
        .filter_map(|link| path_of_link(&link.href))
        .map(|path| same_page_key(&path).to_owned())
        .collect();
    if keys.is_empty() {
        return None;
    }
    keys.push(same_page_key(address).to_owned());
    keys.into_iter().min()
}

/// The JSON-LD object that is about the page.
struct Data<'a>(Option<&'a Map<String, Value>>);

impl<'a> Data<'a> {
    fn of(html: &'a HtmlPage) -> Self {
        let kind = |object: &Value, wanted: fn(&str) -> bool| {
            let kinds = object.get("@type").map(value::strings).unwrap_or_default();
            kinds.iter().any(|kind| wanted(kind))
        };
        let is_article = |kind: &str| kind.ends_with("Article") || kind.ends_with("Posting");
        let is_page = |kind: &str| kind == "WebPage";
        let of = |wanted| html.linked_data.iter().find(|object| kind(object, wanted));
        Self(of(is_article).or_else(|| of(is_page)).and_then(Value::as_object))
    }

    fn field(&self, name: &str) -> Option<&'a Value> {
        self.0?.get(name).filter(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Option<String> {
        value::text(self.field(name)?).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }
}
