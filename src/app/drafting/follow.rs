//! Following the lines of a layer while something is drawn, instead of clicking every vertex.

use allpa_geom::trace::{OnLine, Trace};
use allpa_geom::{Bounds, Coord};
use allpa_map::Camera;

use super::Snap;
use super::snap::{Catch, MOST, snap};
use crate::layers::{LayerId, Layers};

/// The ways along one layer from the last vertex, kept while the pointer moves.
#[derive(Debug, Default)]
pub struct Follower {
    known: Option<Known>,
}

#[derive(Debug)]
struct Known {
    from: Coord,
    layer: LayerId,
    window: Bounds,
    /// `None` where the last vertex lies on no line of the layer.
    trace: Option<Trace>,
}

impl Follower {
    /// The vertices from `from` to what the pointer has caught, along the lines of that layer and
    /// within what the map shows and half as much around; empty where none lead there.
    pub fn way(
        &mut self,
        layers: &Layers,
        camera: &Camera,
        denominator: f64,
        from: Coord,
        to: Snap,
    ) -> Vec<Coord> {
        let is_known = |known: &Known| {
            known.from == from && known.layer == to.layer && known.window.contains(to.at)
        };
        if !self.known.as_ref().is_some_and(is_known) {
            let view = camera.visible_bounds();
            let window = view.grown([view.width() / 2.0, view.height() / 2.0]);
            let trace = trace(layers, camera, denominator, (from, to.layer), window);
            self.known = Some(Known { from, layer: to.layer, window, trace });
        }
        let trace = self.known.as_ref().and_then(|known| known.trace.as_ref());
        trace.and_then(|trace| trace.to(OnLine { at: to.at, edge: to.edge })).unwrap_or_default()
    }
}

/// The ways from a position along the lines of a layer; `None` where it lies on none of them, or
/// where there are more positions than a frame can look at.
fn trace(
    layers: &Layers,
    camera: &Camera,
    denominator: f64,
    (from, layer): (Coord, LayerId),
    window: Bounds,
) -> Option<Trace> {
    let pixel = camera.to_screen(from).map(f64::from);
    // What was caught lies on the line but for its rounding.
    let catch = Catch { camera, pixel, radius_px: 0.5, denominator };
    let on = snap(layers, &catch, |other| other.id == layer)?;
    let own = layers.get(layer)?.layer();
    let (index, shapes) = (own.index().ok()?, own.geographic().ok()?);
    let rows = index.candidates(window);
    let positions: usize = rows.iter().map(|&row| shapes.feature_coords(row).len()).sum();
    let lines = rows.iter().flat_map(|&row| shapes.rings(row));
    (positions <= MOST / 4).then(|| Trace::new(lines, OnLine { at: from, edge: on.edge }))
}
