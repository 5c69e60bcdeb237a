//! What a query sets apart by quotation marks: names, titles, code.
//!
//! Marks around a whole piece of a query ask for a phrase
//! ([`query`](crate::search::query)). Marks within running text, as in
//! `「小滿」是哪一天？` or ``what does `drain` do``, ask for nothing, but say which
//! part of the text its writer copied from somewhere.

use std::ops::Range;

/// What closes what an opening mark opens. Guillemets and low quotation marks
/// of European languages are among them; an apostrophe is no mark.
const MARKS: [(char, char); 10] = [
    ('「', '」'),
    ('『', '』'),
    ('《', '》'),
    ('〈', '〉'),
    ('“', '”'),
    ('‘', '’'),
    ('"', '"'),
    ('`', '`'),
    ('«', '»'),
    ('„', '“'),
];

/// The ranges within marks, in bytes, in order and apart from each other; of
/// nested ones the outer. A mark that nothing closes sets nothing apart.
pub fn emphasised(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    // Not looked for again, so that a row of opening marks takes no longer than its length.
    let mut missing: Vec<char> = Vec::new();
    let mut rest = 0;
    while let Some((at, opening, closing)) = next_opening(text, rest) {
        rest = at + opening.len_utf8();
        if missing.contains(&closing) {
            continue;
        }
        match text[rest..].find(closing) {
            None => missing.push(closing),
            Some(0) => {}
            Some(len_bytes) => {
                ranges.push(rest..rest + len_bytes);
                rest += len_bytes + closing.len_utf8();
            }
        }
    }
    ranges
}

fn next_opening(text: &str, from: usize) -> Option<(usize, char, char)> {
    text[from..].char_indices().find_map(|(at, character)| {
        let (opening, closing) = MARKS.iter().find(|(opening, _)| *opening == character)?;
        Some((from + at, *opening, *closing))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = emphasised(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn what_stands_within_marks_is_set_apart() {
        check("「小滿」是哪一天？", &["小滿"]);
        check("《雙棧》和《雙〈協議〉棧》", &["雙棧", "雙〈協議〉棧"]);
        check("什么是“滚动更新”", &["滚动更新"]);
        check("what does `drain` do", &["drain"]);
        check("was heißt „Knoten“?", &["Knoten"]);
    }

    #[test]
    fn a_mark_that_nothing_closes_is_none() {
        check("「小滿是哪一天", &[]);
        check("a 5\" disk", &[]);
        check("it's Ann's", &[]);
        check("「」和「立夏」", &["立夏"]);
        check("”反了“", &[]);
    }
}
