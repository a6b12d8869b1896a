//! *Comparar alternativas.* What the proposals of each alternative come to, side by side: how many
//! there are, their land and their length by class, what they take of protected areas, zones and
//! units.

use std::collections::{BTreeMap, BTreeSet};

use allpa_geom::share::Cutter;
use allpa_geom::{Meters, ShapeKind, measure, overlay};
use geo::{MultiLineString, MultiPolygon};

use super::conflicts::Theme;
use super::cross::{Measured, RESIDUAL, TOTAL};
use super::{QuestionError, in_layer};
use crate::plan::{Drawn, Plan, Proposal};
use crate::table::{Cell, Table};

/// Layers that the alternatives are held against.
#[derive(Debug, Clone, Default)]
pub struct Against<'a> {
    /// Protected areas.
    pub areas: Option<Theme<'a>>,
    /// A zoning.
    pub zones: Option<Theme<'a>>,
    /// Districts, or other units.
    pub units: Option<Theme<'a>>,
}

/// A figure: what it is about, of what, in which unit.
type Figure = (&'static str, String, &'static str);

/// Topics in the order of the table.
const TOPICS: [&str; 6] = ["proposals", "cost", "land", "length", "protected", "zone"];

impl Plan {
    /// Names of the alternatives that proposals belong to, in the order of the alphabet. Proposals
    /// of none are not among them.
    pub fn alternatives(&self) -> Vec<&str> {
        let names = self.proposals.values().map(|proposal| proposal.alternative.as_str());
        let names: BTreeSet<&str> = names.filter(|name| !name.is_empty()).collect();
        names.into_iter().collect()
    }
}

/// Columns `topic, item, unit`, one per alternative, and one with the difference to the first for
/// each of the others (`B - A`). Topics: `proposals` (count), `cost` (soles, of those whose cost is
/// known), `land` (ha) and `length` (km) by class, `protected` (ha and km inside protected areas, each place once), `zone` (ha by category,
/// with what no zone covers), `unit` (ha and km in each unit touched) and `units` (count). Rows of
/// land count places once where proposals of a class overlap.
///
/// # Errors
/// [`QuestionError::WrongGeometry`], [`QuestionError::Transform`].
pub fn compare_scenarios(
    plan: &Plan,
    names: &[&str],
    against: &Against,
) -> Result<Table, QuestionError> {
    let mut found: Vec<BTreeMap<Figure, f64>> = Vec::new();
    for name in names {
        let own = plan.proposals.values().filter(|proposal| proposal.alternative == *name);
        found.push(figures(&own.collect::<Vec<_>>(), against)?);
    }
    let others = names.iter().skip(1).map(|name| format!("{name} - {}", names[0]));
    let columns = ["topic", "item", "unit"].into_iter().map(str::to_owned);
    let own = names.iter().map(|name| (*name).to_owned());
    let mut table = Table::new(columns.chain(own).chain(others));
    let all: BTreeSet<&Figure> = found.iter().flat_map(BTreeMap::keys).collect();
    let mut all: Vec<&Figure> = all.into_iter().collect();
    all.sort_by_key(|(topic, item, _)| {
        let place = TOPICS.iter().position(|known| known == topic).unwrap_or(TOPICS.len());
        // What is left over, and sums, stand last.
        (place, *topic, item == RESIDUAL, item == TOTAL, item.clone())
    });
    for figure in all {
        let (topic, item, unit) = figure;
        let values: Vec<f64> =
            found.iter().map(|own| own.get(figure).copied().unwrap_or_default()).collect();
        let cell = |value: f64| {
            if unit.is_empty() { Cell::Integer(value as i64) } else { Cell::Number(value) }
        };
        let mut cells: Vec<Cell> = vec![(*topic).into(), item.as_str().into(), (*unit).into()];
        cells.extend(values.iter().map(|value| cell(*value)));
        cells.extend(values.iter().skip(1).map(|value| cell(value - values[0])));
        table.push(cells);
    }
    Ok(table)
}

