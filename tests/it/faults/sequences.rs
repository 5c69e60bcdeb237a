//! Whatever is done to a site, in whatever order: pages are written, moved, removed,
//! touched; words and settings change; the clock is moved; runs die.
//!
//! 1. The index that was brought up to date by all those runs answers as one that
//!    is made anew.
//! 2. One to three characters find, as typed, every page that a plain scan of the
//!    folded pages finds; and in quotation marks no page that does not have them.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sou::index::build::{BuildOptions, BuildReport, build};
use sou::index::disk::Verdict;
use sou::index::{Disk, Shrink};
use sou::search::{Engine, SearchRequest};
use sou::text::Analyzer;
use sou::text::fold::fold_str;

use super::{folder, n_cases, opened, proven};
use crate::indexed::{ANALYZER, ask, build_options, typed};
use crate::indexing::up_to_date::{QUERIES, check_same_answer};

/// What is done to a site or its index.
#[derive(Debug, Clone)]
enum Step {
    Write {
        page: usize,
        text: Text,
    },
    Append {
        page: usize,
        piece: usize,
    },
    Rename {
        from: usize,
        to: usize,
    },
    Remove {
        page: usize,
    },
    Touch {
        page: usize,
    },
    SetWords {
        are_there: bool,
    },
    SetExcluded {
        is_set: bool,
    },
    SetClock {
        days: i64,
    },
    Run,
    /// From the operation of this number on nothing is done.
    RunThatDies {
        at: usize,
    },
}

/// What a page is of, by numbers of [`PIECES`].
#[derive(Debug, Clone)]
struct Text {
    title: usize,
    /// By block, its pieces.
    blocks: Vec<Vec<usize>>,
    is_draft: bool,
    /// When it is published, in days from the first of the month.
    day: i64,
}

/// Without marks, so that what stands side by side on a page does so in the index.
const PIECES: [&str; 12] = [
    "滚动更新",
    "滾動",
    "雙協議棧",
    "论坛",
    "論壇裡",
    "集群调度",
    "Ｋ８Ｓ",
    "Pod",
    "的",
    "容器编排",
    "網路",
    "更新",
];

/// What the owner may say are words; each lies across two pieces.
static WITH_WORDS: LazyLock<Arc<Analyzer>> =
    LazyLock::new(|| Arc::new(Analyzer::new(&["更新论坛".to_owned(), "网络滚动".to_owned()])));

const N_PAGES: usize = 8;

/// Of which page the settings say that it is none.
const EXCLUDED: usize = 3;

fn any_text() -> impl Strategy<Value = Text> {
    let blocks = prop::collection::vec(prop::collection::vec(0..PIECES.len(), 1..6), 0..4);
    (0..PIECES.len(), blocks, prop::bool::weighted(0.15), 0..6_i64)
        .prop_map(|(title, blocks, is_draft, day)| Text { title, blocks, is_draft, day })
}

fn any_step() -> impl Strategy<Value = Step> {
    let page = || 0..N_PAGES;
    prop_oneof![
        6 => (page(), any_text()).prop_map(|(page, text)| Step::Write { page, text }),
        2 => (page(), 0..PIECES.len()).prop_map(|(page, piece)| Step::Append { page, piece }),
        2 => (page(), page()).prop_map(|(from, to)| Step::Rename { from, to }),
        2 => page().prop_map(|page| Step::Remove { page }),
        1 => page().prop_map(|page| Step::Touch { page }),
        1 => any::<bool>().prop_map(|are_there| Step::SetWords { are_there }),
        1 => any::<bool>().prop_map(|is_set| Step::SetExcluded { is_set }),
        1 => (0..6_i64).prop_map(|days| Step::SetClock { days }),
        3 => Just(Step::Run),
        2 => (0..400_usize).prop_map(|at| Step::RunThatDies { at }),
    ]
}

/// The site as it should be found, and how it is run.
struct Model {
    pages: BTreeMap<usize, Text>,
    analyzer: Arc<Analyzer>,
    is_excluded: bool,
    days: i64,
}

fn name(page: usize) -> String {
    format!("content/{page}.md")
}

fn day(days: i64) -> Timestamp {
    let first: Timestamp = "2026-05-01T12:00:00Z".parse().expect("it is a time");
    first.checked_add((days * 24).hours()).expect("it is in this century")
}

impl Model {
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

