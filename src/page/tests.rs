use std::sync::Arc;

use allpa_geom::{
    Bounds, Epsg, PsadOperation, ShapeKind, ShapesBuilder, TransverseMercator, UtmZone,
};
use allpa_map::drawing::Mark;
use allpa_map::style::{Fill, LayerStyle, MapTheme, Pattern, Stroke, Symbol, Symbology, defaults};
use allpa_map::{Fonts, Plane, PreparedLayer, Scene, SceneLayer};
use allpa_model::{Layer, LayerParts};

use crate::sheet::round_scale;
use crate::{
    Arrangement, Arrangements, Block, Document, Extent, MapSheet, Orientation, POINTS_PER_MM, Page,
    Paper, Piece, Place, SheetWords, TableColumn, TableRow, Tabular, compose, compose_pieces,
    encode,
};
use crate::{Format, to_pdf};

const ZONE: UtmZone = UtmZone { number: 18, south: true };
const CENTER: [f64; 2] = [-76.4, -6.5];

fn fonts() -> Arc<Fonts> {
    let regular = include_bytes!("../../assets/fonts/NotoSans-Regular.ttf").to_vec();
    let semi_bold = include_bytes!("../../assets/fonts/NotoSans-SemiBold.ttf").to_vec();
    Arc::new(Fonts::new(regular, semi_bold).expect("the fonts in the repository are sound"))
}

/// A square of 10 km to the side in metres of the zone, its lower left corner at whole kilometres.
const CORNER: [f64; 2] = [340_000.0, 9_280_000.0];
const SIDE: f64 = 10_000.0;

fn scene() -> Scene {
    let plane = TransverseMercator::utm(ZONE);
    let mut shapes = ShapesBuilder::default();
    let corners = [[0.0, 0.0], [SIDE, 0.0], [SIDE, SIDE], [0.0, SIDE], [0.0, 0.0]];
    shapes.extend(corners.map(|[x, y]| plane.inverse([CORNER[0] + x, CORNER[1] + y])));
    shapes.end_ring();
    shapes.end_part();
    shapes.end_feature(ShapeKind::Polygon);
    let parts =
        LayerParts { name: "zona".into(), shapes: shapes.finish(), ..LayerParts::default() };
    let layer = Layer::new(parts, Epsg::WGS84, PsadOperation::default());
    let prepared = PreparedLayer::new(Arc::new(layer), Plane::Utm(ZONE)).expect("degrees");
    let fill = Fill::patterned(defaults::palette(2), Pattern::CrossHatch);
    let symbol = Symbol::area(fill, Some(Stroke::new(defaults::palette(0), 2.0)));
    let style = LayerStyle { symbol: Symbology::Single(symbol), label: None, scales: None };
    let layer = SceneLayer::new(0, "Zona de prueba", Arc::new(prepared), Arc::new(style));
    Scene::new(vec![layer], MapTheme::LIGHT).with_fonts(fonts())
}

fn page(paper: Paper, orientation: Orientation, extent: Extent) -> Page {
    with_sheet(paper, orientation, extent, Arrangement::new(), compose)
}

fn with_sheet<T>(
    paper: Paper,
    orientation: Orientation,
    extent: Extent,
    arrangement: Arrangement,
    then: impl FnOnce(&MapSheet) -> T,
) -> T {
    let scene = scene();
    then(&MapSheet {
        paper,
        orientation,
        scene: &scene,
        plane: Plane::Utm(ZONE),
        extent,
        inset: None,
        words: SheetWords {
            title: "Zonificación de Moyobamba".into(),
            legend: "Leyenda".into(),
            other: "Otros".into(),
            location: "Ubicación".into(),
            scale: "Escala".into(),
            north: "N".into(),
            ground: "Imágenes".into(),
            names: "Nombres".into(),
            grid: "Cuadrícula".into(),
            frame: "Marco y leyenda".into(),
        },
        fields: vec![["Fuente".into(), "Oficina".into()]],
        notices: vec!["Demostración".into()],
        language: "es",
        arrangement,
    })
}

/// A page with areas, hatches, lines and letters.
pub(crate) fn a_sheet() -> (Page, Arc<Fonts>) {
    (page(Paper::A4, Orientation::Landscape, AT), fonts())
}

