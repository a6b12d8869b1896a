//! The minutes of a meeting as a document on paper: shared by the window and the command line.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use allpa_files::plan_file::local_moment;
use allpa_files::spoken_day;
use allpa_map::Fonts;
use allpa_model::plan::{Agreement, AgreementKey, Meeting, PinnedAnswer, PinnedLayer, Plan, Since};
use allpa_model::question::asked::LayerRef;
use allpa_page::{Block, Page, TableColumn, TableRow, Tabular, from_png};
use allpa_text::{Texts, file_name};

use crate::asking::PROGRAM;
use crate::provenance::short_print;
use crate::report::{Foot, as_read, document_pages, tabular, watermark};

/// Height of a map with its signs as a share of the width of the page, at most.
const MAP_SHARE: f32 = 1.0;

/// The minutes of one meeting.
pub struct MinutesOf<'a> {
    /// The plan that keeps them.
    pub plan: &'a Plan,
    /// The meeting.
    pub meeting: &'a Meeting,
    /// Layers that have changed since something was agreed.
    pub changed: &'a BTreeMap<AgreementKey, Vec<(String, Since)>>,
    /// The plan's name or its file's.
    pub name: String,
    /// Today, `2026-01-31`.
    pub date: String,
}

/// The pages of the minutes.
pub fn minutes_pages(texts: &Texts, fonts: &Arc<Fonts>, minutes: &MinutesOf) -> Vec<Page> {
    let (plan, meeting) = (minutes.plan, minutes.meeting);
    let agreements = plan.agreements_of(meeting.key);
    let earlier = plan.earlier_agreements(meeting);
    let title = texts.with("minutes-heading", &[("title", &meeting.title)]);
    let date = spoken_day(&minutes.date);
    let made = [("date", date.as_str()), ("program", PROGRAM)];
    let mut blocks = vec![
        Block::Title(title.clone()),
        Block::Quiet(texts.with("minutes-made-on", &made)),
        Block::Pairs(facts(texts, minutes)),
    ];
    blocks.extend(attendance(texts, meeting));
    if !earlier.is_empty() {
        blocks.push(Block::Heading(texts.get("minutes-earlier")));
        blocks.push(Block::Table(followed(texts, plan, &earlier, &minutes.date)));
    }
    if agreements.is_empty() {
        blocks.push(Block::Text(texts.get("minutes-no-agreements")));
    }
    for agreement in &agreements {
        let changed = minutes.changed.get(&agreement.key);
        blocks.extend(of_agreement(texts, agreement, changed.map_or(&[], Vec::as_slice)));
    }
    let layers = layers(&agreements);
    if !layers.is_empty() {
        blocks.push(Block::Heading(texts.get("minutes-layers")));
        let pair = |layer: &&PinnedLayer| [layer.title.clone(), layer.fingerprint.clone()];
        blocks.push(Block::Pairs(layers.iter().map(pair).collect()));
    }
    blocks.push(Block::Heading(texts.get("minutes-signatures")));
    blocks.push(Block::Signatures(signatures(texts, meeting)));
    let stamp = [("program", PROGRAM), ("date", &date), ("plan", &minutes.name)];
    let of_layer = |layer: &&PinnedLayer| {
        let print = short_print(&layer.fingerprint);
        texts.with("minutes-stamp-layer", &[("name", &layer.title), ("print", print)])
    };
    let stamp = [texts.with("minutes-stamp", &stamp)];
    let stamp = stamp.into_iter().chain(layers.iter().map(of_layer)).collect();
    let foot = Foot { stamp, more: texts.get("minutes-more") };
    let watermark = watermark(texts, layers.iter().map(|layer| layer.precision));
    document_pages(texts, fonts, title, blocks, foot, watermark)
}

/// Day, place and plan.
fn facts(texts: &Texts, minutes: &MinutesOf) -> Vec<[String; 2]> {
    let meeting = minutes.meeting;
    let facts = [
        ("minutes-meeting-day", spoken_day(&meeting.day)),
        ("minutes-meeting-place", meeting.place.clone()),
        ("minutes-plan", minutes.name.clone()),
    ];
    let said = facts.into_iter().filter(|(_, value)| !value.is_empty());
    said.map(|(key, value)| [texts.get(key), value]).collect()
}

/// Who came and who did not.
fn attendance<'a>(texts: &Texts, meeting: &Meeting) -> Vec<Block<'a>> {
    if meeting.attendance.is_empty() {
        return Vec::new();
    }
    let list = |came: bool| {
        let own = meeting.attendance.iter().filter(|one| one.is_present == came);
        let named = own.map(|one| match one.office.as_str() {
            "" => one.name.clone(),
            office => format!("{} ({office})", one.name),
        });
        named.collect::<Vec<_>>().join("; ")
    };
    let pairs = [("minutes-present", list(true)), ("minutes-absent", list(false))];
    let said = pairs.into_iter().filter(|(_, names)| !names.is_empty());
    let pairs = said.map(|(key, names)| [texts.get(key), names]).collect();
    vec![Block::Heading(texts.get("minutes-attendance")), Block::Pairs(pairs)]
}

