//! The map area: what the hand does on it, the picture, and what is drawn over it.

mod draft;
mod drawn;
mod exchange;
mod overlay;
mod overview;
mod picture;
mod present;
mod surface;
mod tools;

use allpa_geom::Coord;
use allpa_map::Camera;
use allpa_map::Hit;
use allpa_map::style::ThemeMode;
use allpa_model::question::asked::{Question, Slot};
use egui::{EventFilter, Key, Painter, PointerButton, Pos2, Rect, Response, Sense, Ui, vec2};

use crate::action::{Action, CorridorAction, QuestionAction, ViewAction};
use crate::gpu::WindowCard;
use crate::layers::LayerId;
use crate::state::State;
use crate::theme;
use crate::tools::{Tool, ToolAction};

use picture::MapPicture;
pub use present::INKS;
use surface::Surface;

/// Catch radius around the pointer, in points.
pub(crate) const CATCH: f32 = 7.0;
/// Zoom of one double click or key press.
pub(crate) const STEP: f64 = 1.6;

/// What the map area keeps between frames.
#[derive(Default)]
pub struct Canvas {
    picture: Surface,
    /// The right side of a comparison.
    other: Surface,
    overview: MapPicture,
    /// Whether the other two pictures were on screen in the last frame.
    shows: [bool; 2],
    dragging: Option<tools::Dragging>,
    /// The vertex of a feature that the pointer has caught while measuring.
    snapped: Option<Coord>,
    dragged_vertex: Option<usize>,
    hand: draft::DraftHand,
    /// Position under the pointer, for the status bar.
    pub pointer: Option<Coord>,
    hovered: Option<(Coord, Vec<Hit>)>,
    /// Whether the keyboard moves the map: a cross in its middle stands for the pointer.
    by_keys: bool,
}

impl Canvas {
    /// A canvas that `card` draws; without one the processor does.
    pub fn new(card: Option<&WindowCard>) -> Self {
        let [picture, other] = [Surface::new(card), Surface::new(card)];
        Self { picture, other, ..Self::default() }
    }

    /// Draws the map in all the space there is and collects what the user asks for.
    pub fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
        let (response, painter) = ui.allocate_painter(ui.available_size(), Sense::click_and_drag());
        let map = View::of(ui, response.rect, state);
        let View { area, ratio, camera } = map;

        self.picture.ask(ui.ctx(), camera, look(state, state.revision()), || state.scene(ratio));
        painter.rect_filled(area, 0.0, theme::tokens(state.theme).canvas);
        self.picture.show(&painter, area, &camera);
        self.compare(ui, &painter, &map, state);

