//! How cost grows with data: the processor time of the program on one coverage and on another nine
//! times as large. A ratio survives a busy machine, a time would not.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Polygons along a side of the smaller coverage.
const SIDE: usize = 210;
/// How often the larger one has as many polygons along a side; with its square everything grows.
const TIMES: usize = 3;
/// All of these grow as n or n log n; the exponent may be 1.3 times that of n.
const STEEPEST: f64 = 1.3;

/// A coverage of squares with bent sides, `side` by `side`, over two degrees; groups of 100.
fn coverage(path: &Path, side: usize) {
    let step = 2.0 / side as f64;
    let corner = |i: usize, j: usize| {
        let bend = ((i * 7 + j * 13) % 10) as f64 / 40.0;
        [-77.0 + (i as f64 + bend) * step, -8.0 + (j as f64 - bend) * step]
    };
    let mut text = String::from("{\"type\":\"FeatureCollection\",\"features\":[\n");
    for i in 0..side {
        for j in 0..side {
            let ring = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)];
            let ring: Vec<[f64; 2]> = ring.iter().map(|&(i, j)| corner(i, j)).collect();
            let comma = if i + j == 0 { "" } else { ",\n" };
            let group = (i / 10) * side + j / 10;
            let line = format!(
                "{comma}{{\"type\":\"Feature\",\"properties\":{{\"g\":{group}}},\
                 \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{ring:?}]}}}}"
            );
            text.write_str(&line).expect("memory");
        }
    }
    text.push_str("\n]}");
    std::fs::write(path, text).expect("a file");
}

/// Clock ticks of processor time that the program takes for an answer. They are read while the
/// process has ended but nobody has yet waited for it.
fn ticks(arguments: &[&str]) -> f64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_allpa"));
    command.args(arguments).args(["--threads", "1", "--quiet"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let stat = format!("/proc/{}/stat", child.id());
    let spent = loop {
        let text = std::fs::read_to_string(&stat).expect("the process is there");
        let (_, fields) = text.rsplit_once(") ").expect("a name in parentheses");
        let fields: Vec<&str> = fields.split(' ').collect();
        if fields[0] == "Z" {
            break fields[11..13].iter().map(|field| field.parse::<f64>().expect("ticks")).sum();
        }
        sleep(Duration::from_millis(5));
    };
    assert!(child.wait().expect("it ended").success(), "{arguments:?}");
    spent
}

#[test]
fn cost_grows_no_faster_than_the_data() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [small, large] = [SIDE, SIDE * TIMES].map(|side| {
        // The covers are larger than the zones and lie askew over them.
        let [zones, covers] = [("zones", side), ("covers", side / 3)].map(|(name, side)| {
            let path = folder.path().join(format!("{name}{side}.geojson"));
            coverage(&path, side);
            path.to_string_lossy().into_owned()
        });
        [zones, covers]
    });
    type Workload = (&'static str, fn(&[String; 2]) -> Vec<&str>);
    let workloads: [Workload; 4] = [
        ("read and measure", |[zones, _]| vec!["measure", zones]),
        ("overlay table", |[zones, covers]| vec!["overlay", covers, zones, "--by", "a.g,b.g"]),
        ("dissolve", |[zones, _]| vec!["dissolve", zones, "--by", "g"]),
        ("select", |[zones, covers]| vec!["select", zones, "--intersects", covers]),
    ];
    for (name, arguments) in workloads {
        let (before, after) = (ticks(&arguments(&small)), ticks(&arguments(&large)));
        let grown = (TIMES * TIMES) as f64;
        let exponent = (after / before.max(1.0)).ln() / grown.ln();
        println!("{name}: {before} to {after} ticks, exponent {exponent:.2}");
        assert!(exponent <= STEEPEST, "{name}: {before} to {after} ticks, n^{exponent:.2}");
    }
}
