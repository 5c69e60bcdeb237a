//! MkDocs: `mkdocs.yml` and `docs/`.
//!
//! | file | address |
//! | --- | --- |
//! | `指南/安装.md` | `/指南/安装/`, or `/指南/安装.html` without `use_directory_urls` |
//! | `README.md`, `index.md` | `/` |

mod blog;

use std::collections::{BTreeMap, BTreeSet};

use globset::GlobSet;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::content::front_matter::FrontMatter;
use crate::content::source::FileEntry;
use crate::content::{AnchorStyle, Diagnostic, Dialect, value};
use crate::document::LanguageTag;
use crate::document::address::{base_of_url, below, folder_of, join, name_of, split_extension};
use crate::document::config::{Flag, at, flag_at, parse, read_text, text_at};
use crate::document::generator::schedule;
use crate::document::generator::{
    Language, Opening, Placed, Placement, Rules, Source, Untitled, common, globs, has_extension, translation,
};
use crate::document::site::{GeneratorKind, LeftOut};
use blog::Blog;

#[derive(Debug)]
struct MkDocs {
    settings: Map<String, Value>,
    folder: String,
    base: String,
    zone: TimeZone,
    excluded: GlobSet,
    drafts: GlobSet,
    /// Titles that the navigation gives, by path below the folder.
    nav: BTreeMap<String, String>,
    /// Folders with an `index.md`, where a `README.md` is no page.
    indexed: BTreeSet<String>,
    anchors: AnchorStyle,
    languages: Vec<SiteLanguage>,
    is_suffixed: bool,
    blogs: Vec<Blog>,
}

/// A language of the plugin mkdocs-static-i18n.
#[derive(Debug)]
struct SiteLanguage {
    name: String,
    is_default: bool,
    is_built: bool,
}

/// Reads the configuration of a MkDocs site.
pub(super) fn open(opening: &Opening<'_>) -> (Box<dyn Rules>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let path = ["mkdocs.yml", "mkdocs.yaml"]
        .into_iter()
        .find(|path| super::super::config::exists(opening.root, path));
    let path = path.unwrap_or("mkdocs.yml");
    let text = read_text(opening.root, path, &mut diagnostics).unwrap_or_default();
    let (settings, remarks) = parse(&text, path);
    diagnostics.extend(remarks);
    // `slugify` names a Python function, by a tag that YAML readers do not keep.
    let anchors = if text.contains("pymdownx.slugs") {
        AnchorStyle::PymdownxSlugs
    } else {
        AnchorStyle::PythonMarkdown
    };
    let mut lines = |key: &str| {
        let written = text_at(&settings, key).unwrap_or_default();
        let patterns: Vec<String> = written
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
            .flat_map(as_globs)
            .collect();
        globs(patterns, path, &mut diagnostics)
    };
    let (excluded, drafts) = (lines("exclude_docs"), lines("draft_docs"));
    let mut nav = BTreeMap::new();
    read_nav(settings.get("nav"), &mut nav, 0);
    let i18n = plugin(&settings, "i18n");
    let folder = text_at(&settings, "docs_dir").unwrap_or_else(|| "docs".to_owned());
    let folder =
        opening.content().unwrap_or_else(|| folder.trim_start_matches("./").trim_matches('/').to_owned());
    let mkdocs = MkDocs {
        blogs: Blog::all(opening.root, &settings, &folder, &mut diagnostics),
        folder,
        base: opening.base(&base_of_url(&text_at(&settings, "site_url").unwrap_or_default())),
        zone: opening.zone(None),
        excluded,
        drafts,
        nav,
        indexed: BTreeSet::new(),
        anchors,
        is_suffixed: text_at(&i18n, "docs_structure").is_none_or(|structure| structure == "suffix"),
        languages: languages(&i18n),
        settings,
    };
    (Box::new(mkdocs), diagnostics)
}

/// A pattern of a `.gitignore` as globs: one without a `/` matches at any depth.
fn as_globs(pattern: &str) -> Vec<String> {
    let pattern = pattern.trim_end_matches('/');
    match pattern.strip_prefix('/') {
        Some(anchored) => vec![anchored.to_owned()],
        None if pattern.contains('/') => vec![pattern.to_owned()],
        None => vec![pattern.to_owned(), format!("**/{pattern}")],
    }
}