        let hover = self.aim(ui, &response);
        self.pointer = hover.map(|at| map.position(at));
        self.hand.take_cross(state, self.by_keys);
        self.hand.look(state, &map, hover.or(response.interact_pointer_pos()));
        let is_drafted = self.hand.gestures(ui, &response, &map, state, actions);
        let hand = tools::Hand { dragging: &mut self.dragging, snapped: self.snapped };
        if !is_drafted && !tools::gestures(hand, ui, &response, &map, state, actions) {
            self.gestures(ui, &response, &map, state, actions);
        }
        if response.has_focus() {
            // Arrows move the map, not the focus.
            let arrows = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..Default::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        }
        // The map listens when it has the focus, or when the pointer is on it and nobody else does.
        let is_free = !ui.ctx().egui_wants_keyboard_input();
        if response.has_focus() || hover.is_some() && is_free {
            keys(ui, &map, state, actions);
            tools::keys(ui, state, actions);
            if let Some(at) = hover.filter(|_| self.by_keys)
                && ui.input(|input| input.key_pressed(Key::Space))
            {
                actions.push(self.click_of_key(at, &map, state));
            }
        }
        self.hover(&map, hover, state);
        let hits = self.hovered.as_ref().map_or(&[][..], |(_, hits)| hits);
        overlay::draw(&painter, &map, state, hits, hover);
        exchange::draw(&painter, &map, state);
        draft::draw(&painter, &map, state, &self.hand, &theme::tokens(state.theme), hover);
        if let Some(at) = hover.filter(|_| self.by_keys) {
            overlay::cross(&painter, at, &theme::tokens(state.theme));
        }
        self.snapped = hover.and_then(|at| tools::snap(ui, &map, state, hits, at));
        let pointer = response.interact_pointer_pos().or(hover);
        drawn::draw(&painter, &map, state, self.dragging, (pointer, self.snapped));
        let is_drawing =
            state.corridor.is_drawing || state.drafting.is_drawing() || state.tools.is_drawing();
        if let Some(hit) = hits.first().filter(|_| !is_drawing) {
            let name = state.layers.get(LayerId(hit.layer));
            if let Some(name) = name.map(|layer| layer.feature_name(hit.row)) {
                response.clone().on_hover_text_at_pointer(name);
            }
        }
        self.menu(&response, &map, state, actions);
        let label = state.texts.get("map-label");
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &label));
        self.shows[1] = state.views.overview;
        if state.views.overview {
            overview::show(&mut self.overview, ui, &map, state, actions);
        }
        if !self.is_current() {
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(50));
        }
    }

    /// The position that a click would measure from.
    pub fn measured_at(&self) -> Option<Coord> {
        self.snapped.or(self.pointer)
    }

    /// Whether the pictures show what was asked for last.
    pub fn is_current(&self) -> bool {
        let [is_compared, has_overview] = self.shows;
        self.picture.is_current()
            && (!is_compared || self.other.is_current())
            && (!has_overview || self.overview.is_current())
    }

    /// Where the user points: at the pointer, or at the middle while the keyboard moves the map.
    fn aim(&mut self, ui: &Ui, response: &Response) -> Option<Pos2> {
        const MOVES: [Key; 6] =
            [Key::ArrowLeft, Key::ArrowRight, Key::ArrowUp, Key::ArrowDown, Key::Plus, Key::Minus];
        let (calls, moves, hand) = ui.input_mut(|input| {
            let calls = input.consume_key(egui::Modifiers::NONE, Key::F6);
            let moves = MOVES.into_iter().any(|key| input.key_pressed(key));
            (calls, moves, input.pointer.is_moving() || input.pointer.any_pressed())
        });
        if calls {
            response.request_focus();
        }
        if calls || moves && response.has_focus() {
            self.by_keys = true;
        } else if hand || !response.has_focus() {
            self.by_keys = false;
        }
        if self.by_keys { Some(response.rect.center()) } else { response.hover_pos() }
    }

    /// What a click at the cross does.
    fn click_of_key(&self, at: Pos2, map: &View, state: &State) -> Action {
        let position = map.position(at);
        if let Some(action) = self.hand.clicked_by_key(state, position) {
            Action::Draft(action)
        } else if tools::is_in_hand(state) {
            Action::Tool(ToolAction::AddVertex(self.snapped.unwrap_or(position)))
        } else {
            map.click(at, state)
        }
    }

    /// Draws the other set of layers: right of the divider, or everywhere while B is held.
    fn compare(&mut self, ui: &Ui, painter: &Painter, map: &View, state: &State) {
        let compare = &state.compare;
        let is_free = !ui.ctx().egui_wants_keyboard_input();
        let is_held = is_free && ui.input(|input| input.key_down(Key::B));
        let is_blinking = is_held && !compare.changed.is_empty();
        self.shows[0] = compare.is_on || is_blinking;
        if !self.shows[0] {
            return;
        }
        let revision = look(state, state.revision() + compare.revision);
        self.other.ask(ui.ctx(), map.camera, revision, || {
            state.scene_of(compare.scene(&state.layers), map.ratio)
        });
        let mut side = map.area;
        if !is_blinking {
            side.min.x += map.area.width() * compare.divider;
        }
        let painter = painter.with_clip_rect(side);
        painter.rect_filled(side, 0.0, theme::tokens(state.theme).canvas);
        self.other.show(&painter, map.area, &map.camera);
    }

    fn gestures(
        &mut self,
        ui: &Ui,
        response: &Response,
        map: &View,
        state: &State,
        actions: &mut Vec<Action>,
    ) {
        let pointer = response.interact_pointer_pos();
        if response.drag_started_by(PointerButton::Primary) {
            let start = ui.input(|input| input.pointer.press_origin());
            self.dragged_vertex = start.and_then(|at| map.vertex_at(state, at));
        }
        if let (Some(index), Some(at)) = (self.dragged_vertex, pointer) {
            if response.dragged() {
                let to = map.position(at);
                actions.push(Action::Corridor(CorridorAction::MoveVertex { index, to }));
            }
        } else {
            actions.extend(map.panned(response));
        }
        if response.drag_stopped() {
            self.dragged_vertex = None;
        }
        actions.extend(map.zoomed(ui, response));
        let Some(at) = pointer else { return };
        if response.double_clicked() {
            actions.push(if state.corridor.is_drawing {
                Action::Corridor(CorridorAction::FinishDrawing)
            } else if state.asking.drawing.is_some() {
                Action::Question(QuestionAction::FinishDrawing)
            } else {
                Action::View(ViewAction::Zoom { at: map.pixel(at), factor: STEP })
            });
        } else if response.clicked() {
            response.request_focus();
            actions.push(map.click(at, state));
        }
    }

    /// Finds what lies under the pointer, once per place.
    fn hover(&mut self, map: &View, hover: Option<Pos2>, state: &State) {
        let Some(at) = hover.filter(|_| self.dragged_vertex.is_none()) else {
            self.hovered = None;
            return;
        };
        let position = map.position(at);
        if self.hovered.as_ref().is_some_and(|(known, _)| *known == position) {
            return;
        }
        let mut hits = state.hits(map.pixel(at), &map.camera, map.ratio);
        // The ground below everything says nothing worth a flash.
        hits.retain(|hit| !state.layers.is_ground(LayerId(hit.layer)));
        self.hovered = Some((position, hits));
    }

    fn menu(&self, response: &Response, map: &View, state: &State, actions: &mut Vec<Action>) {
        let texts = &state.texts;
        response.context_menu(|ui| {
            let Some(at) = response.interact_pointer_pos().or(response.hover_pos()) else { return };
            let (position, pixel) = (map.position(at), map.pixel(at));
            if ui.button(texts.get("menu-what-is-here")).clicked() {
                actions.push(Action::View(ViewAction::Identify { at: position, pixel }));
                ui.close();
            }
            if ui.button(texts.get("menu-copy-position")).clicked() {
                ui.ctx().copy_text(format!("{:.6}, {:.6}", position[1], position[0]));
                ui.close();
            }
            let hits = self.hovered.as_ref().map_or(&[][..], |(_, hits)| hits);
            for hit in hits {
                let id = LayerId(hit.layer);
                let Some(layer) = state.layers.get(id) else { continue };
                if layer.layer().kind() != allpa_geom::ShapeKind::Line {
                    continue;
                }
                let name = layer.feature_name(hit.row);
                if ui.button(texts.with("menu-ask-corridor", &[("name", &name)])).clicked() {
                    let row = hit.row;
                    let action = CorridorAction::UseFeature { layer: id, row, whole: true };
                    actions.push(Action::Corridor(action));
                    ui.close();
                }
            }
            for (question, key) in Question::all().into_iter().filter_map(at_a_place) {
                if ui.button(texts.question(&question)).clicked() {
                    actions.push(Action::Question(QuestionAction::Open(Box::new(question))));
                    actions.push(Action::Question(QuestionAction::Draw(key)));
                    actions.push(Action::Question(QuestionAction::AddPosition(position)));
                    ui.close();
                }
            }
            if ui.button(texts.get("menu-measure")).clicked() {
                if state.tools.tool != Tool::Measure {
                    actions.push(Action::Tool(ToolAction::Choose(Tool::Measure)));
                }
                actions.push(Action::Tool(ToolAction::AddVertex(position)));
                ui.close();
            }
            if ui.button(texts.get("menu-draw-corridor")).clicked() {
                actions.push(Action::Corridor(CorridorAction::StartDrawing));
                actions.push(Action::Corridor(CorridorAction::AddVertex(position)));
                ui.close();
            }
        });
    }
}

