//! Whose rules a site follows, one file or folder for each generator.
//!
//! A generator answers four questions: which folders hold pages, which files in
//! them it looks at, what they inherit from others, and where a file ends up.
//! Everything else (reading, titles, sections, anchors) is the same for all and
//! is done in `reader.rs`.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::content::front_matter::FrontMatter;
use crate::content::source::FileEntry;
use crate::content::{AnchorStyle, Diagnostic, Dialect};
use crate::document::LanguageTag;
use crate::document::config::warning;
use crate::document::fields::Fields;
use crate::document::site::{GeneratorKind, LeftOut, SiteOptions};

mod astro;
mod common;
pub(crate) mod detect;
mod docusaurus;
mod hexo;
pub(crate) mod hugo;
pub(crate) mod jekyll;
mod mdbook;
mod mkdocs;
mod obsidian;
mod pelican;
pub(crate) mod plain;
pub(crate) mod schedule;
pub(crate) mod slug;
mod translation;
mod vitepress;
mod zola;

/// What is known of a site before its tree is walked.
#[derive(Debug)]
pub(crate) struct Opening<'a> {
    pub(crate) root: &'a Path,
    pub(crate) options: &'a SiteOptions,
    pub(crate) now: Timestamp,
}

impl Opening<'_> {
    /// The content folder that the options name, relative to the root.
    pub(crate) fn content(&self) -> Option<String> {
        let content = self.options.content.as_ref()?.to_string_lossy().replace('\\', "/");
        Some(content.trim_start_matches("./").trim_matches('/').to_owned())
            .map(|c| if c == "." { String::new() } else { c })
    }

    /// The zone of dates without an offset: the options', else `configured`, else UTC,
    /// which is what the machines that build sites run on.
    pub(crate) fn zone(&self, configured: Option<&str>) -> TimeZone {
        let named = |name: &str| TimeZone::get(name.trim()).ok();
        self.options
            .time_zone
            .as_deref()
            .and_then(named)
            .or_else(|| configured.and_then(named))
            .unwrap_or(TimeZone::UTC)
    }

    /// The path prefix of every address: the options', else that of `configured`.
    pub(crate) fn base(&self, configured: &str) -> String {
        match &self.options.base_path {
            Some(base) => super::address::base_of_url(base),
            None => configured.to_owned(),
        }
    }
}

/// One generator's reading of one site. Everything it knows was read in its
/// constructor or in [`survey`](Rules::survey); after that it is only asked.
pub(crate) trait Rules: fmt::Debug + Send + Sync {
    fn kind(&self) -> GeneratorKind;

    fn dialect(&self) -> Dialect;

    /// The dialect of one file, where a site has several.
    fn dialect_of(&self, _path: &str) -> Dialect {
        self.dialect()
    }

    /// The path prefix of every address, as [`base_of_path`](super::address::base_of_path) makes it.
    fn base(&self) -> &str;

    /// The configuration as read, for the fingerprint.
    fn configuration(&self) -> &Map<String, Value>;

    /// Folders to walk, relative to the root, empty for the root itself; none within another.
    fn folders(&self) -> Vec<String>;

    /// Files outside those folders that are pages all the same, relative to the root.
    fn single_files(&self) -> Vec<String> {
        Vec::new()
    }

    /// Whether to enter a folder below those.
    fn enters(&self, folder: &str) -> bool;

    /// Whether the generator looks at a file at all.
    fn keeps(&self, file: &str) -> bool;

    /// Learns from the tree what single files cannot tell; `heads` reads the
    /// front matter of a file. Returns what it learned that decides the reading
    /// of *other* files, for the fingerprint.
    fn survey(&mut self, _files: &[FileEntry], _heads: &dyn Fn(&str) -> FrontMatter) -> Vec<String> {
        Vec::new()
    }

    /// Fields that hold for a file unless it sets them itself.
    fn inherited(&self, _path: &str) -> Map<String, Value> {
        Map::new()
    }

    /// Built pages that repeat another one, by their path in the built site.
    fn copies(&self) -> Vec<String> {
        Vec::new()
    }

    /// The text of a page with what the site's own templates print in it, from byte
    /// `body_offset_bytes` on; lines keep their numbers.
    fn expanded<'t>(&self, _path: &str, text: &'t str, _body_offset_bytes: usize) -> Cow<'t, str> {
        Cow::Borrowed(text)
    }

    /// What becomes of a file.
    fn place(&self, source: &Source<'_>, remarks: &mut Vec<Diagnostic>) -> Placement;
}

/// A file as [`Rules::place`] sees it.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    pub(crate) path: &'a str,
    /// The file's own head.
    pub(crate) head: &'a FrontMatter,
    /// The file's whole text, for the few rules that ask how a field is written.
    pub(crate) text: &'a str,
    /// The head's fields over the inherited ones.
    pub(crate) fields: &'a Fields,
    /// When the file last changed.
    pub(crate) modified: Timestamp,
}

impl Source<'_> {
    /// Whether the value of a field of the head is written in quotes.
    pub(crate) fn is_quoted(&self, key: &str) -> bool {
        let line = self.head.line_of(key) as usize;
        let written = line.checked_sub(1).and_then(|index| self.text.lines().nth(index));
        let value = written.and_then(|written| written.split_once(':')).map_or("", |(_, value)| value);
        value.trim_start().starts_with(['"', '\''])
    }
}

