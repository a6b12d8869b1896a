//! Photos and documents of proposals: attached and taken off as steps, shown, written elsewhere.

use std::path::PathBuf;

use allpa_model::plan::{Deed, Document, Edit, Facts, Proposal, ProposalKey};
use egui::Context;

use crate::documents::{DocumentAction, Done, Opened, Photo, Read, Saved};
use crate::job::Crashed;
use crate::planning::steps;
use crate::state::{Severity, State};
use crate::window::Window;

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: DocumentAction) {
    let state = &mut window.state;
    let started = match action {
        DocumentAction::Attach(key, paths) => state.documents.read(key, paths, ctx),
        DocumentAction::Detach(key, at) => {
            detach(state, ctx, key, at);
            Ok(())
        }
        DocumentAction::Show(document) => {
            let file = state.planning.file().map(PathBuf::from);
            state.documents.open(document, file, ctx)
        }
        DocumentAction::Close => {
            state.documents.shown = None;
            Ok(())
        }
    };
    if let Err(error) = started {
        window.tell_no_thread(error);
    }
}

/// Writes a document elsewhere.
pub(super) fn save(window: &mut Window, ctx: &Context, document: Document, path: PathBuf) {
    let file = window.state.planning.file().map(PathBuf::from);
    if let Err(error) = window.state.documents.save(document, file, path, ctx) {
        window.tell_no_thread(error);
    }
}

fn detach(state: &mut State, ctx: &Context, key: ProposalKey, at: usize) {
    let Some(known) = state.planning.plan.proposals.get(&key) else { return };
    let mut documents = known.facts.documents.clone();
    if at >= documents.len() {
        return;
    }
    let name = documents.remove(at).name;
    let edit = with_documents(known, documents);
    steps::record(state, ctx, (Deed::DetachDocument, name), vec![edit], Vec::new());
}

fn with_documents(known: &Proposal, documents: Vec<Document>) -> Edit {
    let facts = Facts { documents, ..known.facts.clone() };
    Edit::ChangeProposal { proposal: Box::new(Proposal { facts, ..known.clone() }) }
}

/// Takes in what was read, opened and written.
///
/// # Errors
/// [`Crashed`].
pub fn receive(window: &mut Window, ctx: &Context) -> Result<(), Crashed> {
    let Done { read, opened, saved } = window.state.documents.poll()?;
    if let Some(read) = read {
        attach(window, ctx, read);
    }
    if let Some(opened) = opened {
        show(window, opened);
    }
    if let Some(saved) = saved {
        tell_saved(window, saved);
    }
    Ok(())
}

/// Attaches what was read, in one step; what could not be read is told. A file that is attached
/// already stays once.
fn attach(window: &mut Window, ctx: &Context, (key, read): Read) {
    let mut brought = Vec::new();
    for one in read {
        match one {
            Ok(attached) => brought.push(attached),
            Err((name, error)) => {
                let message = window.state.texts.attach_error(&name, &error);
                window.tell(Severity::Error, message);
            }
        }
    }
    let state = &mut window.state;
    let Some(known) = state.planning.plan.proposals.get(&key) else { return };
    let mut documents = known.facts.documents.clone();
    brought.retain(|new| {
        let is_new = documents.iter().all(|known| known.sum != new.document.sum);
        if is_new {
            documents.push(new.document.clone());
        }
        is_new
    });
    let names: Vec<&str> = brought.iter().map(|new| new.document.name.as_str()).collect();
    let names = names.join(", ");
    if brought.is_empty() {
        return;
    }
    let edit = with_documents(known, documents);
    let step = (Deed::AttachDocument, names);
    steps::record_brought(state, ctx, step, vec![edit], (Vec::new(), brought));
}

fn show(window: &mut Window, (document, image): Opened) {
    match image {
        Ok(image) => window.state.documents.shown = Some(Photo { document, image }),
        Err(trouble) => {
            let message = window.state.document_trouble(&document.name, &trouble);
            window.tell(Severity::Error, message);
        }
    }
}

fn tell_saved(window: &mut Window, (document, path, written): Saved) {
    match written {
        Ok(()) => super::file::tell_written(window, &path, Ok(())),
        Err(trouble) => {
            let message = window.state.document_trouble(&document.name, &trouble);
            window.tell(Severity::Error, message);
        }
    }
}
