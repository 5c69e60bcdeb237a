//! How the last run ended, for whoever was not there: `status.json`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How a run ended, as [`Store::status`](crate::index::Store::status) reads it.
/// Written whole, or not at all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// What came of it.
    pub result: RunResult,
    /// When it began.
    pub started: Timestamp,
    /// How long it took, in seconds.
    pub took_secs: f64,
    /// The generation that answers after it, if any.
    pub generation: Option<String>,
    /// In that generation.
    pub n_pages: usize,
    /// Files that are no page.
    pub n_left_out: usize,
    /// Files read in the run.
    pub n_read: usize,
    /// Pages that went.
    pub n_removed: usize,
    /// What `sou check` would list as warnings.
    pub n_warnings: usize,
    /// Why it failed, as it was printed.
    pub error: Option<String>,
    /// When a run last did what it was asked to.
    pub last_success: Option<Timestamp>,
    /// The process.
    pub pid: u32,
    /// The version of the program.
    pub sou: String,
}

/// What came of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunResult {
    /// A new generation answers.
    Published,
    /// The last generation still says what the site says.
    NothingNew,
    /// The site looks as if something had gone wrong with it; nothing was changed.
    Refused,
    /// It could not do its work; nothing was changed.
    Failed,
}
