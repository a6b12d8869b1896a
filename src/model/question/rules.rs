//! Warnings about what is drawn: where a proposal meets protected areas, others of its alternative,
//! zones that do not recommend its use, or land outside the region. They inform; nothing is ever
//! refused because of them.

use std::collections::BTreeSet;

use allpa_geom::{Hectares, Kilometers, measure, overlay};
use geo::{Intersects as _, MultiPolygon, Point};
use serde::{Deserialize, Serialize};

use super::conflicts::{Level, Theme, UseMatrix};
use super::cross::Measured;
use super::force::{Force, norm};
use super::scenarios::length_inside;
use super::{QuestionError, in_layer};
use crate::plan::{Drawn, Plan, Proposal, ProposalKey, ProposalKind};

/// What proposals are held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// It enters a protected area.
    EntersProtected,
    /// It covers what another proposal of its alternative covers.
    OverlapsProposal,
    /// It lies in a zone that does not recommend its use, or recommends it with restrictions.
    ZoneAdvises,
    /// It lies outside the region.
    OutsideRegion,
}

impl Rule {
    /// All of them, in the order of lists.
    pub const ALL: [Self; 4] =
        [Self::EntersProtected, Self::OverlapsProposal, Self::ZoneAdvises, Self::OutsideRegion];
}

/// What was noticed about one proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// The proposal.
    pub proposal: ProposalKey,
    /// The rule.
    pub rule: Rule,
    /// The area, the zone or the other proposal; empty for the region.
    pub other: String,
    /// How much land; zero for lines and points.
    pub area: Hectares,
    /// How much of a line; zero for others.
    pub length: Kilometers,
    /// How the area binds.
    pub force: Option<Force>,
    /// What the zone recommends for its use.
    pub level: Option<Level>,
    /// The norm of the area, as its layer writes it; empty for none.
    pub norm: String,
}

/// What proposals are held against; what is absent is not looked at.
#[derive(Debug, Clone, Default)]
pub struct Ground<'a> {
    /// Layers of protected areas.
    pub areas: Vec<Theme<'a>>,
    /// The zoning, and what its zones recommend.
    pub zones: Option<(Theme<'a>, &'a UseMatrix)>,
    /// Units that make up the region.
    pub region: Option<Theme<'a>>,
}

/// Land that two share is told from here on: 100 m², so that rounding along a shared border is
/// silent.
const LEAST_HA: f64 = 0.01;
/// Likewise of a line: a metre.
const LEAST_KM: f64 = 0.001;

/// The use that a zoning must recommend for such a proposal.
fn use_of(kind: ProposalKind) -> Option<&'static str> {
    match kind {
        ProposalKind::Corridor => Some("infraestructura_vial"),
        ProposalKind::ConservationArea => Some("conservacion"),
        ProposalKind::Zone | ProposalKind::Project | ProposalKind::Other => None,
    }
}

/// How much of a proposal lies in a region; `None` where it is too little to be told.
fn shared(shape: &Drawn, region: &MultiPolygon) -> Option<(Hectares, Kilometers)> {
    let nothing = (Hectares::default(), Kilometers::default());
    let found = match shape {
        Drawn::Point(at) => return region.intersects(&Point::from(*at)).then_some(nothing),
        Drawn::Line(_) => {
            (Hectares::default(), length_inside(&shape.lines(), region).to_kilometers())
        }
        Drawn::Polygon(_) => {
            let both = overlay::combine(&shape.region(), region, overlay::Operation::Intersection);
            (measure::polygons_area(&both), Kilometers::default())
        }
    };
    (found.0.value() >= LEAST_HA || found.1.value() >= LEAST_KM).then_some(found)
}

/// Everything that is noticed about the proposals of a plan, proposal by proposal; rules that are
/// `off` are silent.
///
/// # Errors
/// [`QuestionError::Transform`] for a layer that cannot be placed.
pub fn warnings(
    plan: &Plan,
    ground: &Ground,
    off: &BTreeSet<Rule>,
) -> Result<Vec<Warning>, QuestionError> {
    let mut found = Vec::new();
    let is_on = |rule: Rule| !off.contains(&rule);
    for proposal in plan.proposals.values() {
        if is_on(Rule::EntersProtected) {
            for theme in &ground.areas {
                protected(proposal, theme, &mut found)?;
            }
        }
        if is_on(Rule::OverlapsProposal) {
            overlaps(plan, proposal, &mut found);
        }
        if let Some((theme, matrix)) = ground.zones.as_ref().filter(|_| is_on(Rule::ZoneAdvises)) {
            zones(proposal, theme, matrix, &mut found)?;
        }
        if let Some(theme) = ground.region.as_ref().filter(|_| is_on(Rule::OutsideRegion)) {
            outside(proposal, theme, &mut found)?;
        }
    }
    Ok(found)
}

