//! Dates as people write them, in the forms that generators accept and a few
//! that only their readers do.
//!
//! A date that cannot be read is `None`: never today, never a panic.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use serde_json::Value;

/// The earliest and latest year believed; others are typing errors.
const YEARS: std::ops::RangeInclusive<i64> = 1..=9999;

/// The whole numbers taken for seconds since 1970: from 2001 to 2128. Smaller
/// ones are years or days written together, larger ones may be milliseconds.
const EPOCH_SECONDS: std::ops::RangeInclusive<i64> = 1_000_000_000..=5_000_000_000;

/// A date, and as much of a time as was written with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParsedDate {
    /// As written; midnight if no time was.
    pub civil: DateTime,
    /// From UTC, if one was written.
    pub offset: Option<Offset>,
    /// Whether a time was written.
    pub has_time: bool,
}

/// The date in a front matter value: text, a number of seconds, or the first of a list.
pub fn parse_date(value: &Value) -> Option<ParsedDate> {
    match value {
        Value::String(text) => parse_date_text(text),
        Value::Number(number) => parse_number(number.as_i64()?),
        Value::Array(items) => parse_date(items.first().filter(|first| !first.is_array())?),
        Value::Null | Value::Bool(_) | Value::Object(_) => None,
    }
}

/// The date at the start of a text.
///
/// | text | date |
/// | --- | --- |
/// | `2024-01-02`, `2024/1/2`, `2024.1.2`, `20240102` | 2024-01-02 |
/// | `2024年1月2日 下午3:04` | 2024-01-02T15:04 |
/// | `2024-01-02T03:04:05+08:00`, `2024-01-02 03:04:05 +0800` | with offset |
/// | `Tue, 02 Jan 2024 03:04:05 GMT`, `Jan 2, 2024`, `2 January 2024` | 2024-01-02 |
/// | `1704164645` | seconds since 1970, offset 0 |
/// | `0000-00-00`, `2024-13-01`, `99999-1-1`, `明天` | none |
pub fn parse_date_text(text: &str) -> Option<ParsedDate> {
    let text = text.trim().trim_matches(['"', '\'']);
    // The longest date that people write has some forty characters.
    if text.len() > 128 {
        return None;
    }
    // Many an input method leaves digits at full width.
    let text: String = text.chars().map(half_width).collect();
    if let Ok(number) = text.parse::<i64>() {
        return parse_number(number);
    }
    let tokens = tokens(&text);
    let (date, used) = date_of(&tokens)?;
    let rest = &tokens[used..];
    let (time, offset) = time_of(rest);
    let civil = DateTime::from_parts(date, time.unwrap_or(Time::midnight()));
    Some(ParsedDate { civil, offset, has_time: time.is_some() })
}

fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' => ' ',
        other => other,
    }
}

fn parse_number(number: i64) -> Option<ParsedDate> {
    if EPOCH_SECONDS.contains(&number) {
        let timestamp = jiff::Timestamp::from_second(number).ok()?;
        let civil = Offset::UTC.to_datetime(timestamp);
        return Some(ParsedDate { civil, offset: Some(Offset::UTC), has_time: true });
    }
    // `20240102`, days written together.
    let date = date(number / 10_000, number / 100 % 100, number % 100)?;
    (number >= 10_000_000).then(|| ParsedDate { civil: date.at(0, 0, 0, 0), offset: None, has_time: false })
}

fn date(year: i64, month: i64, day: i64) -> Option<Date> {
    let year = YEARS.contains(&year).then_some(year)?;
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A piece of a date: digits, letters, or one character of anything else.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    /// Its value, and how many digits were written.
    Number(i64, usize),
    Word(&'a str),
    Mark(char),
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let len_bytes = if first.is_ascii_digit() {
            rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())
        } else if first.is_ascii_alphabetic() {
            rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(len_bytes);
        rest = after;
        tokens.push(if first.is_ascii_digit() {
            // A number too long to hold is too long for a date; it matches nothing.
            Token::Number(piece.parse().unwrap_or(i64::MAX), piece.len())
        } else if first.is_ascii_alphabetic() {
            Token::Word(piece)
        } else {
            Token::Mark(if first == '　' { ' ' } else { first })
        });
    }
    tokens
}

