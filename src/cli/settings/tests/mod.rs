//! Over the whole table: every setting is unique, documented, and can be given in
//! all three ways; and what each mistake is answered with.

mod mistakes;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Command, FromArgMatches};
use expect_test::{Expect, expect};

use super::table::{Kind, SETTINGS, Setting};
use super::*;
use crate::cli::setting_flags::{Everything, SettingFlags};

fn environment(variables: &[(&str, &str)], here: &Path) -> Environment {
    Environment {
        variables: variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        current_folder: here.to_owned(),
        reader_language: None,
        n_cores: 2,
        now: jiff::Timestamp::UNIX_EPOCH,
    }
}

/// Settings of a folder with this `sou.yml`, these variables and these flags.
fn resolve_in(
    folder: &Path,
    file: &str,
    variables: &[(&str, &str)],
    flags: &[&str],
) -> Result<Settings, String> {
    fs::write(folder.join("sou.yml"), file).unwrap();
    let command = <SettingFlags<Everything> as clap::Args>::augment_args(Command::new("sou"));
    let words = std::iter::once("sou").chain(flags.iter().copied());
    let matches = command.try_get_matches_from(words).map_err(|error| error.to_string())?;
    let typed = SettingFlags::<Everything>::from_arg_matches(&matches).unwrap().typed();
    let shorten = |error: SettingError| error.to_string().replace(&folder.display().to_string(), "…");
    resolve(&typed, &environment(variables, folder)).map_err(shorten)
}

/// A value that the setting takes and that is not its default, as written in
/// each of the three places.
fn sample(setting: &Setting) -> [String; 3] {
    let one = |text: &str| [text.to_owned(), text.to_owned(), text.to_owned()];
    match setting.kind {
        // Its own `sou.yml` is read from there, so it stays where it is.
        Kind::Path if setting.key == "site" => one("."),
        Kind::Path => one("文件"),
        Kind::SiteFolder => one("文章"),
        Kind::Count => one("3"),
        Kind::Address => one("127.0.0.1:0"),
        Kind::Url => one("https://example.com"),
        Kind::UrlPath => one("/博客"),
        Kind::Language => one("zh-Hant"),
        Kind::TimeZone => one("Asia/Shanghai"),
        Kind::Duration => one("1h 30m"),
        Kind::Switch => ["yes".to_owned(), "1".to_owned(), "true".to_owned()],
        Kind::OneOf(words) => one(words.last().expect("there is a word")),
        Kind::Selector => one("main .post"),
        Kind::List => {
            ["[滚动更新, 雙協議棧]".to_owned(), "滚动更新,雙協議棧".to_owned(), "滚动更新".to_owned()]
        }
        Kind::Origins => one("https://example.com"),
        Kind::Synonyms => {
            ["[[k8s, 集群]]".to_owned(), "k8s,集群; 论坛 => 社区".to_owned(), "k8s,集群".to_owned()]
        }
    }
}

#[track_caller]
fn check_error(file: &str, variables: &[(&str, &str)], flags: &[&str], expected: Expect) {
    let folder = tempfile::tempdir().unwrap();
    match resolve_in(folder.path(), file, variables, flags) {
        Ok(settings) => panic!("accepted: {settings:?}"),
        Err(error) => expected.assert_eq(&error),
    }
}

#[test]
fn keys_flags_and_variables_are_unique_and_follow_from_the_key() {
    let keys: BTreeSet<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
    assert_eq!(keys.len(), SETTINGS.len());
    for setting in SETTINGS {
        let key = setting.key;
        assert!(key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{key}");
        assert_eq!(setting.environment_name(), format!("SOU_{}", key.to_uppercase()));
        assert_eq!(setting.flag().replace('-', "_"), key);
        assert_ne!(setting.environment_name(), config_variable());
    }
}

#[test]
fn every_setting_says_what_it_is_for_in_one_line() {
    for setting in SETTINGS {
        let doc = setting.doc;
        assert!(doc.starts_with(char::is_uppercase), "{}: {doc}", setting.key);
        assert!(!doc.ends_with('.') && !doc.contains('\n'), "{}: {doc}", setting.key);
        assert!(doc.chars().count() <= 110, "{}: {doc}", setting.key);
    }
}

#[test]
fn every_default_is_a_value_that_the_setting_takes() {
    for setting in SETTINGS {
        if let Some(default) = setting.default {
            let checked = value::check(setting.kind, &Raw::Text(default.to_owned()), Path::new("/"));
            assert!(checked.is_ok(), "{}", setting.key);
        }
    }
}

#[test]
fn every_generator_that_the_table_names_is_one() {
    let folder = tempfile::tempdir().unwrap();
    for name in table::GENERATORS {
        let settings = resolve_in(folder.path(), &format!("generator: {name}"), &[], &[]).unwrap();
        assert!(settings.site_options.generator.is_some(), "{name}");
    }
}

#[test]
fn every_setting_can_be_given_in_the_file_in_the_environment_and_as_a_flag() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("文件"), "滚动更新\n").unwrap();
    for setting in SETTINGS {
        let [in_file, in_environment, as_flag] = sample(setting);
        let file = format!("{}: {in_file}", setting.key);
        let (variable, flag) = (setting.environment_name(), format!("--{}", setting.flag()));
        let origin = |variables: &[(&str, &str)], flags: &[&str]| {
            let settings = resolve_in(folder.path(), &file, variables, flags).unwrap();
            settings.resolved.into_iter().find(|row| row.setting.key == setting.key).unwrap().origin
        };
        let path = folder.path().join("sou.yml");
        assert_eq!(origin(&[], &[]), Origin::File(path, 1), "{}", setting.key);
        let set: &[(&str, &str)] = &[(&variable, &in_environment)];
        assert_eq!(origin(set, &[]), Origin::Environment(variable.clone()));
        assert_eq!(origin(set, &[&format!("{flag}={as_flag}")]), Origin::Flag(flag.clone()));
    }
}

