//! The built site: the folder of HTML that a generator made.
//!
//! It is what readers of the site see, so it settles every doubt. Pages are read
//! from it where nobody knows the rules that made it, and addresses and anchors
//! that were worked out from Markdown are held against it.

mod confirm;

mod page;

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::content::source::{self, WalkRules};
use crate::content::{Diagnostic, Selector};
use crate::document::SiteOptions;
use crate::document::address::{decode_path, name_of, squeeze};
use crate::document::config::text_at;
use crate::document::generator::{Rules, has_extension};
use crate::document::site::{GeneratorKind, SourceFile};
use crate::error::{Error, Result};

pub use confirm::{Confirmation, Finding};

/// The folders that generators write to, where a site does not say; each is one
/// only if it holds HTML.
const FOLDERS: [&str; 7] = ["public", "_site", "dist", "build", "site", "output", "book"];

/// A built site as it was when it was looked at.
#[derive(Debug, Clone)]
pub struct Build {
    /// Where it is on disk.
    root: PathBuf,
    /// The same relative to the site, `/` between folders; absolute if it is outside.
    folder: String,
    /// The prefix of every address that the folder does not have: `/blog`.
    base: String,
    /// Whether the owner of the site says that prefix.
    is_base_known: bool,
    /// Pages, by their path from the site.
    files: Vec<SourceFile>,
    /// The same by their path in the folder.
    names: HashSet<String>,
    /// Relative to the site.
    unreadable: Vec<String>,
    diagnostics: Vec<Diagnostic>,
    selector: Option<Selector>,
    /// Pages that repeat another, by their path in the folder.
    copies: Vec<String>,
}

impl Build {
    /// Finds the built site and lists its pages: the folder of the options, else
    /// that of the generator, else one of the usual names.
    ///
    /// # Errors
    ///
    /// If there is none that holds HTML.
    pub(crate) fn open(root: &Path, options: &SiteOptions, rules: &dyn Rules) -> Result<Self> {
        let candidates = candidates(options, rules);
        let found = candidates.iter().find(|folder| {
            ["index.html", "404.html"].iter().any(|name| source::is_file(&root.join(folder), name))
                || options.build.is_some() && root.join(folder).is_dir()
        });
        let Some(folder) = found else {
            let tried = candidates.join("`, `");
            let message = format!(
                "found no HTML in `{tried}`\nhint: build the site first, or name the folder with `build`"
            );
            return Err(Error::io("find the built site below", root)(io::Error::new(
                io::ErrorKind::NotFound,
                message,
            )));
        };
        let build_root = root.join(folder);
        let is_page = |path: &str| has_extension(path, &["html", "htm"]);
        let enters = |path: &str| !name_of(path).starts_with('.') && name_of(path) != "node_modules";
        let walk = source::walk(&build_root, "", &WalkRules { enter: &enters, keep: &is_page });
        let mut build = Self {
            root: build_root,
            folder: folder.clone(),
            base: rules.base().to_owned(),
            is_base_known: options.base_path.is_some(),
            names: walk.files.iter().map(|file| file.path.clone()).collect(),
            files: Vec::new(),
            unreadable: Vec::new(),
            diagnostics: walk.diagnostics,
            selector: options.main_selector.as_deref().and_then(|text| Selector::parse(text).ok()),
            copies: rules.copies(),
        };
        build.files = walk
            .files
            .into_iter()
            .map(|file| SourceFile { path: build.shown(&file.path), ..SourceFile::from(file) })
            .collect();
        build.unreadable = walk.unreadable.iter().map(|path| build.shown(path)).collect();
        for diagnostic in &mut build.diagnostics {
            diagnostic.path = join_shown(&build.folder, &diagnostic.path);
        }
        Ok(build)
    }

    /// Its folder relative to the site, or absolute if it is outside.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// How many HTML files it has.
    pub fn n_files(&self) -> usize {
        self.files.len()
    }

    pub(crate) fn files(&self) -> &[SourceFile] {
        &self.files
    }

    pub(crate) fn unreadable(&self) -> &[String] {
        &self.unreadable
    }

    pub(crate) fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// A path in the folder as a path from the site.
    fn shown(&self, inner: &str) -> String {
        join_shown(&self.folder, inner)
    }

