//! Which encoding a text is in, found by trying.

use allpa_model::{Note, NoteKind};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The bytes after a byte order mark of UTF-8.
pub(super) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// A whole text file as text: by its byte order mark, else strict UTF-8, else Windows-1252, with
/// the name of what it was.
pub(super) fn decode_file(bytes: &[u8]) -> (std::borrow::Cow<'_, str>, &'static str) {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let encoding = if bytes[0] == 0xff { UTF_16LE } else { UTF_16BE };
        return (encoding.decode(bytes).0, encoding.name());
    }
    match std::str::from_utf8(without_bom(bytes)) {
        Ok(text) => (text.into(), UTF_8.name()),
        Err(_) => (WINDOWS_1252.decode(bytes).0, WINDOWS_1252.name()),
    }
}

/// A whole table as text in the encoding `stated`, else in the one it shows: one that is no
/// UTF-8 may come from DOS too.
pub(super) fn decode_table(
    bytes: &[u8],
    stated: Option<TextEncoding>,
) -> (std::borrow::Cow<'_, str>, &'static str) {
    let found = decode_file(bytes);
    let is_legacy = found.1 == WINDOWS_1252.name();
    match stated.or_else(|| is_legacy.then(|| by_letters(bytes))) {
        Some(encoding) => (encoding.decode(without_bom(bytes)).0.into(), encoding.name()),
        None => found,
    }
}

/// What to say of a text file that was no UTF-8, though nothing declared another encoding.
pub(super) fn guessed(bytes: &[u8], encoding: &str) -> Option<Note> {
    let has_mark = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let kind = NoteKind::Encoding { name: encoding.into(), declared_wrong: false };
    (encoding != UTF_8.name() && !has_mark).then(|| Note::layer(kind))
}

/// How the texts of a table are to be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// One that `encoding_rs` knows.
    Known(&'static Encoding),
    /// DOS code page 850, which the web never used.
    Cp850,
}

impl TextEncoding {
    /// Those that files in Peru come in.
    pub const USUAL: [Self; 3] = [Self::Known(UTF_8), Self::Known(WINDOWS_1252), Self::Cp850];

    /// The one called `name`, as `.cpg` files, users and web standards write it.
    pub fn of_name(name: &str) -> Option<Self> {
        by_name(name)
    }

    /// Its name: `UTF-8`, `windows-1252`, `CP850`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Known(encoding) => encoding.name(),
            Self::Cp850 => "CP850",
        }
    }

    /// The text, and whether a byte had no meaning.
    pub(super) fn decode(self, bytes: &[u8]) -> (String, bool) {
        match self {
            Self::Known(encoding) => {
                let (text, _, lossy) = encoding.decode(bytes);
                (text.into_owned(), lossy)
            }
            Self::Cp850 => (bytes.iter().map(|&byte| cp850(byte)).collect(), false),
        }
    }
}

/// How the encoding of a table became known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// As declared, or plain ASCII, where it does not matter.
    Sure,
    /// Nothing declares it.
    Guessed,
    /// The declaration proved wrong.
    Contradicted,
}

/// The encoding of table texts from what declares it (`.cpg` text, language byte of the `.dbf`)
/// and a sample of all texts beyond ASCII.
pub(super) fn choose(
    declared: Option<&str>,
    language_byte: u8,
    sample: &[u8],
) -> (TextEncoding, Standing) {
    let by_name = declared.and_then(by_name);
    let by_byte = match language_byte {
        0x01 | 0x02 => Some(TextEncoding::Cp850),
        0x03 | 0x57 => Some(TextEncoding::Known(WINDOWS_1252)),
        _ => None,
    };
    let is_utf8 = std::str::from_utf8(sample).is_ok();
    let utf8 = TextEncoding::Known(UTF_8);
    let guess = if sample.is_ascii() { Standing::Sure } else { Standing::Guessed };
    match by_name.or(by_byte) {
        // Strict UTF-8 with an accent in it is never an accident.
        Some(encoding) if encoding != utf8 && is_utf8 && !sample.is_ascii() => {
            (utf8, if by_name.is_some() { Standing::Contradicted } else { Standing::Guessed })
        }
        Some(encoding) if encoding == utf8 && !is_utf8 => {
            (by_letters(sample), Standing::Contradicted)
        }
        Some(encoding) => (encoding, Standing::Sure),
        None if is_utf8 => (utf8, guess),
        None => (by_letters(sample), guess),
    }
}

fn by_name(name: &str) -> Option<TextEncoding> {
    let name = name.trim().to_lowercase();
    match name.as_str() {
        "850" | "cp850" | "ibm850" | "oem 850" => Some(TextEncoding::Cp850),
        "1252" | "ansi 1252" | "cp1252" | "88591" | "iso 88591" | "8859-1" => {
            Some(TextEncoding::Known(WINDOWS_1252))
        }
        "65001" | "utf8" => Some(TextEncoding::Known(UTF_8)),
        other => Encoding::for_label(other.as_bytes()).map(TextEncoding::Known),
    }
}

/// Windows-1252 or CP850, whichever reads more Spanish letters.
fn by_letters(sample: &[u8]) -> TextEncoding {
    let score = |encoding: TextEncoding| {
        let high: Vec<u8> = sample.iter().copied().filter(|byte| *byte >= 0x80).collect();
        let (text, _) = encoding.decode(&high);
        text.chars().filter(|c| "áéíóúñüÁÉÍÓÚÑÜ°º".contains(*c)).count()
    };
    let windows = TextEncoding::Known(WINDOWS_1252);
    if score(TextEncoding::Cp850) > score(windows) { TextEncoding::Cp850 } else { windows }
}

/// The upper half of DOS code page 850 (IBM, 1986).
fn cp850(byte: u8) -> char {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
    if byte < 0x80 {
        return char::from(byte);
    }
    UPPER.chars().nth(usize::from(byte - 0x80)).unwrap_or('\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(declared: Option<&str>, byte: u8, sample: &[u8], text: &str, standing: Standing) {
        let (encoding, found) = choose(declared, byte, sample);
        assert_eq!((encoding.decode(sample).0.as_str(), found), (text, standing));
    }

    #[test]
    fn spanish_letters_come_out_right() {
        use Standing::{Guessed, Sure};
        check(None, 0, "Cuñumbuqui".as_bytes(), "Cuñumbuqui", Guessed);
        check(None, 0, b"Lima", "Lima", Sure);
        check(None, 0, b"Cu\xf1umbuqui", "Cuñumbuqui", Guessed);
        check(None, 0x02, b"CU\xa5UMBUQUI", "CUÑUMBUQUI", Sure);
        check(None, 0, b"CU\xa5UMBUQUI", "CUÑUMBUQUI", Guessed);
        check(Some("ISO-8859-1"), 0x57, b"\xc1ncash", "Áncash", Sure);
    }

    #[test]
    fn a_lying_declaration_is_noticed() {
        check(Some("UTF-8"), 0, b"Cu\xf1umbuqui", "Cuñumbuqui", Standing::Contradicted);
        check(Some("1252"), 0, "Cuñumbuqui".as_bytes(), "Cuñumbuqui", Standing::Contradicted);
    }

    #[test]
    fn the_code_page_has_128_signs() {
        assert_eq!(cp850(0xA4), 'ñ');
        assert_eq!(cp850(0xFF), '\u{a0}');
        assert_eq!(cp850(0xB5), 'Á');
    }
}
