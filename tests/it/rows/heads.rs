//! F1: heads of every bad shape. The page is found by its text, and the owner is told.

use sou::content::{Dialect, parse};
use sou::search::Engine;

use super::{Place, row, took};
use crate::faults::n_cases;

/// What is said of a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    /// A warning with a line.
    Warned,
}

/// Shapes of heads, fences and all; `n` is about how many bytes they have.
fn shapes(n: usize) -> Vec<(&'static str, String, Said)> {
    use Said::{Nothing, Warned};
    let yaml = |inside: String| format!("---\n{inside}\n---\n");
    let bomb = |depth: usize| {
        let line = |at: usize| format!("a{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 9].join(","));
        format!("a0: &a0 [搜,搜]\n{}", (1..depth).map(line).collect::<String>())
    };
    let nested = |depth: usize| (0..depth).map(|at| format!("{}k:\n", " ".repeat(at))).collect::<String>();
    vec![
        ("references that double", yaml(bomb(30)), Warned),
        ("brackets", yaml(format!("a: {}", "[".repeat(n))), Warned),
        ("braces", yaml(format!("a: {}", "{a: ".repeat(n / 4))), Warned),
        ("levels", yaml(nested((2 * n).isqrt().min(5_000))), Warned),
        (
            "keys",
            yaml((0..n / 12).map(|at| format!("key{at}: 值\n")).collect()),
            if n > 64 * 1024 { Warned } else { Nothing },
        ),
        (
            "one long text",
            yaml(format!("a: {}", "長".repeat(n / 3))),
            if n > 64 * 1024 { Warned } else { Nothing },
        ),
        ("one key twice", yaml("tags: [一]\ntags: [二]".to_owned()), Warned),
        ("tabs", yaml("a:\n\tb: 1".to_owned()), Warned),
        ("a type of Python", yaml("a: !!python/object/apply:os.system [ls]".to_owned()), Nothing),
        ("keys that are taken over", yaml("a: &a\n  b: 1\nc:\n  <<: *a".to_owned()), Nothing),
        ("a colon too many", yaml("title: 你好: 世界".to_owned()), Warned),
        ("a star", yaml("title: *中文*".to_owned()), Warned),
        ("an at", yaml("author: @foo".to_owned()), Warned),
        ("a quotation that does not end", yaml("a: \"搜\nb: 1".to_owned()), Warned),
        ("text in place of fields", yaml("a: 1\n只是文字".to_owned()), Warned),
        ("an end of dots", "---\na: 1\n...\n".to_owned(), Nothing),
        ("nothing", "---\n---\n".to_owned(), Nothing),
        ("no end", "---\na: 1\n\n".to_owned(), Warned),
        ("TOML", "+++\na = 1\n+++\n".to_owned(), Nothing),
        ("TOML that is none", "+++\na = [1\n+++\n".to_owned(), Warned),
        ("TOML, brackets", format!("+++\na = {}\n+++\n", "[".repeat(n)), Warned),
        ("JSON", "{\n\"a\": 1\n}\n\n".to_owned(), Nothing),
        ("JSON, half a character", "{\n\"a\": \"\\ud800\"\n}\n\n".to_owned(), Warned),
        ("JSON of Hexo", "\"a\": 1\n;;;\n".to_owned(), Nothing),
    ]
}

const BODY: &str = "正文在這裡，滚动更新。\n\n---\n\n分隔線不是頭。\n";

/// A head without an end would end at a line of the body that looks like one.
fn body_of(what: &str) -> String {
    if what == "no end" { BODY.replace("---\n\n", "") } else { BODY.to_owned() }
}

/// Whose heads of this kind are read.
fn dialect_of(what: &str) -> Dialect {
    if what == "JSON of Hexo" { Dialect::Hexo } else { Dialect::Hugo }
}

#[test]
fn f1_a_page_is_not_lost_to_its_head() {
    let shapes = shapes(n_cases(30_000, 8_000_000));
    for (what, head, said) in &shapes {
        let text = format!("{head}{}", body_of(what));
        let (parsed, diagnostics) = parse(&text, "content/頁.md", dialect_of(what));
        let blocks: Vec<&str> = parsed
            .sections
            .iter()
            .flat_map(|section| &section.blocks)
            .map(|block| block.text.as_str())
            .collect();
        assert!(
            blocks.contains(&"正文在這裡，滚动更新。") && blocks.contains(&"分隔線不是頭。"),
            "{what}: {blocks:?}"
        );
        let warned: Vec<_> =
            diagnostics.iter().filter(|remark| remark.line > 0 && remark.hint.is_some()).collect();
        assert_eq!(warned.is_empty(), *said == Said::Nothing, "{what}: {diagnostics:?}");
    }
    row("F1", shapes.len());
}

#[test]
fn f1_in_a_site_all_of_them_are_found() {
    let shapes = shapes(20_000);
    let text: String = shapes
        .iter()
        .enumerate()
        .map(|(number, (what, head, _))| {
            format!("//- content/{number:02}.md\n{head}{}\n第{number}頁的話\n", body_of(what))
        })
        .collect();
    let place = Place::new(&format!("//- hugo.toml\ntitle = \"例\"\n{text}"));
    let report = place.run();
    let engine: Engine = place.engine();
    for (number, (what, _, said)) in shapes.iter().enumerate() {
        let path = format!("content/{number:02}.md");
        let found = super::found(&engine, &format!("\"第{number}頁的話\""));
        assert_eq!(found, [path.as_str()], "{what}");
        let is_said = report.diagnostics.iter().any(|remark| remark.path == path);
        assert!(is_said || *said == Said::Nothing || *what == "JSON of Hexo", "{what}: nothing is said");
    }
    row("F1 in a site", shapes.len());
}

#[test]
fn f1_time_grows_with_the_head() {
    let n = n_cases(20_000, 4_000_000);
    let (mut most, mut slowest) = (0.0_f64, "");
    let mut longest = 0.0_f64;
    let doubled = shapes(2 * n);
    for ((what, head, _), (_, larger, _)) in shapes(n).iter().zip(&doubled) {
        let read = |head: &str| drop(parse(&format!("{head}{BODY}"), "頁.md", dialect_of(what)));
        let (once, twice) = (took(|| read(head)).as_secs_f64(), took(|| read(larger)).as_secs_f64());
        longest = longest.max(twice);
        // Below a tenth of a millisecond the clock says nothing.
        let ratio = twice / once.max(1e-4);
        if ratio > most {
            (most, slowest) = (ratio, what);
        }
    }
    println!(
        "time of {} heads of {} bytes: at most {:.0} ms, and {most:.1} times that of a half (`{slowest}`)",
        doubled.len(),
        2 * n,
        longest * 1e3
    );
}
