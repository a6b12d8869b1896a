//! Sheets measured on paper: what Poppler finds in the PDF against coordinates, and the PDF against
//! the screen.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use allpa_files::atlas;
use allpa_geom::{Bounds, UtmZone};
use allpa_map::style::{MapTheme, of_layer};
use allpa_map::{Camera, Fonts, Picture, Plane, PreparedLayer, Scene, SceneLayer, drawing, paint};
use allpa_model::role::recognise;
use allpa_page::{
    Arrangement, Extent, FINENESS, MapSheet, Orientation, Page, Paper, SheetWords, compose, to_pdf,
};

use crate::support::{allpa, has_tool, read};

/// Millimetres of a point.
const MM: f64 = 25.4 / 72.0;

/// The middle of the sheets, in degrees.
const CENTER: [f64; 2] = [-76.6, -6.9];

/// Positions in metres to degrees or the other way, by GDAL.
fn transformed(from: &str, to: &str, places: &[[f64; 2]]) -> Vec<[f64; 2]> {
    use std::io::Write as _;
    let mut child = Command::new("gdaltransform")
        .args(["-s_srs", from, "-t_srs", to, "-output_xy"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("gdal-bin is installed");
    let lines: String = places.iter().map(|[x, y]| format!("{x:.9} {y:.9}\n")).collect();
    child.stdin.take().expect("piped").write_all(lines.as_bytes()).expect("taken in");
    let output = child.wait_with_output().expect("answers");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let numbers: Vec<f64> = text.split_whitespace().map(|n| n.parse().expect("a number")).collect();
    numbers.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect()
}

/// The paths of the one page of a PDF as Poppler reads its operators: style, and positions of each
/// line in points from the upper left corner, after all transforms.
fn paths(folder: &Path, file: &str) -> Vec<(String, Vec<Vec<[f64; 2]>>)> {
    read(folder, "pdftocairo", &["-svg", "-noshrink", "-nocenter", file, "page.svg"]);
    let svg = fs::read_to_string(folder.join("page.svg")).expect("written");
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(rest.split('"').next()?.to_owned())
    };
    let mut found = Vec::new();
    for tag in svg.split("<path").skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
        let (Some(style), Some(line)) = (attribute(tag, "style"), attribute(tag, "d")) else {
            continue;
        };
        let matrix = attribute(tag, "transform").map_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0], |text| {
            let inside = text.trim_start_matches("matrix(").trim_end_matches(')');
            let numbers: Vec<f64> =
                inside.split(',').filter_map(|n| n.trim().parse().ok()).collect();
            numbers.try_into().expect("six numbers")
        });
        let [a, b, c, d, e, f] = matrix;
        let stretches = line.split('M').skip(1).map(|stretch| {
            let numbers: Vec<f64> =
                stretch.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            let place = |at: &[f64]| [a * at[0] + c * at[1] + e, b * at[0] + d * at[1] + f];
            numbers.chunks_exact(2).map(place).collect()
        });
        found.push((style, stretches.collect()));
    }
    found
}

/// Lines of text with the middles of their boxes in points.
fn words(folder: &Path, file: &str) -> Vec<(String, [f64; 2])> {
    let text = read(folder, "pdftotext", &["-bbox-layout", file, "-"]);
    let number = |tag: &str, name: &str| -> f64 {
        let rest = tag.split(&format!("{name}=\"")).nth(1).expect("a box");
        rest.split('"').next().and_then(|n| n.parse().ok()).expect("a number")
    };
    // Groups of digits are put together again.
    let line = |line: &str| {
        let [left, top, right, bottom] = ["xMin", "yMin", "xMax", "yMax"].map(|n| number(line, n));
        let words = line
            .split("<word")
            .skip(1)
            .filter_map(|word| Some(word.split('>').nth(1)?.split('<').next()?.to_owned()));
        let said = words.collect::<String>().replace('\u{2009}', "");
        (said, [f64::midpoint(left, right), f64::midpoint(top, bottom)])
    };
    text.split("<line").skip(1).map(line).collect()
}

