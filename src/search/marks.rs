//! Finds in a text what a query matched, so that it can be marked in the
//! writing of the page.
//!
//! The text is folded, searched for all terms at once, and every match is taken
//! back to the bytes of the original.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::search::plan::{LookUp, Plan};
use crate::search::snippet::Mark;
use crate::text::Languages;
use crate::text::fold::FoldedText;
use crate::text::script::{Class, class_of};
use crate::text::stem::{LanguageStemmer, stemmers_of};

/// How much of a section is searched for marks, in bytes: far beyond what a
/// person scrolls through.
const MAX_MARKED_BYTES: usize = 100_000;

/// Finds the terms of one query in texts.
pub struct Marker {
    needles: Option<AhoCorasick>,
    kinds: Vec<Needle>,
    /// Stemmers of the languages in the index.
    stemmers: Vec<LanguageStemmer>,
    folded: FoldedText,
}

/// What is looked for, in folded form.
struct Needle {
    /// Which term of the query, for counting different ones.
    term: u32,
    weight: f32,
    form: NeedleForm,
}

enum NeedleForm {
    /// Characters of a script without spaces: wherever they stand.
    Characters,
    /// Units and the punctuation that joins them: where no word is cut by its ends.
    Joint,
    /// A word: from its beginning. `stems` are those of the query's word.
    Word { unit: String, is_open: bool, stems: Vec<String> },
}

/// A stem at least this long tells words apart, in characters.
const MIN_STEM_CHARS: usize = 3;

impl Marker {
    /// A marker of everything that `plan` covers; `languages` are those of the index.
    pub fn new(plan: &Plan, languages: &[String]) -> Self {
        let mut texts: Vec<String> = Vec::new();
        let mut kinds: Vec<Needle> = Vec::new();
        for (term, group) in plan.groups.iter().enumerate() {
            let concept = &plan.concepts[group.ways[0][0]];
            let first = &concept.forms[0];
            let is_word = group.ways.len() == 1 && is_alphabetic(&group.term);
            if !is_word {
                for word in &group.words {
                    let weight = word.chars().count() as f32;
                    texts.push(word.clone());
                    kinds.push(Needle { term: term as u32, weight, form: NeedleForm::Characters });
                }
                continue;
            }
            let unit = first.term.clone();
            let stems: Vec<String> = concept
                .forms
                .iter()
                .filter(|form| form.look_up == LookUp::Bag)
                .map(|form| form.term.chars().skip(1).collect())
                .collect();
            let is_open = concept.forms.iter().any(|form| form.look_up == LookUp::PlacedPrefix);
            texts.push(common_beginning(&unit, &stems));
            let form = NeedleForm::Word { unit, is_open, stems };
            kinds.push(Needle { term: term as u32, weight: 2.0, form });
        }
        for run in unspaced_runs(plan).into_iter().chain(plan.joined.iter().cloned()) {
            let weight = run.chars().count() as f32;
            texts.push(run);
            kinds.push(Needle { term: u32::MAX - kinds.len() as u32, weight, form: NeedleForm::Characters });
        }
        // Without its joints, `--dry-run` would be marked in two pieces.
        for joint in joints(plan) {
            texts.push(joint.to_owned());
            kinds.push(Needle { term: u32::MAX - kinds.len() as u32, weight: 1.0, form: NeedleForm::Joint });
        }
        let needles = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&texts).ok();
        let stemmers = stemmers_of(Languages::Any(languages));
        Self { needles, kinds, stemmers, folded: FoldedText::default() }
    }

    /// Everything in `text` that the query matched, in order of end, ranges in bytes of `text`.
    pub fn find(&mut self, text: &str) -> Vec<Mark> {
        let mut marks = Vec::new();
        let Some(needles) = &self.needles else { return marks };
        if self.kinds.is_empty() || text.is_empty() {
            return marks;
        }
        let end = (0..=text.len().min(MAX_MARKED_BYTES)).rev().find(|&end| text.is_char_boundary(end));
        let text = &text[..end.unwrap_or(0)];
        self.folded.fill(text);
        let chars = self.folded.chars();
        let char_at = |offset: usize| chars.partition_point(|folded| (folded.start as usize) < offset);
        for found in needles.find_overlapping_iter(self.folded.text()) {
            let needle = &self.kinds[found.pattern().as_usize()];
            let start = char_at(found.start());
            let end = match &needle.form {
                NeedleForm::Characters => Some(char_at(found.end())),
                NeedleForm::Joint => {
                    let end = char_at(found.end());
                    (self.is_border(text, start) && self.is_border(text, end)).then_some(end)
                }
                NeedleForm::Word { unit, is_open, stems } => {
                    self.word_end(text, start, unit, *is_open, stems)
                }
            };
            let Some(end) = end.filter(|&end| end > start) else { continue };
            let range = self.folded.original_range(start..end);
            marks.push(Mark { range, weight: needle.weight, term: needle.term });
        }
        marks
    }

    /// Where the match of a word that begins at character `start` ends, if it is one.
    fn word_end(
        &self,
        text: &str,
        start: usize,
        unit: &str,
        is_open: bool,
        stems: &[String],
    ) -> Option<usize> {
        let chars = self.folded.chars();
        let is_letter = |at: usize| is_word_char(chars[at].character);
        if start > 0 && is_letter(start - 1) && !self.begins_part(text, start) {
            return None;
        }
        let word_end = (start..chars.len()).find(|&at| !is_letter(at)).unwrap_or(chars.len());
        let word = self.folded.slice(start..word_end);
        let unit_end = start + unit.chars().count();
        if word.starts_with(unit) {
            let is_part = unit_end < chars.len() && self.begins_part(text, unit_end);
            if is_open || unit_end == word_end || is_part {
                return Some(unit_end);
            }
        }
        let mut stem = String::new();
        let is_same_stem = self.stemmers.iter().any(|stemmer| {
            stem.clear();
            stemmer.push_stem(word, &mut stem);
            stems.iter().any(|wanted| wanted.split_once(':').is_some_and(|(_, wanted)| wanted == stem))
        });
        is_same_stem.then_some(word_end)
    }

    /// Whether a word or a part of one may begin or end before character `at`.
    fn is_border(&self, text: &str, at: usize) -> bool {
        let chars = self.folded.chars();
        let is_inside = at > 0
            && at < chars.len()
            && is_word_char(chars[at - 1].character)
            && is_word_char(chars[at].character);
        !is_inside || self.begins_part(text, at)
    }

    /// Whether a part of an identifier begins at character `at`: `Volume` in
    /// `PersistentVolume`, `1` in `v1`.
    fn begins_part(&self, text: &str, at: usize) -> bool {
        let chars = self.folded.chars();
        let (before, here) = (&chars[at - 1], &chars[at]);
        let original = |start: u32| text[start as usize..].chars().next();
        let is_upper = |start| original(start).is_some_and(char::is_uppercase);
        let changes_kind = before.character.is_numeric() != here.character.is_numeric();
        changes_kind || is_upper(here.original_start) || !is_word_char(here.character)
    }
}

