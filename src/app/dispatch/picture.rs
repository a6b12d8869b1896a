//! Pictures of the ground that come, go and change their look.

use allpa_map::SceneImagery;
use egui::Context;

use super::view;
use crate::action::PictureAction;
use crate::state::State;

pub(super) fn carry_out(state: &mut State, ctx: &Context, action: PictureAction) {
    match action {
        PictureAction::SetVisible(id, visible) => state.pictures.set_visible(id, visible),
        PictureAction::SetOpacity(id, opacity) => state.pictures.set_opacity(id, opacity),
        PictureAction::SetHeights(id, heights) => state.pictures.set_heights(id, heights),
        PictureAction::Raise(id) => state.pictures.raise(id),
        PictureAction::Remove(id) => state.pictures.remove(id),
        PictureAction::ZoomTo(id) => {
            if let Some(picture) = state.pictures.get(id) {
                view::fit(state, ctx, picture.scene.bounds);
            }
        }
    }
}

/// Lays a picture that was opened below the layers, and shows it whole.
pub fn add(state: &mut State, picture: SceneImagery) {
    state.pending_fit = Some(picture.bounds);
    state.pictures.add(picture);
}
