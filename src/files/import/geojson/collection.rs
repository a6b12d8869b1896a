//! Feature collections, and features and geometries that stand alone.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use super::geometry::{CoordinatesSeed, GeometriesSeed, GeometrySeed};
use super::properties::PropertiesSeed;
use super::sink::{Crs, Sink};

/// The outermost object.
pub(super) struct TopSeed<'s, 'a>(pub(super) &'s mut Sink<'a>);

impl<'de> DeserializeSeed<'de> for TopSeed<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for TopSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a GeoJSON object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let sink = self.0;
        let mut kind = String::new();
        let mut has_features = false;
        let mut has_content = false;
        while let Some(key) = map.next_key::<std::borrow::Cow<str>>()? {
            match key.as_ref() {
                "type" => kind = map.next_value::<Value>()?.as_str().unwrap_or_default().into(),
                "features" => {
                    has_features = true;
                    sink.drop_open();
                    map.next_value_seed(FeaturesSeed(sink))?;
                }
                "crs" => sink.crs = Crs::of_member(&map.next_value::<Value>()?),
                "properties" => map.next_value_seed(PropertiesSeed(sink))?,
                "geometry" => {
                    has_content = true;
                    map.next_value_seed(GeometrySeed(&mut sink.scratch))?;
                }
                "coordinates" => {
                    has_content = true;
                    map.next_value_seed(CoordinatesSeed(&mut sink.scratch))?;
                }
                "geometries" => {
                    has_content = true;
                    map.next_value_seed(GeometriesSeed(&mut sink.scratch))?;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        if has_features {
            sink.drop_open();
            return Ok(());
        }
        sink.is_sequence = kind == "Feature";
        if has_content || sink.is_sequence {
            if kind != "Feature" {
                sink.scratch.set_kind(&kind);
            }
            sink.end_feature();
            return Ok(());
        }
        sink.not_geojson = Some(match kind.as_str() {
            "Topology" => "TopoJSON, not GeoJSON".into(),
            "" => "JSON, but not GeoJSON: it has no \"type\"".into(),
            other => format!("JSON of type {other}, but no features"),
        });
        Ok(())
    }
}

struct FeaturesSeed<'s, 'a>(&'s mut Sink<'a>);

impl<'de> DeserializeSeed<'de> for FeaturesSeed<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for FeaturesSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<(), S::Error> {
        let sink = self.0;
        sink.is_between_features = true;
        while list.next_element_seed(FeatureSeed(sink))?.is_some() {
            if sink.shapes.len().is_multiple_of(256)
                && sink.progress.step(sink.shapes.len() as u64, 0).is_err()
            {
                sink.is_cancelled = true;
                return Err(S::Error::custom("cancelled"));
            }
        }
        sink.is_between_features = false;
        Ok(())
    }
}

struct FeatureSeed<'s, 'a>(&'s mut Sink<'a>);

impl<'de> DeserializeSeed<'de> for FeatureSeed<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FeatureSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a feature")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let sink = self.0;
        sink.is_between_features = false;
        while let Some(key) = map.next_key::<std::borrow::Cow<str>>()? {
            match key.as_ref() {
                "geometry" => map.next_value_seed(GeometrySeed(&mut sink.scratch))?,
                "properties" => map.next_value_seed(PropertiesSeed(sink))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        sink.end_feature();
        sink.is_between_features = true;
        Ok(())
    }
}
