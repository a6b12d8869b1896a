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
    if text.is_ascii() {
        into.extend(text.chars().map(|letter| letter.to_ascii_lowercase()));
    } else {
        let letters = text.nfd().filter(|letter| !is_combining_mark(*letter));
        into.extend(letters.flat_map(char::to_lowercase));
    }
}

/// Adds the bytes by which `text` is sorted in Spanish: case and accents count for nothing, and ñ
/// is a letter of its own after n.
pub(super) fn collate_into(text: &str, into: &mut Vec<u8>) {
    /// Above every letter: an n with it comes after `nz`.
    const AFTER_LETTERS: u8 = 0x7f;
    if text.is_ascii() {
        into.extend(text.bytes().map(|letter| letter.to_ascii_lowercase()));
        return;
    }
    let mut bytes = [0; 4];
    for letter in text.nfc() {
        if matches!(letter, 'ñ' | 'Ñ') {
            into.extend([b'n', AFTER_LETTERS]);
            continue;
        }
        let plain = std::iter::once(letter).nfd().filter(|letter| !is_combining_mark(*letter));
        for lower in plain.flat_map(char::to_lowercase) {
            into.extend(lower.encode_utf8(&mut bytes).bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_are_lost_and_blanks_stay() {
        assert_eq!(folded("San José de SISA, Ñandú"), "san jose de sisa, nandu");
        assert_eq!(folded("n\u{303}"), "n", "letters in two pieces too");
    }

    #[test]
    fn spanish_sorts_the_enye_after_every_n() {
        let mut words = ["caña", "canzón", "Cano", "CÁNTARO", "cao", "cántaro b"];
        words.sort_by_key(|word| {
            let mut key = Vec::new();
            collate_into(word, &mut key);
            key
        });
        assert_eq!(words, ["Cano", "CÁNTARO", "cántaro b", "canzón", "caña", "cao"]);
    }
}
