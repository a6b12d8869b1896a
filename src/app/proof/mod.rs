//! The sheet in the room of the map: shown as it prints, its pieces moved and resized by hand or by
//! keys, held by guides.

mod worker;

use allpa_page::{Arrangement, Grip, Guides, Held, Orientation, Paper, Piece, Place};
use allpa_text::Texts;
use egui::{
    Color32, CursorIcon, EventFilter, Key, Modifiers, Painter, Pos2, Rect, Response, Sense, Stroke,
    StrokeKind, Ui, Vec2, pos2, vec2,
};

use crate::action::{Action, PlanAction, ViewAction};
use crate::printing::{arrangement_of, paper_of};
use crate::state::State;
use crate::theme::{self, Tokens};

use worker::Proof;

/// Free room around the sheet, in points.
const MARGIN: f32 = 20.0;
/// Sides are caught so near, and lines hold so near, in points.
const CATCH: f32 = 6.0;
/// How far outside a piece its sides are caught, in points.
const OUTSIDE: f32 = 3.0;
/// What an arrow key moves, and with Shift, in millimetres.
const STEP: f32 = 1.0;
const LARGE_STEP: f32 = 10.0;

/// What the sheet keeps between frames.
#[derive(Default)]
pub struct SheetDesk {
    proof: Proof,
    drag: Option<Drag>,
    /// The piece that was chosen in the last frame: a newly chosen one gets the keys.
    chosen: Option<Piece>,
    is_shown: bool,
}

/// A piece in the hand.
#[derive(Debug, Clone, Copy)]
struct Drag {
    piece: Piece,
    grip: Grip,
    /// Where it stood, in millimetres.
    area: [f32; 4],
    /// How far the hand has moved, in points.
    by: Vec2,
}

/// The sheet on the screen.
struct View {
    area: Rect,
    /// Points to a millimetre.
    scale: f32,
}

impl View {
    fn of(room: Rect, [width, height]: [f32; 2]) -> Self {
        let free = (room.size() - Vec2::splat(MARGIN * 2.0)).max(Vec2::splat(40.0));
        let scale = (free.x / width).min(free.y / height);
        let size = vec2(width, height) * scale;
        Self { area: Rect::from_center_size(room.center(), size), scale }
    }

    fn on_screen(&self, [left, top, right, bottom]: [f32; 4]) -> Rect {
        let at = |x: f32, y: f32| self.area.min + vec2(x, y) * self.scale;
        Rect::from_min_max(at(left, top), at(right, bottom))
    }
}

