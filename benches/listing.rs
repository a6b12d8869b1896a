//! Time to list, sort, filter, sum up and copy the attributes of a million features, as lines of
//! JSON like those of the other benchmarks: `cargo bench --bench listing`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use allpa_geom::{ShapeKind, ShapesBuilder};
use allpa_model::listing::{Filter, Sort, SortBy, kept, sorted, statistics, tab_separated};
use allpa_model::{Column, ColumnData, Layer};

/// Features of the layer.
const ROWS: usize = 1_000_000;
/// Runs per workload; their median is printed.
const RUNS: usize = 5;

fn main() {
    let layer = layer();
    let file_order = Sort { by: SortBy::Row, descending: false };
    print("open", || sorted(&layer, file_order).len());
    for (name, column) in [("text", 0), ("code", 1), ("integer", 2), ("real", 3)] {
        let sort = Sort { by: SortBy::Column(column), descending: false };
        print(&format!("sort_{name}"), || sorted(&layer, sort).len());
    }
    let order = sorted(&layer, Sort { by: SortBy::Column(0), descending: false });
    for (name, text) in [
        ("one_word", "canari"),
        ("two_words", "san martin"),
        ("number", "area_ha > 900"),
        ("condition", "CLASE = 'Bosque' AND (area_ha < 50 OR NOMBRE LIKE 'Ñ%')"),
    ] {
        let list = || {
            let filter = Filter::parse(text, &layer).expect("a filter");
            kept(&order, &filter.rows(&layer), layer.len()).len()
        };
        print(&format!("filter_{name}"), list);
    }
    for (name, column) in [("real", 3), ("text", 4)] {
        print(&format!("statistics_{name}"), || statistics(&layer, column, &order).distinct);
    }
    let columns: Vec<usize> = (0..layer.columns().len()).collect();
    print("copy_all", || tab_separated(&layer, &columns, &order).len());
}

/// Points with names, codes, numbers and classes, the same on every run.
fn layer() -> Layer {
    const NAMES: [&str; 8] = [
        "San Martín de Alao",
        "Cañarí",
        "Áncash Alto",
        "Ñahuimpuquio",
        "Pueblo Nuevo",
        "Lamas",
        "Yurimaguas",
        "Juanjuí",
    ];
    const CLASSES: [&str; 5] = ["Bosque", "Cultivo", "Urbano", "Agua", "Pastizal"];
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move || {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        dice
    };
    let mut shapes = ShapesBuilder::with_capacity(ROWS, ROWS);
    let (mut names, mut codes, mut classes) = (Vec::new(), Vec::new(), Vec::new());
    let (mut counts, mut areas) = (Vec::new(), Vec::new());
    for _ in 0..ROWS {
        let roll = next();
        let share = |shift: u32| f64::from((roll >> shift) as u16) / f64::from(u16::MAX);
        shapes.push([-81.0 + 12.0 * share(0), -18.0 + 18.0 * share(16)]);
        shapes.end_ring();
        shapes.end_part();
        shapes.end_feature(ShapeKind::Point);
        names.push(format!("{} {}", NAMES[(roll % 8) as usize], next() % 100_000));
        codes.push(format!("{:06}", next() % 999_999));
        classes.push(CLASSES[(next() % 5) as usize]);
        counts.push(Some((next() % 50_000) as i64));
        areas.push((next() % 20 > 0).then(|| (next() % 1_000_000) as f64 / 1000.0));
    }
    let texts = |texts: Vec<String>| {
        ColumnData::Text(texts.iter().map(|text| Some(text.as_str())).collect())
    };
    let class = ColumnData::Text(classes.into_iter().map(Some).collect());
    let columns = [
        ("NOMBRE", texts(names)),
        ("CODIGO", texts(codes)),
        ("POBLACION", ColumnData::Integer(counts)),
        ("area_ha", ColumnData::Real(areas)),
        ("CLASE", class),
    ];
    let columns = columns.map(|(name, data)| Column { name: name.into(), data });
    Layer::made("lugares", shapes.finish(), columns.into())
}

fn print(name: &str, work: impl Fn() -> usize) {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let ms = times[RUNS / 2].as_secs_f64() * 1000.0;
    println!("{{\"bench\":\"listing\",\"case\":\"{name}\",\"rows\":{ROWS},\"ms\":{ms:.1}}}");
}
