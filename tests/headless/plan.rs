//! Plans from the command line, and as GDAL sees them.

use std::path::Path;
use std::process::Command;

use crate::support::{allpa, data, has_tool, table};

/// Two squares of one hundredth of a degree on the equator, in their own system.
const SQUARES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"nombre":"Ñahui","n":1},"geometry":{"type":"Polygon","coordinates":[[[-76.0,0.0],[-75.99,0.0],[-75.99,0.01],[-76.0,0.01],[-76.0,0.0]]]}},
{"type":"Feature","properties":{"nombre":"Sur","n":2},"geometry":{"type":"Polygon","coordinates":[[[-76.1,0.0],[-76.09,0.0],[-76.09,0.01],[-76.1,0.01],[-76.1,0.0]]]}}]}"#;

fn told(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn run(folder: &Path, arguments: &[&str]) {
    let output = allpa(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", told(&output));
}

fn new_plan() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("cuadros.geojson"), SQUARES).expect("a file");
    let layers = ["--layer", "atlas:departments", "--layer", "cuadros.geojson"];
    run(
        folder.path(),
        &[&["plan", "new", "plan.gpkg", "--title", "Mi plan"], &layers[..]].concat(),
    );
    folder
}

#[test]
fn a_new_plan_lists_its_layers_and_steps_and_is_whole() {
    let folder = new_plan();
    let info = table(folder.path(), &["plan", "info", "plan.gpkg"]);
    let of = |kind: &str| {
        info.iter()
            .filter(|row| row.text("kind") == kind)
            .map(|row| row.text("name").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(of("plan"), ["Mi plan"]);
    assert_eq!(of("layer"), ["cuadros", "Departamentos"], "topmost first");
    assert_eq!(of("step"), ["Capa añadida: Departamentos", "Capa añadida: cuadros"]);
    let checks = table(folder.path(), &["plan", "verify", "plan.gpkg"]);
    assert!(checks.len() >= 13);
    assert!(checks.iter().all(|row| row.text("result") == "bien"));
    let again = allpa(folder.path(), &["plan", "new", "plan.gpkg"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(told(&again).contains("Ya hay un archivo"), "{}", told(&again));
}

#[test]
fn a_layer_that_cannot_be_read_leaves_no_plan() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = allpa(folder.path(), &["plan", "new", "plan.gpkg", "--layer", "nada.shp"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.path().join("plan.gpkg").exists());
}

#[test]
fn any_command_reads_a_layer_of_a_plan() {
    let folder = new_plan();
    let areas = table(folder.path(), &["measure", "plan.gpkg:cuadros", "--id", "nombre"]);
    let area = areas.by(&["nombre"], "area_ha")[&vec!["Ñahui".to_owned()]];
    // On the equator 0.01 degrees are 1113.195 m by 1105.743 m (GeographicLib).
    assert!((area - 123.0903).abs() < 0.001, "{area}");
}

#[test]
fn a_damaged_plan_is_told_with_its_findings() {
    let folder = new_plan();
    let path = folder.path().join("plan.gpkg");
    let mut bytes = std::fs::read(&path).expect("a file");
    bytes[68..72].copy_from_slice(b"ABCD"); // the application's id in the header
    std::fs::write(&path, bytes).expect("written");
    let output = allpa(folder.path(), &["plan", "verify", "plan.gpkg"]);
    assert_eq!(output.status.code(), Some(1));
    let rows = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(rows.contains("header,error,,application_id 0x41424344"), "{rows}");
    assert!(told(&output).contains("1 hallazgo es grave"), "{}", told(&output));
    for command in ["info", "verify"] {
        let other = allpa(folder.path(), &["plan", command, "cuadros.geojson"]);
        assert_eq!(other.status.code(), Some(1));
        assert!(told(&other).contains("No es un expediente"), "{}", told(&other));
    }
}

#[test]
fn findings_are_told_in_both_languages_and_the_file_is_mended_by_the_next_step() {
    use allpa_files::plan_file::{PlanFile, signature};
    use allpa_model::plan::Edit;
    let folder = new_plan();
    let path = folder.path().join("plan.gpkg");
    let base = rusqlite::Connection::open(&path).expect("opened");
    base.execute_batch(
        "ALTER TABLE propuestas_lineas DROP COLUMN nota; DROP TABLE propuestas_puntos; \
         UPDATE gpkg_extensions SET scope = 'nunca' WHERE table_name = 'allpa_edit'",
    )
    .expect("changed");
    drop(base);
    let verify = |language: &str| {
        let output = allpa(folder.path(), &["plan", "verify", "plan.gpkg", "--lang", language]);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let (spanish, english) = (verify("es"), verify("en"));
    for (es, en) in [
        ("falta la columna nota", "the column nota is missing"),
        ("propuestas_puntos,falta la tabla", "propuestas_puntos,the table is missing"),
        ("allpa_plan: scope nunca", "allpa_plan: scope nunca"),
    ] {
        assert!(spanish.contains(es) && english.contains(en), "{spanish}\n{english}");
    }
    let info = table(folder.path(), &["plan", "info", "plan.gpkg"]);
    assert!(info.iter().any(|row| row.text("name") == "Mi plan"), "it is read all the same");
    let mut file = PlanFile::open(&path).expect("opened");
    let mut loaded = file.load().expect("readable");
    let edit = Edit::SetTitle { title: "Otro".into() };
    let signed = ("título".to_owned(), signature());
    file.record(&mut loaded, vec![edit], signed, Vec::new()).expect("kept");
    file.close().expect("closed");
    let left = verify("es");
    assert!(!left.contains("falta la"), "{left}");
}

#[test]
fn a_plan_is_packed_for_a_stick_and_its_layers_are_read_from_there() {
    let folder = new_plan();
    run(folder.path(), &["plan", "pack", "plan.gpkg", "plan.zip"]);
    let info = table(folder.path(), &["info", "plan.zip"]);
    assert!(info.iter().any(|row| row.text("layer") == "cuadros"));
    let same = table(folder.path(), &["plan", "diff", "plan.gpkg", "plan.gpkg"]);
    assert_eq!(same.len(), 0);
}

#[test]
fn a_plan_is_drawn_with_its_layers_in_order() {
    let folder = new_plan();
    let draw = |arguments: &[&str]| {
        run(
            folder.path(),
            &[&["render", "--out", "map.png", "--size", "500x400"], arguments].concat(),
        );
        std::fs::read(folder.path().join("map.png")).expect("a file")
    };
    let plan = draw(&["plan.gpkg"]);
    assert_eq!(&plan[..8], b"\x89PNG\r\n\x1a\n");
    let again = draw(&["plan.gpkg"]);
    assert_eq!(plan, again, "the same plan gives the same picture");
    assert_ne!(plan, draw(&["cuadros.geojson"]));
}

#[test]
fn gdal_opens_a_plan_with_its_layers_and_its_index() {
    if !has_tool("ogrinfo") {
        return;
    }
    let folder = new_plan();
    let plan = folder.path().join("plan.gpkg");
    let before = std::fs::read(&plan).expect("a file");
    let ogrinfo = |arguments: &[&str]| {
        let output = Command::new("ogrinfo").args(["-ro"]).args(arguments).arg(&plan).output();
        let output = output.expect("ogrinfo runs");
        assert!(output.stderr.is_empty(), "{}", told(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let layers = ogrinfo(&["-q"]);
    let names: Vec<&str> = layers
        .lines()
        .filter_map(|line| {
            line.split_once(": ").map(|(_, rest)| rest.split(" (").next().unwrap_or(rest))
        })
        .collect();
    let own = ["propuestas_puntos", "propuestas_lineas", "propuestas_poligonos"];
    assert_eq!(
        names,
        [
            &own[..],
            &[
                "departments",
                "cuadros",
                "allpa_edit",
                "allpa_meeting",
                "allpa_agreement",
                "allpa_document",
                "allpa_attachment"
            ],
            &["layer_styles"]
        ]
        .concat(),
        "{layers}"
    );
    // A window query through GDAL, answered from the R-tree.
    let window = "SELECT c.nombre FROM cuadros c JOIN rtree_cuadros_geom r ON r.id = c.fid \
                  WHERE r.minx <= -76.05 AND r.maxx >= -76.2";
    let found = ogrinfo(&["-q", "-sql", window]);
    assert!(found.contains("Sur") && !found.contains("Ñahui"), "{found}");
    let index = ogrinfo(&["-q", "-sql", "SELECT HasSpatialIndex('cuadros', 'geom') AS has"]);
    assert!(index.contains("= 1"), "{index}");
    let steps = ogrinfo(&["-q", "-sql", "SELECT count(*) AS n FROM allpa_edit"]);
    assert!(steps.contains("= 2"), "{steps}");
    let styles = "SELECT styleName, styleSLD FROM layer_styles WHERE styleSLD LIKE \
                  '%<StyledLayerDescriptor%<se:Name>' || styleName || '</se:Name>%'";
    let styles = ogrinfo(&["-q", "-sql", styles]);
    assert_eq!(styles.matches("styleName (String)").count(), 2, "{styles}");
    assert_eq!(std::fs::read(&plan).expect("a file"), before);

    // GDAL adds a proposal, and it is there.
    std::fs::write(
        folder.path().join("via.csv"),
        "WKT,nombre,tipo\n\"LINESTRING (-76 0,-75 0)\",Vía,corredor\n",
    )
    .expect("a file");
    let output = Command::new("ogr2ogr")
        .args([
            "-append",
            "-nln",
            "propuestas_lineas",
            "-nlt",
            "MULTILINESTRING",
            "-a_srs",
            "EPSG:4326",
            "-oo",
            "GEOM_POSSIBLE_NAMES=WKT",
        ])
        .arg(&plan)
        .arg(folder.path().join("via.csv"))
        .output()
        .expect("ogr2ogr runs");
    assert!(output.status.success(), "{}", told(&output));
    let info = table(folder.path(), &["plan", "info", "plan.gpkg"]);
    let proposal = info.iter().find(|row| row.text("kind") == "proposal").expect("the road");
    assert_eq!((proposal.text("name"), proposal.text("detail")), ("Vía", "corredor"));
    // One degree along the equator (GeographicLib).
    assert!((proposal.number("length_km") - 111.319_490_8).abs() < 1e-6);
    let checks = table(folder.path(), &["plan", "verify", "plan.gpkg"]);
    assert!(checks.iter().all(|row| row.text("result") == "bien"));
}

#[test]
fn a_plan_of_the_first_format_is_read_for_ever() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/plan/v1/plan.gpkg");
    std::fs::copy(kept, folder.path().join("plan.gpkg")).expect("a copy");
    let info = table(folder.path(), &["plan", "info", "plan.gpkg"]);
    let of = |kind: &str| {
        let rows = info.iter().filter(|row| row.text("kind") == kind);
        rows.map(|row| row.text("name").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of("layer"), ["vias", "distritos", "zee"]);
    assert_eq!(of("proposal"), ["Corredor 1", "Área de conservación 2", "Proyecto 3"]);
    assert_eq!(of("view"), ["Vista 1"]);
    assert_eq!(of("question"), ["¿Qué recomienda la ZEE aquí?"]);
    assert_eq!(of("step").len(), 8);
    let checks = table(folder.path(), &["plan", "verify", "plan.gpkg"]);
    assert!(checks.iter().all(|row| row.text("result") == "bien"));
}

#[test]
fn a_plan_of_the_second_format_is_read_for_ever() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/plan/v2/plan.gpkg");
    std::fs::copy(kept, folder.path().join("plan.gpkg")).expect("a copy");
    let rows = table(folder.path(), &["plan", "minutes", "plan.gpkg"]);
    let texts: Vec<&str> = rows.iter().map(|row| row.text("text")).collect();
    assert_eq!(texts, ["Se conserva la cabecera", "Se pide el expediente técnico"]);
    assert!(rows.iter().all(|row| row.text("changed") == "vias"), "a layer was taken off since");
    let checks = table(folder.path(), &["plan", "verify", "plan.gpkg"]);
    assert!(checks.iter().all(|row| row.text("result") == "bien"));
}

#[test]
fn official_districts_keep_their_figures_in_a_plan() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let plan = folder.path().join("plan.gpkg").to_string_lossy().into_owned();
    // Metres on PSAD56: the table keeps them so.
    let source = "admin/districts_24878_psad56.shp";
    run(&data, &["plan", "new", &plan, "--layer", source]);
    let direct = table(&data, &["measure", source, "--id", "IDDIST"]).by(&["IDDIST"], "area_ha");
    let layer = format!("{plan}:districts_24878_psad56");
    let kept = table(&data, &["measure", &layer, "--id", "IDDIST"]).by(&["IDDIST"], "area_ha");
    assert_eq!(direct, kept);
}

/// A plan with one polygon in each of two alternatives, and one more in the second.
fn with_alternatives(folder: &Path) {
    use allpa_files::plan_file::{Brought, Commit, PlanFile, Rows, Work, signature};
    use allpa_model::plan::{Drawn, Edit, Facts, Proposal, ProposalKey, ProposalKind};
    let mut file = PlanFile::create(&folder.join("alt.gpkg"), "Alternativas").expect("a plan");
    let loaded = file.load().expect("readable");
    let (mut plan, mut history) = (loaded.plan, loaded.history);
    let square = |x: f64, size: f64| {
        let ring = [[x, 0.0], [x + size, 0.0], [x + size, size], [x, size], [x, 0.0]];
        Drawn::Polygon(vec![vec![ring.to_vec()]])
    };
    let of = [("A", -76.0, 0.01), ("B", -76.0, 0.01), ("B", -75.5, 0.005)];
    let edits = of.into_iter().map(|(alternative, x, size)| Edit::AddProposal {
        proposal: Box::new(Proposal {
            key: ProposalKey(history.fresh_number()),
            name: "Área".into(),
            kind: ProposalKind::ConservationArea,
            note: String::new(),
            alternative: alternative.into(),
            facts: Facts::default(),
            shape: square(x, size),
        }),
    });
    let edits: Vec<Edit> = edits.collect();
    let after = history.done();
    let step = history.record(&mut plan, edits, "tres".into(), signature()).expect("sound").clone();
    let commit = Commit {
        rows: Rows::touched(&plan, &step.forward),
        work: Work::Done { step: Box::new(step), after },
        brought: Brought::default(),
        last_number: history.last_numbers().1,
    };
    file.commit(&commit).expect("kept");
    file.close().expect("closed");
}

#[test]
fn alternatives_are_compared_with_the_figures_of_other_commands() {
    let folder = new_plan();
    with_alternatives(folder.path());
    let compared = table(
        folder.path(),
        &[
            "plan",
            "compare",
            "alt.gpkg",
            "--areas",
            "cuadros.geojson",
            "--units",
            "cuadros.geojson",
        ],
    );
    let of = |topic: &str, item: &str, column: &str| {
        let mut rows =
            compared.iter().filter(|row| row.text("topic") == topic && row.text("item") == item);
        rows.next().unwrap_or_else(|| panic!("no {topic} {item}")).number(column)
    };
    // The square of alternative A is the first one of the file.
    let measured = table(folder.path(), &["measure", "cuadros.geojson"]);
    let square = measured.iter().next().expect("a row").number("area_ha");
    for (topic, item) in [("land", "TOTAL"), ("land", "conservación"), ("protected", "TOTAL")] {
        assert!((of(topic, item, "A") - square).abs() < 1e-6, "{topic}");
    }
    // Half as wide and half as high.
    let more = of("land", "TOTAL", "B - A");
    assert!((more / square - 0.25).abs() < 1e-4, "{more} of {square}");
    assert!(of("protected", "TOTAL", "B - A").abs() < 1e-6);
    assert_eq!([of("proposals", "TOTAL", "A"), of("proposals", "TOTAL", "B")], [1.0, 2.0]);
    assert_eq!(of("units", "TOTAL", "B"), 1.0);
    let one = table(folder.path(), &["plan", "compare", "alt.gpkg", "--alternatives", "B"]);
    assert!(one.iter().all(|row| row.text("topic") != "protected"));
    let unknown = allpa(folder.path(), &["plan", "compare", "alt.gpkg", "--alternatives", "C"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(told(&unknown).contains("El expediente no tiene: C"), "{}", told(&unknown));
    let none = allpa(folder.path(), &["plan", "compare", "plan.gpkg"]);
    assert_eq!(none.status.code(), Some(1));
}

#[test]
fn a_plan_of_the_third_format_is_read_for_ever_with_its_register_of_projects() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/plan/v3/plan.gpkg");
    std::fs::copy(&kept, folder.path().join("plan.gpkg")).expect("a copy");
    let projects =
        |more: &[&str]| table(folder.path(), &[&["plan", "projects", "plan.gpkg"], more].concat());
    let info = table(folder.path(), &["plan", "info", "plan.gpkg"]);
    let documents = info.iter().filter(|row| row.text("kind") == "document");
    assert_eq!(documents.map(|row| row.text("name")).collect::<Vec<_>>(), ["acta.txt"]);
    let register = projects(&[]);
    assert_eq!(register.len(), 1);
    let one = register.iter().next().expect("one");
    let words = ["name", "stage", "financing", "responsible", "begins", "ends"];
    assert_eq!(
        words.map(|column| one.text(column)),
        ["Proyecto 3", "perfil", "canon: 5000000; fideicomiso: 60 %", "GRI", "2027", "2029"]
    );
    assert!((one.number("cost_soles") - 12_500_000.5).abs() < 1e-6);
    assert!((one.number("financed_soles") - 12_500_000.3).abs() < 1e-6);
    // Whatever is asked: the rows add up to the whole.
    for by in ["province", "stage", "corridor"] {
        let rows = projects(&["--by", by, "--units", "plan.gpkg:distritos"]);
        let rows: Vec<_> = rows.iter().collect();
        let (total, parts) = rows.split_last().expect("a sum");
        for column in ["projects", "cost_soles", "financed_soles", "to_finance_soles"] {
            let sum: f64 = parts.iter().map(|row| row.number(column)).sum();
            assert!((sum - total.number(column)).abs() < 1e-6, "{by} {column}");
        }
    }
    let sources = projects(&["--by", "source"]);
    let trust = sources.iter().find(|row| row.text("source") == "fideicomiso").expect("a trust");
    let soles = trust.number("amount_soles");
    assert!((soles - 7_500_000.3).abs() < 1e-6);
    assert!((trust.number("trust_projects_soles") - 0.8 * soles).abs() < 1e-6);
    // What is out of reach is near no corridor.
    for (distance, corridor) in [("1000km", "Corredor 1"), ("1m", "(residual)")] {
        let rows = projects(&["--by", "corridor", "--distance", distance]);
        assert_eq!(rows.iter().next().expect("a group").text("corridor"), corridor);
    }
    // As a workbook and as a document, with where it comes from.
    run(folder.path(), &["plan", "projects", "plan.gpkg", "--out", "p.xlsx"]);
    run(folder.path(), &["plan", "projects", "plan.gpkg", "--out", "p.pdf"]);
    for (file, head) in [("p.xlsx", &b"PK"[..]), ("p.pdf", b"%PDF")] {
        let bytes = std::fs::read(folder.path().join(file)).expect("a file");
        assert!(bytes.starts_with(head), "{file}");
    }
    assert_eq!(
        std::fs::read(folder.path().join("plan.gpkg")).expect("a file"),
        std::fs::read(&kept).expect("a file"),
        "looking changes nothing"
    );
    let checks = table(folder.path(), &["plan", "verify", "plan.gpkg"]);
    assert!(checks.iter().all(|row| row.text("result") == "bien"));
}

#[test]
fn totals_by_province_need_provinces() {
    let folder = new_plan();
    let output = allpa(folder.path(), &["plan", "projects", "plan.gpkg", "--by", "province"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("--units"), "{}", told(&output));
    let output = allpa(folder.path(), &["plan", "projects", "plan.gpkg", "--alternative", "Z"]);
    assert_eq!(output.status.code(), Some(1));
    // A plan without projects has none, and says so in a table.
    let none = table(folder.path(), &["plan", "projects", "plan.gpkg", "--by", "stage"]);
    assert_eq!(none.len(), 1);
}
