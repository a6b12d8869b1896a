//! Whatever is done can be taken back, and done again.

use allpa_geom::PsadOperation;
use proptest::prelude::*;

use super::*;
use crate::question::asked::{LayerRef, Question};

/// A wish of the user; numbers choose among what the plan has.
#[derive(Debug, Clone)]
pub(super) enum Wish {
    Title(String),
    AddLayer(u8),
    RemoveLayer(u8),
    MoveLayer(u8, u8),
    RenameLayer(u8, String),
    ShowLayer(u8, bool),
    FadeLayer(u8, u8),
    StyleLayer(u8, Option<u8>),
    ReplaceLayer(u8),
    AddProposal(f64, f64),
    MoveProposal(u8, f64),
    DescribeProposal(u8, u8),
    RemoveProposal(u8),
    AddView(u8),
    RemoveView(u8),
    AddQuestion(u8),
    RemoveQuestion(u8),
    SetRulesOff(bool),
    SetSheets(u8),
    AddMeeting(bool),
    RemoveMeeting(u8),
    ChangeMeeting(u8, String),
    AddAgreement(u8, u8),
    RemoveAgreement(u8),
    FollowUp(u8, String),
    Undo,
    Redo,
}

pub(super) fn wish() -> impl Strategy<Value = Wish> {
    let name = "[a-zñ ]{0,8}";
    prop_oneof![
        name.prop_map(Wish::Title),
        any::<u8>().prop_map(Wish::AddLayer),
        any::<u8>().prop_map(Wish::AddLayer),
        any::<u8>().prop_map(Wish::RemoveLayer),
        any::<(u8, u8)>().prop_map(|(layer, at)| Wish::MoveLayer(layer, at)),
        (any::<u8>(), name).prop_map(|(layer, name)| Wish::RenameLayer(layer, name)),
        any::<(u8, bool)>().prop_map(|(layer, shown)| Wish::ShowLayer(layer, shown)),
        any::<(u8, u8)>().prop_map(|(layer, opacity)| Wish::FadeLayer(layer, opacity)),
        any::<(u8, Option<u8>)>().prop_map(|(layer, look)| Wish::StyleLayer(layer, look)),
        any::<u8>().prop_map(Wish::ReplaceLayer),
        (-80.0..-70.0, -18.0..0.0).prop_map(|(x, y)| Wish::AddProposal(x, y)),
        (any::<u8>(), 0.0..1.0).prop_map(|(proposal, by)| Wish::MoveProposal(proposal, by)),
        any::<(u8, u8)>().prop_map(|(which, what)| Wish::DescribeProposal(which, what)),
        any::<u8>().prop_map(Wish::RemoveProposal),
        any::<u8>().prop_map(Wish::AddView),
        any::<u8>().prop_map(Wish::RemoveView),
        any::<u8>().prop_map(Wish::AddQuestion),
        any::<u8>().prop_map(Wish::RemoveQuestion),
        any::<bool>().prop_map(Wish::SetRulesOff),
        any::<u8>().prop_map(Wish::SetSheets),
        any::<bool>().prop_map(Wish::AddMeeting),
        any::<u8>().prop_map(Wish::RemoveMeeting),
        (any::<u8>(), name).prop_map(|(meeting, name)| Wish::ChangeMeeting(meeting, name)),
        any::<(u8, u8)>().prop_map(|(meeting, votes)| Wish::AddAgreement(meeting, votes)),
        any::<(u8, u8)>().prop_map(|(meeting, votes)| Wish::AddAgreement(meeting, votes)),
        any::<u8>().prop_map(Wish::RemoveAgreement),
        (any::<u8>(), name).prop_map(|(agreement, note)| Wish::FollowUp(agreement, note)),
        Just(Wish::Undo),
        Just(Wish::Redo),
    ]
}

fn layer(history: &mut History) -> PlanLayer {
    let key = LayerKey(history.fresh_number());
    PlanLayer { key, source: source(history), title: "Capa".into(), ..blank() }
}

