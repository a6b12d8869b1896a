//! The tool in the hand.

use allpa_geom::{Coord, Enclosure};
use allpa_map::camera::to_world;
use egui::Context;

use crate::action::Action;
use crate::selecting::SelectAction;
use crate::tools::{Tool, ToolAction};
use crate::window::Window;

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: ToolAction) {
    let tools = &mut window.state.tools;
    match action {
        ToolAction::Choose(tool) => tools.choose(tool),
        ToolAction::AddVertex(at) => tools.add(at),
        ToolAction::RemoveLast => {
            if tools.is_finished || !tools.vertices.is_empty() {
                tools.step_back();
            }
        }
        ToolAction::Finish(mode) => match tools.tool {
            Tool::Measure => tools.is_finished = tools.vertices.len() > 1,
            Tool::SelectOutline => {
                let ring: Vec<Coord> =
                    std::mem::take(&mut tools.vertices).into_iter().map(to_world).collect();
                if let Some(area) = Enclosure::of_outline(&ring) {
                    let select = SelectAction::Area(area, mode);
                    super::carry_out(window, ctx, Action::Select(select));
                }
            }
            Tool::Explore | Tool::SelectBox => {}
        },
    }
}