/// The date at the start, and how many tokens it takes.
fn date_of(tokens: &[Token<'_>]) -> Option<(Date, usize)> {
    use Token::{Mark, Number, Word};
    // White space and commas mean nothing in a date, only how much of them is used does.
    let solid: Vec<(usize, Token<'_>)> = tokens
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, token)| !matches!(token, Mark(' ' | ',' | '\t' | '，')))
        .collect();
    let solid = match solid.first() {
        // `Tue, 02 Jan 2024`: the day of the week says nothing new.
        Some((_, Word(word))) if is_weekday(word) => &solid[1..],
        _ => &solid[..],
    };
    let used = |count: usize| solid[count - 1].0 + 1;
    let kinds: Vec<Token<'_>> = solid.iter().take(6).map(|(_, token)| *token).collect();
    match kinds.as_slice() {
        // A month needs a day: `2024-01` alone is a year and a month, its first day.
        [Number(year, 4), Mark('年'), Number(month, _), Mark('月'), Number(day, _), last, ..] => {
            let count = if matches!(last, Mark('日' | '号' | '號')) { 6 } else { 5 };
            Some((date(*year, *month, *day)?, used(count)))
        }
        [Number(year, 4), Mark('年'), Number(month, _), Mark('月'), Number(day, _)] => {
            Some((date(*year, *month, *day)?, used(5)))
        }
        [Number(year, 4), Mark('年'), Number(month, _), Mark('月'), ..] => {
            Some((date(*year, *month, 1)?, used(4)))
        }
        [
            Number(year, 4),
            Mark(first @ ('-' | '/' | '.' | '－' | '／')),
            Number(month, 1..=2),
            Mark(second),
            Number(day, 1..=2),
            ..,
        ] if first == second => Some((date(*year, *month, *day)?, used(5))),
        [Number(year, 4), Mark('-' | '/' | '.'), Number(month, 1..=2)] => {
            Some((date(*year, *month, 1)?, used(3)))
        }
        [Number(day, 1..=2), Mark('-'), Word(name), Mark('-'), Number(year, 4), ..] => {
            Some((date(*year, month(name)?, *day)?, used(5)))
        }
        [Number(day, 1..=2), Word(ordinal), Word(name), Number(year, 4), ..] if is_ordinal(ordinal) => {
            Some((date(*year, month(name)?, *day)?, used(4)))
        }
        [Number(day, 1..=2), Word(name), Number(year, 4), ..] => {
            Some((date(*year, month(name)?, *day)?, used(3)))
        }
        [Word(name), Number(day, 1..=2), Word(ordinal), Number(year, 4), ..] if is_ordinal(ordinal) => {
            Some((date(*year, month(name)?, *day)?, used(4)))
        }
        [Word(name), Number(day, 1..=2), Number(year, 4), ..] => {
            Some((date(*year, month(name)?, *day)?, used(3)))
        }
        [Word(name), Mark('.'), Number(day, 1..=2), Number(year, 4), ..] => {
            Some((date(*year, month(name)?, *day)?, used(4)))
        }
        [Number(year, 4), Word(name), Number(day, 1..=2), ..] => {
            Some((date(*year, month(name)?, *day)?, used(3)))
        }
        // `20240102T030405Z`, ISO 8601 without punctuation.
        [Number(days, 8), Word("T"), ..] => {
            Some((date(days / 10_000, days / 100 % 100, days % 100)?, used(1)))
        }
        // `Tue Jan  2 03:04:05 2024`, as `date` prints it.
        [Word(name), Number(day, 1..=2), Number(_, 1..=2), Mark(':'), ..] => {
            let year = solid.iter().skip(4).rev().find_map(|(_, token)| match token {
                Number(year, 4) => Some(*year),
                _ => None,
            })?;
            Some((date(year, month(name)?, *day)?, used(2)))
        }
        _ => None,
    }
}

