//! `allpa plan new | info | verify | diff | compare | projects | minutes | pack | changes | merge`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use allpa_files::plan_file::{
    self, Check, Finding, PlanError, PlanFile, Weight, compare, signature,
};
use allpa_map::style::{LayerStyle, MapTheme, of_layer, qml};
use allpa_model::plan::{
    Change, Difference, Edit, KeptLook, Label, LayerKey, LayerSource, Plan as Content, PlanLayer,
    Size, Subject, TableSource,
};
use allpa_model::role::{Recognised, Role, recognise};
use allpa_model::table::{Cell, Table};
use allpa_model::{Layer, Precision};
use allpa_text::UserMessage;
use clap::Subcommand;

use super::common::{Outcome, Session};

/// Subcommands of `plan`.
#[derive(Debug, Subcommand)]
pub enum Plan {
    /// Crea un expediente, vacío o con capas
    New {
        /// Archivo nuevo, con extensión .gpkg
        file: PathBuf,
        /// Capa que se guarda en él; se puede repetir, de abajo hacia arriba
        #[arg(long = "layer", value_name = "CAPA")]
        layers: Vec<String>,
        /// Título; si no se indica, el nombre del archivo
        #[arg(long, value_name = "TEXTO")]
        title: Option<String>,
    },
    /// Lista lo que contiene un expediente
    Info {
        /// Expediente
        file: PathBuf,
    },
    /// Revisa un expediente: base de datos, norma GeoPackage, geometrías, huellas e historia
    Verify {
        /// Expediente
        file: PathBuf,
    },
    /// Diferencias entre dos versiones de un expediente, por pasos y por geometría
    Diff {
        /// La primera versión
        a: PathBuf,
        /// La segunda
        b: PathBuf,
    },
    /// Compara las alternativas de un expediente: cuántas propuestas, hectáreas y kilómetros
    Compare(super::scenarios::Compare),
    /// Registro de los proyectos de inversión, y sus totales por provincia, etapa, corredor o fuente
    Projects(super::projects::Projects),
    /// Acuerdos de las reuniones de un expediente: tabla, o el acta con --out acta.pdf
    Minutes(super::minutes::Minutes),
    /// Reúne un expediente en un .zip con su huella, para llevarlo en una memoria USB
    Pack {
        /// Expediente
        file: PathBuf,
        /// Archivo .zip
        zip: PathBuf,
    },
    /// Lo que cambió desde una versión, en un archivo pequeño (--out) para otra oficina
    Changes(super::changes::Export),
    /// Trae los cambios de otra oficina; lo que ambas cambiaron se lista como conflicto
    Merge(super::changes::Merge),
}

impl Plan {
    pub fn run(&self, session: &Session) -> Outcome {
        let told = |file: &Path, error: &PlanError| {
            session.texts().plan_error(&file.to_string_lossy(), error)
        };
        match self {
            Self::New { file, layers, title } => create(session, file, layers, title.as_deref()),
            Self::Info { file } => info(session, file),
            Self::Verify { file } => {
                let findings = plan_file::verify(file).map_err(|error| told(file, &error))?;
                verify(session, file, &findings)
            }
            Self::Diff { a, b } => {
                let compared = compare(a, b).map_err(|error| told(a, &error))?;
                if !compared.is_same_plan {
                    session.warn(&session.texts().get("plan-not-same"));
                }
                session.answer(&differences(&compared.differences))
            }
            Self::Compare(compare) => compare.run(session),
            Self::Projects(projects) => projects.run(session),
            Self::Minutes(minutes) => minutes.run(session),
            Self::Changes(changes) => changes.run(session),
            Self::Merge(merge) => merge.run(session),
            Self::Pack { file, zip } => {
                plan_file::pack(file, zip).map_err(|error| told(file, &error))
            }
        }
    }
}

