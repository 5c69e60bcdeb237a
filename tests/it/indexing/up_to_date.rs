//! An index brought up to date answers as one made anew, whatever happened to the site in between.

use std::fs;
use std::path::Path;

use sou::index::build::{BuildOptions, BuildReport, build};
use sou::search::{Engine, SearchRequest};

use crate::indexed::{ANALYZER, Random, ask, build_options, open, paths, run, shown, typed};
use crate::support::write_files;

use super::Place;

/// What the pages of a random site are made of.
const PIECES: &[&str] = &[
    "滚动更新",
    "滾動更新",
    "雙協議棧",
    "论坛",
    "Ｋ８Ｓ集群",
    "Pod调度",
    "kube-apiserver",
    "v1.29.3",
    "--dry-run",
    "C++",
    "canary deployment",
    "ガイド",
    "한국어 문서",
    "的",
    "。",
    "\n\n",
    "\n## 回滚\n",
    "\n## Rolling back\n",
    "`code`",
];

/// What is asked of it.
pub const QUERIES: &[&str] = &[
    "",
    "滚动更新",
    "论坛",
    "k8s",
    "pod 调度",
    "apiserver",
    "1.29",
    "--dry-run",
    "C++",
    "canary",
    "ガイド",
    "한국어",
    "的",
    "回滚",
    "\"更新论坛\"",
    "滚动 -论坛",
    "tag:甲",
    "tag:乙 更新",
];

fn write_random_page(folder: &Path, random: &mut Random) {
    let number = random.below(12);
    let title = random.pick(&PIECES[..9]);
    let tags = ["[甲]", "[乙]", "[甲, 乙]", "[]"][random.below(4)];
    let draft = random.below(8) == 0;
    let day = 1 + random.below(28);
    let mut text = format!("//- content/{number}.md\n---\ntitle: {title}\ntags: {tags}\n");
    text.push_str(&format!("date: 2024-05-{day:02}\ndraft: {draft}\n---\n"));
    for _ in 0..random.below(30) {
        text.push_str(PIECES[random.below(PIECES.len())]);
    }
    write_files(folder, &text);
}

#[test]
fn an_index_brought_up_to_date_answers_as_one_made_anew() {
    for seed in 1..=4 {
        let place = Place::new();
        let mut random = Random::seeded(seed);
        for step in 0..8 {
            for _ in 0..=random.below(4) {
                if random.below(3) == 0 {
                    let path = place.site().join(format!("content/{}.md", random.below(12)));
                    if path.exists() {
                        fs::remove_file(path).expect("it can be removed");
                    }
                } else {
                    write_random_page(place.site(), &mut random);
                }
            }
            let updated = place.run();
            let anew = tempfile::tempdir().expect("a temporary folder can be made");
            let rebuilt = run(place.site(), anew.path());
            let of = |report: &BuildReport| {
                let BuildReport { n_pages, n_sections, n_left_out, .. } = *report;
                (n_pages, n_sections, n_left_out, report.languages.clone(), report.diagnostics.clone())
            };
            assert_eq!(of(&updated), of(&rebuilt), "seed {seed}, step {step}");
            let (updated, rebuilt) = (open(place.index()), open(anew.path()));
            assert_eq!(updated.pages(true), rebuilt.pages(true), "seed {seed}, step {step}");
            assert_eq!(updated.tags(), rebuilt.tags(), "seed {seed}, step {step}");
            for q in QUERIES {
                check_same_answer(&updated, &rebuilt, q, &format!("`{q}`, seed {seed}, step {step}"));
            }
        }
    }
}

/// Fails unless two engines answer the same to a query, all that they show included.
#[track_caller]
pub fn check_same_answer(one: &Engine, other: &Engine, q: &str, place: &str) {
    let request = SearchRequest { per_page: 50, ..typed(q) };
    let (one, other) = (ask(one, &request), ask(other, &request));
    assert_eq!(one.total, other.total, "{place}");
    assert_eq!(paths(&one), paths(&other), "{place}");
    let shown = |results: &sou::search::Results| results.hits.iter().map(shown).collect::<Vec<_>>();
    assert_eq!(shown(&one), shown(&other), "{place}");
    assert_eq!(
        (one.facets, one.suggest, one.corrected),
        (other.facets, other.suggest, other.corrected),
        "{place}"
    );
}

#[test]
fn a_full_run_reads_everything_and_answers_the_same() {
    let place = Place::new();
    place.run();
    let before = open(place.index());
    let options = BuildOptions { full: true, ..build_options(place.site(), place.index()) };
    let report = build(&options, &ANALYZER, &|_| {}).expect("the site can be indexed");
    assert_eq!((report.n_read, report.n_pages), (3, 3));
    let after = open(place.index());
    for q in QUERIES {
        check_same_answer(&before, &after, q, q);
    }
}
