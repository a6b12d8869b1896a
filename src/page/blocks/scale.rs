//! North, and the scale as number and bar.

use allpa_map::drawing::{self, Mark};
use allpa_map::style::{Color, Fill, Stroke, Weight};

use super::{Blocks, NORTH, PAD, Room};
use crate::grid::grouped;
use crate::sheet::{Bar, MapSheet, bar, frame};

impl Blocks<'_> {
    /// The arrow with its letter, as large as fits.
    pub(super) fn north(&mut self, sheet: &MapSheet, room: &mut Room) {
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
    pub(super) fn scale(
        &mut self,
        sheet: &MapSheet,
        denominator: f64,
        room: &mut Room,
        is_put: bool,
    ) {
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
}