fn create(session: &Session, file: &Path, layers: &[String], title: Option<&str>) -> Outcome {
    let texts = session.texts();
    let told = |error: PlanError| texts.plan_error(&file.to_string_lossy(), &error);
    if file.exists() {
        return Err(told(PlanError::Exists));
    }
    // Read before anything is made: a layer that cannot be read leaves no plan.
    let layers: Vec<Layer> =
        layers.iter().map(|argument| session.layer(argument)).collect::<Result<_, _>>()?;
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let title = title.map(str::to_owned).or(stem).unwrap_or_default();
    fill(session, file, &title, layers).map_err(|error| {
        // Half a plan is none.
        for ending in ["", "-wal", "-shm"] {
            let mut name = file.as_os_str().to_owned();
            name.push(ending);
            std::fs::remove_file(name).ok();
        }
        told(error)
    })
}

/// Makes a plan and puts layers in it, one step each.
fn fill(session: &Session, file: &Path, title: &str, layers: Vec<Layer>) -> Result<(), PlanError> {
    let mut plan_file = PlanFile::create(file, title)?;
    let mut loaded = plan_file.load()?;
    for layer in layers {
        let entry = entry(session, &layer);
        let table = loaded.history.fresh_table(layer.name());
        let recognised = recognise(&layer);
        let style = of_layer(&layer, &recognised, loaded.plan.layers.len(), &MapTheme::LIGHT);
        let qml = qml::write(&style, layer.kind(), 1.0);
        let layer_of_plan = PlanLayer {
            key: LayerKey(loaded.history.fresh_number()),
            source: LayerSource::Table(Box::new(TableSource {
                table: table.clone(),
                psad: layer.psad_operation(),
                provenance: layer.provenance().clone(),
                ..TableSource::default()
            })),
            title: entry.title.unwrap_or_else(|| layer.name().to_owned()),
            group: recognised.group,
            visible: true,
            opacity: 1.0,
            precision: entry.precision,
            notice: entry.notice,
            number: loaded.plan.layers.len() as u32,
            look: Some(Box::new(KeptLook { style: None, qml })),
        };
        let edit = Edit::AddLayer { at: loaded.plan.layers.len(), layer: Box::new(layer_of_plan) };
        let label = session.texts().step_label(&Label::of(&edit, &loaded.plan, &str::to_owned));
        let data = vec![(table, Arc::new(layer))];
        plan_file.record(&mut loaded, vec![edit], (label, signature()), data)?;
    }
    plan_file.close()
}

/// What the atlas says of one of its layers.
#[derive(Default)]
struct FromAtlas {
    title: Option<String>,
    precision: Precision,
    notice: String,
}

fn entry(session: &Session, layer: &Layer) -> FromAtlas {
    let known = &session.atlas().catalogue.layers;
    let is_it = |entry: &&allpa_files::atlas::Entry| {
        entry.id == layer.name() && entry.file == layer.provenance().file
    };
    let Some(entry) = known.iter().find(is_it) else { return FromAtlas::default() };
    let [title, notice] = session.words_of(entry).map(str::to_owned);
    FromAtlas { title: Some(title), precision: entry.precision, notice }
}

