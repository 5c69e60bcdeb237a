//! Scores pages: BM25F over the plan's concepts, coverage of its terms, and the
//! best tier of evidence.
//!
//! Term at a time over arrays as long as the site has pages: a site has
//! thousands, so the arrays fit a processor's cache, and every page that holds
//! any term has its exact score, nothing is cut off.

use std::borrow::Cow;
use std::cell::LazyCell;

use tantivy::postings::Postings as _;
use tantivy::{DocSet, TERMINATED};

use crate::index::OpenIndex;
use crate::index::schema::Area;
use crate::search::ablation::Part;
use crate::search::beginnings::Beginnings;
use crate::search::evidence::{each_exact, each_phrase, typed_pages};
use crate::search::near::find_near;
use crate::search::passages::{Passage, add_passages};
use crate::search::phrase_filter::PhraseFilter;
use crate::search::pieces::pages_of_pieces;
use crate::search::plan::{Concept, Form, Group, LookUp, Plan};
use crate::search::postings::{Found, Terms, Which};
use crate::search::ranking::{self, Tier, area_weight};
use crate::search::rarity::Rarity;
use crate::search::reserves::Reserves;
use crate::search::rewrites::Rewrites;
use crate::search::site::Site;

/// What is known of one page for one query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The page's place in the catalog.
    pub slot: u32,
    /// The best kind of evidence.
    pub tier: Tier,
    /// Whether the page has the query in the form typed.
    pub is_typed: bool,
    /// BM25F, with what passages and the title add.
    pub score: f32,
    /// What of a question stands together, and early; nothing where that was not looked at.
    pub passage: Passage,
    /// The share of the query's weight that the page covers, 0 to 1.
    pub coverage: f32,
    /// Which of the plans tried found it: 0 is the query as typed.
    pub plan: u8,
}

/// Everything that answering reads.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The open index.
    pub index: &'a OpenIndex,
    /// Its terms.
    pub terms: &'a Terms,
    /// What is derived from its catalog.
    pub site: &'a Site,
    /// What is derived only when a question calls for it.
    pub reserves: &'a Reserves,
    /// What the owner says means the same.
    pub synonyms: &'a Rewrites,
    /// What of the ranking is left out.
    pub without: Option<Part>,
}

/// What a page has so far, by slot.
struct Board {
    scores: Vec<f32>,
    /// One bit a concept, as far as they go.
    matched: Vec<u128>,
    tiers: Vec<Option<Tier>>,
    touched: Vec<u32>,
}

/// How many concepts can be told apart in [`Board::matched`].
const MAX_TRACKED: usize = 128;