/// Collects `- 标题: path.md`, however deep.
fn read_nav(entry: Option<&Value>, nav: &mut BTreeMap<String, String>, depth: usize) {
    const MAX_DEPTH: usize = 16;
    if depth > MAX_DEPTH {
        return;
    }
    match entry {
        Some(Value::Array(items)) => items.iter().for_each(|item| read_nav(Some(item), nav, depth + 1)),
        Some(Value::Object(map)) => {
            for (title, target) in map {
                match target {
                    Value::String(path) => {
                        nav.insert(path.trim_start_matches("./").to_owned(), title.clone());
                    }
                    deeper => read_nav(Some(deeper), nav, depth + 1),
                }
            }
        }
        _ => {}
    }
}

/// The settings of a plugin, which is named alone or with a map.
fn plugin(settings: &Map<String, Value>, name: &str) -> Map<String, Value> {
    let plugins = settings.get("plugins");
    let in_list = plugins.and_then(Value::as_array).into_iter().flatten();
    let found = in_list.filter_map(Value::as_object).find_map(|map| map.get(name));
    let found = found.or_else(|| plugins.and_then(Value::as_object)?.get(name));
    found.and_then(Value::as_object).cloned().unwrap_or_default()
}

fn languages(i18n: &Map<String, Value>) -> Vec<SiteLanguage> {
    match i18n.get("languages") {
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_object)
            .filter_map(|language| {
                Some(SiteLanguage {
                    name: text_at(language, "locale")?,
                    is_default: flag_at(language, "default", Flag::Off),
                    is_built: flag_at(language, "build", Flag::On),
                })
            })
            .collect(),
        _ => Vec::new(),
    }
}

impl Rules for MkDocs {
    fn kind(&self) -> GeneratorKind {
        GeneratorKind::MkDocs
    }

    fn dialect(&self) -> Dialect {
        Dialect::MkDocs
    }

    fn base(&self) -> &str {
        &self.base
    }

    fn configuration(&self) -> &Map<String, Value> {
        &self.settings
    }

    fn folders(&self) -> Vec<String> {
        vec![self.folder.clone()]
    }

    fn enters(&self, folder: &str) -> bool {
        !name_of(folder).starts_with('.') && below(folder, &self.folder) != Some("templates")
    }

    fn keeps(&self, file: &str) -> bool {
        has_extension(file, &["md", "markdown", "mdown", "mkdn", "mkd"]) && !name_of(file).starts_with('.')
    }

    fn survey(&mut self, files: &[FileEntry], _heads: &dyn Fn(&str) -> FrontMatter) -> Vec<String> {
        let stem = |path: &str| split_extension(name_of(path)).0.to_owned();
        self.indexed = files
            .iter()
            .filter(|file| stem(&file.path) == "index")
            .map(|file| folder_of(&file.path).to_owned())
            .collect();
        let readmes = files.iter().filter(|file| stem(&file.path) == "README");
        let superseded = readmes.filter(|file| self.indexed.contains(folder_of(&file.path)));
        let blogs = (!self.blogs.is_empty()).then(|| format!("{:?}", self.blogs));
        superseded.map(|file| file.path.clone()).chain(blogs).collect()
    }

