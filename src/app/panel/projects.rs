//! The card of the register of projects: what they come to, and each of them.

use allpa_geom::Meters;
use allpa_model::plan::ProposalKey;
use allpa_model::question::cross::{RESIDUAL, TOTAL};
use allpa_model::question::projects::{By, Project};
use allpa_model::table::{Cell, Table};
use allpa_text::grouped;
use egui::{Align, DragValue, Layout, RichText, ScrollArea, Sense, Ui};
use egui_extras::{Column, TableBuilder};

use super::{Choice, quiet};
use crate::action::{Action, PlanAction};
use crate::projects::{ProjectsAction, Registered, Totals};
use crate::state::State;
use crate::theme::{self, icon};

const ROW_HEIGHT: f32 = 22.0;
/// Height of the list of projects.
const LIST_HEIGHT: f32 = 300.0;

/// Draws the card.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.heading(texts.get("projects-title"));
            if state.projects.is_pending() {
                ui.spinner();
            }
        });
        quiet(ui, texts.get("projects-explained"));
        match &state.projects.found {
            Some(Ok(found)) if found.keys.is_empty() => {
                quiet(ui, texts.get("projects-none"));
            }
            Some(Ok(found)) => {
                settings(ui, state, found, actions);
                totals(ui, state, found);
                list(ui, state, found, actions);
            }
            Some(Err(error)) => {
                let message = texts.question_error(error);
                quiet(ui, format!("{} {} {}", message.what, message.cause, message.remedy));
            }
            None => {}
        }
    });
}

/// What is counted, and how; the way to a file.
fn settings(ui: &mut Ui, state: &State, found: &Registered, actions: &mut Vec<Action>) {
    let (texts, card) = (&state.texts, &state.projects);
    let mut push = |action| actions.push(Action::Projects(action));
    let whole = found.register.totals(By::Stage);
    let sum = whole.rows.last();
    let number = |column: usize| sum.and_then(|row| row[column].number()).unwrap_or_default();
    let missing = texts.soles(number(4));
    let projects = texts.count("projects-count", found.keys.len());
    let summary = format!("{projects} · {}", texts.soles(number(2)));
    ui.label(RichText::new(summary).family(theme::strong()));
    ui.label(texts.with("projects-missing", &[("soles", &missing)]));
    ui.horizontal(|ui| {
        let label = quiet(ui, texts.get("projects-reach"));
        let mut km = card.reach.value() / 1000.0;
        let drag = DragValue::new(&mut km).range(0.01..=200.0).speed(0.1).max_decimals(2);
        let response = ui.add(drag).labelled_by(label.id);
        if response.on_hover_text(texts.get("projects-reach-tip")).changed() {
            push(ProjectsAction::SetReach(Meters::new(km * 1000.0)));
        }
    });
    let mut is_on = card.colors_stages;
    let switch = ui.checkbox(&mut is_on, texts.get("projects-color-stages"));
    if switch.on_hover_text(texts.get("projects-color-stages-tip")).changed() {
        push(ProjectsAction::ColorStages(is_on));
    }
    ui.horizontal(|ui| {
        let label = quiet(ui, texts.get("projects-by"));
        let items = Totals::ALL.map(|totals| {
            let key = match totals {
                Totals::By(By::Unit) => "projects-by-unit",
                Totals::By(By::Stage) => "projects-by-stage",
                Totals::By(By::Corridor) => "projects-by-corridor",
                Totals::Source => "projects-by-source",
            };
            (totals, texts.get(key))
        });
        let mut chosen = Some(card.totals);
        let list = Choice { salt: "projects-by", width: 150.0, label: label.id };
        if list.show(ui, "", &items, &mut chosen, false) {
            chosen.into_iter().for_each(|totals| push(ProjectsAction::SetTotals(totals)));
        }
        let export = ui.button(format!("{} {}", icon::DOWNLOAD, texts.get("projects-ask")));
        if export.on_hover_text(texts.get("projects-ask-tip")).clicked() {
            push(ProjectsAction::Ask);
        }
    });
    if card.totals == Totals::By(By::Unit) {
        quiet(
            ui,
            match &found.units {
                Some(titles) => {
                    texts.with("projects-units", &[("layer", &titles[state.language_index()])])
                }
                None => texts.get("projects-no-units"),
            },
        );
    }
}

