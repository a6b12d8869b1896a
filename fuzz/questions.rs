//! Layers made of random bytes, and every question asked of them: there must be an answer or an
//! error, whatever the shapes.

use std::collections::BTreeMap;
use std::sync::Arc;

use allpa_geom::{Coord, Epsg, Meters, PsadOperation, ShapeKind, Shapes, ShapesBuilder};
use allpa_model::question::accuracy::MapScale;
use allpa_model::question::asked::{LayerRef, Options, Question, Slot, Sources, answer};
use allpa_model::{Column, ColumnData, Layer, LayerParts};

/// Takes the bytes one by one; zeros when they are over.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first
    }

    /// A number below `sides`.
    fn below(&mut self, sides: usize) -> usize {
        usize::from(self.next()) % sides.max(1)
    }

    /// A corner of a coarse grid over San Martín, so that borders coincide and cross; now and then
    /// a hair beside it, or far away.
    fn coord(&mut self) -> Coord {
        let near = |byte: u8, low: f64| match byte {
            0..=199 => low + f64::from(byte % 16) / 8.0,
            200..=219 => low + f64::from(byte % 16) / 8.0 + 1e-12,
            220..=235 => low + f64::from(byte % 16) / 8.0 - 1e-9,
            236..=245 => low + f64::from(byte) / 777.0,
            246..=249 => 0.0,
            250..=252 => 179.999,
            253 => -89.999_999,
            254 => 500.0,
            255 => -1e12,
        };
        [near(self.next(), -77.5), near(self.next(), -8.0)]
    }
}

/// Asks every question of layers made from `data`.
pub fn ask(data: &[u8]) {
    let mut bytes = Bytes(data);
    let kinds = [ShapeKind::Polygon, ShapeKind::Polygon, ShapeKind::Line, ShapeKind::Point];
    let layers: Vec<(LayerRef, Arc<Layer>)> = kinds
        .into_iter()
        .enumerate()
        .map(|(at, kind)| (LayerRef(at.to_string()), Arc::new(layer(kind, &mut bytes))))
        .collect();
    let sources =
        Sources { layers: layers.iter().cloned().collect(), tables: BTreeMap::default() };
    for mut question in Question::all() {
        fill(&mut question, &layers, &mut bytes);
        answer(&question, &sources, "fuzz", &()).ok();
    }
}

fn layer(kind: ShapeKind, bytes: &mut Bytes) -> Layer {
    let features = bytes.below(7);
    let mut shapes = ShapesBuilder::default();
    for _ in 0..features {
        feature(kind, &mut shapes, bytes);
    }
    let shapes: Shapes = shapes.finish();
    let texts = (0..shapes.len()).map(|_| Some(["22", "2201", "PRO-AGR", "ñ", ""][bytes.below(5)]));
    let texts = ColumnData::Text(texts.collect());
    let numbers = (0..shapes.len()).map(|_| Some(f64::from(bytes.next()) - 20.0)).collect();
    let columns = vec![
        Column { name: "codigo".into(), data: texts },
        Column { name: "poblacion".into(), data: ColumnData::Real(numbers) },
    ];
    let parts = LayerParts { name: "random".into(), shapes, columns, ..LayerParts::default() };
    Layer::new(parts, Epsg::WGS84, PsadOperation::default())
}

fn feature(kind: ShapeKind, shapes: &mut ShapesBuilder, bytes: &mut Bytes) {
    for _ in 0..1 + bytes.below(3) {
        for _ in 0..1 + bytes.below(2) {
            let count = match kind {
                ShapeKind::Point => 1,
                _ => bytes.below(8),
            };
            let ring: Vec<Coord> = (0..count).map(|_| bytes.coord()).collect();
            shapes.extend(ring.iter().copied());
            if kind == ShapeKind::Polygon {
                shapes.extend(ring.first().copied());
            }
            shapes.end_ring();
            if kind != ShapeKind::Polygon {
                break;
            }
        }
        shapes.end_part();
    }
    shapes.end_feature(kind);
}

fn fill(question: &mut Question, layers: &[(LayerRef, Arc<Layer>)], bytes: &mut Bytes) {
    for input in question.inputs() {
        let skip = input.is_optional && bytes.below(4) == 0;
        match input.slot {
            Slot::Layer { value, fits } if !skip => {
                let fitting: Vec<&LayerRef> = layers
                    .iter()
                    .filter(|(_, layer)| fits.kinds.contains(&layer.kind()) || layer.is_empty())
                    .map(|(name, _)| name)
                    .collect();
                *value = fitting.get(bytes.below(fitting.len())).map(|name| (*name).clone());
            }
            Slot::Layers { value, fits } => {
                let fitting = layers.iter().filter(|(_, layer)| fits.kinds.contains(&layer.kind()));
                *value = fitting.map(|(name, _)| name.clone()).collect();
            }
            Slot::Numbers { value, range } => {
                *value = (0..1 + bytes.below(2)).map(|at| range[at]).collect();
            }
            Slot::Field { value, .. } if !skip => {
                *value = Some(["codigo", "poblacion"][bytes.below(2)].into());
            }
            Slot::Choice { value, options: Options::Fixed(known) } if !skip => {
                *value = known.get(bytes.below(known.len())).map(|text| (*text).to_owned());
            }
            Slot::Distance { value, range } => *value = Meters::new(range[bytes.below(2)]),
            Slot::Limit { value, range } => {
                *value = (!skip).then(|| Meters::new(range[bytes.below(2)]));
            }
            Slot::Distances { value, range } => {
                *value = (0..1 + bytes.below(2)).map(|at| Meters::new(range[at])).collect();
            }
            Slot::Number { value, range } => *value = range[bytes.below(2)],
            Slot::Count { value, range } => *value = range[0].max(bytes.below(4)),
            Slot::Flag { value } => *value = bytes.below(2) == 1,
            Slot::Members { value, .. } => {
                *value = (0..bytes.below(3)).map(|at| ["22", "0401", "x"][at].into()).collect();
            }
            Slot::Scale { value } if !skip => *value = Some(MapScale::OF_ZONING[bytes.below(3)]),
            Slot::Place { value } if !skip => *value = Some(bytes.coord()),
            Slot::Axis { value } if !skip => {
                *value = (0..bytes.below(3))
                    .map(|_| (0..bytes.below(5)).map(|_| bytes.coord()).collect())
                    .collect();
            }
            Slot::Area { value } if !skip => {
                *value = (0..bytes.below(7)).map(|_| bytes.coord()).collect();
            }
            _ => {}
        }
    }
}
