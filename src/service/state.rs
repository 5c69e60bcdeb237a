//! What the handlers share: the engine that answers now, and how to answer.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use jiff::Timestamp;
use serde::Serialize;

use crate::error::Result;
use crate::search::{Engine, IndexInfo};
use crate::service::admission::{Admission, Done, Refused};
use crate::service::cors::CorsPolicy;
use crate::service::problem::{Code, Problem};
use crate::service::secret::Secret;
use crate::service::upkeep::Upkeep;
use crate::text::Analyzer;

/// What an owner may say about the service; the defaults need nothing said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceOptions {
    /// Where the site is published. If not given, the results page leads to our
    /// own reading view of each page, so that the links of a first run lead somewhere.
    pub site: Option<SiteOrigin>,
    /// Which sites may ask from a reader's browser.
    pub cors: CorsPolicy,
    /// Who knows it may ask for a run of the indexer; nobody if not given.
    pub webhook_secret: Option<Secret>,
}

/// The scheme and host of the published site: `https://blog.example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteOrigin(String);

impl SiteOrigin {
    /// Reads the address of a site and keeps its scheme, host and port: the
    /// address of a page begins at the root of the host, base path included.
    /// `None` unless it is an `http` or `https` address with a host.
    ///
    /// | given | kept |
    /// | --- | --- |
    /// | `https://blog.example.com` | `https://blog.example.com` |
    /// | `https://例子.测试:8443/blog/?x` | `https://例子.测试:8443` |
    /// | `javascript:alert(1)` | – |
    /// | `https://user@evil.example` | – |
    pub fn parse(address: &str) -> Option<Self> {
        let address = address.trim();
        let (scheme, rest) = address.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "http" && scheme != "https" {
            return None;
        }
        let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']' | '_');
        if host.is_empty() || !host.chars().all(is_host) {
            return None;
        }
        Some(Self(format!("{scheme}://{host}")))
    }

    /// As `https://blog.example.com`, no closing slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Everything a handler needs. Cheap to clone; all clones are one state.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    engines: Arc<EngineSlot>,
    upkeep: OnceLock<Upkeep>,
    admission: Admission,
    options: ServiceOptions,
}

impl AppState {
    /// Serves the index in the folder `index`, which need not be there yet:
    /// until it is, searches are answered with `index_unavailable`.
    /// `analyzer` must be the one that the index is written with.
    pub fn new(index: PathBuf, analyzer: Arc<Analyzer>, options: ServiceOptions) -> Self {
        let engines = Arc::new(EngineSlot::new(index, analyzer));
        let upkeep = OnceLock::new();
        Self(Arc::new(Shared { engines, upkeep, admission: Admission::per_core(), options }))
    }

    /// The engine that answers, and the way to a newer one.
    pub fn engines(&self) -> &Arc<EngineSlot> {
        &self.0.engines
    }

    /// Says who keeps the index up to date from now on. The first call decides.
    pub fn set_upkeep(&self, upkeep: Upkeep) {
        self.0.upkeep.get_or_init(|| upkeep);
    }

    /// Who keeps the index up to date; `None` if that is left to others.
    pub fn upkeep(&self) -> Option<&Upkeep> {
        self.0.upkeep.get()
    }

    /// How to answer.
    pub fn options(&self) -> &ServiceOptions {
        &self.0.options
    }

    /// Asks the engine that answers now, on a thread that may block, when there is a core free.
    ///
    /// # Errors
    ///
    /// `overloaded` if there is none soon; `internal`, with the reason in the
    /// log, if `question` fails or panics.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        serving: &Serving,
        question: impl FnOnce(&Engine) -> Result<T> + Send + 'static,
    ) -> Result<Done<T>, Problem> {
        let engine = Arc::clone(&serving.engine);
        let done =
            self.0.admission.run(move || question(&engine)).await.map_err(|refused| match refused {
                Refused::Overloaded => {
                    Problem::new(Code::Overloaded, "too many searches are waiting; try again in a moment")
                }
                Refused::Panicked(panic) => {
                    tracing::error!(error = panic.to_string(), "a search panicked");
                    Problem::internal()
                }
            })?;
        let Done { value, waited, worked } = done;
        match value {
            Ok(value) => Ok(Done { value, waited, worked }),
            Err(error) => {
                tracing::error!(error = error.to_string(), "a search failed");
                Err(Problem::internal())
            }
        }
    }
}

/// An engine, with what it says of itself at hand.
#[derive(Debug, Clone)]
pub struct Serving {
    /// Answers.
    pub engine: Arc<Engine>,
    /// Which index it has open.
    pub info: IndexInfo,
}

/// Why the published generation is not the one that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What happened, for the log; may hold paths.
    pub message: String,
    /// Since when.
    pub since: Timestamp,
}

/// The same, as a client is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReloadError {
    /// Stable.
    pub code: &'static str,
    /// For people; why is in the log.
    pub detail: &'static str,
    /// Since when.
    pub since: Timestamp,
}

