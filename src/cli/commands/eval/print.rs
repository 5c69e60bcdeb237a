//! The figures as a table, aligned in the columns of a terminal, and the
//! queries that did worst or moved.

use crate::cli::columns::{clean, truncate, width_columns};
use crate::cli::failure::Result;
use crate::cli::output::{Output, QUIET, TITLE};
use crate::search::eval::compare::{Difference, Moved};
use crate::search::eval::report::Figures;
use crate::search::eval::{Ablation, Asked, Comparison, Report};

/// The widest that the name of a class is shown, in columns.
const MAX_CLASS_COLUMNS: usize = 40;

/// The widest that the name of a class is shown above a column of its own.
const MAX_HEAD_COLUMNS: usize = 10;

/// Prints the table, what moved if there is something to compare with, and the
/// worst queries; at most `limit` of each.
///
/// # Errors
///
/// If stdout cannot be written.
pub fn print(
    output: &mut Output,
    report: &Report,
    comparison: Option<&Comparison>,
    limit: usize,
) -> Result<()> {
    for (index, row) in table(report, comparison).into_iter().enumerate() {
        match index {
            0 => output.line(format_args!("{QUIET}{row}{QUIET:#}"))?,
            _ => output.line(row)?,
        }
    }
    if let Some(comparison) = comparison {
        print_moved(output, comparison, limit)?;
    }
    let worst = report.worst(limit);
    if !worst.is_empty() {
        output.line(format_args!("\n{TITLE}worst queries{TITLE:#}"))?;
    }
    for asked in worst {
        print_asked(output, asked)?;
    }
    Ok(())
}

/// Prints what each class loses without each part; a dot is less than .0005.
///
/// # Errors
///
/// If stdout cannot be written.
pub fn print_ablations(output: &mut Output, report: &Report, ablations: &[Ablation]) -> Result<()> {
    if ablations.is_empty() {
        return Ok(());
    }
    output.line(format_args!("\n{TITLE}MRR@10 without each part{TITLE:#}"))?;
    let classes = report.classes.iter().map(|class| truncate(&clean(&class.class), MAX_HEAD_COLUMNS));
    let mut rows = vec![
        ["without".to_owned()].into_iter().chain(classes).chain(["mean".to_owned()]).collect::<Vec<_>>(),
    ];
    let whole = report.classes.iter().map(|class| format!("{:.3}", class.figures.mrr));
    let mean = format!("{:.3}", report.mean.mrr);
    rows.push(["nothing".to_owned()].into_iter().chain(whole).chain([mean]).collect());
    for ablation in ablations {
        let classes = ablation.classes.iter().map(|class| moved(class.difference));
        let name = ablation.part.name().to_owned();
        rows.push([name].into_iter().chain(classes).chain([moved(ablation.mean)]).collect());
    }
    align(&rows).into_iter().try_for_each(|row| output.line(row))
}

/// A difference as short as it can be read.
fn moved(difference: Difference) -> String {
    match difference.mrr {
        mrr if mrr.abs() < 0.0005 => "·".to_owned(),
        mrr => format!("{mrr:+.3}"),
    }
}

fn print_moved(output: &mut Output, comparison: &Comparison, limit: usize) -> Result<()> {
    let moved = &comparison.moved;
    let n_worse = moved.iter().filter(|moved| moved.mrr < 0.0).count();
    let alone = match comparison.n_not_in_both {
        0 => String::new(),
        count => format!(", {count} not asked in both runs"),
    };
    let n_better = moved.len() - n_worse;
    output.line(format_args!("\n{TITLE}moved{TITLE:#}: {n_better} up, {n_worse} down{alone}"))?;
    let down = moved[..n_worse].iter().take(limit);
    let up = moved[n_worse..].iter().rev().take(limit);
    for moved in down.chain(up) {
        let Moved { class, q, from, to, mrr } = moved;
        let (from, to) = (rank(*from), rank(*to));
        output.line(format_args!("  {mrr:+.3}  {from:>3} → {to:<3}  {}  {}", clean(class), clean(q)))?;
    }
    Ok(())
}

