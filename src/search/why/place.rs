//! Where a page stands, and what put the one above it there.

use crate::search::answer::{Answer, is_listing};
use crate::search::explain::explain;
use crate::search::rescue::Via;
use crate::search::scoring::{Candidate, Ground};
use crate::search::standing::Standing;
use crate::search::why::judge::asked_page;
use crate::search::why::{Above, Decision, Place};
use crate::search::{SearchRequest, Sort};

/// The place of the page at `at` of `answer.ranked`. `apart` is the same answer
/// with translations apart: a page may stand where another translation of it won.
pub fn place(
    ground: Ground<'_>,
    answer: &Answer,
    apart: &[Candidate],
    request: &SearchRequest,
    at: usize,
) -> Place {
    let pages = ground.index.pages();
    let winner = |shown: &Candidate| {
        let group = ground.site.group(shown.slot);
        let first = apart.iter().find(|candidate| ground.site.group(candidate.slot) == group);
        *first.filter(|_| request.collapse).unwrap_or(shown)
    };
    let page = answer.ranked[at];
    let from = at.saturating_sub(1);
    let mut explanations = explain(ground, answer, request, &answer.ranked[from..=at]).into_iter();
    let above = (at > 0).then(|| {
        let shown = answer.ranked[at - 1];
        Above {
            page: asked_page(&pages[shown.slot as usize]),
            decided_by: decision(ground, answer, request, &winner(&shown), &winner(&page)),
            explanation: explanations.next().expect("each candidate is explained"),
        }
    });
    let stands_for = winner(&page).slot;
    Place {
        rank: at + 1,
        explanation: explanations.next().expect("each candidate is explained"),
        stands_for: (stands_for != page.slot).then(|| pages[stands_for as usize].path.clone()),
        above,
    }
}

/// The first thing in which `above` is better than `below`.
fn decision(
    ground: Ground<'_>,
    answer: &Answer,
    request: &SearchRequest,
    above: &Candidate,
    below: &Candidate,
) -> Decision {
    let [(plan, via), (other_plan, other_via)] =
        [above, below].map(|candidate| &answer.plans[usize::from(candidate.plan)]);
    // All that other names find is in one order, whichever of them found it.
    let are_names = matches!(via, Some(Via::Synonym | Via::Defined)) && via == other_via;
    if above.plan != below.plan && !are_names {
        let is_same_kind = via == other_via && request.sort == Sort::Relevance;
        let differ = above.tier.place() != below.tier.place();
        return if is_same_kind && differ { Decision::Tier } else { Decision::Reading };
    }
    let pages = ground.index.pages();
    let dates = [above, below].map(|candidate| pages[candidate.slot as usize].date);
    let by_date = if dates[0] == dates[1] { Decision::Path } else { Decision::Date };
    if is_listing(plan, request.sort) {
        return by_date;
    }
    let (one, other) = (Standing::of(plan, above), Standing::of(other_plan, below));
    let in_order = [
        (Decision::TypedTitle, one.is_typed_title != other.is_typed_title),
        (Decision::TypedFirst, one.is_typed_first != other.is_typed_first),
        (Decision::Tier, one.tier != other.tier),
        (Decision::AsTyped, one.is_typed != other.is_typed),
        (Decision::Score, one.score_step != other.score_step),
    ];
    in_order.into_iter().find(|(_, differs)| *differs).map_or(by_date, |(decision, _)| decision)
}
