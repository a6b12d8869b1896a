//! What layers are about, in words, and how legends call them.

use allpa_model::Layer;
use allpa_model::role::Role;

use crate::Texts;

/// A layer that a legend explains.
#[derive(Debug, Clone, Copy)]
pub struct Explained<'a> {
    /// Its title, as given or chosen.
    pub title: &'a str,
    /// The layer.
    pub layer: &'a Layer,
    /// What it is about.
    pub role: Option<Role>,
}

impl Texts {
    /// What layers of a role show.
    pub fn role(&self, role: Role) -> String {
        self.get(match role {
            Role::Department => "role-departments",
            Role::Province => "role-provinces",
            Role::District => "role-districts",
            Role::MacroRegion => "role-macro-regions",
            Role::ProtectedArea => "role-protected",
            Role::ReservedZone => "role-reserved",
            Role::RegionalConservationArea => "role-protected-regional",
            Role::PrivateConservationArea => "role-protected-private",
            Role::BufferZone => "role-buffer-zones",
            Role::IndigenousReserve => "role-indigenous-reserves",
            Role::Community => "role-communities",
            Role::MiningUnit => "role-mining-units",
            Role::MiningConcession => "role-mining-concessions",
            Role::IllegalMining => "role-illegal-mining",
            Role::EnvironmentalRisk => "role-risk",
            Role::Zoning => "role-zoning",
            Role::NationalRoad => "role-national-roads",
            Role::DepartmentalRoad => "role-departmental-roads",
            Role::LocalRoad => "role-local-roads",
            Role::RoadPoint => "role-road-points",
            Role::Corridor => "role-corridors",
            Role::Street => "role-streets",
            Role::PopulatedPlace => "role-places",
            Role::Capital => "role-capitals",
            Role::River => "role-rivers",
            Role::Lake => "role-lakes",
            Role::Basin => "role-basins",
            Role::Volcano => "role-volcanoes",
            Role::Indicator => "role-indicators",
            Role::Neighbour => "role-neighbours",
            Role::Grid => "role-grid",
        })
    }

    /// How a legend calls each of these layers: what it is about where it still bears the name of
    /// its file, with that name behind where two would be called the same.
    pub fn legend_titles(&self, layers: &[Explained<'_>]) -> Vec<String> {
        let role = |layer: &Explained<'_>| {
            let is_of_file = layer.title == layer.layer.name();
            layer.role.filter(|_| is_of_file).map(|role| self.role(role))
        };
        let roles: Vec<Option<String>> = layers.iter().map(role).collect();
        let name = |layer: &Explained<'_>, role: &Option<String>| match role {
            None => layer.title.to_owned(),
            Some(words) if roles.iter().flatten().filter(|other| *other == words).count() > 1 => {
                format!("{words} ({})", layer.title)
            }
            Some(words) => words.clone(),
        };
        layers.iter().zip(&roles).map(|(layer, role)| name(layer, role)).collect()
    }
}

#[cfg(test)]
mod tests {
    use allpa_geom::Shapes;

    use super::*;
    use crate::Language;

    #[test]
    fn files_are_called_by_what_they_are_about() {
        let layer = Layer::made("anp-sernanp", Shapes::default(), Vec::new());
        let roads = Layer::made("mtc_2023", Shapes::default(), Vec::new());
        let explained = |title, layer, role| Explained { title, layer, role };
        let own = "Áreas naturales protegidas";
        let titles = Texts::new(Language::Spanish).legend_titles(&[
            explained("anp-sernanp", &layer, Some(Role::ProtectedArea)),
            explained("Las que protegen", &layer, Some(Role::ProtectedArea)),
            explained("mtc_2023", &roads, Some(Role::NationalRoad)),
            explained("mtc_2023", &roads, Some(Role::NationalRoad)),
            explained("mtc_2023", &roads, None),
        ]);
        let twice = "Red vial nacional (mtc_2023)";
        assert_eq!(titles, [own, "Las que protegen", twice, twice, "mtc_2023"]);
    }
}