/// The box in metres that GDAL reads a map of a PDF to show.
fn ground(folder: &Path, file: &str) -> ([f64; 2], [f64; 2]) {
    let told = read(folder, "gdalinfo", &["-json", file]);
    assert!(told.contains("WGS 84 / UTM zone 18S"), "{told}");
    let line = told.split("POLYGON ((").nth(1).and_then(|rest| rest.split("))").next());
    let corners = line.expect("a neatline").split(',').map(|corner| {
        let mut numbers = corner.split_whitespace().map(|n| n.parse::<f64>().expect("a number"));
        [(); 2].map(|()| numbers.next().expect("two numbers"))
    });
    corners.fold(([f64::MAX; 2], [f64::MIN; 2]), |(low, high), at| {
        ([0, 1].map(|axis| at[axis].min(low[axis])), [0, 1].map(|axis| at[axis].max(high[axis])))
    })
}

/// Points at metres of the zone as a file in degrees: what the map itself draws.
fn marks(folder: &Path, places: &[[f64; 2]]) {
    let features: Vec<String> = transformed("EPSG:32718", "EPSG:4326", places)
        .iter()
        .map(|[x, y]| {
            format!(
                r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Point","coordinates":[{x},{y}]}}}}"#
            )
        })
        .collect();
    let collection =
        format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    fs::write(folder.join("marks.geojson"), collection).expect("written");
}

/// Paper, which side is up, *n* of 1:*n*, and metres from one line of the grid to the next.
const SHEETS: [(&str, &str, f64, f64); 4] = [
    ("A3", "--landscape", 250_000.0, 10_000.0),
    ("A3", "--portrait", 250_000.0, 10_000.0),
    ("A0", "--landscape", 100_000.0, 5_000.0),
    ("A4", "--portrait", 500_000.0, 20_000.0),
];

/// What Poppler finds on a sheet.
struct Sheet {
    name: String,
    scale: f64,
    paths: Vec<(String, Vec<Vec<[f64; 2]>>)>,
    words: Vec<(String, [f64; 2])>,
    /// The middle of the map in metres.
    center: [f64; 2],
}

impl Sheet {
    /// The lines drawn with a pen of this many points.
    fn lines(&self, width: &str) -> impl Iterator<Item = &Vec<[f64; 2]>> {
        let style = format!("stroke-width:{width};");
        self.paths.iter().filter(move |(own, _)| own.contains(&style)).flat_map(|(_, lines)| lines)
    }

    /// Corners of the frame of the map that lie opposite.
    fn frame(&self) -> [[f64; 2]; 2] {
        let frames: Vec<_> = self.lines("0.8").filter(|line| line.len() == 5).collect();
        let [frame] = frames[..] else { panic!("{} frames", frames.len()) };
        [frame[0], frame[2]]
    }

    /// Where on paper a place in metres belongs.
    fn place(&self, metres: [f64; 2]) -> [f64; 2] {
        let [a, b] = self.frame();
        let off = [metres[0] - self.center[0], self.center[1] - metres[1]];
        [0, 1].map(|axis| f64::midpoint(a[axis], b[axis]) + off[axis] / self.scale * 1000.0 / MM)
    }

    /// How far in millimetres the bar is off, and its length in kilometres.
    fn bar(&self) -> (f64, f64) {
        let xs = self.lines("0.4").flatten().map(|at| at[0]);
        let (left, right) = xs.fold((f64::MAX, f64::MIN), |(l, r), x| (l.min(x), r.max(x)));
        let length = |said: &str| said.strip_suffix("km")?.parse::<f64>().ok();
        let kilometres = self.words.iter().find_map(|(said, _)| length(said)).expect("a length");
        ((right - left) * MM - kilometres * 1e6 / self.scale, kilometres)
    }

