//! Findings about the health of a layer.

use allpa_geom::Hectares;
use allpa_model::health::{Change, Finding, FindingKind};
use allpa_model::question::Meeting;

use crate::{Texts, grouped};

impl Texts {
    /// One line per kind of finding, with the first features it speaks of.
    pub fn findings(&self, findings: &[Finding]) -> Vec<String> {
        self.gathered(findings.iter().map(|finding| (self.finding(finding), finding.row)))
    }

    /// What repairing did, in one sentence.
    pub fn repair_summary(&self, changes: &[Change], before: Hectares, after: Hectares) -> String {
        let mut features: Vec<usize> = changes.iter().map(|change| change.row).collect();
        features.sort_unstable();
        features.dedup();
        let numbers = [
            ("before", &*self.hectares(before)),
            ("after", &*self.hectares(after)),
            ("change", &*self.hectares(after - before)),
        ];
        let count = self.count("repaired-features", features.len());
        format!("{count}{}", self.with("repaired-hectares", &numbers))
    }

    /// How a layer and a table met, in one sentence.
    pub fn meeting(&self, meeting: &Meeting) -> String {
        let [own, other] = &meeting.keys;
        let count = |rows: &[usize]| rows.len().to_string();
        let values = [
            ("own", own.as_str()),
            ("other", other.as_str()),
            ("rows", &*count(&meeting.without_feature)),
            ("features", &*count(&meeting.without_row())),
            ("repeated", &*count(&meeting.repeated)),
        ];
        self.with("note-joined", &values)
    }

    /// What was found, in one sentence.
    pub fn finding(&self, finding: &Finding) -> String {
        let area = finding.area.map(|area| self.hectares(area)).unwrap_or_default();
        let with_area = |key: &str| self.with(key, &[("area", &area)]);
        match finding.kind {
            FindingKind::NoGeometry => self.get("note-no-geometry"),
            FindingKind::Repaired(reason) => {
                self.with("note-repaired", &[("reason", &self.invalidity(reason))])
            }
            FindingKind::NotRepaired(reason) => {
                self.with("note-not-repaired", &[("reason", &self.invalidity(reason))])
            }
            FindingKind::ZeroArea => self.get("note-zero-area"),
            FindingKind::RepeatedVertices => self.get("note-repeated-vertices"),
            FindingKind::Duplicate => self.get("finding-duplicate"),
            FindingKind::BelowMinimum => with_area("finding-below-minimum"),
            FindingKind::Overlap => with_area("finding-overlap"),
            FindingKind::OverlapSliver => with_area("finding-overlap-sliver"),
            FindingKind::Gap => with_area("finding-gap"),
            FindingKind::GapSliver => with_area("finding-gap-sliver"),
            FindingKind::OutsideOutline => with_area("finding-outside-outline"),
            FindingKind::NotCovered => with_area("finding-not-covered"),
            FindingKind::DatumShift(shift) => {
                let values = [
                    ("east", &*grouped(shift.east.value(), 0)),
                    ("north", &*grouped(shift.north.value(), 0)),
                    ("pairs", &*shift.pairs.to_string()),
                ];
                self.with("finding-datum-shift", &values)
            }
        }
    }
}
