//! Runs closures it knows nothing about, behind the window: the newest wish wins.
//!
//! A *slot* names what a result is for (the picture of a view, say). It holds one running and one
//! waiting job at most; a newer wish takes the waiting place, so a burst of twenty costs two. The
//! running one is left to finish, so that drags stay alive; only one older than half a second is
//! told to stop. *Queued* jobs (reading, exporting) run one after the other on a thread of their own.
//! A job that panics becomes a [`Outcome::Panicked`]; the program goes on.

mod worker;

use std::any::Any;
use std::collections::HashMap;
use std::collections::VecDeque;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

/// A running job older than this is told to stop when a newer wish comes.
const PATIENCE: Duration = Duration::from_millis(500);

/// What a running job may ask and tell.
pub struct Job<R> {
    cancelled: Arc<AtomicBool>,
    progress: Arc<Progress>,
    send: Box<dyn Fn(R) + Send + Sync>,
}

impl<R> Job<R> {
    /// Whether nobody waits for the result any more.
    pub fn cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Says how far the job is.
    pub fn progress(&self, done: usize, of: usize) {
        self.progress.done.store(done, Ordering::Relaxed);
        self.progress.of.store(of, Ordering::Relaxed);
    }

    /// Hands out a part of the result before the end.
    pub fn send(&self, part: R) {
        (self.send)(part);
    }
}

#[derive(Default)]
struct Progress {
    done: AtomicUsize,
    of: AtomicUsize,
}

/// Names a queued job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket(u64);

/// A queued job that is running or waits, for the status line.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// Which job.
    pub ticket: Ticket,
    /// What it does, as its starter named it.
    pub name: String,
    /// Parts done.
    pub done: usize,
    /// Parts in all; 0 where unknown.
    pub of: usize,
    /// Since it began to run.
    pub running: Option<Duration>,
}

/// What came back.
#[derive(Debug)]
pub enum Outcome<S, R> {
    /// A slot's result, newer than all that were taken before; `last` unless a newer one is under way.
    Slot {
        /// The slot.
        slot: S,
        /// The result.
        result: R,
        /// No newer wish waits or runs.
        last: bool,
    },
    /// A part of a queued job's result.
    Part(R),
    /// A queued job has ended.
    Ended(Ticket),
    /// A job panicked; in words.
    Panicked {
        /// Its slot, if it had one.
        slot: Option<S>,
        /// What the panic said.
        message: String,
    },
}

type Work<R> = Box<dyn FnOnce(&Job<R>) -> Option<R> + Send>;

struct Running {
    since: Instant,
    cancelled: Arc<AtomicBool>,
}

struct Slot<R> {
    asked: u64,
    shown: u64,
    waiting: Option<(u64, Work<R>)>,
    running: Option<Running>,
}

impl<R> Default for Slot<R> {
    fn default() -> Self {
        Self {
            asked: 0,
            shown: 0,
            waiting: None,
            running: None,
        }
    }
}

struct Queued<R> {
    ticket: Ticket,
    name: String,
    progress: Arc<Progress>,
    cancelled: Arc<AtomicBool>,
    since: Option<Instant>,
    work: Option<Work<R>>,
}

struct State<S, R> {
    slots: HashMap<S, Slot<R>>,
    /// Slots with a waiting job, in the order in which they asked.
    order: VecDeque<S>,
    queue: VecDeque<Queued<R>>,
    current: Option<Queued<R>>,
    outcomes: Vec<Outcome<S, R>>,
    tickets: u64,
    /// Threads that wait for something outside.
    waits: usize,
    closing: bool,
}

struct Shared<S, R> {
    state: Mutex<State<S, R>>,
    changed: Condvar,
    waker: Box<dyn Fn() + Send + Sync>,
}

impl<S, R> Shared<S, R> {
    fn lock(&self) -> MutexGuard<'_, State<S, R>> {
        // Jobs run outside the lock, so a poisoned one holds no half-made state.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a waiting thread out, also when what it waited for panics.
struct WaitEnds<'a, S, R>(&'a Shared<S, R>);

