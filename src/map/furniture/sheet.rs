//! Title, legend, scale and small print, laid out over a map.

use allpa_geom::ShapeKind;

use super::canvas::Canvas;
use super::{LegendView, scale_bar, swatch};
use crate::camera::Camera;
use crate::export::{ExportOptions, LegendPlace};
use crate::label::Text;
use crate::raster::Picture;
use crate::scene::Scene;
use crate::style::{Symbol, Weight};

/// Title, legend, scale, north arrow and small print on a transparent ground, as large as the
/// camera's picture, and the boxes they cover (left, top, right, bottom in pixels).
pub fn draw_sheet(
    scene: &Scene,
    camera: &Camera,
    options: &ExportOptions,
) -> (Picture, Vec<[f32; 4]>) {
    let [width, height] = camera.size_px;
    let mut pixels = vec![[0; 4]; width as usize * height as usize];
    let canvas =
        Canvas { width: width as usize, pixels: &mut pixels, fonts: scene.fonts.as_deref() };
    let ratio = options.pixel_ratio.unwrap_or(scene.pixel_ratio);
    let covered = Vec::new();
    let mut sheet = Sheet { canvas, scene, camera, options, ratio, covered };
    let foot = sheet.small_print();
    sheet.title();
    sheet.legend(foot);
    sheet.scale(foot);
    sheet.north();
    let covered = sheet.covered;
    (Picture { width, height, rgba: pixels.into_flattened() }, covered)
}

/// The legend as a strip as wide as the picture, to stand below the map; without pixels where
/// there is none.
pub fn draw_legend_below(scene: &Scene, camera: &Camera, options: &ExportOptions) -> Picture {
    let width = camera.size_px[0];
    let nothing = Picture { width, height: 0, rgba: Vec::new() };
    let legend = options.legend.as_ref();
    let Some(legend) = legend.filter(|_| options.legend_place == LegendPlace::Below) else {
        return nothing;
    };
    let ratio = options.pixel_ratio.unwrap_or(scene.pixel_ratio);
    let sheet = |pixels| {
        let canvas = Canvas { width: width as usize, pixels, fonts: scene.fonts.as_deref() };
        Sheet { canvas, scene, camera, options, ratio, covered: Vec::new() }
    };
    // Measured first: the lines decide how high the strip is.
    let mut none = Vec::new();
    let measuring = sheet(&mut none);
    let pad = measuring.px(12.0);
    let room = width as f32 - pad;
    let rows = measuring.legend_rows(legend, room * 0.3);
    if rows.is_empty() {
        return nothing;
    }
    let widest = rows.iter().map(|row| row.indent + row.text.width).fold(0.0, f32::max) + pad;
    let columns = ((room / widest).floor() as usize).max(1);
    let per_column = rows.len().div_ceil(columns);
    let height = (measuring.px(22.0) * per_column as f32 + pad).ceil() as u32;
    let ground = scene.theme.panel;
    let mut pixels = vec![[ground.r, ground.g, ground.b, 255]; (width * height) as usize];
    sheet(&mut pixels).write_legend(&rows, per_column, widest, [pad, pad * 0.5]);
    Picture { width, height, rgba: pixels.into_flattened() }
}

