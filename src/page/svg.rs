//! Pages as SVG 1.1: vectors with the letters embedded, for drawing programs and the web.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use allpa_map::drawing::{Group, Mark, Words, outline};
use allpa_map::style::{Color, Fill, Marker, Pattern, Stroke, Weight};
use allpa_map::{Fonts, encode_png};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;

use crate::pattern::{DOT, HATCH, SIDE, Square};
use crate::{Page, PageError};

/// A page as an SVG document whose unit is the point; the letters of `fonts` go along.
///
/// # Errors
/// [`PageError::Write`] when a picture cannot be encoded.
pub fn to_svg(page: &Page, fonts: &Fonts) -> Result<Vec<u8>, PageError> {
    let mut pen = Pen { body: String::new(), definitions: BTreeMap::new(), clips: 0 };
    for mark in &page.marks {
        pen.mark(mark)?;
    }
    let [width, height] = page.size;
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" \
         xmlns:xlink=\"http://www.w3.org/1999/xlink\" xml:lang=\"{}\" width=\"{:.2}mm\" \
         height=\"{:.2}mm\" viewBox=\"0 0 {} {}\">\n<title>{}</title>\n<style>\n",
        page.language,
        width / crate::POINTS_PER_MM,
        height / crate::POINTS_PER_MM,
        number(width),
        number(height),
        escaped(&page.title),
    );
    for (weight, value) in [(Weight::Regular, 400), (Weight::SemiBold, 600)] {
        writeln!(
            out,
            "@font-face{{font-family:'Noto Sans';font-weight:{value};\
             src:url(data:font/ttf;base64,{})}}",
            BASE64.encode(fonts.file(weight)),
        )
        .ok();
    }
    out.push_str("text{font-family:'Noto Sans',sans-serif;white-space:pre}\n</style>\n<defs>\n");
    pen.definitions.values().for_each(|definition| out.push_str(definition));
    out.push_str("</defs>\n");
    out.push_str(&pen.body);
    out.push_str("</svg>\n");
    Ok(out.into_bytes())
}

struct Pen {
    body: String,
    /// Patterns by name.
    definitions: BTreeMap<String, String>,
    clips: usize,
}

impl Pen {
    fn mark(&mut self, mark: &Mark) -> Result<(), PageError> {
        match mark {
            Mark::Land { rings, fill } => self.land(rings, *fill),
            Mark::Lines { lines, stroke } => self.lines(lines, stroke),
            Mark::Signs { at, marker } => at.iter().for_each(|at| self.sign(*at, *marker)),
            Mark::Words(words) => self.words(words),
            Mark::Picture { picture, area } => {
                let png = encode_png(picture.clone())
                    .map_err(|error| PageError::Write(error.to_string()))?;
                let [left, top, right, bottom] = *area;
                self.push(&format!(
                    "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" \
                     preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64,{}\"/>\n",
                    number(left),
                    number(top),
                    number(right - left),
                    number(bottom - top),
                    BASE64.encode(&png),
                ));
            }
            Mark::Begin(group) => self.begin(group),
            Mark::End => self.push("</g>\n"),
        }
        Ok(())
    }

    fn push(&mut self, text: &str) {
        self.body.push_str(text);
    }

    fn begin(&mut self, group: &Group) {
        self.push("<g");
        if !group.title.is_empty() {
            let title = escaped(&group.title);
            self.push(&format!(" id=\"{title}\""));
        }
        if group.opacity < 1.0 {
            self.push(&format!(" opacity=\"{}\"", number(group.opacity)));
        }
        if let Some([left, top, right, bottom]) = group.clip {
            let name = format!("clip{}", self.clips);
            self.clips += 1;
            let definition = format!(
                "<clipPath id=\"{name}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n",
                number(left),
                number(top),
                number(right - left),
                number(bottom - top),
            );
            self.push(&format!(" clip-path=\"url(#{name})\""));
            self.definitions.insert(name, definition);
        }
        self.push(">\n");
    }

    fn land(&mut self, rings: &[Vec<[f32; 2]>], fill: Fill) {
        let path: String = rings.iter().map(|ring| path(ring) + "Z").collect();
        let (ground, ink) = match fill.pattern {
            Pattern::Solid => (Some(fill.color), None),
            _ => (fill.ground, Some(fill.color)),
        };
        if let Some(ground) = ground {
            self.push(&format!("<path d=\"{path}\" {}/>\n", colored("fill", ground)));
        }
        if let Some(ink) = ink {
            let name = self.pattern(fill.pattern, ink);
            self.push(&format!("<path d=\"{path}\" fill=\"url(#{name})\"/>\n"));
        }
    }

