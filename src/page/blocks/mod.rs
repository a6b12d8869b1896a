//! What stands beside the map: title, north, scale, legend, location, title block, notices.

mod legend;
mod scale;

use allpa_geom::Bounds;
use allpa_map::drawing::{self, Area, Mark, Parts, Words};
use allpa_map::furniture::LegendView;
use allpa_map::style::{Color, Fill, MapTheme, Stroke, Weight};
use allpa_map::{Camera, Fonts, Plane, Scene, Text};

use crate::arrangement::{Piece, is_hidden, put};
use crate::sheet::{Inset, MapSheet, frame};
use crate::{FINENESS, Orientation, mm};

/// Room inside the frame of a part.
const PAD: f32 = 7.0;
/// Letters of the title block, in points on A4.
const FIELDS: f32 = 6.2;
/// Letters of the heading.
const TITLE: f32 = 13.0;
/// Width and height of the arrow to the north with its letter.
const NORTH: [f32; 2] = [18.0, 31.0];
/// From one line to the next, in sizes of the letters.
const LEADING: f32 = 1.4;
/// How large the letters of a heading may get that was put elsewhere.
const LARGER: [f32; 10] = [3.0, 2.6, 2.2, 1.9, 1.6, 1.3, 1.1, 0.9, 0.75, 0.6];
/// How much smaller letters may get for everything to find room.
const SMALLER: [f32; 5] = [1.0, 0.9, 0.8, 0.72, 0.65];
/// Height of the small map as a share of its width.
const INSET_SHARE: f32 = 0.95;

/// What the pieces of a sheet tell.
pub(crate) struct Told<'a> {
    pub sheet: &'a MapSheet<'a>,
    pub legend: &'a LegendView,
    /// *n* of the scale 1:*n*.
    pub denominator: f64,
    /// The part of the world that the map shows.
    pub shown: Bounds,
}

pub(crate) struct Blocks<'a> {
    fonts: &'a Fonts,
    theme: &'a MapTheme,
    /// How much larger letters are than on A4.
    letters: f32,
    marks: Vec<Mark>,
    /// Pieces that stand where the template puts them.
    pub template: Vec<(Piece, Area)>,
    /// Pieces that stand elsewhere, above all others.
    put: Vec<(Piece, Area)>,
    put_marks: Vec<Mark>,
}

/// A stretch of a part that is still free.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
}

impl Room {
    fn inside([left, top, right, bottom]: Area) -> Self {
        Self { left: left + PAD, right: right - PAD, top: top + PAD, bottom: bottom - PAD }
    }

    fn width(&self) -> f32 {
        self.right - self.left
    }
}

impl<'a> Blocks<'a> {
    pub fn new(fonts: &'a Fonts, theme: &'a MapTheme, letters: f32) -> Self {
        let (marks, put_marks) = (Vec::new(), Vec::new());
        Self { fonts, theme, letters, marks, template: Vec::new(), put: Vec::new(), put_marks }
    }

    /// Where the pieces stand that show, those on top last.
    pub fn pieces(&self) -> impl Iterator<Item = (Piece, Area)> {
        self.template.iter().chain(&self.put).copied()
    }

    /// What was drawn.
    pub fn marks(self) -> impl Iterator<Item = Mark> {
        self.marks.into_iter().chain(self.put_marks)
    }

    /// Fills the column of a sheet that lies, or the three parts of the band of one that stands.
    pub fn fill(&mut self, told: &Told, parts: &[Area]) {
        let rooms: Vec<Room> = parts.iter().map(|part| Room::inside(*part)).collect();
        let sheet = told.sheet;
        match (sheet.orientation, rooms.as_slice()) {
            (Orientation::Portrait, &[mut first, mut second, mut third]) => {
                self.piece(Piece::Title, told, &mut first);
                self.piece(Piece::Credits, told, &mut first);
                self.piece(Piece::Legend, told, &mut second);
                self.north_and_scale(told, &mut third);
                self.piece(Piece::Location, told, &mut third);
            }
            (_, &[mut room, ..]) => {
                // A map within a page has its title on the page.
                if !sheet.words.title.is_empty() {
                    self.piece(Piece::Title, told, &mut room);
                    self.rule(&mut room);
                }
                self.north_and_scale(told, &mut room);
                self.rule(&mut room);
                self.piece(Piece::Credits, told, &mut room);
                self.piece(Piece::Location, told, &mut room);
                self.piece(Piece::Legend, told, &mut room);
            }
            _ => {}
        }
    }

