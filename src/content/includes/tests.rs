//! What pages take in, by tool.

use super::*;

/// Files that may be included, by path.
fn load(path: &str) -> Option<String> {
    let text = match path {
        "src/片段.md" => "## 片段\n第二行\n第三行\n",
        "src/a/deep.md" => "深 {{#include ../片段.md:2}}\n",
        "src/a/self.md" => "x{{#include self.md}}{{#include self.md}}",
        "src/code.rs" => "fn a() {}\n// ANCHOR: 甲\nfn b() {}\n// ANCHOR_END: 甲\nfn c() {}\n",
        "_includes/note.md" => "注意",
        _ => return None,
    };
    Some(text.to_owned())
}

#[track_caller]
fn check(dialect: Dialect, text: &str, expected: Option<&str>) {
    let expanded = expand(text, 0, "src/page.md", dialect, "src", &load);
    assert_eq!(expanded.map(|expanded| expanded.text).as_deref(), expected, "{text}");
}

#[test]
fn files_take_the_place_of_their_directives() {
    for (text, expected) in [
        ("没有", None),
        ("前 {{#include 片段.md}}后", Some("前 ## 片段\n第二行\n第三行后")),
        ("{{#include 片段.md:2:3}}", Some("第二行\n第三行")),
        ("{{#include 片段.md:2}}", Some("第二行")),
        ("{{#include 片段.md::1}}", Some("## 片段")),
        ("{{ #include ./a/deep.md }}", Some("深 第二行")),
        ("{{#include code.rs:甲}}", Some("fn b() {}")),
        ("{{#rustdoc_include code.rs:甲}}", Some("# fn a() {}\nfn b() {}\n# fn c() {}")),
        (
            "{{#playground code.rs editable}}",
            Some("```rust\nfn a() {}\n// ANCHOR: 甲\nfn b() {}\n// ANCHOR_END: 甲\nfn c() {}\n```\n"),
        ),
        ("\\{{#include 片段.md}} {{#include 没有.md}}", Some("\\{{#include 片段.md}} {{#include 没有.md}}")),
        ("{{#include ../../../etc/passwd}}", Some("{{#include ../../../etc/passwd}}")),
    ] {
        check(Dialect::MdBook, text, expected);
    }
    check(Dialect::VitePress, "<!--@include: ./片段.md{2,3}-->", Some("第二行\n第三行"));
    check(Dialect::VitePress, "<!-- @include: @/片段.md -->", Some("## 片段\n第二行\n第三行\n"));
    check(Dialect::MkDocs, "--8<-- \"src/片段.md:2:2\"\n", Some("第二行\n"));
    check(Dialect::MkDocs, "--8<--\nsrc/片段.md\n--8<--\n", Some("## 片段\n第二行\n第三行\n\n"));
    check(Dialect::MkDocs, "{% include-markdown \"./片段.md\" %}", Some("## 片段\n第二行\n第三行\n"));
    check(
        Dialect::Jekyll,
        "{% include note.md x=1 %}。{% include a.html %}",
        Some("注意。{% include a.html %}"),
    );
    check(
        Dialect::Docusaurus,
        "import 片, {x} from 'y'\nimport Part from '@site/src/片段.md';\n\n<Part name=\"甲\" />\n<Other />\n",
        Some(
            "import 片, {x} from 'y'\nimport Part from '@site/src/片段.md';\n\n## 片段\n第二行\n第三行\n\n<Other />\n",
        ),
    );
    check(Dialect::Hugo, "{{#include 片段.md}}", None);
}

#[test]
fn lines_and_titles_are_those_of_the_page() {
    let text = "一\n{{#include 片段.md}}四\n{{#title 自定}}五\n";
    let expanded = expand(text, 0, "src/page.md", Dialect::MdBook, "src", &load).expect("it includes");
    assert_eq!(expanded.lines, [1, 2, 2, 2, 3]);
    assert_eq!(expanded.title.as_deref(), Some("自定"));
    assert_eq!(expanded.paths, ["src/片段.md"]);
    assert_eq!(line_of_page(&expanded.lines, 5), 3);
}

#[test]
fn what_includes_itself_ends() {
    let text = "{{#include a/self.md}}";
    let expanded = expand(text, 0, "src/page.md", Dialect::MdBook, "src", &load).expect("it includes");
    assert!(expanded.text.len() < MAX_BYTES);
}

#[test]
fn hidden_lines_go() {
    let code = "# fn main() {\n  #\nlet 甲 = 1;\n## 井\n#[derive(Debug)]\n#!\n# }\n";
    assert_eq!(without_hidden_lines(code), "let 甲 = 1;\n# 井\n#[derive(Debug)]\n#!\n");
}
