//! A built HTML page in, its facts and its text out.
//!
//! What a generator wrote is read as a browser would read it: [`parse_html`] finds
//! the part that is the page's own, leaves out what stands around it on every page,
//! and cuts the rest into the same sections that Markdown is cut into.

mod head;

mod main_content;

mod selector;

mod text;

mod tree;

use std::collections::HashSet;

use serde_json::Value;

use crate::content::page::RawSection;

pub use selector::Selector;

/// One built page, read and not understood.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HtmlPage {
    /// `lang` of the page, or of the element that holds its text.
    pub language: Option<String>,
    /// The text of `<title>`, on one line.
    pub title: String,
    /// The first `<h1>` of the text, else of the page.
    pub first_heading: Option<String>,
    /// `name`, `property`, `itemprop` or `http-equiv` of each `<meta>`, in lower
    /// case, and its `content`, in the order of the page.
    pub metas: Vec<(String, String)>,
    /// Every `<link>` with an address.
    pub links: Vec<HtmlLink>,
    /// Every JSON-LD object, those inside `@graph` one by one.
    pub linked_data: Vec<Value>,
    /// `datetime` of each `<time>` in the text, in the order of the page.
    pub times: Vec<String>,
    /// Texts of the links to tags: `rel=tag`.
    pub tags: Vec<String>,
    /// Every `id` of the page, also outside its text.
    pub ids: HashSet<String>,
    /// Whether the page lists several articles that are pages of their own.
    pub lists_articles: bool,
    /// `None` if the owner's selector finds nothing on the page.
    pub main: Option<MainText>,
}

/// A `<link>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HtmlLink {
    /// Lower case: `canonical`, `alternate`.
    pub rel: String,
    /// As written.
    pub href: String,
    /// As written; empty if there is none.
    pub language: String,
}

/// The part of the page that is its own text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MainText {
    /// How it was found, for people: `<main>`.
    pub rule: &'static str,
    /// In the order of the page; [`RawSection::explicit_id`] is the heading's `id`.
    pub sections: Vec<RawSection>,
}

impl HtmlPage {
    /// The content of the first `<meta>` of one of `names`, not empty; the names in order of preference.
    pub fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.all_metas(name).next())
    }

    /// The content of every `<meta>` of a name, not empty.
    pub fn all_metas(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.metas.iter().filter(move |(written, _)| written == name);
        named.map(|(_, content)| content.trim()).filter(|content| !content.is_empty())
    }

    /// Whether the page asks search engines to leave it out.
    pub fn is_noindex(&self) -> bool {
        self.all_metas("robots").any(|robots| {
            robots
                .split(',')
                .map(str::trim)
                .any(|word| word.eq_ignore_ascii_case("noindex") || word.eq_ignore_ascii_case("none"))
        })
    }

    /// Where the page sends its readers, if it only does that.
    pub fn redirect(&self) -> Option<&str> {
        let refresh = self.meta(&["refresh"])?;
        let (_, target) = refresh.split_once([';', ','])?;
        let target = target.trim();
        let named = target.get(..3).filter(|start| start.eq_ignore_ascii_case("url"));
        let target = match named {
            Some(_) => target[3..].trim_start().trim_start_matches('='),
            None => target,
        };
        Some(target.trim().trim_matches(['"', '\'']))
    }

    /// The address that the page says is its own.
    pub fn canonical(&self) -> Option<&str> {
        self.links.iter().find(|link| link.rel == "canonical").map(|link| link.href.as_str())
    }
}

/// Reads one built page. Time and memory are linear in the length of `html`.
pub fn parse_html(html: &str, selector: Option<&Selector>) -> HtmlPage {
    let tree = tree::parse(html);
    let main = main_content::choose(&tree, selector);
    let mut page = head::read(&tree, main.as_ref());
    page.lists_articles = main_content::is_list_of_articles(&tree);
    page.main = main.map(|main| MainText { rule: main.rule, sections: text::sections(&tree, &main.roots) });
    page
}

#[cfg(test)]
mod tests;