/// What became of agreements of earlier meetings.
fn followed(texts: &Texts, plan: &Plan, earlier: &[&Agreement], today: &str) -> Tabular {
    let columns = [
        "agreement-text",
        "agreement-responsible",
        "agreement-due",
        "agreement-state",
        "agreement-follow-up",
    ];
    let row = |agreement: &&Agreement| {
        let terms = &agreement.terms;
        let meeting = plan.meetings.get(&agreement.meeting);
        let number = agreement.number.to_string();
        let of = [("number", &*number), ("meeting", meeting.map_or("", |one| &one.title))];
        let day = spoken_day(&terms.due);
        let due = if terms.is_overdue(today) {
            texts.with("agreement-overdue", &[("day", &day)])
        } else {
            day
        };
        let last = terms.follow_up.last().map(|last| match last.note.as_str() {
            "" => spoken_day(&last.day),
            note => format!("{}: {note}", spoken_day(&last.day)),
        });
        let cells = vec![
            format!("{}: {}", texts.with("agreement-of", &of), terms.text),
            terms.responsible.clone(),
            due,
            texts.agreement_state(terms.state),
            last.unwrap_or_default(),
        ];
        TableRow { cells, is_sum: false, page: None }
    };
    let column = |key: &&str| TableColumn { title: texts.get(key), is_number: false };
    Tabular {
        columns: columns.iter().map(column).collect(),
        rows: earlier.iter().map(row).collect(),
    }
}

/// One agreement with its map and figures.
fn of_agreement<'a>(
    texts: &Texts,
    agreement: &Agreement,
    changed: &[(String, Since)],
) -> Vec<Block<'a>> {
    let (terms, pinned) = (&agreement.terms, &agreement.pinned);
    let number = agreement.number.to_string();
    let mut blocks = vec![
        Block::Heading(texts.with("agreement-title", &[("number", &number)])),
        Block::Text(terms.text.clone()),
    ];
    let facts = [
        ("agreement-decision", texts.decision(terms.decision)),
        ("agreement-responsible", terms.responsible.clone()),
        ("agreement-due", spoken_day(&terms.due)),
        ("agreement-state", texts.agreement_state(terms.state)),
    ];
    let said = facts.into_iter().filter(|(_, value)| !value.is_empty());
    let mut pairs: Vec<[String; 2]> = said.map(|(key, value)| [texts.get(key), value]).collect();
    pairs.extend(terms.follow_up.iter().map(|said| {
        let state = texts.agreement_state(said.state);
        let note = if said.note.is_empty() { state } else { format!("{state}: {}", said.note) };
        [spoken_day(&said.day), note]
    }));
    blocks.push(Block::Pairs(pairs));
    blocks.extend(texts.changed_since(changed).into_iter().map(Block::Notice));
    match from_png(&pinned.picture) {
        Some(picture) => blocks.push(Block::Picture(picture, MAP_SHARE)),
        None => blocks.push(Block::Quiet(texts.get("agreement-no-picture"))),
    }
    let time = local_moment(&pinned.time);
    blocks.push(Block::Quiet(texts.with("agreement-pinned", &[("time", &time)])));
    if let Some(answer) = &pinned.answer {
        blocks.extend(figures(texts, answer, &pinned.layers));
    }
    blocks
}

/// The figures with the question and what was said beside them.
fn figures<'a>(texts: &Texts, answer: &PinnedAnswer, layers: &[PinnedLayer]) -> Vec<Block<'a>> {
    let question = &answer.provenance.asked.question;
    let mut blocks = vec![Block::Text(texts.question(question))];
    let named = |reference: &LayerRef| {
        let known = layers.iter().find(|layer| layer.reference == *reference);
        known.map_or_else(|| file_name(&reference.0).to_owned(), |layer| layer.title.clone())
    };
    let mut pairs = texts.parameters(question, &named);
    pairs.extend(answer.provenance.layers.iter().map(|used| {
        let facts = [file_name(&used.file), &used.source, &used.date, &used.crs.name()]
            .map(str::to_owned)
            .into_iter()
            .chain(used.datum_operation.clone())
            .filter(|fact| !fact.is_empty());
        let print = short_print(&used.fingerprint);
        let facts: Vec<String> = facts.chain([format!("SHA-256 {print}")]).collect();
        [named(&used.reference), facts.join(" · ")]
    }));
    blocks.push(Block::Pairs(pairs));
    for pinned in answer.tables.iter().filter(|pinned| !pinned.table.rows.is_empty()) {
        blocks.push(Block::Quiet(texts.answer_table(&pinned.name)));
        let is_whole = pinned.rows == pinned.table.rows.len();
        // The sum of the first rows would be taken for that of all.
        let read = if is_whole {
            tabular(texts, question, &pinned.table)
        } else {
            as_read(texts, &pinned.table, None)
        };
        blocks.push(Block::Table(read));
        if !is_whole {
            let [kept, rows] = [pinned.table.rows.len(), pinned.rows].map(|n| n.to_string());
            let values = [("kept", kept.as_str()), ("rows", rows.as_str())];
            blocks.push(Block::Quiet(texts.with("agreement-rows-kept", &values)));
        }
    }
    blocks.extend(answer.notes.iter().cloned().map(Block::Quiet));
    blocks
}

/// A line for each who came; for chair and secretary where nobody is listed.
fn signatures(texts: &Texts, meeting: &Meeting) -> Vec<Vec<String>> {
    let came = meeting.attendance.iter().filter(|one| one.is_present);
    let mut people: Vec<Vec<String>> =
        came.map(|one| vec![one.name.clone(), one.office.clone()]).collect();
    if people.is_empty() {
        people = ["minutes-chair", "minutes-secretary"].map(|key| vec![texts.get(key)]).into();
    }
    people
}

/// All layers pinned, each once for each state that it was in.
fn layers<'a>(agreements: &[&'a Agreement]) -> Vec<&'a PinnedLayer> {
    let mut known = BTreeSet::new();
    let all = agreements.iter().flat_map(|agreement| &agreement.pinned.layers);
    all.filter(|layer| known.insert((&layer.reference, &layer.fingerprint))).collect()
}
