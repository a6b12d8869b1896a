//! *¿Qué proyectos hay?* The register of investment projects among proposals: what each costs, who
//! pays, where it lies and which corridor it is near; and what they come to by unit, stage, corridor
//! and source of financing.

#[cfg(test)]
mod tests;
mod totals;

use std::collections::BTreeMap;

use allpa_geom::{Meters, distance, measure, overlay};
use geo::{Intersects as _, MultiPolygon, Point};

use super::conflicts::Theme;
use super::rules::near;
use super::scenarios::length_inside;
use super::{Answer, QuestionError, in_layer, repairs};
use crate::Layer;
use crate::plan::{Drawn, Facts, ProposalKind};

pub use totals::By;

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