pub(super) fn blank() -> PlanLayer {
    PlanLayer {
        key: LayerKey(0),
        source: LayerSource::Atlas("departments".into()),
        title: String::new(),
        group: Group::Base,
        visible: true,
        opacity: 1.0,
        precision: Precision::Measured,
        notice: String::new(),
        number: 0,
        look: None,
    }
}

fn source(history: &mut History) -> LayerSource {
    LayerSource::Table(Box::new(TableSource {
        table: history.fresh_table("capa"),
        psad: PsadOperation::default(),
        code: None,
        name: None,
        provenance: Provenance::default(),
    }))
}

pub(super) fn proposal(key: ProposalKey, x: f64, y: f64) -> Proposal {
    let shape = Drawn::Line(vec![vec![[x, y], [x + 0.1, y + 0.2]]]);
    let kind = ProposalKind::Corridor;
    let (name, note, alternative) = ("Vía".into(), String::new(), "A".into());
    Proposal { key, name, kind, note, alternative, facts: Facts::default(), shape }
}

/// The same proposal with other facts: one bit of `what` each, and now and then some that are refused.
fn described(known: Proposal, what: u8) -> Proposal {
    let has = |bit: u8| what & (1 << bit) != 0;
    let word = |bit: u8, word: &str| if has(bit) { word.to_owned() } else { String::new() };
    let source = if what % 16 == 15 { "uno; dos" } else { "canon" };
    let amount = if has(3) { Amount::Percent(33.3) } else { Amount::Soles(1_500_000.25) };
    let funding = Funding { source: source.into(), amount: has(4).then_some(amount) };
    let facts = Facts {
        class: word(0, "departamental"),
        stage: word(1, "ejecución"),
        cost: has(2).then_some(f64::from(what) * 1e5 + 0.1),
        begins: has(5).then_some(2026),
        ends: has(6).then_some(2030 - i32::from(what)),
        financing: if has(7) { vec![funding; 2] } else { Vec::new() },
        responsible: word(6, "Gerencia de «Ñ»"),
        documents: if has(4) { vec![document(what)] } else { Vec::new() },
    };
    Proposal { kind: ProposalKind::ALL[usize::from(what) % 5], facts, ..known }
}

fn document(what: u8) -> Document {
    Document { name: format!("foto {what}.jpg"), bytes: what.into(), sum: "ab".repeat(32) }
}

