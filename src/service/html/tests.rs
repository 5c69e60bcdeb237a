//! Whole pages, from answers made by hand.
//!
//! 1. Nothing that a page of the site or a request says becomes markup.
//! 2. Every element that is opened is closed, and only ours are there.
//! 3. There is no inline script and no inline style.
//! 4. Links lead to the site, or to us, and nowhere else.

use serde_json::json;

use super::strings::Ui;
use super::*;
use crate::document::{Block, BlockKind, LanguageTag, Page, Section};
use crate::search::{
    DocumentView, Facets, Hit, IndexInfo, Results, SearchRequest, SectionHit, Segment, TagCount, Translation,
};
use crate::service::problem::{Code, Problem};
use crate::service::state::SiteOrigin;

/// Strings that have broken other search boxes; Chinese ones among them.
const HOSTILE: [&str; 14] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</mark></a></li></ol><iframe src=//evil.example>",
    "</title><svg onload=alert(1)>",
    "]]><!--",
    "--><script>x</script><!--",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/",
    "\u{0}\u{1b}[2J\r\n\u{2028}\u{202e}",
    "{n}{of}{q}&amp;&lt;",
    "滚动更新<b>“‘”</b>",
    "`${alert(1)}`\\",
];

fn marked(text: &str) -> Vec<Segment> {
    vec![Segment { text: text.into(), marked: true }, Segment { text: text.into(), marked: false }]
}

/// An answer that says `text` wherever an answer says anything.
fn results_saying(text: &str) -> Results {
    let counts = || [(text.to_owned(), json!(2)), ("2024".to_owned(), json!(1))].into_iter().collect();
    let hit = Hit {
        id: text.into(),
        path: text.into(),
        url: text.into(),
        score: 1.0,
        lang: text.into(),
        date: Some(text.into()),
        tags: vec![text.into()],
        author: Some(text.into()),
        description: Some(text.into()),
        image: Some(text.into()),
        extra: serde_json::Map::new(),
        title: marked(text),
        snippet: marked(text),
        sections: vec![SectionHit {
            title: marked(text),
            url: format!("{text}#{text}"),
            snippet: marked(text),
        }],
        translations: vec![Translation {
            lang: text.into(),
            path: text.into(),
            url: text.into(),
            title: text.into(),
        }],
        via: Some(text.into()),
        explanation: None,
    };
    Results {
        query: text.into(),
        took_ms: 0.4,
        total: 25,
        page: 2,
        per_page: 10,
        hits: vec![hit],
        facets: Facets { tags: counts(), lang: counts(), year: counts() },
        suggest: vec![text.into()],
        corrected: Some(text.into()),
        index: IndexInfo { generation: text.into(), updated: text.into(), docs: 3 },
    }
}

fn request_saying(text: &str) -> SearchRequest {
    SearchRequest {
        q: text.into(),
        tags: vec![text.into()],
        from: Some(jiff::civil::date(2024, 1, 1)),
        page: 2,
        ..SearchRequest::default()
    }
}

fn locale(ui: Ui) -> Locale {
    Locale { ui, is_chosen: true, reader: LanguageTag::parse("zh-TW") }
}

fn document_saying(text: &str) -> DocumentView {
    let section = |level| Section {
        level,
        heading: text.into(),
        anchor: text.into(),
        blocks: vec![
            Block { kind: BlockKind::Prose, text: text.into() },
            Block { kind: BlockKind::Code, text: text.into() },
        ],
    };
    DocumentView {
        page: Page {
            path: text.into(),
            url: text.into(),
            title: text.into(),
            language: LanguageTag::parse("zh-CN").unwrap_or_default(),
            date: Some(jiff::civil::date(2024, 11, 1).at(8, 0, 0, 0)),
            updated: None,
            tags: vec![text.into()],
            categories: vec![text.into()],
            authors: vec![text.into()],
            description: Some(text.into()),
            image: Some(text.into()),
            extra: serde_json::Map::new(),
            translation_key: None,
            sections: (0..=6).map(section).collect(),
        },
        translations: vec![Translation {
            lang: text.into(),
            path: text.into(),
            url: text.into(),
            title: text.into(),
        }],
    }
}

