//! The foot of every page: the stamp of where everything comes from, and the number of the page.
//! And what is written across it.

use allpa_map::drawing::{Mark, Words};
use allpa_map::style::{Color, Fill, Stroke, Weight};
use allpa_map::{Curve, Text};

use super::Document;
use super::flow::{WARNING, wrapped};
use crate::{Page, mm};

/// Letters, in points.
const SIZE: f32 = 5.6;
const NUMBER: f32 = 7.0;
/// From one line to the next, in sizes of the letters.
const LEADING: f32 = 1.35;
/// Lines of the stamp at most.
const LINES: usize = 9;
/// Free paper below, in millimetres.
const BOTTOM_MM: f32 = 9.0;

pub(super) struct Foot<'a> {
    document: &'a Document<'a>,
    stamp: Vec<Text>,
}

impl<'a> Foot<'a> {
    pub fn of(document: &'a Document<'a>, width: f32) -> Self {
        let lines = |words: &String| wrapped(document, words, Weight::Regular, SIZE, width);
        let mut stamp: Vec<Text> = document.stamp.iter().flat_map(lines).collect();
        if stamp.len() > LINES {
            stamp.truncate(LINES - 1);
            stamp.push(document.fonts.text(&document.more, Weight::Regular, SIZE, 0.0));
        }
        Self { document, stamp }
    }

    /// From the end of what flows to the edge of the paper.
    pub fn height(&self) -> f32 {
        self.stamp.len() as f32 * SIZE * LEADING + NUMBER * 2.4 + mm(BOTTOM_MM)
    }

    pub fn write(&self, page: &mut Page, [left, right]: [f32; 2], number: usize, count: usize) {
        if let Some(words) = &self.document.watermark {
            page.marks.push(watermark(self.document, words, page.size));
        }
        let top = page.size[1] - self.height() + NUMBER * 0.8;
        let theme = &self.document.theme;
        let lines = vec![vec![[left, top], [right, top]]];
        page.marks.push(Mark::Lines { lines, stroke: Stroke::new(theme.quiet, 0.5) });
        let mut write = |text: Text, at, color| {
            let words = Words { text, at, color, halo: None, turn: 0.0 };
            page.marks.push(Mark::Words(words));
        };
        let mut baseline = top + SIZE * 1.5;
        for line in &self.stamp {
            write(line.clone(), [left, baseline], theme.quiet);
            baseline += SIZE * LEADING;
        }
        let words = (self.document.numbering)(number, count);
        let text = self.document.fonts.text(&words, Weight::SemiBold, NUMBER, 0.0);
        let at = [right - text.width, baseline + NUMBER * 0.4];
        write(text, at, theme.ink);
    }
}

/// Words across the page from the lower left to the upper right, as outlines: who searches or
/// copies the text does not meet them.
fn watermark(document: &Document, words: &str, [width, height]: [f32; 2]) -> Mark {
    let one = document.fonts.text(words, Weight::SemiBold, 1.0, 0.0);
    let angle = (height / width).atan();
    let size = 0.72 * width.hypot(height) / one.width.max(1.0);
    let text = document.fonts.text(words, Weight::SemiBold, size.min(110.0), 0.0);
    let (sin, cos) = angle.sin_cos();
    let shift = [-text.width / 2.0, text.size * 0.35];
    let place = |[x, y]: [f32; 2]| {
        let (x, y) = (x + shift[0], y + shift[1]);
        [width / 2.0 + x * cos + y * sin, height / 2.0 - x * sin + y * cos]
    };
    let rings = rings(&document.fonts.outlines(&text), place);
    Mark::Land { rings, fill: Fill::solid(Color { a: 30, ..WARNING }) }
}

/// Stretches of a curve drawn as straight lines.
const STEPS: usize = 8;

fn rings(curves: &[Curve], place: impl Fn([f32; 2]) -> [f32; 2]) -> Vec<Vec<[f32; 2]>> {
    let mut rings: Vec<Vec<[f32; 2]>> = Vec::new();
    let mut ring: Vec<[f32; 2]> = Vec::new();
    let mix = |a: [f32; 2], b: [f32; 2], t: f32| [0, 1].map(|i| a[i] + (b[i] - a[i]) * t);
    let steps = || (1..=STEPS).map(|step| step as f32 / STEPS as f32);
    for curve in curves {
        let from = ring.last().copied().unwrap_or_default();
        match *curve {
            Curve::Move(at) => ring = vec![at],
            Curve::Line(at) => ring.push(at),
            Curve::Quad(b, c) => {
                ring.extend(steps().map(|t| mix(mix(from, b, t), mix(b, c, t), t)));
            }
            Curve::Cubic(b, c, d) => ring.extend(steps().map(|t| {
                let (ab, bc, cd) = (mix(from, b, t), mix(b, c, t), mix(c, d, t));
                mix(mix(ab, bc, t), mix(bc, cd, t), t)
            })),
            Curve::Close => {
                rings.push(std::mem::take(&mut ring).into_iter().map(&place).collect());
            }
        }
    }
    rings
}
