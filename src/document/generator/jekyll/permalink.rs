//! Jekyll's permalinks: styles and patterns such as `/:categories/:year/:title/`.

use jiff::civil::DateTime;

use crate::document::address::squeeze;
use crate::document::fields::without_repetitions;
use crate::document::generator::slug::{jekyll, jekyll_pretty};

/// What the placeholders of a pattern stand for.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    pub(super) date: DateTime,
    /// Of the front matter or the file's name.
    pub(super) slug: &'a str,
    /// The file's name without its extension, date and all.
    pub(super) name: &'a str,
    pub(super) categories: &'a [String],
    pub(super) collection: &'a str,
    /// The folder of a page, the place in its collection of a document.
    pub(super) path: &'a str,
}

/// The pattern that a style's name stands for; a pattern stands for itself.
pub(super) fn of_style(style: &str) -> String {
    match style {
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "simple" => "/:categories/:title/",
        "none" => "/:categories/:title:output_ext",
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
        pattern => pattern,
    }
    .to_owned()
}

/// A pattern with the end that the site's style gives pages and documents.
pub(super) fn with_suffix(pattern: &str, style: &str) -> String {
    let suffix = match style {
        "pretty" => "/",
        // Jekyll forgets its `weekdate` here: such pages have no extension in their address.
        "date" | "ordinal" | "none" => ":output_ext",
        other if other.ends_with('/') => "/",
        other if other.ends_with(":output_ext") => ":output_ext",
        _ => "",
    };
    format!("{pattern}{suffix}")
}

/// Writes a pattern out as a path; a pattern without an extension or `/` at its
/// end stays so, as Jekyll serves `/about` from `about.html`.
pub(super) fn path(pattern: &str, tokens: &Tokens<'_>, is_page: bool) -> String {
    let mut written = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    while let Some(colon) = rest.find(':') {
        written.push_str(&rest[..colon]);
        rest = &rest[colon + 1..];
        let n_bytes = rest.bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'_').count();
        let name = &rest[..n_bytes];
        // `:year_:month` is `:year`, `_`, `:month`.
        let known = [name, name.strip_suffix('_').unwrap_or(name)];
        let value = |name: &str| if is_page { tokens.of_page(name) } else { tokens.of_document(name) };
        match known.iter().find_map(|name| value(name).map(|value| (name.len(), value))) {
            Some((name_bytes, value)) => {
                written.push_str(&value);
                rest = &rest[name_bytes..];
            }
            None => {
                written.push(':');
                written.push_str(name);
                rest = &rest[n_bytes..];
            }
        }
    }
    written.push_str(rest);
    squeeze(&format!("/{written}").replace("..", "/").replace("./", ""))
}

impl Tokens<'_> {
    fn of_page(&self, name: &str) -> Option<String> {
        match name {
            "path" => Some(self.path.to_owned()),
            "basename" => Some(self.name.to_owned()),
            "output_ext" => Some(".html".to_owned()),
            _ => None,
        }
    }

    fn of_document(&self, name: &str) -> Option<String> {
        let format = |layout: &str| Some(self.date.strftime(layout).to_string());
        match name {
            "collection" => Some(self.collection.to_owned()),
            "path" => Some(self.path.to_owned()),
            "name" => Some(jekyll(self.name)),
            "title" => Some(jekyll_pretty(self.slug)),
            "slug" => Some(jekyll(self.slug)),
            "output_ext" => Some(".html".to_owned()),
            "categories" => Some(joined(self.categories, str::to_lowercase)),
            "slugified_categories" => Some(joined(self.categories, jekyll)),
            "year" => format("%Y"),
            "short_year" => format("%y"),
            "month" => format("%m"),
            "i_month" => format("%-m"),
            "short_month" => format("%b"),
            "long_month" => format("%B"),
            "day" => format("%d"),
            "i_day" => format("%-d"),
            "y_day" => format("%j"),
            "week" => format("%V"),
            "w_year" => format("%G"),
            "w_day" => format("%u"),
            "short_day" => format("%a"),
            "long_day" => format("%A"),
            "hour" => format("%H"),
            "minute" => format("%M"),
            "second" => format("%S"),
            _ => None,
        }
    }
}

fn joined(categories: &[String], rule: impl Fn(&str) -> String) -> String {
    without_repetitions(categories.iter().map(|category| rule(category)).collect()).join("/")
}
