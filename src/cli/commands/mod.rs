//! What each command does, one file each: settings in, work, output, exit code.

use std::path::Path;
use std::sync::Arc;

use crate::cli::args::{Args, ConfigWork, Work};
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::settings::{self, Settings, Typed};
use crate::cli::{Exit, Failure, output};
use crate::search::Engine;
use crate::text::Analyzer;

pub mod init;

pub mod index;

pub mod preview;

pub mod search;

pub mod suggest;

pub mod why;

pub mod tags;

pub mod pages;

pub mod serve;

pub mod check;

pub mod doctor;

pub mod verify;

pub mod export;

pub mod import;

pub mod analyze;

pub mod eval;

pub mod config;

pub mod completions;

pub mod man;

/// Does what was asked.
///
/// # Errors
///
/// Whatever keeps the command from its work.
pub fn run(args: Args) -> Result<Exit> {
    match args.command {
        Work::Init(args) => init::run(args),
        Work::Index(args) => index::run(args),
        Work::Search(args) => search::run(args),
        Work::Suggest(args) => suggest::run(args),
        Work::Why(args) => why::run(args),
        Work::Tags(args) => tags::run(args),
        Work::Pages(args) => pages::run(args),
        Work::Serve(args) => serve::run(args),
        Work::Check(args) => check::run(args),
        Work::Doctor(args) => doctor::run(args),
        Work::Verify(args) => verify::run(args),
        Work::Export(args) => export::run(args),
        Work::Import(args) => import::run(args),
        Work::Analyze(args) => analyze::run(args),
        Work::Eval(args) => eval::run(args),
        Work::Config(args) => match args.work {
            ConfigWork::Show(args) => config::show(args),
        },
        Work::Completions(args) => completions::run(args),
        Work::Man(args) => man::run(args),
    }
}

/// Checks the settings and says which variables are none.
fn settings(typed: &Typed, environment: &Environment) -> Result<Settings> {
    let settings = settings::resolve(typed, environment)?;
    for (name, nearest) in &settings.unknown_variables {
        match nearest {
            Some(nearest) => output::warn(format_args!("`{name}` is no setting; did you mean `{nearest}`?")),
            None => output::warn(format_args!("`{name}` is no setting")),
        }
    }
    for remark in &settings.remarks {
        output::warn(remark);
    }
    Ok(settings)
}

/// The analyzer that writes and asks this site's index.
fn analyzer(settings: &Settings) -> Arc<Analyzer> {
    Arc::new(Analyzer::new(&settings.words))
}

/// Opens the index with the synonyms of the settings, or says how to make it.
fn open_engine(settings: &Settings, environment: &Environment) -> Result<Engine> {
    if !crate::index::exists(&settings.index) {
        let command = index_command(settings, &environment.current_folder);
        return Err(Failure::NoIndex { folder: settings.index.clone(), command });
    }
    let engine = Engine::open(&settings.index, analyzer(settings))?;
    if let Some(trouble) = engine.fallback() {
        output::warn(trouble);
    }
    // Who set none asks with those of the last run.
    let is_set = settings.resolved.iter().any(|row| row.setting.key == "synonyms" && row.value.is_some());
    Ok(if is_set { engine.with_synonyms(&settings.synonyms) } else { engine })
}

/// The shortest `sou index` that makes the index these settings ask for.
fn index_command(settings: &Settings, here: &Path) -> String {
    let mut command = "sou index".to_owned();
    if settings.site != here {
        command.push_str(&format!(" {}", quoted(&settings.site, here)));
    }
    let index = settings.resolved.iter().find(|row| row.setting.key == "index");
    if index.is_some_and(|row| matches!(row.origin, settings::Origin::Flag(_))) {
        command.push_str(&format!(" --index {}", quoted(&settings.index, here)));
    }
    command
}

/// A path as one word for a shell, from `here` if it is below.
fn quoted(path: &Path, here: &Path) -> String {
    let path = path.strip_prefix(here).unwrap_or(path).to_string_lossy().into_owned();
    let is_plain = |character: char| character.is_alphanumeric() || "/._-~".contains(character);
    if path.chars().all(is_plain) { path } else { format!("'{}'", path.replace('\'', r"'\''")) }
}
