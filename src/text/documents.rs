//! Photos and documents in words: their size, and why one cannot be attached or shown.

use allpa_files::photo::PhotoError;
use allpa_files::plan_file::AttachError;

use crate::{Texts, UserMessage, grouped};

impl Texts {
    /// The size of a file: `340 kB`, `1.2 MB`.
    pub fn file_size(&self, bytes: u64) -> String {
        let bytes = bytes as f64;
        if bytes < 1024.0 * 1024.0 {
            return format!("{} kB", grouped((bytes / 1024.0).ceil(), 0));
        }
        let mega = bytes / (1024.0 * 1024.0);
        format!("{} MB", grouped(mega, usize::from(mega < 20.0 && mega.fract() > 0.05)))
    }

    /// Why a file cannot be attached.
    pub fn attach_error(&self, file: &str, error: &AttachError) -> UserMessage {
        let what = self.with("what-not-attached", &[("file", file)]);
        let (cause, remedy) = match error {
            AttachError::Io(error) => {
                let told = std::io::Error::from(error.kind());
                let read = self.read_error(file, &told.into());
                (read.cause, read.remedy)
            }
            AttachError::Empty => (self.get("cause-empty-document"), self.get("remedy-other-copy")),
            AttachError::TooLarge { bytes, most } => {
                let [size, most] = [*bytes, *most].map(|bytes| self.file_size(bytes));
                let values = [("size", size.as_str()), ("most", &most)];
                (self.with("cause-large-document", &values), self.get("remedy-large-document"))
            }
        };
        UserMessage { what, cause, remedy }
    }

    /// Why a photo cannot be shown.
    pub fn photo_error(&self, file: &str, error: &PhotoError) -> UserMessage {
        let cause = match error {
            PhotoError::OtherFormat => self.get("cause-no-photo"),
            PhotoError::Damaged(reason) => self.with("cause-damaged-photo", &[("reason", reason)]),
        };
        let what = self.with("what-photo-not-shown", &[("file", file)]);
        UserMessage { what, cause, remedy: self.get("remedy-save-document") }
    }

    /// A document that is not in the plan file, or not yet.
    pub fn document_missing(&self, file: &str) -> UserMessage {
        UserMessage {
            what: self.with("what-photo-not-shown", &[("file", file)]),
            cause: self.get("cause-document-missing"),
            remedy: self.get("remedy-document-missing"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn sizes_are_told_as_people_read_them() {
        let texts = Texts::new(Language::Spanish);
        for (bytes, told) in
            [(1, "1 kB"), (340 << 10, "340 kB"), (1_258_291, "1.2 MB"), (20 << 20, "20 MB")]
        {
            assert_eq!(texts.file_size(bytes), told);
        }
    }
}