    fn place(&self, source: &Source<'_>, remarks: &mut Vec<Diagnostic>) -> Placement {
        let relative = below(source.path, &self.folder).unwrap_or(source.path);
        if self.excluded.is_match(relative) {
            return Placement::left_out(LeftOut::Excluded("exclude_docs".to_owned()));
        }
        if self.drafts.is_match(relative) {
            return Placement::left_out(LeftOut::Draft("draft_docs".to_owned()));
        }
        let search = source.fields.get("search").and_then(Value::as_object);
        if search.and_then(|search| search.get("exclude")).is_some_and(|flag| value::flag(flag) != Ok(false))
        {
            return Placement::left_out(LeftOut::Unpublished("search.exclude".to_owned()));
        }
        if let Some(left_out) = schedule::by_flags(source, &schedule::USUAL, remarks) {
            return left_out;
        }
        let (language, prefix, inner) = match self.language(relative) {
            Ok(found) => found,
            Err(left_out) => return left_out,
        };
        let stem = split_extension(name_of(&inner)).0;
        let folder = folder_of(&inner);
        let is_readme = stem == "README";
        if is_readme && self.indexed.contains(folder_of(source.path)) {
            return Placement::not_a_page("its folder has an `index.md`");
        }
        let blog = self.blogs.iter().find(|blog| blog.has(&inner));
        let (created, changed) = blog.map_or((None, None), |_| blog::dates(source.fields));
        if blog.is_some() && created.is_none() {
            return Placement::not_a_page("the blog asks for a `date`");
        }
        let post = blog.zip(created.as_ref()).map(|(blog, date)| blog.path(source, &inner, date.civil));
        let (folder, stem) = post.as_deref().map_or((folder, stem), |path| (folder_of(path), name_of(path)));
        let is_index = post.is_none() && (stem == "index" || is_readme);
        let path = match (is_index, flag_at(&self.settings, "use_directory_urls", Flag::On)) {
            (true, true) => join(&[&prefix, folder, "/"]),
            (true, false) => join(&[&prefix, folder, "index.html"]),
            (false, true) => join(&[&prefix, folder, stem, "/"]),
            (false, false) => join(&[&prefix, folder, &format!("{stem}.html")]),
        };
        let mut fields = source.fields.clone();
        blog.into_iter().for_each(|blog| blog.name_authors(&mut fields));
        let mut facts = common::take(fields, &self.zone);
        facts.date = created.map(|date| date.civil).or(facts.date);
        facts.updated = changed.map(|date| date.civil).or(facts.updated);
        let said = facts.said_language.take();
        facts.title = self.nav.get(relative).cloned().or(facts.title);
        let key = join(&[folder, stem]).trim_start_matches('/').to_owned();
        let translation_key = facts.translation_key.take().or(Some(key));
        // What MkDocs calls a start page without a title (`Index`) says nothing.
        let untitled = match is_index {
            true => Untitled::Heading(title_of_name("index", folder)),
            false => Untitled::Opening(title_of_name(split_extension(name_of(&inner)).0, folder)),
        };
        let placed = facts.placed(join(&[&self.base, &path]), self.anchors);
        Placement::Page(Box::new(Placed {
            language: said.unwrap_or(language),
            translation_key,
            untitled,
            ..placed
        }))
    }
}

impl MkDocs {
    /// A page's language, the prefix of its address, and its path without its language.
    fn language(&self, relative: &str) -> Result<(Language, String, String), Placement> {
        let spot = translation::spot(relative);
        if self.languages.is_empty() {
            let names = [at(&self.settings, "theme.language"), at(&self.settings, "theme.locale")];
            let assumed = names.into_iter().flatten().find_map(value::text);
            let assumed = Language::assumed(assumed.as_deref());
            return Ok((spot.language.map_or(assumed, Language::Said), String::new(), relative.to_owned()));
        }
        let (name, inner) = if self.is_suffixed {
            let (stem, extension) = split_extension(relative);
            let found = stem.rsplit_once('.').and_then(|(rest, suffix)| Some((self.named(suffix)?, rest)));
            found.map_or((None, relative.to_owned()), |(language, rest)| {
                (Some(language), format!("{rest}.{extension}"))
            })
        } else {
            let found = relative.split_once('/').and_then(|(first, rest)| Some((self.named(first)?, rest)));
            found.map_or((None, relative.to_owned()), |(language, rest)| (Some(language), rest.to_owned()))
        };
        let Some(language) = name.or_else(|| self.languages.iter().find(|language| language.is_default))
        else {
            return Ok((Language::Unknown, String::new(), inner));
        };
        if !language.is_built {
            return Err(Placement::left_out(LeftOut::Unpublished(format!("i18n: {}", language.name))));
        }
        let tag = LanguageTag::parse(&language.name).map_or(Language::Unknown, Language::Said);
        let prefix = if language.is_default { String::new() } else { language.name.clone() };
        Ok((tag, prefix, inner))
    }

    fn named(&self, name: &str) -> Option<&SiteLanguage> {
        self.languages.iter().find(|language| language.name == name)
    }
}

/// What MkDocs calls a page that has no title: its name with spaces for `-` and
/// `_`, large at the start if it is all small.
fn title_of_name(stem: &str, folder: &str) -> String {
    let name = if stem == "index" && !folder.is_empty() { name_of(folder) } else { stem };
    let spaced = name.replace(['-', '_'], " ");
    if spaced.to_lowercase() != spaced {
        return spaced;
    }
    let mut characters = spaced.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + characters.as_str())
}
