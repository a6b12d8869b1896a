//! What the projects of a register come to, and the register as a table.

use std::collections::BTreeMap;

use super::{Project, Register};
use crate::plan::{Facts, Funding, SOURCES, STAGES, TRUST, TRUST_SPLIT, word_of};
use crate::question::cross::{RESIDUAL, TOTAL};
use crate::table::{Cell, Table};

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
