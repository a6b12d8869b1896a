//! `allpa render PLAN|LAYER… --out FILE`: the map as a picture, or as an official sheet on paper.

use allpa_app::{Series, SheetFacts, SheetView, map_sheet, page_error, series_pages, series_parts};
use allpa_geom::{Bounds, Epsg, UtmZone};
use allpa_map::furniture::{LegendWords, legend};
use allpa_map::{
    Camera, ExportOptions, LegendPlace, Plane, REFERENCE_DPI, Scene, render_png,
    with_room_for_legend,
};
use allpa_model::imagery::Elevation;
use allpa_page::{
    Arrangements, Extent, Format, Inset, Orientation, PageError, Paper, compose, encode, to_pdf,
};
use allpa_text::UserMessage;
use clap::Args;

use super::common::{Outcome, Session, parse_size};
use super::frames::{DrawnMap, Proposals, scene};

/// Arguments of `render`.
#[derive(Debug, Args)]
pub struct Render {
    /// Capas de abajo hacia arriba, o un expediente; sin ninguna, el atlas
    layers: Vec<String>,
    /// Ventana en grados: OESTE,SUR,ESTE,NORTE
    #[arg(long, value_name = "W,S,E,N", value_parser = parse_bbox, allow_hyphen_values = true)]
    bbox: Option<Bounds>,
    /// Tamaño en píxeles, sin papel
    #[arg(long, default_value = "1920x1080", value_name = "ANCHOxALTO", value_parser = parse_size)]
    size: [u32; 2],
    /// Lámina en papel: A4, A3, A2, A1 o A0; para PDF y SVG, A4 si no se dice
    #[arg(long, value_name = "PAPEL")]
    paper: Option<Paper>,
    /// Papel de pie; si no se dice, según la forma de la ventana
    #[arg(long, conflicts_with = "landscape")]
    portrait: bool,
    /// Papel echado
    #[arg(long)]
    landscape: bool,
    /// Escala 1:n
    #[arg(long, value_name = "n")]
    scale: Option<f64>,
    /// Puntos por pulgada; en papel, 300 si no se dice
    #[arg(long, value_name = "N")]
    dpi: Option<f64>,
    /// Sistema del mapa: una zona UTM o EPSG:3857; en papel, la zona UTM del centro si no se dice
    #[arg(long, value_name = "EPSG:n")]
    map_crs: Option<Epsg>,
    /// Serie de láminas en un PDF: una por entidad de esta capa, con índice
    #[arg(long, value_name = "CAPA")]
    series: Option<String>,
    /// Campo que da nombre a las láminas de la serie: una por valor
    #[arg(long, value_name = "CAMPO", requires = "series")]
    by: Option<String>,
    /// Qué entidades de la serie tienen lámina
    #[arg(long = "where", value_name = "CONDICIÓN", requires = "series")]
    condition: Option<String>,
    /// Sombrea el relieve de las imágenes cuyos píxeles son alturas
    #[arg(long)]
    relief: bool,
    /// Cómo se colorean las propuestas de un expediente: todas igual, o por su etapa
    #[arg(long, value_enum, value_name = "MODO", default_value_t = Proposals::Plain)]
    proposals: Proposals,
    /// Título
    #[arg(long, value_name = "TEXTO")]
    title: Option<String>,
    /// Quién elabora la lámina
    #[arg(long, value_name = "TEXTO")]
    author: Option<String>,
    /// Número del mapa
    #[arg(long, value_name = "TEXTO")]
    number: Option<String>,
}

/// What is shown when there is nothing to go by: Peru.
const PERU: Bounds = Bounds { min: [-81.5, -18.5], max: [-68.5, 0.2] };

/// Dots per inch of a sheet in pixels.
const PRINT_DPI: f64 = 300.0;

/// The layers of the small map.
const SURROUNDINGS: [&str; 2] = ["atlas:neighbours", "atlas:departments"];

