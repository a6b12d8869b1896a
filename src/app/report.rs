//! The answer of a question as a document on paper, in words: shared by the window and the command
//! line.

use std::collections::BTreeMap;
use std::sync::Arc;

use allpa_geom::{Bounds, UtmZone};
use allpa_map::style::{LayerStyle, MapTheme, answers};
use allpa_map::{Fonts, Plane, PreparedLayer, Scene, SceneLayer};
use allpa_model::plan::Drawn;
use allpa_model::question::asked::{LayerRef, NamedTable, Question, Remark, Sheet, Shown, Slot};
use allpa_model::question::cross::TOTAL;
use allpa_model::question::{rows_where, take_rows};
use allpa_model::role::recognise;
use allpa_model::table::{Cell, Table};
use allpa_model::{Layer, Precision};
use allpa_page::{
    Arrangement, Block, Document, Extent, Inset, MapSheet, Orientation, Page, Paper, TableColumn,
    TableRow, Tabular,
};
use allpa_text::{Texts, column_figures};

use crate::layers::drawing_order;
use crate::paper::sheet_words;
use crate::printing::{PERU, surroundings};
use crate::provenance::{named, provenance, stamp};

/// A layer that a question names, as its holder draws it.
#[derive(Debug, Clone)]
pub struct ReportLayer {
    /// The name the question knows it by.
    pub reference: LayerRef,
    /// The data.
    pub layer: Arc<Layer>,
    /// What people call it.
    pub title: String,
    /// Its look on white paper.
    pub style: Arc<LayerStyle>,
    /// How far it can be trusted.
    pub precision: Precision,
    /// What must be said of it; empty for nothing.
    pub notice: String,
}

/// Height of the map as a share of its width.
const MAP_SHARE: f32 = 0.62;
/// A map shows at least so many degrees: 2 km.
const LEAST_DEGREES: f64 = 0.02;

/// The pages of an answer given on the day `date`.
pub fn answer_pages(
    texts: &Texts,
    fonts: &Arc<Fonts>,
    sheet: &Sheet,
    layers: &[ReportLayer],
    date: &str,
) -> Vec<Page> {
    let question = &sheet.provenance.asked.question;
    let named = named(layers);
    let title = texts.question(question);
    let program = sheet.provenance.program.as_str();
    let parameters = texts.parameters(question, &named);
    let map = scene(texts, fonts, sheet, layers);
    let around = surroundings();
    let made_on = texts.with("report-made-on", &[("date", date), ("program", program)]);
    let mut blocks = vec![Block::Title(title.clone()), Block::Quiet(made_on)];
    blocks.extend(notices(texts, sheet, layers).into_iter().map(Block::Notice));
    if !parameters.is_empty() {
        blocks.push(Block::Heading(texts.get("report-parameters")));
        blocks.push(Block::Pairs(parameters.clone()));
    }
    if let Some((scene, plane, bounds)) = &map {
        let inset = Inset { scene: &around, bounds: PERU };
        let map = map_block(texts, scene, *plane, *bounds, inset);
        blocks.push(Block::Map(Box::new(map), MAP_SHARE));
        blocks.push(Block::Quiet(texts.get("report-map-scale-note")));
    }
    for table in &sheet.found.tables {
        blocks.extend(table_blocks(texts, question, table));
    }
    let notes = texts.sheet_notes(sheet);
    if !notes.is_empty() {
        blocks.push(Block::Heading(texts.get("report-notes")));
        blocks.extend(notes.into_iter().map(Block::Text));
    }
    blocks.push(Block::Heading(texts.get("report-provenance")));
    blocks.extend(provenance(texts, sheet, &named));
    let stamp = stamp(texts, sheet, &parameters, &named, date);
    let more = texts.get("report-more");
    let watermark = watermark(texts, layers.iter().map(|layer| layer.precision));
    document_pages(texts, fonts, title, blocks, Foot { stamp, more }, watermark)
}

/// What stands below every page.
pub(crate) struct Foot {
    /// Lines of the stamp.
    pub stamp: Vec<String>,
    /// What is said where they do not fit.
    pub more: String,
}

/// Blocks on numbered pages of A4.
pub(crate) fn document_pages(
    texts: &Texts,
    fonts: &Fonts,
    title: String,
    blocks: Vec<Block>,
    foot: Foot,
    watermark: Option<String>,
) -> Vec<Page> {
    let numbering = |number: usize, count: usize| {
        let values = [("number", &*number.to_string()), ("count", &*count.to_string())];
        texts.with("report-page", &values)
    };
    let document = Document {
        fonts,
        theme: MapTheme::LIGHT,
        paper: Paper::A4,
        orientation: Orientation::Portrait,
        title,
        language: texts.language().code().to_owned(),
        blocks,
        stamp: foot.stamp,
        more: foot.more,
        numbering: &numbering,
        watermark,
    };
    document.pages()
}

