//! What is read from small sites: titles, languages, dates, and what stays hidden.

use std::path::Path;

use jiff::Timestamp;
use serde_json::json;

use crate::document::{GeneratorKind, LanguageTag, LeftOut, Outcome, Page, Reading, SiteOptions, SiteReader};

/// Writes a site: each file follows a line `//- path`.
fn site(fixture: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a temporary folder");
    for part in fixture.split("//- ").skip(1) {
        let (path, text) = part.split_once('\n').expect("a path ends its line");
        let file = root.path().join(path.trim());
        std::fs::create_dir_all(file.parent().expect("a file has a folder")).expect("a folder can be made");
        std::fs::write(file, text).expect("a file can be written");
    }
    root
}

fn now() -> Timestamp {
    "2024-06-01T00:00:00Z".parse().expect("a valid moment")
}

fn open(root: &Path, options: &SiteOptions) -> SiteReader {
    SiteReader::open(root, options, now()).expect("the site is there").0
}

fn read(root: &Path, path: &str) -> Reading {
    let reader = open(root, &SiteOptions::default());
    let file = reader.files().iter().find(|file| file.path == path);
    reader.read(file.unwrap_or_else(|| panic!("{path} is among {:?}", reader.files())))
}

#[track_caller]
fn page(root: &Path, path: &str) -> Page {
    match read(root, path).outcome {
        Outcome::Published(page) => *page,
        other => panic!("expected {path} to be published, found {other:?}"),
    }
}

#[track_caller]
fn left_out(root: &Path, path: &str) -> LeftOut {
    match read(root, path).outcome {
        Outcome::LeftOut(reason) => reason,
        other => panic!("expected {path} to be left out, found {other:?}"),
    }
}

const HUGO: &str = "//- hugo.toml\nbaseURL = 'https://example.org/'\ntimeZone = 'Asia/Shanghai'\n";
const JEKYLL: &str = "//- _config.yml\ntimezone: Asia/Shanghai\n";

#[test]
fn generators_are_told_by_what_a_folder_holds() {
    for (fixture, kind) in [
        ("//- _config.yml\n//- _posts/2024-01-02-a.md\n", GeneratorKind::Jekyll),
        ("//- _config.yml\n//- source/_posts/a.md\n", GeneratorKind::Hexo),
        ("//- hugo.yaml\n//- content/a.md\n", GeneratorKind::Hugo),
        ("//- config.toml\nbaseURL = '/'\n//- content/a.md\n", GeneratorKind::Hugo),
        ("//- config.toml\nbase_url = '/'\n//- content/a.md\n", GeneratorKind::Zola),
        ("//- config/_default/hugo.toml\n//- content/a.md\n", GeneratorKind::Hugo),
        ("//- docusaurus.config.js\n//- docs/a.md\n", GeneratorKind::Docusaurus),
        ("//- docs/.vitepress/config.ts\n//- docs/a.md\n", GeneratorKind::VitePress),
        ("//- mkdocs.yml\n//- docs/a.md\n", GeneratorKind::MkDocs),
        ("//- book.toml\n//- src/SUMMARY.md\n", GeneratorKind::MdBook),
        ("//- pelicanconf.py\n//- content/a.md\n", GeneratorKind::Pelican),
        ("//- astro.config.mjs\n//- src/content/docs/a.md\n", GeneratorKind::Astro),
        ("//- .obsidian/app.json\n//- 笔记.md\n", GeneratorKind::Obsidian),
        ("//- content/笔记.md\n", GeneratorKind::Plain),
        ("//- 笔记.md\n", GeneratorKind::Plain),
    ] {
        let root = site(fixture);
        assert_eq!(open(root.path(), &SiteOptions::default()).generator(), kind, "{fixture}");
    }
}

