//! Search of places and features by name, without accents and as one types.

use std::sync::Arc;

use allpa_model::role::{Role, plain};

use crate::layers::{LayerId, Layers};

/// The search box and what it found.
#[derive(Debug, Default)]
pub struct Search {
    /// What is typed.
    pub text: String,
    /// Best matches.
    pub found: Vec<Found>,
    /// Names, rebuilt when layers come or go.
    pub index: Index,
    /// Content of the layers the index was built from.
    pub revision: u64,
}

/// Names of all features of all layers, ready to be searched.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    plain: String,
    name: Arc<str>,
    layer: LayerId,
    row: usize,
    weight: u8,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its name.
    pub name: Arc<str>,
    /// Its layer.
    pub layer: LayerId,
    /// Its row.
    pub row: usize,
}

impl Index {
    /// Indexes every named feature.
    pub fn build(layers: &Layers) -> Self {
        let mut entries = Vec::new();
        for layer in layers.iter() {
            let Some(column) = layer.loaded.recognised.name else { continue };
            let weight = weight(layer.loaded.recognised.role);
            let column = &layer.layer().columns()[column];
            for row in 0..layer.layer().len() {
                let name = column.value(row).to_string();
                if name.trim().is_empty() {
                    continue;
                }
                let (plain, name) = (plain(&name), Arc::from(name));
                entries.push(Entry { plain, name, layer: layer.id, row, weight });
            }
        }
        Self { entries }
    }

    /// The best `count` matches: whole names first, then beginnings, then parts; at one rank
    /// departments before provinces, districts, places and the rest.
    pub fn find(&self, text: &str, count: usize) -> Vec<Found> {
        let wanted = plain(text);
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut ranked: Vec<(u8, u8, &Entry)> = self
            .entries
            .iter()
            .filter_map(|entry| {
                let at = entry.plain.find(&wanted)?;
                let rank = match at {
                    0 if entry.plain.len() == wanted.len() => 0,
                    0 => 1,
                    _ => 2,
                };
                Some((rank, entry.weight, entry))
            })
            .collect();
        let order = |a: &(u8, u8, &Entry), b: &(u8, u8, &Entry)| {
            (a.0, a.1, &a.2.plain, a.2.row).cmp(&(b.0, b.1, &b.2.plain, b.2.row))
        };
        if ranked.len() > count {
            ranked.select_nth_unstable_by(count, order);
            ranked.truncate(count);
        }
        ranked.sort_by(order);
        let found = |(_, _, entry): (u8, u8, &Entry)| Found {
            name: Arc::clone(&entry.name),
            layer: entry.layer,
            row: entry.row,
        };
        ranked.into_iter().map(found).collect()
    }
}

fn weight(role: Option<Role>) -> u8 {
    match role {
        Some(Role::Department) => 0,
        Some(Role::Province) => 1,
        Some(Role::Capital) => 2,
        Some(Role::District) => 3,
        Some(Role::ProtectedArea) => 4,
        Some(Role::PopulatedPlace) => 5,
        _ => 6,
    }
}
