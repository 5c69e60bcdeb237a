//! The measures, as functions of grades: pure, so that they can be checked by hand.
//!
//! A grade says how well a page answers a query; 0 is not at all. Only the first
//! [`DEPTH`] results count: hardly anybody looks at a second page.

/// How many results are looked at.
pub const DEPTH: usize = 10;

/// One over the rank of the first relevant result, 0 if there is none.
///
/// | grades of the results | reciprocal rank |
/// | --- | --- |
/// | 1 0 0 | 1 |
/// | 0 0 2 | 1/3 |
/// | 0 0 0 | 0 |
pub fn reciprocal_rank(grades: &[u32]) -> f64 {
    rank_of_first(grades).map_or(0.0, |rank| 1.0 / rank as f64)
}

/// The rank of the first relevant result, counted from 1.
pub fn rank_of_first(grades: &[u32]) -> Option<usize> {
    let index = grades.iter().take(DEPTH).position(|&grade| grade > 0)?;
    Some(index + 1)
}

/// The share of all relevant pages that was found, 0 if there are none.
///
/// The denominator is the number of relevant pages even where it is above
/// [`DEPTH`], as in the published figures that ours are held against; a query
/// with twenty right answers can then reach one half.
pub fn recall(grades: &[u32], n_relevant: usize) -> f64 {
    if n_relevant == 0 {
        return 0.0;
    }
    let n_found = grades.iter().take(DEPTH).filter(|&&grade| grade > 0).count();
    n_found as f64 / n_relevant as f64
}

/// The discounted gain of the results over that of the best order there is; the
/// grade is the gain, and the discount of rank `r` is log2(`r` + 1).
///
/// `all_grades` are the grades of every relevant page, in any order.
pub fn ndcg(grades: &[u32], all_grades: &[u32]) -> f64 {
    let mut ideal = all_grades.to_vec();
    ideal.sort_unstable_by(|one, other| other.cmp(one));
    let best = discounted_gain(&ideal);
    if best == 0.0 { 0.0 } else { discounted_gain(grades) / best }
}

fn discounted_gain(grades: &[u32]) -> f64 {
    let ranked = grades.iter().take(DEPTH).zip(1_u32..);
    ranked.map(|(&grade, rank)| f64::from(grade) / f64::from(rank + 1).log2()).sum()
}

/// The smallest of `sorted` that is not below `percent` of them (nearest rank); 0 if it is empty.
pub fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent.min(100)).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0.0)
}

/// The mean, 0 of nothing.
pub fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, count) = values.into_iter().fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    if count == 0 { 0.0 } else { sum / f64::from(count) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-4, "expected {expected}, found {found}");
    }

    #[test]
    fn the_first_relevant_result_decides_the_reciprocal_rank() {
        check(reciprocal_rank(&[1, 0, 1]), 1.0);
        check(reciprocal_rank(&[0, 0, 2, 1]), 0.3333);
        check(reciprocal_rank(&[0; 10]), 0.0);
        check(reciprocal_rank(&[]), 0.0);
        // The eleventh is not looked at.
        check(reciprocal_rank(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), 0.0);
    }

    #[test]
    fn recall_counts_what_was_found_of_all_there_is() {
        check(recall(&[1, 0, 3], 4), 0.5);
        check(recall(&[0, 0], 4), 0.0);
        check(recall(&[1; 10], 20), 0.5);
        check(recall(&[], 0), 0.0);
    }

    #[test]
    fn ndcg_weighs_grades_by_rank() {
        // The worked example of the measure's article in Wikipedia: 3 2 3 0 1 2 found,
        // 3 and 2 more in the collection. DCG 6.8611 over IDCG of 3 3 3 2 2 2 1, 8.7403 by six ranks;
        // with ten ranks the 1 at the seventh adds 1/3.
        let found = 3.0 + 2.0 / 1.58496 + 3.0 / 2.0 + 1.0 / 2.58496 + 2.0 / 2.80735;
        let ideal = 8.7403 + 1.0 / 3.0;
        check(ndcg(&[3, 2, 3, 0, 1, 2], &[3, 2, 3, 0, 1, 2, 3, 2]), found / ideal);
        // Binary, by hand: relevant at 2 of one there is: 1/log2(3).
        check(ndcg(&[0, 1], &[1]), 0.6309);
        // The grade matters: 2 above 1 is the best order, 1 above 2 is (1 + 2/1.585) / (2 + 1/1.585).
        check(ndcg(&[2, 1], &[1, 2]), 1.0);
        check(ndcg(&[1, 2], &[1, 2]), 0.8597);
        check(ndcg(&[0, 0], &[1]), 0.0);
        check(ndcg(&[0, 0], &[]), 0.0);
    }

    #[test]
    fn more_right_answers_than_ranks_can_still_be_perfect() {
        check(ndcg(&[1; 10], &[1; 25]), 1.0);
    }

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        check(percentile(&values, 50), 50.0);
        check(percentile(&values, 99), 99.0);
        check(percentile(&[7.0], 99), 7.0);
        check(percentile(&[1.0, 2.0, 3.0], 50), 2.0);
        check(percentile(&[], 50), 0.0);
    }

    #[test]
    fn the_mean_of_nothing_is_nothing() {
        check(mean([0.0, 1.0]), 0.5);
        check(mean([]), 0.0);
    }
}
