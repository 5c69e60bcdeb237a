//! Reads a site: once as a whole, then file by file, from any number of threads.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use jiff::Timestamp;

use crate::content::front_matter::{self, FrontMatter};
use crate::content::source::{self, FileEntry, WalkRules};
use crate::content::{Anchors, Diagnostic, Parsed, RawBlockKind, RawSection, decode, parse};
use crate::document::address::{encode_path, name_of, split_extension};
use crate::document::config::warning;
use crate::document::fields::{self, Fields};
use crate::document::generator::{
    self, AnchorText, Language, MARKDOWN, Opening, Placed, Placement, Rules, Source, Untitled, detect,
    has_extension,
};
use crate::document::site::{GeneratorKind, LeftOut, Outcome, Reading, SiteOptions, SourceFile};
use crate::document::{Block, BlockKind, LanguageTag, Page, Section};
use crate::error::{Error, Result};
use crate::text::detect::detect_language;

/// The version of everything on this floor and the one below that decides what
/// is read from a file. Raise it when a page would come out different.
const READER_VERSION: u32 = 1;

/// Reads the pages of one site. Shared by threads.
#[derive(Debug)]
pub struct SiteReader {
    root: PathBuf,
    rules: Box<dyn Rules>,
    exclude: Exclusion,
    language: Option<LanguageTag>,
    files: Vec<SourceFile>,
    unreadable: Vec<String>,
    fingerprint: String,
}

impl SiteReader {
    /// Reads the site's configuration and walks its tree, as of `now`.
    ///
    /// # Errors
    ///
    /// If `root` is missing or cannot be listed, or none of the folders that
    /// should hold its content is there. A broken configuration or an unreadable
    /// folder below the root is a diagnostic.
    pub fn open(root: &Path, options: &SiteOptions, now: Timestamp) -> Result<(Self, Vec<Diagnostic>)> {
        root.read_dir().map_err(Error::io("list", root))?;
        let kind = options.generator.unwrap_or_else(|| detect::detect(root));
        let opening = Opening { root, options, now };
        let (mut rules, mut diagnostics) = generator::rules(kind, &opening);
        let exclude = Exclusion::new(&options.exclude, &mut diagnostics);

        let (entries, unreadable) = walk_all(root, rules.as_ref(), &mut diagnostics)?;
        let dialect = rules.dialect();
        let learned = rules.survey(&entries, &|path| read_head(root, path, dialect));

        let fingerprint = fingerprint(rules.as_ref(), options, &learned);
        let files = entries
            .into_iter()
            .filter(|entry| has_extension(&entry.path, &MARKDOWN))
            .map(|entry| SourceFile {
                path: entry.path,
                size_bytes: entry.size_bytes,
                modified: entry.modified,
                changed_ns: entry.changed_ns,
            })
            .collect();
        let language = options.language.as_deref().and_then(LanguageTag::parse);
        let reader = Self { root: root.to_owned(), rules, exclude, language, files, unreadable, fingerprint };
        Ok((reader, diagnostics))
    }

