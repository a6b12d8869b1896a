//! Everything the user can do, as data: panels collect actions, `dispatch` carries them out. What
//! one part of the window can do is listed with that part.

use std::path::PathBuf;

use allpa_geom::Coord;
use allpa_map::Plane;
use allpa_map::style::ThemeMode;
use allpa_model::plan::{Document, MeetingKey, ProposalKey};
use allpa_page::Piece;

pub use crate::asking::QuestionAction;
use crate::compare::CompareAction;
pub use crate::corridor::CorridorAction;
use crate::documents::DocumentAction;
pub use crate::drafting::DraftAction;
pub use crate::exchange::ExchangeAction;
pub use crate::health::HealthAction;
pub use crate::help::HelpAction;
pub use crate::import::ImportAction;
pub use crate::join::JoinAction;
use crate::layers::{LayerId, Place};
use crate::listing::TableAction;
use crate::meeting::MeetingAction;
pub use crate::minutes::MinutesAction;
use crate::motion::Motion;
pub use crate::pictures::PictureAction;
pub use crate::planning::PlanAction;
use crate::printing::PrintSettings;
use crate::projects::ProjectsAction;
use crate::scenarios::ScenarioAction;
use crate::selecting::SelectAction;
pub use crate::styling::StyleAction;
use crate::tools::ToolAction;
use crate::views::TravelAction;

/// One wish of the user.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// How things are shown: nothing is lost or gained by it.
    View(ViewAction),
    /// Layers on the map.
    Layer(LayerAction),
    /// How a layer is drawn.
    Style(StyleAction),
    /// Pictures of the ground below them, by number.
    Picture(PictureAction),
    /// The corridor question.
    Corridor(CorridorAction),
    /// Any other question.
    Question(QuestionAction),
    /// The plan and its history.
    Plan(PlanAction),
    /// Changes between offices.
    Exchange(ExchangeAction),
    /// Drawing proposals.
    Draft(DraftAction),
    /// The register of projects.
    Projects(ProjectsAction),
    /// Photos and documents of proposals.
    Document(DocumentAction),
    /// Alternatives of the plan.
    Scenario(ScenarioAction),
    /// Reading and writing files.
    File(FileAction),
    /// The layer that waits for the user's word.
    Import(ImportAction),
    /// The table that waits to be joined to a layer.
    Join(JoinAction),
    /// What is wrong with a layer, and its repair.
    Health(HealthAction),
    /// The attribute table.
    Table(TableAction),
    /// The selection.
    Select(SelectAction),
    /// The tool in the hand.
    Tool(ToolAction),
    /// Where the map looks, and has looked.
    Travel(TravelAction),
    /// The meeting.
    Meeting(MeetingAction),
    /// Meetings and agreements that the plan keeps.
    Minutes(MinutesAction),
    /// Two sets of layers side by side.
    Compare(CompareAction),
    /// Help and lessons.
    Help(HelpAction),
}

/// Changes of what is shown.
#[derive(Debug, Clone, PartialEq)]
pub enum ViewAction {
    /// Moves the paper by so many physical pixels.
    Pan([f64; 2]),
    /// Comes closer by a factor; the physical pixel `at` stays in place.
    Zoom {
        /// Pixel that stays.
        at: [f64; 2],
        /// Above 1 comes closer.
        factor: f64,
    },
    /// What is asked for on paper.
    SetPrint(Box<PrintSettings>),
    /// Puts the sheet on paper in the room of the map, to be laid out, or the map back.
    LayOut(bool),
    /// Chooses a piece of it.
    ChoosePiece(Option<Piece>),
    /// Draws the map on another plane.
    SetPlane(Plane),
    /// Shows all layers.
    FitAll,
    /// Tells what lies at a position.
    Identify {
        /// Longitude, latitude.
        at: Coord,
        /// Physical pixel.
        pixel: [f64; 2],
    },
    /// Shows and selects one feature.
    ShowFeature {
        /// Its layer.
        layer: LayerId,
        /// Its row.
        row: usize,
    },
    /// Shows a position close by, and selects features there.
    ShowPlace {
        /// Longitude, latitude.
        at: Coord,
        /// Their layer.
        layer: LayerId,
        /// Their rows.
        rows: Vec<usize>,
    },
    /// Selects features without moving the map.
    Select {
        /// Their layer.
        layer: LayerId,
        /// Their rows.
        rows: Vec<usize>,
    },
    /// Shows a card at the right.
    OpenCard(Card),
    /// Shows the table of a layer below.
    OpenTable(TableSource),
    /// Closes the table.
    CloseTable,
    /// Filters the search box.
    Search(String),
    /// Switches Spanish and English.
    SwitchLanguage,
    /// Colours of window and map.
    SetTheme(ThemeMode),
    /// Size of letters and controls; 1 is the usual one.
    SetTextScale(f32),
    /// How much moves.
    SetMotion(Motion),
    /// Opens or closes the layer tree.
    ToggleLayers,
    /// Opens or closes the cards.
    ToggleCards,
    /// Opens or closes the legend.
    ToggleLegend,
    /// Full screen or not.
    ToggleFullScreen,
    /// Takes a message away.
    Dismiss(usize),
    /// One step back: drawing, tool, selection.
    Back,
}

