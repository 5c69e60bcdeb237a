//! Addresses and anchors are those that the generators themselves make.
//!
//! 1. Every page that a generator publishes is read, with the address it has there.
//! 2. No page is read that a generator does not publish.
//! 3. Headings have the `id`s that they have there, duplicates numbered alike.
//!
//! `tests/generators/NAME/addresses.tsv` was made by building `NAME/site` with the
//! generator; the README there says how to make it again. What is known to differ
//! is listed here with its reason, so that it is noticed when it no longer does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sou::document::{GeneratorKind, Outcome, SiteOptions, SiteReader};

/// Path of a page to its address and anchors.
type Pages = BTreeMap<String, (String, Vec<String>)>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generators")
}

fn expected(name: &str) -> Pages {
    let path = folder().join(name).join("addresses.tsv");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .map(|line| {
            let mut cells = line.split('\t').map(str::to_owned);
            let (path, url) = (cells.next().expect("a path"), cells.next().expect("an address"));
            (path, (url, cells.collect()))
        })
        .collect()
}

fn found(name: &str, kind: GeneratorKind) -> Pages {
    let root = folder().join(name).join("site");
    let now = "2026-11-01T00:00:00Z".parse().expect("a valid moment");
    let (reader, diagnostics) =
        SiteReader::open(&root, &SiteOptions::default(), now).expect("the site is there");
    assert_eq!(reader.generator(), kind, "{name} was taken for another generator's site");
    assert_eq!(diagnostics, Vec::new(), "the configuration of {name} is sound");
    let mut pages = Pages::new();
    for file in reader.files() {
        match reader.read(file).outcome {
            Outcome::Published(page) => {
                let headings = page.sections.iter().filter(|section| section.level > 0);
                let anchors = headings.map(|section| section.anchor.clone()).collect();
                pages.insert(page.path, (page.url, anchors));
            }
            Outcome::LeftOut(_) => {}
            Outcome::Unreadable(reason) => panic!("{}: {reason}", file.path),
        }
    }
    pages
}

/// Compares a site with what its generator made of it; `unlike` are the anchors
/// that are known to differ, as the generator writes them.
#[track_caller]
fn check(name: &str, kind: GeneratorKind, unlike: &[&str]) {
    let (expected, found) = (expected(name), found(name, kind));
    let mut differences = Vec::new();
    for path in expected.keys().chain(found.keys()).collect::<BTreeSet<_>>() {
        match (expected.get(path), found.get(path)) {
            (Some((url, _)), None) => differences.push(format!("{path}: left out, expected at {url}")),
            (None, Some((url, _))) => differences.push(format!("{path}: at {url}, expected to be left out")),
            (Some((expected, anchors)), Some((found, found_anchors))) => {
                // A build has folders only; that Docusaurus writes its links without a `/` is its own setting.
                let is_same = match kind {
                    GeneratorKind::Docusaurus => {
                        expected.trim_end_matches('/') == found.trim_end_matches('/')
                    }
                    _ => expected == found,
                };
                if !is_same {
                    differences.push(format!("{path}: at {found}, expected at {expected}"));
                }
                let missing =
                    anchors.iter().filter(|anchor| !anchor.is_empty() && !found_anchors.contains(anchor));
                for anchor in missing.filter(|anchor| !unlike.contains(&anchor.as_str())) {
                    differences.push(format!("{path}: no anchor `{anchor}` among {found_anchors:?}"));
                }
            }
            (None, None) => unreachable!("the path comes from one of the two"),
        }
    }
    assert!(
        differences.is_empty(),
        "{} differences from what {name} makes (tests/generators/README.md):\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn jekyll() {
    check("jekyll", GeneratorKind::Jekyll, &[]);
}

#[test]
fn hugo() {
    // Hugo numbers a shortcode while the heading is rendered, and the number stays in the `id`.
    check("hugo", GeneratorKind::Hugo, &["hello-hahahugoshortcode9s0hbhb-there"]);
}

#[test]
fn hexo() {
    check("hexo", GeneratorKind::Hexo, &[]);
}

#[test]
fn mkdocs() {
    check("mkdocs", GeneratorKind::MkDocs, &[]);
}

#[test]
fn vitepress() {
    check("vitepress", GeneratorKind::VitePress, &[]);
}

#[test]
fn docusaurus() {
    check("docusaurus", GeneratorKind::Docusaurus, &[]);
}

#[test]
fn pelican() {
    check("pelican", GeneratorKind::Pelican, &[]);
}

#[test]
fn starlight() {
    check("starlight", GeneratorKind::Astro, &[]);
}

#[test]
fn mdbook() {
    check("mdbook", GeneratorKind::MdBook, &[]);
}