fn texts(page: &Page) -> Vec<String> {
    let words = page.marks.iter().filter_map(|mark| match mark {
        Mark::Words(words) => Some(words.text.words.replace('\u{2009}', " ")),
        _ => None,
    });
    words.collect()
}

const AT: Extent = Extent::Scale { center: CENTER, denominator: 100_000.0 };

/// The square's outline on paper, in millimetres.
fn square(page: &Page) -> [f32; 4] {
    let ring = page.marks.iter().find_map(|mark| match mark {
        Mark::Land { rings, fill } if fill.pattern == Pattern::CrossHatch => Some(&rings[0]),
        _ => None,
    });
    let ring = ring.expect("the square is drawn");
    let edge = |axis: usize, pick: fn(f32, f32) -> f32| {
        ring.iter().map(|at| at[axis]).reduce(pick).expect("corners") / POINTS_PER_MM
    };
    [edge(0, f32::min), edge(1, f32::min), edge(0, f32::max), edge(1, f32::max)]
}

#[test]
fn a_side_of_ten_kilometres_is_as_long_as_the_scale_says() {
    for denominator in [100_000.0, 125_000.0, 250_000.0] {
        let extent = Extent::Scale { center: CENTER, denominator };
        for (paper, orientation) in
            [(Paper::A4, Orientation::Portrait), (Paper::A1, Orientation::Landscape)]
        {
            let [left, top, right, bottom] = square(&page(paper, orientation, extent));
            let expected = (SIDE / denominator * 1_000.0) as f32;
            for side in [right - left, bottom - top] {
                assert!((side - expected).abs() < 0.1, "{side} mm for {expected} mm");
            }
        }
    }
}

#[test]
fn grid_lines_lie_where_their_labels_say() {
    let page = page(Paper::A3, Orientation::Landscape, AT);
    let [left, top, right, bottom] = square(&page);
    // 10 km at 1:100 000 are 100 mm: lines every 5 km pass through the square's corners.
    let grid = page.marks.iter().find_map(|mark| match mark {
        Mark::Lines { lines, stroke } if stroke.width_px == 0.3 => Some(lines),
        _ => None,
    });
    let grid = grid.expect("a grid");
    for (axis, edges) in [(0, [left, right]), (1, [top, bottom])] {
        for edge in edges {
            let off = |line: &Vec<[f32; 2]>| (line[0][axis] / POINTS_PER_MM - edge).abs();
            let standing = |line: &&Vec<[f32; 2]>| line[0][axis] == line[1][axis];
            let nearest = grid.iter().filter(standing).map(off).fold(f32::MAX, f32::min);
            assert!(nearest < 0.1, "{nearest} mm from the line at {edge} mm");
        }
    }
    let texts = texts(&page);
    for label in ["340 000", "350 000", "9 280 000", "9 290 000"] {
        assert!(texts.iter().any(|text| text == label), "{label} in {texts:?}");
    }
}

#[test]
fn the_template_says_everything() {
    for orientation in [Orientation::Landscape, Orientation::Portrait] {
        let texts = texts(&page(Paper::A3, orientation, AT)).join(" ");
        for expected in [
            "Zonificación de Moyobamba",
            "Leyenda",
            "Zona de prueba",
            "Escala 1:100 000",
            "N",
            "Fuente",
            "Oficina",
            "Demostración",
        ] {
            assert!(texts.contains(expected), "{expected} in {texts}");
        }
    }
}

#[test]
fn nothing_is_written_outside_the_paper() {
    for paper in Paper::ALL {
        for orientation in [Orientation::Landscape, Orientation::Portrait] {
            let page = page(paper, orientation, AT);
            for mark in &page.marks {
                let Mark::Words(words) = mark else { continue };
                let [x, y] = words.at;
                let is_turned = words.turn < -1.5;
                let end = if is_turned { y - words.text.width } else { x + words.text.width };
                let limit = if is_turned { 0.0 } else { page.size[0] };
                let is_inside = if is_turned { end >= limit } else { end <= limit };
                assert!(is_inside && x >= 0.0 && y <= page.size[1], "{words:?} on {paper:?}");
            }
        }
    }
}

