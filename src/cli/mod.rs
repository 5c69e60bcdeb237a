//! FLOOR 6: arguments, settings, printing. The only user of clap and indicatif.
//!
//! What was typed ([`args`]) becomes checked, absolute [`settings`], and those
//! become work ([`commands`], one file each). Data goes to stdout, talk to
//! stderr; an error is printed once, here, and decides the [`exit`] code.
//!
//! Architecture Invariant: this floor holds no knowledge of sites, text or
//! ranking, and meets the service in `commands/serve.rs` only. The environment
//! and the current folder are read in [`environment`] only.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::FromArgMatches;

pub mod args;

pub mod setting_flags;

pub mod days;

pub mod help;

pub mod settings;

pub mod environment;

pub mod commands;

pub mod index_folder;

pub mod columns;

pub mod output;

pub mod results;

pub mod explained;

pub mod reasons;

pub mod failure;

pub mod exit;

pub use exit::Exit;
pub use failure::Failure;

/// Runs the command line of this process and reports how it ended.
pub fn main() -> ExitCode {
    run(std::env::args_os()).into()
}

/// Runs one command line, the program's name first, and prints its error, if any.
pub fn run(words: impl IntoIterator<Item = OsString>) -> Exit {
    let typed = match help::command().try_get_matches_from(words) {
        Ok(matches) => args::Args::from_arg_matches(&matches),
        Err(error) => Err(error),
    };
    let args = match typed {
        Ok(args) => args,
        // Help and version come this way too; clap knows which stream each belongs to.
        Err(error) => return report_usage(&error),
    };
    anstream::ColorChoice::write_global(args.color.choice());
    match commands::run(args) {
        Ok(exit) => exit,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
        Err(failure) => report(&failure),
    }
}

/// Prints help, a version or a usage error as clap words it.
fn report_usage(error: &clap::Error) -> Exit {
    let printed = error.print();
    match (printed, error.exit_code()) {
        (Ok(()), 0) => Exit::Success,
        (Err(error), 0) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
        _ => Exit::Failed,
    }
}

/// Prints an error; the one place that does.
fn report(failure: &Failure) -> Exit {
    let style = anstyle::Style::new().fg_color(Some(anstyle::AnsiColor::Red.into())).bold();
    let mut stderr = anstream::stderr().lock();
    // When stderr itself is gone there is nobody left to tell; the exit code still says it.
    match writeln!(stderr, "{style}error:{style:#} {failure}") {
        Ok(()) | Err(_) => failure.exit(),
    }
}
