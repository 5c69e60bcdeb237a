//! How long one search takes, by class of query: median and the slowest of a hundred.
//!
//! Measures [`Engine::search`] in process, on one thread, with an index that is
//! open and in the page cache: parsing, ranking, facets, sections and snippets
//! of ten hits. Does not measure HTTP, JSON, or the answer cache of the service,
//! which would hide all of it. Each query is asked again and again, so the
//! processor's caches are warm; a first query after a pause takes longer.

mod corpus;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use sou::document::SiteOptions;
use sou::index::{BuildOptions, build};
use sou::search::{Engine, SearchRequest};
use sou::text::Analyzer;
use tempfile::TempDir;

/// Of the generated site.
const N_PAGES: usize = 2_000;

/// How often each query is asked for the percentiles.
const N_ASKED: usize = 300;

/// How many pages a query must find.
#[derive(Debug, Clone, Copy)]
enum Count {
    Exactly(usize),
    AtLeast(usize),
}

fn generated(criterion: &mut Criterion) {
    let site = tempfile::tempdir().expect("a temporary folder can be made");
    corpus::write_site(site.path(), N_PAGES);
    let (_index, engine) = open(site.path());
    let planted =
        |(text, of): (&str, usize)| (text.to_owned(), Count::Exactly(corpus::n_planted(N_PAGES, of)));
    let (phrase, n_phrase) = planted(corpus::PLANTED_PHRASE);
    let classes = [
        ("rare", planted(corpus::PLANTED_RARE)),
        ("frequent", planted(corpus::PLANTED_FREQUENT)),
        ("frequent-everywhere", ("服务".to_owned(), Count::AtLeast(N_PAGES / 3))),
        ("phrase", (format!("\"{phrase}\""), n_phrase)),
        ("mixed", planted(corpus::PLANTED_MIXED)),
        ("no-hit", ("qqxxzzkkjj".to_owned(), Count::Exactly(0))),
        ("no-hit-chinese", ("魑魅魍魉".to_owned(), Count::Exactly(0))),
        ("one-character", planted(corpus::PLANTED_CHARACTER)),
        ("one-character-everywhere", ("的".to_owned(), Count::AtLeast(N_PAGES / 2))),
        ("long", ("服务 容器 部署 配置 网络 资源 管理 更新 存储".to_owned(), Count::AtLeast(1))),
    ];
    let classes = classes.map(|(name, (query, count))| (name, query, count));
    measure(criterion, "search/generated", &engine, &classes);
}

fn real(criterion: &mut Criterion) {
    let Some((_folder, root)) = corpus::real_site("k8s-website") else { return };
    let (_index, engine) = open(&root);
    let classes = [
        ("rare", "PodDisruptionBudget", Count::AtLeast(5)),
        ("frequent", "pod", Count::AtLeast(500)),
        ("phrase", "\"rolling update\"", Count::AtLeast(5)),
        ("chinese", "滚动更新", Count::AtLeast(5)),
        ("mixed", "Pod 滚动更新", Count::AtLeast(1)),
        ("no-hit", "qqxxzzkkjj", Count::Exactly(0)),
        ("one-character", "卷", Count::AtLeast(20)),
        ("one-character-everywhere", "的", Count::AtLeast(500)),
        ("long", "how to set a memory limit for a container in a namespace", Count::AtLeast(1)),
    ];
    let classes = classes.map(|(name, query, count)| (name, query.to_owned(), count));
    measure(criterion, "search/k8s-website", &engine, &classes);
}

fn measure(criterion: &mut Criterion, title: &str, engine: &Engine, classes: &[(&str, String, Count)]) {
    let mut group = criterion.benchmark_group(title);
    for (name, query, count) in classes {
        let request = SearchRequest { q: query.clone(), ..SearchRequest::default() };
        let search = || engine.search(&request).expect("the index can be read");
        let n_found = search().total;
        match *count {
            Count::Exactly(expected) => assert_eq!(n_found, expected, "{title}/{name}: `{query}`"),
            Count::AtLeast(least) => assert!(n_found >= least, "{title}/{name}: `{query}` found {n_found}"),
        }
        let mut took_ms: Vec<f64> = (0..N_ASKED)
            .map(|_| {
                let started = Instant::now();
                let n_again = search().total;
                assert_eq!(n_again, n_found, "{title}/{name}: another count for the same query");
                started.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        took_ms.sort_by(f64::total_cmp);
        let (median, slow) = (took_ms[N_ASKED / 2], took_ms[N_ASKED * 99 / 100]);
        say(&format!("{title}/{name}: {n_found} pages, p50 {median:.2} ms, p99 {slow:.2} ms"));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| bencher.iter(search));
    }
    group.finish();
}

fn open(site: &Path) -> (TempDir, Engine) {
    let analyzer = Arc::new(Analyzer::default());
    analyzer.warm_up();
    let index = tempfile::tempdir().expect("a temporary folder can be made");
    let options = BuildOptions {
        site: site.to_owned(),
        site_options: SiteOptions::default(),
        index: index.path().to_owned(),
        synonyms: Vec::new(),
        full: true,
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        now: jiff::Timestamp::from_second(1_767_225_600).expect("the first of 2026 is a time"),
        shrink: sou::index::Shrink::Refuse,
        patience: std::time::Duration::ZERO,
        disk: sou::index::Disk::default(),
    };
    let report = build(&options, &analyzer, &|_| {}).expect("the site can be indexed");
    say(&format!("{} pages, index {:.1} MB", report.n_pages, report.size_bytes as f64 / 1e6));
    let engine = Engine::open(index.path(), analyzer).expect("what was published can be opened");
    (index, engine)
}

#[expect(clippy::print_stdout, reason = "a bench reports what it measured")]
fn say(line: &str) {
    println!("{line}");
}

criterion_group!(benches, generated, real);
criterion_main!(benches);
