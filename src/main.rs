//! The `sou` binary: parse, run, report, exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    sou::cli::main()
}
