//! The window as a planner works with it, without a display: what is shown is read from the
//! accessibility tree.

mod desk;
mod drafting;
mod exchange;
mod help;
mod layout;
mod listing;
mod looks;
mod map;
mod meeting;
mod minutes;
mod plan;
mod projects;
mod questions;
mod reports;
mod tools;

use desk::{Desk, LINE, TWO_DISTRICTS, ZONING};
use egui::Key;

#[test]
fn a_file_given_at_the_start_is_opened_and_listed() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("distritos");
    assert!(desk.has("1 capa"));
}

#[test]
fn the_dialog_opens_a_file() {
    let mut desk = Desk::open(&[]);
    let file = desk.write("distritos.geojson", TWO_DISTRICTS);
    desk.choose_in_dialogs(&file);
    desk.click_containing("Abrir…");
    desk.wait_for("distritos");
}

#[test]
fn a_layer_is_hidden_and_shown() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("distritos");
    desk.click_containing("Ocultar distritos");
    desk.wait_for("Mostrar distritos");
    desk.click_map([0.5, 0.4]);
    desk.wait_for("Ninguna capa visible");
    desk.click_containing("Mostrar distritos");
    desk.click_map([0.4, 0.4]);
    desk.wait_for("220501");
}

#[test]
fn a_click_tells_what_each_layer_says_of_the_place() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS), ("zee.geojson", ZONING)]);
    desk.wait_for("2 capas");
    desk.click_map([0.4, 0.4]);
    desk.wait_for("220501");
    assert!(desk.has("Lamas"), "the district's name");
    assert!(desk.has("Zonas productivas"), "the zone's category");
    assert!(desk.has(" ha"), "a measured area");
}

#[test]
fn a_road_is_asked_what_it_crosses_and_the_answer_saved() {
    let mut desk = Desk::open(&[
        ("distritos.geojson", TWO_DISTRICTS),
        ("zee.geojson", ZONING),
        ("vias.geojson", LINE),
    ]);
    desk.wait_for("3 capas");
    desk.click_map([0.5, 0.5]);
    desk.wait_for("Vía de prueba");
    desk.click_containing("¿Qué cruza este corredor?");
    desk.wait_for("Todo el corredor");
    desk.wait_for("Lamas");
    desk.wait_for("Tabalosos");
    let file = desk.path("respuesta.csv");
    desk.choose_in_dialogs(&file);
    desk.click_containing("Exportar la tabla");
    desk.wait_for("Se guardó");
    let book = desk.path("respuesta.xlsx");
    desk.choose_in_dialogs(&book);
    desk.click_containing("Exportar la tabla");
    desk.wait_for("respuesta.xlsx");
    assert_says_where_from(&book, ["distritos.geojson", "zee.geojson"]);
    let text = std::fs::read_to_string(&file).expect("the file was written");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(rows.headers().expect("a header").get(5), Some("area_ha"));
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("CSV")).collect();
    let area = |unit: &str, layer: &str| -> f64 {
        let row = rows.iter().find(|row| &row[0] == unit && &row[1] == layer);
        row.expect("the row is there")[5].parse().expect("a number")
    };
    // 10 km of road and 2 km to each side, with round ends: 4 · 11.06 + π · 4 km².
    let whole = area("TOTAL", "corridor");
    assert!((whole - 5_680.0).abs() < 60.0, "{whole}");
    let parts = area("220501", "distritos") + area("220502", "distritos");
    assert!((parts - whole).abs() < 1e-3 * whole, "{parts} of {whole}");
}

