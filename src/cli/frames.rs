//! `allpa frames LAYER…`: how fast this machine draws a map, on a fixed path of pans and zooms.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use allpa_app::gpu::{Cards, Gpu, Still};
use allpa_app::usual_look;
use allpa_files::atlas::Precision;
use allpa_files::plan_file;
use allpa_geom::Bounds;
use allpa_map::style::{MapTheme, of_proposals, of_stages};
use allpa_map::{Camera, Fonts, Plane, PreparedLayer, Scene, SceneImagery, SceneLayer, paint};
use allpa_model::imagery::Imagery as _;
use allpa_model::plan::STAGES;
use allpa_model::question::QuestionError;
use allpa_model::role::recognise;
use allpa_model::table::{Cell, Table};
use allpa_text::{Explained, UserMessage};
use clap::{Args, ValueEnum};

use super::common::{Outcome, Session, parse_size};
use super::plan::{self, Look, PlanLayerDrawn};

/// Arguments of `frames`.
#[derive(Debug, Args)]
pub struct Frames {
    /// Capas, de abajo hacia arriba; sin ninguna, el atlas
    layers: Vec<String>,
    /// Tamaño en píxeles
    #[arg(long, default_value = "1920x1080", value_name = "ANCHOxALTO", value_parser = parse_size)]
    size: [u32; 2],
    /// Segundos que dura la prueba
    #[arg(long, default_value_t = 5.0, value_name = "S")]
    seconds: f64,
    /// Con la tarjeta gráfica en lugar del procesador
    #[arg(long)]
    card: bool,
    /// Al azar desde este número: mueve, acerca, aleja, oculta y muestra capas
    #[arg(long, value_name = "N")]
    walk: Option<u64>,
}

/// A map to draw, with what must be written beside it.
pub struct DrawnMap {
    pub scene: Scene,
    pub sources: Vec<String>,
    pub notices: Vec<String>,
    /// How a plan lays its sheets out.
    pub sheets: String,
}

impl Frames {
    pub fn run(&self, session: &Session) -> Outcome {
        let started = Instant::now();
        let map = scene(session, &self.layers, Proposals::Plain, |_| Plane::default())?;
        let bounds = map.scene.bounds();
        let bounds = bounds.unwrap_or(Bounds { min: [-81.5, -18.5], max: [-68.5, 0.2] });
        let home = Camera::fit(Plane::default(), bounds, self.size, 24.0);
        let mut painter = Painter::new(self.card, self.size, session)?;
        painter.prepare(&map.scene, &home);
        painter.draw(&map.scene, &home);
        let first = started.elapsed();
        let begun = Instant::now();
        let length = Duration::from_secs_f64(self.seconds.max(0.1));
        let mut times = Vec::new();
        let views: Box<dyn Iterator<Item = (Camera, Scene)>> = match self.walk {
            None => Box::new(path(home).cycle().map(|camera| (camera, map.scene.clone()))),
            Some(seed) => Box::new(Walk::new(seed, home, &map.scene)),
        };
        let mut settled = None;
        for (camera, scene) in views {
            painter.prepare(&scene, &camera);
            let begin = Instant::now();
            painter.draw(&scene, &camera);
            times.push(begin.elapsed().as_secs_f64() * 1000.0);
            // By then the levels of most zooms are made.
            if settled.is_none() && begun.elapsed() > length / 5 {
                settled = rss_mb("VmRSS");
            }
            if begun.elapsed() > length {
                break;
            }
        }
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
        let milliseconds = |share: f64| Cell::from(at(share));
        let mut facts: Vec<(&str, Cell)> = vec![
            ("adapter", painter.name().into()),
            ("frames", times.len().into()),
            ("p50_ms", milliseconds(0.5)),
            ("p95_ms", milliseconds(0.95)),
            ("p99_ms", milliseconds(0.99)),
            ("max_ms", milliseconds(1.0)),
            ("first_frame_ms", (first.as_secs_f64() * 1000.0).into()),
            ("peak_rss_mb", megabytes(rss_mb("VmHWM"))),
        ];
        if self.walk.is_some() {
            facts.push(("settled_rss_mb", megabytes(settled)));
            facts.push(("last_rss_mb", megabytes(rss_mb("VmRSS"))));
        }
        let (names, values): (Vec<&str>, Vec<Cell>) = facts.into_iter().unzip();
        let mut table = Table::new(names);
        table.push(values);
        painter.report(session);
        session.answer(&table)
    }
}

/// What draws the frames.
enum Painter {
    Processor,
    Card { name: String, still: Box<Still>, making: Vec<f64> },
}

