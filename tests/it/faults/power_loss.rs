//! The machine loses its power at any point, and of what was not synced any part
//! is there or not, in any order.
//!
//! Runs of all kinds are recorded: the first, incremental ones, one that reads
//! everything, one that finds nothing new, and with them the removal of old
//! generations, one that is refused the last step, and one whose edition is imported. Then what a disk may hold after a power cut is made in a folder,
//! for every point of the record. There the last edition that was acknowledged
//! answers, or the one that was being published; every generation that has its name is
//! whole; and the next run makes all good.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::path::Path;

use sou::index::Store;
use sou::index::build::BuildOptions;
use sou::index::disk::Operation;
use sou::index::verify::verify;

use super::crash_states::{Fate, History, Moment, Recorder, State};
use super::moving::{archive_of, import};
use super::{Editions, check_whole, edition, folder, n_cases, opened, proven, run_as};
use crate::indexed::Random;

/// The edition that each run is asked for, and how it goes.
const RUNS: [(usize, How); 9] = [
    (1, How::Incremental),
    (2, How::Incremental),
    (3, How::Incremental),
    (4, How::Incremental),
    (4, How::Incremental),
    (5, How::Refused),
    (5, How::Full),
    (6, How::Incremental),
    (7, How::Imported),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Incremental,
    Full,
    /// The disk is full when all is ready and only the pointer is left to be turned.
    Refused,
    /// The edition comes as an archive.
    Imported,
}

const INDEX: &str = "index";

/// Up to this many changes to the names of an index are combined in all ways.
const MAX_COMBINED: usize = 6;

/// The runs, and after how many changes each came to its end.
fn recorded(editions: &Editions) -> (History, Vec<usize>) {
    let root = folder();
    let index = root.path().join(INDEX);
    let recorder = Recorder::of(root.path());
    let mut ends = Vec::new();
    for (number, how) in RUNS {
        let refuses = move |operation: &Operation<'_>| {
            how == How::Refused
                && matches!(operation, Operation::Rename { to, .. } if to.ends_with("CURRENT"))
        };
        let options = BuildOptions {
            disk: recorder.disk_that_refuses(refuses),
            full: how == How::Full,
            ..editions.options(number, &index)
        };
        let is_failed = match how {
            How::Imported => import(&options.disk, &index, &archive_of(editions, number)).is_err(),
            _ => run_as(&options).is_err(),
        };
        assert_eq!(is_failed, how == How::Refused, "{number}, {how:?}");
        ends.push(recorder.n_changes());
    }
    let history = recorder.history();
    // What is played back is what was done.
    let played = history.state(history.len(), &BTreeMap::new());
    let there = State::of_folder(root.path());
    assert!(played == there, "expected {there:#?}, played {played:#?}");
    (history, ends)
}

/// What is wrong with a generation that has its name: it must be whole at any time.
fn check_named(index: &Path, context: &str) {
    // Where there is no folder yet, or nothing in it, there is no generation.
    let Ok((generations, _)) = verify(&Store::at(index)) else { return };
    for generation in generations {
        if let Err(error) = generation.outcome {
            panic!("{context}: {} has its name: {error}", generation.generation);
        }
    }
}

/// The states to look at after so many changes, as what became of the open ones: about
/// `n_states`, in which those to the names of the index are combined in all ways.
fn fates(history: &History, point: (usize, Moment), n_states: usize) -> Vec<BTreeMap<usize, Fate>> {
    let (n_changes, moment) = point;
    let mut random = Random::seeded(1 + n_changes as u64);
    let open = history.open(n_changes, moment);
    let (names, others): (Vec<usize>, Vec<usize>) =
        open.into_iter().partition(|&at| history.is_about_names_of_index(at, OsStr::new(INDEX)));
    let n_combinations = 1_usize << names.len().min(MAX_COMBINED);
    // Of all else that is open: everything was done, nothing, and then by chance.
    let n_draws = (n_states / n_combinations).max(2);
    let mut all = Vec::new();
    for combination in 0..n_combinations {
        for draw in 0..n_draws {
            let mut fates = BTreeMap::new();
            for (place, &at) in names.iter().enumerate() {
                let is_dropped = match names.len() <= MAX_COMBINED {
                    true => combination >> place & 1 == 1,
                    false => random.below(2) == 1,
                };
                fates.insert(at, if is_dropped { Fate::Dropped } else { Fate::Kept });
            }
            for &at in &others {
                fates.insert(
                    at,
                    match draw {
                        0 => Fate::Kept,
                        1 => Fate::Dropped,
                        _ => history.draw(at, &mut random),
                    },
                );
            }
            all.push(fates);
        }
    }
    all
}

#[test]
fn after_a_power_cut_an_edition_answers() {
    let editions = Editions::new(RUNS.len());
    let (history, ends) = recorded(&editions);
    // Points that are looked at: each so many, and where a run was acknowledged.
    let stride = n_cases(29, 1);
    let n_states_each = n_cases(4, 180);
    let mut points: Vec<(usize, Moment)> =
        (0..=history.len()).step_by(stride).map(|n_changes| (n_changes, Moment::BeforeSync)).collect();
    points.extend(ends.iter().map(|&n_changes| (n_changes, Moment::AfterSync)));
    let mut seen = HashSet::new();
    for point in points {
        let (n_changes, moment) = point;
        let is_done = |&&at: &&usize| at < n_changes || (at == n_changes && moment == Moment::AfterSync);
        let n_done = ends.iter().filter(is_done).count();
        let acknowledged = RUNS[..n_done].iter().rfind(|(_, how)| *how != How::Refused);
        let last = acknowledged.map(|(edition, _)| *edition);
        // What the site is when the machine is on again.
        let next = RUNS[n_done.min(RUNS.len() - 1)].0;
        let mut fates = fates(&history, point, n_states_each);
        // Of a few, some; beginning elsewhere at each point.
        let step = n_cases(fates.len().div_ceil(n_states_each), 1);
        fates.rotate_left(n_changes % step);
        for fates in fates.into_iter().step_by(step) {
            let state = history.state(n_changes, &fates);
            if !seen.insert((state.fingerprint(), last, next)) {
                continue;
            }
            let root = folder();
            state.write(root.path());
            let index = root.path().join(INDEX);
            let context = format!("after {n_changes} changes, {moment:?}, with {fates:?}");
            match last {
                Some(last) => match edition(&index) {
                    Ok(found) => assert!(found == last || found == next, "{context}: {found} answers"),
                    Err(fault) => panic!("{context}: {fault}"),
                },
                // Nothing was promised yet: the new edition, or a word about what to do.
                None => match opened(&index) {
                    Ok(engine) => assert_eq!(super::edition_of(&engine), Ok(next), "{context}"),
                    Err(error) => assert!(error.to_string().contains("\nhint: "), "{context}: {error}"),
                },
            }
            check_named(&index, &context);
            let healed = run_as(&editions.options(next, &index));
            healed.unwrap_or_else(|error| panic!("{context}: the next run: {error}"));
            check_whole(&index, next, &context);
        }
    }
    let n_states = seen.len();
    assert!(n_states >= n_cases(50, 20_000), "only {n_states} states were looked at");
    let (n_runs, n_changes) = (RUNS.len(), history.len());
    proven("power loss", &format!("{n_states} states of a disk, at {n_changes} changes of {n_runs} runs"));
}
