//! F2, F3, F4: tags, dates and flags, as people write them.

use super::{Place, row};

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

#[test]
fn f2_tags_are_a_list_however_they_are_written() {
    let rows: &[(&str, &[&str])] = &[
        ("tags: 容器", &["容器"]),
        ("tags: [容器, 編排]", &["容器", "編排"]),
        ("tags:\n  - 容器\n  - 編排", &["容器", "編排"]),
        ("tags:\n- 容器", &["容器"]),
        ("tags: 容器，編排、調度", &["容器", "編排", "調度"]),
        ("tags: a, b; c", &["a", "b", "c"]),
        ("tags: Ｋ８Ｓ", &["Ｋ８Ｓ"]),
        ("tags: \" 容器 \"", &["容器"]),
        ("tags: y", &["y"]),
        ("tags: [no, on]", &["no", "on"]),
        ("tags: [true, false]", &["false", "true"]),
        ("tags: 1.29", &["1.29"]),
        ("tags: [012, 2024]", &["012", "2024"]),
        ("tags: [[容器, 編排], 網路]", &["容器", "網路", "編排"]),
        ("tags: {容器: 3, 編排: 1}", &["容器", "編排"]),
        ("tags: [{label: 容器, permalink: /r}]", &["容器"]),
        ("tags: [容器, 容器]", &["容器"]),
        ("tags: null", &[]),
        ("tags:", &[]),
        ("tags: ~", &[]),
        ("tags: []", &[]),
        ("tags: \"\"", &[]),
        ("tags: [null, \"\"]", &[]),
        ("tag: 容器", &["容器"]),
        ("tags: [容器", &["容器"]),
    ];
    let page = |number: usize, head: &str| {
        format!("//- content/{number:02}.md\n---\ntitle: 第{number}頁\n{head}\n---\n文\n")
    };
    let place = Place::new(
        &rows.iter().enumerate().map(|(number, (head, _))| page(number, head)).collect::<String>(),
    );
    place.run();
    for (page, (head, expected)) in place.engine().pages(false).iter().zip(rows) {
        assert_eq!(sorted(page.tags.clone()), *expected, "{head}");
    }
    row("F2", rows.len());
}

#[test]
fn f3_dates_are_read_or_there_is_none() {
    let rows: &[(&str, Option<&str>)] = &[
        ("date: 2024-01-02", Some("2024-01-02")),
        ("date: 2024-01-02T03:04:05Z", Some("2024-01-02T03:04:05")),
        // In the time zone of the site.
        ("date: 2024-01-02 03:04:05 +0800", Some("2024-01-01T19:04:05")),
        ("date: '2024-01-02'", Some("2024-01-02")),
        ("date: 2024/1/2", Some("2024-01-02")),
        ("date: 2024.1.2", Some("2024-01-02")),
        ("date: 2024年1月2日", Some("2024-01-02")),
        ("date: ２０２４年１月２日", Some("2024-01-02")),
        ("date: 2 January 2024", Some("2024-01-02")),
        ("date: Jan 2, 2024", Some("2024-01-02")),
        ("date: 1704164645", Some("2024-01-02T03:04:05")),
        ("date: [2024-01-02, 2025-01-02]", Some("2024-01-02")),
        ("date: 0000-00-00", None),
        ("date: 99999-1-1", None),
        ("date: 2024-02-30", None),
        ("date: 2023-02-29", None),
        ("date: 明天", None),
        ("date: today", None),
        ("date: now", None),
        ("date: 1e400", None),
        ("date: 99999999999999999999", None),
        ("date: -1e9", None),
        ("date: {a: 1}", None),
        ("date: null", None),
        ("date:", None),
        ("title2: 沒有日期", None),
    ];
    let page = |number: usize, head: &str| {
        format!("//- content/{number:02}.md\n---\ntitle: 第{number}頁\n{head}\n---\n文\n")
    };
    let place = Place::new(
        &rows.iter().enumerate().map(|(number, (head, _))| page(number, head)).collect::<String>(),
    );
    place.run();
    let pages = place.engine().pages(false);
    assert_eq!(pages.len(), rows.len(), "a page is not lost to its date");
    for (page, (head, expected)) in pages.iter().zip(rows) {
        assert_eq!(page.date.as_deref(), *expected, "{head}");
    }
    row("F3", rows.len());
}

