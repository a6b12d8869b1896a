//! Conditions on attributes in the form of SQL's `WHERE`:
//! `NOMBDEP = 'SAN MARTIN' AND (HECTARES > 100 OR NOT CODIGO LIKE 'PE-%')`.
//!
//! The name `fid` stands for the feature's number unless the layer has a field of that name.

mod text;

use std::borrow::Cow;
use std::fmt;

use rayon::prelude::*;
use thiserror::Error;

use crate::{Column, Layer, Value};

/// A condition ready to be asked of each feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition(Node<String>);

/// Why a text is no condition.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("at position {position}: expected {expected}")]
pub struct ConditionError {
    /// Letters before the trouble.
    pub position: usize,
    /// What should stand there.
    pub expected: Expected,
}

/// What a condition lacks where it makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The name of a field.
    Field,
    /// A comparison such as `=` or `LIKE`.
    Comparison,
    /// A number, or a text in quotes.
    Literal,
    /// Nothing more.
    End,
    /// The word `NULL`.
    Null,
    /// A bracket or quote.
    Sign(char),
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field => f.write_str("a field"),
            Self::Comparison => f.write_str("a comparison"),
            Self::Literal => f.write_str("a number or a text in quotes"),
            Self::End => f.write_str("the end"),
            Self::Null => f.write_str("NULL"),
            Self::Sign(sign) => write!(f, "{sign}"),
        }
    }
}

/// A condition whose fields are known by name, or found in a layer.
#[derive(Debug, Clone, PartialEq)]
pub enum Node<F> {
    /// Both hold.
    And(Box<Self>, Box<Self>),
    /// One of them holds, or both.
    Or(Box<Self>, Box<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// A field beside a literal.
    Compare {
        /// The field.
        field: F,
        /// How they are compared.
        comparison: Comparison,
        /// The literal.
        value: Literal,
    },
    /// A field has one of some values.
    In {
        /// The field.
        field: F,
        /// The values.
        values: Vec<Literal>,
    },
    /// A field has no value.
    IsNull {
        /// The field.
        field: F,
    },
}

/// Where a field's values are in a layer.
#[derive(Debug, Clone, Copy)]
enum Source<'a> {
    Column(&'a Column),
    RowNumber,
    Nowhere,
}

/// How a field is compared with a literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    Different,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `LIKE`, with a [`Literal::Pattern`].
    Like,
}

/// What a field is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// Letters after `LIKE`, in lower case.
    Pattern(Vec<char>),
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// [`ConditionError`] with the position of the first letter that makes no sense.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let mut parser = Parser { text, at: 0 };
        let node = parser.or()?;
        parser.skip_blanks();
        if parser.at < text.len() { parser.fail(Expected::End) } else { Ok(Self(node)) }
    }

    /// What it is made of.
    pub const fn root(&self) -> &Node<String> {
        &self.0
    }

    /// Names of the fields it speaks of.
    pub fn fields(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.0.fields(&mut names);
        names
    }

    /// Rows of `layer` for which it holds. A missing value satisfies nothing but `IS NULL`.
    pub fn rows(&self, layer: &Layer) -> Vec<usize> {
        let bound = self.0.bound(layer);
        (0..layer.len()).into_par_iter().filter(|row| bound.holds(*row)).collect()
    }
}

impl Node<String> {
    fn fields<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::And(a, b) | Self::Or(a, b) => {
                a.fields(names);
                b.fields(names);
            }
            Self::Not(inner) => inner.fields(names),
            Self::Compare { field, .. } | Self::In { field, .. } | Self::IsNull { field } => {
                names.push(field);
            }
        }
    }

    /// The same condition with its fields found, so that no name is compared row by row.
    fn bound<'a>(&self, layer: &'a Layer) -> Node<Source<'a>> {
        let both = |a: &Self, b: &Self| (Box::new(a.bound(layer)), Box::new(b.bound(layer)));
        match self {
            Self::And(a, b) => {
                let (a, b) = both(a, b);
                Node::And(a, b)
            }
            Self::Or(a, b) => {
                let (a, b) = both(a, b);
                Node::Or(a, b)
            }
            Self::Not(inner) => Node::Not(Box::new(inner.bound(layer))),
            Self::Compare { field, comparison, value } => Node::Compare {
                field: Source::find(layer, field),
                comparison: *comparison,
                value: value.clone(),
            },
            Self::In { field, values } => {
                Node::In { field: Source::find(layer, field), values: values.clone() }
            }
            Self::IsNull { field } => Node::IsNull { field: Source::find(layer, field) },
        }
    }
}

