//! How a command ends, as ripgrep counts it, so that scripts need not read text.
//!
//! The same table, for people, is in `docs/operations.md`.

use std::process::ExitCode;

/// What the exit code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done, or found. A reader that closes the pipe early counts as done.
    Success,
    /// 1: the search went well and found nothing.
    NothingFound,
    /// 1: done, but there were warnings and `--strict` was asked for.
    Warned,
    /// 1: measured, and below the `--min` asked for.
    BelowMinimum,
    /// 1: looked at, and something of it does not work.
    Unwell,
    /// 2: not done; stderr says why.
    Failed,
    /// 3: not done, because the site is missing or has lost many pages at once.
    Refused,
    /// 75: not done now, because another run is at work; later it will be. The
    /// number is `EX_TEMPFAIL` of `sysexits.h`.
    Busy,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Success => Self::from(0),
            Exit::NothingFound | Exit::Warned | Exit::BelowMinimum | Exit::Unwell => Self::from(1),
            Exit::Failed => Self::from(2),
            Exit::Refused => Self::from(3),
            Exit::Busy => Self::from(75),
        }
    }
}
