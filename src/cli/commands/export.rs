//! `sou export`: the index as one file, for another machine or for keeping.

use std::io;
use std::path::Path;

use crate::cli::args::ExportArgs;
use crate::cli::commands::index::size;
use crate::cli::environment::Environment;
use crate::cli::failure::Result;
use crate::cli::output::{self, counted};
use crate::cli::{Exit, Failure, commands};
use crate::error::Error;
use crate::index::Store;
use crate::index::archive::export;

/// Runs `sou export`. A file appears whole or not at all, and replaces one of the same name.
///
/// # Errors
///
/// If there is no sound index, or the file cannot be written.
pub fn run(args: ExportArgs) -> Result<Exit> {
    let environment = Environment::of_this_process()?;
    let settings = commands::settings(&args.settings.typed(), &environment)?;
    let store = Store::at(&settings.index);
    if !crate::index::exists(&settings.index) {
        let command = commands::index_command(&settings, &environment.current_folder);
        return Err(Failure::NoIndex { folder: settings.index.clone(), command });
    }
    let moved = if args.file == Path::new("-") {
        export(&store, io::stdout().lock(), Path::new("stdout"))?
    } else {
        let path = environment.current_folder.join(&args.file);
        let folder = path.parent().unwrap_or(&environment.current_folder);
        let mut file = tempfile::Builder::new()
            .prefix(".sou-export-")
            .tempfile_in(folder)
            .map_err(Error::io("write in", folder))?;
        let moved = export(&store, file.as_file_mut(), &path)?;
        file.as_file().sync_all().map_err(Error::io("sync", &path))?;
        let_others_read(file.as_file(), &path)?;
        file.persist(&path).map_err(|error| Error::io("write", &path)(error.error))?;
        moved
    };
    let pages = counted(moved.n_pages, "page", "pages");
    output::talk(format_args!("exported {}: {pages}, {}", moved.generation, size(moved.size_bytes)));
    Ok(Exit::Success)
}

/// A temporary file is its owner's alone; what is exported has nothing in it that the site does not show.
#[cfg(unix)]
fn let_others_read(file: &std::fs::File, path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = std::fs::Permissions::from_mode(0o644);
    Ok(file.set_permissions(permissions).map_err(Error::io("set the mode of", path))?)
}

#[cfg(not(unix))]
fn let_others_read(_file: &std::fs::File, _path: &Path) -> Result<()> {
    Ok(())
}
