//! Adds to the scores of the best answers to a question for words that stand together.

use std::collections::HashMap;

use tantivy::DocSet;
use tantivy::postings::Postings as _;

use crate::index::schema::Area;
use crate::search::plan::Plan;
use crate::search::postings::Which;
use crate::search::ranking::{self, knob};
use crate::search::scoring::{Candidate, Ground};

/// Adds.
pub fn add(ground: Ground<'_>, plan: &Plan, group_idfs: &[f32], candidates: &mut [Candidate]) {
    let mut best: Vec<usize> = (0..candidates.len()).collect();
    best.sort_unstable_by(|&a, &b| candidates[b].score.total_cmp(&candidates[a].score));
    best.truncate(knob("PN", 50.0) as usize);
    let by_slot: HashMap<u32, usize> = best.iter().map(|&at| (candidates[at].slot, at)).collect();
    let mut sums: HashMap<usize, Vec<f32>> = HashMap::new();
    let weight = knob("PX", 1.0);
    let maxd = knob("PD", 8.0) as u32;
    for area in Area::ALL {
        for segment in 0..ground.terms.n_segments() {
            let which = Which::Placed(area);
            let mut postings: Vec<_> = plan
                .groups
                .iter()
                .map(|group| {
                    let found = ground.terms.find_in(segment, which, &group.term)?;
                    ground.terms.with_positions(which, &found)
                })
                .collect();
            let slots = ground.index.slots(segment);
            let mut docs: Vec<(u32, usize)> = slots
                .iter()
                .enumerate()
                .filter_map(|(doc, slot)| by_slot.get(slot).map(|&at| (doc as u32, at)))
                .collect();
            docs.sort_unstable();
            let mut positions: Vec<(u32, usize)> = Vec::new();
            let mut here = Vec::new();
            for (doc, at) in docs {
                positions.clear();
                for (group, postings) in postings.iter_mut().enumerate() {
                    let Some(postings) = postings else { continue };
                    let found = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
                    if found == doc {
                        postings.positions(&mut here);
                        positions.extend(here.iter().map(|&position| (position, group)));
                    }
                }
                positions.sort_unstable();
                let sum = sums.entry(at).or_insert_with(|| vec![0.0; plan.groups.len()]);
                for pair in positions.windows(2) {
                    let ((p, a), (q, b)) = (pair[0], pair[1]);
                    let d = (q - p).max(1);
                    if a != b && d <= maxd && (a.abs_diff(b) as f32) <= knob("PA", 99.0) && (a < b || knob("PO", 0.0) < 1.0) {
                        let near = 1.0 / (d as f32).powf(knob("PP", 1.0));
                        sum[a] += group_idfs[b] * near;
                        sum[b] += group_idfs[a] * near;
                    }
                }
            }
        }
    }
    for (at, sums) in sums {
        let k = ranking::knob("PK", 2.0);
        let extra: f32 = sums.iter().zip(group_idfs).map(|(sum, idf)| idf.min(knob("PM", 1.0)) * sum * (k + 1.0) / (sum + k)).sum();
        candidates[at].score += weight * extra;
    }
}