fn warning(proposal: &Proposal, rule: Rule, size: (Hectares, Kilometers)) -> Warning {
    Warning {
        proposal: proposal.key,
        rule,
        other: String::new(),
        area: size.0,
        length: size.1,
        force: None,
        level: None,
        norm: String::new(),
    }
}

/// Rows of a layer near a place, with their land.
pub(super) fn near<'a>(
    shape: &Drawn,
    theme: &Theme<'a>,
) -> Result<Vec<(usize, &'a MultiPolygon)>, QuestionError> {
    if theme.layer.kind() != allpa_geom::ShapeKind::Polygon {
        return Ok(Vec::new()); // places drawn as points say nothing of what is entered
    }
    let Some(window) = shape.bounds() else { return Ok(Vec::new()) };
    let index = theme.layer.index().map_err(in_layer(theme.layer))?;
    let polygons = &Measured::of(theme.layer)?.surfaces.polygons;
    Ok(index.candidates(window).into_iter().map(|row| (row, &polygons[row])).collect())
}

fn protected(
    proposal: &Proposal,
    theme: &Theme,
    found: &mut Vec<Warning>,
) -> Result<(), QuestionError> {
    for (row, region) in near(&proposal.shape, theme)? {
        let Some(size) = shared(&proposal.shape, region) else { continue };
        found.push(Warning {
            other: theme.label(row),
            force: Some(Force::of(theme.fields.role, &theme.category(row))),
            norm: norm(theme.layer, row),
            ..warning(proposal, Rule::EntersProtected, size)
        });
    }
    Ok(())
}

fn overlaps(plan: &Plan, proposal: &Proposal, found: &mut Vec<Warning>) {
    let is_other = |other: &&Proposal| {
        other.key != proposal.key
            && other.alternative == proposal.alternative
            && matches!(other.shape, Drawn::Polygon(_))
    };
    let window = proposal.shape.bounds();
    for other in plan.proposals.values().filter(is_other) {
        let is_near = other.shape.bounds().zip(window);
        if !is_near.is_some_and(|(a, b)| a.intersects(&b)) {
            continue;
        }
        if let Some(size) = shared(&proposal.shape, &other.shape.region()) {
            let other = other.name.clone();
            found.push(Warning { other, ..warning(proposal, Rule::OverlapsProposal, size) });
        }
    }
}

fn zones(
    proposal: &Proposal,
    theme: &Theme,
    matrix: &UseMatrix,
    found: &mut Vec<Warning>,
) -> Result<(), QuestionError> {
    let Some(own_use) = use_of(proposal.kind) else { return Ok(()) };
    for (row, region) in near(&proposal.shape, theme)? {
        let keys = [theme.own_code(row), theme.category(row), theme.name(row)];
        let level = matrix.level(&keys.each_ref().map(String::as_str), own_use);
        if !matches!(level, Some(Level::NotRecommended | Level::Restricted)) {
            continue;
        }
        let Some(size) = shared(&proposal.shape, region) else { continue };
        let [code, category, name] = keys;
        let other = [name, category, code].into_iter().find(|one| !one.is_empty());
        let other = other.unwrap_or_default();
        let force = Some(Force::Recommends);
        found.push(Warning { other, force, level, ..warning(proposal, Rule::ZoneAdvises, size) });
    }
    Ok(())
}

