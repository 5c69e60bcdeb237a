//! What can go wrong with a site, its index, and a question: `sou::Error`.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use expect_test::{Expect, expect};
use sou::content::source::MAX_FILE_BYTES;
use sou::error::{Error, Result};
use sou::index::build::{BuildOptions, build};
use sou::index::disk::{Operation, Verdict};
use sou::index::{Disk, Store, archive};
use sou::search::{Engine, SearchRequest};
use tempfile::TempDir;

use super::{Row, check};
use crate::indexed::{ANALYZER, build_options, open, run};
use crate::support::site;

/// A site of some pages, and its index beside it.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let page = |number: usize| format!("//- site/content/{number}.md\n第 {number} 頁，論壇。\n");
        let folder = site(&(0..9).map(page).collect::<String>());
        let place = Self { folder };
        run(&place.site(), &place.index());
        place
    }

    fn site(&self) -> std::path::PathBuf {
        self.folder.path().join("site")
    }

    fn index(&self) -> std::path::PathBuf {
        self.folder.path().join("index")
    }

    fn options(&self) -> BuildOptions {
        build_options(&self.site(), &self.index())
    }

    /// What an error says, with the folder of this place put in brackets.
    #[track_caller]
    fn row<T>(&self, variant: &'static str, outcome: Result<T>, expected: Expect) -> Row {
        let Err(error) = outcome else { panic!("`{variant}` does not come about") };
        assert!(format!("{error:?}").starts_with(variant), "expected `{variant}`, found {error:?}");
        let said = error.to_string().replace(&*self.folder.path().to_string_lossy(), "[FOLDER]");
        Row { variant, said, expected }
    }
}

fn build_as(options: &BuildOptions) -> Result<sou::index::BuildReport> {
    build(options, &ANALYZER, &|_| {})
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).expect("it is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    // A new file, so that what is linked to the old one stays.
    fs::remove_file(path).expect("it can be removed");
    fs::write(path, bytes).expect("it can be written");
}

fn io_error() -> Row {
    let place = Place::new();
    let disk = Disk::observed(|operation| match operation {
        Operation::SyncFolder(_) => Verdict::Fail(io::ErrorKind::Other.into()),
        _ => Verdict::Proceed,
    });
    fs::write(place.site().join("content/新.md"), "新").expect("a page can be written");
    let outcome = build_as(&BuildOptions { disk, ..place.options() });
    let mut row = place.row(
        "Io",
        outcome,
        expect!["cannot sync `[FOLDER]/index/gen-000002.[PID].tmp/terms`: other error"],
    );
    row.said = row.said.replace(&std::process::id().to_string(), "[PID]");
    row
}