impl Node<Source<'_>> {
    fn holds(&self, row: usize) -> bool {
        match self {
            Self::And(a, b) => a.holds(row) && b.holds(row),
            Self::Or(a, b) => a.holds(row) || b.holds(row),
            Self::Not(inner) => !inner.holds(row),
            Self::Compare { field, comparison, value } => {
                value.compares(field.value(row), *comparison)
            }
            Self::In { field, values } => {
                let found = field.value(row);
                values.iter().any(|value| value.compares(found, Comparison::Equal))
            }
            Self::IsNull { field } => field.value(row).is_null(),
        }
    }
}

impl<'a> Source<'a> {
    fn find(layer: &'a Layer, field: &str) -> Self {
        match layer.column(field) {
            Some(column) => Self::Column(column),
            None if field.eq_ignore_ascii_case("fid") => Self::RowNumber,
            None => Self::Nowhere,
        }
    }

    fn value(self, row: usize) -> Value<'a> {
        match self {
            Self::Column(column) => column.value(row),
            Self::RowNumber => Value::Integer(row as i64),
            Self::Nowhere => Value::Null,
        }
    }
}

impl Literal {
    /// Whether `found` stands in `comparison` to this literal: by number when both are numbers,
    /// else by text.
    fn compares(&self, found: Value, comparison: Comparison) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        if found.is_null() {
            return false;
        }
        let text = || match found {
            Value::Text(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.to_string()),
        };
        let order = match self {
            Self::Pattern(pattern) => return is_like(&text(), pattern),
            Self::Text(wanted) => (*text()).cmp(wanted.as_str()),
            Self::Number(wanted) => {
                let number = found.as_number().or_else(|| text().trim().parse().ok());
                let Some(order) = number.and_then(|number: f64| number.partial_cmp(wanted)) else {
                    return comparison == Comparison::Different;
                };
                order
            }
        };
        match comparison {
            Comparison::Equal => order == Equal,
            Comparison::Different => order != Equal,
            Comparison::Less => order == Less,
            Comparison::LessOrEqual => order != Greater,
            Comparison::Greater => order == Greater,
            Comparison::GreaterOrEqual => order != Less,
            Comparison::Like => false,
        }
    }
}

/// SQL's `LIKE`: `%` is any text, `_` any letter, case counts for nothing.
fn is_like(text: &str, pattern: &[char]) -> bool {
    fn matches(text: &[char], pattern: &[char]) -> bool {
        // Where the last `%` stood and where its match ended: enough to try again from there.
        let (mut t, mut p) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        while t < text.len() {
            if p < pattern.len()
                && (pattern[p] == '_' || pattern[p] == text[t])
                && pattern[p] != '%'
            {
                (t, p) = (t + 1, p + 1);
            } else if p < pattern.len() && pattern[p] == '%' {
                star = Some((p, t));
                p += 1;
            } else if let Some((star_at, matched)) = star {
                star = Some((star_at, matched + 1));
                (t, p) = (matched + 1, star_at + 1);
            } else {
                return false;
            }
        }
        pattern[p..].iter().all(|letter| *letter == '%')
    }
    matches(&lower_letters(text), pattern)
}