    /// How far in millimetres the lines that cross an axis are off what is written at their ends,
    /// and what that is in metres.
    fn grid(&self, axis: usize) -> (f64, Vec<f64>) {
        let (mut worst, mut metres) = (0.0_f64, Vec::new());
        for line in self.lines("0.3").filter(|line| line[0][axis] == line[1][axis]) {
            let at = line[0][axis];
            let is_beside = |place: &[f64; 2]| {
                let ends = [line[0], line[1]].map(|end| (place[1 - axis] - end[1 - axis]).abs());
                (place[axis] - at).abs() < 2.0 && ends.iter().any(|far| *far < 12.0)
            };
            let beside = self.words.iter().filter(|(_, place)| is_beside(place));
            let values: Vec<f64> = beside.filter_map(|(said, _)| said.parse().ok()).collect();
            // The corner of the frame pushes some labels aside.
            let Some(&value) = values.first() else { continue };
            assert!(values.iter().all(|other| *other == value), "{}: {values:?}", self.name);
            let mut place = self.center;
            place[axis] = value;
            worst = worst.max((at - self.place(place)[axis]).abs() * MM);
            metres.push(value);
        }
        metres.sort_by(f64::total_cmp);
        (worst, metres)
    }

    /// How far in millimetres the next sign lies from where a feature belongs; `None` outside.
    fn sign(&self, metres: [f64; 2]) -> Option<f64> {
        let ([a, b], [x, y]) = (self.frame(), self.place(metres));
        let is_inside = x > a[0].min(b[0]) && x < a[0].max(b[0]);
        if !is_inside || y < a[1].min(b[1]) || y > a[1].max(b[1]) {
            return None;
        }
        let filled = self.paths.iter().filter(|(style, _)| style.contains("fill-rule"));
        let outlines = filled.flat_map(|(_, lines)| lines).filter(|line| line.len() > 8);
        let middles = outlines.map(|line| {
            let side = |axis: usize| {
                let along = line.iter().map(|at| at[axis]);
                along.fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)))
            };
            [0, 1].map(|axis| f64::midpoint(side(axis).0, side(axis).1))
        });
        let far = middles.map(|at| (at[0] - x).hypot(at[1] - y) * MM);
        Some(far.fold(f64::MAX, f64::min))
    }
}

#[test]
fn bar_grid_and_features_lie_on_paper_where_their_metres_say() {
    if !has_tool("gdaltransform") || !has_tool("pdftocairo") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    let center = transformed("EPSG:4326", "EPSG:32718", &[CENTER])[0];
    let near = center.map(|metres| (metres / 20_000.0).round() * 20_000.0);
    let places = [[0.0, 0.0], [20_000.0, 0.0], [-20_000.0, 20_000.0], [0.0, -20_000.0]];
    let places = places.map(|[x, y]| [near[0] + x, near[1] + y]);
    marks(folder, &places);
    let window = [-0.1, -0.1, 0.1, 0.1].iter().zip(CENTER.iter().cycle());
    let window: Vec<String> = window.map(|(off, at)| (at + off).to_string()).collect();
    let window = window.join(",");
    for (paper, side, scale, step) in SHEETS {
        let n = scale.to_string();
        let sheet = ["render", "marks.geojson", "--paper", paper, side, "--scale", &n];
        let place = ["--bbox", &window, "--map-crs", "EPSG:32718", "--out", "sheet.pdf"];
        let made = allpa(folder, &[&sheet[..], &place].concat());
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let sheet = Sheet {
            name: format!("{paper} {side} 1:{n}"),
            scale,
            paths: paths(folder, "sheet.pdf"),
            words: words(folder, "sheet.pdf"),
            center,
        };
        let (off, kilometres) = sheet.bar();
        let (across, eastings) = sheet.grid(0);
        let (up, northings) = sheet.grid(1);
        let signs: Vec<f64> = places.iter().filter_map(|place| sheet.sign(*place)).collect();
        let sign = signs.iter().copied().fold(0.0, f64::max);
        let name = &sheet.name;
        let told = format!(
            "{name}, off in mm: bar of {kilometres} km {off:.4}, eastings {across:.4}, northings \
             {up:.4}, {} signs {sign:.4}",
            signs.len()
        );
        println!("{told}");
        assert!(off.abs() < 0.2 && across < 0.1 && up < 0.1 && sign < 0.1, "{told}");
        assert!(!signs.is_empty(), "{told}");
        // The ground that the file says its map shows.
        let (west_south, east_north) = ground(folder, "sheet.pdf");
        let [a, b] = sheet.frame();
        for axis in [0, 1] {
            let middle = f64::midpoint(west_south[axis], east_north[axis]) - center[axis];
            let side = (b[axis] - a[axis]).abs() * MM / 1000.0 * scale;
            let longer = east_north[axis] - west_south[axis] - side;
            let millimetres = [middle, longer].map(|metres| metres.abs() / scale * 1000.0);
            println!("{name}: georeference off in mm: {millimetres:.4?}");
            assert!(millimetres.iter().all(|off| *off < 0.1), "{name}: {millimetres:?}");
        }
        assert_eq!(kilometres, 10.0, "{told}");
        for metres in [eastings, northings] {
            assert!(metres.len() >= 3, "{name}: {metres:?}");
            assert!(metres.windows(2).all(|pair| pair[1] - pair[0] == step), "{name}: {metres:?}");
        }
    }
}