/// A question about a place that no other card answers, with the key of its place.
fn at_a_place(mut question: Question) -> Option<(Question, &'static str)> {
    let inputs = question.inputs();
    let place = inputs.iter().find(|input| matches!(input.slot, Slot::Place { .. }))?.key;
    (!matches!(question, Question::Locate(_))).then_some((question, place))
}

/// The map area and the camera that fills it.
pub(crate) struct View {
    area: Rect,
    ratio: f32,
    camera: Camera,
}

impl View {
    /// The camera of the map filling `area` (points).
    fn of(ui: &Ui, area: Rect, state: &State) -> Self {
        let ratio = ui.ctx().pixels_per_point();
        let size_px = [area.width(), area.height()].map(|side| (side * ratio).round() as u32);
        let camera = Camera { size_px: size_px.map(|side| side.max(1)), ..state.camera };
        Self { area, ratio, camera }
    }

    /// A drag moves the map.
    fn panned(&self, response: &Response) -> Option<Action> {
        let moved = response.drag_delta() * self.ratio;
        let moves = response.dragged() && moved != vec2(0.0, 0.0);
        moves.then(|| Action::View(ViewAction::Pan([f64::from(moved.x), f64::from(moved.y)])))
    }

    /// The wheel and two fingers bring the place under the pointer closer.
    fn zoomed(&self, ui: &Ui, response: &Response) -> Option<Action> {
        let at = self.pixel(response.hover_pos()?);
        let (scroll, pinch) = ui.input(|i| (i.smooth_scroll_delta().y, i.zoom_delta()));
        let factor = f64::from(scroll * 0.005).exp() * f64::from(pinch);
        let zooms = (factor - 1.0).abs() > 1e-6;
        zooms.then_some(Action::View(ViewAction::Zoom { at, factor }))
    }

