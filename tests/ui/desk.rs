//! A planner's desk: a folder of files, the window, and hands that click in it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use allpa_app::{Dialogs, Start, Window};
use allpa_files::settings::Preferences;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, pos2, vec2};
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

/// Frames of a drag.
const STEPS: usize = 4;

/// Longest wait for anything; a slow machine must make it.
const PATIENCE: Duration = Duration::from_mins(3);

/// Dialogs that answer with what the test has chosen.
#[derive(Default)]
struct Chosen(Mutex<Option<PathBuf>>);

impl Dialogs for Chosen {
    fn open(&self, _: &str, _: &str, _: &[&str]) -> Option<Vec<PathBuf>> {
        self.0.lock().expect("no test panics inside").clone().map(|path| vec![path])
    }

    fn folder(&self, _: &str) -> Option<PathBuf> {
        self.0.lock().expect("no test panics inside").clone()?.parent().map(Path::to_owned)
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
    copied: Arc<Mutex<Option<String>>>,
}

fn is_slider(node: &egui_kittest::kittest::AccessKitNode, name: &str) -> bool {
    node.role() == egui::accesskit::Role::Slider && node.label().as_deref() == Some(name)
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
        // Somebody has used the program here before.
        let settings = folder.path().join("settings");
        if !Preferences::are_kept_in(&settings) {
            Preferences::default().keep_in(&settings).expect("preferences");
        }
        Self::with_settings(folder, files, atlas, chosen, settings)
    }

