//! Whatever was killed, damaged or is missing, the last good index answers.

use std::fs;
use std::sync::Arc;

use sou::index::build::{build, exists};
use sou::search::Engine;

use crate::indexed::{ANALYZER, ask, build_options, open, paths, typed};
use crate::support::write_files;

use super::Place;

#[test]
fn an_open_index_answers_on_while_others_are_published() {
    let place = Place::new();
    place.run();
    let engine = open(place.index());
    for number in 0..6 {
        write_files(place.site(), &format!("//- content/滚动.md\n---\ntitle: 第 {number} 版\n---\n{number}"));
        place.run();
        let results = ask(&engine, &typed("滚动更新"));
        assert_eq!(paths(&results), ["content/滚动.md"], "{number} runs later");
    }
    assert_ne!(Engine::published_generation(place.index()).expect("there is one"), engine.info().generation);
    place.check_found("第 5 版", &["content/滚动.md"]);
    let n_kept = fs::read_dir(place.index()).expect("it is a folder");
    let n_kept = n_kept.filter(|entry| {
        let name = entry.as_ref().expect("it can be listed").file_name();
        name.to_string_lossy().starts_with("gen-")
    });
    assert!(n_kept.count() <= 3, "the published one and two old ones are kept");
}

#[test]
fn what_a_killed_run_left_is_in_nobodys_way() {
    let place = Place::new();
    let report = place.run();
    let left = place.index().join("gen-000099.tmp");
    fs::create_dir(&left).expect("it can be made");
    fs::write(left.join("half"), "一半").expect("it can be written");
    place.check_found("滚动更新", &["content/滚动.md"]);
    assert_eq!(Engine::published_generation(place.index()).expect("there is one"), report.generation);
    write_files(place.site(), "//- content/新.md\n新的一页。");
    assert!(place.run().changed);
    assert!(!left.exists(), "the next run removes it");
    place.check_found("新的一页", &["content/新.md"]);
}

#[test]
fn an_index_may_be_deleted() {
    let place = Place::new();
    place.run();
    fs::remove_dir_all(place.index()).expect("it can be removed");
    assert!(!exists(place.index()));
    let error = Engine::open(place.index(), Arc::clone(&ANALYZER)).expect_err("there is none");
    assert!(error.to_string().contains("\nhint: "), "{error}");
    let report = place.run();
    assert_eq!((report.changed, report.n_read, report.n_pages), (true, 3, 3));
    place.check_found("滚动更新", &["content/滚动.md"]);
}

#[test]
fn a_damaged_index_is_made_anew() {
    let place = Place::new();
    let report = place.run();
    let generation = place.index().join(&report.generation);
    let mut n_damaged = 0;
    for entry in fs::read_dir(&generation).expect("it is a folder") {
        let path = entry.expect("it can be listed").path();
        if path.is_file() {
            fs::remove_file(&path).expect("it can be removed");
            // Not written over: an older generation may share the file.
            fs::write(&path, "坏").expect("it can be written");
            n_damaged += 1;
        }
    }
    assert!(n_damaged > 0);
    let error = Engine::open(place.index(), Arc::clone(&ANALYZER)).expect_err("it is damaged");
    assert!(error.to_string().contains("\nhint: "), "{error}");
    let report = place.run();
    assert_eq!((report.changed, report.n_read), (true, 3));
    place.check_found("滚动更新", &["content/滚动.md"]);
}

#[test]
fn an_index_of_other_rules_is_refused_and_rewritten() {
    let place = Place::new();
    let first = place.run();
    let manifest = place.index().join(&first.generation).join("manifest.json");
    let text = fs::read_to_string(&manifest).expect("a generation has a manifest");
    let of_older_rules = text.replace("sou-text-", "sou-text-0");
    assert_ne!(text, of_older_rules);
    fs::write(&manifest, of_older_rules).expect("it can be written");
    let error = Engine::open(place.index(), Arc::clone(&ANALYZER)).expect_err("it was cut differently");
    assert!(error.to_string().contains("\nhint: "), "{error}");
    let report = place.run();
    assert_eq!((report.changed, report.n_read, report.n_pages), (true, 3, 3));
    assert_ne!(report.generation, first.generation);
    place.check_found("滚动更新", &["content/滚动.md"]);
}

#[test]
fn a_site_that_is_missing_empties_no_index() {
    let place = Place::new();
    let first = place.run();
    let mut options = build_options(&place.site().join("没有"), place.index());
    build(&options, &ANALYZER, &|_| {}).expect_err("there is no such folder");
    options.site = place.site().to_owned();
    options.site_options.content = Some("没有".into());
    build(&options, &ANALYZER, &|_| {}).expect_err("there is no such folder in the site");
    assert_eq!(Engine::published_generation(place.index()).expect("there is one"), first.generation);
    place.check_found("滚动更新", &["content/滚动.md"]);
}
