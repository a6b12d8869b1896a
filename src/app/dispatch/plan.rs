//! The plan: where it is kept, its history, views and kept questions.

use std::path::PathBuf;

use allpa_files::plan_file::{PlanError, discard, signature};
use allpa_geom::Bounds;
use allpa_model::plan::{Deed, Edit, LayerSource, ProposalKey, QuestionKey, ViewKey};
use allpa_model::question::rules::Rule;
use allpa_page::Arrangements;
use allpa_text::UserMessage;
use egui::Context;

use super::layer::forget;
use super::{asking, travel, view};
use crate::action::{Card, PlanAction, QuestionAction};
use crate::drafting::Drafting;
use crate::exchange::Exchange;
use crate::layers::{LayerId, LoadedLayer};
use crate::load::Loader;
use crate::minutes::Minutes;
use crate::planning::{
    OpenedPlan, Saving, Told, Way, asked_of_window, follow, kept_question, steps, view_of,
};
use crate::scenarios::Scenarios;
use crate::state::{Message, Severity, State};
use crate::styling::Styling;
use crate::warnings::Warnings;
use crate::window::Window;

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: PlanAction) {
    let state = &mut window.state;
    match action {
        PlanAction::Undo if !state.drafting.coords.is_empty() => {
            state.drafting.step_back(); // what is being drawn is no step yet
        }
        PlanAction::Undo => steps::walk(state, ctx, Way::Back),
        PlanAction::Redo => steps::walk(state, ctx, Way::Forth),
        PlanAction::GoTo(done) => go_to(state, ctx, done),
        PlanAction::Rename(title) => {
            if title != state.planning.plan.title {
                let edit = Edit::SetTitle { title: title.clone() };
                steps::record(state, ctx, (Deed::Title, title), vec![edit], Vec::new());
            }
        }
        PlanAction::RenameLayer(id, title) => steps::rename(state, ctx, id, title),
        PlanAction::Retry => state.planning.retry(),
        PlanAction::AddView(name) => {
            let key = ViewKey(state.planning.history.fresh_number());
            let view = view_of(state, key, name.clone(), ctx.pixels_per_point());
            let edit = Edit::AddView { at: state.planning.plan.views.len(), view };
            steps::record(state, ctx, (Deed::AddView, name), vec![edit], Vec::new());
            state.views.current = Some(key);
        }
        PlanAction::ShowView(key) => show_view(state, ctx, key),
        PlanAction::RemoveView(key) => {
            let view = state.planning.plan.views.iter().find(|view| view.key == key);
            let name = view.map(|view| view.name.clone()).unwrap_or_default();
            let edit = Edit::RemoveView { view: key };
            steps::record(state, ctx, (Deed::RemoveView, name), vec![edit], Vec::new());
        }
        PlanAction::KeepQuestion => keep_question(state, ctx),
        PlanAction::OpenQuestion(key) => open_question(state, ctx, key),
        PlanAction::RemoveQuestion(key) => {
            let kept = state.planning.plan.questions.iter().find(|kept| kept.key == key);
            let name = kept.map(|kept| kept.title.clone()).unwrap_or_default();
            let edit = Edit::RemoveQuestion { question: key };
            steps::record(state, ctx, (Deed::RemoveQuestion, name), vec![edit], Vec::new());
        }
        PlanAction::ShowProposal(key) => show_proposal(state, ctx, key),
        PlanAction::RemoveProposal(key) => {
            let known = state.planning.plan.proposals.get(&key);
            let name = known.map(|proposal| proposal.name.clone()).unwrap_or_default();
            let edit = Edit::RemoveProposal { proposal: key };
            steps::record(state, ctx, (Deed::RemoveProposal, name), vec![edit], Vec::new());
        }
        PlanAction::SetRule(rule, is_on) => set_rule(state, ctx, rule, is_on),
        PlanAction::Arrange(paper, orientation, arrangement) => {
            let mut all = Arrangements::read(&state.planning.plan.sheets);
            all.set(paper, orientation, arrangement);
            let sheets = all.kept();
            if sheets != state.planning.plan.sheets {
                let edits = vec![Edit::SetSheets { sheets }];
                steps::record_aside(state, ctx, (Deed::Sheets, String::new()), edits);
            }
        }
        PlanAction::Recover(path) => window.load(ctx, |reader| Loader::files(reader, vec![path])),
        PlanAction::Discard(path) => {
            let gone = discard(&path);
            state.planning.recovered.retain(|one| one.path != path);
            if let Err(error) = gone {
                let name = path.to_string_lossy();
                let message = state.texts.plan_error(&name, &PlanError::Io(error));
                window.tell(Severity::Error, message);
            }
        }
    }
}

