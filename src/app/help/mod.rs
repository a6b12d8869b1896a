//! Help in the window: lessons that watch what the user does, and short answers to «how do I…».

mod lessons;

use allpa_model::role::plain;
use allpa_text::Texts;

pub use lessons::{LESSONS, Lesson, Mark};

/// What the user may do with the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpAction {
    /// Lists only what speaks of these words.
    Search(String),
    /// Begins the lesson of this number.
    Start(usize),
    /// Goes on without doing the step.
    Skip,
    /// Leaves the lesson.
    Leave,
    /// Lets the graphics card draw the map from the next start on, or not.
    UseCard(bool),
}

/// The help and the lesson under way.
#[derive(Debug, Default)]
pub struct Help {
    /// What is typed in its box.
    pub wanted: String,
    /// The lesson under way.
    pub running: Option<Running>,
    /// Keys of the lessons that were once done.
    pub done: Vec<String>,
}

/// A lesson under way.
#[derive(Debug)]
pub struct Running {
    /// Its number.
    pub lesson: usize,
    /// The step that is to be done; one past the last when all are.
    pub step: usize,
    /// How things stood when that step began.
    pub mark: Mark,
}

impl Running {
    /// The lesson.
    pub fn lesson(&self) -> &'static Lesson {
        &LESSONS[self.lesson]
    }

    /// Whether every step is done.
    pub fn is_over(&self) -> bool {
        self.step >= self.lesson().steps.len()
    }
}

/// Questions of the help and their answers, as keys of texts.
pub const TOPICS: [(&str, &str); 15] = [
    ("help-open", "help-open-how"),
    ("help-datum", "help-datum-how"),
    ("help-excel", "help-excel-how"),
    ("help-health", "help-health-how"),
    ("help-layers", "help-layers-how"),
    ("help-style", "help-style-how"),
    ("help-question", "help-question-how"),
    ("help-corridor", "help-corridor-how"),
    ("help-draw", "help-draw-how"),
    ("help-plan", "help-plan-how"),
    ("help-views", "help-views-how"),
    ("help-paper", "help-paper-how"),
    ("help-export", "help-export-how"),
    ("help-agreement", "help-agreement-how"),
    ("help-keyboard", "help-keyboard-how"),
];

/// Whether any of `said` has every word of `wanted`, accents and case apart.
pub fn speaks_of(wanted: &str, said: &[&str]) -> bool {
    let said = plain(&said.join(" "));
    wanted.split_whitespace().all(|word| said.contains(&plain(word)))
}

/// Topics of the help that speak of `wanted`: question and answer.
pub fn topics(wanted: &str, texts: &Texts) -> Vec<(String, String)> {
    let both = TOPICS.iter().map(|(question, answer)| (texts.get(question), texts.get(answer)));
    both.filter(|(question, answer)| speaks_of(wanted, &[question, answer])).collect()
}
