//! The thread that keeps steps, one after the other, so that no frame waits for a disk.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use allpa_files::plan_file::{Access, Commit, Missing, PlanError, PlanFile, fresh_recovery};

/// Where steps are kept.
#[derive(Debug)]
pub enum Home {
    /// In this file.
    File(Box<PlanFile>),
    /// In a file in the settings folder, made with the first step.
    Unnamed {
        /// The settings folder.
        settings: PathBuf,
    },
}

/// What the writer tells the window.
#[derive(Debug)]
pub enum Told {
    /// One step is on the disk, in this file.
    Kept(PathBuf),
    /// A step could not be kept; it waits, and those after it.
    Failed(PlanError),
    /// A copy was written, or not.
    Copied(PathBuf, Result<(), PlanError>),
    /// The plan lies there from now on, or not.
    Settled(PathBuf, Result<(), PlanError>),
    /// A step has brought back into the file what another program had taken away.
    Mended(Vec<Missing>),
    /// The plan could not be changed where it lay, and goes on in the settings folder.
    Retreated,
}

enum Task {
    Keep(Box<Commit>),
    Retry,
    Copy(PathBuf),
    Settle(PathBuf),
}

/// The thread, and the way to it. Dropping it waits until everything is kept that can be.
#[derive(Debug)]
pub struct Writer {
    tasks: Option<mpsc::Sender<Task>>,
    told: mpsc::Receiver<Told>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread; `wake` is called after each word of it. `settings` is where a plan goes
    /// on that cannot be changed where it lies.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        home: Home,
        settings: Option<PathBuf>,
        wake: impl Fn() + Send + 'static,
    ) -> std::io::Result<Self> {
        let (tasks, inbox) = mpsc::channel();
        let (outbox, told) = mpsc::channel();
        let tell = move |word: Told| {
            outbox.send(word).ok(); // the window is closing when nobody listens
            wake();
        };
        let keeper = Keeper { home: Some(home), settings, waiting: VecDeque::new(), tell };
        let thread =
            thread::Builder::new().name("plan".into()).spawn(move || keeper.work(inbox))?;
        Ok(Self { tasks: Some(tasks), told, thread: Some(thread) })
    }

    /// Keeps a step after those before it.
    pub fn keep(&self, commit: Commit) {
        self.send(Task::Keep(Box::new(commit)));
    }

    /// Tries again to keep what waits.
    pub fn retry(&self) {
        self.send(Task::Retry);
    }

    /// Writes a copy with everything kept so far.
    pub fn copy(&self, path: PathBuf) {
        self.send(Task::Copy(path));
    }

    /// Moves the plan there, with what waits.
    pub fn settle(&self, path: PathBuf) {
        self.send(Task::Settle(path));
    }

    /// What it has told since the last call.
    pub fn poll(&self) -> Vec<Told> {
        self.told.try_iter().collect()
    }

    fn send(&self, task: Task) {
        if let Some(tasks) = &self.tasks {
            tasks.send(task).ok(); // it ends only with the window
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.tasks = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

struct Keeper<F> {
    home: Option<Home>,
    settings: Option<PathBuf>,
    waiting: VecDeque<Commit>,
    tell: F,
}

impl<F: Fn(Told)> Keeper<F> {
    fn work(mut self, inbox: mpsc::Receiver<Task>) {
        for task in inbox {
            match task {
                Task::Keep(commit) => {
                    self.waiting.push_back(*commit);
                    self.flush();
                }
                Task::Retry => self.flush(),
                Task::Copy(path) => {
                    let copied = self.file().and_then(|file| file.copy_to(&path));
                    (self.tell)(Told::Copied(path, copied));
                }
                Task::Settle(path) => {
                    let settled = self.settle(&path);
                    (self.tell)(Told::Settled(path, settled));
                    self.flush();
                }
            }
        }
        self.flush();
    }

    /// Keeps what waits, in order, up to the first that cannot be kept.
    fn flush(&mut self) {
        while let Some(commit) = self.waiting.pop_front() {
            let kept = self.file().and_then(|file| {
                file.commit(&commit)?;
                Ok((file.path().to_owned(), file.take_mended()))
            });
            match kept {
                Ok((path, mended)) => {
                    if !mended.is_empty() {
                        (self.tell)(Told::Mended(mended));
                    }
                    (self.tell)(Told::Kept(path));
                }
                Err(error) => {
                    self.waiting.push_front(commit);
                    (self.tell)(Told::Failed(error));
                    return;
                }
            }
        }
    }

    /// The file that can be written: made in the settings folder, or copied there, where need be.
    fn file(&mut self) -> Result<&mut PlanFile, PlanError> {
        let home = self.home.take();
        let (home, error) = match home {
            Some(Home::Unnamed { settings }) => match unnamed(&settings) {
                Ok(file) => (Home::File(Box::new(file)), None),
                Err(error) => (Home::Unnamed { settings }, Some(error)),
            },
            Some(Home::File(file)) if *file.access() != Access::Write => {
                match self.settings.as_deref().map(|settings| retreat(&file, settings)) {
                    Some(Ok(copy)) => {
                        (self.tell)(Told::Retreated);
                        (Home::File(Box::new(copy)), None)
                    }
                    Some(Err(error)) => (Home::File(file), Some(error)),
                    None => (Home::File(file), Some(PlanError::ReadOnly)),
                }
            }
            Some(home) => (home, None),
            None => return Err(PlanError::Vanished),
        };
        let home = self.home.insert(home);
        match (home, error) {
            (Home::File(file), None) => Ok(file),
            (_, Some(error)) => Err(error),
            (Home::Unnamed { .. }, None) => Err(PlanError::Vanished),
        }
    }

    /// Makes `path` the place of the plan.
    fn settle(&mut self, path: &Path) -> Result<(), PlanError> {
        let file = match self.home.as_mut() {
            // Nothing was kept yet: an empty plan is made there.
            Some(Home::Unnamed { .. }) | None => PlanFile::create(path, "")?,
            Some(Home::File(old)) => {
                old.copy_to(path)?;
                let file = PlanFile::open(path)?;
                if *file.access() != Access::Write {
                    return Err(PlanError::ReadOnly);
                }
                file
            }
        };
        let old = self.home.replace(Home::File(Box::new(file)));
        let is_unnamed =
            |path: &Path| self.settings.as_ref().is_some_and(|settings| path.starts_with(settings));
        if let Some(Home::File(old)) = old {
            let place = old.path().to_owned();
            let holds_right = *old.access() == Access::Write;
            drop(old);
            if holds_right && is_unnamed(&place) {
                std::fs::remove_file(place).ok();
            }
        }
        Ok(())
    }
}

/// An empty plan in the settings folder. Another window may take the same place first.
fn unnamed(settings: &Path) -> Result<PlanFile, PlanError> {
    let mut last = Err(PlanError::Busy);
    for _ in 0..5 {
        last = PlanFile::create(&fresh_recovery(settings)?, "");
        if !matches!(last, Err(PlanError::Busy)) {
            break;
        }
    }
    last
}

/// A copy in the settings folder of a plan that cannot be changed.
fn retreat(file: &PlanFile, settings: &Path) -> Result<PlanFile, PlanError> {
    let path = fresh_recovery(settings)?;
    file.copy_to(&path)?;
    PlanFile::open(&path)
}
