//! Tells how much of a question stands together in one passage of a page, and how early.
//!
//! A page is scored by all that it holds, wherever that stands; but it answers a
//! question in one place, where most of what was asked stands in a sentence or two,
//! and what the page is about it says where it begins. Both are added to the score of
//! the few pages that could be shown.
//!
//! Only words as typed are looked at, because only they have positions; with all
//! words of a stem, abstracts were ranked worse (`docs/ranking.md`).

use tantivy::DocSet;
use tantivy::postings::{Postings as _, SegmentPostings};

use crate::index::schema::Area;
use crate::search::ablation::Part;
use crate::search::plan::{Concept, LookUp, Plan};
use crate::search::postings::Which;
use crate::search::ranking::{
    LEAD, LEAD_UNITS, MAX_PASSAGE_CANDIDATES, MIN_PASSAGE_SHARE, PASSAGE, PASSAGE_UNITS,
};
use crate::search::rarity::Rarity;
use crate::search::scoring::{Candidate, Ground};

/// What of a question stands together on a page, and what early. Each is a sum of
/// weight × idf, in which the title's words count whole.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Passage {
    /// Of all that stands in the passage that has the most.
    pub together: f32,
    /// Of all in the text, each the less the later it first stands.
    pub early: f32,
}

impl Passage {
    /// What it adds to the page's score, before the language's factor.
    pub fn score(self) -> f32 {
        PASSAGE * self.together + LEAD * self.early
    }
}

/// Adds to the scores of the best `candidates`, if the plan is a question.
pub fn add_passages(ground: Ground<'_>, plan: &Plan, rarity: &Rarity, candidates: &mut [Candidate]) {
    if !plan.is_question() || ground.without == Some(Part::Passages) {
        return;
    }
    let mut best: Vec<&mut Candidate> = candidates.iter_mut().collect();
    // Of equal ones those first that the catalog has first, however segments are cut.
    let by_score = |a: &&mut Candidate, b: &&mut Candidate| {
        b.score.total_cmp(&a.score).then_with(|| a.slot.cmp(&b.slot))
    };
    if best.len() > MAX_PASSAGE_CANDIDATES {
        best.select_nth_unstable_by(MAX_PASSAGE_CANDIDATES, by_score);
        best.truncate(MAX_PASSAGE_CANDIDATES);
    }
    let slots: Vec<u32> = best.iter().map(|candidate| candidate.slot).collect();
    for (candidate, passage) in best.into_iter().zip(passages(ground, plan, rarity, &slots)) {
        candidate.passage = passage;
        candidate.score += passage.score() * rarity.language_factor(ground.site, candidate.slot as usize);
    }
}

/// The passages of the pages at `slots`, in their order.
fn passages(ground: Ground<'_>, plan: &Plan, rarity: &Rarity, slots: &[u32]) -> Vec<Passage> {
    let terms = placed_terms(plan, rarity);
    let weights: Vec<f32> = terms.iter().map(|(_, weight)| *weight).collect();
    let mut passages = vec![Passage::default(); slots.len()];
    for segment in 0..ground.terms.n_segments() {
        let mut docs: Vec<(u32, usize)> = slots
            .iter()
            .enumerate()
            .map(|(number, &slot)| (ground.index.address(slot as usize), number))
            .filter(|(address, _)| address.segment_ord as usize == segment)
            .map(|(address, number)| (address.doc_id, number))
            .collect();
        docs.sort_unstable();
        let open = |area: Area| -> Vec<Option<SegmentPostings>> {
            let open = |(term, _): &(&str, f32)| {
                let which = Which::Placed(area);
                let found = ground.terms.find_in(segment, which, term)?;
                ground.terms.with_positions(which, &found)
            };
            terms.iter().map(open).collect()
        };
        let (mut titles, mut texts) = (open(Area::Title), open(Area::Body));
        let (mut stands, mut here) = (Vec::new(), Vec::new());
        for (doc, number) in docs {
            let is_at = |postings: &mut SegmentPostings| match postings.doc() < doc {
                true => postings.seek(doc) == doc,
                false => postings.doc() == doc,
            };
            let in_title: Vec<bool> =
                titles.iter_mut().map(|postings| postings.as_mut().is_some_and(is_at)).collect();
            stands.clear();
            for (term, postings) in texts.iter_mut().enumerate().filter(|(term, _)| !in_title[*term]) {
                let Some(postings) = postings else { continue };
                if is_at(postings) {
                    postings.positions(&mut here);
                    stands.extend(here.iter().map(|&position| (position, term)));
                }
            }
            stands.sort_unstable();
            // The title stands above every passage, and before the text.
            let of_title: f32 =
                weights.iter().zip(&in_title).map(|(weight, is)| if *is { *weight } else { 0.0 }).sum();
            passages[number] = Passage {
                together: of_title + together(&stands, &weights),
                early: of_title + early(&stands, &weights),
            };
        }
    }
    passages
}

