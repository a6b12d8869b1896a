//! Plans in words: steps, troubles of the file, what was verified.

use allpa_files::plan_file::{Check, Fact, Missing, Part, PlanError};
use allpa_geom::ShapeKind;
use allpa_model::plan::{Deed, Label, Name, ProposalKind};

use crate::{Texts, UserMessage};

impl Texts {
    /// What a step did, in one sentence.
    pub fn step_label(&self, label: &Label) -> String {
        let key = match label.deed {
            Deed::Title => "step-title",
            Deed::AddLayer => "step-add-layer",
            Deed::RemoveLayer => "step-remove-layer",
            Deed::MoveLayer => "step-move-layer",
            Deed::RenameLayer => "step-rename-layer",
            Deed::ShowLayer => "step-show-layer",
            Deed::HideLayer => "step-hide-layer",
            Deed::FadeLayer => "step-fade-layer",
            Deed::StyleLayer => "step-style-layer",
            Deed::ReplaceLayer => "step-replace-layer",
            Deed::AddProposal => "step-add-proposal",
            Deed::RemoveProposal => "step-remove-proposal",
            Deed::ChangeProposal => "step-change-proposal",
            Deed::AttachDocument => "step-attach-document",
            Deed::DetachDocument => "step-detach-document",
            Deed::SplitProposal => "step-split-proposal",
            Deed::MergeProposals => "step-merge-proposals",
            Deed::OffsetProposal => "step-offset-proposal",
            Deed::RenameAlternative => "step-rename-alternative",
            Deed::ForkAlternative => "step-fork-alternative",
            Deed::RemoveAlternative => "step-remove-alternative",
            Deed::Rules => "step-rules",
            Deed::Sheets => "step-sheets",
            Deed::AddView => "step-add-view",
            Deed::ShowView => "step-show-view",
            Deed::RemoveView => "step-remove-view",
            Deed::AddQuestion => "step-add-question",
            Deed::RemoveQuestion => "step-remove-question",
            Deed::AddMeeting => "step-add-meeting",
            Deed::RemoveMeeting => "step-remove-meeting",
            Deed::ChangeMeeting => "step-change-meeting",
            Deed::AddAgreement => "step-add-agreement",
            Deed::RemoveAgreement => "step-remove-agreement",
            Deed::ChangeAgreement => "step-change-agreement",
            Deed::Merge => "step-merge",
        };
        self.with(key, &[("name", &label.name)])
    }

    /// What a proposal is.
    pub fn proposal_kind(&self, kind: ProposalKind) -> String {
        self.get(match kind {
            ProposalKind::Corridor => "proposal-corridor",
            ProposalKind::ConservationArea => "proposal-conservation",
            ProposalKind::Zone => "proposal-zone",
            ProposalKind::Project => "proposal-project",
            ProposalKind::Other => "proposal-other",
        })
    }

    /// What kind of thing differs between two offices.
    pub fn thing(&self, name: Name) -> String {
        self.get(match name {
            Name::Title => "thing-title",
            Name::RulesOff => "thing-rules",
            Name::Sheets => "thing-sheets",
            Name::Layer(_) => "thing-layer",
            Name::Proposal(_) => "thing-proposal",
            Name::View(_) => "thing-view",
            Name::Question(_) => "thing-question",
            Name::Meeting(_) => "thing-meeting",
            Name::Agreement(_) => "thing-agreement",
        })
    }

    /// The part of a thing that two offices have changed, by its stable name.
    pub fn part(&self, part: &str) -> String {
        self.get(match part {
            "name" | "title" => "part-name",
            "shape" => "part-shape",
            "kind" => "part-kind",
            "note" => "part-note",
            "alternative" => "part-alternative",
            "class" => "part-class",
            "stage" => "part-stage",
            "cost" => "part-cost",
            "begins" => "part-begins",
            "ends" => "part-ends",
            "financing" => "part-financing",
            "documents" => "part-documents",
            "source" => "part-source",
            "group" => "part-group",
            "visible" => "part-visible",
            "opacity" => "part-opacity",
            "look" => "part-look",
            "text" => "part-text",
            "decision" => "part-decision",
            "responsible" => "part-responsible",
            "due" => "part-due",
            "state" => "part-state",
            "follow_up" => "part-follow-up",
            "whole" => "part-whole",
            _ => "part-other",
        })
    }

    /// Why the plan `file` could not be opened, or a step not be kept in it.
    pub fn plan_error(&self, file: &str, error: &PlanError) -> UserMessage {
        let texts = self;
        let (cause, remedy) = match error {
            PlanError::Io(error) => return self.read_error(file, &io(error).into()),
            PlanError::NotAPlan => (texts.get("cause-not-a-plan"), texts.get("remedy-not-a-plan")),
            PlanError::Newer { found, known } => {
                let (found, known) = (found.to_string(), known.to_string());
                let values = [("found", found.as_str()), ("known", known.as_str())];
                (texts.with("cause-newer-plan", &values), texts.get("remedy-newer-program"))
            }
            PlanError::Damaged(reason) => (
                texts.with("cause-plan-damaged", &[("reason", reason)]),
                texts.get("remedy-plan-damaged"),
            ),
            PlanError::ReadOnly => (texts.get("cause-read-only"), texts.get("remedy-save-copy")),
            PlanError::Exists => (texts.get("cause-exists"), texts.get("remedy-other-name")),
            PlanError::Full => (texts.get("cause-full"), texts.get("remedy-full")),
            PlanError::Vanished => (texts.get("cause-vanished"), texts.get("remedy-vanished")),
            PlanError::Replaced => (texts.get("cause-replaced"), texts.get("remedy-save-copy")),
            PlanError::Busy => (texts.get("cause-busy"), texts.get("remedy-busy")),
            PlanError::NotChanges => {
                (texts.get("cause-not-changes"), texts.get("remedy-not-changes"))
            }
            PlanError::Incomplete => {
                (texts.get("cause-changes-incomplete"), texts.get("remedy-changes-incomplete"))
            }
            PlanError::OtherPlan => (texts.get("cause-other-plan"), texts.get("remedy-other-plan")),
            PlanError::NoStep(number) => (
                texts.with("cause-no-step", &[("number", &number.to_string())]),
                texts.get("remedy-no-step"),
            ),
            PlanError::Layer { layer, reason } => {
                let values = [("layer", layer.as_str()), ("reason", reason.as_str())];
                (texts.with("cause-plan-layer", &values), texts.get("remedy-plan-damaged"))
            }
        };
        UserMessage { what: texts.with("what-plan", &[("file", file)]), cause, remedy }
    }

