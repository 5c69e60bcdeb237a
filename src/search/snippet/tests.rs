//! Snippets as tables: a text with `[` and `]` around what matched, and the
//! window with the same marks.

use proptest::prelude::*;

use super::*;
use crate::text::width::columns;

/// Takes the brackets out of `input`; each is a mark of its own term, those of
/// the same text are of the same term.
fn parse(input: &str) -> (String, Vec<Mark>) {
    let mut text = String::new();
    let mut marks: Vec<Mark> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    let mut start = 0;
    for character in input.chars() {
        match character {
            '[' => start = text.len(),
            ']' => {
                let word = text[start..].to_owned();
                let term = seen.iter().position(|other| *other == word).unwrap_or(seen.len());
                if term == seen.len() {
                    seen.push(word);
                }
                marks.push(Mark { range: start..text.len(), weight: 1.0, term: term as u32 });
            }
            other => text.push(other),
        }
    }
    (text, marks)
}

fn show(segments: &[Segment]) -> String {
    let piece = |segment: &Segment| {
        if segment.marked { format!("[{}]", segment.text) } else { segment.text.clone() }
    };
    segments.iter().map(piece).collect()
}

fn plain(segments: &[Segment]) -> String {
    segments.iter().map(|segment| segment.text.as_str()).collect()
}

#[track_caller]
fn check(input: &str, max_columns: usize, expected: &str) {
    let (text, marks) = parse(input);
    assert_eq!(show(&densest(&text, &marks, max_columns).segments), expected);
}

#[track_caller]
fn check_all(text: &str, ranges: &[(usize, usize)], expected: &str) {
    let marks: Vec<Mark> =
        ranges.iter().map(|(start, end)| Mark { range: *start..*end, weight: 1.0, term: 0 }).collect();
    let segments = mark_all(text, &marks);
    assert_eq!(show(&segments), expected);
    assert_eq!(plain(&segments), text);
}

#[test]
fn titles_are_marked_whole() {
    check_all("键值存储", &[(0, 3), (3, 6)], "[键值]存储");
    check_all("Pod 的滚动更新", &[(7, 13), (10, 16), (13, 19)], "Pod 的[滚动更新]");
    check_all("尊嚴與自由", &[(12, 15), (0, 6)], "[尊嚴]與自[由]");
    check_all("ｋ８ｓ 入门", &[(0, 9)], "[ｋ８ｓ] 入门");
    check_all("家 👩‍👩‍👧 庭", &[(4, 8)], "家 [👩‍👩‍👧] 庭");
    check_all("cafe\u{301} au lait", &[(0, 4)], "[cafe\u{301}] au lait");
    check_all("两  格\n行", &[], "两  格\n行");
    check_all("", &[(0, 3)], "");
    // Beyond the text, empty, backwards, and inside of a character.
    check_all("滚动", &[(99, 100), (0, 0), (4, 2)], "滚动");
    check_all("滚动", &[(4, 99)], "滚[动]");
}

#[test]
fn short_texts_are_shown_whole() {
    check("[滚动]更新。", 20, "[滚动]更新。");
    check("這是[滾動]更新的說明。", 40, "這是[滾動]更新的說明。");
    check("用 [kubectl] 查看 Pod", 40, "用 [kubectl] 查看 Pod");
    check("没有匹配", 20, "没有匹配");
    check("", 20, "");
    check("[全部]", 0, "");
}

#[test]
fn windows_begin_and_end_with_sentences() {
    check("先看日志。再[滚动]更新。完了。", 14, "再[滚动]更新。");
    check("先看日志。再[滚动]更新。完了。", 24, "再[滚动]更新。完了。");
    check("先看日誌。再[滾動]更新。完了。", 25, "再[滾動]更新。完了。");
    check("先看看日志，再[滚动]更新，最后检查一遍结果，完了。", 20, "再[滚动]更新，");
    check(
        "Pods come and go. The [rolling] [update] replaces them. Then it ends.",
        40,
        "The [rolling] [update] replaces them.",
    );
}

