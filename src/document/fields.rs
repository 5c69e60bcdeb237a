//! Front matter read by meaning: each generator takes the fields it knows, what
//! is left is the page's `extra`.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::content::{Diagnostic, FrontMatter, ParsedDate, parse_date, value};
use crate::document::config::warning;

/// The fields that hold for a page, its own first and inherited ones after them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields {
    values: Map<String, Value>,
}

/// The fields that generators and their themes call a page's picture, the most
/// particular first.
const IMAGES: [&str; 19] = [
    "image",
    "cover",
    "banner",
    "thumbnail",
    "featured_image",
    "featuredImage",
    "feature_image",
    "hero",
    "img",
    "index_img",
    "banner_img",
    "top_img",
    "og_image",
    "ogImage",
    "thumb",
    "photo",
    "header_image",
    "images",
    "photos",
];

/// Where the address stands when a picture is a map.
const IMAGE_KEYS: [&str; 8] = ["image", "src", "url", "path", "file", "relative", "light", "teaser"];

impl Fields {
    /// A page's own fields over those it inherits.
    pub(crate) fn new(own: &Map<String, Value>, inherited: &Map<String, Value>) -> Self {
        let mut values = own.clone();
        for (key, value) in inherited {
            if !values.contains_key(key) {
                values.insert(key.clone(), value.clone());
            }
        }
        Self { values }
    }

    /// The value of a field, not null, whatever case its key is written in.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        let written_so = || self.values.iter().find(|(written, _)| written.eq_ignore_ascii_case(key));
        self.values.get(key).or_else(|| written_so().map(|(_, value)| value)).filter(|value| !value.is_null())
    }

    /// The text of a field, trimmed; `None` if there is none or it is empty.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        let text = value::text(self.get(key)?)?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The date of a field.
    pub(crate) fn date(&self, key: &str) -> Option<ParsedDate> {
        parse_date(self.get(key)?)
    }

    /// Puts a value in the place of a field.
    pub(crate) fn set(&mut self, key: &str, value: Value) {
        self.values.insert(key.to_owned(), value);
    }

    /// Takes a field out.
    pub(crate) fn take(&mut self, key: &str) -> Option<Value> {
        let written = if self.values.contains_key(key) {
            key.to_owned()
        } else {
            self.values.keys().find(|written| written.eq_ignore_ascii_case(key))?.clone()
        };
        self.values.shift_remove(&written)
    }

    /// Takes the first of `keys` that has a text; the others stay.
    pub(crate) fn take_text(&mut self, keys: &[&str]) -> Option<String> {
        let key = keys.iter().find(|key| self.text(key).is_some())?;
        let text = self.text(key);
        self.take(key);
        text
    }

    /// Takes the first of `keys` that has strings; the others stay.
    pub(crate) fn take_strings(&mut self, keys: &[&str]) -> Vec<String> {
        for key in keys {
            let strings = self.get(key).map(value::strings).unwrap_or_default();
            if !strings.is_empty() {
                self.take(key);
                return without_repetitions(strings);
            }
        }
        Vec::new()
    }

    /// Takes the first of `keys` that has a date.
    pub(crate) fn take_date(&mut self, keys: &[&str]) -> Option<ParsedDate> {
        let key = keys.iter().find(|key| self.date(key).is_some())?;
        let date = self.date(key);
        self.take(key);
        date
    }

    /// Takes the authors: names, or maps with a `name`, or one text. A single
    /// text is one author unless it has the comma of a list.
    pub(crate) fn take_authors(&mut self) -> Vec<String> {
        for key in ["authors", "author"] {
            let names = match self.get(key) {
                Some(Value::Array(items)) => items.iter().filter_map(author_name).collect(),
                Some(Value::Object(map)) => author_name(&Value::Object(map.clone())).into_iter().collect(),
                Some(single) => value::strings(single),
                None => continue,
            };
            if !names.is_empty() {
                self.take(key);
                return without_repetitions(names);
            }
        }
        Vec::new()
    }

    /// The picture, under whichever name the theme gives it. The field stays
    /// where it is: a theme that shows results reads it by its own name.
    pub(crate) fn image(&self) -> Option<String> {
        for key in IMAGES {
            let found = match self.get(key) {
                Some(Value::Object(map)) => IMAGE_KEYS.iter().find_map(|inner| {
                    map.get(*inner).and_then(value::text).filter(|text| !text.trim().is_empty())
                }),
                Some(Value::Array(items)) => items.first().and_then(|item| match item {
                    Value::Object(map) => {
                        IMAGE_KEYS.iter().find_map(|inner| map.get(*inner)).and_then(value::text)
                    }
                    other => value::text(other),
                }),
                Some(Value::Bool(_)) | None => None,
                Some(single) => value::text(single),
            };
            if let Some(image) = found.map(|image| image.trim().to_owned()).filter(|image| !image.is_empty())
            {
                return Some(image);
            }
        }
        None
    }

    /// What nobody took, in the order written; nulls are no fields.
    pub(crate) fn into_rest(self) -> Map<String, Value> {
        self.values.into_iter().filter(|(_, value)| !value.is_null()).collect()
    }
}

