//! Whatever is done to a site and its index, in whatever order, against a plain
//! list of pages: pages are written, moved and removed, words, settings and the
//! clock change, runs die, files of the index are damaged, and somebody asks.
//!
//! Input: steps, a letter and its numbers each; [`Step::read`] says which.
//!
//! 1. Whatever answers is one edition of the site, whole: the acknowledged one, or
//!    one that a run came to before it died; an older one only after damage.
//! 2. After the last run, one to three characters find, as typed, every page that a
//!    plain scan of the folded pages finds; in quotation marks, no other.
//! 3. The last run leaves nothing behind, whatever died before it.

mod model;

use std::fs;
use std::path::{Path, PathBuf};

use super::Input;
pub use model::Model;
use model::open;

/// What is done to a site or its index.
#[derive(Debug, Clone)]
pub enum Step {
    /// A page has this text.
    Write { page: usize, text: Text },
    /// A page has a block more.
    Append { page: usize, piece: usize },
    /// A page has another name.
    Rename { from: usize, to: usize },
    /// A page is gone.
    Remove { page: usize },
    /// A page is written again as it is.
    Touch { page: usize },
    /// The owner names words, or takes them back.
    SetWords { are_there: bool },
    /// The settings leave a page out, or do not.
    SetExcluded { is_set: bool },
    /// It is so many days after the first of the month.
    SetClock { days: i64 },
    /// The index is brought up to date.
    Run,
    /// The same, but from the operation of this number on nothing is done.
    RunThatDies { at: usize },
    /// A file of the index becomes another.
    Damage { file: usize, harm: Harm },
    /// Somebody opens the index and asks.
    Ask,
}

/// What happens to a file.
#[derive(Debug, Clone, Copy)]
pub enum Harm {
    /// It is gone.
    Removed,
    /// Its second half is.
    Halved,
    /// One bit of it is another, at this 256th of it.
    Flipped(u8),
    /// It is as long, and all zeros.
    Zeroed,
}

/// What a page is of, by numbers of [`PIECES`].
#[derive(Debug, Clone)]
pub struct Text {
    /// Its title.
    pub title: usize,
    /// By block, its pieces.
    pub blocks: Vec<Vec<usize>>,
    /// Whether it is not to be found.
    pub is_draft: bool,
    /// When it is published, in days from the first of the month.
    pub day: i64,
}

/// Without marks, so that what stands side by side on a page does so in the index.
pub const PIECES: [&str; 12] = [
    "滚动更新",
    "滾動",
    "雙協議棧",
    "论坛",
    "論壇裡",
    "集群调度",
    "Ｋ８Ｓ",
    "Pod",
    "的",
    "容器编排",
    "網路",
    "更新",
];

/// How many names for pages there are.
pub const N_PAGES: usize = 8;

/// How many days the clock goes through.
pub const N_DAYS: i64 = 6;

/// More steps are as good as fewer, and take as much longer.
const MAX_STEPS: usize = 48;

impl Step {
    /// Reads one step: a letter, `a` the first of those above, and what it needs.
    fn read(input: &mut Input<'_>) -> Self {
        match input.pick(b"abcdefghijkl") {
            b'a' => Self::Write { page: input.below(N_PAGES), text: Text::read(input) },
            b'b' => Self::Append { page: input.below(N_PAGES), piece: input.below(PIECES.len()) },
            b'c' => Self::Rename { from: input.below(N_PAGES), to: input.below(N_PAGES) },
            b'd' => Self::Remove { page: input.below(N_PAGES) },
            b'e' => Self::Touch { page: input.below(N_PAGES) },
            b'f' => Self::SetWords { are_there: input.below(2) == 1 },
            b'g' => Self::SetExcluded { is_set: input.below(2) == 1 },
            b'h' => Self::SetClock { days: input.below(6) as i64 },
            b'i' => Self::Run,
            b'j' => Self::RunThatDies { at: 2 * input.below(256) },
            b'k' => {
                let file = input.below(256);
                let harm = [Harm::Removed, Harm::Halved, Harm::Zeroed, Harm::Flipped(input.byte())];
                Self::Damage { file, harm: input.pick(&harm) }
            }
            _ => Self::Ask,
        }
    }
}

