//! A series of maps: a sheet for each feature of a layer, with an index that leads to them.

use std::sync::Arc;

use allpa_geom::{Bounds, UtmZone};
use allpa_map::style::{LabelStyle, LayerStyle, MapTheme, Stroke, Symbol, Symbology, Weight};
use allpa_map::{Fonts, Plane, PreparedLayer, Scene, SceneImagery, SceneLayer};
use allpa_model::listing::collated;
use allpa_model::question::take_rows;
use allpa_model::role::recognise;
use allpa_model::{Cancelled, Column, ColumnData, Layer, Progress};
use allpa_page::{
    Arrangements, Block, Document, Extent, Inset, Orientation, Page, Paper, TableColumn, TableRow,
    Tabular, compose, scale_of,
};
use allpa_text::Texts;

use crate::paper::{SheetFacts, SheetView, map_sheet};
use crate::printing::{PERU, surroundings};
use crate::report::{map_block, padded};

/// One sheet of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesPart {
    /// What it is called.
    pub name: String,
    /// The features it shows.
    pub rows: Vec<usize>,
}

/// What a series is made from.
pub struct Series<'a> {
    /// The layer with a sheet for each feature.
    pub layer: &'a Layer,
    /// Its sheets, in order.
    pub parts: Vec<SeriesPart>,
    /// What every sheet shows, from the bottom up.
    pub layers: Vec<SceneLayer>,
    /// Pictures of the ground below.
    pub imagery: Vec<SceneImagery>,
    /// Size of the paper.
    pub paper: Paper,
    /// Which side of it is up; by the shape of each feature when absent.
    pub orientation: Option<Orientation>,
    /// *n* of the scale 1:*n*; the largest round one that shows the feature when absent.
    pub scale: Option<f64>,
    /// Words of the title block; its title is that of the series.
    pub facts: SheetFacts,
    /// What was done to the template of each paper.
    pub arrangements: Arrangements,
}

/// The sheets of a layer: one for each feature, or for each value of the field `by`. Features
/// without geometry have none.
pub fn series_parts(layer: &Layer, by: Option<&Column>) -> Vec<SeriesPart> {
    let recognised = recognise(layer);
    let column = |at: Option<usize>| at.map(|at| &layer.columns()[at]);
    let name = column(recognised.name).or_else(|| column(recognised.code));
    let text = |column: Option<&Column>, row: usize| {
        column.map(|column| column.value(row).to_string()).unwrap_or_default()
    };
    let has_shape =
        |row: &usize| layer.geographic().is_ok_and(|shapes| shapes.feature_bounds(*row).is_some());
    let mut parts: Vec<SeriesPart> = Vec::new();
    for row in (0..layer.len()).filter(has_shape) {
        let name = text(by.or(name), row);
        let name = if name.is_empty() { format!("{} {row}", layer.name()) } else { name };
        let same = parts.iter_mut().find(|part| by.is_some() && part.name == name);
        match same {
            Some(part) => part.rows.push(row),
            None => parts.push(SeriesPart { name, rows: vec![row] }),
        }
    }
    parts.sort_by_cached_key(|part| collated(&part.name));
    parts
}

