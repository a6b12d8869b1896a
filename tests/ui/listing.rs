//! The attribute table: sorted, filtered, linked with the map, copied.

use std::fmt::Write as _;
use std::time::Instant;

use egui::{Key, Modifiers};

use crate::desk::Desk;

/// Six zones side by side, one without a name.
const ZONES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"nombre":"Ñahui","ha":9},"geometry":{"type":"Polygon","coordinates":[[[-76.7,-6.6],[-76.6,-6.6],[-76.6,-6.4],[-76.7,-6.4],[-76.7,-6.6]]]}},
{"type":"Feature","properties":{"nombre":"Áncora","ha":100},"geometry":{"type":"Polygon","coordinates":[[[-76.6,-6.6],[-76.5,-6.6],[-76.5,-6.4],[-76.6,-6.4],[-76.6,-6.6]]]}},
{"type":"Feature","properties":{"nombre":"nube","ha":20},"geometry":{"type":"Polygon","coordinates":[[[-76.5,-6.6],[-76.4,-6.6],[-76.4,-6.4],[-76.5,-6.4],[-76.5,-6.6]]]}},
{"type":"Feature","properties":{"nombre":"Olivo","ha":3},"geometry":{"type":"Polygon","coordinates":[[[-76.4,-6.6],[-76.3,-6.6],[-76.3,-6.4],[-76.4,-6.4],[-76.4,-6.6]]]}}]}"#;

const NAMES: [&str; 4] = ["Ñahui", "Áncora", "nube", "Olivo"];

fn table() -> Desk {
    let mut desk = Desk::open(&[("zonas.geojson", ZONES)]);
    desk.wait_for("1 capa");
    desk.open_menu_of("zonas");
    desk.click_containing("Abrir la tabla");
    desk.wait_for("Olivo");
    desk.rest();
    desk
}

#[test]
fn a_header_sorts_and_sorts_the_other_way() {
    let mut desk = table();
    assert_eq!(desk.order_of(&NAMES), NAMES, "first as in the file");
    desk.click_containing("Ordenar por nombre");
    desk.rest();
    assert_eq!(desk.order_of(&NAMES), ["Áncora", "nube", "Ñahui", "Olivo"]);
    desk.click_containing("Ordenar por ha");
    desk.rest();
    assert_eq!(desk.order_of(&NAMES), ["Olivo", "Ñahui", "nube", "Áncora"], "as numbers");
    desk.click_containing("Ordenar por ha");
    desk.rest();
    assert_eq!(desk.order_of(&NAMES), ["Áncora", "nube", "Ñahui", "Olivo"]);
}

#[test]
fn the_filter_takes_words_and_conditions_and_tells_a_slip() {
    let mut desk = table();
    desk.type_in("Filtrar", "ancora");
    desk.wait_for("1 de 4");
    assert_eq!(desk.order_of(&NAMES), ["Áncora"]);
    desk.click_containing("Quitar el filtro");
    desk.wait_for("4 entidades");
    desk.type_in("Filtrar", "ha > 5 AND nombre <> 'nube'");
    desk.wait_for("2 de 4");
    assert_eq!(desk.order_of(&NAMES), ["Ñahui", "Áncora"]);
    desk.type_text(" AND");
    desk.wait_for("se esperaba el nombre de un campo");
    assert!(desk.has("2 de 4"), "the list stays");
}

#[test]
fn lines_are_selected_with_the_map_and_copied() {
    let mut desk = table();
    desk.click_text_with(Modifiers::NONE, "Áncora");
    desk.wait_for("1 seleccionada");
    desk.click_text_with(Modifiers::SHIFT, "Olivo");
    desk.wait_for("3 seleccionadas");
    desk.click_text_with(Modifiers::COMMAND | Modifiers::CTRL, "nube");
    desk.wait_for("2 seleccionadas");
    assert!(desk.has("2 entidades"), "the bar over the map says the same");
    desk.click_containing("Copiar las filas");
    let copied = desk.wait_for_copy();
    assert_eq!(copied, "nombre\tha\nÁncora\t100\nOlivo\t3\n");
    desk.click_containing("Solo selección");
    desk.wait_for("2 de 4");
    assert_eq!(desk.order_of(&NAMES[1..]), ["Áncora", "Olivo"]);
    desk.click_containing("Solo selección");
    desk.wait_for("nube");
    // The map selects in the table.
    desk.click_map([0.3, 0.4]);
    desk.wait_for("1 seleccionada");
}

