//! A folder of Markdown files that no generator is known for.
//!
//! Its addresses are our own choice, the one most servers and previews share:
//! the path without the extension and with a `/` at the end, `index.md` and
//! `README.md` standing for their folder.
//!
//! | file | address |
//! | --- | --- |
//! | `指南/安装.md` | `/指南/安装/` |
//! | `README.md` | `/` |
//! | `zh/index.md` | `/zh/` |

use serde_json::{Map, Value};

use crate::content::{AnchorStyle, Diagnostic, Dialect};
use crate::document::address::{below, join, name_of};
use crate::document::config::exists;
use crate::document::generator::schedule::{self, Hides};
use crate::document::generator::{
    Language, MARKDOWN, Opening, Placed, Placement, Rules, Source, common, has_extension, translation,
};
use crate::document::site::{GeneratorKind, LeftOut};

#[derive(Debug)]
struct Plain {
    folder: String,
    base: String,
    zone: jiff::tz::TimeZone,
    now: jiff::Timestamp,
    configuration: Map<String, Value>,
}

/// A folder of files; nothing configures it but the options.
pub(super) fn open(opening: &Opening<'_>) -> (Box<dyn Rules>, Vec<Diagnostic>) {
    let content_is_there = || exists(opening.root, "content").then(|| "content".to_owned());
    let plain = Plain {
        folder: opening.content().or_else(content_is_there).unwrap_or_default(),
        base: opening.base(""),
        zone: opening.zone(None),
        now: opening.now,
        configuration: Map::new(),
    };
    (Box::new(plain), Vec::new())
}

impl Rules for Plain {
    fn kind(&self) -> GeneratorKind {
        GeneratorKind::Plain
    }

    fn dialect(&self) -> Dialect {
        Dialect::Plain
    }

    fn base(&self) -> &str {
        &self.base
    }

    fn configuration(&self) -> &Map<String, Value> {
        &self.configuration
    }

    fn folders(&self) -> Vec<String> {
        vec![self.folder.clone()]
    }

    fn enters(&self, folder: &str) -> bool {
        let name = name_of(folder);
        !name.starts_with('.') && name != "node_modules"
    }

    fn keeps(&self, file: &str) -> bool {
        !name_of(file).starts_with('.') && has_extension(file, &MARKDOWN)
    }

    fn place(&self, source: &Source<'_>, remarks: &mut Vec<Diagnostic>) -> Placement {
        for (key, hides, reason) in [
            ("draft", Hides::WhenOn, LeftOut::Draft as fn(String) -> LeftOut),
            ("private", Hides::WhenOn, LeftOut::Unpublished),
            ("published", Hides::WhenOff, LeftOut::Unpublished),
            ("publish", Hides::WhenOff, LeftOut::Unpublished),
        ] {
            if let Some(reason) =
                schedule::hidden_by(key, hides, reason, source.path, source.head, source.fields, remarks)
            {
                return Placement::left_out(reason);
            }
        }
        let facts = common::take(source.fields.clone(), &self.zone);
        if let Some(left_out) = schedule::by_time(facts.appears_at, facts.expires_at, self.now) {
            return left_out;
        }
        let relative = below(source.path, &self.folder).unwrap_or(source.path);
        let spot = translation::spot(relative);
        let language =
            facts.said_language.clone().or_else(|| spot.language.map(Language::Said)).unwrap_or_default();
        let translation_key = facts.translation_key.clone().or(spot.key);
        let address = join(&[&self.base, &address_of(relative)]);
        Placement::Page(Box::new(Placed {
            language,
            translation_key,
            ..facts.placed(address, AnchorStyle::Github)
        }))
    }
}

/// The path of a file's page, `/` at the end.
pub(super) fn address_of(relative: &str) -> String {
    let (folder, name) = relative.rsplit_once('/').unwrap_or(("", relative));
    let stem = crate::document::address::split_extension(name).0;
    if stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("readme") {
        join(&[folder, "/"])
    } else {
        join(&[folder, stem, "/"])
    }
}