/// What the projects come to by what was chosen.
fn totals(ui: &mut Ui, state: &State, found: &Registered) {
    let texts = &state.texts;
    // Columns of the table: the group, how many, and one or two sums.
    let (table, shown): (Table, &[(usize, &str)]) = match state.projects.totals {
        Totals::By(by) => {
            (found.register.totals(by), &[(2, "projects-cost"), (4, "projects-lacking")])
        }
        Totals::Source => (found.register.by_source(), &[(2, "projects-amount")]),
    };
    let mut builder = TableBuilder::new(ui)
        .id_salt("projects-totals")
        .striped(true)
        .cell_layout(Layout::left_to_right(Align::Center))
        .max_scroll_height(220.0)
        .auto_shrink([false, true])
        .column(Column::remainder().at_least(90.0).clip(true))
        .column(Column::exact(34.0));
    for _ in shown {
        builder = builder.column(Column::exact(96.0));
    }
    builder
        .header(20.0, |mut header| {
            header.col(|_| {});
            let number = texts.get("projects-number");
            header.col(|ui| right(ui, RichText::new(number).small().weak()));
            for (_, key) in shown {
                header.col(|ui| right(ui, RichText::new(texts.get(key)).small().weak()));
            }
        })
        .body(|body| {
            body.rows(ROW_HEIGHT, table.rows.len(), |mut line| {
                let row = &table.rows[line.index()];
                let name = row[0].to_string();
                let style = |text: String| {
                    let text = RichText::new(text);
                    if name == TOTAL { text.family(theme::strong()) } else { text }
                };
                line.col(|ui| {
                    let text = style(group(state, &name));
                    ui.add(egui::Label::new(text).truncate());
                });
                line.col(|ui| right(ui, style(row[1].to_string())));
                for (column, _) in shown {
                    line.col(|ui| right(ui, style(figure(&row[*column]))));
                }
            });
        });
    ui.add_space(8.0);
}

/// The name of a group for people.
fn group(state: &State, name: &str) -> String {
    let texts = &state.texts;
    match (name, state.projects.totals) {
        (TOTAL, _) => texts.get("question-total"),
        (RESIDUAL, Totals::By(By::Unit)) => texts.get("projects-outside"),
        (RESIDUAL, Totals::By(By::Stage)) => texts.get("projects-without-stage"),
        (RESIDUAL, Totals::By(By::Corridor)) => texts.get("projects-without-corridor"),
        (RESIDUAL, Totals::Source) => texts.get("projects-unfunded"),
        (_, Totals::By(By::Stage)) => texts.stage(name),
        (_, Totals::Source) => texts.funding_source(name),
        _ => name.to_owned(),
    }
}

fn figure(cell: &Cell) -> String {
    cell.number().map_or_else(String::new, |soles| grouped(soles, 0))
}

fn right(ui: &mut Ui, text: RichText) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add(egui::Label::new(text).extend());
    });
}

