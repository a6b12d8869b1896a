//! A scene with its furniture as a PNG file.

use thiserror::Error;
use tiny_skia::{IntSize, Pixmap};

use crate::camera::Camera;
use crate::furniture::{LegendView, draw_legend_below, draw_sheet};
use crate::raster::surface::over;
use crate::raster::{Picture, paint};
use crate::scene::Scene;

/// What goes around the map. All words are already in the user's language.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExportOptions {
    /// Heading.
    pub title: Option<String>,
    /// Signs explained; see [`crate::furniture::legend`].
    pub legend: Option<LegendView>,
    /// Where the signs stand.
    pub legend_place: LegendPlace,
    /// The word for *scale*, which brings the bar and the number with it; empty for the bar alone.
    pub scale: Option<String>,
    /// The letter on the north arrow: `N`.
    pub north: Option<String>,
    /// Where the data come from, in small print.
    pub sources: Vec<String>,
    /// Remarks that must not be overlooked.
    pub notices: Vec<String>,
    /// Physical pixels to a logical one of all this; those of the map when absent.
    pub pixel_ratio: Option<f32>,
}

/// Where the signs of a map are explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LegendPlace {
    /// Over the map, lower right.
    #[default]
    Over,
    /// Below the map: the picture is taller for it, and nothing is covered or left out.
    Below,
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExportError {
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// The picture has no pixels, or too many.
    #[error("a picture of {width} by {height} pixels cannot be made")]
    Size {
        /// Width asked for.
        width: u32,
        /// Height asked for.
        height: u32,
    },
    /// The PNG writer failed.
    #[error("the picture could not be encoded: {0}")]
    Encode(String),
}

/// Share of a picture that a legend over the map may cover.
const MOST_COVERED: f32 = 0.15;

/// The view of a picture of `size` pixels and what goes around it: the legend stands below a map that
/// it would hide too much of, which is lower for it. `camera_of` gives the view of a map of some size.
pub fn with_room_for_legend(
    scene: &Scene,
    size: [u32; 2],
    camera_of: impl Fn([u32; 2]) -> Camera,
    options: ExportOptions,
) -> (Camera, ExportOptions) {
    let camera = camera_of(size);
    if !is_picture(size) {
        return (camera, options); // which is told when it is drawn
    }
    let alone = ExportOptions { legend: options.legend.clone(), ..ExportOptions::default() };
    let (_, covered) = draw_sheet(scene, &camera, &alone);
    let areas = covered.iter().map(|[left, top, right, bottom]| (right - left) * (bottom - top));
    let below = ExportOptions { legend_place: LegendPlace::Below, ..options.clone() };
    let strip = draw_legend_below(scene, &camera, &below).height;
    let is_much = areas.sum::<f32>() > MOST_COVERED * (size[0] * size[1]) as f32;
    if !is_much || strip * 2 > size[1] {
        return (camera, options);
    }
    (camera_of([size[0], size[1] - strip]), below)
}

/// Most pixels of a picture.
const MOST_PIXELS: u64 = 400_000_000;

/// Whether a picture of that size can be made.
fn is_picture([width, height]: [u32; 2]) -> bool {
    width > 0 && height > 0 && u64::from(width) * u64::from(height) <= MOST_PIXELS
}

