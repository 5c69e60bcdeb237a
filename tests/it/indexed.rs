//! What tests of the engine need: a site with its index, and short ways to ask it.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use sou::document::SiteOptions;
use sou::index::build::{BuildOptions, BuildReport, build};
use sou::search::{Engine, Hit, Results, SearchRequest, Segment};
use sou::text::Analyzer;
use tempfile::TempDir;

use crate::support::site;

/// The analyzer without words of an owner, its dictionary loaded once.
pub static ANALYZER: LazyLock<Arc<Analyzer>> = LazyLock::new(Arc::default);

/// What is asked of a run in these tests: two threads, and a clock that stands
/// still after every date of every corpus.
pub fn build_options(site: &Path, index: &Path) -> BuildOptions {
    BuildOptions {
        site: site.to_owned(),
        site_options: SiteOptions::default(),
        index: index.to_owned(),
        synonyms: Vec::new(),
        full: false,
        threads: 2,
        now: "2026-06-01T00:00:00Z".parse::<Timestamp>().expect("it is a time"),
        shrink: sou::index::Shrink::Refuse,
        patience: std::time::Duration::ZERO,
        disk: sou::index::Disk::default(),
    }
}

/// Brings the index in `index` up to date with `site`.
#[track_caller]
pub fn run(site: &Path, index: &Path) -> BuildReport {
    build(&build_options(site, index), &ANALYZER, &|_| {}).expect("the site can be indexed")
}

/// Opens what is published in `index`.
#[track_caller]
pub fn open(index: &Path) -> Engine {
    Engine::open(index, Arc::clone(&ANALYZER)).expect("the index can be opened")
}

/// A site in a folder of its own, its index in another, and an engine on it.
pub struct Indexed {
    /// What answers.
    pub engine: Engine,
    /// What the run said.
    pub report: BuildReport,
    _index: TempDir,
}

/// Indexes a site written as one string, as for [`site`].
#[track_caller]
pub fn indexed(text: &str) -> Indexed {
    let site = site(text);
    let index = tempfile::tempdir().expect("a temporary folder can be made");
    let report = run(site.path(), index.path());
    Indexed { engine: open(index.path()), report, _index: index }
}

/// The question that typing `q` asks, with translations kept apart.
pub fn typed(q: &str) -> SearchRequest {
    SearchRequest { q: q.to_owned(), collapse: false, ..SearchRequest::default() }
}

/// The answer.
#[track_caller]
pub fn ask(engine: &Engine, request: &SearchRequest) -> Results {
    engine.search(request).unwrap_or_else(|error| panic!("{request:?}: {error}"))
}

/// The paths of the hits, in their order.
pub fn paths(results: &Results) -> Vec<&str> {
    results.hits.iter().map(|hit| hit.path.as_str()).collect()
}

/// The names of the pages found, each with how if not as typed: `二 synonym`.
pub fn found(results: &Results) -> Vec<String> {
    let name = |path: &str| path.trim_start_matches("content/").trim_end_matches(".md").to_owned();
    let line = |hit: &Hit| match &hit.via {
        Some(via) => format!("{} {via}", name(&hit.path)),
        None => name(&hit.path),
    };
    results.hits.iter().map(line).collect()
}

/// The text of segments.
pub fn text(segments: &[Segment]) -> String {
    segments.iter().map(|segment| segment.text.as_str()).collect()
}

/// The text of segments, what is marked in square brackets.
pub fn marked(segments: &[Segment]) -> String {
    let mark = |segment: &Segment| match segment.marked {
        true => format!("[{}]", segment.text),
        false => segment.text.clone(),
    };
    segments.iter().map(mark).collect()
}

/// Everything a hit shows that does not depend on how its index came about.
pub fn shown(hit: &Hit) -> String {
    let sections = hit.sections.iter();
    let sections: Vec<String> = sections
        .map(|section| format!("{} {} {}", marked(&section.title), section.url, marked(&section.snippet)))
        .collect();
    let Hit { path, url, lang, date, tags, via, .. } = hit;
    format!(
        "{path} {url} {lang} {date:?} {tags:?} {via:?}\n  {}\n  {}\n  {sections:#?}",
        marked(&hit.title),
        marked(&hit.snippet)
    )
}

/// A small generator of numbers: the same on every machine for the same seed
/// (xorshift64*; the tests need no more than that it does not repeat soon).
pub struct Random(u64);

impl Random {
    /// Begins at `seed`, which must not be 0.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`, which must not be 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(high).expect("31 bits fit") % limit
    }

    /// One of `items`, of which there must be one.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}
