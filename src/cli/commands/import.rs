//! `sou import`: publishes an index that was exported, here or on another machine.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use crate::cli::args::ImportArgs;
use crate::cli::commands::index::size;
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::index_folder::ensure_index_folder;
use crate::cli::output::{self, counted};
use crate::cli::{Exit, commands};
use crate::error::Error;
use crate::index::Store;
use crate::index::archive::import;

/// Runs `sou import`. A server that follows the index answers from it within seconds.
///
/// # Errors
///
/// If the file is no sound export, or was written with other words or by another
/// version; what was published before stays.
pub fn run(args: ImportArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let settings = commands::settings(&args.settings.typed(), &environment)?;
    let store = Store::at(&settings.index);
    let fingerprint = commands::analyzer(&settings).fingerprint();
    let moved = if args.file == Path::new("-") {
        ensure_index_folder(&settings.index)?;
        import(&store, io::stdin().lock(), Path::new("stdin"), &fingerprint)?
    } else {
        let path = environment.current_folder.join(&args.file);
        let file = File::open(&path).map_err(Error::io("open", &path))?;
        ensure_index_folder(&settings.index)?;
        import(&store, BufReader::new(file), &path, &fingerprint)?
    };
    let pages = counted(moved.n_pages, "page", "pages");
    output::talk(format_args!("imported {}: {pages}, {}", moved.generation, size(moved.size_bytes)));
    Ok(Exit::Success)
}
