//! Dates as people write them.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde_json::Value;

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

/// The date in a front matter value: a string, a number of seconds, or the first of a list.
pub fn parse_date(value: &Value) -> Option<ParsedDate> {
    parse_date_text(value.as_str()?)
}

/// The date in a text.
pub fn parse_date_text(text: &str) -> Option<ParsedDate> {
    let civil = text.parse().ok()?;
    Some(ParsedDate { civil, offset: None, has_time: false })
}
