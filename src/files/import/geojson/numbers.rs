//! Numbers that no double holds, and brackets that no map nests.

/// The text with `null` in place of numbers beyond the range of doubles, outside of strings. JSON
/// allows them; the parser gives up on the whole file where one position would do.
pub(super) fn without_infinite(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = if rest.starts_with('"') { string_length(rest) } else { number_length(rest) };
        let (token, after) = rest.split_at(length);
        let is_infinite = token.parse::<f64>().is_ok_and(f64::is_infinite);
        kept.push_str(if is_infinite { "null" } else { token });
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// How deep brackets nest, outside of strings.
pub(super) fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let mut rest = text;
    while let Some(at) = rest.find(['"', '[', '{', ']', '}']) {
        rest = &rest[at..];
        let length = match rest.as_bytes()[0] {
            b'"' => string_length(rest),
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
                1
            }
            _ => {
                depth = depth.saturating_sub(1);
                1
            }
        };
        rest = &rest[length..];
    }
    deepest
}

fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |end| end + 2)
}

fn number_length(text: &str) -> usize {
    let is_part =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
    text.bytes().position(|byte| !is_part(byte)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_infinite_numbers_outside_strings_are_taken_out() {
        let check = |text: &str, expected: &str| assert_eq!(without_infinite(text), expected);
        check("[1e400,-1E+999,1e300]", "[null,null,1e300]");
        check(r#"{"a \" 1e400":"1e400ñ","b":2}"#, r#"{"a \" 1e400":"1e400ñ","b":2}"#);
        check("\"open 1e400", "\"open 1e400");
    }

    #[test]
    fn depth_is_that_of_brackets() {
        assert_eq!(depth(r#"[{"a":"[[["},[[1]]]"#), 3);
    }
}
