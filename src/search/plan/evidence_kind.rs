//! What kind of evidence a concept is, which its first form tells.

use crate::search::plan::{Concept, LookUp};
use crate::text::script::script_of;

/// A kind of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceKind {
    /// A word of a script with spaces, in any form.
    Unit,
    /// One character of a script without.
    Character,
    /// Two of them.
    Gram,
    /// A dictionary word of such a script.
    Word,
    /// What punctuation joins.
    Glue,
}

impl Concept {
    /// Its kind.
    pub fn kind(&self) -> EvidenceKind {
        let first = &self.forms[0];
        if first.look_up == LookUp::Bag {
            return if first.term.starts_with('g') { EvidenceKind::Glue } else { EvidenceKind::Word };
        }
        let mut characters = first.term.chars();
        let is_unspaced = characters.next().and_then(script_of).is_some_and(|script| script.is_unspaced());
        match (is_unspaced, characters.next()) {
            (false, _) => EvidenceKind::Unit,
            (true, None) => EvidenceKind::Character,
            (true, Some(_)) => EvidenceKind::Gram,
        }
    }
}
