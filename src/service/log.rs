//! The log of the service: lines on stderr, for a terminal or a journal.
//!
//! A line has the route, the status, how long it took and the request id that
//! the client was told; never an address and never a query, which are a reader's.
//! Values are quoted and escaped, so that one event is one line.

use std::io::{self, IsTerminal};

use tracing::level_filters::LevelFilter;

/// Starts the log at `level`: `off`, `error`, `warn`, `info`, `debug` or `trace`;
/// anything else is `info`. The first call of a process decides.
pub fn log_to_stderr(level: &str) {
    let level = level.parse().unwrap_or(LevelFilter::INFO);
    let started = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false)
        .try_init();
    if started.is_err() {
        tracing::debug!("the log was started before");
    }
}
