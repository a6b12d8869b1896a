//! The looks of layers where QGIS and GDAL look for them: the table `layer_styles`.

use allpa_map::style::sld;
use allpa_model::plan::PlanLayer;
use rusqlite::{Connection, params};

use super::PlanError;

/// As QGIS makes it; its columns are what QGIS asks for.
const TABLE: &str = "
CREATE TABLE IF NOT EXISTS layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT,
  f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME);
INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier, description)
  VALUES ('layer_styles', 'attributes', 'layer_styles', 'Estilos de QGIS');
";

/// Marks the styles that are ours: those that others add stay.
const OWNER: &str = "Allpa";

/// Writes the looks of `layers` as the styles that other programs open their tables with: for QGIS,
/// and in the form of the OGC.
pub(super) fn write(base: &Connection, layers: &[PlanLayer]) -> Result<(), PlanError> {
    base.execute_batch(TABLE)?;
    base.execute("DELETE FROM layer_styles WHERE owner = ?1", [OWNER])?;
    let mut insert = base.prepare_cached(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, \
         f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, \
         update_time) VALUES ('', '', ?1, 'geom', ?2, ?3, ?4, 1, '', ?5, \
         strftime('%Y-%m-%dT%H:%M:%fZ','now'))",
    )?;
    for layer in layers {
        if let (Some(table), Some(look)) = (layer.table(), &layer.look) {
            let sld = sld::of_qml(&look.qml, &layer.title);
            insert.execute(params![table.table, layer.title, look.qml, sld, OWNER])?;
        }
    }
    Ok(())
}
