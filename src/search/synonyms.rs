//! Adds the pages that other names find, the owner's synonyms or what pages
//! define, to those that the query finds as typed: below every page that has all that was typed, because what the
//! reader wrote is the better evidence, and above those that have a part of it.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use crate::search::plan::Plan;
use crate::search::query::Query;
use crate::search::ranking::Tier;
use crate::search::rescue::Via;
use crate::search::scoring::Candidate;
use crate::search::standing::Standing;

/// A query that was asked of the index, with what it found.
pub type Asked = (Plan, Vec<Candidate>);

/// Asks each of `queries`, which came about by `via`, with `ask`, and puts what only they find in its place
/// among `ranked`, the answer to the first of `plans`. Plans that found a page
/// are added to `plans`. Gives the best of `queries` that found one.
pub fn add<'q>(
    (queries, via): (&'q [Query], Via),
    ask: impl Fn(&Query) -> Asked,
    plans: &mut Vec<(Plan, Option<Via>)>,
    ranked: &mut Vec<Candidate>,
) -> Option<&'q Query> {
    let has_all = |candidate: &Candidate| candidate.tier >= Tier::All;
    let plain: HashSet<u32> =
        ranked.iter().filter(|candidate| has_all(candidate)).map(|candidate| candidate.slot).collect();
    let mut best: HashMap<u32, Candidate> = HashMap::new();
    let mut by_plan: HashMap<u8, &Query> = HashMap::new();
    for query in queries {
        let (plan, found) = ask(query);
        let number = plans.len() as u8;
        plans.push((plan, Some(via)));
        let rank = |candidate: &Candidate| Standing::of(&plans[usize::from(candidate.plan)].0, candidate);
        let mut is_used = false;
        for candidate in found.into_iter().filter(|found| has_all(found) && !plain.contains(&found.slot)) {
            let candidate = Candidate { plan: number, ..candidate };
            let held = best.entry(candidate.slot).or_insert(candidate);
            is_used |= held.plan == number;
            if rank(&candidate) > rank(held) {
                *held = candidate;
                is_used = true;
            }
        }
        match is_used {
            true => drop(by_plan.insert(number, query)),
            false => drop(plans.pop()),
        }
    }
    let mut added: Vec<Candidate> = best.into_values().collect();
    let rank = |candidate: &Candidate| Standing::of(&plans[usize::from(candidate.plan)].0, candidate);
    added.sort_by_key(|candidate| (Reverse(rank(candidate)), candidate.slot));
    let first = added.first().map(|candidate| by_plan[&candidate.plan]);
    if !added.is_empty() {
        let is_added: HashSet<u32> = added.iter().map(|candidate| candidate.slot).collect();
        let (all, part): (Vec<Candidate>, Vec<Candidate>) = ranked.iter().copied().partition(has_all);
        let part = part.into_iter().filter(|candidate| !is_added.contains(&candidate.slot));
        *ranked = all.into_iter().chain(added).chain(part).collect();
    }
    first
}
