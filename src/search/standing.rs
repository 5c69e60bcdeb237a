//! What decides between two pages, in the order in which it decides.
//!
//! Its own file because two ask it: the answer, which puts pages in order, and
//! the explanation, which says what put one above another.

use crate::search::ablation::Part;
use crate::search::plan::Plan;
use crate::search::ranking::{SCORE_RESOLUTION, Tier};
use crate::search::scoring::Candidate;

/// What a page is ordered by, greater is better; the first field that differs decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    /// An identifier that is the title.
    pub is_typed_title: bool,
    /// An identifier that the page holds as typed.
    pub is_typed_first: bool,
    /// The best kind of evidence; in a question, which few pages hold all words of,
    /// one for all below those that do and have more.
    pub tier: Tier,
    /// All of it, in the form typed.
    pub is_typed: bool,
    /// The score in steps, so that pages which hardly differ are told apart by date.
    pub score_step: i64,
}

impl Standing {
    /// Of a page that has nothing.
    const LEAST: Self = Self {
        is_typed_title: false,
        is_typed_first: false,
        tier: Tier::Some,
        is_typed: false,
        score_step: i64::MIN,
    };

    /// The standing of a page that `plan` found.
    pub fn of(plan: &Plan, candidate: &Candidate) -> Self {
        let score_step = (candidate.score.max(1e-6).ln() / SCORE_RESOLUTION).round() as i64;
        if plan.without == Some(Part::Tiers) {
            return Self { score_step, ..Self::LEAST };
        }
        let is_phrase = candidate.tier >= Tier::TextPhraseOpen;
        Self {
            is_typed_title: plan.typed_first && candidate.tier == Tier::TitleExact,
            is_typed_first: plan.typed_first && candidate.is_typed && is_phrase,
            tier: if is_merged(plan, candidate.tier) { Tier::Some } else { candidate.tier },
            // A part of a question says little, and in which form still less.
            is_typed: candidate.is_typed && (is_phrase || candidate.tier >= Tier::All && !plan.is_question()),
            score_step,
        }
    }
}

/// Whether a tier is one with all others of its kind: of a question few pages hold
/// all words, and below those that have more than words the score alone decides.
pub fn is_merged(plan: &Plan, tier: Tier) -> bool {
    plan.is_question() && tier < Tier::Pieces
}
