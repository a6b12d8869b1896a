//! Minutes: agreements are written down with the map and the figures in view, looked at again, and
//! followed until they are settled.

mod document;
mod form;
mod pin;

use std::sync::Arc;

use allpa_model::plan::{
    AgreementKey, AgreementState, Attendee, Meeting, MeetingKey, Pinned, Since,
};
use egui::{ColorImage, Context};

use crate::job::{Crashed, Job};
use crate::state::State;

pub use document::{MinutesOf, minutes_pages};
pub use form::{Fault, Form};
pub use pin::{Prints, corridor};

/// What the user may do with meetings and agreements.
#[derive(Debug, Clone, PartialEq)]
pub enum MinutesAction {
    /// Begins to write an agreement down, of this meeting or of today's.
    Begin(Option<MeetingKey>),
    /// Begins to correct an agreement.
    Correct(AgreementKey),
    /// What is written is this now.
    Write(Box<Form>),
    /// It is complete.
    Accept,
    /// Closes the box; what is written in it stays for the next time.
    PutBy,
    /// Adds a meeting of today.
    AddMeeting,
    /// Says other things of a meeting.
    ChangeMeeting(Box<Meeting>),
    /// Sets the day of a meeting, as typed.
    SetDay(MeetingKey, String),
    /// Takes a meeting away with its agreements.
    RemoveMeeting(MeetingKey),
    /// Who is being put on a list of attendance.
    WriteAttendee(MeetingKey, Attendee),
    /// Puts them on it.
    AddAttendee(MeetingKey),
    /// Shows an agreement on the card.
    Open(AgreementKey),
    /// Shows all of them.
    Close,
    /// Says how far an agreement is.
    SetState(AgreementKey, AgreementState),
    /// Says what was done.
    Note(AgreementKey, String),
    /// Takes an agreement away.
    Remove(AgreementKey),
    /// Takes the map back to where it was when this was agreed.
    ShowView(AgreementKey),
}

/// What is written and looked at.
#[derive(Default)]
pub struct Minutes {
    /// The agreement that is being written or corrected.
    pub form: Option<Form>,
    /// What was written in a box that was closed before it was complete.
    pub draft: Option<Form>,
    /// Who is being put on the list of attendance of a meeting.
    pub attendee: Option<(MeetingKey, Attendee)>,
    /// The agreement on the card.
    pub open: Option<AgreementKey>,
    /// What looking at it has found.
    pub seen: Option<Seen>,
    pinning: Option<Job<Pinned>>,
    looking: Option<Job<Seen>>,
}

/// An agreement looked at again.
pub struct Seen {
    of: Look,
    /// The map as it was, where there is a picture of it.
    pub picture: Option<Arc<ColorImage>>,
    /// The layers that are others now.
    pub changed: Vec<(String, Since)>,
}

/// An agreement, and the layers and steps that it is looked at with.
type Look = (AgreementKey, u64, u64);

impl Minutes {
    /// Closes the box and keeps what is written in it for the next time; `false` when it is closed.
    pub fn put_by(&mut self) -> bool {
        let form = self.form.take();
        let is_open = form.is_some();
        if let Some(form) = form.filter(Form::is_begun) {
            self.draft = Some(form);
        }
        is_open
    }

    /// Opens the box with what was put by, else with `fresh`.
    pub fn open_box(&mut self, fresh: Form) {
        let known = self.draft.take_if(|draft| draft.of == fresh.of);
        let meeting = fresh.meeting;
        self.form = Some(known.map_or(fresh, |known| Form {
            meeting: meeting.or(known.meeting),
            fault: None,
            ..known
        }));
    }

    /// Whether map and figures are being pinned.
    pub fn is_pinning(&self) -> bool {
        self.pinning.is_some()
    }

    /// Whether something runs behind the window.
    pub fn is_pending(&self) -> bool {
        self.pinning.is_some() || self.looking.is_some()
    }

    /// What looking at an agreement has found, the layers as they are now or were a moment ago.
    pub fn seen(&self, agreement: AgreementKey) -> Option<&Seen> {
        self.seen.as_ref().filter(|seen| seen.of.0 == agreement)
    }
}

/// Starts to pin what the window shows.
///
/// # Errors
/// When the system gives no thread.
pub fn pin(state: &mut State, ctx: &Context) -> std::io::Result<()> {
    let request = pin::Request::of(state, ctx.pixels_per_point());
    let wake = ctx.clone();
    let job = Job::spawn("", move || wake.request_repaint(), move |_| request.pin())?;
    state.minutes.pinning = Some(job);
    Ok(())
}

/// What was pinned, once it is known.
///
/// # Errors
/// [`Crashed`].
pub fn take_pinned(state: &mut State) -> Result<Option<Pinned>, Crashed> {
    let Some(outcome) = state.minutes.pinning.as_ref().and_then(Job::poll) else { return Ok(None) };
    state.minutes.pinning = None;
    outcome.map(Some)
}

/// Looks at the agreement on the card once more where layers or plan are others than before.
///
/// # Errors
/// [`Crashed`].
pub fn look(state: &mut State, ctx: &Context) -> Result<(), Crashed> {
    if let Some(outcome) = state.minutes.looking.as_ref().and_then(Job::poll) {
        state.minutes.looking = None;
        state.minutes.seen = Some(outcome?);
    }
    let Some(key) = state.minutes.open else { return Ok(()) };
    let plan = &state.planning.plan;
    let Some(agreement) = plan.agreements.get(&key) else {
        state.minutes.open = None; // it was taken back
        return Ok(());
    };
    let of = (key, state.layers.content_revision(), state.planning.history.done());
    let is_known = state.minutes.seen.as_ref().is_some_and(|seen| seen.of == of);
    if is_known || state.minutes.looking.is_some() {
        return Ok(());
    }
    let (plan, pinned, prints) = (plan.clone(), Arc::clone(&agreement.pinned), Prints::of(state));
    let known = state.minutes.seen(key).and_then(|seen| seen.picture.clone());
    let work = move || Seen {
        of,
        picture: known.or_else(|| picture(&pinned.picture)),
        changed: pinned.changed(&plan, &|name| prints.print(name)),
    };
    let wake = ctx.clone();
    // Without a thread nothing is found; the next frame tries again.
    state.minutes.looking = Job::spawn("", move || wake.request_repaint(), move |_| work()).ok();
    Ok(())
}

fn picture(png: &[u8]) -> Option<Arc<ColorImage>> {
    let picture = allpa_page::from_png(png)?;
    let size = [picture.width as usize, picture.height as usize];
    Some(Arc::new(ColorImage::from_rgba_premultiplied(size, &picture.rgba)))
}
