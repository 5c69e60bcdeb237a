//! Days as people type them in a filter: a day, a whole month, a whole year.

use jiff::civil::Date;

/// The first day of `2024-11-01`, `2024-11` or `2024`.
///
/// # Errors
///
/// What was expected instead.
pub fn first_day(text: &str) -> Result<Date, String> {
    day(text).map(|(first, _)| first)
}

/// The last day of `2024-11-01`, `2024-11` or `2024`.
///
/// # Errors
///
/// What was expected instead.
pub fn last_day(text: &str) -> Result<Date, String> {
    day(text).map(|(_, last)| last)
}

/// The first and the last day of what `text` names.
fn day(text: &str) -> Result<(Date, Date), String> {
    let has_digits = |part: &str, n_digits: usize| {
        part.len() == n_digits && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let parse = |text: String| {
        let parsed: Result<Date, jiff::Error> = text.parse();
        parsed.map_err(|_| {
            "expected a day, a month or a year, such as `2024-11-01`, `2024-11` or `2024`".to_owned()
        })
    };
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [year] if has_digits(year, 4) => {
            parse(format!("{year}-01-01")).map(|first| (first, first.last_of_year()))
        }
        [year, month] if has_digits(year, 4) && has_digits(month, 2) => {
            parse(format!("{year}-{month}-01")).map(|first| (first, first.last_of_month()))
        }
        _ => parse(text.to_owned()).map(|only| (only, only)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_or_a_month_means_all_of_it() {
        let days =
            |text| (first_day(text).map(|day| day.to_string()), last_day(text).map(|day| day.to_string()));
        let both = |first: &str, last: &str| (Ok(first.to_owned()), Ok(last.to_owned()));
        assert_eq!(days("2024-11-01"), both("2024-11-01", "2024-11-01"));
        assert_eq!(days("2024-02"), both("2024-02-01", "2024-02-29"));
        assert_eq!(days("2023"), both("2023-01-01", "2023-12-31"));
        for wrong in ["", "昨天", "2024-13", "2024-2", "24", "２０２４", "2024-11-31", "2024-11-01-01"]
        {
            assert!(first_day(wrong).is_err(), "{wrong}");
        }
    }
}
