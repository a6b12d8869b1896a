//! Tables that run over pages, with their head on each.

use allpa_map::Text;
use allpa_map::drawing::{Mark, corners};
use allpa_map::style::{Color, Fill, Stroke, Weight};

use super::Document;
use super::flow::{Flow, wrapped};

/// Figures in columns. All words and numbers are as they are to be read.
#[derive(Debug, Clone, Default)]
pub struct Tabular {
    /// Its columns.
    pub columns: Vec<TableColumn>,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<TableRow>,
}

/// A column.
#[derive(Debug, Clone)]
pub struct TableColumn {
    /// Its head.
    pub title: String,
    /// Whether it holds figures, which end at the right.
    pub is_number: bool,
}

/// A row.
#[derive(Debug, Clone)]
pub struct TableRow {
    /// What it says.
    pub cells: Vec<String>,
    /// Whether it sums others up.
    pub is_sum: bool,
    /// The page of the file it leads to.
    pub page: Option<usize>,
}

/// Letters, the largest that find room are taken.
const SIZES: [f32; 6] = [8.0, 7.5, 7.0, 6.5, 6.0, 5.5];
/// From one line to the next, in sizes of the letters.
const LEADING: f32 = 1.3;
/// Room at both sides of a cell, and above and below its words, in sizes of the letters.
const PAD: f32 = 0.5;
const PAD_UP: f32 = 0.22;
/// Lines that stand below a head at least.
const LINES_BELOW: f32 = 3.0;
/// Words are not pressed into less, in sizes of the letters.
const LEAST_WORDS: f32 = 8.0;
/// Ground of the head.
const HEAD: Color = Color::hex(0x00EC_EFF1);

/// Columns beside each other and how wide each is.
struct Laid {
    size: f32,
    /// Numbers of the columns and their widths.
    groups: Vec<Vec<(usize, f32)>>,
}

impl Tabular {
    pub(super) fn write(&self, flow: &mut Flow) {
        let laid = self.laid_out(flow.document, flow.width());
        for group in &laid.groups {
            self.write_group(flow, group, laid.size);
        }
    }

    /// Height of its head with the first lines.
    pub(super) fn least(&self, flow: &Flow) -> f32 {
        let laid = self.laid_out(flow.document, flow.width());
        let Some(group) = laid.groups.first() else { return 0.0 };
        let (_, height) = self.head(flow, group, laid.size);
        height + laid.size * LEADING * LINES_BELOW
    }

    /// The cells of the head and their height.
    fn head(
        &self,
        flow: &Flow,
        group: &[(usize, f32)],
        size: f32,
    ) -> (Vec<(usize, f32, Vec<Text>)>, f32) {
        let of_head = |&(at, width): &(usize, f32)| {
            cell(flow, at, width, &self.columns[at].title, Weight::SemiBold, size)
        };
        let head: Vec<_> = group.iter().map(of_head).collect();
        let height = height(&head, size);
        (head, height)
    }

    /// The largest letters in which all columns stand beside each other; where none do, the columns
    /// go below each other in groups that all begin with the first.
    fn laid_out(&self, document: &Document, width: f32) -> Laid {
        let mut smallest = Vec::new();
        for size in SIZES {
            let needs = self.needs(document, size, width);
            let least: f32 = needs.iter().map(|need| need[0]).sum();
            if least <= width {
                let natural: f32 = needs.iter().map(|need| need[1]).sum();
                let share = if natural > least {
                    ((width - least) / (natural - least)).min(1.0)
                } else {
                    0.0
                };
                let wide = |(at, [least, natural]): (usize, &[f32; 2])| {
                    (at, least + (natural - least) * share)
                };
                return Laid { size, groups: vec![needs.iter().enumerate().map(wide).collect()] };
            }
            smallest = needs;
        }
        let mut groups: Vec<Vec<(usize, f32)>> = Vec::new();
        let first = smallest.first().map_or(0.0, |need| need[0]);
        let mut taken = f32::INFINITY;
        for (at, [least, _]) in smallest.iter().enumerate().skip(1) {
            if taken + least > width {
                groups.push(vec![(0, first)]);
                taken = first;
            }
            if let Some(group) = groups.last_mut() {
                group.push((at, *least));
            }
            taken += least;
        }
        Laid { size: SIZES[SIZES.len() - 1], groups }
    }