fn info(session: &Session, path: &Path) -> Outcome {
    let texts = session.texts();
    let told = |error: PlanError| texts.plan_error(&path.to_string_lossy(), &error);
    let file = PlanFile::open_protected(path).map_err(told)?;
    let loaded = file.load().map_err(told)?;
    let columns = [
        "kind",
        "id",
        "name",
        "table",
        "group",
        "visible",
        "opacity",
        "area_ha",
        "length_km",
        "detail",
    ];
    let mut table = Table::new(columns);
    let mut push = |kind: &str, id: u64, name: &str, more: [Cell; 7]| {
        let id = Cell::Integer(i64::try_from(id).unwrap_or(i64::MAX));
        table.push([Cell::from(kind), id, name.into()].into_iter().chain(more).collect());
    };
    let blank = || [const { Cell::Empty }; 7];
    push("plan", 0, &loaded.plan.title, blank());
    for layer in loaded.plan.layers.iter().rev() {
        let (name, detail) = match &layer.source {
            LayerSource::Table(source) => (source.table.clone(), source.provenance.file.clone()),
            LayerSource::Atlas(name) => (String::new(), format!("atlas:{name}")),
        };
        let group = serde_json::to_value(layer.group).ok();
        let group = group.and_then(|value| value.as_str().map(Cell::from)).unwrap_or(Cell::Empty);
        let visible = Cell::from(if layer.visible { "true" } else { "false" });
        let opacity = Cell::Number((f64::from(layer.opacity) * 100.0).round() / 100.0);
        let more = [name.into(), group, visible, opacity, Cell::Empty, Cell::Empty, detail.into()];
        push("layer", layer.key.0.into(), &layer.title, more);
    }
    for proposal in loaded.plan.proposals.values() {
        let mut more = blank();
        [more[4], more[5]] = cells((proposal.shape.area(), proposal.shape.length()));
        more[6] = proposal.kind.word().into();
        push("proposal", proposal.key.0.into(), &proposal.name, more);
        for document in &proposal.facts.documents {
            let mut more = blank();
            more[6] = texts.file_size(document.bytes).into();
            push("document", proposal.key.0.into(), &document.name, more);
        }
    }
    for view in &loaded.plan.views {
        let mut more = blank();
        more[6] = format!("1:{:.0}", view.scale).into();
        push("view", view.key.0.into(), &view.name, more);
    }
    for question in &loaded.plan.questions {
        let mut more = blank();
        more[6] = question.asked.question.kind().into();
        push("question", question.key.0.into(), &question.title, more);
    }
    for meeting in loaded.plan.meetings_by_day() {
        let mut more = blank();
        more[6] = format!("{} {}", meeting.day, meeting.place).trim_end().into();
        push("meeting", meeting.key.0.into(), &meeting.title, more);
        for agreement in loaded.plan.agreements_of(meeting.key) {
            let mut more = blank();
            more[6] = agreement.terms.state.word().into();
            push("agreement", agreement.key.0.into(), &agreement.terms.text, more);
        }
    }
    for step in &loaded.history.steps()[..loaded.history.cursor()] {
        let mut more = blank();
        more[6] = format!("{} {}", step.signature.time, step.signature.author).trim_end().into();
        push("step", step.number, &step.label, more);
    }
    session.answer(&table)
}

fn verify(session: &Session, file: &Path, findings: &[Finding]) -> Outcome {
    let texts = session.texts();
    let mut table = Table::new(["check", "result", "table", "fact", "message"]);
    for check in Check::ALL {
        let own: Vec<&Finding> = findings.iter().filter(|one| one.check == check).collect();
        if own.is_empty() {
            let result = texts.get("verify-ok");
            table.push(vec![
                check.name().into(),
                result.into(),
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
            ]);
        }
        let result = match check.weight() {
            Weight::Warning => texts.get("verify-warning"),
            Weight::Error => texts.get("verify-error"),
        };
        for finding in own {
            table.push(vec![
                check.name().into(),
                result.clone().into(),
                finding.table.clone().into(),
                texts.plan_fact(&finding.fact).into(),
                texts.plan_check(check).into(),
            ]);
        }
    }
    let errors = findings.iter().filter(|one| one.check.weight() == Weight::Error).count();
    if errors == 0 {
        return session.answer(&table);
    }
    if session.out().is_some() {
        session.answer(&table)?;
    } else {
        session.print(&table);
    }
    Err(UserMessage {
        what: texts.with("what-plan-damaged", &[("file", &file.to_string_lossy())]),
        cause: texts.count("cause-plan-errors", errors),
        remedy: texts.get("remedy-plan-damaged"),
    })
}

