//! The window: what happens before each frame, and how a frame is put together.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use allpa_files::atlas::facts;
use allpa_files::settings::Preferences;
use allpa_geom::{Coord, UtmZone};
use allpa_map::{Camera, Fonts};
use allpa_model::question::conflicts::UseMatrix;
use allpa_text::{Language, UserMessage};
use egui::{CentralPanel, Context, Frame, Key, Rect, Ui};

use crate::action::{Action, Card, FileAction, PlanAction, TableSource, ViewAction};
use crate::canvas::Canvas;
use crate::dialog::Dialogs;
use crate::dispatch;
use crate::gpu::WindowCard;
use crate::health::HealthCheck;
use crate::job::{Crashed, Job};
use crate::join::Joining;
use crate::load::{Incoming, Loader};
use crate::meeting::MeetingAction;
use crate::motion::{self, Wishes};
use crate::panel::{self, Running};
use crate::plane::Moving;
use crate::planning::Planning;
use crate::preferences::Liking;
use crate::proof::SheetDesk;
use crate::selecting::SelectAction;
use crate::state::{Message, Severity, State};
use crate::styling::Styling;
use crate::theme;
use crate::views::TravelAction;

/// How the window starts.
#[derive(Clone)]
pub struct Start {
    /// Files to open.
    pub files: Vec<PathBuf>,
    /// Language asked for; without one, the one used last.
    pub language: Option<Language>,
    /// Whether the atlas is opened too.
    pub atlas: bool,
    /// Folder for what is remembered between runs; without one nothing is.
    pub settings: Option<PathBuf>,
    /// What draws the window, in the words of its driver.
    pub graphics: Option<String>,
    /// The card that draws the map; without one the processor does.
    pub card: Option<WindowCard>,
    /// Who asks the user for files.
    pub dialogs: Arc<dyn Dialogs>,
}

/// The whole window: its state and what runs behind it.
pub struct Window {
    pub(crate) state: State,
    canvas: Canvas,
    /// The sheet that stands in the room of the map.
    desk: SheetDesk,
    pub(crate) loaders: Vec<Loader>,
    /// Files given at the start. They are read after the atlas, whose limits they are compared with.
    waiting: Vec<PathBuf>,
    pub(crate) dialog: Option<Job<Option<FileAction>>>,
    pub(crate) dialogs: Arc<dyn Dialogs>,
    /// Layers on their way to another plane.
    moving: Moving,
    liking: Liking,
}

impl Window {
    /// A window that starts reading what it was asked to open.
    pub fn new(ctx: &Context, start: Start) -> Self {
        theme::install_fonts(ctx);
        let liking = Liking::at_start(start.settings.as_deref(), start.language, ctx);
        let mut state = State::new(liking.language(), liking.theme());
        state.planning = Planning::start(start.settings.as_deref(), ctx);
        state.help.done = liking.lessons();
        // The first time, the way in lies open.
        if start.settings.as_deref().is_some_and(|folder| !Preferences::are_kept_in(folder)) {
            state.card = Card::Help;
        }
        state.settings = start.settings;
        state.graphics = start.graphics;
        state.uses_card = liking.uses_card();
        state.projects.colors_stages = liking.colors_stages();
        state.motion = Wishes::at_start(liking.motion(), ctx);
        theme::apply(ctx, state.theme);
        motion::apply(ctx, state.motion.motion());
        // The letters are inside the program; a test draws with them.
        let fonts = Fonts::new(theme::REGULAR.to_vec(), theme::SEMIBOLD.to_vec());
        state.fonts = fonts.ok().map(Arc::new);
        let matrix = facts::table(facts::USE_MATRIX);
        let matrix = matrix.and_then(|table| UseMatrix::from_table(&table).ok());
        state.matrix = Arc::new(matrix.unwrap_or_default());
        let mut window = Self {
            state,
            canvas: Canvas::new(start.card.as_ref()),
            desk: SheetDesk::default(),
            loaders: Vec::new(),
            waiting: start.files,
            dialog: None,
            dialogs: start.dialogs,
            moving: Moving::default(),
            liking,
        };
        if start.atlas {
            window.load(ctx, Loader::atlas);
        }
        window.open_waiting(ctx);
        window
    }

