//! What a layer is about, found from its field names.
//!
//! Official layers name their columns differently in every office, so each role lists candidate
//! names in [`rules`]; comparison ignores case, accents, spaces and underscores.

mod rules;

use std::collections::HashSet;

use allpa_geom::ShapeKind;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::{Column, Layer, LayerParts};

use rules::{GENERIC, RULES, Rule};

/// The groups planners think in, from the top of the map down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// What the user draws.
    Proposals,
    /// Protected areas and what puts them at risk.
    Conservation,
    /// Ecological and economic zoning.
    Zoning,
    /// Roads and corridors.
    Corridors,
    /// Groupings of departments.
    Macroregions,
    /// Administrative limits.
    Limits,
    /// Everything that helps to find one's way.
    Base,
}

impl Group {
    /// All groups, from the top of the map down.
    pub const ALL: [Self; 7] = [
        Self::Proposals,
        Self::Conservation,
        Self::Zoning,
        Self::Corridors,
        Self::Macroregions,
        Self::Limits,
        Self::Base,
    ];
}

/// What a layer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Departments.
    Department,
    /// Provinces.
    Province,
    /// Districts.
    District,
    /// Macro-regions.
    MacroRegion,
    /// National protected natural areas (ANP).
    ProtectedArea,
    /// Reserved zones.
    ReservedZone,
    /// Regional conservation areas (ACR).
    RegionalConservationArea,
    /// Private conservation areas (ACP).
    PrivateConservationArea,
    /// Buffer zones of protected areas.
    BufferZone,
    /// Reserves of indigenous peoples.
    IndigenousReserve,
    /// Native or peasant communities.
    Community,
    /// Mining units.
    MiningUnit,
    /// Mining concessions.
    MiningConcession,
    /// Illegal mining.
    IllegalMining,
    /// Environmental risk.
    EnvironmentalRisk,
    /// Ecological and economic zones.
    Zoning,
    /// National roads.
    NationalRoad,
    /// Departmental roads.
    DepartmentalRoad,
    /// Local (vecinal) roads.
    LocalRoad,
    /// Towns and junctions along roads.
    RoadPoint,
    /// Schematic corridors.
    Corridor,
    /// Streets of towns.
    Street,
    /// Populated places.
    PopulatedPlace,
    /// Capitals of provinces.
    Capital,
    /// Rivers.
    River,
    /// Lakes.
    Lake,
    /// River basins.
    Basin,
    /// Volcanoes.
    Volcano,
    /// Indicators by place: a table with positions.
    Indicator,
    /// Neighbouring countries.
    Neighbour,
    /// A graticule or other regular grid.
    Grid,
}

/// What was recognised in a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// What it is about; `None` when nothing fits.
    pub role: Option<Role>,
    /// Group it belongs to; [`Group::Base`] when nothing fits.
    pub group: Group,
    /// Column with the official code.
    pub code: Option<usize>,
    /// Column with the name.
    pub name: Option<usize>,
    /// Column with the category.
    pub category: Option<usize>,
}

impl Recognised {
    /// The column by whose values people group the features of `layer`: the category of a zoning,
    /// else the name where each has its own, else the code.
    pub fn grouping(&self, layer: &Layer) -> Option<usize> {
        let category = self.category.filter(|_| self.role == Some(Role::Zoning));
        let is_own = |column: &usize| {
            let column = &layer.columns()[*column];
            let mut names = HashSet::new();
            (0..layer.len()).all(|row| names.insert(column.value(row).to_string()))
        };
        category.or(self.name.filter(is_own)).or(self.code).or(self.name)
    }
}

/// Finds what `layer` is about from its fields, its geometry and its name.
pub fn recognise(layer: &Layer) -> Recognised {
    recognise_table([layer.name(), &layer.provenance().file], layer.kind(), layer.columns())
}

/// The same of a layer whose system is not settled yet.
pub fn recognise_parts(parts: &LayerParts) -> Recognised {
    let titles = [&*parts.name, &*parts.provenance.file];
    recognise_table(titles, parts.shapes.main_kind(), &parts.columns)
}

fn recognise_table(titles: [&str; 2], kind: ShapeKind, columns: &[Column]) -> Recognised {
    let fields: Vec<String> = columns.iter().map(|c| plain(&c.name)).collect();
    let position = |names: &[&str]| {
        names.iter().find_map(|name| fields.iter().position(|field| field == name))
    };
    let titles = titles.map(plain);
    let fits = |rule: &&Rule| {
        rule.kinds.contains(&kind)
            && rule.needs.iter().all(|names| position(names).is_some())
            && (rule.named.is_empty()
                || rule.named.iter().any(|part| titles.iter().any(|title| title.contains(part))))
    };
    let rule = RULES.iter().find(fits);
    let source = rule.unwrap_or(&GENERIC);
    let mut found = Recognised {
        role: rule.map(|rule| rule.role),
        group: source.group,
        code: position(source.code),
        name: position(source.name),
        category: position(source.category),
    };
    if found.role == Some(Role::DepartmentalRoad) {
        found.role = Some(road_class(columns, found.code, &titles));
    }
    found
}

