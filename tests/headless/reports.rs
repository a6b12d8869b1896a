//! Answers as documents, read back as another program reads them.

use std::path::Path;

use crate::support::{self, allpa, data, table};

/// What a program of Poppler says of a file, digits in one piece.
fn read(folder: &Path, program: &str, arguments: &[&str]) -> String {
    support::read(folder, program, arguments).replace('\u{2009}', "")
}

fn pages(folder: &Path, file: &str) -> usize {
    let facts = read(folder, "pdfinfo", &[file]);
    let line = facts.lines().find(|line| line.starts_with("Pages:")).expect("a count");
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a number")
}

/// The districts measured: a table over pages whose column adds up to the sum below it, and to what
/// the same question prints.
#[test]
fn a_table_over_pages_adds_up_and_every_page_says_where_it_comes_from() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("medidas.pdf");
    let question = ["measure", "admin/districts_4326.gpkg", "--where", "IDDIST LIKE '22%'"];
    let expected: f64 = table(&data, &question).iter().map(|row| row.number("area_ha")).sum();
    let count = table(&data, &question).len();
    let file = out.to_str().expect("UTF-8");
    let made = allpa(&data, &[&question[..], &["--out", file]].concat());
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

    let pages = pages(folder.path(), "medidas.pdf");
    assert!(pages >= 2, "{count} rows on {pages} page");
    let facts = read(folder.path(), "pdfinfo", &["medidas.pdf"]);
    assert!(facts.contains("(A4)"), "{facts}");
    let fonts = read(folder.path(), "pdffonts", &["medidas.pdf"]);
    let embedded = fonts.lines().filter(|line| line.contains("NotoSans"));
    assert!(embedded.clone().count() >= 2, "{fonts}");
    assert!(embedded.clone().all(|line| line.contains("yes yes yes")), "{fonts}");

    let text = read(folder.path(), "pdftotext", &["-layout", "medidas.pdf", "-"]);
    // Rows begin with the number of the feature and hold one figure of hectares.
    let figure = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_row = words.first().is_some_and(|word| word.chars().all(|c| c.is_ascii_digit()));
        // The digits stand in groups.
        let digits = words.get(1..).unwrap_or_default().concat();
        let is_figure = is_row && digits.contains('.');
        is_figure.then(|| digits.parse::<f64>().ok()).flatten()
    };
    let rows: Vec<f64> = text.lines().filter_map(figure).collect();
    assert_eq!(rows.len(), count, "{text}");
    let total: f64 = rows.iter().sum();
    assert!((total - expected).abs() < 0.005 * count as f64, "{total} for {expected}");
    let sum = text.lines().find(|line| line.trim_start().starts_with("Suma"));
    let sum = sum.map(|line| line.split_whitespace().skip(1).collect::<String>()).expect("a sum");
    assert_eq!(sum, format!("{expected:.2}"));

    for page in 1..=pages {
        let number = page.to_string();
        let page_text =
            read(folder.path(), "pdftotext", &["-f", &number, "-l", &number, "medidas.pdf", "-"]);
        let page_text = page_text.split_whitespace().collect::<Vec<_>>().join(" ");
        for expected in [
            format!("Página {page} de {pages}"),
            "huella SHA-256".to_owned(),
            "districts_4326.gpkg".to_owned(),
            "IDDIST LIKE '22%'".to_owned(),
            concat!("allpa ", env!("CARGO_PKG_VERSION")).to_owned(),
        ] {
            assert!(page_text.contains(&expected), "{expected} on page {page}: {page_text}");
        }
    }
}

#[test]
fn what_is_a_demonstration_says_so_on_paper() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let question =
        ["recommends", "--zones", "atlas:zee_demo", "--at", "-76.97,-6.03", "--out", "zee.pdf"];
    let made = allpa(folder.path(), &question);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let text = read(folder.path(), "pdftotext", &["zee.pdf", "-"]);
    for expected in ["DEMOSTRACIÓN, no es la ZEE oficial", "longitud -76.970000°", "Leyenda"] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn a_kept_question_becomes_a_document_too() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [kept, out] = ["q.json", "q.pdf"].map(|name| folder.path().join(name));
    let [kept, out] = [&kept, &out].map(|path| path.to_str().expect("UTF-8"));
    let areas = "conservation/anp-sernanp.geojson";
    let units = "admin/peru_departamental_simple.geojson";
    let question = ["protected", "--areas", areas, "--units", units, "--id", "NOMBDEP"];
    let made = allpa(&data, &[&question[..], &["--save", kept]].concat());
    assert!(made.status.success());
    let made = allpa(&data, &["ask", kept, "--out", out]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let text = read(folder.path(), "pdftotext", &["q.pdf", "-"]);
    assert!(text.contains("SAN MARTIN") && text.contains("Escala 1:"), "{text}");
}

