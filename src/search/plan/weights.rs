//! What a query says of its own words: whether their form was chosen, which only
//! ask, and which it sets apart; and what their language says of them.
//!
//! All of it changes the weights of evidence that the plan has already.

use std::collections::HashSet;
use std::ops::Range;

use crate::search::emphasis::emphasised;
use crate::search::plan::{EvidenceKind, Group, Plan};
use crate::search::ranking::{COMMON_NATS, STOP_WORD_WORDS, kind};
use crate::text::Token;
use crate::text::script::{Script, script_of};
use crate::text::segment::han::rarity_nats;

impl Plan {
    /// Makes stems count less, and the words as typed as much more.
    pub(super) fn weaken_stems(&mut self) {
        for concept in &mut self.concepts {
            let mut has_stem = false;
            for form in concept.forms.iter_mut().filter(|form| form.is_stem()) {
                form.factor = kind::STEM_OF_FEW;
                has_stem = true;
            }
            if has_stem {
                concept.forms[0].factor = 1.0 - kind::STEM_OF_FEW;
            }
        }
    }

    /// Makes words and pairs count less that are common in Chinese at large, if the
    /// query is in Chinese: on a small site chance makes some of them rare.
    ///
    /// A single character is mostly a part of a word here, and how often it is a word
    /// of its own says nothing of that.
    pub(super) fn weaken_common(&mut self, languages: &[String]) {
        let has_kana =
            || self.text.chars().any(|character| script_of(character).is_some_and(Script::is_kana));
        if !languages.iter().any(|language| language == "zh") || has_kana() {
            return;
        }
        for concept in &mut self.concepts {
            let text = match concept.kind() {
                EvidenceKind::Gram => &concept.forms[0].term,
                EvidenceKind::Word => &concept.forms[0].term[1..],
                EvidenceKind::Unit | EvidenceKind::Character | EvidenceKind::Glue => continue,
            };
            if text.chars().all(|character| script_of(character) == Some(Script::Han)) {
                concept.weight *= (rarity_nats(text) / COMMON_NATS).min(1.0);
            }
        }
    }

    /// Makes all evidence of stop words weak, and asks no page to hold them,
    /// unless there is little else.
    ///
    /// A pair of characters that reaches beyond a stop word keeps its weight:
    /// it says what stands beside it.
    pub(super) fn weaken_stop_words(&mut self) {
        if self.groups.len() < STOP_WORD_WORDS || self.groups.iter().all(|group| group.is_stop_word) {
            return;
        }
        let is_within =
            |inner: &Range<u32>, outer: &Range<u32>| outer.start <= inner.start && inner.end <= outer.end;
        let (stop_words, groups): (Vec<Group>, Vec<Group>) =
            std::mem::take(&mut self.groups).into_iter().partition(|group| group.is_stop_word);
        for concept in &mut self.concepts {
            if stop_words.iter().any(|stop_word| is_within(&concept.span_units, &stop_word.span_units)) {
                concept.weight *= kind::STOP_WORD;
            }
        }
        self.groups = groups;
        self.stop_words = stop_words.into_iter().map(|group| group.term).collect();
    }

    /// Makes evidence of what quotation marks set apart in `text` strong, unless
    /// there is nothing else.
    pub(super) fn strengthen_emphasised(&mut self, units: &[&Token<'_>], text: &str) {
        let ranges = emphasised(text);
        let is_within = |unit: &&&Token<'_>| {
            let range = &unit.original_range;
            ranges.iter().any(|outer| outer.start <= range.start && range.end <= outer.end)
        };
        let positions: HashSet<u32> = units.iter().filter(is_within).map(|unit| unit.position).collect();
        if positions.len() == units.len() {
            return;
        }
        for concept in &mut self.concepts {
            if concept.span_units.clone().all(|position| positions.contains(&position)) {
                concept.weight *= kind::EMPHASISED;
            }
        }
    }
}