/// All projects; a click marks one and shows it on the map.
fn list(ui: &mut Ui, state: &State, found: &Registered, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let marked = state.projects.marked.and_then(|key| state.planning.plan.proposals.get(&key));
    if let Some(proposal) = marked {
        let edit = texts.with("projects-edit", &[("name", &proposal.name)]);
        let edit = ui.button(format!("{} {edit}", icon::PENCIL));
        if edit.on_hover_text(texts.get("projects-edit-tip")).clicked() {
            actions.push(Action::Plan(PlanAction::ShowProposal(proposal.key)));
        }
    }
    let headings = [
        ("draft-name", 140.0),
        ("facts-stage", 88.0),
        ("projects-cost", 84.0),
        ("projects-years", 76.0),
        ("projects-financing", 90.0),
        ("projects-province", 110.0),
        ("projects-by-corridor", 130.0),
    ];
    let projects = found.register.projects.iter().zip(&found.keys);
    let rows: Vec<(&Project, ProposalKey)> = projects.map(|(one, key)| (one, *key)).collect();
    ScrollArea::horizontal().id_salt("projects-list").show(ui, |ui| {
        let mut builder = TableBuilder::new(ui)
            .id_salt("projects-list")
            .striped(true)
            .resizable(true)
            .sense(Sense::click())
            .cell_layout(Layout::left_to_right(Align::Center))
            .max_scroll_height(LIST_HEIGHT)
            .min_scrolled_height(LIST_HEIGHT.min((rows.len() + 1) as f32 * (ROW_HEIGHT + 6.0)))
            .auto_shrink([true, true]);
        for (_, width) in headings {
            builder = builder.column(Column::initial(width).at_least(40.0).clip(true));
        }
        builder
            .header(20.0, |mut header| {
                for (key, _) in headings {
                    header.col(|ui| {
                        ui.label(RichText::new(texts.get(key)).small().weak());
                    });
                }
            })
            .body(|body| {
                body.rows(ROW_HEIGHT, rows.len(), |mut line| {
                    let (project, key) = rows[line.index()];
                    line.set_selected(state.projects.marked == Some(key));
                    line.col(|ui| name(ui, state, project, key, actions));
                    for (at, text) in cells(state, project).into_iter().enumerate() {
                        line.col(|ui| {
                            if AMOUNTS.contains(&at) {
                                right(ui, RichText::new(text));
                            } else {
                                ui.add(egui::Label::new(text).truncate().selectable(false));
                            }
                        });
                    }
                    if line.response().clicked() {
                        actions.push(Action::Projects(ProjectsAction::Show(key)));
                    }
                });
            });
    });
}

/// The name, by which a project is marked with the keyboard too, and a sign where something does not
/// add up.
fn name(
    ui: &mut Ui,
    state: &State,
    project: &Project,
    key: ProposalKey,
    actions: &mut Vec<Action>,
) {
    let doubts = project.facts.doubts();
    if !doubts.is_empty() {
        let color = theme::tokens(state.theme).warning;
        let told: Vec<String> = doubts.iter().map(|doubt| state.texts.doubt(doubt)).collect();
        let sign = ui.label(RichText::new(icon::WARNING).color(color));
        let named = state.texts.get("projects-doubtful");
        sign.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &named));
        sign.on_hover_text(told.join("\n"));
    }
    let is_marked = state.projects.marked == Some(key);
    let shown = egui::Button::selectable(is_marked, project.name.as_str()).truncate();
    if ui.add(shown).clicked() {
        actions.push(Action::Projects(ProjectsAction::Show(key)));
    }
}

/// Those of [`cells`] that are amounts.
const AMOUNTS: [usize; 2] = [1, 3];

/// What stands after the name.
fn cells(state: &State, project: &Project) -> [String; 6] {
    let (texts, facts) = (&state.texts, &project.facts);
    let years = match (facts.begins, facts.ends) {
        (None, None) => String::new(),
        (begins, ends) => {
            let [begins, ends] =
                [begins, ends].map(|year| year.map_or_else(|| "…".to_owned(), |y| y.to_string()));
            format!("{begins}–{ends}")
        }
    };
    let financed = match facts.financing.as_slice() {
        [] => String::new(),
        _ => grouped(facts.funded(), 0),
    };
    let corridor = project.corridor.as_ref().map(|(name, meters)| {
        if meters.value() > 0.0 {
            format!("{name} ({})", texts.distance(*meters))
        } else {
            name.clone()
        }
    });
    [
        texts.stage(&facts.stage),
        facts.cost.map(|cost| grouped(cost, 0)).unwrap_or_default(),
        years,
        financed,
        project.units.join("; "),
        corridor.unwrap_or_default(),
    ]
}
