//! A site as a plain list of pages: what is done to it is done to files too, and what
//! should be found is what a scan of the list finds.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use jiff::{Timestamp, ToSpan as _};
use sou::error::Result;
use sou::index::Disk;
use sou::index::build::{BuildOptions, BuildReport, build};
use sou::index::disk::Verdict;
use sou::search::{Engine, SearchRequest};
use sou::text::Analyzer;
use sou::text::fold::fold_str;

use super::{PIECES, Step, Text};
use crate::bodies::{ANALYZER, build_options};

/// What the owner may say are words; each lies across two pieces.
static WITH_WORDS: LazyLock<Arc<Analyzer>> =
    LazyLock::new(|| Arc::new(Analyzer::new(&["更新论坛".to_owned(), "网络滚动".to_owned()])));

/// Of which page the settings say that it is none.
const EXCLUDED: usize = 3;

/// The site as it should be found, and how it is run.
#[derive(Debug, Clone)]
pub struct Model {
    pages: BTreeMap<usize, Text>,
    analyzer: Arc<Analyzer>,
    is_excluded: bool,
    days: i64,
}

/// The file of a page.
pub fn name(page: usize) -> String {
    format!("content/{page}.md")
}

fn day(days: i64) -> Timestamp {
    let first: Timestamp = "2026-05-01T12:00:00Z".parse().expect("it is a time");
    first.checked_add((days * 24).hours()).expect("it is in this century")
}

impl Model {
    /// A site without pages, whose folder is made at `site`.
    pub fn begin(site: &Path) -> Self {
        fs::create_dir(site.join("content")).expect("a folder can be made");
        Self { pages: BTreeMap::new(), analyzer: Arc::clone(&ANALYZER), is_excluded: false, days: 3 }
    }

    fn write(&self, site: &Path, page: usize) {
        let Text { title, blocks, is_draft, day: days } = &self.pages[&page];
        let date = day(*days);
        let mut text = format!("---\ntitle: {}\ndate: {date}\ndraft: {is_draft}\n---\n", PIECES[*title]);
        for block in blocks {
            text.extend(block.iter().map(|&piece| PIECES[piece]));
            text.push_str("\n\n");
        }
        fs::write(site.join(name(page)), text).expect("a page can be written");
    }

    /// Does one step.
    pub fn step(&mut self, step: &Step, site: &Path, index: &Path) {
        let path = |page: &usize| site.join(name(*page));
        match step {
            Step::Write { page, text } => {
                self.pages.insert(*page, text.clone());
                self.write(site, *page);
            }
            Step::Append { page, piece } => {
                if let Some(text) = self.pages.get_mut(page) {
                    text.blocks.push(vec![*piece]);
                    self.write(site, *page);
                }
            }
            Step::Rename { from, to } => {
                if let Some(text) = self.pages.remove(from) {
                    self.pages.insert(*to, text);
                    fs::rename(path(from), path(to)).expect("a page can be renamed");
                }
            }
            Step::Remove { page } => {
                if self.pages.remove(page).is_some() {
                    fs::remove_file(path(page)).expect("a page can be removed");
                }
            }
            Step::Touch { page } => {
                if self.pages.contains_key(page) {
                    self.write(site, *page);
                }
            }
            Step::SetWords { are_there: true } => self.analyzer = Arc::clone(&WITH_WORDS),
            Step::SetWords { are_there: false } => self.analyzer = Arc::clone(&ANALYZER),
            Step::SetExcluded { is_set } => self.is_excluded = *is_set,
            Step::SetClock { days } => self.days = *days,
            Step::Run => drop(self.run(site, index)),
            // Whether it came to its end before it could die makes no difference.
            Step::RunThatDies { at } => drop(self.run_that_dies(*at, site, index)),
            // These are of the index alone.
            Step::Damage { .. } | Step::Ask => {}
        }
    }

    /// The same on a disk that does nothing from the operation of this number on.
    pub fn run_that_dies(&self, at: usize, site: &Path, index: &Path) -> Result<BuildReport> {
        let n_asked = AtomicUsize::new(0);
        let disk = Disk::observed(move |_| match n_asked.fetch_add(1, Ordering::SeqCst) < at {
            true => Verdict::Proceed,
            false => Verdict::Fail(io::ErrorKind::Other.into()),
        });
        build(&BuildOptions { disk, ..self.options(site, index) }, &self.analyzer, &|_| {})
    }