    /// What must happen before a frame: results of jobs come in.
    pub fn logic(&mut self, ctx: &Context) {
        self.receive(ctx);
        self.state.motion.receive(ctx);
        dispatch::view::make_room(&mut self.state, ctx);
        dispatch::help::follow(&mut self.state);
        self.liking.follow(&self.state, ctx);
        dispatch::plan::receive(self, ctx);
        self.open_waiting(ctx);
        if !self.loaders.is_empty() {
            ctx.request_repaint_after(Duration::from_millis(100));
        }
        if self.state.health.as_mut().is_some_and(|check| check.poll().is_err()) {
            self.tell_crash();
        }
        if self.state.joins.first_mut().is_some_and(|joining| joining.poll().is_err()) {
            self.tell_crash();
        }
        self.receive_repair(ctx);
        if dispatch::file::receive_print(self).is_err() {
            self.tell_crash();
        }
        if dispatch::style::receive(&mut self.state).is_err() {
            self.tell_crash();
        }
        match self.state.corridor.poll() {
            Ok(_) => {}
            Err(Crashed) => self.tell_crash(),
        }
        if dispatch::documents::receive(self, ctx).is_err() {
            self.tell_crash();
        }
        if dispatch::minutes::receive(self, ctx).is_err() {
            self.tell_crash();
        }
        if self.state.asking.poll().is_err() {
            self.tell_crash();
        }
        if self.state.scenarios.poll().is_err() || self.watch(ctx).is_err() {
            self.tell_crash();
        }
        self.receive_selection(ctx);
        if let Some(outcome) = self.dialog.as_ref().and_then(Job::poll) {
            self.dialog = None;
            if let Ok(Some(action)) = outcome {
                dispatch::carry_out(self, ctx, Action::File(action));
            }
        }
        self.follow_plane(ctx);
        let revision = self.state.layers.content_revision();
        if self.state.asking.layers_revision != revision && self.loaders.is_empty() {
            dispatch::asking::layers_changed(&mut self.state, ctx);
        }
        let state = &mut self.state;
        if self.loaders.is_empty() && state.search.update(ctx, &state.layers).is_err() {
            self.tell_crash();
        }
        let dropped: Vec<PathBuf> = ctx.input(|input| {
            input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect()
        });
        if !dropped.is_empty() {
            dispatch::carry_out(self, ctx, Action::File(FileAction::Open(dropped)));
        }
    }

    /// Brings layers that lie in another plane than the map's to it, and then the camera.
    fn follow_plane(&mut self, ctx: &Context) {
        match self.moving.poll() {
            Ok(arrived) => {
                for (id, prepared) in arrived {
                    self.state.layers.set_prepared(id, prepared);
                }
            }
            Err(Crashed) => self.tell_crash(),
        }
        let plane = self.state.plane;
        match self.moving.start(&self.state.layers, plane, ctx) {
            Ok(true) => {}
            Ok(false) if self.state.camera.plane == plane => {}
            Ok(false) => {
                self.state.camera = self.state.camera.in_plane(plane);
                dispatch::asking::ask(&mut self.state, ctx);
            }
            Err(error) => {
                let message = self.state.texts.read_error("", &error.into());
                self.tell(Severity::Error, message);
                self.state.plane = self.state.camera.plane;
            }
        }
    }

    /// Shows a mended layer once it is there.
    fn receive_repair(&mut self, ctx: &Context) {
        let Some(check) = &mut self.state.health else { return };
        match check.repairing.poll() {
            Ok(None) => {}
            Ok(Some(Ok(mended))) => dispatch::health::show(self, ctx, mended),
            Ok(Some(Err(error))) => {
                let message = self.state.texts.question_error(&error);
                self.tell(Severity::Error, message);
            }
            Err(Crashed) => self.tell_crash(),
        }
    }

