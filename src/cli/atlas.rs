//! `allpa atlas build FOLDER | info | use ATLAS.gpkg`.

use std::path::PathBuf;

use allpa_files::atlas::{self, LeftOut};
use allpa_files::settings::settings_folder;
use allpa_model::table::{Cell, Table};
use allpa_text::UserMessage;
use clap::Subcommand;

use super::common::{Outcome, Session};

/// Subcommands of `atlas`.
#[derive(Debug, Subcommand)]
pub enum Atlas {
    /// Hace el atlas de la oficina con los archivos oficiales de una carpeta
    Build {
        /// Carpeta con los archivos
        folder: PathBuf,
    },
    /// Lista las capas del atlas en uso
    Info,
    /// Elige el atlas con que abre la ventana; sin archivo vuelve al incluido
    Use {
        /// Atlas hecho con build
        atlas: Option<PathBuf>,
    },
}

impl Atlas {
    pub fn run(&self, session: &Session) -> Outcome {
        match self {
            Self::Build { folder } => build(session, folder),
            Self::Info => info(session),
            Self::Use { atlas } => choose(session, atlas.as_deref()),
        }
    }
}

fn build(session: &Session, folder: &std::path::Path) -> Outcome {
    let texts = session.texts();
    let Some(out) = session.out() else {
        return Err(UserMessage {
            what: texts.get("what-no-atlas"),
            cause: texts.get("cause-no-out"),
            remedy: texts.get("remedy-out-gpkg"),
        });
    };
    let built = atlas::build(folder, out, &session.read_options(), &())
        .map_err(|error| texts.write_error(&out.to_string_lossy(), &error))?;
    let columns = ["file", "layer", "group", "recognised_as", "features", "warnings"];
    let mut table = Table::new(columns);
    for layer in built {
        let mut warnings = texts.notes(&layer.notes);
        match &layer.left_out {
            Some(LeftOut::Unreadable(error)) => {
                let message = texts.read_error(&layer.file, error);
                warnings.push(format!("{} {}", message.cause, message.remedy));
            }
            Some(LeftOut::CopyOf(file)) => {
                warnings.push(texts.with("note-copy-of", &[("file", file)]));
            }
            None if layer.role.is_none() => warnings.push(texts.get("note-not-recognised")),
            None => {}
        }
        let role = layer.role.and_then(|role| serde_json::to_value(role).ok());
        let role = role.and_then(|value| value.as_str().map(Cell::from));
        let group = serde_json::to_value(layer.group).ok();
        let group = group.and_then(|value| value.as_str().map(Cell::from));
        let is_readable = !matches!(layer.left_out, Some(LeftOut::Unreadable(_)));
        table.push(vec![
            layer.file.into(),
            layer.layer.into(),
            group.filter(|_| is_readable).unwrap_or(Cell::Empty),
            role.unwrap_or(Cell::Empty),
            layer.features.into(),
            warnings.join("; ").into(),
        ]);
    }
    let bytes = allpa_files::export::to_csv(&table);
    use std::io::Write as _;
    std::io::stdout().write_all(&bytes).ok();
    Ok(())
}

fn info(session: &Session) -> Outcome {
    let mut table = Table::new(["id", "group", "title", "precision", "source", "licence", "date"]);
    for entry in &session.atlas().catalogue.layers {
        let word = |value: serde_json::Result<serde_json::Value>| {
            value.ok().and_then(|value| value.as_str().map(Cell::from)).unwrap_or(Cell::Empty)
        };
        table.push(vec![
            entry.id.as_str().into(),
            word(serde_json::to_value(entry.group)),
            session.words_of(entry)[0].into(),
            word(serde_json::to_value(entry.precision)),
            entry.source.as_str().into(),
            entry.licence.as_str().into(),
            entry.date.as_str().into(),
        ]);
    }
    session.answer(&table)
}

fn choose(session: &Session, path: Option<&std::path::Path>) -> Outcome {
    let texts = session.texts();
    if let Some(path) = path {
        atlas::Atlas::open(path)
            .map_err(|error| texts.read_error(&path.to_string_lossy(), &error))?;
    }
    atlas::use_atlas(settings_folder().as_deref(), path)
        .map_err(|error| texts.write_error("atlas.txt", &error))
}