impl SheetDesk {
    /// Shows the sheet in all the room there is and collects what the user asks for.
    pub fn show(&mut self, ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
        let tokens = theme::tokens(state.theme);
        let (response, painter) = ui.allocate_painter(ui.available_size(), Sense::click());
        painter.rect_filled(response.rect, 0.0, tokens.canvas);
        let (paper, orientation) = paper_of(state);
        let size_mm = paper.size_mm(orientation);
        let view = View::of(response.rect, size_mm);
        let arrangement = arrangement_of(state);
        let pieces = self.pieces(&arrangement);
        let guides = |piece: Piece| {
            let others = pieces.iter().filter(|(other, _)| *other != piece);
            Guides::of(size_mm, &others.map(|(_, area)| *area).collect::<Vec<_>>())
        };
        // What the hand holds is shown where it would be put.
        let held = self.drag.map(|drag| (drag.piece, drag.moved(&guides(drag.piece), ui, &view)));
        let mut shown = arrangement.clone();
        if let Some((piece, (area, _))) = held {
            shown.entry(piece).or_default().area = Some(area);
        }
        let width_px = (view.area.width() * ui.ctx().pixels_per_point()).round().max(1.0) as u32;
        self.proof.ask(ui.ctx(), state, shown, width_px);
        self.is_shown = true;
        self.picture(&painter, &view, &tokens);
        let label = state.texts.get("layout-sheet");
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &label));
        if response.clicked() {
            actions.push(Action::View(ViewAction::ChoosePiece(None)));
        }
        let paper = (paper, orientation);
        for &(piece, area) in &pieces {
            let area = held.filter(|(own, _)| *own == piece).map_or(area, |(_, (moved, _))| moved);
            let rect = view.on_screen(area);
            // Its sides are caught from outside too.
            let caught = rect.expand(OUTSIDE);
            let response =
                ui.interact(caught, ui.scope_id().with(("piece", piece)), Sense::click_and_drag());
            let name = state.texts.with("layout-piece", &[("name", &name(&state.texts, piece))]);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            self.choose(&response, piece, state, actions);
            self.hold(ui, &response, (piece, area), rect);
            let is_chosen = state.printing.chosen == Some(piece);
            outline(&painter, rect, is_chosen, response.hovered(), &tokens);
            let moved = self.let_go(&response, piece, held.map(|(_, (moved, _))| moved));
            let by_key = response.has_focus().then(|| keys(ui, &response)).flatten();
            let done = match (moved, by_key) {
                (Some(area), _) => Some(Place { area: Some(area), hidden: false }),
                (_, Some(Pressed::Hide)) if piece != Piece::Map => {
                    Some(Place { hidden: true, ..place(&arrangement, piece) })
                }
                (_, Some(Pressed::Move(grip, by))) => {
                    let (area, _) = guides(piece).moved(area, grip, by, piece.least_mm(), 0.0);
                    Some(Place { area: Some(area), hidden: false })
                }
                _ => None,
            };
            if let Some(done) = done {
                actions.push(put(paper, &arrangement, piece, done));
            }
        }
        if let Some((_, (_, lines))) = held {
            draw_guides(&painter, &view, lines, &tokens);
        }
        self.chosen = state.printing.chosen;
        if !self.proof.is_current() {
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(30));
        }
    }

    /// Forgets the hand while the map is shown.
    pub fn rest(&mut self) {
        (self.drag, self.chosen, self.is_shown) = (None, None, false);
    }

    /// Whether what is shown is what was asked for last.
    pub fn is_current(&self) -> bool {
        !self.is_shown || self.proof.is_current()
    }

    /// Where the pieces stand: as drawn last, or as the plan says since.
    fn pieces(&self, arrangement: &Arrangement) -> Vec<(Piece, [f32; 4])> {
        let drawn = self.proof.shown.as_ref().map_or(&[][..], |shown| &shown.pieces);
        let is_shown = |piece: &Piece| *piece == Piece::Map || !place(arrangement, *piece).hidden;
        let now = |&(piece, area): &(Piece, [f32; 4])| {
            (piece, place(arrangement, piece).area.unwrap_or(area))
        };
        drawn.iter().filter(|(piece, _)| is_shown(piece)).map(now).collect()
    }

    fn picture(&self, painter: &Painter, view: &View, tokens: &Tokens) {
        painter.rect_filled(view.area, 0.0, Color32::WHITE);
        if let Some(shown) = &self.proof.shown {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(shown.texture.id(), view.area, whole, Color32::WHITE);
        }
        let edge = Stroke::new(1.0, tokens.line);
        painter.rect_stroke(view.area, 0.0, edge, StrokeKind::Outside);
    }

    fn choose(&self, response: &Response, piece: Piece, state: &State, actions: &mut Vec<Action>) {
        let chosen = state.printing.chosen;
        let is_taken = response.clicked() || response.drag_started() || response.gained_focus();
        if is_taken && chosen != Some(piece) {
            actions.push(Action::View(ViewAction::ChoosePiece(Some(piece))));
        } else if chosen == Some(piece) && self.chosen != chosen {
            response.request_focus();
        }
    }

    /// Takes a piece in the hand, by its sides where the pointer is on them.
    fn hold(&mut self, ui: &Ui, response: &Response, (piece, area): (Piece, [f32; 4]), rect: Rect) {
        let origin = ui.input(|input| input.pointer.press_origin());
        let pointer = if response.dragged() { origin } else { response.hover_pos() };
        let Some(at) = pointer else { return };
        let grip = grip_at(rect, at);
        if response.drag_started() {
            self.drag = Some(Drag { piece, grip, area, by: Vec2::ZERO });
        }
        if let Some(drag) = self.drag.as_mut().filter(|drag| drag.piece == piece) {
            drag.by = response.total_drag_delta().unwrap_or(drag.by);
            ui.ctx().set_cursor_icon(cursor(drag.grip));
        } else if response.hovered() {
            ui.ctx().set_cursor_icon(cursor(grip));
        }
    }

    /// Where the piece was let go, if it was moved.
    fn let_go(
        &mut self,
        response: &Response,
        piece: Piece,
        moved: Option<[f32; 4]>,
    ) -> Option<[f32; 4]> {
        let drag = self.drag.filter(|drag| drag.piece == piece && response.drag_stopped())?;
        self.drag = None;
        moved.filter(|moved| *moved != drag.area)
    }
}

impl Drag {
    fn moved(&self, guides: &Guides, ui: &Ui, view: &View) -> ([f32; 4], Held) {
        // With Alt nothing holds.
        let is_free = ui.input(|input| input.modifiers.alt);
        let reach = if is_free { 0.0 } else { CATCH / view.scale };
        let by = self.by / view.scale;
        guides.moved(self.area, self.grip, [by.x, by.y], self.piece.least_mm(), reach)
    }
}

