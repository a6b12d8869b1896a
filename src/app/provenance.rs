//! Where the figures of an answer come from, in words: the stamp of a page, the end of a document, a
//! sheet of a workbook.

use allpa_model::question::asked::{LayerRef, Sheet, TableRef, UsedLayer, UsedTable};
use allpa_model::table::{Cell, Table};
use allpa_page::Block;
use allpa_text::{Texts, file_name};

use crate::report::{ReportLayer, notices};

/// The first digits of a fingerprint, for the foot of a page; all of them stand in the last part.
pub(crate) fn short_print(fingerprint: &str) -> &str {
    fingerprint.get(..16).unwrap_or(fingerprint)
}

fn facts(texts: &Texts, used: &UsedLayer) -> String {
    let features = texts.count("report-features", used.features);
    let system = format!("{} ({})", used.crs.name(), used.crs);
    let datum = used.datum_operation.as_deref().unwrap_or_default();
    let parts = [file_name(&used.file), &used.source, &used.date, &system, datum, &features];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

/// Name of a table for people: those that the program carries have words.
fn table_name(texts: &Texts, reference: &TableRef) -> String {
    let name = reference.0.as_str();
    texts.option(name.strip_prefix("atlas:").unwrap_or_else(|| file_name(name)))
}

pub(crate) fn stamp(
    texts: &Texts,
    sheet: &Sheet,
    parameters: &[[String; 2]],
    named: &dyn Fn(&LayerRef) -> String,
    date: &str,
) -> Vec<String> {
    let provenance = &sheet.provenance;
    let question = texts.question(&provenance.asked.question);
    let told: Vec<String> =
        parameters.iter().map(|[name, value]| format!("{name}: {value}")).collect();
    let asked = [("question", question.as_str()), ("parameters", &told.join("; "))];
    let program = [("program", provenance.program.as_str()), ("date", date)];
    let mut lines = vec![
        texts.with("report-stamp-program", &program),
        texts.with("report-stamp-asked", &asked),
    ];
    for used in &provenance.layers {
        let print = short_print(&used.fingerprint);
        let values =
            [("name", &*named(&used.reference)), ("facts", &*facts(texts, used)), ("print", print)];
        lines.push(texts.with("report-stamp-layer", &values));
    }
    for used in &provenance.tables {
        let print = short_print(&used.fingerprint);
        let name = table_name(texts, &used.reference);
        let rows = texts.count("report-rows", used.rows);
        let values = [("name", &*name), ("facts", &*rows), ("print", print)];
        lines.push(texts.with("report-stamp-table", &values));
    }
    lines
}

/// Everything that is known of the layers and tables, with whole fingerprints.
pub(crate) fn provenance<'a>(
    texts: &Texts,
    sheet: &Sheet,
    named: &dyn Fn(&LayerRef) -> String,
) -> Vec<Block<'a>> {
    let mut blocks = Vec::new();
    for used in &sheet.provenance.layers {
        blocks.push(Block::Text(named(&used.reference)));
        blocks.push(Block::Pairs(layer_facts(texts, used)));
    }
    for used in &sheet.provenance.tables {
        let name = table_name(texts, &used.reference);
        blocks.push(Block::Text(name));
        blocks.push(Block::Pairs(table_facts(texts, used)));
    }
    blocks
}

fn layer_facts(texts: &Texts, used: &UsedLayer) -> Vec<[String; 2]> {
    let pairs = [
        ("report-layer-file", file_name(&used.file).to_owned()),
        ("report-layer-source", used.source.clone()),
        ("report-layer-date", used.date.clone()),
        ("report-layer-licence", used.licence.clone()),
        ("report-layer-system", format!("{} ({})", used.crs.name(), used.crs)),
        ("report-layer-datum", used.datum_operation.clone().unwrap_or_default()),
        ("report-layer-features", texts.count("report-features", used.features)),
        ("report-layer-print", used.fingerprint.clone()),
    ];
    let said = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    said.map(|(key, value)| [texts.get(key), value]).collect()
}

fn table_facts(texts: &Texts, used: &UsedTable) -> Vec<[String; 2]> {
    let rows = texts.count("report-rows", used.rows);
    let facts = [("report-layer-features", rows), ("report-layer-print", used.fingerprint.clone())];
    facts.map(|(key, value)| [texts.get(key), value]).into()
}

/// Question, inputs, warnings, layers and tables of an answer given on the day `date`, a fact in
/// each row: the sheet of a workbook that says where its figures come from.
pub fn provenance_table(texts: &Texts, sheet: &Sheet, layers: &[ReportLayer], date: &str) -> Table {
    let question = &sheet.provenance.asked.question;
    let named = named(layers);
    let said = |key, value: &str| [texts.get(key), value.to_owned()];
    let mut rows = vec![
        said("provenance-question", &texts.question(question)),
        said("sheet-field-date", date),
        said("sheet-field-program", &sheet.provenance.program),
    ];
    rows.extend(texts.parameters(question, &named));
    let warnings = notices(texts, sheet, layers).into_iter().chain(texts.sheet_notes(sheet));
    rows.extend(warnings.map(|line| said("report-notes", &line)));
    for used in &sheet.provenance.layers {
        rows.push(said("provenance-layer", &named(&used.reference)));
        rows.extend(layer_facts(texts, used));
    }
    for used in &sheet.provenance.tables {
        rows.push(said("provenance-table", &table_name(texts, &used.reference)));
        rows.extend(table_facts(texts, used));
    }
    let mut table = Table::new([texts.get("provenance-fact"), texts.get("provenance-value")]);
    rows.into_iter().for_each(|row| table.push(row.map(Cell::Text).into()));
    table
}

/// The name of a layer for people.
pub(crate) fn named(layers: &[ReportLayer]) -> impl Fn(&LayerRef) -> String {
    |reference| {
        let known = layers.iter().find(|layer| layer.reference == *reference);
        known.map_or_else(|| file_name(&reference.0).to_owned(), |layer| layer.title.clone())
    }
}
