//! Photos and documents of the proposal on the card, and the photo that is looked at.

use std::sync::Arc;

use allpa_model::plan::{Document, Proposal, ProposalKey};
use egui::{
    Align, Button, ColorImage, Id, Layout, RichText, TextureHandle, TextureOptions, Ui, vec2,
};

use super::super::{icon_button, quiet};
use crate::action::{Action, FileAction};
use crate::documents::{DocumentAction, Photo};
use crate::state::State;
use crate::theme::{self, icon};

/// Draws the part of the card.
pub(super) fn show(ui: &mut Ui, state: &State, proposal: &Proposal, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let documents = &proposal.facts.documents;
    if documents.is_empty() {
        return;
    }
    let title = format!("{} ({})", texts.get("documents-title"), documents.len());
    ui.add_space(4.0);
    ui.label(RichText::new(title).family(theme::strong()));
    for (at, document) in documents.iter().enumerate() {
        line(ui, state, (proposal, at), document, actions);
    }
}

/// Draws the way to attach one more.
pub(super) fn attach(ui: &mut Ui, state: &State, key: ProposalKey, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let most = texts.file_size(Document::MOST);
    let tip = texts.with("documents-attach-tip", &[("most", &most)]);
    if ui.button(texts.get("documents-attach")).on_hover_text(tip).clicked() {
        actions.push(Action::File(FileAction::AskAttach(key)));
    }
    if state.documents.is_pending() {
        ui.spinner();
    }
}

fn line(
    ui: &mut Ui,
    state: &State,
    (proposal, at): (&Proposal, usize),
    document: &Document,
    actions: &mut Vec<Action>,
) {
    let texts = &state.texts;
    let name = document.name.as_str();
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let remove = texts.with("documents-detach", &[("name", name)]);
            if icon_button(ui, icon::TRASH, &remove).clicked() {
                let action = DocumentAction::Detach(proposal.key, at);
                actions.push(Action::Document(action));
            }
            let save = texts.with("documents-save", &[("name", name)]);
            if icon_button(ui, icon::DOWNLOAD, &save).clicked() {
                actions.push(Action::File(FileAction::AskSaveDocument(document.clone())));
            }
            quiet(ui, texts.file_size(document.bytes));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if document.picture_type().is_none() {
                    ui.add(egui::Label::new(name).truncate()).on_hover_text(name);
                    return;
                }
                let shown = ui.add(Button::new(name).truncate());
                let tip = texts.with("documents-show", &[("name", name)]);
                if shown.on_hover_text(tip).clicked() {
                    let action = DocumentAction::Show(document.clone());
                    actions.push(Action::Document(action));
                }
            });
        });
    });
}

/// Draws the photo that is looked at over the map.
pub fn photo_window(ui: &Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(photo) = &state.documents.shown else { return };
    let mut is_open = true;
    let name = photo.document.name.as_str();
    let room = ui.ctx().content_rect().size() * 0.7;
    let window = egui::Window::new(name).id(Id::unique("photo")).open(&mut is_open);
    let middle = ui.ctx().content_rect().center();
    let window = window.pivot(egui::Align2::CENTER_CENTER).default_pos(middle).collapsible(false);
    window.show(ui.ctx(), |ui| {
        let texture = texture(ui, photo);
        let size = texture.size_vec2();
        let scale = (room.x / size.x.max(1.0)).min(room.y / size.y.max(1.0)).min(1.0);
        let image = egui::Image::new(&texture).fit_to_exact_size(size * scale);
        let label = state.texts.with("documents-photo", &[("name", name)]);
        let response = ui.add(image.alt_text(&label));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &label));
        ui.allocate_space(vec2(0.0, 4.0));
        if ui.button(state.texts.get("documents-close")).clicked() {
            actions.push(Action::Document(DocumentAction::Close));
        }
    });
    if !is_open {
        actions.push(Action::Document(DocumentAction::Close));
    }
}

/// The photo as the graphics card has it, sent there once.
fn texture(ui: &Ui, photo: &Photo) -> TextureHandle {
    type Sent = (Arc<ColorImage>, TextureHandle);
    let id = Id::unique("photo-texture");
    let known: Option<Sent> = ui.data(|data| data.get_temp(id));
    if let Some((_, texture)) = known.filter(|(sent, _)| Arc::ptr_eq(sent, &photo.image)) {
        return texture;
    }
    let image = Arc::clone(&photo.image);
    let texture = ui.ctx().load_texture("photo", image, TextureOptions::LINEAR);
    let sent: Sent = (Arc::clone(&photo.image), texture.clone());
    ui.data_mut(|data| data.insert_temp(id, sent));
    texture
}
