//! What comes from another office, drawn beside what is here.

use allpa_model::plan::{Drawn, Merged, Thing};
use egui::{Color32, Painter, Stroke};

use super::View;
use super::overlay::line;
use crate::action::Card;
use crate::state::State;
use crate::theme::{self, Tokens};

/// Draws every proposal that comes with both its shapes, the one chosen on top.
pub(super) fn draw(painter: &Painter, map: &View, state: &State) {
    let coming = state.exchange.coming.as_ref().filter(|_| state.card == Card::Exchange);
    let Some(coming) = coming else { return };
    let colors = theme::tokens(state.theme);
    for item in &coming.merge.items {
        both(painter, map, item, 2.0, &colors);
    }
    if let Some(item) = coming.shown.and_then(|at| coming.merge.items.get(at)) {
        both(painter, map, item, 4.0, &colors);
    }
}

fn both(painter: &Painter, map: &View, item: &Merged, width: f32, colors: &Tokens) {
    for (thing, color) in [(&item.ours, colors.accent), (&item.theirs, colors.proposal)] {
        let Some(Thing::Proposal(proposal)) = thing else { continue };
        shape(painter, map, &proposal.shape, Stroke::new(width, color));
    }
}

fn shape(painter: &Painter, map: &View, shape: &Drawn, stroke: Stroke) {
    let halo = Stroke::new(stroke.width + 2.0, Color32::WHITE.gamma_multiply(0.8));
    for ring in shape.rings() {
        if let [only] = ring {
            painter.circle_stroke(map.point(*only), 4.0 + stroke.width, halo);
            painter.circle_stroke(map.point(*only), 4.0 + stroke.width, stroke);
        } else {
            line(painter, map, ring, halo);
            line(painter, map, ring, stroke);
        }
    }
}
