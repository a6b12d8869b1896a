//! The attribute table.

use std::sync::Arc;

use allpa_model::listing::{Sort, SortBy, tab_separated};
use egui::Context;

use super::view;
use crate::action::{Action, TableSource, ViewAction};
use crate::job::Job;
use crate::layers::LayerId;
use crate::listing::{Extend, TableAction};
use crate::selecting::combined;
use crate::state::State;
use crate::tools::Mode;
use crate::window::Window;

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: TableAction) {
    let state = &mut window.state;
    let Some(TableSource::Layer(id)) = state.table else { return };
    let settings = state.listing.settings_mut(id);
    match action {
        TableAction::Filter(text) => settings.filter = text,
        TableAction::SetOnlySelected(only) => settings.only_selected = only,
        TableAction::SetColumn(column, true) => drop(settings.hidden.remove(&column)),
        TableAction::SetColumn(column, false) => drop(settings.hidden.insert(column)),
        TableAction::Sort(by) => settings.sort = Some(next_sort(settings.sort, by)),
        TableAction::Statistics(column) => state.listing.column = column,
        TableAction::Click(place, extend) => click(state, id, place, extend),
        TableAction::Move(by, extend) => step(state, id, by, extend),
        TableAction::SelectListed => {
            let Some(listed) = state.listing.of(id) else { return };
            let rows = listed.order.iter().map(|row| *row as usize).collect();
            select(state, id, rows);
        }
        TableAction::Show(place) => {
            let listed = state.listing.of(id);
            let Some(&row) = listed.and_then(|listed| listed.order.get(place)) else { return };
            let show = ViewAction::ShowFeature { layer: id, row: row as usize };
            super::carry_out(window, ctx, Action::View(show));
            if let Some(layer) = window.state.layers.get(id) {
                window.state.listing.saw(layer);
            }
        }
        TableAction::Copy => copy(window, ctx, id),
    }
}

/// A click on another header sorts up; on the same one it turns round.
fn next_sort(sort: Option<Sort>, by: SortBy) -> Sort {
    let descending = sort.is_some_and(|sort| sort.by == by && !sort.descending);
    Sort { by, descending }
}

fn click(state: &mut State, id: LayerId, place: usize, extend: Extend) {
    let Some(listed) = state.listing.of(id) else { return };
    let order = Arc::clone(&listed.order);
    let Some(&row) = order.get(place) else { return };
    let before = match &state.selection {
        Some((selected, rows)) if *selected == id => rows.clone(),
        _ => Vec::new(),
    };
    let rows = match extend {
        Extend::Only => vec![row as usize],
        Extend::Toggle => combined(&before, vec![row as usize], Mode::Toggle),
        Extend::To => {
            let anchor = state.listing.anchor;
            let from = anchor.and_then(|anchor| order.iter().position(|row| *row == anchor));
            let from = from.unwrap_or(place);
            let range = from.min(place)..=from.max(place);
            order[range].iter().map(|row| *row as usize).collect()
        }
    };
    select(state, id, rows);
    state.listing.cursor = Some(row);
    if extend != Extend::To {
        state.listing.anchor = Some(row);
    }
}

/// Moves the cursor; the list follows it.
fn step(state: &mut State, id: LayerId, by: i64, extend: Extend) {
    let Some(listed) = state.listing.of(id) else { return };
    let Some(last) = listed.order.len().checked_sub(1) else { return };
    let at = state.listing.cursor.and_then(|row| listed.order.iter().position(|r| *r == row));
    let place = match at {
        Some(at) => (at as i64).saturating_add(by).clamp(0, last as i64) as usize,
        None => 0,
    };
    click(state, id, place, extend);
    state.listing.reveal = (state.listing.reveal.0 + 1, place);
}

/// Selects rows from the table: the list stays where it is.
fn select(state: &mut State, id: LayerId, rows: Vec<usize>) {
    view::select(state, Some((id, rows)));
    if let Some(layer) = state.layers.get(id) {
        state.listing.saw(layer);
    }
}

/// Copies off the window's thread: a whole table may be long.
fn copy(window: &mut Window, ctx: &Context, id: LayerId) {
    let state = &mut window.state;
    let (Some(layer), Some(listed)) = (state.layers.get(id), state.listing.of(id)) else { return };
    let hidden = state.listing.settings(id).hidden;
    let data = Arc::clone(layer.layer());
    let columns: Vec<usize> =
        (0..data.columns().len()).filter(|column| !hidden.contains(column)).collect();
    let selected = Arc::clone(&layer.loaded.scene.highlighted);
    let order = Arc::clone(&listed.order);
    let work = move || {
        let is_chosen = |row: &&u32| selected.binary_search(&(**row as usize)).is_ok();
        let chosen: Vec<u32> = order.iter().filter(is_chosen).copied().collect();
        tab_separated(&data, &columns, if chosen.is_empty() { &order } else { &chosen })
    };
    let wake = ctx.clone();
    match Job::spawn("", move || wake.request_repaint(), move |_| work()) {
        Ok(job) => state.listing.copy(job),
        Err(error) => window.tell_no_thread(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_click_on_a_header_turns_the_order_round() {
        let (one, other) = (SortBy::Column(1), SortBy::Row);
        let first = next_sort(None, one);
        assert_eq!(first, Sort { by: one, descending: false });
        let second = next_sort(Some(first), one);
        assert_eq!(second, Sort { by: one, descending: true });
        assert_eq!(next_sort(Some(second), one), first);
        assert_eq!(next_sort(Some(second), other), Sort { by: other, descending: false });
    }
}