/// A workbook names the files behind its figures, each with its whole fingerprint.
fn assert_says_where_from(book: &std::path::Path, files: [&str; 2]) {
    use calamine::{Reader as _, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(book).expect("a workbook");
    let sheet = book.worksheet_range("Procedencia").expect("a sheet");
    let of = |name: &str| -> Vec<String> {
        let own = sheet.rows().filter(|row| row[0] == *name);
        own.map(|row| row[1].to_string()).collect()
    };
    assert_eq!(of("Archivo"), files);
    assert!(of("Huella SHA-256").iter().all(|print| print.len() == 64));
    assert_eq!(of("Pregunta"), ["¿Qué cruza este corredor?"]);
}

#[test]
fn an_axis_is_drawn_by_hand_and_dragged() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("distritos");
    desk.click_containing("¿Qué cruza este corredor?");
    for at in [[0.3, 0.5], [0.4, 0.5], [0.6, 0.55]] {
        desk.click_map(at);
    }
    let three = desk.length_of_axis();
    desk.press(Key::Backspace);
    let two = desk.length_of_axis();
    assert!(two < three, "{two} km after {three} km");
    desk.press(Key::Enter);
    desk.wait_until_gone("Clic agrega un vértice");
    desk.wait_for("Todo el corredor");
    desk.drag_map([0.3, 0.5], [0.2, 0.5]);
    let dragged = desk.length_of_axis();
    assert!(dragged > two, "{dragged} km after {two} km");
    desk.click_containing("Quitar el eje");
    desk.wait_for("La respuesta aparece aquí");
}

#[test]
fn the_language_is_switched_at_once() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("1 capa");
    desk.click_containing("EN");
    desk.wait_for("1 layer");
    assert!(desk.has("What would you like to know?"));
}

#[test]
fn a_file_that_cannot_be_read_leaves_a_message_and_a_living_window() {
    let mut desk = Desk::open(&[("vacio.geojson", ""), ("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("No se pudo leer vacio.geojson");
    desk.wait_for("1 capa");
    desk.click_containing("Cerrar el aviso");
    desk.wait_until_gone("No se pudo leer vacio.geojson");
}

#[test]
fn the_built_in_atlas_opens_with_its_notices() {
    let mut desk = Desk::with_atlas();
    desk.wait_for("9 capas");
    assert!(desk.has("ZEE de San Martín (DEMOSTRACIÓN)"));
    assert!(desk.has("DEMOSTRACIÓN, no es la ZEE oficial"));
    assert!(desk.has("Trazado esquemático"));
    assert!(desk.has("Ubicación aproximada"));
}

#[test]
fn a_hidden_layer_of_the_atlas_is_read_when_its_eye_is_opened() {
    let mut desk = Desk::with_atlas();
    desk.wait_for("Mostrar Macrorregiones");
    desk.click_containing("Mostrar Macrorregiones");
    desk.wait_for("Ocultar Macrorregiones");
    assert!(desk.has("9 capas"));
}

#[test]
fn a_place_is_found_by_name_without_accents() {
    let mut desk = Desk::with_atlas();
    desk.wait_for("9 capas");
    desk.type_in_search("juanjui");
    desk.wait_for("Juanjuí");
    desk.press(Key::Enter);
    desk.wait_for("¿Qué hay aquí?");
    assert!(desk.has("Capital de provincia"));
}

#[test]
fn an_official_zoning_takes_the_place_of_the_demonstration() {
    let mut desk = Desk::with_atlas();
    desk.wait_for("9 capas");
    let file = desk.write("zee_oficial.geojson", ZONING);
    desk.choose_in_dialogs(&file);
    desk.click_containing("Abrir…");
    desk.wait_for("La zonificación es ahora zee_oficial");
    assert!(desk.has("Mostrar ZEE de San Martín (DEMOSTRACIÓN)"));
}

/// Places around Tarapoto in metres, and the table does not say of which zone.
const UTM_PLACES: &str = "NOMBRE;X;Y\nCuñumbuqui;335063,7;9282701,1\nMorales;346000,2;9283000,5\n";

#[test]
fn a_layer_without_a_system_asks_and_is_added_where_the_user_says() {
    let mut desk = Desk::open(&[("lugares.csv", UTM_PLACES)]);
    desk.wait_for("¿Dónde está esta capa?");
    assert!(desk.has("WGS 84 / UTM 18S"), "the system the numbers allow");
    assert!(desk.has("Cuñumbuqui"), "a row with an ñ tells whether the encoding is right");
    assert!(desk.has("0 capas") || !desk.has("1 capa"), "nothing is added before the answer");
    desk.click_containing("Añadir al mapa");
    desk.wait_for("1 capa");
    desk.wait_until_gone("¿Dónde está esta capa?");
}

#[test]
fn an_answer_is_remembered_and_can_be_changed() {
    let mut desk = Desk::open(&[("lugares.csv", UTM_PLACES)]);
    desk.wait_for("¿Dónde está esta capa?");
    desk.click_containing("Añadir al mapa");
    desk.wait_for("1 capa");
    desk.choose_in_dialogs(&desk.path("lugares.csv"));
    desk.click_containing("Abrir…");
    desk.wait_for("leída como la última vez");
    desk.wait_for("2 capas");
    assert!(!desk.has("¿Dónde está esta capa?"), "nothing is asked twice");
    desk.open_menu_of("lugares");
    desk.click_containing("Leer de otra manera…");
    desk.wait_for("automática");
    desk.click_containing("Añadir al mapa");
    desk.wait_until_gone("Codificación");
    assert!(desk.has("2 capas"), "the layer read anew takes its place");
}

#[test]
fn a_layer_in_doubt_can_be_left_out() {
    let swapped = "n,lon,lat\na,-6.5,-76.4\nb,-6.6,-76.5\n";
    let mut desk = Desk::open(&[("volteado.csv", swapped)]);
    desk.wait_for("Coordenadas invertidas");
    assert!(desk.has("Intercambiar latitud y longitud"));
    desk.click_containing("Descartar");
    desk.wait_until_gone("¿Dónde está esta capa?");
    assert!(!desk.has("1 capa"));
}

/// The second district reaches 20 m into the first.
const OVERLAPPING: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"IDDIST":"220501","NOMBDIST":"Lamas"},"geometry":{"type":"Polygon","coordinates":[[[-76.7,-6.6],[-76.5,-6.6],[-76.5,-6.4],[-76.7,-6.4],[-76.7,-6.6]]]}},
{"type":"Feature","properties":{"IDDIST":"220502","NOMBDIST":"Tabalosos"},"geometry":{"type":"Polygon","coordinates":[[[-76.5002,-6.6],[-76.3,-6.6],[-76.3,-6.4],[-76.5002,-6.4],[-76.5002,-6.6]]]}}]}"#;

