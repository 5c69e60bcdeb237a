//! The blog of Material for MkDocs: posts below `blog/posts`, filed by their date and title.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use crate::content::page::RawSection;
use crate::content::{AnchorStyle, Anchors, Diagnostic, ParsedDate, parse_date, value};
use crate::document::address::{below, join, name_of, split_extension};
use crate::document::config::{Flag, flag_at, map_at, read_file, text_at};
use crate::document::fields::Fields;
use crate::document::generator::Source;

/// One blog of a site.
#[derive(Debug)]
pub(super) struct Blog {
    /// Below the folder of docs; empty where the whole site is the blog.
    folder: String,
    posts: String,
    /// `{date}/{slug}`, with `{categories}` and `{file}`.
    url_format: String,
    /// As Babel writes it: `yyyy/MM/dd`.
    date_format: String,
    /// Names of authors by their keys.
    authors: BTreeMap<String, String>,
}

impl Blog {
    /// The blogs that the plugins of a site with this theme make, in the order written.
    pub(super) fn all(
        root: &Path,
        settings: &Map<String, Value>,
        docs: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Self> {
        let theme = settings.get("theme");
        let named = theme.and_then(Value::as_object).and_then(|theme| text_at(theme, "name"));
        if named.or_else(|| theme.and_then(value::text)).as_deref() != Some("material") {
            return Vec::new();
        }
        let plugins = settings.get("plugins").and_then(Value::as_array).into_iter().flatten();
        let options = plugins.filter_map(|plugin| match plugin {
            Value::Object(map) => {
                let (name, options) = map.iter().next()?;
                is_blog(name).then(|| options.as_object().cloned().unwrap_or_default())
            }
            name => is_blog(&value::text(name)?).then(Map::new),
        });
        let enabled = options.filter(|options| flag_at(options, "enabled", Flag::On));
        enabled.map(|options| Self::read(root, &options, docs, diagnostics)).collect()
    }

    fn read(
        root: &Path,
        options: &Map<String, Value>,
        docs: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let setting = |key: &str, usual: &str| text_at(options, key).unwrap_or_else(|| usual.to_owned());
        let folder = setting("blog_dir", "blog");
        let folder = folder.trim_matches(['.', '/']).to_owned();
        let inside = |path: String| join(&[&path.replace("{blog}", &folder)]).trim_matches('/').to_owned();
        let authors_path = join(&[docs, &inside(setting("authors_file", "{blog}/.authors.yml"))]);
        let read = read_file(root, authors_path.trim_start_matches('/')).unwrap_or_default();
        diagnostics.extend(read.diagnostics);
        let name = |entry: &Value| value::text(entry.as_object()?.get("name")?);
        let entries = map_at(&read.fields, "authors").cloned().unwrap_or_default();
        Self {
            posts: inside(setting("post_dir", "{blog}/posts")),
            url_format: setting("post_url_format", "{date}/{slug}"),
            date_format: setting("post_url_date_format", "yyyy/MM/dd"),
            authors: entries.iter().filter_map(|(key, entry)| Some((key.clone(), name(entry)?))).collect(),
            folder,
        }
    }

    /// Whether the file at this path below the folder of docs is one of its posts.
    pub(super) fn has(&self, relative: &str) -> bool {
        below(relative, &self.posts).is_some()
    }

    /// Where a post is below the site, without what MkDocs puts at the end.
    pub(super) fn path(&self, source: &Source<'_>, relative: &str, date: DateTime) -> String {
        let name = split_extension(name_of(relative)).0;
        let categories = source.fields.get("categories").map(value::strings).unwrap_or_default();
        let category = categories.first().map(|name| slugify(name)).unwrap_or_default();
        let slug = source.fields.text("slug").unwrap_or_else(|| slugify(&title(source, name)));
        let path = self
            .url_format
            .replace("{date}", &in_format(date, &self.date_format))
            .replace("{categories}", &category)
            .replace("{file}", name)
            .replace("{slug}", &slug);
        join(&[&self.folder, &path]).trim_matches('/').to_owned()
    }

    /// Puts names in the place of the keys of authors.
    pub(super) fn name_authors(&self, fields: &mut Fields) {
        let Some(keys) = fields.get("authors").map(value::strings) else { return };
        let names = keys.into_iter().map(|key| self.authors.get(&key).cloned().unwrap_or(key));
        fields.set("authors", names.map(Value::String).collect());
    }
}

fn is_blog(plugin: &str) -> bool {
    matches!(plugin, "blog" | "material/blog")
}

/// When a post was written and changed: `date` is a date, or a map with both.
pub(super) fn dates(fields: &Fields) -> (Option<ParsedDate>, Option<ParsedDate>) {
    match fields.get("date") {
        Some(Value::Object(dates)) => {
            let date = |key: &str| parse_date(dates.get(key)?);
            (date("created"), date("updated"))
        }
        _ => (fields.date("date"), None),
    }
}

/// The title that an address is made of: the field, the `# ` that the text begins with, or
/// the name of the file.
fn title(source: &Source<'_>, name: &str) -> String {
    let body = source.text.get(source.head.body_offset_bytes..).unwrap_or_default();
    let first = body.lines().map(str::trim).find(|line| !line.is_empty());
    let heading =
        || first.filter(|line| line.starts_with("# ")).map(|line| line.trim_start_matches(['#', ' ']));
    let written = source.fields.text("title").or_else(|| heading().map(str::to_owned));
    written.unwrap_or_else(|| name.replace(['-', '_'], " "))
}

fn slugify(text: &str) -> String {
    let section = RawSection {
        level: 1,
        heading: text.to_owned(),
        heading_source: text.to_owned(),
        ..RawSection::default()
    };
    Anchors::new(AnchorStyle::PymdownxSlugs).next(&section)
}

/// A date in a pattern of years, months and days; other letters stay.
fn in_format(date: DateTime, pattern: &str) -> String {
    let year = date.year().to_string();
    let written = [
        ("yyyy", year.clone()),
        ("y", year),
        ("MM", format!("{:02}", date.month())),
        ("M", date.month().to_string()),
        ("dd", format!("{:02}", date.day())),
        ("d", date.day().to_string()),
    ];
    let mut rest = pattern;
    let mut shown = String::new();
    while let Some(first) = rest.chars().next() {
        match written.iter().find(|(letters, _)| rest.starts_with(letters)) {
            Some((letters, value)) => {
                shown.push_str(value);
                rest = &rest[letters.len()..];
            }
            None => {
                shown.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    shown
}