fn figures(
    proposals: &[&Proposal],
    against: &Against,
) -> Result<BTreeMap<Figure, f64>, QuestionError> {
    let mut found = BTreeMap::new();
    let mut add = |topic, item: &str, unit, value: f64| {
        *found.entry((topic, item.to_owned(), unit)).or_insert(0.0) += value;
    };
    let mut by_class: BTreeMap<&str, Vec<MultiPolygon>> = BTreeMap::new();
    let mut lines = MultiLineString(Vec::new());
    for proposal in proposals {
        let class = proposal.kind.word();
        add("proposals", class, "", 1.0);
        add("proposals", TOTAL, "", 1.0);
        if let Some(cost) = proposal.facts.cost {
            add("cost", class, "soles", cost);
            add("cost", TOTAL, "soles", cost);
        }
        if let Some(length) = proposal.shape.length() {
            add("length", class, "km", length.value());
            add("length", TOTAL, "km", length.value());
        }
        match &proposal.shape {
            Drawn::Polygon(_) => by_class.entry(class).or_default().push(proposal.shape.region()),
            Drawn::Line(_) => lines.0.extend(proposal.shape.lines()),
            Drawn::Point(_) => {}
        }
    }
    for (class, regions) in &by_class {
        let area = measure::polygons_area(&overlay::union_all(regions));
        add("land", class, "ha", area.value());
    }
    let land = overlay::union_all(by_class.values().flatten());
    let whole = measure::polygons_area(&land);
    if !by_class.is_empty() {
        add("land", TOTAL, "ha", whole.value());
    }
    if let Some(areas) = &against.areas {
        let covered = polygons(areas)?.covering(&land, &mut Cutter::default());
        add("protected", TOTAL, "ha", covered.once.value());
        add(
            "protected",
            TOTAL,
            "km",
            length_inside(&lines, &near(areas, &lines)?).value() / 1000.0,
        );
        for (row, area) in covered.shares {
            add("protected", &areas.label(row), "ha", area.value());
        }
    }
    if let Some(zones) = &against.zones {
        let covered = polygons(zones)?.covering(&land, &mut Cutter::default());
        for (row, area) in &covered.shares {
            let category = zones.category(*row);
            let name = if category.is_empty() { zones.label(*row) } else { category };
            add("zone", &name, "ha", area.value());
        }
        add("zone", RESIDUAL, "ha", (whole.value() - covered.once.value()).max(0.0));
    }
    if let Some(units) = &against.units {
        let measured = polygons(units)?;
        let mut touched = BTreeSet::new();
        for (row, area) in measured.covering(&land, &mut Cutter::default()).shares {
            touched.insert(row);
            add("unit", &units.label(row), "ha", area.value());
        }
        let regions = measured.regions();
        for (row, region) in regions.polygons.iter().enumerate() {
            let length = length_inside(&lines, region);
            if length.value() > 0.0 {
                touched.insert(row);
                add("unit", &units.label(row), "km", length.value() / 1000.0);
            }
        }
        for point in proposals.iter().filter_map(|proposal| match proposal.shape {
            Drawn::Point(at) => Some(geo::Point::from(at)),
            _ => None,
        }) {
            use geo::Intersects as _;
            let own = regions.polygons.iter().enumerate();
            touched.extend(own.filter(|(_, one)| one.intersects(&point)).map(|(row, _)| row));
        }
        add("units", TOTAL, "", touched.len() as f64);
    }
    Ok(found)
}

fn polygons<'a>(theme: &Theme<'a>) -> Result<Measured<'a>, QuestionError> {
    if theme.layer.kind() != ShapeKind::Polygon {
        let layer = theme.layer.name().to_owned();
        return Err(QuestionError::WrongGeometry { layer, needed: "polygons" });
    }
    Measured::of(theme.layer)
}

/// What the features near some lines cover, each place once.
fn near(theme: &Theme, lines: &MultiLineString) -> Result<MultiPolygon, QuestionError> {
    let coords = || lines.iter().flatten().map(|at| [at.x, at.y]);
    let all: Vec<[f64; 2]> = coords().collect();
    let Some(window) = allpa_geom::Bounds::of(&all) else { return Ok(MultiPolygon(Vec::new())) };
    let measured = polygons(theme)?;
    let index = theme.layer.index().map_err(in_layer(theme.layer))?;
    let rows = index.candidates(window).into_iter();
    let regions = rows.map(|row| &measured.surfaces.polygons[row]);
    Ok(overlay::union_all(regions))
}

