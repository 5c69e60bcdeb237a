//! Markdown to sections. The only user of pulldown-cmark.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use crate::content::dialect::Dialect;
use crate::content::heading::{HeadingPiece, PieceKind};
use crate::content::html::HtmlReader;
use crate::content::page::{RawBlockKind, RawSection};
use crate::content::sections::Collector;
use crate::content::{includes, markup};

/// The sections of `text` from byte `body_offset_bytes` on.
pub(super) fn sections(text: &str, body_offset_bytes: usize, dialect: Dialect) -> Vec<RawSection> {
    let (head, body) = text.split_at(body_offset_bytes);
    let head_lines = head.bytes().filter(|byte| *byte == b'\n').count();
    let reduced = markup::reduce(body, dialect);
    // These make the `id` of a heading before they know what its expressions come to.
    let written: Vec<&str> = match (dialect, &reduced.text) {
        (Dialect::VitePress | Dialect::Docusaurus, Cow::Owned(_)) => body.split('\n').collect(),
        _ => Vec::new(),
    };
    let mut lines = Lines { text: &reduced.text, at: 0, index: 0 };
    let mut collector = Collector::new();
    let mut html = HtmlReader::default();
    let mut hides_lines = false;
    let mut pieces = HeadingPieces::default();
    for (event, range) in Parser::new_ext(&reduced.text, options(dialect)).into_offset_iter() {
        pieces.take(&event, &reduced.text[range.clone()], html.hides());
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                html.reset();
                let index = lines.index_of(range.start);
                // The line break at the end belongs to the heading, the line after it does not.
                let end = lines.peek(range.start + reduced.text[range.clone()].trim_end().len());
                let explicit_id = (index..=end).find_map(|line| reduced.explicit_ids.get(&line).cloned());
                collector.begin_heading(RawSection {
                    level: level_number(level),
                    heading_source: heading_source(&reduced.text, range),
                    explicit_id,
                    line: (head_lines + index + 1) as u32,
                    ..RawSection::default()
                });
            }
            Event::End(TagEnd::Heading(_)) => {
                collector.end_heading();
                let found = pieces.finish();
                let line = written.get(lines.index_of(range.start)).filter(|line| has_expression(line));
                collector.take_apart(line.map_or(found, |line| pieces_of_line(line, dialect)));
                html.reset();
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                collector.end_heading();
                collector.end_block();
                if let CodeBlockKind::Fenced(info) = &kind {
                    collector.text(title_of(info));
                }
                hides_lines = dialect == Dialect::MdBook && is_rust(&kind);
                collector.begin_kind(RawBlockKind::Code);
            }
            Event::End(TagEnd::CodeBlock) => {
                hides_lines = false;
                collector.begin_kind(RawBlockKind::Prose);
            }
            Event::Text(piece) if hides_lines => collector.text(&includes::without_hidden_lines(&piece)),
            Event::Start(tag) if is_block(&tag) => {
                if !matches!(tag, Tag::HtmlBlock | Tag::Paragraph) {
                    collector.end_heading();
                }
                if !collector.in_code() {
                    collector.end_block();
                }
            }
            Event::End(TagEnd::HtmlBlock) => {
                html.end_comment();
                if !collector.in_code() {
                    collector.end_block();
                }
            }
            Event::End(tag) => match tag {
                TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
                | TagEnd::Link
                | TagEnd::Image => {}
                _ if collector.in_code() => collector.text("\n"),
                _ => collector.end_block(),
            },
            Event::Html(piece) | Event::InlineHtml(piece) => {
                let line = head_lines + lines.index_of(range.start) + 1;
                html.read(&piece, line as u32, &mut collector, resolve_entities);
            }
            _ if html.hides() => {}
            Event::Text(piece)
            | Event::Code(piece)
            | Event::InlineMath(piece)
            | Event::DisplayMath(piece) => {
                collector.text(&piece);
            }
            Event::SoftBreak | Event::HardBreak => collector.text("\n"),
            Event::Rule => collector.end_block(),
            Event::Start(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }
    let mut sections = collector.finish();
    if !matches!(dialect, Dialect::Plain | Dialect::Obsidian) {
        // Only these give an `id` to a heading that is written in HTML without one.
        for section in sections.iter_mut().filter(|section| section.level > 0) {
            let is_html = section.pieces.is_empty() && !section.heading.is_empty();
            if is_html && section.explicit_id.is_none() {
                section.explicit_id = Some(String::new());
            }
        }
    }
    if let Some(first) = sections.first_mut().filter(|first| first.level == 0) {
        first.line = (head_lines + 1) as u32;
    }
    sections
}

