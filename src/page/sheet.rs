//! The official map sheet: frame, grid with labels, north, scale, legend, location, title block.

use allpa_geom::{Bounds, Coord};
use allpa_map::drawing::{self, Area, Group, Mark, Parts, corners};
use allpa_map::furniture::{LegendWords, legend};
use allpa_map::style::{Color, Fill, MapTheme, Stroke};
use allpa_map::{Camera, Fonts, Plane, REFERENCE_DPI, Scene};

use crate::arrangement::{Arrangement, Piece, put};
use crate::blocks::{Blocks, Told};
use crate::grid::{Grid, round_up};
use crate::{Bookmark, FINENESS, MapFrame, Orientation, Page, Paper, mm};

/// What a map sheet shows and says. All words are already in the user's language.
#[derive(Debug, Clone)]
pub struct MapSheet<'a> {
    /// Size of the paper.
    pub paper: Paper,
    /// Which side of it is up.
    pub orientation: Orientation,
    /// The map.
    pub scene: &'a Scene,
    /// The plane it is drawn on, for which the layers of `scene` are prepared.
    pub plane: Plane,
    /// The part it shows.
    pub extent: Extent,
    /// Where that part lies, on a small map.
    pub inset: Option<Inset<'a>>,
    /// Words of the template.
    pub words: SheetWords,
    /// Label and text of each line of the title block: source, system, author, date, number.
    pub fields: Vec<[String; 2]>,
    /// What must not be overlooked: demonstration data, approximate places.
    pub notices: Vec<String>,
    /// Language of the words: `es` or `en`.
    pub language: &'a str,
    /// What was done to the template.
    pub arrangement: Arrangement,
}

/// The part of the world that a map shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Extent {
    /// All of a box in degrees, at the largest round scale.
    Fit(Bounds),
    /// A place in the middle (longitude, latitude) at the scale 1:n.
    Scale {
        /// The place.
        center: Coord,
        /// *n* of 1:*n*.
        denominator: f64,
    },
}

/// A small map of the surroundings.
#[derive(Debug, Clone, Copy)]
pub struct Inset<'a> {
    /// What it shows, prepared for [`Plane::Mercator`].
    pub scene: &'a Scene,
    /// How far it reaches, in degrees.
    pub bounds: Bounds,
}

/// Words of the template.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SheetWords {
    /// Heading of the sheet.
    pub title: String,
    /// Heading of the legend.
    pub legend: String,
    /// Legend text of features of no class of their own.
    pub other: String,
    /// Heading of the small map.
    pub location: String,
    /// The word before the scale.
    pub scale: String,
    /// Letter on the north arrow.
    pub north: String,
    /// Layer of the pictures below the others.
    pub ground: String,
    /// Layer of the names on the map.
    pub names: String,
    /// Layer of the lines of coordinates.
    pub grid: String,
    /// Layer of frame, legend and title block.
    pub frame: String,
}

/// Free paper around the sheet's border, and around the map inside it, in millimetres.
pub(crate) const MARGIN_MM: f32 = 8.0;
/// Room for the labels of the grid.
const GUTTER_MM: f32 = 6.0;
/// Width of the column of a sheet that lies, as a share, and its limits in millimetres.
const COLUMN_SHARE: f32 = 0.22;
const COLUMN_MM: [f32; 2] = [58.0, 190.0];
/// Width of the column of a map within a page, as a share.
const FIGURE_COLUMN: f32 = 0.27;
/// Height of the band of a sheet that stands.
const BAND_SHARE: f32 = 0.24;

/// Where things lie on the page, in points.
struct Layout {
    /// The border.
    border: Area,
    /// The map.
    map: Area,
    /// The parts of the column or band, each filled from the top down.
    parts: Vec<Area>,
}

impl Layout {
    /// The template, with the map where it was put.
    fn of(sheet: &MapSheet) -> Self {
        let layout = Self::template(sheet.paper, sheet.orientation);
        let size = sheet.paper.size_mm(sheet.orientation);
        match put(&sheet.arrangement, Piece::Map, size) {
            Some(map) => Self { map, ..layout },
            None => layout,
        }
    }

    fn template(paper: Paper, orientation: Orientation) -> Self {
        let [width, height] = paper.size_mm(orientation).map(mm);
        let margin = mm(MARGIN_MM);
        let border = [margin, margin, width - margin, height - margin];
        let gutter = mm(GUTTER_MM);
        let [left, top, right, bottom] = border;
        match orientation {
            Orientation::Landscape => {
                let column = (COLUMN_SHARE * width).clamp(mm(COLUMN_MM[0]), mm(COLUMN_MM[1]));
                let edge = right - column;
                Self {
                    border,
                    map: [left + gutter, top + gutter, edge - gutter, bottom - gutter],
                    parts: vec![[edge, top, right, bottom]],
                }
            }
            Orientation::Portrait => {
                let edge = bottom - BAND_SHARE * height;
                let third = (right - left) / 3.0;
                let part = |number: f32| {
                    [left + third * number, edge, left + third * (number + 1.0), bottom]
                };
                Self {
                    border,
                    map: [left + gutter, top + gutter, right - gutter, edge - gutter],
                    parts: (0..3).map(|number| part(number as f32)).collect(),
                }
            }
        }
    }
}

