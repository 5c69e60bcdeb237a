//! Hugo's `permalinks`: patterns such as `/:section/:year/:slug/`.

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use crate::content::value;
use crate::document::address::{name_of, split_extension};
use crate::document::generator::slug;

/// What the tokens of a pattern stand for.
pub(super) struct Tokens<'a> {
    pub(super) date: Option<DateTime>,
    /// The first folder below content.
    pub(super) section: &'a str,
    /// The folders of the nearest section.
    pub(super) sections: Vec<&'a str>,
    /// The slugs of those folders' sections, their names where they have none.
    pub(super) section_slugs: Vec<String>,
    pub(super) title: &'a str,
    pub(super) slug: Option<&'a str>,
    /// The file's name without extension and language, the folder's name for a bundle.
    pub(super) file_name: &'a str,
    pub(super) sanitize: &'a dyn Fn(&str) -> String,
}

/// The pattern for pages of `kind` in `section`, if the site has one.
///
/// `permalinks.<kind>.<section>` comes before `permalinks.<section>`, which is
/// for pages and terms only.
pub(super) fn pattern(permalinks: &Map<String, Value>, kind: &str, section: &str) -> Option<String> {
    // Pages at the top have a section of their own name.
    let section = if section.is_empty() { "/" } else { section };
    let of_kind = permalinks.get(kind).and_then(Value::as_object).and_then(|sections| sections.get(section));
    let flat =
        || permalinks.get(section).filter(|pattern| pattern.is_string() && matches!(kind, "page" | "term"));
    value::text(of_kind.or_else(flat)?)
}

/// Writes a pattern out; an unknown token stays as written.
pub(super) fn expand(pattern: &str, tokens: &Tokens<'_>) -> String {
    let mut expanded = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    while let Some(colon) = rest.find(':') {
        expanded.push_str(&rest[..colon]);
        rest = &rest[colon + 1..];
        let name_bytes =
            rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let (name, mut after) = rest.split_at(name_bytes);
        let range = after.strip_prefix('[').and_then(|inner| inner.split_once(']'));
        let takes_range = matches!(name, "sections" | "sectionslugs");
        if let (true, Some((_, behind))) = (takes_range, range) {
            after = behind;
        }
        match tokens.value(name, range.filter(|_| takes_range).map(|(range, _)| range)) {
            Some(value) => expanded.push_str(&value),
            None => {
                expanded.push(':');
                expanded.push_str(name);
            }
        }
        rest = after;
    }
    expanded.push_str(rest);
    expanded
}

impl Tokens<'_> {
    fn value(&self, name: &str, range: Option<&str>) -> Option<String> {
        // A page without a date has Go's first one.
        let date = self.date.unwrap_or(jiff::civil::date(1, 1, 1).at(0, 0, 0, 0));
        let format = |layout: &str| Some(date.strftime(layout).to_string());
        let sanitized = |text: &str| Some((self.sanitize)(text));
        // What stands after the last `#` of an address leads to a part of its page, here to none.
        let named = |text: &str| {
            let written = (self.sanitize)(text);
            Some(written.strip_suffix('#').map_or(written.clone(), str::to_owned))
        };
        match name {
            "year" => Some(date.year().to_string()),
            "month" => format("%m"),
            "monthname" => format("%B"),
            "day" => format("%d"),
            "weekday" => format("%w"),
            "weekdayname" => format("%A"),
            "yearday" => format("%-j"),
            "section" => sanitized(self.section),
            "sectionslug" => sanitized(self.section_slugs.first().map_or("", String::as_str)),
            "sections" => sanitized(&pick(&self.sections, range).join("/")),
            "sectionslugs" => sanitized(&pick(&self.section_slugs, range).join("/")),
            "title" => named(self.title),
            "slug" => named(self.slug.unwrap_or(self.title)),
            "filename" | "contentbasename" => named(self.file_name),
            "slugorfilename" | "slugorcontentbasename" => named(self.slug.unwrap_or(self.file_name)),
            _ => go_layout(name, date),
        }
    }
}

