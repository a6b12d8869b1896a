//! The words of a name as a map writes them: in which letters, on which lines, and whether at all.

use super::font::Text;
use crate::style::Case;

/// Words on as few lines as fit `room` pixels, at most three; `None` when they do not.
pub(super) fn wrapped(
    words: &str,
    room: f32,
    measure: &impl Fn(&str) -> Text,
) -> Option<Vec<Text>> {
    let whole = measure(words);
    if whole.width <= room {
        return Some(vec![whole]);
    }
    let parts: Vec<&str> = words.split_whitespace().collect();
    for count in 2..=parts.len().min(3) {
        let limit = words.chars().count().div_ceil(count) + 3;
        let mut lines: Vec<String> = vec![String::new()];
        for part in &parts {
            let open = lines.last_mut()?;
            let needed = open.chars().count() + part.chars().count();
            if open.is_empty() || needed < limit || lines.len() == count {
                let open = lines.last_mut()?;
                if !open.is_empty() {
                    open.push(' ');
                }
                open.push_str(part);
            } else {
                lines.push((*part).to_owned());
            }
        }
        let lines: Vec<Text> = lines.iter().map(|line| measure(line)).collect();
        if lines.iter().all(|line| line.width <= room) {
            return Some(lines);
        }
    }
    None
}

/// What tables have where nothing is named.
pub(super) fn is_no_name(words: &str) -> bool {
    let letters = words.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    matches!(letters.as_str(), "" | "na" | "n/a" | "s/n" | "sn" | "null" | "sin nombre")
}

/// A name in the letters that its style wants; words in capitals only are set in small ones.
pub(super) fn cased(words: &str, case: Case) -> String {
    match case {
        Case::Upper => words.to_uppercase(),
        Case::Title if words.chars().all(|letter| !letter.is_lowercase()) => title(words),
        Case::AsIs | Case::Title => words.to_owned(),
    }
}

/// Capitals at the start of words, small words apart.
fn title(words: &str) -> String {
    let word = |(number, word): (usize, &str)| {
        let small = word.to_lowercase();
        if word.chars().any(|letter| letter.is_ascii_digit()) {
            return word.to_owned(); // a code
        }
        if number > 0 && matches!(small.as_str(), "de" | "del" | "la" | "las" | "los" | "el" | "y")
        {
            return small;
        }
        let mut is_first = true;
        let cased = small.chars().flat_map(|letter| {
            let starts = std::mem::replace(&mut is_first, !letter.is_alphanumeric());
            let letter = if starts { letter.to_uppercase().collect() } else { vec![letter] };
            letter.into_iter()
        });
        cased.collect()
    };
    words.split_whitespace().enumerate().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_capitals_are_written_as_people_write_them() {
        assert_eq!(cased("SAN JUAN DE LA VIRGEN", Case::Title), "San Juan de la Virgen");
        assert_eq!(cased("Alto Amazonas", Case::Title), "Alto Amazonas");
        assert_eq!(cased("RUTA SM-102", Case::Title), "Ruta SM-102");
        assert_eq!(cased("LA ENCAÑADA", Case::Title), "La Encañada");
        assert_eq!(cased("SANCOS (HUANCA)", Case::Title), "Sancos (Huanca)");
        assert_eq!(cased("JERUSALÉN-AZUNGUILLO", Case::Title), "Jerusalén-Azunguillo");
        assert_eq!(cased("San Martín", Case::Upper), "SAN MARTÍN");
    }
}
