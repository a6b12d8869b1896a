//! *¿Qué proyectos hay?* The register of investment projects among proposals: what each costs, who
//! pays, where it lies and which corridor it is near; and what they come to by unit, stage, corridor
//! and source of financing.

use std::collections::BTreeMap;

use allpa_geom::{Meters, distance, measure, overlay};
use geo::{Intersects as _, MultiPolygon, Point};

use super::conflicts::Theme;
use super::cross::{RESIDUAL, TOTAL};
use super::rules::near;
use super::scenarios::length_inside;
use super::{Answer, QuestionError, in_layer, repairs};
use crate::Layer;
use crate::plan::{
    Drawn, Facts, Funding, ProposalKind, SOURCES, STAGES, TRUST, TRUST_SPLIT, word_of,
};
use crate::table::{Cell, Table};

/// What the register is made of.
#[derive(Debug, Clone)]
pub struct Projects<'a> {
    /// Layers of proposals, with the columns of the plan file.
    pub proposals: Vec<&'a Layer>,
    /// Provinces, or other units in which projects are counted.
    pub units: Option<Theme<'a>>,
    /// How far a project may lie from the corridor it is counted with.
    pub reach: Meters,
    /// Only this alternative, with the proposals of none; `None` for all.
    pub alternative: Option<&'a str>,
}

/// The register.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Register {
    /// The projects, in the order of their layers.
    pub projects: Vec<Project>,
}

/// A project of the register.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Number of its layer among those given.
    pub layer: usize,
    /// Its row there.
    pub row: usize,
    /// Its name.
    pub name: String,
    /// Its alternative; empty for none.
    pub alternative: String,
    /// Stage, cost, years, financing and who answers for it.
    pub facts: Facts,
    /// Units it lies in, the one with the largest part of it first: there it is counted.
    pub units: Vec<String>,
    /// The nearest corridor within reach, and how far it is.
    pub corridor: Option<(String, Meters)>,
}

/// What projects are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The unit with the largest part of each.
    Unit,
    /// How far they have come.
    Stage,
    /// The nearest corridor within reach.
    Corridor,
}

/// A proposal in its layer.
struct Site<'a> {
    layer: &'a Layer,
    number: usize,
    row: usize,
    kind: ProposalKind,
    alternative: String,
}

impl Site<'_> {
    fn text(&self, column: &str) -> String {
        self.layer.column(column).map_or_else(String::new, |own| own.value(self.row).to_string())
    }
}

/// The register of all projects.
///
/// # Errors
/// [`QuestionError::Transform`].
pub fn register(asked: &Projects) -> Result<Answer<Register>, QuestionError> {
    let mut sites = Vec::new();
    for (number, layer) in asked.proposals.iter().enumerate() {
        for row in 0..layer.len() {
            let kind = ProposalKind::Other;
            let mut site = Site { layer, number, row, kind, alternative: String::new() };
            site.kind = ProposalKind::of_word(&site.text("tipo"));
            site.alternative = site.text("alternativa");
            let is_meant =
                asked.alternative.is_none_or(|wanted| is_of_both(wanted, &site.alternative));
            if is_meant {
                sites.push(site);
            }
        }
    }
    let (projects, rest): (Vec<Site>, Vec<Site>) =
        sites.into_iter().partition(|site| site.kind == ProposalKind::Project);
    let corridors: Vec<Site> =
        rest.into_iter().filter(|site| site.kind == ProposalKind::Corridor).collect();
    let mut register = Register::default();
    for site in projects {
        let shapes = site.layer.geographic().map_err(in_layer(site.layer))?;
        let shape = Drawn::of(shapes, site.row);
        let units = match (&asked.units, &shape) {
            (Some(units), Some(shape)) => units_of(shape, units)?,
            _ => Vec::new(),
        };
        register.projects.push(Project {
            layer: site.number,
            row: site.row,
            name: site.text("nombre"),
            facts: Facts::of_columns(&|column| site.text(column)),
            units,
            corridor: nearest_corridor(&site, &corridors, asked.reach)?,
            alternative: site.alternative,
        });
    }
    let notes = asked.units.as_ref().map(|units| repairs(units.layer)).transpose()?;
    Ok(Answer { value: register, notes: notes.unwrap_or_default() })
}

