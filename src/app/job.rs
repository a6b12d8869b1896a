//! Work off the window's thread: one-off jobs, and workers that only care for the latest request.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::thread;

use allpa_files::import::{Cancelled, Progress};

/// The work panicked: a fault of ours, told to the user like any other error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crashed;

/// Work on its own thread. Dropping the job asks it to stop.
#[derive(Debug)]
pub struct Job<T> {
    /// What the status bar shows while it runs.
    pub title: String,
    outcome: mpsc::Receiver<Result<T, Crashed>>,
    control: Arc<Control>,
}

/// What the work sees of its job.
#[derive(Debug, Default)]
pub struct Control {
    stop: AtomicBool,
    permille: AtomicU32,
}

impl Control {
    /// Fails once the job was asked to stop.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.stop.load(Relaxed) { Err(Cancelled) } else { Ok(()) }
    }
}

impl Progress for Control {
    fn step(&self, done: u64, total: u64) -> Result<(), Cancelled> {
        let permille = done.saturating_mul(1000).checked_div(total).unwrap_or(0).min(1000);
        self.permille.store(permille as u32, Relaxed);
        self.check()
    }
}

impl<T: Send + 'static> Job<T> {
    /// Starts `work`; `wake` is called once at its end, to repaint the window.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn spawn(
        title: impl Into<String>,
        wake: impl FnOnce() + Send + 'static,
        work: impl FnOnce(&Control) -> T + Send + 'static,
    ) -> std::io::Result<Self> {
        let (sender, outcome) = mpsc::channel();
        let control = Arc::new(Control::default());
        let theirs = Arc::clone(&control);
        thread::Builder::new().name("job".into()).spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(|| work(&theirs)));
            sender.send(result.map_err(|_panic| Crashed)).ok(); // nobody listens after a cancel
            wake();
        })?;
        Ok(Self { title: title.into(), outcome, control })
    }

    /// Never blocks: `None` while the work goes on, `Some` exactly once.
    pub fn poll(&self) -> Option<Result<T, Crashed>> {
        match self.outcome.try_recv() {
            Ok(outcome) => Some(outcome),
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => Some(Err(Crashed)),
        }
    }

    /// Share done, 0 to 1.
    pub fn progress(&self) -> f32 {
        self.control.permille.load(Relaxed) as f32 / 1000.0
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.control.stop.store(true, Relaxed);
    }
}

/// A named thread that answers requests one at a time and skips those overtaken by a newer one.
///
/// This is what keeps answers live: while the user drags, each position asks anew, and the worker
/// always turns to the newest.
#[derive(Debug)]
pub struct LatestWorker<Request, Response> {
    slot: Arc<Slot<Request>>,
    responses: mpsc::Receiver<Result<Response, Crashed>>,
}

#[derive(Debug)]
struct Slot<Request> {
    waiting: Mutex<Waiting<Request>>,
    changed: Condvar,
}

#[derive(Debug)]
struct Waiting<Request> {
    request: Option<Request>,
    closed: bool,
}

impl<Request: Send + 'static, Response: Send + 'static> LatestWorker<Request, Response> {
    /// Starts the thread; `wake` is called after each answer.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn spawn(
        name: &str,
        wake: impl Fn() + Send + 'static,
        mut answer: impl FnMut(Request) -> Response + Send + 'static,
    ) -> std::io::Result<Self> {
        let waiting = Mutex::new(Waiting { request: None, closed: false });
        let slot = Arc::new(Slot { waiting, changed: Condvar::new() });
        let (sender, responses) = mpsc::channel();
        let theirs = Arc::clone(&slot);
        thread::Builder::new().name(name.to_owned()).spawn(move || {
            while let Some(request) = theirs.next() {
                let result = catch_unwind(AssertUnwindSafe(|| answer(request)));
                if sender.send(result.map_err(|_panic| Crashed)).is_err() {
                    return;
                }
                wake();
            }
        })?;
        Ok(Self { slot, responses })
    }

    /// Asks the worker in `slot`, which is started with its first request and repaints the window
    /// after each answer. Whether there is one: the system may give no thread.
    pub fn ask_in(
        slot: &mut Option<Self>,
        name: &str,
        ctx: &egui::Context,
        answer: impl FnMut(Request) -> Response + Send + 'static,
        request: Request,
    ) -> bool {
        if slot.is_none() {
            let ctx = ctx.clone();
            *slot = Self::spawn(name, move || ctx.request_repaint(), answer).ok();
        }
        if let Some(worker) = slot {
            worker.ask(request);
        }
        slot.is_some()
    }

    /// Asks for `request`, in place of one still waiting.
    pub fn ask(&self, request: Request) {
        let mut waiting = self.slot.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.request = Some(request);
        self.slot.changed.notify_one();
    }

    /// The newest answer since the last call, if any.
    pub fn poll(&self) -> Option<Result<Response, Crashed>> {
        self.responses.try_iter().last()
    }
}

impl<Request> Slot<Request> {
    fn next(&self) -> Option<Request> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if waiting.closed {
                return None;
            }
            if let Some(request) = waiting.request.take() {
                return Some(request);
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<Request, Response> Drop for LatestWorker<Request, Response> {
    fn drop(&mut self) {
        let mut waiting = self.slot.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.closed = true;
        self.slot.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_outcome() {
        let job = Job::<()>::spawn("t", || {}, |_| panic!("on purpose")).expect("a thread");
        let outcome = loop {
            if let Some(outcome) = job.poll() {
                break outcome;
            }
            thread::yield_now();
        };
        assert_eq!(outcome, Err(Crashed));
    }

    #[test]
    fn dropping_a_job_stops_its_work() {
        let (sender, stopped) = mpsc::channel();
        let work = move |control: &Control| {
            while control.step(1, 2).is_ok() {
                thread::yield_now();
            }
            sender.send(()).ok();
        };
        drop(Job::spawn("t", || {}, work).expect("a thread"));
        assert_eq!(stopped.recv(), Ok(()));
    }

    #[test]
    fn the_last_request_is_always_answered() {
        let worker = LatestWorker::spawn("t", || {}, |n: u32| n * 2).expect("a thread");
        (0..=1000).for_each(|n| worker.ask(n));
        let last = loop {
            match worker.poll() {
                Some(Ok(2000)) => break true,
                Some(Err(_)) => break false,
                _ => thread::yield_now(),
            }
        };
        assert!(last);
    }
}
