//! Whatever is done to a site, in whatever order: pages are written, moved, removed,
//! touched; words and settings change; the clock is moved; runs die.
//!
//! 1. The index that was brought up to date by all those runs answers as one that
//!    is made anew.
//! 2. One to three characters find, as typed, every page that a plain scan of the
//!    folded pages finds; and in quotation marks no page that does not have them.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sou::index::build::BuildReport;

use super::{folder, n_cases, opened, proven};
use crate::bodies::index_ops::{Model, N_DAYS, N_PAGES, PIECES, Step, Text};
use crate::indexing::up_to_date::{QUERIES, check_same_answer};

fn any_text() -> impl Strategy<Value = Text> {
    let blocks = prop::collection::vec(prop::collection::vec(0..PIECES.len(), 1..6), 0..4);
    (0..PIECES.len(), blocks, prop::bool::weighted(0.15), 0..N_DAYS)
        .prop_map(|(title, blocks, is_draft, day)| Text { title, blocks, is_draft, day })
}

fn any_step() -> impl Strategy<Value = Step> {
    let page = || 0..N_PAGES;
    prop_oneof![
        6 => (page(), any_text()).prop_map(|(page, text)| Step::Write { page, text }),
        2 => (page(), 0..PIECES.len()).prop_map(|(page, piece)| Step::Append { page, piece }),
        2 => (page(), page()).prop_map(|(from, to)| Step::Rename { from, to }),
        2 => page().prop_map(|page| Step::Remove { page }),
        1 => page().prop_map(|page| Step::Touch { page }),
        1 => any::<bool>().prop_map(|are_there| Step::SetWords { are_there }),
        1 => any::<bool>().prop_map(|is_set| Step::SetExcluded { is_set }),
        1 => (0..N_DAYS).prop_map(|days| Step::SetClock { days }),
        3 => Just(Step::Run),
        2 => (0..400_usize).prop_map(|at| Step::RunThatDies { at }),
    ]
}

/// Does all steps, and gives how many questions were answered right after them.
fn check(steps: &[Step]) -> usize {
    let (site, index, anew) = (folder(), folder(), folder());
    let mut model = Model::begin(site.path());
    for step in steps {
        model.step(step, site.path(), index.path());
    }
    let updated = model.run(site.path(), index.path());
    let rebuilt = model.run(site.path(), anew.path());
    let of = |report: &BuildReport| {
        let BuildReport { n_pages, n_sections, n_left_out, .. } = *report;
        (n_pages, n_sections, n_left_out, report.languages.clone(), report.diagnostics.clone())
    };
    assert_eq!(of(&updated), of(&rebuilt));
    let [updated, rebuilt] = [&index, &anew].map(|index| opened(index.path()).expect("it answers"));
    assert!(updated.fallback().is_none(), "it is the published one");
    assert_eq!(updated.pages(true), rebuilt.pages(true));
    assert_eq!(updated.tags(), rebuilt.tags());
    for q in QUERIES {
        check_same_answer(&updated, &rebuilt, q, q);
    }
    QUERIES.len() + model.check_scans(&updated)
}

#[test]
fn after_any_sequence_the_index_is_that_of_the_site() {
    let n_sequences = n_cases(8, 2_000);
    let cases = u32::try_from(n_sequences).expect("a small number");
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let (n_steps, n_questions) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let steps = prop::collection::vec(any_step(), 4..40);
    let outcome = TestRunner::new(config).run(&steps, |steps| {
        n_questions.fetch_add(check(&steps), Ordering::Relaxed);
        n_steps.fetch_add(steps.len(), Ordering::Relaxed);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    let (n_steps, n_questions) = (n_steps.into_inner(), n_questions.into_inner());
    proven(
        "sequences",
        &format!("{n_sequences} random sequences of {n_steps} steps, {n_questions} questions"),
    );
}