/// Letters, digits and the vowel signs of scripts with spaces.
fn is_word_char(folded: char) -> bool {
    class_of(folded) == Class::Word
}

fn is_alphabetic(term: &str) -> bool {
    term.chars().all(is_word_char)
}

/// What a word and its stems all begin with; the word itself if that is too short.
fn common_beginning(unit: &str, stems: &[String]) -> String {
    let mut common = unit;
    for stem in stems {
        let stem = stem.split_once(':').map_or(stem.as_str(), |(_, stem)| stem);
        let n_common = common.chars().zip(stem.chars()).take_while(|(a, b)| a == b).count();
        if n_common >= MIN_STEM_CHARS {
            let end = common.char_indices().nth(n_common).map_or(common.len(), |(end, _)| end);
            common = &common[..end];
        }
    }
    common.to_owned()
}

/// The joints of a plan, folded: `c++`, `dry-run`.
fn joints(plan: &Plan) -> impl Iterator<Item = &str> {
    let firsts = plan.concepts.iter().filter_map(|concept| concept.forms.first());
    firsts.filter(|form| form.look_up == LookUp::Bag).filter_map(|form| form.term.strip_prefix('g'))
}

/// The runs of characters without spaces in a plan's phrase, of two characters or more.
fn unspaced_runs(plan: &Plan) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut last_offset = None;
    for item in &plan.phrase.items {
        if is_alphabetic(&item.term) {
            last_offset = None;
            continue;
        }
        let mut chars = item.term.chars();
        match (last_offset, runs.last_mut()) {
            (Some(offset), Some(run)) if offset + 1 == item.offset => {
                run.extend(chars.nth(1));
            }
            _ => runs.push(item.term.clone()),
        }
        last_offset = Some(item.offset);
    }
    runs.retain(|run| run.chars().count() >= 2);
    runs
}