#[test]
fn without_a_border_near_an_ellipsis_says_so() {
    check("before the rolling [update] of a deployment", 24, "…rolling [update] of a…");
    let long = format!("{}[滚动]{}", "甲".repeat(300), "乙".repeat(300));
    check(&long, 16, &format!("…{}[滚动]{}…", "甲".repeat(2), "乙".repeat(3)));
    let spaceless = format!("{}[needle]{}", "a".repeat(5_000), "b".repeat(5_000));
    check(&spaceless, 20, "…aaaaaa[needle]bbbbbb…");
    check(&"长".repeat(4_000), 9, "长长长长…");
}

#[test]
fn different_terms_then_weight_then_the_first() {
    let far = "无关的话。".repeat(30);
    check(&format!("[甲][甲][甲]{far}[甲]和[乙]。{far}[甲][乙]"), 8, "[甲]和[乙]。");
    let text = format!("甲。{far}乙。");
    let last = text.len() - 6;
    let mark = |start: usize, weight: f32| Mark { range: start..start + 3, weight, term: start as u32 };
    let light = densest(&text, &[mark(0, 1.0), mark(last, 2.0)], 10);
    assert!(show(&light.segments).contains("[乙]"));
    let equal = densest(&text, &[mark(0, 1.0), mark(last, 1.0)], 10);
    assert!(show(&equal.segments).contains("[甲]"));
    assert!(light.score > equal.score);
    let both = densest("甲乙", &[mark(0, 0.1), mark(3, f32::NAN)], 10);
    assert!(both.score > light.score && both.score < 3.0);
    assert_eq!(densest("甲", &[], 10).score, 0.0);
    let heavy = densest("甲", &[mark(0, f32::MAX)], 10);
    assert!(heavy.score > 1.9 && heavy.score < 2.0);
}

#[test]
fn white_space_is_folded() {
    check("容器\n编排与[滚动\n更新]", 40, "容器编排与[滚动更新]");
    check("容器，\r\n  [編排]。", 40, "容器，[編排]。");
    check("カタ\nカナ と [Pod]\n容器", 40, "カタカナ と [Pod] 容器");
    check("一 [二]  三\u{3000}四", 40, "一 [二] 三 四");
    check("the [rolling\n  update] of\tpods", 40, "the [rolling update] of pods");
    check("[rolling] [update]", 40, "[rolling] [update]");
    check("  [ 滚动 ]  ", 40, "[滚动]");
    // The border of a block is none of a line.
    check("标题\n\n[正文]", 40, "标题 [正文]");
    check("第一项没有标点\n\n第二项[滚动]更新", 16, "第二项[滚动]更新");
    check("a line that ends anywhere\nand [goes] on here", 24, "…and [goes] on here");
}

