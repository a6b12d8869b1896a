//! The ranges that the areas of a cross table lie in.

use std::collections::BTreeMap;

use allpa_geom::overlay::union_all;
use allpa_geom::{Hectares, Meters};

use super::outlines::{Groups, Outlines};
use super::{Banded, Border, MapScale, add_bands};
use crate::Layer;
use crate::question::QuestionError;
use crate::question::cross::{RESIDUAL, TOTAL};
use crate::table::{Cell, Table};

/// A layer of a cross table, grouped by a field.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The layer.
    pub layer: &'a Layer,
    /// Its field.
    pub field: &'a str,
    /// Scale of its map; its borders count as exact without one.
    pub scale: Option<MapScale>,
}

/// Metres of outline by the groups they are of and lie in.
type Lengths = BTreeMap<[usize; 2], Meters>;

/// What the outlines of one side have inside the other.
struct Drawn {
    scale: Option<MapScale>,
    /// By own group and group of the other side.
    groups: Lengths,
    /// Of all groups merged, by 0 and group of the other side.
    merged: Lengths,
    /// The whole outline of each group, and that of all merged.
    whole: (BTreeMap<usize, Meters>, Meters),
}

impl Drawn {
    fn of(own: &Groups, other: &Groups, scale: Option<MapScale>) -> Self {
        if scale.is_none() {
            let (groups, merged, whole) = Default::default();
            return Self { scale, groups, merged, whole };
        }
        let regions = own.merged();
        let outlines = Outlines::of(&regions);
        let merged = Outlines::of(&[union_all(&regions)]);
        Self {
            scale,
            groups: outlines.inside(other),
            merged: merged.inside(other),
            whole: (outlines.lengths(), merged.lengths().into_values().sum()),
        }
    }

    fn border(&self, length: Meters) -> Option<Border> {
        Some(Border { scale: self.scale?, length })
    }
}

/// Adds to a cross table, with its two groups and the area in front, what is known of each area from the
/// scales of the maps: `rounded_ha`, `band_ha` and `doubt`. Land covered twice is left out.
///
/// # Errors
/// [`QuestionError::UnknownField`], [`QuestionError::Transform`].
pub fn add_cross_bands(table: &mut Table, [a, b]: [Side; 2]) -> Result<(), QuestionError> {
    let (in_a, in_b) = (Groups::of(a.layer, a.field)?, Groups::of(b.layer, b.field)?);
    let drawn_a = Drawn::of(&in_a, &in_b, a.scale);
    let drawn_b = Drawn::of(&in_b, &in_a, b.scale);
    let get = |lengths: &Lengths, key: [usize; 2]| lengths.get(&key).copied().unwrap_or_default();
    let all = |lengths: &Lengths, at: usize, group: usize| -> Meters {
        lengths.iter().filter(|(key, _)| key[at] == group).map(|(_, length)| *length).sum()
    };
    let rest = |whole: Meters, inside: Meters| Meters::new((whole - inside).value().max(0.0));
    // What either layer draws around the area of a row.
    let around = |first: &str, second: &str| -> Option<[Meters; 2]> {
        let in_b = |name: &str| in_b.names.get(name).copied();
        let Some(&a) = in_a.names.get(first) else {
            let whole = drawn_a.whole.1;
            return match second {
                TOTAL => Some([whole, Meters::default()]),
                RESIDUAL => Some([
                    rest(whole, drawn_a.merged.values().copied().sum()),
                    drawn_b.merged.values().copied().sum(),
                ]),
                name => {
                    in_b(name).map(|b| [get(&drawn_a.merged, [0, b]), all(&drawn_b.groups, 0, b)])
                }
            };
        };
        let whole = drawn_a.whole.0.get(&a).copied().unwrap_or_default();
        match second {
            TOTAL => Some([whole, Meters::default()]),
            RESIDUAL => {
                Some([rest(whole, all(&drawn_a.groups, 0, a)), get(&drawn_b.merged, [0, a])])
            }
            name => {
                in_b(name).map(|b| [get(&drawn_a.groups, [a, b]), get(&drawn_b.groups, [b, a])])
            }
        }
    };
    add_bands(table, |_, row| {
        let [Cell::Text(first), Cell::Text(second), Cell::Number(area), ..] = row else {
            return None;
        };
        let [own, other] = around(first, second)?;
        let borders: Vec<Border> =
            [drawn_a.border(own), drawn_b.border(other)].into_iter().flatten().collect();
        Some(Banded::new(Hectares::new(*area), &borders))
    });
    Ok(())
}
