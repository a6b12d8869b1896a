//! Texts without case and accents, to be searched and sorted.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// `text` in lower case and without accents; blanks and signs stay.
pub fn folded(text: &str) -> String {
    let mut into = String::with_capacity(text.len());
    fold_into(text, &mut into);
    into
}

/// Adds `text` to `into`, in lower case and without accents.
pub(super) fn fold_into(text: &str, into: &mut String) {
    let start = into.len();
    if text.is_ascii() {
        into.push_str(text);
        into[start..].make_ascii_lowercase();
        return;
    }
    for letter in text.chars() {
        match plain_letter(letter) {
            Some(plain) => into.push(plain),
            None => into.extend(decomposed(letter)),
        }
    }
}

/// The bytes by which `text` is sorted in Spanish: case and accents count for nothing, and ñ is a
/// letter of its own after n.
pub fn collated(text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len());
    collate_into(text, &mut key);
    key
}

/// Adds to `into` what [`collated`] gives.
pub(super) fn collate_into(text: &str, into: &mut Vec<u8>) {
    if text.is_ascii() {
        let start = into.len();
        into.extend_from_slice(text.as_bytes());
        into[start..].make_ascii_lowercase();
    } else if text.chars().any(is_combining_mark) {
        // A tilde in a piece of its own makes an ñ too.
        text.nfc().for_each(|letter| collate_letter(letter, into));
    } else {
        text.chars().for_each(|letter| collate_letter(letter, into));
    }
}

fn collate_letter(letter: char, into: &mut Vec<u8>) {
    /// Above every letter: an n with it comes after `nz`.
    const AFTER_LETTERS: u8 = 0x7f;
    if matches!(letter, 'ñ' | 'Ñ') {
        into.extend([b'n', AFTER_LETTERS]);
        return;
    }
    let mut bytes = [0; 4];
    match plain_letter(letter) {
        Some(plain) => into.extend(plain.encode_utf8(&mut bytes).bytes()),
        None => {
            decomposed(letter).for_each(|plain| into.extend(plain.encode_utf8(&mut bytes).bytes()));
        }
    }
}

/// The plain small letter of those that Spanish and Quechua are written with: nearly all there are.
fn plain_letter(letter: char) -> Option<char> {
    Some(match letter {
        _ if letter.is_ascii() => letter.to_ascii_lowercase(),
        'á' | 'Á' | 'à' | 'À' | 'ä' | 'Ä' | 'â' | 'Â' => 'a',
        'é' | 'É' | 'è' | 'È' | 'ë' | 'Ë' | 'ê' | 'Ê' => 'e',
        'í' | 'Í' | 'ì' | 'Ì' | 'ï' | 'Ï' | 'î' | 'Î' => 'i',
        'ó' | 'Ó' | 'ò' | 'Ò' | 'ö' | 'Ö' | 'ô' | 'Ô' => 'o',
        'ú' | 'Ú' | 'ù' | 'Ù' | 'ü' | 'Ü' | 'û' | 'Û' => 'u',
        'ñ' | 'Ñ' => 'n',
        _ => return None,
    })
}

/// The small letters of any other letter, its marks left out.
fn decomposed(letter: char) -> impl Iterator<Item = char> {
    let pieces = std::iter::once(letter).nfd().filter(|letter| !is_combining_mark(*letter));
    pieces.flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_are_lost_and_blanks_stay() {
        assert_eq!(folded("San José de SISA, Ñandú"), "san jose de sisa, nandu");
        assert_eq!(folded("n\u{303}"), "n", "letters in two pieces too");
        assert_eq!(folded("ŁÓDŹ Ç ’"), "łodz c ’");
    }

    #[test]
    fn spanish_sorts_the_enye_after_every_n() {
        let mut words = ["can\u{303}a", "canzón", "Cano", "CÁNTARO", "cao", "cántaro b"];
        words.sort_by_key(|word| collated(word));
        assert_eq!(words, ["Cano", "CÁNTARO", "cántaro b", "canzón", "can\u{303}a", "cao"]);
    }
}
