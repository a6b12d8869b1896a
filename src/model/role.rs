//! What a layer is about, found from its field names.
//!
//! Official layers name their columns differently in every office, so each role lists candidate
//! names; comparison ignores case, accents, spaces and underscores (`../docs/roles.md`).

use std::sync::LazyLock;

use allpa_geom::ShapeKind;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::Layer;

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

struct Rule {
    role: Role,
    group: Group,
    kinds: &'static [ShapeKind],
    /// Each inner list is one thing the layer must have, under any of these names.
    needs: &'static [&'static [&'static str]],
    /// Any of these in the name of layer or file; empty asks for nothing.
    named: &'static [&'static str],
    code: &'static [&'static str],
    name: &'static [&'static str],
    category: &'static [&'static str],
}

const POLYGON: &[ShapeKind] = &[ShapeKind::Polygon];
const LINE: &[ShapeKind] = &[ShapeKind::Line];
const POINT: &[ShapeKind] = &[ShapeKind::Point];
const ANY: &[ShapeKind] = &[ShapeKind::Polygon, ShapeKind::Line, ShapeKind::Point];

const ROUTE: &[&str] = &["codds12", "codds11", "codruta", "ccodruta", "rutacodigo", "ruta"];
const ZONING_CODE: &[&str] = &["codzee", "zee", "simbolo", "codzona", "codigozee", "cod"];
const ZONING_CATEGORY: &[&str] =
    &["categoria", "granzona", "grandeszo", "grandeszonas", "granzonas", "gzona", "grupozee"];

