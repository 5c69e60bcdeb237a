//! Who may search now, who waits, and who is told to come back.
//!
//! A search holds a core and cannot be stopped once it runs, so no more run than
//! there are cores, a few wait for them a short while, and everyone beyond is
//! refused at once: with a queue that grows, everyone waits and nobody is served.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::{JoinError, spawn_blocking};
use tokio::time::timeout;

/// How many may wait for each core: at a millisecond a search they are all
/// through within [`MAX_WAIT`], several times over.
const WAITING_PER_CORE: usize = 64;

/// How long one may wait; whoever typed has typed on by then.
const MAX_WAIT: Duration = Duration::from_millis(250);

/// Lets blocking work through, a core's worth at a time. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Admission {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

/// Why work was not done.
#[derive(Debug)]
pub enum Refused {
    /// Too many are waiting, or the wait was too long.
    Overloaded,
    /// The work panicked.
    Panicked(JoinError),
}

/// Work that was done.
#[derive(Debug)]
pub struct Done<T> {
    /// What it returned.
    pub value: T,
    /// How long it waited for a core.
    pub waited: Duration,
    /// How long it took.
    pub worked: Duration,
}

impl Admission {
    /// One place for each core of this machine.
    pub fn per_core() -> Self {
        let n_cores = thread::available_parallelism().map_or(1, usize::from);
        Self::places(n_cores, n_cores * WAITING_PER_CORE)
    }

    /// `n_running` at a time, while at most `n_waiting` wait.
    pub fn places(n_running: usize, n_waiting: usize) -> Self {
        Self { running: Arc::new(Semaphore::new(n_running)), waiting: Arc::new(Semaphore::new(n_waiting)) }
    }

    /// Does `work` on a thread that may block, once there is a core for it.
    ///
    /// Whoever stops waiting for the answer gives up the place in the queue, but
    /// not the core: work that has begun cannot be stopped, so its permit goes
    /// with it.
    ///
    /// # Errors
    ///
    /// If too many are waiting already, if the wait was too long, or if `work` panicked.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Done<T>, Refused> {
        let asked = Instant::now();
        let place = match Arc::clone(&self.running).try_acquire_owned() {
            Ok(place) => place,
            Err(_) => {
                let _queued = self.waiting.try_acquire().map_err(|_| Refused::Overloaded)?;
                timeout(MAX_WAIT, Arc::clone(&self.running).acquire_owned())
                    .await
                    .map_err(|_| Refused::Overloaded)?
                    .expect("the semaphore is never closed")
            }
        };
        let waited = asked.elapsed();
        spawn_blocking(move || {
            let _place = place;
            let started = Instant::now();
            let value = work();
            Done { value, waited, worked: started.elapsed() }
        })
        .await
        .map_err(Refused::Panicked)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn beyond_the_queue_is_refused_and_places_come_back() {
        let admission = Admission::places(1, 0);
        let (release, released) = mpsc::channel::<()>();
        let (begin, begun) = tokio::sync::oneshot::channel();
        let busy = tokio::spawn({
            let admission = admission.clone();
            async move {
                admission
                    .run(move || {
                        begin.send(()).expect("the test waits");
                        released.recv().expect("the test releases");
                    })
                    .await
                    .is_ok()
            }
        });
        begun.await.expect("work begins");
        assert!(matches!(admission.run(|| ()).await, Err(Refused::Overloaded)));
        release.send(()).expect("the work waits");
        assert!(busy.await.expect("no panic"));
        assert!(admission.run(|| ()).await.is_ok());
    }

    #[tokio::test]
    async fn a_panic_gives_its_place_back() {
        let admission = Admission::places(1, 0);
        for _ in 0..3 {
            let refused = admission.run(|| panic!("on purpose")).await;
            assert!(matches!(refused, Err(Refused::Panicked(_))));
        }
        assert_eq!(admission.run(|| 7).await.expect("a place is free").value, 7);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_stops_waiting_leaves_a_core_that_comes_back() {
        let admission = Admission::places(1, 1);
        let (release, released) = mpsc::channel::<()>();
        let (begin, begun) = tokio::sync::oneshot::channel();
        let abandoned = tokio::spawn({
            let admission = admission.clone();
            async move {
                admission
                    .run(move || {
                        begin.send(()).expect("the test waits");
                        released.recv().expect("the test releases");
                    })
                    .await
                    .is_ok()
            }
        });
        begun.await.expect("work begins");
        abandoned.abort();
        assert_eq!(admission.running.available_permits(), 0, "the work still runs");
        release.send(()).expect("the work waits");
        let place = Arc::clone(&admission.running).acquire_owned().await;
        assert!(place.is_ok());
    }
}