    /// Does one step; whether it was one of the site and not of the index.
    fn step(&mut self, step: &Step, site: &Path, index: &Path) {
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
            Step::RunThatDies { at } => {
                let (at, n_asked) = (*at, AtomicUsize::new(0));
                let disk = Disk::observed(move |_| match n_asked.fetch_add(1, Ordering::SeqCst) < at {
                    true => Verdict::Proceed,
                    false => Verdict::Fail(io::ErrorKind::Other.into()),
                });
                // Whether it came to its end before it could die makes no difference.
                drop(build(&BuildOptions { disk, ..self.options(site, index) }, &self.analyzer, &|_| {}));
            }
        }
    }

    fn options(&self, site: &Path, index: &Path) -> BuildOptions {
        let mut options = build_options(site, index);
        if self.is_excluded {
            options.site_options.exclude = vec![name(EXCLUDED)];
        }
        BuildOptions { now: day(self.days), shrink: Shrink::Allow, threads: 1, ..options }
    }

    #[track_caller]
    fn run(&self, site: &Path, index: &Path) -> BuildReport {
        build(&self.options(site, index), &self.analyzer, &|_| {}).expect("the site can be indexed")
    }

    /// The pages that hold `q` in one of their texts, both folded.
    fn scan(&self, q: &str) -> Vec<String> {
        let folded = fold_str(q);
        let holds = |text: &Text| {
            let block = |block: &Vec<usize>| block.iter().map(|&piece| PIECES[piece]).collect::<String>();
            let mut texts = text.blocks.iter().map(block).chain([PIECES[text.title].to_owned()]);
            texts.any(|text| fold_str(&text).contains(&folded))
        };
        let is_shown = |page: usize, text: &Text| {
            !text.is_draft && text.day <= self.days && !(self.is_excluded && page == EXCLUDED)
        };
        let found = self.pages.iter().filter(|(page, text)| is_shown(**page, text) && holds(text));
        found.map(|(page, _)| name(*page)).collect()
    }
}

/// The pages that a query finds as it was typed, in order of path.
fn found(engine: &Engine, q: &str) -> Vec<String> {
    let results = ask(engine, &SearchRequest { per_page: 50, ..typed(q) });
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

/// Does all steps, and gives how many questions were answered right after them.
fn check(steps: &[Step]) -> usize {
    let (site, index, anew) = (folder(), folder(), folder());
    fs::create_dir(site.path().join("content")).expect("a folder can be made");
    let mut model =
        Model { pages: BTreeMap::new(), analyzer: Arc::clone(&ANALYZER), is_excluded: false, days: 3 };
    for step in steps {
        model.step(step, site.path(), index.path());
    }
    let updated = model.run(site.path(), index.path());
    let rebuilt = model.run(site.path(), anew.path());
    let of = |report: &BuildReport| {
        let BuildReport { n_pages, n_sections, n_left_out, .. } = *report;
        (n_pages, n_sections, n_left_out, report.languages.clone(), report.diagnostics.clone())
    };
    assert_eq!(of(&updated), of(&rebuilt));
    let [updated, rebuilt] = [&index, &anew].map(|index| opened(index.path()).expect("it answers"));
    assert!(updated.fallback().is_none(), "it is the published one");
    assert_eq!(updated.pages(true), rebuilt.pages(true));
    assert_eq!(updated.tags(), rebuilt.tags());
    for q in QUERIES {
        check_same_answer(&updated, &rebuilt, q, q);
    }
    let queries = short_queries();
    for q in &queries {
        let expected = model.scan(q);
        assert_eq!(found(&updated, &format!("\"{q}\"")), expected, "`{q}` in quotation marks");
        let typed = found(&updated, q);
        let missing: Vec<&String> = expected.iter().filter(|path| !typed.contains(path)).collect();
        assert!(missing.is_empty(), "`{q}`: {missing:?} are missing from {typed:?}");
    }
    QUERIES.len() + 2 * queries.len()
}

#[test]
fn after_any_sequence_the_index_is_that_of_the_site() {
    let n_sequences = n_cases(8, 2_000);
    let cases = u32::try_from(n_sequences).expect("a small number");
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let (n_steps, n_questions) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let steps = prop::collection::vec(any_step(), 4..40);
    let outcome = TestRunner::new(config).run(&steps, |steps| {
        n_questions.fetch_add(check(&steps), Ordering::Relaxed);
        n_steps.fetch_add(steps.len(), Ordering::Relaxed);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    let (n_steps, n_questions) = (n_steps.into_inner(), n_questions.into_inner());
    proven(
        "sequences",
        &format!("{n_sequences} random sequences of {n_steps} steps, {n_questions} questions"),
    );
}