/// What came of looking for a newer generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refreshed {
    /// The published generation already answers.
    Current,
    /// This one answers from now on.
    Changed(IndexInfo),
}

/// The engine that answers now. A newer one takes its place between two
/// requests; whoever is still reading the old one keeps it until done.
#[derive(Debug)]
pub struct EngineSlot {
    index: PathBuf,
    analyzer: Arc<Analyzer>,
    current: RwLock<Option<Serving>>,
    trouble: RwLock<Option<Trouble>>,
    /// Held while a generation is opened, so that none is opened twice.
    opening: Mutex<()>,
}

impl EngineSlot {
    /// Nothing answers yet. The index need not be there yet.
    pub fn new(index: PathBuf, analyzer: Arc<Analyzer>) -> Self {
        let (current, trouble) = (RwLock::new(None), RwLock::new(None));
        Self { index, analyzer, current, trouble, opening: Mutex::new(()) }
    }

    /// The engine that answers now; `None` before the first was opened.
    pub fn current(&self) -> Option<Serving> {
        // A panic cannot leave the slot half written: it is replaced whole.
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The engine that answers now.
    ///
    /// # Errors
    ///
    /// `index_unavailable` before the first was opened.
    pub(super) fn serving(&self) -> Result<Serving, Problem> {
        self.current().ok_or_else(Problem::index_unavailable)
    }

    /// Why the published generation is not the one that answers; `None` if it is.
    pub fn trouble(&self) -> Option<Trouble> {
        self.trouble.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// As [`trouble`](Self::trouble), without what only the log may hold.
    pub fn reload_error(&self) -> Option<ReloadError> {
        self.trouble().map(|trouble| ReloadError {
            code: "index_unreadable",
            detail: "the published index cannot be opened; the log of the server says why",
            since: trouble.since,
        })
    }

    /// Opens the published generation if it is not the one that answers, and
    /// lets it answer. Blocks: opening reads and checks the index.
    ///
    /// # Errors
    ///
    /// If there is no index or it cannot be opened; the old engine goes on
    /// answering, and [`trouble`](Self::trouble) says so.
    pub fn refresh(&self) -> Result<Refreshed> {
        let _opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = self.open_published();
        let trouble = match &outcome {
            Ok(_) => None,
            Err(error) => Some(Trouble {
                message: error.to_string(),
                since: self.trouble().map_or_else(Timestamp::now, |earlier| earlier.since),
            }),
        };
        *self.trouble.write().unwrap_or_else(PoisonError::into_inner) = trouble;
        outcome
    }

    /// Lets `engine` answer from now on, and says which index it has open. For an
    /// engine that is open already; later ones come by [`refresh`](Self::refresh).
    pub fn put(&self, engine: Engine) -> IndexInfo {
        let info = engine.info();
        let serving = Serving { engine: Arc::new(engine), info: info.clone() };
        let old = self.current.write().unwrap_or_else(PoisonError::into_inner).replace(serving);
        // Closing an index unmaps it; not under the lock that every request takes.
        drop(old);
        info
    }

    /// Which generation is published now, by its pointer.
    ///
    /// # Errors
    ///
    /// If there is no index or its pointer cannot be read.
    pub fn published(&self) -> Result<String> {
        Engine::published_generation(&self.index)
    }

    fn open_published(&self) -> Result<Refreshed> {
        let published = self.published().ok();
        // After trouble the name is not enough: an index that went away and was
        // built anew counts its generations from one again.
        if self.trouble().is_none()
            && self.current().is_some_and(|serving| Some(serving.info.generation) == published)
        {
            return Ok(Refreshed::Current);
        }
        let engine = Engine::open(&self.index, Arc::clone(&self.analyzer))?;
        if let Some(trouble) = engine.fallback() {
            // Whatever answers already was sound when it was opened, and may be newer.
            if self.current().is_none() {
                engine.warm_up();
                self.put(engine);
            }
            return Err(trouble);
        }
        // Nobody waits for dictionaries: the old index answers meanwhile.
        engine.warm_up();
        Ok(Refreshed::Changed(self.put(engine)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scheme_and_host_of_a_site_are_kept() {
        for (given, kept) in [
            ("https://blog.example.com", Some("https://blog.example.com")),
            (" HTTP://127.0.0.1:4000/ ", Some("http://127.0.0.1:4000")),
            ("https://例子.测试:8443/blog/?x", Some("https://例子.测试:8443")),
            ("https://[::1]:80/x", Some("https://[::1]:80")),
            ("javascript:alert(1)", None),
            ("javascript://%0aalert(1)", None),
            ("https://user@evil.example", None),
            ("https://\" onload=x", None),
            ("https:///x", None),
            ("blog.example.com", None),
            ("", None),
        ] {
            assert_eq!(SiteOrigin::parse(given).as_ref().map(SiteOrigin::as_str), kept, "{given}");
        }
    }
}