    /// The arrow at the left of number and bar.
    fn north_and_scale(&mut self, told: &Told, room: &mut Room) {
        let height = self.size(NORTH[1]);
        let edge = room.left + self.size(26.0);
        let [mut north, mut scale] = [
            Room { right: room.left + self.size(NORTH[0]), bottom: room.top + height, ..*room },
            Room { left: edge, bottom: room.top + height, ..*room },
        ];
        self.piece(Piece::North, told, &mut north);
        self.piece(Piece::Scale, told, &mut scale);
        room.top += height + self.size(6.0);
    }

    /// A piece where the template puts it, at the head or foot of `room`, which gets smaller by it; or
    /// where it was put instead.
    fn piece(&mut self, piece: Piece, told: &Told, room: &mut Room) {
        let arrangement = &told.sheet.arrangement;
        let paper = told.sheet.paper.size_mm(told.sheet.orientation);
        let (before, from) = (*room, self.marks.len());
        self.draw(piece, told, room, false);
        let area = if room.bottom < before.bottom {
            [before.left, room.bottom, before.right, before.bottom]
        } else {
            [before.left, before.top, before.right, room.top]
        };
        let place = put(arrangement, piece, paper);
        if is_hidden(arrangement, piece) {
            self.marks.truncate(from);
        } else if let Some(area) = place {
            self.marks.truncate(from);
            let below = std::mem::take(&mut self.marks);
            if piece != Piece::North {
                let (ground, edge) = (Fill::solid(Color::WHITE), frame(area, self.theme.ink, 0.6));
                let rings = vec![drawing::corners(area)];
                self.marks.extend([Mark::Land { rings, fill: ground }, edge]);
            }
            let mut own = Room::inside(area);
            if piece == Piece::North {
                own = Room { left: area[0], top: area[1], right: area[2], bottom: area[3] };
            }
            self.draw(piece, told, &mut own, true);
            let drawn = std::mem::replace(&mut self.marks, below);
            self.put_marks.extend(drawn);
            self.put.push((piece, area));
        } else if area[3] - area[1] > 1.0 {
            // With the room around it that it would have elsewhere: moved, it looks the same.
            let pad = if piece == Piece::North { 0.0 } else { PAD };
            let [left, top, right, bottom] = area;
            self.template.push((piece, [left - pad, top - pad, right + pad, bottom + pad]));
        }
    }

    /// Draws a piece into `room`; all of it is its own where it was put there.
    fn draw(&mut self, piece: Piece, told: &Told, room: &mut Room, is_put: bool) {
        let sheet = told.sheet;
        match piece {
            Piece::Map => {}
            Piece::Title => self.title(sheet, room, is_put),
            Piece::North => self.north(sheet, room),
            Piece::Scale => self.scale(sheet, told.denominator, room, is_put),
            Piece::Legend => self.legend(sheet, told.legend, room),
            Piece::Location => {
                if let Some(inset) = sheet.inset {
                    let is_alone = is_put || sheet.orientation == Orientation::Portrait;
                    self.inset(sheet, inset, told.shown, if is_alone { 1.0 } else { 0.4 }, room);
                }
            }
            Piece::Credits => {
                let is_alone = is_put || sheet.orientation == Orientation::Portrait;
                self.foot(sheet, if is_alone { 1.0 } else { 0.45 }, room);
            }
        }
    }

    fn size(&self, points: f32) -> f32 {
        points * self.letters
    }

    fn write(&mut self, text: Text, at: [f32; 2], color: Color) {
        self.marks.push(Mark::Words(Words { text, at, color, halo: None, turn: 0.0 }));
    }

    /// A line across the part.
    fn rule(&mut self, room: &mut Room) {
        let lines = vec![vec![[room.left - PAD, room.top], [room.right + PAD, room.top]]];
        self.marks.push(Mark::Lines { lines, stroke: Stroke::new(self.theme.ink, 0.5) });
        room.top += self.size(5.0);
    }

    /// The heading in its usual letters, or in the largest that fit where it was put.
    fn title(&mut self, sheet: &MapSheet, room: &mut Room, is_put: bool) {
        let lines =
            |size: f32| self.fonts.lines(&sheet.words.title, Weight::SemiBold, size, room.width());
        let fits = |share: &f32| {
            let size = self.size(TITLE * share);
            let lines = lines(size);
            lines.iter().all(|line| line.width <= room.width())
                && lines.len() as f32 * size * 1.25 <= room.bottom - room.top
        };
        let share = if is_put { LARGER.into_iter().find(fits).unwrap_or(0.5) } else { 1.0 };
        let size = self.size(TITLE * share);
        let lines = lines(size);
        if is_put {
            let rest = room.bottom - room.top - lines.len() as f32 * size * 1.25;
            room.top += rest.max(0.0) / 2.0;
        }
        for line in lines {
            let x = room.left + (room.width() - line.width).max(0.0) / 2.0;
            self.write(line, [x, room.top + size], self.theme.ink);
            room.top += size * 1.25;
        }
        room.top += self.size(5.0);
    }