/// All pages that hold anything of the query and pass `allowed`, in no order.
///
/// `group_is_found` is set to whether each word of the plan is on the site at all.
pub fn candidates(
    ground: Ground<'_>,
    plan: &Plan,
    allowed: Option<&[bool]>,
    group_is_found: &mut Vec<bool>,
) -> Vec<Candidate> {
    let n_pages = ground.index.pages().len();
    let mut board = Board {
        scores: vec![0.0; n_pages],
        matched: vec![0; n_pages],
        tiers: vec![None; n_pages],
        touched: Vec::new(),
    };
    let scored = score_concepts(ground, plan, &mut board);
    let has_way = |way: &Vec<usize>| way.iter().all(|&concept| scored.is_found[concept]);
    *group_is_found = plan.groups.iter().map(|group| group.ways.iter().any(has_way)).collect();
    each_phrase(ground, plan, |slot, _, tier| board.raise(slot, tier));
    each_exact(ground, plan, |slot, _, tier| board.raise(slot, tier));
    let typed = typed_pages(ground, plan);
    // Looked for when a page has all words and no phrase: most queries have better.
    let pieces = LazyCell::new(|| match ground.without {
        Some(Part::Near) => None,
        _ => pages_of_pieces(ground, plan),
    });
    let group_idf = |group: &Group| {
        let idfs = group.ways[0].iter().map(|&concept| scored.rarity.idfs[concept]);
        idfs.fold(f32::MIN, f32::max).max(0.1)
    };
    let group_idfs: Vec<f32> = plan.groups.iter().map(group_idf).collect();
    let total_idf: f32 = group_idfs.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    let required = PhraseFilter::new(ground, plan);

    let mut candidates = Vec::with_capacity(board.touched.len());
    for &slot in &board.touched {
        let at = slot as usize;
        if allowed.is_some_and(|allowed| !allowed[at]) || !required.allows(at) {
            continue;
        }
        let is_matched = |concept: usize| concept >= MAX_TRACKED || board.matched[at] >> concept & 1 == 1;
        let share = |(group, idf): (&Group, &f32)| group.covered_share(is_matched) * idf;
        let covered: f32 = plan.groups.iter().zip(&group_idfs).map(share).sum();
        let coverage = (covered / total_idf).min(1.0);
        let by_terms = if coverage > 0.999 {
            let has_pieces = board.tiers[at].is_none() && pieces.as_ref().is_some_and(|pieces| pieces[at]);
            if has_pieces { Tier::Pieces } else { Tier::All }
        } else if coverage >= ranking::MOST_SHARE {
            Tier::Most
        } else {
            Tier::Some
        };
        let tier = board.tiers[at].map_or(by_terms, |tier| tier.max(by_terms));
        let is_typed = typed.as_ref().is_none_or(|typed| typed[at]);
        if plan.is_strict && !is_typed {
            continue;
        }
        let mut score = board.scores[at] * scored.rarity.language_factor(ground.site, at);
        if tier >= Tier::TitlePhraseOpen && ground.without != Some(Part::TitleCoverage) {
            score += ranking::TITLE_COVERAGE * title_share(ground, plan, at);
        }
        let passage = Passage::default();
        candidates.push(Candidate { slot, tier, is_typed, score, passage, coverage, plan: 0 });
    }
    if plan.groups.len() > 1 && ground.without != Some(Part::Near) {
        find_near(ground, plan, &mut candidates);
    }
    add_passages(ground, plan, &scored.rarity, &mut candidates);
    candidates
}

/// All pages that pass `allowed` and hold nothing that is excluded, where nothing is looked for.
pub fn everything(ground: Ground<'_>, plan: &Plan, allowed: Option<&[bool]>) -> Vec<Candidate> {
    let filter = PhraseFilter::new(ground, plan);
    (0..ground.index.pages().len())
        .filter(|&at| allowed.is_none_or(|allowed| allowed[at]) && filter.allows(at))
        .map(|at| Candidate {
            slot: at as u32,
            tier: Tier::All,
            is_typed: true,
            score: 0.0,
            passage: Passage::default(),
            coverage: 1.0,
            plan: 0,
        })
        .collect()
}

/// The share of a title that a query which stands in it covers, 0 to 1.
pub fn title_share(ground: Ground<'_>, plan: &Plan, at: usize) -> f32 {
    let title_units = ground.index.pages()[at].lengths_units[Area::Title.ordinal()].max(1);
    (plan.phrase.length as f32 / title_units as f32).min(1.0)
}

impl Board {
    fn touch(&mut self, slot: u32) {
        let at = slot as usize;
        if self.scores[at] == 0.0 && self.matched[at] == 0 && self.tiers[at].is_none() {
            self.touched.push(slot);
        }
    }

    fn raise(&mut self, slot: u32, tier: Tier) {
        self.touch(slot);
        let held = &mut self.tiers[slot as usize];
        *held = Some(held.map_or(tier, |held| held.max(tier)));
    }
}

/// What is known of each concept of a plan.
struct Scored {
    rarity: Rarity,
    /// Whether any page has it.
    is_found: Vec<bool>,
}