impl Painter {
    fn new(by_card: bool, size_px: [u32; 2], session: &Session) -> Result<Self, UserMessage> {
        if !by_card {
            return Ok(Self::Processor);
        }
        let (gpu, name) =
            Cards::for_windows().and_then(Gpu::without_window).ok_or_else(|| no_card(session))?;
        let (still, making) = (Box::new(Still::new(&gpu, size_px)), Vec::new());
        Ok(Self::Card { name, still, making })
    }

    fn name(&self) -> &str {
        match self {
            Self::Processor => "CPU",
            Self::Card { name, .. } => name,
        }
    }

    /// What the window does beside its frames.
    fn prepare(&mut self, scene: &Scene, camera: &Camera) {
        if let Self::Card { still, making, .. } = self {
            let begin = Instant::now();
            still.make(scene, camera);
            making.push(begin.elapsed().as_secs_f64() * 1000.0);
        }
    }

    /// Says what went on beside the frames.
    fn report(&mut self, session: &Session) {
        let Self::Card { still, making, .. } = self else { return };
        making.sort_by(f64::total_cmp);
        let slowest = making.last().copied().unwrap_or(0.0);
        let megabytes = still.bytes() / (1 << 20);
        let values = [("ms", &*format!("{slowest:.1}")), ("mb", &*megabytes.to_string())];
        session.warn(&session.texts().with("frames-meshes", &values));
    }

    fn draw(&mut self, scene: &Scene, camera: &Camera) {
        match self {
            Self::Processor => drop(paint(scene, camera, &|| false)),
            Self::Card { still, .. } => still.draw(camera),
        }
    }
}

fn no_card(session: &Session) -> UserMessage {
    let texts = session.texts();
    UserMessage {
        what: texts.get("no-card-what"),
        cause: texts.get("no-card-cause"),
        remedy: texts.get("no-card-remedy"),
    }
}

/// A fixed path: whole map, four steps closer with two pans each, and back.
fn path(home: Camera) -> impl Iterator<Item = Camera> + Clone {
    let [width, height] = home.size_px.map(f64::from);
    let middle = [width / 2.0, height / 2.0];
    [1.0, 2.0, 4.0, 8.0, 16.0, 64.0, 16.0, 4.0].into_iter().flat_map(move |zoom| {
        let near = home.zoom_at(middle, zoom);
        [near, near.pan_by_px([width * 0.1, 0.0]), near.pan_by_px([width * 0.1, height * 0.1])]
    })
}

/// How the proposals of a plan are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Proposals {
    /// All alike.
    Plain,
    /// By how far each has come.
    Stages,
}

