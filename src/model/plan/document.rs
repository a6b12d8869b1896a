//! Photos and documents attached to a proposal. The plan knows their names and sums; the bytes lie
//! once in its file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Edit;

/// A photo or document attached to a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Name of its file, see [`Document::clean_name`].
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes in lower-case hexadecimal: that is how they are found.
    pub sum: String,
}

impl Document {
    /// The most bytes of a document: 20 MiB.
    pub const MOST: u64 = 20 << 20;

    /// A name that is nothing but a name, on any system: no folder, no control letters, no
    /// more than 120 letters, none that a system keeps for itself.
    pub fn clean_name(name: &str) -> String {
        const MOST: usize = 120;
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let is_odd = |letter: char| {
            // Letters that turn the direction of writing make one ending look like another.
            let turns = matches!(letter, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            letter.is_control() || turns || "<>:\"|?*".contains(letter)
        };
        let letters: Vec<char> =
            last.chars().map(|one| if is_odd(one) { '_' } else { one }).collect();
        let name: String = letters.into_iter().collect();
        let name = name.trim_matches([' ', '.']);
        let (stem, ending) = match name.rsplit_once('.') {
            Some((stem, ending)) if ending.chars().count() <= 10 => (stem, format!(".{ending}")),
            _ => (name, String::new()),
        };
        let stem: String = stem.chars().take(MOST - ending.chars().count()).collect();
        let is_device = |known: &str| stem.eq_ignore_ascii_case(known);
        let devices = ["CON", "PRN", "AUX", "NUL"];
        let numbered = stem.len() == 4
            && ["COM", "LPT"].iter().any(|port| stem.to_ascii_uppercase().starts_with(port));
        let ours = if devices.into_iter().any(is_device) || numbered { "_" } else { "" };
        let name = format!("{ours}{stem}{ending}");
        if name.trim_matches(['_', '.', ' ']).is_empty() { "documento".to_owned() } else { name }
    }

    /// Whether it can be kept: its name is clean, its sum is one, its size is allowed.
    pub fn is_sound(&self) -> bool {
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        self.bytes <= Self::MOST
            && self.sum.len() == 64
            && self.sum.bytes().all(is_hex)
            && Self::clean_name(&self.name) == self.name
    }

    /// Kind of picture that its name promises, `image/jpeg` or `image/png`; `None` for others.
    pub fn picture_type(&self) -> Option<&'static str> {
        match media_type(&self.name) {
            picture @ ("image/jpeg" | "image/png") => Some(picture),
            _ => None,
        }
    }
}

/// The media type that a name promises.
pub fn media_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    match ending.as_deref().unwrap_or_default() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "pdf" => "application/pdf",
        "txt" => "text/plain",
        "doc" | "docx" => "application/msword",
        "xls" | "xlsx" => "application/vnd.ms-excel",
        "mp4" => "video/mp4",
        _ => "application/octet-stream",
    }
}

/// All documents that edits attach, each once by its sum.
pub fn documents_of(edits: &[Edit]) -> Vec<&Document> {
    let proposals = edits.iter().filter_map(|edit| match edit {
        Edit::AddProposal { proposal } | Edit::ChangeProposal { proposal } => Some(proposal),
        _ => None,
    });
    let documents = proposals.flat_map(|proposal| &proposal.facts.documents);
    let by_sum: BTreeMap<&str, &Document> =
        documents.map(|document| (document.sum.as_str(), document)).collect();
    by_sum.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_nothing_but_names() {
        for (given, clean) in [
            ("foto.jpg", "foto.jpg"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\win.ini", "win.ini"),
            ("a\u{0}b\nc.pdf", "a_b_c.pdf"),
            ("plano\u{202e}gpj.exe", "plano_gpj.exe"),
            ("Acta Ñ «firmada».pdf", "Acta Ñ «firmada».pdf"),
            ("..", "documento"),
            ("", "documento"),
            ("???", "documento"),
            ("con.txt", "_con.txt"),
            ("LPT1", "_LPT1"),
            (".bashrc", "bashrc"),
        ] {
            assert_eq!(Document::clean_name(given), clean, "{given:?}");
            assert_eq!(Document::clean_name(clean), clean, "{clean:?} stays");
        }
        let long = format!("{}.jpeg", "x".repeat(500));
        let clean = Document::clean_name(&long);
        assert_eq!(clean, format!("{}.jpeg", "x".repeat(115)));
        assert_eq!(Document::clean_name(&clean), clean);
    }

    #[test]
    fn only_sound_documents_are_kept() {
        let sound = Document { name: "foto.jpg".into(), bytes: 3, sum: "0a".repeat(32) };
        assert!(sound.is_sound());
        assert_eq!(sound.picture_type(), Some("image/jpeg"));
        for odd in [
            Document { name: "../foto.jpg".into(), ..sound.clone() },
            Document { bytes: Document::MOST + 1, ..sound.clone() },
            Document { sum: "0A".repeat(32), ..sound.clone() },
            Document { sum: "../x".into(), ..sound.clone() },
        ] {
            assert!(!odd.is_sound(), "{odd:?}");
        }
    }
}
