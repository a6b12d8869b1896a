//! The use matrix of a zoning: what each zone recommends for each use.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::question::QuestionError;
use crate::role::plain;
use crate::table::Table;

/// What a zoning says of a use. It recommends; it neither grants nor forbids
/// (DS 087-2004-PCM).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// «Recomendable».
    Recommended,
    /// «Recomendable con restricciones».
    Restricted,
    /// «No recomendable».
    NotRecommended,
}

impl Level {
    /// Reads the spellings found in matrices: words, or the letters R, X/RR and N/NR.
    pub fn parse(text: &str) -> Option<Self> {
        match plain(text).as_str() {
            "recomendable" | "r" | "recommended" => Some(Self::Recommended),
            "recomendableconrestricciones" | "conrestricciones" | "x" | "rr" | "restricted" => {
                Some(Self::Restricted)
            }
            "norecomendable" | "n" | "nr" | "notrecommended" => Some(Self::NotRecommended),
            _ => None,
        }
    }

    /// The planner's words, as sheets print them.
    pub fn spanish(self) -> &'static str {
        match self {
            Self::Recommended => "recomendable",
            Self::Restricted => "recomendable con restricciones",
            Self::NotRecommended => "no recomendable",
        }
    }
}

/// Levels by zone code and use.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UseMatrix {
    levels: BTreeMap<(String, String), Level>,
    uses: BTreeMap<String, String>,
    use_names: BTreeMap<String, String>,
}

impl UseMatrix {
    /// Adds what a zone (by its code or name) says of a use (by its code and its words).
    pub fn insert(&mut self, zones: &[&str], use_code: &str, use_name: &str, level: Level) {
        self.uses.insert(plain(use_code), use_code.to_owned());
        self.uses.insert(plain(use_name), use_code.to_owned());
        self.use_names.insert(use_code.to_owned(), use_name.to_owned());
        for zone in zones {
            self.levels.insert((plain(zone), plain(use_code)), level);
        }
    }

    /// Reads the rows of a table with the columns `zone_code`, `use_code` and `level`, and
    /// `zone_name` and `use_es` where there are; other columns count for nothing. `None` when one
    /// of the three is missing. Rows with an unknown level are counted in the second value.
    pub fn from_rows<'a>(
        header: &[&str],
        rows: impl IntoIterator<Item = Vec<&'a str>>,
    ) -> Option<(Self, usize)> {
        let place = |name: &str| header.iter().position(|known| plain(known) == plain(name));
        let (zone, code, level) = (place("zone_code")?, place("use_code")?, place("level")?);
        let (zone_name, use_name) = (place("zone_name"), place("use_es"));
        let (mut matrix, mut odd) = (Self::default(), 0);
        for row in rows {
            let cell = |at: usize| row.get(at).copied().unwrap_or_default();
            let Some(level) = Level::parse(cell(level)) else {
                odd += 1;
                continue;
            };
            let zones = [Some(zone), zone_name].into_iter().flatten().map(cell);
            let zones: Vec<&str> = zones.filter(|name| !name.is_empty()).collect();
            matrix.insert(&zones, cell(code), use_name.map_or(cell(code), cell), level);
        }
        Some((matrix, odd))
    }

    /// Reads a table as [`UseMatrix::from_rows`] does.
    ///
    /// # Errors
    /// [`QuestionError::TableColumns`] when a column is missing or no row has a known level.
    pub fn from_table(table: &Table) -> Result<Self, QuestionError> {
        let header: Vec<&str> = table.columns.iter().map(String::as_str).collect();
        let texts: Vec<Vec<String>> =
            table.rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        let rows = texts.iter().map(|row| row.iter().map(String::as_str).collect());
        let found = Self::from_rows(&header, rows).map(|(matrix, _)| matrix);
        let columns = vec!["zone_code", "use_code", "level"];
        found
            .filter(|matrix| !matrix.uses().is_empty())
            .ok_or(QuestionError::TableColumns { columns })
    }

    /// The code of a use given by its code or its words.
    pub fn find_use(&self, name: &str) -> Option<&str> {
        self.uses.get(&plain(name)).map(String::as_str)
    }

    /// The code of a use that must be there.
    ///
    /// # Errors
    /// [`QuestionError::UnknownUse`].
    pub fn known_use(&self, name: &str) -> Result<&str, QuestionError> {
        self.find_use(name).ok_or_else(|| {
            let known = self.uses().into_iter().map(str::to_owned).collect();
            QuestionError::UnknownUse { name: name.to_owned(), known }
        })
    }

    /// Codes of all uses, sorted.
    pub fn uses(&self) -> Vec<&str> {
        self.use_names.keys().map(String::as_str).collect()
    }

    /// The words of a use given by its code.
    pub fn use_name(&self, code: &str) -> Option<&str> {
        self.use_names.get(code).map(String::as_str)
    }

    /// What the first known of `zone_keys` (code, category, name) says of a use. A code the matrix
    /// has no row for stands under its parent: `PRO-FOR-M` under `PRO-FOR`, then `PRO`.
    pub fn level(&self, zone_keys: &[&str], use_code: &str) -> Option<Level> {
        let parents =
            |zone| std::iter::successors(Some(zone), |z: &&str| Some(z.rsplit_once('-')?.0));
        let of = |zone: &str| self.levels.get(&(plain(zone), plain(use_code))).copied();
        zone_keys.iter().find_map(|zone| parents(*zone).find_map(of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_answers_by_code_or_name() {
        let mut matrix = UseMatrix::default();
        let zone = ["PCE", "Protección"];
        matrix.insert(&zone, "vial", "Infraestructura vial", Level::NotRecommended);
        assert_eq!(matrix.find_use("infraestructura VIAL"), Some("vial"));
        assert_eq!(matrix.level(&["?", "proteccion"], "vial"), Some(Level::NotRecommended));
        assert_eq!(matrix.level(&["PCE-ANP-X"], "vial"), Some(Level::NotRecommended));
        assert_eq!(matrix.level(&["PRO"], "vial"), None);
    }

    #[test]
    fn levels_are_read_as_offices_write_them() {
        assert_eq!(Level::parse("Recomendable con restricciones"), Some(Level::Restricted));
        assert_eq!(Level::parse("NR"), Some(Level::NotRecommended));
        assert_eq!(Level::parse("prohibido"), None);
    }
}