/// Every kind of page, saying `text`.
fn pages_saying(text: &str) -> Vec<String> {
    let (request, results, document) = (request_saying(text), results_saying(text), document_saying(text));
    let tags = [TagCount { tag: text.into(), count: 2 }];
    let origin = SiteOrigin::parse("https://blog.example.com");
    let mut pages = Vec::new();
    for ui in Ui::ALL {
        let locale = locale(ui);
        for site in [None, origin.as_ref()] {
            let view = SearchView { request: &request, results: &results, tags: None, locale: &locale, site };
            pages.push(search_page(&view));
            pages.push(search_page(&SearchView { tags: Some(&tags), ..view }));
            pages.push(reading_page(&ReadingView { document: &document, locale: &locale, site }));
        }
        let nothing = Results { total: 0, hits: Vec::new(), ..results_saying(text) };
        let view =
            SearchView { request: &request, results: &nothing, tags: None, locale: &locale, site: None };
        pages.push(search_page(&view));
        pages.push(failure_page(&Problem::new(Code::InvalidQuery, text), &locale));
    }
    pages
}

/// One tag of our markup: its name, and its attributes.
struct Tag<'a> {
    name: &'a str,
    is_closing: bool,
    attributes: Vec<(&'a str, &'a str)>,
}

/// Takes our own markup apart. We write values in double quotes and escape
/// everything in them, so this is all there is to it; anything else is a failure.
#[track_caller]
fn tags_of(html: &str) -> Vec<Tag<'_>> {
    let html = html.strip_prefix("<!doctype html>").expect("a doctype");
    let mut tags = Vec::new();
    for piece in html.split('<').skip(1) {
        let (inside, text) = piece.split_once('>').unwrap_or_else(|| panic!("`<` without `>`: {piece}"));
        assert!(!text.contains('>'), "`>` in text: {text}");
        let is_closing = inside.starts_with('/');
        let inside = inside.trim_start_matches('/');
        let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
        let mut attributes = Vec::new();
        while !rest.trim().is_empty() {
            rest = rest.trim_start();
            let end = rest.find([' ', '=']).unwrap_or(rest.len());
            let (attribute, after) = rest.split_at(end);
            match after.strip_prefix("=\"") {
                Some(after) => {
                    let (value, after) = after.split_once('"').expect("a value ends");
                    attributes.push((attribute, value));
                    rest = after;
                }
                None => {
                    attributes.push((attribute, ""));
                    rest = after;
                }
            }
        }
        tags.push(Tag { name, is_closing, attributes });
    }
    tags
}

#[test]
fn hostile_strings_become_no_markup() {
    let plain: Vec<_> = pages_saying("滚动更新");
    for text in HOSTILE {
        for (page, plain) in pages_saying(text).iter().zip(&plain) {
            let names = |html| {
                tags_of(html).iter().map(|tag| (tag.name.to_owned(), tag.is_closing)).collect::<Vec<_>>()
            };
            let (names, plain) = (names(page), names(plain));
            // Facets offer a language only if it is one; that group may go, nothing may come.
            assert!(names.len() <= plain.len(), "{text} adds an element");
            for name in &names {
                assert!(plain.contains(name), "{text} adds <{}>", name.0);
            }
        }
    }
}

#[test]
fn elements_close_in_order() {
    const VOID: [&str; 4] = ["meta", "link", "input", "br"];
    for text in HOSTILE {
        for page in pages_saying(text) {
            let mut open = Vec::new();
            for tag in tags_of(&page).iter().filter(|tag| !VOID.contains(&tag.name)) {
                if tag.is_closing {
                    assert_eq!(open.pop(), Some(tag.name), "{page}");
                } else {
                    open.push(tag.name);
                }
            }
            assert!(open.is_empty(), "{open:?}");
        }
    }
}

#[test]
fn nothing_is_inline_and_links_stay() {
    for text in HOSTILE {
        for page in pages_saying(text) {
            for tag in tags_of(&page) {
                for (name, value) in &tag.attributes {
                    assert!(!name.starts_with("on") && *name != "style", "{name} in <{}>", tag.name);
                    if matches!(*name, "href" | "src" | "action") {
                        let is_ours = ["search", "page?", "./", "sou.", "opensearch.xml", "#"];
                        assert!(
                            is_ours.iter().any(|ours| value.starts_with(ours))
                                || value.starts_with("https://blog.example.com/"),
                            "{text} leads to {value}"
                        );
                        assert!(!value.starts_with("https://blog.example.com//"), "{value}");
                    }
                }
                if tag.name == "script" && !tag.is_closing {
                    assert!(tag.attributes.iter().any(|(name, _)| *name == "src"), "an inline script");
                }
            }
            assert!(!page.contains("<style"), "an inline style");
            assert!(page.contains("<script defer src=\"sou.js?v="), "{page}");
        }
    }
}