/// Whether what belongs to these alternatives may stand together: one of none belongs to each.
fn is_of_both(a: &str, b: &str) -> bool {
    a == b || a.is_empty() || b.is_empty()
}

/// The units in which a place lies, the largest part first.
fn units_of(shape: &Drawn, units: &Theme) -> Result<Vec<String>, QuestionError> {
    let mut parts: BTreeMap<String, f64> = BTreeMap::new();
    for (row, region) in near(shape, units)? {
        if let Some(part) = part_inside(shape, region) {
            *parts.entry(units.label(row)).or_default() += part;
        }
    }
    let mut parts: Vec<(String, f64)> = parts.into_iter().collect();
    parts.sort_by(|a, b| b.1.total_cmp(&a.1));
    Ok(parts.into_iter().map(|(unit, _)| unit).collect())
}

/// How much of a place lies in a region, to be compared with other regions; `None` for nothing.
fn part_inside(shape: &Drawn, region: &MultiPolygon) -> Option<f64> {
    let part = match shape {
        Drawn::Point(at) => f64::from(u8::from(region.intersects(&Point::from(*at)))),
        Drawn::Line(_) => length_inside(&shape.lines(), region).value(),
        Drawn::Polygon(_) => {
            let both = overlay::combine(&shape.region(), region, overlay::Operation::Intersection);
            measure::polygons_area(&both).value()
        }
    };
    (part > 0.0).then_some(part)
}

/// The nearest corridor within reach that may stand beside a project.
fn nearest_corridor(
    project: &Site,
    corridors: &[Site],
    reach: Meters,
) -> Result<Option<(String, Meters)>, QuestionError> {
    let own = project.layer.geographic().map_err(in_layer(project.layer))?;
    let mut nearest: Option<(String, Meters)> = None;
    for corridor in corridors {
        if !is_of_both(&project.alternative, &corridor.alternative) {
            continue;
        }
        let other = corridor.layer.geographic().map_err(in_layer(corridor.layer))?;
        let Some(meters) = distance::between(own, project.row, other, corridor.row) else {
            continue;
        };
        let is_nearer = nearest.as_ref().is_none_or(|(_, known)| meters.value() < known.value());
        if meters.value() <= reach.value() && is_nearer {
            nearest = Some((corridor.text("nombre"), meters));
        }
    }
    Ok(nearest)
}

/// What projects of one group come to.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    projects: usize,
    cost: f64,
    financed: f64,
    to_finance: f64,
    without_cost: usize,
}

impl Sum {
    fn add(&mut self, facts: &Facts) {
        let (cost, funded) = (facts.cost.unwrap_or_default(), facts.funded());
        self.projects += 1;
        self.cost += cost;
        self.financed += funded;
        self.to_finance += (cost - funded).max(0.0);
        self.without_cost += usize::from(facts.cost.is_none());
    }

    fn cells(self) -> [Cell; 5] {
        let Self { projects, cost, financed, to_finance, without_cost } = self;
        [projects.into(), cost.into(), financed.into(), to_finance.into(), without_cost.into()]
    }
}

/// Place of a word in its domain, and how it is written: words outside the domain follow, and what is
/// not said is what is left over.
fn placed(domain: &[&'static str], text: &str) -> (usize, String) {
    match word_of(domain, text) {
        _ if text.is_empty() => (usize::MAX, RESIDUAL.to_owned()),
        Some(word) => {
            let at = domain.iter().position(|known| *known == word).unwrap_or(domain.len());
            (at, word.to_owned())
        }
        None => (domain.len(), text.to_owned()),
    }
}

impl Project {
    /// Its group, and the place of that among others.
    fn group(&self, by: By) -> (usize, String) {
        let found = match by {
            By::Stage => return placed(&STAGES, &self.facts.stage),
            By::Unit => self.units.first(),
            By::Corridor => self.corridor.as_ref().map(|(name, _)| name),
        };
        found.map_or_else(|| (usize::MAX, RESIDUAL.to_owned()), |name| (0, name.clone()))
    }
}

impl By {
    /// Name of the column of groups.
    fn column(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Stage => "stage",
            Self::Corridor => "corridor",
        }
    }
}