#[test]
fn plain_pages_are_found_by_their_path() {
    let root = site(
        "//- README.md\n# 首页\n//- 指南/安装.md\n## 先决条件\n\n你需要一台机器。\n//- 指南/index.md\n没有标题\n//- 空.md\n\n",
    );
    let facts = |path| {
        let page = page(root.path(), path);
        (page.url, page.title)
    };
    assert_eq!(facts("README.md"), ("/".into(), "首页".into()));
    let install = "/%E6%8C%87%E5%8D%97/%E5%AE%89%E8%A3%85/";
    assert_eq!(facts("指南/安装.md"), (install.into(), "先决条件".into()));
    assert_eq!(facts("指南/index.md"), ("/%E6%8C%87%E5%8D%97/".into(), "index".into()));
    assert_eq!(facts("空.md").1, "空");
}

#[test]
fn fields_have_their_places_and_the_rest_keeps_its_order() {
    let root = site(&format!(
        "{HUGO}//- content/a.md\n---\nweight: 3\ntitle: ' 标题 '\ntags: [云, ' ', 云, Go]\ncategories: 技术\n\
         authors: [{{name: 张三}}, 李四]\nsummary: 摘要\nbanner: a.png\ndate: 2024-01-02T03:04:05Z\nlastmod: 2024-02-03\n\
         layout: x\n---\n正文\n"
    ));
    let page = page(root.path(), "content/a.md");
    assert_eq!(page.title, "标题");
    assert_eq!(page.tags, ["云", "Go"]);
    assert_eq!(page.categories, ["技术"]);
    assert_eq!(page.authors, ["张三", "李四"]);
    assert_eq!(page.description.as_deref(), Some("摘要"));
    assert_eq!(page.image.as_deref(), Some("a.png"));
    assert_eq!(page.date.map(|date| date.to_string()).as_deref(), Some("2024-01-02T03:04:05"));
    assert_eq!(page.updated.map(|date| date.date().to_string()).as_deref(), Some("2024-02-03"));
    assert_eq!(
        serde_json::to_value(&page.extra).expect("maps serialize"),
        json!({"weight": 3, "banner": "a.png", "layout": "x"})
    );
    assert_eq!(page.extra.keys().collect::<Vec<_>>(), ["weight", "banner", "layout"]);
}

#[test]
fn what_is_hidden_stays_hidden() {
    for (head, reason) in [
        ("draft: true", LeftOut::Draft("draft".into())),
        ("draft: yes", LeftOut::Draft("draft".into())),
        ("draft: '真的'", LeftOut::Draft("draft".into())),
        ("Draft: true", LeftOut::Draft("draft".into())),
        ("published: false", LeftOut::Unpublished("published".into())),
        ("expiryDate: 2024-05-01", LeftOut::Expired),
        ("date: 2024-07-01", LeftOut::Future),
        ("build: {render: never}", LeftOut::Unpublished("build.render".into())),
    ] {
        let root = site(&format!("{HUGO}//- content/a.md\n---\n{head}\n---\n秘密\n"));
        assert_eq!(left_out(root.path(), "content/a.md"), reason, "{head}");
    }
    for (name, head, reason) in [
        ("_posts/2024-01-02-a.md", "published: false", LeftOut::Unpublished("published".into())),
        ("_posts/2024-01-02-a.md", "draft: true", LeftOut::Draft("draft".into())),
        ("_posts/2024-07-02-a.md", "title: x", LeftOut::Future),
        ("_drafts/a.md", "title: x", LeftOut::Draft("_drafts".into())),
    ] {
        let root = site(&format!("{JEKYLL}//- {name}\n---\n{head}\n---\n秘密\n"));
        assert_eq!(left_out(root.path(), name), reason, "{name} {head}");
    }
}

#[test]
fn a_flag_that_cannot_be_read_is_reported_with_its_line() {
    let root = site(&format!("{HUGO}//- content/a.md\n---\ntitle: x\ndraft: 也许\n---\n"));
    let reading = read(root.path(), "content/a.md");
    assert_eq!(reading.diagnostics.len(), 1);
    assert_eq!(reading.diagnostics[0].line, 3);
    assert!(reading.diagnostics[0].message.contains("`draft`"), "{}", reading.diagnostics[0]);
}