#[test]
fn the_health_of_a_layer_is_listed_with_names_and_hectares() {
    let mut desk = Desk::open(&[("distritos.geojson", OVERLAPPING)]);
    desk.wait_for("distritos");
    desk.open_menu_of("distritos");
    desk.click_containing("Revisar la salud");
    desk.wait_for("1 hallazgo");
    assert!(desk.has("Solape angosto"), "the overlap");
    assert!(desk.has("Lamas · Tabalosos"), "whose it is");
    desk.click_containing("Solape angosto");
    desk.wait_for("Salud de la capa");
}

#[test]
fn a_repair_is_shown_kept_and_taken_back() {
    let mut desk = Desk::open(&[("distritos.geojson", OVERLAPPING)]);
    desk.wait_for("distritos");
    desk.open_menu_of("distritos");
    desk.click_containing("Revisar la salud");
    desk.wait_for("1 hallazgo");
    desk.click_containing("Cerrar astillas");
    desk.click_containing("Previsualizar");
    desk.wait_for("cambia 1 entidad");
    assert!(desk.has("Nada se ha guardado"));
    desk.click_containing("Descartar");
    desk.wait_for("1 hallazgo");
    assert!(!desk.has("cambia 1 entidad"));
    desk.click_containing("Cerrar astillas");
    desk.click_containing("Previsualizar");
    desk.wait_for("cambia 1 entidad");
    desk.click_containing("Aplicar");
    desk.wait_for("Sin hallazgos");
    desk.click_containing("Deshacer");
    desk.wait_for("1 hallazgo");
}

#[test]
fn a_table_without_positions_is_joined_to_the_layer_it_meets_best() {
    let table = "ubigeo;poblacion\n220501;13000\n220502;9000\n229999;1\n220501;7\n";
    let files = [("poblacion.csv", table), ("distritos.geojson", TWO_DISTRICTS)];
    let mut desk = Desk::open(&files);
    desk.wait_for("2 de 2 entidades reciben datos");
    assert!(desk.has("1 fila sin entidad en la capa: 229999"));
    assert!(desk.has("1 fila repetida, se usa la primera: 220501"));
    assert!(desk.has("1 capa"), "nothing is added before the answer");
    desk.click_containing("Unir y añadir al mapa");
    desk.wait_for("2 capas");
    assert!(desk.has("distritos + poblacion"));
    desk.click_map([0.25, 0.5]);
    desk.wait_for("13000");
}

