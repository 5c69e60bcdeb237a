//! Addresses and anchors are those that the generators themselves make.
//!
//! 1. Every page that a generator publishes is read, with the address it has there.
//! 2. No page is read that a generator does not publish.
//! 3. Headings have the `id`s that they have there, duplicates numbered alike, and no others.
//!
//! `tests/generators/NAME/addresses.tsv` was made by building `NAME/site` with the
//! generator, `addresses-x.tsv` by building `NAME/site-x`; the README there says how to
//! make them again. What is known to differ is listed here with its reason, so that it
//! is noticed when it no longer does.

mod facts;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sou::document::{GeneratorKind, Outcome, SiteOptions, SiteReader};

/// Path of a page to its address and anchors.
type Pages = BTreeMap<String, (String, Vec<String>)>;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generators").join(name)
}

/// `variant` is `""` or `-x`.
fn expected(name: &str, variant: &str) -> Pages {
    let path = folder(name).join(format!("addresses{variant}.tsv"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .map(|line| {
            let mut cells = line.split('\t').map(str::to_owned);
            let (path, url) = (cells.next().expect("a path"), cells.next().expect("an address"));
            (path, (url, cells.collect()))
        })
        .collect()
}

fn found(name: &str, variant: &str, kind: GeneratorKind) -> Pages {
    let root = folder(name).join(format!("site{variant}"));
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

/// Compares a generator's own site, or another of its kind (`hexo-numbers`), with what
/// the generator made of it; `unlike` are the anchors that are known to differ.
#[track_caller]
fn check(site: &str, kind: GeneratorKind, unlike: &[&str]) {
    let (name, variant) = site.split_at(site.find('-').unwrap_or(site.len()));
    let (expected, found) = (expected(name, variant), found(name, variant, kind));
    let (mut differences, mut met) = (Vec::new(), BTreeSet::new());
    for path in expected.keys().chain(found.keys()).collect::<BTreeSet<_>>() {
        match (expected.get(path), found.get(path)) {
            (Some((url, _)), None) => differences.push(format!("{path}: left out, expected at {url}")),
            (None, Some((url, _))) => differences.push(format!("{path}: at {url}, expected to be left out")),
            (Some((expected, anchors)), Some((found, found_anchors))) => {
                if expected != found {
                    differences.push(format!("{path}: at {found}, expected at {expected}"));
                }
                for (these, others, what) in [
                    (anchors, found_anchors, "no anchor"),
                    (found_anchors, anchors, "an anchor that is not there:"),
                ] {
                    for anchor in these.iter().filter(|anchor| !anchor.is_empty() && !others.contains(anchor))
                    {
                        if unlike.contains(&anchor.as_str()) {
                            met.insert(anchor.as_str());
                        } else {
                            differences.push(format!("{path}: {what} `{anchor}` among {others:?}"));
                        }
                    }
                }
            }
            (None, None) => unreachable!("the path comes from one of the two"),
        }
    }
    let agreeing = unlike.iter().filter(|anchor| !met.contains(**anchor));
    differences.extend(agreeing.map(|anchor| format!("`{anchor}` no longer differs")));
    assert!(
        differences.is_empty(),
        "{} differences from what the generator of {site} makes (tests/generators/README.md):\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn jekyll() {
    check("jekyll", GeneratorKind::Jekyll, &[]);
    // kramdown asks for a blank line above an underlined heading, and for no space before a `#`.
    let not_headings = [
        "setext-标题-one",
        "setext-two-with-code",
        "multi-linesetext-heading",
        "one-space",
        "three-spaces",
        "inside-div",
        "-2",
    ];
    check("jekyll-headings", GeneratorKind::Jekyll, &not_headings);
    check("jekyll-facts", GeneratorKind::Jekyll, &[]);
}

#[test]
fn hugo() {
    // Hugo numbers a shortcode while the heading is rendered, and the number stays in the `id`.
    check("hugo", GeneratorKind::Hugo, &["hello-hahahugoshortcode9s0hbhb-there", "hello-x-there"]);
    // HTML is left out of the page unless the site allows it.
    check("hugo-permalinks", GeneratorKind::Hugo, &["own-id"]);
    check("hugo-mounts", GeneratorKind::Hugo, &[]);
    check("hugo-names", GeneratorKind::Hugo, &[]);
    check("hugo-old", GeneratorKind::Hugo, &[]);
    check("hugo-facts", GeneratorKind::Hugo, &[]);
    check("hugo-lists", GeneratorKind::Hugo, &[]);
    check("hugo-shortcodes", GeneratorKind::Hugo, &[]);
}

#[test]
fn hexo() {
    check("hexo", GeneratorKind::Hexo, &[]);
    check("hexo-numbers", GeneratorKind::Hexo, &[]);
    check("hexo-new-york", GeneratorKind::Hexo, &[]);
    check("hexo-markdown-it", GeneratorKind::Hexo, &[]);
    check("hexo-facts", GeneratorKind::Hexo, &[]);
}

#[test]
fn mkdocs() {
    check("mkdocs", GeneratorKind::MkDocs, &[]);
    // Python-Markdown asks for no space before a `#`, four before what is in a list, and
    // for one line above an underline; a `\` at the end of a heading takes in the next line.
    let not_headings = [
        "line-with-trailing-backslash",
        "multi-line-setext-heading",
        "nested-in-list-item",
        "one-space",
        "three-spaces",
        "inside-div",
    ];
    check("mkdocs-headings", GeneratorKind::MkDocs, &not_headings);
    check("mkdocs-suffix", GeneratorKind::MkDocs, &[]);
    check("mkdocs-folder", GeneratorKind::MkDocs, &[]);
    check("mkdocs-facts", GeneratorKind::MkDocs, &[]);
    check("mkdocs-material", GeneratorKind::MkDocs, &[]);
}

#[test]
fn vitepress() {
    check("vitepress", GeneratorKind::VitePress, &[]);
    check("vitepress-src", GeneratorKind::VitePress, &[]);
    check("vitepress-facts", GeneratorKind::VitePress, &[]);
}

#[test]
fn docusaurus() {
    check("docusaurus", GeneratorKind::Docusaurus, &[]);
    check("docusaurus-instances", GeneratorKind::Docusaurus, &[]);
    check("docusaurus-versions", GeneratorKind::Docusaurus, &[]);
    check("docusaurus-facts", GeneratorKind::Docusaurus, &[]);
}

#[test]
fn pelican() {
    check("pelican", GeneratorKind::Pelican, &[]);
    check("pelican-facts", GeneratorKind::Pelican, &[]);
}

#[test]
fn astro() {
    check("astro", GeneratorKind::Astro, &[]);
}

#[test]
fn starlight() {
    check("starlight", GeneratorKind::Astro, &[]);
}

#[test]
fn mdbook() {
    check("mdbook", GeneratorKind::MdBook, &[]);
    check("mdbook-nested", GeneratorKind::MdBook, &[]);
    check("mdbook-plain", GeneratorKind::MdBook, &[]);
}
