//! The legend: signs as they look on the map, beside what they stand for.

use allpa_geom::ShapeKind;
use allpa_map::Text;
use allpa_map::drawing::{self, Area, Mark, on_paper, sign_on_paper};
use allpa_map::furniture::LegendView;
use allpa_map::style::{Stroke, Symbol, Weight};

use super::{Blocks, LEADING, Room, SMALLER};
use crate::sheet::MapSheet;

/// Size of a sign.
const SIGN: [f32; 2] = [18.0, 10.0];
/// Letters in points on A4.
const LEGEND: f32 = 6.8;

/// One line of the legend.
struct LegendRow<'a> {
    text: Text,
    sign: Option<(&'a Symbol, ShapeKind)>,
    indent: f32,
}

impl Blocks<'_> {
    /// Heading and signs from the top down, in letters as small as they must be; what finds no room
    /// even so is counted.
    pub(super) fn legend(&mut self, sheet: &MapSheet, legend: &LegendView, room: &mut Room) {
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
}