    /// What a click does where no tool is in hand.
    fn click(&self, at: Pos2, state: &State) -> Action {
        let position = self.position(at);
        if state.corridor.is_drawing {
            Action::Corridor(CorridorAction::AddVertex(position))
        } else if state.asking.drawing.is_some() {
            Action::Question(QuestionAction::AddPosition(position))
        } else {
            Action::View(ViewAction::Identify { at: position, pixel: self.pixel(at) })
        }
    }

    fn pixel(&self, at: Pos2) -> [f64; 2] {
        let local = (at - self.area.min) * self.ratio;
        [f64::from(local.x), f64::from(local.y)]
    }

    fn position(&self, at: Pos2) -> Coord {
        self.camera.to_lonlat(self.pixel(at))
    }

    fn point(&self, position: Coord) -> Pos2 {
        let [x, y] = self.camera.to_screen(position);
        self.area.min + vec2(x, y) / self.ratio
    }

    /// The vertex of a drawn axis under the pointer.
    fn vertex_at(&self, state: &State, at: Pos2) -> Option<usize> {
        let corridor = &state.corridor;
        if corridor.inputs.source != crate::corridor::Source::Drawn || corridor.is_drawing {
            return None;
        }
        let vertices = corridor.inputs.axis.first()?;
        let near = |&(_, &vertex): &(usize, &Coord)| self.point(vertex).distance(at) <= CATCH * 1.5;
        vertices.iter().enumerate().find(near).map(|(index, _)| index)
    }
}

fn keys(ui: &Ui, map: &View, state: &State, actions: &mut Vec<Action>) {
    let [width, height] = map.camera.size_px.map(f64::from);
    let middle = [width / 2.0, height / 2.0];
    // With saved views the same keys step through them.
    let page = if state.planning.plan.views.is_empty() { height * 0.8 } else { 0.0 };
    let view = |action| Action::View(action);
    ui.input(|input| {
        for (key, action) in [
            (Key::ArrowLeft, view(ViewAction::Pan([width / 8.0, 0.0]))),
            (Key::ArrowRight, view(ViewAction::Pan([-width / 8.0, 0.0]))),
            (Key::ArrowUp, view(ViewAction::Pan([0.0, height / 8.0]))),
            (Key::ArrowDown, view(ViewAction::Pan([0.0, -height / 8.0]))),
            (Key::PageUp, view(ViewAction::Pan([0.0, page]))),
            (Key::PageDown, view(ViewAction::Pan([0.0, -page]))),
            (Key::Plus, view(ViewAction::Zoom { at: middle, factor: STEP })),
            (Key::Minus, view(ViewAction::Zoom { at: middle, factor: 1.0 / STEP })),
        ] {
            if input.modifiers.is_none() && input.key_pressed(key) {
                actions.push(action);
            }
        }
        draft::keys(input, state, actions);
        let is_asking = state.asking.drawing.is_some();
        if is_asking && (input.key_pressed(Key::Backspace) || input.key_pressed(Key::Delete)) {
            actions.push(Action::Question(QuestionAction::RemoveLastPosition));
        }
        if is_asking && input.key_pressed(Key::Enter) {
            actions.push(Action::Question(QuestionAction::FinishDrawing));
        }
        if state.corridor.is_drawing {
            if input.key_pressed(Key::Backspace) || input.key_pressed(Key::Delete) {
                actions.push(Action::Corridor(CorridorAction::RemoveLastVertex));
            }
            if input.key_pressed(Key::Enter) {
                actions.push(Action::Corridor(CorridorAction::FinishDrawing));
            }
        }
    });
}

/// The number of a picture that was drawn at a revision, in the theme that holds.
fn look(state: &State, revision: u64) -> u64 {
    revision * ThemeMode::COUNT + state.theme as u64
}