#[test]
fn a_site_without_a_file_gets_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let settings = resolve(&Typed::default(), &environment(&[], folder.path())).unwrap();
    assert_eq!(settings.site, folder.path());
    assert_eq!(settings.index, folder.path().join("index"));
    assert_eq!(settings.threads, 2);
    assert_eq!(settings.addr, "127.0.0.1:7700");
    assert_eq!(settings.site_options.exclude, ["index/**"]);
}

#[test]
fn values_arrive_as_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("词.txt"), "\u{feff}# 产品\n云原生 100 nz\n\n  C#  \n").unwrap();
    let file = "words: [滚动更新]\nwords_file: 词.txt\nsynonyms: [[k8s, kubernetes], 论坛 => 社区、社群]\n\
                exclude: drafts/**\nsite_url: https://example.com/\nindex: ../索引\n";
    let settings = resolve_in(folder.path(), file, &[("SOU_EXCLUDE", "a/**, b.md")], &[]).unwrap();
    assert_eq!(settings.words, ["滚动更新", "云原生", "C#"]);
    let rules: Vec<String> = settings.synonyms.iter().map(ToString::to_string).collect();
    assert_eq!(rules, ["k8s, kubernetes", "论坛 => 社区, 社群"]);
    assert_eq!(settings.site_options.exclude, ["a/**", "b.md"]);
    assert_eq!(settings.site_url.as_deref(), Some("https://example.com"));
    assert_eq!(settings.index, folder.path().join("../索引"));
}

#[test]
fn a_switch_is_on_by_its_name_alone_and_times_have_units() {
    let folder = tempfile::tempdir().unwrap();
    let of = |file: &str, flags: &[&str]| {
        let settings = resolve_in(folder.path(), file, &[], flags).unwrap();
        (settings.watch, settings.every.map(|every| every.as_secs()))
    };
    assert_eq!(of("", &[]), (false, None));
    assert_eq!(of("", &["--watch", "--every", "10m"]), (true, Some(600)));
    assert_eq!(of("watch: true\nevery: 1h 30m", &[]), (true, Some(5_400)));
    assert_eq!(of("watch: true\nevery: 1h", &["--watch=false", "--every=45s"]), (false, Some(45)));
    check_error(
        "every: 10",
        &[],
        &[],
        expect![
            "…/sou.yml:1: `every` expects a time from `1s` to `168h`, such as `10m` or `1h 30m`, found `10`"
        ],
    );
}

#[test]
fn paths_in_a_file_are_counted_from_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("设置")).unwrap();
    fs::write(folder.path().join("设置/sou.yml"), "site: ../站点\nindex: 索引\n").unwrap();
    let typed = Typed { config: Some(PathBuf::from("设置/sou.yml")), flags: Vec::new() };
    let settings = resolve(&typed, &environment(&[], folder.path())).unwrap();
    assert_eq!(settings.site, folder.path().join("设置/../站点"));
    assert_eq!(settings.index, folder.path().join("设置/索引"));
}

#[test]
fn nothing_written_is_nothing_set() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["", "# 空\n", "index:\nthreads: ~\n", "\u{feff}index:\n"] {
        let settings = resolve_in(folder.path(), file, &[], &[]).unwrap();
        assert!(settings.resolved.iter().all(|row| row.origin == Origin::Default), "{file:?}");
    }
}