/// In order: the first rule that fits names the layer.
const RULES: &[Rule] = &[
    Rule {
        role: Role::ProtectedArea,
        group: Group::Conservation,
        kinds: ANY,
        needs: &[&["anpcodi"], &["anpnomb"]],
        named: &[],
        code: &["anpcodi"],
        name: &["anpnomb"],
        category: &["anpcate"],
    },
    Rule {
        role: Role::ReservedZone,
        group: Group::Conservation,
        kinds: ANY,
        needs: &[&["zrcodi"], &["zrnomb"]],
        named: &[],
        code: &["zrcodi"],
        name: &["zrnomb"],
        category: &["zrcate"],
    },
    Rule {
        role: Role::RegionalConservationArea,
        group: Group::Conservation,
        kinds: ANY,
        needs: &[&["acrcodi"], &["acrnomb"]],
        named: &[],
        code: &["acrcodi"],
        name: &["acrnomb"],
        category: &["acrcate"],
    },
    Rule {
        role: Role::PrivateConservationArea,
        group: Group::Conservation,
        kinds: ANY,
        needs: &[&["acpcodi"], &["acpnomb"]],
        named: &[],
        code: &["acpcodi"],
        name: &["acpnomb"],
        category: &["acptipro"],
    },
    Rule {
        role: Role::BufferZone,
        group: Group::Conservation,
        kinds: POLYGON,
        needs: &[&["zabalea", "zafelea"]],
        named: &[],
        code: &["zacodi"],
        name: &["cnomb", "zanomb"],
        category: &[],
    },
    Rule {
        role: Role::ProtectedArea,
        group: Group::Conservation,
        kinds: ANY,
        needs: &[&["halegal", "hectareaslegales"], &["tipo"], &["norma"]],
        named: &[],
        code: &["codigo", "code"],
        name: &["nombre", "name"],
        category: &["tipo", "categoria"],
    },
    Rule {
        role: Role::Zoning,
        group: Group::Zoning,
        kinds: POLYGON,
        needs: &[
            ZONING_CODE,
            &["granzona", "grandeszo", "nomzona", "zona", "usorecom", "categoria"],
        ],
        named: &[],
        code: ZONING_CODE,
        name: &["nomzona", "zona", "nombre", "descrip", "descripcion", "granzona", "grandeszo"],
        category: ZONING_CATEGORY,
    },
    Rule {
        role: Role::IndigenousReserve,
        group: Group::Conservation,
        kinds: POLYGON,
        needs: &[&["pueblo"], &["nombre"]],
        named: &[],
        code: &[],
        name: &["nombre"],
        category: &["categoria"],
    },
    Rule {
        role: Role::Community,
        group: Group::Conservation,
        kinds: ANY,
        needs: &[&["etnia", "nomcom", "nombrecomunidad", "comunidad"]],
        named: &[],
        code: &["codcom"],
        name: &["nombre", "nomcom", "nombrecomunidad", "comunidad"],
        category: &["etnia"],
    },
    Rule {
        role: Role::IllegalMining,
        group: Group::Conservation,
        kinds: ANY,
        needs: &[&["idtipact"], &["ubiref", "descrip"]],
        named: &[],
        code: &[],
        name: &["ubiref", "descrip"],
        category: &["idtipact"],
    },
    Rule {
        role: Role::MiningUnit,
        group: Group::Conservation,
        kinds: ANY,
        needs: &[&["titular"], &["sustancia"], &["situacion", "tipo"]],
        named: &[],
        code: &[],
        name: &["nombre"],
        category: &["situacion"],
    },
    Rule {
        role: Role::MiningConcession,
        group: Group::Conservation,
        kinds: POLYGON,
        needs: &[&["codigou"], &["concesion"]],
        named: &[],
        code: &["codigou"],
        name: &["concesion"],
        category: &["destado"],
    },
    Rule {
        role: Role::EnvironmentalRisk,
        group: Group::Conservation,
        kinds: ANY,
        needs: &[&["administrado"], &["riesgo"]],
        named: &[],
        code: &[],
        name: &["unidad", "administrado"],
        category: &["riesgo"],
    },
    Rule {
        role: Role::Basin,
        group: Group::Base,
        kinds: POLYGON,
        needs: &[&["nombuhn1", "nombuhn4", "nombuhn5"]],
        named: &[],
        code: &["codigo"],
        name: &["nombre", "nombuhn5", "nombuhn4"],
        category: &[],
    },
    Rule {
        role: Role::District,
        group: Group::Limits,
        kinds: POLYGON,
        needs: &[
            &["iddist", "coddistrito", "ubigeo", "ccdi", "coddist"],
            &["nombdist", "distrito"],
        ],
        named: &[],
        code: &["iddist", "ubigeo", "coddistrito", "coddist"],
        name: &["nombdist", "distrito"],
        category: &[],
    },
    Rule {
        role: Role::Lake,
        group: Group::Base,
        kinds: POLYGON,
        needs: &[],
        named: &["lago", "laguna", "lakes", "cochas"],
        code: &[],
        name: &["nombre", "descripcion", "name"],
        category: &[],
    },
    Rule {
        role: Role::Province,
        group: Group::Limits,
        kinds: POLYGON,
        needs: &[
            &["firstidpr", "idprov", "codprovincia", "ubigeo", "ccpp"],
            &["nombprov", "provincia"],
        ],
        named: &[],
        code: &["firstidpr", "idprov", "ubigeo", "codprovincia"],
        name: &["nombprov", "provincia"],
        category: &[],
    },
    Rule {
        role: Role::Department,
        group: Group::Limits,
        kinds: POLYGON,
        needs: &[
            &["firstiddp", "iddpto", "coddepartamento", "ubigeo", "ccdd"],
            &["nombdep", "departamento", "nombre"],
        ],
        named: &[],
        code: &["firstiddp", "iddpto", "ubigeo", "ccdd", "coddepartamento"],
        name: &["nombdep", "departamento", "nombre"],
        category: &[],
    },
    Rule {
        role: Role::MacroRegion,
        group: Group::Macroregions,
        kinds: POLYGON,
        needs: &[
            &["grupo", "macrorregion", "macroregion"],
            &["miembros", "miembrosubigeo", "periodo"],
        ],
        named: &[],
        code: &[],
        name: &["grupo", "macrorregion", "macroregion"],
        category: &["clase"],
    },
    Rule {
        role: Role::Corridor,
        group: Group::Corridors,
        kinds: LINE,
        needs: &[&["precision"], &["desde"], &["hasta"]],
        named: &[],
        code: &["ruta"],
        name: &["nombre"],
        category: &["tipo"],
    },
    Rule {
        role: Role::Street,
        group: Group::Base,
        kinds: LINE,
        needs: &[&["via"], &["categoriavia", "nombreccpp"]],
        named: &[],
        code: &[],
        name: &["via"],
        category: &["categoriavia"],
    },
    Rule {
        role: Role::DepartmentalRoad,
        group: Group::Corridors,
        kinds: LINE,
        needs: &[ROUTE],
        named: &[],
        code: ROUTE,
        name: &["trayds12", "trayds11", "trayecto", "nombre"],
        category: &["jerarql"],
    },
    Rule {
        role: Role::RoadPoint,
        group: Group::Corridors,
        kinds: POINT,
        needs: &[ROUTE.split_at(1).1, &["punto", "nombpob"]],
        named: &[],
        code: ROUTE,
        name: &["punto", "nombpob"],
        category: &["tipo"],
    },
    Rule {
        role: Role::PopulatedPlace,
        group: Group::Base,
        kinds: POINT,
        needs: &[
            &["ineiccpp", "codcp", "codccpp", "geonameid", "idccpp"],
            &["ccpp", "nomcp", "nombcp", "nombre", "nomccpp"],
        ],
        named: &[],
        code: &["ineiccpp", "codcp", "codccpp", "idccpp", "ubigeo"],
        name: &["ccpp", "nomcp", "nombcp", "nomccpp", "nombre"],
        category: &["categoria", "catgcp", "tipo"],
    },
    Rule {
        role: Role::Indicator,
        group: Group::Limits,
        kinds: POINT,
        needs: &[&["inei", "ubigeo"], &["superficie", "idh2019", "pobdensidad2020"]],
        named: &[],
        code: &["inei", "ubigeo"],
        name: &["distrito", "provincia", "departamento"],
        category: &[],
    },
    Rule {
        role: Role::Capital,
        group: Group::Base,
        kinds: POINT,
        needs: &[&["capital", "nomcap"], &["provincia", "departam", "departamento"]],
        named: &[],
        code: &["ubigeo"],
        name: &["capital", "nomcap"],
        category: &["nomcat02"],
    },
    Rule {
        role: Role::Volcano,
        group: Group::Base,
        kinds: POINT,
        needs: &[&["crater", "cono", "edad"]],
        named: &[],
        code: &["codigo"],
        name: &["nombre"],
        category: &["categoria"],
    },
    Rule {
        role: Role::River,
        group: Group::Base,
        kinds: LINE,
        needs: &[],
        named: &["rios", "rivers", "hidrograf", "quebrada"],
        code: &["codign"],
        name: &["nombre", "rasgoprin", "name"],
        category: &["tipo"],
    },
    Rule {
        role: Role::Neighbour,
        group: Group::Base,
        kinds: POLYGON,
        needs: &[&["iso"], &["nombre"]],
        named: &[],
        code: &["iso"],
        name: &["nombre"],
        category: &[],
    },
    Rule {
        role: Role::Grid,
        group: Group::Base,
        kinds: POLYGON,
        needs: &[&["hex", "grilla", "cuadricula", "hoja"]],
        named: &[],
        code: &["hex", "grilla", "cuadricula", "hoja"],
        name: &["hex", "grilla", "cuadricula", "hoja"],
        category: &[],
    },
];

