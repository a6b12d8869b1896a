//! Corridors compared: several alternatives, several widths, in one table each.

use allpa_geom::{Hectares, Kilometers, Meters};

use super::conflicts::{Level, Row, Sheet, Subject};
use super::cross::{OVERLAP, RESIDUAL, TOTAL};
use crate::table::{Cell, Table};

/// One alternative at one width.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Name of the alternative; empty when there is only one.
    pub name: String,
    /// Distance to each side.
    pub width: Meters,
    /// Its sheet.
    pub sheet: Sheet,
}

/// Axis and land of a level of recommendation.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    length: Kilometers,
    area: Hectares,
}

impl Variant {
    /// Rows about the whole corridor.
    fn whole(&self, subject: Subject) -> impl Iterator<Item = &Row> {
        let fits = move |row: &&Row| row.unit == TOTAL && row.subject == subject;
        self.sheet.rows.iter().filter(fits)
    }

    /// What zones of that level cover of the corridor.
    fn level(&self, level: Option<Level>) -> Share {
        let zones = self.whole(Subject::Zone).filter(|row| !is_rest(row) && row.level == level);
        sum(zones)
    }

    /// What protected areas cover, each place once.
    fn protected(&self) -> Share {
        sum(self.whole(Subject::Area).filter(|row| row.name != RESIDUAL))
    }

    fn first_cells(&self) -> [Cell; 2] {
        [self.name.as_str().into(), self.width.value().into()]
    }
}

fn is_rest(row: &Row) -> bool {
    [RESIDUAL, OVERLAP].contains(&row.name.as_str())
}

fn sum<'a>(rows: impl Iterator<Item = &'a Row>) -> Share {
    rows.fold(Share::default(), |sum, row| Share {
        length: sum.length + row.length,
        area: sum.area + row.area,
    })
}

/// Columns `alternative, width_m, length_km, area_ha, units, protected_km, protected_ha,
/// protected_percent, recommended_km, recommended_ha, restricted_km, restricted_ha,
/// not_recommended_km, not_recommended_ha`: one row per alternative and width.
pub fn compare(variants: &[Variant]) -> Table {
    let mut table = Table::new([
        "alternative",
        "width_m",
        "length_km",
        "area_ha",
        "units",
        "protected_km",
        "protected_ha",
        "protected_percent",
        "recommended_km",
        "recommended_ha",
        "restricted_km",
        "restricted_ha",
        "not_recommended_km",
        "not_recommended_ha",
    ]);
    for variant in variants {
        let whole = sum(variant.whole(Subject::Unit));
        let is_unit =
            |row: &&Row| row.subject == Subject::Unit && row.unit != TOTAL && row.unit != RESIDUAL;
        let units = variant.sheet.rows.iter().filter(is_unit).count();
        let protected = variant.protected();
        let mut cells: Vec<Cell> = variant.first_cells().into();
        cells.extend([whole.length.value().into(), whole.area.value().into(), units.into()]);
        cells.extend([protected.length.value().into(), protected.area.value().into()]);
        cells.push(protected.area.percent_of(whole.area).value().into());
        for level in [Level::Recommended, Level::Restricted, Level::NotRecommended] {
            let share = variant.level(Some(level));
            cells.extend([share.length.value().into(), share.area.value().into()]);
        }
        table.push(cells);
    }
    table
}

/// Columns `alternative, width_m, recommendation, length_km, area_ha, percent`: per alternative and
/// width the axis and land of each level, of zones without one (empty), [`OVERLAP`] and
/// [`RESIDUAL`], which add up to the corridor. No rows without zones.
pub fn levels(variants: &[Variant]) -> Table {
    let columns = ["alternative", "width_m", "recommendation", "length_km", "area_ha", "percent"];
    let mut table = Table::new(columns);
    for variant in variants {
        let whole = sum(variant.whole(Subject::Unit)).area;
        let mut push = |label: Cell, share: Share| {
            let mut cells: Vec<Cell> = variant.first_cells().into();
            cells.extend([label, share.length.value().into(), share.area.value().into()]);
            cells.push(share.area.percent_of(whole).value().into());
            table.push(cells);
        };
        let known = [Level::Recommended, Level::Restricted, Level::NotRecommended];
        for level in known.into_iter().map(Some).chain([None]) {
            let share = variant.level(level);
            if share.area.value() > 0.0 {
                push(level.map_or(Cell::Empty, |level| level.spanish().into()), share);
            }
        }
        for rest in [OVERLAP, RESIDUAL] {
            let rows: Vec<&Row> =
                variant.whole(Subject::Zone).filter(|row| row.name == rest).collect();
            if !rows.is_empty() {
                push(rest.into(), sum(rows.into_iter()));
            }
        }
    }
    table
}