#[test]
fn a_double_click_shows_the_feature() {
    let mut desk = table();
    desk.double_click_text("nube");
    desk.wait_for("¿Qué hay aquí?");
    desk.wait_for("1 seleccionada");
}

#[test]
fn statistics_are_of_the_list_or_of_the_selection() {
    let mut desk = table();
    desk.click_containing("Estadísticas de una columna");
    desk.wait_for("De 4 filas de la lista");
    desk.wait_for("132");
    assert!(desk.has("14.5"), "the median of 3, 9, 20, 100");
    desk.click_text_with(Modifiers::NONE, "Áncora");
    desk.wait_for("De 1 fila seleccionada");
    desk.press(Key::Escape);
    desk.wait_for("De 4 filas de la lista");
}

#[test]
fn a_column_is_hidden_and_shown_again() {
    let mut desk = table();
    desk.click_containing("Elegir columnas");
    desk.click_last("nombre");
    desk.wait_until_gone("Olivo");
    assert!(desk.has("100"));
}

/// How long the window takes with a million rows: `cargo test --test ui -- --ignored --nocapture`.
#[test]
#[ignore = "measures; a million rows take a while to read"]
fn a_million_rows_are_timed() {
    const ROWS: usize = 1_000_000;
    let mut text = String::from("NOMBRE,LONGITUD,LATITUD,area_ha\n");
    for row in 0..ROWS {
        let (x, y) = (row % 1000, row / 1000);
        let (x, y) = (-77.0 + x as f64 / 1000.0, -7.0 + y as f64 / 1000.0);
        let name = row * 7919 % ROWS;
        writeln!(text, "Predio {name:06},{x},{y},{}", (name % 5000) as f64 / 10.0).expect("text");
    }
    let mut desk = Desk::open(&[("predios.csv", &text)]);
    let start = Instant::now();
    desk.wait_for("1 capa");
    desk.rest();
    println!("read and drawn: {:?}", start.elapsed());
    let mut timed = |what: &str, act: &mut dyn FnMut(&mut Desk)| {
        let start = Instant::now();
        act(&mut desk);
        println!("{what}: {:?}", start.elapsed());
        // The map that is drawn anew below is not the table's.
        desk.rest();
    };
    timed("menu", &mut |desk| desk.open_menu_of("predios"));
    timed("open", &mut |desk| {
        desk.click_containing("Abrir la tabla");
        desk.wait_for("Predio 000000");
    });
    timed("sort by text", &mut |desk| {
        desk.click_containing("Ordenar por NOMBRE");
        desk.wait_for("Predio 000001");
    });
    timed("sort by number", &mut |desk| desk.click_containing("Ordenar por area_ha"));
    timed("filter by word", &mut |desk| {
        desk.type_in("Filtrar", "999999");
        desk.wait_for("1 de 1");
    });
    timed("no filter", &mut |desk| {
        desk.click_containing("Quitar el filtro");
        desk.wait_for("1\u{2009}000\u{2009}000 entidades");
    });
    timed("select all", &mut |desk| desk.click_containing("Seleccionar todas las filas"));
    let mut slowest = 0.0_f64;
    let start = Instant::now();
    for _ in 0..200 {
        let frame = Instant::now();
        desk.scroll_table("Predio", -2000.0);
        slowest = slowest.max(frame.elapsed().as_secs_f64());
    }
    let mean = start.elapsed().as_secs_f64() / 200.0;
    println!("frame while scrolling: mean {:.1} ms, slowest {:.1} ms", mean * 1e3, slowest * 1e3);
}
