//! How many megabytes a second the analyzer cuts into tokens, by script.
//!
//! Measures one thread on text that is already in memory, with warm dictionaries:
//! folding, segmenting and writing tokens into one reused arena. Does not measure
//! reading files, Markdown, or the index. Generated text repeats a vocabulary of
//! some thousand words, so that dictionaries stay in the cache better than with
//! real text; the real sites beside it (with `SHARED_DATA`) show by how much.

mod corpus;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sou::document::{SiteOptions, SiteReader, site::Outcome};
use sou::text::{Analysis, Analyzer, Languages, TokenKind};

/// Of each script, in bytes.
const TEXT_BYTES: usize = 256 * 1024;

/// Real text that is measured, at most, in bytes.
const REAL_BYTES: usize = 2 * 1024 * 1024;

fn generated(criterion: &mut Criterion) {
    let analyzer = Analyzer::default();
    analyzer.warm_up();
    let mut group = criterion.benchmark_group("analyze/generated");
    for (kind, name, language) in corpus::KINDS {
        let text = corpus::Writer::new(*kind, corpus::SEED).prose(TEXT_BYTES);
        let expected = n_units(&analyzer, &text, language);
        // A unit is a character or a word: fewer than these would mean that text was lost.
        assert!(expected > text.len() / 20, "{name}: {expected} units");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            let mut analysis = Analysis::default();
            bencher.iter(|| {
                analysis.clear();
                for paragraph in text.split("\n\n") {
                    analyzer.analyze(paragraph, Languages::One(language), &mut analysis);
                }
                analysis.n_tokens()
            });
            let found = analysis.tokens().filter(|token| token.kind == TokenKind::Unit).count();
            assert!(found == 0 || found == expected, "{name}: {found} units, not {expected}");
        });
    }
    group.finish();
}

fn real(criterion: &mut Criterion) {
    let analyzer = Analyzer::default();
    analyzer.warm_up();
    let mut group = criterion.benchmark_group("analyze/real");
    for (name, at_least_pages) in [("mengjiao-blog", 10), ("servicemesher", 50), ("cncf-glossary", 50)] {
        let Some((_folder, root)) = corpus::real_site(name) else { continue };
        let now = jiff::Timestamp::from_second(1_767_225_600).expect("the first of 2026 is a time");
        let (site, _) =
            SiteReader::open(&root, &SiteOptions::default(), now).expect("a real site can be read");
        let mut blocks: Vec<(String, String)> = Vec::new();
        let (mut n_pages, mut n_bytes) = (0, 0);
        for file in site.files() {
            if let Outcome::Published(page) = site.read(file).outcome
                && n_bytes < REAL_BYTES
            {
                n_pages += 1;
                let language = page.language.primary().to_owned();
                for block in page.sections.into_iter().flat_map(|section| section.blocks) {
                    n_bytes += block.text.len();
                    blocks.push((language.clone(), block.text));
                }
            }
        }
        assert!(n_pages >= at_least_pages, "{name}: only {n_pages} pages");
        group.throughput(Throughput::Bytes(n_bytes as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            let mut analysis = Analysis::default();
            bencher.iter(|| {
                let mut n_tokens = 0;
                for (language, text) in &blocks {
                    analysis.clear();
                    analyzer.analyze(text, Languages::One(language), &mut analysis);
                    n_tokens += analysis.n_tokens();
                }
                assert!(n_tokens > n_bytes / 10, "{name}: only {n_tokens} tokens");
            });
        });
    }
    group.finish();
}

fn n_units(analyzer: &Analyzer, text: &str, language: &str) -> usize {
    let mut analysis = Analysis::default();
    for paragraph in text.split("\n\n") {
        analyzer.analyze(paragraph, Languages::One(language), &mut analysis);
    }
    analysis.tokens().filter(|token| token.kind == TokenKind::Unit).count()
}

criterion_group!(benches, generated, real);
criterion_main!(benches);
