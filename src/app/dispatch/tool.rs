//! The tool in the hand.

use allpa_geom::{Coord, Enclosure};
use egui::Context;

use crate::action::Action;
use crate::selecting::SelectAction;
use crate::tools::{Tool, ToolAction};
use crate::window::Window;

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: ToolAction) {
    let plane = window.state.camera.plane;
    let tools = &mut window.state.tools;
    match action {
        ToolAction::Choose(tool) => {
            tools.choose(tool);
            // One hand holds one tool.
            window.state.drafting.cancel();
        }
        ToolAction::AddVertex(at) => tools.add(at),
        ToolAction::RemoveLast => {
            if tools.is_finished || !tools.vertices.is_empty() {
                tools.step_back();
            }
        }
        ToolAction::Finish(mode) => match tools.tool {
            Tool::Measure => tools.is_finished = tools.vertices.len() > 1,
            Tool::SelectOutline => {
                let corners = std::mem::take(&mut tools.vertices);
                let ring: Vec<Coord> = corners.into_iter().map(|at| plane.to_world(at)).collect();
                if let Some(area) = Enclosure::of_outline(&ring) {
                    let select = SelectAction::Area(area, mode);
                    super::carry_out(window, ctx, Action::Select(select));
                }
            }
            Tool::Explore | Tool::SelectBox => {}
        },
    }
}