fn set_rule(state: &mut State, ctx: &Context, rule: Rule, is_on: bool) {
    let mut off = state.planning.plan.rules_off.clone();
    let is_changed = if is_on { off.remove(&rule) } else { off.insert(rule) };
    if is_changed {
        let label = (Deed::Rules, String::new());
        steps::record(state, ctx, label, vec![Edit::SetRulesOff { off }], Vec::new());
    }
}

/// Saves the plan there, or a copy of it.
pub(super) fn save(window: &mut Window, ctx: &Context, path: PathBuf) {
    let planning = &mut window.state.planning;
    if planning.named.as_ref() == Some(&path) {
        return; // it is there already
    }
    planning.save_copy(path, ctx);
}

/// Takes in what the disk has done, before each frame.
pub fn receive(window: &mut Window, ctx: &Context) {
    let was_stuck = matches!(window.state.planning.saving, Saving::Failed(_));
    let had_recovered = !window.state.planning.recovered.is_empty();
    for word in window.state.planning.poll() {
        tell(window, word);
    }
    let state = &mut window.state;
    if let (false, Saving::Failed(error)) = (was_stuck, &state.planning.saving) {
        let name = state.planning.file().map(|file| file.to_string_lossy().into_owned());
        let message = state.texts.plan_error(&name.unwrap_or_default(), error);
        state.card = Card::Plan;
        state.shows.cards = true;
        window.tell(Severity::Error, message);
    } else if !had_recovered && !state.planning.recovered.is_empty() {
        state.card = Card::Plan;
        state.shows.cards = true;
    }
    let state = &mut window.state;
    if let Some((id, opacity)) = state.planning.fading
        && !ctx.input(|input| input.pointer.any_down())
    {
        state.planning.fading = None;
        steps::fade(state, ctx, id, opacity);
    }
    let is_changing = state.styling.as_ref().is_some_and(Styling::is_pending)
        || ctx.input(|input| input.pointer.any_down());
    if let Some(id) = state.planning.styled.filter(|_| !is_changing) {
        state.planning.styled = None;
        steps::style(state, ctx, id);
    }
    let state = &mut window.state;
    if let Some(coming) = &mut state.exchange.coming {
        coming.follow(&state.planning);
    }
    load_wanted(window, ctx);
}

fn tell(window: &mut Window, word: Told) {
    let texts = &window.state.texts;
    let done = |path: &PathBuf| UserMessage {
        what: texts.with("export-done", &[("file", &path.to_string_lossy())]),
        cause: String::new(),
        remedy: String::new(),
    };
    let (severity, message) = match word {
        Told::Copied(path, Ok(())) | Told::Settled(path, Ok(())) => (Severity::Done, done(&path)),
        Told::Copied(path, Err(error)) | Told::Settled(path, Err(error)) => {
            (Severity::Error, texts.plan_error(&path.to_string_lossy(), &error))
        }
        Told::Mended(missing) => {
            let mut message = texts.missing_proposals(&missing);
            message.remedy = texts.get("plan-mended");
            (Severity::Warning, message)
        }
        Told::Retreated => {
            let message = UserMessage {
                what: texts.get("plan-retreated"),
                cause: texts.get("plan-retreated-cause"),
                remedy: texts.get("remedy-save-copy"),
            };
            (Severity::Warning, message)
        }
        Told::Kept(_) | Told::Failed(_) => return, // shown in the bar on top
    };
    window.tell(severity, message);
}

/// Starts reading what the plan shows and is not at hand.
fn load_wanted(window: &mut Window, ctx: &Context) {
    let planning = &mut window.state.planning;
    let wanted = planning.take_wanted();
    let atlas = std::mem::take(&mut planning.wanted_atlas);
    if let (false, Some(path)) = (wanted.is_empty(), planning.file().map(PathBuf::from)) {
        window.load(ctx, |reader| Loader::plan_layers(reader, path, wanted));
    }
    if let Some(catalogue) = window.state.atlas.clone() {
        for number in atlas {
            let catalogue = catalogue.clone();
            window.load(ctx, |reader| Loader::layer(reader, catalogue, number));
        }
    }
}