/// The pages of a series: the index, then a sheet for each part.
///
/// # Errors
/// [`Cancelled`] when nobody waits for it any more.
pub fn series_pages(
    texts: &Texts,
    fonts: &Arc<Fonts>,
    series: &Series,
    progress: &dyn Progress,
) -> Result<Vec<Page>, Cancelled> {
    let around = surroundings();
    let inset = Inset { scene: &around, bounds: PERU };
    // Layers are made ready once for each zone that the features lie in.
    let mut planes: Vec<(Plane, Vec<SceneLayer>)> = Vec::new();
    let (mut sheets, mut scales) = (Vec::new(), Vec::new());
    let total = series.parts.len();
    for (number, part) in series.parts.iter().enumerate() {
        progress.step(number as u64, total as u64)?;
        let Some(bounds) = extent(series.layer, &part.rows) else { continue };
        let [longitude, latitude] = bounds.center();
        let plane = Plane::Utm(UtmZone::at(longitude, latitude));
        let at = planes.iter().position(|(known, _)| *known == plane).unwrap_or_else(|| {
            planes.push((plane, in_plane(&series.layers, plane)));
            planes.len() - 1
        });
        let mut layers = planes[at].1.clone();
        layers.extend(outlined(series.layer, part, plane));
        let scene = Scene::new(layers, MapTheme::LIGHT).with_fonts(Arc::clone(fonts));
        let scene = Scene { imagery: series.imagery.clone(), ..scene };
        let is_tall = bounds.height() > bounds.width();
        let usual = if is_tall { Orientation::Portrait } else { Orientation::Landscape };
        let view = SheetView {
            paper: series.paper,
            orientation: series.orientation.unwrap_or(usual),
            plane,
            extent: match series.scale {
                Some(denominator) => Extent::Scale { center: bounds.center(), denominator },
                None => Extent::Fit(bounds),
            },
        };
        let count = format!("{}/{total}", number + 1);
        let facts = SheetFacts {
            title: part.name.clone(),
            number: match series.facts.number.as_str() {
                "" => count,
                given => format!("{given} · {count}"),
            },
            ..series.facts.clone()
        };
        let arrangement = series.arrangements.of(view.paper, view.orientation);
        let sheet = map_sheet(texts, &scene, Some(inset), view, &facts, arrangement);
        scales.push(scale_of(&sheet));
        sheets.push(compose(&sheet));
    }
    // The numbers of the pages depend on how long the index is, which does not depend on them.
    let before = index(texts, fonts, series, &scales, 0).len();
    let mut pages = index(texts, fonts, series, &scales, before);
    pages.extend(sheets);
    Ok(pages)
}

/// The index: a key map with the number of each sheet, and their list.
fn index(
    texts: &Texts,
    fonts: &Arc<Fonts>,
    series: &Series,
    scales: &[f64],
    before: usize,
) -> Vec<Page> {
    let around = surroundings();
    let facts = &series.facts;
    let about = texts.count("series-about", series.parts.len());
    let mut blocks = vec![Block::Title(facts.title.clone()), Block::Quiet(about)];
    blocks.extend(facts.notices.iter().cloned().map(Block::Notice));
    let rows: Vec<usize> = series.parts.iter().flat_map(|part| part.rows.clone()).collect();
    let key = extent(series.layer, &rows).and_then(|bounds| {
        let [longitude, latitude] = bounds.center();
        let plane = Plane::Utm(UtmZone::at(longitude, latitude));
        Some((key_scene(texts, fonts, series, plane)?, plane, bounds))
    });
    if let Some((scene, plane, bounds)) = &key {
        let inset = Inset { scene: &around, bounds: PERU };
        // A region that is taller than wide has a tall map.
        let share = (bounds.height() / bounds.width() * 0.72) as f32;
        let map = map_block(texts, scene, *plane, *bounds, inset);
        blocks.push(Block::Map(Box::new(map), share.clamp(0.62, 0.8)));
    }
    let column = |title: &str, is_number| TableColumn { title: texts.get(title), is_number };
    let row = |(number, part): (usize, &SeriesPart)| {
        let page = before + number;
        let scale = scales.get(number).map(|scale| texts.scale(*scale)).unwrap_or_default();
        let cells =
            vec![(number + 1).to_string(), part.name.clone(), scale, (page + 1).to_string()];
        TableRow { cells, is_sum: false, page: Some(page) }
    };
    blocks.push(Block::Table(Tabular {
        columns: vec![
            column("series-number", true),
            column("series-name", false),
            column("map-scale", true),
            column("series-page", true),
        ],
        rows: series.parts.iter().enumerate().map(row).collect(),
    }));
    let stamp = [
        facts.sources.join(" · "),
        facts.author.clone(),
        facts.date.clone(),
        concat!("Allpa ", env!("CARGO_PKG_VERSION")).to_owned(),
    ];
    let all = (before.max(1) + series.parts.len()).to_string();
    let numbering = |number: usize, _: usize| {
        texts.with("report-page", &[("number", &number.to_string()), ("count", &all)])
    };
    let document = Document {
        fonts,
        theme: MapTheme::LIGHT,
        paper: Paper::A4,
        orientation: Orientation::Portrait,
        title: facts.title.clone(),
        language: texts.language().code().to_owned(),
        blocks,
        stamp: stamp.into_iter().filter(|line| !line.is_empty()).collect(),
        more: texts.get("report-more"),
        numbering: &numbering,
        watermark: None,
    };
    document.pages()
}

