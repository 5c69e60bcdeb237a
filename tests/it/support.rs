//! What several tests need: a site from one string, the real corpora, the binary.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{LazyLock, Mutex};

use tempfile::TempDir;

/// Writes a site from one string: `//- path` begins a file, what follows is its text.
///
/// ```text
/// //- _config.yml
/// title: 例
/// //- _posts/2024-11-01-滚动更新.md
/// ---
/// title: 滚动更新
/// ---
/// 一次换一个。
/// ```
#[track_caller]
pub fn site(text: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    write_files(folder.path(), text);
    folder
}

/// Writes the files of `text`, as for [`site`], into a folder that is there already.
#[track_caller]
pub fn write_files(folder: &Path, text: &str) {
    let mut file: Option<(PathBuf, String)> = None;
    let write = |file: Option<(PathBuf, String)>| {
        let Some((path, text)) = file else { return };
        let parent = path.parent().expect("a file of a site has a folder");
        std::fs::create_dir_all(parent).expect("a folder of a site can be made");
        std::fs::write(&path, text).expect("a file of a site can be written");
    };
    for line in text.lines() {
        match (line.strip_prefix("//- "), &mut file) {
            (Some(path), _) => {
                write(file.take());
                file = Some((folder.join(path.trim()), String::new()));
            }
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => assert!(line.trim().is_empty(), "a site begins with `//- path`, found `{line}`"),
        }
    }
    write(file);
}

/// All files below `folder`, with their bytes.
pub fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("it can be listed") {
            let path = entry.expect("it can be listed").path();
            match path.is_dir() {
                true => folders.push(path),
                false => drop(files.insert(path.clone(), std::fs::read(&path).expect("it can be read"))),
            }
        }
    }
    files
}

/// A real corpus, unpacked once per run of the tests: `mengjiao-blog`,
/// `servicemesher`, `cncf-glossary`, `k8s-website`.
///
/// `None` if the variable `SHARED_DATA` names no folder: then the test has
/// nothing to read, says so, and passes.
#[track_caller]
pub fn corpus(name: &str) -> Option<PathBuf> {
    static UNPACKED: LazyLock<Mutex<HashMap<String, PathBuf>>> = LazyLock::new(Mutex::default);
    static FOLDER: LazyLock<TempDir> =
        LazyLock::new(|| tempfile::tempdir().expect("a temporary folder can be made"));
    let Some(shared) = std::env::var_os("SHARED_DATA") else {
        eprintln!("SHARED_DATA is not set: nothing of `{name}` is tested");
        return None;
    };
    let archive = Path::new(&shared).join("corpora").join(format!("{name}.tar.gz"));
    let archive = std::path::absolute(&archive).expect("the current folder is known");
    assert!(archive.is_file(), "SHARED_DATA is set, but there is no `{}`", archive.display());
    // A test that failed while it unpacked must not fail all others for a reason that is not theirs.
    let mut unpacked = UNPACKED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(folder) = unpacked.get(name) {
        return Some(folder.clone());
    }
    let target = FOLDER.path().join(name);
    std::fs::create_dir_all(&target).expect("a folder for the corpus can be made");
    let status = Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(&target).status();
    assert!(status.expect("`tar` can be run").success(), "cannot unpack `{}`", archive.display());
    let folder = only_folder_in(&target).unwrap_or(target);
    unpacked.insert(name.to_owned(), folder.clone());
    Some(folder)
}

/// An archive may hold its files in one folder of its own.
fn only_folder_in(folder: &Path) -> Option<PathBuf> {
    let mut entries = std::fs::read_dir(folder).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    let first = entries.next()?;
    (entries.next().is_none() && first.is_dir()).then_some(first)
}

/// How `sou` ended and what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// The command, for messages.
    pub command: String,
    /// The folder it ran in.
    pub folder: PathBuf,
    /// The exit code; −1 if a signal ended it.
    pub code: i32,
    /// What it printed.
    pub stdout: String,
    /// What it said beside it.
    pub stderr: String,
}

/// The built binary, to be run in `folder`, with no setting of the person who tests.
pub fn sou<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sou"));
    command.current_dir(folder).args(args);
    for (name, _) in std::env::vars_os() {
        let is_setting = name.to_string_lossy().starts_with("SOU_");
        let is_locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().any(|locale| name == OsStr::new(locale));
        if is_setting || is_locale {
            command.env_remove(name);
        }
    }
    command
}

/// Runs the built binary in `folder`, with no setting of the person who tests.
#[track_caller]
pub fn run_sou<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Ran {
    run_sou_with(folder, args, &[])
}

/// As [`run_sou`], with these variables.
#[track_caller]
pub fn run_sou_with<S: AsRef<OsStr>>(folder: &Path, args: &[S], variables: &[(&str, &str)]) -> Ran {
    let mut command = sou(folder, args);
    command.envs(variables.iter().copied());
    let Output { status, stdout, stderr } = command.output().expect("the binary can be run");
    Ran {
        command: format!("{command:?}"),
        folder: folder.to_owned(),
        code: status.code().unwrap_or(-1),
        stdout: String::from_utf8(stdout).expect("sou prints UTF-8"),
        stderr: String::from_utf8(stderr).expect("sou talks UTF-8"),
    }
}

impl Ran {
    /// The same, after checking how it ended.
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        assert!(self.code == code, "expected exit code {code}\n{}", self.report());
        self
    }

    /// Everything there is to know of it, for a message.
    pub fn report(&self) -> String {
        let Self { command, folder, code, stdout, stderr } = self;
        format!(
            "command: {command}\nfolder: {}\nexit code: {code}\n--- stdout\n{stdout}--- stderr\n{stderr}---",
            folder.display()
        )
    }

    /// Exit code and both streams as one text, with what changes from run to run
    /// put in brackets: the folder, times, sizes, dates of the index.
    pub fn snapshot(&self) -> String {
        let text = format!("exit code {}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr);
        let mut text = text.replace(&self.folder.display().to_string(), "[FOLDER]");
        if let Ok(real) = self.folder.canonicalize() {
            text = text.replace(&real.display().to_string(), "[FOLDER]");
        }
        let words = text.split_inclusive([' ', '\n', '(', ',']);
        let mut filtered = String::new();
        let mut previous_is_number = false;
        for word in words {
            let (bare, end) = word.split_at(word.len() - 1);
            let is_unit = matches!(bare.trim_end_matches(')'), "ms" | "s" | "B" | "kB" | "MB");
            if previous_is_number && is_unit {
                let start = filtered.trim_end().rfind([' ', '(', ',', '\n']).map_or(0, |index| index + 1);
                filtered.truncate(start);
                filtered.push_str("[N] ");
            }
            filtered.push_str(bare);
            filtered.push_str(end);
            previous_is_number =
                !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        }
        filtered
    }
}
