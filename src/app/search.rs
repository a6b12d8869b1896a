//! Search of places and features by name, without accents and as one types.

use std::sync::Arc;

use allpa_model::Layer;
use allpa_model::position::Reading;
use allpa_model::question::asked::Question;
use allpa_model::role::{Role, plain};
use allpa_text::Texts;
use egui::Context;

use crate::job::{Crashed, LatestWorker};
use crate::layers::{LayerId, Layers};

/// The search box and what it found.
#[derive(Default)]
pub struct Search {
    /// What is typed.
    pub text: String,
    /// Best matches.
    pub found: Vec<Found>,
    /// Questions whose words hold what is typed.
    pub questions: Vec<Question>,
    /// What the text means as a position.
    pub positions: Vec<Reading>,
    /// Names, rebuilt when layers come or go.
    pub index: Index,
    /// Content of the layers the index is of, or will be.
    revision: u64,
    /// Content of the layers the index was built from.
    built: u64,
    worker: Option<LatestWorker<Request, (u64, Index)>>,
}

/// The content of the layers and their names.
type Request = (u64, Vec<Named>);

/// A layer whose features have names.
struct Named {
    id: LayerId,
    layer: Arc<Layer>,
    column: usize,
    weight: u8,
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

/// Lines of the box.
const FOUND: usize = 9;

impl Search {
    /// Has the names of `layers` indexed off the window's thread when they have changed, and takes
    /// in what is ready. Before every frame.
    ///
    /// # Errors
    /// [`Crashed`] when the work panicked.
    pub fn update(&mut self, ctx: &Context, layers: &Layers) -> Result<(), Crashed> {
        let revision = layers.names_revision();
        if self.revision != revision {
            self.revision = revision;
            self.found.clear();
            let build = |(revision, named): Request| (revision, Index::build(&named));
            let request = (revision, Named::of(layers));
            LatestWorker::ask_in(&mut self.worker, "search index", ctx, build, request);
        }
        let Some(answer) = self.worker.as_ref().and_then(LatestWorker::poll) else { return Ok(()) };
        (self.built, self.index) = answer?;
        self.find(layers);
        Ok(())
    }

    /// Looks for what is typed.
    pub fn find(&mut self, layers: &Layers) {
        self.found = self.index.find(&self.text, FOUND, layers);
    }

    /// Whether the index is on its way.
    pub fn is_pending(&self) -> bool {
        self.revision != self.built
    }

    /// Empties the box; the names stay.
    pub fn clear(&mut self) {
        self.text.clear();
        self.found.clear();
        self.questions.clear();
        self.positions.clear();
    }
}

impl Named {
    fn of(layers: &Layers) -> Vec<Self> {
        // Proposals change with every gesture, and are listed on their card.
        let named = layers.iter().filter(|layer| !layer.loaded.is_proposals).filter_map(|layer| {
            let recognised = &layer.loaded.recognised;
            let (column, weight) = (recognised.name?, weight(recognised.role));
            Some(Self { id: layer.id, layer: Arc::clone(layer.layer()), column, weight })
        });
        named.collect()
    }
}

impl Index {
    /// Indexes every named feature.
    fn build(named: &[Named]) -> Self {
        let mut index = Self { text: "\n".into(), entries: Vec::new() };
        for Named { id, layer, column, weight } in named {
            let column = &layer.columns()[*column];
            for row in 0..layer.len() {
                let plain = plain(&column.value(row).to_string());
                if plain.is_empty() {
                    continue;
                }
                // Four gigabytes of names are more than any office has.
                let Ok(start) = u32::try_from(index.text.len()) else { break };
                let (layer, weight) = (*id, *weight);
                index.entries.push(Entry { start, row: row as u32, layer, weight });
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
            // Layers may have changed since they were indexed.
            let data = layers.get(layer).filter(|layer| row < layer.layer().len())?;
            Some(Found { name: data.feature_name(row), layer, row })
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
