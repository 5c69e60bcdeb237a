//! `3~5 天，7~10 天` in Hexo: marked strikes out what stands between single tildes,
//! within words too.

use std::borrow::Cow;

use super::scan::{self, IndentedCode, Replacement};

/// How far the other tilde is looked for, in bytes: a line that is full of
/// tildes without partners takes linear time.
const MAX_STRUCK_BYTES: usize = 400;

/// Writes two tildes for one where marked strikes out, which CommonMark's parsers
/// do within words as well.
pub(super) fn double(text: &str) -> Cow<'_, str> {
    if !text.contains('~') {
        return Cow::Borrowed(text);
    }
    scan::rewrite(text, b"~", IndentedCode::Yes, |text, at| {
        let inside = struck(text, at)?;
        let end = at + inside.len() + 2;
        Some(Replacement { text: format!("~~{inside}~~"), end })
    })
}

/// What stands between the tilde at byte `at` and its partner on the same line:
/// no white space at its borders, and no other tilde beside them.
fn struck(text: &str, at: usize) -> Option<&str> {
    let rest = &text[at + 1..];
    let is_border = |character: char| character == '~' || character.is_whitespace();
    if text[..at].ends_with(['~', '\\']) || rest.starts_with(is_border) {
        return None;
    }
    let line = rest.lines().next().unwrap_or_default();
    let mut tildes = line.match_indices('~').map(|(offset, _)| offset);
    let partner = tildes.by_ref().take_while(|offset| *offset <= MAX_STRUCK_BYTES).find(|offset| {
        let before = &line[..*offset];
        !before.ends_with(|last: char| is_border(last) || last == '\\')
            && !line[*offset + 1..].starts_with('~')
    })?;
    Some(&line[..partner])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_tildes_strike_out_within_words() {
        for (written, expected) in [
            ("3~5 天，7~10 天", "3~~5 天，7~~10 天"),
            ("H~2~O 与 CO~2~", "H~~2~~O 与 CO~~2~~"),
            ("只有 3~5 天", "只有 3~5 天"),
            ("~~删除~~ 和 `a~b~c`", "~~删除~~ 和 `a~b~c`"),
            ("~ 甲 ~ 乙 ~", "~ 甲 ~ 乙 ~"),
            ("一~二\n三~四", "一~二\n三~四"),
            ("\\~甲~", "\\~甲~"),
        ] {
            assert_eq!(double(written), expected, "{written}");
        }
    }
}
