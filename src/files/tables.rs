//! Tables of facts that offices bring as CSV.

use allpa_model::question::conflicts::UseMatrix;
use allpa_model::question::group::{Group, Indicator};

/// A table whose columns are found by name.
struct Named {
    header: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

impl Named {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header = reader.headers().ok()?.iter().map(|name| name.trim().to_lowercase()).collect();
        Some(Self { header, rows: reader.records().filter_map(Result::ok).collect() })
    }

    /// Number of the first column that has one of the `names`.
    fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.header.iter().position(|known| known == name))
    }
}

/// Reads groups of units: a column `group`, and `members_ubigeo`, `members`, `ubigeo` or `code`
/// with one member or several between semicolons; rows of the same group are put together. `None`
/// when a column is missing or there is no member.
pub fn groups(text: &str) -> Option<Vec<Group>> {
    let table = Named::read(text)?;
    let name = table.column(&["group", "grupo"])?;
    let members =
        table.column(&["members_ubigeo", "members", "miembros", "ubigeo", "code", "codigo"])?;
    let mut groups: Vec<Group> = Vec::new();
    for row in &table.rows {
        let name = row.get(name).unwrap_or_default().trim();
        let members = row.get(members).unwrap_or_default().split(';').map(str::trim);
        let members = members.filter(|member| !member.is_empty()).map(str::to_owned);
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.members.extend(members),
            None => groups.push(Group { name: name.to_owned(), members: members.collect() }),
        }
    }
    groups.retain(|group| !group.members.is_empty());
    (!groups.is_empty()).then_some(groups)
}

/// Reads indicators: columns `indicator` and `value`, and `ubigeo`, `territory`, `period`, `unit`
/// and `source` where there are. `None` when one of the first two is missing.
pub fn indicators(text: &str) -> Option<Vec<Indicator>> {
    let table = Named::read(text)?;
    let (name, value) =
        (table.column(&["indicator", "indicador"])?, table.column(&["value", "valor"])?);
    let other = |names: &[&str]| table.column(names);
    let (code, territory) = (other(&["ubigeo", "code"]), other(&["territory", "territorio"]));
    let (period, unit) = (other(&["period", "periodo"]), other(&["unit", "unidad"]));
    let source = other(&["source", "fuente"]);
    let of = |row: &csv::StringRecord| {
        let text = |column: Option<usize>| {
            column.and_then(|column| row.get(column)).unwrap_or_default().trim().to_owned()
        };
        Indicator {
            name: text(Some(name)),
            code: text(code),
            territory: text(territory),
            period: text(period),
            value: text(Some(value)),
            unit: text(unit),
            source: text(source),
        }
    };
    Some(table.rows.iter().map(of).collect())
}

/// Reads a use matrix: columns `zone_code`, `use_code`, `level`, and `zone_name` and `use_es`
/// where there are. `None` when a column is missing or no row has a known level.
pub fn use_matrix(text: &str) -> Option<UseMatrix> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().ok()?.clone();
    let header: Vec<&str> = header.iter().collect();
    let records: Vec<csv::StringRecord> = reader.records().filter_map(Result::ok).collect();
    let rows = records.iter().map(|record| record.iter().collect());
    let (matrix, _) = UseMatrix::from_rows(&header, rows)?;
    (!matrix.uses().is_empty()).then_some(matrix)
}
