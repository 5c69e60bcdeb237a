//! Reads a site: once as a whole, then file by file, from any number of threads.

pub mod overlooked;

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::content::front_matter::{self, FrontMatter};
use crate::content::includes::{self, Expanded};
use crate::content::source::{self, FileEntry, WalkRules};
use crate::content::{Diagnostic, Severity, decode, parse};
use crate::document::assemble;
use crate::document::built::{Build, Confirmation, Finding};
use crate::document::config::warning;
use crate::document::exclusion::Exclusion;
use crate::document::fields::{self, Fields};
use crate::document::generator::{self, MARKDOWN, Opening, Placement, Rules, Source, detect, has_extension};
use crate::document::site::{
    Dependency, GeneratorKind, LeftOut, Outcome, ReadMode, Reading, SiteOptions, SourceFile,
};
use crate::document::{LanguageTag, Page};
use crate::error::{Error, Result};

/// The version of everything on this floor and the one below that decides what
/// is read from a file. Raise it when a page would come out different.
const READER_VERSION: u32 = 4;

/// Reads the pages of one site. Shared by threads.
#[derive(Debug)]
pub struct SiteReader {
    root: PathBuf,
    rules: Box<dyn Rules>,
    options: SiteOptions,
    exclude: Exclusion,
    language: Option<LanguageTag>,
    files: Vec<SourceFile>,
    unreadable: Vec<String>,
    fingerprint: String,
    /// The first of the folders that hold pages.
    content_folder: String,
    /// Where pages are read from built HTML, or compared with it.
    build: Option<Build>,
}

impl SiteReader {
    /// Reads the site's configuration and walks its tree, as of `now`.
    ///
    /// # Errors
    ///
    /// If `root` is missing or cannot be listed, none of the folders that should
    /// hold its content is there, or the built site that is to be read is not. A
    /// broken configuration or an unreadable folder below the root is a diagnostic.
    pub fn open(root: &Path, options: &SiteOptions, now: Timestamp) -> Result<(Self, Vec<Diagnostic>)> {
        root.read_dir().map_err(Error::no_site(root))?;
        let kind = options.generator.unwrap_or_else(|| detect::detect(root));
        let opening = Opening { root, options, now };
        let (mut rules, mut diagnostics) = generator::rules(kind, &opening);
        let exclude = Exclusion::new(&options.exclude, &mut diagnostics);
        let build = match options.read {
            ReadMode::Source => None,
            ReadMode::Built | ReadMode::Both => {
                let build = Build::open(root, options, rules.as_ref())?;
                diagnostics.extend(build.diagnostics().iter().cloned());
                Some(build)
            }
        };
        let (files, unreadable, learned) = match (&build, options.read) {
            (Some(build), ReadMode::Built) => {
                (build.files().to_vec(), build.unreadable().to_vec(), Vec::new())
            }
            _ => {
                let (entries, unreadable) = walk_all(root, rules.as_ref(), &mut diagnostics)?;
                let dialect = rules.dialect();
                let learned = rules.survey(&entries, &|path| read_head(root, path, dialect));
                let pages = entries.into_iter().filter(|entry| has_extension(&entry.path, &MARKDOWN));
                (pages.map(SourceFile::from).collect(), unreadable, learned)
            }
        };
        let fingerprint = fingerprint(rules.as_ref(), options, &learned, build.as_ref());
        let language = options.language.as_deref().and_then(LanguageTag::parse);
        let reader = Self {
            root: root.to_owned(),
            content_folder: rules.folders().into_iter().next().unwrap_or_default(),
            rules,
            options: options.clone(),
            exclude,
            language,
            files,
            unreadable,
            fingerprint,
            build,
        };
        Ok((reader, diagnostics))
    }

    /// Every file that may be a page, sorted by path: Markdown below the content
    /// folders, or HTML below the built site's.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Folders and files that are there but could not be looked at, relative to
    /// the root, sorted: what an index holds of them, and of all below them, must stay.
    pub fn unreadable(&self) -> &[String] {
        &self.unreadable
    }