    /// Takes in what was selected, measures it, and keeps the list below up with it.
    fn receive_selection(&mut self, ctx: &Context) {
        let state = &mut self.state;
        let mut crashed = false;
        match state.selecting.take_found() {
            Ok(Some(found)) => dispatch::select::apply(state, found),
            Ok(None) => {}
            Err(Crashed) => crashed = true,
        }
        let selected = state.selection.as_ref().and_then(|(id, _)| state.layers.get(*id));
        crashed |= state.selecting.measure(ctx, selected).is_err();
        let open = match state.table {
            Some(TableSource::Layer(id)) => Some(id),
            _ => None,
        };
        crashed |= state.listing.update(ctx, &state.layers, open).is_err();
        let now = ctx.input(|input| input.time);
        if let Some(rest) = state.views.history.note(&state.camera, now) {
            ctx.request_repaint_after(Duration::from_secs_f64(rest + 0.02));
        }
        if crashed {
            self.tell_crash();
        }
    }

    /// Opens the files given at the start, once nothing else is being read.
    fn open_waiting(&mut self, ctx: &Context) {
        if self.loaders.is_empty() && !self.waiting.is_empty() {
            let files = std::mem::take(&mut self.waiting);
            self.load(ctx, |reader| Loader::files(reader, files));
        }
    }

