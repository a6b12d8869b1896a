//! `allpa render PLAN|LAYER… --out FILE.png`.

use allpa_geom::Bounds;
use allpa_map::furniture::{LegendWords, legend};
use allpa_map::{Camera, REFERENCE_DPI, Scene};
use allpa_map::{ExportOptions, render_png};
use allpa_text::UserMessage;
use clap::Args;

use super::common::{Outcome, Session, parse_size};
use super::frames::scene;

/// Arguments of `render`.
#[derive(Debug, Args)]
pub struct Render {
    /// Capas de abajo hacia arriba, o un expediente; sin ninguna, el atlas
    layers: Vec<String>,
    /// Ventana en grados: OESTE,SUR,ESTE,NORTE
    #[arg(long, value_name = "W,S,E,N", value_parser = parse_bbox, allow_hyphen_values = true)]
    bbox: Option<Bounds>,
    /// Tamaño en píxeles
    #[arg(long, default_value = "1920x1080", value_name = "ANCHOxALTO", value_parser = parse_size)]
    size: [u32; 2],
    /// Escala 1:n, en el centro
    #[arg(long, value_name = "n")]
    scale: Option<f64>,
    /// Puntos por pulgada
    #[arg(long, default_value_t = REFERENCE_DPI, value_name = "N")]
    dpi: f64,
    /// Título
    #[arg(long, value_name = "TEXTO")]
    title: Option<String>,
}

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
        let drawn = scene(session, &self.layers)?;
        let scene = Scene { pixel_ratio: (self.dpi / REFERENCE_DPI) as f32, ..drawn.scene };
        let bounds = self.bbox.or_else(|| scene.bounds());
        let bounds = bounds.unwrap_or(Bounds { min: [-81.5, -18.5], max: [-68.5, 0.2] });
        let mut camera = Camera::fit(bounds, self.size, 24.0);
        if let Some(scale) = self.scale {
            camera = camera.with_scale(scale, self.dpi);
        }
        let words = LegendWords { other: texts.get("legend-other") };
        let options = ExportOptions {
            title: self.title.clone(),
            legend: Some(legend(&scene, &camera, &words)),
            scale: Some(texts.get("map-scale")),
            north: Some("N".into()),
            sources: drawn.sources,
            notices: drawn.notices,
        };
        let is_png = out.extension().is_some_and(|e| e.eq_ignore_ascii_case("png"));
        if !is_png {
            return Err(UserMessage {
                what: texts.with("what-not-written", &[("file", &out.to_string_lossy())]),
                cause: texts.get("cause-only-png"),
                remedy: texts.get("remedy-out-png"),
            });
        }
        let png =
            render_png(&scene, &camera, &options, &|| false).map_err(|error| UserMessage {
                what: texts.get("what-no-map"),
                cause: error.to_string(),
                remedy: texts.get("remedy-smaller-map"),
            })?;
        session.write_bytes(&png, out)
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