/// Whether a heading holds a component or an expression, which is read as HTML or text
/// where CommonMark can do so.
fn has_expression(line: &str) -> bool {
    let content = line.trim_start_matches([' ', '\t', '>', '-', '*', '+', '.', ')']);
    let content = content.trim_start_matches(|first: char| first.is_ascii_digit() || ".) ".contains(first));
    content.starts_with('#') && line.contains(['{', '<']) && !line.contains("={")
}

/// The pieces of a heading that is the whole of `line`.
fn pieces_of_line(line: &str, dialect: Dialect) -> Vec<HeadingPiece> {
    let line = markup::without_attributes(line, dialect);
    let mut pieces = HeadingPieces::default();
    for (event, range) in Parser::new_ext(&line, options(dialect)).into_offset_iter() {
        pieces.take(&event, &line[range], false);
    }
    pieces.finish()
}

/// A link of a table of contents that is written in Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TocLink {
    /// As shown, markup removed.
    pub text: String,
    /// Where it leads, as written.
    pub destination: String,
}

/// The links of a table of contents, as mdBook's `SUMMARY.md` is one: the first of
/// each item of a list, and those outside lists and headings, in order.
pub fn toc_links(text: &str) -> Vec<TocLink> {
    let mut links: Vec<TocLink> = Vec::new();
    // Whether each open item of a list has had its link.
    let mut items: Vec<bool> = Vec::new();
    let (mut in_heading, mut in_link) = (false, false);
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Item) => items.push(false),
            Event::End(TagEnd::Item) => items.truncate(items.len().saturating_sub(1)),
            Event::Start(Tag::Heading { .. }) => in_heading = true,
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Start(Tag::Link { dest_url, .. }) if !in_heading && items.last() != Some(&true) => {
                if let Some(had) = items.last_mut() {
                    *had = true;
                }
                in_link = true;
                links.push(TocLink { text: String::new(), destination: dest_url.into_string() });
            }
            Event::End(TagEnd::Link) => in_link = false,
            Event::Text(piece) | Event::Code(piece) if in_link => {
                links.last_mut().expect("a link is open").text.push_str(&piece);
            }
            Event::SoftBreak | Event::HardBreak if in_link => {
                links.last_mut().expect("a link is open").text.push(' ');
            }
            _ => {}
        }
    }
    links
}

/// Which extensions a tool's parser has, where it makes a difference to what is read.
fn options(dialect: Dialect) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH;
    let has_definitions = matches!(
        dialect,
        Dialect::Jekyll | Dialect::Hugo | Dialect::MkDocs | Dialect::Pelican | Dialect::MdBook
    );
    if has_definitions {
        options |= Options::ENABLE_DEFINITION_LIST;
    }
    options
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The pieces of the heading that is being read.
#[derive(Debug, Default)]
struct HeadingPieces {
    pieces: Vec<HeadingPiece>,
    in_heading: bool,
    in_autolink: bool,
    /// How many pictures are open, for one may hold another.
    n_pictures: usize,
}