    /// A window of somebody who opens the program for the first time.
    pub fn first_time() -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        let settings = folder.path().join("settings");
        Self::with_settings(folder, Vec::new(), true, Arc::default(), settings)
    }

    fn with_settings(
        folder: Arc<tempfile::TempDir>,
        files: Vec<PathBuf>,
        atlas: bool,
        chosen: Arc<Chosen>,
        settings: PathBuf,
    ) -> Self {
        let start = Start {
            settings: Some(settings),
            files,
            language: None,
            graphics: None,
            card: None,
            atlas,
            dialogs: Arc::clone(&chosen) as Arc<dyn Dialogs>,
        };
        let copied = Arc::new(Mutex::new(None));
        let theirs = Arc::clone(&copied);
        let harness = Harness::builder().with_size(vec2(1366.0, 768.0)).build_ui_state(
            move |ui, window: &mut Option<Window>| {
                let ctx = ui.ctx().clone();
                let window = window.get_or_insert_with(|| Window::new(&ctx, start.clone()));
                window.logic(&ctx);
                window.ui(ui);
                let command = ui.output(|output| output.commands.last().cloned());
                if let Some(egui::OutputCommand::CopyText(text)) = command {
                    *theirs.lock().expect("no test panics inside") = Some(text);
                }
            },
            None,
        );
        Self { harness, folder, chosen, atlas, copied }
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

    /// Whether the box of this name is ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        let node = self.harness.get_by_label(name);
        node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
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

    /// Gives the work a name: `plan.gpkg` in the desk's folder.
    pub fn save_plan(&mut self) {
        let plan = self.path("plan.gpkg");
        self.choose_in_dialogs(&plan);
        self.chord(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
        self.wait_for("Se guardó");
    }

    /// Saves two views, the second closer.
    pub fn save_two_views(&mut self) {
        self.click_containing("Vistas guardadas");
        self.click_containing("Guardar esta vista");
        self.wait_for("Mostrar Vista 1");
        self.click_last("+");
        self.click_containing("Guardar esta vista");
        self.wait_for("Mostrar Vista 2");
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

    /// Scrolls until the control of this name is in sight.
    pub fn scroll_to(&mut self, name: &str) {
        self.harness.get_by_label(name).scroll_to_me();
        self.harness.run_steps(4);
    }

    /// Clicks the control whose name contains `text`.
    pub fn click_containing(&mut self, text: &str) {
        let control = |node: &egui_kittest::kittest::AccessKitNode| {
            use egui::accesskit::Role::{Button, CheckBox, ComboBox, RadioButton};
            says(node, text) && matches!(node.role(), Button | CheckBox | ComboBox | RadioButton)
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
        self.drag_map_with(Modifiers::NONE, from, to);
    }

    /// The same with keys held.
    pub fn drag_map_with(&mut self, keys: Modifiers, from: [f32; 2], to: [f32; 2]) {
        let map = self.harness.get_by_label("Mapa").rect();
        let place = |at: [f32; 2]| map.min + vec2(map.width() * at[0], map.height() * at[1]);
        self.drag(keys, place(from), place(to));
    }

    /// Moves the pointer to a place of the map.
    pub fn hover_map(&mut self, at: [f32; 2]) {
        let map = self.harness.get_by_label("Mapa").rect();
        self.harness.hover_at(map.min + vec2(map.width() * at[0], map.height() * at[1]));
        self.harness.run_steps(3);
    }

    /// Clicks on a text, wherever it stands, with keys held.
    pub fn click_text_with(&mut self, keys: Modifiers, text: &str) {
        let at = self.place_of(text);
        self.drag(keys, at, at);
    }

    /// Clicks on a text twice.
    pub fn double_click_text(&mut self, text: &str) {
        let at = self.place_of(text);
        self.double_click(at);
    }

    /// Clicks the map twice at a share of its width and height.
    pub fn double_click_map(&mut self, at: [f32; 2]) {
        let map = self.harness.get_by_label("Mapa").rect();
        self.double_click(map.min + vec2(map.width() * at[0], map.height() * at[1]));
    }

    /// Both buttons' events of a click in one frame: a frame of the harness lasts long.
    fn double_click(&mut self, pos: Pos2) {
        self.harness.hover_at(pos);
        self.harness.run_steps(2);
        for _ in 0..2 {
            for pressed in [true, false] {
                let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
                let event = Event::PointerButton { pos, button, pressed, modifiers };
                self.harness.input_mut().events.push(event);
            }
            self.harness.run_steps(1);
        }
        self.harness.run_steps(3);
    }

    fn place_of(&self, text: &str) -> Pos2 {
        let is_text = |node: &egui_kittest::kittest::AccessKitNode| says(node, text);
        let at = self.harness.query_all_by(is_text).next().map(|node| node.rect().center());
        at.unwrap_or_else(|| panic!("no «{text}»: {:#?}", self.texts()))
    }

    /// Where the control of this name stands.
    pub fn area_of(&self, name: &str) -> egui::Rect {
        self.harness.get_by_label(name).rect()
    }

    /// Presses at a place of the window, moves to another in steps and lets go.
    pub fn drag_between(&mut self, from: Pos2, to: Pos2) {
        self.drag(Modifiers::NONE, from, to);
    }

    fn drag(&mut self, keys: Modifiers, from: Pos2, to: Pos2) {
        self.harness.hover_at(from);
        self.harness.run_steps(2);
        self.harness.event(Event::ModifiersChanged(keys));
        self.button(from, true, keys);
        self.harness.step();
        if from != to {
            for step in 1..=STEPS {
                self.harness.event(Event::PointerMoved(from.lerp(to, step as f32 / STEPS as f32)));
                self.harness.step();
            }
        }
        self.button(to, false, keys);
        self.harness.step();
        self.harness.event(Event::ModifiersChanged(Modifiers::NONE));
        self.harness.run_steps(3);
    }

    fn button(&self, pos: Pos2, pressed: bool, modifiers: Modifiers) {
        let button = PointerButton::Primary;
        self.harness.event(Event::PointerButton { pos, button, pressed, modifiers });
    }

    /// Opens the card of the plan.
    pub fn open_plan(&mut self) {
        self.rest();
        self.click_containing("guardado");
    }

    /// Gives the window another size.
    pub fn resize(&mut self, width: f32, height: f32) {
        self.harness.set_size(vec2(width, height));
        self.harness.run_steps(3);
    }

    /// What can be pressed, with its name and place.
    pub fn buttons(&self) -> Vec<(String, egui::Rect)> {
        let nodes = self.harness.query_all_by(|node| node.role() == egui::accesskit::Role::Button);
        nodes.map(|node| (node.accesskit_node().label().unwrap_or_default(), node.rect())).collect()
    }

    /// Whether anything of the window moves from place to place, or blinks.
    pub fn moves(&self) -> bool {
        let style = self.harness.ctx.global_style();
        style.animation_time > 0.0 || style.visuals.text_cursor.blink
    }

    /// What the last frame draws, groups taken apart.
    fn painted(&self) -> Vec<&egui::Shape> {
        let mut open: Vec<&egui::Shape> =
            self.harness.output().shapes.iter().map(|clipped| &clipped.shape).collect();
        let mut shapes = Vec::new();
        while let Some(shape) = open.pop() {
            match shape {
                egui::Shape::Vec(inner) => open.extend(inner),
                other => shapes.push(other),
            }
        }
        shapes
    }

    /// The smallest letters of the last frame in pixels, and what they say.
    pub fn smallest_letters(&self) -> (f32, String) {
        let ratio = self.harness.ctx.pixels_per_point();
        let texts = self.painted().into_iter().filter_map(|shape| match shape {
            egui::Shape::Text(text) if !text.galley.is_empty() => Some(&text.galley.job),
            _ => None,
        });
        let sizes = texts.flat_map(|job| {
            job.sections.iter().map(|part| (part.format.font_id.size * ratio, job.text.clone()))
        });
        sizes.min_by(|a, b| a.0.total_cmp(&b.0)).expect("something is written")
    }

    /// The lines of the marker in the last frame.
    pub fn strokes(&self) -> Vec<Vec<Pos2>> {
        const WIDTH: f32 = 5.0;
        let lines = self.painted().into_iter().filter_map(|shape| match shape {
            egui::Shape::Path(path) if !path.closed && path.stroke.width == WIDTH => {
                Some(path.points.clone())
            }
            egui::Shape::LineSegment { points, stroke } if stroke.width == WIDTH => {
                Some(points.to_vec())
            }
            _ => None,
        });
        lines.collect()
    }

    /// The places that [`Desk::drag_map`] goes through.
    pub fn dragged(&self, from: [f32; 2], to: [f32; 2]) -> Vec<Pos2> {
        let map = self.harness.get_by_label("Mapa").rect();
        let place = |at: [f32; 2]| map.min + vec2(map.width() * at[0], map.height() * at[1]);
        let share = |step| step as f32 / STEPS as f32;
        (0..=STEPS).map(|step| place(from).lerp(place(to), share(step))).collect()
    }

    /// Width and height of the map, in points.
    pub fn map_size(&self) -> [f32; 2] {
        let is_map = |node: &egui_kittest::kittest::AccessKitNode| {
            node.label().is_some_and(|label| label == "Mapa" || label == "Map")
        };
        let map = self.harness.get_by(is_map).rect();
        [map.width(), map.height()]
    }

    /// The first length that is shown as `12.3 km`.
    pub fn kilometers(&mut self) -> f64 {
        self.rest();
        let texts = self.texts();
        let lengths = texts.iter().filter_map(|text| text.strip_suffix(" km")?.parse().ok());
        lengths.into_iter().next().unwrap_or_else(|| panic!("no length\n{texts:#?}"))
    }

    /// Texts from the top down, of those that say one of `wanted`.
    pub fn order_of(&self, wanted: &[&str]) -> Vec<String> {
        let found = self.harness.query_all_by(|node| {
            node.role() == egui::accesskit::Role::Label && wanted.iter().any(|w| says(node, w))
        });
        let mut found: Vec<(f32, String)> = found
            .filter_map(|node| Some((node.rect().min.y, node.accesskit_node().value()?)))
            .collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found.into_iter().map(|(_, text)| text).collect()
    }

    /// What the window copies, once it does.
    pub fn wait_for_copy(&mut self) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(text) = self.copied.lock().expect("no test panics inside").take() {
                return text;
            }
            assert!(Instant::now() < end, "nothing is copied");
            self.harness.step();
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The scale in the bar below.
    pub fn scale(&self) -> String {
        let texts = self.texts();
        texts.into_iter().find(|text| text.starts_with("1:")).expect("the scale is shown")
    }

    /// Lets so much time of the window pass.
    pub fn pass_seconds(&mut self, seconds: f32) {
        const FRAME: f32 = 0.25;
        self.harness.run_steps((seconds / FRAME).ceil() as usize);
    }

    /// Clicks the last control of just this name.
    pub fn click_last(&mut self, name: &str) {
        let is_control = |node: &egui_kittest::kittest::AccessKitNode| {
            use egui::accesskit::Role::{Button, CheckBox};
            matches!(node.role(), Button | CheckBox) && node.label().as_deref() == Some(name)
        };
        let control = self.harness.query_all_by(is_control).last();
        control.unwrap_or_else(|| panic!("no «{name}»")).click();
        self.harness.run_steps(3);
    }

    /// Chooses from the list that shows `chosen` now.
    pub fn choose(&mut self, chosen: &str, option: &str) {
        let is_list = |node: &egui_kittest::kittest::AccessKitNode| {
            node.role() == egui::accesskit::Role::ComboBox && says(node, chosen)
        };
        let list = self.harness.query_all_by(is_list).next();
        list.unwrap_or_else(|| panic!("no list «{chosen}»: {:#?}", self.texts())).click();
        self.harness.run_steps(3);
        let is_option = |node: &egui_kittest::kittest::AccessKitNode| {
            node.role() == egui::accesskit::Role::Button && says(node, option)
        };
        // The list opens over everything that was there before.
        let option = self.harness.query_all_by(is_option).last();
        option.expect("the option is listed").click();
        self.harness.run_steps(3);
    }

    /// Turns the wheel over a text, one frame.
    pub fn scroll_table(&mut self, over: &str, points: f32) {
        let at = self.place_of(over);
        self.harness.input_mut().events.push(Event::PointerMoved(at));
        let (unit, modifiers) = (egui::MouseWheelUnit::Point, Modifiers::NONE);
        let (delta, phase) = (vec2(0.0, points), egui::TouchPhase::Move);
        let source = egui::MouseWheelSource::Unknown;
        self.harness.event(Event::MouseWheel { unit, delta, phase, source, modifiers });
        self.harness.step();
    }

    /// Types into the box of this name, after what stands there.
    pub fn type_in(&mut self, hint: &str, text: &str) {
        let is_box = |node: &egui_kittest::kittest::AccessKitNode| {
            node.role() == egui::accesskit::Role::TextInput && says(node, hint)
        };
        let found = self.harness.query_all_by(is_box).next();
        found.unwrap_or_else(|| panic!("no box «{hint}»")).focus();
        self.harness.run_steps(2);
        self.type_text(text);
    }

    /// Types into the last box of just this name.
    pub fn type_in_last(&mut self, name: &str, text: &str) {
        let is_box = |node: &egui_kittest::kittest::AccessKitNode| {
            let is_named = node.label().as_deref() == Some(name);
            node.role() == egui::accesskit::Role::TextInput && is_named
        };
        let found = self.harness.query_all_by(is_box).last();
        found.unwrap_or_else(|| panic!("no box «{name}»")).focus();
        self.harness.run_steps(2);
        self.type_text(text);
    }

    /// Types into the box of this name, in place of what stands there.
    pub fn clear_and_type(&mut self, name: &str, text: &str) {
        self.type_in(name, "");
        self.chord(Modifiers::COMMAND, Key::A);
        self.type_text(text);
    }

    /// Types a number into the field of this name, by keyboard.
    pub fn type_in_number(&mut self, name: &str, number: &str) {
        let is_field = |node: &egui_kittest::kittest::AccessKitNode| {
            let is_named = node.label().is_some_and(|label| label.contains(name));
            node.is_focused() && is_named
        };
        self.tab_until(&is_field, name);
        self.chord(Modifiers::COMMAND, Key::A);
        self.type_text(number);
    }

    /// Presses a key with others held.
    pub fn press_with(&mut self, keys: Modifiers, key: Key) {
        self.harness.key_press_modifiers(keys, key);
        self.harness.run_steps(3);
    }

    /// Types what has the focus takes.
    pub fn type_text(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.harness.run_steps(3);
    }

    /// An event as it comes from the system.
    pub fn event(&mut self, event: Event) {
        self.harness.event(event);
        self.harness.step();
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

    /// Goes from control to control until one whose name contains `name` has the focus.
    pub fn tab_to(&mut self, name: &str) {
        self.tab_until(&|node| node.is_focused() && says(node, name), name);
    }

    /// Goes from control to control until the button of just this name has the focus.
    pub fn tab_to_button(&mut self, name: &str) {
        let is_button = |node: &egui_kittest::kittest::AccessKitNode| {
            let is_named = node.label().as_deref() == Some(name);
            node.is_focused() && is_named && node.role() == egui::accesskit::Role::Button
        };
        self.tab_until(&is_button, name);
    }

    /// The number in the field of this name.
    pub fn number(&self, name: &str) -> f64 {
        let is_field = |node: &egui_kittest::kittest::AccessKitNode| {
            let is_named = node.label().is_some_and(|label| label.contains(name));
            node.role() == egui::accesskit::Role::SpinButton && is_named
        };
        let field = self.harness.query_all_by(is_field).next();
        let number = field.and_then(|field| field.accesskit_node().numeric_value());
        number.unwrap_or_else(|| panic!("no number «{name}»: {:#?}", self.texts()))
    }

    fn tab_until(
        &mut self,
        is_there: &dyn Fn(&egui_kittest::kittest::AccessKitNode) -> bool,
        name: &str,
    ) {
        /// More controls than the window ever shows.
        const MOST: usize = 400;
        for _ in 0..MOST {
            if self.harness.query_all_by(is_there).next().is_some() {
                return;
            }
            self.harness.key_press(Key::Tab);
            self.harness.run_steps(1);
        }
        panic!("Tab never reaches «{name}»: {:#?}", self.texts());
    }

    /// Chooses from the list of this name, by keyboard.
    pub fn choose_by_keys(&mut self, name: &str, option: &str) {
        let is_list = |node: &egui_kittest::kittest::AccessKitNode| {
            let is_named = node.label().as_deref() == Some(name);
            node.role() == egui::accesskit::Role::ComboBox && is_named
        };
        self.tab_until(&|node| node.is_focused() && is_list(node), name);
        self.press(Key::Enter);
        let is_option = |node: &egui_kittest::kittest::AccessKitNode| {
            node.is_focused() && node.label().as_deref() == Some(option)
        };
        self.tab_until(&is_option, option);
        self.press(Key::Enter);
    }

    /// Slides by the keyboard alone to a place of a slider, from 0.
    pub fn slide_by_keys(&mut self, name: &str, place: u32) {
        let is_slider = |node: &egui_kittest::kittest::AccessKitNode| {
            node.is_focused() && is_slider(node, name)
        };
        self.tab_until(&is_slider, name);
        let at = |desk: &Self| desk.slider(name).accesskit_node().numeric_value().unwrap_or(0.0);
        while (at(self) - f64::from(place)).abs() > 0.5 {
            let is_right = at(self) < f64::from(place);
            self.press(if is_right { Key::ArrowRight } else { Key::ArrowLeft });
        }
    }

    /// Clicks on the place of a slider.
    pub fn slide_by_mouse(&mut self, name: &str, place: u32) {
        let slider = self.slider(name);
        let (rect, node) = (slider.rect(), slider.accesskit_node());
        let most = node.max_numeric_value().expect("a slider has an end") as f32;
        // The knob stays inside.
        let (left, right) = (rect.left() + rect.height() / 2.0, rect.right() - rect.height() / 2.0);
        let at = pos2(left + (right - left) * place as f32 / most, rect.center().y);
        self.drag(Modifiers::NONE, at, at);
    }

    fn slider<'a>(&'a self, name: &'a str) -> egui_kittest::Node<'a> {
        let found = self.harness.query_all_by(|node| is_slider(node, name)).next();
        found.unwrap_or_else(|| panic!("no slider «{name}»"))
    }

    /// What can have the focus and has no name: its role and place.
    pub fn unnamed(&self) -> Vec<String> {
        use egui::accesskit::{Action, Role};
        let nodes = self.harness.query_all_by(|node| {
            let data = node.data();
            let is_control = data.supports_action(Action::Focus)
                || data.supports_action(Action::Click)
                || matches!(node.role(), Role::Button | Role::TextInput | Role::ComboBox);
            let placeholder = data.placeholder().map(str::to_owned);
            // The words of a text are its value. Bars to scroll with are egui's own.
            let words = node.value().filter(|_| node.role() == Role::Label);
            let is_control = is_control && node.role() != Role::ScrollBar;
            let named = [node.label(), placeholder, words];
            is_control && named.into_iter().flatten().all(|name| name.trim().is_empty())
        });
        let told = |node: egui_kittest::Node<'_>| {
            let at = node.accesskit_node();
            format!("{:?} {:?} {:?}", at.role(), at.value(), node.rect())
        };
        nodes.map(told).collect()
    }

    /// The questions that the card lists.
    pub fn questions(&self) -> Vec<String> {
        let texts = self.texts();
        let asks = |text: &String| text.starts_with('¿') && text.ends_with('?');
        texts.into_iter().filter(asks).collect()
    }

    /// Every text that contains `text`.
    pub fn said(&self, text: &str) -> Vec<String> {
        self.texts().into_iter().filter(|said| said.contains(text)).collect()
    }
}

fn says(node: &egui_kittest::kittest::AccessKitNode, text: &str) -> bool {
    let contains = |said: Option<String>| said.is_some_and(|said| said.contains(text));
    contains(node.label()) || contains(node.value())
}
