//! The tree of content: which kind of page a file is, and what the files around it decide.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::cascade::{self, Cascade, Target};
use super::config::{ContentRoot, RootKind, SiteLanguage};
use super::era::Era;
use super::permalink::Case;
use crate::content::front_matter::FrontMatter;
use crate::content::source::FileEntry;
use crate::content::value;
use crate::document::address::{below, decode_path, folder_of, is_within, join, name_of, split_extension};

/// The kinds of page that a file can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Page,
    Home,
    Section,
    Taxonomy,
    Term,
}

impl Kind {
    /// As settings call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Page => "page",
            Kind::Home => "home",
            Kind::Section => "section",
            Kind::Taxonomy => "taxonomy",
            Kind::Term => "term",
        }
    }
}

/// Where a file is in the tree of its language.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) language_index: usize,
    /// The folder below `content/`, mounts followed; empty at the top.
    pub(super) folder: String,
    /// The name without extension and language: `_index`, `index`, `第一篇`.
    stem: String,
    /// The file below `content/`, with extension and language.
    file: String,
    suffix: LanguageSuffix,
}

/// Whether the name of a file says its language; if so, it comes before one that does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum LanguageSuffix {
    Missing,
    Written,
}

impl Spot {
    pub(super) fn is_branch(&self) -> bool {
        self.stem == "_index"
    }

    pub(super) fn is_leaf(&self) -> bool {
        self.stem == "index"
    }

    /// The folder that the file is the list page of.
    pub(super) fn branch_folder(&self) -> Option<&str> {
        self.is_branch().then_some(self.folder.as_str())
    }

    /// The page's path below content: its folder for a bundle, else folder and name.
    pub(super) fn page_path(&self) -> String {
        if self.is_branch() || self.is_leaf() {
            return self.folder.clone();
        }
        if self.folder.is_empty() { self.stem.clone() } else { format!("{}/{}", self.folder, self.stem) }
    }

    /// The page's own name: that of its folder for a bundle.
    pub(super) fn name(&self) -> &str {
        if self.is_branch() || self.is_leaf() { name_of(&self.folder) } else { &self.stem }
    }

    /// The first folder; empty for pages at the top.
    pub(super) fn section(&self) -> &str {
        if self.is_leaf() && !self.folder.contains('/') {
            return "";
        }
        self.folder.split('/').next().unwrap_or_default()
    }

    /// What translations of the page have in common.
    pub(super) fn translation_key(&self) -> String {
        let path = self.page_path();
        if self.is_branch() { format!("{path}/_index") } else { path }
    }
}

/// The tree of content of a whole site.
#[derive(Debug)]
pub(super) struct Tree {
    /// Longest folder first.
    roots: Vec<ContentRoot>,
    /// Folders below `content/` that hold an `index.md`, whatever its language: a
    /// bundle in one language is one in all of them.
    leaves: BTreeSet<String>,
    /// What the `_index` files say, by language and folder.
    branches: BTreeMap<(usize, String), Branch>,
    site_cascades: Vec<Cascade>,
    /// Files that another file takes the place of, with that one: a page has one of them.
    superseded: BTreeMap<String, String>,
    era: Era,
}

/// What an `_index` file says about the pages below it.
#[derive(Debug, Default)]
pub(super) struct Branch {
    cascades: Vec<Cascade>,
    slug: Option<String>,
    pub(super) path: String,
    pub(super) head: FrontMatter,
}

impl Tree {
    /// A tree that is not surveyed yet.
    pub(super) fn new(roots: Vec<ContentRoot>, era: Era) -> Self {
        Self {
            roots,
            leaves: BTreeSet::new(),
            branches: BTreeMap::new(),
            site_cascades: Vec::new(),
            superseded: BTreeMap::new(),
            era,
        }
    }

    /// The folders to walk: those that lie in none of the others.
    pub(super) fn outermost_folders(&self) -> Vec<String> {
        let folders = self.roots.iter().filter(|root| root.kind != RootKind::File);
        let mut folders: Vec<String> = folders.map(|root| root.path.clone()).collect();
        folders.sort();
        folders.dedup();
        let all = folders.clone();
        folders.retain(|folder| !all.iter().any(|other| other != folder && is_within(folder, other)));
        folders
    }

    /// The files that are mounted one by one.
    pub(super) fn single_files(&self) -> Vec<String> {
        let files = self.roots.iter().filter(|root| root.kind == RootKind::File);
        files.map(|root| root.path.clone()).collect()
    }

    /// Where a folder would be in the default language.
    pub(super) fn in_first_language(&self, folder: &str) -> Option<String> {
        let relative = self.roots.iter().find_map(|root| below(folder, &root.path))?;
        let first =
            self.roots.iter().find(|root| root.language_index == 0 && root.kind == RootKind::Folder)?;
        Some(join(&[&first.path, relative]).trim_start_matches('/').to_owned())
    }

