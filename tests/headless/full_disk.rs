//! Disks that take no more: a clear word, and no half a file.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Output};

use crate::minutes::new_plan;

/// Everything that writes a file, of more than four kilobytes.
const OUTPUTS: [(&str, &[&str]); 16] = [
    ("lamina.pdf", &["render", "--paper", "A4"]),
    ("lamina.svg", &["render", "--paper", "A4"]),
    ("lamina.png", &["render", "--paper", "A4", "--dpi", "60"]),
    ("mapa.png", &["render"]),
    ("serie.pdf", &["render", "--series", "atlas:departments", "--where", "fid < 3"]),
    ("ficha.pdf", &["measure", "atlas:zee_demo"]),
    ("ficha.xlsx", &["measure", "atlas:zee_demo"]),
    ("ficha.csv", &["describe", "atlas:zee_demo"]),
    ("acta.pdf", &["plan", "minutes", "plan.gpkg"]),
    ("capa.gpkg", &["convert", "atlas:zee_demo"]),
    ("capa.geojson", &["convert", "atlas:zee_demo"]),
    ("capa.shp", &["convert", "atlas:zee_demo"]),
    ("capa.fgb", &["convert", "atlas:zee_demo"]),
    ("capa.kml", &["convert", "atlas:zee_demo"]),
    ("capa.xlsx", &["convert", "atlas:places"]),
    ("capa.csv", &["convert", "atlas:places"]),
];

/// Runs the program by way of `script`, which finds its command line as its own.
fn run_by(folder: &Path, before: &[&str], script: &str, arguments: &[OsString]) -> Output {
    let shell = [before, &["sh", "-c", script, "sh", env!("CARGO_BIN_EXE_allpa")]].concat();
    Command::new(shell[0])
        .args(&shell[1..])
        .args(arguments)
        .current_dir(folder)
        .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
        .output()
        .expect("a shell")
}

/// The command line that writes `file` into the folder `full`.
fn command(file: &str, words: &[&str]) -> Vec<OsString> {
    let out = format!("full/{file}");
    let mut line: Vec<OsString> = words.iter().map(OsString::from).collect();
    if words[0] != "convert" {
        line.push("--out".into());
    }
    line.push(out.into());
    line
}

/// A folder with a plan and an empty folder `full`.
fn desk() -> tempfile::TempDir {
    let folder = new_plan();
    std::fs::create_dir(folder.path().join("full")).expect("a folder");
    folder
}

/// Files may not grow beyond four kilobytes.
#[cfg(unix)]
#[test]
fn what_cannot_be_written_whole_is_not_there_at_all() {
    let folder = desk();
    for (file, words) in OUTPUTS {
        let script = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
        let output = run_by(folder.path(), &[], script, &command(file, words));
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{file}: {told}");
        assert!(told.contains("No se pudo escribir") && told.contains(file), "{file}: {told}");
        let left: Vec<_> = std::fs::read_dir(folder.path().join("full")).expect("there").collect();
        assert!(left.is_empty(), "{file}: {left:?}");
    }
}

/// A disk of four kilobytes, where the system lets a test have one.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_called_by_its_name() {
    const OWN: [&str; 3] = ["unshare", "--map-root-user", "--mount"];
    const SCRIPT: &str = "mount -t tmpfs -o size=4k none full || exit 99; \"$@\"; \
                          status=$?; ls -A full >left; exit $status";
    let folder = desk();
    for (file, words) in OUTPUTS {
        let output = run_by(folder.path(), &OWN, SCRIPT, &command(file, words));
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        if told.contains("unshare") || output.status.code() == Some(99) {
            eprintln!("skipped: no disk of its own: {told}");
            return;
        }
        assert_eq!(output.status.code(), Some(1), "{file}: {told}");
        assert!(told.contains("El disco está lleno"), "{file}: {told}");
        let left = std::fs::read_to_string(folder.path().join("left")).expect("a list");
        assert_eq!(left, "", "{file}");
    }
}