    /// Every Markdown file below the content folders, sorted by path.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Folders and files that are there but could not be looked at, relative to
    /// the root, sorted: what an index holds of them, and of all below them, must stay.
    pub fn unreadable(&self) -> &[String] {
        &self.unreadable
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

    /// Reads one of [`files`](Self::files). Touches no other file.
    pub fn read(&self, file: &SourceFile) -> Reading {
        let path = file.path.as_str();
        let (bytes, entry) = match source::read(&self.root, path) {
            Ok(read) => read,
            Err(failure) => {
                let outcome = Outcome::Unreadable(failure.to_string());
                return Reading {
                    content_hash: String::new(),
                    outcome,
                    diagnostics: Vec::new(),
                    changes_at: None,
                };
            }
        };
        let content_hash = blake3::hash(&bytes).to_hex().to_string();
        let mut diagnostics = Vec::new();
        let (outcome, changes_at) = self.outcome(path, &bytes, &entry, &mut diagnostics);
        diagnostics.sort_by_key(|diagnostic| diagnostic.line);
        Reading { content_hash, outcome, diagnostics, changes_at }
    }

    fn outcome(
        &self,
        path: &str,
        bytes: &[u8],
        entry: &FileEntry,
        diagnostics: &mut Vec<Diagnostic>,
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
            Err(reason) => return (Outcome::Unreadable(reason), None),
        };
        let (head, head_remarks) = front_matter::read(&text, path, self.rules.dialect());
        let page_fields = Fields::new(&head.fields, &self.rules.inherited(path));
        let modified = Timestamp::try_from(entry.modified).unwrap_or(Timestamp::UNIX_EPOCH);
        let source = Source { path, head: &head, text: &text, fields: &page_fields, modified };
        match self.rules.place(&source, diagnostics) {
            Placement::LeftOut(reason, changes_at) => {
                diagnostics.extend(head_remarks);
                (Outcome::LeftOut(reason), changes_at)
            }
            Placement::Page(placed) => {
                let (parsed, remarks) = parse(&text, path, self.rules.dialect());
                diagnostics.extend(remarks);
                // A flag or a date that decides what is published has been remarked on already.
                let is_new = |remark: &Diagnostic| diagnostics.iter().all(|other| other.line != remark.line);
                let unread: Vec<Diagnostic> = fields::unread_dates(&head, path).filter(is_new).collect();
                diagnostics.extend(unread);
                let changes_at = placed.expires_at;
                (Outcome::Published(Box::new(self.assemble(path, *placed, parsed))), changes_at)
            }
        }
    }

    /// Puts a page together from what the generator says of it and what it holds.
    fn assemble(&self, path: &str, placed: Placed, parsed: Parsed) -> Page {
        let mut fields = placed.fields;
        let authors = fields.take_authors();
        let description = fields.take_text(&["description", "summary", "excerpt", "subtitle"]);
        let image = fields.take_image();
        let title = placed.title.unwrap_or_else(|| untitled(path, placed.untitled, &parsed));
        let mut anchors = Anchors::new(placed.anchors);
        let sections: Vec<Section> = parsed
            .sections
            .into_iter()
            .map(|mut section| Section {
                level: section.level,
                anchor: {
                    if placed.anchor_text == AnchorText::Shown {
                        section.heading_source = as_shown(&section);
                    }
                    anchors.next(&section)
                },
                heading: section.heading,
                blocks: section
                    .blocks
                    .into_iter()
                    .map(|block| Block {
                        kind: match block.kind {
                            RawBlockKind::Prose => BlockKind::Prose,
                            RawBlockKind::Code => BlockKind::Code,
                        },
                        text: block.text,
                    })
                    .collect(),
            })
            .collect();
        let language = self.language_of(placed.language, &title, &sections);
        Page {
            path: path.to_owned(),
            url: encode_path(&placed.address),
            title,
            language,
            date: placed.date,
            updated: placed.updated,
            tags: placed.tags,
            categories: placed.categories,
            authors,
            description,
            image,
            extra: fields.into_rest(),
            translation_key: placed.translation_key,
            sections,
        }
    }

    fn language_of(&self, known: Language, title: &str, sections: &[Section]) -> LanguageTag {
        let assumed = match (known, &self.language) {
            (Language::Said(tag), _) => return tag,
            (_, Some(tag)) => Some(tag.clone()),
            (Language::Assumed(tag), None) => Some(tag),
            (Language::Unknown, None) => None,
        };
        let prose = sections
            .iter()
            .flat_map(|section| {
                std::iter::once((BlockKind::Prose, section.heading.as_str()))
                    .chain(section.blocks.iter().map(|block| (block.kind, block.text.as_str())))
            })
            .filter(|(kind, _)| *kind == BlockKind::Prose)
            .map(|(_, text)| text);
        let mut sample = String::from(title);
        for text in prose {
            if sample.len() > DETECTED_BYTES {
                break;
            }
            sample.push('\n');
            sample.push_str(text);
        }
        let detected = detect_language(&sample).and_then(LanguageTag::parse);
        match (assumed, detected) {
            // Only a text in another script is believed more than the site's owner:
            // a Chinese blog whose configuration still has the `en` it came with.
            (Some(assumed), Some(detected))
                if is_written_in_letters(&detected) == is_written_in_letters(&assumed) =>
            {
                assumed
            }
            (_, Some(detected)) => detected,
            (Some(assumed), None) => assumed,
            (None, None) => LanguageTag::default(),
        }
    }
}

