//! Explains scores by making them again, for a few pages of one query.
//!
//! Its own walk through the postings, so that the scorer keeps no record of
//! anything and a search that is not explained pays nothing. What a weight is,
//! and which terms a concept may stand as, is asked where the scorer asks it;
//! that both come to the same number is tested on random sites and queries.

use std::collections::HashMap;

use tantivy::postings::Postings as _;
use tantivy::{DocSet, TERMINATED};

use crate::index::schema::Area;
use crate::search::answer::{Answer, is_listing};
use crate::search::evidence::{each_exact, each_phrase};
use crate::search::explanation::{
    AreaPart, ConceptPart, Evidence, Explanation, OrderRule, PassagePart, Rescued, TitlePart,
};
use crate::search::hits::date_text;
use crate::search::passages::Passage;
use crate::search::plan::{Concept, EvidenceKind, Form, LookUp, Plan};
use crate::search::ranking::{self, Tier, area_weight};
use crate::search::rarity::Rarity;
use crate::search::rescue::Via;
use crate::search::scoring::{Candidate, Ground, for_each_form, title_share};
use crate::search::standing::Standing;
use crate::search::{SearchRequest, Sort};

/// Explanations of the pages at `candidates`, in their order.
pub fn explain(
    ground: Ground<'_>,
    answer: &Answer,
    request: &SearchRequest,
    candidates: &[Candidate],
) -> Vec<Explanation> {
    let mut explained: Vec<Option<Explanation>> = vec![None; candidates.len()];
    for (number, (plan, via)) in answer.plans.iter().enumerate() {
        let found: Vec<usize> =
            (0..candidates.len()).filter(|&at| usize::from(candidates[at].plan) == number).collect();
        if found.is_empty() {
            continue;
        }
        let slots: Vec<u32> = found.iter().map(|&at| candidates[at].slot).collect();
        let explainer = Explainer::new(ground, plan, &slots);
        for at in found {
            explained[at] = Some(explainer.explain(&candidates[at], request.sort, *via));
        }
    }
    explained.into_iter().flatten().collect()
}

/// What is known of a few pages for one plan.
pub struct Explainer<'a> {
    ground: Ground<'a>,
    plan: &'a Plan,
    /// By slot: the page's number among those explained.
    numbers: HashMap<u32, usize>,
    /// By concept.
    concepts: Vec<Weighed>,
    rarity: Rarity,
    /// By number of the page.
    evidence: Vec<Vec<Evidence>>,
}

/// One concept over the whole site, and on the pages explained.
struct Weighed {
    /// The pages that hold it.
    slots: Vec<u32>,
    /// By number of the page.
    found: Vec<Vec<AreaPart>>,
}

impl<'a> Explainer<'a> {
    /// Goes through the postings of `plan` for the pages at `slots`.
    pub fn new(ground: Ground<'a>, plan: &'a Plan, slots: &[u32]) -> Self {
        let numbers: HashMap<u32, usize> =
            slots.iter().enumerate().map(|(number, &slot)| (slot, number)).collect();
        let mut evidence = vec![Vec::new(); slots.len()];
        let mut add = |slot: u32, area: Area, tier: Tier| {
            if let Some(&number) = numbers.get(&slot) {
                evidence[number].push(Evidence { tier, area: area.name() });
            }
        };
        each_phrase(ground, plan, &mut add);
        each_exact(ground, plan, &mut add);
        for of_page in &mut evidence {
            of_page.sort_unstable_by(|a, b| b.cmp(a));
            // One line an area: a title that is the query also begins with it.
            let mut seen = Vec::new();
            of_page.retain(|one| {
                !seen.contains(&one.area) && {
                    seen.push(one.area);
                    true
                }
            });
        }
        let concepts: Vec<Weighed> =
            plan.concepts.iter().map(|concept| weigh(ground, concept, &numbers)).collect();
        let held = concepts.iter().map(|concept| concept.slots.iter().copied());
        let rarity = Rarity::new(ground.site, plan.writing, held, ground.without);
        Self { ground, plan, numbers, concepts, rarity, evidence }
    }

    /// The explanation of one of the pages, as it stands in the answer.
    pub fn explain(&self, candidate: &Candidate, sort: Sort, via: Option<Via>) -> Explanation {
        let number = self.numbers[&candidate.slot];
        let is_listing = is_listing(self.plan, sort);
        let concepts: Vec<ConceptPart> = self.parts(number);
        let title =
            (candidate.tier >= Tier::TitlePhraseOpen && !self.plan.phrase.items.is_empty()).then(|| {
                let share = title_share(self.ground, self.plan, candidate.slot as usize);
                TitlePart { weight: ranking::TITLE_COVERAGE, share, score: ranking::TITLE_COVERAGE * share }
            });
        let passage = (candidate.passage != Passage::default()).then(|| PassagePart {
            together: candidate.passage.together,
            together_weight: ranking::PASSAGE,
            early: candidate.passage.early,
            early_weight: ranking::LEAD,
            score: candidate.passage.score(),
        });
        let page = &self.ground.index.pages()[candidate.slot as usize];
        Explanation {
            tier: candidate.tier,
            evidence: self.evidence[number].clone(),
            as_typed: candidate.is_typed,
            coverage: candidate.coverage,
            rules: self.rules(candidate, is_listing),
            score: candidate.score,
            concepts,
            passage,
            language_factor: self.rarity.language_factor(self.ground.site, candidate.slot as usize),
            title,
            date: page.date.map(date_text),
            rescue: via.map(|via| Rescued { via: via.label(), query: self.plan.text.clone() }),
        }
    }

