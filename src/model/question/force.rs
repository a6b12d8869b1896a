//! How a feature binds a proposal: by its legal force, in the planner's words.

use crate::Layer;
use crate::role::{Role, plain};

/// The legal force of what a feature says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Force {
    /// Areas of the national system, regional conservation areas, indigenous reserves.
    Binds,
    /// Buffer zones of protected areas.
    PriorOpinion,
    /// Zones of conservation and ecological recovery, by regional ordinance.
    Ordinance,
    /// Concessions.
    Contract,
    /// Private conservation areas.
    Owner,
    /// Native and peasant communities (Ley 29785).
    Consultation,
    /// Ecological and economic zoning (DS 087-2004-PCM).
    Recommends,
    /// Everything else.
    Informs,
}

impl Force {
    /// The force of a feature by the role of its layer, or by its category where a layer holds
    /// areas of several kinds.
    pub fn of(role: Option<Role>, category: &str) -> Self {
        let category = plain(category);
        let is = |names: &[&str]| names.iter().any(|name| category.starts_with(name));
        match role {
            Some(Role::Zoning) => Self::Recommends,
            Some(Role::BufferZone) => Self::PriorOpinion,
            Some(Role::Community) => Self::Consultation,
            Some(Role::PrivateConservationArea) => Self::Owner,
            Some(Role::MiningConcession) => Self::Contract,
            Some(Role::RegionalConservationArea | Role::IndigenousReserve | Role::ReservedZone) => {
                Self::Binds
            }
            Some(Role::ProtectedArea) if is(&["zocre", "zonadeconservacionyrecuperacion"]) => {
                Self::Ordinance
            }
            Some(Role::ProtectedArea) if is(&["acp", "areadeconservacionprivada"]) => Self::Owner,
            Some(Role::ProtectedArea) if category == "cc" || is(&["concesion"]) => Self::Contract,
            Some(Role::ProtectedArea) if is(&["zonadeamortiguamiento"]) => Self::PriorOpinion,
            Some(Role::ProtectedArea) => Self::Binds,
            _ => Self::Informs,
        }
    }

    /// One or two words for tables.
    pub fn spanish(self) -> &'static str {
        match self {
            Self::Binds => "obliga",
            Self::PriorOpinion => "opinión previa",
            Self::Ordinance => "ordenanza",
            Self::Contract => "concesión",
            Self::Owner => "obliga al titular",
            Self::Consultation => "consulta previa",
            Self::Recommends => "recomienda",
            Self::Informs => "informa",
        }
    }

    /// A sentence for sheets.
    pub fn statement(self) -> &'static str {
        match self {
            Self::Binds => "Rige la norma que la establece y su plan maestro.",
            Self::PriorOpinion => {
                "Una propuesta aquí necesita opinión técnica previa de quien administra el área."
            }
            Self::Ordinance => "Rige la ordenanza regional que la establece.",
            Self::Contract => "Rige el contrato de concesión: consulte al titular.",
            Self::Owner => "Obliga al titular según la norma que la reconoce.",
            Self::Consultation => {
                "Puede corresponder consulta previa (Ley 29785): verifique con la comunidad."
            }
            Self::Recommends => "La ZEE recomienda u orienta el uso; no lo autoriza ni lo impide.",
            Self::Informs => "Información que la propuesta debe considerar.",
        }
    }
}

/// The norm a feature rests on, as its layer writes it; empty when the layer has no such field.
pub fn norm(layer: &Layer, row: usize) -> String {
    const FIELDS: [&str; 8] = [
        "norma",
        "normalegal",
        "baselegal",
        "dispositivo",
        "anpbalec",
        "zrbalec",
        "acrbalec",
        "acpbalec",
    ];
    let column = FIELDS
        .iter()
        .find_map(|field| layer.columns().iter().find(|column| plain(&column.name) == *field));
    column.map(|column| column.value(row).to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_of_area_tells_its_force() {
        let area = Some(Role::ProtectedArea);
        for (role, category, force) in [
            (area, "Parque Nacional", Force::Binds),
            (area, "ZOCRE", Force::Ordinance),
            (area, "Área de Conservación Privada", Force::Owner),
            (area, "CC", Force::Contract),
            (Some(Role::BufferZone), "", Force::PriorOpinion),
            (Some(Role::Community), "Awajún", Force::Consultation),
            (Some(Role::Zoning), "Protección", Force::Recommends),
            (None, "", Force::Informs),
        ] {
            assert_eq!(Force::of(role, category), force, "{category}");
        }
    }
}
