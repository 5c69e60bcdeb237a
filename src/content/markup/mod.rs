//! What each tool adds to Markdown, reduced to what a reader sees.
//!
//! Every pass is text in, text out, and keeps the line breaks, so that lines
//! keep their numbers. Templates go first, because their tools expand them
//! before anything is Markdown, in code too; then comments; then what a tool's
//! Markdown parser itself adds, never in code.

mod arguments;
mod attributes;
mod comment;
mod container;
mod indented;
mod liquid;
mod mdx;
mod moustache;
mod nunjucks;
pub mod obsidian;
mod scan;
mod shortcode;
#[cfg(test)]
mod tests;
mod tilde;

pub use shortcode::print as print_shortcodes;

use std::borrow::Cow;
use std::collections::HashMap;

use crate::content::dialect::Dialect;
use scan::IndentedCode;

/// Marks the border of a block in reduced text. A noncharacter, kept by Unicode
/// for use inside programs; it is removed from what is read.
pub(crate) const BREAK: char = '\u{fdd0}';

/// Marks where a text begins, and ends, that a tool renders apart from the page, so that
/// its headings are numbered apart too. Comments, which change nothing around them.
pub(crate) const SCOPE_BEGIN: &str = "<!--\u{fdd1}-->";
pub(crate) const SCOPE_END: &str = "<!--\u{fdd2}-->";

/// What must not be in a text, because it means something here.
const RESERVED: [char; 4] = [BREAK, '\0', '\u{fdd1}', '\u{fdd2}'];

/// Opens and closes code in reduced text; longer than any fence that people write.
const FENCE: &str = "~~~~~~~~~~~~";

/// A text that holds Markdown and HTML, and nothing else.
#[derive(Debug)]
pub(crate) struct Reduced<'t> {
    /// With as many lines as before.
    pub(crate) text: Cow<'t, str>,
    /// The `id`s that headings were given, by line, counted from 0.
    pub(crate) explicit_ids: HashMap<usize, String>,
}

/// Reduces the body of a file.
pub(crate) fn reduce(body: &str, dialect: Dialect) -> Reduced<'_> {
    let indented_code = match dialect {
        Dialect::Docusaurus | Dialect::Astro => IndentedCode::No,
        _ => IndentedCode::Yes,
    };
    let mut text = Cow::Borrowed(body);
    if body.contains(RESERVED) {
        text = Cow::Owned(body.replace(RESERVED, " "));
    }
    match dialect {
        Dialect::Hugo => apply(&mut text, shortcode::reduce),
        Dialect::Jekyll => apply(&mut text, liquid::reduce),
        Dialect::Zola => apply(&mut text, moustache::reduce_zola),
        Dialect::MdBook => apply(&mut text, moustache::reduce_mdbook),
        _ => {}
    }
    apply(&mut text, |text| comment::empty(text, dialect, indented_code));
    let explicit_ids = attributes::take_ids(&mut text, dialect, indented_code);
    match dialect {
        Dialect::Jekyll => apply(&mut text, |text| attributes::reduce(text, indented_code)),
        Dialect::Hexo => {
            apply(&mut text, nunjucks::reduce);
            apply(&mut text, tilde::double);
        }
        Dialect::HexoWithTildes => apply(&mut text, nunjucks::reduce),
        Dialect::Docusaurus | Dialect::Astro => {
            apply(&mut text, container::reduce);
            apply(&mut text, mdx::reduce);
        }
        Dialect::VitePress => {
            apply(&mut text, container::reduce);
            apply(&mut text, moustache::reduce_vue);
            apply(&mut text, mdx::reduce_components);
        }
        Dialect::MkDocs | Dialect::Pelican => {
            apply(&mut text, indented::reduce);
            apply(&mut text, indented::space_headings);
            apply(&mut text, |text| attributes::reduce(text, indented_code));
        }
        Dialect::Asides => apply(&mut text, container::reduce),
        Dialect::Obsidian => apply(&mut text, obsidian::reduce),
        Dialect::Hugo | Dialect::Zola | Dialect::MdBook | Dialect::Plain => {}
    }
    Reduced { text, explicit_ids }
}

/// A heading without the attributes at its end.
pub(crate) fn without_attributes(heading: &str, dialect: Dialect) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(heading);
    attributes::take_ids(&mut text, dialect, IndentedCode::Yes);
    text
}

/// Replaces `text` by what `pass` makes of it, copying only what changes.
fn apply(text: &mut Cow<'_, str>, pass: impl FnOnce(&str) -> Cow<'_, str>) {
    if let Cow::Owned(changed) = pass(text) {
        *text = Cow::Owned(changed);
    }
}
