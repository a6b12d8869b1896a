//! The plan file: a `GeoPackage` that keeps everything of a plan, and its history, step by step.
//!
//! Every step is one transaction, on the disk when [`PlanFile::commit`] returns. `docs/plan-file.md`
//! describes the tables.

mod changes;
mod compare;
mod conformance;
mod connection;
mod documents;
mod error;
mod fact;
mod guests;
mod load;
mod lock;
mod minutes;
mod missing;
mod moment;
mod pack;
mod pictures;
mod recovery;
mod save;
mod schema;
mod styles;
mod upgrade;
mod verify;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use allpa_model::plan::{Edit, History, Plan, PlanLayer, Signature};
use allpa_model::{Layer, Progress};
use rusqlite::{Connection, TransactionBehavior};

use self::guests::Guest;
use self::lock::{Lock, NoLock};
use self::schema::{meta, meta_number};
use crate::export::in_place_of;
use crate::geopackage::{connect, schema as core};

pub use changes::{Package, Since, changes_since, is_changes, write_changes};
pub use compare::{Compared, compare};
pub use documents::{AttachError, Attached};
pub use error::PlanError;
pub use fact::Fact;
pub use missing::{Missing, Part};
pub use moment::{local_moment, signature};
pub use pack::pack;
pub use recovery::{Recovered, discard, fresh_recovery, recoverable};
pub use save::{Brought, Commit, Rows, Work, stored_fingerprint};
pub use schema::FORMAT;
pub use verify::{Check, Finding, Weight, verify};

/// An open plan file. Dropping it folds what was written back into the one file.
#[derive(Debug)]
pub struct PlanFile {
    // Dropped in this order: the database before the copy it may lie in and the right to change it.
    base: Connection,
    _copy: Option<tempfile::TempDir>,
    lock: Option<Lock>,
    path: PathBuf,
    access: Access,
    id: String,
    done: u64,
    identity: Option<(u64, u64)>,
    logs: bool,
    /// What other programs had added when the plan was read, with the state of the file.
    guests: RefCell<Option<(i64, Vec<Guest>)>>,
    /// The state of the file in which they have their numbers.
    settled: Option<i64>,
    /// What came back into the file with a step, until it is told.
    mended: Vec<Missing>,
}

/// What may be done with an open plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// It may be changed.
    Write,
    /// Another window has it open: who, as far as is known.
    Held(String),
    /// File or folder are protected.
    Protected,
}

/// What a plan file holds, apart from the features of its layers.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The plan.
    pub plan: Plan,
    /// Its history.
    pub history: History,
    /// Rows among the proposals that hold none: without geometry, or with one that cannot be drawn.
    pub left_out: usize,
    /// What another program has taken away of the tables of proposals. The plan has it from the
    /// history; the file gets it back with the next step.
    pub missing: Vec<Missing>,
}

impl PlanFile {
    /// Makes an empty plan called `title` at `path`, in the place of whatever is there, and opens it.
    ///
    /// # Errors
    /// [`PlanError`]; [`PlanError::Busy`] when a window has a plan of that name open.
    pub fn create(path: &Path, title: &str) -> Result<Self, PlanError> {
        let lock = match Lock::take(path, &signature().author) {
            Ok(lock) => lock,
            Err(NoLock::Held(_)) => return Err(PlanError::Busy),
            Err(NoLock::NotWritable) => return Err(PlanError::ReadOnly),
        };
        in_place_of(path, |temporary| make(temporary, title))?;
        // A log left beside a file that was there before is not of this one.
        for ending in ["-wal", "-shm"] {
            std::fs::remove_file(connection::with_ending(path, ending)).ok();
        }
        let base = connection::writable(path)?;
        Self::opened(base, None, Some(lock), path, Access::Write)
    }

    /// Opens a plan: to be changed where that is possible, else to be read only, and
    /// [`PlanFile::access`] says why. Nothing is written by it.
    ///
    /// # Errors
    /// [`PlanError`]; [`PlanError::NotAPlan`] and [`PlanError::Newer`] before anything else.
    pub fn open(path: &Path) -> Result<Self, PlanError> {
        std::fs::File::open(path)?;
        if std::fs::OpenOptions::new().write(true).open(path).is_err() {
            return Self::open_protected(path);
        }
        match Lock::take(path, &signature().author) {
            Ok(lock) => {
                let base = connection::writable(path)?;
                let format = schema::check(&base)?;
                upgrade::bring_up(&base, path, format)?;
                Self::opened(base, None, Some(lock), path, Access::Write)
            }
            Err(NoLock::Held(holder)) => {
                let mut file = Self::open_beside(path)?;
                file.access = Access::Held(holder);
                Ok(file)
            }
            Err(NoLock::NotWritable) => Self::open_protected(path),
        }
    }

    /// Opens a plan to be read only, without looking whether it could be changed.
    ///
    /// # Errors
    /// As [`PlanFile::open`].
    pub fn open_protected(path: &Path) -> Result<Self, PlanError> {
        std::fs::File::open(path)?;
        let opened = connection::read_only(path, false)?;
        schema::check(&opened.base)?;
        Self::opened(opened.base, opened.copy, None, path, Access::Protected)
    }