    /// Whether there is a regular file at `path` now.
    pub fn is_there(&self, path: &str) -> bool {
        source::is_file(&self.root, path)
    }

    /// Whose rules are followed.
    pub fn generator(&self) -> GeneratorKind {
        self.rules.kind()
    }

    /// Hashes everything besides a file's own bytes that decides what is read
    /// from it: configuration, options, inherited front matter, the reader's version.
    pub fn fingerprint(&self) -> String {
        self.fingerprint.clone()
    }

    /// The built site that Markdown pages can be compared with; `None` if pages
    /// are read from the built site itself, or there is none.
    pub fn built_site(&self) -> Option<Build> {
        match (&self.build, self.options.read) {
            (_, ReadMode::Built) => None,
            (Some(build), _) => Some(build.clone()),
            (None, _) => Build::open(&self.root, &self.options, self.rules.as_ref()).ok(),
        }
    }

    /// Whether files that a page was made of are still what they were.
    pub fn are_unchanged(&self, dependencies: &[Dependency]) -> bool {
        dependencies.iter().all(|dependency| {
            source::look(&self.root, &dependency.path).map(SourceFile::from) == dependency.seen
        })
    }

    /// Reads one of [`files`](Self::files). Besides it, only files are touched
    /// that the reading names as dependencies.
    pub fn read(&self, file: &SourceFile) -> Reading {
        match (&self.build, self.options.read) {
            (Some(build), ReadMode::Built) => self.read_built(file, build),
            (Some(build), ReadMode::Both) => {
                let (mut reading, confirmation) = self.compare(file, build);
                if let Some(confirmation) = confirmation {
                    confirm(&mut reading, confirmation);
                }
                reading
            }
            _ => self.read_source(file).0,
        }
    }

    /// Reads one of [`files`](Self::files) as Markdown, and says how far a built
    /// site agrees; nothing if it is no page.
    pub fn compare(&self, file: &SourceFile, build: &Build) -> (Reading, Option<Confirmation>) {
        let (reading, lines) = self.read_source(file);
        let confirmation = match &reading.outcome {
            Outcome::Published(page) => Some(build.confirm(page, &lines)),
            _ => None,
        };
        (reading, confirmation)
    }

    fn read_built(&self, file: &SourceFile, build: &Build) -> Reading {
        let excluded = self.exclude.pattern_for(&file.path).map(str::to_owned);
        let read = self.with_bytes(&file.path, |bytes, _, diagnostics, _| match excluded {
            Some(pattern) => (Outcome::LeftOut(LeftOut::Excluded(pattern)), None),
            None => (build.outcome(&file.path, bytes, self.language.as_ref(), diagnostics), None),
        });
        read.0
    }

    /// A reading and, for a page, the line that each of its sections begins in.
    fn read_source(&self, file: &SourceFile) -> (Reading, Vec<u32>) {
        self.with_bytes(&file.path, |bytes, entry, diagnostics, made| {
            self.outcome(&file.path, bytes, entry, diagnostics, made)
        })
    }

    /// Puts what a page includes into it, and remembers what that is.
    fn expand(&self, path: &str, text: &str, body_offset_bytes: usize, made: &mut Made) -> Option<Expanded> {
        let load = |path: &str| {
            let bytes = source::read_within(&self.root, path)?;
            decode::decode(&bytes).ok().map(|decoded| decoded.text)
        };
        let (dialect, folder) = (self.rules.dialect_of(path), self.content_folder.as_str());
        let expanded = includes::expand(text, body_offset_bytes, path, dialect, folder, &load)?;
        made.included_hash = Some(blake3::hash(expanded.text.as_bytes()));
        made.dependencies.extend(expanded.paths.iter().map(|path| Dependency {
            path: path.clone(),
            seen: source::look(&self.root, path).map(SourceFile::from),
        }));
        Some(expanded)
    }

