//! Geometry objects. `coordinates` may come before `type`, so positions are gathered by the depth
//! of their brackets and given their meaning at the end.

use std::fmt;

use allpa_geom::{Coord, ShapeKind, ShapesBuilder};
use allpa_model::NoteKind;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// One geometry as gathered, possibly a collection of others.
#[derive(Debug, Default)]
pub(super) struct Geometry {
    kind: String,
    coords: Vec<Coord>,
    /// Ends of lists of positions, in `coords`.
    lists: Vec<usize>,
    /// Ends of lists of lists, in `lists`.
    groups: Vec<usize>,
    height: u8,
    bad: Option<String>,
    pub(super) has_height: bool,
    is_present: bool,
    members: Vec<Geometry>,
}

impl Geometry {
    pub(super) fn is_absent(&self) -> bool {
        !self.is_present
    }

    pub(super) fn set_kind(&mut self, kind: &str) {
        kind.clone_into(&mut self.kind);
    }

    pub(super) fn clear(&mut self) {
        self.kind.clear();
        self.coords.clear();
        self.lists.clear();
        self.groups.clear();
        self.height = 0;
        self.bad = None;
        self.has_height = false;
        self.is_present = false;
        self.members.clear();
    }

    /// Writes the geometry as one feature; what is wrong with it comes back.
    pub(super) fn commit(&mut self, shapes: &mut ShapesBuilder) -> Vec<NoteKind> {
        let mut notes = Vec::new();
        if self.kind == "GeometryCollection" {
            self.commit_collection(shapes, &mut notes);
            return notes;
        }
        match self.check() {
            Ok(kind) => {
                self.write_parts(shapes, kind, &mut notes);
                shapes.end_feature(kind);
            }
            Err(found) => {
                notes.push(NoteKind::BadCoordinate { found });
                shapes.end_feature(ShapeKind::None);
            }
        }
        notes
    }

    /// Of a collection, the members of the highest dimension are kept.
    fn commit_collection(&mut self, shapes: &mut ShapesBuilder, notes: &mut Vec<NoteKind>) {
        let mut flat = Vec::new();
        flatten(std::mem::take(&mut self.members), &mut flat);
        let kinds: Vec<_> = flat.iter().map(Geometry::check).collect();
        let highest = kinds.iter().flatten().max_by_key(|kind| **kind as u8).copied();
        let mut left_out = 0;
        for (member, kind) in flat.iter().zip(kinds) {
            match kind {
                Ok(kind) if Some(kind) == highest => member.write_parts(shapes, kind, notes),
                Ok(_) => left_out += 1,
                Err(found) => notes.push(NoteKind::BadCoordinate { found }),
            }
        }
        if left_out > 0 {
            notes.push(NoteKind::MixedCollection { left_out });
        }
        shapes.end_feature(highest.unwrap_or(ShapeKind::None));
    }

    /// What it is, or why it is nothing.
    fn check(&self) -> Result<ShapeKind, String> {
        if let Some(found) = &self.bad {
            return Err(found.clone());
        }
        let (kind, height) = match self.kind.as_str() {
            "Point" => (ShapeKind::Point, 1),
            "MultiPoint" => (ShapeKind::Point, 2),
            "LineString" => (ShapeKind::Line, 2),
            "MultiLineString" => (ShapeKind::Line, 3),
            "Polygon" => (ShapeKind::Polygon, 3),
            "MultiPolygon" => (ShapeKind::Polygon, 4),
            other => return Err(format!("geometry of type {other:?}")),
        };
        if self.height != height && !self.coords.is_empty() {
            return Err(format!("coordinates nested {} deep in a {}", self.height, self.kind));
        }
        if let Some(bad) = self.coords.iter().find(|c| !c[0].is_finite() || !c[1].is_finite()) {
            return Err(format!("{bad:?}"));
        }
        Ok(kind)
    }

    fn write_parts(&self, shapes: &mut ShapesBuilder, kind: ShapeKind, notes: &mut Vec<NoteKind>) {
        match kind {
            ShapeKind::Point => {
                for &coord in &self.coords {
                    shapes.push(coord);
                    shapes.end_ring();
                    shapes.end_part();
                }
            }
            ShapeKind::Line => {
                for line in runs(&self.coords, &self.lists) {
                    if line.len() < 2 {
                        notes.push(NoteKind::TooFewPositions);
                        continue;
                    }
                    shapes.extend(line.iter().copied());
                    shapes.end_ring();
                    shapes.end_part();
                }
            }
            ShapeKind::Polygon => {
                let whole = [self.lists.len()];
                let groups = if self.height == 4 { &self.groups[..] } else { &whole[..] };
                let mut ring = 0;
                let mut from = 0;
                for &last in groups {
                    let mut has_shell = true;
                    for (i, &to) in self.lists[ring..last].iter().enumerate() {
                        // Holes without a shell are not land.
                        if has_shell {
                            let is_kept = push_ring(shapes, &self.coords[from..to], notes);
                            has_shell = is_kept || i > 0;
                        }
                        from = to;
                    }
                    ring = last;
                    shapes.end_part();
                }
            }
            ShapeKind::None => {}
        }
    }
}

