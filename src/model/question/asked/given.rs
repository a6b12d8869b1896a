//! What a question finds its inputs with.

use super::{LayerRef, Sources, TableRef};
use crate::question::conflicts::Theme;
use crate::question::{QuestionError, column_of};
use crate::table::Table;
use crate::{Layer, Progress};

/// The sources of a question, and who watches it being answered.
pub struct Given<'a> {
    sources: &'a Sources,
    progress: &'a dyn Progress,
}

impl<'a> Given<'a> {
    pub(super) fn new(sources: &'a Sources, progress: &'a dyn Progress) -> Self {
        Self { sources, progress }
    }

    /// Says how far the answer is.
    ///
    /// # Errors
    /// [`QuestionError::Cancelled`] when nobody waits for it any more.
    pub fn step(&self, done: usize, total: usize) -> Result<(), QuestionError> {
        self.progress.step(done as u64, total as u64).map_err(|_| QuestionError::Cancelled)
    }

    /// The layer of the input `key`.
    ///
    /// # Errors
    /// [`QuestionError::MissingInput`], [`QuestionError::UnknownSource`].
    pub fn layer(
        &self,
        key: &'static str,
        name: Option<&LayerRef>,
    ) -> Result<&'a Layer, QuestionError> {
        self.optional(name)?.ok_or(QuestionError::MissingInput { input: key })
    }

    /// The layer of an input that may be empty.
    ///
    /// # Errors
    /// [`QuestionError::UnknownSource`].
    pub fn optional(&self, name: Option<&LayerRef>) -> Result<Option<&'a Layer>, QuestionError> {
        let Some(name) = name else { return Ok(None) };
        let found = self.sources.layers.get(name).map(|layer| &**layer);
        found.map(Some).ok_or_else(|| QuestionError::UnknownSource { name: name.0.clone() })
    }

    /// The layers of an input that takes several.
    ///
    /// # Errors
    /// [`QuestionError::UnknownSource`].
    pub fn layers(&self, names: &[LayerRef]) -> Result<Vec<&'a Layer>, QuestionError> {
        names.iter().filter_map(|name| self.optional(Some(name)).transpose()).collect()
    }

    /// The table of an input that may be empty.
    ///
    /// # Errors
    /// [`QuestionError::UnknownSource`].
    pub fn table(&self, name: Option<&TableRef>) -> Result<Option<&'a Table>, QuestionError> {
        let Some(name) = name else { return Ok(None) };
        let found = self.sources.tables.get(name).map(|table| &**table);
        found.map(Some).ok_or_else(|| QuestionError::UnknownSource { name: name.0.clone() })
    }

    /// The units of an input that may be empty, with `code` as the field of their codes where
    /// given.
    ///
    /// # Errors
    /// [`QuestionError::UnknownSource`], [`QuestionError::UnknownField`].
    pub fn theme(
        &self,
        name: Option<&LayerRef>,
        code: Option<&str>,
    ) -> Result<Option<Theme<'a>>, QuestionError> {
        self.optional(name)?.map(|layer| themed(layer, code)).transpose()
    }
}

/// A layer with `code` as the field of its codes, where given.
pub(super) fn themed<'a>(layer: &'a Layer, code: Option<&str>) -> Result<Theme<'a>, QuestionError> {
    let mut theme = Theme::of(layer);
    if let Some(code) = code {
        theme.fields.code = Some(column_of(layer, code)?);
    }
    Ok(theme)
}
