//! Where the links of our pages lead.
//!
//! All are relative, so that the service may stand below a path of another host.
//! An address of a hit is only ever the host of the site and a path on it: the
//! address of a page is made from what its author wrote, and `javascript:` or
//! `//elsewhere` may have been written.

use jiff::civil::Date;

use crate::search::{SearchRequest, Sort};
use crate::service::html::strings::{Locale, Ui};
use crate::service::params::{canonical, decode, encode};
use crate::service::state::SiteOrigin;

/// To the results of `request`.
pub fn to_search(request: &SearchRequest, locale: &Locale) -> String {
    with_ui(with_query("search", &canonical(request)), locale)
}

/// To the results of `request`, in the words of `ui`.
pub fn to_search_in(request: &SearchRequest, ui: Ui) -> String {
    let locale = Locale { ui, is_chosen: true, reader: None };
    to_search(request, &locale)
}

/// To the first page.
pub fn to_home(locale: &Locale) -> String {
    with_ui("./".to_owned(), locale)
}

/// To our reading view of the page whose file is `path`.
pub fn to_reading(path: &str, locale: &Locale) -> String {
    with_ui(format!("page?path={}", encode(path)), locale)
}

/// To a page of the site, or to our reading view of it where the site is not known.
/// `url` is the page's or a section's address from the root of the host.
pub fn to_page(site: Option<&SiteOrigin>, path: &str, url: &str, locale: &Locale) -> String {
    match site {
        Some(site) => on_site(site, url),
        None => {
            let fragment = url.split_once('#').map_or("", |(_, fragment)| fragment);
            let hash = if fragment.is_empty() { "" } else { "#" };
            format!("{}{hash}{fragment}", to_reading(path, locale))
        }
    }
}

/// An address on the site: whatever `url` says, it stays on that host.
pub fn on_site(site: &SiteOrigin, url: &str) -> String {
    // Browsers drop tabs and line breaks anywhere in an address, and read `\` as
    // `/`; here neither can come between the host and the path.
    let path =
        url.trim_start_matches(|c: char| matches!(c, '/' | '\\') || c.is_whitespace() || c.is_control());
    format!("{}/{path}", site.as_str())
}

/// An address as a person reads it: `/博客/` for `/%E5%8D%9A%E5%AE%A2/`; as
/// written where that would hide something.
pub fn readable(url: &str) -> String {
    match String::from_utf8(decode(&url.replace('+', "%2B"))) {
        Ok(text) if !text.contains(|c: char| c.is_control() || c.is_whitespace() || is_invisible(c)) => text,
        _ => url.to_owned(),
    }
}

/// Characters that make an address look like another.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// The request with everything typed and every filter kept, from its first page.
fn refined(request: &SearchRequest) -> SearchRequest {
    SearchRequest { page: 1, ..request.clone() }
}

/// The same question, also for `tag`.
pub fn with_tag(request: &SearchRequest, tag: &str) -> SearchRequest {
    let mut refined = refined(request);
    if !refined.tags.iter().any(|present| present == tag) {
        refined.tags.push(tag.to_owned());
    }
    refined
}

/// The same question without the filter for `tag`.
pub fn without_tag(request: &SearchRequest, tag: &str) -> SearchRequest {
    let mut refined = refined(request);
    refined.tags.retain(|present| present != tag);
    refined
}

/// The same question without a filter for language.
pub fn without_language(request: &SearchRequest) -> SearchRequest {
    SearchRequest { lang: None, ..refined(request) }
}

/// The same question for these days; `None` is without limit.
pub fn with_days(request: &SearchRequest, from: Option<Date>, to: Option<Date>) -> SearchRequest {
    SearchRequest { from, to, ..refined(request) }
}

/// The same words and no filters.
pub fn without_filters(request: &SearchRequest) -> SearchRequest {
    with_days(
        &SearchRequest { tags: Vec::new(), lang: None, sort: Sort::Relevance, ..request.clone() },
        None,
        None,
    )
}

/// Whether anything but the words narrows the question.
pub fn has_filters(request: &SearchRequest) -> bool {
    !request.tags.is_empty() || request.lang.is_some() || request.from.is_some() || request.to.is_some()
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

fn with_ui(address: String, locale: &Locale) -> String {
    if !locale.is_chosen {
        return address;
    }
    let separator = if address.contains('?') { '&' } else { '?' };
    format!("{address}{separator}ui={}", locale.ui.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale() -> Locale {
        Locale { ui: Ui::Chinese, is_chosen: false, reader: None }
    }

    #[test]
    fn hits_lead_to_the_site_and_nowhere_else() {
        let site = SiteOrigin::parse("https://blog.example.com/ignored").expect("an address");
        for (url, href) in [
            ("/kubecon.html", "https://blog.example.com/kubecon.html"),
            ("/%E5%8D%9A/#%E6%8E%A5%E5%8F%A3", "https://blog.example.com/%E5%8D%9A/#%E6%8E%A5%E5%8F%A3"),
            ("javascript:alert(1)", "https://blog.example.com/javascript:alert(1)"),
            ("//evil.example/x", "https://blog.example.com/evil.example/x"),
            ("\\\\evil.example", "https://blog.example.com/evil.example"),
            ("@evil.example", "https://blog.example.com/@evil.example"),
            ("\t\n//evil.example", "https://blog.example.com/evil.example"),
            ("", "https://blog.example.com/"),
        ] {
            assert_eq!(to_page(Some(&site), "p.md", url, &locale()), href, "{url:?}");
        }
    }

    #[test]
    fn without_a_site_hits_lead_to_the_reading_view() {
        assert_eq!(
            to_page(None, "_posts/接口 & <x>.md", "/x/#%E6%8E%A5%E5%8F%A3", &locale()),
            "page?path=_posts%2F%E6%8E%A5%E5%8F%A3%20%26%20%3Cx%3E.md#%E6%8E%A5%E5%8F%A3"
        );
        let chosen = Locale { is_chosen: true, ..locale() };
        assert_eq!(to_page(None, "a.md", "javascript:x", &chosen), "page?path=a.md&ui=zh");
    }

    #[test]
    fn addresses_as_a_person_reads_them() {
        for (url, read) in [
            ("/%E5%8D%9A%E5%AE%A2/", "/博客/"),
            ("/c++/", "/c++/"),
            ("/%ff/", "/%ff/"),
            ("/a%20b%0A/", "/a%20b%0A/"),
            ("/%E2%80%AEx/", "/%E2%80%AEx/"),
        ] {
            assert_eq!(readable(url), read);
        }
    }
}
