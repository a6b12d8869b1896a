//! Which boxes on the screen are taken.

use std::collections::HashMap;

/// Side of a grid cell in pixels.
const CELL_PX: f32 = 64.0;

/// A box in pixels: left, top, right, bottom.
pub(crate) type Box2 = [f32; 4];

/// Boxes taken so far, found through a grid.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    boxes: Vec<Box2>,
    cells: HashMap<(i32, i32), Vec<u32>>,
}

impl Taken {
    /// Whether nothing lies in `wanted`.
    pub fn is_free(&self, wanted: Box2) -> bool {
        cells(wanted).all(|cell| {
            self.cells
                .get(&cell)
                .is_none_or(|ids| ids.iter().all(|&id| !overlap(self.boxes[id as usize], wanted)))
        })
    }

    /// Takes a box.
    pub fn take(&mut self, taken: Box2) {
        let id = self.boxes.len() as u32;
        self.boxes.push(taken);
        for cell in cells(taken) {
            self.cells.entry(cell).or_default().push(id);
        }
    }
}

fn cells(area: Box2) -> impl Iterator<Item = (i32, i32)> {
    let [left, top, right, bottom] = area.map(|px| (px / CELL_PX).floor() as i32);
    (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
}

/// Whether two boxes share some area.
pub(crate) fn overlap(a: Box2, b: Box2) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}
