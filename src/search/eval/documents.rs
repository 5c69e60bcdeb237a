//! Documents of a test set, as pages: what published figures were measured on.

use serde::Deserialize;
use serde_json::Map;

use crate::document::{Block, BlockKind, LanguageTag, Page, Section};
use crate::search::eval::golden::{Result, json_lines};

/// What of a document is indexed. Published figures differ in this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentParts {
    /// Title and text.
    TitleAndText,
    /// The text alone.
    Text,
}

#[derive(Deserialize)]
struct Document {
    id: String,
    #[serde(default)]
    title: String,
    text: String,
    #[serde(default)]
    lang: String,
}

/// Reads a document a line, `{"id", "title", "text", "lang"}`, each as a page of
/// one block; `path_of` says what a document's path is in the index.
///
/// # Errors
///
/// If a line is no such object.
pub fn read_documents(
    text: &str,
    parts: DocumentParts,
    path_of: impl Fn(&str) -> String,
) -> Result<Vec<Page>> {
    json_lines::<Document>(text).map(|(_, document)| Ok(page(document?, parts, &path_of))).collect()
}

fn page(document: Document, parts: DocumentParts, path_of: impl Fn(&str) -> String) -> Page {
    let path = path_of(&document.id);
    let blocks = match document.text.trim() {
        "" => Vec::new(),
        text => vec![Block { kind: BlockKind::Prose, text: text.to_owned() }],
    };
    Page {
        url: format!("/{path}"),
        path,
        title: match parts {
            DocumentParts::TitleAndText => document.title,
            DocumentParts::Text => String::new(),
        },
        language: LanguageTag::parse(&document.lang).unwrap_or_default(),
        date: None,
        updated: None,
        tags: Vec::new(),
        categories: Vec::new(),
        authors: Vec::new(),
        description: None,
        image: None,
        extra: Map::new(),
        translation_key: None,
        sections: vec![Section { blocks, ..Section::default() }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_a_page_of_one_block() {
        let text = "{\"id\": \"d1\", \"title\": \"范廷颂\", \"text\": \"范廷颂是越南人。\", \"lang\": \"zh-Hans\"}\n{\"id\": \"d2\", \"text\": \" \"}";
        let pages = read_documents(text, DocumentParts::TitleAndText, str::to_owned).unwrap();
        assert_eq!((pages[0].path.as_str(), pages[0].url.as_str()), ("d1", "/d1"));
        assert_eq!(pages[0].title, "范廷颂");
        assert_eq!(pages[0].language.as_str(), "zh-Hans");
        assert_eq!(pages[0].sections[0].blocks[0].text, "范廷颂是越南人。");
        assert!(pages[1].sections[0].blocks.is_empty());
        let pages = read_documents(text, DocumentParts::Text, |id| format!("集/{id}")).unwrap();
        assert_eq!((pages[0].path.as_str(), pages[0].title.as_str()), ("集/d1", ""));
    }
}