/// The edit a wish comes to in `plan`; numbers beyond what there is stay so, and fail.
pub(super) fn edit(wish: &Wish, plan: &Plan, history: &mut History) -> Option<Edit> {
    let layer_at = |at: u8| {
        let known = plan.layers.get(usize::from(at) % plan.layers.len().max(1));
        known.map_or(LayerKey(u32::MAX), |layer| layer.key)
    };
    let proposal_at = |at: u8| {
        let known = plan.proposals.keys().nth(usize::from(at) % plan.proposals.len().max(1));
        known.copied().unwrap_or(ProposalKey(u32::MAX))
    };
    let place = |at: u8, length: usize| usize::from(at) % (length + 2); // now and then one too far
    Some(match wish {
        Wish::Title(title) => Edit::SetTitle { title: title.clone() },
        Wish::AddLayer(at) => {
            let at = place(*at, plan.layers.len());
            Edit::AddLayer { at, layer: Box::new(layer(history)) }
        }
        Wish::RemoveLayer(at) => Edit::RemoveLayer { layer: layer_at(*at) },
        Wish::MoveLayer(which, at) => {
            let at = place(*at, plan.layers.len());
            Edit::MoveLayer { layer: layer_at(*which), at, group: Group::Zoning }
        }
        Wish::RenameLayer(which, title) => {
            Edit::RenameLayer { layer: layer_at(*which), title: title.clone() }
        }
        Wish::ShowLayer(which, visible) => {
            Edit::ShowLayer { layer: layer_at(*which), visible: *visible }
        }
        Wish::StyleLayer(which, look) => Edit::StyleLayer {
            layer: layer_at(*which),
            look: look.map(|number| {
                let style = (number % 2 == 0).then(|| number.to_string());
                Box::new(KeptLook { style, qml: format!("<qgis n=\"{number}\"/>") })
            }),
        },
        Wish::FadeLayer(which, opacity) => {
            Edit::FadeLayer { layer: layer_at(*which), opacity: f32::from(*opacity) / 200.0 }
        }
        Wish::ReplaceLayer(which) => {
            Edit::ReplaceLayer { layer: layer_at(*which), source: source(history) }
        }
        Wish::AddProposal(x, y) => {
            let key = ProposalKey(history.fresh_number());
            Edit::AddProposal { proposal: Box::new(proposal(key, *x, *y)) }
        }
        Wish::MoveProposal(which, by) => {
            let proposal = proposal(proposal_at(*which), -76.0 + by, -6.0);
            Edit::ChangeProposal { proposal: Box::new(proposal) }
        }
        Wish::DescribeProposal(which, what) => {
            let key = proposal_at(*which);
            let known = plan.proposals.get(&key).cloned();
            let known = known.unwrap_or_else(|| proposal(key, -76.0, -6.0));
            let proposal = Box::new(described(known, *what));
            Edit::ChangeProposal { proposal }
        }
        Wish::RemoveProposal(which) => Edit::RemoveProposal { proposal: proposal_at(*which) },
        Wish::AddView(at) => {
            let key = ViewKey(history.fresh_number());
            let visible = plan.layers.iter().map(PlanLayer::reference).collect();
            let view =
                SavedView { key, name: "Aquí".into(), center: [-76.0, -6.0], scale: 1e5, visible };
            Edit::AddView { at: place(*at, plan.views.len()), view }
        }
        Wish::RemoveView(at) => {
            let known = plan.views.get(usize::from(*at) % plan.views.len().max(1));
            Edit::RemoveView { view: known.map_or(ViewKey(u32::MAX), |view| view.key) }
        }
        Wish::AddQuestion(at) => {
            let question = KeptQuestion {
                key: QuestionKey(history.fresh_number()),
                title: "¿Qué hay?".into(),
                asked: Asked::new(Question::all().remove(usize::from(*at) % 3)),
                program: "Allpa".into(),
                answered: "2026-01-01T00:00:00Z".into(),
                used: [("atlas:departments".to_owned(), "ab".to_owned())].into(),
            };
            let at = place(*at, plan.questions.len());
            Edit::AddQuestion { at, question: Box::new(question) }
        }
        Wish::RemoveQuestion(at) => {
            let known = plan.questions.get(usize::from(*at) % plan.questions.len().max(1));
            Edit::RemoveQuestion { question: known.map_or(QuestionKey(u32::MAX), |q| q.key) }
        }
        Wish::SetRulesOff(some) => {
            let all = crate::question::rules::Rule::ALL;
            Edit::SetRulesOff { off: all.into_iter().take(usize::from(*some)).collect() }
        }
        Wish::SetSheets(some) => Edit::SetSheets { sheets: some.to_string() },
        Wish::Undo | Wish::Redo => return None,
        other => Edit::Minutes(minutes(other, plan, history)),
    })
}