fn lower_letters(text: &str) -> Vec<char> {
    text.to_lowercase().chars().collect()
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn fail<T>(&self, expected: Expected) -> Result<T, ConditionError> {
        Err(ConditionError { position: self.text[..self.at].chars().count(), expected })
    }

    fn skip_blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Takes `sign` if it comes next.
    fn sign(&mut self, sign: &str) -> bool {
        self.skip_blanks();
        let found = self.text[self.at..].starts_with(sign);
        self.at += if found { sign.len() } else { 0 };
        found
    }

    /// Takes a word such as `AND` if it comes next, as a whole word in any case.
    fn word(&mut self, word: &str) -> bool {
        self.skip_blanks();
        let rest = &self.text[self.at..];
        let found = rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
            && !rest[word.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn or(&mut self) -> Result<Node<String>, ConditionError> {
        let mut node = self.and()?;
        while self.word("OR") {
            node = Node::Or(Box::new(node), Box::new(self.and()?));
        }
        Ok(node)
    }

    fn and(&mut self) -> Result<Node<String>, ConditionError> {
        let mut node = self.not()?;
        while self.word("AND") {
            node = Node::And(Box::new(node), Box::new(self.not()?));
        }
        Ok(node)
    }

    fn not(&mut self) -> Result<Node<String>, ConditionError> {
        if self.word("NOT") {
            return Ok(Node::Not(Box::new(self.not()?)));
        }
        if self.sign("(") {
            let node = self.or()?;
            return if self.sign(")") { Ok(node) } else { self.fail(Expected::Sign(')')) };
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Node<String>, ConditionError> {
        let field = self.field()?;
        if self.word("IS") {
            let negated = self.word("NOT");
            if !self.word("NULL") {
                return self.fail(Expected::Null);
            }
            let node = Node::IsNull { field };
            return Ok(if negated { Node::Not(Box::new(node)) } else { node });
        }
        let negated = self.word("NOT");
        let node = if self.word("IN") {
            if !self.sign("(") {
                return self.fail(Expected::Sign('('));
            }
            let mut values = vec![self.literal()?];
            while self.sign(",") {
                values.push(self.literal()?);
            }
            if !self.sign(")") {
                return self.fail(Expected::Sign(')'));
            }
            Node::In { field, values }
        } else {
            let comparison = self.operator()?;
            let value = match self.literal()? {
                Literal::Text(text) if comparison == Comparison::Like => {
                    Literal::Pattern(lower_letters(&text))
                }
                other => other,
            };
            Node::Compare { field, comparison, value }
        };
        Ok(if negated { Node::Not(Box::new(node)) } else { node })
    }

    fn operator(&mut self) -> Result<Comparison, ConditionError> {
        for (sign, comparison) in [
            ("<>", Comparison::Different),
            ("!=", Comparison::Different),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
            ("=", Comparison::Equal),
        ] {
            if self.sign(sign) {
                return Ok(comparison);
            }
        }
        if self.word("LIKE") { Ok(Comparison::Like) } else { self.fail(Expected::Comparison) }
    }

    fn field(&mut self) -> Result<String, ConditionError> {
        self.skip_blanks();
        let rest = &self.text[self.at..];
        if let Some(quoted) = rest.strip_prefix('"') {
            let Some(end) = quoted.find('"') else { return self.fail(Expected::Sign('"')) };
            self.at += end + 2;
            return Ok(quoted[..end].to_owned());
        }
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        if end == 0 {
            return self.fail(Expected::Field);
        }
        self.at += end;
        Ok(rest[..end].to_owned())
    }

    fn literal(&mut self) -> Result<Literal, ConditionError> {
        self.skip_blanks();
        let rest = &self.text[self.at..];
        if rest.starts_with('\'') {
            let mut value = String::new();
            let mut letters = rest.char_indices().skip(1).peekable();
            while let Some((at, letter)) = letters.next() {
                match (letter, letters.peek()) {
                    ('\'', Some((_, '\''))) => {
                        value.push('\'');
                        letters.next();
                    }
                    ('\'', _) => {
                        self.at += at + 1;
                        return Ok(Literal::Text(value));
                    }
                    _ => value.push(letter),
                }
            }
            return self.fail(Expected::Sign('\''));
        }
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        match rest[..end].parse() {
            Ok(number) => {
                self.at += end;
                Ok(Literal::Number(number))
            }
            Err(_) => self.fail(Expected::Literal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, ColumnData, LayerParts};
    use allpa_geom::{Epsg, PsadOperation, ShapeKind, ShapesBuilder};

    fn layer() -> Layer {
        let mut shapes = ShapesBuilder::default();
        (0..4).for_each(|_| shapes.end_feature(ShapeKind::None));
        let names = [Some("SAN MARTIN"), Some("Loreto"), None, Some("O'Higgins")];
        let columns = vec![
            Column { name: "NOMB".into(), data: ColumnData::Text(names.into_iter().collect()) },
            Column {
                name: "ha".into(),
                data: ColumnData::Real(vec![Some(10.0), Some(200.0), Some(5.0), None]),
            },
        ];
        let shapes = shapes.finish();
        let parts = LayerParts { shapes, columns, ..LayerParts::default() };
        Layer::new(parts, Epsg::WGS84, PsadOperation::default())
    }

    fn check(text: &str, expected: &[usize]) {
        let condition = Condition::parse(text).expect("a condition");
        assert_eq!(condition.rows(&layer()), expected, "{text}");
    }

    #[test]
    fn conditions_choose_rows_as_sql_would() {
        check("NOMB = 'SAN MARTIN'", &[0]);
        check("nomb like 'lor%' or ha < 6", &[1, 2]);
        check("NOT (ha >= 10 AND ha <= 200)", &[2, 3]);
        check("NOMB IS NULL", &[2]);
        check("NOMB IS NOT NULL AND NOMB <> 'Loreto'", &[0, 3]);
        check("NOMB IN ('Loreto', 'O''Higgins')", &[1, 3]);
        check("fid = 3", &[3]);
        check("\"NOMB\" LIKE '_AN%TIN'", &[0]);
    }

    #[test]
    fn a_slip_is_shown_where_it_is() {
        let error = |text| Condition::parse(text).expect_err("no condition");
        assert_eq!(error("NOMB ~ 'x'").position, 5);
        assert_eq!(error("NOMB = 'x").expected, Expected::Sign('\''));
        assert_eq!(error("(ha > 1").expected, Expected::Sign(')'));
        assert_eq!(error("ha > 1 sobra").expected, Expected::End);
    }
}
