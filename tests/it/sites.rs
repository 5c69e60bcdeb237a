//! Whole real sites, indexed as they are; `SHARED_DATA` names the folder that
//! holds them, and without it nothing is tested.
//!
//! 1. What a reader of the site would type finds the page that is meant, first.
//! 2. A tag lists exactly the posts whose front matter carries it, newest first.
//! 3. A site has as many pages as its generator makes of it.
//! 4. A draft shows nowhere: no hit, no page, no tag, no count.
//! 5. What a browser would find on a page finds that page.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use sou::document::{LanguageTag, Page};
use sou::index::build::{BuildReport, build};
use sou::search::request::{MAX_PER_PAGE, MAX_RESULT_DEPTH};
use sou::search::{Engine, SearchRequest};

use crate::indexed::{ANALYZER, Random, ask, build_options, open, paths, text, typed};
use crate::support::corpus;

/// A corpus, and what answers for it.
struct Site {
    root: PathBuf,
    report: BuildReport,
    engine: Engine,
}

/// Indexes a corpus, once per run of the tests.
fn indexed_corpus(name: &'static str, place: &'static OnceLock<Option<Site>>) -> Option<&'static Site> {
    let index_corpus = || {
        let root = corpus(name)?;
        // Under one name for good, because nothing would remove what a static holds.
        let index = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sites").join(name);
        let options = sou::index::build::BuildOptions { full: true, ..build_options(&root, &index) };
        let report = build(&options, &ANALYZER, &|_| {}).expect("the corpus can be indexed");
        Some(Site { root, report, engine: open(&index) })
    };
    place.get_or_init(index_corpus).as_ref()
}

fn mengjiao_blog() -> Option<&'static Site> {
    static SITE: OnceLock<Option<Site>> = OnceLock::new();
    indexed_corpus("mengjiao-blog", &SITE)
}

fn servicemesher() -> Option<&'static Site> {
    static SITE: OnceLock<Option<Site>> = OnceLock::new();
    indexed_corpus("servicemesher", &SITE)
}

fn cncf_glossary() -> Option<&'static Site> {
    static SITE: OnceLock<Option<Site>> = OnceLock::new();
    indexed_corpus("cncf-glossary", &SITE)
}

fn k8s_website() -> Option<&'static Site> {
    static SITE: OnceLock<Option<Site>> = OnceLock::new();
    indexed_corpus("k8s-website", &SITE)
}

fn language(name: &str) -> Option<LanguageTag> {
    Some(LanguageTag::parse(name).expect("it is a language"))
}

#[track_caller]
fn check_first(site: &Site, q: &str, expected: &str) {
    let results = ask(&site.engine, &typed(q));
    let first = paths(&results).first().copied();
    assert_eq!(first, Some(expected), "`{q}`, all of them: {:?}", paths(&results));
}

