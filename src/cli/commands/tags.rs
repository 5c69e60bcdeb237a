//! `sou tags`: the tags of the site, the most frequent first.

use crate::cli::args::TagsArgs;
use crate::cli::columns::clean;
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::Output;
use crate::cli::{Exit, commands};

/// Runs `sou tags`: a tag a line after its count, or one JSON array.
///
/// # Errors
///
/// If there is no index.
pub fn run(args: TagsArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let settings = commands::settings(&args.settings.typed(), &environment)?;
    let tags = commands::open_engine(&settings, &environment)?.tags();
    let mut output = Output::stdout();
    if args.json {
        output.json(&tags)?;
    } else {
        let width = tags.iter().map(|tag| tag.count.to_string().len()).max().unwrap_or(0);
        for tag in &tags {
            output.line(format_args!("{:>width$} {}", tag.count, clean(&tag.tag)))?;
        }
    }
    output.finish()?;
    Ok(Exit::Success)
}
