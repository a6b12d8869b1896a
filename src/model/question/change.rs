//! *¿Qué cambió?* Two versions of a layer: hectares from each category to each, and what was added,
//! lost, moved and reclassified, with a tolerance for borders that were only drawn again.
//!
//! What lies on different sides of a border within the tolerance counts as unchanged only in the
//! list of changes; the matrix counts every hectare, so that its margins are the totals of both.

use std::collections::BTreeMap;

use allpa_geom::overlay::{self, Operation};
use allpa_geom::{Hectares, Meters, ShapeKind, ShapesBuilder, buffer, measure, rings};
use geo::{Geometry, MultiLineString, MultiPolygon};
use rayon::prelude::*;

use super::cross::{RESIDUAL, TOTAL};
use super::{Answer, QuestionError, field, in_layer, repairs};
use crate::table::{Cell, Table};
use crate::{Column, ColumnData, Layer};

/// What a place became.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Only the newer version covers it.
    Added,
    /// Only the older version covers it.
    Lost,
    /// Both cover it, with other categories.
    Reclassified,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Lost => "lost",
            Self::Reclassified => "reclassified",
        }
    }
}

/// One connected place that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What it became.
    pub kind: Kind,
    /// Category before; empty when added.
    pub from: String,
    /// Category now; empty when lost.
    pub to: String,
    /// Where.
    pub region: MultiPolygon,
    /// How much.
    pub area: Hectares,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changed {
    /// Hectares from each category (first) to each; [`RESIDUAL`] stands for land the other version
    /// does not cover.
    pub matrix: BTreeMap<(String, String), Hectares>,
    /// Changes wider than the tolerance, the largest first.
    pub changes: Vec<Change>,
    /// Land that differs within the tolerance: borders drawn again.
    pub redrawn: Hectares,
}

/// Compares two versions by a field of each.
///
/// # Errors
/// [`QuestionError::UnknownField`], [`QuestionError::WrongGeometry`],
/// [`QuestionError::Transform`], [`QuestionError::Buffer`].
pub fn change(
    before: (&Layer, &str),
    after: (&Layer, &str),
    tolerance: Meters,
) -> Result<Answer<Changed>, QuestionError> {
    let (old, new) = (by_category(before)?, by_category(after)?);
    let union = |groups: &BTreeMap<String, MultiPolygon>| overlay::union_all(groups.values());
    let (all_old, all_new) = (union(&old), union(&new));
    let mut parts: Vec<(Kind, String, String, MultiPolygon)> = Vec::new();
    let mut matrix = BTreeMap::new();
    let mut put = |from: &str, to: &str, region: &MultiPolygon| {
        let area = measure::polygons_area(region);
        if area.value() > 0.0 {
            matrix.insert((from.to_owned(), to.to_owned()), area);
        }
    };
    let crossed: Vec<Vec<(String, MultiPolygon)>> = old
        .par_iter()
        .map(|(_, region)| {
            let meets = |(to, other): (&String, &MultiPolygon)| {
                let shared = overlay::combine(region, other, Operation::Intersection);
                (!shared.0.is_empty()).then(|| (to.clone(), shared))
            };
            new.iter().filter_map(meets).collect()
        })
        .collect();
    for ((from, region), shared) in old.iter().zip(crossed) {
        for (to, shared) in shared {
            put(from, &to, &shared);
            if *from != to {
                parts.push((Kind::Reclassified, from.clone(), to, shared));
            }
        }
        let lost = overlay::combine(region, &all_new, Operation::Difference);
        put(from, RESIDUAL, &lost);
        parts.push((Kind::Lost, from.clone(), String::new(), lost));
    }
    for (to, region) in &new {
        let added = overlay::combine(region, &all_old, Operation::Difference);
        put(RESIDUAL, to, &added);
        parts.push((Kind::Added, String::new(), to.clone(), added));
    }
    let mut answer = Changed { matrix, ..Changed::default() };
    for (kind, from, to, region) in parts {
        for polygon in region {
            let region = MultiPolygon(vec![polygon]);
            let area = measure::polygons_area(&region);
            if is_sliver(&region, tolerance)? {
                answer.redrawn += area;
            } else {
                answer.changes.push(Change {
                    kind,
                    from: from.clone(),
                    to: to.clone(),
                    region,
                    area,
                });
            }
        }
    }
    answer.changes.sort_by(|a, b| b.area.value().total_cmp(&a.area.value()));
    let notes = repairs(before.0)?.into_iter().chain(repairs(after.0)?).collect();
    Ok(Answer { value: answer, notes })
}

