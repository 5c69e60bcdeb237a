//! Why a command could not do its work: the errors of the floors below, and the
//! few that only exist where there are arguments, settings and terminals.

use std::io;
use std::path::PathBuf;

use crate::cli::Exit;
use crate::cli::settings::SettingError;

/// Why a command could not do its work.
///
/// As for [`crate::Error`]: lowercase, no final stop, and a line that begins with
/// `hint:` where there is something to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A floor below could not do its work.
    #[error(transparent)]
    Work(#[from] crate::Error),
    /// A setting is wrong.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// There is no index where one was looked for.
    #[error("there is no index in `{}`\nhint: `{command}` makes one", folder.display())]
    NoIndex {
        /// Where it was looked for.
        folder: PathBuf,
        /// The command that makes it there.
        command: String,
    },
    /// The folder named for the index holds other things.
    #[error(
        "`{}` is no folder for an index: it holds `{found}`\nhint: name an empty or a new folder with `--index`, \
         `SOU_INDEX` or `index:` in `sou.yml`",
        folder.display()
    )]
    IndexFolderTaken {
        /// The folder named.
        folder: PathBuf,
        /// The first thing in it that no index has.
        found: String,
    },
    /// There are settings already.
    #[error("there is a `{}` already\nhint: `sou init --force` replaces it", path.display())]
    SettingsExist {
        /// The file.
        path: PathBuf,
    },
    /// The last day asked for is before the first.
    #[error("`--to {to}` is before `--from {from}`: no page can be dated so")]
    DatesReversed {
        /// The first day.
        from: jiff::civil::Date,
        /// The last day.
        to: jiff::civil::Date,
    },
    /// The name given is no command.
    #[error("`{name}` is no command of sou\nhint: `sou --help` lists them")]
    NoSuchCommand {
        /// As typed.
        name: String,
    },
    /// The address cannot be listened on.
    #[error(
        "cannot listen on `{addr}`: {source}\nhint: choose another with `--addr`; port 0 takes any free one"
    )]
    Listen {
        /// As set.
        addr: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// The secret can be guessed.
    #[error(
        "the secret in `{}` is too short: expected at least 16 bytes\nhint: `openssl rand -hex 32` makes one",
        path.display()
    )]
    SecretTooShort {
        /// The file that holds it.
        path: PathBuf,
    },
    /// The operating system gave no current folder.
    #[error("cannot tell the current folder: {0}")]
    CurrentFolder(#[source] io::Error),
    /// A variable that is a setting is not UTF-8.
    #[error("the environment variable `{name}` is not UTF-8")]
    EnvironmentNotUtf8 {
        /// Its name.
        name: String,
    },
    /// A file that measures the answers cannot be used.
    #[error("cannot use `{}`: {}{source}", path.display(), line_prefix(*.line))]
    Golden {
        /// The file.
        path: PathBuf,
        /// Counted from 1; 0 is the file as a whole.
        line: usize,
        /// What was expected and what was found.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Test sets and nothing but them can be put together.
    #[error("`--together` puts test sets into one index, and `{}` is a list of queries for the site's", path.display())]
    NotASet {
        /// The list.
        path: PathBuf,
    },
    /// Stdout could not be written.
    #[error("cannot write the output: {0}")]
    Output(#[source] io::Error),
}

impl Failure {
    /// How a command ends that failed so.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Work(crate::Error::Locked { .. }) => Exit::Busy,
            Self::Work(error) if error.is_refusal() => Exit::Refused,
            _ => Exit::Failed,
        }
    }
}

/// What a command gives back.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

fn line_prefix(line: usize) -> String {
    if line == 0 { String::new() } else { format!("line {line}: ") }
}
