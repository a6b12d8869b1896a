//! Positions from one coordinate reference system to another, through PROJ.
//!
//! PSAD56 is always shifted by one named operation. PROJ left alone picks an operation per point
//! by its area of use, which near the northern border is Ecuador's or Colombia's: up to 12.7 m
//! away from its neighbours of the same layer.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use proj::Proj;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::crs::Datum;
use crate::{Coord, Epsg, Shapes};

/// Why positions could not be transformed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TransformError {
    /// PROJ knows no way between the two systems.
    #[error("no operation from {from} to {to}: {reason}")]
    NoOperation {
        /// Source system.
        from: Epsg,
        /// Target system.
        to: Epsg,
        /// PROJ's own words.
        reason: String,
    },
    /// A coordinate lies where the target system is not defined.
    #[error("position {position} cannot be transformed from {from} to {to}")]
    OutOfDomain {
        /// Source system.
        from: Epsg,
        /// Target system.
        to: Epsg,
        /// Index of the first such coordinate.
        position: usize,
    },
}

/// Geocentric translation in metres from PSAD56 to WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Helmert {
    /// Shift along the geocentric X axis.
    pub dx: f64,
    /// Shift along the geocentric Y axis.
    pub dy: f64,
    /// Shift along the geocentric Z axis.
    pub dz: f64,
}

/// The operation that takes PSAD56 to WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub enum PsadOperation {
    /// EPSG:1208, the record for Peru: -279, +175, -379 m; accuracy 16 m.
    #[default]
    Peru1208,
    /// EPSG:1201, the mean of seven countries: -288, +175, -376 m; accuracy 42 m.
    Mean1201,
    /// A local fit the user brings.
    Custom(Helmert),
}

impl PsadOperation {
    /// The translation itself.
    pub fn helmert(self) -> Helmert {
        match self {
            Self::Peru1208 => Helmert { dx: -279.0, dy: 175.0, dz: -379.0 },
            Self::Mean1201 => Helmert { dx: -288.0, dy: 175.0, dz: -376.0 },
            Self::Custom(helmert) => helmert,
        }
    }

    /// How provenance names it.
    pub fn name(self) -> String {
        match self {
            Self::Peru1208 => "EPSG:1208".into(),
            Self::Mean1201 => "EPSG:1201".into(),
            Self::Custom(h) => format!("dX {} dY {} dZ {} m", h.dx, h.dy, h.dz),
        }
    }
}

/// Pairs of systems between which PROJ knows no way, with its words. It is not asked twice: each
/// time it fails, its binding loses some 25 kB of memory, and it writes a line to standard error.
static DEAD_ENDS: Mutex<BTreeMap<(Epsg, Epsg), String>> = Mutex::new(BTreeMap::new());

/// A ready operation between two systems. PROJ's handle cannot leave its thread: make one per
/// thread, or use [`transform_shapes`].
#[derive(Debug)]
pub struct Transformer {
    from: Epsg,
    to: Epsg,
    proj: Option<Proj>,
}

impl Transformer {
    /// Prepares the way from `from` to `to`; geographic positions are longitude, latitude.
    ///
    /// # Errors
    /// [`TransformError::NoOperation`] for a code PROJ does not know.
    pub fn new(from: Epsg, to: Epsg, psad: PsadOperation) -> Result<Self, TransformError> {
        if from == to {
            return Ok(Self { from, to, proj: None });
        }
        let no_way = |reason: String| TransformError::NoOperation { from, to, reason };
        let dead_ends = || DEAD_ENDS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reason) = dead_ends().get(&(from, to)) {
            return Err(no_way(reason.clone()));
        }
        let needs_named_shift =
            [from, to].iter().filter(|crs| crs.datum() == Datum::Psad56).count() == 1;
        let steps = (steps_to_radians(from, psad), steps_to_radians(to, psad));
        let proj = if let (Some(there), Some(back)) = steps {
            let pipeline = format!("+proj=pipeline {} {}", there.join(" "), invert(&back));
            Proj::new(&pipeline)
        } else if needs_named_shift {
            let reason = "PSAD56 is joined only with WGS 84, Peru96 and SIRGAS 2000";
            return Err(no_way(reason.into()));
        } else {
            Proj::new_known_crs(&from.to_string(), &to.to_string(), None)
        };
        let proj = proj.map_err(|error| {
            let reason = error.to_string();
            dead_ends().insert((from, to), reason.clone());
            no_way(reason)
        })?;
        Ok(Self { from, to, proj: Some(proj) })
    }

    /// Transforms positions in place.
    ///
    /// # Errors
    /// [`TransformError::OutOfDomain`] names the first position that has no image; the slice is
    /// then not to be used.
    pub fn apply(&self, coords: &mut [Coord]) -> Result<(), TransformError> {
        let Some(proj) = &self.proj else { return Ok(()) };
        let out_of_domain = |position| {
            let (from, to) = (self.from, self.to);
            TransformError::OutOfDomain { from, to, position }
        };
        if let Some(position) = coords.iter().position(|c| !c[0].is_finite() || !c[1].is_finite()) {
            return Err(out_of_domain(position));
        }
        let mut points: Vec<(f64, f64)> = coords.iter().map(|c| (c[0], c[1])).collect();
        if proj.convert_array(&mut points).is_err() {
            let first = coords.iter().position(|c| proj.convert((c[0], c[1])).is_err());
            return Err(out_of_domain(first.unwrap_or(0)));
        }
        for (position, (coord, point)) in coords.iter_mut().zip(points).enumerate() {
            if !point.0.is_finite() || !point.1.is_finite() {
                return Err(out_of_domain(position));
            }
            *coord = [point.0, point.1];
        }
        Ok(())
    }

    /// One position.
    ///
    /// # Errors
    /// As [`Transformer::apply`].
    pub fn convert(&self, coord: Coord) -> Result<Coord, TransformError> {
        let mut one = [coord];
        self.apply(&mut one)?;
        Ok(one[0])
    }
}