    fn pattern(&mut self, pattern: Pattern, ink: Color) -> String {
        let name = format!("{pattern:?}{ink}").replace('#', "-");
        let square = Square::of(pattern);
        let mut drawn = String::new();
        if !square.lines.is_empty() {
            let lines: String = square.lines.iter().map(|line| path(line)).collect();
            let (width, stroke) = (number(HATCH), colored("stroke", ink));
            drawn =
                format!("<path d=\"{lines}\" fill=\"none\" stroke-width=\"{width}\" {stroke}/>");
        }
        for at in &square.dots {
            let ([x, y], radius) = (at.map(number), number(DOT));
            let fill = colored("fill", ink);
            write!(drawn, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {fill}/>").ok();
        }
        let side = number(SIDE);
        self.definitions.entry(name.clone()).or_insert_with(|| {
            format!(
                "<pattern id=\"{name}\" width=\"{side}\" height=\"{side}\" \
                 patternUnits=\"userSpaceOnUse\">{drawn}</pattern>\n"
            )
        });
        name
    }

    fn lines(&mut self, lines: &[Vec<[f32; 2]>], stroke: &Stroke) {
        let path: String = lines.iter().map(|line| path(line)).collect();
        let mut dash = String::new();
        if !stroke.dash.is_empty() {
            let lengths: Vec<String> = stroke.dash.iter().map(|length| number(*length)).collect();
            dash = format!(" stroke-dasharray=\"{}\"", lengths.join(" "));
        }
        let cap = if dash.is_empty() { "round" } else { "butt" };
        self.push(&format!(
            "<path d=\"{path}\" fill=\"none\" stroke-width=\"{}\" stroke-linecap=\"{cap}\" \
             stroke-linejoin=\"round\" {}{dash}/>\n",
            number(stroke.width_px),
            colored("stroke", stroke.color),
        ));
    }

    fn sign(&mut self, at: [f32; 2], marker: Marker) {
        let radius = marker.size_px / 2.0;
        for (radius, color) in [(radius + marker.rim_px, marker.rim), (radius, marker.color)] {
            let path = path(&outline(marker.shape, at, radius)) + "Z";
            self.push(&format!("<path d=\"{path}\" {}/>\n", colored("fill", color)));
        }
    }

    fn words(&mut self, words: &Words) {
        let [x, y] = words.at.map(number);
        let text = &words.text;
        let weight = if text.weight == Weight::SemiBold { " font-weight=\"600\"" } else { "" };
        let turned = if words.turn == 0.0 {
            String::new()
        } else {
            format!(" transform=\"rotate({} {x} {y})\"", number(words.turn.to_degrees()))
        };
        // The place of every letter: no reader's kerning moves them.
        let places: Vec<String> =
            text.glyphs.iter().map(|glyph| number(words.at[0] + glyph.x)).collect();
        let halo = words.halo.map_or_else(String::new, |(color, reach)| {
            format!(
                " paint-order=\"stroke\" stroke-width=\"{}\" stroke-linejoin=\"round\" {}",
                number(reach * 2.0),
                colored("stroke", color),
            )
        });
        self.push(&format!(
            "<text x=\"{}\" y=\"{y}\" font-size=\"{}\"{weight}{turned}{halo} {}>{}</text>\n",
            places.join(" "),
            number(text.size),
            colored("fill", words.color),
            escaped(&text.words),
        ));
    }
}

fn path(line: &[[f32; 2]]) -> String {
    let mut out = String::with_capacity(line.len() * 12);
    for (number_of, [x, y]) in line.iter().enumerate() {
        out.push(if number_of == 0 { 'M' } else { 'L' });
        out.push_str(&number(*x));
        out.push(' ');
        out.push_str(&number(*y));
    }
    out
}

/// Two decimals of a point: 0.0035 mm.
fn number(value: f32) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// `fill="#RRGGBB"`, with opacity where it is not full.
fn colored(what: &str, color: Color) -> String {
    let opaque = Color { a: 255, ..color };
    if color.a == 255 {
        format!("{what}=\"{opaque}\"")
    } else {
        format!("{what}=\"{opaque}\" {what}-opacity=\"{}\"", number(f32::from(color.a) / 255.0))
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    // XML has no other control characters.
    text.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, expected) in [(1.0, "1"), (0.1, "0.1"), (12.345, "12.35"), (-0.001, "0")] {
            assert_eq!(number(value), expected);
        }
    }
}
