//! What the planner draws.

use allpa_geom::{Bounds, Coord, Hectares, Kilometers, ShapeKind, Shapes, ShapesBuilder, measure};
use geo::{LineString, MultiLineString};
use serde::{Deserialize, Serialize};

use super::{Facts, ProposalKey};
use crate::{Column, ColumnData, Layer, TextColumn};

/// Something proposed, with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its number.
    pub key: ProposalKey,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ProposalKind,
    /// Remarks.
    pub note: String,
    /// The alternative it belongs to; empty for none.
    pub alternative: String,
    /// What else is said of it.
    #[serde(flatten)]
    pub facts: Facts,
    /// Its place.
    pub shape: Drawn,
}

/// What a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalKind {
    /// The axis of a road or a corridor.
    Corridor,
    /// Land to be protected.
    ConservationArea,
    /// A zone of a zoning.
    Zone,
    /// The site of an investment.
    Project,
    /// Anything else.
    #[default]
    Other,
}

impl Proposal {
    /// Whether it belongs to an alternative, `None` for all of them; one of no alternative belongs
    /// to each.
    pub fn is_of(&self, alternative: Option<&str>) -> bool {
        self.alternative.is_empty() || alternative.is_none_or(|own| own == self.alternative)
    }
}

impl ProposalKind {
    /// All of them, in the order of lists.
    pub const ALL: [Self; 5] =
        [Self::Corridor, Self::ConservationArea, Self::Zone, Self::Project, Self::Other];

    /// The word in tables, in Spanish as the rest of the plan file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Corridor => "corredor",
            Self::ConservationArea => "conservación",
            Self::Zone => "zona",
            Self::Project => "proyecto",
            Self::Other => "otro",
        }
    }

    /// The kind that a table calls by this word; [`ProposalKind::Other`] for any other.
    pub fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.word() == word).unwrap_or_default()
    }
}

/// The proposals of one kind of shape as a layer, by their numbers; `None` when there are none. Its
/// name and columns are those of the table in the plan file; [`Facts`] have columns where any are
/// known, so that layers without them are those of earlier versions.
pub fn as_layer<'a>(
    proposals: impl IntoIterator<Item = &'a Proposal>,
    kind: ShapeKind,
) -> Option<Layer> {
    let name = match kind {
        ShapeKind::Point | ShapeKind::None => "propuestas_puntos",
        ShapeKind::Line => "propuestas_lineas",
        ShapeKind::Polygon => "propuestas_poligonos",
    };
    let is_of_kind = |proposal: &&Proposal| proposal.shape.kind() == kind;
    let own: Vec<&Proposal> = proposals.into_iter().filter(is_of_kind).collect();
    if own.is_empty() {
        return None;
    }
    let mut shapes = ShapesBuilder::default();
    own.iter().for_each(|proposal| proposal.shape.push_to(&mut shapes));
    let mut columns = columns(&own);
    if own.iter().all(|proposal| proposal.facts.is_empty()) {
        columns.truncate(BARE);
    }
    Some(Layer::made(name, shapes.finish(), columns))
}

/// Columns that every layer of proposals has; the others are of [`Facts`].
const BARE: usize = 4;

/// The columns of the tables of proposals.
fn columns(proposals: &[&Proposal]) -> Vec<Column> {
    let text = |name: &str, of: &dyn Fn(&Proposal) -> String| {
        let mut texts = TextColumn::default();
        proposals.iter().for_each(|proposal| texts.push(Some(&of(proposal))));
        Column { name: name.to_owned(), data: ColumnData::Text(texts) }
    };
    let year = |name: &str, of: &dyn Fn(&Facts) -> Option<i32>| {
        let years = proposals.iter().map(|proposal| of(&proposal.facts).map(i64::from));
        Column { name: name.to_owned(), data: ColumnData::Integer(years.collect()) }
    };
    let costs = proposals.iter().map(|proposal| proposal.facts.cost).collect();
    vec![
        text("nombre", &|one| one.name.clone()),
        text("tipo", &|one| one.kind.word().to_owned()),
        text("nota", &|one| one.note.clone()),
        text("alternativa", &|one| one.alternative.clone()),
        text("clase", &|one| one.facts.class.clone()),
        text("etapa", &|one| one.facts.stage.clone()),
        Column { name: "costo_soles".to_owned(), data: ColumnData::Real(costs) },
        year("anio_inicio", &|facts| facts.begins),
        year("anio_fin", &|facts| facts.ends),
        text("financiamiento", &|one| one.facts.financing_text()),
        text("responsable", &|one| one.facts.responsible.clone()),
    ]
}

/// A place drawn by hand: longitudes and latitudes on WGS 84 in degrees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drawn {
    /// A point.
    Point(Coord),
    /// Lines of at least two positions.
    Line(Vec<Vec<Coord>>),
    /// Polygons: each a shell and its holes, rings closed.
    Polygon(Vec<Vec<Vec<Coord>>>),
}

