//! A planner's desk: a folder of files, the window, and hands that click in it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use allpa_app::{Dialogs, Start, Window};
use allpa_text::Language;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// Two districts side by side, 20 km wide each.
pub const TWO_DISTRICTS: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"IDDIST":"220501","NOMBDIST":"Lamas","NOMBPROV":"LAMAS","NOMBDEP":"SAN MARTIN"},"geometry":{"type":"Polygon","coordinates":[[[-76.7,-6.6],[-76.5,-6.6],[-76.5,-6.4],[-76.7,-6.4],[-76.7,-6.6]]]}},
{"type":"Feature","properties":{"IDDIST":"220502","NOMBDIST":"Tabalosos","NOMBPROV":"LAMAS","NOMBDEP":"SAN MARTIN"},"geometry":{"type":"Polygon","coordinates":[[[-76.5,-6.6],[-76.3,-6.6],[-76.3,-6.4],[-76.5,-6.4],[-76.5,-6.6]]]}}]}"#;

/// A zone over both districts.
pub const ZONING: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"COD_ZEE":"PRO-AGR-L","GRAN_ZONA":"Zonas productivas","CATEGORIA":"Zonas productivas","NOM_ZONA":"Zona 1"},"geometry":{"type":"Polygon","coordinates":[[[-76.7,-6.6],[-76.3,-6.6],[-76.3,-6.4],[-76.7,-6.4],[-76.7,-6.6]]]}}]}"#;

/// A road of 11 km across the border of the districts.
pub const LINE: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"nombre":"Vía de prueba"},"geometry":{"type":"LineString","coordinates":[[-76.55,-6.5],[-76.45,-6.5]]}}]}"#;

/// Longest wait for anything; a slow machine must make it.
const PATIENCE: Duration = Duration::from_mins(1);

/// Dialogs that answer with what the test has chosen.
#[derive(Default)]
struct Chosen(Mutex<Option<PathBuf>>);

impl Dialogs for Chosen {
    fn open(&self, _: &str, _: &str) -> Option<Vec<PathBuf>> {
        self.0.lock().expect("no test panics inside").clone().map(|path| vec![path])
    }

    fn save(&self, _: &str, _: &str, _: &[&str]) -> Option<PathBuf> {
        self.0.lock().expect("no test panics inside").clone()
    }
}

/// The window at 1366×768, and the folder its files lie in.
pub struct Desk {
    harness: Harness<'static, Option<Window>>,
    folder: Arc<tempfile::TempDir>,
    chosen: Arc<Chosen>,
    atlas: bool,
}

impl Desk {
    /// A window without atlas that opens these files.
    pub fn open(files: &[(&str, &str)]) -> Self {
        Self::start(files, false)
    }

    /// A window with the built-in atlas.
    pub fn with_atlas() -> Self {
        Self::start(&[], true)
    }