/// The same for meetings and agreements.
fn minutes(wish: &Wish, plan: &Plan, history: &mut History) -> MinutesEdit {
    let meeting_at = |at: u8| {
        let known = plan.meetings.keys().nth(usize::from(at) % plan.meetings.len().max(1));
        known.copied().unwrap_or(MeetingKey(u32::MAX))
    };
    let agreement_at = |at: u8| {
        let known = plan.agreements.keys().nth(usize::from(at) % plan.agreements.len().max(1));
        known.copied().unwrap_or(AgreementKey(u32::MAX))
    };
    match wish {
        Wish::AddMeeting(is_present) => {
            let who = Attendee { name: "Ana".into(), is_present: *is_present, ..<_>::default() };
            MinutesEdit::AddMeeting {
                meeting: Box::new(Meeting {
                    key: MeetingKey(history.fresh_number()),
                    title: "Asamblea".into(),
                    place: "Lamas".into(),
                    day: "2026-01-31".into(),
                    attendance: vec![who],
                }),
            }
        }
        Wish::RemoveMeeting(at) => MinutesEdit::RemoveMeeting { meeting: meeting_at(*at) },
        Wish::ChangeMeeting(at, title) => {
            let known = plan.meetings.get(&meeting_at(*at)).cloned();
            let known = known.unwrap_or(Meeting {
                key: MeetingKey(u32::MAX),
                title: String::new(),
                place: String::new(),
                day: String::new(),
                attendance: Vec::new(),
            });
            let meeting = Box::new(Meeting { title: title.clone(), ..known });
            MinutesEdit::ChangeMeeting { meeting }
        }
        Wish::AddAgreement(at, votes) => {
            let meeting = meeting_at(*at);
            let agreement = Agreement {
                key: AgreementKey(history.fresh_number()),
                meeting,
                number: plan.next_agreement(meeting),
                terms: Terms {
                    text: "Se acuerda".into(),
                    decision: match votes % 3 {
                        0 => Decision::Pending,
                        1 => Decision::Consensus,
                        _ => Decision::Vote { in_favour: 5, against: 1, abstentions: 0 },
                    },
                    ..Terms::default()
                },
                pinned: pinned(vec![*votes; 3], plan),
            };
            MinutesEdit::AddAgreement { agreement: Box::new(agreement) }
        }
        Wish::RemoveAgreement(at) => MinutesEdit::RemoveAgreement { agreement: agreement_at(*at) },
        Wish::FollowUp(at, note) => {
            let agreement = agreement_at(*at);
            let known = plan.agreements.get(&agreement).map(|one| one.terms.clone());
            let mut terms = Box::new(known.unwrap_or_default());
            terms.state = AgreementState::InProgress;
            terms.follow_up.push(FollowUp {
                day: "2026-03-01".into(),
                meeting: plan.meetings.keys().last().copied(),
                state: terms.state,
                note: note.clone(),
            });
            MinutesEdit::ChangeAgreement { agreement, terms }
        }
        other => panic!("{other:?} is no wish of meetings"),
    }
}

fn pinned(picture: Vec<u8>, plan: &Plan) -> std::sync::Arc<Pinned> {
    let layer = |layer: &PlanLayer| PinnedLayer {
        reference: layer.reference(),
        title: "Distritos".into(),
        fingerprint: "ab".into(),
        precision: crate::Precision::Demonstration,
    };
    std::sync::Arc::new(Pinned {
        time: "2026-01-31T15:00:00Z".into(),
        center: [-76.0, -6.0],
        scale: 250_000.0,
        visible: plan.layers.iter().map(PlanLayer::reference).collect(),
        alternative: Some("A".into()),
        picture,
        layers: plan.layers.iter().map(layer).collect(),
        answer: None,
    })
}

fn bytes(plan: &Plan) -> String {
    serde_json::to_string(plan).expect("a plan is JSON")
}

proptest! {
    #[test]
    fn all_undone_is_the_start_and_all_redone_the_end(wishes in prop::collection::vec(wish(), 0..60)) {
        let (mut plan, mut history) = (Plan::default(), History::default());
        let start = bytes(&plan);
        for wish in &wishes {
            let before = bytes(&plan);
            let Some(edit) = edit(wish, &plan, &mut history) else {
                let done = if matches!(wish, Wish::Undo) {
                    history.undo(&mut plan)
                } else {
                    history.redo(&mut plan)
                };
                done.expect("what was done can be undone");
                continue;
            };
            let steps = history.steps().to_vec();
            // Two edits in one step, of which the second may fail.
            let twice = vec![edit.clone(), edit];
            if history.record(&mut plan, twice.clone(), "dos".into(), Signature::default()).is_err() {
                prop_assert_eq!(&before, &bytes(&plan), "a failed step changes nothing");
                prop_assert_eq!(&steps, history.steps());
                let one = twice[..1].to_vec();
                let done = history.record(&mut plan, one, "uno".into(), Signature::default());
                if done.is_err() {
                    prop_assert_eq!(&before, &bytes(&plan));
                }
            }
        }
        while history.redo(&mut plan).expect("redo").is_some() {}
        let end = bytes(&plan);
        let text = serde_json::to_string(history.steps()).expect("JSON");
        let steps: Vec<Step> = serde_json::from_str(&text).expect("what was written");
        prop_assert_eq!(steps.as_slice(), history.steps());
        let (last, number) = history.last_numbers();
        let mut history = History::restore(steps, history.done(), last, number, []);
        while history.undo(&mut plan).expect("undo").is_some() {}
        prop_assert_eq!(&start, &bytes(&plan));
        while history.redo(&mut plan).expect("redo").is_some() {}
        prop_assert_eq!(&end, &bytes(&plan));
        let again: Plan = serde_json::from_str(&end).expect("what was written");
        prop_assert_eq!(again, plan);
    }
}

