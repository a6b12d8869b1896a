//! Remedies for what the health check finds: on a copy, each change told with its hectares.

use std::collections::HashMap;

use allpa_geom::coverage::{self, Piece};
use allpa_geom::overlay::{Operation, combine};
use allpa_geom::{
    Coord, Epsg, Hectares, Meters, Shapes, ShapesBuilder, SpatialIndex, Transformer, measure,
};
use geo::{InteriorPoint as _, MultiPolygon, Polygon};

use super::{CRUMB, FindingKind, features};
use crate::question::{QuestionError, field, in_layer};
use crate::{Layer, LayerParts, Note, NoteKind};

/// A remedy.
#[derive(Debug, Clone, PartialEq)]
pub enum Repair {
    /// Polygons that break the rules of Simple Features are rebuilt by their structure.
    MakeValid,
    /// Features drawn twice are kept once, where their attributes agree too.
    DropDuplicates,
    /// Features of the same code become one, with the attributes of the first.
    Dissolve {
        /// Field with the code.
        by: String,
    },
    /// Slivers narrower than `width` go: where features overlap the larger one keeps the land, a
    /// gap goes to the feature with the longest border along it.
    CloseCoverage {
        /// Mean width below which a piece of land is a drawing error.
        width: Meters,
    },
}

impl Repair {
    /// Stable name, for scripts.
    pub fn name(&self) -> &'static str {
        match self {
            Self::MakeValid => "valid",
            Self::DropDuplicates => "duplicates",
            Self::Dissolve { .. } => "dissolve",
            Self::CloseCoverage { .. } => "coverage",
        }
    }
}

/// One feature changed by a remedy.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Name of the remedy.
    pub repair: &'static str,
    /// The feature, by its row in the layer before any remedy.
    pub row: usize,
    /// The feature it gave land to, took it from or was merged with.
    pub other: Option<usize>,
    /// Hectares the layer gains by it; negative where it loses.
    pub change: Hectares,
    /// A position there, longitude and latitude.
    pub place: Option<Coord>,
}

/// A mended copy.
#[derive(Debug)]
pub struct Repaired {
    /// The copy, in the system of the source.
    pub layer: Layer,
    /// What was changed, in the order it happened.
    pub changes: Vec<Change>,
    /// Sum of all features' areas before, as drawn; a feature beyond repair counts nothing.
    pub before: Hectares,
    /// And after.
    pub after: Hectares,
}

/// Applies `repairs`, one after the other, to a copy of `layer`.
///
/// # Errors
/// [`QuestionError::Transform`], [`QuestionError::UnknownField`].
pub fn repair(layer: &Layer, repairs: &[Repair]) -> Result<Repaired, QuestionError> {
    let mut draft = Draft::of(layer)?;
    let before = draft.area();
    for repair in repairs {
        match repair {
            Repair::MakeValid => draft.make_valid()?,
            Repair::DropDuplicates => draft.drop_duplicates()?,
            Repair::Dissolve { by } => draft.dissolve(by)?,
            Repair::CloseCoverage { width } => draft.close_coverage(*width)?,
        }
    }
    let after = draft.area();
    Ok(Repaired { layer: draft.layer()?, changes: draft.changes, before, after })
}

/// The layer under repair, by the rows of the source.
struct Draft<'a> {
    source: &'a Layer,
    regions: Vec<MultiPolygon>,
    areas: Vec<Hectares>,
    is_kept: Vec<bool>,
    /// Rows whose region replaces the source's geometry.
    is_redrawn: Vec<bool>,
    changes: Vec<Change>,
}

impl<'a> Draft<'a> {
    fn of(source: &'a Layer) -> Result<Self, QuestionError> {
        let surfaces = source.surfaces().map_err(in_layer(source))?;
        let mut areas = surfaces.areas.clone();
        for (row, change) in mended(&surfaces.notes) {
            areas[row] = areas[row] - change;
        }
        Ok(Self {
            source,
            regions: surfaces.polygons.clone(),
            areas,
            is_kept: vec![true; source.len()],
            is_redrawn: vec![false; source.len()],
            changes: Vec::new(),
        })
    }