/// One line of a legend.
struct LegendRow<'a> {
    text: Text,
    sign: Option<(&'a Symbol, ShapeKind)>,
    /// Pixels from the left of the column to the text.
    indent: f32,
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

    /// The signs, lower right, in as many columns as are needed and leave a third of the map free.
    fn legend(&mut self, foot: f32) {
        let Some(legend) = &self.options.legend else { return };
        if self.options.legend_place == LegendPlace::Below {
            return;
        }
        let (pad, margin, step) = (self.px(12.0), self.px(16.0), self.px(22.0));
        let widest = (self.width() * 0.28).max(self.px(140.0));
        let mut rows = self.legend_rows(legend, widest);
        let ceiling = if self.options.north.is_some() { self.px(88.0) } else { margin };
        let most = ((foot - ceiling - margin - 1.5 * pad) / step).floor().max(0.0) as usize;
        if rows.is_empty() || most == 0 {
            return;
        }
        let width = rows.iter().map(|row| row.indent + row.text.width).fold(0.0, f32::max);
        let room = (self.width() * 0.62 - 2.0 * pad) / (width + 2.0 * pad);
        let columns = rows.len().div_ceil(most).min((room.floor() as usize).max(1));
        if rows.len() > columns * most {
            // Better a number than silence about what found no room.
            let left_out = rows.len() - (columns * most - 1);
            rows.truncate(columns * most - 1);
            let words = format!("+ {left_out} …");
            let text = self.canvas.measure(&words, Weight::Regular, self.px(12.0));
            rows.extend(text.map(|text| LegendRow { text, sign: None, indent: 0.0 }));
        }
        let per_column = rows.len().div_ceil(columns);
        let right = self.width() - margin;
        let column_width = width + 2.0 * pad;
        let left = right - column_width * columns as f32;
        let top = foot - margin - pad * 1.4 - step * per_column as f32;
        self.panel([left, top, right, foot - margin]);
        self.write_legend(&rows, per_column, column_width, [left + pad, top + pad * 0.7]);
    }

    /// Writes the lines of a legend in columns from a corner.
    fn write_legend(&mut self, rows: &[LegendRow], per_column: usize, wide: f32, at: [f32; 2]) {
        let step = self.px(22.0);
        for (number, row) in rows.iter().enumerate() {
            let x = at[0] + wide * (number / per_column) as f32;
            let middle = at[1] + step * ((number % per_column) as f32 + 0.5);
            if let Some((symbol, kind)) = row.sign {
                let size = [28.0, 16.0].map(|logical| self.px(logical).round() as u32);
                let ground = self.scene.theme.panel;
                let picture = swatch(symbol, kind, ground, size, self.ratio);
                self.canvas.paste(&picture, [x, middle - size[1] as f32 / 2.0]);
            }
            let at = [x + row.indent, middle + row.text.size * 0.36];
            self.canvas.text(&row.text, at, self.scene.theme.ink, None);
        }
    }

    fn legend_rows<'l>(&self, legend: &'l LegendView, widest: f32) -> Vec<LegendRow<'l>> {
        let (size, beside) = (self.px(12.0), self.px(36.0));
        let mut rows = Vec::new();
        for entry in &legend.entries {
            let is_single = matches!(entry.items.as_slice(), [one] if *one.label == *entry.title);
            if !is_single {
                let lines = self.canvas.lines(&entry.title, Weight::SemiBold, size, widest);
                let row = |text| LegendRow { text, sign: None, indent: 0.0 };
                rows.extend(lines.into_iter().map(row));
            }
            for item in &entry.items {
                let lines = self.canvas.lines(&item.label, Weight::Regular, size, widest - beside);
                let mut sign = Some((&item.symbol, entry.kind));
                let row = |text| LegendRow { text, sign: sign.take(), indent: beside };
                rows.extend(lines.into_iter().map(row));
            }
        }
        rows
    }

    /// Bar and number, lower left.
    fn scale(&mut self, foot: f32) {
        let Some(word) = &self.options.scale else { return };
        let bar = scale_bar(self.camera, f64::from(self.px(180.0)));
        let (size, pad, margin) = (self.px(12.0), self.px(10.0), self.px(16.0));
        let number = rounded(self.scene.denominator(self.camera));
        let words = if word.is_empty() { String::new() } else { format!("{word} 1:{number}") };
        let theme = self.scene.theme;
        let texts = [bar.label.as_str(), &words]
            .map(|words| self.canvas.measure(words, Weight::Regular, size));
        let length = bar.px as f32;
        let text_width = texts.iter().flatten().map(|text| text.width).fold(0.0, f32::max);
        let width = length.max(text_width);
        let deep = self.px(if words.is_empty() { 40.0 } else { 58.0 });
        let (bottom, top) = (foot - margin, foot - margin - deep);
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
    use super::*;

    #[test]
    fn scale_numbers_are_rounded_and_grouped() {
        assert_eq!(rounded(249_873.0), "250\u{202F}000");
        assert_eq!(rounded(7_439_841.0), "7\u{202F}440\u{202F}000");
        assert_eq!(rounded(500.2), "500");
    }
}