/// Whether a position in degrees exists: a latitude up to the poles, a longitude up to once around.
pub fn is_on_globe([longitude, latitude]: Coord) -> bool {
    longitude.abs() <= 360.0 && latitude.abs() <= 90.0
}

/// That every position of shapes in WGS 84 degrees exists; nothing else could be measured.
///
/// # Errors
/// [`TransformError::OutOfDomain`] with the first that does not.
pub fn check_on_globe(shapes: &Shapes) -> Result<(), TransformError> {
    match shapes.coords().iter().position(|coord| !is_on_globe(*coord)) {
        None => Ok(()),
        Some(position) => {
            let crs = Epsg::WGS84;
            Err(TransformError::OutOfDomain { from: crs, to: crs, position })
        }
    }
}

/// Coordinates that pay for a PROJ handle: making one takes as long as some ten thousand of them.
const CHUNK: usize = 32_768;

/// All shapes in another system, on all cores.
///
/// # Errors
/// As [`Transformer::new`] and [`Transformer::apply`]; the position counts from the first
/// coordinate of the layer.
pub fn transform_shapes(
    shapes: &Shapes,
    from: Epsg,
    to: Epsg,
    psad: PsadOperation,
) -> Result<Shapes, TransformError> {
    let mut coords = shapes.coords().to_vec();
    // As few handles as keep every core busy to the end.
    let size = coords.len().div_ceil(2 * rayon::current_num_threads()).max(CHUNK);
    coords.par_chunks_mut(size).enumerate().try_for_each(|(chunk, coords)| {
        Transformer::new(from, to, psad)?.apply(coords).map_err(|error| match error {
            TransformError::OutOfDomain { from, to, position } => {
                TransformError::OutOfDomain { from, to, position: chunk * size + position }
            }
            other @ TransformError::NoOperation { .. } => other,
        })
    })?;
    Ok(shapes.with_coords(coords))
}

/// PROJ steps from `crs` to longitude and latitude in radians on WGS 84, for the systems whose
/// definition is fixed here so that no search in `proj.db` decides for us.
fn steps_to_radians(crs: Epsg, psad: PsadOperation) -> Option<Vec<String>> {
    let is_psad = crs.datum() == Datum::Psad56;
    let ellipsoid = match crs.code() {
        _ if is_psad => "intl",
        4326 | 32601..=32660 | 32701..=32760 => "WGS84",
        4674 | 5373 | 31977..=31985 | 5387..=5389 | 5839 => "GRS80",
        _ => return None,
    };
    let mut steps = vec![if crs.is_geographic() {
        "+step +proj=unitconvert +xy_in=deg +xy_out=rad".to_owned()
    } else {
        format!("+step +inv {} +ellps={ellipsoid}", projection(crs)?)
    }];
    if is_psad {
        let Helmert { dx, dy, dz } = psad.helmert();
        steps.push("+step +proj=cart +ellps=intl".into());
        steps.push(format!("+step +proj=helmert +x={dx} +y={dy} +z={dz}"));
        steps.push("+step +inv +proj=cart +ellps=WGS84".into());
    }
    Some(steps)
}

