//! Files that a page takes in: mdBook's `{{#include}}`, MkDocs' `--8<--`,
//! VitePress's `<!--@include-->`, Jekyll's `{% include %}`, the partials of MDX.
//!
//! What they hold is on the page like everything else, headings included, so it
//! is put in their place before anything is read. Other files are asked for
//! through a function, which keeps within the site.

mod part;

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::sync::LazyLock;

use regex::Regex;

use crate::content::dialect::Dialect;
use crate::content::includes::part::{Part, split_lines_or_name, split_vitepress};

/// How deep files may include others; mdBook stops here too.
const MAX_DEPTH: usize = 10;

/// The most that one page takes in, in bytes: some files including each other
/// twice could otherwise make any amount.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The most directives that are followed on one page.
const MAX_INCLUDES: usize = 2_000;

/// A page with everything that it includes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expanded {
    /// The whole text.
    pub text: String,
    /// For each line of it, the line of the page that it comes from, counted from 1.
    pub lines: Vec<u32>,
    /// mdBook's `{{#title …}}`.
    pub title: Option<String>,
    /// Every file that was asked for, each once, in order.
    pub paths: Vec<String>,
}

/// The directives of each tool: which file, and which part of it.
static MDBOOK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\\?\{\{\s*#(?<kind>include|rustdoc_include|playground|playpen|title)\s+(?<path>[^}]*?)\s*\}\}")
});
static SNIPPET: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?m)^[ \t]*(?:;?)-{1,}8<-{1,}[ \t]+["'](?<path>[^"'\n]+)["'][ \t]*$"#));
static SNIPPETS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?m)^[ \t]*-{1,}8<-{1,}[ \t]*\n(?<path>(?:[^\n]*\n)*?)[ \t]*-{1,}8<-{1,}[ \t]*$")
});
static INCLUDE_MARKDOWN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"\{%-?\s*include(?:-markdown)?\s+["'](?<path>[^"'\n]+)["'][^%]*%\}"#));
static VITEPRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"<!--\s*@include:\s*(?<path>[^\n]*?)\s*-->"));
static JEKYLL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\{%-?\s*(?<kind>include|include_relative)\s+(?<path>[^\s%{}]+\.(?:md|markdown))\b[^%]*%\}")
});

/// MDX names a file once and shows it where its name is an element.
static MDX_IMPORT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?m)^import\s+(?<kind>[A-Z]\w*)\s+from\s+["'](?<path>[^"'\n]+\.mdx?)["']"#));
static MDX_ELEMENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"<(?<kind>[A-Z]\w*)\b[^<>]*/>"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is valid")
}

/// Puts included files in the place of their directives, from byte
/// `body_offset_bytes` on; `None` if the page has no directive.
///
/// `load` gives the text of a file by its path from the site's root, `None` if
/// there is none within it; a directive for a file that is not there stays.
pub fn expand(
    text: &str,
    body_offset_bytes: usize,
    path: &str,
    dialect: Dialect,
    content_folder: &str,
    load: &dyn Fn(&str) -> Option<String>,
) -> Option<Expanded> {
    let directives: &[&LazyLock<Regex>] = match dialect {
        Dialect::MdBook => &[&MDBOOK],
        Dialect::MkDocs => &[&SNIPPETS, &SNIPPET, &INCLUDE_MARKDOWN],
        Dialect::VitePress => &[&VITEPRESS],
        Dialect::Jekyll => &[&JEKYLL],
        Dialect::Docusaurus | Dialect::Astro => &[&MDX_IMPORT],
        _ => return None,
    };
    let (head, body) = text.split_at(body_offset_bytes);
    if !directives.iter().any(|directive| directive.is_match(body)) {
        return None;
    }
    let mut expansion = Expansion {
        dialect,
        content_folder,
        directives,
        load,
        left_bytes: MAX_BYTES,
        left_includes: MAX_INCLUDES,
        expanded: Expanded::default(),
    };
    let mut line = 1;
    for written in head.split_inclusive('\n') {
        expansion.push(written, line);
        line += 1;
    }
    expansion.body(body, path, Line::Page(line), 0);
    Some(expansion.expanded)
}