    /// Where each concept of the plan stands on a page.
    pub fn parts_of(&self, slot: u32) -> Vec<ConceptPart> {
        self.parts(self.numbers[&slot])
    }

    fn parts(&self, number: usize) -> Vec<ConceptPart> {
        let part = |((concept, weighed), &idf): ((&Concept, &Weighed), &f32)| {
            let areas = weighed.found[number].clone();
            let frequency: f32 = areas.iter().map(|area| area.frequency).sum();
            let saturated = ranking::saturated(frequency);
            let score = concept.weight * idf * saturated;
            let (text, kind) = name(concept);
            ConceptPart {
                text,
                kind,
                weight: concept.weight,
                n_pages: weighed.slots.len(),
                idf,
                areas,
                frequency,
                saturated,
                score,
            }
        };
        self.plan.concepts.iter().zip(&self.concepts).zip(&self.rarity.idfs).map(part).collect()
    }

    fn rules(&self, candidate: &Candidate, is_listing: bool) -> Vec<OrderRule> {
        let is_phrase = candidate.tier >= Tier::TextPhraseOpen;
        let has_typed_forms = !self.plan.typed.is_empty();
        let is_typed = Standing::of(self.plan, candidate).is_typed && has_typed_forms;
        let is_first = self.plan.typed_first && is_typed && is_phrase;
        let rules = [
            (OrderRule::ByDate, is_listing),
            (OrderRule::TypedFirst, !is_listing && is_first),
            (OrderRule::AsTyped, !is_listing && is_typed && !is_first),
            (OrderRule::Question, !is_listing && candidate.tier < Tier::Pieces && self.plan.is_question()),
        ];
        rules.into_iter().filter(|(_, applies)| *applies).map(|(rule, _)| rule).collect()
    }
}

/// Counts a concept over all pages, and notes where it stands on those explained.
fn weigh(ground: Ground<'_>, concept: &Concept, numbers: &HashMap<u32, usize>) -> Weighed {
    let pages = ground.index.pages();
    let mut is_on = vec![false; pages.len()];
    let mut found: Vec<Vec<AreaPart>> = vec![Vec::new(); numbers.len()];
    for area in Area::ALL {
        for form in &concept.forms {
            let alone = Concept { forms: vec![form.clone()], ..concept.clone() };
            for_each_form(ground.terms, &alone, area, |which, term, factor| {
                let Some(mut postings) = ground.terms.with_freqs(which, term) else { return };
                let slots = ground.index.slots(term.segment());
                while postings.doc() != TERMINATED {
                    let slot = slots[postings.doc() as usize];
                    if slot != u32::MAX {
                        is_on[slot as usize] = true;
                        if let Some(&number) = numbers.get(&slot) {
                            let area_weight = area_weight(area).weight;
                            let count = postings.term_freq();
                            let length_factor = ground.site.inverse_norm(slot as usize, area);
                            add(
                                &mut found[number],
                                AreaPart {
                                    area: area.name(),
                                    form: form_name(form, &concept.forms[0]),
                                    count,
                                    area_weight,
                                    form_weight: factor,
                                    length_units: pages[slot as usize].lengths_units[area.ordinal()],
                                    length_factor,
                                    frequency: area_weight * factor * count as f32 * length_factor,
                                },
                            );
                        }
                    }
                    postings.advance();
                }
            });
        }
    }
    let slots = (0..is_on.len() as u32).filter(|&slot| is_on[slot as usize]).collect();
    Weighed { slots, found }
}

/// Adds a part; completions of one word in one area are one.
fn add(parts: &mut Vec<AreaPart>, part: AreaPart) {
    match parts.last_mut() {
        Some(last)
            if (last.area, last.form) == (part.area, part.form) && last.form_weight == part.form_weight =>
        {
            last.count += part.count;
            last.frequency += part.frequency;
        }
        _ => parts.push(part),
    }
}

/// What a concept is called, and its kind as analysis names it.
pub fn name(concept: &Concept) -> (String, &'static str) {
    let term = &concept.forms[0].term;
    let in_bag = || term.chars().skip(1).collect();
    match concept.kind() {
        EvidenceKind::Glue => (in_bag(), "glue"),
        EvidenceKind::Word => (in_bag(), "word"),
        EvidenceKind::Gram => (term.clone(), "gram"),
        EvidenceKind::Unit | EvidenceKind::Character => (term.clone(), "unit"),
    }
}

/// What a form is to the one typed.
fn form_name(form: &Form, typed: &Form) -> &'static str {
    match form.look_up {
        _ if form == typed => "typed",
        LookUp::PlacedPrefix => "begun",
        _ if form.is_stem() => "stem",
        LookUp::Bag | LookUp::Placed => "other",
    }
}
