//! Markup that is cut off, nested or doubled is read all the same: nothing panics and no text is lost.

use proptest::prelude::*;

use crate::content::{Dialect, parse};

/// Pages of one repeated piece; a quadratic pass would take minutes here.
#[test]
fn bad_shapes_are_read() {
    let pieces = [
        "[",
        "*",
        "<!--",
        "{{<",
        "{{< a \"",
        "{%",
        "{{",
        "{:",
        "`",
        "`` ` ",
        "> ",
        "- ",
        "<a ",
        "<A x='",
        "{",
        "{a: ",
        "$",
        "![[",
        "[[",
        "==",
        "%%",
        "^ ",
        "[!",
        ":::",
        "::: \n",
        "!!! \n    ",
        "# a {#b}\n",
        "<!---->",
        "{{<a>}}",
        "{%a%}",
        "<h2>",
        "<pre>",
        "&",
        "|",
        "\\",
        "[^1]: ",
        "~~~\n",
        "<script>",
        "=== \"a\"\n    ",
        "a\n{: #b}\n",
        "import 'x'\n",
        "<a b=\"",
        "^a ",
        "{{</*",
        "{% raw %}",
        "{# ",
        "\u{fdd0}",
        "中",
        ">```\n",
        "1. a\n\n",
    ];
    for piece in pieces {
        let text = piece.repeat(60_000 / piece.len());
        for dialect in Dialect::ALL {
            let (parsed, _) = parse(&text, "page.md", dialect);
            drop(parsed);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_panics_and_no_block_is_blank(
        pieces in proptest::collection::vec(
            prop_oneof![
                "\\PC{0,8}",
                "[-=#>`~{}%<!\\[\\]|:;\"'/*_^$&\\\\+. \n\t中文a1，]{0,12}",
                Just("{{< a b=\"容器\" >}}".to_owned()),
                Just("<!--".to_owned()),
                Just("-->".to_owned()),
                Just("---\n".to_owned()),
                Just("<Tab label='标'>".to_owned()),
                Just("</h2>".to_owned()),
                Just("<h2 id=x>".to_owned()),
            ],
            0..24,
        )
    ) {
        let text = pieces.concat();
        for dialect in Dialect::ALL {
            let (parsed, _) = parse(&text, "page.md", dialect);
            let n_lines = text.lines().count().max(1) as u32;
            for section in &parsed.sections {
                prop_assert!(section.level <= 6);
                prop_assert!((1..=n_lines + 1).contains(&section.line), "{:?} {}", dialect, section.line);
                for block in &section.blocks {
                    prop_assert!(!block.text.trim().is_empty());
                    prop_assert!(!block.text.contains(super::super::BREAK));
                }
            }
        }
    }
}
