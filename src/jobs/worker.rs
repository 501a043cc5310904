//! The threads that run jobs.

use std::hash::Hash;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::Job;
use super::Outcome;
use super::Queued;
use super::Running;
use super::Shared;
use super::Work;
use super::panic_message;

/// Decoders recurse; the usual two megabytes are not enough for all of them.
const STACK_BYTES: usize = 8 << 20;

pub(super) fn start<S, R>(shared: &Arc<Shared<S, R>>, slot_threads: usize)
where
    S: Clone + Eq + Hash + Send + 'static,
    R: Send + 'static,
{
    for n in 0..=slot_threads {
        let shared = shared.clone();
        let (name, queue) = if n == 0 {
            ("queue".to_owned(), true)
        } else {
            (format!("slots {n}"), false)
        };
        let run = move || {
            if queue {
                while run_queued(&shared) {}
            } else {
                while run_slot(&shared) {}
            }
        };
        // Without its threads the program can only say that it cannot run; it then shows no picture,
        // which is what `busy` tells the window.
        let _ = std::thread::Builder::new()
            .name(name)
            .stack_size(STACK_BYTES)
            .spawn(run);
    }
}

/// A thread that waits and then ends; without it there is no answer, which the asker must bear anyway.
pub(super) fn start_waiting(name: &str, run: impl FnOnce() + Send + 'static) {
    let _ = std::thread::Builder::new().name(name.to_owned()).spawn(run);
}

fn job<S, R>(
    shared: &Arc<Shared<S, R>>,
    cancelled: Arc<AtomicBool>,
    progress: Arc<super::Progress>,
) -> Job<R>
where
    S: Send + 'static,
    R: Send + 'static,
{
    let shared = shared.clone();
    Job {
        cancelled,
        progress,
        send: Box::new(move |part| {
            shared.lock().outcomes.push(Outcome::Part(part));
            (shared.waker)();
        }),
    }
}

/// Waits for a slot's job and runs it; `false` when the program closes.
fn run_slot<S, R>(shared: &Arc<Shared<S, R>>) -> bool
where
    S: Clone + Eq + Hash + Send + 'static,
    R: Send + 'static,
{
    let Some((slot, number, work, cancelled)) = next_slot(shared) else {
        return false;
    };
    let job = job(shared, cancelled, Arc::default());
    let result = catch_unwind(AssertUnwindSafe(|| work(&job)));
    let mut state = shared.lock();
    let Some(entry) = state.slots.get_mut(&slot) else {
        return true;
    };
    entry.running = None;
    let last = entry.waiting.is_none();
    let news = number > entry.shown;
    let outcome = match result {
        Ok(Some(result)) if news => {
            entry.shown = number;
            Some(Outcome::Slot { slot, result, last })
        }
        Ok(_) => None,
        Err(payload) => Some(Outcome::Panicked {
            slot: Some(slot),
            message: panic_message(&*payload),
        }),
    };
    state.outcomes.extend(outcome);
    drop(state);
    shared.changed.notify_all();
    (shared.waker)();
    true
}

#[allow(clippy::type_complexity, reason = "one private caller takes it apart")]
fn next_slot<S, R>(shared: &Arc<Shared<S, R>>) -> Option<(S, u64, Work<R>, Arc<AtomicBool>)>
where
    S: Clone + Eq + Hash,
{
    let mut state = shared.lock();
    loop {
        if state.closing {
            return None;
        }
        // A slot whose job still runs keeps its place; the next free one goes ahead.
        let free = state.order.iter().position(|slot| {
            state
                .slots
                .get(slot)
                .is_some_and(|entry| entry.running.is_none())
        });
        if let Some(slot) = free.and_then(|at| state.order.remove(at))
            && let Some(entry) = state.slots.get_mut(&slot)
            && let Some((number, work)) = entry.waiting.take()
        {
            let cancelled = Arc::<AtomicBool>::default();
            entry.running = Some(Running {
                since: Instant::now(),
                cancelled: cancelled.clone(),
            });
            return Some((slot, number, work, cancelled));
        }
        state = shared
            .changed
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner);
    }
}

/// Waits for a queued job and runs it; `false` when the program closes.
fn run_queued<S, R>(shared: &Arc<Shared<S, R>>) -> bool
where
    S: Clone + Eq + Hash + Send + 'static,
    R: Send + 'static,
{
    let mut state = shared.lock();
    let (mut queued, work) = loop {
        if state.closing {
            return false;
        }
        if let Some(mut queued) = state.queue.pop_front()
            && let Some(work) = queued.work.take()
        {
            break (queued, work);
        }
        state = shared
            .changed
            .wait(state)
            .unwrap_or_else(PoisonError::into_inner);
    };
    queued.since = Some(Instant::now());
    let Queued {
        ticket,
        ref progress,
        ref cancelled,
        ..
    } = queued;
    let job = job(shared, cancelled.clone(), progress.clone());
    state.current = Some(queued);
    drop(state);
    (shared.waker)();
    let result = catch_unwind(AssertUnwindSafe(|| work(&job)));
    let mut state = shared.lock();
    state.current = None;
    match result {
        Ok(result) => state.outcomes.extend(result.map(Outcome::Part)),
        Err(payload) => state.outcomes.push(Outcome::Panicked {
            slot: None,
            message: panic_message(&*payload),
        }),
    }
    state.outcomes.push(Outcome::Ended(ticket));
    drop(state);
    shared.changed.notify_all();
    (shared.waker)();
    true
}
