//! The categories of a Hexo post, which form paths, and what an address says of them.

use serde_json::{Map, Value};

use super::settings::case_at;
use crate::content::anchor::slugize;
use crate::content::value;
use crate::document::config::{map_at, text_at};
use crate::document::fields::Fields;

/// The categories of a post as paths: `[a, b]` is `b` below `a`, `[[a, b], c]` is
/// that and `c`.
pub(super) fn paths(fields: &Fields) -> Vec<Vec<String>> {
    let written = fields.get("categories").or_else(|| fields.get("category"));
    let names = |items: &[Value]| -> Vec<String> {
        let texts = items.iter().filter_map(value::text).map(|name| name.trim().to_owned());
        texts.filter(|name| !name.is_empty()).collect()
    };
    let mut paths: Vec<Vec<String>> = match written {
        Some(Value::Array(items)) if items.iter().any(Value::is_array) => items
            .iter()
            .map(|item| {
                item.as_array().map_or_else(|| names(std::slice::from_ref(item)), |inner| names(inner))
            })
            .collect(),
        Some(Value::Array(items)) => vec![names(items)],
        Some(single) => vec![value::text(single).into_iter().collect()],
        None => Vec::new(),
    };
    paths.retain(|path| !path.is_empty());
    paths
}

/// The slug of the last category, below those of its parents.
pub(super) fn slug(categories: &[Vec<String>], settings: &Map<String, Value>) -> String {
    let Some(path) = categories.last() else {
        return text_at(settings, "default_category").unwrap_or_else(|| "uncategorized".to_owned());
    };
    let case = case_at(settings, "filename_case");
    let map = map_at(settings, "category_map");
    let slugs: Vec<String> = path
        .iter()
        .map(|name| {
            let mapped = map.and_then(|map| map.get(name)).and_then(value::text);
            case.apply(slugize(&mapped.unwrap_or_else(|| name.clone())))
        })
        .collect();
    slugs.join("/")
}
