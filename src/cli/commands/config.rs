//! `sou config show`: each setting, its value and where it came from.

use serde::Serialize;

use crate::cli::args::ConfigShowArgs;
use crate::cli::columns::clean;
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::{Output, QUIET};
use crate::cli::{Exit, commands};

/// One setting, as `sou config show --json` prints it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SettingLine {
    /// As in `sou.yml`.
    pub key: &'static str,
    /// `null` if it is not set and has no default.
    pub value: serde_json::Value,
    /// A flag (`--index`), a variable (`SOU_INDEX`), a place (`sou.yml:3`) or `default`.
    pub origin: String,
    /// As a flag.
    pub flag: String,
    /// As a variable.
    pub environment: String,
    /// What it is for.
    pub doc: &'static str,
}

/// Runs `sou config show`.
///
/// # Errors
///
/// If a setting is wrong.
pub fn show(args: ConfigShowArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let settings = commands::settings(&args.settings.typed(), &environment)?;
    let mut output = Output::stdout();
    if args.json {
        let lines: Vec<SettingLine> = settings
            .resolved
            .iter()
            .map(|row| SettingLine {
                key: row.setting.key,
                value: row.value.as_ref().map_or(serde_json::Value::Null, |value| value.to_json()),
                origin: row.origin.to_string(),
                flag: format!("--{}", row.setting.flag()),
                environment: row.setting.environment_name(),
                doc: row.setting.doc,
            })
            .collect();
        output.json(&lines)?;
    } else {
        let width = settings.resolved.iter().map(|row| row.setting.key.len()).max().unwrap_or(0);
        for row in &settings.resolved {
            let value = row.value.as_ref().map_or_else(|| "(not set)".to_owned(), ToString::to_string);
            output.line(format_args!(
                "{:<width$}  {}  {QUIET}# {}{QUIET:#}",
                row.setting.key,
                clean(&value),
                row.origin
            ))?;
        }
    }
    output.finish()?;
    Ok(Exit::Success)
}
