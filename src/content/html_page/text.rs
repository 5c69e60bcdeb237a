//! The text of a built page as sections of blocks, headings with their `id`s.

use crate::content::html::is_block;
use crate::content::html_page::main_content::is_left_out;
use crate::content::html_page::tree::{Element, NodeKind, Tree, is_heading};
use crate::content::page::{RawBlockKind, RawSection};
use crate::content::sections::Collector;

/// The sections inside `roots`, in the order of the page.
///
/// The `id` of a heading is its own, else one inside it, else that of the
/// `<section>` it begins; a heading without one has none.
pub(super) fn sections(tree: &Tree, roots: &[usize]) -> Vec<RawSection> {
    let mut walk = Walk { tree, collector: Collector::new(), heading: None, code: None };
    for root in roots {
        walk.read(*root);
    }
    walk.collector.finish()
}

struct Walk<'t> {
    tree: &'t Tree,
    collector: Collector,
    /// Of the heading being read.
    heading: Option<String>,
    /// Of the code block being read.
    code: Option<String>,
}

/// What happens where an element ends.
enum End {
    Block,
    Heading,
    Code,
    /// A link in a heading, whose text begins at this byte of it.
    Permalink(usize),
    /// A header, of which only the headings are read.
    Header,
}

impl Walk<'_> {
    fn read(&mut self, root: usize) {
        use End::{Block, Code, Header, Heading, Permalink};
        let tree = self.tree;
        let mut ends: Vec<(usize, End)> = Vec::new();
        let mut n_headers = 0_usize;
        let mut node = root;
        while node <= tree.nodes[root].end {
            while let Some((_, end)) = ends.pop_if(|(end, _)| *end <= node) {
                match end {
                    Block => self.border(),
                    Heading => self.end_heading(),
                    Code => self.end_code(),
                    Permalink(start) => self.end_permalink(start),
                    Header => n_headers -= 1,
                }
            }
            if node >= tree.nodes[root].end {
                break;
            }
            let end = tree.nodes[node].end;
            match &tree.nodes[node].kind {
                NodeKind::Text(text) if n_headers == 0 || self.heading.is_some() => self.text(text),
                NodeKind::Text(_) => {}
                // The owner may have chosen a form, or a `<nav>`.
                NodeKind::Element(element) if node != root && is_left_out(element) => {
                    node = end;
                    continue;
                }
                NodeKind::Element(element) => match element.name() {
                    name if is_heading(name) && self.code.is_none() => {
                        if self.heading.is_some() {
                            self.end_heading();
                        }
                        self.begin_heading(node, element);
                        ends.push((end, Heading));
                    }
                    "pre" if self.heading.is_none() && self.code.is_none() => {
                        self.code = Some(String::new());
                        ends.push((end, Code));
                    }
                    "br" => self.text("\n"),
                    "img" => {
                        if let Some(alt) = element.attribute("alt") {
                            self.text(alt);
                        }
                    }
                    "a" if is_permalink(element) => {
                        if let Some(heading) = &self.heading {
                            ends.push((end, Permalink(heading.len())));
                        }
                    }
                    "header" => {
                        n_headers += 1;
                        ends.push((end, Header));
                    }
                    name if is_block(name) => {
                        self.border();
                        ends.push((end, Block));
                    }
                    _ => {}
                },
            }
            node += 1;
        }
        self.collector.end_block();
    }

    fn text(&mut self, text: &str) {
        match (&mut self.code, &mut self.heading) {
            (Some(code), _) => code.push_str(text),
            (None, Some(heading)) => heading.push_str(text),
            (None, None) if text == "\n" => self.collector.text(text),
            (None, None) => self.collector.loose_text(text),
        }
    }

    /// Where a block begins or ends: a line in code, a space in a heading.
    fn border(&mut self) {
        match (&mut self.code, &mut self.heading) {
            (Some(code), _) if !code.is_empty() && !code.ends_with('\n') => code.push('\n'),
            (Some(_), _) => {}
            (None, Some(heading)) => heading.push(' '),
            (None, None) => self.collector.end_block(),
        }
    }

    fn begin_heading(&mut self, node: usize, element: &Element) {
        let level = element.name().as_bytes()[1] - b'0';
        let explicit_id = heading_id(self.tree, node, element);
        let line = self.tree.nodes[node].line;
        self.collector.begin_heading(RawSection { level, line, explicit_id, ..RawSection::default() });
        self.heading = Some(String::new());
    }

    fn end_heading(&mut self) {
        if let Some(heading) = self.heading.take() {
            self.collector.text(heading.trim());
            self.collector.end_heading();
        }
    }

    fn end_code(&mut self) {
        if let Some(code) = self.code.take() {
            self.collector.begin_kind(RawBlockKind::Code);
            self.collector.text(&code);
            self.collector.begin_kind(RawBlockKind::Prose);
        }
    }

    /// Takes back the sign of a link to the heading itself: `¶`, `#`, `🔗`.
    fn end_permalink(&mut self, start: usize) {
        if let Some(heading) = &mut self.heading
            && !heading[start..].chars().any(char::is_alphanumeric)
        {
            heading.truncate(start);
        }
    }
}

/// The text of a heading outside any section, its permalink left out.
pub(super) fn heading_text(tree: &Tree, node: usize) -> String {
    let mut walk = Walk { tree, collector: Collector::new(), heading: None, code: None };
    walk.read(node);
    let sections = walk.collector.finish();
    sections.into_iter().find(|section| section.level > 0).map_or_else(String::new, |section| section.heading)
}

/// Whether an element is a link within the page.
fn is_permalink(element: &Element) -> bool {
    element.attribute("href").is_some_and(|href| href.contains('#'))
}

fn heading_id(tree: &Tree, node: usize, element: &Element) -> Option<String> {
    let of = |element: &Element| {
        let id = element.attribute("id").filter(|id| !id.is_empty());
        id.map(str::to_owned)
    };
    let inside = || {
        let elements = (node + 1..tree.nodes[node].end).filter_map(|node| tree.element(node));
        let mut ids = elements.filter_map(|element| {
            let name = element.attribute("name").filter(|name| element.name() == "a" && !name.is_empty());
            of(element).or_else(|| name.map(str::to_owned))
        });
        ids.next()
    };
    let around = || {
        let parent = tree.nodes[node].parent?;
        let section = tree.element(parent).filter(|element| element.name() == "section")?;
        let between = &tree.nodes[parent + 1..node];
        let is_first = between.iter().all(|node| match &node.kind {
            NodeKind::Text(text) => text.trim().is_empty(),
            NodeKind::Element(element) => matches!(element.name(), "a" | "span"),
        });
        if is_first { of(section) } else { None }
    };
    of(element).or_else(inside).or_else(around)
}
