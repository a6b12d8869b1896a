//! Changes of a plan travel as a package: whole, or refused.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use allpa_files::plan_file::{
    Attached, Brought, Loaded, Package, PlanError, PlanFile, Since, verify, write_changes,
};
use allpa_geom::{Epsg, PsadOperation, ShapesBuilder};
use allpa_model::plan::{
    Answer, Drawn, Edit, Facts, LayerKey, LayerSource, Merge, PlanLayer, Proposal, ProposalKey,
    ProposalKind, Side, Signature, TableSource,
};
use allpa_model::role::Group;
use allpa_model::{Column, ColumnData, Layer, LayerParts, Precision, TextColumn};

fn signed(author: &str, moment: u32) -> (String, Signature) {
    let time = format!("2026-01-01T00:00:{moment:02}.000Z");
    ("paso".to_owned(), Signature { time, author: author.to_owned() })
}

/// Points along the equator; each field is its number.
fn points(name: &str, count: usize) -> Layer {
    let mut shapes = ShapesBuilder::default();
    let mut texts = TextColumn::default();
    for number in 0..count {
        // Digits that do not repeat: as hard to pack as surveyed corners.
        let step = (number as f64 * 0.618_033_988_749_895).fract();
        shapes.extend([[-76.0 + step, -6.0 - step * step]]);
        shapes.end_ring();
        shapes.end_part();
        shapes.end_feature(allpa_geom::ShapeKind::Point);
        texts.push(Some(&format!("P{number}")));
    }
    let columns = vec![Column { name: "nombre".to_owned(), data: ColumnData::Text(texts) }];
    let parts = LayerParts {
        name: name.to_owned(),
        shapes: shapes.finish(),
        columns,
        ..LayerParts::default()
    };
    Layer::new(parts, Epsg::WGS84, PsadOperation::default())
}

/// A plan file being worked on.
struct Desk {
    author: &'static str,
    file: PlanFile,
    loaded: Loaded,
    clock: u32,
}

impl Desk {
    fn on(file: PlanFile, author: &'static str) -> Self {
        let loaded = file.load().expect("readable");
        Self { author, file, loaded, clock: 0 }
    }

    fn step(&mut self, edit: Edit, data: Vec<(String, Arc<Layer>)>) {
        self.clock += 1;
        let signed = signed(self.author, self.clock);
        self.file.record(&mut self.loaded, vec![edit], signed, data).expect("kept");
    }

    fn add_layer(&mut self, layer: Layer) {
        let history = &mut self.loaded.history;
        let table = history.fresh_table(layer.name());
        let source = TableSource { table: table.clone(), ..TableSource::default() };
        let of_plan = PlanLayer {
            key: LayerKey(history.fresh_number()),
            source: LayerSource::Table(Box::new(source)),
            title: layer.name().to_owned(),
            group: Group::Base,
            visible: true,
            opacity: 1.0,
            precision: Precision::Measured,
            notice: String::new(),
            number: 0,
            look: None,
        };
        let edit = Edit::AddLayer { at: self.loaded.plan.layers.len(), layer: Box::new(of_plan) };
        self.step(edit, vec![(table, Arc::new(layer))]);
    }

    fn propose(&mut self, name: &str) {
        let key = ProposalKey(self.loaded.history.fresh_number());
        let shape = Drawn::Line(vec![vec![[-76.1, -6.1], [-76.2, -6.25]]]);
        let (kind, name) = (ProposalKind::Corridor, name.to_owned());
        let proposal = Proposal {
            key,
            name,
            kind,
            note: String::new(),
            alternative: String::new(),
            facts: Facts::default(),
            shape,
        };
        self.step(Edit::AddProposal { proposal: Box::new(proposal) }, Vec::new());
    }
}

/// A plan with a layer of so many points at the capital, and a copy of it in the province.
fn two_offices(folder: &Path, count: usize) -> (Desk, Desk, PathBuf) {
    let [capital, province, base] =
        ["sede.gpkg", "provincia.gpkg", "base.gpkg"].map(|name| folder.join(name));
    let mut desk = Desk::on(PlanFile::create(&capital, "Plan").expect("made"), "Sede");
    desk.add_layer(points("puntos", count));
    desk.propose("Vía");
    desk.file.copy_to(&province).expect("copied");
    desk.file.copy_to(&base).expect("copied");
    (desk, Desk::on(PlanFile::open(&province).expect("opened"), "Ana"), base)
}

/// Takes a package in, everything as it comes.
fn take(desk: &mut Desk, package: &Package) {
    let prints = desk.file.prints().expect("read");
    let before = desk.loaded.plan.clone();
    let side = Side::new(&before, &desk.loaded.history, &prints);
    let merge = Merge::between(&side, &package.changes);
    let answers = vec![Some(Answer::Theirs); merge.items.len()];
    let mut history = desk.loaded.history.clone();
    let arrived =
        merge.edits(&side, &mut history, &answers, Some(Answer::Theirs)).expect("answered");
    let data = package.data(&desk.file, &arrived).expect("there");
    desk.loaded.history = history;
    desk.file.record(&mut desk.loaded, arrived.edits, signed("Sede", 59), data).expect("kept");
}

