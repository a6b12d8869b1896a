//! Meetings and agreements in the file: their tables, written and read.

use std::collections::BTreeMap;
use std::sync::Arc;

use allpa_model::plan::{
    Agreement, AgreementKey, AgreementState, Decision, Meeting, MeetingKey, Pinned, Terms,
};
use rusqlite::{Connection, Row, params};

use super::PlanError;
use super::load::{of_word, parsed, rows};
use super::save::json;

/// The tables, since format 2. Listed, so that other programs show them.
pub(super) const SCHEMA: &str = "
CREATE TABLE allpa_meeting (
  id INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL, place TEXT NOT NULL, day TEXT NOT NULL,
  attendance TEXT NOT NULL);
CREATE TABLE allpa_agreement (
  id INTEGER PRIMARY KEY NOT NULL, meeting INTEGER NOT NULL, number INTEGER NOT NULL,
  text TEXT NOT NULL, decision TEXT NOT NULL, in_favour INTEGER, against INTEGER,
  abstentions INTEGER, responsible TEXT NOT NULL, due TEXT NOT NULL, state TEXT NOT NULL,
  follow_up TEXT NOT NULL, pinned TEXT NOT NULL, longitude DOUBLE NOT NULL,
  latitude DOUBLE NOT NULL, scale DOUBLE NOT NULL, visible TEXT NOT NULL, alternative TEXT,
  layers TEXT NOT NULL, answer TEXT, picture BLOB NOT NULL,
  CONSTRAINT fk_agreement_meeting FOREIGN KEY (meeting) REFERENCES allpa_meeting (id)
    DEFERRABLE INITIALLY DEFERRED);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
  ('allpa_meeting', 'attributes', 'allpa_meeting', 'Reuniones'),
  ('allpa_agreement', 'attributes', 'allpa_agreement', 'Acuerdos');
";

/// Writes all meetings.
pub(super) fn write_meetings(base: &Connection, meetings: &[Meeting]) -> Result<(), PlanError> {
    base.execute("DELETE FROM allpa_meeting", [])?;
    let mut insert =
        base.prepare_cached("INSERT INTO allpa_meeting VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for meeting in meetings {
        let attendance = json(&meeting.attendance)?;
        let Meeting { key, title, place, day, .. } = meeting;
        insert.execute(params![key.0, title, place, day, attendance])?;
    }
    Ok(())
}

/// Writes one agreement, or takes it away.
pub(super) fn write_agreement(
    base: &Connection,
    key: AgreementKey,
    agreement: Option<&Agreement>,
) -> Result<(), PlanError> {
    let Some(agreement) = agreement else {
        base.execute("DELETE FROM allpa_agreement WHERE id = ?1", [key.0])?;
        return Ok(());
    };
    let (terms, pinned) = (&agreement.terms, &*agreement.pinned);
    let [in_favour, against, abstentions] = match terms.decision {
        Decision::Vote { in_favour, against, abstentions } => {
            [in_favour, against, abstentions].map(Some)
        }
        _ => [None; 3],
    };
    let sql = "INSERT OR REPLACE INTO allpa_agreement VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, \
               ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)";
    base.prepare_cached(sql)?.execute(params![
        key.0,
        agreement.meeting.0,
        agreement.number,
        terms.text,
        terms.decision.word(),
        in_favour,
        against,
        abstentions,
        terms.responsible,
        terms.due,
        terms.state.word(),
        json(&terms.follow_up)?,
        pinned.time,
        pinned.center[0],
        pinned.center[1],
        pinned.scale,
        json(&pinned.visible)?,
        pinned.alternative,
        json(&pinned.layers)?,
        pinned.answer.as_ref().map(json).transpose()?,
        pinned.picture,
    ])?;
    Ok(())
}

/// Reads all meetings.
pub(super) fn meetings(base: &Connection) -> Result<BTreeMap<MeetingKey, Meeting>, PlanError> {
    let meeting = |row: &Row| {
        let key = MeetingKey(row.get("id")?);
        let meeting = Meeting {
            key,
            title: row.get("title")?,
            place: row.get("place")?,
            day: row.get("day")?,
            attendance: parsed(&row.get::<_, String>("attendance")?)?,
        };
        Ok((key, meeting))
    };
    Ok(rows(base, "SELECT * FROM allpa_meeting", meeting)?.into_iter().collect())
}

/// Reads all agreements.
pub(super) fn agreements(
    base: &Connection,
) -> Result<BTreeMap<AgreementKey, Agreement>, PlanError> {
    let found = rows(base, "SELECT * FROM allpa_agreement", agreement)?;
    Ok(found.into_iter().map(|agreement| (agreement.key, agreement)).collect())
}

fn agreement(row: &Row) -> Result<Agreement, PlanError> {
    let list = |name: &str| row.get::<_, String>(name);
    let state: AgreementState = of_word(row.get("state")?)?;
    let answer: Option<String> = row.get("answer")?;
    let pinned = Pinned {
        time: row.get("pinned")?,
        center: [row.get("longitude")?, row.get("latitude")?],
        scale: row.get("scale")?,
        visible: parsed(&list("visible")?)?,
        alternative: row.get("alternative")?,
        picture: row.get("picture")?,
        layers: parsed(&list("layers")?)?,
        answer: answer.map(|text| parsed(&text)).transpose()?,
    };
    let terms = Terms {
        text: row.get("text")?,
        decision: decision(row)?,
        responsible: row.get("responsible")?,
        due: row.get("due")?,
        state,
        follow_up: parsed(&list("follow_up")?)?,
    };
    Ok(Agreement {
        key: AgreementKey(row.get("id")?),
        meeting: MeetingKey(row.get("meeting")?),
        number: row.get("number")?,
        terms,
        pinned: Arc::new(pinned),
    })
}

fn decision(row: &Row) -> Result<Decision, PlanError> {
    let word: String = row.get("decision")?;
    let votes = |name: &str| Ok::<_, PlanError>(row.get::<_, Option<u32>>(name)?.unwrap_or(0));
    match word.as_str() {
        "pending" => Ok(Decision::Pending),
        "consensus" => Ok(Decision::Consensus),
        "vote" => Ok(Decision::Vote {
            in_favour: votes("in_favour")?,
            against: votes("against")?,
            abstentions: votes("abstentions")?,
        }),
        _ => Err(PlanError::Damaged(format!("«{word}» is no decision"))),
    }
}
