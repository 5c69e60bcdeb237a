//! Heads as people write them, and as nobody should.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::{FrontMatterFormat, entries, long_head, read};
use crate::content::dialect::Dialect;

/// Shows the format, each field with its line, the remarks, and the body.
#[track_caller]
fn check(dialect: Dialect, text: &str, expected: Expect) {
    let (front_matter, diagnostics) = read(text, "页.md", dialect);
    let mut out = format!("{:?}\n", front_matter.format);
    for (key, value) in &front_matter.fields {
        out.push_str(&format!("{} {key}: {value}\n", front_matter.line_of(key)));
    }
    for diagnostic in &diagnostics {
        out.push_str(&format!("! {diagnostic}\n"));
    }
    out.push_str(&format!("body {:?}\n", &text[front_matter.body_offset_bytes..]));
    expected.assert_eq(&out);
}

#[test]
fn yaml() {
    let text = "---\ntitle: \"你好\"\ntags: [容器, 1.20, y, no, 012, 2024-01-02]\nversion: 1.10\nweight: 10\ndraft: true\ndate: 2024-01-02 03:04\n嵌套:\n  - 甲: 乙\nempty:\n---\n正文\n";
    check(
        Dialect::Plain,
        text,
        expect![[r#"
        Yaml
        2 title: "你好"
        3 tags: ["容器","1.20","y","no","012","2024-01-02"]
        4 version: "1.10"
        5 weight: 10
        6 draft: true
        7 date: "2024-01-02 03:04"
        8 嵌套: [{"甲":"乙"}]
        10 empty: null
        body "正文\n"
    "#]],
    );
    check(
        Dialect::Plain,
        "\u{feff}---  \r\ntitle: 雙協議棧\r\n...\r\nbody",
        expect![[r#"
        Yaml
        2 title: "雙協議棧"
        body "body"
    "#]],
    );
    check(
        Dialect::Plain,
        "\n---\n---\n空\n",
        expect![[r#"
        Yaml
        body "空\n"
    "#]],
    );
}

#[test]
fn what_is_no_head_is_text() {
    check(
        Dialect::Plain,
        "---\n\n一段文字。\n\n---\n",
        expect![[r#"
        None
        body "---\n\n一段文字。\n\n---\n"
    "#]],
    );
    check(
        Dialect::Plain,
        "说明: 这是正文\n\n---\n",
        expect![[r#"
        None
        body "说明: 这是正文\n\n---\n"
    "#]],
    );
    check(
        Dialect::Plain,
        "",
        expect![[r#"
        None
        body ""
    "#]],
    );
    check(
        Dialect::Plain,
        "----",
        expect![[r#"
        None
        body "----"
    "#]],
    );
}

#[test]
fn mistakes_are_forgiven() {
    let text = "---\ntitle: 你好: 世界\nsubtitle: *中文*\nauthor: @foo\ntags:\n  - 容器\n  - 编排: x: y\n分类：云\nlist: [a, b\ndraft: true\n---\n文\n";
    check(
        Dialect::Plain,
        text,
        expect![[r#"
        Yaml
        2 title: "你好: 世界"
        3 subtitle: "*中文*"
        4 author: "@foo"
        5 tags: ["容器","编排: x: y"]
        8 分类: "云"
        9 list: ["a","b"]
        10 draft: true
        ! 页.md:2: expected YAML, found an error: mapping values are not allowed in this context
          hint: quote values that hold `: `, ` #`, `[`, `*`, `&`, `@` or quotation marks
        body "文\n"
    "#]],
    );
    check(
        Dialect::Plain,
        "---\ntitle: 一\ntitle: 二\n---\n",
        expect![[r#"
        Yaml
        3 title: "二"
        ! 页.md:3: expected `title` once, found it again
          hint: the last one counts
        body ""
    "#]],
    );
    check(
        Dialect::Plain,
        "---\ntags:\n\t- 容器\n\t- 编排\n---\n",
        expect![[r#"
        Yaml
        2 tags: ["容器","编排"]
        ! 页.md:3: expected spaces, found a tab
          hint: YAML is indented with spaces only
        body ""
    "#]],
    );
    check(
        Dialect::Plain,
        "---\ntitle: 未闭\ndraft: true\n\n正文\n",
        expect![[r#"
        Yaml
        2 title: "未闭"
        3 draft: true
        ! 页.md:2: expected a closing line for the front matter, found none
          hint: the head was taken to end at the first line that is no field
        body "\n正文\n"
    "#]],
    );
    check(
        Dialect::Plain,
        "------\ntitle: 长\n---\n文\n",
        expect![[r#"
        Yaml
        2 title: "长"
        body "文\n"
    "#]],
    );
}

#[test]
fn other_formats() {
    let toml = "+++\ntitle = \"页\"\ndate = 2024-01-02T03:04:05+08:00\nweight = 1\nversion = 1.20\n[taxonomies]\ntags = [\"容器\"]\n+++\n文\n";
    check(
        Dialect::Zola,
        toml,
        expect![[r#"
        Toml
        2 title: "页"
        3 date: "2024-01-02T03:04:05+08:00"
        4 weight: 1
        5 version: "1.20"
        0 taxonomies: {"tags":["容器"]}
        body "文\n"
    "#]],
    );
    check(
        Dialect::Hugo,
        "+++\ntitle = 页\ntags = [\"甲\", '乙']\n+++\n文\n",
        expect![[r#"
        Toml
        2 title: "页"
        3 tags: ["甲","乙"]
        ! 页.md:2: expected TOML front matter, found an error: string values must be quoted, expected literal string
          hint: only its `key = value` lines were read
        body "文\n"
    "#]],
    );
    check(
        Dialect::Hugo,
        "{\n  \"title\": \"页\",\n  \"tags\": [\"甲\"]\n}\n文\n",
        expect![[r#"
        Json
        1 title: "页"
        1 tags: ["甲"]
        body "文\n"
    "#]],
    );
    check(
        Dialect::Hexo,
        "\"title\": \"页\"\n;;;\n文\n",
        expect![[r#"
        Json
        1 title: "页"
        body "文\n"
    "#]],
    );
    check(
        Dialect::Hexo,
        "title: 页\ntags:\n- 甲\n---\n文\n",
        expect![[r#"
        Yaml
        1 title: "页"
        2 tags: ["甲"]
        body "文\n"
    "#]],
    );
    check(
        Dialect::Pelican,
        "Title: 页: 一\nTags: 甲, 乙\nSummary: 一\n    二\n\n文\n",
        expect![[r#"
        KeyValue
        1 Title: "页: 一"
        2 Tags: "甲, 乙"
        3 Summary: ["一","二"]
        body "文\n"
    "#]],
    );
}

#[test]
fn bad_shapes_cost_little() {
    let shapes = [
        format!("---\na: {}\n---\n文", "{a: ".repeat(100_000)),
        format!("---\na: {}\n---\n文", "[".repeat(16_000)),
        format!("---\na: {}\n---\n文", "{a: ".repeat(15_000)),
        format!("---\n{}\n---\n文", "- ".repeat(30_000)),
        format!("---\n{}\n---\n文", "? ".repeat(30_000)),
        format!("---\n{}---\n文", "a: 1\n".repeat(12_000)),
        format!("---\n{}---\n文", (0..8_000).map(|n| format!("k{n}: @\n")).collect::<String>()),
        format!("---\n{}---\n文", (0..200_000).map(|n| format!("k{n}: v\n")).collect::<String>()),
        format!("---\na: {}\n---\n文", "x".repeat(10_000_000)),
        format!(
            "---\na0: &a0 [x,x]\n{}---\n文",
            (1..30)
                .map(|n| format!("a{n}: &a{n} [*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0}]\n", n - 1))
                .collect::<String>()
        ),
        format!("---\n{}\n---\n文", "a: ".repeat(20_000)),
        format!("---\na: {}\n---\n文", "\"".repeat(60_001)),
        format!("---\na: {}\n---\n文", "!a ".repeat(20_000)),
        format!("---\na: {}\n---\n文", "&a ".repeat(20_000)),
        format!("+++\na = {}\n+++\n文", "[".repeat(60_000)),
        format!("+++\na{} = 1\n+++\n文", ".a".repeat(30_000)),
        format!("+++\n{}\n+++\n文", "[[a]]\n".repeat(10_000)),
        format!("{}\n文", "{\"a\":".repeat(10_000)),
        "---\na: !!python/object/apply:os.system [ls]\n<<: *x\n\0: 1\n---\n文".to_owned(),
    ];
    for (index, shape) in shapes.iter().enumerate() {
        // A quadratic reader takes minutes here.
        let (front_matter, _) = read(shape, "页.md", Dialect::Hexo);
        assert!(shape.is_char_boundary(front_matter.body_offset_bytes));
        if front_matter.format == FrontMatterFormat::Yaml {
            assert_eq!(&shape[front_matter.body_offset_bytes..], "文", "shape {index}");
        }
    }
}

#[test]
fn a_long_head_hides_neither_the_title_nor_the_page() {
    let picture = format!("cover: data:image/png;base64,{}", "A".repeat(100_000));
    let many: String = (0..20_000).map(|number| format!("键{number}: 值\n")).collect();
    let text = format!(
        "---\n{picture}\ntitle: 长头\ntags:\n- 容器\n- 编排\n{many}Draft: false\n最后: 无\nsearch:\n  exclude: true\nDraft: true\n---\n文\n"
    );
    let (front_matter, diagnostics) = read(&text, "页.md", Dialect::Plain);
    let mut shown: Vec<String> = Vec::new();
    for (key, value) in front_matter.fields.iter().filter(|(key, _)| !key.starts_with('键')) {
        let value = value.to_string();
        let value = if value.len() > 99 { format!("{} characters", value.len()) } else { value };
        shown.push(format!("{} {key}: {value}", front_matter.line_of(key)));
    }
    shown.extend(diagnostics.iter().map(|diagnostic| format!("! {diagnostic}")));
    shown.push(format!(
        "{} fields, body {:?}\n",
        front_matter.fields.len(),
        &text[front_matter.body_offset_bytes..]
    ));
    expect![[r#"
        2 cover: 4097 characters
        3 title: "长头"
        4 tags: ["容器","编排"]
        20009 search: {"exclude":true}
        20011 Draft: true
        ! 页.md:2: expected front matter of at most 65536 bytes, found 369019
          hint: only its first fields were read, at most 4096 bytes of each, and those that may hide the page
        1002 fields, body "文\n"
    "#]]
    .assert_eq(&shown.join("\n"));
}

#[test]
fn a_head_of_megabytes_has_few_fields() {
    for piece in [
        "draft: true\n",
        "键: 值\n",
        "- 甲\n",
        "\n",
        "a:\n",
        "甲,",
        "#\n",
        "日期: 2024-01-02\ndate: 2024-01-02\n",
    ] {
        let text = format!("---\na: [\n{}\n---\n文\n", piece.repeat(3_000_000 / piece.len()));
        let (front_matter, diagnostics) = read(&text, "页.md", Dialect::Plain);
        let n_bytes: usize = front_matter.fields.values().map(|value| value.to_string().len()).sum();
        assert!(front_matter.fields.len() <= 1_100 && n_bytes < 1_000_000, "{piece:?}: {n_bytes} bytes");
        assert_eq!((&text[front_matter.body_offset_bytes..], diagnostics.len()), ("文\n", 1), "{piece:?}");
    }
}

proptest! {
    /// What is read of a long head, with nothing in it too long, is what lines say of a short one.
    #[test]
    fn a_long_head_has_the_fields_of_a_short_one(
        lines in proptest::collection::vec("(draft|Date|键|\"a\"| b|  c|-|#|\\[|)[:：=] ?[a-c中:#, -]{0,9}\r?|\\PC{0,9}", 0..12),
    ) {
        let source = lines.join("\n");
        let long = |format| format!("{:?}", long_head::first_and_decisive(&source, 2, format));
        prop_assert_eq!(long(FrontMatterFormat::Yaml), format!("{:?}", entries::split(&source, 2, ':')));
        prop_assert_eq!(long(FrontMatterFormat::Toml), format!("{:?}", entries::split(&source, 2, '=')));
        prop_assert_eq!(long(FrontMatterFormat::KeyValue), format!("{:?}", entries::meta_lines(&source, 2)));
    }

    #[test]
    fn nothing_panics(
        fence in prop_oneof![Just("---\n"), Just("+++\n"), Just("{"), Just(""), Just(";;;\n"), Just("\u{feff}---\r\n")],
        lines in proptest::collection::vec("[a-c中：:='\"\\[\\]{}#&*!|>@%\t,1.y -]{0,14}", 0..8),
        close in prop_oneof![Just("---\n"), Just("+++\n"), Just("...\n"), Just("}"), Just(""), Just(";;;\n")],
        body in "\\PC{0,8}",
    ) {
        let text = format!("{fence}{}\n{close}{body}", lines.join("\n"));
        for dialect in [Dialect::Plain, Dialect::Hugo, Dialect::Hexo, Dialect::Pelican] {
            let (front_matter, diagnostics) = read(&text, "页.md", dialect);
            prop_assert!(text.is_char_boundary(front_matter.body_offset_bytes));
            let n_lines = text.lines().count() as u32;
            for diagnostic in diagnostics {
                prop_assert!(diagnostic.line <= n_lines + 1, "{}", diagnostic);
            }
        }
    }
}

#[test]
fn an_indented_fence_opens_a_head_for_hugo_alone() {
    let text = "\n    ---\ntitle: 教程\n---\n文\n";
    check(
        Dialect::Hugo,
        text,
        expect![[r#"
        Yaml
        3 title: "教程"
        body "文\n"
    "#]],
    );
    check(
        Dialect::Plain,
        text,
        expect![[r#"
        None
        body "\n    ---\ntitle: 教程\n---\n文\n"
    "#]],
    );
}
