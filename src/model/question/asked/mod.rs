//! Questions as data: what was asked can be kept in a file, asked again, and drawn as a form.
//!
//! A [`Question`] names its layers and tables; [`Sources`] holds them; [`answer`] gives a
//! [`Sheet`]. Every figure comes from the functions of [`crate::question`]: here they only get
//! their inputs and give their answers a common form.
//!
//! The overlays that give a layer (`overlay`, `buffer`, `dissolve`, `select`) are tools that make
//! new layers, not questions with figures, and stay functions.

mod change;
mod conflicts;
mod cross;
mod describe;
mod gap;
mod given;
mod group;
mod indicators;
mod input;
mod locate;
mod measure;
mod nearest;
mod neighbours;
mod network;
mod overlaps;
mod projects;
mod protected;
mod recommends;
mod reconcile;
mod served;
mod sheet;
mod strip;

use std::collections::BTreeMap;
use std::sync::Arc;

use allpa_geom::{Coord, is_on_globe};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::QuestionError;
use crate::role::{Recognised, recognise};
use crate::table::Table;
use crate::{Layer, Progress};

pub use change::Change;
pub use conflicts::{Conflicts, PROPOSED_MATRIX};
pub use cross::Cross;
pub use describe::Describe;
pub use gap::Gap;
pub use given::Given;
pub use group::Group;
pub use indicators::Indicators;
pub use input::{Fits, Input, Known, Options, Slot};
pub use locate::Locate;
pub use measure::Measure;
pub use nearest::Nearest;
pub use neighbours::Neighbours;
pub use network::Network;
pub use overlaps::Overlaps;
pub use projects::Projects;
pub use protected::Protected;
pub use recommends::Recommends;
pub use reconcile::Reconcile;
pub use served::Served;
pub use sheet::{
    Found, NamedTable, Naming, Provenance, Remark, Sheet, Shown, UsedLayer, UsedTable,
};
pub use strip::Strip;

/// A layer by the name its holder knows it by: on the command line `FILE`, `FILE:layer` or
/// `atlas:layer`, in a plan the name of its layer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LayerRef(pub String);

/// A table without geometry, named likewise: a CSV file, or `atlas:NAME` for the facts that the
/// program carries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TableRef(pub String);

/// The layers and tables that references name.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Layers by reference.
    pub layers: BTreeMap<LayerRef, Arc<Layer>>,
    /// Tables by reference.
    pub tables: BTreeMap<TableRef, Arc<Table>>,
}

/// What every question can do. Its fields are its inputs.
pub trait Ask {
    /// The inputs in the order of the form, each with its place in the question.
    fn inputs(&mut self) -> Vec<Input<'_>>;

    /// Answers, with the figures of [`crate::question`].
    ///
    /// # Errors
    /// [`QuestionError`], among them [`QuestionError::MissingInput`] for an input not given.
    fn answer(&self, given: &Given) -> Result<Found, QuestionError>;
}

macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident = $kind:literal,)*) => {
        /// Any question that can be kept and asked again.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        pub enum Question {
            $($(#[$doc])* #[serde(rename = $kind)] $name($name),)*
        }

        impl Question {
            /// One of each kind, with nothing filled in but defaults.
            pub fn all() -> Vec<Self> {
                vec![$(Self::$name($name::default()),)*]
            }

            /// Stable name of its kind, as in `"kind": "gap"`.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => $kind,)* }
            }

            fn ask(&self) -> &dyn Ask {
                match self { $(Self::$name(question) => question,)* }
            }

            fn ask_mut(&mut self) -> &mut dyn Ask {
                match self { $(Self::$name(question) => question,)* }
            }
        }
    };
}

questions! {
    /// What does this corridor cross?
    Conflicts = "conflicts",
    /// What does the zoning recommend here?
    Recommends = "recommends",
    /// What lies along this corridor?
    Strip = "strip",
    /// Where do features overlap?
    Overlaps = "overlaps",
    /// How long does it take by road?
    Network = "network",
    /// How do the units compare?
    Indicators = "indicators",
    /// What changed?
    Change = "change",
    /// Who borders on whom?
    Neighbours = "neighbours",
    /// What are the corners, sides and area of this polygon?
    Describe = "describe",
    /// Whom does this new road serve?
    Served = "served",
    /// Which projects are there, and what do they come to?
    Projects = "projects",
    /// Does the protected land add up?
    Reconcile = "reconcile",
    /// Which features hold these places?
    Locate = "locate",
    /// Which places lie far from a road?
    Gap = "gap",
    /// How much land is protected, each place counted once?
    Protected = "protected",
    /// What makes up a group of units?
    Group = "group",
    /// Who covers what?
    Cross = "cross",
    /// How large or long is it?
    Measure = "measure",
    /// What is nearest?
    Nearest = "nearest",
}