/// The time and the offset in what follows a date; neither if it is no time.
fn time_of(tokens: &[Token<'_>]) -> (Option<Time>, Option<Offset>) {
    use Token::{Mark, Number, Word};
    let at = |index: usize| tokens.get(index).copied();
    let mut index = 0;
    let mut afternoon = None;
    loop {
        match (at(index), at(index + 1)) {
            (Some(Mark('上' | '早') | Mark('凌')), Some(Mark(_))) => {
                (afternoon, index) = (Some(false), index + 2)
            }
            (Some(Mark('下' | '晚')), Some(Mark(_))) => (afternoon, index) = (Some(true), index + 2),
            // `T`, white space, a day of the week in brackets, `at`.
            (Some(Mark(_) | Word(_)), _) if !matches!(at(index), Some(Mark('+' | '-'))) => index += 1,
            _ => break,
        }
    }
    let (mut hour, minute, mut second) = match (at(index), at(index + 1), at(index + 2)) {
        (
            Some(Number(hour, 1..=2)),
            Some(Mark(':' | '：' | '时' | '點' | '点')),
            Some(Number(minute, 1..=2)),
        ) => {
            index += 3;
            (hour, minute, 0)
        }
        (Some(Number(clock, 6)), ..) => {
            index += 1;
            (clock / 10_000, clock / 100 % 100, clock % 100)
        }
        _ => return (None, None),
    };
    if let (Some(Mark(':' | '：' | '分')), Some(Number(seconds, 1..=2))) = (at(index), at(index + 1)) {
        // A leap second is the last one of its minute.
        second = seconds.min(59);
        index += 2;
        if let (Some(Mark('.' | ',')), Some(Number(..))) = (at(index), at(index + 1)) {
            index += 2;
        }
    }
    let mut offset = None;
    while let Some(token) = at(index) {
        index += 1;
        match token {
            Word(word) if word.eq_ignore_ascii_case("pm") => afternoon = Some(true),
            Word(word) if word.eq_ignore_ascii_case("am") => afternoon = Some(false),
            Word("Z" | "z" | "UTC" | "GMT" | "UT") => offset = Some(Offset::UTC),
            Mark(sign @ ('+' | '-')) => {
                let seconds = match (at(index), at(index + 1), at(index + 2)) {
                    (Some(Number(hours, 1..=2)), Some(Mark(':')), Some(Number(minutes, 2))) => {
                        hours * 3600 + minutes * 60
                    }
                    (Some(Number(both, 3..=4)), ..) => both / 100 * 3600 + both % 100 * 60,
                    (Some(Number(hours, 1..=2)), ..) => hours * 3600,
                    _ => continue,
                };
                let signed = if sign == '-' { -seconds } else { seconds };
                offset = i32::try_from(signed).ok().and_then(|seconds| Offset::from_seconds(seconds).ok());
                break;
            }
            // Other names of zones (`CST` is three of them) say too little.
            _ => {}
        }
    }
    match afternoon {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    // `24:00` is written for the end of a day; the day counts.
    let time = if (hour, minute) == (24, 0) {
        Some(Time::midnight())
    } else {
        let parts = (i8::try_from(hour), i8::try_from(minute), i8::try_from(second));
        if let (Ok(hour), Ok(minute), Ok(second)) = parts {
            Time::new(hour, minute, second, 0).ok()
        } else {
            None
        }
    };
    (time, time.and(offset))
}

fn is_ordinal(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "of")
}

fn is_weekday(word: &str) -> bool {
    const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    word.get(..3).is_some_and(|start| NAMES.contains(&start.to_ascii_lowercase().as_str()))
        && month(word).is_none()
        && (word.len() <= 4 || word.to_ascii_lowercase().ends_with("day"))
}

/// The number of a month by its English name or its first three letters or more.
fn month(name: &str) -> Option<i64> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = name.to_ascii_lowercase();
    let index = NAMES.iter().position(|month| name.len() >= 3 && month.starts_with(&name))?;
    Some(index as i64 + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn shown(text: &str) -> String {
        match parse_date_text(text) {
            None => "none".to_owned(),
            Some(date) => {
                let civil =
                    if date.has_time { date.civil.to_string() } else { date.civil.date().to_string() };
                match date.offset {
                    Some(offset) => format!("{civil} {offset}"),
                    None => civil,
                }
            }
        }
    }

    #[test]
    fn every_form_is_read() {
        for (text, expected) in [
            ("2024-01-02", "2024-01-02"),
            ("2024/1/2", "2024-01-02"),
            ("2024.1.2", "2024-01-02"),
            ("20240102", "2024-01-02"),
            ("2024年1月2日", "2024-01-02"),
            ("2024 年 1 月 2 日", "2024-01-02"),
            ("2024年1月", "2024-01-01"),
            ("2024年1月2號 下午3:04", "2024-01-02T15:04:00"),
            ("2024-01-02 03:04", "2024-01-02T03:04:00"),
            ("2013/7/13 20:46:25", "2013-07-13T20:46:25"),
            ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05 +00"),
            ("2024-01-02T03:04:05.678+08:00", "2024-01-02T03:04:05 +08"),
            ("2024-01-02 03:04:05 +0800", "2024-01-02T03:04:05 +08"),
            ("2024-01-02 03:04:05 -0330", "2024-01-02T03:04:05 -03:30"),
            ("2024-01-02 03:04:05 CST", "2024-01-02T03:04:05"),
            ("2024-01-02 12:04 AM", "2024-01-02T00:04:00"),
            ("2024-01-02 3:04pm", "2024-01-02T15:04:00"),
            ("20240102T030405Z", "2024-01-02T03:04:05 +00"),
            ("Tue, 02 Jan 2024 03:04:05 GMT", "2024-01-02T03:04:05 +00"),
            ("Tue Jan  2 03:04:05 2024", "2024-01-02T03:04:05"),
            ("Nov 1, 2024", "2024-11-01"),
            ("November 1st, 2024", "2024-11-01"),
            ("1 November 2024", "2024-11-01"),
            ("01-Nov-2024", "2024-11-01"),
            ("1704164645", "2024-01-02T03:04:05 +00"),
            ("2024-01-02 星期二", "2024-01-02"),
            ("2024-01", "2024-01-01"),
            ("0000-00-00", "none"),
            ("0000-00-00 00:00:00", "none"),
            ("2024-13-01", "none"),
            ("2024-02-30", "none"),
            ("99999-1-1", "none"),
            ("2024", "none"),
            ("明天", "none"),
            ("", "none"),
            ("-", "none"),
            ("1.29", "none"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn values_are_read() {
        assert_eq!(parse_date(&json!(["2024-01-02", "x"])), parse_date_text("2024-01-02"));
        assert_eq!(parse_date(&json!(1_704_164_645)), parse_date_text("1704164645"));
        assert_eq!(parse_date(&json!(null)), None);
        assert_eq!(parse_date(&json!({})), None);
        assert_eq!(parse_date(&json!(1e300)), None);
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,40}", digits in "[0-9:/ TZ+年月日apmJn.-]{0,30}") {
            parse_date_text(&text);
            parse_date_text(&digits);
        }
    }
}
