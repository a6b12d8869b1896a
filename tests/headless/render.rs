//! Maps drawn without a display.

use crate::support::allpa;

#[test]
fn the_built_in_atlas_becomes_a_picture_of_the_size_asked_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = allpa(
        folder.path(),
        &["render", "atlas:departments", "atlas:zee_demo", "--out", "map.png", "--size", "640x480"],
    );
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let bytes = std::fs::read(folder.path().join("map.png")).expect("a file");
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    assert_eq!((side(16), side(20)), (640, 480));
    assert!(bytes.len() > 20_000, "{} bytes hold no map", bytes.len());
}