    /// Where a file is; `None` outside the content folders.
    pub(super) fn spot(&self, path: &str, languages: &[SiteLanguage]) -> Option<Spot> {
        let (root, place) = self.roots.iter().find_map(|root| match root.kind {
            RootKind::File => (root.path == path).then(|| (root, root.target.clone())),
            RootKind::Folder | RootKind::Theme => {
                let relative = below(path, &root.path)?;
                root.files.takes(relative).then(|| (root, join(&[&root.target, relative])))
            }
        })?;
        let mut stem = split_extension(name_of(&place)).0;
        let mut language_index = root.language_index;
        let mut suffix = LanguageSuffix::Missing;
        if let Some((rest, name)) = stem.rsplit_once('.')
            && let Some(index) = languages.iter().position(|language| self.is_suffix(name, &language.key))
        {
            (stem, language_index, suffix) = (rest, index, LanguageSuffix::Written);
        }
        let folder = folder_of(&place).trim_matches('/').to_owned();
        Some(Spot { language_index, folder, stem: stem.to_owned(), file: place.clone(), suffix })
    }

    /// Whether `name` says in a file's name that it is in the language `key`.
    fn is_suffix(&self, name: &str, key: &str) -> bool {
        if self.era == Era::Modern { name.eq_ignore_ascii_case(key) } else { name == key }
    }

    /// The file that takes the place of the one at `path`.
    pub(super) fn superseding(&self, path: &str) -> Option<&str> {
        self.superseded.get(path).map(String::as_str)
    }

    /// The files that another one takes the place of: that of an extension further on in the
    /// alphabet, or one that names the language by which the first is read as well.
    fn find_superseded(&mut self, files: &[FileEntry], languages: &[SiteLanguage]) {
        let mut pages = BTreeMap::new();
        for file in files {
            let Some(spot) = self.spot(&file.path, languages) else { continue };
            let rank = (split_extension(&file.path).1.to_lowercase(), spot.suffix);
            let page = (spot.language_index, spot.folder, spot.stem);
            let best = pages.entry(page).or_insert_with(|| (rank.clone(), file.path.clone()));
            if best.1 == file.path {
                continue;
            }
            let loser = if rank > best.0 {
                std::mem::replace(best, (rank, file.path.clone())).1
            } else {
                file.path.clone()
            };
            self.superseded.insert(loser, best.1.clone());
        }
    }

    /// The bundle that a file is only a resource of.
    pub(super) fn bundle_around(&self, spot: &Spot) -> Option<&str> {
        let mut folder = spot.folder.as_str();
        // The `index.md` of the innermost bundle is a page if no bundle is around that.
        if spot.is_leaf() {
            folder = folder_of(folder);
        }
        while !folder.is_empty() {
            if let Some(leaf) = self.leaves.get(folder) {
                return Some(leaf);
            }
            folder = folder_of(folder);
        }
        None
    }

    /// Learns bundles and sections from the files, and what they pass on from their heads.
    pub(super) fn survey(
        &mut self,
        files: &[FileEntry],
        languages: &[SiteLanguage],
        heads: &dyn Fn(&str) -> FrontMatter,
        settings: &Map<String, Value>,
    ) -> Vec<String> {
        self.site_cascades = settings.get("cascade").map(cascade::read).unwrap_or_default();
        for file in files.iter().filter(|file| is_index(&file.path, languages)) {
            if let Some(spot) = self.spot(&file.path, languages) {
                self.leaves.insert(spot.folder);
            }
        }
        self.find_superseded(files, languages);
        let mut learned = vec![format!("{:?}", self.superseded)];
        for file in files {
            let Some(spot) = self.spot(&file.path, languages) else { continue };
            if self.bundle_around(&spot).is_some() {
                learned.push(file.path.clone());
                continue;
            }
            if !spot.is_branch() {
                continue;
            }
            let head = heads(&file.path);
            let cascade =
                head.fields.iter().find(|(key, _)| key.eq_ignore_ascii_case("cascade")).map(|(_, v)| v);
            if head.fields.contains_key("_build") {
                self.era = Era::Old;
            }
            let slug = head.fields.get("slug").and_then(value::text);
            learned.push(format!("{}\n{cascade:?}\n{slug:?}", file.path));
            let cascades = cascade.map(cascade::read).unwrap_or_default();
            let branch = Branch { cascades, slug, path: file.path.clone(), head };
            self.branches.insert((spot.language_index, spot.folder.clone()), branch);
        }
        learned.push(format!("{:?}", self.era));
        if self.era == Era::Old {
            learned.extend(self.branches.values().map(|branch| format!("{:?}", branch.head.fields)));
        }
        learned
    }

