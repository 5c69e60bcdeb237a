//! `sou doctor`: looks at everything that the search of a site stands on, and says
//! of what is wrong what to do.
//!
//! It changes nothing, and it does not stop at the first thing that is wrong: a
//! person who needs it has more than one guess to rule out.

use std::path::Path;

use serde::Serialize;

use crate::cli::args::DoctorArgs;
use crate::cli::columns::{clean, width_columns};
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::{FAILURE, Output, PLACE, QUIET, WARNING, counted};
use crate::cli::settings::{self, Origin, Settings};
use crate::cli::{Exit, commands};

mod index;

mod machine;

mod server;

mod site;

/// How well something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// As it should be.
    Ok,
    /// Works, and will not for ever or not for everybody.
    Warn,
    /// Does not work.
    Fail,
}

/// What was looked at and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at; stable.
    pub check: &'static str,
    /// How well it is.
    pub level: Level,
    /// What was found.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

/// What `sou doctor --json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// How many findings are as they should be.
    pub n_ok: usize,
    /// How many are warnings.
    pub n_warn: usize,
    /// How many do not work.
    pub n_fail: usize,
    /// In the order in which one thing stands on another.
    pub findings: Vec<Finding>,
}

/// Findings, as they are made.
#[derive(Debug, Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn ok(&mut self, check: &'static str, message: impl Into<String>) {
        self.0.push(Finding { check, level: Level::Ok, message: message.into(), advice: None });
    }

    fn warn(&mut self, check: &'static str, message: impl Into<String>, advice: impl Into<String>) {
        self.push(check, Level::Warn, message.into(), advice.into());
    }

    fn fail(&mut self, check: &'static str, message: impl Into<String>, advice: impl Into<String>) {
        self.push(check, Level::Fail, message.into(), advice.into());
    }

    /// What an error says, its hint as the advice; `otherwise` where it has none.
    fn error(&mut self, check: &'static str, error: &dyn std::fmt::Display, otherwise: &str) {
        let text = error.to_string();
        let (message, hint) = text.split_once("\nhint: ").unwrap_or((&text, otherwise));
        self.push(check, Level::Fail, message.to_owned(), hint.to_owned());
    }

    fn push(&mut self, check: &'static str, level: Level, message: String, advice: String) {
        self.0.push(Finding { check, level, message, advice: Some(advice) });
    }
}

/// Runs `sou doctor`.
///
/// # Errors
///
/// If the output cannot be written; whatever else is wrong is a finding.
pub fn run(args: DoctorArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let typed = args.settings.with_site(args.site);
    let mut findings = Findings::default();
    match settings::resolve(&typed, &environment) {
        Err(error) => findings.error("settings", &error, "`sou config show` lists every setting"),
        Ok(settings) if args.server => server::ask(&settings, &mut findings),
        Ok(settings) => examine(&settings, &environment, &mut findings),
    }
    let count = |level| findings.0.iter().filter(|finding| finding.level == level).count();
    let examination = Examination {
        n_ok: count(Level::Ok),
        n_warn: count(Level::Warn),
        n_fail: count(Level::Fail),
        findings: findings.0,
    };
    let mut output = Output::stdout();
    if args.json {
        output.json(&examination)?;
    } else {
        print(&mut output, &examination)?;
    }
    output.finish()?;
    Ok(if examination.n_fail > 0 { Exit::Unwell } else { Exit::Success })
}

fn examine(settings: &Settings, environment: &Environment, findings: &mut Findings) {
    look_at_settings(settings, findings);
    machine::look_at_clock(environment.now, findings);
    let site = site::look(settings, environment, findings);
    let index_command = commands::index_command(settings, &environment.current_folder);
    let size_bytes = index::look(settings, environment, site.as_ref(), &index_command, findings);
    machine::look_at_space(&settings.index, size_bytes, findings);
    server::look(settings, findings);
}

/// Which settings are not defaults, and where each came from.
fn look_at_settings(settings: &Settings, findings: &mut Findings) {
    let set: Vec<String> = settings
        .resolved
        .iter()
        .filter(|row| row.value.is_some() && row.origin != Origin::Default)
        .map(|row| format!("{} ({})", row.setting.key, row.origin))
        .collect();
    findings.ok("settings", if set.is_empty() { "all defaults".to_owned() } else { set.join(", ") });
    for (name, nearest) in &settings.unknown_variables {
        let advice = match nearest {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "`sou config show` lists every setting".to_owned(),
        };
        findings.warn("settings", format!("the variable `{name}` is no setting"), advice);
    }
}

/// A line for each finding: how well, what, what was found; and what to do below it.
fn print(output: &mut Output, examination: &Examination) -> Result<()> {
    let names = examination.findings.iter().map(|finding| width_columns(finding.check));
    let width = names.max().unwrap_or(0);
    for finding in &examination.findings {
        let (style, mark) = match finding.level {
            Level::Ok => (PLACE, "ok  "),
            Level::Warn => (WARNING, "warn"),
            Level::Fail => (FAILURE, "fail"),
        };
        let message = clean(&finding.message);
        output.line(format_args!("{style}{mark}{style:#}  {:<width$}  {message}", finding.check))?;
        if let Some(advice) = &finding.advice {
            output.line(format_args!("{:width$}→ {}", "", clean(advice), width = width + 8))?;
        }
    }
    let Examination { n_ok, n_warn, n_fail, .. } = examination;
    let warnings = counted(*n_warn, "warning", "warnings");
    let failures = counted(*n_fail, "failure", "failures");
    output.line(format_args!("{QUIET}{n_ok} ok, {warnings}, {failures}{QUIET:#}"))
}

/// A path as a person would write it.
fn shown(path: &Path) -> String {
    format!("`{}`", path.display())
}