    fn area(&self) -> Hectares {
        let kept = self.areas.iter().zip(&self.is_kept).filter(|(_, is_kept)| **is_kept);
        kept.map(|(area, _)| *area).sum()
    }

    fn make_valid(&mut self) -> Result<(), QuestionError> {
        for (row, change) in mended(&self.source.surfaces().map_err(in_layer(self.source))?.notes) {
            if self.is_kept[row] && !self.is_redrawn[row] {
                self.is_redrawn[row] = true;
                self.areas[row] += change;
                let place = place(&self.regions[row]);
                self.changes.push(Change { repair: "valid", row, other: None, change, place });
            }
        }
        Ok(())
    }

    fn drop_duplicates(&mut self) -> Result<(), QuestionError> {
        let findings = features(self.source).map_err(in_layer(self.source))?;
        let twins = findings.iter().filter(|finding| finding.kind == FindingKind::Duplicate);
        for finding in twins {
            let (Some(row), Some(other)) = (finding.row, finding.other) else { continue };
            if self.is_kept[row] && self.is_kept[other] && self.agree(row, other) {
                let change = Hectares::new(-self.areas[row].value());
                self.drop("duplicates", row, other, change, finding.place);
            }
        }
        Ok(())
    }

    /// Whether two rows have the same attributes; numbers a program gave them may differ.
    fn agree(&self, row: usize, other: usize) -> bool {
        const NUMBERS: [&str; 7] = ["fid", "objectid", "oid", "gid", "id", "ogc_fid", "fid_1"];
        self.source.columns().iter().all(|column| {
            NUMBERS.contains(&column.name.to_lowercase().as_str())
                || column.value(row).to_string() == column.value(other).to_string()
        })
    }

    fn dissolve(&mut self, by: &str) -> Result<(), QuestionError> {
        self.make_valid()?;
        let column = field(self.source, by)?;
        let mut first: HashMap<String, usize> = HashMap::new();
        for row in 0..self.source.len() {
            let code = column.value(row).to_string();
            let has_land = self.is_kept[row] && !self.regions[row].0.is_empty();
            if !has_land || code.trim().is_empty() {
                continue;
            }
            let target = *first.entry(code.trim().to_owned()).or_insert(row);
            if target == row {
                continue;
            }
            let whole = combine(&self.regions[target], &self.regions[row], Operation::Union);
            let parts = self.areas[target] + self.areas[row];
            let place = place(&self.regions[row]);
            self.redraw(target, whole);
            self.drop("dissolve", row, target, self.areas[target] - parts, place);
        }
        Ok(())
    }

    fn close_coverage(&mut self, width: Meters) -> Result<(), QuestionError> {
        self.make_valid()?;
        let is_sliver = |piece: &Piece| {
            coverage::width(&piece.polygon).value() < width.value() && area(piece) > CRUMB
        };
        let rows: Vec<usize> = (0..self.regions.len()).filter(|row| self.is_kept[*row]).collect();
        let regions = self.kept(&rows);
        for piece in coverage::overlaps(&regions, &index(&regions)).into_iter().filter(is_sliver) {
            let [Some(a), Some(b)] = piece.rows.map(|row| row.map(|row| rows[row])) else {
                continue;
            };
            let is_larger = self.areas[a].value() >= self.areas[b].value();
            let (loser, keeper) = if is_larger { (b, a) } else { (a, b) };
            let rest = self.meet(loser, &piece.polygon, Operation::Difference);
            if !rest.0.is_empty() {
                self.change_border(loser, Some(keeper), rest, &piece.polygon);
            }
        }
        let regions = self.kept(&rows);
        let index = index(&regions);
        for piece in coverage::gaps(&regions, &index, width).into_iter().filter(is_sliver) {
            let neighbours = coverage::bordering(&piece.polygon, &regions, &index);
            let Some(&winner) = neighbours.first() else { continue };
            let other = neighbours.get(1).map(|other| rows[*other]);
            let winner = rows[winner];
            let whole = self.meet(winner, &piece.polygon, Operation::Union);
            self.change_border(winner, other, whole, &piece.polygon);
        }
        Ok(())
    }