impl Drawn {
    /// What it is made of.
    pub fn kind(&self) -> ShapeKind {
        match self {
            Self::Point(_) => ShapeKind::Point,
            Self::Line(_) => ShapeKind::Line,
            Self::Polygon(_) => ShapeKind::Polygon,
        }
    }

    /// Whether it can be kept: every position on Earth, lines of two and rings of four positions
    /// or more, rings closed, no part empty.
    pub fn is_sound(&self) -> bool {
        let is_on_earth = |at: &Coord| at[0].abs() <= 180.0 && at[1].abs() <= 90.0;
        let is_run =
            |run: &Vec<Coord>, least: usize| run.len() >= least && run.iter().all(is_on_earth);
        match self {
            Self::Point(at) => is_on_earth(at),
            Self::Line(lines) => !lines.is_empty() && lines.iter().all(|line| is_run(line, 2)),
            Self::Polygon(parts) => {
                let is_ring = |ring: &Vec<Coord>| is_run(ring, 4) && ring.first() == ring.last();
                let is_part =
                    |rings: &Vec<Vec<Coord>>| !rings.is_empty() && rings.iter().all(is_ring);
                !parts.is_empty() && parts.iter().all(is_part)
            }
        }
    }

    /// Its runs of positions: the point, each line, each ring of each part.
    pub fn rings(&self) -> Vec<&[Coord]> {
        match self {
            Self::Point(at) => vec![std::slice::from_ref(at)],
            Self::Line(lines) => lines.iter().map(Vec::as_slice).collect(),
            Self::Polygon(parts) => parts.iter().flatten().map(Vec::as_slice).collect(),
        }
    }

    /// Moves a vertex of one of the [`Drawn::rings`]; a ring stays closed. Nothing where there is no
    /// such vertex.
    pub fn move_vertex(&mut self, ring: usize, vertex: usize, to: Coord) {
        let coords = match self {
            Self::Point(at) => {
                if (ring, vertex) == (0, 0) {
                    *at = to;
                }
                return;
            }
            Self::Line(lines) => return moved(lines.get_mut(ring), vertex, to),
            Self::Polygon(parts) => parts.iter_mut().flatten().nth(ring),
        };
        let Some(coords) = coords else { return };
        let last = coords.len().saturating_sub(1);
        if vertex == 0 || vertex == last {
            moved(Some(coords), 0, to);
            moved(Some(coords), last, to);
        } else {
            moved(Some(coords), vertex, to);
        }
    }

    /// Adds it as one feature.
    pub fn push_to(&self, shapes: &mut ShapesBuilder) {
        let mut run = |coords: &[Coord], ends_part: bool| {
            shapes.extend(coords.iter().copied());
            shapes.end_ring();
            if ends_part {
                shapes.end_part();
            }
        };
        match self {
            Self::Point(at) => run(&[*at], true),
            Self::Line(lines) => lines.iter().for_each(|line| run(line, true)),
            Self::Polygon(parts) => {
                for rings in parts {
                    rings.iter().enumerate().for_each(|(i, ring)| run(ring, i + 1 == rings.len()));
                }
            }
        }
        shapes.end_feature(self.kind());
    }

    /// It alone.
    pub fn to_shapes(&self) -> Shapes {
        let mut shapes = ShapesBuilder::default();
        self.push_to(&mut shapes);
        shapes.finish()
    }

    /// Feature `row`; `None` without geometry. Of several points the first.
    pub fn of(shapes: &Shapes, row: usize) -> Option<Self> {
        let runs = || shapes.rings(row).map(<[Coord]>::to_vec).collect();
        Some(match shapes.kind(row) {
            ShapeKind::None => return None,
            ShapeKind::Point => Self::Point(*shapes.feature_coords(row).first()?),
            ShapeKind::Line => Self::Line(runs()),
            ShapeKind::Polygon => {
                let rings =
                    |part: allpa_geom::Part<'_>| part.into_rings().map(<[Coord]>::to_vec).collect();
                Self::Polygon(shapes.parts(row).map(rings).collect())
            }
        })
    }

    /// The box around it.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::of(self.rings().into_iter().flatten())
    }

    /// Its lines; none for other kinds.
    pub fn lines(&self) -> MultiLineString {
        let Self::Line(lines) = self else { return MultiLineString(Vec::new()) };
        lines.iter().cloned().map(LineString::from).collect()
    }

    /// Geodesic area on WGS 84; `None` for what has none.
    pub fn area(&self) -> Option<Hectares> {
        (self.kind() == ShapeKind::Polygon).then(|| measure::area(&self.to_shapes(), 0))
    }

    /// Geodesic length on WGS 84 of a line; `None` for what has none.
    pub fn length(&self) -> Option<Kilometers> {
        let Self::Line(lines) = self else { return None };
        let meters: allpa_geom::Meters = lines.iter().map(|line| measure::line_length(line)).sum();
        Some(meters.to_kilometers())
    }
}

fn moved(run: Option<&mut Vec<Coord>>, vertex: usize, to: Coord) {
    if let Some(at) = run.and_then(|run| run.get_mut(vertex)) {
        *at = to;
    }
}
