//! This computer, and what is inside the program and under which licences.

use egui::{Grid, Ui};

use crate::action::Action;
use crate::help::HelpAction;
use crate::panel::quiet;
use crate::state::State;
use crate::theme::icon;

/// What the program is made of, from the lock file (`packaging/credits.py`): name, licence and
/// place of each, between tabs.
const CREDITS: &str = include_str!("../../../../assets/credits.txt");

/// This computer, as whoever helps from afar must know it.
pub(super) fn computer(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let facts = facts(ui, state);
    Grid::new("computer").num_columns(2).show(ui, |ui| {
        for (key, value) in &facts {
            ui.label(texts.get(key));
            ui.add(egui::Label::new(value).wrap());
            ui.end_row();
        }
    });
    let mut uses_card = state.uses_card;
    let switch = ui.checkbox(&mut uses_card, texts.get("about-card"));
    if switch.on_hover_text(texts.get("about-card-what")).changed() {
        actions.push(Action::Help(HelpAction::UseCard(uses_card)));
    }
    if ui.button(format!("{} {}", icon::COPY, texts.get("about-copy"))).clicked() {
        let lines = facts.into_iter().map(|(key, value)| format!("{}: {value}\n", texts.get(key)));
        ui.ctx().copy_text(lines.collect());
    }
}

/// What the program is made of, each part with its licence.
pub(super) fn parts(ui: &mut Ui) {
    for line in CREDITS.lines() {
        let mut fields = line.split('\t');
        let [name, licence] = [(); 2].map(|()| fields.next().unwrap_or_default());
        let place = fields.next().unwrap_or_default();
        quiet(ui, format!("{name}: {licence}")).on_hover_text(place);
    }
}

fn facts(ui: &Ui, state: &State) -> Vec<(&'static str, String)> {
    let ratio = ui.ctx().pixels_per_point();
    let size = ui.ctx().content_rect().size() * ratio;
    let settings = state.settings.as_ref().map(|folder| folder.display().to_string());
    let atlas = state.atlas.as_ref().map(|atlas| &atlas.catalogue);
    let atlas = atlas.map(|catalogue| format!("{} ({})", catalogue.name, catalogue.date));
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    vec![
        ("about-version", format!("Allpa {}", env!("CARGO_PKG_VERSION"))),
        ("about-system", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)),
        ("about-processors", processors.to_string()),
        ("about-graphics", state.graphics.clone().unwrap_or_default()),
        ("about-screen", format!("{:.0} × {:.0}, {ratio:.2}", size.x, size.y)),
        ("about-settings", settings.unwrap_or_default()),
        ("about-atlas", atlas.unwrap_or_default()),
        ("about-layers", state.layers.iter().count().to_string()),
    ]
}

/// The layers of the atlas, with who publishes each and how it may be used.
pub(super) fn data(ui: &mut Ui, state: &State) {
    let Some(atlas) = &state.atlas else { return };
    for entry in &atlas.catalogue.layers {
        let title = [&entry.title_es, &entry.title_en][state.language_index()];
        ui.label(title);
        let facts = [&entry.source, &entry.date, &entry.licence];
        let facts: Vec<&str> =
            facts.into_iter().map(String::as_str).filter(|fact| !fact.is_empty()).collect();
        quiet(ui, facts.join(" · "));
    }
}
