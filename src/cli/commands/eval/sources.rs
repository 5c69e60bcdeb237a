//! The files that `sou eval` is given, read.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::cli::failure::Result;
use crate::document::Page;
use crate::error::Error;
use crate::search::eval::documents::{DocumentParts, read_documents};
use crate::search::eval::golden::{read_json_lines, read_judgements, read_set_queries};
use crate::search::eval::yaml::read_yaml;
use crate::search::eval::{GoldenError, GoldenQuery};

/// What one argument names.
#[derive(Debug)]
pub enum Source {
    /// Queries for the site's index.
    List(List),
    /// Documents and queries of their own.
    Set(TestSet),
}

/// Queries for the site's index.
#[derive(Debug)]
pub struct List {
    /// The file.
    pub path: PathBuf,
    /// Its name without the extension; tells its classes from another list's.
    pub name: String,
    /// As listed.
    pub queries: Vec<GoldenQuery>,
}

/// Documents, and queries about them.
#[derive(Debug, Default)]
pub struct TestSet {
    /// A page a document; the set's name begins its path.
    pub pages: Vec<Page>,
    /// Their class is the set's name.
    pub queries: Vec<GoldenQuery>,
}

impl From<bool> for DocumentParts {
    fn from(text_only: bool) -> Self {
        if text_only { Self::Text } else { Self::TitleAndText }
    }
}

impl Source {
    /// Reads a file by its extension, or a folder as a test set.
    ///
    /// # Errors
    ///
    /// If it cannot be read or is not what it should be.
    pub fn read(path: &Path, parts: DocumentParts) -> Result<Self> {
        if path.is_dir() {
            return Ok(Self::Set(TestSet::read(path, parts)?));
        }
        let text = read_text(path)?;
        let is_lines =
            path.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson");
        let queries = if is_lines { read_json_lines(&text) } else { read_yaml(&text) };
        let name = name_of(path.file_stem());
        Ok(Self::List(List { path: path.to_owned(), name, queries: queries.map_err(wrong(path))? }))
    }
}

impl TestSet {
    /// Reads `docs.jsonl.gz` (or `docs.jsonl`), `queries.jsonl` and `qrels.tsv` of a folder.
    fn read(folder: &Path, parts: DocumentParts) -> Result<Self> {
        // `.` has a name too, once it is resolved.
        let resolved = folder.canonicalize().map_err(Error::io("read", folder))?;
        let name = name_of(resolved.file_name());
        // Sets number their documents alike, and several may share an index.
        let path_of = |id: &str| format!("{name}/{id}");
        let packed = folder.join("docs.jsonl.gz");
        let documents = if packed.is_file() { packed } else { folder.join("docs.jsonl") };
        let pages = read_documents(&read_text(&documents)?, parts, path_of).map_err(wrong(&documents))?;
        let path = folder.join("qrels.tsv");
        let judgements = read_judgements(&read_text(&path)?, path_of).map_err(wrong(&path))?;
        let path = folder.join("queries.jsonl");
        let queries = read_set_queries(&read_text(&path)?, &judgements, &name).map_err(wrong(&path))?;
        Ok(Self { pages, queries })
    }

    /// All sets as one: every query is asked of the documents of all.
    pub fn together(sets: Vec<Self>) -> Self {
        let mut all = Self::default();
        for set in sets {
            all.pages.extend(set.pages);
            all.queries.extend(set.queries);
        }
        all
    }
}

/// Reads a whole file, unpacking one that ends in `.gz`.
fn read_text(path: &Path) -> Result<String> {
    let bytes = fs::read(path).map_err(Error::io("read", path))?;
    let mut text = String::new();
    let is_packed = path.extension().is_some_and(|extension| extension == "gz");
    let read = if is_packed {
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text)
    } else {
        bytes.as_slice().read_to_string(&mut text)
    };
    read.map_err(Error::io("read", path))?;
    Ok(text)
}

fn name_of(name: Option<&std::ffi::OsStr>) -> String {
    name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn wrong(path: &Path) -> impl FnOnce(GoldenError) -> Failure {
    let path = path.to_owned();
    move |error| Failure::Golden { path, line: error.line, source: Box::new(error) }
}