/// Draws the scene with its furniture and encodes it.
///
/// # Errors
/// [`ExportError`] when cancelled, or when the size makes no picture.
pub fn render_png(
    scene: &Scene,
    camera: &Camera,
    options: &ExportOptions,
    cancel: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<u8>, ExportError> {
    let [width, height] = camera.size_px;
    if !is_picture(camera.size_px) {
        return Err(ExportError::Size { width, height });
    }
    let (furniture, reserved) = draw_sheet(scene, camera, options);
    let scene = Scene { reserved: reserved.into(), keeps_names_whole: true, ..scene.clone() };
    let mut picture = paint(&scene, camera, cancel).ok_or(ExportError::Cancelled)?;
    let below = picture.rgba.as_chunks_mut::<4>().0;
    for (pixel, &above) in below.iter_mut().zip(furniture.rgba.as_chunks::<4>().0) {
        if above[3] > 0 {
            *pixel = over(above, *pixel);
        }
    }
    let below = draw_legend_below(&scene, camera, options);
    picture.height += below.height;
    picture.rgba.extend(below.rgba);
    encode_png(picture)
}

/// A picture as a PNG file.
///
/// # Errors
/// [`ExportError::Size`] when it has no pixels, [`ExportError::Encode`] when the writer fails.
pub fn encode_png(picture: Picture) -> Result<Vec<u8>, ExportError> {
    let (width, height) = (picture.width, picture.height);
    let size = IntSize::from_wh(width, height).ok_or(ExportError::Size { width, height })?;
    let pixmap = Pixmap::from_vec(picture.rgba, size).ok_or(ExportError::Size { width, height })?;
    pixmap.encode_png().map_err(|error| ExportError::Encode(error.to_string()))
}

#[cfg(test)]
mod tests {
    use allpa_geom::Bounds;

    use super::*;
    use crate::furniture::{LegendWords, legend};
    use crate::plane::Plane;
    use crate::style::{Color, Fill, Symbol};
    use crate::testing::{fonts, layer_of_squares, scene, single};

    fn sheet() -> (Scene, Camera, ExportOptions) {
        let symbol = Symbol::area(Fill::solid(Color::hex(0x0023_7A3C)), None);
        let mut scene = scene(vec![(layer_of_squares(4), single(symbol))]).with_fonts(fonts());
        scene.layers[0].title = "Zonas de protección".into();
        let bounds = Bounds { min: [0.0, 0.0], max: [4.0, 1.0] };
        let camera = Camera::fit(Plane::Mercator, bounds, [640, 480], 20.0);
        let options = ExportOptions {
            title: Some("Zonificación de San Martín".into()),
            legend: Some(legend(&scene, &camera, &LegendWords { other: "Otros".into() })),
            scale: Some("Escala".into()),
            north: Some("N".into()),
            sources: vec!["Fuente: INEI".into()],
            notices: vec!["Colores propuestos".into()],
            pixel_ratio: None,
            legend_place: LegendPlace::Over,
        };
        (scene, camera, options)
    }

    #[test]
    fn the_file_is_a_png_of_the_size_asked_for() {
        let (scene, camera, options) = sheet();
        let png = render_png(&scene, &camera, &options, &|| false).unwrap();
        let back = Pixmap::decode_png(&png).unwrap();
        assert_eq!((back.width(), back.height()), (640, 480));
        assert_eq!(png, render_png(&scene, &camera, &options, &|| false).unwrap());
    }

    #[test]
    fn furniture_covers_the_corners_and_leaves_the_middle_alone() {
        let (scene, camera, options) = sheet();
        let (picture, covered) = draw_sheet(&scene, &camera, &options);
        assert_eq!(picture.pixel(320, 240), [0; 4]);
        for corner in [(40, 30), (40, 400), (600, 400), (600, 30)] {
            assert_eq!(picture.pixel(corner.0, corner.1)[3], 255, "{corner:?}");
        }
        assert_eq!(covered.len(), 5);
    }

    #[test]
    fn without_options_there_is_no_furniture() {
        let (scene, camera, _) = sheet();
        let (picture, covered) = draw_sheet(&scene, &camera, &ExportOptions::default());
        assert!(covered.is_empty() && picture.rgba.iter().all(|&channel| channel == 0));
    }

    #[test]
    fn a_picture_without_pixels_is_an_error() {
        let (scene, camera, options) = sheet();
        let empty = Camera { size_px: [0, 10], ..camera };
        let error = ExportError::Size { width: 0, height: 10 };
        assert_eq!(render_png(&scene, &empty, &options, &|| false), Err(error));
        let huge = [1 << 17, 1 << 17];
        let view = |size| Camera { size_px: size, ..camera };
        let (camera, options) = with_room_for_legend(&scene, huge, view, options);
        let error = ExportError::Size { width: huge[0], height: huge[1] };
        assert_eq!(render_png(&scene, &camera, &options, &|| false), Err(error));
    }

    #[test]
    fn a_legend_that_would_hide_the_map_stands_below_it_in_a_picture_of_the_same_size() {
        let (scene, _, options) = sheet();
        let bounds = Bounds { min: [0.0, 0.0], max: [4.0, 1.0] };
        let view = |size| Camera::fit(Plane::Mercator, bounds, size, 20.0);
        for (size, place) in [([640, 480], LegendPlace::Over), ([220, 160], LegendPlace::Below)] {
            let (camera, options) = with_room_for_legend(&scene, size, view, options.clone());
            assert_eq!(options.legend_place, place);
            let png = render_png(&scene, &camera, &options, &|| false).expect("a picture");
            let picture = Pixmap::decode_png(&png).expect("a PNG file");
            assert_eq!([picture.width(), picture.height()], size);
        }
    }

    #[test]
    fn a_legend_below_makes_the_picture_taller_and_covers_nothing() {
        let (scene, camera, options) = sheet();
        let below = ExportOptions { legend_place: LegendPlace::Below, ..options.clone() };
        let (_, covered) = draw_sheet(&scene, &camera, &below);
        let (_, more) = draw_sheet(&scene, &camera, &options);
        assert!(covered.len() < more.len(), "nothing stands lower right");
        let strip = draw_legend_below(&scene, &camera, &below);
        assert_eq!(strip.rgba.len(), (strip.width * strip.height * 4) as usize);
        assert!(strip.height > 20 && strip.width == 640);
        assert!(strip.rgba.as_chunks::<4>().0.iter().all(|pixel| pixel[3] == 255));
        assert_eq!(draw_legend_below(&scene, &camera, &options).height, 0);
    }
}
