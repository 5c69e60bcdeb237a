//! Pelican: `pelicanconf.py` and `content/`.
//!
//! | file | address |
//! | --- | --- |
//! | an article titled `第一篇` | `/di-yi-pian.html` |
//! | `pages/关于.md`, titled `关于` | `/pages/guan-yu.html` |

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::content::{AnchorStyle, Anchors, Diagnostic, Dialect, RawSection};
use crate::document::LanguageTag;
use crate::document::address::{base_of_url, below, folder_of, join, name_of, split_extension};
use crate::document::config::{Flag, flag_at, list_at, read_text, text_at};
use crate::document::fields::{Fields, date_in_name, timestamp};
use crate::document::generator::{
    Language, MARKDOWN, Opening, Placed, Placement, Rules, Source, common, has_extension, schedule, slug,
};
use crate::document::script::read_python;
use crate::document::site::{GeneratorKind, LeftOut};

#[derive(Debug)]
struct Pelican {
    settings: Map<String, Value>,
    folder: String,
    base: String,
    zone: TimeZone,
    now: Timestamp,
}

/// Reads the literals of `pelicanconf.py`, and of `publishconf.py` over them.
pub(super) fn open(opening: &Opening<'_>) -> (Box<dyn Rules>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut settings = Map::new();
    for path in ["pelicanconf.py", "publishconf.py"] {
        if let Some(text) = read_text(opening.root, path, &mut diagnostics) {
            settings.extend(read_python(&text));
        }
    }
    let folder = text_at(&settings, "PATH").unwrap_or_else(|| "content".to_owned());
    let pelican = Pelican {
        folder: opening
            .content()
            .unwrap_or_else(|| folder.trim_start_matches("./").trim_matches('/').to_owned()),
        base: opening.base(&base_of_url(&text_at(&settings, "SITEURL").unwrap_or_default())),
        zone: opening.zone(text_at(&settings, "TIMEZONE").as_deref()),
        now: opening.now,
        settings,
    };
    (Box::new(pelican), diagnostics)
}

impl Rules for Pelican {
    fn kind(&self) -> GeneratorKind {
        GeneratorKind::Pelican
    }

    fn dialect(&self) -> Dialect {
        Dialect::Pelican
    }

    fn base(&self) -> &str {
        &self.base
    }

    fn configuration(&self) -> &Map<String, Value> {
        &self.settings
    }

    fn folders(&self) -> Vec<String> {
        vec![self.folder.clone()]
    }

    fn enters(&self, folder: &str) -> bool {
        !name_of(folder).starts_with('.')
    }

    fn keeps(&self, file: &str) -> bool {
        has_extension(file, &MARKDOWN) && !name_of(file).starts_with('.')
    }

    fn place(&self, source: &Source<'_>, remarks: &mut Vec<Diagnostic>) -> Placement {
        let relative = below(source.path, &self.folder).unwrap_or(source.path);
        let fields = source.fields;
        if let Some(left_out) = schedule::by_flags(source, &schedule::USUAL, remarks) {
            return left_out;
        }
        match fields.text("status").unwrap_or_default().to_lowercase().as_str() {
            "" | "published" => {}
            "draft" => return Placement::left_out(LeftOut::Draft("status".to_owned())),
            _ => return Placement::left_out(LeftOut::Unpublished("status".to_owned())),
        }
        let stem = split_extension(name_of(relative)).0;
        let Some(title) = fields.text("title") else {
            return Placement::not_a_page("it has no title");
        };
        let dated = date_in_name(stem).map(|(date, _)| date.at(0, 0, 0, 0));
        let date = fields.date("date");
        let moment = date.as_ref().and_then(|date| timestamp(date, &self.zone));
        if !flag_at(&self.settings, "WITH_FUTURE_DATES", Flag::On)
            && let Some(left_out) = schedule::by_time(moment, None, self.now)
        {
            return left_out;
        }
        let page_folders = list_at(&self.settings, "PAGE_PATHS");
        let is_page = match page_folders.is_empty() {
            true => below(relative, "pages").is_some(),
            false => page_folders.iter().any(|folder| below(relative, folder).is_some()),
        };
        let mut taken = fields.clone();
        self.add_authors(&mut taken);
        by_semicolons(&mut taken, "tags");
        let mut facts = common::take(taken, &self.zone);
        // Pelican shows a date in the offset that it is written with.
        facts.date = date.map(|date| date.civil).or(facts.date).or(dated);
        if facts.date.is_none() && !is_page && text_at(&self.settings, "DEFAULT_DATE").is_none() {
            return Placement::not_a_page("it has no date");
        }
        let category = facts.categories.is_empty().then(|| folder_of(relative).rsplit('/').next()).flatten();
        facts.categories.extend(category.filter(|name| !name.is_empty() && !is_page).map(str::to_owned));
        if facts.categories.is_empty() && !is_page {
            let default = text_at(&self.settings, "DEFAULT_CATEGORY");
            facts.categories.push(default.unwrap_or_else(|| "misc".to_owned()));
        }
        let default_language = text_at(&self.settings, "DEFAULT_LANG").unwrap_or_else(|| "en".to_owned());
        let language = fields.text("lang").unwrap_or_else(|| default_language.clone());
        let slug = self.slug(fields, &title, stem);
        let address =
            self.address(fields, &slug, is_page, &language, &default_language, facts.date, &facts.categories);
        let said = facts.said_language.take();
        let assumed = LanguageTag::parse(&default_language).map(Language::Assumed).unwrap_or_default();
        let translation_key = facts.translation_key.take().or(Some(slug));
        let placed = facts.placed(join(&[&self.base, &address]), AnchorStyle::PythonMarkdown);
        Placement::Page(Box::new(Placed { language: said.unwrap_or(assumed), translation_key, ..placed }))
    }
}

