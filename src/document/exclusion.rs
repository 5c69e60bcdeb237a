//! Files that the settings leave out, by their globs.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::content::Diagnostic;
use crate::document::config::warning;

/// The globs of the settings, relative to the root.
#[derive(Debug)]
pub(crate) struct Exclusion {
    set: GlobSet,
    patterns: Vec<String>,
}

impl Exclusion {
    /// Compiles the patterns; a broken one is a remark, and excludes nothing.
    pub(crate) fn new(patterns: &[String], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut builder = GlobSetBuilder::new();
        let mut kept = Vec::new();
        for pattern in patterns {
            let trimmed = pattern.trim_start_matches("./").trim_end_matches('/');
            // A pattern that matches a folder leaves out everything below it.
            for glob in [trimmed.to_owned(), format!("{trimmed}/**")] {
                match GlobBuilder::new(&glob).literal_separator(true).build() {
                    Ok(glob) => {
                        builder.add(glob);
                        kept.push(pattern.clone());
                    }
                    Err(error) => {
                        let message = format!("expected a glob, found `{pattern}`: {error}");
                        diagnostics.push(warning("", 0, &message, "the pattern excludes nothing"));
                        break;
                    }
                }
            }
        }
        match builder.build() {
            Ok(set) => Self { set, patterns: kept },
            Err(error) => {
                let message = format!("expected globs that fit together: {error}");
                diagnostics.push(warning("", 0, &message, "none of the patterns excludes anything"));
                Self { set: GlobSet::empty(), patterns: Vec::new() }
            }
        }
    }

    /// The pattern that leaves `path` out.
    pub(crate) fn pattern_for(&self, path: &str) -> Option<&str> {
        let index = *self.set.matches(path).first()?;
        self.patterns.get(index).map(String::as_str)
    }
}