#[test]
fn a_result_as_a_reader_sees_it() {
    let segment = |text: &str, marked| Segment { text: text.into(), marked };
    let mut results = results_saying("滚动更新");
    results.page = 1;
    results.corrected = None;
    results.suggest.clear();
    let hit = &mut results.hits[0];
    hit.path = "_posts/2024-11-01-滚动.md".into();
    hit.url = "/blog/%E6%BB%9A%E5%8A%A8/".into();
    hit.lang = "zh-TW".into();
    hit.date = Some("2024-11-01T08:00:00".into());
    hit.tags = vec!["k8s & 容器".into()];
    hit.author = None;
    hit.title = vec![segment("滾動更新", true), segment("的策略", false)];
    hit.snippet = vec![segment("這就是", false), segment("滾動更新", true)];
    hit.sections = vec![SectionHit {
        title: vec![segment("回滾", false)],
        url: "/blog/%E6%BB%9A%E5%8A%A8/#%E5%9B%9E%E6%BB%9A".into(),
        snippet: Vec::new(),
    }];
    hit.translations.clear();
    hit.via = Some("pinyin".into());
    let request = SearchRequest { q: "gundong".into(), ..SearchRequest::default() };
    let locale = Locale { ui: Ui::Chinese, is_chosen: false, reader: None };
    let site = SiteOrigin::parse("https://blog.example.com/blog");
    let view =
        SearchView { request: &request, results: &results, tags: None, locale: &locale, site: site.as_ref() };
    let page = search_page(&view);
    let list = &page[page.find("<ol").expect("a list")..page.find("</ol>").expect("its end")];
    expect_test::expect![[r##"
        <ol class="hits" start="1">
        <li class="hit">
        <h2><a href="https://blog.example.com/blog/%E6%BB%9A%E5%8A%A8/"><bdi lang="zh-TW"><mark>滾動更新</mark>的策略</bdi></a></h2>
        <p class="address"><bdi>/blog/滚动/</bdi></p>
        <p class="snippet" dir="auto" lang="zh-TW">這就是<mark>滾動更新</mark></p>
        <ul class="sections">
        <li><a href="https://blog.example.com/blog/%E6%BB%9A%E5%8A%A8/#%E5%9B%9E%E6%BB%9A"><bdi lang="zh-TW">回滾</bdi></a></li>
        </ul>
        <p class="facts"><span class="via">按拼音</span> <time datetime="2024-11-01T08:00:00">2024-11-01</time> <a class="tag" href="search?q=gundong&amp;tag=k8s%20%26%20%E5%AE%B9%E5%99%A8"><bdi>k8s &amp; 容器</bdi></a> </p>
        </li>
    "##]]
    .assert_eq(list);
    assert!(page.contains("<title>gundong · 搜 Sou</title>"));
    assert!(page.contains("25 篇 · 0.4 ms"));
    assert!(page.contains("<a rel=\"next\" href=\"search?q=gundong&amp;page=2\">下一页</a>"));
    assert!(!page.contains("rel=\"prev\""));
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
}

#[test]
fn nothing_found_says_what_to_do() {
    let nothing = Results {
        total: 0,
        hits: Vec::new(),
        corrected: None,
        suggest: vec!["kubernetes".into()],
        ..results_saying("x")
    };
    let request =
        SearchRequest { q: "kubernets".into(), tags: vec!["容器".into()], ..SearchRequest::default() };
    for (ui, sentence) in
        [(Ui::Chinese, "没有找到“kubernets”。"), (Ui::English, "Nothing was found for “kubernets”.")]
    {
        let locale = Locale { ui, is_chosen: true, reader: None };
        let page = search_page(&SearchView {
            request: &request,
            results: &nothing,
            tags: None,
            locale: &locale,
            site: None,
        });
        assert!(page.contains(sentence), "{page}");
        assert!(
            page.contains(&format!(
                "href=\"search?q=kubernetes&amp;tag=%E5%AE%B9%E5%99%A8&amp;ui={}\"",
                ui.name()
            )),
            "{page}"
        );
        assert!(page.contains(&format!("href=\"search?q=kubernets&amp;ui={}\"", ui.name())), "{page}");
    }
}

#[test]
fn the_script_says_what_the_pages_say() {
    let script = include_str!("../assets/sou.js");
    for ui in Ui::ALL {
        let words: serde_json::Value = serde_json::from_str(&ui.strings().for_script()).expect("JSON");
        for piece in script.split("words.").skip(1) {
            let name: String = piece.chars().take_while(char::is_ascii_alphanumeric).collect();
            assert!(
                words.get(&name).is_some(),
                "the script says `{name}`, and has no word for it in {}",
                ui.tag()
            );
        }
    }
}

#[test]
fn the_script_makes_text_and_no_markup() {
    let script = include_str!("../assets/sou.js");
    for markup in
        ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "DOMParser"]
    {
        assert!(!script.contains(markup), "{markup}");
    }
    // Uncompressed, with its comments; the budget of 8 kB is for the compressed one.
    assert!(script.len() < 18_000, "{} bytes", script.len());
}
