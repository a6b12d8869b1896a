//! *What does the zoning recommend here?*

use allpa_geom::{Coord, overlay};
use geo::{LineString, MultiPolygon};
use serde::{Deserialize, Serialize};

use super::conflicts::{matrix_remark, needed_matrix};
use super::given::themed;
use super::{Ask, Fits, Found, Given, Input, LayerRef, Options, PROPOSED_MATRIX, Slot, TableRef};
use crate::Layer;
use crate::question::recommends::{Recommends as Asked, Scope, recommends};
use crate::question::{QuestionError, in_layer, rows_where};

/// Inputs of the question. The first given of `place`, `area` and `parcels` says where; without
/// any of them it is asked of every zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recommends {
    /// Zones of a zoning.
    pub zones: Option<LayerRef>,
    /// A position.
    pub place: Option<Coord>,
    /// The corners of a polygon.
    pub area: Vec<Coord>,
    /// A layer of polygons, taken together.
    pub parcels: Option<LayerRef>,
    /// Which of them.
    pub condition: String,
    /// Use asked about; every use of the matrix without it.
    pub land_use: Option<String>,
    /// The use matrix.
    pub matrix: Option<TableRef>,
    /// Layers that hold by their own force: protected areas, communities.
    pub others: Vec<LayerRef>,
}

impl Default for Recommends {
    fn default() -> Self {
        Self {
            zones: None,
            place: None,
            area: Vec::new(),
            parcels: None,
            condition: String::new(),
            land_use: None,
            matrix: Some(TableRef(PROPOSED_MATRIX.into())),
            others: Vec::new(),
        }
    }
}

impl Ask for Recommends {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { zones, place, area, parcels, condition, land_use, matrix, others } = self;
        let uses = Options::UsesOf("matrix");
        vec![
            Input::needed("zones", Slot::Layer { value: zones, fits: Fits::ZONES }),
            Input::optional("place", Slot::Place { value: place }),
            Input::optional("area", Slot::Area { value: area }),
            Input::optional("parcels", Slot::Layer { value: parcels, fits: Fits::POLYGONS }),
            Input::optional("condition", Slot::Condition { value: condition, of: "parcels" }),
            Input::optional("land_use", Slot::Choice { value: land_use, options: uses }),
            Input::needed("matrix", Slot::Table { value: matrix }),
            Input::optional("others", Slot::Layers { value: others, fits: Fits::PROTECTED }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let matrix = needed_matrix(given, self.matrix.as_ref())?;
        let land_use = self.land_use.as_deref();
        let land_use = land_use.map(|name| matrix.known_use(name)).transpose()?;
        let region;
        let scope = if let Some(place) = self.place {
            Scope::Place(place)
        } else if self.area.len() > 2 {
            let ring: LineString = self.area.iter().map(|&c| geo::Coord::from(c)).collect();
            region = overlay::enclosed(&ring);
            Scope::Region(&region)
        } else if let Some(parcels) = given.optional(self.parcels.as_ref())? {
            region = united(parcels, &self.condition)?;
            Scope::Region(&region)
        } else {
            Scope::Everywhere
        };
        let question = Asked {
            zones: themed(given.layer("zones", self.zones.as_ref())?, None)?,
            matrix: &matrix,
            land_use,
            scope,
            others: given.layers(&self.others)?,
        };
        let answer = recommends(&question)?;
        let recommended = answer.value;
        let mut found = Found::table("recommendations", recommended.to_table())
            .and("levels", recommended.to_levels())
            .and("forces", recommended.to_forces(&question.zones))
            .with_notes(answer.notes);
        found.show(self.zones.as_ref(), recommended.zones.iter().map(|zone| zone.row));
        for (source, name) in self.others.iter().enumerate() {
            let own = recommended.bounds.iter().filter(|bound| bound.source == source);
            found.show(Some(name), own.map(|bound| bound.row));
        }
        found.remarks.extend(matrix_remark(self.matrix.as_ref()));
        Ok(found)
    }
}

/// What the features of a layer that a condition holds for cover together.
fn united(layer: &Layer, condition: &str) -> Result<MultiPolygon, QuestionError> {
    let surfaces = layer.surfaces().map_err(in_layer(layer))?;
    let rows = rows_where(layer, condition)?;
    Ok(overlay::union_all(rows.iter().map(|&row| &surfaces.polygons[row])))
}