fn letters() -> Arc<Fonts> {
    let letters = Fonts::new(allpa_app::REGULAR.to_vec(), allpa_app::SEMIBOLD.to_vec());
    Arc::new(letters.expect("the program's letters"))
}

#[test]
fn each_page_of_a_series_tells_its_own_ground() {
    if !has_tool("gdalinfo") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fonts = letters();
    let scene = Scene::new(Vec::new(), MapTheme::LIGHT).with_fonts(Arc::clone(&fonts));
    let zone = UtmZone { number: 18, south: true };
    let page = |longitude: f64| {
        let center = [longitude, -6.9];
        compose(&MapSheet {
            paper: Paper::A4,
            orientation: Orientation::Portrait,
            scene: &scene,
            plane: Plane::Utm(zone),
            extent: Extent::Scale { center, denominator: 100_000.0 },
            inset: None,
            words: SheetWords::default(),
            fields: Vec::new(),
            notices: Vec::new(),
            language: "es",
            arrangement: Arrangement::new(),
        })
    };
    let longitudes = [-76.0, -75.5];
    let file = to_pdf(&longitudes.map(page), &fonts).expect("pages");
    fs::write(folder.path().join("series.pdf"), file).expect("written");
    for (number, longitude) in longitudes.into_iter().enumerate() {
        let page = format!("PDF:{}:series.pdf", number + 1);
        let (west_south, east_north) = ground(folder.path(), &page);
        let middle = [0, 1].map(|axis| f64::midpoint(west_south[axis], east_north[axis]));
        let expected = transformed("EPSG:4326", "EPSG:32718", &[[longitude, -6.9]])[0];
        let off = [0, 1].map(|axis| (middle[axis] - expected[axis]).abs());
        assert!(off.iter().all(|metres| *metres < 10.0), "{off:?}");
    }
}

/// Pixels of the views compared.
const SIZE: [u32; 2] = [900, 700];

/// The layers compared, from below upwards.
const LAYERS: [&str; 6] =
    ["neighbours", "departments", "zee_demo", "rivers", "corridors", "places"];