    /// The regions of `rows`, to be looked at as a coverage.
    fn kept(&self, rows: &[usize]) -> Vec<MultiPolygon> {
        rows.iter().map(|&row| self.regions[row].clone()).collect()
    }

    /// The region of `row` without or with a piece of land at its border.
    fn meet(&self, row: usize, piece: &Polygon, operation: Operation) -> MultiPolygon {
        combine(&self.regions[row], &piece.clone().into(), operation)
    }

    fn change_border(
        &mut self,
        row: usize,
        other: Option<usize>,
        region: MultiPolygon,
        piece: &Polygon,
    ) {
        let before = self.areas[row];
        self.redraw(row, region);
        let change = self.areas[row] - before;
        let place = piece.interior_point().map(|point| [point.x(), point.y()]);
        self.changes.push(Change { repair: "coverage", row, other, change, place });
    }

    fn redraw(&mut self, row: usize, region: MultiPolygon) {
        self.areas[row] = measure::polygons_area(&region);
        self.regions[row] = region;
        self.is_redrawn[row] = true;
    }

    fn drop(
        &mut self,
        repair: &'static str,
        row: usize,
        other: usize,
        change: Hectares,
        place: Option<Coord>,
    ) {
        self.is_kept[row] = false;
        self.changes.push(Change { repair, row, other: Some(other), change, place });
    }

    /// The mended layer: rows nobody touched keep their very coordinates.
    fn layer(&self) -> Result<Layer, QuestionError> {
        let source = self.source;
        let way = Transformer::new(Epsg::WGS84, source.crs(), source.psad_operation())
            .map_err(in_layer(source))?;
        let mut shapes = ShapesBuilder::default();
        let rows: Vec<usize> = (0..source.len()).filter(|row| self.is_kept[*row]).collect();
        for &row in &rows {
            if self.is_redrawn[row] {
                let redrawn = one(&self.regions[row]);
                let mut coords = redrawn.coords().to_vec();
                way.apply(&mut coords).map_err(in_layer(source))?;
                shapes.push_feature(&redrawn.with_coords(coords), 0);
            } else {
                shapes.push_feature(source.shapes(), row);
            }
        }
        let taken: Vec<Option<usize>> = rows.into_iter().map(Some).collect();
        let columns = source.columns().iter().map(|column| crate::Column {
            name: column.name.clone(),
            data: column.data.take(&taken),
        });
        let parts = LayerParts {
            name: source.name().to_owned(),
            shapes: shapes.finish(),
            columns: columns.collect(),
            provenance: source.provenance().clone(),
            notes: Vec::new(),
        };
        Ok(Layer::new(parts, source.crs(), source.psad_operation()))
    }
}

/// Rows that reading mended for measuring, and the hectares they gained by it.
fn mended(notes: &[Note]) -> impl Iterator<Item = (usize, Hectares)> {
    notes.iter().filter_map(|note| match note.kind {
        NoteKind::Repaired { change_ha, .. } => Some((note.row?, Hectares::new(change_ha))),
        _ => None,
    })
}

fn one(region: &MultiPolygon) -> Shapes {
    let mut shapes = ShapesBuilder::default();
    shapes.push_polygons(region);
    shapes.finish()
}

fn index(regions: &[MultiPolygon]) -> SpatialIndex {
    let mut shapes = ShapesBuilder::default();
    regions.iter().for_each(|region| shapes.push_polygons(region));
    SpatialIndex::build(&shapes.finish())
}

fn area(piece: &Piece) -> f64 {
    measure::polygons_area(&piece.polygon.clone().into()).value()
}

fn place(region: &MultiPolygon) -> Option<Coord> {
    region.interior_point().map(|point| [point.x(), point.y()])
}

#[cfg(test)]
mod tests {
    use super::super::coverage::tests::layer;
    use super::*;
    use crate::health::{Expected, examine};
    use crate::{Column, ColumnData};

    fn slivers() -> Repair {
        Repair::CloseCoverage { width: Meters::new(25.0) }
    }

