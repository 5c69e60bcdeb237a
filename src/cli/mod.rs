//! FLOOR 6: arguments, settings, printing. The only user of clap.

use std::process::ExitCode;

/// Runs the command line.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