/// The same view on the screen and on paper.
fn on_screen_and_on_paper(scene: &Scene, view: &Camera, folder: &Path) -> [Picture; 2] {
    let screen = paint(scene, view, &|| false).expect("nobody cancels");
    let finer = f64::from(FINENESS);
    let fine = Camera {
        size_px: view.size_px.map(|side| side * FINENESS as u32),
        world_per_pixel: view.world_per_pixel / finer,
        ..*view
    };
    let paper = Scene { pixel_ratio: FINENESS, ..scene.clone() };
    let page = Page {
        size: view.size_px.map(|side| side as f32 * drawing::POINTS_PER_PIXEL),
        marks: drawing::draw(&paper, &fine, [0.0, 0.0], drawing::Parts::default()),
        title: String::new(),
        language: "es".into(),
        bookmarks: Vec::new(),
        links: Vec::new(),
        maps: Vec::new(),
    };
    let fonts = scene.fonts.as_ref().expect("letters");
    fs::write(folder.join("view.pdf"), to_pdf(&[page], fonts).expect("a page")).expect("written");
    read(folder, "pdftoppm", &["-png", "-r", "96", "-singlefile", "view.pdf", "view"]);
    let printed = image::open(folder.join("view.png")).expect("a picture").to_rgba8();
    let (width, height) = printed.dimensions();
    [screen, Picture { width, height, rgba: printed.into_raw() }]
}

/// Share of the pixels that differ visibly, and the same without what two programs that smooth
/// edges in two ways move by a part of a pixel. Visible are more than 64 of 255 shades in a channel;
/// a pixel is excused when the other picture has its colour within one pixel around.
fn visibly_different(a: &Picture, b: &Picture) -> [f64; 2] {
    assert_eq!((a.width, a.height), (b.width, b.height));
    let differs = |a: &Picture, b: &Picture, at: [u32; 2], other: [u32; 2]| {
        let (one, other) = (a.pixel(at[0], at[1]), b.pixel(other[0], other[1]));
        one.iter().zip(other).take(3).any(|(one, other)| one.abs_diff(other) > 64)
    };
    let is_lost = |a: &Picture, b: &Picture, [x, y]: [u32; 2]| {
        let around = |at: u32, side: u32| at.saturating_sub(1)..=(at + 1).min(side - 1);
        let mut near = around(y, b.height).flat_map(|y| around(x, b.width).map(move |x| [x, y]));
        near.all(|other| differs(a, b, [x, y], other))
    };
    let places = || (0..a.height).flat_map(|y| (0..a.width).map(move |x| [x, y]));
    let plain = places().filter(|&at| differs(a, b, at, at)).count();
    let lost = places().filter(|&at| is_lost(a, b, at) || is_lost(b, a, at)).count();
    [plain, lost].map(|count| count as f64 / f64::from(a.width * a.height))
}

#[test]
fn the_pdf_shows_what_the_screen_shows() {
    if !has_tool("pdftoppm") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let atlas = atlas::builtin();
    let theme = MapTheme::LIGHT;
    let letters = letters();
    for plane in [Plane::Mercator, Plane::Utm(UtmZone { number: 18, south: true })] {
        let layers = (0u32..).zip(LAYERS).map(|(number, name)| {
            let layer = Arc::new(atlas.read(name, &()).expect("built in"));
            let style = of_layer(&layer, &recognise(&layer), number as usize, &theme);
            let prepared = PreparedLayer::new(layer, plane).expect("degrees");
            SceneLayer::new(number, name, Arc::new(prepared), Arc::new(style))
        });
        let scene = Scene::new(layers.collect(), theme).with_fonts(Arc::clone(&letters));
        let home = Bounds { min: [-78.0, -9.0], max: [-75.0, -5.0] };
        let home = Camera::fit(plane, home, SIZE, 0.0);
        for zoom in [0.5, 1.0, 2.0, 6.0, 20.0] {
            let view = home.zoom_at([450.0, 350.0], zoom);
            let [screen, paper] = on_screen_and_on_paper(&scene, &view, folder.path());
            let [plain, share] = visibly_different(&screen, &paper).map(|share| share * 100.0);
            println!("{plane:?} ×{zoom}: {plain:.3} % of the pixels, {share:.3} % beyond edges");
            assert!(share < 1.0, "{plane:?} ×{zoom}: {share} %");
        }
    }
}
