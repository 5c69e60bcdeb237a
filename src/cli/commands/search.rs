//! `sou search`: asks the index and prints what it answers.

use crate::cli::args::{Layout, QuestionArgs, SearchArgs};
use crate::cli::columns::clean;
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::{self, Output, QUIET, counted};
use crate::cli::{Exit, Failure, commands, results};
use crate::document::LanguageTag;
use crate::search::{Results, SearchRequest};

/// Runs `sou search`.
///
/// # Errors
///
/// If there is no index, or the query is too long.
pub fn run(args: SearchArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let request = args.question.request(args.query.join(" "), environment.reader_language.clone())?;
    let settings = commands::settings(&args.settings.typed(), &environment)?;
    let engine = commands::open_engine(&settings, &environment)?;
    let results = engine.search(&SearchRequest { explain: args.explain, ..request })?;
    let mut output = Output::stdout();
    if args.json {
        output.json(&results)?;
    } else {
        let is_for_a_person = output.is_terminal() || args.explain;
        let layout = match args.layout {
            Layout::Auto if is_for_a_person => Layout::Blocks,
            layout => layout,
        };
        let columns = output.columns();
        for (index, hit) in results.hits.iter().enumerate() {
            match layout {
                Layout::Blocks if index > 0 => {
                    output.line(format_args!("\n{}", results::block(hit, columns)))?
                }
                Layout::Blocks => output.line(results::block(hit, columns))?,
                Layout::Auto | Layout::Lines => output.line(results::line(hit))?,
            }
        }
    }
    output.finish()?;
    if !args.json {
        talk_about(&results);
    }
    Ok(if results.total == 0 { Exit::NothingFound } else { Exit::Success })
}

impl QuestionArgs {
    /// The request for `query`, shown to whoever reads `reader_lang`.
    ///
    /// # Errors
    ///
    /// If the last day is before the first.
    pub fn request(self, query: String, reader_lang: Option<LanguageTag>) -> Result<SearchRequest> {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to < from
        {
            return Err(Failure::DatesReversed { from, to });
        }
        Ok(SearchRequest {
            q: query,
            tags: self.tags,
            lang: self.lang,
            reader_lang,
            from: self.from,
            to: self.to,
            sort: self.sort.into(),
            page: usize::from(self.page),
            per_page: usize::from(self.limit),
            ..SearchRequest::default()
        })
    }
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
        // A script that got its results has no use for their number.
        total if output::is_heard() => {
            let first = results.page.saturating_sub(1) * results.per_page + 1;
            let last = first + results.hits.len().saturating_sub(1);
            let range = match results.hits.len() {
                0 => format!(", page {} is after the last", results.page),
                shown if shown < total => format!(", {first} to {last} shown"),
                _ => String::new(),
            };
            let pages = counted(total, "page", "pages");
            output::talk(format_args!("{QUIET}{pages}{range} ({:.1} ms){QUIET:#}", results.took_ms));
        }
        _ => {}
    }
    if !results.suggest.is_empty() {
        let suggestions: Vec<String> =
            results.suggest.iter().map(|suggestion| format!("`{}`", clean(suggestion))).collect();
        output::talk(format_args!("did you mean {}?", suggestions.join(" or ")));
    }
}
