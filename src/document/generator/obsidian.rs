//! Obsidian: a vault, as Obsidian Publish shows it.
//!
//! | note | address |
//! | --- | --- |
//! | `读书 笔记/红楼梦.md` | `/读书+笔记/红楼梦` |

use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::content::{AnchorStyle, Diagnostic, Dialect, inline_tags};
use crate::document::address::{below, decode_path, folder_of, join, name_of, split_extension};
use crate::document::fields::without_repetitions;
use crate::document::generator::{
    Language, Opening, Placed, Placement, Rules, Source, Untitled, common, has_extension, schedule,
    translation,
};
use crate::document::site::GeneratorKind;

#[derive(Debug)]
struct Obsidian {
    settings: Map<String, Value>,
    folder: String,
    base: String,
    zone: TimeZone,
}

/// A vault; nothing in it configures addresses.
pub(super) fn open(opening: &Opening<'_>) -> (Box<dyn Rules>, Vec<Diagnostic>) {
    let obsidian = Obsidian {
        settings: Map::new(),
        folder: opening.content().unwrap_or_default(),
        base: opening.base(""),
        zone: opening.zone(None),
    };
    (Box::new(obsidian), Vec::new())
}

impl Rules for Obsidian {
    fn kind(&self) -> GeneratorKind {
        GeneratorKind::Obsidian
    }

    fn dialect(&self) -> Dialect {
        Dialect::Obsidian
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
        let name = name_of(folder);
        !name.starts_with('.') && name != "node_modules"
    }

    fn keeps(&self, file: &str) -> bool {
        has_extension(file, &["md"]) && !name_of(file).starts_with('.')
    }

    fn place(&self, source: &Source<'_>, remarks: &mut Vec<Diagnostic>) -> Placement {
        if let Some(left_out) = schedule::by_flags(source, &schedule::USUAL, remarks) {
            return left_out;
        }
        let relative = below(source.path, &self.folder).unwrap_or(source.path);
        let stem = split_extension(name_of(relative)).0;
        let path = match source.fields.text("permalink") {
            Some(permalink) => decode_path(&permalink),
            None => join(&[folder_of(relative), stem]).replace(' ', "+"),
        };
        let mut fields = source.fields.clone();
        fields.take("permalink");
        let mut facts = common::take(fields, &self.zone);
        let body = source.text.get(source.head.body_offset_bytes..).unwrap_or_default();
        // Obsidian does not tell the case of tags apart; the first writing is kept.
        for tag in inline_tags(body) {
            if !facts.tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
                facts.tags.push(tag);
            }
        }
        facts.tags = without_repetitions(
            facts.tags.into_iter().map(|tag| tag.trim_start_matches('#').to_owned()).collect(),
        );
        let said = facts.said_language.take();
        let spot = translation::spot(relative);
        let language = said.or_else(|| spot.language.map(Language::Said)).unwrap_or_default();
        let translation_key = facts.translation_key.take().or(spot.key);
        let untitled = Untitled::Name(stem.to_owned());
        let placed = facts.placed(join(&[&self.base, &path]), AnchorStyle::Obsidian);
        Placement::Page(Box::new(Placed { language, translation_key, untitled, ..placed }))
    }
}