/// Names any layer may use when no rule fits.
static GENERIC: LazyLock<Rule> = LazyLock::new(|| Rule {
    role: Role::Grid,
    group: Group::Base,
    kinds: ANY,
    needs: &[],
    named: &[],
    code: &["codigo", "cod", "ubigeo", "id"],
    name: &["nombre", "name", "nomb", "denominacion", "descripcion", "titulo"],
    category: &["categoria", "tipo", "clase"],
});

/// Finds what `layer` is about from its fields, its geometry and its name.
pub fn recognise(layer: &Layer) -> Recognised {
    let fields: Vec<String> = layer.columns().iter().map(|c| plain(&c.name)).collect();
    let position = |names: &[&str]| {
        names.iter().find_map(|name| fields.iter().position(|field| field == name))
    };
    let titles = [plain(layer.name()), plain(&layer.provenance().file)];
    let kind = layer.kind();
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
        found.role = Some(road_class(layer, found.code, &titles));
    }
    found
}

/// Class of a road layer by its title, else by the routes it holds: `PE-…` is national, and by
/// the road classifier three digits from 500 up are local (DS 017-2007-MTC).
fn road_class(layer: &Layer, code: Option<usize>, titles: &[String]) -> Role {
    for (part, role) in [
        ("nacional", Role::NationalRoad),
        ("departamental", Role::DepartmentalRoad),
        ("vecinal", Role::LocalRoad),
    ] {
        if titles.iter().any(|title| title.contains(part)) {
            return role;
        }
    }
    let Some(column) = code.map(|code| &layer.columns()[code]) else {
        return Role::DepartmentalRoad;
    };
    let mut counts = [0usize; 3];
    for row in 0..layer.len() {
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
    use crate::{Column, ColumnData, LayerParts};
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
