//! One window at a time may change a plan: a small file beside it, locked by the system while the
//! window lives. What a crash leaves behind is no lock.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// The right to change a plan, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    // Closing it lets the next one in.
    _file: File,
}

/// Why a plan may not be changed.
#[derive(Debug)]
pub(super) enum NoLock {
    /// Somebody else may: who, as far as they have said.
    Held(String),
    /// The folder cannot be written.
    NotWritable,
}

/// Most bytes read of what the holder wrote.
const MOST: u64 = 200;

impl Lock {
    /// Takes the right to change the plan at `plan`; `holder` is told to others who ask.
    pub(super) fn take(plan: &Path, holder: &str) -> Result<Self, NoLock> {
        let path = beside(plan);
        // The one who held it may take the file away between opening and locking.
        for _ in 0..10 {
            let options =
                OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
            let Ok(mut file) = options else { return Err(NoLock::NotWritable) };
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut text = String::new();
                    file.take(MOST).read_to_string(&mut text).ok();
                    return Err(NoLock::Held(text.trim().to_owned()));
                }
                // Some network shares know no locks: the database's own must do.
                Err(TryLockError::Error(_)) => return Ok(Self { path, _file: file }),
            }
            if !is_same(&file, &path) {
                continue;
            }
            file.set_len(0).and_then(|()| file.rewind()).ok();
            file.write_all(holder.as_bytes()).ok();
            return Ok(Self { path, _file: file });
        }
        Err(NoLock::NotWritable)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While it is still locked, so that nobody has locked what is taken away.
        std::fs::remove_file(&self.path).ok();
    }
}

/// `NAME.gpkg-lock`, as `SQLite` names its own.
fn beside(plan: &Path) -> PathBuf {
    let mut name = plan.as_os_str().to_owned();
    name.push("-lock");
    PathBuf::from(name)
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let pair = |facts: std::fs::Metadata| (facts.dev(), facts.ino());
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(open), Ok(there)) => pair(open) == pair(there),
        _ => false,
    }
}

/// Where an open file cannot be taken away, it is the one that lies there.
#[cfg(not(unix))]
fn is_same(_: &File, path: &Path) -> bool {
    path.exists()
}
