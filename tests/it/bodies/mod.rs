//! What holds for every input: the bodies of the fuzz targets, one file each.
//!
//! A body takes bytes, makes of them what a file, a reader, a disk or a client may
//! come with, and panics if something is not so that always must be.
//! `tests/it/fuzzing.rs` runs every body on its seeds, on what was found, and on
//! inputs made at random; `fuzz/` hands the same bodies to libFuzzer, and takes in
//! this folder for that, so it names nothing else of the tests.

pub mod addresses;
pub mod decode_bytes;
pub mod front_matter;
pub mod http_raw;
pub mod index_ops;
pub mod manifest;
pub mod query;
pub mod snippet;

mod small_site;

use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use jiff::Timestamp;
use sou::content::Diagnostic;
use sou::document::SiteOptions;
use sou::index::build::BuildOptions;
use sou::index::{Disk, Shrink};
use sou::text::Analyzer;

/// The analyzer without words of an owner, its dictionary loaded once.
static ANALYZER: LazyLock<Arc<Analyzer>> = LazyLock::new(Arc::default);

/// Bytes that are taken one after the other; 0 when there are no more.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first
    }

    /// One of `items`, of which there must be one: letters choose in order, `a` the
    /// first, so that seeds can be written by hand.
    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[usize::from(self.byte().wrapping_sub(b'a')) % items.len()]
    }

    /// A number below `limit`, which must not be 0; `0` is 0.
    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.byte().wrapping_sub(b'0')) % limit
    }

    /// Up to the next line break, as text.
    fn line(&mut self) -> String {
        let end = self.0.iter().position(|&byte| byte == b'\n').unwrap_or(self.0.len());
        let line = String::from_utf8_lossy(&self.0[..end]).into_owned();
        self.0 = self.0.get(end + 1..).unwrap_or_default();
        line
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn rest(self) -> &'a [u8] {
        self.0
    }

    fn rest_text(self) -> String {
        String::from_utf8_lossy(self.0).into_owned()
    }
}

/// When these sites are read: after every date that is written in one of them.
fn noon() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().expect("it is a time")
}

/// One run on one thread, which removes what it is told to.
fn build_options(site: &Path, index: &Path) -> BuildOptions {
    BuildOptions {
        site: site.to_owned(),
        site_options: SiteOptions::default(),
        index: index.to_owned(),
        synonyms: Vec::new(),
        full: false,
        threads: 1,
        now: noon(),
        shrink: Shrink::Allow,
        patience: Duration::ZERO,
        disk: Disk::default(),
    }
}

/// Writes the files of a site, by path from its root.
fn write_site(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        let folder = path.parent().expect("a file of a site has a folder");
        fs::create_dir_all(folder).expect("a folder of a site can be made");
        fs::write(&path, text).expect("a file of a site can be written");
    }
}

/// Remarks on a file name it, come in order of its lines, and say something.
fn check_diagnostics(diagnostics: &[Diagnostic], path: &str, text: &str) {
    let n_lines = text.matches('\n').count() + 1;
    let lines: Vec<u32> = diagnostics.iter().map(|diagnostic| diagnostic.line).collect();
    assert!(lines.is_sorted(), "remarks come in order of line: {diagnostics:?}");
    for diagnostic in diagnostics {
        assert_eq!(diagnostic.path, path);
        assert!(usize::try_from(diagnostic.line).is_ok_and(|line| line <= n_lines), "{diagnostic:?}");
        assert!(!diagnostic.message.is_empty() && !diagnostic.message.contains('\n'), "{diagnostic:?}");
    }
}