/// What each category covers, each place once; where categories overlap, the first by name has
/// the place.
fn by_category(
    (layer, name): (&Layer, &str),
) -> Result<BTreeMap<String, MultiPolygon>, QuestionError> {
    if layer.kind() != ShapeKind::Polygon {
        let layer = layer.name().to_owned();
        return Err(QuestionError::WrongGeometry { layer, needed: "polygons" });
    }
    let column = field(layer, name)?;
    let surfaces = layer.surfaces().map_err(in_layer(layer))?;
    let mut rows: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in 0..layer.len() {
        rows.entry(column.value(row).to_string()).or_default().push(row);
    }
    let groups: Vec<(String, MultiPolygon)> = rows
        .into_par_iter()
        .map(|(category, rows)| {
            let own = rows.iter().map(|&row| &surfaces.polygons[row]);
            (category, overlay::union_all(own))
        })
        .collect();
    let mut claimed = MultiPolygon(Vec::new());
    let mut free = BTreeMap::new();
    for (category, region) in groups {
        let rest = if claimed.0.is_empty() {
            region.clone()
        } else {
            overlay::combine(&region, &claimed, Operation::Difference)
        };
        claimed = overlay::combine(&claimed, &region, Operation::Union);
        free.insert(category, rest);
    }
    Ok(free)
}

/// Whether no place of a region lies farther than half the tolerance from its outline: the region
/// is nowhere wider than the tolerance.
fn is_sliver(region: &MultiPolygon, tolerance: Meters) -> Result<bool, QuestionError> {
    if tolerance.value() <= 0.0 {
        return Ok(false);
    }
    let outline: MultiLineString = rings(region).cloned().collect();
    // An area wider than the tolerance everywhere has more land than its outline has beside it.
    let length = measure::lines_length(&outline).value();
    let area = measure::polygons_area(region).value() * 10_000.0;
    if area > length * tolerance.value() {
        return Ok(false);
    }
    let half = Meters::new(tolerance.value() / 2.0);
    let border = buffer::buffer(&Geometry::MultiLineString(outline), half)?;
    let inner = overlay::combine(region, &border, Operation::Difference);
    // Under a square metre it is the rounding of the round.
    Ok(measure::polygons_area(&inner).value() < 1e-4)
}

impl Changed {
    /// Columns `from, to, area_ha, percent_of_from, percent_of_to`; with a [`TOTAL`] for each
    /// category of both sides, so that the margins show.
    pub fn to_table(&self) -> Table {
        let columns = ["from", "to", "area_ha", "percent_of_from", "percent_of_to"];
        let mut table = Table::new(columns);
        let mut from_sum: BTreeMap<&str, Hectares> = BTreeMap::new();
        let mut to_sum: BTreeMap<&str, Hectares> = BTreeMap::new();
        for ((from, to), &area) in &self.matrix {
            *from_sum.entry(from).or_default() += area;
            *to_sum.entry(to).or_default() += area;
        }
        for ((from, to), &area) in &self.matrix {
            table.push(vec![
                from.as_str().into(),
                to.as_str().into(),
                area.value().into(),
                area.percent_of(from_sum[from.as_str()]).value().into(),
                area.percent_of(to_sum[to.as_str()]).value().into(),
            ]);
        }
        for (from, area) in from_sum {
            let cells = vec![from.into(), TOTAL.into(), area.value().into(), 100.0.into()];
            table.push(cells.into_iter().chain([Cell::Empty]).collect());
        }
        for (to, area) in to_sum {
            table.push(vec![
                TOTAL.into(),
                to.into(),
                area.value().into(),
                Cell::Empty,
                100.0.into(),
            ]);
        }
        table
    }