impl Register {
    /// Columns `name, stage, cost_soles, financed_soles, begins, ends, financing, responsible, unit,
    /// other_units, corridor, corridor_m, alternative`: a row per project. `financed_soles` is what
    /// the sources pay as far as it is known.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new([
            "name",
            "stage",
            "cost_soles",
            "financed_soles",
            "begins",
            "ends",
            "financing",
            "responsible",
            "unit",
            "other_units",
            "corridor",
            "corridor_m",
            "alternative",
        ]);
        let text = |text: &str| if text.is_empty() { Cell::Empty } else { text.into() };
        let year = |year: Option<i32>| year.map_or(Cell::Empty, |year| Cell::Integer(year.into()));
        for project in &self.projects {
            let facts = &project.facts;
            let stage = word_of(&STAGES, &facts.stage).unwrap_or(&facts.stage);
            let (unit, others) = match project.units.split_first() {
                Some((unit, others)) => (unit.as_str(), others.join("; ")),
                None => ("", String::new()),
            };
            let corridor = project.corridor.as_ref();
            table.push(vec![
                project.name.as_str().into(),
                text(stage),
                facts.cost.map_or(Cell::Empty, Cell::Number),
                if facts.financing.is_empty() { Cell::Empty } else { facts.funded().into() },
                year(facts.begins),
                year(facts.ends),
                text(&facts.financing_text()),
                text(&facts.responsible),
                text(unit),
                text(&others),
                corridor.map_or(Cell::Empty, |(name, _)| name.as_str().into()),
                corridor.map_or(Cell::Empty, |(_, meters)| meters.value().into()),
                text(&project.alternative),
            ]);
        }
        table
    }

    /// Columns `unit`, `stage` or `corridor`, then `projects, cost_soles, financed_soles,
    /// to_finance_soles, without_cost`: a row per group, one for the projects in none, and their sum.
    /// Every project is in one group, so that the rows add up.
    pub fn totals(&self, by: By) -> Table {
        let numbers =
            ["projects", "cost_soles", "financed_soles", "to_finance_soles", "without_cost"];
        let mut table = Table::new([by.column()].into_iter().chain(numbers));
        let (mut groups, mut total) = (BTreeMap::<(usize, String), Sum>::new(), Sum::default());
        for project in &self.projects {
            groups.entry(project.group(by)).or_default().add(&project.facts);
            total.add(&project.facts);
        }
        let rows = groups.into_iter().map(|((_, name), sum)| (name, sum));
        for (name, sum) in rows.chain([(TOTAL.to_owned(), total)]) {
            table.push([name.into()].into_iter().chain(sum.cells()).collect());
        }
        table
    }

    /// Columns `source, projects, amount_soles, trust_studies_soles, trust_projects_soles,
    /// trust_debt_cover_soles`: what each source pays, as far as it is known, and of a trust fund what
    /// for; what nobody pays yet; and their sum, which is what the projects cost, or what is paid
    /// where that is more.
    pub fn by_source(&self) -> Table {
        let mut table = Table::new([
            "source",
            "projects",
            "amount_soles",
            "trust_studies_soles",
            "trust_projects_soles",
            "trust_debt_cover_soles",
        ]);
        let (mut sources, mut left) = (BTreeMap::<(usize, String), (usize, f64)>::new(), (0, 0.0));
        for project in &self.projects {
            let facts = &project.facts;
            let mut own: BTreeMap<(usize, String), f64> = BTreeMap::new();
            for funding in &facts.financing {
                let Funding { source, .. } = funding;
                *own.entry(placed(&SOURCES, source)).or_default() +=
                    facts.soles_of(funding).unwrap_or_default();
            }
            for (source, soles) in own {
                let known = sources.entry(source).or_default();
                *known = (known.0 + 1, known.1 + soles);
            }
            let missing = facts.cost.unwrap_or_default() - facts.funded();
            if missing > 0.0 {
                left = (left.0 + 1, left.1 + missing);
            }
        }
        let paid: f64 = sources.values().map(|(_, soles)| soles).sum();
        let mut push = |name: &str, (projects, soles): (usize, f64)| {
            let parts = TRUST_SPLIT.map(|(_, percent)| {
                if name == TRUST { Cell::Number(soles * percent / 100.0) } else { Cell::Empty }
            });
            let cells: [Cell; 3] = [name.into(), projects.into(), soles.into()];
            table.push(cells.into_iter().chain(parts).collect());
        };
        sources.iter().for_each(|((_, name), sum)| push(name, *sum));
        if left.0 > 0 {
            push(RESIDUAL, left);
        }
        push(TOTAL, (self.projects.len(), paid + left.1));
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Amount, Plan, Proposal, ProposalKey, as_layer};
    use crate::question::testing::boxes;
    use allpa_geom::ShapeKind;

    fn proposal(key: u32, name: &str, kind: ProposalKind, shape: Drawn, facts: Facts) -> Proposal {
        let alternative = if key > 90 { "B".to_owned() } else { String::new() };
        let (name, note) = (name.to_owned(), String::new());
        Proposal { key: ProposalKey(key), name, kind, note, alternative, facts, shape }
    }

    fn facts(stage: &str, cost: Option<f64>, financing: &str) -> Facts {
        let financing = Funding::parse_all(financing);
        Facts { stage: stage.into(), cost, financing, ..Facts::default() }
    }

    fn plan() -> Plan {
        use ProposalKind::{Corridor, Project};
        let mut plan = Plan::default();
        let line = |from: [f64; 2], to: [f64; 2]| Drawn::Line(vec![vec![from, to]]);
        let ring = vec![[0.5, 0.4], [1.2, 0.4], [1.2, 0.6], [0.5, 0.6], [0.5, 0.4]];
        let trust = "fideicomiso: 400; canon: 10 %";
        for one in [
            proposal(1, "Eje", Corridor, line([0.0, 0.5], [1.0, 0.5]), Facts::default()),
            proposal(2, "Eje B", Corridor, line([0.0, 0.501], [1.0, 0.501]), Facts::default()),
            proposal(
                3,
                "Puente",
                Project,
                Drawn::Point([0.5, 0.51]),
                facts("PERFIL", Some(1000.0), trust),
            ),
            proposal(
                4,
                "Vía",
                Project,
                line([0.9, 0.9], [1.4, 0.9]),
                facts("idea", Some(500.0), ""),
            ),
            proposal(
                5,
                "Riego",
                Project,
                Drawn::Polygon(vec![vec![ring]]),
                facts("", None, "canon: 70; donación"),
            ),
            proposal(
                6,
                "Lejos",
                Project,
                Drawn::Point([50.0, 50.0]),
                facts("anteproyecto", Some(10.0), "APP: 30"),
            ),
            proposal(99, "Otro", Project, Drawn::Point([0.5, 0.5]), facts("idea", Some(1e6), "")),
        ] {
            let mut one = one;
            if one.key.0 == 2 {
                one.alternative = "B".into();
            }
            plan.proposals.insert(one.key, one);
        }
        plan
    }

    fn asked(plan: &Plan, alternative: Option<&str>) -> Register {
        let units = boxes("NOMBPROV", &[(0.0, 1.0, "Lamas"), (1.0, 2.0, "Moyobamba")]);
        let mut theme = Theme::of(&units);
        theme.fields.name = Some(0);
        let kinds = [ShapeKind::Point, ShapeKind::Line, ShapeKind::Polygon];
        let layers: Vec<Layer> =
            kinds.iter().filter_map(|kind| as_layer(plan.proposals.values(), *kind)).collect();
        let proposals = layers.iter().collect();
        let (units, reach) = (Some(theme), Meters::new(2_000.0));
        register(&Projects { proposals, units, reach, alternative }).expect("placed").value
    }

    fn rows(table: &Table) -> Vec<Vec<String>> {
        table.rows.iter().map(|row| row.iter().map(Cell::to_string).collect()).collect()
    }

    #[test]
    fn each_project_is_counted_once_where_most_of_it_lies() {
        let register = asked(&plan(), Some("A"));
        let found: Vec<_> = register
            .projects
            .iter()
            .map(|one| {
                let corridor = one.corridor.as_ref().map(|(name, _)| name.as_str());
                (one.name.as_str(), one.units.join("; "), corridor)
            })
            .collect();
        assert_eq!(
            found,
            [
                ("Puente", "Lamas".to_owned(), Some("Eje")),
                ("Lejos", String::new(), None),
                ("Vía", "Moyobamba; Lamas".to_owned(), None),
                ("Riego", "Lamas; Moyobamba".to_owned(), Some("Eje")),
            ],
            "0.1 of the road and 0.5 of the land are west of the border, the axis of B is of B"
        );
        // A hundredth of a degree north of the equator's axis is 1 105.7 m (GeographicLib).
        let (_, meters) = register.projects[0].corridor.as_ref().expect("near");
        assert!((meters.value() - 1105.7).abs() < 0.5, "{meters:?}");
        assert_eq!(register.projects[3].corridor.as_ref().map(|near| near.1.value()), Some(0.0));
    }

    #[test]
    fn rows_add_up_to_the_whole_by_whatever_they_are_counted() {
        let register = asked(&plan(), Some("A"));
        let by_unit = rows(&register.totals(By::Unit));
        assert_eq!(by_unit[0], ["Lamas", "2", "1000", "570", "500", "1"]);
        assert_eq!(by_unit[1], ["Moyobamba", "1", "500", "0", "500", "0"]);
        assert_eq!(by_unit[2], ["(residual)", "1", "10", "30", "0", "0"]);
        assert_eq!(by_unit[3], ["TOTAL", "4", "1510", "600", "1000", "1"]);
        let stages = rows(&register.totals(By::Stage));
        let names: Vec<&str> = stages.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(names, ["idea", "perfil", "anteproyecto", RESIDUAL, TOTAL]);
        let corridors = rows(&register.totals(By::Corridor));
        assert_eq!(corridors[0][..2], ["Eje", "2"]);
        for by in [By::Unit, By::Stage, By::Corridor] {
            let table = register.totals(by);
            let (total, parts) = table.rows.split_last().expect("a sum");
            for column in 1..table.columns.len() {
                let sum: f64 = parts.iter().filter_map(|row| row[column].number()).sum();
                assert_eq!(Some(sum), total[column].number(), "{by:?} {}", table.columns[column]);
            }
        }
        assert_eq!(asked(&plan(), None).projects.len(), 5, "all alternatives");
    }

    #[test]
    fn sources_and_what_is_missing_come_to_the_cost() {
        let register = asked(&plan(), Some("A"));
        let sources = rows(&register.by_source());
        let found: Vec<[&str; 3]> =
            sources.iter().map(|row| [&*row[0], &*row[1], &*row[2]]).collect();
        assert_eq!(
            found,
            [
                ["canon", "2", "170"],
                ["APP", "1", "30"],
                ["fideicomiso", "1", "400"],
                ["donación", "1", "0"],
                ["(residual)", "2", "1000"],
                ["TOTAL", "4", "1600"],
            ],
            "1000 + 500 + 10 of cost, and 70 + 20 paid beyond it"
        );
        assert_eq!(sources[2][3..], ["32", "320", "48"], "8, 80 and 12 per cent");
        let one = &register.projects[0].facts;
        assert_eq!(one.financing[1].amount, Some(Amount::Percent(10.0)));
        assert!(Register::default().totals(By::Unit).rows.len() == 1, "nothing is nothing");
    }
}
