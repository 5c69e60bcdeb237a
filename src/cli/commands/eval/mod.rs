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
use crate::search::eval::report::REPORT_VERSION;
use crate::search::eval::{Asked, Comparison, GoldenQuery, Report, ask, compare};
use sources::{List, Source, TestSet};

/// What `sou eval --json` prints: a report, and what moved if that was asked for.
#[derive(Debug, Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<&'a Comparison>,
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
    let mut asked = ask_lists(lists, &settings, &environment)?;
    let sets = if args.together { vec![TestSet::together(sets)] } else { sets };
    for set in sets {
        asked.extend(ask_set(&set, &settings, &environment)?);
    }
    let report = Report::new(asked);
    let comparison = old.map(|old| compare(&old, &report));
    let mut output = Output::stdout();
    if args.json {
        output.json(&Printed { report: &report, comparison: comparison.as_ref() })?;
    } else {
        print::print(&mut output, &report, comparison.as_ref(), args.worst)?;
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

fn ask_lists(lists: Vec<List>, settings: &Settings, environment: &Environment) -> Result<Vec<Asked>> {
    if lists.is_empty() {
        return Ok(Vec::new());
    }
    let engine = commands::open_engine(settings, environment)?;
    let several = lists.len() > 1;
    let mut asked = Vec::new();
    for List { path, name, mut queries } in lists {
        warn_of_missing(&engine, &queries, &path);
        if several {
            queries.iter_mut().for_each(|query| query.class = format!("{name}/{}", query.class));
        }
        asked.extend(ask(&engine, &queries)?);
    }
    Ok(asked)
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
fn ask_set(set: &TestSet, settings: &Settings, environment: &Environment) -> Result<Vec<Asked>> {
    let folder = tempfile::tempdir().map_err(Error::io("create", "a temporary folder"))?;
    let analyzer = commands::analyzer(settings);
    index::build_pages(&set.pages, folder.path(), &analyzer, environment.now)?;
    let engine = Engine::open(folder.path(), analyzer)?;
    Ok(ask(&engine, &set.queries)?)
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
