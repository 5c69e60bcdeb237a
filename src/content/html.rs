//! HTML inside Markdown: tags go, text stays, and some tags are borders.

use crate::content::markup::{SCOPE_BEGIN, SCOPE_END};
use crate::content::page::{RawBlockKind, RawSection};
use crate::content::sections::Collector;

/// Reads pieces of HTML in the order of the page; a piece may end anywhere
/// between tags.
#[derive(Debug, Default)]
pub(super) struct HtmlReader {
    /// The element whose content does not show, while one is open.
    hidden: Option<&'static str>,
    /// Whether a comment is open.
    in_comment: bool,
}

/// Elements whose content is not text.
const HIDDEN: [&str; 5] = ["script", "style", "template", "noscript", "iframe"];

impl HtmlReader {
    /// Whether text does not show at the moment.
    pub(super) fn hides(&self) -> bool {
        self.hidden.is_some() || self.in_comment
    }

    /// Ends a comment that is still open; for the end of a block of HTML.
    pub(super) fn end_comment(&mut self) {
        self.in_comment = false;
    }

    /// Forgets what is open; for borders that no element reaches across.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// Reads a piece; `line` is that of the file it begins in, counted from 1.
    /// `resolve` turns entities into characters.
    pub(super) fn read(
        &mut self,
        html: &str,
        line: u32,
        collector: &mut Collector,
        resolve: fn(&str) -> String,
    ) {
        let mut rest = html;
        let mut line = line;
        let mut counted = 0;
        while !rest.is_empty() {
            if self.in_comment {
                match rest.find("-->") {
                    Some(at) => {
                        self.in_comment = false;
                        rest = &rest[at + 3..];
                    }
                    None => return,
                }
                continue;
            }
            if let Some(element) = self.hidden {
                match closing_tag(rest, element) {
                    Some(at) => {
                        self.hidden = None;
                        rest = &rest[at..];
                    }
                    None => return,
                }
                continue;
            }
            let text_end = rest.find('<').unwrap_or(rest.len());
            if text_end > 0 {
                let text = &rest[..text_end];
                if text.contains('&') {
                    collector.loose_text(&resolve(text))
                } else {
                    collector.loose_text(text)
                }
                rest = &rest[text_end..];
                continue;
            }
            if let Some(after) = rest.strip_prefix(SCOPE_BEGIN) {
                collector.begin_scope();
                rest = after;
                continue;
            }
            if let Some(after) = rest.strip_prefix(SCOPE_END) {
                collector.end_scope();
                rest = after;
                continue;
            }
            if rest.starts_with("<!--") {
                self.in_comment = true;
                rest = &rest[2..];
                continue;
            }
            match Tag::parse(rest) {
                Some((tag, len_bytes)) => {
                    let at = html.len() - rest.len();
                    line += html.as_bytes()[counted..at].iter().filter(|byte| **byte == b'\n').count() as u32;
                    counted = at;
                    self.tag(&tag, line, collector, resolve);
                    rest = &rest[len_bytes..];
                }
                None => {
                    collector.text("<");
                    rest = &rest[1..];
                }
            }
        }
    }

    fn tag(&mut self, tag: &Tag<'_>, line: u32, collector: &mut Collector, resolve: fn(&str) -> String) {
        let name = tag.name.to_ascii_lowercase();
        if !tag.closing && !tag.self_closing {
            self.hidden = HIDDEN.into_iter().find(|hidden| *hidden == name);
        }
        match name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                if tag.closing {
                    collector.end_heading();
                } else if !collector.in_heading() {
                    let level = name.as_bytes()[1] - b'0';
                    let explicit_id = tag.attribute("id").map(resolve);
                    collector.begin_heading(RawSection { level, line, explicit_id, ..RawSection::default() });
                }
            }
            "pre" | "textarea" if collector.in_heading() => {}
            "pre" if tag.closing => collector.begin_kind(RawBlockKind::Prose),
            "pre" => collector.begin_kind(RawBlockKind::Code),
            "br" => collector.text("\n"),
            "img" => {
                if let Some(alt) = tag.attribute("alt") {
                    collector.loose_text(&resolve(alt));
                }
            }
            _ if is_block(&name) => collector.end_block(),
            _ => {}
        }
    }
}

/// Whether an element stands apart from the text around it.
pub(super) fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 43] = [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
        "video",
    ];
    BLOCKS.contains(&name)
}

/// Where the closing tag of `element` begins.
fn closing_tag(html: &str, element: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(offset) = html[from..].find("</") {
        let at = from + offset;
        let name = html.as_bytes().get(at + 2..at + 2 + element.len());
        if name.is_some_and(|name| name.eq_ignore_ascii_case(element.as_bytes())) {
            return Some(at);
        }
        from = at + 2;
    }
    None
}

/// A tag, split.
struct Tag<'t> {
    name: &'t str,
    attributes: &'t str,
    closing: bool,
    self_closing: bool,
}

impl<'t> Tag<'t> {
    /// The tag at the start of `html`, and how long it is, in bytes.
    fn parse(html: &'t str) -> Option<(Self, usize)> {
        let after = &html[1..];
        let (closing, inside) = match after.strip_prefix('/') {
            Some(inside) => (true, inside),
            None => (false, after),
        };
        let is_tag = inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?' | '>'));
        if !is_tag {
            return None;
        }
        let mut quote = None;
        let mut end = None;
        for (index, byte) in inside.bytes().enumerate() {
            match (quote, byte) {
                (None, b'>') => {
                    end = Some(index);
                    break;
                }
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), _) if open == byte => quote = None,
                // This one was never closed; looking on would not be linear on a page of `<`.
                (None, b'<') => return None,
                _ => {}
            }
            if index > 16 * 1024 {
                return None;
            }
        }
        let end = end?;
        let content = &inside[..end];
        let name_end = content
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != ':')
            .unwrap_or(content.len());
        let tag = Self {
            name: &content[..name_end],
            attributes: &content[name_end..],
            closing,
            self_closing: content.ends_with('/'),
        };
        Some((tag, end + 2 + usize::from(closing)))
    }

    /// The value of an attribute, entities not resolved.
    fn attribute(&self, name: &str) -> Option<&'t str> {
        let mut rest = self.attributes.trim_start_matches([' ', '\t', '\n', '\r', '/']);
        while !rest.is_empty() {
            let key_end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
            let key = &rest[..key_end];
            let after = rest[key_end..].trim_start();
            let (value, next) = match after.strip_prefix('=').map(str::trim_start) {
                Some(value) => match value.chars().next() {
                    Some(quote @ ('"' | '\'')) => {
                        let inside = &value[1..];
                        let end = inside.find(quote).unwrap_or(inside.len());
                        (&inside[..end], inside.get(end + 1..).unwrap_or(""))
                    }
                    _ => {
                        let end = value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len());
                        (&value[..end], &value[end..])
                    }
                },
                None => ("", after),
            };
            if key.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            if key.is_empty() && next.len() == rest.len() {
                return None;
            }
            rest = next.trim_start();
        }
        None
    }
}