/// The part of a list that `[1:]`, `[:2]`, `[last]` or `[0]` names; all of it without one.
fn pick<T: Clone>(list: &[T], range: Option<&str>) -> Vec<T> {
    let n_items = list.len();
    let index = |text: &str, default: usize| match text.trim() {
        "" => default,
        "last" => n_items.saturating_sub(1),
        number => number.parse().unwrap_or(default),
    };
    let (start, end) = match range {
        None => (0, n_items),
        Some(range) => match range.split_once(':') {
            Some((start, end)) => (index(start, 0), index(end, n_items)),
            None => (index(range, 0), index(range, 0) + 1),
        },
    };
    list.get(start.min(n_items)..end.min(n_items)).map(<[T]>::to_vec).unwrap_or_default()
}

/// A Go time layout as a token (`:06`, `:Jan`, `:2006_01_02`); `None` if it is none.
fn go_layout(layout: &str, date: DateTime) -> Option<String> {
    const PIECES: [(&str, &str); 18] = [
        ("2006", "%Y"),
        ("January", "%B"),
        ("Monday", "%A"),
        ("002", "%j"),
        ("Jan", "%b"),
        ("Mon", "%a"),
        ("01", "%m"),
        ("02", "%d"),
        ("03", "%I"),
        ("04", "%M"),
        ("05", "%S"),
        ("06", "%y"),
        ("15", "%H"),
        ("PM", "%p"),
        ("1", "%-m"),
        ("2", "%-d"),
        ("4", "%-M"),
        ("5", "%-S"),
    ];
    let (mut written, mut rest, mut is_layout) = (String::new(), layout, false);
    while let Some(first) = rest.chars().next() {
        match PIECES.iter().find(|(piece, _)| rest.starts_with(piece)) {
            Some((piece, format)) => {
                written.push_str(&date.strftime(format).to_string());
                rest = &rest[piece.len()..];
                is_layout = true;
            }
            None => {
                written.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    is_layout.then_some(written)
}

/// A `url` as the address of a page: one that ends in a file's name is kept.
pub(super) fn file_or_folder(url: &str) -> String {
    if let Some(folder) = url.strip_suffix("/index.html") {
        return format!("{folder}/");
    }
    let has_extension = !split_extension(name_of(url)).1.is_empty();
    if has_extension || url.ends_with('/') { url.to_owned() } else { format!("{url}/") }
}

/// Hugo's way with a path: sanitized, and in lower case unless the site says otherwise.
pub(super) fn sanitize(text: &str, lower: Case, accents: Accents) -> String {
    let text = slug::hugo(text);
    let text = if accents == Accents::Removed { slug::without_accents(&text) } else { text };
    if lower == Case::Lower { text.to_lowercase() } else { text }
}

/// Whether paths are put in lower case (`disablePathToLower`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Lower,
    Kept,
}

/// Whether accents are taken off (`removePathAccents`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accents {
    Kept,
    Removed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_written_out() {
        let tokens = Tokens {
            date: Some(jiff::civil::date(2024, 3, 5).at(0, 0, 0, 0)),
            section: "博客",
            sections: vec!["博客", "云", "容器"],
            section_slugs: vec!["blog".to_owned(), "云".to_owned()],
            title: "滚动更新：入门 A/B",
            slug: None,
            file_name: "rolling update",
            sanitize: &|text| sanitize(text, Case::Lower, Accents::Kept),
        };
        for (pattern, expected) in [
            ("/:year/:month/:day/:title/", "/2024/03/05/滚动更新入门-a/b/"),
            ("/:section/:filename", "/博客/rolling-update"),
            ("/:sections/:slug/", "/博客/云/容器/滚动更新入门-a/b/"),
            ("/:sections[1:]/x", "/云/容器/x"),
            ("/:sections[last]/x", "/容器/x"),
            ("/:sections[0]/x", "/博客/x"),
            ("/:sections[7]/x", "//x"),
            ("/:sectionslug/x", "/blog/x"),
            ("/:06/:yearday/:monthname/:weekdayname/", "/24/65/March/Tuesday/"),
            ("/:unknown/", "/:unknown/"),
        ] {
            assert_eq!(expand(pattern, &tokens), expected, "{pattern}");
        }
    }
}
