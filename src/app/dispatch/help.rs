//! Help and the lesson under way.

use crate::help::{HelpAction, LESSONS, Mark, Running};
use crate::state::State;

pub(super) fn carry_out(state: &mut State, action: HelpAction) {
    match action {
        HelpAction::Search(wanted) => state.help.wanted = wanted,
        HelpAction::Start(lesson) => begin(state, lesson, 0),
        HelpAction::Skip => {
            if let Some((lesson, step)) = state.help.running.as_ref().map(|r| (r.lesson, r.step)) {
                begin(state, lesson, step + 1);
            }
        }
        HelpAction::Leave => state.help.running = None,
        HelpAction::UseCard(uses_card) => state.uses_card = uses_card,
    }
}

/// Goes on to the next step once the present one is done. Before every frame.
pub fn follow(state: &mut State) {
    let Some(running) = &state.help.running else { return };
    let (lesson, step) = (running.lesson, running.step);
    let Some(present) = running.lesson().steps.get(step) else { return };
    if !(present.is_done)(state, &running.mark) {
        return;
    }
    begin(state, lesson, step + 1);
    let key = LESSONS[lesson].title;
    let is_over = state.help.running.as_ref().is_some_and(Running::is_over);
    if is_over && !state.help.done.iter().any(|done| done == key) {
        state.help.done.push(key.to_owned());
    }
}

fn begin(state: &mut State, lesson: usize, step: usize) {
    if lesson < LESSONS.len() {
        let mark = Mark::of(state);
        state.help.running = Some(Running { lesson, step, mark });
    }
}
