//! `sou verify`: every file of every generation, compared with what was written.

use serde::Serialize;

use crate::cli::args::VerifyArgs;
use crate::cli::columns::clean;
use crate::cli::commands::index::size;
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::{FAILURE, Output, PLACE, counted};
use crate::cli::{Exit, commands};
use crate::error::Error;
use crate::index::Store;
use crate::index::verify::{Verified, verify};

/// What `sou verify --json` prints.
#[derive(Debug, Serialize)]
struct Verification {
    /// What is wrong with the pointer to the published one, if anything is.
    pointer: Option<String>,
    /// The newest first.
    generations: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    generation: String,
    published: bool,
    size_bytes: u64,
    n_pages: Option<usize>,
    since: Option<String>,
    /// What is wrong with it; `null` if nothing is.
    error: Option<String>,
}

/// Runs `sou verify`.
///
/// # Errors
///
/// If there is no index or its folder cannot be listed; damage is data.
pub fn run(args: VerifyArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let settings = commands::settings(&args.settings.typed(), &environment)?;
    let (generations, pointer) = verify(&Store::at(&settings.index))?;
    let verification = Verification {
        pointer: pointer.as_ref().map(Error::first_line),
        generations: generations.into_iter().map(line).collect(),
    };
    let mut output = Output::stdout();
    if args.json {
        output.json(&verification)?;
    } else {
        print(&mut output, &verification)?;
    }
    output.finish()?;
    let is_sound =
        verification.pointer.is_none() && verification.generations.iter().all(|line| line.error.is_none());
    Ok(if is_sound { Exit::Success } else { Exit::Unwell })
}

fn line(verified: Verified) -> Line {
    let (n_pages, since, error) = match verified.outcome {
        Ok(sound) => (Some(sound.n_pages), Some(sound.published), None),
        Err(error) => (None, None, Some(error.first_line())),
    };
    Line {
        generation: verified.generation,
        published: verified.is_published,
        size_bytes: verified.size_bytes,
        n_pages,
        since,
        error,
    }
}

fn print(output: &mut Output, verification: &Verification) -> Result<()> {
    let failed = |what: &str| format!("{FAILURE}fail{FAILURE:#}  {}", clean(what));
    if let Some(error) = &verification.pointer {
        output.line(failed(error))?;
    }
    for line in &verification.generations {
        let name = &line.generation;
        let answers = if line.published { ", published" } else { "" };
        match (&line.error, line.n_pages) {
            (None, Some(n_pages)) => {
                let pages = counted(n_pages, "page", "pages");
                let since = line.since.as_deref().unwrap_or_default();
                let size = size(line.size_bytes);
                output.line(format_args!(
                    "{PLACE}ok  {PLACE:#}  {name}{answers}: {pages}, {size}, of {}",
                    clean(since)
                ))?;
            }
            (error, _) => {
                output.line(failed(&format!("{name}{answers}: {}", error.as_deref().unwrap_or_default())))?
            }
        }
    }
    let is_damaged = verification.generations.iter().any(|line| line.error.is_some());
    if is_damaged || verification.pointer.is_some() {
        output.line("hint: run `sou index`: it publishes a sound one, and builds again what it must")?;
    }
    Ok(())
}