/// Whether a language is written in an alphabet, and not in Han, kana, Hangul or Thai.
fn is_written_in_letters(tag: &LanguageTag) -> bool {
    !matches!(tag.primary(), "zh" | "ja" | "ko" | "th" | "yue")
}

/// How much of a page is looked at to tell its language, in bytes.
const DETECTED_BYTES: usize = 12_000;

/// A heading's text with dashes for `--`, as typographers make them outside code.
fn as_shown(section: &RawSection) -> String {
    if section.heading_source.contains('`') {
        return section.heading.clone();
    }
    // The text shown has its white space put in order, which Hugo does not do; so
    // the source is taken where it has no markup that must go.
    let has_markup = section.heading_source.contains(['[', '<', '*', '_', '&', '\\', '{', '!']);
    let text = if has_markup { &section.heading } else { &section.heading_source };
    text.replace("---", "\u{2014}").replace("--", "\u{2013}")
}

/// A title for a page that has none.
fn untitled(path: &str, rule: Untitled, parsed: &Parsed) -> String {
    let name = match rule {
        Untitled::Name(name) => return name,
        Untitled::Heading(name) => name,
    };
    let any_heading =
        || parsed.sections.iter().map(|section| &section.heading).find(|heading| !heading.is_empty());
    let heading = parsed.first_heading.as_ref().or_else(any_heading).cloned();
    heading
        .unwrap_or_else(|| if name.is_empty() { split_extension(name_of(path)).0.to_owned() } else { name })
}

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
        first.read_dir().map_err(Error::io("list", &first))?;
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

fn fingerprint(rules: &dyn Rules, options: &SiteOptions, learned: &[String]) -> String {
    let known = (READER_VERSION, rules.kind(), rules.configuration(), options, learned);
    let bytes = serde_json::to_vec(&known).expect("maps with text keys always serialize");
    blake3::hash(&bytes).to_hex().to_string()
}

/// The globs of the settings, relative to the root.
#[derive(Debug)]
struct Exclusion {
    set: GlobSet,
    patterns: Vec<String>,
}

impl Exclusion {
    fn new(patterns: &[String], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut builder = GlobSetBuilder::new();
        let mut kept = Vec::new();
        for pattern in patterns {
            let trimmed = pattern.trim_start_matches("./").trim_end_matches('/');
            // A pattern that matches a folder leaves out everything below it.
            for glob in [trimmed.to_owned(), format!("{trimmed}/**")] {
                match GlobBuilder::new(&glob).literal_separator(true).build() {
                    Ok(glob) => {
                        builder.add(glob);
                        kept.push(pattern.clone());
                    }
                    Err(error) => {
                        let message = format!("expected a glob, found `{pattern}`: {error}");
                        diagnostics.push(warning("", 0, &message, "the pattern excludes nothing"));
                        break;
                    }
                }
            }
        }
        match builder.build() {
            Ok(set) => Self { set, patterns: kept },
            Err(error) => {
                let message = format!("expected globs that fit together: {error}");
                diagnostics.push(warning("", 0, &message, "none of the patterns excludes anything"));
                Self { set: GlobSet::empty(), patterns: Vec::new() }
            }
        }
    }

    /// The pattern that leaves `path` out.
    fn pattern_for(&self, path: &str) -> Option<&str> {
        let index = *self.set.matches(path).first()?;
        self.patterns.get(index).map(String::as_str)
    }
}

#[cfg(test)]
#[path = "reader_tests.rs"]
mod tests;