impl Render {
    pub fn run(&self, session: &Session) -> Outcome {
        let texts = session.texts();
        let Some(out) = session.out() else {
            return Err(UserMessage {
                what: texts.get("what-no-map"),
                cause: texts.get("cause-no-out"),
                remedy: texts.get("remedy-out-png"),
            });
        };
        let Some(format) = Format::of(out) else {
            return Err(UserMessage {
                what: texts.with("what-not-written", &[("file", &out.to_string_lossy())]),
                cause: texts.get("cause-map-format"),
                remedy: texts.get("remedy-out-png"),
            });
        };
        if let Some(series) = &self.series {
            let bytes = self.series(session, series, format)?;
            return session.write_bytes(&bytes, out);
        }
        let bytes = match (self.paper, format) {
            (None, Format::Png) => self.picture(session)?,
            (paper, format) => self.sheet(session, paper.unwrap_or(Paper::A4), format)?,
        };
        session.write_bytes(&bytes, out)
    }

    /// The plane asked for.
    fn plane(&self, session: &Session) -> Result<Option<Plane>, UserMessage> {
        let Some(crs) = self.map_crs else { return Ok(None) };
        let is_own = |zone: &UtmZone| zone.wgs84() == crs;
        if crs == Epsg::new(3857) {
            return Ok(Some(Plane::Mercator));
        }
        if let Some(zone) = crs.utm_zone().filter(is_own) {
            return Ok(Some(Plane::Utm(zone)));
        }
        let texts = session.texts();
        let code = crs.code().to_string();
        Err(UserMessage {
            what: texts.get("what-no-map"),
            cause: texts.with("cause-no-paper-plane", &[("code", &code)]),
            remedy: texts.get("remedy-paper-plane"),
        })
    }

    /// As [`scene`], with the relief shaded where that was asked for.
    fn drawn(
        &self,
        session: &Session,
        names: &[String],
        choose: impl FnOnce(Option<Bounds>) -> Plane,
    ) -> Result<DrawnMap, UserMessage> {
        let mut drawn = scene(session, names, self.proposals, choose)?;
        if self.relief {
            for picture in &mut drawn.scene.imagery {
                picture.heights = Elevation::Relief;
            }
        }
        Ok(drawn)
    }

    /// A picture of the size asked for, with its furniture over the map.
    fn picture(&self, session: &Session) -> Result<Vec<u8>, UserMessage> {
        let texts = session.texts();
        let plane = self.plane(session)?.unwrap_or_default();
        let dpi = self.dpi.unwrap_or(REFERENCE_DPI);
        let drawn = self.drawn(session, &self.layers, |_| plane)?;
        let scene = Scene { pixel_ratio: (dpi / REFERENCE_DPI) as f32, ..drawn.scene };
        let bounds = self.bbox.or_else(|| scene.bounds()).unwrap_or(PERU);
        let view = |size| {
            let camera = Camera::fit(plane, bounds, size, 24.0);
            self.scale.map_or(camera, |scale| camera.with_scale(scale, dpi))
        };
        let words = LegendWords { other: texts.get("legend-other") };
        let options = ExportOptions {
            title: self.title.clone(),
            legend: Some(legend(&scene, &view(self.size), &words)),
            scale: Some(texts.get("map-scale")),
            north: Some("N".into()),
            sources: drawn.sources,
            notices: drawn.notices,
            pixel_ratio: None,
            legend_place: LegendPlace::Over,
        };
        let (camera, options) = with_room_for_legend(&scene, self.size, view, options);
        render_png(&scene, &camera, &options, &|| false).map_err(|error| UserMessage {
            what: texts.get("what-no-map"),
            cause: error.to_string(),
            remedy: texts.get("remedy-smaller-map"),
        })
    }

    /// Which side of the paper is to be up, where that was said.
    fn orientation(&self) -> Option<Orientation> {
        match (self.portrait, self.landscape) {
            (true, _) => Some(Orientation::Portrait),
            (_, true) => Some(Orientation::Landscape),
            _ => None,
        }
    }