#[test]
fn characters_stay_whole() {
    check("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧[滚]👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 8, "…👩‍👩‍👧[滚]👩‍👩‍👧…");
    let (text, _) = parse("e\u{301}e\u{301}");
    let snippet = densest(&text, &[Mark { range: 3..4, weight: 1.0, term: 0 }], 10);
    assert_eq!(show(&snippet.segments), "e\u{301}[e\u{301}]");
}

#[test]
fn long_marks_are_cut() {
    check(&format!("甲。[{}]", "滚".repeat(100)), 9, "[滚滚滚滚]…");
    check(&format!("[{}]", "x".repeat(50_000)), 5, "[xxxx]…");
}

#[test]
fn a_long_page_is_quick() {
    let text = "滚动更新会逐步替换旧的实例，the rolling update replaces pods 一个接一个。\n".repeat(3_000);
    let marks: Vec<Mark> = (0..10_000)
        .map(|index| {
            let start = floor_char(&text, index * (text.len() / 10_000));
            let end = ceil_char(&text, start + 3);
            Mark { range: start..end, weight: 1.0, term: index as u32 % 7 }
        })
        .collect();
    let started = std::time::Instant::now();
    let snippet = densest(&text, &marks, SNIPPET_COLUMNS);
    // Linear it takes milliseconds even unoptimised; the square would take minutes.
    assert!(started.elapsed().as_secs() < 2);
    assert!(snippet.score >= 7.0);
    assert!(columns(&plain(&snippet.segments)) <= SNIPPET_COLUMNS);
}

/// White space folded as documented, by another way than the code's.
fn fold_white_space(text: &str) -> String {
    let mut folded = String::new();
    let mut rest = text.trim();
    while let Some(index) = rest.find(char::is_whitespace) {
        folded.push_str(&rest[..index]);
        let after = rest[index..].trim_start();
        let space = &rest[index..rest.len() - after.len()];
        let is_cjk = |c: Option<char>| c.is_some_and(|c| "滚动更新カ。，".contains(c));
        if !(space.matches('\n').count() == 1
            && is_cjk(folded.chars().next_back())
            && is_cjk(after.chars().next()))
        {
            folded.push(' ');
        }
        rest = after;
    }
    folded + rest
}

const PIECES: &[&str] = &[
    "滚动",
    "更新",
    "。",
    "，",
    "\n",
    "\n\n",
    " ",
    "  ",
    "\r\n",
    "\u{3000}",
    "pod",
    "rolling",
    ". ",
    ", ",
    "v1.29",
    "👩‍👩‍👧",
    "🇨🇳",
    "e\u{301}",
    "カ",
    "…",
    "\u{301}",
    "한국",
    "-",
    "❤\u{fe0f}",
];

prop_compose! {
    fn texts()(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..80)) -> String {
        pieces.concat()
    }
}

fn marks() -> impl Strategy<Value = Vec<Mark>> {
    let mark = (0_usize..400, 0_usize..12, 0.0_f32..5.0, 0_u32..4)
        .prop_map(|(start, n_bytes, weight, term)| Mark { range: start..start + n_bytes, weight, term });
    prop::collection::vec(mark, 0..12)
}

proptest! {
    #[test]
    fn whole_texts_stay_as_they_are(text in texts(), marks in marks()) {
        let segments = mark_all(&text, &marks);
        prop_assert_eq!(plain(&segments), text);
        prop_assert!(segments.windows(2).all(|pair| pair[0].marked != pair[1].marked));
        prop_assert!(segments.iter().all(|segment| !segment.text.is_empty()));
    }

    #[test]
    fn windows_are_pieces_of_the_text(text in texts(), marks in marks(), max_columns in 0_usize..60) {
        let snippet = densest(&text, &marks, max_columns);
        let joined = plain(&snippet.segments);
        prop_assert!(columns(&joined) <= max_columns, "{joined:?}");
        prop_assert!(snippet.segments.windows(2).all(|pair| pair[0].marked != pair[1].marked));
        prop_assert!(snippet.segments.iter().all(|segment| !segment.text.is_empty()));
        prop_assert_eq!(joined.trim(), joined.as_str());
        let source = fold_white_space(&text);
        let inner = joined.strip_suffix('…').unwrap_or(&joined);
        let is_piece = [joined.as_str(), inner]
            .iter()
            .any(|piece| source.contains(piece) || piece.strip_prefix('…').is_some_and(|piece| source.contains(piece)));
        prop_assert!(is_piece, "{joined:?} of {source:?}");
    }

    #[test]
    fn what_matched_is_shown(text in texts(), start in 0_usize..200) {
        let start = floor_char(&text, start % text.len().max(1));
        let Some(character) = text[start..].chars().next().filter(|c| !c.is_whitespace()) else {
            return Ok(());
        };
        let mark = Mark { range: start..start + character.len_utf8(), weight: 1.0, term: 0 };
        let snippet = densest(&text, &[mark], 30);
        let marked: String =
            snippet.segments.iter().filter(|segment| segment.marked).map(|s| s.text.as_str()).collect();
        prop_assert!(marked.contains(character), "{:?}", show(&snippet.segments));
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,200}", marks in marks(), max_columns in 0_usize..40) {
        mark_all(&text, &marks);
        let joined = plain(&densest(&text, &marks, max_columns).segments);
        prop_assert!(columns(&joined) <= max_columns, "{joined:?}");
    }
}