/// What the right side shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Card {
    /// The list of questions.
    #[default]
    Questions,
    /// What lies at a position.
    Ficha,
    /// What a corridor crosses.
    Corridor,
    /// Where a layer is.
    Import,
    /// What a table belongs to.
    Join,
    /// What is wrong with a layer.
    Health,
    /// How a layer is drawn.
    Style,
    /// The map on paper.
    Print,
    /// The plan: where it is kept, what it holds, its history.
    Plan,
    /// Changes between offices.
    Exchange,
    /// What the user draws.
    Draft,
    /// The register of projects.
    Projects,
    /// Meetings and agreements.
    Minutes,
    /// Selection by attributes and by location.
    Select,
    /// Saved views.
    Views,
    /// Where to begin, lessons, keys, this computer, licences.
    Help,
}

/// What the table below lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableSource {
    /// The attributes of a layer.
    Layer(LayerId),
    /// The answer of the question on the card.
    Answer,
}

/// Changes of the layer list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LayerAction {
    /// Opens or closes the eye.
    SetVisible(LayerId, bool),
    /// Sets opacity, 0 to 1.
    SetOpacity(LayerId, f32),
    /// Moves a layer beside another.
    Move {
        /// The layer that moves.
        layer: LayerId,
        /// The layer it lands beside.
        other: LayerId,
        /// On which side.
        place: Place,
    },
    /// Reads the layer of the atlas with this number, and shows it.
    Read(usize),
    /// Reads the file of a layer again and asks how.
    Reread(LayerId),
    /// Takes a layer off the map; its file stays.
    Remove(LayerId),
    /// Shows all of a layer.
    ZoomTo(LayerId),
}

/// Files in and out.
#[derive(Debug, Clone, PartialEq)]
pub enum FileAction {
    /// Asks which files to open.
    AskOpen,
    /// Opens files.
    Open(Vec<PathBuf>),
    /// Asks where to write the corridor's answer.
    AskExportAnswer,
    /// Writes the corridor's answer.
    ExportAnswer(PathBuf),
    /// Asks where to write the table of the answer on the card.
    AskExportTable,
    /// Writes that table.
    ExportTable(PathBuf),
    /// Asks which files to attach to a proposal.
    AskAttach(ProposalKey),
    /// Attaches them.
    Attach(ProposalKey, Vec<PathBuf>),
    /// Asks where to write a document of a proposal.
    AskSaveDocument(Document),
    /// Writes it.
    SaveDocument(Document, PathBuf),
    /// Asks where to write the comparison of alternatives.
    AskExportScenarios,
    /// Writes it.
    ExportScenarios(PathBuf),
    /// Asks where to write the question on the card.
    AskSaveQuestion,
    /// Writes the question on the card, to be asked again.
    SaveQuestion(PathBuf),
    /// Asks where to write a layer.
    AskSaveLayer(LayerId),
    /// Writes a layer in the format of the file's ending.
    SaveLayer(LayerId, PathBuf),
    /// Asks where to write the look on the card.
    AskSaveStyle,
    /// Writes it as a style of QGIS.
    SaveStyle(PathBuf),
    /// Asks for a style of QGIS.
    AskLoadStyle,
    /// Gives its look to the layer on the card.
    LoadStyle(PathBuf),
    /// Asks where to write the map on paper.
    AskPrint,
    /// Writes the map on paper.
    Print(PathBuf),
    /// Asks where to write the answer on the card as a document.
    AskReport,
    /// Writes the answer on the card as a document.
    Report(PathBuf),
    /// Asks where to write the minutes of a meeting.
    AskMinutes(MeetingKey),
    /// Writes the minutes of a meeting, as a document or as a table.
    Minutes(MeetingKey, PathBuf),
    /// Asks where to make a new plan.
    AskNewPlan,
    /// Makes a new plan there.
    NewPlan(PathBuf),
    /// Asks where to save the plan, or a copy of it.
    AskSavePlan,
    /// Saves the plan there: it moves there while it has no name, else a copy is written.
    SavePlan(PathBuf),
    /// Asks where to write the changes for another office.
    AskSaveChanges,
    /// Writes the changes since the step chosen.
    SaveChanges(PathBuf),
    /// Asks for the changes of another office.
    AskOpenChanges,
    /// Asks which folder holds the office's files, and where its atlas goes.
    AskBuildAtlas,
    /// Makes the office's atlas of a folder and shows it.
    BuildAtlas {
        /// Where the files are.
        folder: PathBuf,
        /// The atlas.
        out: PathBuf,
    },
    /// Asks where to write the selected features.
    AskSaveSelection,
    /// Writes the selected features in the format of the file's ending.
    SaveSelection(PathBuf),
    /// Stops reading.
    Cancel,
}
