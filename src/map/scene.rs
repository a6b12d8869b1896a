//! What to draw: an immutable snapshot that a background job can keep.

use std::sync::Arc;

use allpa_geom::{Bounds, PsadOperation};
use allpa_model::imagery::{Elevation, Imagery};

use crate::camera::Camera;
use crate::classes::Classes;
use crate::label::Fonts;
use crate::prepare::PreparedLayer;
use crate::raster::imagery::geographic_bounds;
use crate::style::{LayerStyle, MapTheme, ScaleRange};

/// Dots per inch for which symbol sizes and scale ranges are meant.
pub const REFERENCE_DPI: f64 = 96.0;

/// Layers from bottom to top and what surrounds them. Cloning copies handles only.
#[derive(Debug, Clone)]
pub struct Scene {
    /// Pictures of the ground below all layers, the lowest first.
    pub imagery: Vec<SceneImagery>,
    /// Layers, the lowest first.
    pub layers: Vec<SceneLayer>,
    /// Colours of the map itself.
    pub theme: MapTheme,
    /// Physical pixels per logical pixel: symbols and letters grow with it.
    pub pixel_ratio: f32,
    /// Boxes (left, top, right, bottom in pixels of the picture) that something else will cover:
    /// no name is written there.
    pub reserved: Arc<[[f32; 4]]>,
    /// Whether no name crosses the edge of the picture: for those that nobody can move.
    pub keeps_names_whole: bool,
    /// Letters for labels; without them the map has none.
    pub fonts: Option<Arc<Fonts>>,
}

/// One layer as drawn.
#[derive(Debug, Clone)]
pub struct SceneLayer {
    /// The caller's number for it, given back by picking.
    pub id: u32,
    /// Name in the legend, in the user's language.
    pub title: Arc<str>,
    /// Its geometry.
    pub prepared: Arc<PreparedLayer>,
    /// Its look.
    pub style: Arc<LayerStyle>,
    /// Symbol of each feature under this style.
    pub classes: Arc<Classes>,
    /// 0 invisible to 1 opaque, for the layer as a whole.
    pub opacity: f32,
    /// Selected rows, drawn again above everything in the accent colour.
    pub highlighted: Arc<[usize]>,
}

/// A picture of the ground as drawn.
#[derive(Debug, Clone)]
pub struct SceneImagery {
    /// The caller's number for it.
    pub id: u32,
    /// The picture.
    pub source: Arc<dyn Imagery>,
    /// How its system meets WGS 84, where it is on PSAD56.
    pub psad: PsadOperation,
    /// Its box in longitude, latitude (degrees).
    pub bounds: Bounds,
    /// 0 invisible to 1 opaque.
    pub opacity: f32,
    /// How heights are shown, where it has them.
    pub heights: Elevation,
}

impl SceneImagery {
    /// An opaque picture; `None` when its system has no way to WGS 84.
    pub fn new(id: u32, source: Arc<dyn Imagery>, psad: PsadOperation) -> Option<Self> {
        let bounds = geographic_bounds(source.bounds(), source.crs(), psad)?;
        Some(Self { id, source, psad, bounds, opacity: 1.0, heights: Elevation::default() })
    }

    /// The same picture with another opacity, 0 to 1.
    #[must_use]
    pub fn with_opacity(self, opacity: f32) -> Self {
        Self { opacity: opacity.clamp(0.0, 1.0), ..self }
    }
}

impl Scene {
    /// A scene at one physical pixel per logical pixel, without letters.
    pub fn new(layers: Vec<SceneLayer>, theme: MapTheme) -> Self {
        let reserved = Arc::from(Vec::new());
        let imagery = Vec::new();
        Self {
            imagery,
            layers,
            theme,
            pixel_ratio: 1.0,
            reserved,
            keeps_names_whole: false,
            fonts: None,
        }
    }

    /// The same scene with letters for its labels.
    #[must_use]
    pub fn with_fonts(self, fonts: Arc<Fonts>) -> Self {
        Self { fonts: Some(fonts), ..self }
    }

    /// The layers that `camera` shows, the lowest first; those prepared for another plane are left out.
    pub fn visible_layers<'a>(
        &'a self,
        camera: &Camera,
    ) -> impl DoubleEndedIterator<Item = &'a SceneLayer> + use<'a> {
        let plane = camera.plane;
        let denominator = self.denominator(camera);
        self.layers.iter().filter(move |layer| {
            layer.opacity > 0.0
                && layer.prepared.plane() == plane
                && ScaleRange::allow(layer.style.scales, denominator)
        })
    }

    /// *n* of the map scale 1:*n* on a screen whose logical pixels are 1/96 inch.
    pub fn denominator(&self, camera: &Camera) -> f64 {
        camera.scale_denominator(REFERENCE_DPI * f64::from(self.pixel_ratio))
    }

    /// Box of all layers and pictures in longitude, latitude (degrees); `None` when there is no geometry.
    pub fn bounds(&self) -> Option<Bounds> {
        let layers = self.layers.iter().filter_map(SceneLayer::bounds);
        let pictures = self.imagery.iter().map(|imagery| imagery.bounds);
        layers.chain(pictures).reduce(Bounds::union)
    }
}

impl SceneLayer {
    /// A fully opaque layer without selection. Classifies every feature: keep the result, and
    /// clone it for the next frame.
    pub fn new(
        id: u32,
        title: impl Into<Arc<str>>,
        prepared: Arc<PreparedLayer>,
        style: Arc<LayerStyle>,
    ) -> Self {
        let classes = Arc::new(Classes::resolve(prepared.layer(), &style));
        let highlighted = Arc::from(Vec::new());
        Self { id, title: title.into(), prepared, style, classes, opacity: 1.0, highlighted }
    }

    /// Its box in longitude, latitude (degrees); `None` without geometry.
    pub fn bounds(&self) -> Option<Bounds> {
        let world = self.prepared.world_bounds()?;
        Some(self.prepared.plane().geographic_bounds(world))
    }

    /// The same layer made ready for another plane.
    #[must_use]
    pub fn with_prepared(self, prepared: Arc<PreparedLayer>) -> Self {
        Self { prepared, ..self }
    }

    /// The same layer with another look; `classes` are those of its features under it.
    #[must_use]
    pub fn with_style(self, style: Arc<LayerStyle>, classes: Arc<Classes>) -> Self {
        Self { style, classes, ..self }
    }

    /// The same layer with another opacity, 0 to 1.
    #[must_use]
    pub fn with_opacity(self, opacity: f32) -> Self {
        Self { opacity: opacity.clamp(0.0, 1.0), ..self }
    }

    /// The same layer with these rows selected.
    #[must_use]
    pub fn with_highlighted(self, rows: impl Into<Arc<[usize]>>) -> Self {
        Self { highlighted: rows.into(), ..self }
    }
}
