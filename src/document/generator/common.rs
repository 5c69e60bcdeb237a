//! The facts that all generators read from the same fields.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::content::AnchorStyle;
use crate::document::fields::{Fields, in_zone, timestamp, without_repetitions};
use crate::document::generator::{Language, Placed, Untitled};

/// What a page says of itself, by the names that most generators share.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) fields: Fields,
    pub(super) title: Option<String>,
    pub(super) date: Option<DateTime>,
    pub(super) updated: Option<DateTime>,
    pub(super) tags: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) said_language: Option<Language>,
    pub(super) translation_key: Option<String>,
    /// When the page appears, if it says so.
    pub(super) appears_at: Option<Timestamp>,
    /// When it goes away, if it says so.
    pub(super) expires_at: Option<Timestamp>,
}

/// Fields for when a page was last changed.
pub(super) const UPDATED: [&str; 9] = [
    "updated",
    "lastmod",
    "last_modified_at",
    "lastModified",
    "modified",
    "last_update",
    "last_updated",
    "lastUpdated",
    "updated_at",
];

/// Takes the common facts out of a page's fields; dates without an offset are in `zone`.
pub(super) fn take(mut fields: Fields, zone: &TimeZone) -> Facts {
    let appears_at =
        ["publishDate", "date"].iter().find_map(|key| fields.date(key)).and_then(|d| timestamp(&d, zone));
    let expires_at = fields.date("expiryDate").and_then(|date| timestamp(&date, zone));
    let title = fields.take_text(&["title"]);
    let date = fields.take_date(&["date", "publishDate", "pubDate", "published_at", "created"]);
    let updated = take_updated(&mut fields);
    let tags = fields.take_strings(&["tags", "tag"]);
    let categories = fields.take_strings(&["categories", "category"]);
    let said_language = take_language(&mut fields);
    let translation_key = take_translation_key(&mut fields);
    Facts {
        fields,
        title,
        date: date.map(|date| in_zone(&date, zone)),
        updated: updated.map(|date| in_zone(&date, zone)),
        tags,
        categories,
        said_language,
        translation_key,
        appears_at,
        expires_at,
    }
}

/// Takes the date of the last change; Docusaurus writes it as a map.
pub(super) fn take_updated(fields: &mut Fields) -> Option<crate::content::ParsedDate> {
    let in_map = fields
        .get("last_update")
        .and_then(|value| value.as_object())
        .and_then(|map| map.get("date"))
        .and_then(crate::content::parse_date);
    if in_map.is_some() {
        fields.take("last_update");
        return in_map;
    }
    fields.take_date(&UPDATED)
}

/// Takes the language a page says it is in.
pub(super) fn take_language(fields: &mut Fields) -> Option<Language> {
    for key in ["lang", "language", "locale"] {
        if let Some(language) = Language::said(fields.text(key)) {
            fields.take(key);
            return Some(language);
        }
    }
    None
}

/// Takes the name that a page shares with its translations.
pub(super) fn take_translation_key(fields: &mut Fields) -> Option<String> {
    fields.take_text(&["translationKey", "translation_key", "translation_id", "ref", "page_id"])
}

impl Facts {
    /// A page with these facts; tags and categories come trimmed, each once.
    pub(super) fn placed(self, address: String, anchors: AnchorStyle) -> Placed {
        Placed {
            address,
            fields: self.fields,
            title: self.title,
            untitled: Untitled::Heading(String::new()),
            date: self.date,
            updated: self.updated,
            tags: without_repetitions(self.tags),
            categories: without_repetitions(self.categories),
            language: self.said_language.unwrap_or_default(),
            translation_key: self.translation_key,
            anchors,
            expires_at: self.expires_at,
        }
    }
}