/// Lays a sheet out. The scene's letters are used throughout; without any there are no words.
///
/// The map is true to scale in metres of its plane (UTM), or at its middle (Mercator).
pub fn compose(sheet: &MapSheet) -> Page {
    compose_pieces(sheet).0
}

/// As [`compose`], and where each piece that shows stands on the page, in points.
pub fn compose_pieces(sheet: &MapSheet) -> (Page, Vec<(Piece, Area)>) {
    let layout = Layout::of(sheet);
    let [width, height] = sheet.paper.size_mm(sheet.orientation).map(mm);
    let page = vec![[0.0, 0.0], [0.0, height], [width, height], [width, 0.0]];
    let mut marks = vec![Mark::Land { rings: vec![page], fill: Fill::solid(Color::WHITE) }];
    let (drawn, pieces) = laid_out(sheet, &layout);
    marks.extend(drawn);
    let (size, title) = ([width, height], sheet.words.title.clone());
    let bookmarks = vec![Bookmark { title: title.clone(), top: 0.0 }];
    let camera = camera(sheet, layout.map);
    let maps = vec![MapFrame::of(&camera, layout.map, drawing::POINTS_PER_PIXEL / FINENESS)];
    let language = sheet.language.to_owned();
    (Page { size, marks, title, language, bookmarks, links: Vec::new(), maps }, pieces)
}

/// *n* of the scale 1:*n* at which [`compose`] draws the map of a sheet.
pub fn scale_of(sheet: &MapSheet) -> f64 {
    plane_scale(&camera(sheet, Layout::of(sheet).map))
}

/// A map as a part of a page: the frame of a sheet that lies, in `area` (points), with its column of
/// scale, legend and location.
pub(crate) fn figure(sheet: &MapSheet, area: Area) -> Vec<Mark> {
    let [left, top, right, bottom] = area;
    let gutter = mm(GUTTER_MM) * 0.8;
    let edge = right - (right - left) * FIGURE_COLUMN;
    let map = [left + gutter, top + gutter, edge - gutter, bottom - gutter];
    laid_out(sheet, &Layout { border: area, map, parts: vec![[edge, top, right, bottom]] }).0
}

/// The marks of a sheet in its places, and where its pieces stand.
fn laid_out(sheet: &MapSheet, layout: &Layout) -> (Vec<Mark>, Vec<(Piece, Area)>) {
    let scene = Scene { pixel_ratio: FINENESS, keeps_names_whole: true, ..sheet.scene.clone() };
    let camera = camera(sheet, layout.map);
    let denominator = plane_scale(&camera);
    let theme = &scene.theme;
    let words = &sheet.words;
    let parts = Parts { ground: &words.ground, names: &words.names };
    let mut marks = drawing::draw(&scene, &camera, [layout.map[0], layout.map[1]], parts);
    let part = |title: &str| Mark::Begin(Group { title: title.into(), opacity: 1.0, clip: None });
    marks.push(part(&words.grid));
    let grid = Grid::of(&camera, layout.map);
    marks.extend(grid.marks(layout.map, theme.quiet.with_alpha(110)));
    let letters = sheet.paper.letters();
    if let Some(fonts) = &scene.fonts {
        marks.extend(labels(&grid, layout.map, fonts, letters, theme));
    }
    marks.extend([Mark::End, part(&words.frame)]);
    marks.push(frame(layout.map, theme.ink, 0.8));
    marks.push(frame(layout.border, theme.ink, 1.4));
    let mut pieces = vec![(Piece::Map, layout.map)];
    if let Some(fonts) = &scene.fonts {
        let legend = legend(&scene, &camera, &LegendWords { other: sheet.words.other.clone() });
        let shown = camera.visible_bounds();
        let told = Told { sheet, legend: &legend, denominator, shown };
        let mut blocks = Blocks::new(fonts, theme, letters);
        blocks.fill(&told, &layout.parts);
        // A part that everything was taken out of is paper for the map.
        let stands_in =
            |part: &Area| blocks.template.iter().any(|(_, area)| is_inside(*area, *part));
        let parts = layout.parts.iter().filter(|part| stands_in(part));
        marks.extend(parts.map(|part| frame(*part, theme.ink, 0.6)));
        pieces.extend(blocks.pieces());
        marks.extend(blocks.marks());
    } else {
        marks.extend(layout.parts.iter().map(|part| frame(*part, theme.ink, 0.6)));
    }
    marks.push(Mark::End);
    (marks, pieces)
}

