//! How Ruby reads the dates of a head.

use crate::content::ParsedDate;
use crate::document::generator::Source;

/// The date of a field. A time that YAML knows as one (`2024-01-05 20:00:00`, not quoted)
/// is in UTC if it names no offset; every other is in the site's zone.
pub(super) fn as_ruby_reads(key: &str, source: &Source<'_>) -> Option<ParsedDate> {
    let date = source.fields.date(key)?;
    let text = source.fields.text(key).unwrap_or_default();
    let is_timestamp = text.matches(':').count() == 2 && text.matches('-').count() == 2;
    if date.offset.is_none() && date.has_time && is_timestamp && !source.is_quoted(key) {
        return Some(ParsedDate { offset: Some(jiff::tz::Offset::UTC), ..date });
    }
    Some(date)
}