fn print_asked(output: &mut Output, asked: &Asked) -> Result<()> {
    output.line(format_args!(
        "  {:.3}  {}  {TITLE}{}{TITLE:#}",
        asked.mrr,
        clean(&asked.class),
        clean(&asked.q)
    ))?;
    let place = match asked.rank {
        Some(rank) => format!("is number {rank}"),
        None => "is not among the first 10".to_owned(),
    };
    let first = asked.relevant.first().map(|path| clean(path)).unwrap_or_default();
    let wanted = match asked.relevant.len() {
        0 | 1 => first,
        several => format!("{first} or {} more", several - 1),
    };
    output.line(format_args!("         wanted {wanted} {QUIET}{place}{QUIET:#}"))?;
    match &asked.won {
        None => output.line("         nothing was found"),
        Some(won) => {
            let via = won.via.as_deref().map(|via| format!(", by {via}")).unwrap_or_default();
            let title = clean(&won.title);
            output.line(format_args!("         first  {} {QUIET}{title}{via}{QUIET:#}", clean(&won.path)))
        }
    }
}

fn rank(rank: Option<usize>) -> String {
    rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string())
}

/// The rows of the table, the head first and the mean last.
fn table(report: &Report, comparison: Option<&Comparison>) -> Vec<String> {
    let mut head = vec!["class", "queries", "MRR@10"];
    if comparison.is_some() {
        head.push("moved");
    }
    head.extend(["recall@10", "nDCG@10", "p50 ms", "p99 ms"]);
    let mut rows = vec![head.into_iter().map(str::to_owned).collect::<Vec<String>>()];
    for class in &report.classes {
        let moved = comparison.map(|comparison| {
            let of_class = comparison.classes.iter().find(|other| other.class == class.class);
            of_class.map(|class| class.difference)
        });
        rows.push(row(&class.class, &class.figures, moved));
    }
    let moved = comparison.map(|comparison| Some(comparison.mean));
    rows.push(row("mean of classes", &report.mean, moved));
    align(&rows)
}

/// `moved` is `None` without a comparison, and `Some(None)` for a class that is new.
fn row(name: &str, figures: &Figures, moved: Option<Option<Difference>>) -> Vec<String> {
    let mut cells = vec![
        truncate(&clean(name), MAX_CLASS_COLUMNS),
        figures.n_queries.to_string(),
        format!("{:.4}", figures.mrr),
    ];
    cells.extend(moved.map(|moved| match moved {
        Some(difference) => format!("{:+.4}", difference.mrr),
        None => "new".to_owned(),
    }));
    cells.extend([figures.recall, figures.ndcg].map(|share| format!("{share:.4}")));
    cells.extend([figures.p50_ms, figures.p99_ms].map(|time| format!("{time:.2}")));
    cells
}

/// Names to the left, numbers to the right.
fn align(rows: &[Vec<String>]) -> Vec<String> {
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| width_columns(cell)).max();
    let widths: Vec<usize> = (0..n_columns).map(|column| width(column).unwrap_or(0)).collect();
    let aligned = rows.iter().map(|row| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            let padding = " ".repeat(width - width_columns(cell));
            if column == 0 { format!("{cell}{padding}") } else { format!("{padding}{cell}") }
        });
        cells.collect::<Vec<String>>().join("  ")
    });
    aligned.collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::search::eval::compare;

    fn asked(class: &str, q: &str, rank: Option<usize>) -> Asked {
        let mrr = rank.map_or(0.0, |rank| 1.0 / rank as f64);
        let (class, q) = (class.to_owned(), q.to_owned());
        let relevant = vec!["文章.md".to_owned()];
        Asked { class, q, relevant, rank, mrr, recall: mrr.ceil(), ndcg: mrr, took_ms: 0.25, won: None }
    }

    #[test]
    fn the_table_is_aligned_in_display_columns() {
        let old = Report::new(vec![asked("标题", "滚动更新", None)]);
        let new = Report::new(vec![asked("标题", "滚动更新", Some(2)), asked("typo", "kuberntes", Some(1))]);
        let table = table(&new, Some(&compare(&old, &new))).join("\n");
        expect![[r#"
            class            queries  MRR@10    moved  recall@10  nDCG@10  p50 ms  p99 ms
            标题                   1  0.5000  +0.5000     1.0000   0.5000    0.25    0.25
            typo                   1  1.0000      new     1.0000   1.0000    0.25    0.25
            mean of classes        2  0.7500  +0.7500     1.0000   0.7500    0.25    0.25"#]]
        .assert_eq(&table);
    }
}
