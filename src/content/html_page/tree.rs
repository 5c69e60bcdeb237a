//! HTML to a tree: the tokens of a browser, put together in linear time.
//!
//! The tokens are html5ever's, so entities, raw text and broken tags are read as
//! a browser reads them. The tree is ours: that of the standard copies every open
//! `<b id=…>` into every paragraph that follows, and a small file can make a tree
//! of billions of nodes. What it would put elsewhere in broken HTML stays where
//! it is written, which is the same text. The only user of html5ever.

use std::cell::RefCell;
use std::collections::HashMap;

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// A page as nodes in the order of the page: what is inside a node follows it.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

/// An element, or text.
#[derive(Debug)]
pub(super) struct Node {
    /// The element it is in.
    pub(super) parent: Option<usize>,
    /// The first node after all that is inside.
    pub(super) end: usize,
    /// Line of the file, counted from 1.
    pub(super) line: u32,
    pub(super) kind: NodeKind,
}

#[derive(Debug)]
pub(super) enum NodeKind {
    Element(Element),
    /// Entities resolved, white space as written.
    Text(String),
}

/// A start tag.
#[derive(Debug)]
pub(super) struct Element {
    name: LocalName,
    attributes: Vec<(LocalName, StrTendril)>,
}

impl Element {
    /// In lower case.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The value of an attribute, entities resolved; empty for one without a value.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(written, _)| &**written == name).map(|(_, value)| &**value)
    }

    /// The words of `class`.
    pub(super) fn classes(&self) -> impl Iterator<Item = &str> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }
}

impl Tree {
    /// The element at a node; `None` for text.
    pub(super) fn element(&self, node: usize) -> Option<&Element> {
        match &self.nodes[node].kind {
            NodeKind::Element(element) => Some(element),
            NodeKind::Text(_) => None,
        }
    }

    /// Every element, in the order of the page.
    pub(super) fn elements(&self) -> impl Iterator<Item = (usize, &Element)> {
        (0..self.nodes.len()).filter_map(|node| Some((node, self.element(node)?)))
    }

    /// All text inside a node, as written.
    pub(super) fn text(&self, node: usize) -> String {
        let inside = &self.nodes[node..self.nodes[node].end];
        let texts = inside.iter().filter_map(|node| match &node.kind {
            NodeKind::Text(text) => Some(text.as_str()),
            NodeKind::Element(_) => None,
        });
        texts.collect()
    }
}

/// Reads a page, whatever it holds.
pub(super) fn parse(html: &str) -> Tree {
    let sink = Sink(RefCell::default());
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // The only result is that a script ended, and none is run.
    while !matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {}
    tokenizer.end();
    let builder = tokenizer.sink.0.into_inner();
    builder.finish()
}

struct Sink(RefCell<Builder>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<()> {
        let mut builder = self.0.borrow_mut();
        let line = u32::try_from(line_number).unwrap_or(u32::MAX);
        match token {
            Token::CharacterTokens(text) => builder.text(&text, line),
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => builder.end(&tag.name),
            Token::TagToken(tag) => return builder.start(tag, line),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    open: Vec<usize>,
    /// How many elements of a name are open, so that a stray end tag costs nothing.
    n_open: HashMap<LocalName, usize>,
    n_open_headings: usize,
}

impl Builder {
    fn top_name(&self) -> Option<&LocalName> {
        match &self.nodes[*self.open.last()?].kind {
            NodeKind::Element(element) => Some(&element.name),
            NodeKind::Text(_) => None,
        }
    }

    fn is_open(&self, name: &str) -> bool {
        self.n_open.get(&LocalName::from(name)).is_some_and(|count| *count > 0)
    }

    fn push(&mut self, kind: NodeKind, line: u32) {
        let end = self.nodes.len() + 1;
        self.nodes.push(Node { parent: self.open.last().copied(), end, line, kind });
    }

    fn pop(&mut self) {
        let Some(node) = self.open.pop() else { return };
        self.nodes[node].end = self.nodes.len();
        if let NodeKind::Element(element) = &self.nodes[node].kind
            && let Some(count) = self.n_open.get_mut(&element.name)
        {
            *count -= 1;
            self.n_open_headings -= usize::from(is_heading(&element.name));
        }
    }

    fn text(&mut self, text: &str, line: u32) {
        let parent = self.open.last().copied();
        if let Some(Node { kind: NodeKind::Text(before), parent: its_parent, .. }) = self.nodes.last_mut()
            && *its_parent == parent
        {
            before.push_str(text);
            return;
        }
        self.push(NodeKind::Text(text.to_owned()), line);
    }

    fn start(&mut self, tag: Tag, line: u32) -> TokenSinkResult<()> {
        // One heading in another would be read once for each of them.
        if is_heading(&tag.name) {
            while self.n_open_headings > 0 {
                self.pop();
            }
        }
        while self.top_name().is_some_and(|open| ends_at(open, &tag.name)) {
            self.pop();
        }
        let is_foreign = self.is_open("svg") || self.is_open("math");
        let raw = if is_foreign { None } else { raw_kind(&tag.name) };
        let is_alone = is_void(&tag.name) || is_foreign && tag.self_closing;
        let attributes = tag.attrs.into_iter().map(|attribute| (attribute.name.local, attribute.value));
        let element = Element { name: tag.name.clone(), attributes: attributes.collect() };
        self.push(NodeKind::Element(element), line);
        if is_alone {
            return TokenSinkResult::Continue;
        }
        self.open.push(self.nodes.len() - 1);
        self.n_open_headings += usize::from(is_heading(&tag.name));
        *self.n_open.entry(tag.name).or_default() += 1;
        raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }

    fn end(&mut self, name: &LocalName) {
        if !self.is_open(name) {
            return;
        }
        while let Some(top) = self.top_name() {
            let is_it = top == name;
            self.pop();
            if is_it {
                return;
            }
        }
    }

    fn finish(mut self) -> Tree {
        while !self.open.is_empty() {
            self.pop();
        }
        Tree { nodes: self.nodes }
    }
}

/// Elements that have no inside.
fn is_void(name: &str) -> bool {
    const VOID: [&str; 14] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr",
    ];
    VOID.contains(&name)
}

/// Elements whose inside is no markup.
fn raw_kind(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(RawKind::Rawtext),
        "title" | "textarea" => Some(RawKind::Rcdata),
        _ => None,
    }
}

/// Whether an open element ends where another begins, because its end tag may be left out.
fn ends_at(open: &str, begins: &str) -> bool {
    match open {
        "p" => super::super::html::is_block(begins) || is_heading(begins) || begins == "pre",
        "li" => begins == "li",
        "dt" | "dd" => matches!(begins, "dt" | "dd"),
        "td" | "th" => matches!(begins, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot"),
        "tr" => matches!(begins, "tr" | "tbody" | "thead" | "tfoot"),
        "thead" | "tbody" | "tfoot" => matches!(begins, "tbody" | "thead" | "tfoot"),
        "option" => matches!(begins, "option" | "optgroup"),
        "head" => !matches!(
            begins,
            "title" | "meta" | "link" | "script" | "style" | "base" | "noscript" | "template"
        ),
        _ => false,
    }
}

/// Whether a name is `h1` to `h6`.
pub(super) fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}
