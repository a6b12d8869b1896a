//! Search of places and features by name, without accents and as one types.

use allpa_model::question::asked::Question;
use allpa_model::role::{Role, plain};
use allpa_text::Texts;

use crate::layers::{LayerId, Layers};

/// The search box and what it found.
#[derive(Debug, Default)]
pub struct Search {
    /// What is typed.
    pub text: String,
    /// Best matches.
    pub found: Vec<Found>,
    /// Questions whose words hold what is typed.
    pub questions: Vec<Question>,
    /// Names, rebuilt when layers come or go.
    pub index: Index,
    /// Content of the layers the index was built from.
    pub revision: u64,
}

/// Names of all features of all layers, ready to be searched: one line each in one text.
#[derive(Debug, Default)]
pub struct Index {
    /// Plain names, each between two line ends.
    text: String,
    /// Where each line begins, and whose it is.
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    start: u32,
    row: u32,
    layer: LayerId,
    weight: u8,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// Its layer.
    pub layer: LayerId,
    /// Its row.
    pub row: usize,
}

impl Search {
    /// Empties the box; the names stay.
    pub fn clear(&mut self) {
        self.text.clear();
        self.found.clear();
        self.questions.clear();
    }
}

impl Index {
    /// Indexes every named feature but the proposals, which change with every gesture.
    pub fn build(layers: &Layers) -> Self {
        let mut index = Self { text: "\n".into(), entries: Vec::new() };
        for layer in layers.iter().filter(|layer| !layer.loaded.is_proposals) {
            let Some(column) = layer.loaded.recognised.name else { continue };
            let weight = weight(layer.loaded.recognised.role);
            let column = &layer.layer().columns()[column];
            for row in 0..layer.layer().len() {
                let plain = plain(&column.value(row).to_string());
                if plain.is_empty() {
                    continue;
                }
                // Four gigabytes of names are more than any office has.
                let Ok(start) = u32::try_from(index.text.len()) else { break };
                index.entries.push(Entry { start, row: row as u32, layer: layer.id, weight });
                index.text.push_str(&plain);
                index.text.push('\n');
            }
        }
        index
    }

    /// The best `count` matches: whole names first, then beginnings, then parts; at one rank
    /// departments before provinces, districts, places and the rest.
    pub fn find(&self, wanted: &str, count: usize, layers: &Layers) -> Vec<Found> {
        let wanted = plain(wanted);
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut ranked: Vec<(u8, u8, &str, &Entry)> = Vec::new();
        for (at, _) in self.text.match_indices(&wanted) {
            let number = self.entries.partition_point(|entry| entry.start as usize <= at) - 1;
            let entry = &self.entries[number];
            let start = entry.start as usize;
            let line = self.text[start..].split('\n').next().unwrap_or_default();
            let rank = match at - start {
                0 if line.len() == wanted.len() => 0,
                0 => 1,
                _ => 2,
            };
            ranked.push((rank, entry.weight, line, entry));
        }
        // A name with the text in it twice came twice.
        ranked.dedup_by_key(|(.., entry)| entry.start);
        let order = |a: &(u8, u8, &str, &Entry), b: &(u8, u8, &str, &Entry)| {
            (a.0, a.1, a.2, a.3.start).cmp(&(b.0, b.1, b.2, b.3.start))
        };
        if ranked.len() > count {
            ranked.select_nth_unstable_by(count, order);
            ranked.truncate(count);
        }
        ranked.sort_by(order);
        let found = |(.., entry): (u8, u8, &str, &Entry)| {
            let (layer, row) = (entry.layer, entry.row as usize);
            let name = layers.get(layer)?.feature_name(row);
            Some(Found { name, layer, row })
        };
        ranked.into_iter().filter_map(found).collect()
    }
}

/// Questions about which `wanted` speaks: each of its words is among theirs, endings apart.
pub fn questions(wanted: &str, texts: &Texts) -> Vec<Question> {
    let words: Vec<String> = wanted.split_whitespace().map(plain).filter(|w| w.len() > 2).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let speaks = |question: &Question| {
        let said =
            plain(&format!("{} {}", texts.question(question), texts.question_explained(question)));
        words.iter().all(|word| said.contains(stem(word)))
    };
    Question::all().into_iter().filter(speaks).collect()
}

/// A word without the ending that gender and number change.
fn stem(word: &str) -> &str {
    let kept = word.len().saturating_sub(2).max(4).min(word.len());
    word.get(..kept).unwrap_or(word)
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
