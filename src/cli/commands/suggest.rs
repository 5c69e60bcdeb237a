//! `sou suggest`: what a reader may be about to type.

use crate::cli::args::SuggestArgs;
use crate::cli::columns::{clean, plain};
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::{self, Output, PLACE, QUIET};
use crate::cli::{Exit, commands, results};
use crate::search::{SuggestRequest, Suggestion};

/// Runs `sou suggest`: for a person a suggestion a line with where it leads, for a
/// program its kind, text and address separated by tabs, or one JSON document.
///
/// # Errors
///
/// If there is no index, or the text is too long.
pub fn run(args: SuggestArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let settings = commands::settings(&args.settings.typed(), &environment)?;
    let answer = commands::open_engine(&settings, &environment)?.suggest(&SuggestRequest {
        q: args.text.join(" "),
        lang: args.lang.or(environment.reader_language),
        limit: usize::from(args.limit),
    })?;
    let mut output = Output::stdout();
    if args.json {
        output.json(&answer)?;
    } else {
        let is_for_a_person = output.is_terminal();
        for suggestion in &answer.suggestions {
            output.line(if is_for_a_person { described(suggestion) } else { fields(suggestion) })?;
        }
    }
    output.finish()?;
    if answer.suggestions.is_empty() && !args.json {
        output::talk("nothing to suggest");
    }
    Ok(if answer.suggestions.is_empty() { Exit::NothingFound } else { Exit::Success })
}

/// The text with what was typed marked, then what it is and where it leads.
fn described(suggestion: &Suggestion) -> String {
    let mut about = vec![suggestion.kind.name().to_owned()];
    about.extend(
        suggestion.count.filter(|&count| count > 1).map(|count| output::counted(count, "page", "pages")),
    );
    about.extend(suggestion.via.as_ref().map(|via| format!("by {via}")));
    let url = suggestion.url.as_deref().map(clean).unwrap_or_default();
    let space = if url.is_empty() { "" } else { "  " };
    format!(
        "{}  {QUIET}{}{QUIET:#}{space}{PLACE}{url}{PLACE:#}",
        results::marked_line(&suggestion.marked),
        about.join(", ")
    )
}

fn fields(suggestion: &Suggestion) -> String {
    let url = suggestion.url.as_deref().map(clean).unwrap_or_default();
    format!("{}\t{}\t{url}", suggestion.kind.name(), plain(&suggestion.marked))
}