fn projection(crs: Epsg) -> Option<String> {
    let tmerc = |lat, lon, k, x, y| {
        Some(format!("+proj=tmerc +lat_0={lat} +lon_0={lon} +k={k} +x_0={x} +y_0={y}"))
    };
    match crs.code() {
        // EPSG methods 9807 with the parameters of the three belts of the old national grid.
        24891 => tmerc(-6.0, -80.5, 0.999_830_08, 222_000.0, 1_426_834.743),
        24892 => tmerc(-9.5, -76.0, 0.999_329_94, 720_000.0, 1_039_979.159),
        24893 => tmerc(-9.5, -70.5, 0.999_529_92, 1_324_000.0, 1_040_084.558),
        // Published without the southern false northing and then withdrawn: kept as it was.
        5388 => Some("+proj=utm +zone=17".into()),
        _ => {
            let zone = crs.utm_zone()?;
            let south = if zone.south { " +south" } else { "" };
            Some(format!("+proj=utm +zone={}{south}", zone.number))
        }
    }
}

fn invert(steps: &[String]) -> String {
    let flip = |step: &String| match step.strip_prefix("+step +inv ") {
        Some(rest) => format!("+step {rest}"),
        None => step.replacen("+step ", "+step +inv ", 1),
    };
    steps.iter().rev().map(flip).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        from: u32,
        to: u32,
        psad: PsadOperation,
        source: Coord,
        target: Coord,
        tolerance: f64,
    ) {
        let way = Transformer::new(Epsg::new(from), Epsg::new(to), psad).expect("known systems");
        let got = way.convert(source).expect("inside the domain");
        let far = (got[0] - target[0]).hypot(got[1] - target[1]);
        assert!(far <= tolerance, "{from} to {to}: {got:?} is {far} from {target:?}");
    }

    /// Vectors of the shared note on data standards, computed with PROJ; 1 cm.
    #[test]
    fn psad56_follows_the_operation_for_peru() {
        use PsadOperation::{Mean1201, Peru1208};
        let tarapoto = [350_000.0, 9_282_000.0];
        check(24878, 32718, Peru1208, tarapoto, [349_777.14, 9_281_624.60], 0.01);
        check(24878, 32718, Mean1201, tarapoto, [349_768.39, 9_281_627.32], 0.01);
        check(24877, 32717, Peru1208, [780_000.0, 9_250_000.0], [779_748.42, 9_249_627.54], 0.01);
        check(24879, 32719, Peru1208, [229_000.0, 8_185_000.0], [228_806.50, 8_184_633.03], 0.01);
    }

    #[test]
    fn utm_agrees_with_the_published_positions() {
        let p = PsadOperation::default();
        check(4326, 32718, p, [-76.97417, -6.03472], [281_491.02, 9_332_561.53], 0.01);
        check(4326, 32719, p, [-71.60361, -15.64028], [220_860.09, 8_269_143.47], 0.01);
        check(4326, 32718, p, [-71.60361, -15.64028], [864_211.67, 8_267_941.44], 0.01);
    }

    #[test]
    fn systems_outside_the_fixed_list_go_through_the_proj_data_base() {
        let p = PsadOperation::default();
        check(4326, 3857, p, [-76.0, -6.0], [-8_460_281.302, -669_141.057], 0.01);
    }

    #[test]
    fn an_unknown_code_is_an_error_with_both_ends() {
        let error = Transformer::new(Epsg::new(999_999), Epsg::WGS84, PsadOperation::default());
        assert!(matches!(error, Err(TransformError::NoOperation { .. })));
    }

    /// The shift is three-dimensional and the height it produces is dropped, so that PSAD56
    /// comes back within a centimetre, everything else within a tenth of a millimetre.
    #[test]
    fn there_and_back_stays_in_place() {
        for (crs, tolerance) in
            [(24877, 1e-7), (24892, 1e-7), (4248, 1e-7), (32717, 1e-9), (5389, 1e-9), (31978, 1e-9)]
        {
            let there = Transformer::new(Epsg::WGS84, Epsg::new(crs), PsadOperation::default());
            let back = Transformer::new(Epsg::new(crs), Epsg::WGS84, PsadOperation::default());
            let start = [-75.2, -9.7];
            let middle = there.expect("known").convert(start).expect("inside");
            let end = back.expect("known").convert(middle).expect("inside");
            let far = (end[0] - start[0]).hypot(end[1] - start[1]);
            assert!(far < tolerance, "EPSG:{crs} moves {far} degrees");
        }
    }
}