/// Takes an opened plan in the place of the present one.
pub fn open(window: &mut Window, ctx: &Context, opened: OpenedPlan) {
    let state = &mut window.state;
    let own = state.layers.iter().filter(|layer| !layer.loaded.from_atlas);
    let own: Vec<LayerId> = own.map(|layer| layer.id).collect();
    for id in own {
        forget(state, ctx, id);
    }
    state.asking.close();
    state.drafting = Drafting::default();
    state.exchange = Exchange::default();
    state.scenarios = Scenarios::default();
    state.warnings = Warnings::default();
    state.minutes = Minutes::default();
    state.planning.open(opened, ctx);
    follow::follow(state, ctx);
    show_what_came(state);
    tell_missing(state);
}

/// Says which layers of the plan the atlas of this PC does not have.
fn tell_missing(state: &mut State) {
    let Some(atlas) = &state.atlas else { return };
    let is_known = |name: &str| atlas.catalogue.layers.iter().any(|entry| entry.id == name);
    let names = state.planning.plan.layers.iter().filter_map(|layer| match &layer.source {
        LayerSource::Atlas(name) if layer.visible && !is_known(name) => Some(name.as_str()),
        _ => None,
    });
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return;
    }
    let message = UserMessage {
        what: state.texts.with("plan-atlas-missing", &[("names", &names.join(", "))]),
        cause: state.texts.get("plan-atlas-missing-cause"),
        remedy: state.texts.get("plan-atlas-missing-remedy"),
    };
    state.messages.push(Message::new(Severity::Warning, message));
}

/// Takes in features of a layer of the plan; `None` when they cannot be read.
pub fn receive_layer(state: &mut State, ctx: &Context, table: String, loaded: Option<LoadedLayer>) {
    state.planning.receive(table, loaded);
    follow::follow(state, ctx);
    show_what_came(state);
}

/// Shows everything of a plan that is being opened.
fn show_what_came(state: &mut State) {
    if state.planning.shows_what_comes() {
        let own = state.layers.iter().filter(|layer| !layer.loaded.from_atlas && layer.visible);
        let bounds = own.filter_map(|layer| state.layers.bounds(layer.id)).reduce(Bounds::union);
        state.pending_fit = bounds.or(state.pending_fit);
    }
}

/// Undoes or redoes until so many steps are done.
fn go_to(state: &mut State, ctx: &Context, done: usize) {
    while state.planning.history.cursor() != done {
        let now = state.planning.history.cursor();
        let way = if now > done { Way::Back } else { Way::Forth };
        steps::walk(state, ctx, way);
        if state.planning.history.cursor() == now {
            return; // it has been told why
        }
    }
}

fn show_view(state: &mut State, ctx: &Context, key: ViewKey) {
    let Some(saved) = state.planning.plan.views.iter().find(|view| view.key == key) else { return };
    let saved = saved.clone();
    let wishes = state.changed_by(&saved);
    steps::show_view(state, ctx, saved.name.clone(), &wishes);
    travel::look_at(state, ctx, &saved);
}

fn keep_question(state: &mut State, ctx: &Context) {
    let Some(question) = &state.asking.question else { return };
    let title = state.texts.question(question);
    let key = QuestionKey(state.planning.history.fresh_number());
    let kept = kept_question(state, key, title.clone(), signature().time);
    let Some(kept) = kept else { return };
    let at = state.planning.plan.questions.len();
    let edit = Edit::AddQuestion { at, question: Box::new(kept) };
    steps::record(state, ctx, (Deed::AddQuestion, title), vec![edit], Vec::new());
}

fn open_question(state: &mut State, ctx: &Context, key: QuestionKey) {
    let kept = state.planning.plan.questions.iter().find(|kept| kept.key == key);
    let Some(kept) = kept else { return };
    let question = asked_of_window(kept.asked.question.clone(), &state.layers);
    asking::carry_out(state, ctx, QuestionAction::Open(Box::new(question)));
}

fn show_proposal(state: &mut State, ctx: &Context, key: ProposalKey) {
    let Some(proposal) = state.planning.plan.proposals.get(&key) else { return };
    let bounds = proposal.shape.bounds();
    if state.drafting.tool.is_none() {
        state.drafting.selected = Some(key);
        state.drafting.vertex = None;
        state.card = Card::Draft;
    }
    if let Some(bounds) = bounds {
        view::fit(state, ctx, bounds);
    }
}