/// Cuts a list at its semicolons, if it has any: then its commas are parts of names.
fn by_semicolons(fields: &mut Fields, key: &str) {
    let Some(text) = fields.text(key).filter(|text| text.contains(';')) else { return };
    let names = text.split(';').map(str::trim).filter(|name| !name.is_empty());
    fields.set(key, names.map(|name| Value::String(name.to_owned())).collect());
}

impl Pelican {
    /// Gives a page its authors: its own, else the site's.
    fn add_authors(&self, fields: &mut Fields) {
        match fields.text("authors").or_else(|| fields.text("author")) {
            Some(_) => ["authors", "author"].iter().for_each(|key| by_semicolons(fields, key)),
            None => {
                if let Some(author) = text_at(&self.settings, "AUTHOR") {
                    fields.set("authors", Value::Array(vec![Value::String(author)]));
                }
            }
        }
    }

    fn slug(&self, fields: &Fields, title: &str, stem: &str) -> String {
        if let Some(slug) = fields.text("slug") {
            return slug;
        }
        let is_by_name = text_at(&self.settings, "SLUGIFY_SOURCE").as_deref() == Some("basename");
        let source = if is_by_name { stem } else { title };
        if flag_at(&self.settings, "SLUGIFY_USE_UNICODE", Flag::Off) {
            return slug::jekyll(source);
        }
        let section = RawSection {
            level: 1,
            heading: source.to_owned(),
            heading_source: source.to_owned(),
            ..RawSection::default()
        };
        // The transliteration is the same as Zola's but for rare characters.
        Anchors::new(AnchorStyle::Zola).next(&section)
    }

    #[expect(clippy::too_many_arguments, reason = "each is a placeholder of the pattern")]
    fn address(
        &self,
        fields: &Fields,
        slug: &str,
        is_page: bool,
        language: &str,
        default_language: &str,
        date: Option<jiff::civil::DateTime>,
        categories: &[String],
    ) -> String {
        let pattern = fields.text("url").unwrap_or_else(|| {
            let (name, usual) = match (is_page, language == default_language) {
                (false, true) => ("ARTICLE_URL", "{slug}.html"),
                (false, false) => ("ARTICLE_LANG_URL", "{slug}-{lang}.html"),
                (true, true) => ("PAGE_URL", "pages/{slug}.html"),
                (true, false) => ("PAGE_LANG_URL", "pages/{slug}-{lang}.html"),
            };
            text_at(&self.settings, name).unwrap_or_else(|| usual.to_owned())
        });
        let category =
            categories.first().map(|name| name.to_lowercase().replace(' ', "-")).unwrap_or_default();
        let mut written =
            pattern.replace("{slug}", slug).replace("{lang}", language).replace("{category}", &category);
        // `{date:%Y}/{date:%m}`: the format is that of strftime.
        while let Some((before, rest)) = written.split_once("{date:") {
            let (format, after) = rest.split_once('}').unwrap_or((rest, ""));
            let is_known =
                format.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%-_/. ".contains(&byte));
            let shown =
                date.filter(|_| is_known).and_then(|date| jiff::fmt::strtime::format(format, date).ok());
            written = format!("{before}{}{after}", shown.unwrap_or_default());
        }
        written
    }
}