/// Class of a road layer by its title, else by the routes it holds: `PE-…` is national, and by
/// the road classifier three digits from 500 up are local (DS 017-2007-MTC).
fn road_class(columns: &[Column], code: Option<usize>, titles: &[String]) -> Role {
    for (part, role) in [
        ("nacional", Role::NationalRoad),
        ("departamental", Role::DepartmentalRoad),
        ("vecinal", Role::LocalRoad),
    ] {
        if titles.iter().any(|title| title.contains(part)) {
            return role;
        }
    }
    let Some(column) = code.map(|code| &columns[code]) else {
        return Role::DepartmentalRoad;
    };
    let mut counts = [0usize; 3];
    for row in 0..column.data.len() {
        let route = column.value(row).to_string();
        let (prefix, number) = route.split_once('-').unwrap_or((&route, ""));
        let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
        let class = match digits.parse::<u32>() {
            _ if prefix.eq_ignore_ascii_case("PE") => 0,
            Ok(number) if number >= 500 => 2,
            _ => 1,
        };
        counts[class] += 1;
    }
    let most = (0..3).max_by_key(|&class| counts[class]).unwrap_or(1);
    [Role::NationalRoad, Role::DepartmentalRoad, Role::LocalRoad][most]
}

/// Lower case without accents, spaces or marks: how names are compared and searched.
pub fn plain(text: &str) -> String {
    text.nfd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ColumnData;
    use allpa_geom::{Epsg, PsadOperation, ShapesBuilder};

    fn layer(name: &str, kind: ShapeKind, fields: &[&str], values: &[&str]) -> Layer {
        let mut builder = ShapesBuilder::default();
        builder.extend([[0., 0.], [1., 0.], [1., 1.], [0., 0.]]);
        builder.end_ring();
        builder.end_part();
        builder.end_feature(kind);
        let column = |(i, name): (usize, &&str)| Column {
            name: (*name).to_owned(),
            data: ColumnData::Text([Some(*values.get(i).unwrap_or(&"x"))].into_iter().collect()),
        };
        let parts = LayerParts {
            name: name.into(),
            shapes: builder.finish(),
            columns: fields.iter().enumerate().map(column).collect(),
            ..LayerParts::default()
        };
        Layer::new(parts, Epsg::WGS84, PsadOperation::default())
    }

    fn check(name: &str, kind: ShapeKind, fields: &[&str], role: Option<Role>, group: Group) {
        let found = recognise(&layer(name, kind, fields, &[]));
        assert_eq!((found.role, found.group), (role, group), "{name} {fields:?}");
    }

    #[test]
    fn official_spellings_are_recognised() {
        use ShapeKind::{Line, Point, Polygon};
        let (limits, base) = (Group::Limits, Group::Base);
        check("d", Polygon, &["IDDIST", "NOMBDIST", "NOMBDEP"], Some(Role::District), limits);
        check("d", Polygon, &["COD_DISTRITO", "DISTRITO"], Some(Role::District), limits);
        check("p", Polygon, &["FIRST_IDPR", "NOMBPROV"], Some(Role::Province), limits);
        check("p", Polygon, &["NOMBDEP", "FIRST_IDDP"], Some(Role::Department), limits);
        check(
            "x",
            Polygon,
            &["anp_codi", "anp_nomb"],
            Some(Role::ProtectedArea),
            Group::Conservation,
        );
        check("x", Polygon, &["GRAN_ZONA", "ZEE"], Some(Role::Zoning), Group::Zoning);
        check("lago_titicaca", Polygon, &["DESCRIPCION", "PROVINCIA"], Some(Role::Lake), base);
        check("calles", Line, &["VIA", "CATEGORIA_VIA"], Some(Role::Street), base);
        check("ccpp", Point, &["inei_ccpp", "ccpp"], Some(Role::PopulatedPlace), base);
        check("puntos", Point, &["COD_RUTA", "PUNTO"], Some(Role::RoadPoint), Group::Corridors);
        check("misterio", Polygon, &["a", "b"], None, base);
    }

    #[test]
    fn the_class_of_a_road_shows_in_its_route() {
        for (route, role) in [
            ("PE-5N", Role::NationalRoad),
            ("SM-101", Role::DepartmentalRoad),
            ("SM-875", Role::LocalRoad),
        ] {
            let layer = layer("vias", ShapeKind::Line, &["CODRUTA"], &[route]);
            assert_eq!(recognise(&layer).role, Some(role), "{route}");
        }
    }

    #[test]
    fn names_compare_without_case_accents_and_marks() {
        assert_eq!(plain("Cód_Zona ÑANDÚ"), "codzonanandu");
    }
}
