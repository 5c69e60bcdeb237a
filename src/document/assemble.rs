//! Puts a page together from what its generator says of it and what it holds.

use crate::content::{Anchors, Parsed, RawBlockKind, RawSection};
use crate::document::address::{encode_path, name_of, split_extension};
use crate::document::generator::{Language, Placed, Untitled};
use crate::document::{Block, BlockKind, LanguageTag, Page, Section};
use crate::text::detect::detect_language;

/// How much of a page is looked at to tell its language, in bytes.
const DETECTED_BYTES: usize = 12_000;

/// The page at `path`; `owners_language` is that of pages that name none.
pub(crate) fn page(
    path: &str,
    placed: Placed,
    parsed: Parsed,
    owners_language: Option<&LanguageTag>,
) -> Page {
    let mut fields = placed.fields;
    let authors = fields.take_authors();
    let description = fields.take_text(&["description", "summary", "excerpt", "subtitle"]);
    let image = fields.image();
    let title = placed.title.unwrap_or_else(|| untitled(path, placed.untitled, &parsed));
    let mut anchors = Anchors::new(placed.anchors);
    let sections: Vec<Section> = parsed
        .sections
        .into_iter()
        .map(|section| {
            let anchor = anchors.next(&section);
            self::section(section, anchor)
        })
        .collect();
    let language = language(placed.language, owners_language, &title, &sections);
    Page {
        path: path.to_owned(),
        url: encode_path(&placed.address),
        title,
        language,
        date: placed.date,
        updated: placed.updated,
        tags: placed.tags,
        categories: placed.categories,
        authors,
        description,
        image,
        extra: fields.into_rest(),
        translation_key: placed.translation_key,
        sections,
    }
}

/// A section with its anchor.
pub(crate) fn section(section: RawSection, anchor: String) -> Section {
    let blocks = section.blocks.into_iter().map(|block| Block {
        kind: match block.kind {
            RawBlockKind::Prose => BlockKind::Prose,
            RawBlockKind::Code => BlockKind::Code,
        },
        text: block.text,
    });
    Section { level: section.level, anchor, heading: section.heading, blocks: blocks.collect() }
}

/// A page's language: what it says, else what is assumed unless its text is in another script.
pub(crate) fn language(
    known: Language,
    owners_language: Option<&LanguageTag>,
    title: &str,
    sections: &[Section],
) -> LanguageTag {
    let assumed = match (known, owners_language) {
        (Language::Said(tag), _) => return tag,
        (_, Some(tag)) => Some(tag.clone()),
        (Language::Assumed(tag), None) => Some(tag),
        (Language::Unknown, None) => None,
    };
    let prose = sections
        .iter()
        .flat_map(|section| {
            std::iter::once((BlockKind::Prose, section.heading.as_str()))
                .chain(section.blocks.iter().map(|block| (block.kind, block.text.as_str())))
        })
        .filter(|(kind, _)| *kind == BlockKind::Prose)
        .map(|(_, text)| text);
    let mut sample = String::from(title);
    for text in prose {
        if sample.len() > DETECTED_BYTES {
            break;
        }
        sample.push('\n');
        sample.push_str(text);
    }
    let detected = detect_language(&sample).and_then(LanguageTag::parse);
    match (assumed, detected) {
        // Only a text in another script is believed more than the site's owner:
        // a Chinese blog whose configuration still has the `en` it came with.
        (Some(assumed), Some(detected))
            if is_written_in_letters(&detected) == is_written_in_letters(&assumed) =>
        {
            assumed
        }
        (_, Some(detected)) => detected,
        (Some(assumed), None) => assumed,
        (None, None) => LanguageTag::default(),
    }
}

/// Whether a language is written in an alphabet, and not in Han, kana, Hangul or Thai.
fn is_written_in_letters(tag: &LanguageTag) -> bool {
    !matches!(tag.primary(), "zh" | "ja" | "ko" | "th" | "yue")
}

/// A title for a page that has none.
fn untitled(path: &str, rule: Untitled, parsed: &Parsed) -> String {
    let name = match rule {
        Untitled::Name(name) => return name,
        Untitled::Opening(name) => {
            let first = parsed.sections.first().filter(|section| section.level == 1);
            // A heading that was never taken apart is HTML.
            let opening = first.filter(|section| !section.pieces.is_empty());
            return opening.map_or(name, |section| section.heading.clone());
        }
        Untitled::Heading(name) => name,
    };
    let any_heading =
        || parsed.sections.iter().map(|section| &section.heading).find(|heading| !heading.is_empty());
    let heading = parsed.first_heading.as_ref().or_else(any_heading).cloned();
    heading
        .unwrap_or_else(|| if name.is_empty() { split_extension(name_of(path)).0.to_owned() } else { name })
}