/// Length of lines inside a region.
pub(super) fn length_inside(lines: &MultiLineString, region: &MultiPolygon) -> Meters {
    measure::lines_length(&Cutter::default().clip_lines(lines, region))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Edit, Facts, ProposalKey, ProposalKind};
    use crate::question::testing::boxes;

    fn proposal(key: u32, alternative: &str, kind: ProposalKind, shape: Drawn) -> Edit {
        let (name, note) = (format!("p{key}"), String::new());
        let alternative = alternative.to_owned();
        let key = ProposalKey(key);
        let proposal =
            Proposal { key, name, kind, note, alternative, facts: Facts::default(), shape };
        Edit::AddProposal { proposal: Box::new(proposal) }
    }

    /// A box one degree high on the equator.
    fn area(west: f64, east: f64) -> Drawn {
        let ring = vec![[west, 0.0], [east, 0.0], [east, 1.0], [west, 1.0], [west, 0.0]];
        Drawn::Polygon(vec![vec![ring]])
    }

    #[test]
    fn figures_of_alternatives_add_up_and_differ_as_they_should() {
        use ProposalKind::{ConservationArea, Corridor, Project};
        let mut plan = Plan::default();
        let line = Drawn::Line(vec![vec![[0.0, 0.5], [1.0, 0.5]]]);
        let costing = |mut edit: Edit, soles: f64| {
            if let Edit::AddProposal { proposal } = &mut edit {
                proposal.facts.cost = Some(soles);
            }
            edit
        };
        let edits = [
            proposal(1, "A", ConservationArea, area(0.0, 1.0)),
            proposal(2, "A", ConservationArea, area(0.5, 1.5)),
            costing(proposal(3, "A", Corridor, line), 2e6),
            proposal(4, "B", ConservationArea, area(0.0, 1.0)),
            costing(proposal(5, "B", Project, Drawn::Point([2.5, 0.5])), 5e5),
            proposal(6, "", Project, Drawn::Point([0.5, 0.5])),
        ];
        plan.apply_all(&edits).expect("sound");
        assert_eq!(plan.alternatives(), ["A", "B"]);
        let areas = boxes("anp_codi", &[(0.5, 1.0, "PN01"), (0.75, 1.0, "PN02")]);
        let zones = boxes("COD_ZEE", &[(0.0, 0.5, "P1"), (0.5, 1.0, "P2")]);
        let units = boxes("IDDIST", &[(0.0, 1.0, "01"), (1.0, 2.0, "02"), (2.0, 3.0, "03")]);
        let themed = |layer| {
            let mut theme = Theme::of(layer);
            (theme.fields.code, theme.fields.name) = (Some(0), Some(0));
            theme
        };
        let against = Against {
            areas: Some(themed(&areas)),
            zones: Some(themed(&zones)),
            units: Some(themed(&units)),
        };
        let table = compare_scenarios(&plan, &["A", "B"], &against).expect("polygons");
        assert_eq!(table.columns, ["topic", "item", "unit", "A", "B", "B - A"]);
        let of = |topic: &str, item: &str, unit: &str| {
            let is_it = |row: &&Vec<Cell>| {
                row[0] == topic.into() && row[1] == item.into() && row[2] == unit.into()
            };
            let row = table.rows.iter().find(is_it);
            let row = row.unwrap_or_else(|| panic!("no {topic} {item}: {table:?}"));
            [3, 4, 5].map(|at: usize| row[at].number().expect("a figure"))
        };
        let one = area(0.0, 1.0).area().expect("a box").value();
        let is_near = |found: f64, wanted: f64| (found - wanted).abs() < 1e-4 * one;
        assert_eq!(of("proposals", TOTAL, ""), [3.0, 2.0, -1.0]);
        assert_eq!(of("cost", TOTAL, "soles"), [2e6, 5e5, -1.5e6]);
        assert_eq!(of("cost", "corredor", "soles"), [2e6, 0.0, -2e6]);
        let [a, b, difference] = of("land", TOTAL, "ha");
        assert!(is_near(a, 1.5 * one) && is_near(b, one), "each place once: {a} {b}");
        assert!((b - a - difference).abs() < 1e-6);
        let [a, b, _] = of("protected", TOTAL, "ha");
        assert!(is_near(a, 0.5 * one) && is_near(b, 0.5 * one), "{a} {b}");
        let [km, none, _] = of("protected", TOTAL, "km");
        let [whole, _, _] = of("length", TOTAL, "km");
        assert!((km / whole - 0.5).abs() < 1e-6 && none == 0.0);
        for side in [0, 1] {
            let zones = ["P1", "P2", RESIDUAL].map(|item| of("zone", item, "ha")[side]);
            let land = of("land", TOTAL, "ha")[side];
            assert!((zones.iter().sum::<f64>() - land).abs() < 1e-4 * land, "{zones:?} {land}");
        }
        assert_eq!(of("units", TOTAL, ""), [2.0, 2.0, 0.0], "01 and 02; 01 and the site in 03");
    }
}
