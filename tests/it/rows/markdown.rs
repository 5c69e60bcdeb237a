//! F5: Markdown of every bad shape is read in time that grows with its length.

use sou::content::{Dialect, parse};

use super::{row, took};
use crate::faults::n_cases;

/// What is repeated, and what stands before all of it and behind.
const SHAPES: [(&str, &str, &str); 40] = [
    ("", "[", ""),
    ("", "[a](", ""),
    ("", "![", ""),
    ("", "*", ""),
    ("", "*a **a ", ""),
    ("", "_a __a ", ""),
    ("", "`", ""),
    ("", "`` ` ", ""),
    ("", "> ", "a"),
    ("", "- ", "a"),
    ("", "1. ", "a"),
    ("", "  - a\n", ""),
    ("", "<", ""),
    ("", "<a ", ""),
    ("", "<a b='", ""),
    ("", "<!--", ""),
    ("", "<!-- -", ""),
    ("", "<?", ""),
    ("", "<![CDATA[", ""),
    ("", "<div>", "</div>"),
    ("", "</div>", ""),
    ("", "<script>", ""),
    ("", "&", ""),
    ("", "&lt", ""),
    ("", "\\", ""),
    ("", "~~a ", ""),
    ("", "[^", ""),
    ("", "[^1]", "\n\n[^1]: 注"),
    ("", "[^1]: ", "a"),
    ("", "[a]: b\n", "[a]"),
    ("", "a\n===\n", ""),
    ("", "# ", "題"),
    ("| 甲 | 乙 |\n| --- | --- |\n", "| 一 | 二 |\n", ""),
    ("", "|", "\n|-|"),
    ("", "```", ""),
    ("", "~~~\n", ""),
    ("", "{{< a >}}", ""),
    ("", "{% raw %}", ""),
    ("", "import x from 'y'\n", ""),
    ("", "搜", ""),
];

const DIALECTS: [Dialect; 6] = [
    Dialect::Plain,
    Dialect::Jekyll,
    Dialect::Hugo,
    Dialect::Docusaurus,
    Dialect::VitePress,
    Dialect::MkDocs,
];

fn shape((before, piece, after): (&str, &str, &str), n_bytes: usize) -> String {
    format!("{before}{}{after}", piece.repeat(n_bytes / piece.len()))
}

#[test]
fn f5_bad_shapes_lose_nothing_that_stands_below_them() {
    let n_bytes = n_cases(4_000, 1 << 20);
    for parts in SHAPES {
        for dialect in DIALECTS {
            let text = format!("最前面的話。\n\n{}\n", shape(parts, n_bytes));
            let (parsed, _) = parse(&text, "頁.md", dialect);
            let first = parsed.sections.first().and_then(|section| section.blocks.first());
            assert_eq!(
                first.map(|block| block.text.as_str()),
                Some("最前面的話。"),
                "{parts:?} as {dialect:?}"
            );
            let len_bytes: usize = parsed
                .sections
                .iter()
                .flat_map(|section| &section.blocks)
                .map(|block| block.text.len())
                .sum();
            assert!(
                len_bytes <= 4 * text.len(),
                "{parts:?} as {dialect:?}: {len_bytes} bytes of {}",
                text.len()
            );
        }
    }
    row("F5", SHAPES.len() * DIALECTS.len());
}

#[test]
fn f5_a_wide_table_and_a_deep_quotation_are_read() {
    let n_columns = n_cases(500, 10_000);
    let line = |cell: &str| format!("|{}\n", format!(" {cell} |").repeat(n_columns));
    let table = format!("{}{}{}", line("欄"), line("---"), line("格"));
    let quotation = format!("{}引用", "> ".repeat(n_cases(5_000, 500_000)));
    for (what, text, expected) in [("a table", table, "格"), ("a quotation", quotation, "引用")] {
        let (parsed, _) = parse(&text, "頁.md", Dialect::Plain);
        let mut blocks = parsed.sections.iter().flat_map(|section| &section.blocks);
        assert!(blocks.any(|block| block.text.contains(expected)), "{what}: {:.200?}", parsed.sections);
    }
    row("F5 wide and deep", 2);
}

#[test]
fn f5_time_grows_with_the_page() {
    let n_bytes = n_cases(20_000, 1 << 20);
    let (mut most, mut slowest, mut longest) = (0.0_f64, String::new(), 0.0_f64);
    for parts in SHAPES {
        for dialect in DIALECTS {
            let read = |n_bytes: usize| {
                let text = shape(parts, n_bytes);
                took(|| parse(&text, "頁.md", dialect)).as_secs_f64()
            };
            let (once, twice) = (read(n_bytes), read(2 * n_bytes));
            longest = longest.max(twice);
            // Below a millisecond the clock says nothing.
            let ratio = twice / once.max(1e-3);
            if ratio > most {
                (most, slowest) = (ratio, format!("{} as {dialect:?}", parts.1.escape_debug()));
            }
        }
    }
    let n_shapes = SHAPES.len() * DIALECTS.len();
    println!(
        "time of {n_shapes} pages of {} bytes: at most {:.0} ms, and {most:.1} times that of a half (`{slowest}`)",
        2 * n_bytes,
        longest * 1e3
    );
}
