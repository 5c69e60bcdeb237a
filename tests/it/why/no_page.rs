//! What is said of a file that is no page, or of an index that is older than the site.

use expect_test::expect;
use sou::document::SiteOptions;

use crate::indexed::{build_options, open, typed};
use crate::support::{site, write_files};

use super::{SITE, case, read, shown};

/// A Jekyll site with everything that is no page.
const JEKYLL: &str = "
//- _config.yml
title: 例
future: false
exclude: [vendor, private]
//- _posts/2024-01-01-在.md
---
title: 在
---
集群。
//- _posts/2099-01-01-将来.md
---
title: 将来
---
集群。
//- _posts/2024-01-02-隐藏.md
---
title: 隐藏
published: false
---
集群。
//- _drafts/草稿.md
---
title: 草稿
---
集群。
//- 无头.md
集群，没有前言。
//- _includes/片段.md
---
---
集群。
//- private/私.md
---
---
集群。
//- notes.txt
集群
";

#[test]
fn files_that_are_no_page_say_why() {
    let case = case(JEKYLL);
    let mut all = String::new();
    for page in [
        "_posts/2099-01-01-将来.md",
        "_posts/2024-01-02-隐藏.md",
        "草稿.md",
        "无头.md",
        "_includes/片段.md",
        "private/私.md",
        "notes.txt",
        "../外面.md",
        "_posts/2024-01-01-再.md",
    ] {
        all.push_str(&shown(&case.why(&typed("集群"), page)));
        all.push('\n');
    }
    expect![[r#"
        _posts/2099-01-01-将来.md
        is not in the index
          because its date is still to come (until 2099-01-01T00:00:00Z)
          to change it: wait, or give it a date that has come; then run `sou index`

        _posts/2024-01-02-隐藏.md
        is not in the index
          because it is not published, by `published`
          to change it: publish it, and run `sou index`

        _drafts/草稿.md
        is not in the index
          because it is a draft, by `_drafts`
          to change it: publish it, and run `sou index`

        无头.md
        is not in the index
          because the generator makes no page of it: it has no front matter
          to change it: do as the generator expects, and run `sou index`

        _includes/片段.md
        is not in the index
          because the generator makes no pages of the files in `_includes`
          to change it: move or rename it, or include it in the generator's configuration

        private/私.md
        is not in the index
          because the generator makes no pages of the files in `private`
          to change it: move or rename it, or include it in the generator's configuration

        notes.txt
        is not in the index
          because the file is no Markdown, by the end of its name
          to change it: name it `.md`, and run `sou index`

        `../外面.md` is no page and no file of the site
          because nothing has this path, this file or this address
          to change it: `sou pages --all` lists every file

        `_posts/2024-01-01-再.md` is no page and no file of the site
          because nothing has this path, this file or this address
          to change it: did you mean `_posts/2024-01-01-在.md`?

    "#]]
    .assert_eq(&all);
}

#[test]
fn expired_and_headless_pages_of_hugo_say_why() {
    let case = case(
        "
//- hugo.toml
baseURL = 'https://blog.example/'
//- content/旧.md
---
title: 旧
expiryDate: 2020-01-01
---
集群。
//- content/半/index.md
---
title: 半
headless: true
---
集群。
//- content/新.md
---
title: 新
---
集群。
//- layouts/说明.md
集群
",
    );
    let mut all = String::new();
    for page in ["content/旧.md", "content/半/index.md", "layouts/说明.md"] {
        all.push_str(&shown(&case.why(&typed("集群"), page)));
        all.push('\n');
    }
    expect![[r#"
        content/旧.md
        is not in the index
          because its expiry date has passed
          to change it: move its expiry date, and run `sou index`

        content/半/index.md
        is not in the index
          because it is not published, by `headless`
          to change it: publish it, and run `sou index`

        layouts/说明.md
        is not in the index
          because the file is not in a folder that holds content: `content`
          to change it: move it there, or name its folder with `content:` in `sou.yml`

    "#]]
    .assert_eq(&all);
}

#[test]
fn what_the_settings_leave_out_is_named_with_its_pattern() {
    let site = site("//- 公开.md\n# 公开\n集群。\n//- 草稿/一.md\n# 一\n集群。\n");
    let index = tempfile::tempdir().expect("a temporary folder can be made");
    let site_options = SiteOptions { exclude: vec!["草稿/**".to_owned()], ..SiteOptions::default() };
    let mut options = build_options(site.path(), index.path());
    options.site_options = site_options.clone();
    sou::index::build::build(&options, &crate::indexed::ANALYZER, &|_| {}).expect("the site can be indexed");
    let engine = open(index.path());
    let reader = read(site.path(), &site_options);
    let why = engine.why(&typed("集群"), &["草稿/一.md"], Some(&reader)).expect("the index can be read");
    expect![[r#"
        草稿/一.md
        is not in the index
          because the settings exclude it, by the pattern `草稿/**`
          to change it: take the pattern out of `exclude:`, and run `sou index`
    "#]]
    .assert_eq(&shown(&why));
    let otherwise = read(site.path(), &SiteOptions::default());
    let why = engine.why(&typed("集群"), &["草稿/一.md"], Some(&otherwise)).expect("the index can be read");
    expect![[r#"
        草稿/一.md
        is not in the index
          because the index was made before the file was there, or was a page
          to change it: run `sou index`
          note: the site's settings have changed since the last run, or its configuration: run `sou index`
    "#]]
    .assert_eq(&shown(&why));
    let why = engine.why(&typed("集群"), &["草稿/一.md"], None).expect("the index can be read");
    expect![[r#"
        草稿/一.md
        is not in the index
          because the settings exclude it, by the pattern `草稿/**`
          to change it: take the pattern out of `exclude:`, and run `sou index`
          note: the site was not looked at, only its index
    "#]]
    .assert_eq(&shown(&why));
}

#[test]
fn an_index_older_than_the_site_is_told() {
    let case = case(SITE);
    let folder = case.site.path();
    write_files(
        folder,
        "//- 新.md\n# 新\n滚动更新。\n//- 部署.md\n---\ntitle: 部署\ndraft: true\n---\n滚动更新\n",
    );
    std::fs::write(folder.join("滚动更新.md"), "# 换了\n正文。\n").expect("a page can be written");
    std::fs::remove_file(folder.join("發布.md")).expect("a page can be removed");
    std::fs::write(folder.join("kubernetes.md"), b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0")
        .expect("a page can be written");
    std::fs::write(folder.join("坏.md"), b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0")
        .expect("a page can be written");
    let mut all = String::new();
    for page in ["新.md", "部署.md", "滚动更新.md", "發布.md", "kubernetes.md", "坏.md"] {
        let why = case.why(&typed("没有的词"), page);
        let of_page: Vec<String> =
            shown(&why).lines().take_while(|line| !line.is_empty()).map(str::to_owned).collect();
        all.push_str(&of_page.join("\n"));
        all.push_str("\n\n");
    }
    expect![[r#"
        新.md
        is not in the index
          because the index was made before the file was there, or was a page
          to change it: run `sou index`

        部署.md
          部署一个服务
          /%E9%83%A8%E7%BD%B2/
          2023-05-01 · zh-Hans · kubernetes, 运维
        is not among the 0 pages for `没有的词`
          because it lacks `词`: it holds none of the query
          to change it: ask without those words, or write them on the page
          note: it is a draft, by `draft`: the next `sou index` takes the page out

        滚动更新.md
          滚动更新
          /%E6%BB%9A%E5%8A%A8%E6%9B%B4%E6%96%B0/
          2024-05-01 · zh-Hans · kubernetes
        is not among the 0 pages for `没有的词`
          because it lacks `词`: it holds none of the query
          to change it: ask without those words, or write them on the page
          note: the file has changed since it was indexed: run `sou index`

        發布.md
          發布策略
          /%E7%99%BC%E5%B8%83/
          2022-05-01 · zh-Hant
        is not among the 0 pages for `没有的词`
          because it lacks `词`: it holds none of the query
          to change it: ask without those words, or write them on the page
          note: the file is gone: the next `sou index` takes the page out

        kubernetes.md
          Kubernetes in a hurry
          /kubernetes/
          2021-05-01 · en · kubernetes
        is not among the 0 pages for `没有的词`
          because it lacks `词`: it holds none of the query
          to change it: ask without those words, or write them on the page
          note: the file cannot be read now (expected text, found a zero byte), and the index keeps what it has

        坏.md
        is not in the index
          because the file cannot be read: expected text, found a zero byte
          to change it: repair the file or save it as UTF-8, and run `sou index`

    "#]].assert_eq(&all);
}