#[test]
fn a_fitted_map_has_a_round_scale() {
    for (needed, expected) in
        [(98_000.0, 100_000.0), (100_000.0, 100_000.0), (101_000.0, 125_000.0), (7.6e6, 1e7)]
    {
        assert_eq!(round_scale(needed), expected);
    }
    let bounds = Bounds { min: [-76.6, -6.7], max: [-76.2, -6.3] };
    let texts = texts(&page(Paper::A4, Orientation::Portrait, Extent::Fit(bounds)));
    let scale = texts.iter().find(|text| text.starts_with("Escala")).expect("a scale");
    assert!(scale.ends_with("000"), "{scale}");
}

fn document_of(rows: usize, fonts: &Fonts) -> Vec<Page> {
    let cells = |row: usize| vec![format!("Distrito {row}"), format!("{row}\u{2009}234.50")];
    let row = |row| TableRow { cells: cells(row), is_sum: false, page: None };
    let column = |title: &str, is_number| TableColumn { title: title.into(), is_number };
    let table = Tabular {
        columns: vec![column("Nombre", false), column("Hectáreas", true)],
        rows: (1..=rows).map(row).collect(),
    };
    let document = Document {
        fonts,
        theme: MapTheme::LIGHT,
        paper: Paper::A4,
        orientation: Orientation::Portrait,
        title: "Documento".into(),
        language: "es".into(),
        blocks: vec![Block::Title("Documento".into()), Block::Table(table)],
        stamp: vec!["Capa distritos".into()],
        more: "más".into(),
        numbering: &|number, count| format!("Página {number} de {count}"),
        watermark: Some("PRUEBA".into()),
    };
    document.pages()
}

#[test]
fn a_long_table_has_its_head_the_stamp_and_a_number_on_every_page() {
    let pages = document_of(150, &fonts());
    assert!(pages.len() > 2, "{}", pages.len());
    let mut figures = 0;
    for (number, page) in pages.iter().enumerate() {
        let texts = texts(page);
        let numbered = format!("Página {} de {}", number + 1, pages.len());
        for expected in ["Nombre", "Hectáreas", "Capa distritos", &numbered] {
            assert!(texts.iter().any(|text| text == expected), "{expected} on page {number}");
        }
        figures += texts.iter().filter(|text| text.ends_with(" 234.50")).count();
        // The watermark is a shape, not text.
        assert!(!texts.iter().any(|text| text == "PRUEBA"));
    }
    assert_eq!(figures, 150, "no figure is broken over lines");
}

#[test]
fn every_format_is_written_and_the_same_page_gives_the_same_bytes() {
    let page = page(Paper::A4, Orientation::Landscape, AT);
    let fonts = fonts();
    for (format, start) in
        [(Format::Pdf, &b"%PDF"[..]), (Format::Svg, b"<?xml"), (Format::Png, b"\x89PNG")]
    {
        let bytes = encode(&page, &fonts, format, 96.0).expect("written");
        assert!(bytes.starts_with(start), "{format:?}");
        assert_eq!(bytes, encode(&page, &fonts, format, 96.0).expect("written"));
    }
    let pages = to_pdf(&[page.clone(), page], &fonts).expect("two pages");
    assert!(pages.starts_with(b"%PDF"));
}

fn document<'a>(fonts: &'a Fonts, blocks: Vec<Block<'a>>) -> Document<'a> {
    Document {
        fonts,
        theme: MapTheme::LIGHT,
        paper: Paper::A4,
        orientation: Orientation::Portrait,
        title: "Acta".into(),
        language: "es".into(),
        blocks,
        stamp: vec!["sello/".into()],
        more: String::new(),
        numbering: &|number, count| format!("{number}/{count}"),
        watermark: None,
    }
}

