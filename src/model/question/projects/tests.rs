//! The register against figures that are known.

use super::*;
use crate::plan::{Amount, Funding, Plan, Proposal, ProposalKey, as_layer};
use crate::question::cross::{RESIDUAL, TOTAL};
use crate::question::testing::boxes;
use crate::table::{Cell, Table};
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
        proposal(4, "Vía", Project, line([0.9, 0.9], [1.4, 0.9]), facts("idea", Some(500.0), "")),
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
    let found: Vec<[&str; 3]> = sources.iter().map(|row| [&*row[0], &*row[1], &*row[2]]).collect();
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
