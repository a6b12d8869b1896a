//! A scene with its furniture as a PNG file.

use thiserror::Error;
use tiny_skia::{IntSize, Pixmap};

use crate::camera::Camera;
use crate::furniture::canvas::Canvas;
use crate::furniture::{LegendView, draw_swatch, scale_bar};
use crate::raster::surface::over;
use crate::raster::{Picture, paint};
use crate::scene::Scene;
use crate::style::Weight;

/// What goes around the map. All words are already in the user's language.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExportOptions {
    /// Heading.
    pub title: Option<String>,
    /// Signs explained; see [`crate::furniture::legend`].
    pub legend: Option<LegendView>,
    /// The word for *scale*, which brings the bar and the number with it.
    pub scale: Option<String>,
    /// The letter on the north arrow: `N`.
    pub north: Option<String>,
    /// Where the data come from, in small print.
    pub sources: Vec<String>,
    /// Remarks that must not be overlooked.
    pub notices: Vec<String>,
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
    if width == 0 || height == 0 || u64::from(width) * u64::from(height) > 400_000_000 {
        return Err(ExportError::Size { width, height });
    }
    let (furniture, reserved) = furniture(scene, camera, options);
    let scene = Scene { reserved: reserved.into(), ..scene.clone() };
    let mut picture = paint(&scene, camera, cancel).ok_or(ExportError::Cancelled)?;
    let below = picture.rgba.as_chunks_mut::<4>().0;
    for (pixel, &above) in below.iter_mut().zip(furniture.rgba.as_chunks::<4>().0) {
        if above[3] > 0 {
            *pixel = over(above, *pixel);
        }
    }
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

/// Title, legend, scale, north arrow and small print on a transparent ground, as large as the
/// camera's picture, and the boxes they cover (left, top, right, bottom in pixels).
pub fn furniture(
    scene: &Scene,
    camera: &Camera,
    options: &ExportOptions,
) -> (Picture, Vec<[f32; 4]>) {
    let [width, height] = camera.size_px;
    let mut pixels = vec![[0; 4]; width as usize * height as usize];
    let canvas =
        Canvas { width: width as usize, pixels: &mut pixels, fonts: scene.fonts.as_deref() };
    let (ratio, covered) = (scene.pixel_ratio, Vec::new());
    let mut sheet = Sheet { canvas, scene, camera, options, ratio, covered };
    let foot = sheet.small_print();
    sheet.title();
    sheet.legend(foot);
    sheet.scale(foot);
    sheet.north();
    let covered = sheet.covered;
    (Picture { width, height, rgba: pixels.into_flattened() }, covered)
}

struct Sheet<'a> {
    canvas: Canvas<'a>,
    scene: &'a Scene,
    camera: &'a Camera,
    options: &'a ExportOptions,
    /// Physical pixels per logical pixel.
    ratio: f32,
    covered: Vec<[f32; 4]>,
}

