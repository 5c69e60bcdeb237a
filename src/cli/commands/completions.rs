//! `sou completions`: prints completions, made from the grammar itself.

use crate::cli::args::CompletionsArgs;
use crate::cli::failure::Result;
use crate::cli::output::Output;
use crate::cli::{Exit, help};

/// Runs `sou completions`.
///
/// # Errors
///
/// If stdout cannot be written.
pub fn run(args: CompletionsArgs) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::command(), "sou", &mut script);
    let mut output = Output::stdout();
    output.line(String::from_utf8_lossy(&script).trim_end())?;
    output.finish()?;
    Ok(Exit::Success)
}