/// The scene of some layers, or of the visible layers of the atlas; `choose` gives the plane for a
/// map of what they cover (degrees).
pub fn scene(
    session: &Session,
    names: &[String],
    proposals: Proposals,
    choose: impl FnOnce(Option<Bounds>) -> Plane,
) -> Result<DrawnMap, UserMessage> {
    let theme = MapTheme::LIGHT;
    let mut map = DrawnMap {
        scene: Scene::new(Vec::new(), theme),
        sources: Vec::new(),
        notices: Vec::new(),
        sheets: String::new(),
    };
    let mut layers: Vec<PlanLayerDrawn> = Vec::new();
    let mut add = |argument: &str, title: Option<&str>| -> Outcome {
        if let Some(picture) = session.imagery(argument)? {
            let number = map.scene.imagery.len() as u32;
            let (source, psad) = (Arc::new(picture), session.read_options().psad);
            map.sources.push(source.provenance().file.clone());
            map.scene.imagery.extend(SceneImagery::new(number, source, psad));
            return Ok(());
        }
        if plan_file::is_plan(Path::new(argument)) {
            let (drawn, sheets) = plan::drawn(session, Path::new(argument))?;
            layers.extend(drawn);
            map.sheets = sheets;
            return Ok(());
        }
        let layer = session.layer(argument)?;
        let title = title.unwrap_or(layer.name()).to_owned();
        let from_atlas = argument.starts_with("atlas:");
        let (opacity, notice) = (1.0, String::new());
        let recognised = recognise(&layer);
        let look = Look::Usual { recognised, number: layers.len(), from_atlas };
        layers.push(PlanLayerDrawn { layer, title, opacity, notice, look });
        Ok(())
    };
    let listed = || session.atlas().catalogue.layers.iter();
    let usual =
        || listed().filter(|entry| entry.visible).map(|entry| format!("atlas:{}", entry.id));
    let names = if names.is_empty() { usual().collect() } else { names.to_vec() };
    let mut notices = Vec::new();
    for name in &names {
        let id = name.strip_prefix("atlas:");
        let entry = id.and_then(|id| listed().find(|entry| entry.id == id));
        let words = entry.map(|entry| session.words_of(entry));
        add(name, words.map(|[title, _]| title))?;
        if let (Some(entry), Some([title, notice])) = (entry, words)
            && entry.precision != Precision::Measured
            && !notice.is_empty()
        {
            notices.push(format!("{title}: {notice}"));
        }
    }
    map.notices.extend(notices);
    let bounds = layers.iter().filter_map(|drawn| drawn.layer.geographic().ok()?.bounds());
    let pictures = map.scene.imagery.iter().map(|picture| picture.bounds);
    let plane = choose(bounds.chain(pictures).reduce(Bounds::union));
    let explained: Vec<Explained<'_>> = layers
        .iter()
        .map(|drawn| Explained { title: &drawn.title, layer: &drawn.layer, role: drawn.role() })
        .collect();
    let titles = session.texts().legend_titles(&explained);
    for (number, (drawn, title)) in layers.into_iter().zip(titles).enumerate() {
        let PlanLayerDrawn { layer, opacity, notice, look, .. } = drawn;
        let layer = Arc::new(layer);
        let style = match look {
            Look::Proposals if proposals == Proposals::Stages => {
                let words = STAGES.map(|stage| session.texts().stage(stage));
                Arc::new(of_stages(&layer, &theme, &words))
            }
            Look::Proposals => Arc::new(of_proposals(&layer, &theme)),
            Look::Chosen(style) => Arc::new(*style),
            Look::Usual { recognised, number, from_atlas } => {
                usual_look(&layer, &recognised, number, &theme, from_atlas)
            }
        };
        let source = &layer.provenance().source;
        let source = if source.is_empty() { &layer.provenance().file } else { source };
        if !source.is_empty() && !map.sources.contains(source) {
            map.sources.push(source.clone());
        }
        if !notice.is_empty() {
            map.notices.push(format!("{title}: {notice}"));
        }
        let prepared = PreparedLayer::new(Arc::clone(&layer), plane).map_err(|source| {
            let layer = layer.name().to_owned();
            session.question_error(&QuestionError::Transform { layer, source })
        })?;
        let layer = SceneLayer::new(number as u32, title, Arc::new(prepared), style);
        map.scene.layers.push(layer.with_opacity(opacity));
    }
    let fonts = Fonts::new(allpa_app::REGULAR.to_vec(), allpa_app::SEMIBOLD.to_vec());
    if let Ok(fonts) = fonts {
        map.scene = map.scene.with_fonts(Arc::new(fonts));
    }
    Ok(map)
}

/// A random walk over a map, the same for the same seed.
struct Walk<'a> {
    state: u64,
    home: Camera,
    camera: Camera,
    scene: &'a Scene,
    hidden: Vec<bool>,
}

impl<'a> Walk<'a> {
    fn new(seed: u64, home: Camera, scene: &'a Scene) -> Self {
        let hidden = vec![false; scene.layers.len()];
        Self { state: seed, home, camera: home, scene, hidden }
    }

    /// A number from 0 up to 1 (`SplitMix64`, doi:10.1145/2714064.2660195).
    fn random(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

impl Iterator for Walk<'_> {
    type Item = (Camera, Scene);

    fn next(&mut self) -> Option<Self::Item> {
        /// How much closer than the whole map it goes.
        const CLOSEST: f64 = 2_000.0;
        let size = self.camera.size_px.map(f64::from);
        let [x, y] = [self.random(), self.random()];
        let at = [x * size[0], y * size[1]];
        match (self.random() * 20.0) as u32 {
            0 => self.camera = self.home,
            1..=2 if !self.hidden.is_empty() => {
                let layer = (self.random() * self.hidden.len() as f64) as usize;
                self.hidden[layer] = !self.hidden[layer];
            }
            3..=10 => {
                let by = [(x - 0.5) * size[0], (y - 0.5) * size[1]];
                self.camera = self.camera.pan_by_px(by);
            }
            _ => self.camera = self.camera.zoom_at(at, 0.5 + 2.0 * self.random()),
        }
        let closer = self.home.world_per_pixel / self.camera.world_per_pixel;
        if !(0.2..CLOSEST).contains(&closer) {
            self.camera = self.home;
        }
        let shown = self.scene.layers.iter().zip(&self.hidden).filter(|(_, hidden)| !**hidden);
        let layers = shown.map(|(layer, _)| layer.clone()).collect();
        Some((self.camera, Scene { layers, ..self.scene.clone() }))
    }
}

fn megabytes(mb: Option<f64>) -> Cell {
    mb.map_or(Cell::Empty, Into::into)
}

/// Memory of this process by the name that the system gives it, in MiB; `None` where it does not tell.
fn rss_mb(name: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some((kilobytes / 1024.0 * 10.0).round() / 10.0)
}