    /// Reads a file's bytes and makes something of them.
    fn with_bytes(
        &self,
        path: &str,
        make: impl FnOnce(&[u8], &FileEntry, &mut Vec<Diagnostic>, &mut Made) -> (Outcome, Option<Timestamp>),
    ) -> (Reading, Vec<u32>) {
        let (bytes, entry) = match source::read(&self.root, path) {
            Ok(read) => read,
            Err(failure) => {
                let reason = failure.to_string();
                let reading = Reading {
                    content_hash: String::new(),
                    diagnostics: vec![warning(path, 0, &reason, UNREADABLE_HINT)],
                    outcome: Outcome::Unreadable(reason),
                    changes_at: None,
                    dependencies: Vec::new(),
                };
                return (reading, Vec::new());
            }
        };
        let mut diagnostics = Vec::new();
        let mut made = Made::default();
        let (outcome, changes_at) = make(&bytes, &entry, &mut diagnostics, &mut made);
        let hash = made.included_hash.unwrap_or_else(|| blake3::hash(&bytes));
        let content_hash = hash.to_hex().to_string();
        diagnostics.sort_by_key(|diagnostic| diagnostic.line);
        let dependencies = made.dependencies;
        (Reading { content_hash, outcome, diagnostics, changes_at, dependencies }, made.lines)
    }

    fn outcome(
        &self,
        path: &str,
        bytes: &[u8],
        entry: &FileEntry,
        diagnostics: &mut Vec<Diagnostic>,
        made: &mut Made,
    ) -> (Outcome, Option<Timestamp>) {
        if let Some(pattern) = self.exclude.pattern_for(path) {
            return (Outcome::LeftOut(LeftOut::Excluded(pattern.to_owned())), None);
        }
        let text = match decode::decode(bytes) {
            Ok(decoded) => {
                diagnostics.extend(decoded.remark.map(|(severity, message)| Diagnostic {
                    severity,
                    path: path.to_owned(),
                    line: 0,
                    message,
                    hint: None,
                }));
                decoded.text
            }
            Err(reason) => {
                diagnostics.push(warning(path, 0, &reason, UNREADABLE_HINT));
                return (Outcome::Unreadable(reason), None);
            }
        };
        let (head, head_remarks) = front_matter::read(&text, path, self.rules.dialect_of(path));
        let page_fields = Fields::new(&head.fields, &self.rules.inherited(path));
        let modified = Timestamp::try_from(entry.modified).unwrap_or(Timestamp::UNIX_EPOCH);
        let source = Source { path, head: &head, text: &text, fields: &page_fields, modified };
        match self.rules.place(&source, diagnostics) {
            Placement::LeftOut(reason, changes_at) => {
                diagnostics.extend(head_remarks);
                (Outcome::LeftOut(reason), changes_at)
            }
            Placement::Page(placed) => {
                let mut placed = *placed;
                let text = self.rules.expanded(path, &text, head.body_offset_bytes);
                let expanded = self.expand(path, &text, head.body_offset_bytes, made);
                let whole = expanded.as_ref().map_or(text.as_ref(), |expanded| expanded.text.as_str());
                let (mut parsed, remarks) = parse(whole, path, self.rules.dialect_of(path));
                diagnostics.extend(remarks);
                if let Some(expanded) = expanded {
                    for section in &mut parsed.sections {
                        section.line = includes::line_of_page(&expanded.lines, section.line);
                    }
                    placed.title = expanded.title.or(placed.title);
                }
                // A flag or a date that decides what is published has been remarked on already.
                let is_new = |remark: &Diagnostic| diagnostics.iter().all(|other| other.line != remark.line);
                let unread: Vec<Diagnostic> = fields::unread_dates(&head, path).filter(is_new).collect();
                diagnostics.extend(unread);
                let changes_at = placed.expires_at;
                made.lines.extend(parsed.sections.iter().map(|section| section.line));
                let page = assemble::page(path, placed, parsed, self.language.as_ref());
                (Outcome::Published(Box::new(page)), changes_at)
            }
        }
    }
}

/// What comes of a file besides its outcome.
#[derive(Default)]
struct Made {
    /// The line that each section of the page begins in.
    lines: Vec<u32>,
    dependencies: Vec<Dependency>,
    /// Of the page with all that it includes.
    included_hash: Option<blake3::Hash>,
}

