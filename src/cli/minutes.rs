//! `allpa plan minutes`: the agreements of a plan's meetings, as a table or as minutes on paper.

use std::collections::BTreeMap;
use std::path::PathBuf;

use allpa_app::{MinutesOf, minutes_pages};
use allpa_files::local_today;
use allpa_files::plan_file::{PlanFile, stored_fingerprint};
use allpa_model::plan::{Meeting, MeetingKey, Plan};
use allpa_model::question::asked::LayerRef;
use allpa_text::UserMessage;
use clap::Args;

use super::common::{Outcome, Session};

/// Arguments of `plan minutes`.
#[derive(Debug, Args)]
pub struct Minutes {
    /// Expediente
    file: PathBuf,
    /// Número de la reunión, como lo da «plan info»; si no se indica, todas, y en PDF la última
    #[arg(long, value_name = "N")]
    meeting: Option<u32>,
}

impl Minutes {
    pub fn run(&self, session: &Session) -> Outcome {
        let told = |error| session.texts().plan_error(&self.file.to_string_lossy(), &error);
        let file = PlanFile::open_protected(&self.file).map_err(told)?;
        let plan = file.load().map_err(told)?.plan;
        let prints = file.prints().map_err(told)?;
        let asked = self.meeting.map(|number| meeting(session, &plan, number)).transpose()?;
        let changed = plan.changed_since(&|name| print(session, &plan, &prints, name));
        let Some(path) = session.out().filter(|_| session.is_document()) else {
            let key = asked.map(|meeting| meeting.key);
            return session.answer(&plan.minutes_table(key, &changed));
        };
        let last = || plan.meetings_by_day().last().copied();
        let meeting = asked.or_else(last).ok_or_else(|| none(session, "cause-no-meeting", &[]))?;
        let stem = || self.file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let title = Some(plan.title.clone()).filter(|title| !title.trim().is_empty());
        let name = title.or_else(stem).unwrap_or_default();
        let (plan, changed, date) = (&plan, &changed, local_today());
        let minutes = MinutesOf { plan, meeting, changed, name, date };
        session.write_pages(path, |fonts| minutes_pages(session.texts(), fonts, &minutes))
    }
}

/// The meeting of that number.
fn meeting<'a>(session: &Session, plan: &'a Plan, number: u32) -> Result<&'a Meeting, UserMessage> {
    let unknown = || none(session, "cause-unknown-meeting", &[("number", &number.to_string())]);
    let found = plan.meetings.get(&MeetingKey(number)).ok_or_else(unknown);
    found.map_err(|message| {
        let known = plan.meetings.keys().map(|key| key.0.to_string()).collect::<Vec<_>>();
        if known.is_empty() {
            return message;
        }
        let remedy =
            session.texts().with("remedy-known-meetings", &[("numbers", &known.join(", "))]);
        UserMessage { remedy, ..message }
    })
}

fn none(session: &Session, cause: &str, values: &[(&str, &str)]) -> UserMessage {
    let texts = session.texts();
    UserMessage {
        what: texts.get("what-no-minutes"),
        cause: texts.with(cause, values),
        remedy: texts.get("remedy-no-meeting"),
    }
}

/// The present fingerprint of a layer that a plan shows.
fn print(
    session: &Session,
    plan: &Plan,
    prints: &BTreeMap<String, String>,
    name: &LayerRef,
) -> Option<String> {
    if let Some(id) = name.0.strip_prefix("atlas:") {
        return Some(stored_fingerprint(&session.atlas().read(id, &()).ok()?));
    }
    let layer = plan.layers.iter().find(|layer| layer.reference() == *name)?;
    prints.get(&layer.table()?.table).cloned()
}