    /// The reverse of [`shown`](Self::shown).
    fn inner<'a>(&self, path: &'a str) -> &'a str {
        path.strip_prefix(&self.folder).map_or(path, |inner| inner.trim_start_matches('/'))
    }

    /// The files that a browser may be given for an address (not percent-encoded),
    /// the likeliest first: `a/index.html` and `a.html` for `/blog/a/`.
    fn candidates(&self, address: &str) -> Vec<String> {
        let inner = address.strip_prefix(&self.base).filter(|inner| inner.starts_with('/'));
        let inner = inner.unwrap_or(address).trim_start_matches('/');
        if inner.is_empty() || inner.ends_with('/') {
            let stem = inner.trim_end_matches('/');
            let mut candidates = vec![format!("{inner}index.html")];
            if !stem.is_empty() {
                candidates.push(format!("{stem}.html"));
            }
            return candidates;
        }
        if has_extension(inner, &["html", "htm"]) {
            return vec![inner.to_owned(), format!("{inner}/index.html")];
        }
        vec![format!("{inner}.html"), format!("{inner}/index.html"), inner.to_owned()]
    }

    /// The file for an address, not percent-encoded.
    fn file_for(&self, address: &str) -> Option<String> {
        self.candidates(address).into_iter().find(|candidate| self.names.contains(candidate))
    }
}

fn join_shown(folder: &str, inner: &str) -> String {
    match (folder.is_empty(), inner.is_empty()) {
        (true, _) => inner.to_owned(),
        (false, true) => folder.to_owned(),
        (false, false) => format!("{folder}/{inner}"),
    }
}

/// Where a built site may be, the likeliest first.
fn candidates(options: &SiteOptions, rules: &dyn Rules) -> Vec<String> {
    let as_folder = |text: &str| text.trim_start_matches("./").trim_end_matches('/').to_owned();
    if let Some(build) = &options.build {
        let folder = as_folder(&build.to_string_lossy().replace('\\', "/"));
        return vec![if folder == "." { String::new() } else { folder }];
    }
    let (key, usual) = match rules.kind() {
        GeneratorKind::Hugo => ("publishdir", "public"),
        GeneratorKind::Jekyll => ("destination", "_site"),
        GeneratorKind::Hexo => ("public_dir", "public"),
        GeneratorKind::Zola => ("output_dir", "public"),
        GeneratorKind::Docusaurus => ("outDir", "build"),
        GeneratorKind::VitePress => ("outDir", ".vitepress/dist"),
        GeneratorKind::Astro => ("outDir", "dist"),
        GeneratorKind::MkDocs => ("site_dir", "site"),
        GeneratorKind::MdBook => ("build.build-dir", "book"),
        GeneratorKind::Pelican => ("OUTPUT_PATH", "output"),
        GeneratorKind::Obsidian | GeneratorKind::Plain => ("", "public"),
    };
    let configured = text_at(rules.configuration(), key).map(|folder| as_folder(&folder));
    let mut candidates: Vec<String> = configured.into_iter().collect();
    candidates.push(usual.to_owned());
    if rules.kind() == GeneratorKind::VitePress {
        candidates.extend(["docs/.vitepress/dist", "src/.vitepress/dist"].map(str::to_owned));
    }
    candidates.extend(FOLDERS.map(str::to_owned));
    let mut seen = HashSet::new();
    candidates.retain(|candidate| seen.insert(candidate.clone()));
    candidates
}

/// The path of a link to a page, not percent-encoded; `None` for one that is relative.
fn path_of_link(href: &str) -> Option<String> {
    let href = href.trim().split(['?', '#']).next().unwrap_or_default();
    let path = match href.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => {
            rest.split_once('/').map_or("", |(_, path)| path)
        }
        _ => href.strip_prefix('/')?,
    };
    Some(squeeze(&decode_path(&format!("/{path}"))))
}

/// What two addresses of one page have in common: `/a` of `/a/`, `/a.html`, `/a/index.html`.
fn same_page_key(address: &str) -> &str {
    let address = address.strip_suffix("index.html").unwrap_or(address);
    let address = address.strip_suffix(".html").unwrap_or(address);
    address.trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_as_paths() {
        for (href, path) in [
            ("https://例.org/a/", Some("/a/")),
            ("//example.org/%E9%A6%99?x#y", Some("/香")),
            ("https://example.org", Some("/")),
            ("/a//b.html", Some("/a/b.html")),
            ("../a", None),
            ("a.html", None),
        ] {
            assert_eq!(path_of_link(href).as_deref(), path, "{href}");
        }
        for address in ["/a", "/a/", "/a.html", "/a/index.html"] {
            assert_eq!(same_page_key(address), "/a");
        }
        assert_eq!(same_page_key("/"), "");
    }
}
