//! *How long does it take by road?*

use std::sync::Arc;

use allpa_geom::Meters;
use serde::{Deserialize, Serialize};

use super::gap::PEOPLE;
use super::{Ask, Fits, Found, Given, Input, LayerRef, Options, Remark, Shown, Slot, TableRef};
use crate::Layer;
use crate::question::conflicts::Theme;
use crate::question::network::{
    Roads, Speeds, connectivity, cut_off, nearest_service, positions, reach,
};
use crate::question::{QuestionError, field, rows_where};

/// What is asked of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Task {
    /// What is reached from the sources within each time.
    Reach,
    /// The service each place reaches first.
    Nearest,
    /// What closed stretches cut off.
    Cut,
    /// Which places hang together.
    Connectivity,
}

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// What is asked: `reach`, `nearest`, `cut` or `connectivity`.
    pub task: Option<String>,
    /// Roads, any number of layers.
    pub roads: Vec<LayerRef>,
    /// Where the way begins: capitals, hospitals, markets. Not used for connectivity.
    pub from: Option<LayerRef>,
    /// Which of them.
    pub condition: String,
    /// The places to be reached.
    pub places: Option<LayerRef>,
    /// Field of the places with their people.
    pub population: Option<String>,
    /// Limits in minutes.
    pub minutes: Vec<f64>,
    /// Which stretches of road are closed; a layer without the field has none.
    pub close: String,
    /// Field of the roads with their surface or class.
    pub speed_field: Option<String>,
    /// Table of speeds by its values.
    pub speeds: Option<TableRef>,
    /// Speed of roads without one of their own, in kilometres per hour.
    pub speed: f64,
    /// Speed on foot between a place and the road, in kilometres per hour.
    pub walking: f64,
    /// Ends of roads within this distance meet.
    pub tolerance: Meters,
    /// Places farther than this from any road have none.
    pub access: Meters,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            task: Some("reach".into()),
            roads: Vec::new(),
            from: None,
            condition: String::new(),
            places: None,
            population: None,
            minutes: vec![30.0, 60.0, 120.0],
            close: String::new(),
            speed_field: None,
            speeds: None,
            speed: 30.0,
            walking: 4.0,
            tolerance: Meters::new(25.0),
            access: Meters::new(5_000.0),
        }
    }
}

const TASKS: &[&str] = &["reach", "nearest", "cut", "connectivity"];

