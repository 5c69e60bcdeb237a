//! Tells pages whose terms stand near each other from those where they are scattered.

use std::collections::HashMap;

use tantivy::DocSet;
use tantivy::postings::Postings as _;

use crate::index::schema::Area;
use crate::search::plan::Plan;
use crate::search::postings::Which;
use crate::search::ranking::{self, Tier};
use crate::search::scoring::{Candidate, Ground};

/// Raises the best of the pages that hold all terms if they stand near each other.
pub fn find_near(ground: Ground<'_>, plan: &Plan, candidates: &mut [Candidate]) {
    let has_all = |&at: &usize| (Tier::All..=Tier::Pieces).contains(&candidates[at].tier);
    let mut all: Vec<usize> = (0..candidates.len()).filter(has_all).collect();
    // Where some have all words as typed, the others have other words.
    if all.iter().any(|&at| candidates[at].is_typed) {
        all.retain(|&at| candidates[at].is_typed);
    }
    all.sort_unstable_by(|&a, &b| candidates[b].score.total_cmp(&candidates[a].score));
    all.truncate(ranking::MAX_NEAR_CANDIDATES);
    let by_slot: HashMap<u32, usize> = all.iter().map(|&at| (candidates[at].slot, at)).collect();
    if by_slot.is_empty() {
        return;
    }
    let window = ranking::NEAR_UNITS_PER_TERM * plan.groups.len() as u32;
    for area in Area::ALL {
        // Who remembers the words of a title does not always remember their order.
        let tier = match area {
            Area::Title => Tier::NearTitle,
            Area::Heading | Area::Keywords => Tier::NearHeading,
            Area::Body | Area::Code => Tier::Near,
        };
        for segment in 0..ground.terms.n_segments() {
            let which = Which::Placed(area);
            let postings: Option<Vec<_>> = plan
                .groups
                .iter()
                .map(|group| {
                    let found = ground.terms.find_in(segment, which, &group.term)?;
                    ground.terms.with_positions(which, &found)
                })
                .collect();
            let Some(mut postings) = postings else { continue };
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
                let mut n_here = 0;
                for (group, postings) in postings.iter_mut().enumerate() {
                    let found = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
                    if found != doc {
                        break;
                    }
                    n_here += 1;
                    postings.positions(&mut here);
                    positions.extend(here.iter().map(|&position| (position, group)));
                }
                if n_here == plan.groups.len() && narrowest(&mut positions, n_here) <= window {
                    candidates[at].tier = candidates[at].tier.max(tier);
                }
            }
        }
    }
}

/// The length of the narrowest window that holds a position of each group.
fn narrowest(positions: &mut [(u32, usize)], n_groups: usize) -> u32 {
    positions.sort_unstable();
    let mut counts = vec![0_u32; n_groups];
    let (mut n_present, mut start, mut best) = (0, 0, u32::MAX);
    for end in 0..positions.len() {
        let (position, group) = positions[end];
        counts[group] += 1;
        n_present += usize::from(counts[group] == 1);
        while n_present == n_groups {
            best = best.min(position - positions[start].0);
            counts[positions[start].1] -= 1;
            n_present -= usize::from(counts[positions[start].1] == 0);
            start += 1;
        }
    }
    best
}
