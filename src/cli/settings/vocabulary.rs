//! The owner's words and synonyms: how they are written, and what of them does nothing.

use std::fs;
use std::path::Path;

use crate::cli::settings::file::text_of;
use crate::cli::settings::{Origin, SettingError};
use crate::index::vocabulary::SynonymRule;
use crate::text::fold::{fold_key, fold_str};
use crate::text::segment::han::{MAX_USER_WORD_CHARS, user_word_runs};

/// The longest file of words, in bytes: the largest dictionaries for jieba have 9 MB.
const MAX_WORDS_FILE_BYTES: u64 = 32 * 1024 * 1024;

/// How many remarks are made on one list: a list for another program has
/// thousands of words that do nothing here, and three say so.
const MAX_REMARKS: usize = 3;

/// Reads one rule: a list of words that mean the same, or one text, which is
/// `k8s, kubernetes` or `pod => 容器组`.
///
/// # Errors
///
/// What was found instead.
pub fn synonym_rule(item: &[String]) -> Result<SynonymRule, String> {
    let words = |texts: Vec<&str>, at_least: usize| -> Option<Vec<String>> {
        let words: Vec<String> =
            texts.iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
        (words.len() >= at_least && words.iter().all(|word| !fold_key(word).is_empty())).then_some(words)
    };
    let split = |text| -> Vec<&str> { str::split(text, [',', '，', '、']).collect() };
    let rule = match item {
        [text] => match text.split("=>").collect::<Vec<&str>>()[..] {
            [text] => words(split(text), 2).map(SynonymRule::Group),
            [typed, also] => {
                let (typed, also) = (words(split(typed), 1), words(split(also), 1));
                typed.zip(also).map(|(typed, also)| SynonymRule::OneWay { typed, also })
            }
            _ => None,
        },
        _ if item.iter().any(|word| word.contains("=>")) => None,
        _ => words(item.iter().map(String::as_str).collect(), 2).map(SynonymRule::Group),
    };
    rule.ok_or_else(|| item.join(", "))
}

/// What in a rule does nothing, for people; `None` if all of it does something.
pub fn remark_on_rule(rule: &SynonymRule) -> Option<String> {
    let (typed, also) = match rule {
        SynonymRule::Group(words) => (words, words),
        SynonymRule::OneWay { typed, also } => (typed, also),
    };
    let is_group = matches!(rule, SynonymRule::Group(_));
    for (number, one) in typed.iter().enumerate() {
        let others = if is_group { &also[number + 1..] } else { also.as_slice() };
        if let Some(other) = others.iter().find(|other| fold_str(other) == fold_str(one)) {
            return Some(format!(
                "`{one}` and `{other}` are one word already: script, width and case make no difference"
            ));
        }
    }
    None
}

/// What in a list of words does nothing, for people: the place of each word in
/// the list, and why.
pub fn remarks_on_words(words: &[String]) -> Vec<(usize, String)> {
    let remark = |(number, word): (usize, &String)| {
        user_word_runs(word).is_empty().then(|| {
            let text = format!(
                "`{word}` does nothing: a word for the dictionary has 2 to {MAX_USER_WORD_CHARS} Chinese \
                 characters in a row, and all others are words already"
            );
            (number, text)
        })
    };
    words.iter().enumerate().filter_map(remark).collect()
}

/// Formats remarks on a list, each with where it stands, and not too many.
pub fn at_their_places(remarks: &[(usize, String)], place: impl Fn(usize) -> Origin) -> Vec<String> {
    let mut lines: Vec<String> = remarks
        .iter()
        .take(MAX_REMARKS)
        .map(|(number, text)| format!("{}: {text}", place(*number)))
        .collect();
    if remarks.len() > MAX_REMARKS {
        let n_more = remarks.len() - MAX_REMARKS;
        lines.push(format!("{}: and {n_more} more like this", place(remarks[MAX_REMARKS].0)));
    }
    lines
}

/// Reads a file of words, each with its line, counted from 1.
///
/// One word a line, as in a dictionary for jieba: a frequency and a part of speech
/// may follow, which are of no use here, because an owner's word is always cut
/// whole. Empty lines and those that begin with `#` are left out.
///
/// # Errors
///
/// If the file cannot be read.
pub fn read_words(path: &Path) -> Result<Vec<(u32, String)>, SettingError> {
    let unreadable = |source| SettingError::Unreadable { path: path.to_owned(), source };
    let len_bytes = fs::metadata(path).map_err(unreadable)?.len();
    if len_bytes > MAX_WORDS_FILE_BYTES {
        let message = format!("expected at most {MAX_WORDS_FILE_BYTES} bytes, found {len_bytes}");
        return Err(SettingError::Syntax { path: path.to_owned(), line: 0, message });
    }
    let text = text_of(&fs::read(path).map_err(unreadable)?, path)?;
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).zip(1..);
    let is_word = |(line, _): &(&str, u32)| !line.is_empty() && !line.starts_with('#');
    Ok(lines.filter(is_word).map(|(line, number)| (number, word_of_line(line).to_owned())).collect())
}

/// The word of a line: without `100`, `n` or `100 n` after it.
fn word_of_line(line: &str) -> &str {
    let is_frequency = |field: &str| field.bytes().all(|byte| byte.is_ascii_digit());
    let is_tag = |field: &str| field.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let mut fields = line.split_whitespace();
    let word = fields.next().unwrap_or_default();
    let is_jieba = match (fields.next(), fields.next(), fields.next()) {
        (Some(field), None, None) => is_frequency(field) || is_tag(field),
        (Some(frequency), Some(tag), None) => is_frequency(frequency) && is_tag(tag),
        _ => false,
    };
    if is_jieba && !word.is_ascii() { word } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_jieba_are_words() {
        for (line, word) in [
            ("云原生", "云原生"),
            ("雲原生 100", "雲原生"),
            ("创新办 3 i", "创新办"),
            ("凱特琳 nz", "凱特琳"),
            ("service mesh", "service mesh"),
            ("服务 网格", "服务 网格"),
        ] {
            assert_eq!(word_of_line(line), word, "{line}");
        }
    }
}