/// The name in an author's entry.
fn author_name(entry: &Value) -> Option<String> {
    let name = match entry {
        Value::Object(map) => {
            ["name", "title", "nick", "key"].iter().find_map(|key| map.get(*key)).and_then(value::text)
        }
        other => value::text(other),
    };
    name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// Keeps the first of equal strings.
pub(crate) fn without_repetitions(strings: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(strings.len());
    for string in strings {
        if !kept.contains(&string) {
            kept.push(string);
        }
    }
    kept
}

/// The moment a written date means: in its own offset, else in the site's zone.
pub(crate) fn timestamp(date: &ParsedDate, zone: &TimeZone) -> Option<Timestamp> {
    match date.offset {
        Some(offset) => offset.to_timestamp(date.civil).ok(),
        None => zone.to_timestamp(date.civil).ok(),
    }
}

/// What the site's clock shows at a written date.
pub(crate) fn in_zone(date: &ParsedDate, zone: &TimeZone) -> DateTime {
    match date.offset.and_then(|offset| offset.to_timestamp(date.civil).ok()) {
        Some(moment) => zone.to_datetime(moment),
        None => date.civil,
    }
}

/// What the first characters of a file's name say of its date: `2024-01-02-标题`
/// is that day and `-标题`. The month and day may have one digit, the year two.
pub(crate) fn date_in_name(name: &str) -> Option<(jiff::civil::Date, &str)> {
    let mut parts = name.splitn(3, '-');
    let (year, month, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let day_digits = rest.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (day, rest) = rest.split_at(day_digits);
    let digits = |text: &str| (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then_some(());
    digits(year)?;
    digits(month)?;
    if !matches!(year.len(), 2..=4) || month.len() > 2 {
        return None;
    }
    let year_number: i16 = year.parse().ok()?;
    let year_number = match year.len() {
        2 if year_number < 69 => year_number + 2000,
        2 => year_number + 1900,
        _ => year_number,
    };
    let date = jiff::civil::Date::new(year_number, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some((date, rest))
}

/// Remarks on the fields of a head that should be dates and are none.
pub(crate) fn unread_dates<'a>(
    head: &'a FrontMatter,
    path: &'a str,
) -> impl Iterator<Item = Diagnostic> + 'a {
    const DATES: [&str; 7] =
        ["date", "updated", "lastmod", "last_modified_at", "publishDate", "expiryDate", "pubDate"];
    DATES.into_iter().filter_map(|key| {
        let value = head.fields.get(key)?;
        let written = value::text(value).filter(|text| !text.trim().is_empty())?;
        if parse_date(value).is_some() {
            return None;
        }
        let message = format!("expected a date in `{key}`, found `{}`", written.trim());
        Some(warning(
            path,
            head.line_of(key),
            &message,
            "write it as `2024-11-01` or `2024-11-01 08:00:00 +0800`",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_begin_with_a_date() {
        let date = |name| date_in_name(name).map(|(date, rest)| (date.to_string(), rest.to_owned()));
        let some = |date: &str, rest: &str| Some((date.to_owned(), rest.to_owned()));
        assert_eq!(date("2024-01-02-标题"), some("2024-01-02", "-标题"));
        assert_eq!(date("2024-1-2-a-b"), some("2024-01-02", "-a-b"));
        assert_eq!(date("24-01-02-a"), some("2024-01-02", "-a"));
        assert_eq!(date("2024-01-02"), some("2024-01-02", ""));
        assert_eq!(date("2024-13-02-a"), None);
        assert_eq!(date("v1-2-3"), None);
        assert_eq!(date("标题"), None);
    }

    #[test]
    fn what_is_taken_is_gone_and_the_rest_keeps_its_order() {
        let parse = |text: &str| serde_json::from_str::<Map<String, Value>>(text).expect("valid JSON");
        let own = parse(r#"{"weight": 3, "Title": " 标题 ", "cover": {"image": "a.png"}, "draft": null}"#);
        let inherited = parse(r#"{"weight": 9, "layout": "post"}"#);
        let mut fields = Fields::new(&own, &inherited);
        assert_eq!(fields.take_text(&["title"]).as_deref(), Some("标题"));
        assert_eq!(fields.image().as_deref(), Some("a.png"));
        let rest = serde_json::to_string(&fields.into_rest()).expect("maps serialize");
        assert_eq!(rest, r#"{"weight":3,"cover":{"image":"a.png"},"layout":"post"}"#);
    }
}
