//! The program as its users call it from the command line, against answers of other engines.
//!
//! The reference answers lie beside the checkout in `../shared/data` and are not part of the
//! repository. Without them these tests say that they were skipped; with `CI=true` that is a
//! failure.

mod asked;
mod atlas;
mod bad_input;
mod check;
mod conflicts;
mod dissolve;
mod exchange;
mod formats;
mod full_disk;
mod geopackage;
mod growth;
mod imagery;
mod locate;
mod malformed;
mod measure;
mod minutes;
mod nearest;
mod overlay;
mod paper;
mod paper_layers;
mod plan;
mod plan_faults;
mod planner;
mod questions;
mod render;
mod reports;
mod suite;
mod support;
mod transforms;