    /// Columns `kind, from, to, area_ha`: each connected place that changed by more than the
    /// tolerance, the largest first, and a row `redrawn` for all that differs within it.
    pub fn to_list(&self) -> Table {
        let mut table = Table::new(["kind", "from", "to", "area_ha"]);
        for change in &self.changes {
            table.push(vec![
                change.kind.word().into(),
                change.from.as_str().into(),
                change.to.as_str().into(),
                change.area.value().into(),
            ]);
        }
        table.push(vec!["redrawn".into(), "".into(), "".into(), self.redrawn.value().into()]);
        table
    }

    /// The changes as a layer: `kind, from, to, area_ha`.
    pub fn to_layer(&self) -> Layer {
        let mut shapes = ShapesBuilder::default();
        self.changes.iter().for_each(|change| shapes.push_polygons(&change.region));
        let text = |name: &str, of: fn(&Change) -> &str| Column {
            name: name.to_owned(),
            data: ColumnData::Text(self.changes.iter().map(|c| Some(of(c))).collect()),
        };
        let areas = self.changes.iter().map(|change| Some(change.area.value())).collect();
        let columns = vec![
            text("kind", |change| change.kind.word()),
            text("from", |change| &change.from),
            text("to", |change| &change.to),
            Column { name: "area_ha".into(), data: ColumnData::Real(areas) },
        ];
        Layer::made("changes", shapes.finish(), columns)
    }
}

/// Features of two versions told apart by a field that names them.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureChange {
    /// What names the feature.
    pub key: String,
    /// `added`, `lost`, `moved`, `reclassified` or `same`.
    pub state: &'static str,
    /// Area before and now; `None` where it is not there.
    pub areas: [Option<Hectares>; 2],
    /// Share of both together that both cover, 0 to 100.
    pub shared_percent: f64,
}

/// Compares the features of two versions that a field of each names: `moved` are those of which
/// less than `same_percent` is covered by both versions, `reclassified` those whose category is
/// another.
///
/// # Errors
/// [`QuestionError::UnknownField`], [`QuestionError::Transform`].
pub fn features(
    before: (&Layer, &str),
    after: (&Layer, &str),
    key: &str,
    same_percent: f64,
) -> Result<Vec<FeatureChange>, QuestionError> {
    let group = |(layer, category): (&Layer, &str)| {
        let (key, category) = (field(layer, key)?, field(layer, category)?);
        let surfaces = layer.surfaces().map_err(in_layer(layer))?;
        let mut groups: BTreeMap<String, (Vec<usize>, String)> = BTreeMap::new();
        for row in 0..layer.len() {
            let entry = groups.entry(key.value(row).to_string()).or_default();
            entry.0.push(row);
            entry.1 = category.value(row).to_string();
        }
        let united = |(key, (rows, category)): (String, (Vec<usize>, String))| {
            let region = overlay::union_all(rows.iter().map(|&row| &surfaces.polygons[row]));
            (key, (region, category))
        };
        Ok::<_, QuestionError>(groups.into_iter().map(united).collect::<BTreeMap<_, _>>())
    };
    let (old, new) = (group(before)?, group(after)?);
    let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
    keys.sort();
    keys.dedup();
    let compared = |key: &&String| {
        let (was, is) = (old.get(*key), new.get(*key));
        let areas = [was, is].map(|side| side.map(|(region, _)| measure::polygons_area(region)));
        let shared = was.zip(is).map_or(Hectares::default(), |((a, _), (b, _))| {
            measure::polygons_area(&overlay::combine(a, b, Operation::Intersection))
        });
        let both: Hectares = areas.into_iter().flatten().sum::<Hectares>() - shared;
        let shared_percent = shared.percent_of(both).value();
        let state = match (was, is) {
            (None, _) => "added",
            (_, None) => "lost",
            (Some((_, from)), Some((_, to))) if from != to => "reclassified",
            _ if shared_percent < same_percent => "moved",
            _ => "same",
        };
        FeatureChange { key: (*key).clone(), state, areas, shared_percent }
    };
    Ok(keys.par_iter().map(compared).collect())
}