impl Sheet<'_> {
    fn px(&self, logical: f32) -> f32 {
        logical * self.ratio
    }

    fn width(&self) -> f32 {
        self.canvas.width as f32
    }

    fn panel(&mut self, area: [f32; 4]) {
        let area = area.map(f32::round);
        let (panel, line) = (self.scene.theme.panel, self.scene.theme.line);
        let border = self.px(1.0);
        self.canvas.panel(area, panel, line, border);
        self.covered.push(area);
    }

    fn title(&mut self) {
        let Some(title) = &self.options.title else { return };
        let (size, pad, margin) = (self.px(20.0), self.px(12.0), self.px(16.0));
        let widest = self.width() - 2.0 * (margin + pad) - self.px(60.0);
        let lines = self.canvas.lines(title, Weight::SemiBold, size, widest);
        let width = lines.iter().map(|line| line.width).fold(0.0, f32::max);
        let step = size * 1.3;
        let bottom = margin + pad * 1.5 + step * lines.len() as f32;
        self.panel([margin, margin, margin + width + 2.0 * pad, bottom]);
        for (number, line) in lines.iter().enumerate() {
            let at = [margin + pad, margin + pad * 0.6 + size * 1.08 + step * number as f32];
            self.canvas.text(line, at, self.scene.theme.ink, None);
        }
    }

    /// Notices and sources in a strip at the foot; returns its upper edge.
    fn small_print(&mut self) -> f32 {
        let (size, pad) = (self.px(12.0), self.px(8.0));
        let bottom = self.canvas.height() as f32;
        let width = self.width() - 4.0 * pad;
        let theme = self.scene.theme;
        let mut lines = Vec::new();
        let legend_notices = self.options.legend.iter().flat_map(|legend| &legend.notices);
        for notice in self.options.notices.iter().chain(legend_notices) {
            let broken = self.canvas.lines(notice, Weight::SemiBold, size, width);
            lines.extend(broken.into_iter().map(|line| (line, theme.ink)));
        }
        let sources = self.options.sources.join(" · ");
        let broken = self.canvas.lines(&sources, Weight::Regular, size, width);
        lines.extend(broken.into_iter().map(|line| (line, theme.quiet)));
        if lines.is_empty() {
            return bottom;
        }
        let step = size * 1.35;
        let top = bottom - step * lines.len() as f32 - 1.5 * pad;
        self.panel([-2.0, top, self.width() + 2.0, bottom + 2.0]);
        for (number, (line, color)) in lines.iter().enumerate() {
            let at = [2.0 * pad, top + pad * 0.75 + size + step * number as f32];
            self.canvas.text(line, at, *color, None);
        }
        top
    }

    /// The signs, lower right, as many as there is room for.
    fn legend(&mut self, foot: f32) {
        let Some(legend) = &self.options.legend else { return };
        let (size, pad, margin) = (self.px(12.0), self.px(12.0), self.px(16.0));
        let (step, swatch) = (self.px(22.0), [self.px(28.0), self.px(16.0)]);
        let gap = self.px(8.0);
        let widest = (self.width() * 0.32).max(self.px(140.0));
        let mut rows = Vec::new();
        for entry in &legend.entries {
            let is_single = matches!(entry.items.as_slice(), [one] if *one.label == *entry.title);
            if !is_single {
                let lines = self.canvas.lines(&entry.title, Weight::SemiBold, size, widest);
                rows.extend(lines.into_iter().map(|line| (line, None)));
            }
            for item in &entry.items {
                let room = widest - swatch[0] - gap;
                let lines = self.canvas.lines(&item.label, Weight::Regular, size, room);
                let mut sign = Some((&item.symbol, entry.kind));
                rows.extend(lines.into_iter().map(|line| (line, Some(sign.take()))));
            }
        }
        let most = ((foot - 2.0 * margin - 2.0 * pad) / step).floor().max(0.0) as usize;
        if rows.is_empty() || most == 0 {
            return;
        }
        rows.truncate(most);
        let indent = |sign: &Option<_>| if sign.is_some() { swatch[0] + gap } else { 0.0 };
        let width = rows.iter().map(|(line, sign)| line.width + indent(sign)).fold(0.0, f32::max);
        let left = self.width() - margin - width - 2.0 * pad;
        let top = foot - margin - pad * 1.4 - step * rows.len() as f32;
        self.panel([left, top, self.width() - margin, foot - margin]);
        for (number, (line, sign)) in rows.iter().enumerate() {
            let middle = top + pad * 0.7 + step * (number as f32 + 0.5);
            let at = [left + pad + indent(sign), middle + size * 0.36];
            if let Some(Some((symbol, kind))) = sign {
                let (x, y) = (left + pad, middle - swatch[1] / 2.0);
                let area = [x, y, x + swatch[0], y + swatch[1]];
                draw_swatch(&mut self.canvas.surface(), symbol, *kind, area, self.ratio);
            }
            self.canvas.text(line, at, self.scene.theme.ink, None);
        }
    }

    /// Bar and number, lower left.
    fn scale(&mut self, foot: f32) {
        let Some(word) = &self.options.scale else { return };
        let bar = scale_bar(self.camera, f64::from(self.px(180.0)));
        let (size, pad, margin) = (self.px(12.0), self.px(10.0), self.px(16.0));
        let number = rounded(self.scene.denominator(self.camera));
        let words = format!("{word} 1:{number}");
        let theme = self.scene.theme;
        let texts = [bar.label.as_str(), &words]
            .map(|words| self.canvas.measure(words, Weight::Regular, size));
        let length = bar.px as f32;
        let text_width = texts.iter().flatten().map(|text| text.width).fold(0.0, f32::max);
        let width = length.max(text_width);
        let (bottom, top) = (foot - margin, foot - margin - self.px(58.0));
        self.panel([margin, top, margin + width + 2.0 * pad, bottom]);
        let (left, thick) = (margin + pad, self.px(5.0));
        let line = top + self.px(26.0);
        let border = self.px(1.0);
        self.canvas.panel(
            [left, line, left + length, line + thick],
            theme.panel,
            theme.ink,
            border,
        );
        self.canvas.rect([left, line, left + length / 2.0, line + thick], theme.ink);
        let baselines = [top + self.px(18.0), top + self.px(50.0)];
        for (text, baseline) in texts.iter().zip(baselines) {
            if let Some(text) = text {
                self.canvas.text(text, [left, baseline], theme.ink, None);
            }
        }
    }

    /// An arrow that points up, upper right: the map's north is always up.
    fn north(&mut self) {
        let Some(letter) = &self.options.north else { return };
        let theme = self.scene.theme;
        let (x, top) = (self.width() - self.px(36.0), self.px(20.0));
        let (half, high) = (self.px(9.0), self.px(30.0));
        let notch = [x, top + high * 0.74];
        self.covered.push([x - 2.0 * half, 0.0, x + 2.0 * half, top + high * 1.7]);
        self.canvas.polygon(
            &[
                [x, top - self.px(3.0)],
                [x + half + self.px(2.5), top + high + self.px(2.0)],
                notch,
                [x - half - self.px(2.5), top + high + self.px(2.0)],
            ],
            theme.halo,
        );
        self.canvas.polygon(&[[x, top], [x - half, top + high], notch], theme.ink);
        self.canvas.polygon(&[[x, top], [x + half, top + high], notch], theme.quiet);
        let size = self.px(14.0);
        if let Some(text) = self.canvas.measure(letter, Weight::SemiBold, size) {
            let at = [x - text.width / 2.0, top + high + size * 1.15];
            let halo = (theme.halo, self.px(2.0));
            self.canvas.text(&text, at, theme.ink, Some(halo));
        }
    }
}