fn outside(
    proposal: &Proposal,
    theme: &Theme,
    found: &mut Vec<Warning>,
) -> Result<(), QuestionError> {
    let near = near(&proposal.shape, theme)?;
    let region = overlay::union_all(near.iter().map(|(_, region)| *region));
    let size = match &proposal.shape {
        Drawn::Point(at) => {
            if region.intersects(&Point::from(*at)) {
                return Ok(());
            }
            (Hectares::default(), Kilometers::default())
        }
        Drawn::Line(_) => {
            let whole = proposal.shape.length().unwrap_or_default().value();
            let lines = proposal.shape.lines();
            let rest = whole - length_inside(&lines, &region).to_kilometers().value();
            (Hectares::default(), Kilometers::new(rest.max(0.0)))
        }
        Drawn::Polygon(_) => {
            let own = proposal.shape.region();
            let rest = overlay::combine(&own, &region, overlay::Operation::Difference);
            (measure::polygons_area(&rest), Kilometers::default())
        }
    };
    let is_told = size.0.value() >= LEAST_HA || size.1.value() >= LEAST_KM;
    if is_told || matches!(proposal.shape, Drawn::Point(_)) {
        found.push(warning(proposal, Rule::OutsideRegion, size));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Edit, Facts};
    use crate::question::testing::boxes;

    /// A box one degree high on the equator.
    fn area(west: f64, east: f64) -> Drawn {
        let ring = vec![[west, 0.0], [east, 0.0], [east, 1.0], [west, 1.0], [west, 0.0]];
        Drawn::Polygon(vec![vec![ring]])
    }

    fn add(key: u32, alternative: &str, kind: ProposalKind, shape: Drawn) -> Edit {
        let proposal = Proposal {
            key: ProposalKey(key),
            name: format!("p{key}"),
            kind,
            note: String::new(),
            alternative: alternative.to_owned(),
            facts: Facts::default(),
            shape,
        };
        Edit::AddProposal { proposal: Box::new(proposal) }
    }

    #[test]
    fn each_rule_speaks_with_its_measure_and_is_silent_when_off() {
        let mut plan = Plan::default();
        let line = Drawn::Line(vec![vec![[0.5, 0.5], [3.5, 0.5]]]);
        let edits = [
            add(1, "A", ProposalKind::ConservationArea, area(0.0, 1.0)),
            add(2, "A", ProposalKind::Corridor, line.clone()),
            add(3, "B", ProposalKind::ConservationArea, area(0.5, 1.0)),
            add(4, "B", ProposalKind::Project, Drawn::Point([5.0, 0.5])),
        ];
        plan.apply_all(&edits).expect("sound");
        let areas = boxes("anp_codi", &[(1.0, 2.0, "PN01")]);
        let zones = boxes("COD_ZEE", &[(0.0, 2.0, "PCE"), (2.0, 3.0, "PRO")]);
        let region = boxes("IDDIST", &[(0.0, 1.5, "01"), (1.5, 3.0, "02")]);
        let mut matrix = UseMatrix::default();
        matrix.insert(&["PCE"], "infraestructura_vial", "Vial", Level::NotRecommended);
        matrix.insert(&["PRO"], "infraestructura_vial", "Vial", Level::Recommended);
        let themed = |layer| {
            let mut theme = Theme::of(layer);
            (theme.fields.code, theme.fields.name) = (Some(0), Some(0));
            theme
        };
        let ground = Ground {
            areas: vec![themed(&areas)],
            zones: Some((themed(&zones), &matrix)),
            region: Some(themed(&region)),
        };
        let found = warnings(&plan, &ground, &BTreeSet::new()).expect("polygons");
        let told: Vec<(u32, Rule, &str)> =
            found.iter().map(|one| (one.proposal.0, one.rule, one.other.as_str())).collect();
        assert_eq!(
            told,
            [
                (2, Rule::EntersProtected, "PN01"),
                (2, Rule::OverlapsProposal, "p1"),
                (2, Rule::ZoneAdvises, "PCE"),
                (2, Rule::OutsideRegion, ""),
                (4, Rule::OutsideRegion, ""),
            ],
            "p1 and p3 are of two alternatives, and touch the park only"
        );
        let whole = line.length().expect("a line").value();
        for (warning, share) in found.iter().zip([1.0 / 3.0, 1.0 / 6.0, 0.5, 1.0 / 6.0]) {
            let found = warning.length.value() / whole;
            assert!((found - share).abs() < 1e-4, "{:?}: {found}", warning.rule);
        }
        assert_eq!(found[2].level, Some(Level::NotRecommended));
        let off: BTreeSet<Rule> = Rule::ALL.into_iter().collect();
        assert_eq!(warnings(&plan, &ground, &off).expect("polygons"), []);
        // Both proposals over each other: land of both is told.
        let again = add(5, "A", ProposalKind::ConservationArea, area(0.5, 1.0));
        plan.apply(again).expect("sound");
        let found = warnings(&plan, &ground, &BTreeSet::new()).expect("polygons");
        let half = area(0.5, 1.0).area().expect("a box").value();
        let over = found.iter().filter(|one| one.rule == Rule::OverlapsProposal);
        let over: Vec<f64> = over.map(|one| one.area.value()).filter(|area| *area > 0.0).collect();
        assert!(over.len() == 2 && over.iter().all(|area| (area - half).abs() < 1e-4 * half));
    }
}