    /// One frame.
    pub fn ui(&mut self, ui: &mut Ui) {
        if self.state.meeting.is_on() {
            self.meet(ui);
            return;
        }
        let mut actions = Vec::new();
        let state = &self.state;
        shortcuts(ui, state, &mut actions);
        panel::top_bar(ui, state, &mut actions);
        panel::lesson_bar(ui, state, &mut actions);
        let pointer = self.pointer();
        let running = self.running();
        let state = &self.state;
        panel::status_bar(ui, state, pointer, running.as_ref(), &mut actions);
        if state.shows.layers {
            panel::layers_panel(ui, state, &mut actions);
        }
        if state.shows.cards {
            panel::cards_panel(ui, state, &mut actions);
        }
        if let Some(source) = state.table {
            panel::table_panel(ui, state, source, &mut actions);
        }
        if self.state.is_laying_out() {
            CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
                let area = ui.max_rect();
                self.desk.show(ui, &self.state, &mut actions);
                panel::messages_area(ui, area, &self.state, &mut actions);
            });
            self.carry_out(ui, actions);
            return;
        }
        self.desk.rest();
        let area = self.map(ui, |canvas, ui, state| canvas.show(ui, state, &mut actions));
        let state = &self.state;
        panel::legend_chip(ui, area, state, &mut actions);
        panel::tool_strip(ui, area, state, &mut actions);
        panel::tool_card(ui, area, state, self.canvas.measured_at(), &mut actions);
        panel::selection_bar(ui, area, state, &mut actions);
        panel::compare_bar(ui, area, state, &mut actions);
        panel::messages_area(ui, area, state, &mut actions);
        panel::photo_window(ui, state, &mut actions);
        if !ui.input(|input| input.raw.hovered_files.is_empty()) {
            panel::drop_hint(ui, area, state);
        }
        self.carry_out(ui, actions);
    }

    /// One frame of a meeting: the map and what stands over it.
    fn meet(&mut self, ui: &mut Ui) {
        let mut actions = Vec::new();
        panel::meeting_keys(ui, &self.state, &mut actions);
        let area = self.map(ui, |canvas, ui, state| canvas.present(ui, state, &mut actions));
        panel::meeting_over(ui, area, &self.state, &mut actions);
        self.carry_out(ui, actions);
    }

    /// Draws the map in the room that is left; where that is (points).
    fn map(&mut self, ui: &mut Ui, draw: impl FnOnce(&mut Canvas, &mut Ui, &State)) -> Rect {
        let map = CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
            let area = ui.max_rect();
            draw(&mut self.canvas, ui, &self.state);
            area
        });
        let area = map.inner;
        let ratio = ui.ctx().pixels_per_point();
        self.fit([area.width(), area.height()].map(|side| ((side * ratio).round() as u32).max(1)));
        area
    }

    fn carry_out(&mut self, ui: &Ui, actions: Vec<Action>) {
        let ctx = ui.ctx().clone();
        for action in actions {
            dispatch::carry_out(self, &ctx, action);
        }
    }

    /// Whether nothing runs behind the window: for tests that wait.
    pub fn is_idle(&self) -> bool {
        self.loaders.is_empty()
            && self.dialog.is_none()
            && !self.moving.is_pending()
            && !self.state.printing.writing.is_pending()
            && !self.state.reporting.is_pending()
            && !self.state.planning.is_pending()
            && !self.state.minutes.is_pending()
            && !self.state.corridor.is_pending()
            && !self.state.asking.is_pending()
            && !self.state.styling.as_ref().is_some_and(Styling::is_pending)
            && !self.state.joins.first().is_some_and(Joining::is_pending)
            && !self.state.health.as_ref().is_some_and(HealthCheck::is_pending)
            && !self.state.scenarios.is_pending()
            && !self.state.drafting.is_pending()
            && !self.state.warnings.is_pending()
            && !self.state.projects.is_pending()
            && !self.state.documents.is_pending()
            && !self.state.search.is_pending()
            && !self.state.selecting.is_pending()
            && !self.state.listing.is_pending()
            && (self.state.is_laying_out() || self.canvas.is_current())
            && self.desk.is_current()
    }

    /// Looks again at the proposals where something about them is new.
    fn watch(&mut self, ctx: &Context) -> Result<(), Crashed> {
        let State {
            warnings, projects, planning, layers, matrix, scenarios, card, drafting, ..
        } = &mut self.state;
        let (plan, done) = (&planning.plan, planning.history.done());
        drafting.update(plan, done, ctx)?;
        warnings.update(plan, done, layers, matrix, ctx)?;
        // The register is made only for whoever looks at it.
        if *card == Card::Projects || projects.is_pending() {
            projects.update(plan, done, layers, scenarios, ctx)?;
        }
        Ok(())
    }

    /// Gives the camera the size of the map area, and the box it waits to show.
    fn fit(&mut self, size_px: [u32; 2]) {
        let camera = &mut self.state.camera;
        camera.size_px = size_px;
        if let Some(bounds) = self.state.pending_fit.take() {
            *camera = Camera::fit(camera.plane, bounds, size_px, 24.0);
        }
    }

    /// Position under the pointer, with its UTM coordinates.
    fn pointer(&mut self) -> Option<(Coord, Option<(UtmZone, Coord)>)> {
        let at = self.canvas.pointer?;
        Some((at, self.state.utm(at)))
    }

    fn running(&self) -> Option<Running> {
        if let Some(loader) = self.loaders.first() {
            let (title, progress) = (loader.job.title.clone(), loader.job.progress());
            return Some(Running { title, progress });
        }
        None
    }

    /// Starts a loader, or says that the system gives no thread.
    pub(crate) fn load(
        &mut self,
        ctx: &Context,
        start: impl FnOnce(crate::load::Reader) -> std::io::Result<Loader>,
    ) {
        match start(crate::load::Reader::new(ctx, &self.state)) {
            Ok(loader) => self.loaders.push(loader),
            Err(error) => self.tell_no_thread(error),
        }
    }

    /// Takes in what the loaders have read.
    fn receive(&mut self, ctx: &Context) {
        let mut fresh = Vec::new();
        let mut crashed = false;
        self.loaders.retain(|loader| {
            let outcome = loader.job.poll();
            fresh.extend(loader.take(outcome.is_some()));
            crashed |= outcome == Some(Err(Crashed));
            outcome.is_none()
        });
        for incoming in fresh {
            match incoming {
                Incoming::Atlas(atlas) => {
                    // Another one takes the place of the one that was there.
                    let of_old = self.state.layers.iter().filter(|l| l.loaded.from_atlas);
                    let of_old: Vec<_> = of_old.map(|layer| layer.id).collect();
                    of_old.into_iter().for_each(|id| self.state.layers.remove(id));
                    self.state.set_atlas(atlas);
                }
                Incoming::Unread(number) => self.state.unread.push(number),
                Incoming::Layer(loaded) => dispatch::layer::add(&mut self.state, ctx, *loaded),
                Incoming::Plan(opened) => dispatch::plan::open(self, ctx, *opened),
                Incoming::PlanLayer(table, loaded) => {
                    let loaded = loaded.map(|loaded| *loaded);
                    dispatch::plan::receive_layer(&mut self.state, ctx, table, loaded);
                }
                Incoming::Reread(id, loaded) => {
                    dispatch::layer::replace(&mut self.state, ctx, id, *loaded);
                }
                Incoming::Ask(pending) => dispatch::import::add(&mut self.state, *pending),
                Incoming::Table(joining) => dispatch::join::add(self, ctx, *joining),
                Incoming::Picture(picture) => dispatch::picture::add(&mut self.state, *picture),
                Incoming::Changes(name, package, prints) => {
                    dispatch::exchange::receive(&mut self.state, name, *package, prints);
                }
                Incoming::Brought(arrived, authors, data, documents) => {
                    let brought = (data, documents);
                    dispatch::exchange::record(&mut self.state, ctx, arrived, authors, brought);
                }
                Incoming::Message(message) => self.state.messages.push(message),
            }
        }
        if crashed {
            self.tell_crash();
        }
    }

    pub(crate) fn tell(&mut self, severity: Severity, message: UserMessage) {
        self.state.messages.push(Message::new(severity, message));
    }

    /// Says that the system gave no thread for some work.
    pub(crate) fn tell_no_thread(&mut self, error: std::io::Error) {
        let message = self.state.texts.read_error("", &error.into());
        self.tell(Severity::Error, message);
    }

    fn tell_crash(&mut self) {
        let texts = &self.state.texts;
        let message = UserMessage {
            what: texts.get("crash-what"),
            cause: texts.get("crash-cause"),
            remedy: texts.get("crash-remedy"),
        };
        self.tell(Severity::Error, message);
    }
}

