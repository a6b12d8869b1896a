//! The parts of the window around the map. Each reads the state and collects actions; none
//! changes anything.

mod asking;
mod cards;
mod corridor;
mod draft;
mod exchange;
mod ficha;
mod health;
mod help;
mod import;
mod join;
mod layers;
mod legend;
mod listing;
mod look;
mod meeting;
mod messages;
mod minutes;
mod pictures;
mod plan;
mod print;
mod projects;
mod repair;
mod selection;
mod sheet;
mod status;
mod style;
mod table;
mod tools;
mod top;
mod views;
mod warnings;

pub use cards::cards_panel;
pub use draft::photo_window;
pub use help::lesson_bar;
pub use layers::layers_panel;
pub use legend::legend_chip;
pub use meeting::{meeting_keys, meeting_over};
pub use messages::{drop_hint, messages_area};
pub use selection::selection_bar;
pub use status::{Running, status_bar};
pub use table::table_panel;
pub use tools::{compare_bar, tool_card, tool_strip};
pub use top::top_bar;
pub use views::new_name as new_view_name;

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{ComboBox, Id, Response, RichText, Ui, WidgetText};

use crate::layers::MapLayer;
use crate::state::State;
use crate::theme::{self, icon};

/// Width of a window, in points, below which one side at a time stands beside the map.
const ENOUGH_FOR_TWO: f32 = 860.0;

/// Whether the window is narrow: a small screen, or large letters on any.
pub fn is_narrow(ctx: &egui::Context) -> bool {
    ctx.content_rect().width() < ENOUGH_FOR_TWO
}

/// What a menu holds, scrolled where the window is lower than that.
fn scrolled<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let most = ui.ctx().content_rect().height() - 48.0;
    egui::ScrollArea::vertical().max_height(most).show(ui, content).inner
}

/// A button that shows an icon and says what it does when the pointer rests on it; its name for
/// assistive technology is that text.
fn icon_button(ui: &mut Ui, icon: &str, tip: &str) -> Response {
    let response = ui.add(egui::Button::new(RichText::new(icon).size(16.0)).frame(false));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, tip));
    response.on_hover_text(tip)
}

/// As [`icon_button`], with a menu that opens as `config` says.
fn icon_menu(
    ui: &mut Ui,
    icon: &str,
    tip: &str,
    config: MenuConfig,
    content: impl FnOnce(&mut Ui),
) {
    let sign = egui::Button::new(RichText::new(icon).size(16.0)).frame(false);
    let (button, _) = MenuButton::from_button(sign).config(config).ui(ui, content);
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, tip));
    button.on_hover_text(tip);
}

/// A menu in which several things are chosen before it is closed.
fn staying() -> MenuConfig {
    MenuConfig::new().close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
}

/// Names a box to type in for assistive technology, by the text beside it or its tooltip.
fn name_box(response: &Response, value: &str, label: &str) {
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::text_edit(true, value, value, "");
        info.label = Some(label.to_owned());
        info
    });
}

/// The one filled button of a card.
fn primary_button(
    ui: &mut Ui,
    text: impl Into<String>,
    mode: allpa_map::style::ThemeMode,
) -> Response {
    let colors = theme::tokens(mode);
    let text = RichText::new(text.into()).color(colors.on_accent);
    ui.add(egui::Button::new(text).fill(colors.accent))
}

/// A list to choose one thing from.
struct Choice<'a> {
    salt: &'a str,
    /// Points.
    width: f32,
    /// What stands beside it and names it.
    label: Id,
}

impl Choice<'_> {
    /// Shows the list, with `none` on top where nothing may be chosen; whether the choice changed.
    fn show<T: Clone + PartialEq>(
        self,
        ui: &mut Ui,
        none: &str,
        items: &[(T, String)],
        chosen: &mut Option<T>,
        is_optional: bool,
    ) -> bool {
        let before = chosen.clone();
        let name = items.iter().find(|(item, _)| Some(item) == chosen.as_ref());
        let text = name.map_or(none, |(_, name)| name.as_str());
        let list = ComboBox::from_id_salt(self.salt).selected_text(text);
        let shown = list.width(self.width).truncate().show_ui(ui, |ui| {
            let none = is_optional.then(|| (None, none));
            let items = items.iter().map(|(item, name)| (Some(item.clone()), name.as_str()));
            for (item, name) in none.into_iter().chain(items) {
                let option = ui.selectable_value(chosen, item, name);
                if option.clicked() {
                    ui.close(); // by a key too
                }
                if option.gained_focus() {
                    option.scroll_to_me(None);
                }
            }
        });
        shown.response.labelled_by(self.label);
        *chosen != before
    }
}

/// Secondary text in the small size.
fn quiet(ui: &mut Ui, text: impl Into<String>) -> Response {
    ui.add(egui::Label::new(WidgetText::from(RichText::new(text.into()).small().weak())).wrap())
}

/// Denominator of the map's scale on this screen.
fn map_scale(ui: &Ui, state: &State) -> f64 {
    let dpi = allpa_map::REFERENCE_DPI * f64::from(ui.ctx().pixels_per_point());
    state.camera.scale_denominator(dpi)
}

/// What must be said of a layer wherever it shows.
fn notice(ui: &mut Ui, state: &State, layer: &MapLayer) {
    let notice = &layer.loaded.notice[state.language_index()];
    if !notice.is_empty() {
        let color = theme::tokens(state.theme).warning;
        let text = RichText::new(format!("{} {notice}", icon::INFO)).small().color(color);
        ui.add(egui::Label::new(text).wrap());
    }
}
