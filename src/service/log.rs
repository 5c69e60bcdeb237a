//! The log of the service: lines on stderr, for a terminal or a journal.
//!
//! A line has the route, the status, how long it took and the request id that
//! the client was told; never an address and never a query, which are a reader's.
//! Values are quoted and escaped, so that one event is one line.

use std::io::{self, IsTerminal};

use tracing::level_filters::LevelFilter;

/// Says in the log that the settings are not, or are again, those that the server was started with.
pub fn log_changed_settings(have_changed: bool) {
    if have_changed {
        tracing::warn!("the settings have changed since the server was started; restart it to use them");
    } else {
        tracing::info!("the settings are again those that the server was started with");
    }
}

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
