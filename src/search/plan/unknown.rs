//! Reads words that no page has as the beginnings of words that pages have.
//!
//! Who types quickly abbreviates, and not only the last word: `sched polic` is
//! `scheduling policy`. A word that stands on some page as typed is left alone,
//! because it may be meant; one that stands on none can only be a part of another.

use crate::index::schema::Area;
use crate::search::ablation::Part;
use crate::search::plan::{Form, LookUp, Plan};
use crate::search::postings::{Terms, Which};
use crate::search::ranking::kind;
use crate::text::script::{Class, class_of};

/// Shorter words begin too many others to say anything, in characters.
const MIN_WORD_CHARS: usize = 3;

impl Plan {
    /// Looks up each alphabetic word that is not in `terms` as the beginning of
    /// longer ones too, but in a question, which is made of whole words.
    pub fn open_unknown_words(&mut self, terms: &Terms) {
        if self.is_question() || self.without == Some(Part::Unfinished) {
            return;
        }
        for group in &self.groups {
            let concept = &mut self.concepts[group.ways[0][0]];
            let is_word = group.term.chars().count() >= MIN_WORD_CHARS
                && group.term.chars().all(|letter| class_of(letter) == Class::Word && !letter.is_numeric());
            let is_open = concept.forms.iter().any(|form| form.look_up == LookUp::PlacedPrefix);
            let is_known = || {
                Area::ALL.iter().any(|&area| terms.find(Which::Placed(area), &group.term).next().is_some())
            };
            if is_word && !is_open && !is_known() {
                let term = group.term.clone();
                concept.forms.push(Form { look_up: LookUp::PlacedPrefix, term, factor: kind::PREFIX });
            }
        }
    }
}
