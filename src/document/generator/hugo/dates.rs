//! The dates of a Hugo page: which fields hold them, and what its file's name says.

use super::config::SiteLanguage;
use super::tree::Spot;
use crate::content::ParsedDate;
use crate::document::config::list_at;
use crate::document::fields::{Fields, date_in_name};

/// The dates that decide about a page.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub(super) date: Option<ParsedDate>,
    pub(super) published: Option<ParsedDate>,
    pub(super) expires: Option<ParsedDate>,
    pub(super) changed: Option<ParsedDate>,
    /// The rest of the file's name, where its beginning was taken for the date.
    pub(super) slug: Option<String>,
}

/// Reads the dates of a page from the fields that the site names for each.
pub(super) fn read(fields: &Fields, spot: &Spot, language: &SiteLanguage) -> Dates {
    let mut slug = None;
    let mut find = |name: &str, defaults: &[&str]| {
        let configured = list_at(&language.settings, &format!("frontmatter.{name}"));
        let mut keys: Vec<String> = Vec::new();
        for key in configured {
            match key.to_lowercase().as_str() {
                ":default" => keys.extend(defaults.iter().map(|key| (*key).to_owned())),
                other => keys.push(other.to_owned()),
            }
        }
        if keys.is_empty() {
            keys = defaults.iter().map(|key| (*key).to_owned()).collect();
        }
        keys.iter().find_map(|key| {
            if key == ":filename" {
                let (date, rest) = date_in_name(spot.name())?;
                slug = Some(rest.trim_matches([' ', '-', '_']).to_owned());
                return Some(ParsedDate { civil: date.at(0, 0, 0, 0), offset: None, has_time: false });
            }
            let aliases: &[&str] = match key.as_str() {
                "publishdate" => &["publishdate", "pubdate", "published"],
                "lastmod" => &["lastmod", "modified"],
                "expirydate" => &["expirydate", "unpublishdate"],
                other => &[other],
            };
            aliases.iter().find_map(|alias| fields.date(alias))
        })
    };
    let date = find("date", &["date", "publishdate", "lastmod"]);
    let published = find("publishdate", &["publishdate", "date"]);
    let expires = find("expirydate", &["expirydate"]);
    // Without a field for it, a page was last changed when it was published, which says nothing.
    let changed = find("lastmod", &["lastmod"]);
    Dates { date, published, expires, changed, slug: slug.filter(|slug| !slug.is_empty()) }
}
