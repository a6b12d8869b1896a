//! The command line: each subcommand parses, calls the engine and prints. No logic of its own.

mod ask;
mod atlas;
mod change;
mod changes;
mod check;
mod common;
mod conflicts;
mod convert;
mod derive;
mod describe;
mod frames;
mod gap;
mod group;
mod indicators;
mod info;
mod locate;
mod measure;
mod minutes;
mod nearest;
mod neighbours;
mod network;
mod overlaps;
mod overlay;
mod plan;
mod projects;
mod protected;
mod recommends;
mod reconcile;
mod render;
mod scenarios;
mod select;
mod served;
mod shell;
mod strip;

use std::path::PathBuf;
use std::process::ExitCode;

use allpa_text::Texts;
use clap::{Args, Parser, Subcommand, ValueEnum};

use common::Session;

/// Arguments of the program.
#[derive(Debug, Parser)]
#[command(name = "allpa", version, about = "SIG de escritorio para planificar una región", long_about = None)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    common: Common,
    /// Crea junto al programa la carpeta allpa-portable, donde queda desde entonces todo lo que
    /// recuerda: para llevarlo en una memoria USB
    #[arg(long)]
    portable: bool,
    /// Archivos que abre la ventana
    files: Vec<PathBuf>,
}

/// Options every subcommand takes.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Responde en JSON
    #[arg(long, global = true)]
    json: bool,
    /// Escribe la respuesta en este archivo, en el formato de su extensión
    #[arg(long, global = true, value_name = "ARCHIVO")]
    out: Option<PathBuf>,
    /// Guarda la pregunta con sus datos de entrada en este archivo JSON
    #[arg(long, global = true, value_name = "ARCHIVO")]
    save: Option<PathBuf>,
    /// Sistema de las capas que no lo declaran, por ejemplo EPSG:32718
    #[arg(long, global = true, value_name = "EPSG:n")]
    crs: Option<allpa_geom::Epsg>,
    /// Codificación de los textos de shapefiles y CSV: utf-8, windows-1252 o cp850
    #[arg(long, global = true, value_name = "NOMBRE", value_parser = common::parse_encoding)]
    encoding: Option<allpa_files::import::TextEncoding>,
    /// Permite que --crs contradiga lo que declara el archivo
    #[arg(long, global = true)]
    override_crs: bool,
    /// Operación de PSAD56 a WGS 84: 1208, 1201 o DX,DY,DZ
    #[arg(long, global = true, value_name = "OP", value_parser = common::parse_datum_shift, allow_hyphen_values = true)]
    datum_shift: Option<allpa_geom::PsadOperation>,
    /// Hilos de cálculo (todos los núcleos si no se indica)
    #[arg(long, global = true, value_name = "N")]
    threads: Option<usize>,
    /// Idioma de los mensajes; si no se indica, español, y en la ventana el último usado
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
    /// Corrige las posiciones: latitud antes que longitud, o signos del oeste y sur perdidos
    #[arg(long, global = true, value_enum)]
    correct: Option<Correct>,
    /// Oculta el avance, nunca las advertencias
    #[arg(long, global = true)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lang {
    Es,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Correct {
    SwapAxes,
    WestSouth,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Qué contiene un archivo y si está bien
    Info(info::Info),
    /// Salud de una capa: validez, duplicados, solapes, vacíos, datum y cierre
    Check(check::Check),
    /// Traduce, reproyecta, filtra y recorta una capa
    Convert(convert::Convert),
    /// Área o longitud de cada entidad o grupo
    Measure(measure::Measure),
    /// Qué entidades contienen cada punto
    Locate(locate::Locate),
    /// Qué entidades están en una relación espacial con otra capa
    Select(select::Select),
    /// La entidad más cercana y su distancia
    Nearest(nearest::Nearest),
    /// Zona de influencia en metros verdaderos
    Buffer(derive::Buffer),
    /// Une polígonos por un atributo
    Dissolve(derive::Dissolve),
    /// Quién cubre qué: operaciones entre dos capas y tabla cruzada
    Overlay(overlay::Overlay),
    /// Qué cruza un corredor: zonas, áreas protegidas y distritos
    Conflicts(conflicts::Conflicts),
    /// Qué recomienda la ZEE en un lugar, un polígono o para un uso
    Recommends(recommends::Recommends),
    /// Quién vive lejos de una vía
    Gap(gap::Gap),
    /// Tierra protegida contada una sola vez, por unidad
    Protected(protected::Protected),
    /// Perfil de una agrupación de unidades: una macrorregión
    Group(group::Group),
    /// Qué hay a lo largo de un corredor, por kilómetro
    Strip(strip::Strip),
    /// Dónde se superponen las entidades de una o varias capas
    Overlaps(overlaps::Overlaps),
    /// Tiempos de viaje por la red vial
    #[command(subcommand)]
    Network(network::Network),
    /// Un indicador por unidad: orden, por habitante o km², por año
    Indicators(indicators::Indicators),
    /// Qué cambió entre dos versiones de una capa
    Change(change::Change),
    /// Qué unidades limitan entre sí, y las cuencas que comparten
    Neighbours(neighbours::Neighbours),
    /// Vértices, lados, área y memoria descriptiva de un polígono
    Describe(describe::Describe),
    /// A quién sirve una vía nueva que ninguna servía antes
    Served(served::Served),
    /// Cuadre: la tierra protegida de lo legal a lo neto, paso a paso
    Reconcile(reconcile::Reconcile),
    /// Responde una pregunta guardada con --save
    Ask(ask::Ask),
    /// Dibuja un mapa como PNG, SVG o PDF
    Render(render::Render),
    /// El expediente: un solo archivo con todo lo que usted hace
    #[command(subcommand)]
    Plan(plan::Plan),
    /// Mide cuán rápido dibuja este equipo
    Frames(frames::Frames),
    /// El atlas propio de la oficina
    #[command(subcommand)]
    Atlas(atlas::Atlas),
    /// Escribe las terminaciones de órdenes para una consola
    Completions(shell::Completions),
    /// Escribe el manual como páginas de man; con --out CARPETA, una por subcomando
    Manual,
}