/// Slices of `items` between consecutive `ends`.
fn runs<'a, T>(items: &'a [T], ends: &'a [usize]) -> impl Iterator<Item = &'a [T]> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends).map(|(start, &end)| &items[start..end])
}

/// Adds a ring, closing it if needed; `false` if it encloses nothing.
fn push_ring(shapes: &mut ShapesBuilder, ring: &[Coord], notes: &mut Vec<NoteKind>) -> bool {
    let is_closed = ring.len() > 1 && ring.first() == ring.last();
    let corners = ring.len() - usize::from(is_closed);
    if corners < 3 {
        notes.push(NoteKind::TooFewPositions);
        return false;
    }
    shapes.extend(ring.iter().copied());
    if !is_closed {
        notes.push(NoteKind::RingClosed);
        shapes.push(ring[0]);
    }
    shapes.end_ring();
    true
}

fn flatten(members: Vec<Geometry>, out: &mut Vec<Geometry>) {
    for mut member in members {
        if member.kind == "GeometryCollection" {
            flatten(std::mem::take(&mut member.members), out);
        } else if member.is_present {
            out.push(member);
        }
    }
}

/// A geometry object or null.
pub(super) struct GeometrySeed<'s>(pub(super) &'s mut Geometry);

impl<'de> DeserializeSeed<'de> for GeometrySeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for GeometrySeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a geometry or null")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let geometry = self.0;
        geometry.is_present = true;
        while let Some(key) = map.next_key::<std::borrow::Cow<str>>()? {
            match key.as_ref() {
                "type" => geometry.kind = map.next_value()?,
                "coordinates" => map.next_value_seed(CoordinatesSeed(geometry))?,
                "geometries" => map.next_value_seed(GeometriesSeed(geometry))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// The members of a collection.
pub(super) struct GeometriesSeed<'s>(pub(super) &'s mut Geometry);

impl<'de> DeserializeSeed<'de> for GeometriesSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for GeometriesSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of geometries")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<(), S::Error> {
        self.0.is_present = true;
        loop {
            let mut member = Geometry::default();
            if list.next_element_seed(GeometrySeed(&mut member))?.is_none() {
                return Ok(());
            }
            self.0.has_height |= member.has_height;
            self.0.members.push(member);
        }
    }
}

/// Nested arrays of positions.
pub(super) struct CoordinatesSeed<'s>(pub(super) &'s mut Geometry);

impl<'de> DeserializeSeed<'de> for CoordinatesSeed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        self.0.is_present = true;
        if let Nested::Array(height) = (NestedSeed(&mut *self.0)).deserialize(json)? {
            self.0.height = height;
        }
        Ok(())
    }
}

/// What one value inside `coordinates` turned out to be.
enum Nested {
    Number(f64),
    /// How many brackets deep: 1 is a position, 2 a list of positions.
    Array(u8),
    Other,
}

struct NestedSeed<'s>(&'s mut Geometry);

impl<'de> DeserializeSeed<'de> for NestedSeed<'_> {
    type Value = Nested;
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Nested, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NestedSeed<'_> {
    type Value = Nested;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("coordinates")
    }

    fn visit_f64<E>(self, number: f64) -> Result<Nested, E> {
        Ok(Nested::Number(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Nested, E> {
        Ok(Nested::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Nested, E> {
        Ok(Nested::Number(number as f64))
    }

    fn visit_str<E>(self, text: &str) -> Result<Nested, E> {
        self.0.bad.get_or_insert_with(|| format!("{text:?}"));
        Ok(Nested::Other)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Nested, E> {
        self.0.bad.get_or_insert_with(|| yes.to_string());
        Ok(Nested::Other)
    }

    fn visit_unit<E>(self) -> Result<Nested, E> {
        self.0.bad.get_or_insert_with(|| "null".to_owned());
        Ok(Nested::Other)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Nested, M::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.0.bad.get_or_insert_with(|| "{…}".to_owned());
        Ok(Nested::Other)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Nested, S::Error> {
        let geometry = self.0;
        let mut position = [0.0; 2];
        let mut numbers = 0;
        let mut deepest = 0;
        while let Some(item) = list.next_element_seed(NestedSeed(&mut *geometry))? {
            match item {
                Nested::Number(number) => {
                    if numbers < 2 {
                        position[numbers] = number;
                    }
                    numbers += 1;
                }
                Nested::Array(height) => deepest = deepest.max(height),
                Nested::Other => {}
            }
        }
        if numbers > 0 {
            if numbers == 1 {
                geometry.bad.get_or_insert_with(|| format!("[{}]", position[0]));
            }
            geometry.has_height |= numbers > 2;
            geometry.coords.push(position);
            return Ok(Nested::Array(1));
        }
        match deepest {
            1 => geometry.lists.push(geometry.coords.len()),
            2 => geometry.groups.push(geometry.lists.len()),
            _ => {}
        }
        Ok(Nested::Array(deepest + 1))
    }
}
