//! The card that asks what a table belongs to: a layer, the fields that say the same, and who
//! stays alone.

use allpa_model::Column;
use allpa_model::question::Meeting;
use egui::{Grid, RichText, ScrollArea, Ui};

use super::import::{answer, choose, rows};
use super::quiet;
use crate::action::{Action, JoinAction};
use crate::join::{Joining, Tried};
use crate::layers::MapLayer;
use crate::state::State;
use crate::theme;

pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let Some(joining) = state.joins.first() else {
        quiet(ui, texts.get("import-none"));
        return;
    };
    ui.heading(texts.get("join-title"));
    ui.label(RichText::new(&joining.name).family(theme::strong()));
    quiet(ui, texts.get("join-explained"));
    let is_met = matches!(joining.tried, Some(Tried { meeting: Ok(_), .. }));
    let answer = answer(ui, state, "join-accept", is_met && !joining.is_pending());
    actions.extend(answer.map(|accepted| {
        Action::Join(if accepted { JoinAction::Accept } else { JoinAction::Discard })
    }));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        rows(ui, &joining.sample);
        ui.add_space(6.0);
        if let Some(tried) = &joining.tried
            && let Some(layer) = state.layers.get(tried.layer)
        {
            choices(ui, state, joining, tried, layer, actions);
            ui.add_space(6.0);
            match &tried.meeting {
                Ok(meeting) => outcome(ui, state, joining, meeting, layer),
                Err(error) => {
                    let message = texts.question_error(error);
                    let color = theme::tokens(state.theme).danger;
                    ui.label(RichText::new(message.cause).color(color));
                    quiet(ui, texts.get("join-other"));
                }
            }
        }
        if joining.is_pending() {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label(texts.get("join-looking"));
            });
        }
    });
}

/// The layer, and the fields that say the same.
fn choices(
    ui: &mut Ui,
    state: &State,
    joining: &Joining,
    tried: &Tried,
    layer: &MapLayer,
    actions: &mut Vec<Action>,
) {
    let texts = &state.texts;
    let join = |action| Action::Join(action);
    Grid::new("join-choices").num_columns(2).show(ui, |ui| {
        let others = state.layers.iter().rev().map(|layer| (state.title(layer.id), layer.id));
        let title = state.title(tried.layer);
        if let Some(id) = choose(ui, &texts.get("join-layer"), &title, others) {
            actions.push(join(JoinAction::SetLayer(id)));
        }
        let [own, other] = match &tried.meeting {
            Ok(meeting) => meeting.keys.clone(),
            Err(_) => Default::default(),
        };
        let field = |ui: &mut Ui, key: &str, columns: &[Column], chosen: &str| {
            let names = columns.iter().map(|column| (column.name.clone(), column.name.clone()));
            choose(ui, &texts.get(key), chosen, names)
        };
        // Without a pair both fields are the user's to choose, one after the other.
        let usual = |name: &String, columns: &[Column]| {
            let first = columns.first().map(|column| column.name.clone());
            if name.is_empty() { first.unwrap_or_default() } else { name.clone() }
        };
        if let Some(picked) = field(ui, "join-own", layer.layer().columns(), &own) {
            let keys = [picked, usual(&other, &joining.table)];
            actions.push(join(JoinAction::SetKeys(keys)));
        }
        if let Some(picked) = field(ui, "join-field", &joining.table, &other) {
            let keys = [usual(&own, layer.layer().columns()), picked];
            actions.push(join(JoinAction::SetKeys(keys)));
        }
    });
}

/// Names listed of those who stay alone.
const NAMED: usize = 5;

/// Who meets, and who stays alone.
fn outcome(ui: &mut Ui, state: &State, joining: &Joining, meeting: &Meeting, layer: &MapLayer) {
    let texts = &state.texts;
    let number = |count: usize| allpa_text::grouped(count as f64, 0);
    let values = [("met", &*number(meeting.met())), ("all", &*number(meeting.rows.len()))];
    ui.label(RichText::new(texts.with("join-met", &values)).family(theme::strong()));
    let key = joining.table.iter().find(|column| column.name == meeting.keys[1]);
    let of_table = |row: usize| key.map(|key| key.value(row).to_string()).unwrap_or_default();
    let of_layer = |row: usize| layer.feature_name(row);
    let mut alone = |key: &str, rows: &[usize], name: &dyn Fn(usize) -> String| {
        if !rows.is_empty() {
            // Each name once; rows without one are only counted.
            let mut names: Vec<String> = Vec::new();
            for name in rows.iter().map(|row| name(*row)).filter(|name| !name.is_empty()) {
                if names.len() <= NAMED && !names.contains(&name) {
                    names.push(name);
                }
            }
            let more = if names.len() > NAMED { "…" } else { "" };
            names.truncate(NAMED);
            let colon = if names.is_empty() { "" } else { ": " };
            let count = texts.count(key, rows.len());
            quiet(ui, format!("{count}{colon}{}{more}", names.join(", ")));
        }
    };
    alone("join-without-row", &meeting.without_row(), &of_layer);
    alone("join-without-feature", &meeting.without_feature, &of_table);
    alone("join-repeated", &meeting.repeated, &of_table);
}
