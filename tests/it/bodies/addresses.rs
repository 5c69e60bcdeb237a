//! Names of files, patterns and slugs to the addresses of pages, and questions to
//! addresses and back.
//!
//! Input: a letter that chooses the generator, then lines: the name of a file, a
//! permalink for the whole site, one for the page, its title, and a query string.
//!
//! 1. The address of a page begins with one `/`, and holds only what may stand in
//!    the path of an address; its escapes are those of UTF-8.
//! 2. On the site it stays on that host; as a person reads it, it hides nothing.
//! 3. The file of a page is found under the name that the disk has.
//! 4. What is written into an address is read out of it again; a question has one form.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use sou::document::{GeneratorKind, Outcome, Page, SiteOptions, SiteReader};
use sou::service::SiteOrigin;
use sou::service::html::links;
use sou::service::params::{QueryString, canonical, encode, search_request};
use sou::service::problem::Code;

use super::{Input, noon, write_site};

const GENERATORS: [GeneratorKind; 12] = [
    GeneratorKind::Plain,
    GeneratorKind::Jekyll,
    GeneratorKind::Hugo,
    GeneratorKind::Hexo,
    GeneratorKind::Zola,
    GeneratorKind::Docusaurus,
    GeneratorKind::VitePress,
    GeneratorKind::Astro,
    GeneratorKind::MkDocs,
    GeneratorKind::MdBook,
    GeneratorKind::Pelican,
    GeneratorKind::Obsidian,
];

/// The longest name of a file on most systems, in bytes, less `.md`.
const MAX_NAME_BYTES: usize = 250;

/// Checks one input.
pub fn check(bytes: &[u8]) {
    let mut input = Input(bytes);
    let generator = input.pick(&GENERATORS);
    let (name, pattern, permalink, title) = (input.line(), input.line(), input.line(), input.line());
    let name = file_name(&name);
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let root = folder.path();
    write_config(root, generator, &pattern);
    let file = format!("{}/{name}.md", content_folder(generator));
    let head = json!({ "title": title, "slug": permalink, "permalink": permalink, "url": permalink, "date": "2024-02-29" });
    // JSON is YAML, and says exactly which text is meant.
    write_site(root, &[(&file, &format!("---\n{}\n---\n# 标题\n\n正文\n", fields(&head)))]);
    let options = SiteOptions { generator: Some(generator), ..SiteOptions::default() };
    let (site, _) = SiteReader::open(root, &options, noon()).expect("the site is there");
    for source in site.files() {
        assert!(root.join(&source.path).is_file(), "{:?} is no file", source.path);
        if let Outcome::Published(page) = site.read(source).outcome {
            check_page(&source.path, &page);
        }
    }
    check_question(&input.rest_text(), &title);
}

/// A name that a file may have, made of any text.
fn file_name(text: &str) -> String {
    let mut name: String = text.chars().filter(|c| !matches!(c, '/' | '\0')).collect();
    let end = (0..=name.len().min(MAX_NAME_BYTES)).rev().find(|&end| name.is_char_boundary(end));
    name.truncate(end.unwrap_or(0));
    if name.is_empty() { "无名".to_owned() } else { name }
}

fn fields(head: &Value) -> String {
    let fields = head.as_object().expect("it has fields").iter();
    fields.map(|(key, value)| format!("{key}: {value}\n")).collect()
}

fn content_folder(generator: GeneratorKind) -> &'static str {
    match generator {
        GeneratorKind::Jekyll => "_posts",
        GeneratorKind::Hexo => "source/_posts",
        GeneratorKind::Docusaurus | GeneratorKind::MkDocs => "docs",
        GeneratorKind::Astro => "src/content/posts",
        GeneratorKind::MdBook => "src",
        GeneratorKind::Hugo | GeneratorKind::Zola | GeneratorKind::Pelican => "content/文章",
        GeneratorKind::Plain | GeneratorKind::VitePress | GeneratorKind::Obsidian => "文章",
    }
}

fn write_config(root: &Path, generator: GeneratorKind, pattern: &str) {
    let text = Value::String(pattern.to_owned());
    let toml = toml_text(pattern);
    let (name, config) = match generator {
        GeneratorKind::Jekyll | GeneratorKind::Hexo => {
            ("_config.yml", format!("permalink: {text}\nbaseurl: {text}\nroot: {text}\n"))
        }
        GeneratorKind::Hugo => ("hugo.toml", format!("[permalinks]\n\"文章\" = {toml}\nposts = {toml}\n")),
        GeneratorKind::Zola => ("zola.toml", format!("base_url = {toml}\n")),
        GeneratorKind::MkDocs => ("mkdocs.yml", format!("site_url: {text}\n")),
        GeneratorKind::MdBook => ("book.toml", format!("[output.html]\nsite-url = {toml}\n")),
        _ => ("说明.txt", pattern.to_owned()),
    };
    fs::write(root.join(name), config).expect("a file can be written");
}

/// As TOML writes it, in double quotation marks.
fn toml_text(text: &str) -> String {
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        control if control.is_control() => format!("\\u{:04X}", u32::from(control)),
        other => other.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

fn check_page(path: &str, page: &Page) {
    let url = &page.url;
    assert_eq!(page.path, path);
    assert!(url.starts_with('/') && !url.starts_with("//"), "{url:?} of {path:?}");
    let mut bytes = url.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        let may_stand = byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&byte);
        assert!(may_stand, "{:?} in {url:?}", char::from(byte));
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let digits = [bytes.next(), bytes.next()]
            .map(|digit| digit.map(char::from).and_then(|digit| digit.to_digit(16)));
        let [Some(high), Some(low)] = digits else { panic!("half an escape in {url:?}") };
        decoded.push(u8::try_from(high * 16 + low).expect("two digits"));
    }
    let decoded = String::from_utf8(decoded).unwrap_or_else(|_| panic!("{url:?} is no UTF-8"));
    let origin = SiteOrigin::parse("https://博客.example:8443/blog/").expect("it is an address");
    let on_site = links::on_site(&origin, url);
    assert!(on_site.starts_with(&format!("{}/", origin.as_str())), "{on_site:?}");
    let readable = links::readable(url);
    assert!(readable == decoded || readable == *url, "{readable:?} of {url:?}");
    assert!(!readable.contains(char::is_control), "{readable:?}");
    let anchors: Vec<&str> = page.sections.iter().map(|section| section.anchor.as_str()).collect();
    let given: Vec<&&str> = anchors.iter().filter(|anchor| !anchor.is_empty()).collect();
    let apart: std::collections::BTreeSet<_> = given.iter().collect();
    assert_eq!(apart.len(), given.len(), "two headings have one anchor: {anchors:?}");
}

fn check_question(query: &str, text: &str) {
    let written = format!("q={}", encode(text));
    let read = QueryString::parse(Some(&written));
    // What is empty counts as not given.
    let expected = (!text.is_empty()).then_some(text);
    assert_eq!(read.one("q", Code::InvalidQuery).expect("it is UTF-8"), expected, "{written:?}");
    if let Ok(request) = search_request(&QueryString::parse(Some(query))) {
        let form = canonical(&request);
        let again = search_request(&QueryString::parse(Some(&form)));
        let again = again.unwrap_or_else(|problem| panic!("{form:?} of {query:?}: {problem:?}"));
        assert_eq!(again, request, "{form:?} of {query:?}");
        assert_eq!(canonical(&again), form, "a question has one form");
    }
}