/// The name of a piece.
pub(crate) fn name(texts: &Texts, piece: Piece) -> String {
    texts.get(match piece {
        Piece::Map => "layout-map",
        Piece::Title => "layout-title",
        Piece::North => "layout-north",
        Piece::Scale => "layout-scale",
        Piece::Legend => "layout-legend",
        Piece::Location => "layout-location",
        Piece::Credits => "layout-credits",
    })
}

/// What was done to a piece.
pub(crate) fn place(arrangement: &Arrangement, piece: Piece) -> Place {
    arrangement.get(&piece).copied().unwrap_or_default()
}

/// The wish to do that to a piece.
pub(crate) fn put(
    (paper, orientation): (Paper, Orientation),
    arrangement: &Arrangement,
    piece: Piece,
    done: Place,
) -> Action {
    let mut arrangement = arrangement.clone();
    arrangement.insert(piece, done);
    Action::Plan(PlanAction::Arrange(paper, orientation, arrangement))
}

/// What a pointer there takes hold of.
fn grip_at(rect: Rect, at: Pos2) -> Grip {
    let side = |low: f32, high: f32, at: f32| {
        // In a small piece most is for moving it.
        let near = CATCH.min((high - low) / 4.0);
        if at - low < near { -1 } else { i8::from(high - at < near) }
    };
    match [side(rect.min.x, rect.max.x, at.x), side(rect.min.y, rect.max.y, at.y)] {
        [0, 0] => Grip::Whole,
        sides => Grip::Sides(sides),
    }
}

fn cursor(grip: Grip) -> CursorIcon {
    match grip {
        Grip::Whole => CursorIcon::Move,
        Grip::Sides([_, 0]) => CursorIcon::ResizeHorizontal,
        Grip::Sides([0, _]) => CursorIcon::ResizeVertical,
        Grip::Sides([x, y]) if x == y => CursorIcon::ResizeNwSe,
        Grip::Sides(_) => CursorIcon::ResizeNeSw,
    }
}

/// What a key does to a piece.
enum Pressed {
    Move(Grip, [f32; 2]),
    Hide,
}

/// Arrows move it, or its lower right corner with Ctrl; Delete hides it.
fn keys(ui: &Ui, response: &Response) -> Option<Pressed> {
    let arrows =
        EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::Delete) {
            return Some(Pressed::Hide);
        }
        let ways = [
            (Key::ArrowLeft, [-1.0, 0.0]),
            (Key::ArrowRight, [1.0, 0.0]),
            (Key::ArrowUp, [0.0, -1.0]),
            (Key::ArrowDown, [0.0, 1.0]),
        ];
        let (_, way) = ways.into_iter().find(|(key, _)| input.key_pressed(*key))?;
        let step = if input.modifiers.shift { LARGE_STEP } else { STEP };
        let by = way.map(|axis: f32| axis * step);
        let sides = way.map(|axis: f32| i8::from(axis != 0.0));
        let grip = if input.modifiers.command { Grip::Sides(sides) } else { Grip::Whole };
        Some(Pressed::Move(grip, by))
    })
}

fn outline(painter: &Painter, rect: Rect, is_chosen: bool, is_hovered: bool, tokens: &Tokens) {
    if is_chosen {
        let stroke = Stroke::new(2.0, tokens.accent);
        painter.rect_stroke(rect, 0.0, stroke, StrokeKind::Middle);
        let [middle_x, middle_y] = [rect.center().x, rect.center().y];
        for x in [rect.min.x, middle_x, rect.max.x] {
            for y in [rect.min.y, middle_y, rect.max.y] {
                if (x, y) != (middle_x, middle_y) {
                    let handle = Rect::from_center_size(pos2(x, y), Vec2::splat(7.0));
                    painter.rect_filled(handle, 1.0, tokens.on_accent);
                    painter.rect_stroke(
                        handle,
                        1.0,
                        Stroke::new(1.5, tokens.accent),
                        StrokeKind::Inside,
                    );
                }
            }
        }
    } else if is_hovered {
        painter.rect_stroke(rect, 0.0, Stroke::new(1.5, tokens.accent), StrokeKind::Middle);
    }
}

/// The lines that hold what is moved, over the whole sheet.
fn draw_guides(painter: &Painter, view: &View, held: Held, tokens: &Tokens) {
    let stroke = Stroke::new(1.0, tokens.proposal);
    let beyond = MARGIN / 2.0;
    if let Some(x) = held[0] {
        let x = view.area.min.x + x * view.scale;
        painter.vline(x, view.area.y_range().expand(beyond), stroke);
    }
    if let Some(y) = held[1] {
        let y = view.area.min.y + y * view.scale;
        painter.hline(view.area.x_range().expand(beyond), y, stroke);
    }
}