impl Ask for Network {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { task, roads, from, condition, places, population, minutes, .. } = self;
        let Self { close, speed_field, speeds, speed, walking, tolerance, access, .. } = self;
        let speeds_range = [1.0, 150.0];
        vec![
            Input::needed("task", Slot::Choice { value: task, options: Options::Fixed(TASKS) }),
            Input::needed("roads", Slot::Layers { value: roads, fits: Fits::ROADS }),
            Input::optional("from", Slot::Layer { value: from, fits: Fits::SERVICES }),
            Input::optional("condition", Slot::Condition { value: condition, of: "from" }),
            Input::needed("places", Slot::Layer { value: places, fits: Fits::PLACES }),
            Input::optional(
                "population",
                Slot::Field { value: population, of: "places", names: PEOPLE },
            ),
            Input::optional("minutes", Slot::Numbers { value: minutes, range: [1.0, 10_000.0] }),
            Input::optional("close", Slot::Condition { value: close, of: "roads" }),
            Input::optional(
                "speed_field",
                Slot::Field { value: speed_field, of: "roads", names: &["superficie", "SUPERFIC"] },
            ),
            Input::optional("speeds", Slot::Table { value: speeds }),
            Input::optional("speed", Slot::Number { value: speed, range: speeds_range }),
            Input::optional("walking", Slot::Number { value: walking, range: [0.5, 15.0] }),
            Input::optional(
                "tolerance",
                Slot::Distance { value: tolerance, range: [0.01, 1_000.0] },
            ),
            Input::optional("access", Slot::Distance { value: access, range: [1.0, 200_000.0] }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let layers = given.layers(&self.roads)?;
        let missing = |input| QuestionError::MissingInput { input };
        if layers.is_empty() {
            return Err(missing("roads"));
        }
        let task = self.task()?;
        let places = given.layer("places", self.places.as_ref())?;
        let population = self.population.as_deref().map(|name| field(places, name)).transpose()?;
        let mut notes = Vec::new();
        let from = match task {
            Task::Connectivity => None,
            _ => Some(given.layer("from", self.from.as_ref())?),
        };
        let mut stops = Vec::new();
        let mut sources = Vec::new();
        if let Some(from) = from {
            stops = positions(from, &mut notes)?;
            sources = rows_where(from, &self.condition)?;
        }
        let first = stops.len();
        stops.extend(positions(places, &mut notes)?);
        let targets: Vec<usize> = (first..stops.len()).collect();
        given.step(0, 2)?;
        let speeds = self.speeds(given)?;
        let roads = Roads::build(&layers, &speeds, &stops, self.tolerance, self.access)?;
        given.step(1, 2)?;
        let theme = Theme::of(places);
        let mut found = match (task, from) {
            (Task::Connectivity, _) | (_, None) => {
                let [parts, isolated] = connectivity(&roads, &targets, &theme, population);
                Found::table("components", parts).and("isolated", isolated)
            }
            (Task::Nearest, Some(from)) => {
                let services = Theme::of(from);
                let table = nearest_service(&roads, &sources, &targets, &services, &theme);
                Found::table("nearest", table)
            }
            (Task::Cut, Some(_)) => {
                let closed = self.closed(&layers)?;
                let mut found =
                    Found::table("cut", cut_off(&roads, &sources, &targets, &closed, &theme));
                for (name, rows) in self.roads.iter().zip(&closed) {
                    found.show(Some(name), rows.iter().copied());
                }
                found
            }
            (Task::Reach, Some(_)) => {
                let reach = reach(&roads, &sources, &targets, theme, population, &self.minutes);
                let mut found =
                    Found::table("places", reach.to_table()).and("bands", reach.to_bands());
                found.shown.push(Shown::Made(Arc::new(reach.to_layer())));
                found
            }
        };
        let off = targets.len() - roads.connected(&targets);
        if off > 0 {
            found.remarks.push(Remark::PlacesOffRoad { places: off });
        }
        if self.speeds.is_none() && task != Task::Connectivity {
            let km_h = self.speed.to_string();
            found.remarks.push(Remark::AssumedSpeed { km_h });
        }
        Ok(found.with_notes(notes))
    }
}

impl Network {
    fn task(&self) -> Result<Task, QuestionError> {
        match self.task.as_deref() {
            Some("reach") => Ok(Task::Reach),
            Some("nearest") => Ok(Task::Nearest),
            Some("cut") => Ok(Task::Cut),
            Some("connectivity") => Ok(Task::Connectivity),
            _ => Err(QuestionError::MissingInput { input: "task" }),
        }
    }

    fn speeds(&self, given: &Given) -> Result<Speeds, QuestionError> {
        let positive = |input, speed: f64| {
            let is_speed = speed.is_finite() && speed > 0.0;
            is_speed.then_some(speed).ok_or(QuestionError::MissingInput { input })
        };
        let table = given.table(self.speeds.as_ref())?;
        Ok(Speeds {
            field: self.speed_field.clone(),
            by_value: table.map(Speeds::read).transpose()?.unwrap_or_default(),
            other: positive("speed", self.speed)?,
            walking: positive("walking", self.walking)?,
        })
    }

    /// Closed rows of each road layer; layers that lack a field of the condition have none, unless
    /// all do.
    fn closed(&self, layers: &[&Layer]) -> Result<Vec<Vec<usize>>, QuestionError> {
        if self.close.trim().is_empty() {
            return Err(QuestionError::MissingInput { input: "close" });
        }
        let rows: Vec<_> = layers.iter().map(|layer| rows_where(layer, &self.close)).collect();
        let is_known = rows.iter().any(Result::is_ok);
        let found = rows.into_iter().map(|rows| match rows {
            Err(QuestionError::UnknownField { .. }) if is_known => Ok(Vec::new()),
            other => other,
        });
        found.collect()
    }
}
