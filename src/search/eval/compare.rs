//! What moved between two runs: figures by class, and each query whose first
//! right page changed its place.

use std::collections::HashMap;

use serde::Serialize;

use crate::search::ablation::Part;
use crate::search::eval::report::{Figures, Report};
use crate::search::eval::run::Asked;

/// What moved; a difference above 0 is better now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Of the means of classes.
    pub mean: Difference,
    /// Of every class of this run that the older has too.
    pub classes: Vec<ClassDifference>,
    /// Queries whose rank changed, the largest loss first, the largest gain last.
    pub moved: Vec<Moved>,
    /// Queries that only one of the two runs asked.
    pub n_not_in_both: usize,
}

/// Differences of figures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// Of the mean reciprocal rank.
    pub mrr: f64,
    /// Of the recall.
    pub recall: f64,
    /// Of the discounted gain.
    pub ndcg: f64,
}

/// Differences of one class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassDifference {
    /// As in the list.
    pub class: String,
    /// Its differences.
    #[serde(flatten)]
    pub difference: Difference,
}

/// A query whose rank changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// As in the list.
    pub class: String,
    /// As typed.
    pub q: String,
    /// Rank in the older run; `None` is not among the first ten.
    pub from: Option<usize>,
    /// Rank now.
    pub to: Option<usize>,
    /// By how much its reciprocal rank changed.
    pub mrr: f64,
}

/// What leaving a part of the ranking out does; below 0 is what the part brings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ablation {
    /// What was left out.
    pub part: Part,
    /// To the mean of the classes.
    pub mean: Difference,
    /// To every class, in the order of the report.
    pub classes: Vec<ClassDifference>,
}

impl Ablation {
    /// Compares the run `without` a part with the whole one.
    pub fn new(part: Part, whole: &Report, without: &Report) -> Self {
        let Comparison { mean, classes, .. } = compare(whole, without);
        Self { part, mean, classes }
    }
}

/// Compares this run with an older one, query by query: the same class, the
/// same words and the same right pages are the same query.
pub fn compare(old: &Report, new: &Report) -> Comparison {
    let classes = new.classes.iter().filter_map(|class| {
        let before = old.classes.iter().find(|older| older.class == class.class)?;
        let difference = difference(&before.figures, &class.figures);
        Some(ClassDifference { class: class.class.clone(), difference })
    });
    // A list may ask the same thing twice: each is then met once, in order.
    let mut before: HashMap<_, Vec<&Asked>> = HashMap::new();
    for asked in old.queries.iter().rev() {
        before.entry(identity(asked)).or_default().push(asked);
    }
    let mut moved = Vec::new();
    let mut n_in_both = 0;
    for asked in &new.queries {
        let Some(older) = before.get_mut(&identity(asked)).and_then(Vec::pop) else { continue };
        n_in_both += 1;
        if older.rank != asked.rank {
            moved.push(Moved {
                class: asked.class.clone(),
                q: asked.q.clone(),
                from: older.rank,
                to: asked.rank,
                mrr: asked.mrr - older.mrr,
            });
        }
    }
    moved.sort_by(|one, other| one.mrr.total_cmp(&other.mrr));
    Comparison {
        mean: difference(&old.mean, &new.mean),
        classes: classes.collect(),
        moved,
        n_not_in_both: old.queries.len() + new.queries.len() - 2 * n_in_both,
    }
}

fn identity(asked: &Asked) -> (&str, &str, &[String]) {
    (&asked.class, &asked.q, &asked.relevant)
}

fn difference(old: &Figures, new: &Figures) -> Difference {
    Difference { mrr: new.mrr - old.mrr, recall: new.recall - old.recall, ndcg: new.ndcg - old.ndcg }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(class: &str, q: &str, rank: Option<usize>) -> Asked {
        let mrr = rank.map_or(0.0, |rank| 1.0 / rank as f64);
        Asked {
            class: class.to_owned(),
            q: q.to_owned(),
            relevant: vec!["文章.md".to_owned()],
            rank,
            mrr,
            recall: mrr.ceil(),
            ndcg: mrr,
            took_ms: 1.0,
            won: None,
        }
    }

    #[test]
    fn classes_count_once_each_and_take_turns_among_the_worst() {
        let report = Report::new(vec![
            asked("标题", "滚动更新", Some(1)),
            asked("拼音", "gundong", None),
            asked("拼音", "huigun", None),
            asked("拼音", "fabu", Some(2)),
            asked("标题", "雙協議棧", Some(2)),
        ]);
        assert_eq!(
            report.classes.iter().map(|class| class.class.as_str()).collect::<Vec<_>>(),
            ["标题", "拼音"]
        );
        assert!((report.mean.mrr - (0.75 + 0.5 / 3.0) / 2.0).abs() < 1e-9);
        assert_eq!(report.mean.n_queries, 5);
        let worst: Vec<&str> = report.worst(3).iter().map(|asked| asked.q.as_str()).collect();
        assert_eq!(worst, ["雙協議棧", "gundong", "huigun"]);
        assert_eq!(report.worst(100).len(), 4);
    }

    #[test]
    fn what_moved_is_listed_losses_first() {
        let old = Report::new(vec![
            asked("标题", "滚动更新", Some(1)),
            asked("标题", "回滚", None),
            asked("标题", "网络", Some(3)),
            asked("旧", "没有了", Some(1)),
        ]);
        let new = Report::new(vec![
            asked("标题", "滚动更新", Some(2)),
            asked("标题", "回滚", Some(1)),
            asked("标题", "网络", Some(3)),
        ]);
        let comparison = compare(&old, &new);
        let moved: Vec<(&str, Option<usize>, Option<usize>)> =
            comparison.moved.iter().map(|moved| (moved.q.as_str(), moved.from, moved.to)).collect();
        assert_eq!(moved, [("滚动更新", Some(1), Some(2)), ("回滚", None, Some(1))]);
        assert_eq!(comparison.n_not_in_both, 1);
        assert_eq!(comparison.classes.len(), 1);
        assert!((comparison.classes[0].difference.mrr - 0.5 / 3.0).abs() < 1e-9);
        let same = compare(&new, &new);
        assert!(same.moved.is_empty() && same.mean.mrr == 0.0 && same.n_not_in_both == 0);
    }

    #[test]
    fn a_report_is_read_back_as_it_was_printed() {
        let report = Report::new(vec![asked("标题", "滚动更新", Some(1)), asked("标题", "回滚", None)]);
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    }
}
