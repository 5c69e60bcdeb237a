//! Front matter that pages inherit: `cascade` in `_index.md` and in the configuration.

use globset::{GlobBuilder, GlobMatcher};
use serde_json::{Map, Value};

use crate::content::value;
use crate::document::config::{list_at, lower_keys, text_at};

/// Values for the pages that a target describes.
#[derive(Debug)]
pub(super) struct Cascade {
    values: Map<String, Value>,
    path: Option<GlobMatcher>,
    kind: Option<GlobMatcher>,
    language: Option<GlobMatcher>,
    environment: Option<GlobMatcher>,
}

/// What a cascade's target is held against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    /// Logical path from the root of content, lower case: `/blog/第一篇`.
    pub(super) path: &'a str,
    /// `page`, `section`, `home`, `taxonomy` or `term`.
    pub(super) kind: &'a str,
    /// The language's key.
    pub(super) language: &'a str,
}

/// Reads the value of `cascade`: one map, or a list of them.
pub(super) fn read(written: &Value) -> Vec<Cascade> {
    let entries: Vec<&Value> = match written {
        Value::Array(items) => items.iter().collect(),
        single => vec![single],
    };
    entries.into_iter().filter_map(Value::as_object).map(Cascade::read).collect()
}

impl Cascade {
    fn read(written: &Map<String, Value>) -> Self {
        let mut values = written.clone();
        let target = ["_target", "target"]
            .iter()
            .find_map(|key| values.shift_remove(*key))
            .and_then(|target| target.as_object().cloned())
            .map(lower_keys)
            .unwrap_or_default();
        let compiled = |pattern: String| {
            Some(
                GlobBuilder::new(&pattern.to_lowercase())
                    .literal_separator(true)
                    .build()
                    .ok()?
                    .compile_matcher(),
            )
        };
        let glob = |key: &str| compiled(text_at(&target, key)?);
        // How newer versions write `lang`.
        let of_matrix = || {
            let languages = list_at(&target, "sites.matrix.languages");
            (!languages.is_empty()).then(|| compiled(format!("{{{}}}", languages.join(","))))?
        };
        Self {
            path: glob("path"),
            kind: glob("kind"),
            language: glob("lang").or_else(of_matrix),
            environment: glob("environment"),
            values,
        }
    }

    /// The values, if the target describes `target`; pages are built for production.
    pub(super) fn values_for(&self, target: Target<'_>) -> Option<&Map<String, Value>> {
        let fits =
            |glob: &Option<GlobMatcher>, text: &str| glob.as_ref().is_none_or(|glob| glob.is_match(text));
        let is_meant = fits(&self.path, target.path)
            && fits(&self.kind, target.kind)
            && fits(&self.language, target.language)
            && fits(&self.environment, "production");
        is_meant.then_some(&self.values)
    }
}

/// Whether build options say that no page is made; an unreadable one says so too.
pub(super) fn is_unrendered(build: &Value) -> bool {
    match build.as_object().and_then(|options| options.get("render")) {
        None => false,
        Some(render) => match value::text(render).unwrap_or_default().to_lowercase().as_str() {
            "always" => false,
            "never" | "link" => true,
            _ => !value::flag(render).unwrap_or(false),
        },
    }
}
