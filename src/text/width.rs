//! How wide a text is in a terminal, where `搜` takes two columns.

use unicode_width::UnicodeWidthStr;

use crate::text::boundary::graphemes;

/// How many columns `text` takes; line breaks and other controls take none worth counting.
pub fn columns(text: &str) -> usize {
    // Snippets are measured character by character, and most of those are one of these.
    match text.as_bytes() {
        [b' '..=b'~'] => 1,
        [0xE5..=0xE8, _, _] => 2,
        _ => UnicodeWidthStr::width(text),
    }
}

/// The longest beginning of `text` that takes no more than `max_columns`; never
/// cuts through a character that a reader sees as one.
pub fn truncate_to_columns(text: &str, max_columns: usize) -> &str {
    let mut n_columns = 0;
    for grapheme in graphemes(text) {
        n_columns += columns(&text[grapheme.clone()]);
        if n_columns > max_columns {
            return &text[..grapheme.start];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_narrow() {
        for (text, expected) in
            [("滚动 k8s", 8), ("ｋ８ｓ", 6), ("é", 1), ("e\u{301}", 1), ("👩‍💻", 2), ("", 0)]
        {
            assert_eq!(columns(text), expected, "{text}");
        }
    }

    #[test]
    fn cuts_between_characters() {
        assert_eq!(truncate_to_columns("滚动更新", 5), "滚动");
        assert_eq!(truncate_to_columns("滚动更新", 8), "滚动更新");
        assert_eq!(truncate_to_columns("cafe\u{301}s", 4), "cafe\u{301}");
        assert_eq!(truncate_to_columns("a👩‍💻b", 2), "a");
        assert_eq!(truncate_to_columns("滚", 0), "");
    }
}
