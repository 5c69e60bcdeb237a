//! Asks the engine every golden query and notes what came.

use std::collections::HashMap;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::search::ablation::Part;
use crate::search::eval::golden::GoldenQuery;
use crate::search::eval::metrics::{self, DEPTH};
use crate::search::{Engine, Hit, SearchRequest, Segment};

/// A golden query, asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// As in the list.
    pub class: String,
    /// As typed.
    pub q: String,
    /// The pages that should answer, as in the list.
    pub relevant: Vec<String>,
    /// The rank of the first of them, counted from 1; `None` if it is not among the first ten.
    pub rank: Option<usize>,
    /// One over the rank, or 0.
    pub mrr: f64,
    /// Share of the relevant pages among the first ten.
    pub recall: f64,
    /// Gain of the order, 0 to 1.
    pub ndcg: f64,
    /// How long the answer took, in milliseconds.
    pub took_ms: f64,
    /// The first result where it is not a right one.
    pub won: Option<Winner>,
}

/// A page that came first and should not have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Winner {
    /// Its file.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Which rescue found it, if one did.
    pub via: Option<String>,
}

/// Asks every query, one after the other, so that no query waits for another
/// and the times are those of one search. Translations are not collapsed: a
/// list names the page that is right, not whichever language is shown for it.
/// Dictionaries are loaded before, as a server does. `without` leaves a part of
/// the ranking out.
///
/// # Errors
///
/// If a query is longer than the engine takes, or the index cannot be read.
pub fn ask(engine: &Engine, queries: &[GoldenQuery], without: Option<Part>) -> Result<Vec<Asked>> {
    engine.warm_up();
    queries.iter().map(|query| ask_one(engine, query, without)).collect()
}

fn ask_one(engine: &Engine, query: &GoldenQuery, without: Option<Part>) -> Result<Asked> {
    let request = SearchRequest {
        q: query.q.clone(),
        lang: query.lang.clone(),
        tags: query.tags.clone(),
        per_page: DEPTH,
        collapse: false,
        without,
        ..SearchRequest::default()
    };
    let started = Instant::now();
    let results = engine.search(&request)?;
    let took_ms = started.elapsed().as_secs_f64() * 1000.0;
    Ok(judge(query, &results.hits, took_ms))
}

/// Measures one answer.
fn judge(query: &GoldenQuery, hits: &[Hit], took_ms: f64) -> Asked {
    let mut open: HashMap<&str, u32> =
        query.relevant.iter().map(|judgement| (judgement.path.as_str(), judgement.grade)).collect();
    // Each judgement counts once, also where two pages share an address.
    let grades: Vec<u32> = hits
        .iter()
        .map(|hit| open.remove(hit.path.as_str()).or_else(|| open.remove(hit.url.as_str())).unwrap_or(0))
        .collect();
    let all_grades: Vec<u32> = query.relevant.iter().map(|judgement| judgement.grade).collect();
    let first_is_wrong = grades.first() == Some(&0);
    Asked {
        class: query.class.clone(),
        q: query.q.clone(),
        relevant: query.relevant.iter().map(|judgement| judgement.path.clone()).collect(),
        rank: metrics::rank_of_first(&grades),
        mrr: metrics::reciprocal_rank(&grades),
        recall: metrics::recall(&grades, all_grades.len()),
        ndcg: metrics::ndcg(&grades, &all_grades),
        took_ms,
        won: hits.first().filter(|_| first_is_wrong).map(winner),
    }
}

fn winner(hit: &Hit) -> Winner {
    let title = hit.title.iter().map(|segment: &Segment| segment.text.as_str()).collect();
    Winner { path: hit.path.clone(), title, via: hit.via.clone() }
}