/// Adds every concept's BM25F.
fn score_concepts(ground: Ground<'_>, plan: &Plan, board: &mut Board) -> Scored {
    let mut weighted = vec![0.0_f32; ground.index.pages().len()];
    let mut met: Vec<u32> = Vec::new();
    let mut held: Vec<Vec<(u32, f32)>> = Vec::with_capacity(plan.concepts.len());
    for (number, concept) in plan.concepts.iter().enumerate() {
        let (begun, concept) = begun_by_letter(ground, concept);
        for area in Area::ALL {
            for_each_form(ground.terms, &concept, area, |which, found, factor| {
                add_postings(ground, which, found, (area, factor), &mut weighted, &mut met);
            });
            if let Some((beginnings, letter, factor)) = begun {
                for &(slot, term_freq) in beginnings.of(letter, area) {
                    add_frequency(ground, (area, factor), slot, term_freq, &mut weighted, &mut met);
                }
            }
        }
        if number < MAX_TRACKED {
            for &slot in &met {
                board.touch(slot);
                board.matched[slot as usize] |= 1 << number;
            }
        }
        held.push(met.drain(..).map(|slot| (slot, std::mem::take(&mut weighted[slot as usize]))).collect());
    }
    let rarity = Rarity::new(
        ground.site,
        plan.writing,
        held.iter().map(|held| held.iter().map(|&(slot, _)| slot)),
        ground.without,
    );
    for ((concept, held), idf) in plan.concepts.iter().zip(&held).zip(&rarity.idfs) {
        for &(slot, frequency) in held {
            board.touch(slot);
            board.scores[slot as usize] += concept.weight * idf * ranking::saturated(frequency);
        }
    }
    Scored { rarity, is_found: held.iter().map(|held| !held.is_empty()).collect() }
}

/// Calls `visit` with each term that a concept may stand as, in an area.
pub fn for_each_form(
    terms: &Terms,
    concept: &Concept,
    area: Area,
    mut visit: impl FnMut(Which, &Found, f32),
) {
    for form in &concept.forms {
        match form.look_up {
            LookUp::Placed | LookUp::Bag => {
                let which = if form.look_up == LookUp::Bag { Which::Bag(area) } else { Which::Placed(area) };
                for found in terms.find(which, &form.term) {
                    visit(which, &found, form.factor);
                }
            }
            LookUp::PlacedPrefix => {
                let which = Which::Placed(area);
                let is_letter = form.term.chars().count() == 1;
                let limit = if is_letter { usize::MAX } else { ranking::MAX_COMPLETIONS };
                for found in terms.find_longer(which, &form.term, limit) {
                    visit(which, &found, form.factor);
                }
            }
        }
    }
}

/// Adds a term's weighted frequencies to `weighted`; new pages go to `met`.
fn add_postings(
    ground: Ground<'_>,
    which: Which,
    found: &Found,
    (area, factor): (Area, f32),
    weighted: &mut [f32],
    met: &mut Vec<u32>,
) {
    let Some(mut postings) = ground.terms.with_freqs(which, found) else { return };
    let slots = ground.index.slots(found.segment());
    let mut doc = postings.doc();
    while doc != TERMINATED {
        let slot = slots[doc as usize];
        if slot != u32::MAX {
            add_frequency(ground, (area, factor), slot, postings.term_freq(), weighted, met);
        }
        doc = postings.advance();
    }
}

/// Adds how often a term stands in an area of one page.
fn add_frequency(
    ground: Ground<'_>,
    (area, factor): (Area, f32),
    slot: u32,
    term_freq: u32,
    weighted: &mut [f32],
    met: &mut Vec<u32>,
) {
    let at = slot as usize;
    if weighted[at] == 0.0 {
        met.push(slot);
    }
    let weight = if ground.without == Some(Part::Areas) { 1.0 } else { area_weight(area).weight };
    let has_norm = ground.without != Some(Part::Lengths);
    let inverse_norm = if has_norm { ground.site.inverse_norm(at, area) } else { 1.0 };
    weighted[at] += weight * factor * term_freq as f32 * inverse_norm;
}

/// Takes out of a concept what begins with one letter, where that is counted already.
fn begun_by_letter<'g, 'c>(
    ground: Ground<'g>,
    concept: &'c Concept,
) -> (Option<(&'g Beginnings, char, f32)>, Cow<'c, Concept>) {
    let letter = |form: &&Form| {
        let mut characters = form.term.chars();
        let letter = characters.next().filter(|_| characters.next().is_none());
        letter.filter(|_| form.look_up == LookUp::PlacedPrefix)
    };
    let begun = concept.forms.iter().find_map(|form| Some((letter(&form)?, form.factor)));
    let (Some((first, factor)), Some(beginnings)) = (begun, ground.reserves.beginnings()) else {
        return (None, Cow::Borrowed(concept));
    };
    let mut rest = concept.clone();
    rest.forms.retain(|form| letter(&form).is_none());
    (Some((beginnings, first, factor)), Cow::Owned(rest))
}