impl Text {
    fn read(input: &mut Input<'_>) -> Self {
        let title = input.below(PIECES.len());
        let n_blocks = input.below(4);
        let mut block = || {
            let n_pieces = input.below(5);
            (0..=n_pieces).map(|_| input.below(PIECES.len())).collect()
        };
        let blocks = (0..n_blocks).map(|_| block()).collect();
        Self { title, blocks, is_draft: input.below(8) == 1, day: input.below(6) as i64 }
    }
}

/// Every file of an index but the lock, in order of path.
fn files(index: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut left = vec![index.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() {
                left.push(path);
            } else if !path.ends_with(".sou.lock") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn damage(index: &Path, file: usize, harm: Harm) {
    let files = files(index);
    let Some(path) = files.get(file % files.len().max(1)) else { return };
    let mut bytes = fs::read(path).expect("a file of the index can be read");
    let harmed = match harm {
        Harm::Removed => return fs::remove_file(path).expect("a file can be removed"),
        Harm::Halved => bytes[..bytes.len() / 2].to_vec(),
        Harm::Zeroed => vec![0; bytes.len()],
        Harm::Flipped(part) => {
            let at = bytes.len() * usize::from(part) / 256;
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << (part % 8);
            }
            bytes
        }
    };
    // In place: what is linked is damaged in every generation.
    fs::write(path, harmed).expect("a file can be written");
}

/// Checks one input.
pub fn check(bytes: &[u8]) {
    let mut input = Input(bytes);
    let folder = || tempfile::tempdir().expect("a temporary folder can be made");
    let (site, index) = (folder(), folder());
    let mut model = Model::begin(site.path());
    // All that may answer, the acknowledged one first.
    let mut may_answer: Vec<Model> = Vec::new();
    let mut is_acknowledged = false;
    let mut is_damaged = false;
    let mut n_steps = 0;
    while !input.is_empty() && n_steps < MAX_STEPS {
        n_steps += 1;
        let step = Step::read(&mut input);
        match &step {
            Step::RunThatDies { at } => match model.run_that_dies(*at, site.path(), index.path()) {
                Ok(_) => (may_answer, is_acknowledged, is_damaged) = (vec![model.clone()], true, false),
                Err(_) => may_answer.push(model.clone()),
            },
            Step::Run => {
                model.run(site.path(), index.path());
                (may_answer, is_acknowledged, is_damaged) = (vec![model.clone()], true, false);
            }
            Step::Damage { file, harm } => {
                damage(index.path(), *file, *harm);
                is_damaged = true;
            }
            // After damage an older one may answer, or none.
            Step::Ask if is_damaged => drop(open(index.path())),
            Step::Ask => check_answer(index.path(), &may_answer, is_acknowledged, n_steps),
            step => model.step(step, site.path(), index.path()),
        }
    }
    model.run(site.path(), index.path());
    let engine = open(index.path()).expect("the last run succeeded");
    assert!(engine.fallback().is_none(), "the published one answers");
    assert!(model.answers(&engine), "{:?} in place of {model:?}", engine.pages(true));
    model.check_scans(&engine);
    let names = fs::read_dir(index.path()).expect("it can be listed");
    let names: Vec<String> = names
        .map(|entry| entry.expect("it can be listed").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(!names.iter().any(|name| name.ends_with(".tmp")), "left behind: {names:?}");
    assert!(names.iter().filter(|name| name.starts_with("gen-")).count() <= 3, "{names:?}");
}

#[track_caller]
fn check_answer(index: &Path, may_answer: &[Model], is_acknowledged: bool, n_steps: usize) {
    match open(index) {
        Ok(engine) => {
            // A first run that died may have left a generation that nothing points to yet.
            let is_published = engine.fallback().is_none();
            assert!(is_published || !is_acknowledged, "step {n_steps}: nothing was damaged");
            let is_one = may_answer.iter().any(|model| model.answers(&engine));
            assert!(is_one, "step {n_steps}: {:?} in place of one of {may_answer:?}", engine.pages(true));
        }
        Err(error) => assert!(!is_acknowledged, "step {n_steps}: an edition was acknowledged: {error}"),
    }
}
