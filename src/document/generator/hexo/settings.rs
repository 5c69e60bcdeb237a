//! What a Hexo site says of its Markdown renderer, and which files it leaves alone.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde_json::{Map, Value};

use crate::content::anchor::{HexoAnchors, HexoCase, HexoRenderer};
use crate::content::{Diagnostic, Dialect, Typography, value};
use crate::document::config::{self, Flag, at, flag_at, list_at, map_at, text_at, warning};

/// The configuration of the site, and what is wrong with it.
pub(super) fn read(root: &Path) -> (Map<String, Value>, Vec<Diagnostic>) {
    let names = ["_config.yml", "_config.yaml", "_config.json"];
    let read = names.iter().find_map(|path| config::read_file(root, path)).unwrap_or_default();
    (read.fields, read.diagnostics)
}

/// How headings get their `id`s: by the renderer that `package.json` names, as the
/// configuration sets it up.
pub(super) fn anchors(root: &Path, settings: &Map<String, Value>) -> HexoAnchors {
    let package = config::read_file(root, "package.json").unwrap_or_default().fields;
    let depends_on = |name: &str| {
        ["dependencies", "devDependencies"]
            .iter()
            .any(|key| map_at(&package, key).is_some_and(|packages| packages.contains_key(name)))
    };
    let markdown_it = ["hexo-renderer-markdown-it", "hexo-renderer-markdown-it-plus"];
    let typography = |key: &str| match flag_at(settings, key, Flag::On) {
        true => Typography::Smart,
        false => Typography::Straight,
    };
    let case = |key: &str| case_at(settings, key);
    // One character is what everybody writes.
    let character = |key: &str| text_at(settings, key).and_then(|text| text.chars().next());
    if markdown_it.iter().any(|name| depends_on(name)) {
        let level = text_at(settings, "markdown.anchors.level").and_then(|level| level.parse().ok());
        let is_off =
            at(settings, "markdown.anchors").is_some_and(|anchors| value::flag(anchors) == Ok(false));
        HexoAnchors {
            renderer: HexoRenderer::MarkdownIt,
            case: case("markdown.anchors.case"),
            typography: typography("markdown.render.typographer"),
            first_level: if is_off { NO_LEVEL } else { level.unwrap_or(2) },
            separator: character("markdown.anchors.separator").unwrap_or('-'),
            collision_suffix: character("markdown.anchors.collisionSuffix"),
        }
    } else if depends_on("hexo-renderer-kramed") {
        HexoAnchors {
            renderer: HexoRenderer::Kramed,
            typography: match flag_at(settings, "kramed.smartypants", Flag::On) {
                true => Typography::Smart,
                false => Typography::Straight,
            },
            ..HexoAnchors::default()
        }
    } else {
        HexoAnchors {
            renderer: match flag_at(settings, "marked.anchorAlias", Flag::Off) {
                true => HexoRenderer::MarkedWithAliases,
                false => HexoRenderer::Marked,
            },
            case: case("marked.modifyAnchors"),
            typography: typography("marked.smartypants"),
            first_level: if flag_at(settings, "marked.headerIds", Flag::On) { 1 } else { NO_LEVEL },
            ..HexoAnchors::default()
        }
    }
}

/// How the renderer reads tildes: marked strikes out between single ones, and a plugin
/// of markdown-it puts what is between them below the line.
pub(super) fn dialect(renderer: HexoRenderer, settings: &Map<String, Value>) -> Dialect {
    let names_plugin = |plugin: &Value| match plugin {
        Value::Object(entry) => entry.get("name").and_then(value::text),
        name => value::text(name),
    };
    let plugins = at(settings, "markdown.plugins").and_then(Value::as_array);
    let has_sub = || {
        plugins.is_some_and(|plugins| {
            plugins.iter().filter_map(names_plugin).any(|name| name.ends_with("markdown-it-sub"))
        })
    };
    match renderer {
        HexoRenderer::Marked | HexoRenderer::MarkedWithAliases => Dialect::Hexo,
        HexoRenderer::MarkdownIt if has_sub() => Dialect::Hexo,
        HexoRenderer::MarkdownIt | HexoRenderer::Kramed => Dialect::HexoWithTildes,
    }
}

/// A level that no heading has.
const NO_LEVEL: u8 = 7;

/// The case that a setting names by its number.
pub(super) fn case_at(settings: &Map<String, Value>, keys: &str) -> HexoCase {
    match text_at(settings, keys).as_deref() {
        Some("1") => HexoCase::Lower,
        Some("2") => HexoCase::Upper,
        _ => HexoCase::Kept,
    }
}

/// The globs of a setting, which mean the files they match and nothing below those.
pub(super) fn files(settings: &Map<String, Value>, key: &str, diagnostics: &mut Vec<Diagnostic>) -> GlobSet {
    globs(list_at(settings, key), key, diagnostics)
}

/// The globs of `ignore`, which is for whole folders and files of every kind. Hexo holds
/// them against the whole path from the root of the machine, so that only those which begin
/// anywhere match a file of the site.
pub(super) fn ignored(settings: &Map<String, Value>, diagnostics: &mut Vec<Diagnostic>) -> GlobSet {
    let mut patterns = list_at(settings, "ignore");
    patterns.retain(|pattern| pattern.starts_with("**"));
    globs(patterns, "ignore", diagnostics)
}

fn globs(patterns: Vec<String>, key: &str, diagnostics: &mut Vec<Diagnostic>) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        match GlobBuilder::new(&pattern).literal_separator(true).build() {
            Ok(glob) => {
                builder.add(glob);
            }
            Err(error) => {
                let message = format!("expected a glob in `{key}`, found `{pattern}`: {error}");
                diagnostics.push(warning("_config.yml", 0, &message, "the pattern is not used"));
            }
        }
    }
    builder.build().unwrap_or_else(|_| GlobSet::empty())
}

/// A value of YAML as JavaScript writes it into an address: `012` is `12`, `1e3` is `1000`.
pub(super) fn as_javascript(written: &str) -> Option<String> {
    let unsigned = written.trim_start_matches(['-', '+']);
    let is_number = unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && unsigned.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    let number = written.parse::<f64>().ok().filter(|number| is_number && number.is_finite())?;
    // From here on JavaScript writes an exponent.
    (number.abs() < 1e21).then(|| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_javascript_writes_them() {
        for (written, expected) in [
            ("012345", Some("12345")),
            ("3e4", Some("30000")),
            ("12.50", Some("12.5")),
            ("4a17b156", None),
            ("1234e567", None),
            ("安装", None),
            ("e", None),
            ("1.2.3", None),
        ] {
            assert_eq!(as_javascript(written).as_deref(), expected, "{written}");
        }
    }
}