#[test]
fn the_import_card_is_answered_with_the_keyboard_alone() {
    let mut desk = Desk::open(&[("lugares.csv", UTM_PLACES)]);
    desk.wait_for("¿Dónde está esta capa?");
    desk.press(Key::Enter);
    desk.wait_for("1 capa");
    assert!(!desk.has("¿Dónde está esta capa?"));
}

#[test]
fn a_layer_is_saved_in_the_format_of_its_ending() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("distritos");
    let file = desk.path("copia.kml");
    desk.choose_in_dialogs(&file);
    desk.open_menu_of("distritos");
    desk.click_containing("Guardar como…");
    desk.wait_for("copia.kml");
    let text = std::fs::read_to_string(file).expect("the file is there");
    assert!(text.contains("Tabalosos") && text.contains("<kml"), "{text}");
}

/// A square of 4 by 4 pixels that differ by rows, each of so many bits: an uncompressed TIFF of one
/// strip, without a place.
fn bare_tiff(bits: u32) -> Vec<u8> {
    let entries: [[u32; 4]; 8] = [
        [256, 3, 1, 4], // width
        [257, 3, 1, 4], // height
        [258, 3, 1, bits],
        [259, 3, 1, 1],        // not compressed
        [262, 3, 1, 1],        // black is zero
        [273, 4, 1, 110],      // where the strip begins
        [278, 3, 1, 4],        // rows of a strip
        [279, 4, 1, 2 * bits], // bytes of the strip
    ];
    let mut bytes = b"II\x2A\0\x08\0\0\0\x08\0".to_vec();
    for [tag, kind, count, value] in entries {
        bytes.extend((tag as u16).to_le_bytes());
        bytes.extend((kind as u16).to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend([0; 4]);
    bytes.resize(110, 0);
    bytes.extend((0..2 * bits).map(|at| 120 + (at * 8 / bits / 4) as u8));
    bytes
}

/// Says where `NAME.tif` lies.
fn place_picture(desk: &Desk, name: &str) {
    desk.write(&format!("{name}.tfw"), "0.25\n0\n0\n-0.25\n-76.9\n-6.1\n");
    desk.write(
        &format!("{name}.prj"),
        r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],
        PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]"#,
    );
}

#[test]
fn heights_are_shaded_as_relief() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("1 capa");
    let file = desk.path("alturas.tif");
    std::fs::write(&file, bare_tiff(16)).expect("written");
    place_picture(&desk, "alturas");
    desk.choose_in_dialogs(&file);
    desk.click_containing("Abrir…");
    desk.wait_for("Ocultar alturas.tif");
    desk.open_menu_of("alturas.tif");
    assert!(!desk.is_ticked("Sombrear el relieve"));
    desk.click_containing("Sombrear el relieve");
    desk.open_menu_of("alturas.tif");
    assert!(desk.is_ticked("Sombrear el relieve"));
}

#[test]
fn a_picture_is_laid_under_the_layers_once_its_place_is_known() {
    let mut desk = Desk::open(&[("distritos.geojson", TWO_DISTRICTS)]);
    desk.wait_for("1 capa");
    let file = desk.path("foto.tif");
    std::fs::write(&file, bare_tiff(8)).expect("written");
    desk.choose_in_dialogs(&file);
    desk.click_containing("Abrir…");
    desk.wait_for("La imagen no dice dónde está");
    assert!(!desk.has("Ocultar foto.tif"));
    place_picture(&desk, "foto");
    desk.choose_in_dialogs(&file);
    desk.click_containing("Abrir…");
    desk.wait_for("Ocultar foto.tif");
    desk.click_containing("Ocultar foto.tif");
    desk.wait_for("Mostrar foto.tif");
    desk.open_menu_of("foto.tif");
    assert!(!desk.has("Sombrear el relieve"), "a photograph has no heights");
    desk.click_containing("Quitar del mapa");
    desk.wait_until_gone("Mostrar foto.tif");
    assert!(desk.has("1 capa"), "the layers stay");
}
