//! The EPSG code of a system described in well-known text, as `.prj` files hold it.

use allpa_geom::Epsg;

/// Finds the code by the authority of the outermost system, else by datum, projection and zone.
/// `None` when the text is not WKT or describes a system met nowhere in Peru.
pub fn epsg_from_wkt(wkt: &str) -> Option<Epsg> {
    let text = wkt.trim();
    let upper = text.to_uppercase();
    let is_projected = upper.starts_with("PROJCS") || upper.starts_with("PROJCRS");
    let is_geographic = upper.starts_with("GEOGCS") || upper.starts_with("GEOGCRS");
    if !is_projected && !is_geographic {
        return None;
    }
    if let Some(code) = outer_authority(text) {
        return Some(Epsg::new(code));
    }
    let datum = Datum::of(&upper)?;
    if is_geographic {
        return Some(Epsg::new(match datum {
            Datum::Wgs84 => 4326,
            Datum::Psad56 => 4248,
            Datum::Sad69 => 4618,
            Datum::Sirgas => 4674,
            Datum::Peru96 => 5373,
        }));
    }
    if upper.contains("MERCATOR_AUXILIARY") || upper.contains("PSEUDO") {
        return Some(Epsg::new(3857));
    }
    if !upper.contains("TRANSVERSE") {
        return None;
    }
    utm(&upper, datum)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Datum {
    Wgs84,
    Psad56,
    Sad69,
    Sirgas,
    Peru96,
}

impl Datum {
    fn of(upper: &str) -> Option<Self> {
        let has = |part: &str| upper.contains(part);
        Some(match () {
            () if has("PROVISIONAL_S_AMERICAN_1956") || has("PSAD") => Self::Psad56,
            () if has("SOUTH_AMERICAN_1969") || has("SAD69") || has("SAD_1969") => Self::Sad69,
            () if has("PERU96") || has("PERU_1996") => Self::Peru96,
            () if has("SIRGAS") => Self::Sirgas,
            () if has("WGS_1984") || has("WGS 84") || has("WGS84") || has("WORLD GEODETIC") => {
                Self::Wgs84
            }
            () => return None,
        })
    }
}

/// The UTM system of a transverse Mercator with UTM's parameters.
fn utm(upper: &str, datum: Datum) -> Option<Epsg> {
    let meridian = parameter(upper, "CENTRAL_MERIDIAN")
        .or_else(|| parameter(upper, "LONGITUDE OF NATURAL ORIGIN"))?;
    let scale = parameter(upper, "SCALE_FACTOR")
        .or_else(|| parameter(upper, "SCALE FACTOR AT NATURAL ORIGIN"))?;
    let north =
        parameter(upper, "FALSE_NORTHING").or_else(|| parameter(upper, "FALSE NORTHING"))?;
    let zone = (meridian + 183.0) / 6.0;
    if (scale - 0.9996).abs() > 1e-9 || (zone - zone.round()).abs() > 1e-9 {
        return None;
    }
    let (zone, south) = (zone.round() as u32, north > 0.0);
    let code = match (datum, south) {
        (Datum::Wgs84, true) => 32700 + zone,
        (Datum::Wgs84, false) => 32600 + zone,
        (Datum::Psad56, true) if (17..=22).contains(&zone) => 24860 + zone,
        (Datum::Psad56, false) if (17..=21).contains(&zone) => 24800 + zone,
        (Datum::Sad69, true) if (17..=25).contains(&zone) => 29170 + zone,
        (Datum::Sirgas, true) if (17..=25).contains(&zone) => 31960 + zone,
        (Datum::Peru96, true) => match zone {
            17 => 5839,
            18 => 5387,
            19 => 5389,
            _ => return None,
        },
        _ => return None,
    };
    Some(Epsg::new(code))
}

/// The number after `PARAMETER["NAME",`.
fn parameter(upper: &str, name: &str) -> Option<f64> {
    let after = upper.split(&format!("\"{name}\"")).nth(1)?;
    let number = after.trim_start_matches([',', ' ']);
    let end = number.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | '+' | 'E'));
    number[..end.unwrap_or(number.len())].parse().ok()
}

/// `AUTHORITY["EPSG","n"]` or `ID["EPSG",n]` of the outermost system: the last one, when only
/// brackets follow.
fn outer_authority(text: &str) -> Option<u32> {
    let start = text.rfind("AUTHORITY[").or_else(|| text.rfind("ID["))?;
    let rest = &text[start..];
    let end = rest.find(']')?;
    if !rest[end..].chars().all(|c| c == ']' || c.is_whitespace()) || !rest.contains("EPSG") {
        return None;
    }
    let digits: String = rest[..end].chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wkt: &str, expected: Option<u32>) {
        assert_eq!(epsg_from_wkt(wkt), expected.map(Epsg::new), "{wkt}");
    }

    #[test]
    fn esri_descriptions_are_recognised() {
        let utm = |datum: &str, meridian: i32, north: u32| {
            format!(
                "PROJCS[\"x\",GEOGCS[\"g\",DATUM[\"{datum}\",SPHEROID[\"s\",6378137.0,298.25]],\
                 PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],\
                 PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\",500000.0],\
                 PARAMETER[\"False_Northing\",{north}.0],\
                 PARAMETER[\"Central_Meridian\",{meridian}.0],PARAMETER[\"Scale_Factor\",0.9996],\
                 PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]"
            )
        };
        check(&utm("D_WGS_1984", -75, 10_000_000), Some(32718));
        check(&utm("D_WGS_1984", -69, 0), Some(32619));
        check(&utm("D_Provisional_S_American_1956", -75, 10_000_000), Some(24878));
        check(&utm("D_Peru96", -81, 10_000_000), Some(5839));
        check("GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\"]]", Some(4326));
    }

    #[test]
    fn the_outer_authority_wins() {
        check(
            "PROJCS[\"a\",GEOGCS[\"b\",AUTHORITY[\"EPSG\",\"4326\"]],AUTHORITY[\"EPSG\",\"32718\"]]",
            Some(32718),
        );
        check("GEOGCRS[\"WGS 84\",ID[\"EPSG\",4326]]", Some(4326));
    }

    #[test]
    fn other_texts_say_nothing() {
        check("esto no es WKT", None);
        check("", None);
        check("GEOGCS[\"luna\",DATUM[\"D_Moon_2000\"]]", None);
    }
}