/// The terms that have positions and say something, each once, with weight × idf.
fn placed_terms<'p>(plan: &'p Plan, rarity: &Rarity) -> Vec<(&'p str, f32)> {
    let weighed = || {
        let concepts = plan.concepts.iter().zip(&rarity.idfs);
        concepts.map(|(concept, idf): (&Concept, &f32)| (concept, concept.weight * idf))
    };
    let total: f32 = weighed().map(|(_, weight)| weight).sum();
    let mut terms: Vec<(&str, f32)> = Vec::new();
    for (concept, weight) in weighed() {
        let typed = &concept.forms[0];
        if typed.look_up != LookUp::Placed || weight < MIN_PASSAGE_SHARE * total {
            continue;
        }
        match terms.iter_mut().find(|(term, _)| *term == typed.term) {
            Some((_, of_term)) => *of_term += weight,
            None => terms.push((&typed.term, weight)),
        }
    }
    terms
}

/// The most that the different terms in one stretch of [`PASSAGE_UNITS`] weigh.
///
/// `stands` are positions with the number of the term, in order.
fn together(stands: &[(u32, usize)], weights: &[f32]) -> f32 {
    let mut counts = vec![0_u32; weights.len()];
    let (mut start, mut weight, mut most) = (0, 0.0_f32, 0.0_f32);
    for &(position, term) in stands {
        while stands[start].0 + PASSAGE_UNITS < position {
            let left = stands[start].1;
            counts[left] -= 1;
            weight -= if counts[left] == 0 { weights[left] } else { 0.0 };
            start += 1;
        }
        counts[term] += 1;
        weight += if counts[term] == 1 { weights[term] } else { 0.0 };
        most = most.max(weight);
    }
    most
}

/// What the terms weigh, each the less the later it first stands: half of it at two
/// thirds of [`LEAD_UNITS`].
fn early(stands: &[(u32, usize)], weights: &[f32]) -> f32 {
    let mut is_met = vec![false; weights.len()];
    let mut early = 0.0;
    for &(position, term) in stands {
        if !std::mem::replace(&mut is_met[term], true) {
            early += weights[term] * (-(position as f32) / LEAD_UNITS).exp();
        }
    }
    early
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_stretch_counts_each_term_once() {
        let weights = [1.0, 2.0, 4.0];
        let far = PASSAGE_UNITS + 1;
        for (stands, expected) in [
            (vec![], 0.0),
            (vec![(5, 1)], 2.0),
            (vec![(0, 0), (3, 0), (4, 1)], 3.0),
            // Two stretches: the second has more.
            (vec![(0, 0), (1, 1), (far + 1, 2)], 4.0),
            (vec![(0, 0), (far - 1, 2)], 5.0),
            (vec![(0, 0), (far, 2)], 4.0),
            (vec![(0, 0), (30, 1), (60, 2)], 6.0),
        ] {
            assert_eq!(together(&stands, &weights), expected, "{stands:?}");
        }
    }

    #[test]
    fn what_stands_later_counts_less_and_only_where_it_first_stands() {
        let weights = [1.0, 2.0];
        assert_eq!(early(&[(0, 0), (0, 1)], &weights), 3.0);
        assert_eq!(early(&[(0, 0), (9, 0)], &weights), 1.0);
        let later = early(&[(10, 1)], &weights);
        assert!(later < 2.0 && later > early(&[(20, 1)], &weights));
    }
}
