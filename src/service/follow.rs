//! Follows the index: a generation that is published answers within seconds.
//!
//! Asking once a second and trying again after a failure, instead of being told
//! by the file system: whoever is told once and misses it has missed it for ever.

use std::future::Future;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::sleep;

use crate::service::state::{AppState, Refreshed};

/// How often the pointer is read; one small file, from the page cache.
const POLL: Duration = Duration::from_secs(1);

/// How long the same generation is left alone after it could not be opened, at
/// most: opening reads the whole of it, and a broken one stays broken.
const MAX_PAUSE: Duration = Duration::from_secs(60);

/// Keeps the engine of `state` the published one until `shutdown`.
pub async fn follow(state: AppState, shutdown: impl Future<Output = ()>) {
    tokio::pin!(shutdown);
    let mut attempts = Attempts::default();
    loop {
        let published = blocking(&state, |state| state.engines().published().ok()).await.flatten();
        if attempts.is_due(published.as_deref()) {
            match blocking(&state, |state| state.engines().refresh().map_err(|error| error.to_string())).await
            {
                Some(Ok(refreshed)) => {
                    if let Refreshed::Changed(index) = refreshed {
                        tracing::info!(generation = index.generation, n_docs = index.docs, "serving");
                    } else if attempts.n_failed > 0 {
                        tracing::info!("the published index answers again");
                    }
                    attempts = Attempts::default();
                }
                failed => {
                    let message =
                        failed.and_then(Result::err).unwrap_or_else(|| "opening panicked".to_owned());
                    if attempts.failed(published, &message) {
                        tracing::warn!(error = message, "cannot open the published index; trying again");
                    }
                }
            }
        }
        tokio::select! {
            () = &mut shutdown => return,
            () = sleep(POLL) => attempts.pause = attempts.pause.saturating_sub(POLL),
        }
    }
}

/// `None` if `work` panicked, which the panic hook has reported.
async fn blocking<T: Send + 'static>(
    state: &AppState,
    work: impl FnOnce(&AppState) -> T + Send + 'static,
) -> Option<T> {
    let state = state.clone();
    spawn_blocking(move || work(&state)).await.ok()
}

/// What has failed, and how long to leave it alone.
#[derive(Debug, Default)]
struct Attempts {
    n_failed: u32,
    published: Option<String>,
    message: String,
    pause: Duration,
}

impl Attempts {
    /// Whether to try now: the pause is over, or something else was published.
    fn is_due(&self, published: Option<&str>) -> bool {
        self.pause.is_zero() || self.published.as_deref() != published
    }

    /// Counts a failure, and says whether it is news. The pauses are 1, 2, 4, … seconds.
    fn failed(&mut self, published: Option<String>, message: &str) -> bool {
        let is_news = self.n_failed == 0 || self.published != published || self.message != message;
        self.n_failed = if self.published == published { self.n_failed.saturating_add(1) } else { 1 };
        self.published = published;
        message.clone_into(&mut self.message);
        self.pause = POLL.saturating_mul(1 << (self.n_failed - 1).min(16)).min(MAX_PAUSE);
        is_news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_a_new_generation_ends_them() {
        let mut attempts = Attempts::default();
        let broken = Some("gen-000007".to_owned());
        assert!(attempts.is_due(broken.as_deref()));
        let mut pauses_secs = Vec::new();
        for n in 0..9 {
            let is_news = attempts.failed(broken.clone(), "checksum differs");
            assert_eq!(is_news, n == 0, "logged once");
            pauses_secs.push(attempts.pause.as_secs());
        }
        assert_eq!(pauses_secs, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert!(!attempts.is_due(broken.as_deref()));
        assert!(attempts.is_due(Some("gen-000008")));
        assert!(attempts.failed(Some("gen-000008".to_owned()), "checksum differs"));
        assert_eq!(attempts.pause.as_secs(), 1);
    }
}
