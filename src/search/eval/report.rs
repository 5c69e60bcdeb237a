//! The figures: by class, over all, and the queries that did worst.
//!
//! Its JSON form is what `sou eval --json` prints and `--compare` reads
//! (`docs/eval.md`), so names here only ever get company.

use serde::{Deserialize, Serialize};

use crate::search::eval::metrics::{mean, percentile};
use crate::search::eval::run::Asked;

/// What the form of the JSON is called; a file of another number is not compared with.
pub const REPORT_VERSION: u32 = 1;

/// All figures of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`REPORT_VERSION`].
    pub version: u32,
    /// The mean of the classes, each counted once however many queries it has,
    /// so that a class of few queries is not drowned. Times are over all queries.
    pub mean: Figures,
    /// In the order in which the lists first name them.
    pub classes: Vec<ClassReport>,
    /// In the order of the lists.
    pub queries: Vec<Asked>,
}

/// The figures of one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassReport {
    /// As in the list.
    pub class: String,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// Means over queries; each from 0 to 1 but the times.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// How many were asked.
    pub n_queries: usize,
    /// Mean of one over the rank of the first right page among the first ten.
    pub mrr: f64,
    /// Mean share of the right pages among the first ten.
    pub recall: f64,
    /// Mean normalised discounted gain of the first ten.
    pub ndcg: f64,
    /// Half of the queries took at most this, in milliseconds.
    pub p50_ms: f64,
    /// All but one in a hundred took at most this, in milliseconds.
    pub p99_ms: f64,
}

impl Report {
    /// Counts up what was asked.
    pub fn new(queries: Vec<Asked>) -> Self {
        let mut names: Vec<&str> = Vec::new();
        for asked in &queries {
            // Classes are few; a list that names a thousand would still take no second.
            if !names.contains(&asked.class.as_str()) {
                names.push(&asked.class);
            }
        }
        let classes: Vec<ClassReport> = names
            .into_iter()
            .map(|class| {
                let figures = figures(queries.iter().filter(|asked| asked.class == class));
                ClassReport { class: class.to_owned(), figures }
            })
            .collect();
        let of_classes = |pick: fn(&Figures) -> f64| mean(classes.iter().map(|class| pick(&class.figures)));
        let mean = Figures {
            mrr: of_classes(|figures| figures.mrr),
            recall: of_classes(|figures| figures.recall),
            ndcg: of_classes(|figures| figures.ndcg),
            ..figures(queries.iter())
        };
        Self { version: REPORT_VERSION, mean, classes, queries }
    }

    /// The queries that did worst, at most `limit`, none that put a right page first.
    ///
    /// Each class takes its turn with its own worst: a class that is bad as a
    /// whole would otherwise hide what is wrong in every other.
    pub fn worst(&self, limit: usize) -> Vec<&Asked> {
        let mut by_class: Vec<Vec<&Asked>> = self
            .classes
            .iter()
            .map(|class| {
                let of_class = self.queries.iter().filter(|asked| asked.class == class.class);
                let mut missed: Vec<&Asked> = of_class.filter(|asked| asked.mrr < 1.0).collect();
                missed.sort_by(|one, other| {
                    one.mrr.total_cmp(&other.mrr).then(one.ndcg.total_cmp(&other.ndcg))
                });
                missed
            })
            .collect();
        by_class.retain(|missed| !missed.is_empty());
        let longest = by_class.iter().map(Vec::len).max().unwrap_or(0);
        let turns = (0..longest).flat_map(|turn| by_class.iter().filter_map(move |missed| missed.get(turn)));
        turns.copied().take(limit).collect()
    }
}

fn figures<'a>(asked: impl Iterator<Item = &'a Asked>) -> Figures {
    let asked: Vec<&Asked> = asked.collect();
    let mut times: Vec<f64> = asked.iter().map(|asked| asked.took_ms).collect();
    times.sort_by(f64::total_cmp);
    Figures {
        n_queries: asked.len(),
        mrr: mean(asked.iter().map(|asked| asked.mrr)),
        recall: mean(asked.iter().map(|asked| asked.recall)),
        ndcg: mean(asked.iter().map(|asked| asked.ndcg)),
        p50_ms: percentile(&times, 50),
        p99_ms: percentile(&times, 99),
    }
}
