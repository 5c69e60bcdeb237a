//! The log of the service: lines on stderr, for a terminal or a journal.
//!
//! A line has the route, the status, how long it took and the request id that
//! the client was told; never an address and never a query, which are a reader's.
//! Values are quoted and escaped, so that one event is one line.

use std::io::{self, IsTerminal};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

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
    // The watching library tells of every folder that went away as if something were wrong.
    let which = Targets::new().with_default(level).with_target("notify", level.min(LevelFilter::WARN));
    let lines = fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal()).with_target(false);
    let started = tracing_subscriber::registry().with(which).with(lines).try_init();
    if started.is_err() {
        tracing::debug!("the log was started before");
    }
}