#[test]
fn a_new_step_ends_what_could_be_done_again_and_numbers_are_never_reused() {
    let (mut plan, mut history) = (Plan::default(), History::default());
    let title = |text: &str| vec![Edit::SetTitle { title: text.into() }];
    let record = |history: &mut History, plan: &mut Plan, text: &str| {
        let step = history.record(plan, title(text), text.into(), Signature::default());
        step.expect("a title can always be set").number
    };
    let first = record(&mut history, &mut plan, "a");
    let second = record(&mut history, &mut plan, "b");
    history.undo(&mut plan).expect("undo");
    assert_eq!((plan.title.as_str(), history.done()), ("a", first));
    let third = record(&mut history, &mut plan, "c");
    assert!(third > second);
    assert_eq!(history.redo(&mut plan).expect("redo"), None);
    let labels: Vec<&str> = history.steps().iter().map(|step| step.label.as_str()).collect();
    assert_eq!(labels, ["a", "c"]);
}

#[test]
fn tables_get_names_that_nothing_else_has() {
    let mut history = History::restore(Vec::new(), 0, 0, 0, ["Distritos".to_owned()]);
    assert_eq!(history.fresh_table("distritos"), "distritos_2");
    assert_eq!(history.fresh_table("distritos"), "distritos_3");
    assert_eq!(history.fresh_table("gpkg_contents"), "capa_gpkg_contents");
    assert_eq!(history.fresh_table(" "), "capa");
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let mut plan = Plan::default();
    for shape in [
        Drawn::Point([f64::NAN, 0.0]),
        Drawn::Line(vec![vec![[0.0, 0.0]]]),
        Drawn::Line(Vec::new()),
        Drawn::Polygon(vec![vec![vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]]]),
        Drawn::Point([0.0, 91.0]),
    ] {
        let proposal = Proposal { shape, ..proposal(ProposalKey(1), -76.0, -6.0) };
        let refused = plan.apply(Edit::AddProposal { proposal: Box::new(proposal) });
        assert_eq!(refused, Err(EditError::Shape));
    }
    assert_eq!(plan, Plan::default());
}

#[test]
fn steps_of_earlier_versions_are_read() {
    let text = r#"{"change_proposal":{"proposal":{"key":3,"name":"Vía","kind":"corridor",
        "note":"","alternative":"A","shape":{"point":[-76.12345678901235,-6.0]}}}}"#;
    let edit: Edit = serde_json::from_str(text).expect("an edit");
    let Edit::ChangeProposal { proposal } = &edit else { panic!("another edit") };
    assert_eq!(proposal.facts, Facts::default());
    assert_eq!(proposal.shape, Drawn::Point([-76.123_456_789_012_35, -6.0]));
    let bare: String = text.split_whitespace().collect();
    let written = serde_json::to_string(&edit).expect("JSON");
    assert_eq!(written, bare, "what is not said takes no room");
}

#[test]
fn facts_that_would_come_back_as_others_are_refused() {
    let mut plan = Plan::default();
    let odd = Facts { cost: Some(f64::NAN), ..Facts::default() };
    let proposal = Proposal { facts: odd, ..proposal(ProposalKey(1), -76.0, -6.0) };
    let refused = plan.apply(Edit::AddProposal { proposal: Box::new(proposal) });
    assert_eq!(refused, Err(EditError::Facts));
    assert_eq!(plan, Plan::default());
}