/// Whether the middle of an area lies in a part.
fn is_inside([left, top, right, bottom]: Area, part: Area) -> bool {
    let [x, y] = [f32::midpoint(left, right), f32::midpoint(top, bottom)];
    x >= part[0] && x <= part[2] && y >= part[1] && y <= part[3]
}

/// The view of the map in its frame.
fn camera(sheet: &MapSheet, frame: Area) -> Camera {
    let pixels =
        |points: f32| (points / drawing::POINTS_PER_PIXEL * FINENESS).round().max(1.0) as u32;
    let size_px = [pixels(frame[2] - frame[0]), pixels(frame[3] - frame[1])];
    let camera = match sheet.extent {
        Extent::Fit(bounds) => Camera::fit(sheet.plane, bounds, size_px, 0.0),
        Extent::Scale { center, .. } => {
            let bounds = Bounds { min: center, max: center };
            Camera::fit(sheet.plane, bounds, size_px, 0.0)
        }
    };
    let denominator = match sheet.extent {
        Extent::Fit(_) => round_scale(plane_scale(&camera)),
        Extent::Scale { denominator, .. } => denominator,
    };
    let factor = denominator / plane_scale(&camera);
    Camera { world_per_pixel: camera.world_per_pixel * factor, ..camera }
}

/// *n* of the scale 1:*n*: of metres of a UTM zone, of metres on the ground at the middle otherwise.
fn plane_scale(camera: &Camera) -> f64 {
    let dpi = REFERENCE_DPI * f64::from(FINENESS);
    match camera.plane {
        Plane::Utm(_) => camera.world_per_pixel * dpi / 0.0254,
        Plane::Mercator => camera.scale_denominator(dpi),
    }
}

/// The next scale that maps are made at: 1, 2, 2.5 or 5 times a power of ten, 7.5 too where the
/// step is wide.
pub fn round_scale(denominator: f64) -> f64 {
    let power = 10f64.powf(denominator.max(1.0).log10().floor());
    let rounds = [1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 10.0];
    let found = rounds.map(|times| times * power).into_iter();
    let mut found = found.filter(|round| *round >= denominator * (1.0 - 1e-6));
    found.next().unwrap_or(power * 10.0)
}

/// A scale bar: its length on the ground in metres, and on paper in points.
pub(crate) struct Bar {
    pub meters: f64,
    pub points: f32,
}

/// The longest bar of a round length that takes at most 0.6 of `room` (points).
pub(crate) fn bar(denominator: f64, room: f32) -> Bar {
    let meters_per_point = denominator * 0.0254 / 72.0;
    let longest = meters_per_point * f64::from(room * 0.6);
    let mut meters = round_up(longest / 2.5);
    if meters * 2.0 <= longest {
        meters *= 2.0;
    }
    Bar { meters, points: (meters / meters_per_point) as f32 }
}

/// A box drawn as a line.
pub(crate) fn frame(area: Area, color: Color, width: f32) -> Mark {
    let mut ring = corners(area);
    ring.push(ring[0]);
    Mark::Lines { lines: vec![ring], stroke: Stroke::new(color, width) }
}

/// Coordinates along the frame: eastings above and below, northings at both sides, turned.
fn labels(grid: &Grid, frame: Area, fonts: &Fonts, letters: f32, theme: &MapTheme) -> Vec<Mark> {
    let size = 5.5 * letters.min(1.5);
    let [left, top, right, bottom] = frame;
    let gap = 2.0;
    let mut marks = Vec::new();
    let mut write = |label: &str, at: &dyn Fn(f32) -> [f32; 2], turn: f32| {
        let text = fonts.text(label, allpa_map::style::Weight::Regular, size, 0.0);
        let at = at(text.width);
        let color = theme.ink;
        marks.push(Mark::Words(drawing::Words { text, at, color, halo: None, turn }));
    };
    for line in &grid.standing {
        let middle = |width: f32| (line.at - width / 2.0).clamp(left, right - width);
        write(&line.label, &|width| [middle(width), top - gap], 0.0);
        write(&line.label, &|width| [middle(width), bottom + gap + size * 0.75], 0.0);
    }
    let upwards = -std::f32::consts::FRAC_PI_2;
    for line in &grid.lying {
        let middle = |width: f32| (line.at + width / 2.0).clamp(top + width, bottom);
        write(&line.label, &|width| [left - gap, middle(width)], upwards);
        write(&line.label, &|width| [right + gap + size * 0.75, middle(width)], upwards);
    }
    marks
}