/// A sheet for each province, behind an index that names and numbers them.
#[test]
fn a_series_has_a_sheet_for_each_feature_and_an_index() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("serie.pdf");
    let file = out.to_str().expect("UTF-8");
    let layer = "admin/provinces_32718.gpkg";
    let made = allpa(
        &data,
        &[
            "render",
            layer,
            "--series",
            layer,
            "--where",
            "FIRST_IDPR LIKE '22%'",
            "--paper",
            "A4",
            "--title",
            "Provincias de San Martín",
            "--out",
            file,
        ],
    );
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(pages(folder.path(), "serie.pdf"), 1 + 10);
    let index = read(folder.path(), "pdftotext", &["-layout", "-l", "1", "serie.pdf", "-"]);
    assert!(index.contains("Provincias de San Martín") && index.contains("Mapa índice"), "{index}");
    let first = read(folder.path(), "pdftotext", &["-f", "2", "-l", "2", "serie.pdf", "-"]);
    assert!(first.contains("BELLAVISTA") && first.contains("1/10"), "{first}");
    assert!(first.contains("Escala 1:"), "{first}");
    // The list of contents and the lines of the index lead to the sheets.
    let bytes = std::fs::read(&out).expect("the file is there");
    let holds = |name: &[u8]| bytes.windows(name.len()).any(|part| part == name);
    assert!(holds(b"/Outlines"), "bookmarks");
    assert!(holds(b"/Link"), "links");
}

#[test]
fn a_series_is_one_pdf_and_its_field_must_exist() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let series = ["render", "--series", "atlas:departments"];
    let made = allpa(folder.path(), &[&series[..], &["--out", "serie.png"]].concat());
    assert_eq!(made.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&made.stderr).contains("un solo PDF"));
    let made =
        allpa(folder.path(), &[&series[..], &["--by", "no_hay", "--out", "serie.pdf"]].concat());
    assert_eq!(made.status.code(), Some(1));
    assert!(!folder.path().join("serie.pdf").exists());
}

/// A workbook as another reader finds it: numbers that add up to those printed, and a sheet that
/// says where they come from.
#[test]
fn a_workbook_has_numbers_and_where_they_come_from() {
    use calamine::{Data, Reader as _, Xlsx, open_workbook};
    let folder = tempfile::tempdir().expect("a temporary folder");
    let question = ["measure", "atlas:zee_demo", "--where", "fid > 3"];
    let printed = table(folder.path(), &question);
    let made = allpa(folder.path(), &[&question[..], &["--out", "zee.xlsx"]].concat());
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut book: Xlsx<_> = open_workbook(folder.path().join("zee.xlsx")).expect("a workbook");
    let sheet = book.worksheet_range("Datos").expect("a sheet");
    let title = |name: &str| sheet.rows().next().expect("titles").iter().position(|t| t == name);
    let column = title("area_ha").expect("the column");
    let areas: Vec<f64> = sheet
        .rows()
        .skip(1)
        .map(|row| match &row[column] {
            Data::Float(number) => *number,
            other => panic!("{other:?} is no number"),
        })
        .collect();
    let expected: Vec<f64> = printed.iter().map(|row| row.number("area_ha")).collect();
    let [found, expected] = [areas, expected].map(|all| (all.len(), all.iter().sum::<f64>()));
    assert_eq!(found.0, expected.0);
    assert!((found.1 / expected.1 - 1.0).abs() < 1e-12, "{found:?} {expected:?}");

    let sheet = book.worksheet_range("Procedencia").expect("a sheet");
    let facts: Vec<[String; 2]> =
        sheet.rows().map(|row| [row[0].to_string(), row[1].to_string()]).collect();
    let fact = |name: &str| {
        let found = facts.iter().find(|fact| fact[0] == name);
        found.map_or_else(|| panic!("{name} in {facts:?}"), |fact| fact[1].as_str())
    };
    assert!(fact("Pregunta").contains('¿'), "{facts:?}");
    assert!(fact("Programa").starts_with("allpa "));
    assert_eq!(fact("Huella SHA-256").len(), 64);
    assert!(fact("Sistema de coordenadas").contains("EPSG:4326"));
    assert!(fact("Advertencias y notas").contains("DEMOSTRACIÓN"));
    for name in ["Capa", "Archivo", "Fuente", "Licencia", "Contenido", "Fecha"] {
        assert!(!fact(name).is_empty(), "{name}");
    }
}
