//! How many pages a second become an index, and how much memory that takes.
//!
//! Measures a whole run as `sou index` makes it, from the files to the published
//! generation, with as many threads as there are cores: a full one, and one
//! after which nothing had changed. The files are in the page cache, so the disk
//! that they come from is not measured. Peak memory is that of this process over
//! all runs so far, generated text included; the command's own is less.

mod corpus;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sou::document::SiteOptions;
use sou::index::{BuildOptions, BuildReport, build};
use sou::text::Analyzer;

/// Of the generated site.
const N_PAGES: usize = 600;

fn generated(criterion: &mut Criterion) {
    let analyzer = Arc::new(Analyzer::default());
    analyzer.warm_up();
    let site = tempfile::tempdir().expect("a temporary folder can be made");
    let n_bytes = corpus::write_site(site.path(), N_PAGES);
    let mut group = criterion.benchmark_group("index/generated");
    group.sample_size(10).measurement_time(Duration::from_secs(20));
    group.throughput(Throughput::Elements(N_PAGES as u64));
    group.bench_function("full", |bencher| {
        bencher.iter_with_large_drop(|| {
            let index = tempfile::tempdir().expect("a temporary folder can be made");
            let report = run(site.path(), index.path(), true, &analyzer);
            assert_eq!((report.n_pages, report.n_read), (N_PAGES, N_PAGES));
            index
        });
    });
    let index = tempfile::tempdir().expect("a temporary folder can be made");
    run(site.path(), index.path(), true, &analyzer);
    group.bench_function("nothing changed", |bencher| {
        bencher.iter(|| {
            let report = run(site.path(), index.path(), false, &analyzer);
            assert_eq!((report.changed, report.n_pages, report.n_read), (false, N_PAGES, 0));
        });
    });
    group.finish();
    say(&format!("index/generated: {N_PAGES} pages, {:.1} MB of Markdown", n_bytes as f64 / 1e6));
    say_memory();
}

/// One run each: real sites are for orders of magnitude, not for regressions.
fn real(_criterion: &mut Criterion) {
    let analyzer = Arc::new(Analyzer::default());
    analyzer.warm_up();
    for (name, at_least_pages) in
        [("mengjiao-blog", 10), ("cncf-glossary", 50), ("servicemesher", 50), ("k8s-website", 3_000)]
    {
        let Some((_folder, root)) = corpus::real_site(name) else { continue };
        let index = tempfile::tempdir().expect("a temporary folder can be made");
        let report = run(&root, index.path(), true, &analyzer);
        assert!(report.n_pages >= at_least_pages, "{name}: only {} pages", report.n_pages);
        say(&format!(
            "index/real/{name}: {} pages, {} sections in {:.2} s, {:.0} pages/s, index {:.1} MB",
            report.n_pages,
            report.n_sections,
            report.took_secs,
            report.n_pages as f64 / report.took_secs,
            report.size_bytes as f64 / 1e6,
        ));
        say_memory();
    }
}

fn run(site: &Path, index: &Path, full: bool, analyzer: &Arc<Analyzer>) -> BuildReport {
    let options = BuildOptions {
        site: site.to_owned(),
        site_options: SiteOptions::default(),
        index: index.to_owned(),
        synonyms: Vec::new(),
        full,
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        now: jiff::Timestamp::from_second(1_767_225_600).expect("the first of 2026 is a time"),
        shrink: sou::index::Shrink::Refuse,
        patience: std::time::Duration::ZERO,
        disk: sou::index::Disk::default(),
    };
    build(&options, analyzer, &|_| {}).expect("the site can be indexed")
}

fn say_memory() {
    if let Some(n_megabytes) = corpus::peak_memory_mb() {
        say(&format!("  peak memory so far: {n_megabytes:.0} MB"));
    }
}

#[expect(clippy::print_stdout, reason = "a bench reports what it measured")]
fn say(line: &str) {
    println!("{line}");
}

criterion_group!(benches, generated, real);
criterion_main!(benches);