impl HeadingPieces {
    /// Keeps what the parser found, if it is part of a heading; `source` is how it is written.
    fn take(&mut self, event: &Event<'_>, source: &str, is_hidden: bool) {
        if let Event::Start(Tag::Heading { .. }) = event {
            *self = Self { in_heading: true, ..Self::default() };
            return;
        }
        if !self.in_heading || is_hidden {
            return;
        }
        let text = match () {
            () if self.n_pictures > 0 => PieceKind::Alternative,
            () if self.in_autolink => PieceKind::Autolink,
            () => PieceKind::Text,
        };
        let (kind, shown) = match event {
            Event::Start(Tag::Image { .. }) => return self.n_pictures += 1,
            Event::End(TagEnd::Image) => return self.n_pictures = self.n_pictures.saturating_sub(1),
            Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
                return self.in_autolink = true;
            }
            Event::End(TagEnd::Link) => return self.in_autolink = false,
            Event::Text(shown) => (text, shown.as_ref()),
            Event::Code(shown) if self.n_pictures == 0 => (PieceKind::Code, shown.as_ref()),
            Event::Code(shown) => (PieceKind::Alternative, shown.as_ref()),
            // No tool reads formulas before it makes the `id`.
            Event::InlineMath(_) | Event::DisplayMath(_) => (text, source),
            Event::InlineHtml(_) | Event::Html(_) => (PieceKind::Html, ""),
            Event::FootnoteReference(name) => (PieceKind::Footnote, name.as_ref()),
            Event::SoftBreak | Event::HardBreak => (PieceKind::Break, "\n"),
            _ => return,
        };
        self.pieces.push(HeadingPiece { kind, shown: shown.to_owned(), source: source.to_owned() });
    }

    /// The pieces of the heading that ends here.
    fn finish(&mut self) -> Vec<HeadingPiece> {
        self.in_heading = false;
        std::mem::take(&mut self.pieces)
    }
}

/// Whether a block of code is Rust, by the first word of its info string.
fn is_rust(kind: &CodeBlockKind<'_>) -> bool {
    let CodeBlockKind::Fenced(info) = kind else { return false };
    info.split([',', ' ', '\t', '{']).next() == Some("rust")
}

/// The Markdown of a heading without what makes it one.
fn heading_source(text: &str, range: Range<usize>) -> String {
    let source = text[range].trim();
    if source.starts_with('#') {
        let inside = source.trim_start_matches('#').trim();
        let open = inside.trim_end_matches('#');
        // `# C#` ends in a letter's `#`, `# C #` in a closing one.
        let closed = open.is_empty() || open.ends_with([' ', '\t']);
        return (if closed { open.trim_end() } else { inside }).to_owned();
    }
    let above = source.rfind('\n').map_or(source, |at| &source[..at]);
    above.trim().to_owned()
}

/// What a code block's info string shows: `title="main.go"`, `[main.go]` in VitePress.
fn title_of(info: &str) -> &str {
    let Some((_, after)) = info.split_once("title=") else {
        let inside = info.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
        return inside.map_or("", |(label, _)| label);
    };
    let quote = after.chars().next().filter(|first| matches!(first, '"' | '\''));
    match quote {
        Some(quote) => after[1..].split(quote).next().unwrap_or(""),
        None => after.split([' ', '}', ',']).next().unwrap_or(""),
    }
}

/// Resolves the entities of a piece of HTML text, as the Markdown parser does.
fn resolve_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest name of an entity has 31 letters.
        let semicolon = rest.bytes().take(34).position(|byte| byte == b';');
        let len_bytes = semicolon.map_or(1, |end| end + 1);
        let (entity, after) = rest.split_at(len_bytes);
        let is_entity = entity.len() > 2
            && entity[1..entity.len() - 1].bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#');
        if is_entity {
            for event in Parser::new(entity) {
                if let Event::Text(piece) = event {
                    out.push_str(&piece);
                }
            }
        } else {
            out.push_str(entity);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Counts lines up to offsets that only grow.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    index: usize,
}

impl Lines<'_> {
    /// The line of `offset`, counted from 0; that of the last call if it goes back.
    fn index_of(&mut self, offset: usize) -> usize {
        if offset > self.at {
            self.index = self.peek(offset);
            self.at = offset;
        }
        self.index
    }

    /// The line of `offset`, without moving there.
    fn peek(&self, offset: usize) -> usize {
        let between = self.text.as_bytes().get(self.at..offset).unwrap_or(&[]);
        self.index + between.iter().filter(|byte| **byte == b'\n').count()
    }
}