#[test]
fn f4_what_may_be_hidden_is_hidden() {
    let hidden = [
        "draft: true",
        "draft: yes",
        "draft: Yes",
        "draft: on",
        "draft: 1",
        "draft: \"true\"",
        "draft: 是",
        "draft: 真",
        "draft: 可能",
        "draft: maybe",
        "draft: 2",
        "draft: [true]",
        "draft: [true, false]",
        "draft: {a: 1}",
        "draft: \"\"",
        "Draft: true",
        "DRAFT: TRUE",
        "draft:true\ndraft: true",
        "draft: true # 还没写完",
        "draft：true",
        "private: 1",
        "private: 是",
        "private: 也许",
        "published: false",
        "published: \"false\"",
        "published: no",
        "published: 否",
        "published: 0",
        "published: 隨便",
        "publish: off",
        "draft: [true",
        "draft: \"true",
        "draft: @true",
        "draft: *true",
    ];
    let shown = [
        "draft: false",
        "draft: no",
        "draft: \"false\"",
        "draft: 0",
        "draft: 否",
        "draft: ~",
        "draft:",
        "private: false",
        "published: true",
        "published: 1",
        "published: 是",
        "publish: yes",
        "x: true",
    ];
    let page = |number: usize, head: &str| {
        format!("//- content/{number:02}.md\n---\ntitle: 第{number}頁\n{head}\n---\n秘密 {number}\n")
    };
    let heads: Vec<&str> = hidden.iter().chain(&shown).copied().collect();
    let place =
        Place::new(&heads.iter().enumerate().map(|(number, head)| page(number, head)).collect::<String>());
    place.run();
    let pages = place.pages();
    for (number, head) in heads.iter().enumerate() {
        let is_shown = pages.contains(&format!("content/{number:02}.md"));
        assert_eq!(is_shown, number >= hidden.len(), "`{head}`");
    }
    row("F4", heads.len());
}

/// Whatever keeps a page back does so at the end of a head that is read by its lines only.
#[test]
fn f4_a_flag_below_a_head_without_end_hides_the_page() {
    let filling: String = (0..8_000).map(|number| format!("key{number}: 值\n")).collect();
    assert!(filling.len() > 64 * 1024);
    let rows = [
        ("", "content", "draft: true"),
        ("", "content", "Draft: 也许"),
        ("", "content", "private: true"),
        ("", "content", "published: false"),
        ("", "content", "publish: no"),
        ("", "content", "date: 2999-01-01"),
        ("", "content", "publishDate: 2999-01-01"),
        ("", "content", "expiryDate: 2001-01-01"),
        ("//- _config.yml\ntitle: 例\n", "_posts", "published: false"),
        ("//- hugo.toml\ntitle = \"例\"\n", "content", "expiryDate: 2001-01-01"),
        ("//- hugo.toml\ntitle = \"例\"\n", "content", "unpublishdate: 2001-01-01"),
        ("//- hugo.toml\ntitle = \"例\"\n", "content", "publishDate: 2999-01-01"),
        ("//- hugo.toml\ntitle = \"例\"\n", "content", "build: {render: never}"),
        ("//- hugo.toml\ntitle = \"例\"\n", "content", "_build:\n  render: false"),
        ("//- docusaurus.config.js\nmodule.exports = {}\n", "docs", "unlisted: true"),
        ("//- .vitepress/config.js\nexport default {}\n", "docs", "search: false"),
        ("//- astro.config.mjs\nexport default {}\n", "src/content/docs", "pagefind: false"),
        ("//- mkdocs.yml\nsite_name: 例\n", "docs", "search:\n  exclude: true"),
        ("//- pelicanconf.py\nSITENAME = '例'\n", "content", "status: hidden"),
        ("//- zola.toml\nbase_url = \"/\"\n", "content", "draft: true"),
    ];
    for (config, folder, flag) in rows {
        let page = |name: &str, flag: &str| {
            format!(
                "//- {folder}/2024-01-01-{name}.md\n---\ntitle: 長頭\n{filling}{flag}\n---\n{name}的正文\n"
            )
        };
        let place = Place::new(&format!("{config}{}{}", page("shown", "kept: 1"), page("hidden", flag)));
        place.run();
        let pages = place.pages();
        assert!(pages.iter().any(|path| path.ends_with("shown.md")), "{config}{flag}: {pages:?}");
        assert!(!pages.iter().any(|path| path.ends_with("hidden.md")), "{config}{flag}: {pages:?}");
    }
    row("F4 below a long head", rows.len());
}