#[test]
fn layers_and_proposals_travel_and_the_plan_stays_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut capital, mut province, base) = two_offices(folder.path(), 100);
    province.propose("Puente");
    province.add_layer(points("puntos", 7)); // a table of that name is there already
    capital.add_layer(points("puntos", 9));
    let out = folder.path().join("cambios.allpa");
    let changes = write_changes(province.file.path(), &Since::File(base), &out).expect("written");
    assert_eq!(changes.authors(), ["Ana"]);
    let of_steps = write_changes(province.file.path(), &Since::Step(2), &out).expect("written");
    assert_eq!(changes, of_steps, "the step and the file say the same");
    let package = Package::read(&out).expect("whole");
    assert_eq!(package.changes, changes);
    package.belongs_to(&capital.file).expect("the same plan");
    take(&mut capital, &package);
    let plan = &capital.loaded.plan;
    assert_eq!(plan.proposals.len(), 2);
    let counts = |desk: &Desk| {
        let of = |layer: &PlanLayer| desk.file.features(layer, &()).expect("read").map(|l| l.len());
        desk.loaded.plan.layers.iter().map(|layer| of(layer).expect("a table")).collect::<Vec<_>>()
    };
    let mut there = counts(&capital);
    assert_eq!(there[0], 100);
    there.sort_unstable();
    assert_eq!(there, [7, 9, 100]);
    let path = capital.file.path().to_owned();
    drop(capital);
    assert_eq!(verify(&path).expect("looked at"), []);
    assert_eq!(
        PlanFile::open_protected(&path).expect("opened").load().expect("read").plan.layers.len(),
        3
    );
}

#[test]
fn documents_travel_with_what_they_are_attached_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut capital, mut province, _) = two_offices(folder.path(), 30);
    let path = folder.path().join("foto.jpg");
    std::fs::write(&path, [9; 5_000]).expect("a file");
    let photo = Attached::read(&path).expect("small enough");
    let known = province.loaded.plan.proposals.values().next().expect("a road").clone();
    let facts = Facts { documents: vec![photo.document.clone()], ..Facts::default() };
    let proposal = Box::new(Proposal { facts, ..known.clone() });
    province.clock += 1;
    let signed = signed("Ana", province.clock);
    let brought = Brought { layers: Vec::new(), documents: vec![photo.clone()] };
    let edits = vec![Edit::ChangeProposal { proposal }];
    province.file.record(&mut province.loaded, edits, signed, brought).expect("kept");
    // Meanwhile the capital has named it otherwise: both stay.
    let named = Box::new(Proposal { name: "Vía sur".into(), ..known });
    capital.step(Edit::ChangeProposal { proposal: named }, Vec::new());
    let out = folder.path().join("cambios.allpa");
    let changes = write_changes(province.file.path(), &Since::Step(2), &out).expect("written");
    assert!(changes.documents.contains(&photo.document.sum));
    let package = Package::read(&out).expect("whole");
    take(&mut capital, &package);
    let merged = capital.loaded.plan.proposals.values().next().expect("a road");
    assert_eq!(merged.name, "Vía sur");
    assert_eq!(merged.facts.documents, std::slice::from_ref(&photo.document));
    let bytes = capital.file.document(&photo.document.sum).expect("readable");
    assert_eq!(bytes.as_deref(), Some(&[9; 5_000][..]));
    let path = capital.file.path().to_owned();
    drop(capital);
    assert_eq!(verify(&path).expect("looked at"), []);
}

#[test]
fn a_package_is_small_beside_the_plan() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_capital, mut province, base) = two_offices(folder.path(), 20_000);
    for number in 0..20 {
        province.propose(&format!("Puente {number}"));
    }
    let out = folder.path().join("cambios.allpa");
    write_changes(province.file.path(), &Since::File(base), &out).expect("written");
    let size = |path: &Path| std::fs::metadata(path).expect("a file").len();
    let (package, plan) = (size(&out), size(province.file.path()));
    assert!(package * 100 <= plan, "{package} of {plan} bytes");
}

#[test]
fn what_was_cut_short_altered_or_belongs_elsewhere_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_capital, mut province, _) = two_offices(folder.path(), 30);
    province.propose("Puente");
    province.add_layer(points("otros", 5));
    let out = folder.path().join("cambios.allpa");
    write_changes(province.file.path(), &Since::Step(2), &out).expect("written");
    let whole = std::fs::read(&out).expect("a file");
    let cut = folder.path().join("cortado.allpa");
    for length in (0..whole.len()).step_by(97) {
        std::fs::write(&cut, &whole[..length]).expect("written");
        let read = Package::read(&cut);
        let is_refused = matches!(read, Err(PlanError::Incomplete | PlanError::NotChanges));
        assert!(is_refused, "{length} of {} bytes: {read:?}", whole.len());
    }
    let expected = Package::read(&out).expect("whole").changes;
    for at in (0..whole.len()).step_by(31) {
        let mut altered = whole.clone();
        altered[at] ^= 0x5a;
        std::fs::write(&cut, &altered).expect("written");
        // Bytes that say nothing of the content (dates, names twice kept) may differ.
        if let Ok(read) = Package::read(&cut) {
            assert_eq!(read.changes, expected, "byte {at}");
        }
    }
    std::fs::write(&cut, "una carta").expect("written");
    assert!(matches!(Package::read(&cut), Err(PlanError::NotChanges)));
    let other = PlanFile::create(&folder.path().join("otro.gpkg"), "Otro").expect("made");
    let package = Package::read(&out).expect("whole");
    assert!(matches!(package.belongs_to(&other), Err(PlanError::OtherPlan)));
    let of_other = write_changes(province.file.path(), &Since::File(other.path().to_owned()), &cut);
    assert!(matches!(of_other, Err(PlanError::OtherPlan)));
    let of_none = write_changes(province.file.path(), &Since::Step(99), &cut);
    assert!(matches!(of_none, Err(PlanError::NoStep(99))));
}
