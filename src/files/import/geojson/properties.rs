//! Properties of a feature, straight into typed columns.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::sink::Sink;
use crate::import::columns::{Loose, LooseColumns};

pub(super) struct PropertiesSeed<'s, 'a>(pub(super) &'s mut Sink<'a>);

impl<'de> DeserializeSeed<'de> for PropertiesSeed<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PropertiesSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object of properties, or null")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key::<std::borrow::Cow<str>>()? {
            let position = self.0.columns.position(&key);
            map.next_value_seed(ValueSeed { columns: &mut self.0.columns, position })?;
        }
        Ok(())
    }
}

struct ValueSeed<'s> {
    columns: &'s mut LooseColumns,
    position: usize,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a property")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.columns.set(self.position, &Loose::Null);
        Ok(())
    }

    fn visit_bool<E>(self, yes: bool) -> Result<(), E> {
        self.columns.set(self.position, &Loose::Boolean(yes));
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.columns.set(self.position, &Loose::Integer(number));
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        let value = i64::try_from(number).map_or(Loose::Real(number as f64), Loose::Integer);
        self.columns.set(self.position, &value);
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.columns.set(self.position, &Loose::Real(number));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.columns.set(self.position, &Loose::Text(text));
        Ok(())
    }

    /// Nested values stay as JSON text.
    fn visit_seq<S: SeqAccess<'de>>(self, list: S) -> Result<(), S::Error> {
        use serde::Deserialize as _;
        let value = Value::deserialize(serde::de::value::SeqAccessDeserializer::new(list))?;
        self.columns.set(self.position, &Loose::Text(&value.to_string()));
        Ok(())
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<(), M::Error> {
        use serde::Deserialize as _;
        let value = Value::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
        self.columns.set(self.position, &Loose::Text(&value.to_string()));
        Ok(())
    }
}
