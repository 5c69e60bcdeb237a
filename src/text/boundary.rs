//! Where a text may be cut: between sentences, between clauses, between the
//! characters that a reader sees.

use std::ops::Range;

use icu_segmenter::GraphemeClusterSegmenter;

/// Iterates over what a reader sees as one character, as byte ranges that follow one another.
pub fn graphemes(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    // Where the characters after `start` end, last first, up to a place that is certain.
    let mut ends: Vec<usize> = Vec::new();
    std::iter::from_fn(move || {
        if start == text.len() {
            return None;
        }
        let end = ends.pop().or_else(|| plain_end(text, start)).unwrap_or_else(|| {
            let stretch = &text[start..certain_border(text, start)];
            let segmented = GraphemeClusterSegmenter::new().segment_str(stretch).skip(1);
            ends.extend(segmented.map(|end| start + end));
            ends.reverse();
            ends.pop().expect("a stretch that is not empty has a character")
        });
        Some(std::mem::replace(&mut start, end)..end)
    })
}

/// Where the character at `start` ends, if that can be seen from it and the next.
fn plain_end(text: &str, start: usize) -> Option<usize> {
    let mut characters = text[start..].chars();
    let first = characters.next().filter(|first| stands_alone(*first))?;
    characters.next().is_none_or(stands_alone).then_some(start + first.len_utf8())
}

/// The first place after `start` where one character certainly ends and another begins.
fn certain_border(text: &str, start: usize) -> usize {
    let mut was_alone = false;
    let is_border = |&(_, character): &(usize, char)| {
        let is_alone = stands_alone(character);
        std::mem::replace(&mut was_alone, is_alone) && is_alone
    };
    let border = text[start..].char_indices().find(is_border);
    border.map_or(text.len(), |(offset, _)| start + offset)
}

/// Whether `character` neither joins others nor is joined by one that stands alone
/// too: most of what is written in Latin letters, Han and kana.
fn stands_alone(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FE}')
        || matches!(character, '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF5E}')
}

/// The greatest border between visible characters that is not after `index_bytes`.
///
/// Looks at the neighbourhood only, so that it may be asked often on a long text.
pub fn floor_grapheme(text: &str, index_bytes: usize) -> usize {
    if index_bytes >= text.len() {
        return text.len();
    }
    let (from, to) = neighbourhood(text, index_bytes);
    let borders = graphemes(&text[from..to]).map(|grapheme| from + grapheme.start);
    borders.take_while(|border| *border <= index_bytes).last().unwrap_or(from)
}

/// The least border between visible characters that is not before `index_bytes`, or the end of the text.
pub fn ceil_grapheme(text: &str, index_bytes: usize) -> usize {
    let (from, to) = neighbourhood(text, index_bytes);
    let mut borders = graphemes(&text[from..to]).map(|grapheme| from + grapheme.start);
    borders.find(|border| *border >= index_bytes).unwrap_or(to)
}

/// How far around an index borders are looked for, in bytes: longer than any flag or family.
const NEIGHBOURHOOD_BYTES: usize = 128;

/// A piece of text around an index, on character borders.
fn neighbourhood(text: &str, index_bytes: usize) -> (usize, usize) {
    let mut from = index_bytes.min(text.len()).saturating_sub(NEIGHBOURHOOD_BYTES);
    let mut to = text.len().min(index_bytes.saturating_add(NEIGHBOURHOOD_BYTES));
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    while !text.is_char_boundary(to) {
        to += 1;
    }
    (from, to)
}

/// Lists where sentences end, in bytes after the end mark, its closing quotes and
/// the spaces that follow; the end of the text is always the last, unless it is empty.
///
/// | text | borders |
/// | --- | --- |
/// | `你好。世界！` | 9, 18 |
/// | `v1.29 is out. Read on` | 14, 21 |
pub fn sentence_borders(text: &str) -> Vec<usize> {
    borders(text, is_sentence_end)
}

/// Lists where clauses or sentences end, like [`sentence_borders`].
pub fn clause_borders(text: &str) -> Vec<usize> {
    borders(text, |mark, next| is_sentence_end(mark, next) || is_clause_end(mark, next))
}

