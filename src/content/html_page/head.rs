//! What a built page says of itself: metas, links, linked data, dates, tags.

use serde_json::Value;

use crate::content::html_page::main_content::{Main, is_left_out};
use crate::content::html_page::tree::{Element, Tree};
use crate::content::html_page::{HtmlLink, HtmlPage, text};

/// The longest JSON-LD that is read, in bytes; more is a catalogue, not a page.
const MAX_LINKED_DATA_BYTES: usize = 256 * 1024;

/// Everything but the text.
pub(super) fn read(tree: &Tree, main: Option<&Main>) -> HtmlPage {
    let mut page = HtmlPage::default();
    let roots = main.map_or(&[][..], |main| &main.roots);
    // Roots are in order, and none is in another.
    let is_in_text = |node: usize| {
        let before = roots.partition_point(|root| *root <= node);
        roots[..before].last().is_some_and(|root| node < tree.nodes[*root].end)
    };
    let mut headings = Vec::new();
    let mut is_titled = false;
    for (node, element) in tree.elements() {
        if let Some(id) = element.attribute("id").filter(|id| !id.is_empty()) {
            page.ids.insert(id.to_owned());
        }
        match element.name() {
            "html" => page.language = attribute(element, "lang"),
            // The `<title>` of a drawing is none of the page.
            "title" if !is_titled => {
                page.title = one_line(&tree.text(node));
                is_titled = true;
            }
            "meta" => {
                let name = ["name", "property", "itemprop", "http-equiv"]
                    .into_iter()
                    .find_map(|key| element.attribute(key));
                if let (Some(name), Some(content)) = (name, element.attribute("content")) {
                    page.metas.push((name.trim().to_ascii_lowercase(), content.to_owned()));
                }
            }
            "link" => page.links.extend(link(element)),
            "a" => {
                if let Some(name) = attribute(element, "name") {
                    page.ids.insert(name);
                }
                if element
                    .attribute("rel")
                    .is_some_and(|rel| rel.split_whitespace().any(|word| word == "tag"))
                {
                    page.tags.push(one_line(&tree.text(node)).trim_start_matches('#').to_owned());
                }
            }
            "script" if element.attribute("type") == Some("application/ld+json") => {
                let json = tree.text(node);
                if json.len() <= MAX_LINKED_DATA_BYTES
                    && let Ok(value) = serde_json::from_str(json.trim())
                {
                    collect_objects(value, &mut page.linked_data);
                }
            }
            "time" if is_in_text(node) => page.times.extend(attribute(element, "datetime")),
            "h1" => headings.push(node),
            _ => {}
        }
    }
    page.first_heading = first_heading(tree, &headings, &is_in_text, &page.title);
    let of_text = roots.first().and_then(|root| tree.element(*root)).and_then(|root| attribute(root, "lang"));
    page.language = of_text.or(page.language.take());
    page.tags.retain(|tag| !tag.is_empty());
    page
}

/// The first `<h1>` of the text, else the first of the page that its `<title>`
/// repeats: others are the name of the site.
fn first_heading(
    tree: &Tree,
    headings: &[usize],
    is_in_text: &dyn Fn(usize) -> bool,
    title: &str,
) -> Option<String> {
    let read = |node: &usize| text::heading_text(tree, *node);
    let in_text = headings.iter().filter(|node| is_in_text(**node) && !is_hidden(tree, **node));
    let elsewhere = headings.iter().filter(|node| !is_in_text(**node)).map(read);
    in_text
        .map(read)
        .find(|text| !text.is_empty())
        .or_else(|| elsewhere.into_iter().find(|text| !text.is_empty() && title.contains(text.as_str())))
}

/// Whether an element, or one close around it, is left out.
fn is_hidden(tree: &Tree, node: usize) -> bool {
    /// Enough for the `<nav>` or `<dialog>` that a heading stands in.
    const MAX_LEVELS: usize = 8;
    std::iter::successors(Some(node), |node| tree.nodes[*node].parent)
        .take(MAX_LEVELS)
        .any(|node| tree.element(node).is_some_and(is_left_out))
}

fn link(element: &Element) -> Option<HtmlLink> {
    Some(HtmlLink {
        rel: element.attribute("rel")?.trim().to_ascii_lowercase(),
        href: attribute(element, "href")?,
        language: attribute(element, "hreflang").unwrap_or_default(),
    })
}

/// An attribute, trimmed and not empty.
fn attribute(element: &Element, name: &str) -> Option<String> {
    let value = element.attribute(name)?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The objects of JSON-LD: one, a list of them, or those of a `@graph`.
fn collect_objects(value: Value, objects: &mut Vec<Value>) {
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            Value::Array(items) => left.extend(items.into_iter().rev()),
            Value::Object(mut fields) => match fields.remove("@graph") {
                Some(graph) => left.push(graph),
                None => objects.push(Value::Object(fields)),
            },
            _ => {}
        }
    }
}