fn no_site() -> Row {
    let place = Place::new();
    fs::rename(place.site(), place.folder.path().join("弄丢了")).expect("a folder can be renamed");
    place.row(
        "NoSite",
        build_as(&place.options()),
        expect![[r#"
            there is no site in `[FOLDER]/site`: No such file or directory (os error 2)
            hint: nothing was changed; name the site's folder, or mount it, and run again"#]],
    )
}

fn shrunk() -> Row {
    let place = Place::new();
    for number in 0..6 {
        fs::remove_file(place.site().join(format!("content/{number}.md"))).expect("a page can be removed");
    }
    place.row(
        "Shrunk",
        build_as(&place.options()),
        expect![[r#"
            6 of the 9 pages of `[FOLDER]/site` are gone, which looks like an accident
            hint: nothing was changed; if they are meant to be gone, run `sou index --allow-shrink`"#]],
    )
}

fn hidden() -> Row {
    let place = Place::new();
    let page = fs::OpenOptions::new().write(true).open(place.site().join("content/3.md"));
    page.and_then(|page| page.set_len(MAX_FILE_BYTES + 1)).expect("a page can have a hole");
    let kept = build_as(&place.options()).expect("it is kept as it was");
    assert_eq!(kept.n_pages, 9);
    place.row("Hidden", build_as(&BuildOptions { full: true, ..place.options() }), expect![[r#"
            `content/3.md` cannot be read, and building all again would lose 1 of the pages of `[FOLDER]/site`
            hint: nothing was changed; `sou check` says why it cannot; `sou index --allow-shrink` goes on without them"#]])
}

fn no_space() -> Row {
    let place = Place::new();
    let disk = Disk::observed(|operation| match operation {
        Operation::FreeSpace(_) => Verdict::Left { n_bytes: 100 },
        _ => Verdict::Proceed,
    });
    fs::write(place.site().join("content/长.md"), "长".repeat(1_000)).expect("a page can be written");
    let mut row = place.row(
        "NoSpace",
        build_as(&BuildOptions { disk, ..place.options() }),
        expect![[r#"
            the next index in `[FOLDER]/index` may take [N] bytes, and 100 are free
            hint: make room; the last index answers meanwhile"#]],
    );
    let needed =
        row.said.split(" may take ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a number");
    assert!(needed.parse::<u64>().is_ok_and(|needed_bytes| needed_bytes >= 3_000), "{}", row.said);
    row.said = row.said.replace(&format!("may take {needed} bytes"), "may take [N] bytes");
    row
}

fn no_index() -> Row {
    let place = Place::new();
    let nowhere = place.folder.path().join("没有");
    place.row(
        "NoIndex",
        Engine::open(&nowhere, Arc::clone(&ANALYZER)),
        expect![[r#"
            there is no index in `[FOLDER]/没有`
            hint: run `sou index` to make one"#]],
    )
}

fn locked() -> Row {
    let place = Place::new();
    let _held = Store::at(&place.index()).lock(Duration::ZERO).expect("nobody has it");
    place.row(
        "Locked",
        build_as(&place.options()),
        expect![[r#"
            another run is writing the index in `[FOLDER]/index`
            hint: `--wait` waits until it ends"#]],
    )
}

fn incompatible() -> Row {
    let place = Place::new();
    let store = Store::at(&place.index());
    let mut row = place.row(
        "Incompatible",
        sou::index::OpenIndex::open(&store, "另一个"),
        expect![[r#"
            the index in `[FOLDER]/index` was written with analyzer `[FINGERPRINT]`, and this run has `另一个`
            hint: run `sou index` with the same settings (`--site` names the folder of `sou.yml`): it rebuilds what it must"#]],
    );
    row.said = row.said.replace(&ANALYZER.fingerprint(), "[FINGERPRINT]");
    row
}

fn damaged() -> Row {
    let place = Place::new();
    let path = place.index().join("gen-000001/catalog.bin");
    fs::write(&path, "短").expect("it can be written");
    let mut row = place.row(
        "Damaged",
        Engine::open(&place.index(), Arc::clone(&ANALYZER)),
        expect![[r#"
            `[FOLDER]/index/gen-000001/catalog.bin` is damaged: expected [N] bytes, found 3
            hint: run `sou index`: it builds again what is damaged"#]],
    );
    let expected =
        row.said.split("expected ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a number");
    row.said = row.said.replace(&format!("expected {expected} bytes"), "expected [N] bytes");
    row
}

fn fell_back() -> Row {
    let place = Place::new();
    fs::write(place.site().join("content/新.md"), "新").expect("a page can be written");
    run(&place.site(), &place.index());
    flip(&place.index().join("gen-000002/manifest.json"));
    let error = open(&place.index()).fallback().expect("an older one answers");
    let mut row = place.row(
        "FellBack",
        Err::<(), _>(error),
        expect![[r#"
            `[FOLDER]/index/gen-000002/manifest.json` is damaged: expected it to end in `[SEALS]`; `gen-000001` answers instead, as the site was at 2026-06-01T00:00:00Z
            hint: run `sou index`: it publishes a sound one"#]],
    );
    let start = row.said.find("end in `").expect("it says how it ends") + "end in `".len();
    let end = row.said.find("`; `gen-").expect("it says what answers");
    row.said.replace_range(start..end, "[SEALS]");
    row
}

fn no_export() -> Row {
    let place = Place::new();
    let archive = "这不是归档".as_bytes();
    let store = Store::at(&place.index());
    place.row(
        "NoExport",
        archive::import(&store, archive, Path::new("出口.tar.gz"), &ANALYZER.fingerprint()),
        expect![[r#"
            `出口.tar.gz` cannot be imported: it cannot be read: invalid gzip header
            hint: `sou export FILE` makes one that can; nothing was changed"#]],
    )
}

fn engine() -> Row {
    let place = Place::new();
    let disk = Disk::observed(|operation| match operation {
        Operation::Map(_) => Verdict::Fail(io::ErrorKind::Other.into()),
        _ => Verdict::Proceed,
    });
    let outcome = Engine::open_store(&Store::on(&disk, &place.index()), Arc::clone(&ANALYZER));
    let Err(error @ Error::Engine { .. }) = outcome else { panic!("the library can map its files") };
    let said = error.to_string().replace(&*place.folder.path().to_string_lossy(), "[FOLDER]");
    // What the library says in between is its own.
    let (before, _) = said.split_once("cannot be used: ").expect("it names the folder");
    let (_, hint) = said.rsplit_once('\n').expect("it ends in a hint");
    let said = format!("{before}cannot be used: [LIBRARY]\n{hint}");
    let expected = expect![[r#"
        the index in `[FOLDER]/index/gen-000001/terms` cannot be used: [LIBRARY]
        hint: run `sou index --full` to build it again"#]];
    Row { variant: "Engine", said, expected }
}

fn query_too_long() -> Row {
    let place = Place::new();
    let request = SearchRequest { q: "滚".repeat(171), ..SearchRequest::default() };
    place.row(
        "QueryTooLong",
        open(&place.index()).search(&request),
        expect![[r#"
            the query has 513 bytes, and at most 512 are looked at
            hint: search for a part of it"#]],
    )
}

#[test]
fn every_error_of_the_library_comes_about() {
    let rows = vec![
        io_error(),
        no_site(),
        shrunk(),
        hidden(),
        no_space(),
        no_index(),
        locked(),
        incompatible(),
        damaged(),
        fell_back(),
        no_export(),
        engine(),
        query_too_long(),
    ];
    check("Error", rows);
}

#[test]
fn an_import_without_room_is_refused() {
    let place = Place::new();
    let mut archive = Vec::new();
    archive::export(&Store::at(&place.index()), &mut archive, Path::new("出口")).expect("it is sound");
    let disk = Disk::observed(|operation| match operation {
        Operation::FreeSpace(_) => Verdict::Left { n_bytes: 4_096 },
        _ => Verdict::Proceed,
    });
    let store = Store::on(&disk, &place.folder.path().join("另一个"));
    let outcome = archive::import(&store, archive.as_slice(), Path::new("出口"), &ANALYZER.fingerprint());
    let said = outcome.expect_err("there is no room").to_string();
    assert!(
        said.contains("`出口` cannot be imported: it needs ") && said.contains(" has 4096 left\nhint: "),
        "{said}"
    );
}
