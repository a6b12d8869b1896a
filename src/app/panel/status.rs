//! The bar below: where the pointer is, the scale, what is running, how many warnings.

use allpa_geom::{Coord, UtmZone};
use allpa_map::Plane;
use allpa_text::grouped;
use egui::{Align, Layout, Panel, ProgressBar, RichText, Ui};

use super::icon_button;
use crate::action::{Action, FileAction, ViewAction};
use crate::state::State;
use crate::theme::icon;

/// What is running, for the bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    /// What it does.
    pub title: String,
    /// Share done, 0 to 1.
    pub progress: f32,
}

/// Width of a position in full, and of what stands beside it in a narrow window, in points.
const POSITION: f32 = 330.0;
const REST: f32 = 300.0;

/// Draws the bar below. `pointer` is the position under the pointer with its UTM coordinates.
pub fn status_bar(
    ui: &mut Ui,
    state: &State,
    pointer: Option<(Coord, Option<(UtmZone, Coord)>)>,
    running: Option<&Running>,
    actions: &mut Vec<Action>,
) {
    let texts = &state.texts;
    let is_narrow = super::is_narrow(ui.ctx());
    Panel::bottom("status").exact_size(28.0).show(ui, |ui| {
        // Buttons stay within the bar.
        ui.spacing_mut().interact_size.y = 20.0;
        ui.spacing_mut().button_padding.y = 1.0;
        ui.horizontal_centered(|ui| {
            let position = pointer.map_or_else(|| texts.get("status-no-pointer"), position_text);
            // It keeps its width while the pointer moves; the rest of the bar needs its own.
            let width = if is_narrow { ui.available_width() - REST } else { POSITION };
            let label = egui::Label::new(RichText::new(position).small()).truncate();
            ui.add_sized([width.clamp(80.0, POSITION), 20.0], label)
                .on_hover_text(texts.get("status-position-tip"));
            ui.separator();
            let rounded = round_scale(super::map_scale(ui, state));
            ui.label(RichText::new(format!("1:{}", grouped(rounded, 0))).small())
                .on_hover_text(texts.get("status-scale-tip"));
            for (sign, tip, factor) in
                [("+", "status-closer", 1.6), ("−", "status-farther", 1.0 / 1.6)]
            {
                let button = ui.small_button(sign).on_hover_text(texts.get(tip));
                if button.clicked() {
                    let at = state.camera.size_px.map(|side| f64::from(side) / 2.0);
                    actions.push(Action::View(ViewAction::Zoom { at, factor }));
                }
            }
            ui.separator();
            plane_menu(ui, state, actions);
            if let Some(running) = running {
                ui.separator();
                ui.label(RichText::new(&running.title).small());
                ui.add(ProgressBar::new(running.progress).desired_width(90.0).desired_height(8.0));
                if icon_button(ui, icon::CLOSE, &texts.get("status-cancel")).clicked() {
                    actions.push(Action::File(FileAction::Cancel));
                }
            }
            // The tree has the layers, and the messages lie on the map.
            if is_narrow {
                return;
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if !state.messages.is_empty() {
                    let count = texts.count("status-messages", state.messages.len());
                    ui.label(RichText::new(format!("{} {count}", icon::WARNING)).small());
                }
                ui.label(
                    RichText::new(
                        texts.count("status-layers", state.layers.len() + state.unread.len()),
                    )
                    .small()
                    .weak(),
                );
            });
        });
    });
}

/// The plane the map is drawn on, and a menu of others.
fn plane_menu(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let name = |plane: Plane| match plane {
        Plane::Mercator => texts.get("plane-mercator"),
        Plane::Utm(zone) => zone.wgs84().name(),
    };
    let here = state.camera.to_lonlat(state.camera.size_px.map(|side| f64::from(side) / 2.0));
    let mut zones: Vec<UtmZone> =
        [17, 18, 19].map(|number| UtmZone { number, south: true }).to_vec();
    let own = UtmZone::at(here[0], here[1]);
    if !zones.contains(&own) {
        zones.push(own);
    }
    let planes = std::iter::once(Plane::Mercator).chain(zones.into_iter().map(Plane::Utm));
    let button = ui.menu_button(RichText::new(name(state.plane)).small(), |ui| {
        for plane in planes {
            if ui.selectable_label(state.plane == plane, name(plane)).clicked() {
                actions.push(Action::View(ViewAction::SetPlane(plane)));
                ui.close();
            }
        }
    });
    button.response.on_hover_text(texts.get("plane-tip"));
}

/// `6.03472° S 76.97417° O · UTM 18S 281 491 E 9 332 562 N`.
fn position_text((at, utm): (Coord, Option<(UtmZone, Coord)>)) -> String {
    let degrees = degrees(at);
    match utm {
        Some((zone, [east, north])) => {
            format!("{degrees} · UTM {zone} {} E {} N", grouped(east, 0), grouped(north, 0))
        }
        None => degrees,
    }
}

/// `6.03472° S 76.97417° O`.
pub(super) fn degrees(at: Coord) -> String {
    let half = |value: f64, low: char, high: char| {
        format!("{:.5}° {}", value.abs(), if value < 0.0 { low } else { high })
    };
    format!("{} {}", half(at[1], 'S', 'N'), half(at[0], 'O', 'E'))
}

/// Three significant digits: a screen knows its scale no better.
pub(super) fn round_scale(scale: f64) -> f64 {
    let unit = 10f64.powf((scale.log10().floor() - 2.0).max(0.0));
    (scale / unit).round() * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_read_as_planners_write_them() {
        let utm = Some((UtmZone { number: 18, south: true }, [281_491.02, 9_332_561.53]));
        let text = position_text(([-76.974_17, -6.034_72], utm)).replace('\u{2009}', " ");
        assert_eq!(text, "6.03472° S 76.97417° O · UTM 18S 281 491 E 9 332 562 N");
    }

    #[test]
    fn scales_keep_three_digits() {
        assert!((round_scale(1_234_567.0) - 1_230_000.0).abs() < 1e-6);
        assert!((round_scale(512.4) - 512.0).abs() < 1e-9);
    }
}