    /// What another program has taken away of the proposals, and that nothing is lost by it.
    pub fn missing_proposals(&self, missing: &[Missing]) -> UserMessage {
        let one = |Missing { table, part }: &Missing| match part {
            Part::Whole => self.with("plan-missing-table", &[("table", table)]),
            Part::Column(name) => {
                self.with("plan-missing-column", &[("table", table), ("column", name)])
            }
            Part::Index => self.with("plan-missing-index", &[("table", table)]),
        };
        let parts: Vec<String> = missing.iter().map(one).collect();
        UserMessage {
            what: self.with("plan-missing", &[("parts", &parts.join(", "))]),
            cause: self.get("plan-missing-cause"),
            remedy: self.get("plan-missing-remedy"),
        }
    }

    /// The bare fact behind a finding in a plan file.
    pub fn plan_fact(&self, fact: &Fact) -> String {
        let number = |value: &dyn ToString| value.to_string();
        match fact {
            Fact::Value(name, value) => format!("{name} {value}"),
            Fact::Told(words) => self.with("fact-told", &[("words", words)]),
            Fact::NoMatch { row, parent } => {
                self.with("fact-no-match", &[("row", &number(row)), ("parent", parent)])
            }
            Fact::NoTable => self.get("fact-no-table"),
            Fact::NoColumn(column) => self.with("fact-no-column", &[("column", column)]),
            Fact::NoKey => self.get("fact-no-key"),
            Fact::NoGeometryColumn => self.get("fact-no-geometry-column"),
            Fact::NotListed => self.get("fact-not-listed"),
            Fact::ListedWith { geometry, listed } => {
                let listed = listed.map(|srs| srs.to_string());
                let listed = listed.unwrap_or_else(|| self.get("fact-none"));
                let values = [("geometry", &*number(geometry)), ("listed", &*listed)];
                self.with("fact-listed-with", &values)
            }
            Fact::Extension(name, fact) => format!("{name}: {}", self.plan_fact(fact)),
            Fact::NotRegistered => self.get("fact-not-registered"),
            Fact::NoIndex(index) => self.with("fact-no-index", &[("index", index)]),
            Fact::WrongBox(fid) => self.with("fact-wrong-box", &[("fid", &number(fid))]),
            Fact::LooseBoxes(count) => self.count("fact-loose-boxes", *count),
            Fact::Feature(fid, fact) => format!("fid {fid}: {}", self.plan_fact(fact)),
            Fact::NoBlob => self.get("fact-no-blob"),
            Fact::Unreadable(reason) => self.with("fact-unreadable", &[("reason", reason)]),
            Fact::Kind(kind) => self.get(match kind {
                ShapeKind::None => "fact-kind-none",
                ShapeKind::Point => "fact-kind-point",
                ShapeKind::Line => "fact-kind-line",
                ShapeKind::Polygon => "fact-kind-polygon",
            }),
            Fact::Invalid(reason) => self.invalidity(*reason),
            Fact::NoProposal(rows) => self.count("fact-no-proposal", *rows),
            Fact::StepMissing(step) => self.with("fact-step-missing", &[("step", &number(step))]),
            Fact::StepStuck { step, reason } => {
                self.with("fact-step-stuck", &[("step", &number(step)), ("reason", reason)])
            }
            Fact::NotOfHistory(id) => self.with("fact-not-of-history", &[("id", &number(id))]),
            Fact::Changed { row, kept, found } => {
                let row = row.map(|row| format!("id {row}: ")).unwrap_or_default();
                format!("{row}{kept} → {found}")
            }
        }
    }

    /// What is wrong when a check of a plan file finds something.
    pub fn plan_check(&self, check: Check) -> String {
        self.get(match check {
            Check::Header => "verify-header",
            Check::Integrity => "verify-integrity",
            Check::ForeignKeys => "verify-foreign-keys",
            Check::CoreTables => "verify-core-tables",
            Check::Systems => "verify-systems",
            Check::Contents => "verify-contents",
            Check::GeometryColumns => "verify-geometry-columns",
            Check::Extensions => "verify-extensions",
            Check::SpatialIndex => "verify-spatial-index",
            Check::Geometry => "verify-geometry",
            Check::Validity => "verify-validity",
            Check::Fingerprint => "verify-fingerprint",
            Check::Plan => "verify-plan",
        })
    }
}

/// The same trouble of the system once more.
fn io(error: &std::io::Error) -> std::io::Error {
    std::io::Error::new(error.kind(), error.to_string())
}