    /// What `repairs` change, and whether the hectares add up.
    fn changes(layer: &Layer, repairs: &[Repair]) -> (Repaired, Vec<(usize, Option<usize>)>) {
        let repaired = repair(layer, repairs).expect("degrees");
        let sum: f64 = repaired.changes.iter().map(|change| change.change.value()).sum();
        let gained = repaired.after.value() - repaired.before.value();
        assert!((sum - gained).abs() < 1e-6, "{sum} against {gained}");
        let rows = repaired.changes.iter().map(|change| (change.row, change.other)).collect();
        (repaired, rows)
    }

    #[test]
    fn slivers_go_and_wide_pieces_stay() {
        let step = 1e-4;
        // The larger keeps the overlap; the gap goes to one of its two neighbours.
        for (boxes, expected) in [
            ([[0., 0., 1., 1.], [1. - step, 0., 3., 1.]], (0, Some(1))),
            ([[0., 0., 2., 1.], [2. - step, 0., 3., 1.]], (1, Some(0))),
        ] {
            let (repaired, rows) = changes(&layer(&boxes), &[slivers()]);
            assert_eq!(rows, [expected]);
            assert_eq!(examine(&repaired.layer, Expected::default(), []).expect("degrees"), []);
        }
        let (repaired, rows) =
            changes(&layer(&[[0., 0., 1., 1.], [1. + step, 0., 2., 1.]]), &[slivers()]);
        assert_eq!(rows.len(), 1);
        assert_eq!(examine(&repaired.layer, Expected::default(), []).expect("degrees"), []);
        let wide = layer(&[[0., 0., 1., 1.], [0.9, 0., 2., 1.]]);
        let (repaired, rows) = changes(&wide, &[slivers()]);
        assert_eq!((rows, repaired.layer.shapes()), (vec![], wide.shapes()));
    }

    #[test]
    fn twins_go_only_when_their_attributes_agree() {
        let mut parts = layer(&[[0., 0., 1., 1.], [0., 0., 1., 1.], [0., 0., 1., 1.]]).into_parts();
        let codes = ColumnData::Integer(vec![Some(1), Some(1), Some(2)]);
        let ids = ColumnData::Integer(vec![Some(1), Some(2), Some(3)]);
        parts.columns = vec![
            Column { name: "code".into(), data: codes },
            Column { name: "OBJECTID".into(), data: ids },
        ];
        let twins = Layer::new(parts, Epsg::WGS84, allpa_geom::PsadOperation::default());
        let (repaired, rows) = changes(&twins, &[Repair::DropDuplicates]);
        assert_eq!(rows, [(1, Some(0))]);
        assert_eq!(repaired.layer.len(), 2);
        let (repaired, rows) = changes(&twins, &[Repair::Dissolve { by: "code".into() }]);
        assert_eq!(rows, [(1, Some(0))]);
        assert_eq!(repaired.layer.column("OBJECTID").expect("kept").value(1).to_string(), "3");
        let unknown = repair(&twins, &[Repair::Dissolve { by: "x".into() }]);
        assert!(matches!(unknown, Err(QuestionError::UnknownField { .. })));
    }

    #[test]
    fn a_bow_tie_is_rebuilt_in_its_own_system() {
        let mut shapes = ShapesBuilder::default();
        let tie = [[3e5, 93e5], [31e4, 931e4], [31e4, 93e5], [3e5, 931e4], [3e5, 93e5]];
        shapes.extend(tie);
        shapes.end_ring();
        shapes.end_part();
        shapes.end_feature(allpa_geom::ShapeKind::Polygon);
        let parts = LayerParts { shapes: shapes.finish(), ..LayerParts::default() };
        let tie = Layer::new(parts, Epsg::new(24878), allpa_geom::PsadOperation::default());
        let (repaired, rows) = changes(&tie, &[Repair::MakeValid]);
        assert_eq!(rows, [(0, None)]);
        assert_eq!(examine(&repaired.layer, Expected::default(), []).expect("a system"), []);
        let bounds = repaired.layer.shapes().bounds().expect("two triangles");
        assert!((bounds.min[0] - 3e5).abs() < 1e-2 && (bounds.max[1] - 931e4).abs() < 1e-2);
    }
}
