//! Which moment a date in a Hexo site is, and what the clock shows in an address.
//!
//! Two zones are at work: that of the machine that builds, by which dates are read
//! and addresses written, and the `timezone` of the configuration, by which pages
//! show them. A site that is built where its author lives has one of them only.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use regex::Regex;

use crate::content::ParsedDate;

/// What js-yaml takes for a date when it is not in quotation marks.
static YAML_DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$",
    )
    .expect("the pattern is valid")
});

/// What JavaScript reads as a day in UTC: it reads everything else by the machine's clock.
static ISO_DAY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\d{4}-\d\d-\d\d$").expect("the pattern is valid"));

/// The clocks of a site.
#[derive(Debug)]
pub(super) struct Clock {
    /// Of the machine that builds.
    pub(super) machine: TimeZone,
    /// `timezone` of the configuration.
    pub(super) site: Option<TimeZone>,
}

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written<'a> {
    /// As a value of YAML without quotation marks.
    Bare(&'a str),
    /// As a text.
    Quoted(&'a str),
    /// In the name of the file.
    InName,
}

impl Clock {
    /// The moment of a written date; `None` if there is no such moment.
    ///
    /// | written | read |
    /// | --- | --- |
    /// | `2024-01-02 03:04:05` | by the machine's clock |
    /// | `2024-01-02 03:04:05 +08:00` | as the same in UTC, and that by the machine's clock |
    /// | `"2024-01-02"` | as midnight in UTC |
    /// | `"2024-01-02 03:04"`, `2024/1/2` | by the machine's clock, or the offset it names |
    pub(super) fn moment(&self, date: &ParsedDate, written: Written<'_>) -> Option<Timestamp> {
        let exact = || date.offset.and_then(|offset| offset.to_timestamp(date.civil).ok());
        let by_machine = |civil: DateTime| self.machine.to_timestamp(civil).ok();
        let moment = match written {
            // A number is one of milliseconds.
            Written::Bare(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                Timestamp::from_millisecond(text.parse().ok()?).ok()
            }
            Written::Bare(text) if YAML_DATE.is_match(text.trim()) => {
                let in_utc = exact().map(|moment| Offset::UTC.to_datetime(moment));
                by_machine(in_utc.unwrap_or(date.civil))
            }
            Written::Quoted(text) if ISO_DAY.is_match(text.trim()) => {
                Offset::UTC.to_timestamp(date.civil).ok()
            }
            _ => exact().or_else(|| by_machine(date.civil)),
        }?;
        // What the machine's clock shows is what the site's clock is taken to have shown.
        match &self.site {
            Some(site) => site.to_timestamp(self.machine.to_datetime(moment)).ok(),
            None => Some(moment),
        }
    }

    /// What an address says of a moment.
    pub(super) fn in_address(&self, moment: Timestamp) -> DateTime {
        self.machine.to_datetime(moment)
    }

    /// What a page shows of a moment.
    pub(super) fn shown(&self, moment: Timestamp) -> DateTime {
        self.site.as_ref().unwrap_or(&self.machine).to_datetime(moment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_javascript_reads_them() {
        let zone = |name: &str| TimeZone::get(name).expect("a known zone");
        let (shanghai, york) = (zone("Asia/Shanghai"), zone("America/New_York"));
        let at_home = |zone: &TimeZone| Clock { machine: zone.clone(), site: Some(zone.clone()) };
        let abroad = Clock { machine: TimeZone::UTC, site: Some(shanghai.clone()) };
        let check = |clock: &Clock, text: &str, quoted: bool, in_address: &str| {
            let date = crate::content::parse_date_text(text).expect("a date");
            let written = if quoted { Written::Quoted(text) } else { Written::Bare(text) };
            let moment = clock.moment(&date, written).expect("a moment");
            assert_eq!(clock.in_address(moment).to_string(), in_address, "{text}");
        };
        check(&at_home(&shanghai), "2024-01-02", false, "2024-01-02T00:00:00");
        check(&at_home(&shanghai), "2024-01-02", true, "2024-01-02T08:00:00");
        check(&at_home(&york), "2024-01-02", true, "2024-01-01T19:00:00");
        check(&at_home(&york), "2024/01/02", true, "2024-01-02T00:00:00");
        check(&at_home(&york), "2024-01-02 03:04:05", true, "2024-01-02T03:04:05");
        check(&at_home(&shanghai), "2024-01-02 03:04:05 +08:00", false, "2024-01-01T19:04:05");
        check(&at_home(&shanghai), "2024-01-02 03:04:05 +08:00", true, "2024-01-02T03:04:05");
        check(&abroad, "2024-01-02", false, "2024-01-01T16:00:00");
    }
}
