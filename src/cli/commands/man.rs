//! `sou man`: prints manual pages, made from the grammar itself.

use crate::cli::args::ManArgs;
use crate::cli::failure::Result;
use crate::cli::output::Output;
use crate::cli::{Exit, Failure, help};

/// Runs `sou man`: roff, for `man -l -`.
///
/// # Errors
///
/// If there is no such command, or stdout cannot be written.
pub fn run(args: ManArgs) -> Result<Exit> {
    let mut command = help::command();
    command.build();
    let command = match args.command {
        None => command,
        Some(name) => {
            let found = command.find_subcommand(&name).cloned();
            found.ok_or(Failure::NoSuchCommand { name: name.clone() })?.name(format!("sou-{name}"))
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(Failure::Output)?;
    let mut output = Output::stdout();
    output.line(String::from_utf8_lossy(&page).trim_end())?;
    output.finish()?;
    Ok(Exit::Success)
}