/// Which line of the page a text stands for.
#[derive(Clone, Copy)]
enum Line {
    /// It is the page's own, from this line on.
    Page(u32),
    /// It stands in the place of a directive at this line.
    Included(u32),
}

struct Expansion<'a> {
    dialect: Dialect,
    content_folder: &'a str,
    directives: &'a [&'a LazyLock<Regex>],
    load: &'a dyn Fn(&str) -> Option<String>,
    left_bytes: usize,
    left_includes: usize,
    expanded: Expanded,
}

impl Expansion<'_> {
    /// Adds a text of at most one line.
    fn push(&mut self, text: &str, line: u32) {
        let begins_line = self.expanded.text.is_empty() || self.expanded.text.ends_with('\n');
        if begins_line && !text.is_empty() {
            self.expanded.lines.push(line);
        }
        self.expanded.text.push_str(text);
    }

    fn push_all(&mut self, text: &str, line: Line) -> Line {
        let mut number = match line {
            Line::Page(number) | Line::Included(number) => number,
        };
        for written in text.split_inclusive('\n') {
            self.push(written, number);
            if matches!(line, Line::Page(_)) && written.ends_with('\n') {
                number += 1;
            }
        }
        match line {
            Line::Page(_) => Line::Page(number),
            included => included,
        }
    }

    fn body(&mut self, text: &str, path: &str, line: Line, depth: usize) {
        let mut at = 0;
        let mut line = line;
        for found in self.found(text) {
            if found.start < at {
                continue;
            }
            let Some(replacement) = self.replacement(&found, path, depth) else { continue };
            line = self.push_all(&text[at..found.start], line);
            let number = match line {
                Line::Page(number) | Line::Included(number) => number,
            };
            match replacement {
                Replacement::Text(shown) => {
                    self.push_all(&shown, Line::Included(number));
                }
                Replacement::Files(files) => {
                    for (included_path, included) in files {
                        self.body(&included, &included_path, Line::Included(number), depth + 1);
                    }
                }
            }
            // A directive may itself have several lines.
            if let Line::Page(number) = &mut line {
                *number += text[found.start..found.end].matches('\n').count() as u32;
            }
            at = found.end;
        }
        self.push_all(&text[at..], line);
    }

    fn found(&self, text: &str) -> VecDeque<Found> {
        let mut found: Vec<Found> = Vec::new();
        for directive in self.directives {
            for captures in directive.captures_iter(text) {
                let whole = captures.get(0).expect("a match has a whole");
                let named = |name: &str| captures.name(name).map_or("", |capture| capture.as_str());
                found.push(Found {
                    start: whole.start(),
                    end: whole.end(),
                    is_escaped: whole.as_str().starts_with('\\')
                        || whole.as_str().trim_start().starts_with(';'),
                    kind: named("kind").to_owned(),
                    target: named("path").to_owned(),
                });
            }
        }
        if matches!(self.dialect, Dialect::Docusaurus | Dialect::Astro) {
            let imports: HashMap<String, String> =
                found.drain(..).map(|import| (import.kind, import.target)).collect();
            for captures in MDX_ELEMENT.captures_iter(text) {
                let whole = captures.get(0).expect("a match has a whole");
                let Some(target) = imports.get(&captures["kind"]) else { continue };
                let (kind, target) = (String::new(), target.clone());
                found.push(Found { start: whole.start(), end: whole.end(), is_escaped: false, kind, target });
            }
        }
        found.sort_by_key(|found| found.start);
        found.into()
    }

    /// What a directive is replaced by; `None` if it stays.
    fn replacement(&mut self, found: &Found, path: &str, depth: usize) -> Option<Replacement> {
        if found.is_escaped {
            return None;
        }
        if found.kind == "title" {
            // The text of the page has it no longer, whoever includes whom.
            self.expanded.title = Some(found.target.trim().to_owned());
            return Some(Replacement::Text(String::new()));
        }
        if depth >= MAX_DEPTH {
            return None;
        }
        let mut files = Vec::new();
        for target in found.target.lines().map(str::trim).filter(|target| !target.is_empty()) {
            let target = target.trim_matches(['"', '\'']);
            files.push(self.file(target, &found.kind, path)?);
        }
        Some(Replacement::Files(files))
    }

    fn file(&mut self, target: &str, kind: &str, path: &str) -> Option<(String, String)> {
        self.left_includes = self.left_includes.checked_sub(1)?;
        let (name, part) = match self.dialect {
            Dialect::VitePress => split_vitepress(target),
            Dialect::Jekyll | Dialect::Docusaurus | Dialect::Astro => (target, Part::Whole),
            Dialect::MdBook => {
                let target = target.split_ascii_whitespace().next().unwrap_or_default();
                split_lines_or_name(target)
            }
            _ => split_lines_or_name(target),
        };
        let candidates = self.candidates(name, kind, path);
        let loaded = candidates.into_iter().find_map(|candidate| {
            if !self.expanded.paths.contains(&candidate) {
                self.expanded.paths.push(candidate.clone());
            }
            (self.load)(&candidate).map(|text| (candidate, text))
        });
        let (loaded_path, text) = loaded?;
        let text = text.trim_start_matches('\u{feff}');
        let text = match (self.dialect, kind) {
            (Dialect::MdBook, "rustdoc_include") => part.with_the_rest_hidden(text),
            (Dialect::MdBook, "playground" | "playpen") => format!("```rust\n{}\n```\n", text.trim_end()),
            (Dialect::VitePress | Dialect::Docusaurus | Dialect::Astro, _) => part.of(without_head(text)),
            // mdBook joins lines, so what follows the directive is on the last one of them.
            (Dialect::MdBook, _) => part.of(text).trim_end_matches(['\n', '\r']).to_owned(),
            _ => part.of(text),
        };
        self.left_bytes = self.left_bytes.checked_sub(text.len())?;
        Some((loaded_path, text))
    }

    /// Where a file may be, by its name in a directive on the page at `path`.
    fn candidates(&self, name: &str, kind: &str, path: &str) -> Vec<String> {
        let beside = || joined(path.rsplit_once('/').map_or("", |(folder, _)| folder), name);
        let found = match (self.dialect, kind) {
            (Dialect::Jekyll, "include") => vec![joined("_includes", name)],
            (Dialect::Docusaurus | Dialect::Astro, _) => match name.strip_prefix("@site/") {
                Some(name) => vec![joined("", name)],
                None => vec![beside()],
            },
            (Dialect::VitePress, _) => {
                match name.strip_prefix('@').map(|name| name.trim_start_matches('/')) {
                    Some(name) => vec![joined(self.content_folder, name)],
                    None => vec![beside()],
                }
            }
            // Snippets are looked for from the root of the site, other tools look beside the page.
            (Dialect::MkDocs, _) => vec![joined("", name), beside(), joined(self.content_folder, name)],
            _ => vec![beside()],
        };
        found.into_iter().flatten().collect()
    }
}

