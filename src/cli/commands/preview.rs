//! `sou index --dry-run`: what a run would change, and why.

use std::collections::BTreeMap;

use crate::cli::Exit;
use crate::cli::columns::clean;
use crate::cli::failure::Result;
use crate::cli::output::{self, Output, counted};
use crate::index::Preview;

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// How many files of each kind, by reason.
    Counts,
    /// Every file.
    Files,
}

/// Prints a preview: one line of tab-separated fields for each kind and reason,
/// or for each file; the sum on stderr.
///
/// # Errors
///
/// If stdout cannot be written.
pub fn print(preview: &Preview, detail: Detail) -> Result<Exit> {
    let mut output = Output::stdout();
    match detail {
        Detail::Files => {
            for change in &preview.changes {
                output.line(format_args!("{}\t{}\t{}", change.kind, clean(&change.path), change.reason))?;
            }
        }
        Detail::Counts => {
            let mut counts: BTreeMap<(&str, String), usize> = BTreeMap::new();
            for change in &preview.changes {
                *counts.entry((change.kind.name(), change.reason.to_string())).or_default() += 1;
            }
            for ((kind, reason), count) in counts {
                output.line(format_args!("{kind}\t{count}\t{reason}"))?;
            }
        }
    }
    output.finish()?;
    let pages = counted(preview.n_pages_after, "page", "pages");
    let unchanged = counted(preview.n_unchanged, "file", "files");
    output::talk(format_args!("the index would have {pages}; {unchanged} unchanged; nothing was written"));
    if let Some(refusal) = &preview.refusal {
        output::warn(refusal);
        return Ok(Exit::Refused);
    }
    Ok(Exit::Success)
}
