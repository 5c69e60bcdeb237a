//! How a text is cut, for showing: one piece after another, none twice.
//!
//! Tokens overlap, because a word is looked up by its characters and their pairs
//! too; a person who asks how a text is cut wants to see where the borders are.

use std::collections::HashMap;
use std::ops::Range;

use crate::text::{Analysis, Analyzer, Languages, TokenKind};

/// The longest dictionary words and, between them, single units, as ranges of
/// `text` in bytes, in order. Punctuation is in none of them.
///
/// | text | language | pieces |
/// | --- | --- | --- |
/// | `用kubectl做滾動更新。` | `zh` | 用, kubectl, 做, 滾動, 更新 |
pub fn cut(text: &str, analyzer: &Analyzer, languages: Languages<'_>) -> Vec<Range<usize>> {
    let mut analysis = Analysis::default();
    analyzer.analyze(text, languages, &mut analysis);
    let mut ends: HashMap<usize, usize> = HashMap::new();
    for word in analysis.tokens().filter(|token| token.kind == TokenKind::Word) {
        let end = ends.entry(word.original_range.start).or_default();
        *end = (*end).max(word.original_range.end);
    }
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for unit in analysis.tokens().filter(|token| token.kind == TokenKind::Unit) {
        let Range { start, end } = unit.original_range;
        if pieces.last().is_none_or(|last| start >= last.end) {
            pieces.push(start..ends.get(&start).copied().unwrap_or(end).max(end));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, language: &str, expected: &[&str]) {
        let ranges = cut(text, &Analyzer::default(), Languages::One(language));
        let pieces: Vec<&str> = ranges.into_iter().map(|range| &text[range]).collect();
        assert_eq!(pieces, expected, "{text:?} as {language:?}");
    }

    #[test]
    fn words_are_cut_once_and_as_written() {
        check("用kubectl做滾動更新。", "zh", &["用", "kubectl", "做", "滾動", "更新"]);
        check("クラスターを更新する", "ja", &["クラスター", "を", "更新", "する"]);
        check("การอัปเดต", "th", &["การ", "อัปเดต"]);
        check("ｋ８ｓ kube-apiserver", "en", &["ｋ８ｓ", "kube", "apiserver"]);
        check("，。", "zh", &[]);
    }

    proptest! {
        #[test]
        fn pieces_slice_and_do_not_overlap(text in "[a-z滚动更新滾後のをกา㎏ﬁ。 -]{0,24}", language in "zh|ja|th|en|") {
            let pieces = cut(&text, &Analyzer::default(), Languages::One(&language));
            for pair in pieces.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start, "{text:?}: {pieces:?}");
            }
            prop_assert!(pieces.iter().all(|piece| !text[piece.clone()].is_empty()));
        }
    }
}
