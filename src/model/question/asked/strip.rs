//! *What lies along this corridor?*

use std::sync::Arc;

use allpa_geom::{Coord, Meters, ShapeKind, ShapesBuilder};
use serde::{Deserialize, Serialize};

use super::conflicts::axis;
use super::{Ask, Fits, Found, Given, Input, LayerRef, Remark, Shown, Slot};
use crate::Layer;
use crate::question::QuestionError;
use crate::question::conflicts::Theme;
use crate::question::strip::{Along, Item, Kind, Strip as Asked, strip};

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Strip {
    /// The axis as drawn; when it is empty, the layer `corridor` gives it.
    pub axis: Vec<Vec<Coord>>,
    /// Layer with the line of the corridor.
    pub corridor: Option<LayerRef>,
    /// Which of its features make up the axis.
    pub condition: String,
    /// Units the axis runs through.
    pub units: Option<LayerRef>,
    /// Field of the units with their codes; by their role without it.
    pub unit_field: Option<String>,
    /// Zones of a zoning.
    pub zones: Option<LayerRef>,
    /// Protected areas.
    pub areas: Option<LayerRef>,
    /// Populated places.
    pub places: Option<LayerRef>,
    /// How far from the axis places count.
    pub distance: Meters,
    /// Lines that the axis may cross: rivers, roads.
    pub crossings: Vec<LayerRef>,
}

impl Default for Strip {
    fn default() -> Self {
        Self {
            axis: Vec::new(),
            corridor: None,
            condition: String::new(),
            units: None,
            unit_field: None,
            zones: None,
            areas: None,
            places: None,
            distance: Meters::new(5_000.0),
            crossings: Vec::new(),
        }
    }
}

impl Ask for Strip {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { axis, corridor, condition, units, unit_field, .. } = self;
        let Self { zones, areas, places, distance, crossings, .. } = self;
        vec![
            Input::optional("axis", Slot::Axis { value: axis }),
            Input::optional("corridor", Slot::Layer { value: corridor, fits: Fits::LINES }),
            Input::optional("condition", Slot::Condition { value: condition, of: "corridor" }),
            Input::optional("units", Slot::Layer { value: units, fits: Fits::UNITS }),
            Input::optional(
                "unit_field",
                Slot::Field { value: unit_field, of: "units", names: &[] },
            ),
            Input::optional("zones", Slot::Layer { value: zones, fits: Fits::ZONES }),
            Input::optional("areas", Slot::Layer { value: areas, fits: Fits::PROTECTED }),
            Input::optional("places", Slot::Layer { value: places, fits: Fits::PLACES }),
            Input::needed("distance", Slot::Distance { value: distance, range: [1.0, 200_000.0] }),
            Input::optional("crossings", Slot::Layers { value: crossings, fits: Fits::LINES }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let axis = axis(&self.axis, given, self.corridor.as_ref(), &self.condition)?;
        let places = given.optional(self.places.as_ref())?.map(Theme::of);
        let question = Asked {
            axis: &axis,
            units: given.theme(self.units.as_ref(), self.unit_field.as_deref())?,
            zones: given.optional(self.zones.as_ref())?.map(Theme::of),
            areas: given.optional(self.areas.as_ref())?.map(Theme::of),
            places: places.map(|places| (places, self.distance)),
            crossings: given.layers(&self.crossings)?.into_iter().map(Theme::of).collect(),
        };
        let answer = strip(&question)?;
        let along = answer.value;
        let mut found = Found::table("strip", along.to_table())
            .and("order", along.to_order())
            .and("summary", along.to_summary())
            .with_notes(answer.notes);
        for (layer, kind) in [
            (&self.units, Kind::Unit),
            (&self.zones, Kind::Zone),
            (&self.areas, Kind::Area),
            (&self.places, Kind::Place),
        ] {
            found.show(layer.as_ref(), rows(&along, |item| item.kind == kind));
        }
        for (source, layer) in self.crossings.iter().enumerate() {
            let is_own = |item: &Item| item.kind == Kind::Crossing && item.source == source;
            found.show(Some(layer), rows(&along, is_own));
        }
        let mut shapes = ShapesBuilder::default();
        shapes.extend(along.path.coords().iter().copied());
        shapes.end_ring();
        shapes.end_part();
        shapes.end_feature(ShapeKind::Line);
        let axis = Layer::made("axis", shapes.finish(), Vec::new());
        found.shown.push(Shown::Made(Arc::new(axis)));
        if !along.gaps.is_empty() {
            let width: f64 = along.gaps.iter().map(|gap| gap.width.value()).sum();
            let (gaps, meters) = (along.gaps.len(), width.round() as u64);
            found.remarks.push(Remark::AxisGaps { gaps, meters });
        }
        Ok(found)
    }
}

fn rows(along: &Along, is_own: impl Fn(&Item) -> bool) -> Vec<usize> {
    let items = along.items.iter().filter(|item| is_own(item));
    items.flat_map(|item| item.rows.iter().copied()).collect()
}