/// A scale number with three significant digits, digits in groups.
fn rounded(denominator: f64) -> String {
    let step = 10f64.powf((denominator.max(1.0).log10().floor() - 2.0).max(0.0));
    let digits = ((denominator / step).round() * step).to_string();
    let mut out = String::new();
    for (i, digit) in digits.char_indices() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202F}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use allpa_geom::Bounds;

    use super::*;
    use crate::furniture::{LegendWords, legend};
    use crate::style::{Color, Fill, Symbol};
    use crate::testing::{fonts, layer_of_squares, scene, single};

    fn sheet() -> (Scene, Camera, ExportOptions) {
        let symbol = Symbol::area(Fill::solid(Color::hex(0x0023_7A3C)), None);
        let mut scene = scene(vec![(layer_of_squares(4), single(symbol))]).with_fonts(fonts());
        scene.layers[0].title = "Zonas de protección".into();
        let bounds = Bounds { min: [0.0, 0.0], max: [4.0, 1.0] };
        let camera = Camera::fit(bounds, [640, 480], 20.0);
        let options = ExportOptions {
            title: Some("Zonificación de San Martín".into()),
            legend: Some(legend(&scene, &camera, &LegendWords { other: "Otros".into() })),
            scale: Some("Escala".into()),
            north: Some("N".into()),
            sources: vec!["Fuente: INEI".into()],
            notices: vec!["Colores propuestos".into()],
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
        let (picture, covered) = furniture(&scene, &camera, &options);
        assert_eq!(picture.pixel(320, 240), [0; 4]);
        for corner in [(40, 30), (40, 400), (600, 400), (600, 30)] {
            assert_eq!(picture.pixel(corner.0, corner.1)[3], 255, "{corner:?}");
        }
        assert_eq!(covered.len(), 5);
    }

    #[test]
    fn without_options_there_is_no_furniture() {
        let (scene, camera, _) = sheet();
        let (picture, covered) = furniture(&scene, &camera, &ExportOptions::default());
        assert!(covered.is_empty() && picture.rgba.iter().all(|&channel| channel == 0));
    }

    #[test]
    fn a_picture_without_pixels_is_an_error() {
        let (scene, camera, options) = sheet();
        let empty = Camera { size_px: [0, 10], ..camera };
        let error = ExportError::Size { width: 0, height: 10 };
        assert_eq!(render_png(&scene, &empty, &options, &|| false), Err(error));
    }

    #[test]
    fn scale_numbers_are_rounded_and_grouped() {
        assert_eq!(rounded(249_873.0), "250\u{202F}000");
        assert_eq!(rounded(7_439_841.0), "7\u{202F}440\u{202F}000");
        assert_eq!(rounded(500.2), "500");
    }
}
