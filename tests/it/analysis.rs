//! How texts are cut.
//!
//! 1. Every example of `tests/data/analysis` has exactly the tokens written there.
//! 2. No text panics, every range slices, positions never go backwards.
//! 3. Every writing of a text has the units of every other.
//! 4. Whatever stands in a text of a script without spaces is found by its units.
//! 5. Nothing takes more than linear time.
//! 6. The fingerprint changes with everything that decides how texts are cut.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use sou::text::{Analysis, Analyzer, Languages, Token, TokenKind};

fn analyze(text: &str, languages: Languages<'_>) -> Analysis {
    let mut analysis = Analysis::default();
    Analyzer::default().analyze(text, languages, &mut analysis);
    analysis
}

/// One example of a file: ` ``` analysis LANGUAGES `, the text, `.`, the tokens.
struct Example {
    line: usize,
    languages: Vec<String>,
    text: String,
    expected: String,
}

fn examples_of(spec: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut lines = spec.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(languages) = line.strip_prefix("``` analysis") else { continue };
        let mut take_until = |end: &str| {
            let taken: Vec<&str> =
                lines.by_ref().map(|(_, line)| line).take_while(|line| *line != end).collect();
            taken.join("\n")
        };
        examples.push(Example {
            line: number + 1,
            languages: languages.split_whitespace().map(str::to_owned).collect(),
            text: take_until("."),
            expected: take_until("```"),
        });
    }
    examples
}

/// One line a position, one entry a token: its kind, its term, and what it is in
/// the text if that is another writing.
fn show(text: &str, analysis: &Analysis) -> String {
    let mut shown = String::new();
    let mut last_position = None;
    for Token { kind, term, position, original_range } in analysis.tokens() {
        if last_position != Some(position) {
            let line_break = if last_position.is_some() { "\n" } else { "" };
            write!(shown, "{line_break}{position}").expect("writing to a String cannot fail");
            last_position = Some(position);
        }
        let kind = format!("{kind:?}").to_lowercase();
        write!(shown, " {kind}={term}").expect("writing to a String cannot fail");
        let original = text[original_range].replace('\n', "⏎");
        if original != term {
            write!(shown, "<{original}>").expect("writing to a String cannot fail");
        }
    }
    shown
}

#[test]
fn examples() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/analysis");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder of examples is there")
        .map(|entry| entry.expect("its entries can be read").path())
        .collect();
    paths.sort();
    let mut failures = String::new();
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    for path in paths {
        let mut spec = fs::read_to_string(&path).expect("examples are text");
        for example in examples_of(&spec) {
            let languages = match example.languages.as_slice() {
                [] => Languages::One(""),
                [one] => Languages::One(one),
                several => Languages::Any(several),
            };
            let actual = show(&example.text, &analyze(&example.text, languages));
            if actual == example.expected {
                continue;
            }
            if update {
                let before = format!("{}\n.\n{}\n```", example.text, example.expected);
                let before =
                    if example.expected.is_empty() { format!("{}\n.\n```", example.text) } else { before };
                spec = spec.replacen(&before, &format!("{}\n.\n{actual}\n```", example.text), 1);
            } else {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                write!(
                    failures,
                    "{name}:{}: {}\nexpected:\n{}\ngot:\n{actual}\n\n",
                    example.line, example.text, example.expected
                )
                .expect("writing to a String cannot fail");
            }
        }
        if update {
            fs::write(&path, spec).expect("examples can be written");
        }
    }
    assert!(failures.is_empty(), "{failures}help: UPDATE_EXPECT=1 writes what is got; then read the diff");
}

fn units(text: &str, languages: Languages<'_>) -> Vec<(String, u32)> {
    let analysis = analyze(text, languages);
    let units = analysis.tokens().filter(|token| token.kind == TokenKind::Unit);
    units.map(|token| (token.term.to_owned(), token.position)).collect()
}

#[track_caller]
fn check_same_units(one: &str, other: &str) {
    let zh = Languages::One("zh");
    assert_eq!(units(one, zh), units(other, zh), "{one} and {other}");
}

#[test]
fn writings_of_one_text_have_the_same_units() {
    check_same_units("滚动更新", "滾動更新");
    check_same_units("软件体系，后来", "軟件體系，後來");
    check_same_units("k8s集群v1.29（测试）", "Ｋ８Ｓ集群ｖ１．２９(測試)");
    check_same_units("ガイド", "ｶﾞｲﾄﾞ");
    check_same_units("résumé", "re\u{301}sume\u{301}");
    check_same_units("İstanbul", "istanbul");
    check_same_units("don't kube-apiserver", "don’t kube‑apiserver");
}

#[test]
fn positions_go_on_from_text_to_text() {
    let analyzer = Analyzer::default();
    let mut analysis = Analysis::default();
    analyzer.analyze("滚动更新。", Languages::One("zh"), &mut analysis);
    assert_eq!(analysis.next_position(), 5);
    analysis.break_block();
    analyzer.analyze("更新", Languages::One("zh"), &mut analysis);
    let last = analysis.tokens().last().map(|token| (token.term.to_owned(), token.position));
    assert_eq!(last, Some(("新".to_owned(), 5 + Analysis::BLOCK_GAP + 1)));
}