    /// The sections that a page is in, the innermost first; those of the top are its home's.
    pub(super) fn branches_above(&self, spot: &Spot) -> Vec<&Branch> {
        let mut folder = if spot.is_branch() { folder_of(&spot.folder) } else { spot.folder.as_str() };
        let mut above = Vec::new();
        while !folder.is_empty() {
            above.extend(self.branches.get(&(spot.language_index, folder.to_owned())));
            folder = folder_of(folder);
        }
        above
    }

    /// Which versions of Hugo the site is built with.
    pub(super) fn era(&self) -> Era {
        self.era
    }

    /// The path of a page that no pattern gives one: its folders, each by the slug
    /// of its section, and its own name or slug.
    pub(super) fn path_with_slugs(
        &self,
        spot: &Spot,
        slug: Option<&str>,
        case: Case,
        sanitize: &dyn Fn(&str) -> String,
    ) -> String {
        let path = spot.page_path();
        let mut segments: Vec<&str> = path.split('/').collect();
        let last = if spot.is_branch() { None } else { segments.pop() };
        // Hugo has put hyphens for spaces before it looks at any other character, unless
        // it keeps the names as they are written.
        let own = |name: &str| match (self.era, case) {
            (Era::Modern, Case::Lower) => sanitize(&name.replace(' ', "-")),
            _ => sanitize(name),
        };
        let mut written: Vec<String> = segments.iter().map(|name| own(name)).collect();
        if self.era == Era::Modern {
            for (place, (slug, name)) in
                written.iter_mut().zip(self.section_slugs(spot, &segments).iter().zip(&segments))
            {
                if slug != name {
                    *place = sanitize(slug);
                }
            }
        }
        written.extend(last.map(|name| slug.map_or_else(|| own(name), sanitize)));
        decode_path(&written.join("/"))
    }

    /// What a page inherits, the nearest giver first.
    pub(super) fn inherited(&self, spot: &Spot, kind: Kind, language: &str) -> Map<String, Value> {
        // Before there were logical paths, a target was held against the file.
        let path = if self.era == Era::Old { spot.file.clone() } else { spot.page_path() };
        let path = join(&[&path]).to_lowercase();
        let target = Target { path: &path, kind: kind.name(), language };
        let mut inherited = Map::new();
        let mut add = |cascades: &[Cascade]| {
            for values in cascades.iter().filter_map(|cascade| cascade.values_for(target)) {
                for (key, value) in values {
                    if !inherited.contains_key(key) {
                        inherited.insert(key.clone(), value.clone());
                    }
                }
            }
        };
        let mut folder = spot.folder.as_str();
        loop {
            if let Some(branch) = self.branches.get(&(spot.language_index, folder.to_owned())) {
                add(&branch.cascades);
            }
            if folder.is_empty() {
                break;
            }
            folder = folder_of(folder);
        }
        add(&self.site_cascades);
        inherited
    }

    /// The folders of the section a page is in: the nearest with an `_index`, else the first.
    pub(super) fn sections_of<'a>(&self, spot: &'a Spot) -> Vec<&'a str> {
        let mut folder = spot.folder.as_str();
        if spot.is_leaf() {
            folder = folder_of(folder);
        }
        while folder.contains('/') && !self.branches.contains_key(&(spot.language_index, folder.to_owned())) {
            folder = folder_of(folder);
        }
        folder.split('/').filter(|segment| !segment.is_empty()).collect()
    }

    /// The slugs of those folders, their names where they have none.
    pub(super) fn section_slugs(&self, spot: &Spot, sections: &[&str]) -> Vec<String> {
        (1..=sections.len())
            .map(|n_segments| {
                let key = (spot.language_index, sections[..n_segments].join("/"));
                let slug = self.branches.get(&key).and_then(|branch| branch.slug.clone());
                slug.unwrap_or_else(|| sections[n_segments - 1].to_owned())
            })
            .collect()
    }
}

/// Whether a file makes its folder a leaf bundle, in whatever format and in whichever of
/// the site's languages it is written: `index.fr.md` is a name like others without French.
pub(super) fn is_index(path: &str, languages: &[SiteLanguage]) -> bool {
    const FORMATS: [&str; 10] =
        ["md", "markdown", "mdown", "html", "htm", "adoc", "asciidoc", "org", "rst", "pandoc"];
    let (stem, extension) = split_extension(name_of(path));
    let is_index = match stem.split_once('.') {
        None => stem == "index",
        Some((name, suffix)) => {
            name == "index" && languages.iter().any(|language| language.key.eq_ignore_ascii_case(suffix))
        }
    };
    is_index && FORMATS.contains(&extension)
}