/// Has Mesa keep no compiled shaders in the user's home when the program runs from a stick: starts
/// the program again in its own place with the variable that says so.
fn leave_no_trace() {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::process::CommandExt as _;

        const VARIABLE: &str = "MESA_SHADER_CACHE_DISABLE";
        if allpa_files::settings::is_portable()
            && std::env::var_os(VARIABLE).is_none()
            && let Ok(program) = std::env::current_exe()
        {
            let mut again = std::process::Command::new(program);
            let error = again.args(std::env::args_os().skip(1)).env(VARIABLE, "true").exec();
            // It goes on as it is: a cache of the driver is no reason to show no map.
            eprintln!("allpa: {error}");
        }
    }
}

/// Runs the program and tells the system how it went: 0 answered, 1 the input cannot be used,
/// 2 wrong usage.
pub fn run(arguments: Arguments) -> ExitCode {
    let common = arguments.common;
    if let Some(threads) = common.threads {
        // Fails only when a pool exists already; then the default serves.
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().ok();
    }
    if arguments.portable
        && let Err(error) = allpa_files::settings::make_portable()
    {
        let texts = Texts::new(common::language(&common).unwrap_or_default());
        eprintln!("allpa: {}", texts.write_error(allpa_files::settings::PORTABLE, &error).line());
        return ExitCode::FAILURE;
    }
    let Some(command) = arguments.command else {
        leave_no_trace();
        let language = common::language(&common);
        return match allpa_app::run(arguments.files, language) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("allpa: {error}");
                ExitCode::FAILURE
            }
        };
    };
    let session = Session::new(common);
    let outcome = match command {
        Command::Info(info) => info.run(&session),
        Command::Check(check) => check.run(&session),
        Command::Convert(convert) => convert.run(&session),
        Command::Measure(measure) => measure.run(&session),
        Command::Locate(locate) => locate.run(&session),
        Command::Select(select) => select.run(&session),
        Command::Nearest(nearest) => nearest.run(&session),
        Command::Buffer(buffer) => buffer.run(&session),
        Command::Dissolve(dissolve) => dissolve.run(&session),
        Command::Overlay(overlay) => overlay.run(&session),
        Command::Conflicts(conflicts) => conflicts.run(&session),
        Command::Recommends(recommends) => recommends.run(&session),
        Command::Gap(gap) => gap.run(&session),
        Command::Protected(protected) => protected.run(&session),
        Command::Group(group) => group.run(&session),
        Command::Strip(strip) => strip.run(&session),
        Command::Overlaps(overlaps) => overlaps.run(&session),
        Command::Network(network) => network.run(&session),
        Command::Indicators(indicators) => indicators.run(&session),
        Command::Change(change) => change.run(&session),
        Command::Neighbours(neighbours) => neighbours.run(&session),
        Command::Describe(describe) => describe.run(&session),
        Command::Served(served) => served.run(&session),
        Command::Reconcile(reconcile) => reconcile.run(&session),
        Command::Ask(ask) => ask.run(&session),
        Command::Render(render) => render.run(&session),
        Command::Plan(plan) => plan.run(&session),
        Command::Frames(frames) => frames.run(&session),
        Command::Atlas(atlas) => atlas.run(&session),
        Command::Completions(completions) => completions.run(&session),
        Command::Manual => shell::manual(&session),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("allpa: {}", message.line());
            ExitCode::FAILURE
        }
    }
}