/// Columns `key, state, before_ha, after_ha, shared_percent`.
pub fn features_table(features: &[FeatureChange]) -> Table {
    let mut table = Table::new(["key", "state", "before_ha", "after_ha", "shared_percent"]);
    for feature in features {
        let [before, after] =
            feature.areas.map(|area| area.map_or(Cell::Empty, |area| area.value().into()));
        table.push(vec![
            feature.key.as_str().into(),
            feature.state.into(),
            before,
            after,
            feature.shared_percent.into(),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::testing::boxes;

    #[test]
    fn margins_are_both_totals_and_a_redrawn_border_is_no_change() {
        // The border between A and B moves by 11 m; C becomes D; E is lost, F is new.
        let moved = 1.0 + 1e-4;
        let old = boxes("zona", &[(0., 1., "A"), (1., 2., "B"), (2., 3., "C"), (5., 6., "E")]);
        let new =
            boxes("zona", &[(0., moved, "A"), (moved, 2., "B"), (2., 3., "D"), (7., 8., "F")]);
        let answer = change((&old, "zona"), (&new, "zona"), Meters::new(30.0));
        let changed = answer.expect("polygons").value;
        let kinds: Vec<(Kind, &str, &str)> =
            changed.changes.iter().map(|c| (c.kind, &*c.from, &*c.to)).collect();
        assert_eq!(kinds.len(), 3, "{kinds:?}");
        assert!(kinds.contains(&(Kind::Reclassified, "C", "D")));
        assert!(kinds.contains(&(Kind::Lost, "E", "")) && kinds.contains(&(Kind::Added, "", "F")));
        assert!(changed.redrawn.value() > 100.0, "a degree long and 11 m wide");
        for (layer, is_old) in [(&old, true), (&new, false)] {
            let whole: Hectares = layer.surfaces().expect("degrees").areas.iter().copied().sum();
            let cells = changed.matrix.iter();
            let own = cells.filter(|((from, to), _)| (if is_old { from } else { to }) != RESIDUAL);
            let sum: Hectares = own.map(|(_, &area)| area).sum();
            // A cut bends an edge of a degree a little: it is a geodesic between its ends.
            assert!((sum / whole - 1.0).abs() < 1e-4, "{sum:?} {whole:?}");
        }
        let exact = change((&old, "zona"), (&new, "zona"), Meters::new(5.0)).expect("polygons");
        assert_eq!(exact.value.changes.len(), 4, "with 5 m it is a change");
    }

    #[test]
    fn features_are_told_apart_by_their_key() {
        let old = boxes("codigo", &[(0., 1., "1"), (1., 2., "2"), (3., 4., "3")]);
        let new = boxes("codigo", &[(0., 1., "1"), (1.5, 2.5, "2"), (8., 9., "4")]);
        let found = features((&old, "codigo"), (&new, "codigo"), "codigo", 95.0).expect("fields");
        let states: Vec<(&str, &str)> = found.iter().map(|f| (&*f.key, f.state)).collect();
        assert_eq!(states, [("1", "same"), ("2", "moved"), ("3", "lost"), ("4", "added")]);
        assert!((found[1].shared_percent - 100.0 / 3.0).abs() < 1e-3);
    }
}