#[test]
fn words_of_the_owner_are_words() {
    let analyzer = Analyzer::new(&["雲原生社區".to_owned()]);
    let mut analysis = Analysis::default();
    analyzer.analyze("加入云原生社区", Languages::One("zh"), &mut analysis);
    let is_word = |token: Token<'_>| token.kind == TokenKind::Word && token.term == "云原生社区";
    assert!(analysis.tokens().any(is_word));
    // An index keeps the words beside the fingerprint, whatever their order and writing.
    assert_eq!(analyzer.fingerprint(), Analyzer::default().fingerprint());
    let same = Analyzer::new(&["C++".to_owned(), "云原生社区".to_owned(), "雲原生社區".to_owned()]);
    assert_eq!(
        (analyzer.user_words(), same.user_words()),
        (&["云原生社区".to_owned()][..], analyzer.user_words())
    );
}

/// An upgraded dictionary must not pass for the old one: the versions in the
/// fingerprint are written by hand, beside the code that asks the crate.
#[test]
fn the_fingerprint_names_the_dictionaries_that_are_built_in() {
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock"));
    let lock = lock.expect("the lock file is committed");
    let fingerprint = Analyzer::default().fingerprint();
    for name in ["ferrous-opencc", "jieba-rs", "icu_segmenter_data", "frostem", "pinyin"] {
        let (_, after_name) =
            lock.split_once(&format!("name = \"{name}\"\nversion = \"")).expect("it is a dependency");
        let (version, _) = after_name.split_once('"').expect("versions are quoted");
        assert!(
            fingerprint.contains(&format!("+{name}-{version}")),
            "`{name}` is {version}, but the fingerprint is {fingerprint}\n\
             help: correct the constant of the file that owns the crate"
        );
    }
}

#[track_caller]
fn check_invariants(text: &str, languages: Languages<'_>) {
    let analysis = analyze(text, languages);
    let mut last_position = 0;
    let mut last_unit = None;
    for token in analysis.tokens() {
        assert!(!token.term.is_empty());
        assert!(token.term.len() <= 250, "{} bytes", token.term.len());
        assert!(!text[token.original_range.clone()].is_empty());
        assert!(token.position >= last_position);
        last_position = token.position;
        if token.kind == TokenKind::Unit {
            assert!(last_unit.is_none_or(|last| token.position > last), "a position has two units");
            last_unit = Some(token.position);
        } else {
            assert_eq!(last_unit, Some(token.position), "{token:?} has no unit");
        }
    }
    assert!(analysis.next_position() >= last_position);
}

const MIXED: &str = "[滚滾动動更新后後国國a-zA-Z0-9 .,，。（）:/_#+'\u{301}é한국กที่ำガがｶﾞー々\n𠮷ߊあ-]{0,60}";

proptest! {
    #[test]
    fn nothing_panics(text in any::<String>()) {
        check_invariants(&text, Languages::One("zh"));
        check_invariants(&text, Languages::One("ja"));
    }

    #[test]
    fn mixed_texts_keep_the_rules(text in MIXED) {
        let all = ["zh", "ja", "en", "fr"].map(str::to_owned);
        check_invariants(&text, Languages::Any(&all));
        check_invariants(&text, Languages::One("en"));
    }

    #[test]
    fn folded_texts_have_the_same_units(text in "[滚滾动動更新后後国國a-zA-Z0-9 .,，。（）Ａ１éｶﾞ]{0,40}") {
        check_same_units(&text, &sou::text::fold::fold_str(&text));
    }

    #[test]
    fn any_piece_of_a_run_is_found(text in "[滚滾动動更新后後国國ガが々กที่한국]{1,30}", from in 0usize..30, length in 1usize..30) {
        let characters: Vec<char> = text.chars().collect();
        let from = from % characters.len();
        let to = (from + length).min(characters.len());
        let piece: String = characters[from..to].iter().collect();
        let terms = |text: &str| -> Vec<String> {
            units(text, Languages::One("")).into_iter().map(|(term, _)| term).collect()
        };
        let (whole, piece) = (terms(&text), terms(&piece));
        prop_assert!(whole.windows(piece.len()).any(|window| window == piece));
    }
}

#[test]
fn nothing_takes_long() {
    let nonsense = [
        "a",
        "A",
        "aB",
        "1a",
        "滚",
        "滾動",
        "-",
        "+",
        "a-",
        "::",
        "é",
        "\u{301}",
        "ท",
        "ที่",
        "あ",
        "ア",
        "한",
        "ﾞ",
        "😀",
        "，",
        " ",
        "\n",
        "\0",
        "a1-",
        "ﷺ",
        "ខ",
        "ကြ",
        "中\n",
        "c++",
    ];
    let started = Instant::now();
    for piece in nonsense {
        let text = piece.repeat(300_000 / piece.len());
        for language in ["zh", "ja", "en"] {
            analyze(&text, Languages::One(language));
        }
    }
    // About a second in a debug build; minutes if something were quadratic.
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}