#[test]
fn pages_say_when_they_come_and_go() {
    let root = site(&format!(
        "{HUGO}//- content/future.md\n---\ndate: 2024-07-01 08:00:00\n---\n//- content/going.md\n---\nexpiryDate: 2025-01-01T00:00:00Z\n---\n"
    ));
    let changes = |path| read(root.path(), path).changes_at.map(|moment| moment.to_string());
    assert_eq!(changes("content/future.md").as_deref(), Some("2024-07-01T00:00:00Z"));
    assert_eq!(changes("content/going.md").as_deref(), Some("2025-01-01T00:00:00Z"));
}

#[test]
fn languages_come_from_pages_folders_configuration_and_text() {
    let chinese = "这是一个关于容器编排的网站，介绍滚动更新和服务发现。";
    let root = site(&format!(
        "//- hugo.toml\ndefaultContentLanguage = 'en'\n[languages.en]\n[languages.zh-cn]\n[languages.ja]\n\
         //- content/a.md\n{chinese}\n//- content/a.zh-cn.md\nEnglish text that nobody has translated yet.\n"
    ));
    assert_eq!(page(root.path(), "content/a.md").language.as_str(), "en");
    let translated = page(root.path(), "content/a.zh-cn.md");
    assert_eq!(translated.language.as_str(), "zh-CN");
    assert_eq!(translated.url, "/zh-cn/a/");
    assert_eq!(translated.translation_key, page(root.path(), "content/a.md").translation_key);

    // The configuration came with the theme; the text is believed more.
    let root = site(&format!(
        "//- _config.yml\nlang: en\n//- _posts/2024-01-02-a.md\n---\ntitle: 滚动更新\n---\n{chinese}\n"
    ));
    assert_eq!(page(root.path(), "_posts/2024-01-02-a.md").language.primary(), "zh");
    let root = site("//- _config.yml\nlang: en\n//- a.md\n---\nlang: zh_tw\n---\nEnglish text.\n");
    assert_eq!(page(root.path(), "a.md").language, LanguageTag::parse("zh-TW").expect("a language"));
}

#[test]
fn the_fingerprint_is_of_what_decides_beside_the_file() {
    let fingerprint =
        |fixture: &str, options: &SiteOptions| open(site(fixture).path(), options).fingerprint();
    let plain = SiteOptions::default();
    let site_of = |more: &str| format!("{HUGO}//- content/b/_index.md\n---\ntitle: x\n---\n{more}");
    let first = fingerprint(&site_of(""), &plain);
    assert_eq!(
        first,
        fingerprint(&site_of("//- content/b/new.md\n新的一页\n"), &plain),
        "another page decides nothing"
    );
    assert_eq!(
        first,
        fingerprint(&site_of("//- content/c/index.md\n新的一页\n"), &plain),
        "nor does a bundle"
    );
    let cascade = format!("{HUGO}//- content/b/_index.md\n---\ntitle: x\ncascade: {{draft: true}}\n---\n");
    assert_ne!(first, fingerprint(&cascade, &plain));
    assert_ne!(first, fingerprint(&site_of("//- content/c/index.md\n//- content/c/d.md\n"), &plain));
    let based = SiteOptions { base_path: Some("/博客".to_owned()), ..SiteOptions::default() };
    assert_ne!(first, fingerprint(&site_of(""), &based));
}

#[test]
fn options_come_before_the_site() {
    let root = site("//- docs/内部/a.md\n# A\n//- docs/b.md\n# B\n");
    let options = SiteOptions {
        generator: Some(GeneratorKind::Plain),
        content: Some("docs".into()),
        base_path: Some("https://example.org/手册/".to_owned()),
        exclude: vec!["docs/内部".to_owned()],
        ..SiteOptions::default()
    };
    let reader = open(root.path(), &options);
    let outcomes: Vec<Outcome> = reader.files().iter().map(|file| reader.read(file).outcome).collect();
    match &outcomes[..] {
        [Outcome::Published(page), Outcome::LeftOut(LeftOut::Excluded(pattern))] => {
            assert_eq!(page.url, "/%E6%89%8B%E5%86%8C/b/");
            assert_eq!(pattern, "docs/内部");
        }
        other => panic!("expected a page and one left out, found {other:?}"),
    }
}

