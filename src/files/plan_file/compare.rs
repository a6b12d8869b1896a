//! Two versions of a plan, side by side.

use std::collections::BTreeMap;
use std::path::Path;

use allpa_geom::{ShapeKind, measure};
use allpa_model::Layer;
use allpa_model::plan::{Difference, Size, Version};

use super::{Loaded, PlanError, PlanFile};

/// What differs between two plan files.
#[derive(Debug)]
pub struct Compared {
    /// Everything that differs.
    pub differences: Vec<Difference>,
    /// Whether both are versions of one plan.
    pub is_same_plan: bool,
}

/// Compares two plan files, by steps and by what they hold. Areas and lengths of layers are measured
/// only where their features differ.
///
/// # Errors
/// [`PlanError`].
pub fn compare(a: &Path, b: &Path) -> Result<Compared, PlanError> {
    let [a, b] = [PlanFile::open_protected(a)?, PlanFile::open_protected(b)?];
    let (of_a, of_b) = (a.load()?, b.load()?);
    let prints = [a.prints()?, b.prints()?];
    let tables = |file: &PlanFile, loaded: &Loaded, other: &Loaded, own: usize| {
        let mut tables = BTreeMap::new();
        for layer in &loaded.plan.layers {
            let Some(source) = layer.table() else { continue };
            let print = prints[own].get(&source.table).cloned().unwrap_or_default();
            let there = other.plan.layer(layer.key).and_then(|layer| layer.table());
            let there = there.and_then(|source| prints[1 - own].get(&source.table));
            let is_same = there == Some(&print);
            let features = if is_same { None } else { file.features(layer, &())? };
            let size = features.map(|layer| size(&layer)).unwrap_or_default();
            tables.insert(source.table.clone(), (print, size));
        }
        Ok::<_, PlanError>(tables)
    };
    let tables_a = tables(&a, &of_a, &of_b, 0)?;
    let tables_b = tables(&b, &of_b, &of_a, 1)?;
    let differences = Difference::between(version(&of_a, &tables_a), version(&of_b, &tables_b));
    Ok(Compared { differences, is_same_plan: a.id == b.id })
}

fn version<'a>(loaded: &'a Loaded, tables: &'a BTreeMap<String, (String, Size)>) -> Version<'a> {
    let steps = &loaded.history.steps()[..loaded.history.cursor()];
    Version { plan: &loaded.plan, steps, tables }
}

/// Area of the polygons and length of the lines of a layer.
fn size(layer: &Layer) -> Size {
    let Ok(shapes) = layer.geographic() else { return (None, None) };
    match layer.kind() {
        ShapeKind::Polygon => {
            (Some((0..shapes.len()).map(|row| measure::area(shapes, row)).sum()), None)
        }
        ShapeKind::Line => {
            let meters: allpa_geom::Meters =
                (0..shapes.len()).map(|row| measure::length(shapes, row)).sum();
            (None, Some(meters.to_kilometers()))
        }
        ShapeKind::Point | ShapeKind::None => (None, None),
    }
}
