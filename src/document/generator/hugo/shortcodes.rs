//! What the shortcodes of a Hugo site print, where their templates only put texts together.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::config::{SiteLanguage, theme_folders};
use crate::content::source::{WalkRules, walk};
use crate::content::template::{Arguments, Template};
use crate::content::{print_shortcodes, value};
use crate::document::address::{below, name_of, split_extension};
use crate::document::config;

/// The shortcodes that are understood, and the texts of `i18n/`.
#[derive(Debug, Default)]
pub(super) struct Shortcodes {
    templates: BTreeMap<String, Template>,
    /// By language, in the order of the site's languages.
    texts: Vec<BTreeMap<String, String>>,
}

impl Shortcodes {
    /// Reads the templates of the site and its themes; those of the site come first.
    pub(super) fn read(root: &Path, settings: &Map<String, Value>, languages: &[SiteLanguage]) -> Self {
        let themes = theme_folders(settings).into_iter().map(|theme| format!("{theme}/"));
        let homes = std::iter::once(String::new()).chain(themes);
        let mut found = Self { texts: vec![BTreeMap::new(); languages.len()], ..Self::default() };
        for home in homes {
            for folder in ["layouts/shortcodes", "layouts/_shortcodes"] {
                found.read_templates(root, &format!("{home}{folder}"));
            }
            found.read_texts(root, &format!("{home}i18n"), languages);
        }
        found
    }

    fn read_templates(&mut self, root: &Path, folder: &str) {
        for path in files(root, folder) {
            let Some(name) = below(&path, folder).and_then(|path| path.strip_suffix(".html")) else {
                continue;
            };
            let template = config::read_text(root, &path, &mut Vec::new());
            if let Some(template) = template.and_then(|template| Template::parse(&template)) {
                self.templates.entry(name.to_owned()).or_insert(template);
            }
        }
    }

    fn read_texts(&mut self, root: &Path, folder: &str, languages: &[SiteLanguage]) {
        for path in files(root, folder) {
            let key = split_extension(name_of(&path)).0.to_lowercase();
            let Some(index) = languages.iter().position(|language| language.key == key) else { continue };
            for (key, written) in config::read_file(root, &path).unwrap_or_default().fields {
                // A text alone, or its forms by number, of which `other` is the usual one.
                let text = match &written {
                    Value::Object(forms) => ["other", "Other", "translation"]
                        .iter()
                        .find_map(|form| forms.get(*form))
                        .and_then(value::text),
                    single => value::text(single),
                };
                if let Some(text) = text {
                    self.texts[index].entry(key).or_insert(text);
                }
            }
        }
    }

    /// The text of a page with what its shortcodes print, from byte `body_offset_bytes` on.
    pub(super) fn print<'t>(
        &self,
        text: &'t str,
        body_offset_bytes: usize,
        language_index: usize,
    ) -> Cow<'t, str> {
        if self.templates.is_empty() {
            return Cow::Borrowed(text);
        }
        let translate = |key: &str| {
            // What is not translated is shown in the default language.
            let texts = [self.texts.get(language_index), self.texts.first()];
            texts.into_iter().flatten().find_map(|texts| texts.get(key).cloned())
        };
        let printed =
            |name: &str, arguments: &Arguments| self.templates.get(name)?.print(arguments, &translate);
        let (head, body) = text.split_at(body_offset_bytes);
        match print_shortcodes(body, &printed) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            Cow::Owned(body) => Cow::Owned(format!("{head}{body}")),
        }
    }
}

/// The files below a folder, in order; none if it is not there.
fn files(root: &Path, folder: &str) -> Vec<String> {
    if !config::exists(root, folder) {
        return Vec::new();
    }
    let rules = WalkRules { enter: &|_| true, keep: &|_| true };
    let mut paths: Vec<String> = walk(root, folder, &rules).files.into_iter().map(|file| file.path).collect();
    paths.sort();
    paths
}