/// The box of some features with a little room around.
fn extent(layer: &Layer, rows: &[usize]) -> Option<Bounds> {
    let shapes = layer.geographic().ok()?;
    let boxes = rows.iter().filter_map(|&row| shapes.feature_bounds(row));
    boxes.reduce(Bounds::union).map(padded)
}

/// The same layers made ready for another plane.
fn in_plane(layers: &[SceneLayer], plane: Plane) -> Vec<SceneLayer> {
    let ready = |layer: &SceneLayer| {
        let data = Arc::clone(layer.prepared.layer());
        let prepared = PreparedLayer::new(data, plane).ok()?;
        Some(layer.clone().with_prepared(Arc::new(prepared)))
    };
    layers.iter().filter_map(ready).collect()
}

/// What a sheet is about, with a strong outline.
fn outlined(layer: &Layer, part: &SeriesPart, plane: Plane) -> Option<SceneLayer> {
    let theme = MapTheme::LIGHT;
    let picked = Arc::new(take_rows(layer, &part.rows));
    let stroke = Stroke::new(theme.proposal, 2.4).cased(theme.casing, 1.0);
    let symbol = Symbology::Single(Symbol::line(stroke));
    let style = Arc::new(LayerStyle { symbol, label: None, scales: None });
    let prepared = Arc::new(PreparedLayer::new(picked, plane).ok()?);
    Some(SceneLayer::new(u32::MAX, part.name.as_str(), prepared, style))
}

/// Field of the number of the sheet in the key map.
const NUMBER: &str = "allpa_sheet";

/// The features with the numbers of their sheets.
fn key_scene(texts: &Texts, fonts: &Arc<Fonts>, series: &Series, plane: Plane) -> Option<Scene> {
    let theme = MapTheme::LIGHT;
    let (mut rows, mut numbers) = (Vec::new(), Vec::new());
    for (number, part) in (1i64..).zip(&series.parts) {
        rows.extend(&part.rows);
        numbers.extend(part.rows.iter().map(|_| Some(number)));
    }
    let (crs, psad) = (series.layer.crs(), series.layer.psad_operation());
    let mut parts = take_rows(series.layer, &rows).into_parts();
    parts.columns.push(Column { name: NUMBER.into(), data: ColumnData::Integer(numbers) });
    let layer = Arc::new(Layer::new(parts, crs, psad));
    let label = LabelStyle {
        field: NUMBER.into(),
        size_px: 9.0,
        weight: Weight::SemiBold,
        color: theme.ink,
        halo: Some(theme.halo),
        halo_px: 1.4,
        case: allpa_map::style::Case::default(),
        spacing: 0.0,
        priority: 1,
        rank_field: None,
        scales: None,
    };
    let symbol = Symbology::Single(Symbol::line(Stroke::new(theme.quiet, 0.8)));
    let style = Arc::new(LayerStyle { symbol, label: Some(label), scales: None });
    let prepared = Arc::new(PreparedLayer::new(layer, plane).ok()?);
    let layer = SceneLayer::new(0, texts.get("series-key"), prepared, style);
    Some(Scene::new(vec![layer], theme).with_fonts(Arc::clone(fonts)))
}