/// What must not be overlooked.
pub(crate) fn notices(texts: &Texts, sheet: &Sheet, layers: &[ReportLayer]) -> Vec<String> {
    let with_notice = layers.iter().filter(|layer| !layer.notice.is_empty());
    let of_layers = with_notice.map(|layer| {
        texts.with("report-notice", &[("layer", &layer.title), ("notice", &layer.notice)])
    });
    let remarks = sheet.found.remarks.iter();
    let proposed = remarks.filter(|remark| matches!(remark, Remark::ProposedMatrix));
    of_layers.chain(proposed.map(|remark| texts.remark(remark))).collect()
}

/// What is written across pages made from layers of these precisions.
pub(crate) fn watermark(
    texts: &Texts,
    layers: impl Iterator<Item = Precision> + Clone,
) -> Option<String> {
    if layers.clone().any(|precision| precision == Precision::Demonstration) {
        Some(texts.get("report-watermark-demo"))
    } else if layers.clone().any(|precision| precision != Precision::Measured) {
        Some(texts.get("report-watermark-approximate"))
    } else {
        None
    }
}

/// What the map shows: the layers of the question, and above them what the answer points at.
fn scene(
    texts: &Texts,
    fonts: &Arc<Fonts>,
    sheet: &Sheet,
    layers: &[ReportLayer],
) -> Option<(Scene, Plane, Bounds)> {
    let theme = MapTheme::LIGHT;
    let mut drawn: Vec<(Arc<Layer>, String, Arc<LayerStyle>)> = Vec::new();
    let mut below: Vec<&ReportLayer> = layers.iter().collect();
    below.sort_by_key(|layer| drawing_order(&layer.layer, recognise(&layer.layer).group));
    for layer in below {
        let style = Arc::new(LayerStyle { scales: None, ..(*layer.style).clone() });
        drawn.push((Arc::clone(&layer.layer), layer.title.clone(), style));
    }
    let extent = |layer: &Layer| layer.geographic().ok()?.bounds();
    let mut bounds: Option<Bounds> = None;
    let mut include = |layer: &Layer| {
        bounds = [bounds, extent(layer)].into_iter().flatten().reduce(Bounds::union);
    };
    let asked = asked_rows(&sheet.provenance.asked.question, layers);
    let shown = if sheet.found.shown.is_empty() { &asked } else { &sheet.found.shown };
    for shown in shown {
        let (layer, title, style) = match shown {
            Shown::Made(layer) => {
                let style = answers::style(layer, &theme);
                (Arc::clone(layer), texts.made(layer.name()), style)
            }
            Shown::Rows { layer, rows } => {
                let Some(layer) = layers.iter().find(|known| known.reference == *layer) else {
                    continue;
                };
                let picked = take_rows(&layer.layer, rows);
                if rows.len() == layer.layer.len() && rows.len() > 1 {
                    // Where all features answer, marking them says nothing.
                    include(&picked);
                    continue;
                }
                let style = answers::marked(&picked, &theme);
                (Arc::new(picked), texts.get("report-marked"), style)
            }
        };
        include(&layer);
        drawn.push((layer, title, Arc::new(style)));
    }
    for (key, shape) in drawn_inputs(&sheet.provenance.asked.question) {
        let layer = Layer::made(key, shape.to_shapes(), Vec::new());
        include(&layer);
        let style = Arc::new(answers::marked(&layer, &theme));
        drawn.push((Arc::new(layer), texts.input(key), style));
    }
    let all = || drawn.iter().filter_map(|(layer, ..)| extent(layer)).reduce(Bounds::union);
    let bounds = padded(bounds.or_else(all)?);
    let [longitude, latitude] = bounds.center();
    let plane = Plane::Utm(UtmZone::at(longitude, latitude));
    let prepared = (0u32..).zip(drawn).filter_map(|(number, (layer, title, style))| {
        let prepared = Arc::new(PreparedLayer::new(layer, plane).ok()?);
        Some(SceneLayer::new(number, title, prepared, style))
    });
    let scene = Scene::new(prepared.collect(), theme).with_fonts(Arc::clone(fonts));
    Some((scene, plane, bounds))
}

/// What was drawn by hand for a question.
fn drawn_inputs(question: &Question) -> Vec<(&'static str, Drawn)> {
    let mut question = question.clone();
    let inputs = question.inputs().into_iter().filter(|input| !input.slot.is_empty());
    let shape = |slot: Slot<'_>| match slot {
        Slot::Place { value } => value.map(Drawn::Point),
        Slot::Axis { value } => Some(Drawn::Line(value.clone())),
        Slot::Area { value } => {
            let closed = value.iter().chain(value.first()).copied().collect();
            Some(Drawn::Polygon(vec![vec![closed]]))
        }
        _ => None,
    };
    inputs.filter_map(|input| Some((input.key, shape(input.slot)?))).collect()
}

