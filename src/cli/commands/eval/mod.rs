//! `sou eval`: asks queries whose answers are known, and prints how good the answers were.

mod print;

mod sources;

use std::fs;
use std::path::Path;

use serde::Serialize;

use crate::cli::args::EvalArgs;
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::{self, Output};
use crate::cli::settings::Settings;
use crate::cli::{Exit, Failure, commands};
use crate::error::Error;
use crate::index;
use crate::search::Engine;
use crate::search::ablation::Part;
use crate::search::eval::report::REPORT_VERSION;
use crate::search::eval::{Ablation, Asked, Comparison, GoldenQuery, Report, ask, compare};
use sources::{List, Source, TestSet};

/// What `sou eval --json` prints: a report, and what moved or what each part brings
/// if that was asked for.
#[derive(Debug, Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<&'a Comparison>,
    #[serde(skip_serializing_if = "<[Ablation]>::is_empty")]
    ablations: &'a [Ablation],
}

/// Runs `sou eval`: lists on the site's index, each test set on one of its own.
///
/// # Errors
///
/// If a file cannot be read or is not what it should be, or there is no index
/// for a list.
pub fn run(args: EvalArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let settings = commands::settings(&args.settings.typed(), &environment)?;
    // Read before minutes of asking: a wrong name should be known at once.
    let old = args.compare.as_deref().map(read_report).transpose()?;
    let sources = args.golden.iter().map(|path| Source::read(path, args.text_only.into()));
    let (mut lists, mut sets) = (Vec::new(), Vec::new());
    for source in sources.collect::<Result<Vec<Source>>>()? {
        match source {
            Source::List(list) if args.together => return Err(Failure::NotASet { path: list.path }),
            Source::List(list) => lists.push(list),
            Source::Set(set) => sets.push(set),
        }
    }
    let parts: &[Part] = if args.ablate { &Part::ALL } else { &[] };
    let mut rounds = Rounds::new(parts);
    ask_lists(lists, &settings, &environment, &mut rounds)?;
    let sets = if args.together { vec![TestSet::together(sets)] } else { sets };
    for set in sets {
        ask_set(&set, &settings, &environment, &mut rounds)?;
    }
    let (report, ablations) = rounds.finish();
    let comparison = old.map(|old| compare(&old, &report));
    let mut output = Output::stdout();
    if args.json {
        output.json(&Printed { report: &report, comparison: comparison.as_ref(), ablations: &ablations })?;
    } else {
        print::print(&mut output, &report, comparison.as_ref(), args.worst)?;
        print::print_ablations(&mut output, &report, &ablations)?;
    }
    output.finish()?;
    match args.min {
        Some(min) if report.mean.mrr < min => {
            output::talk(format_args!("MRR@10 is {:.4}, below {min}", report.mean.mrr));
            Ok(Exit::BelowMinimum)
        }
        _ => Ok(Exit::Success),
    }
}

/// What was asked with the whole ranking, and without each part.
struct Rounds<'a> {
    parts: &'a [Part],
    /// The whole first, then by part.
    asked: Vec<Vec<Asked>>,
}

impl<'a> Rounds<'a> {
    fn new(parts: &'a [Part]) -> Self {
        Self { parts, asked: vec![Vec::new(); parts.len() + 1] }
    }

    /// Asks `queries` in every round.
    fn ask(&mut self, engine: &Engine, queries: &[GoldenQuery]) -> Result<()> {
        let withouts = std::iter::once(None).chain(self.parts.iter().copied().map(Some));
        for (without, asked) in withouts.zip(&mut self.asked) {
            asked.extend(ask(engine, queries, without)?);
        }
        Ok(())
    }

    fn finish(self) -> (Report, Vec<Ablation>) {
        let mut reports = self.asked.into_iter().map(Report::new);
        let whole = reports.next().expect("one round asks with everything");
        let ablation = |(&part, without): (&Part, Report)| Ablation::new(part, &whole, &without);
        let ablations = self.parts.iter().zip(reports).map(ablation).collect();
        (whole, ablations)
    }
}

fn ask_lists(
    lists: Vec<List>,
    settings: &Settings,
    environment: &Environment,
    rounds: &mut Rounds<'_>,
) -> Result<()> {
    if lists.is_empty() {
        return Ok(());
    }
    let engine = commands::open_engine(settings, environment)?;
    let several = lists.len() > 1;
    for List { path, name, mut queries } in lists {
        warn_of_missing(&engine, &queries, &path);
        if several {
            queries.iter_mut().for_each(|query| query.class = format!("{name}/{}", query.class));
        }
        rounds.ask(&engine, &queries)?;
    }
    Ok(())
}

/// A page that moved can never be found; that is a mistake in the list, not in the ranking.
fn warn_of_missing(engine: &Engine, queries: &[GoldenQuery], path: &Path) {
    let pages = engine.pages(false);
    let known: std::collections::HashSet<&str> =
        pages.iter().flat_map(|page| [Some(page.path.as_str()), page.url.as_deref()]).flatten().collect();
    let relevant = queries.iter().flat_map(|query| &query.relevant);
    let mut missing: Vec<&str> =
        relevant.map(|judgement| judgement.path.as_str()).filter(|path| !known.contains(path)).collect();
    missing.sort_unstable();
    missing.dedup();
    if let Some(first) = missing.first() {
        let others = match missing.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        output::warn(format_args!(
            "`{}` names pages that the index has not: `{first}`{others}",
            path.display()
        ));
    }
}

/// Indexes one test set in a folder that is gone afterwards, and asks it.
fn ask_set(
    set: &TestSet,
    settings: &Settings,
    environment: &Environment,
    rounds: &mut Rounds<'_>,
) -> Result<()> {
    let folder = tempfile::tempdir().map_err(Error::io("create", "a temporary folder"))?;
    let analyzer = commands::analyzer(settings);
    index::build_pages(&set.pages, folder.path(), &analyzer, environment.now)?;
    let engine = Engine::open(folder.path(), analyzer)?;
    rounds.ask(&engine, &set.queries)
}

fn read_report(path: &Path) -> Result<Report> {
    let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
    let failed = |line, source| Failure::Golden { path: path.to_owned(), line, source };
    let report: Report =
        serde_json::from_str(&text).map_err(|error| failed(error.line(), Box::new(error)))?;
    if report.version != REPORT_VERSION {
        let message = format!("expected figures of version {REPORT_VERSION}, found {}", report.version);
        return Err(failed(0, message.into()));
    }
    Ok(report)
}