    fn options(&self, site: &Path, index: &Path) -> BuildOptions {
        let mut options = build_options(site, index);
        if self.is_excluded {
            options.site_options.exclude = vec![name(EXCLUDED)];
        }
        BuildOptions { now: day(self.days), ..options }
    }

    /// Brings `index` up to date.
    #[track_caller]
    pub fn run(&self, site: &Path, index: &Path) -> BuildReport {
        build(&self.options(site, index), &self.analyzer, &|_| {}).expect("the site can be indexed")
    }

    /// The pages that are published, with their texts.
    fn shown(&self) -> impl Iterator<Item = (String, &Text)> {
        let is_shown = |page: usize, text: &Text| {
            !text.is_draft && text.day <= self.days && !(self.is_excluded && page == EXCLUDED)
        };
        self.pages
            .iter()
            .filter(move |(page, text)| is_shown(**page, text))
            .map(|(page, text)| (name(*page), text))
    }

    /// The pages that hold `q` in one of their texts, both folded.
    pub fn scan(&self, q: &str) -> Vec<String> {
        let folded = fold_str(q);
        let holds = |text: &Text| {
            let block = |block: &Vec<usize>| block.iter().map(|&piece| PIECES[piece]).collect::<String>();
            let mut texts = text.blocks.iter().map(block).chain([PIECES[text.title].to_owned()]);
            texts.any(|text| fold_str(&text).contains(&folded))
        };
        self.shown().filter(|(_, text)| holds(text)).map(|(path, _)| path).collect()
    }

    /// Whether an index lists this site's pages, and finds on them what is there.
    pub fn answers(&self, engine: &Engine) -> bool {
        let expected: Vec<(String, &str)> =
            self.shown().map(|(path, text)| (path, PIECES[text.title])).collect();
        let pages = engine.pages(false);
        let listed: Vec<(String, &str)> =
            pages.iter().map(|page| (page.path.clone(), page.title.as_str())).collect();
        let is_found = |q: &&str| found(engine, &format!("\"{q}\"")) == self.scan(q);
        listed == expected && ["更新", "論壇", "双协议"].iter().all(is_found)
    }

    /// Checks the answers to every short query; how many there were.
    #[track_caller]
    pub fn check_scans(&self, engine: &Engine) -> usize {
        let queries = short_queries();
        for q in &queries {
            let expected = self.scan(q);
            assert_eq!(found(engine, &format!("\"{q}\"")), expected, "`{q}` in quotation marks");
            let typed = found(engine, q);
            let missing: Vec<&String> = expected.iter().filter(|path| !typed.contains(path)).collect();
            assert!(missing.is_empty(), "`{q}`: {missing:?} are missing from {typed:?}");
        }
        2 * queries.len()
    }
}

pub fn open(index: &Path) -> Result<Engine> {
    Engine::open(index, Arc::clone(&ANALYZER))
}

/// The pages that a query finds as it was typed, in order of path.
fn found(engine: &Engine, q: &str) -> Vec<String> {
    let request =
        SearchRequest { q: q.to_owned(), per_page: 50, collapse: false, ..SearchRequest::default() };
    let results = engine.search(&request).unwrap_or_else(|error| panic!("{q}: {error}"));
    let as_typed = results.hits.into_iter().filter(|hit| hit.via.is_none());
    let mut found: Vec<String> = as_typed.map(|hit| hit.path).collect();
    found.sort();
    found
}

/// One to three ideographs in a row that some page may have, and some that few have.
fn short_queries() -> Vec<String> {
    let is_han = |one: &char| ('\u{4E00}'..='\u{9FFF}').contains(one);
    let mut queries = Vec::new();
    for (first, second) in [(0, 3), (4, 5), (2, 10), (9, 8), (11, 4), (1, 11)] {
        let row: Vec<char> = format!("{}{}", PIECES[first], PIECES[second]).chars().filter(is_han).collect();
        for n_characters in 1..=3 {
            queries.extend(row.windows(n_characters).map(String::from_iter));
        }
    }
    queries.sort();
    queries.dedup();
    queries
}