/// The features that the conditions of a question pick, for answers that point at nothing.
fn asked_rows(question: &Question, layers: &[ReportLayer]) -> Vec<Shown> {
    let mut question = question.clone();
    let (mut chosen, mut picked) = (BTreeMap::new(), Vec::new());
    for input in question.inputs() {
        match input.slot {
            Slot::Layer { value: Some(name), .. } => drop(chosen.insert(input.key, name.clone())),
            Slot::Condition { value, of } if !value.is_empty() => {
                let name = chosen.get(of);
                let known = layers.iter().find(|layer| Some(&layer.reference) == name);
                let rows = known.and_then(|known| rows_where(&known.layer, value).ok());
                if let (Some(known), Some(rows)) = (known, rows) {
                    picked.push(Shown::Rows { layer: known.reference.clone(), rows });
                }
            }
            _ => {}
        }
    }
    picked
}

/// A box with a little room around, and not too small to be read.
pub(crate) fn padded(bounds: Bounds) -> Bounds {
    let lack = |side: f64| (LEAST_DEGREES - side).max(0.0) / 2.0 + side * 0.04;
    bounds.grown([lack(bounds.width()), lack(bounds.height())])
}

/// A map as a part of a page.
pub(crate) fn map_block<'a>(
    texts: &Texts,
    scene: &'a Scene,
    plane: Plane,
    bounds: Bounds,
    inset: Inset<'a>,
) -> MapSheet<'a> {
    MapSheet {
        paper: Paper::A4,
        orientation: Orientation::Landscape,
        scene,
        plane,
        extent: Extent::Fit(bounds),
        inset: Some(inset),
        words: sheet_words(texts, ""),
        fields: Vec::new(),
        notices: Vec::new(),
        language: texts.language().code(),
        arrangement: Arrangement::new(),
    }
}

fn table_blocks<'a>(texts: &Texts, question: &Question, named: &NamedTable) -> Vec<Block<'a>> {
    let table = &named.table;
    let name = texts.answer_table(named.name);
    let rows = table.rows.len();
    let heading = format!("{name} ({})", texts.count("report-rows", rows));
    let mut blocks = vec![Block::Heading(heading)];
    if rows == 0 {
        blocks.push(Block::Text(texts.get("report-no-rows")));
    } else if table.columns == ["text"] {
        blocks.extend(table.rows.iter().map(|row| Block::Text(row[0].to_string())));
    } else {
        blocks.push(Block::Table(tabular(texts, question, table)));
    }
    blocks
}

/// A table of an answer as it is read on paper, with its sum where its rows add up.
pub fn tabular(texts: &Texts, question: &Question, table: &Table) -> Tabular {
    as_read(texts, table, sum(texts, question, table))
}

/// A table as it is read on paper, with the sum below it.
pub(crate) fn as_read(texts: &Texts, table: &Table, sum: Option<Vec<Cell>>) -> Tabular {
    let is_summed = sum.is_some();
    // The sum is written like the figures above it.
    let mut table = table.clone();
    table.rows.extend(sum);
    let figures: Vec<Vec<Option<String>>> =
        (0..table.columns.len()).map(|at| column_figures(&table, at)).collect();
    // A column that says nothing takes no room.
    let is_said = |at: &usize| table.rows.iter().any(|row| row[*at] != Cell::Empty);
    let said: Vec<usize> = (0..table.columns.len()).filter(is_said).collect();
    let columns = said.iter().map(|&at| {
        let first = table.rows.iter().map(|row| &row[at]).find(|cell| **cell != Cell::Empty);
        let is_number = first.is_some_and(|cell| cell.number().is_some());
        TableColumn { title: texts.column(&table.columns[at]), is_number }
    });
    let rows = table.rows.iter().enumerate().map(|(number, row)| {
        let cell = |&at: &usize| match (&figures[at][number], &row[at]) {
            (Some(figure), _) => figure.clone(),
            (None, Cell::Text(text)) => texts.answer_cell(&table.columns[at], text),
            (None, _) => String::new(),
        };
        let is_total = row.iter().any(|cell| matches!(cell, Cell::Text(text) if text == TOTAL));
        let is_sum = is_total || (is_summed && number + 1 == table.rows.len());
        TableRow { cells: said.iter().map(cell).collect(), is_sum, page: None }
    });
    Tabular { columns: columns.collect(), rows: rows.collect() }
}

/// Columns of measures of features, whose sum means something.
const SUMMED: [&str; 2] = ["area_ha", "length_km"];

/// The sum below a list of measured features; other questions give their totals themselves.
fn sum(texts: &Texts, question: &Question, table: &Table) -> Option<Vec<Cell>> {
    if !matches!(question, Question::Measure(_)) || table.rows.len() < 2 {
        return None;
    }
    let is_summed = |column: &String| SUMMED.contains(&column.as_str());
    if !table.columns.iter().any(is_summed) || is_summed(&table.columns[0]) {
        return None;
    }
    let total = |(at, column): (usize, &String)| {
        if at == 0 {
            Cell::Text(texts.get("report-sum"))
        } else if is_summed(column) {
            Cell::Number(table.rows.iter().filter_map(|row| row[at].number()).sum())
        } else {
            Cell::Empty
        }
    };
    Some(table.columns.iter().enumerate().map(total).collect())
}