    /// Opens a plan to be read while a window has it open, with everything that one has kept.
    ///
    /// # Errors
    /// As [`PlanFile::open`].
    pub fn open_beside(path: &Path) -> Result<Self, PlanError> {
        let opened = connection::read_only(path, true)?;
        schema::check(&opened.base)?;
        Self::opened(opened.base, opened.copy, None, path, Access::Held(String::new()))
    }

    fn opened(
        base: Connection,
        copy: Option<tempfile::TempDir>,
        lock: Option<Lock>,
        path: &Path,
        access: Access,
    ) -> Result<Self, PlanError> {
        let id = meta(&base, "plan")?.unwrap_or_default();
        let done = meta_number(&base, "done")?;
        let mode: String = base.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
        let logs = access == Access::Write && mode.eq_ignore_ascii_case("wal");
        let (identity, path) = (identity(path), path.to_owned());
        let (guests, settled) = (RefCell::new(None), None);
        Ok(Self {
            base,
            _copy: copy,
            lock,
            path,
            access,
            id,
            done,
            identity,
            logs,
            guests,
            settled,
            mended: Vec::new(),
        })
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it may be changed, and why not.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// Reads plan and history.
    ///
    /// # Errors
    /// [`PlanError::Damaged`] where something in the file cannot be understood.
    pub fn load(&self) -> Result<Loaded, PlanError> {
        let state = connection::state(&self.base)?;
        let (loaded, guests) = load::load(&self.base)?;
        self.guests.replace(Some((state, guests)));
        Ok(loaded)
    }

    /// Reads the features of a layer; `None` for a layer of the atlas.
    ///
    /// # Errors
    /// [`PlanError::Layer`].
    pub fn features(
        &self,
        layer: &PlanLayer,
        progress: &dyn Progress,
    ) -> Result<Option<Layer>, PlanError> {
        let table = layer.table();
        table.map(|table| load::features(&self.base, &layer.title, table, progress)).transpose()
    }

    /// Fingerprints of the features of each table, as they were put in.
    ///
    /// # Errors
    /// [`PlanError`].
    pub fn prints(&self) -> Result<BTreeMap<String, String>, PlanError> {
        let mut select = self.base.prepare("SELECT table_name, fingerprint FROM allpa_data")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps a step: when this returns, it survives a power cut. On error the file is as it was, and
    /// the step may be tried again.
    ///
    /// # Errors
    /// [`PlanError`], among them [`PlanError::Full`], [`PlanError::Vanished`] and
    /// [`PlanError::ReadOnly`].
    pub fn commit(&mut self, commit: &Commit) -> Result<(), PlanError> {
        if self.access != Access::Write {
            return Err(PlanError::ReadOnly);
        }
        self.find_again()?;
        if !self.logs {
            // The first step brings the log: a plan that is only looked at stays as it is.
            self.base.pragma_update(None, "journal_mode", "WAL")?;
            self.logs = true;
        }
        let transaction = self.base.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let state = connection::state(&transaction)?;
        let mut mended = Vec::new();
        if self.settled != Some(state) {
            let guests = match self.guests.take().filter(|(then, _)| *then == state) {
                Some((_, guests)) => guests,
                // Somebody else has written since.
                None => guests::find_anew(&transaction)?,
            };
            guests::settle(&transaction, &guests)?;
            mended = missing::mend(&transaction)?;
        }
        save::write(&transaction, commit)?;
        transaction.commit()?;
        self.mended.extend(mended);
        self.settled = Some(state);
        self.done = match &commit.work {
            Work::Done { step, .. } => step.number,
            Work::At(done) => *done,
        };
        Ok(())
    }

    /// What another program had taken away and steps have brought back into the file since the last
    /// call.
    pub fn take_mended(&mut self) -> Vec<Missing> {
        std::mem::take(&mut self.mended)
    }

    /// Does a step and keeps it, for whoever does one after the other without a window.
    ///
    /// # Errors
    /// As [`PlanFile::commit`]; [`PlanError::Damaged`] where the edits do not fit the plan.
    pub fn record(
        &mut self,
        loaded: &mut Loaded,
        edits: Vec<Edit>,
        (label, signature): (String, Signature),
        brought: impl Into<Brought>,
    ) -> Result<(), PlanError> {
        let Loaded { plan, history, .. } = loaded;
        let after = history.done();
        let step = history
            .record(plan, edits, label, signature)
            .map_err(|error| PlanError::Damaged(error.to_string()))?;
        let rows = Rows::touched(plan, &step.forward);
        let work = Work::Done { step: Box::new(step.clone()), after };
        let brought = brought.into();
        self.commit(&Commit { work, rows, brought, last_number: history.last_numbers().1 })
    }

    /// Makes sure that the file lies in its place: a stick that was pulled out and put in again is
    /// opened anew, if it holds the same plan at the same step.
    fn find_again(&mut self) -> Result<(), PlanError> {
        let now = identity(&self.path);
        if now.is_some() && now == self.identity {
            return Ok(());
        }
        if !self.path.exists() {
            return Err(PlanError::Vanished);
        }
        let base = connection::writable(&self.path)?;
        schema::check(&base)?;
        let is_same = meta(&base, "plan")?.as_ref() == Some(&self.id);
        if !is_same || meta_number(&base, "done")? != self.done {
            return Err(PlanError::Replaced);
        }
        self.base = base;
        self.settled = None;
        self.guests.replace(None);
        self.identity = now;
        self.logs = false;
        Ok(())
    }

    /// Writes a whole copy, in the place of whatever is at `path`; this file stays the open one.
    ///
    /// # Errors
    /// [`PlanError`]; what was at `path` before is then untouched.
    pub fn copy_to(&self, path: &Path) -> Result<(), PlanError> {
        let _lock = match Lock::take(path, "") {
            Ok(lock) => lock,
            Err(NoLock::Held(_)) => return Err(PlanError::Busy),
            Err(NoLock::NotWritable) => return Err(PlanError::ReadOnly),
        };
        in_place_of(path, |temporary| {
            self.base.execute("VACUUM INTO ?1", [temporary.to_string_lossy()])?;
            Ok(std::fs::File::open(temporary)?.sync_all()?)
        })
    }

    /// Folds the log back, so that the one file is the whole plan.
    ///
    /// # Errors
    /// [`PlanError`] when that is not possible now; nothing is lost by it.
    pub fn close(mut self) -> Result<(), PlanError> {
        self.fold()
    }

    fn fold(&mut self) -> Result<(), PlanError> {
        if self.logs {
            self.logs = false;
            self.base.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            self.base.pragma_update(None, "journal_mode", "DELETE")?;
        }
        Ok(())
    }
}

impl Drop for PlanFile {
    fn drop(&mut self) {
        // What cannot be folded back now is when the plan is opened next.
        self.fold().ok();
        if self.lock.is_none() {
            return;
        }
        // Closed before the lock goes: the next one finds no log in use.
        if let Ok(nothing) = Connection::open_in_memory() {
            self.base = nothing;
        }
        self.lock = None;
    }
}

/// Whether a file is a plan, told by its tables.
pub fn is_plan(path: &Path) -> bool {
    let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'allpa_meta'";
    let count = connect(path)
        .ok()
        .and_then(|base| base.query_row(sql, [], |row| row.get::<_, i64>(0)).ok());
    count == Some(1)
}

/// Makes an empty plan file where none is.
fn make(path: &Path, title: &str) -> Result<(), PlanError> {
    let base = Connection::open(path)?;
    base.execute_batch(core::CORE)?;
    base.execute_batch("BEGIN")?;
    schema::create(&base, title, &fresh_id())?;
    base.execute_batch("COMMIT")?;
    base.close().map_err(|(_, error)| error)?;
    std::fs::File::open(path)?.sync_all()?;
    Ok(())
}

/// A name that no other plan has: moment, process and place in memory, hashed.
fn fresh_id() -> String {
    use sha2::{Digest as _, Sha256};
    let place = Arc::new(0u8);
    let facts = format!("{} {} {:p}", jiff::Timestamp::now(), std::process::id(), place);
    Sha256::digest(facts).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// What tells a file from another one put in its place.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|facts| (facts.dev(), facts.ino()))
}

/// What tells a file from another one: elsewhere an open file cannot be replaced.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<(u64, u64)> {
    path.exists().then_some((0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_and_the_step_is_kept_once_there_is_room() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plan.gpkg");
        let mut file = PlanFile::create(&path, "").expect("made");
        let Loaded { mut plan, mut history, .. } = file.load().expect("readable");
        let long = Edit::SetTitle { title: "x".repeat(100_000) };
        let signature = Signature::default();
        let step = history.record(&mut plan, vec![long], "largo".into(), signature);
        let step = Box::new(step.expect("a title").clone());
        let commit = Commit {
            rows: Rows::touched(&plan, &step.forward),
            work: Work::Done { step, after: 0 },
            brought: Brought::default(),
            last_number: 0,
        };
        let pages: i64 =
            file.base.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("a number");
        let most = |file: &PlanFile, pages: i64| {
            let sql = format!("PRAGMA max_page_count = {pages}");
            file.base.query_row(&sql, [], |_| Ok(())).expect("set");
        };
        most(&file, pages);
        assert!(matches!(file.commit(&commit), Err(PlanError::Full)));
        assert_eq!(file.load().expect("as it was").history.done(), 0);
        most(&file, pages + 1_000);
        file.commit(&commit).expect("there is room");
        drop(file);
        let file = PlanFile::open(&path).expect("whole");
        assert_eq!(file.load().expect("readable").plan.title.len(), 100_000);
        drop(file);
        assert_eq!(verify(&path).expect("looked at"), []);
    }
}