/// The Markdown files below `folder`, by their path from `root`, sorted.
fn markdown_files(root: &Path, folder: &str) -> Vec<(String, String)> {
    fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("a folder of the corpus can be listed") {
            let path = entry.expect("a folder of the corpus can be listed").path();
            if path.is_dir() {
                collect(root, &path, files);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let name = path.strip_prefix(root).expect("it is below the root");
                let bytes = fs::read(&path).expect("a file of the corpus can be read");
                let text = String::from_utf8_lossy(&bytes).into_owned();
                files.push((name.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    let mut files = Vec::new();
    collect(root, &root.join(folder), &mut files);
    files.sort();
    files
}

/// What stands after `key:` in the head of a file, if it stands on that line.
fn head_line<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let (head, _) = text.strip_prefix("---\n")?.split_once("\n---")?;
    let value = head.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    Some(value.trim())
}

#[test]
fn the_blog_answers_its_readers() {
    let Some(site) = mengjiao_blog() else { return };
    for q in ["香港", "女性赋能", "Linus 合影", "KubeCon 香港", "維護者", "女性賦能", "ＫｕｂｅＣｏｎ　香港"]
    {
        check_first(site, q, "_posts/2024-11-01-kubecon-hk-thoughts.md");
    }
    check_first(site, "stats summary 源码", "_posts/2022-11-11-kubernetes-stats-summary.md");
}

#[test]
fn the_blog_lists_its_tags() {
    let Some(site) = mengjiao_blog() else { return };
    let files = markdown_files(&site.root, "_posts");
    assert_eq!(site.report.n_pages, files.len());
    for tag in ["kubernetes", "text editor"] {
        let mut expected: Vec<(&str, &str)> = files
            .iter()
            .filter(|(_, text)| {
                let tags = head_line(text, "tags").unwrap_or_default();
                tags.trim_matches(['[', ']']).split(',').any(|written| written.trim() == tag)
            })
            .map(|(path, text)| (head_line(text, "date").expect("a post has a date"), path.as_str()))
            .collect();
        expected.sort();
        expected.reverse();
        let request = SearchRequest { tags: vec![tag.to_owned()], per_page: MAX_PER_PAGE, ..typed("") };
        let results = ask(&site.engine, &request);
        let got: Vec<(&str, &str)> = results
            .hits
            .iter()
            .map(|hit| (hit.date.as_deref().unwrap_or_default().get(..10).unwrap_or_default(), &*hit.path))
            .collect();
        // Posts of one day may stand in any order, so days and posts are compared apart.
        let days =
            |posts: &[(&str, &str)]| posts.iter().map(|(day, _)| (*day).to_owned()).collect::<Vec<_>>();
        let (expected_days, got_days) = (days(&expected), days(&got));
        assert_eq!(got_days, expected_days, "tag `{tag}`");
        let set = |posts: &[(&str, &str)]| {
            posts.iter().map(|(_, path)| (*path).to_owned()).collect::<BTreeSet<_>>()
        };
        assert_eq!(set(&got), set(&expected), "tag `{tag}`");
        assert_eq!(results.total, expected.len(), "tag `{tag}`");
        let typed =
            ask(&site.engine, &SearchRequest { per_page: MAX_PER_PAGE, ..typed(&format!("tag:\"{tag}\"")) });
        assert_eq!(paths(&typed), paths(&results), "tag `{tag}`, typed");
    }
}

#[test]
fn the_blog_keeps_its_addresses_and_its_own_fields() {
    let Some(site) = mengjiao_blog() else { return };
    let results = ask(&site.engine, &typed("香港"));
    let hit = results.hits.first().expect("it is found");
    assert_eq!(hit.url, "/kubecon-hk-thoughts.html");
    assert_eq!(hit.extra.get("img").and_then(|img| img.as_str()), Some("posts/20241101/hk.png"));
    assert_eq!(hit.extra.get("read_time").and_then(|read_time| read_time.as_bool()), Some(true));
    assert_eq!(hit.author.as_deref(), Some("Mengjiao Liu"));
}

#[test]
fn the_documentation_answers_its_readers() {
    let Some(site) = k8s_website() else { return };
    let request = SearchRequest { lang: language("zh-cn"), ..typed("滚动更新") };
    let results = ask(&site.engine, &request);
    let title = text(&results.hits.first().expect("it is found").title);
    assert!(title.contains("滚动更新"), "{title}");
    // The English original stands in comments of the Chinese page: nobody sees it.
    let hidden = SearchRequest { lang: language("zh-cn"), ..typed("\"smallest deployable units\"") };
    let results = ask(&site.engine, &hidden);
    assert_eq!((results.total, paths(&results)), (0, Vec::new()));
    assert!(ask(&site.engine, &typed("\"smallest deployable units\"")).total > 0);
}

#[test]
fn a_site_has_the_pages_that_its_generator_makes() {
    // Counted in what Hugo 0.152 makes of them.
    for (site, n_pages) in [(k8s_website(), 4_226), (cncf_glossary(), 934)] {
        let Some(site) = site else { return };
        assert_eq!(site.report.n_pages, n_pages);
        assert_eq!(site.engine.pages(false).len(), n_pages);
        assert_eq!(site.engine.info().docs, n_pages);
        assert_eq!(ask(&site.engine, &SearchRequest { per_page: 0, ..typed("") }).total, n_pages);
    }
}

#[test]
fn a_language_takes_in_its_regions() {
    let Some(site) = k8s_website() else { return };
    let pages = site.engine.pages(false);
    for (asked, primary) in [("zh", "zh"), ("zh-cn", "zh"), ("pt", "pt"), ("ja", "ja")] {
        let within = |lang: &str| lang.split('-').next() == Some(primary);
        let expected = pages.iter().filter(|page| within(&page.lang)).count();
        assert!(expected > 0, "there are pages in `{primary}`");
        let request = SearchRequest { lang: language(asked), per_page: 0, ..typed("") };
        assert_eq!(ask(&site.engine, &request).total, expected, "`{asked}`");
    }
}

#[test]
fn no_draft_of_the_glossary_shows() {
    let Some(site) = cncf_glossary() else { return };
    let files = markdown_files(&site.root, "content");
    let drafts: BTreeMap<&str, &str> = files
        .iter()
        .filter(|(_, text)| head_line(text, "draft") == Some("true"))
        .map(|(path, text)| (path.as_str(), head_line(text, "title").unwrap_or_default()))
        .collect();
    assert!(drafts.len() > 10, "the drafts were found");
    let pages = site.engine.pages(false);
    assert!(pages.iter().all(|page| !drafts.contains_key(&*page.path)));
    for (path, title) in &drafts {
        assert_eq!(site.engine.document(path).expect("the index can be read"), None, "{path}");
        let request = SearchRequest { per_page: MAX_PER_PAGE, ..typed(title.trim_matches(['"', '\''])) };
        let results = ask(&site.engine, &request);
        let shown = results.hits.iter().find(|hit| drafts.contains_key(&*hit.path));
        assert!(shown.is_none(), "`{title}` shows {shown:?}");
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for page in &pages {
        let tags: BTreeSet<String> = page.tags.iter().map(|tag| tag.to_lowercase()).collect();
        for tag in tags {
            *counts.entry(tag).or_default() += 1;
        }
    }
    for tag in site.engine.tags() {
        let counted = counts.get(&tag.tag.to_lowercase()).copied().unwrap_or_default();
        // A tag may be written in more ways than by case: then more pages carry it, never fewer.
        assert!(tag.count >= counted && counted > 0, "{tag:?}, on {counted} pages");
    }
}

#[test]
fn what_is_on_a_page_of_the_blog_finds_it() {
    if let Some(site) = mengjiao_blog() {
        check_scan(site, 1, 200);
    }
}

#[test]
fn what_is_on_a_page_of_the_magazine_finds_it() {
    if let Some(site) = servicemesher() {
        check_scan(site, 2, 200);
    }
}

#[test]
fn what_is_on_a_page_of_the_glossary_finds_it() {
    if let Some(site) = cncf_glossary() {
        check_scan(site, 3, 200);
    }
}

#[test]
fn what_is_on_a_page_of_the_documentation_finds_it() {
    if let Some(site) = k8s_website() {
        check_scan(site, 4, 200);
    }
}

/// Property 5, for `n_samples` runs of Han and as many words, drawn by `seed`.
#[track_caller]
fn check_scan(site: &Site, seed: u64, n_samples: usize) {
    let pages = site.engine.pages(false);
    let mut random = Random::seeded(seed);
    let mut failures = Vec::new();
    for draw in [draw_han, draw_word] {
        let (mut n_drawn, mut n_tries) = (0, 0);
        while n_drawn < n_samples && n_tries < n_samples * 50 {
            n_tries += 1;
            let line = random.pick(&pages);
            let view = site.engine.document(&line.path).expect("the index can be read");
            let page = view.expect("a page that is listed is there").page;
            let Some(q) = draw(&texts(&page), &mut random) else { continue };
            n_drawn += 1;
            if let Err(why) = find(&site.engine, &q, &page) {
                failures.push(format!("`{q}` of {}: {why}", page.path));
            }
        }
        assert!(n_drawn > 0, "there was something to draw");
    }
    assert!(failures.is_empty(), "{} are not found:\n{}", failures.len(), failures.join("\n"));
}

/// What a reader sees of a page.
fn texts(page: &Page) -> Vec<&str> {
    let mut texts = vec![page.title.as_str()];
    for section in &page.sections {
        texts.push(&section.heading);
        texts.extend(section.blocks.iter().map(|block| block.text.as_str()));
    }
    texts.retain(|text| !text.is_empty());
    texts
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}')
}

/// One to six Han characters that stand beside each other on the page.
fn draw_han(texts: &[&str], random: &mut Random) -> Option<String> {
    let characters: Vec<char> = random.pick(texts).chars().collect();
    let starts: Vec<usize> = (0..characters.len()).filter(|&index| is_han(characters[index])).collect();
    if starts.is_empty() {
        return None;
    }
    let start = *random.pick(&starts);
    let n_characters = 1 + random.below(6);
    Some(characters[start..].iter().take(n_characters).take_while(|one| is_han(**one)).collect())
}

/// Whether a character is of a word as Latin and Cyrillic write them.
fn is_letter(character: char) -> bool {
    let is_alphabetic = matches!(character, '\u{C0}'..='\u{24F}' | '\u{400}'..='\u{4FF}');
    character.is_ascii_alphanumeric() || (is_alphabetic && character.is_alphanumeric())
}

/// A whole word or identifier of the page, `kube-apiserver` and `v1.29.3` among them.
fn draw_word(texts: &[&str], random: &mut Random) -> Option<String> {
    let text = random.pick(texts);
    // What touches another script's letters or marks is no whole word.
    let is_of_word =
        |one: char| one.is_alphanumeric() || "-_./+#".contains(one) || !one.is_ascii() && !is_han(one);
    let words = text.split(|one: char| is_han(one) || !is_of_word(one));
    let words = words.map(|word| word.trim_matches(|one: char| !is_letter(one)));
    let is_whole = |word: &&str| {
        let n_characters = word.chars().count();
        // Longer runs are base64 and the like: only their beginning is promised.
        let is_short = word.split(|one: char| !is_letter(one)).all(|run| run.chars().count() <= 40);
        let all_known = word.chars().all(|one| is_letter(one) || "-_./+#".contains(one));
        (1..=80).contains(&n_characters) && is_short && all_known
    };
    let words: Vec<&str> = words.filter(is_whole).collect();
    (!words.is_empty()).then(|| (*random.pick(&words)).to_owned())
}

/// Looks for `page` in all results that can be asked for.
///
/// Its own language and day narrow the answer, or a word that stands on a
/// thousand pages could not be checked.
fn find(engine: &Engine, q: &str, page: &Page) -> Result<(), String> {
    let day = page.date.map(|date| date.date());
    let request = SearchRequest {
        lang: LanguageTag::parse(&page.language.to_string()),
        from: day,
        to: day,
        per_page: MAX_PER_PAGE,
        ..typed(q)
    };
    let mut n_seen = 0;
    for number in 1.. {
        let results = ask(engine, &SearchRequest { page: number, ..request.clone() });
        if let Some(hit) = results.hits.iter().find(|hit| hit.path == page.path) {
            return match &hit.via {
                None => Ok(()),
                Some(via) => Err(format!("only found as a rescue, `{via}`")),
            };
        }
        n_seen += results.hits.len();
        if n_seen >= MAX_RESULT_DEPTH {
            return Ok(());
        }
        if results.hits.is_empty() || n_seen >= results.total {
            return Err(format!("not among {} results", results.total));
        }
    }
    unreachable!("results end")
}