#[test]
fn a_broken_configuration_is_a_remark() {
    let root = site("//- hugo.toml\nbaseURL = 'https://example.org/x/'\ntitle = [\n//- content/a.md\n正文\n");
    let (reader, diagnostics) =
        SiteReader::open(root.path(), &SiteOptions::default(), now()).expect("the site is there");
    assert!(
        diagnostics.iter().any(|remark| remark.path == "hugo.toml" && remark.line > 0),
        "{diagnostics:?}"
    );
    assert_eq!(reader.files().len(), 1);
}

#[test]
fn a_missing_folder_is_an_error() {
    let root = site("//- hugo.toml\n");
    assert!(SiteReader::open(&root.path().join("gone"), &SiteOptions::default(), now()).is_err());
    assert!(
        SiteReader::open(root.path(), &SiteOptions::default(), now()).is_err(),
        "its content is not there"
    );
}

#[test]
fn readers_are_shared_by_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<SiteReader>();
}

#[test]
fn hugo_keeps_names_as_written_where_it_is_told_to() {
    // Held to builds of Hugo 0.168 with and without `disablePathToLower`.
    for (setting, expected) in [
        ("true", ["/A+B/", "/C%23-and-.NET/", "/a+b-c/", "/%E4%B8%AD%E6%96%87-%E5%90%8D%E5%AD%97%E4%B8%80/"]),
        (
            "false",
            ["/a+b/", "/c%23-and-.net/", "/a+b--c/", "/%E4%B8%AD%E6%96%87-%E5%90%8D%E5%AD%97%E4%B8%80/"],
        ),
    ] {
        let root = site(&format!(
            "//- hugo.toml\ndisablePathToLower = {setting}\n//- content/A+B.md\n//- content/C# and .NET.md\n\
             //- content/a+b & c.md\n//- content/中文 名字（一）.md\n"
        ));
        let reader = open(root.path(), &SiteOptions::default());
        let urls: Vec<String> = reader.files().iter().map(|file| page(root.path(), &file.path).url).collect();
        assert_eq!(urls, expected);
    }
}

#[test]
fn what_a_page_includes_is_on_it() {
    let root = site(
        "//- book.toml\n[book]\nlanguage = 'zh'\n//- src/SUMMARY.md\n[首页](README.md)\n- [安装](a.md)\n\
         //- src/README.md\n# 首页\n//- src/a.md\n# 安装\n\n{{#include 片段/一.md}}\n\n## 完\n//- src/片段/一.md\n## 完\n\n{{#include 二.md}}\n\
         //- src/片段/二.md\n雙協議棧\n",
    );
    let reading = read(root.path(), "src/a.md");
    let paths: Vec<&str> = reading.dependencies.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["src/片段/一.md", "src/片段/二.md"]);
    let page = page(root.path(), "src/a.md");
    let anchors: Vec<&str> = page.sections.iter().map(|section| section.anchor.as_str()).collect();
    assert_eq!(anchors, ["安装", "完", "完-1"]);
    assert_eq!(page.sections[1].blocks[0].text, "雙協議棧");
    let reader = open(root.path(), &SiteOptions::default());
    assert!(reader.are_unchanged(&reading.dependencies));
    std::fs::write(root.path().join("src/片段/二.md"), "单协议栈").expect("a file can be written");
    assert!(!reader.are_unchanged(&reading.dependencies));
}

#[test]
fn a_head_may_be_indented_as_a_whole() {
    let root =
        site(&format!("{HUGO}//- content/a.md\n---\n title: 無狀態應用\n tags: [\"云\"]\n---\n\n正文\n"));
    let page = page(root.path(), "content/a.md");
    assert_eq!((page.title.as_str(), page.tags), ("無狀態應用", vec!["云".to_owned()]));
    assert_eq!(page.sections.len(), 1);
}
