//! `sou search`: asks the index and prints what it answers.

use anstyle::Style;

use crate::cli::args::{Layout, SearchArgs};
use crate::cli::columns::{clean, plain, truncate, wrap};
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::{self, MARK, Output, PLACE, QUIET, TITLE, counted};
use crate::cli::{Exit, Failure, commands};
use crate::search::{Hit, Results, SearchRequest, Segment};

/// How far the parts of a result stand in, in columns.
const INDENT: &str = "  ";

/// Runs `sou search`.
///
/// # Errors
///
/// If there is no index, or the query is too long.
pub fn run(args: SearchArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    if let (Some(from), Some(to)) = (args.from, args.to)
        && to < from
    {
        return Err(Failure::DatesReversed { from, to });
    }
    let settings = commands::settings(&args.settings.typed(), &environment)?;
    let engine = commands::open_engine(&settings, &environment)?;
    let results = engine.search(&SearchRequest {
        q: args.query.join(" "),
        tags: args.tags,
        lang: args.lang,
        reader_lang: environment.reader_language,
        from: args.from,
        to: args.to,
        sort: args.sort.into(),
        page: usize::from(args.page),
        per_page: usize::from(args.limit),
        explain: args.explain,
        ..SearchRequest::default()
    })?;
    let mut output = Output::stdout();
    if args.json {
        output.json(&results)?;
    } else {
        let is_for_a_person = output.is_terminal() || args.explain;
        match args.layout {
            Layout::Auto if is_for_a_person => print_blocks(&mut output, &results)?,
            Layout::Blocks => print_blocks(&mut output, &results)?,
            Layout::Auto | Layout::Lines => print_lines(&mut output, &results)?,
        }
    }
    output.finish()?;
    if !args.json {
        talk_about(&results);
    }
    Ok(if results.total == 0 { Exit::NothingFound } else { Exit::Success })
}

/// Says how many there are, and what else might be meant.
fn talk_about(results: &Results) {
    if let Some(corrected) = &results.corrected {
        output::talk(format_args!(
            "nothing for `{}`; shown for `{}`",
            clean(&results.query),
            clean(corrected)
        ));
    }
    match results.total {
        0 => output::talk("nothing found"),
        total => {
            let first = (results.page - 1) * results.per_page + 1;
            let last = first + results.hits.len().saturating_sub(1);
            let range = match results.hits.len() {
                0 => format!(", page {} is after the last", results.page),
                shown if shown < total => format!(", {first} to {last} shown"),
                _ => String::new(),
            };
            let pages = counted(total, "page", "pages");
            output::talk(format_args!("{QUIET}{pages}{range} ({:.1} ms){QUIET:#}", results.took_ms));
        }
    }
    if !results.suggest.is_empty() {
        let suggestions: Vec<String> =
            results.suggest.iter().map(|suggestion| format!("`{}`", clean(suggestion))).collect();
        output::talk(format_args!("did you mean {}?", suggestions.join(" or ")));
    }
}

/// A result a line, for programs: address, title, date, tags, snippet.
fn print_lines(output: &mut Output, results: &Results) -> Result<()> {
    for hit in &results.hits {
        let date = hit.date.as_deref().unwrap_or_default();
        let tags = clean(&hit.tags.join(","));
        output.line(format_args!(
            "{}\t{}\t{date}\t{tags}\t{}",
            clean(&hit.url),
            plain(&hit.title),
            plain(&hit.snippet)
        ))?;
    }
    Ok(())
}

/// Title, address, snippet and sections below one another, for a person.
fn print_blocks(output: &mut Output, results: &Results) -> Result<()> {
    let columns = output.columns();
    for (index, hit) in results.hits.iter().enumerate() {
        if index > 0 {
            output.line("")?;
        }
        print_block(output, hit, columns)?;
    }
    Ok(())
}

fn print_block(output: &mut Output, hit: &Hit, columns: usize) -> Result<()> {
    let indented = columns.saturating_sub(INDENT.len());
    for line in wrap(&hit.title, columns) {
        output.line(styled(&line, TITLE))?;
    }
    output.line(format_args!("{INDENT}{PLACE}{}{PLACE:#}", clean(&hit.url)))?;
    let about = about(hit);
    if !about.is_empty() {
        output.line(format_args!("{INDENT}{QUIET}{}{QUIET:#}", truncate(&about, indented)))?;
    }
    for line in wrap(&hit.snippet, indented) {
        output.line(format_args!("{INDENT}{}", styled(&line, Style::new())))?;
    }
    for section in &hit.sections {
        let heading = wrap(&section.title, indented).into_iter().next().unwrap_or_default();
        output.line(format_args!("{INDENT}§ {}", styled(&heading, Style::new())))?;
        output.line(format_args!("{INDENT}{INDENT}{PLACE}{}{PLACE:#}", clean(&section.url)))?;
    }
    for translation in &hit.translations {
        output.line(format_args!(
            "{INDENT}{QUIET}{}: {}{QUIET:#}",
            clean(&translation.lang),
            clean(&translation.url)
        ))?;
    }
    if let Some(explanation) = &hit.explanation {
        let text = serde_json::to_string_pretty(explanation).unwrap_or_else(|_| explanation.to_string());
        for line in text.lines() {
            output.line(format_args!("{INDENT}{line}"))?;
        }
    }
    Ok(())
}

/// Date, language, tags, and how it was found if not plainly.
fn about(hit: &Hit) -> String {
    let mut parts = Vec::new();
    parts.extend(hit.date.clone());
    parts.extend((!hit.lang.is_empty()).then(|| hit.lang.clone()));
    parts.extend((!hit.tags.is_empty()).then(|| hit.tags.join(", ")));
    parts.extend(hit.via.as_ref().map(|via| format!("found by {via}")));
    clean(&parts.join(" · "))
}

/// A line with what matched marked, the rest in `style`.
fn styled(line: &[Segment], style: Style) -> String {
    line.iter()
        .map(|segment| match segment.marked {
            true => format!("{MARK}{}{MARK:#}", segment.text),
            false => format!("{style}{}{style:#}", segment.text),
        })
        .collect()
}