/// The sheets one after the other, with the columns `alternative, width_m` before their own.
pub fn details(variants: &[Variant]) -> Table {
    let own = variants.first().map(|variant| variant.sheet.to_table().columns);
    let first = ["alternative", "width_m"].map(str::to_owned);
    let mut table = Table::new(first.into_iter().chain(own.unwrap_or_default()));
    for variant in variants {
        for row in variant.sheet.to_table().rows {
            table.push(variant.first_cells().into_iter().chain(row).collect());
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::conflicts::{Corridor, Theme, UseMatrix, conflicts};
    use crate::question::testing::boxes;
    use geo::{MultiLineString, wkt};

    fn number(cell: &Cell) -> f64 {
        match cell {
            Cell::Number(number) => *number,
            _ => f64::NAN,
        }
    }

    /// An axis of two degrees along 0.5° N: a third in a zone recommended, a third in one not, and
    /// half of the last third in a park.
    #[test]
    fn levels_add_up_to_the_corridor_at_every_width() {
        let zones = boxes("COD_ZEE", &[(0.0, 1.0, "PRO"), (1.0, 2.0, "PCE")]);
        let areas = boxes("anp_codi", &[(2.0, 2.5, "PN01")]);
        let mut matrix = UseMatrix::default();
        matrix.insert(&["PRO"], "vial", "Vial", Level::Recommended);
        matrix.insert(&["PCE"], "vial", "Vial", Level::NotRecommended);
        let axis = MultiLineString(vec![wkt! { LINESTRING(0.0 0.5, 3.0 0.5) }]);
        let themed = |layer| {
            let mut theme = Theme::of(layer);
            (theme.fields.code, theme.fields.name) = (Some(0), Some(0));
            theme
        };
        let variant = |width: f64| {
            let corridor = Corridor {
                axis: &axis,
                width: Meters::new(width),
                units: None,
                zones: Some(themed(&zones)),
                areas: Some(themed(&areas)),
                matrix: Some((&matrix, "vial")),
            };
            let sheet = conflicts(&corridor).expect("a corridor").value;
            Variant { name: "A".into(), width: Meters::new(width), sheet }
        };
        let variants = [variant(500.0), variant(2000.0)];
        let table = levels(&variants);
        for width in [500.0, 2000.0] {
            let rows = || table.rows.iter().filter(|row| row[1] == width.into());
            let percent: f64 = rows().map(|row| number(&row[5])).sum();
            assert!((percent - 100.0).abs() < 1e-6, "{percent}");
            let length: f64 = rows().map(|row| number(&row[3])).sum();
            let thirds: Vec<f64> = rows().map(|row| number(&row[3]) / length).collect();
            assert_eq!(thirds.len(), 3, "{table:?}");
            assert!(thirds.iter().all(|share| (share * 3.0 - 1.0).abs() < 1e-4), "{thirds:?}");
        }
        let compared = compare(&variants);
        let of = |row: usize, name: &str| {
            let column = compared.find(&[name]).expect(name);
            number(&compared.rows[row][column])
        };
        for row in 0..2 {
            assert!((of(row, "recommended_km") / of(row, "length_km") - 1.0 / 3.0).abs() < 1e-4);
            assert!((of(row, "protected_km") / of(row, "length_km") - 1.0 / 6.0).abs() < 1e-4);
        }
        assert!(of(1, "protected_ha") > 3.9 * of(0, "protected_ha"), "four times as wide");
    }
}
