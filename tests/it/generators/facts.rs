//! What pages say of themselves is what their generators read there.
//!
//! `tests/generators/NAME/facts.jsonl` is what the generator knew of each page of
//! `NAME/site-facts`: title, dates, tags, categories, authors, description, picture. Empty
//! facts are left out; a title that a generator leaves empty is made by Sou.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sou::document::{GeneratorKind, Outcome, Page, SiteOptions, SiteReader};

use super::folder;

/// What Sou reads, in the words of the golden files; `None` for what is empty.
fn fact(page: &Page, key: &str) -> Option<Value> {
    let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
    let list = |list: &[String]| (!list.is_empty()).then(|| json!(list));
    match key {
        "title" => Some(json!(page.title)),
        "language" => Some(json!(page.language.to_string())),
        "date" => page.date.map(|date| json!(date.to_string())),
        // A page that says nothing of a change was last changed when it was published.
        "updated" => {
            page.updated.filter(|updated| Some(*updated) != page.date).map(|date| json!(date.to_string()))
        }
        "tags" => list(&page.tags),
        "categories" => list(&page.categories),
        "authors" => list(&page.authors),
        "description" => text(&page.description),
        "image" => text(&page.image),
        other => panic!("no fact is called `{other}`"),
    }
}

/// Lists of names are compared without regard to their order.
fn sorted(value: Option<Value>) -> Option<Value> {
    value.map(|value| match value {
        Value::Array(mut names) => {
            names.sort_by_key(Value::to_string);
            Value::Array(names)
        }
        other => other,
    })
}

/// Compares the facts `keys` of every page of a generator's `site-facts`; `unlike` are
/// those that are known to differ, as `path: key`.
#[track_caller]
fn check(name: &str, kind: GeneratorKind, keys: &[&str], unlike: &[&str]) {
    let golden = folder(name).join("facts.jsonl");
    let text =
        std::fs::read_to_string(&golden).unwrap_or_else(|error| panic!("{}: {error}", golden.display()));
    let expected: BTreeMap<String, Map<String, Value>> = text
        .lines()
        .map(|line| serde_json::from_str::<Map<String, Value>>(line).expect("a line of JSON"))
        .map(|facts| (facts["path"].as_str().expect("a path").to_owned(), facts))
        .collect();
    let root = folder(name).join("site-facts");
    let now = "2026-11-01T00:00:00Z".parse().expect("a valid moment");
    let (reader, _) = SiteReader::open(&root, &SiteOptions::default(), now).expect("the site is there");
    assert_eq!(reader.generator(), kind, "{name} was taken for another generator's site");
    let mut found = BTreeMap::new();
    for file in reader.files() {
        if let Outcome::Published(page) = reader.read(file).outcome {
            found.insert(page.path.clone(), page);
        }
    }
    assert!(!expected.is_empty(), "{} is empty", golden.display());
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>(),
        "the pages of {name} and those in {}",
        golden.display()
    );
    let mut differences = Vec::new();
    for (path, facts) in &expected {
        for key in keys {
            let is_untitled = *key == "title" && !facts.contains_key("title");
            let (theirs, ours) = (sorted(facts.get(*key).cloned()), sorted(fact(&found[path], key)));
            let place = format!("{path}: {key}");
            let is_known = unlike.contains(&place.as_str());
            if !is_untitled && (theirs == ours) == is_known {
                differences.push(format!("{place}: expected {theirs:?}, found {ours:?}, known: {is_known}"));
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{} differences from what the generator of {name} knows (tests/generators/README.md):\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn hugo() {
    // An author is a field like any other to Hugo.
    let keys = ["title", "language", "date", "updated", "tags", "categories", "description", "image"];
    // A tag that YAML reads as a number loses its zeros in Hugo.
    check("hugo", GeneratorKind::Hugo, &keys, &["content/posts/number.md: tags"]);
}

#[test]
fn hexo() {
    let keys = ["title", "date", "updated", "tags", "categories", "authors", "description", "image"];
    check("hexo", GeneratorKind::Hexo, &keys, &[]);
}

#[test]
fn docusaurus() {
    let keys = ["title", "date", "updated", "tags", "authors", "description", "image"];
    // Docusaurus leaves the marks of Markdown in the title of the browser, not on the page.
    let unlike = ["blog/2024-01-03-heading.md: title", "docs/heading.md: title"];
    check("docusaurus", GeneratorKind::Docusaurus, &keys, &unlike);
}

#[test]
fn jekyll() {
    let keys = ["title", "date", "updated", "tags", "categories", "authors", "description", "image"];
    check("jekyll", GeneratorKind::Jekyll, &keys, &[]);
}

#[test]
fn pelican() {
    let keys = ["title", "date", "updated", "tags", "categories", "authors", "description", "image"];
    // Pelican renders a summary; it is shown here as written.
    check("pelican", GeneratorKind::Pelican, &keys, &["content/技术/folder.md: description"]);
}

#[test]
fn mkdocs() {
    // Without `attr_list` an `{#id}` is text, which nobody wants; `Index` says nothing.
    let unlike = ["docs/anchored.md: title", "docs/sub/README.md: title"];
    check("mkdocs", GeneratorKind::MkDocs, &["title", "description", "tags", "authors"], &unlike);
}

#[test]
fn vitepress() {
    let keys = ["title", "description", "tags", "authors", "image"];
    // VitePress takes a title from what is written: without badges, entities and
    // expressions as they stand there. A reader sees the heading.
    let unlike = ["badge.md: title", "expression.md: title", "headed.md: title"];
    check("vitepress", GeneratorKind::VitePress, &keys, &unlike);
}