    fn start(files: &[(&str, &str)], atlas: bool) -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        let write = |&(name, text): &(&str, &str)| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("a file");
            path
        };
        let files = files.iter().map(write).collect();
        Self::in_folder(folder, files, atlas)
    }

    /// A window in a folder that is there.
    fn in_folder(folder: Arc<tempfile::TempDir>, files: Vec<PathBuf>, atlas: bool) -> Self {
        let chosen = Arc::new(Chosen::default());
        let start = Start {
            settings: Some(folder.path().join("settings")),
            files,
            language: Language::Spanish,
            atlas,
            dialogs: Arc::clone(&chosen) as Arc<dyn Dialogs>,
        };
        let harness = Harness::builder().with_size(vec2(1366.0, 768.0)).build_ui_state(
            move |ui, window: &mut Option<Window>| {
                let ctx = ui.ctx().clone();
                let window = window.get_or_insert_with(|| Window::new(&ctx, start.clone()));
                window.logic(&ctx);
                window.ui(ui);
            },
            None,
        );
        Self { harness, folder, chosen, atlas }
    }

    /// Closes the window and opens another one with these files of the folder.
    pub fn close_and_open(self, files: &[&str]) -> Self {
        let Self { harness, folder, atlas, .. } = self;
        drop(harness);
        let files = files.iter().map(|name| folder.path().join(name)).collect();
        Self::in_folder(folder, files, atlas)
    }

    /// One more window beside this one, with these files of the folder.
    pub fn another(&self, files: &[&str]) -> Self {
        let files = files.iter().map(|name| self.path(name)).collect();
        Self::in_folder(Arc::clone(&self.folder), files, self.atlas)
    }

    /// Lets the window work until nothing runs behind it.
    pub fn rest(&mut self) {
        let end = Instant::now() + PATIENCE;
        self.harness.run_steps(3);
        while self.harness.state().as_ref().is_some_and(|window| !window.is_idle()) {
            assert!(Instant::now() < end, "the window never rests\n{:#?}", self.texts());
            self.harness.step();
            std::thread::sleep(Duration::from_millis(5));
        }
        self.harness.run_steps(3);
    }

    /// Presses a key with others held.
    pub fn chord(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run_steps(3);
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a file");
        path
    }

    /// What the next dialog answers.
    pub fn choose_in_dialogs(&self, path: &Path) {
        *self.chosen.0.lock().expect("no test panics inside") = Some(path.to_owned());
    }

    /// Whether some visible text contains `text`.
    pub fn has(&self, text: &str) -> bool {
        self.harness.query_all_by(|node| says(node, text)).next().is_some()
    }

    /// Lets the window work until `text` shows.
    pub fn wait_for(&mut self, text: &str) {
        self.wait(text, true);
    }

    /// Lets the window work until `text` no longer shows.
    pub fn wait_until_gone(&mut self, text: &str) {
        self.wait(text, false);
    }

    fn wait(&mut self, text: &str, wanted: bool) {
        let end = Instant::now() + PATIENCE;
        while self.has(text) != wanted {
            assert!(Instant::now() < end, "waited for «{text}»: {wanted}\n{:#?}", self.texts());
            self.harness.step();
            std::thread::sleep(Duration::from_millis(5));
        }
        self.harness.run_steps(3);
    }

    fn texts(&self) -> Vec<String> {
        let nodes = self.harness.query_all_by(|_| true);
        nodes
            .filter_map(|node| node.accesskit_node().label().or(node.accesskit_node().value()))
            .collect()
    }

    /// Clicks the control whose name contains `text`.
    pub fn click_containing(&mut self, text: &str) {
        let control = |node: &egui_kittest::kittest::AccessKitNode| {
            use egui::accesskit::Role::{Button, CheckBox, ComboBox};
            says(node, text) && matches!(node.role(), Button | CheckBox | ComboBox)
        };
        self.harness.query_all_by(control).next().unwrap_or_else(|| panic!("no «{text}»")).click();
        self.harness.run_steps(3);
    }

    /// Opens the menu of a layer with the second button.
    pub fn open_menu_of(&mut self, layer: &str) {
        let is_title = |node: &egui_kittest::kittest::AccessKitNode| {
            says(node, layer) && node.role() == egui::accesskit::Role::Label
        };
        let title = self.harness.query_all_by(is_title).next();
        title.unwrap_or_else(|| panic!("no layer «{layer}»")).click_secondary();
        self.harness.run_steps(4);
    }

    /// Clicks the map at a share of its width and height.
    pub fn click_map(&mut self, at: [f32; 2]) {
        self.drag_map(at, at);
    }

    /// Presses on the map, moves there in steps and lets go; places are shares of width and height.
    pub fn drag_map(&mut self, from: [f32; 2], to: [f32; 2]) {
        const STEPS: usize = 4;
        let map = self.harness.get_by_label("Mapa").rect();
        let place = |at: [f32; 2]| map.min + vec2(map.width() * at[0], map.height() * at[1]);
        let (from, to) = (place(from), place(to));
        self.harness.hover_at(from);
        self.harness.run_steps(2);
        self.button(from, true);
        self.harness.step();
        if from != to {
            for step in 1..=STEPS {
                self.harness.event(Event::PointerMoved(from.lerp(to, step as f32 / STEPS as f32)));
                self.harness.step();
            }
        }
        self.button(to, false);
        self.harness.run_steps(4);
    }

    fn button(&self, pos: Pos2, pressed: bool) {
        let modifiers = Modifiers::NONE;
        let button = PointerButton::Primary;
        self.harness.event(Event::PointerButton { pos, button, pressed, modifiers });
    }

    /// Opens the card of the plan.
    pub fn open_plan(&mut self) {
        self.rest();
        self.click_containing("guardado");
    }

    /// Width and height of the map, in points.
    pub fn map_size(&self) -> [f32; 2] {
        let map = self.harness.get_by_label("Mapa").rect();
        [map.width(), map.height()]
    }

    /// The first length that is shown as `12.3 km`.
    pub fn kilometers(&mut self) -> f64 {
        self.rest();
        let texts = self.texts();
        let lengths = texts.iter().filter_map(|text| text.strip_suffix(" km")?.parse().ok());
        lengths.into_iter().next().unwrap_or_else(|| panic!("no length\n{texts:#?}"))
    }

    /// Kilometres of the axis, once the answer rests.
    pub fn length_of_axis(&mut self) -> f64 {
        self.rest();
        let texts = self.texts();
        let unit = texts.iter().position(|text| text == "km").expect("the summary is shown");
        texts[unit - 1].parse().expect("a number")
    }

    /// Presses a key.
    pub fn press(&mut self, key: Key) {
        self.harness.key_press(key);
        self.harness.run_steps(3);
    }

    /// Types into the search box.
    pub fn type_in_search(&mut self, text: &str) {
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
        self.harness.run_steps(2);
        self.harness.event(Event::Text(text.to_owned()));
        self.harness.run_steps(3);
    }
}

fn says(node: &egui_kittest::kittest::AccessKitNode, text: &str) -> bool {
    let contains = |said: Option<String>| said.is_some_and(|said| said.contains(text));
    contains(node.label()) || contains(node.value())
}