fn differences(differences: &[Difference]) -> Table {
    let columns = [
        "subject",
        "change",
        "id",
        "name",
        "parts",
        "before_ha",
        "after_ha",
        "before_km",
        "after_km",
    ];
    let mut table = Table::new(columns);
    for one in differences {
        let subject = match one.subject {
            Subject::Title => "title",
            Subject::Step => "step",
            Subject::Layer => "layer",
            Subject::Proposal => "proposal",
            Subject::View => "view",
            Subject::Question => "question",
            Subject::Meeting => "meeting",
            Subject::Agreement => "agreement",
        };
        let change = match one.change {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Changed => "changed",
        };
        let [before_ha, before_km] = cells(one.before);
        let [after_ha, after_km] = cells(one.after);
        table.push(vec![
            subject.into(),
            change.into(),
            Cell::Integer(i64::try_from(one.number).unwrap_or(i64::MAX)),
            one.name.as_str().into(),
            one.parts.join(" ").into(),
            before_ha,
            after_ha,
            before_km,
            after_km,
        ]);
    }
    table
}

/// Hectares and kilometres, where there are any.
fn cells((area, length): Size) -> [Cell; 2] {
    [area.map(allpa_geom::Hectares::value), length.map(allpa_geom::Kilometers::value)]
        .map(|number| number.map_or(Cell::Empty, Cell::Number))
}

/// A layer of a plan, ready to be drawn.
pub struct PlanLayerDrawn {
    pub layer: Layer,
    pub title: String,
    pub opacity: f32,
    pub notice: String,
    pub look: Look,
}

impl PlanLayerDrawn {
    /// What it is about.
    pub fn role(&self) -> Option<Role> {
        match &self.look {
            Look::Usual { recognised, .. } => recognised.role,
            Look::Chosen(_) => recognise(&self.layer).role,
            Look::Proposals => None,
        }
    }
}

/// How a layer is drawn.
pub enum Look {
    /// As its features usually are; the number gives the colour where only the order can.
    Usual { recognised: Recognised, number: usize, from_atlas: bool },
    /// As the user chose.
    Chosen(Box<LayerStyle>),
    /// As proposals are.
    Proposals,
}

/// What a plan shows, from the bottom up: the visible layers in their order, then the proposals; and
/// how its sheets on paper are laid out.
pub fn drawn(session: &Session, path: &Path) -> Result<(Vec<PlanLayerDrawn>, String), UserMessage> {
    let told = |error: PlanError| session.texts().plan_error(&path.to_string_lossy(), &error);
    let file = PlanFile::open_protected(path).map_err(told)?;
    let plan: Content = file.load().map_err(told)?.plan;
    let mut drawn = Vec::new();
    for layer in plan.layers.iter().filter(|layer| layer.visible) {
        let features = match (&layer.source, file.features(layer, &()).map_err(told)?) {
            (_, Some(features)) => features,
            // Another PC may have another atlas: the rest of the plan is drawn.
            (LayerSource::Atlas(name), None) => match session.layer(&format!("atlas:{name}")) {
                Ok(layer) => layer,
                Err(message) => {
                    session.warn(&message.line());
                    continue;
                }
            },
            (LayerSource::Table(_), None) => continue,
        };
        let style = layer.look.as_ref().and_then(|look| look.style.as_deref());
        // A look that this version does not know is left to the usual one.
        let chosen = style.and_then(|style| serde_json::from_str(style).ok()).map(Look::Chosen);
        let table = layer.table();
        let usual = || Look::Usual {
            recognised: table
                .map_or_else(|| recognise(&features), |source| source.recognise(&features)),
            number: layer.number as usize,
            from_atlas: table.is_none(),
        };
        let look = chosen.unwrap_or_else(usual);
        drawn.push(PlanLayerDrawn {
            title: if layer.title.is_empty() {
                features.name().to_owned()
            } else {
                layer.title.clone()
            },
            layer: features,
            opacity: layer.opacity,
            notice: layer.notice.clone(),
            look,
        });
    }
    use allpa_geom::ShapeKind::{Line, Point, Polygon};
    for (kind, key) in
        [(Polygon, "proposals-areas"), (Line, "proposals-lines"), (Point, "proposals-points")]
    {
        if let Some(layer) = allpa_model::plan::as_layer(plan.proposals.values(), kind) {
            let title = session.texts().get(key);
            let (notice, look) = (String::new(), Look::Proposals);
            drawn.push(PlanLayerDrawn { layer, title, opacity: 1.0, notice, look });
        }
    }
    Ok((drawn, plan.sheets))
}
