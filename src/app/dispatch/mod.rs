//! Carries actions out: the only place where the state changes by the user's wish.

pub mod asking;
mod compare;
mod corridor;
pub mod documents;
mod draft;
pub mod exchange;
pub mod file;
pub mod health;
pub mod help;
pub mod import;
pub mod join;
pub mod layer;
mod listing;
mod meeting;
pub mod minutes;
pub mod picture;
pub mod plan;
mod projects;
mod scenarios;
pub mod select;
pub mod style;
mod tool;
mod travel;
pub mod view;

use egui::Context;

use crate::action::Action;
use crate::window::Window;

/// Carries one action out.
pub fn carry_out(window: &mut Window, ctx: &Context, action: Action) {
    match action {
        Action::View(action) => view::carry_out(&mut window.state, ctx, action),
        Action::Layer(action) => layer::carry_out(window, ctx, action),
        Action::Style(action) => style::carry_out(&mut window.state, ctx, action),
        Action::Picture(action) => picture::carry_out(&mut window.state, ctx, action),
        Action::Corridor(action) => corridor::carry_out(&mut window.state, ctx, action),
        Action::Question(action) => asking::carry_out(&mut window.state, ctx, action),
        Action::Plan(action) => plan::carry_out(window, ctx, action),
        Action::Exchange(action) => exchange::carry_out(window, ctx, action),
        Action::Draft(action) => draft::carry_out(&mut window.state, ctx, action),
        Action::Document(action) => documents::carry_out(window, ctx, action),
        Action::Projects(action) => projects::carry_out(&mut window.state, ctx, action),
        Action::Scenario(action) => scenarios::carry_out(&mut window.state, ctx, action),
        Action::File(action) => file::carry_out(window, ctx, action),
        Action::Health(action) => health::carry_out(window, ctx, action),
        Action::Import(action) => import::carry_out(window, ctx, action),
        Action::Join(action) => join::carry_out(window, ctx, action),
        Action::Table(action) => listing::carry_out(window, ctx, action),
        Action::Select(action) => select::carry_out(window, ctx, action),
        Action::Tool(action) => tool::carry_out(window, ctx, action),
        Action::Travel(action) => travel::carry_out(window, ctx, action),
        Action::Minutes(action) => minutes::carry_out(window, ctx, action),
        Action::Meeting(action) => meeting::carry_out(&mut window.state, ctx, action),
        Action::Compare(action) => compare::carry_out(&mut window.state, action),
        Action::Help(action) => help::carry_out(&mut window.state, action),
    }
}