/// What becomes of a file.
#[derive(Debug)]
pub(crate) enum Placement {
    Page(Box<Placed>),
    LeftOut(LeftOut, Option<Timestamp>),
}

impl Placement {
    /// A file that is left out until somebody changes it.
    pub(crate) fn left_out(reason: LeftOut) -> Self {
        Self::LeftOut(reason, None)
    }

    /// A file that the generator makes no page of.
    pub(crate) fn not_a_page(reason: &str) -> Self {
        Self::LeftOut(LeftOut::NotAPage(reason.to_owned()), None)
    }
}

/// Where a page ends up, and what the generator takes its facts from.
#[derive(Debug)]
pub(crate) struct Placed {
    /// From the root of the host, base path included, not percent-encoded.
    pub(crate) address: String,
    /// The fields that are left when the generator has taken its own.
    pub(crate) fields: Fields,
    /// As the generator shows it; if none, the first heading or the file's name is taken.
    pub(crate) title: Option<String>,
    /// Where the title comes from if the generator shows none.
    pub(crate) untitled: Untitled,
    pub(crate) date: Option<DateTime>,
    pub(crate) updated: Option<DateTime>,
    pub(crate) tags: Vec<String>,
    pub(crate) categories: Vec<String>,
    pub(crate) language: Language,
    pub(crate) translation_key: Option<String>,
    pub(crate) anchors: AnchorStyle,
    /// When the page goes away by itself.
    pub(crate) expires_at: Option<Timestamp>,
}

/// What stands for a title that nobody gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Untitled {
    /// The first heading of level 1, of any level, then this.
    Heading(String),
    /// The heading of level 1 that the text begins with, then this.
    Opening(String),
    /// This, whatever the page's headings say: the generator shows it.
    Name(String),
}

impl Untitled {
    /// The same, but for a name that says nothing.
    pub(crate) fn or_heading_if_empty(self) -> Self {
        match self {
            Self::Name(name) if name.trim().is_empty() => Self::Heading(String::new()),
            other => other,
        }
    }
}

/// How well a page's language is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Language {
    /// The page, its folder or its name says so.
    Said(LanguageTag),
    /// The configuration names it for all pages that say nothing; a text in
    /// another script is believed more.
    Assumed(LanguageTag),
    #[default]
    Unknown,
}

impl Language {
    /// The language a name stands for, said by the page itself.
    pub(crate) fn said(name: Option<String>) -> Option<Self> {
        LanguageTag::parse(&name?).map(Self::Said)
    }

    /// The language the configuration assumes.
    pub(crate) fn assumed(name: Option<&str>) -> Self {
        name.and_then(LanguageTag::parse).map_or(Self::Unknown, Self::Assumed)
    }
}

/// Reads a site by the rules of `kind`.
pub(crate) fn rules(kind: GeneratorKind, opening: &Opening<'_>) -> (Box<dyn Rules>, Vec<Diagnostic>) {
    match kind {
        GeneratorKind::Hugo => hugo::open(opening),
        GeneratorKind::Jekyll => jekyll::open(opening),
        GeneratorKind::Hexo => hexo::open(opening),
        GeneratorKind::Zola => zola::open(opening),
        GeneratorKind::Docusaurus => docusaurus::open(opening),
        GeneratorKind::VitePress => vitepress::open(opening),
        GeneratorKind::Astro => astro::open(opening),
        GeneratorKind::MkDocs => mkdocs::open(opening),
        GeneratorKind::MdBook => mdbook::open(opening),
        GeneratorKind::Pelican => pelican::open(opening),
        GeneratorKind::Obsidian => obsidian::open(opening),
        GeneratorKind::Plain => plain::open(opening),
    }
}

/// The extensions that Markdown files have anywhere.
pub(crate) const MARKDOWN: [&str; 7] = ["md", "markdown", "mdown", "mkdn", "mkd", "mdx", "mkdown"];

/// Whether a path ends in one of `extensions`, whatever its case.
pub(crate) fn has_extension(path: &str, extensions: &[&str]) -> bool {
    let (_, extension) = super::address::split_extension(super::address::name_of(path));
    extensions.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// Globs that a configuration names, relative to the folder of its content; each
/// also takes in what is below a folder it names. A broken one is a remark on `path`.
pub(crate) fn globs(patterns: Vec<String>, path: &str, diagnostics: &mut Vec<Diagnostic>) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let pattern = pattern.trim_start_matches("./").trim_matches('/').to_owned();
        for glob in [pattern.clone(), format!("{pattern}/**")] {
            match GlobBuilder::new(&glob).literal_separator(true).build() {
                Ok(glob) => {
                    builder.add(glob);
                }
                Err(error) => {
                    let message = format!("expected a glob, found `{pattern}`: {error}");
                    diagnostics.push(warning(path, 0, &message, "the pattern is not used"));
                    break;
                }
            }
        }
    }
    builder.build().unwrap_or_else(|_| GlobSet::empty())
}