    /// The least width of each column and the one that breaks no line.
    fn needs(&self, document: &Document, size: f32, width: f32) -> Vec<[f32; 2]> {
        let measure = |words: &str, weight| document.fonts.text(words, weight, size, 0.0).width;
        let pad = size * PAD * 2.0;
        let longest = |words: &str, weight| {
            words.split([' ', '\t']).map(|word| measure(word, weight)).fold(0.0, f32::max)
        };
        let of = |(at, column): (usize, &TableColumn)| {
            let head = longest(&column.title, Weight::SemiBold);
            let weight =
                |row: &TableRow| if row.is_sum { Weight::SemiBold } else { Weight::Regular };
            let cells = self.rows.iter().map(|row| measure(&row.cells[at], weight(row)));
            let natural = cells.fold(head, f32::max);
            let least = if column.is_number {
                natural
            } else {
                let words = self.rows.iter().map(|row| longest(&row.cells[at], weight(row)));
                let word = words.fold(head, f32::max).max(size * LEAST_WORDS);
                natural.min(word).min(width * 0.5)
            };
            // Half a point more: rounding must not break a line.
            [least + pad + 0.5, natural.min(width) + pad + 0.5]
        };
        self.columns.iter().enumerate().map(of).collect()
    }

    fn write_group(&self, flow: &mut Flow, group: &[(usize, f32)], size: f32) {
        let (head, head_height) = self.head(flow, group, size);
        flow.need(head_height + size * LEADING * LINES_BELOW);
        self.write_head(flow, &head, head_height, size);
        for row in &self.rows {
            let weight = if row.is_sum { Weight::SemiBold } else { Weight::Regular };
            let of_row =
                |&(at, width): &(usize, f32)| cell(flow, at, width, &row.cells[at], weight, size);
            let cells: Vec<_> = group.iter().map(of_row).collect();
            let row_height = height(&cells, size);
            if flow.y + row_height > flow.bottom {
                flow.turn();
                self.write_head(flow, &head, head_height, size);
            }
            let top = flow.y;
            let ink = flow.document.theme.ink;
            self.write_cells(flow, &cells, size, ink);
            let right = flow.left + group.iter().map(|(_, width)| width).sum::<f32>();
            if let (Some(page), Some(sheet)) = (row.page, flow.pages.last_mut()) {
                let area = [flow.left, top, right, top + row_height];
                sheet.links.push(crate::Link { area, page });
            }
            flow.y = top + row_height;
            let lines = vec![vec![[flow.left, flow.y], [right, flow.y]]];
            let width = if row.is_sum { 0.8 } else { 0.3 };
            flow.put(Mark::Lines { lines, stroke: Stroke::new(flow.document.theme.line, width) });
        }
        flow.y += size * 1.2;
    }

    fn write_head(
        &self,
        flow: &mut Flow,
        head: &[(usize, f32, Vec<Text>)],
        height: f32,
        size: f32,
    ) {
        let right = flow.left + head.iter().map(|(_, width, _)| width).sum::<f32>();
        let area = [flow.left, flow.y, right, flow.y + height];
        flow.put(Mark::Land { rings: vec![corners(area)], fill: Fill::solid(HEAD) });
        let ink = flow.document.theme.ink;
        self.write_cells(flow, head, size, ink);
        flow.y += height;
    }

    /// Writes cells beside each other from the present place down.
    fn write_cells(
        &self,
        flow: &mut Flow,
        cells: &[(usize, f32, Vec<Text>)],
        size: f32,
        color: Color,
    ) {
        let (step, pad) = (size * LEADING, size * PAD);
        let mut left = flow.left;
        for (at, width, lines) in cells {
            for (number, line) in lines.iter().enumerate() {
                let x = if self.columns[*at].is_number {
                    left + width - pad - line.width
                } else {
                    left + pad
                };
                let baseline = flow.y + size * PAD_UP + size + step * number as f32;
                flow.write(line.clone(), [x, baseline], color);
            }
            left += width;
        }
    }
}

/// The words of a cell in lines.
fn cell(
    flow: &Flow,
    at: usize,
    width: f32,
    words: &str,
    weight: Weight,
    size: f32,
) -> (usize, f32, Vec<Text>) {
    (at, width, wrapped(flow.document, words, weight, size, width - size * PAD * 2.0))
}

/// Height of cells beside each other.
fn height(cells: &[(usize, f32, Vec<Text>)], size: f32) -> f32 {
    let most = cells.iter().map(|(_, _, lines)| lines.len()).max().unwrap_or(1).max(1);
    most as f32 * size * LEADING + size * PAD_UP * 2.0
}