    /// A sheet for each feature of a layer, behind an index.
    fn series(
        &self,
        session: &Session,
        argument: &str,
        format: Format,
    ) -> Result<Vec<u8>, UserMessage> {
        let texts = session.texts();
        if format != Format::Pdf {
            return Err(UserMessage {
                what: texts.get("what-no-map"),
                cause: texts.get("cause-series-pdf"),
                remedy: texts.get("remedy-series-pdf"),
            });
        }
        let layer = session.filter(session.layer(argument)?, self.condition.as_deref())?;
        session.has_field(&layer, self.by.as_deref())?;
        let parts = series_parts(&layer, self.by.as_deref().and_then(|by| layer.column(by)));
        if parts.is_empty() {
            return Err(UserMessage {
                what: texts.get("what-no-map"),
                cause: texts.with("cause-series-empty", &[("layer", layer.name())]),
                remedy: texts.get("remedy-series-empty"),
            });
        }
        // Without other layers the series shows its own.
        let shown = [argument.to_owned()];
        let shown = if self.layers.is_empty() { &shown[..] } else { &self.layers };
        let plane = self.plane(session)?;
        let choose = |found: Option<Bounds>| {
            let [longitude, latitude] = found.unwrap_or(PERU).center();
            plane.unwrap_or(Plane::Utm(UtmZone::at(longitude, latitude)))
        };
        let DrawnMap { scene: map, sources, notices, sheets } =
            self.drawn(session, shown, choose)?;
        let Some(fonts) = &map.fonts else { return Err(page_error(texts, &PageError::Font)) };
        let name = layer.name().to_owned();
        let title = || texts.with("series-title", &[("layer", &name)]);
        let series = Series {
            layer: &layer,
            parts,
            layers: map.layers,
            imagery: map.imagery,
            paper: self.paper.unwrap_or(Paper::A4),
            orientation: self.orientation(),
            scale: self.scale,
            facts: SheetFacts {
                title: self.title.clone().unwrap_or_else(title),
                author: self.author.clone().unwrap_or_default(),
                number: self.number.clone().unwrap_or_default(),
                date: allpa_files::today(),
                sources,
                notices,
            },
            arrangements: Arrangements::read(&sheets),
        };
        // Nobody takes back what the command line asks for.
        let pages = series_pages(texts, fonts, &series, &()).unwrap_or_default();
        to_pdf(&pages, fonts).map_err(|error| page_error(texts, &error))
    }

    /// An official sheet.
    fn sheet(
        &self,
        session: &Session,
        paper: Paper,
        format: Format,
    ) -> Result<Vec<u8>, UserMessage> {
        let texts = session.texts();
        let asked = self.plane(session)?;
        let mut bounds = PERU;
        let mut plane = Plane::default();
        // Where the map lies decides its zone.
        let choose = |found: Option<Bounds>| {
            bounds = self.bbox.or(found).unwrap_or(PERU);
            let [longitude, latitude] = bounds.center();
            plane = asked.unwrap_or(Plane::Utm(UtmZone::at(longitude, latitude)));
            plane
        };
        let DrawnMap { scene: map, sources, notices, sheets } =
            self.drawn(session, &self.layers, choose)?;
        let center = bounds.center();
        let names = SURROUNDINGS.map(str::to_owned);
        let around = scene(session, &names, Proposals::Plain, |_| Plane::Mercator)?;
        let inset = Some(Inset { scene: &around.scene, bounds: PERU });
        let is_tall = bounds.height() > bounds.width();
        let usual = if is_tall { Orientation::Portrait } else { Orientation::Landscape };
        let orientation = self.orientation().unwrap_or(usual);
        let extent = match self.scale {
            Some(denominator) => Extent::Scale { center, denominator },
            None => Extent::Fit(bounds),
        };
        let facts = SheetFacts {
            title: self.title.clone().unwrap_or_else(|| texts.get("sheet-title")),
            author: self.author.clone().unwrap_or_default(),
            number: self.number.clone().unwrap_or_default(),
            date: allpa_files::today(),
            sources,
            notices,
        };
        let view = SheetView { paper, orientation, plane, extent };
        let arrangement = Arrangements::read(&sheets).of(paper, orientation);
        let page = compose(&map_sheet(texts, &map, inset, view, &facts, arrangement));
        let Some(fonts) = &map.fonts else { return Err(page_error(texts, &PageError::Font)) };
        let dpi = self.dpi.unwrap_or(PRINT_DPI) as f32;
        encode(&page, fonts, format, dpi).map_err(|error| page_error(texts, &error))
    }
}

fn parse_bbox(text: &str) -> Result<Bounds, String> {
    let numbers: Vec<f64> = text.split(',').filter_map(|n| n.trim().parse().ok()).collect();
    match numbers.as_slice() {
        &[west, south, east, north] if west < east && south < north => {
            Ok(Bounds { min: [west, south], max: [east, north] })
        }
        _ => Err("W,S,E,N".into()),
    }
}