#[test]
fn a_picture_and_lines_to_be_signed_lie_inside_the_page() {
    let fonts = fonts();
    let picture = allpa_map::Picture { width: 40, height: 20, rgba: [9, 9, 9, 255].repeat(800) };
    let people = (0..7).map(|n| vec![format!("Persona {n}"), "Municipalidad".to_owned()]);
    let blocks = vec![Block::Picture(picture, 0.6), Block::Signatures(people.collect())];
    let document = document(&fonts, blocks);
    let [page] = &document.pages()[..] else { panic!("one page") };
    let pictures = page.marks.iter().filter_map(|mark| match mark {
        Mark::Picture { area, .. } => Some(*area),
        _ => None,
    });
    let [area] = pictures.collect::<Vec<_>>()[..] else { panic!("one picture") };
    let [width, height] = [area[2] - area[0], area[3] - area[1]];
    assert!((height / width - 0.5).abs() < 1e-4, "{width} × {height}");
    assert!(area[2] < page.size[0] && area[3] < page.size[1]);
    let words = texts(page);
    assert!((0..7).all(|n| words.contains(&format!("Persona {n}"))), "{words:?}");
}

#[test]
fn pictures_are_read_and_what_is_none_is_refused_before_it_is_decoded() {
    let page =
        page(Paper::A4, Orientation::Portrait, Extent::Scale { center: CENTER, denominator: 1e5 });
    let bytes = encode(&page, &fonts(), Format::Png, 20.0).expect("written");
    let read = crate::from_png(&bytes).expect("a picture");
    assert_eq!(read.rgba.len(), (read.width * read.height * 4) as usize);
    assert!(crate::from_png(&bytes[..bytes.len() / 2]).is_none());
    assert!(crate::from_png(b"no picture").is_none());
    let mut huge = bytes;
    huge[16..20].copy_from_slice(&[0, 200, 0, 0]);
    assert!(crate::from_png(&huge).is_none());
}

/// Marks in the page's frame group: pieces, not the map.
fn words_at(page: &Page, said: &str) -> Option<[f32; 2]> {
    page.marks.iter().find_map(|mark| match mark {
        Mark::Words(words) if words.text.words == said => {
            Some(words.at.map(|at| at / POINTS_PER_MM))
        }
        _ => None,
    })
}

#[test]
fn a_piece_stands_where_it_was_put_and_the_others_stay() {
    let a4 = (Paper::A4, Orientation::Landscape);
    let put = [20.0, 30.0, 70.0, 80.0];
    let arrangement = Arrangement::from([
        (Piece::Legend, Place { area: Some(put), hidden: false }),
        (Piece::Credits, Place { area: None, hidden: true }),
    ]);
    let with = |arrangement: Arrangement| with_sheet(a4.0, a4.1, AT, arrangement, compose_pieces);
    let ((before, were), (page, are)) = (with(Arrangement::new()), with(arrangement));
    let area = |pieces: &[(Piece, [f32; 4])], piece: Piece| {
        let found = pieces.iter().find(|(known, _)| *known == piece);
        found.map(|(_, area)| area.map(|side| side / POINTS_PER_MM))
    };
    let legend = area(&are, Piece::Legend).expect("it shows");
    assert!(legend.iter().zip(put).all(|(is, should)| (is - should).abs() < 0.01), "{legend:?}");
    let [x, y] = words_at(&page, "Leyenda").expect("its heading");
    assert!(x > 20.0 && x < 30.0 && y > 30.0 && y < 40.0, "{x} {y}");
    assert_eq!(area(&are, Piece::Credits), None);
    assert!(words_at(&before, "Fuente: Oficina").is_some());
    assert!(words_at(&page, "Fuente: Oficina").is_none(), "hidden");
    for piece in [Piece::Map, Piece::Title, Piece::North, Piece::Scale] {
        assert_eq!(area(&were, piece), area(&are, piece), "{piece:?}");
    }
    assert_eq!(square(&before), square(&page));
}

#[test]
fn a_map_that_was_put_elsewhere_keeps_its_scale() {
    let put = [40.0, 20.0, 240.0, 160.0];
    let arrangement = Arrangement::from([(Piece::Map, Place { area: Some(put), hidden: false })]);
    let extent = Extent::Scale { center: CENTER, denominator: 200_000.0 };
    let a4 = (Paper::A4, Orientation::Landscape);
    let page = with_sheet(a4.0, a4.1, extent, arrangement, compose);
    let [left, top, right, bottom] = square(&page);
    let expected = (SIDE / 200_000.0 * 1_000.0) as f32;
    assert!((right - left - expected).abs() < 0.1 && (bottom - top - expected).abs() < 0.1);
    let frame = page.maps[0].area.map(|side| side / POINTS_PER_MM);
    assert!(frame.iter().zip(put).all(|(is, should)| (is - should).abs() < 0.01), "{frame:?}");
}