/// Makes a page of Markdown what the built site says that it is.
fn confirm(reading: &mut Reading, confirmation: Confirmation) {
    let Outcome::Published(page) = &mut reading.outcome else { return };
    let n_before = reading.diagnostics.len();
    reading.diagnostics.extend(confirmation.differences);
    match confirmation.finding {
        Finding::Missing => {
            let reason = "the built site has no page at its address".to_owned();
            reading.outcome = Outcome::LeftOut(LeftOut::NotAPage(reason));
        }
        Finding::Hidden(reason) => reading.outcome = Outcome::LeftOut(LeftOut::Unpublished(reason)),
        Finding::Page(anchors) => {
            // What is put right needs nobody's attention.
            for difference in &mut reading.diagnostics[n_before..] {
                difference.severity = Severity::Note;
            }
            let Page { sections, .. } = page.as_mut();
            for (section, anchor) in sections.iter_mut().zip(anchors) {
                section.anchor = anchor;
            }
        }
    }
    reading.diagnostics.sort_by_key(|diagnostic| diagnostic.line);
    let both = format!("{} {}", reading.content_hash, confirmation.content_hash);
    reading.content_hash = blake3::hash(both.as_bytes()).to_hex().to_string();
    reading.dependencies.extend(confirmation.dependencies);
}

/// What becomes of a page whose file cannot be read.
const UNREADABLE_HINT: &str = "what the index holds of it stays as it is";

/// Walks all folders of a site; paths come sorted, each once.
fn walk_all(
    root: &Path,
    rules: &dyn Rules,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(Vec<FileEntry>, Vec<String>)> {
    let folders = rules.folders();
    let there: Vec<&String> = folders.iter().filter(|folder| source::locate(root, folder).is_dir()).collect();
    if there.is_empty() {
        let first = folders.first().map_or(root.to_owned(), |folder| source::locate(root, folder));
        first.read_dir().map_err(Error::no_site(&first))?;
    }
    let (mut entries, mut unreadable) = (Vec::new(), Vec::new());
    for folder in &folders {
        if !there.contains(&folder) {
            let message = format!("expected a folder `{folder}`, found none");
            diagnostics.push(warning(folder, 0, &message, "the configuration names it as a content folder"));
            continue;
        }
        let enter = |path: &str| rules.enters(path);
        let keep = |path: &str| rules.keeps(path);
        let walk = source::walk(root, folder, &WalkRules { enter: &enter, keep: &keep });
        entries.extend(walk.files);
        unreadable.extend(walk.unreadable);
        diagnostics.extend(walk.diagnostics);
    }
    for file in rules.single_files() {
        match source::look(root, &file) {
            Some(entry) if rules.keeps(&file) => entries.push(entry),
            _ => {}
        }
    }
    entries.sort_by(|left, right| left.path.cmp(&right.path));
    entries.dedup_by(|left, right| left.path == right.path);
    unreadable.sort();
    unreadable.dedup();
    Ok((entries, unreadable))
}

/// The front matter of a file; an empty one if it cannot be read, which is
/// reported when the file itself is.
fn read_head(root: &Path, path: &str, dialect: crate::content::Dialect) -> FrontMatter {
    let Ok((bytes, _)) = source::read(root, path) else {
        return FrontMatter::default();
    };
    decode::decode(&bytes)
        .map(|decoded| front_matter::read(&decoded.text, path, dialect).0)
        .unwrap_or_default()
}

fn fingerprint(
    rules: &dyn Rules,
    options: &SiteOptions,
    learned: &[String],
    build: Option<&Build>,
) -> String {
    let build = build.map(Build::folder);
    let known = (READER_VERSION, rules.kind(), rules.configuration(), options, learned, build);
    let bytes = serde_json::to_vec(&known).expect("maps with text keys always serialize");
    blake3::hash(&bytes).to_hex().to_string()
}

#[cfg(test)]
#[path = "reader_tests.rs"]
mod tests;