struct Found {
    start: usize,
    end: usize,
    is_escaped: bool,
    kind: String,
    target: String,
}

enum Replacement {
    Text(String),
    /// Path and text of each.
    Files(Vec<(String, String)>),
}

/// `name` from `folder`, without `.` and `..`; `None` if it leads out of the site.
fn joined(folder: &str, name: &str) -> Option<String> {
    if name.starts_with('/') || name.contains(['\\', '\0']) || name.contains("://") {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(name.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A text without its front matter.
fn without_head(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("---\n") else { return text };
    rest.split_once("\n---\n").map_or(text, |(_, body)| body)
}

/// The line of the page for a line of its expanded text, both counted from 1.
pub fn line_of_page(lines: &[u32], line: u32) -> u32 {
    let index = (line as usize).saturating_sub(1);
    lines.get(index).or(lines.last()).copied().unwrap_or(line)
}

/// Rust code without the lines that mdBook hides: `# hidden`; `##` shows a `#`.
pub(super) fn without_hidden_lines(code: &str) -> Cow<'_, str> {
    if !code.contains('#') {
        return Cow::Borrowed(code);
    }
    let mut shown = String::with_capacity(code.len());
    for line in code.split_inclusive('\n') {
        let content = line.trim_start();
        match content.strip_prefix('#') {
            Some(rest) if rest.is_empty() || rest.starts_with([' ', '\n', '\r']) => {}
            Some(rest) if rest.starts_with('#') => {
                shown.push_str(&line[..line.len() - content.len()]);
                shown.push_str(rest);
            }
            _ => shown.push_str(line),
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests;
