//! Photos and documents of proposals: read, attached, looked at and written elsewhere, off the
//! window's thread. Nothing of them is ever run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use allpa_files::export::{WriteError, write_bytes};
use allpa_files::photo::{PhotoError, photo};
use allpa_files::plan_file::{AttachError, Attached, PlanError, PlanFile};
use allpa_model::plan::{Document, ProposalKey};
use allpa_text::UserMessage;
use egui::{ColorImage, Context};

use crate::job::{Crashed, Job};
use crate::state::State;

/// What the user may do with documents of the proposal on the card.
#[derive(Debug, Clone, PartialEq)]
pub enum DocumentAction {
    /// Attaches files.
    Attach(ProposalKey, Vec<PathBuf>),
    /// Takes one off; its bytes stay while that can be taken back.
    Detach(ProposalKey, usize),
    /// Shows a photo.
    Show(Document),
    /// Closes it.
    Close,
}

/// What is done with documents.
#[derive(Default)]
pub struct Documents {
    /// The photo that is shown.
    pub shown: Option<Photo>,
    reading: Option<Job<Read>>,
    opening: Option<Job<Opened>>,
    saving: Option<Job<Saved>>,
}

/// A photo to be shown.
pub struct Photo {
    /// Which document.
    pub document: Document,
    /// Its pixels, no more than a screen needs.
    pub image: Arc<ColorImage>,
}

/// Files that were read to be attached: each, or its name and why not.
pub type Read = (ProposalKey, Vec<Result<Attached, (String, AttachError)>>);
/// A photo, or why it cannot be shown.
pub type Opened = (Document, Result<Arc<ColorImage>, Trouble>);
/// A document that was written elsewhere, or why not.
pub type Saved = (Document, PathBuf, Result<(), Trouble>);

/// What has come to an end.
pub struct Done {
    /// Files were read.
    pub read: Option<Read>,
    /// A photo was opened.
    pub opened: Option<Opened>,
    /// A document was written elsewhere.
    pub saved: Option<Saved>,
}

/// Why a document cannot be had.
#[derive(Debug)]
pub enum Trouble {
    /// The plan cannot be read.
    Plan(PlanError),
    /// It is not in the file, or not yet.
    Missing,
    /// It is no photo that can be shown.
    Photo(PhotoError),
    /// It cannot be written there.
    Write(WriteError),
}

impl Documents {
    /// Reads files to be attached to a proposal.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn read(
        &mut self,
        key: ProposalKey,
        paths: Vec<PathBuf>,
        ctx: &Context,
    ) -> std::io::Result<()> {
        let read = move |path: PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            Attached::read(&path).map_err(|error| (name.unwrap_or_default(), error))
        };
        let wake = ctx.clone();
        let work = move |_: &_| (key, paths.into_iter().map(read).collect());
        self.reading = Some(Job::spawn("", move || wake.request_repaint(), work)?);
        Ok(())
    }

    /// Opens a photo of the plan in `file`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn open(
        &mut self,
        document: Document,
        file: Option<PathBuf>,
        ctx: &Context,
    ) -> std::io::Result<()> {
        let wake = ctx.clone();
        let work = move |_: &_| {
            let shown = bytes(file.as_deref(), &document).and_then(|bytes| {
                let photo = photo(&bytes).map_err(Trouble::Photo)?;
                let size = [photo.width, photo.height];
                Ok(Arc::new(ColorImage::from_rgba_unmultiplied(size, &photo.rgba)))
            });
            (document, shown)
        };
        self.opening = Some(Job::spawn("", move || wake.request_repaint(), work)?);
        Ok(())
    }

    /// Writes a document of the plan in `file` to `path`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn save(
        &mut self,
        document: Document,
        file: Option<PathBuf>,
        path: PathBuf,
        ctx: &Context,
    ) -> std::io::Result<()> {
        let wake = ctx.clone();
        let work = move |_: &_| {
            let written = bytes(file.as_deref(), &document)
                .and_then(|bytes| write_bytes(&path, &bytes).map_err(Trouble::Write));
            (document, path, written)
        };
        self.saving = Some(Job::spawn("", move || wake.request_repaint(), work)?);
        Ok(())
    }

    /// Whether something runs behind the window.
    pub fn is_pending(&self) -> bool {
        self.reading.is_some() || self.opening.is_some() || self.saving.is_some()
    }

    /// What has come to an end since the last call.
    ///
    /// # Errors
    /// [`Crashed`] when the work panicked.
    pub fn poll(&mut self) -> Result<Done, Crashed> {
        fn done<T: Send + 'static>(job: &mut Option<Job<T>>) -> Result<Option<T>, Crashed> {
            let Some(outcome) = job.as_ref().and_then(Job::poll) else { return Ok(None) };
            *job = None;
            outcome.map(Some)
        }
        Ok(Done {
            read: done(&mut self.reading)?,
            opened: done(&mut self.opening)?,
            saved: done(&mut self.saving)?,
        })
    }
}

/// The bytes of a document, whose sum is what the plan says.
fn bytes(file: Option<&Path>, document: &Document) -> Result<Vec<u8>, Trouble> {
    let file = PlanFile::open_beside(file.ok_or(Trouble::Missing)?).map_err(Trouble::Plan)?;
    let found = file.document(&document.sum).map_err(Trouble::Plan)?;
    found.ok_or(Trouble::Missing)
}

impl State {
    /// Why a document cannot be had, in words.
    pub fn document_trouble(&self, name: &str, trouble: &Trouble) -> UserMessage {
        match trouble {
            Trouble::Plan(error) => self.texts.plan_error(name, error),
            Trouble::Missing => self.texts.document_missing(name),
            Trouble::Photo(error) => self.texts.photo_error(name, error),
            Trouble::Write(error) => self.texts.write_error(name, error),
        }
    }
}