fn borders(text: &str, is_end: impl Fn(char, Option<char>) -> bool) -> Vec<usize> {
    let mut borders = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((_, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        if !is_end(character, next) {
            continue;
        }
        // Further marks, closing quotes and spaces belong to what ends.
        let goes_along =
            |follower: char| is_closing(follower) || follower.is_whitespace() || is_end(follower, Some(' '));
        while characters.next_if(|(_, follower)| goes_along(*follower)).is_some() {}
        borders.push(characters.peek().map_or(text.len(), |(offset, _)| *offset));
    }
    if !text.is_empty() && borders.last() != Some(&text.len()) {
        borders.push(text.len());
    }
    borders
}

fn is_sentence_end(mark: char, next: Option<char>) -> bool {
    match mark {
        '。' | '！' | '？' | '；' | '…' | '｡' | '\n' | '।' | '؟' | '۔' => true,
        // Inside of `v1.29`, `.NET`, `a?b=c` these end nothing.
        '.' | '!' | '?' | ';' => next.is_none_or(|next| next.is_whitespace() || is_closing(next)),
        _ => false,
    }
}

fn is_clause_end(mark: char, next: Option<char>) -> bool {
    match mark {
        '，' | '、' | '：' | '､' | '—' | '،' => true,
        ',' | ':' => next.is_none_or(|next| next.is_whitespace() || is_closing(next)),
        _ => false,
    }
}

fn is_closing(character: char) -> bool {
    matches!(character, '”' | '’' | '"' | '\'' | '」' | '』' | '）' | ')' | '》' | '】' | ']' | '〉')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(found: Vec<usize>, text: &str, expected: &[&str]) {
        let mut start = 0;
        let pieces: Vec<&str> =
            found.iter().map(|end| &text[std::mem::replace(&mut start, *end)..*end]).collect();
        assert_eq!(pieces, expected);
    }

    #[test]
    fn sentences() {
        let text = "他说：“你好！”然后走了。v1.29 is out. Is it? 是的\n完";
        let expected = ["他说：“你好！”", "然后走了。", "v1.29 is out. ", "Is it? ", "是的\n", "完"];
        check(sentence_borders(text), text, &expected);
        check(sentence_borders(""), "", &[]);
        check(sentence_borders("没有标点"), "没有标点", &["没有标点"]);
    }

    #[test]
    fn clauses() {
        let text = "先滚动，再更新；然后、最后: a,b c, d";
        check(clause_borders(text), text, &["先滚动，", "再更新；", "然后、", "最后: ", "a,b c, ", "d"]);
    }

    proptest! {
        #[test]
        fn characters_are_those_of_the_standard(text in "([a-z 中文，カ\\u{301}\\u{3099}\\u{200D}👩💻🇨🇳ก\\u{E33}क्षि각\r\n]|.){0,40}") {
            let standard = GraphemeClusterSegmenter::new().segment_str(&text).skip(1);
            prop_assert_eq!(
                graphemes(&text).map(|grapheme| grapheme.end).collect::<Vec<_>>(),
                standard.collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn visible_characters_are_not_cut() {
        let text = "滚e\u{301}👩‍💻x";
        assert_eq!(floor_grapheme(text, 4), 3);
        assert_eq!(ceil_grapheme(text, 4), 6);
        assert_eq!(floor_grapheme(text, 10), 6);
        assert_eq!(ceil_grapheme(text, 10), 17);
        assert_eq!(floor_grapheme(text, 1), 0);
        assert_eq!(floor_grapheme(text, text.len()), text.len());
        assert_eq!(ceil_grapheme(text, 99), text.len());
        assert_eq!(floor_grapheme("", 0), 0);
        assert_eq!(floor_grapheme("滚动", 3), 3);
        let long = "a".repeat(1_000);
        assert_eq!(floor_grapheme(&long, 500), 500);
        assert_eq!(ceil_grapheme(&long, 500), 500);
    }
}
