//! What stands beside the map: title, north, scale, legend, location, title block, notices.

use allpa_geom::{Bounds, ShapeKind};
use allpa_map::drawing::{self, Area, Mark, Parts, Words, on_paper, sign_on_paper};
use allpa_map::furniture::LegendView;
use allpa_map::style::{Color, Fill, MapTheme, Stroke, Symbol, Weight};
use allpa_map::{Camera, Fonts, Plane, Scene, Text};

use crate::arrangement::{Piece, is_hidden, put};
use crate::grid::grouped;
use crate::sheet::{Bar, Inset, MapSheet, bar, frame};
use crate::{FINENESS, Orientation, mm};

/// Room inside the frame of a part.
const PAD: f32 = 7.0;
/// Size of a sign in the legend.
const SIGN: [f32; 2] = [18.0, 10.0];
/// Letters of the legend and of the title block, in points on A4.
const LEGEND: f32 = 6.8;
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

/// One line of the legend.
struct LegendRow<'a> {
    text: Text,
    sign: Option<(&'a Symbol, ShapeKind)>,
    indent: f32,
}

/// A stretch of a part that is still free.
#[derive(Debug, Clone, Copy)]
struct Room {
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

    /// The arrow with its letter, as large as fits.
    fn north(&mut self, sheet: &MapSheet, room: &mut Room) {
        let unit = (room.width() / NORTH[0]).min((room.bottom - room.top) / NORTH[1]);
        let arrow = unit * 22.0;
        let middle = f32::midpoint(room.left, room.right);
        let (top, bottom) = (room.top + unit * 9.0, room.top + unit * 9.0 + arrow);
        let half = arrow * 0.28;
        let notch = bottom - arrow * 0.22;
        let dark = vec![[middle, top], [middle - half, bottom], [middle, notch]];
        let light = vec![[middle, top], [middle, notch], [middle + half, bottom]];
        let ink = self.theme.ink;
        self.marks.push(Mark::Land { rings: vec![dark], fill: Fill::solid(ink) });
        self.marks.push(Mark::Land { rings: vec![light.clone()], fill: Fill::solid(Color::WHITE) });
        let mut outline = light;
        outline.push(outline[0]);
        self.marks.push(Mark::Lines { lines: vec![outline], stroke: Stroke::new(ink, 0.5) });
        let size = unit * 8.0;
        let north = self.fonts.text(&sheet.words.north, Weight::SemiBold, size, 0.0);
        let x = middle - north.width / 2.0;
        self.write(north, [x, room.top + size * 0.9], ink);
        room.top = bottom;
    }

    /// Number and bar.
    fn scale(&mut self, sheet: &MapSheet, denominator: f64, room: &mut Room, is_put: bool) {
        let size = self.size(8.0);
        let words = format!("{} 1:{}", sheet.words.scale, grouped(denominator.round() as i64));
        let text = self.fonts.text(&words, Weight::SemiBold, size, 0.0);
        self.write(text, [room.left, room.top + size], self.theme.ink);
        // Its last number stands half beside it.
        let own = room.width() - self.size(10.0);
        let part = room.width() + self.size(26.0) + PAD * 2.0;
        let mut bar = bar(denominator, if is_put { own.max(1.0) / 0.6 } else { part });
        while bar.points > room.width() {
            bar = Bar { meters: bar.meters / 2.0, points: bar.points / 2.0 };
        }
        self.bar(&bar, [room.left, room.top + size * 1.9]);
        room.top += self.size(NORTH[1]);
    }

    /// Four lengths, dark and light by turns, with their numbers.
    fn bar(&mut self, bar: &Bar, [left, top]: [f32; 2]) {
        let ink = self.theme.ink;
        let (height, quarter) = (self.size(3.0), bar.points / 4.0);
        for part in 0..4 {
            let from = left + quarter * part as f32;
            let area = [from, top, from + quarter, top + height];
            let color = if part % 2 == 0 { ink } else { Color::WHITE };
            let rings = vec![drawing::corners(area)];
            self.marks.push(Mark::Land { rings, fill: Fill::solid(color) });
            self.marks.push(frame(area, ink, 0.4));
        }
        let size = self.size(6.0);
        let is_km = bar.meters >= 2_000.0;
        for part in [0.0, 0.5, 1.0] {
            let value = bar.meters * part / if is_km { 1_000.0 } else { 1.0 };
            let mut words =
                if value.fract() == 0.0 { grouped(value as i64) } else { format!("{value}") };
            if part == 1.0 {
                words.push_str(if is_km { " km" } else { " m" });
            }
            let text = self.fonts.text(&words, Weight::Regular, size, 0.0);
            let middle = left + bar.points * part as f32;
            let x = (middle - text.width / 2.0).max(left - text.width * 0.2);
            self.write(text, [x, top + height + size * 1.1], ink);
        }
    }

