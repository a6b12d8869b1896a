//! The text of a `coordinates` element.

/// Positions of one element.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Positions {
    pub(super) coords: Vec<[f64; 2]>,
    pub(super) has_height: bool,
    /// The first tuple that is no position.
    pub(super) bad: Option<String>,
}

impl Positions {
    /// Tuples of longitude, latitude and maybe height, parted by blanks. A blank after a comma is
    /// against the norm and harmless.
    pub(super) fn parse(text: &str) -> Self {
        let joined: String;
        let text = if text.contains(", ") || text.contains(" ,") {
            joined = text.split(',').map(str::trim).collect::<Vec<_>>().join(",");
            &joined
        } else {
            text
        };
        let mut found = Self::default();
        for tuple in text.split_ascii_whitespace() {
            let mut numbers = tuple.split(',').map(str::parse::<f64>);
            match (numbers.next(), numbers.next()) {
                (Some(Ok(x)), Some(Ok(y))) if x.is_finite() && y.is_finite() => {
                    found.coords.push([x, y]);
                    let height = numbers.next().and_then(Result::ok);
                    found.has_height |= height.is_some_and(|height| height != 0.0);
                }
                _ => {
                    found.bad.get_or_insert_with(|| tuple.chars().take(40).collect());
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_after_commas_are_forgiven_and_words_are_not() {
        let check = |text: &str, coords: &[[f64; 2]], is_bad: bool| {
            let found = Positions::parse(text);
            assert_eq!((found.coords.as_slice(), found.bad.is_some()), (coords, is_bad), "{text}");
        };
        check("-76,-6,0 -77,-7,0", &[[-76.0, -6.0], [-77.0, -7.0]], false);
        check("-76, -6, 0", &[[-76.0, -6.0]], false);
        check("-76,-6 hola 1", &[[-76.0, -6.0]], true);
        check("", &[], false);
    }
}