#[test]
fn layers_of_proposals_without_facts_are_those_of_earlier_versions() {
    let known = proposal(ProposalKey(1), -76.0, -6.0);
    let columns = |proposal: &Proposal| {
        let layer = as_layer([proposal], allpa_geom::ShapeKind::Line).expect("a line");
        layer.columns().iter().map(|column| column.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(columns(&known), ["nombre", "tipo", "nota", "alternativa"]);
    assert_eq!(columns(&described(known, 0b10)).len(), 11);
}

#[test]
fn a_drawn_square_has_its_hectares_and_comes_back_from_shapes() {
    let ring = vec![[0.0, 0.0], [0.01, 0.0], [0.01, 0.01], [0.0, 0.01], [0.0, 0.0]];
    let square = Drawn::Polygon(vec![vec![ring]]);
    // A degree on the equator is 111.3195 km east and 110.5743 km north.
    let area = square.area().expect("a polygon").value();
    assert!((area - 123.09).abs() < 0.01, "{area}");
    assert_eq!(square.length(), None);
    assert_eq!(Drawn::of(&square.to_shapes(), 0).as_ref(), Some(&square));
    let mut moved = square.clone();
    moved.move_vertex(0, 4, [-0.01, -0.01]);
    assert!(moved.is_sound(), "the ring stays closed");
    assert_eq!(moved.rings()[0][0], [-0.01, -0.01]);
    moved.move_vertex(3, 1, [9.0, 9.0]);
    moved.move_vertex(0, 9, [9.0, 9.0]);
    assert!(moved.rings()[0].iter().all(|at| at[0] < 1.0), "there is no such vertex");
    let line = Drawn::Line(vec![vec![[0.0, 0.0], [1.0, 0.0]]]);
    assert!((line.length().expect("a line").value() - 111.3195).abs() < 1e-3);
    assert_eq!(line.area(), None);
}

#[test]
fn differences_are_listed_by_step_and_by_thing() {
    let (mut a, mut history) = (Plan::default(), History::default());
    let key = ProposalKey(history.fresh_number());
    let add = vec![Edit::AddProposal { proposal: Box::new(proposal(key, -76.0, -6.0)) }];
    history.record(&mut a, add, "uno".into(), Signature::default()).expect("done");
    let old = (a.clone(), history.clone());
    let change = vec![Edit::ChangeProposal { proposal: Box::new(proposal(key, -75.0, -6.0)) }];
    history.record(&mut a, change, "dos".into(), Signature::default()).expect("done");
    let tables = BTreeMap::new();
    let found = Difference::between(
        Version { plan: &old.0, steps: &old.1.steps()[..old.1.cursor()], tables: &tables },
        Version { plan: &a, steps: &history.steps()[..history.cursor()], tables: &tables },
    );
    let told: Vec<_> =
        found.iter().map(|one| (one.subject, one.change, one.name.as_str())).collect();
    assert_eq!(
        told,
        [(Subject::Step, Change::Added, "dos"), (Subject::Proposal, Change::Changed, "Vía")]
    );
    assert_eq!(found[1].parts, ["shape"]);
}

#[test]
fn a_meeting_with_agreements_stays() {
    let (mut plan, mut history) = (Plan::default(), History::default());
    for wish in [Wish::AddMeeting(true), Wish::AddAgreement(0, 1), Wish::AddAgreement(0, 2)] {
        let edit = edit(&wish, &plan, &mut history).expect("an edit");
        plan.apply(edit).expect("applied");
    }
    let key = *plan.meetings.keys().next().expect("a meeting");
    let numbers: Vec<u32> = plan.agreements_of(key).iter().map(|one| one.number).collect();
    assert_eq!(numbers, [1, 2]);
    let before = plan.clone();
    let refused = plan.apply(Edit::Minutes(MinutesEdit::RemoveMeeting { meeting: key }));
    assert_eq!(refused, Err(EditError::InUse { what: "meeting", number: key.0 }));
    assert_eq!(plan, before);
}

#[test]
fn what_changed_since_is_told_layer_by_layer() {
    let (mut plan, mut history) = (Plan::default(), History::default());
    let kept = layer(&mut history);
    let name = kept.reference();
    plan.apply(Edit::AddLayer { at: 0, layer: Box::new(kept) }).expect("applied");
    let key = ProposalKey(history.fresh_number());
    let road = Box::new(proposal(key, -76.0, -6.0));
    plan.apply(Edit::AddProposal { proposal: road }).expect("applied");
    let lines = as_layer(plan.proposals.values(), allpa_geom::ShapeKind::Line).expect("one");
    let pin = |reference: &str, fingerprint: &str| PinnedLayer {
        reference: LayerRef(reference.into()),
        title: reference.into(),
        fingerprint: fingerprint.into(),
        precision: crate::Precision::Measured,
    };
    let layers = vec![
        pin(&name.0, "ab"),
        pin("atlas:rivers", "cd"),
        pin("plan:propuestas_lineas", lines.fingerprint()),
    ];
    let pinned = Pinned { layers, ..(*pinned(Vec::new(), &plan)).clone() };
    let told = |plan: &Plan, prints: &[(&str, &str)]| {
        let print = |name: &LayerRef| {
            let known = prints.iter().find(|(known, _)| *known == name.0);
            known.map(|(_, print)| (*print).to_owned())
        };
        pinned.changed(plan, &print)
    };
    let rivers = ("atlas:rivers", "cd");
    assert_eq!(told(&plan, &[(&name.0, "ab"), rivers]), []);
    assert_eq!(told(&plan, &[rivers]), [], "a layer that is not read yet is not judged");
    let other = told(&plan, &[(&name.0, "ef"), rivers]);
    assert_eq!(other, [(name.0.clone(), Since::Changed)]);
    assert_eq!(told(&plan, &[]), [("atlas:rivers".to_owned(), Since::Gone)]);
    // A proposal of another alternative was not shown; one of this one was.
    let mut of_b = proposal(ProposalKey(history.fresh_number()), -75.0, -6.0);
    of_b.alternative = "B".into();
    plan.apply(Edit::AddProposal { proposal: Box::new(of_b) }).expect("applied");
    assert_eq!(told(&plan, &[rivers]), []);
    plan.apply(Edit::RemoveProposal { proposal: key }).expect("applied");
    let gone = ("plan:propuestas_lineas".to_owned(), Since::Gone);
    assert_eq!(told(&plan, &[rivers]), [gone]);
}

#[test]
fn earlier_agreements_are_followed_until_they_are_settled() {
    let (mut plan, mut history) = (Plan::default(), History::default());
    for wish in [Wish::AddMeeting(true), Wish::AddAgreement(0, 1), Wish::AddMeeting(true)] {
        let edit = edit(&wish, &plan, &mut history).expect("an edit");
        plan.apply(edit).expect("applied");
    }
    let [first, second] = plan.meetings_by_day()[..] else { panic!("two meetings") };
    let (first, second) = (first.clone(), second.clone());
    assert_eq!(plan.earlier_agreements(&first).len(), 0);
    assert_eq!(plan.earlier_agreements(&second).len(), 1);
    let agreement = *plan.agreements.keys().next().expect("one");
    let mut settle = |meeting| {
        let mut terms = plan.agreements[&agreement].terms.clone();
        terms.state = AgreementState::Done;
        let (day, state, note) = ("2026-03-01".into(), terms.state, String::new());
        terms.follow_up = vec![FollowUp { day, meeting, state, note }];
        let terms = Box::new(terms);
        let edit = MinutesEdit::ChangeAgreement { agreement, terms };
        plan.apply(Edit::Minutes(edit)).expect("applied");
        plan.earlier_agreements(&second).len()
    };
    assert_eq!(settle(Some(second.key)), 1, "it was settled in this meeting");
    assert_eq!(settle(None), 0);
}