    /// The small map, at the foot of what is free; it takes at most this share: the legend comes first.
    fn inset(
        &mut self,
        sheet: &MapSheet,
        inset: Inset,
        shown: Bounds,
        share: f32,
        room: &mut Room,
    ) {
        let size = self.size(8.0);
        let free = room.bottom - room.top - size * 1.8;
        let height = (room.width() * INSET_SHARE).min(free * share);
        if height < mm(18.0) {
            return;
        }
        let width = (height / INSET_SHARE).min(room.width());
        let left = room.left + (room.width() - width) / 2.0;
        let area = [left, room.bottom - height, left + width, room.bottom];
        let pixels =
            |points: f32| (points / drawing::POINTS_PER_PIXEL * FINENESS).round().max(1.0) as u32;
        let size_px = [pixels(width), pixels(height)];
        let camera = Camera::fit(Plane::Mercator, inset.bounds, size_px, 0.0);
        let scene = Scene { pixel_ratio: FINENESS, fonts: None, ..inset.scene.clone() };
        self.marks.extend(drawing::draw(&scene, &camera, [area[0], area[1]], Parts::default()));
        let scale = drawing::POINTS_PER_PIXEL / FINENESS;
        let corner = |at: [f64; 2]| {
            let [x, y] = camera.to_screen(at);
            [area[0] + x * scale, area[1] + y * scale]
        };
        let ([left, bottom], [right, top]) = (corner(shown.min), corner(shown.max));
        // So small a part is marked by a box that can be seen.
        let least = 3.0;
        let grow = |low: f32, high: f32| {
            let lack = (least - (high - low)).max(0.0) / 2.0;
            [low - lack, high + lack]
        };
        let ([left, right], [top, bottom]) = (grow(left, right), grow(top, bottom));
        let part = [left.max(area[0]), top.max(area[1]), right.min(area[2]), bottom.min(area[3])];
        self.marks.push(frame(part, self.theme.proposal, 1.2));
        self.marks.push(frame(area, self.theme.ink, 0.5));
        let heading = self.fonts.text(&sheet.words.location, Weight::SemiBold, size, 0.0);
        self.write(heading, [room.left, area[1] - size * 0.5], self.theme.ink);
        room.bottom = area[1] - size * 1.8;
    }

    /// Notices and title block at the foot of what is free, the notices first, in letters as small
    /// as they must be.
    fn foot(&mut self, sheet: &MapSheet, share: f32, room: &mut Room) {
        let height = (room.bottom - room.top) * share;
        let rows = |size: f32| {
            let width = room.width();
            let lines = |text: &str, weight| self.fonts.lines(text, weight, size, width);
            let warning = Color::hex(0x008A_5A00);
            let notices = sheet.notices.iter().flat_map(|text| lines(text, Weight::SemiBold));
            let fields = sheet
                .fields
                .iter()
                .flat_map(|[label, value]| lines(&format!("{label}: {value}"), Weight::Regular));
            let notices: Vec<(Text, Color)> = notices.map(|line| (line, warning)).collect();
            let fields: Vec<(Text, Color)> = fields.map(|line| (line, self.theme.ink)).collect();
            [notices, fields]
        };
        let fits = |share: &f32| {
            let size = self.size(FIELDS * share);
            let count: usize = rows(size).iter().map(Vec::len).sum();
            count as f32 * size * LEADING + self.size(18.0) <= height
        };
        let share = SMALLER.into_iter().find(fits).unwrap_or(SMALLER[SMALLER.len() - 1]);
        let size = self.size(FIELDS * share);
        let [notices, fields] = rows(size);
        self.at_foot(fields, size * LEADING, room);
        self.at_foot(notices, size * LEADING, room);
    }

    /// Lines that end where the free room does, with a line above them.
    fn at_foot(&mut self, rows: Vec<(Text, Color)>, step: f32, room: &mut Room) {
        if rows.is_empty() {
            return;
        }
        let top = room.bottom - step * rows.len() as f32;
        for (number, (text, color)) in rows.into_iter().enumerate() {
            let baseline = top + step * (number as f32 + 0.8);
            self.write(text, [room.left, baseline], color);
        }
        room.bottom = top - self.size(3.0);
        let lines = vec![vec![[room.left - PAD, room.bottom], [room.right + PAD, room.bottom]]];
        self.marks.push(Mark::Lines { lines, stroke: Stroke::new(self.theme.ink, 0.5) });
        room.bottom -= self.size(4.0);
    }
}