    /// Heading and signs from the top down, in letters as small as they must be; what finds no room
    /// even so is counted.
    fn legend(&mut self, sheet: &MapSheet, legend: &LegendView, room: &mut Room) {
        let ink = self.theme.ink;
        let size = self.size(8.0);
        let heading = self.fonts.text(&sheet.words.legend, Weight::SemiBold, size, 0.0);
        self.write(heading, [room.left, room.top + size], ink);
        room.top += size * 1.6;
        let height = room.bottom - room.top;
        let fits = |share: &f32| {
            let rows = self.legend_rows(legend, room.width(), self.size(LEGEND * share));
            rows.len() as f32 * self.size(LEGEND * share) * LEADING <= height
        };
        let share = SMALLER.into_iter().find(fits).unwrap_or(SMALLER[SMALLER.len() - 1]);
        let small = self.size(LEGEND * share);
        let step = small * LEADING;
        let mut rows = self.legend_rows(legend, room.width(), small);
        let most = (height / step).floor().max(0.0) as usize;
        let left_out = rows.len().saturating_sub(most);
        if left_out > 0 {
            // Better a number than silence about what found no room.
            rows.truncate(most.saturating_sub(1));
            let words = format!("+ {} …", left_out + 1);
            let text = self.fonts.text(&words, Weight::Regular, small, 0.0);
            rows.push(LegendRow { text, sign: None, indent: 0.0 });
        }
        let [width, height] = SIGN.map(|side| side * self.letters * share);
        for row in rows {
            let middle = room.top + step / 2.0;
            if let Some((symbol, kind)) = row.sign {
                let top = middle - height / 2.0;
                self.sign(symbol, kind, [room.left, top, room.left + width, top + height]);
            }
            self.write(row.text, [room.left + row.indent, middle + small * 0.36], ink);
            room.top += step;
        }
    }

    fn legend_rows<'l>(&self, legend: &'l LegendView, width: f32, size: f32) -> Vec<LegendRow<'l>> {
        let beside = size / LEGEND * SIGN[0] + size * 0.7;
        let mut rows = Vec::new();
        for entry in &legend.entries {
            let is_single = matches!(entry.items.as_slice(), [one] if *one.label == *entry.title);
            if !is_single {
                let lines = self.fonts.lines(&entry.title, Weight::SemiBold, size, width);
                rows.extend(lines.into_iter().map(|text| LegendRow {
                    text,
                    sign: None,
                    indent: 0.0,
                }));
            }
            for item in &entry.items {
                let lines = self.fonts.lines(&item.label, Weight::Regular, size, width - beside);
                let mut sign = Some((&item.symbol, entry.kind));
                let row = |text| LegendRow { text, sign: sign.take(), indent: beside };
                rows.extend(lines.into_iter().map(row));
            }
        }
        rows
    }

    /// A symbol as it looks on features of `kind`.
    fn sign(&mut self, symbol: &Symbol, kind: ShapeKind, area: Area) {
        let [left, top, right, bottom] = area;
        let middle = [f32::midpoint(left, right), f32::midpoint(top, bottom)];
        match kind {
            ShapeKind::Polygon => {
                if let Some(fill) = symbol.fill {
                    self.marks.push(Mark::Land { rings: vec![drawing::corners(area)], fill });
                }
                if let Some(stroke) = &symbol.stroke {
                    let mut ring = drawing::corners(area);
                    ring.push(ring[0]);
                    self.stroke(vec![ring], stroke);
                }
            }
            ShapeKind::Line => {
                if let Some(stroke) = &symbol.stroke {
                    self.stroke(vec![vec![[left, middle[1]], [right, middle[1]]]], stroke);
                }
            }
            ShapeKind::Point | ShapeKind::None => {
                if let Some(marker) = symbol.marker {
                    self.marks
                        .push(Mark::Signs { at: vec![middle], marker: sign_on_paper(marker) });
                }
            }
        }
    }

    fn stroke(&mut self, lines: Vec<Vec<[f32; 2]>>, stroke: &Stroke) {
        if let Some(casing) = stroke.casing {
            let cased = Stroke::new(casing.color, stroke.full_width_px());
            self.marks.push(Mark::Lines { lines: lines.clone(), stroke: on_paper(&cased) });
        }
        self.marks.push(Mark::Lines { lines, stroke: on_paper(stroke) });
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