#[test]
fn arrangements_are_kept_by_paper_and_what_a_file_says_stays_on_it() {
    let mut all = Arrangements::default();
    assert_eq!(all.kept(), "");
    let far = Place { area: Some([-90.0, 1e9, f32::NAN, 3.0]), hidden: false };
    let off = Place { area: Some([-90.0, 500.0, 1e9, 501.0]), hidden: false };
    let arrangement = Arrangement::from([(Piece::Scale, far), (Piece::Legend, off)]);
    all.set(Paper::A4, Orientation::Landscape, arrangement.clone());
    let pieces = with_sheet(Paper::A4, Orientation::Landscape, AT, arrangement, |sheet| {
        compose_pieces(sheet).1
    });
    for (piece, [left, top, right, bottom]) in pieces {
        assert!(left >= 0.0 && top >= 0.0 && right > left && bottom > top, "{piece:?}");
        assert!(right < 842.0 && bottom < 596.0, "{piece:?}");
    }
    let mut kept = Arrangements::default();
    let legend = Place { area: Some([10.0, 20.5, 60.0, 90.0]), hidden: true };
    kept.set(Paper::A3, Orientation::Portrait, Arrangement::from([(Piece::Legend, legend)]));
    assert_eq!(Arrangements::read(&kept.kept()), kept);
    assert!(kept.of(Paper::A3, Orientation::Landscape).is_empty());
    assert_eq!(Arrangements::read("no JSON"), Arrangements::default());
    kept.set(
        Paper::A3,
        Orientation::Portrait,
        Arrangement::from([(Piece::Legend, Place::default())]),
    );
    assert_eq!(kept.kept(), "", "as in the template");
}

#[test]
fn a_heading_is_never_alone_at_the_foot_of_a_page() {
    let fonts = fonts();
    let picture = allpa_map::Picture { width: 4, height: 3, rgba: vec![255; 48] };
    let column = TableColumn { title: "Lugar".into(), is_number: false };
    let row = TableRow { cells: vec!["Moyobamba".into()], is_sum: false, page: None };
    let headed: [fn(&allpa_map::Picture, &TableColumn, &TableRow) -> Block<'static>; 6] = [
        |picture, _, _| Block::Picture(picture.clone(), 0.6),
        |_, column, row| {
            Block::Table(Tabular { columns: vec![column.clone()], rows: vec![row.clone(); 9] })
        },
        |_, _, _| Block::Signatures(vec![vec!["Alcaldesa".into()]]),
        |_, _, _| Block::Notice("Demostración. ".repeat(40)),
        |_, _, _| Block::Text("Texto".into()),
        |_, _, _| Block::Pairs(vec![["Fuente".into(), "Oficina".into()]]),
    ];
    // Wherever the heading comes to stand, from the middle of the page to its foot.
    for (kind, lines) in (0..headed.len()).flat_map(|kind| (20..62).map(move |n| (kind, n))) {
        let mut blocks: Vec<Block> = (0..lines).map(|_| Block::Text("Línea".into())).collect();
        blocks.push(Block::Heading("Encabezado".into()));
        blocks.push(Block::Heading("Subtítulo".into()));
        blocks.push(headed[kind](&picture, &column, &row));
        let pages = document(&fonts, blocks).pages();
        let page = pages.iter().find(|page| words_at(page, "Encabezado").is_some());
        let page = page.expect("the heading is written");
        let [_, below] = words_at(page, "Subtítulo").expect("on the same page");
        let low = |mark: &Mark| match mark {
            // The foot has strokes in its words.
            Mark::Words(words) if !words.text.words.contains('/') => words.at[1],
            Mark::Picture { area, .. } => area[3],
            _ => 0.0,
        };
        let after = page.marks.iter().filter(|mark| low(mark) / POINTS_PER_MM > below + 0.5);
        assert!(after.count() > 0, "kind {kind} after {lines} lines: alone at {below} mm");
    }
}
