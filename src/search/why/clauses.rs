//! What a query asks of a page, clause by clause, and whether the page has it.

use std::ops::Range;

use crate::search::explain::Explainer;
use crate::search::explanation::ConceptPart;
use crate::search::marks::Marker;
use crate::search::phrase_filter::PhraseFilter;
use crate::search::plan::{Phrase, Plan, plan};
use crate::search::query::Query;
use crate::search::scoring::Ground;
use crate::search::why::nearest::PageText;
use crate::search::why::{Clause, ClauseKind, Piece};
use crate::text::Analyzer;
use crate::text::fold::fold_str;

/// Reads one page with the eyes of one query.
pub struct Reading<'a> {
    pub ground: Ground<'a>,
    pub analyzer: &'a Analyzer,
    pub slot: u32,
    pub text: &'a PageText<'a>,
}

impl Reading<'_> {
    /// All clauses of `query`, of which `plan` was made: words, phrases, exclusions.
    pub fn clauses(&self, query: &Query, plan: &Plan) -> Vec<Clause> {
        let mut clauses = self.words(plan);
        clauses.extend(query.phrases.iter().map(|text| self.phrase(text, ClauseKind::Phrase)));
        clauses.extend(query.excluded.iter().map(|text| self.phrase(text, ClauseKind::Exclusion)));
        clauses
    }

    fn words(&self, plan: &Plan) -> Vec<Clause> {
        let parts = Explainer::new(self.ground, plan, &[self.slot]).parts_of(self.slot);
        let has = |concept: &usize| !parts[*concept].areas.is_empty();
        let clause = |group: &crate::search::plan::Group| {
            let holds = group.ways.iter().any(|way| way.iter().all(has));
            let text = group.words[0].clone();
            let members: Vec<&ConceptPart> =
                group.ways.iter().flatten().map(|&concept| &parts[concept]).collect();
            let (nearest, around) = if holds { (Vec::new(), Vec::new()) } else { self.text.nearest(&text) };
            Clause {
                kind: ClauseKind::Word,
                holds,
                pieces: members.iter().map(|part| piece(part)).collect(),
                areas: areas(&members),
                around_cut: self.text.cut(&around),
                nearest,
                around,
                text,
            }
        };
        let mut clauses: Vec<Clause> = plan.groups.iter().map(clause).collect();
        // A plan has words of letters first; people read their query in its own order.
        let typed = fold_str(&plan.text);
        clauses.sort_by_key(|clause| typed.find(&clause.text).unwrap_or(usize::MAX));
        clauses
    }

    fn phrase(&self, text: &str, kind: ClauseKind) -> Clause {
        let query = Query { text: text.to_owned(), ..Query::default() };
        let plan = plan(&query, self.analyzer, self.ground.site.languages(), self.ground.without);
        let stands = self.stands(&plan.phrase);
        let parts = Explainer::new(self.ground, &plan, &[self.slot]).parts_of(self.slot);
        let is_item = |part: &&ConceptPart| {
            part.kind != "word" && plan.phrase.items.iter().any(|item| item.term == part.text)
        };
        let members: Vec<&ConceptPart> = parts.iter().filter(is_item).collect();
        let around = if stands || kind == ClauseKind::Phrase { self.best_place(&plan) } else { Vec::new() };
        Clause {
            kind,
            text: text.to_owned(),
            holds: stands == (kind == ClauseKind::Phrase),
            pieces: members.iter().map(|part| piece(part)).collect(),
            areas: if stands { areas(&members) } else { Vec::new() },
            nearest: Vec::new(),
            around_cut: self.text.cut(&around),
            around,
        }
    }

    /// Whether a phrase stands anywhere on the page.
    fn stands(&self, phrase: &Phrase) -> bool {
        let required = Plan { required: vec![phrase.clone()], ..Plan::default() };
        // A phrase of nothing (punctuation) is asked of no page.
        phrase.items.is_empty() || PhraseFilter::new(self.ground, &required).allows(self.slot as usize)
    }

    /// The page where most of a query's words stand together.
    fn best_place(&self, plan: &Plan) -> Vec<crate::search::Segment> {
        let mut marker = Marker::new(plan, self.ground.site.languages());
        let marks = self.text.texts().iter().map(|text| marker.find(text));
        let weight =
            |marks: &[crate::search::snippet::Mark]| -> f32 { marks.iter().map(|mark| mark.weight).sum() };
        let best = marks
            .enumerate()
            .filter(|(_, marks)| !marks.is_empty())
            .max_by(|(one, a), (other, b)| weight(a).total_cmp(&weight(b)).then_with(|| other.cmp(one)));
        let Some((number, marks)) = best else { return Vec::new() };
        let ranges: Vec<Range<usize>> = marks.into_iter().map(|mark| mark.range).collect();
        self.text.around(number, &ranges)
    }
}

fn piece(part: &ConceptPart) -> Piece {
    Piece { text: part.text.clone(), kind: part.kind, holds: !part.areas.is_empty() }
}

/// The areas in which any of the parts stands, in the order of areas.
fn areas(parts: &[&ConceptPart]) -> Vec<&'static str> {
    let is_in = |area: &&'static str| parts.iter().any(|part| part.areas.iter().any(|at| at.area == *area));
    crate::index::schema::Area::ALL.map(crate::index::schema::Area::name).into_iter().filter(is_in).collect()
}