/// A question as a file keeps it: with the version of the form it is written in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Version of the form, [`Asked::VERSION`] when written by this program.
    pub version: u32,
    /// The question.
    pub question: Question,
}

/// Why a text is no question.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AskedError {
    /// A newer program wrote it.
    #[error("version {found} is newer than {known}")]
    NewerVersion {
        /// Its version.
        found: u32,
        /// The newest this program knows.
        known: u32,
    },
    /// It is not JSON, or an input is unknown or of the wrong kind.
    #[error("{0}")]
    Syntax(String),
}

impl Asked {
    /// The newest version of the form.
    pub const VERSION: u32 = 1;

    /// The question in the newest form.
    pub fn new(question: Question) -> Self {
        Self { version: Self::VERSION, question }
    }

    /// Reads what [`Asked::to_json`] writes. Inputs left out have their defaults.
    ///
    /// # Errors
    /// [`AskedError::NewerVersion`] before anything else, so that an old program says so instead
    /// of stumbling over inputs it does not know; [`AskedError::Syntax`].
    pub fn from_json(text: &str) -> Result<Self, AskedError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let syntax = |error: serde_json::Error| AskedError::Syntax(error.to_string());
        let Versioned { version } = serde_json::from_str(text).map_err(syntax)?;
        if version > Self::VERSION {
            return Err(AskedError::NewerVersion { found: version, known: Self::VERSION });
        }
        serde_json::from_str(text).map_err(syntax)
    }

    /// The question as JSON, indented.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl Question {
    /// The inputs in the order of the form, each with its place in the question.
    pub fn inputs(&mut self) -> Vec<Input<'_>> {
        self.ask_mut().inputs()
    }

    /// The layers and tables it names, each once, in the order of the form.
    pub fn needs(&self) -> (Vec<LayerRef>, Vec<TableRef>) {
        let (mut layers, mut tables) = (Vec::new(), Vec::new());
        for input in self.clone().inputs() {
            match input.slot {
                Slot::Layer { value: Some(layer), .. } if !layers.contains(layer) => {
                    layers.push(layer.clone());
                }
                Slot::Layers { value, .. } => {
                    let new: Vec<LayerRef> =
                        value.iter().filter(|layer| !layers.contains(layer)).cloned().collect();
                    layers.extend(new);
                }
                Slot::Table { value: Some(table) } if !tables.contains(table) => {
                    tables.push(table.clone());
                }
                _ => {}
            }
        }
        (layers, tables)
    }

    /// Gives its layers other names, where there are any.
    pub fn rename_layers(&mut self, to: impl Fn(&LayerRef) -> Option<LayerRef>) {
        let rename = |name: &mut LayerRef| *name = to(name).unwrap_or_else(|| name.clone());
        for input in self.inputs() {
            match input.slot {
                Slot::Layer { value: Some(name), .. } => rename(name),
                Slot::Layers { value, .. } => value.iter_mut().for_each(rename),
                _ => {}
            }
        }
    }

    /// Drops layers that are not among `known`, and fills layer inputs left empty with the first
    /// of the known that fits best by its role, and then fields by the names that usually hold
    /// them.
    pub fn fill(&mut self, known: &[Known]) {
        let recognised: Vec<Recognised> = known.iter().map(|one| recognise(&one.layer)).collect();
        let mut chosen: BTreeMap<&'static str, (&Layer, &Recognised)> = BTreeMap::new();
        for input in self.inputs() {
            match input.slot {
                Slot::Layer { value, fits } => {
                    let is_it = |one: &Known| value.as_ref() == Some(&one.name);
                    let place = known.iter().position(|one| is_it(one) && fits.trusts(one));
                    let rank = |at: usize| fits.rank(&known[at], &recognised[at]);
                    let best = || {
                        (0..known.len()).filter(|&at| rank(at).is_some()).min_by_key(|&at| rank(at))
                    };
                    let place = place.or_else(best);
                    *value = place.map(|at| known[at].name.clone());
                    let with_role = |at: usize| (&*known[at].layer, &recognised[at]);
                    chosen.extend(place.map(|at| (input.key, with_role(at))));
                }
                Slot::Layers { value, fits } => {
                    let named = |name: &LayerRef| {
                        known.iter().position(|one| one.name == *name && fits.trusts(one))
                    };
                    value.retain(|name| named(name).is_some());
                    let first = value.first().and_then(named);
                    let with_role = |at: usize| (&*known[at].layer, &recognised[at]);
                    chosen.extend(first.map(|at| (input.key, with_role(at))));
                }
                Slot::Field { value, of, names } => {
                    let layer = chosen.get(of);
                    value.take_if(|name| {
                        layer.is_none_or(|(layer, _)| layer.column(name).is_none())
                    });
                    if let (None, Some((layer, recognised))) = (&value, layer) {
                        let by_name = names.iter().find_map(|name| layer.column(name));
                        let grouping = || Some(&layer.columns()[recognised.grouping(layer)?]);
                        let found =
                            if input.is_optional { by_name } else { by_name.or_else(grouping) };
                        *value = found.map(|column| column.name.clone());
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether nothing is missing.
    pub fn is_complete(&self) -> bool {
        self.clone().inputs().iter().all(|input| input.is_optional || !input.slot.is_empty())
    }
}

/// Answers a question from its sources, with the provenance of every figure. `program` is the name
/// and version that the answer states.
///
/// # Errors
/// [`QuestionError`]; [`QuestionError::UnknownSource`] when `sources` lacks what it names.
pub fn answer(
    question: &Question,
    sources: &Sources,
    program: &str,
    progress: &dyn Progress,
) -> Result<Sheet, QuestionError> {
    let given = Given::new(sources, progress);
    given.step(0, 1)?;
    check_positions(question)?;
    let found = question.ask().answer(&given)?;
    let provenance = Provenance::of(question, sources, program);
    Ok(Sheet { found, provenance })
}

/// That every position given to a question exists.
fn check_positions(question: &Question) -> Result<(), QuestionError> {
    let mut question = question.clone();
    for input in question.inputs() {
        let given: Vec<Coord> = match input.slot {
            Slot::Place { value } => value.iter().copied().collect(),
            Slot::Axis { value } => value.concat(),
            Slot::Area { value } => value.clone(),
            _ => Vec::new(),
        };
        if let Some(at) = given.into_iter().find(|at| !is_on_globe(*at)) {
            return Err(QuestionError::OffGlobe { at });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_that_does_not_exist_is_told_apart() {
        let mut told = 0;
        for mut question in Question::all() {
            for input in question.inputs() {
                match input.slot {
                    Slot::Place { value } => *value = Some([-76.0, 500.0]),
                    Slot::Axis { value } => *value = vec![vec![[-76.0, -6.0], [-76.0, f64::NAN]]],
                    Slot::Area { value } => *value = vec![[-1e12, -6.0]],
                    _ => continue,
                }
                told += 1;
            }
            let has_position = check_positions(&question).is_err();
            let answer = answer(&question, &Sources::default(), "test", &());
            assert_eq!(has_position, matches!(answer, Err(QuestionError::OffGlobe { .. })));
        }
        assert!(told > 2, "{told} questions take positions");
    }

    #[test]
    fn a_field_that_is_needed_is_filled_by_what_people_group_by() {
        use crate::question::testing::layer;
        use allpa_geom::ShapeKind::Polygon;
        let ring = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]];
        let named = |names: [&str; 2]| {
            let own =
                layer("distritos", "NOMBDIST", Polygon, &[(&ring, names[0]), (&ring, names[1])]);
            let codes =
                layer("distritos", "IDDIST", Polygon, &[(&ring, "220101"), (&ring, "220202")]);
            let columns = [own.columns(), codes.columns()].concat();
            Arc::new(Layer::made("distritos", (**own.shapes()).clone(), columns))
        };
        for (names, expected) in
            [(["Lamas", "Tabalosos"], "NOMBDIST"), (["San Pablo", "San Pablo"], "IDDIST")]
        {
            let mut question = Question::Cross(Cross::default());
            let (name, precision) = (LayerRef("a".into()), crate::Precision::Measured);
            question.fill(&[Known { name, layer: named(names), precision }]);
            let Question::Cross(cross) = question else { unreachable!("it is of one kind") };
            assert_eq!(cross.a_field.as_deref(), Some(expected));
            assert_eq!(cross.b, None, "no zoning is there");
        }
    }

    #[test]
    fn every_question_comes_back_from_json() {
        for question in Question::all() {
            let asked = Asked::new(question);
            assert_eq!(Asked::from_json(&asked.to_json()), Ok(asked));
        }
    }

    #[test]
    fn keys_of_inputs_are_the_names_of_the_fields() {
        for mut question in Question::all() {
            let json = serde_json::to_value(&question).expect("JSON");
            for input in question.inputs() {
                assert!(json.get(input.key).is_some(), "{}", input.key);
            }
        }
    }

    #[test]
    fn a_fresh_question_takes_the_layers_that_fit_and_keeps_what_was_chosen() {
        use crate::question::testing::{boxes, lines};
        let layer = |name: &str, layer: Layer| Known {
            name: LayerRef(name.to_owned()),
            layer: Arc::new(layer),
            precision: crate::Precision::Measured,
        };
        let named = |code: &str, name: &str| {
            let mut parts = boxes(code, &[(0., 1., "220101")]).into_parts();
            let data = parts.columns[0].data.clone();
            parts.columns.push(crate::Column { name: name.to_owned(), data });
            Layer::made("layer", parts.shapes, parts.columns)
        };
        let zones = layer("zones", named("COD_ZEE", "NOM_ZONA"));
        let districts = layer("districts", named("IDDIST", "NOMBDIST"));
        let roads = layer("roads", lines("superficie", &[(&[[0., 0.], [1., 0.]], "Afirmado")]));
        let known = [zones, districts, roads];
        // On a sketch nothing is measured; values may be shown on it.
        let sketch = Known { precision: crate::Precision::Reference, ..known[1].clone() };
        let mut question = Question::Indicators(Indicators::default());
        question.fill(std::slice::from_ref(&sketch));
        let Question::Indicators(asked) = &mut question else { panic!("the same kind") };
        assert_eq!(asked.units.as_ref(), Some(&sketch.name));
        asked.per = Some("km2".into());
        question.fill(std::slice::from_ref(&sketch));
        assert!(!question.is_complete(), "a density needs true areas");
        let mut question = Question::Cross(Cross::default());
        question.fill(&known);
        let Question::Cross(Cross { a, b, .. }) = &question else { panic!("the same kind") };
        let names = [a, b].map(|name| name.as_ref().map(|name| name.0.as_str()));
        assert_eq!(names, [Some("districts"), Some("zones")]);
        let roads = vec![LayerRef("roads".into()), LayerRef("gone".into())];
        let mut question = Question::Network(Network {
            roads,
            speed_field: Some("superficie".into()),
            ..Network::default()
        });
        question.fill(&known);
        let Question::Network(network) = &question else { panic!("the same kind") };
        assert_eq!(network.roads, [LayerRef("roads".into())]);
        assert_eq!(network.speed_field.as_deref(), Some("superficie"));
    }

    #[test]
    fn a_newer_form_is_told_from_a_broken_one() {
        let newer = r#"{"version": 7, "question": {"kind": "dream"}}"#;
        let expected = AskedError::NewerVersion { found: 7, known: Asked::VERSION };
        assert_eq!(Asked::from_json(newer), Err(expected));
        for broken in [
            "{",
            r#"{"version": 1, "question": {"kind": "dream"}}"#,
            r#"{"version": 1, "question": {"kind": "gap", "place": "x"}}"#,
        ] {
            let error = Asked::from_json(broken).expect_err(broken);
            assert!(matches!(error, AskedError::Syntax(_)), "{error}");
        }
        let short = r#"{"version": 1, "question": {"kind": "gap", "places": "x.gpkg"}}"#;
        let asked = Asked::from_json(short).expect("the rest has defaults");
        assert_eq!(asked.question.needs().0, [LayerRef("x.gpkg".into())]);
        assert!(!asked.question.is_complete(), "it has no roads");
    }
}
