//! Holds a page of Markdown against the page that was built of it.

use std::collections::{HashMap, VecDeque};

use crate::content::source;
use crate::content::{Diagnostic, HtmlPage, Severity, decode, parse_html};
use crate::document::address::decode_path;
use crate::document::built::Build;
use crate::document::config::warning;
use crate::document::site::{Dependency, SourceFile};
use crate::document::{Page, Section};

/// What the built site says of one page of Markdown.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmation {
    /// Whether the page is there.
    pub finding: Finding,
    /// Headings that have an `id` there, or are not there at all.
    pub n_anchors: usize,
    /// Those whose anchor leads somewhere.
    pub n_right_anchors: usize,
    /// One for each address and anchor that is not right, in order of line.
    pub differences: Vec<Diagnostic>,
    /// Of the built page; empty if there is none.
    pub content_hash: String,
    /// The built files that were looked for.
    pub dependencies: Vec<Dependency>,
}

/// Whether a page of Markdown is on the built site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// With these anchors, one for each section, empty for none.
    Page(Vec<String>),
    /// Nothing is at its address, or only a word that leads elsewhere.
    Missing,
    /// It is there and asks not to be found, by what is named.
    Hidden(String),
}

impl Build {
    /// Compares a page, whose sections begin at `lines`, with the built page at its address.
    ///
    /// An anchor is right if the built page has it; else it is that of the next
    /// heading there with the same text, in the order of the page, and none if
    /// there is no such heading.
    pub(crate) fn confirm(&self, page: &Page, lines: &[u32]) -> Confirmation {
        let address = decode_path(&page.url);
        let candidates = self.candidates(&address);
        let found = candidates.iter().position(|candidate| self.names.contains(candidate));
        // What was not there may come, and would be looked at first.
        let looked_at = &candidates[..found.map_or(candidates.len(), |found| found + 1)];
        let dependencies = looked_at
            .iter()
            .map(|candidate| Dependency {
                path: self.shown(candidate),
                seen: source::look(&self.root, candidate)
                    .map(|entry| SourceFile { path: self.shown(candidate), ..SourceFile::from(entry) }),
            })
            .collect();
        let mut confirmation = Confirmation {
            finding: Finding::Missing,
            n_anchors: 0,
            n_right_anchors: 0,
            differences: Vec::new(),
            content_hash: String::new(),
            dependencies,
        };
        let read = found.and_then(|found| source::read(&self.root, &candidates[found]).ok());
        let text = read.as_ref().and_then(|(bytes, _)| decode::decode(bytes).ok());
        let (Some((bytes, _)), Some(decoded)) = (&read, text) else {
            let message = format!("expected a built page at `{}`, found none in `{}`", page.url, self.folder);
            let hint = "build the site again, or look for what its rules differ in";
            confirmation.differences.push(warning(&page.path, 0, &message, hint));
            return confirmation;
        };
        confirmation.content_hash = blake3::hash(bytes).to_hex().to_string();
        let html = parse_html(&decoded.text, None);
        if let Some(target) = html.redirect() {
            let message =
                format!("expected a built page at `{}`, found one that leads on to `{target}`", page.url);
            confirmation.differences.push(warning(&page.path, 0, &message, "the page is left out"));
            return confirmation;
        }
        if html.is_noindex() {
            confirmation.finding = Finding::Hidden("noindex on its built page".to_owned());
            return confirmation;
        }
        confirmation.confirm_anchors(page, lines, html);
        confirmation
    }
}

impl Confirmation {
    fn confirm_anchors(&mut self, page: &Page, lines: &[u32], html: HtmlPage) {
        let mut built = Headings::of(&html);
        let mut anchors: Vec<Option<String>> = Vec::with_capacity(page.sections.len());
        // Right ones first, so that none is given to another heading of the same text.
        for section in &page.sections {
            let is_right = section.level == 0 || built.take(section) || html.ids.contains(&section.anchor);
            anchors.push(is_right.then(|| section.anchor.clone()));
        }
        for (index, section) in page.sections.iter().enumerate() {
            if section.level == 0 {
                continue;
            }
            if anchors[index].is_some() && !section.anchor.is_empty() {
                self.n_anchors += 1;
                self.n_right_anchors += 1;
                continue;
            }
            let next = built.next(&section.heading);
            anchors[index] = Some(next.clone().unwrap_or_default());
            match next {
                // Neither has one, or the built heading has none: there is nothing to lead to.
                Some(id) if id.is_empty() => {}
                None if section.anchor.is_empty() => {}
                found => {
                    self.n_anchors += 1;
                    let line = lines.get(index).copied().unwrap_or(0);
                    self.differences.push(difference(&page.path, line, section, found.as_deref()));
                }
            }
        }
        self.finding = Finding::Page(anchors.into_iter().map(Option::unwrap_or_default).collect());
    }
}

fn difference(path: &str, line: u32, section: &Section, found: Option<&str>) -> Diagnostic {
    let found = match found {
        Some(id) => format!("found `#{id}`"),
        None => format!("found no heading `{}`", section.heading),
    };
    Diagnostic {
        severity: Severity::Warning,
        path: path.to_owned(),
        line,
        message: format!("expected the anchor `#{}` on the built page, {found}", section.anchor),
        hint: None,
    }
}

/// The headings of a built page that no section has yet.
struct Headings {
    /// Ids by the letters of the heading, in the order of the page.
    by_text: HashMap<String, VecDeque<String>>,
}

impl Headings {
    fn of(html: &HtmlPage) -> Self {
        let mut by_text: HashMap<String, VecDeque<String>> = HashMap::new();
        let sections = html.main.iter().flat_map(|main| &main.sections);
        for section in sections.filter(|section| section.level > 0) {
            by_text
                .entry(letters(&section.heading))
                .or_default()
                .push_back(section.explicit_id.clone().unwrap_or_default());
        }
        Self { by_text }
    }

    /// Takes the heading of this text that has this very anchor.
    fn take(&mut self, section: &Section) -> bool {
        let Some(ids) = self.by_text.get_mut(&letters(&section.heading)) else { return false };
        // Mostly the first; a page of equal headings must not take long.
        const MAX_LOOKED_AT: usize = 64;
        match ids.iter().take(MAX_LOOKED_AT).position(|id| *id == section.anchor) {
            Some(at) => ids.remove(at).is_some() && !section.anchor.is_empty(),
            None => false,
        }
    }

    /// The `id` of the next heading of this text.
    fn next(&mut self, heading: &str) -> Option<String> {
        self.by_text.get_mut(&letters(heading))?.pop_front()
    }
}

/// A heading without what typography changes: case, white space, signs.
fn letters(heading: &str) -> String {
    let letters: String =
        heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if letters.is_empty() { heading.trim().to_owned() } else { letters }
}