impl<S, R> Drop for WaitEnds<'_, S, R> {
    fn drop(&mut self) {
        self.0.lock().waits -= 1;
        self.0.changed.notify_all();
    }
}

/// The threads behind the window, and what they are asked for.
pub struct Jobs<S, R> {
    shared: Arc<Shared<S, R>>,
}

impl<S, R> Jobs<S, R>
where
    S: Clone + Eq + Hash + Send + 'static,
    R: Send + 'static,
{
    /// Starts `slot_threads` threads for slots and one for the queue; `waker` is called from any of
    /// them when something came back.
    pub fn new(slot_threads: usize, waker: impl Fn() + Send + Sync + 'static) -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                slots: HashMap::new(),
                order: VecDeque::new(),
                queue: VecDeque::new(),
                current: None,
                outcomes: Vec::new(),
                tickets: 0,
                waits: 0,
                closing: false,
            }),
            changed: Condvar::new(),
            waker: Box::new(waker),
        });
        worker::start(&shared, slot_threads);
        Self { shared }
    }

    /// Asks for `work` in `slot`; what waited there is dropped unstarted.
    ///
    /// `work` returns `None` when it gave up because it was cancelled.
    pub fn replace(&self, slot: S, work: impl FnOnce(&Job<R>) -> Option<R> + Send + 'static) {
        let mut state = self.shared.lock();
        let entry = state.slots.entry(slot.clone()).or_default();
        entry.asked += 1;
        let number = entry.asked;
        let waited = entry.waiting.replace((number, Box::new(work))).is_some();
        if let Some(running) = &entry.running
            && running.since.elapsed() > PATIENCE
        {
            running.cancelled.store(true, Ordering::Relaxed);
        }
        if !waited {
            state.order.push_back(slot);
        }
        self.shared.changed.notify_all();
    }

    /// Runs `work` after all queued before it; `name` stands in [`Jobs::activity`].
    pub fn queue(
        &self,
        name: impl Into<String>,
        work: impl FnOnce(&Job<R>) -> Option<R> + Send + 'static,
    ) -> Ticket {
        let mut state = self.shared.lock();
        state.tickets += 1;
        let ticket = Ticket(state.tickets);
        state.queue.push_back(Queued {
            ticket,
            name: name.into(),
            progress: Arc::default(),
            cancelled: Arc::default(),
            since: None,
            work: Some(Box::new(work)),
        });
        self.shared.changed.notify_all();
        ticket
    }

    /// Runs `wait` on a thread of its own, for what may never come back, such as a dialog of the system. Its result
    /// is an [`Outcome::Part`]; nothing waits for it, not even the end of the program.
    pub fn wait_for(&self, name: &str, wait: impl FnOnce() -> R + Send + 'static) {
        let shared = self.shared.clone();
        shared.lock().waits += 1;
        let run = move || {
            let ended = WaitEnds(&shared);
            let result = wait();
            shared.lock().outcomes.push(Outcome::Part(result));
            drop(ended);
            (shared.waker)();
        };
        worker::start_waiting(name, run);
    }

    /// Tells a queued job to stop; one that has not begun is dropped.
    pub fn cancel(&self, ticket: Ticket) {
        let mut state = self.shared.lock();
        if let Some(current) = &state.current
            && current.ticket == ticket
        {
            current.cancelled.store(true, Ordering::Relaxed);
        }
        let before = state.queue.len();
        state.queue.retain(|queued| queued.ticket != ticket);
        if state.queue.len() < before {
            state.outcomes.push(Outcome::Ended(ticket));
        }
        drop(state);
        (self.shared.waker)();
    }

    /// What came back since the last call.
    pub fn take(&self) -> Vec<Outcome<S, R>> {
        std::mem::take(&mut self.shared.lock().outcomes)
    }

    /// Whether `slot` has a job running or waiting.
    pub fn busy(&self, slot: &S) -> bool {
        let state = self.shared.lock();
        state
            .slots
            .get(slot)
            .is_some_and(|slot| slot.running.is_some() || slot.waiting.is_some())
    }

    /// Whether any slot has a job running or waiting.
    pub fn slots_busy(&self) -> bool {
        let state = self.shared.lock();
        state
            .slots
            .values()
            .any(|slot| slot.running.is_some() || slot.waiting.is_some())
    }

    /// The queued jobs that run or wait.
    pub fn activity(&self) -> Vec<Activity> {
        let state = self.shared.lock();
        state
            .current
            .iter()
            .chain(&state.queue)
            .map(|queued| Activity {
                ticket: queued.ticket,
                name: queued.name.clone(),
                done: queued.progress.done.load(Ordering::Relaxed),
                of: queued.progress.of.load(Ordering::Relaxed),
                running: queued.since.map(|since| since.elapsed()),
            })
            .collect()
    }

    /// Waits until nothing runs or waits, not even for something outside, or `limit` has passed; says which.
    pub fn settle(&self, limit: Duration) -> bool {
        let until = Instant::now() + limit;
        let mut state = self.shared.lock();
        loop {
            let busy = state.current.is_some()
                || state.waits > 0
                || !state.queue.is_empty()
                || state
                    .slots
                    .values()
                    .any(|slot| slot.running.is_some() || slot.waiting.is_some());
            let left = until.saturating_duration_since(Instant::now());
            if !busy || left.is_zero() {
                return !busy;
            }
            state = self
                .shared
                .changed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

impl<S, R> Drop for Jobs<S, R> {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.closing = true;
        for slot in state.slots.values() {
            if let Some(running) = &slot.running {
                running.cancelled.store(true, Ordering::Relaxed);
            }
        }
        if let Some(current) = &state.current {
            current.cancelled.store(true, Ordering::Relaxed);
        }
        drop(state);
        self.shared.changed.notify_all();
    }
}

fn panic_message(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no words".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn jobs() -> Jobs<&'static str, u32> {
        Jobs::new(1, || {})
    }

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn a_burst_runs_the_first_and_the_last() {
        let jobs = jobs();
        let (go, wait) = mpsc::channel::<()>();
        jobs.replace("view", move |_| {
            let _ = wait.recv();
            Some(0)
        });
        while !jobs.busy(&"view") {}
        // The first may not have begun; give it the thread before the burst.
        while jobs.shared.lock().slots["view"].running.is_none() {}
        for n in 1..=20 {
            jobs.replace("view", move |_| Some(n));
        }
        drop(go);
        assert!(jobs.settle(LONG));
        let results: Vec<u32> = jobs
            .take()
            .into_iter()
            .filter_map(|o| match o {
                Outcome::Slot { result, .. } => Some(result),
                _ => None,
            })
            .collect();
        assert_eq!(results, [0, 20]);
    }

    #[test]
    fn queued_jobs_run_in_order_send_parts_and_survive_a_panic() {
        let jobs = jobs();
        jobs.queue("a", |job| {
            job.send(1);
            job.progress(1, 2);
            Some(2)
        });
        jobs.queue("b", |_| panic!("a test's panic"));
        jobs.queue("c", |_| Some(3));
        assert!(jobs.settle(LONG));
        let mut parts = Vec::new();
        let mut panics = Vec::new();
        for outcome in jobs.take() {
            match outcome {
                Outcome::Part(part) => parts.push(part),
                Outcome::Panicked { message, .. } => panics.push(message),
                _ => {}
            }
        }
        assert_eq!(parts, [1, 2, 3]);
        assert_eq!(panics, ["a test's panic"]);
    }

    #[test]
    fn a_cancelled_job_is_told() {
        let jobs = jobs();
        let ticket = jobs.queue("long", |job| {
            while !job.cancelled() {}
            None
        });
        let dropped = jobs.queue("never", |_| Some(9));
        while jobs.activity().first().is_none_or(|a| a.running.is_none()) {}
        jobs.cancel(dropped);
        jobs.cancel(ticket);
        assert!(jobs.settle(LONG));
        let parts = jobs.take();
        assert!(
            parts.iter().all(|o| matches!(o, Outcome::Ended(_))),
            "{parts:?}"
        );
        assert_eq!(parts.len(), 2);
    }
}