fn shortcuts(ui: &Ui, state: &State, actions: &mut Vec<Action>) {
    let view = |action| Action::View(action);
    // A field takes its own typing back.
    let is_typing = ui.ctx().text_edit_focused();
    let view_name = panel::new_view_name(state);
    let export = match state.card {
        Card::Questions if state.asking.question.is_some() => FileAction::AskExportTable,
        _ => FileAction::AskExportAnswer,
    };
    ui.input_mut(|input| {
        let enter = Action::Meeting(MeetingAction::Enter(input.time));
        let mut on = |modifiers, key, action: Action| {
            if input.consume_key(modifiers, key) {
                actions.push(action);
            }
        };
        let both = egui::Modifiers::COMMAND | egui::Modifiers::SHIFT;
        on(both, Key::S, Action::File(FileAction::AskSavePlan));
        on(both, Key::A, view(ViewAction::OpenCard(Card::Minutes)));
        on(egui::Modifiers::COMMAND, Key::N, Action::File(FileAction::AskNewPlan));
        if !is_typing {
            on(both, Key::Z, Action::Plan(PlanAction::Redo));
            on(egui::Modifiers::COMMAND, Key::Z, Action::Plan(PlanAction::Undo));
            on(egui::Modifiers::COMMAND, Key::Y, Action::Plan(PlanAction::Redo));
        }
        on(egui::Modifiers::COMMAND, Key::O, Action::File(FileAction::AskOpen));
        on(egui::Modifiers::COMMAND, Key::E, Action::File(export));
        on(egui::Modifiers::COMMAND, Key::P, view(ViewAction::OpenCard(Card::Print)));
        on(egui::Modifiers::COMMAND, Key::Num0, view(ViewAction::FitAll));
        let travel = |action| Action::Travel(action);
        on(egui::Modifiers::ALT, Key::ArrowLeft, travel(TravelAction::Back));
        on(egui::Modifiers::ALT, Key::ArrowRight, travel(TravelAction::Forward));
        on(egui::Modifiers::COMMAND, Key::J, Action::Select(SelectAction::ZoomTo));
        on(egui::Modifiers::COMMAND, Key::D, Action::Plan(PlanAction::AddView(view_name)));
        on(egui::Modifiers::NONE, Key::F1, view(ViewAction::OpenCard(Card::Help)));
        on(egui::Modifiers::SHIFT, Key::F11, view(ViewAction::ToggleFullScreen));
        on(egui::Modifiers::NONE, Key::F11, enter);
        on(egui::Modifiers::NONE, Key::F9, view(ViewAction::ToggleLayers));
        on(egui::Modifiers::NONE, Key::F10, view(ViewAction::ToggleCards));
        on(egui::Modifiers::NONE, Key::Escape, view(ViewAction::Back));
    });
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &Context, _: &mut eframe::Frame) {
        Self::logic(self, ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        Self::ui(self, ui);
    }
}
