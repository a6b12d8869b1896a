//! Calling the program and comparing tables.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The folder with the reference data, or `None` with a word on standard error.
pub fn data() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if path.is_dir() {
        return Some(path);
    }
    let in_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
    assert!(!in_ci, "{} is missing", path.display());
    eprintln!("skipped: {} is missing", path.display());
    None
}

/// Runs the program in `folder`, away from the user's settings.
pub fn allpa(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_allpa"))
        .args(arguments)
        .current_dir(folder)
        .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .expect("the program starts")
}

/// Whether another program that a test compares with is installed; in CI it must be.
pub fn has_tool(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    let in_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
    assert!(found || !in_ci, "{program} is missing");
    if !found {
        eprintln!("skipped: {program} is missing");
    }
    found
}

/// What a program of Poppler says of a file in `folder`.
pub fn read(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("poppler-utils is installed");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Runs the program, which must answer, and gives the table it prints.
pub fn table(folder: &Path, arguments: &[&str]) -> Rows {
    let output = allpa(folder, arguments);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {told}");
    Rows::parse(&output.stdout)
}

/// A table of the reference.
pub fn reference(data: &Path, name: &str) -> Rows {
    let path = data.join("reference").join(name);
    Rows::parse(&std::fs::read(&path).expect("the reference is there"))
}

/// A CSV table.
pub struct Rows {
    columns: BTreeMap<String, usize>,
    rows: Vec<csv::StringRecord>,
}

impl Rows {
    fn parse(text: &[u8]) -> Self {
        let mut reader = csv::Reader::from_reader(text);
        let header = reader.headers().expect("a header").clone();
        let columns = header.iter().enumerate().map(|(i, name)| (name.to_owned(), i)).collect();
        let rows = reader.records().collect::<Result<_, _>>().expect("well-formed CSV");
        Self { columns, rows }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|record| Row { columns: &self.columns, record })
    }

    /// Numbers of one column by the text of others.
    pub fn by(&self, keys: &[&str], value: &str) -> BTreeMap<Vec<String>, f64> {
        let key = |row: &Row| keys.iter().map(|key| row.text(key).to_owned()).collect();
        self.iter().map(|row| (key(&row), row.number(value))).collect()
    }
}

/// One row of a table.
pub struct Row<'a> {
    columns: &'a BTreeMap<String, usize>,
    record: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    pub fn text(&self, column: &str) -> &'a str {
        let place = self.columns.get(column).unwrap_or_else(|| panic!("no column {column}"));
        &self.record[*place]
    }

    pub fn number(&self, column: &str) -> f64 {
        let text = self.text(column);
        text.parse().unwrap_or_else(|_| panic!("{column}: {text} is no number"))
    }
}

/// Largest relative difference of two maps that must have the same keys; keys for which `is_small`
/// holds are left out.
pub fn worst_difference(
    found: &BTreeMap<Vec<String>, f64>,
    expected: &BTreeMap<Vec<String>, f64>,
    is_small: impl Fn(f64) -> bool,
) -> f64 {
    let mut worst = 0.0_f64;
    for (key, &value) in expected {
        if is_small(value) {
            continue;
        }
        let other = *found.get(key).unwrap_or_else(|| panic!("{key:?} is missing"));
        worst = worst.max((other / value - 1.0).abs());
    }
    for (key, &value) in found {
        assert!(is_small(value) || expected.contains_key(key), "{key:?} ({value}) is too much");
    }
    worst
}
