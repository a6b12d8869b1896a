//! Conditions as text again.

use std::fmt::{self, Display, Formatter};

use super::{Comparison, Literal, Node};

/// Words that are no fields unless in quotes.
const WORDS: [&str; 7] = ["AND", "OR", "NOT", "IS", "IN", "LIKE", "NULL"];

/// In the form that [`super::Condition::parse`] reads. A name with a quote in it has none.
impl Display for Node<String> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            // A chain on the left needs no brackets.
            Self::And(a, b) => match **a {
                Self::Or(..) => write!(f, "({a}) AND {}", Inner(b)),
                _ => write!(f, "{a} AND {}", Inner(b)),
            },
            Self::Or(a, b) => write!(f, "{a} OR {}", Inner(b)),
            Self::Not(inner) => match &**inner {
                Self::IsNull { field } => write!(f, "{} IS NOT NULL", Field(field)),
                Self::In { field, values } => {
                    write!(f, "{} NOT IN {}", Field(field), Values(values))
                }
                Self::Compare { field, comparison: Comparison::Like, value } => {
                    write!(f, "{} NOT LIKE {value}", Field(field))
                }
                _ => write!(f, "NOT {}", Inner(inner)),
            },
            Self::Compare { field, comparison, value } => {
                write!(f, "{} {} {value}", Field(field), comparison.sign())
            }
            Self::In { field, values } => write!(f, "{} IN {}", Field(field), Values(values)),
            Self::IsNull { field } => write!(f, "{} IS NULL", Field(field)),
        }
    }
}

/// In brackets where it joins others.
struct Inner<'a>(&'a Node<String>);

impl Display for Inner<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Node::And(..) | Node::Or(..) => write!(f, "({})", self.0),
            other => other.fmt(f),
        }
    }
}

struct Field<'a>(&'a str);

impl Display for Field<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let is_bare = !self.0.is_empty()
            && self.0.chars().all(|c| c.is_alphanumeric() || c == '_')
            && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(self.0));
        if is_bare { f.write_str(self.0) } else { write!(f, "\"{}\"", self.0) }
    }
}

struct Values<'a>(&'a [Literal]);

impl Display for Values<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (number, value) in self.0.iter().enumerate() {
            write!(f, "{}{value}", if number == 0 { "(" } else { ", " })?;
        }
        f.write_str(")")
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
        match self {
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Number(number) => write!(f, "{number}"),
            Self::Pattern(letters) => f.write_str(&quoted(&letters.iter().collect::<String>())),
        }
    }
}

impl Comparison {
    const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Different => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Like => "LIKE",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::expression::Condition;

    fn nodes() -> impl Strategy<Value = Node<String>> {
        let field = || {
            prop_oneof![
                "[a-zñ_]{1,6}",
                "[a-z <&]{1,6}",
                prop::sample::select(&WORDS[..]).prop_map(str::to_owned)
            ]
        };
        let literal = || {
            prop_oneof![
                "[a-z' ñ]{0,6}".prop_map(Literal::Text),
                any::<i32>().prop_map(|eighths| Literal::Number(f64::from(eighths) / 8.0))
            ]
        };
        let signs = prop::sample::select(vec![
            Comparison::Equal,
            Comparison::Different,
            Comparison::Less,
            Comparison::LessOrEqual,
            Comparison::Greater,
            Comparison::GreaterOrEqual,
        ]);
        let leaf = prop_oneof![
            (field(), signs, literal()).prop_map(|(field, comparison, value)| Node::Compare {
                field,
                comparison,
                value
            }),
            (field(), "[a-z%_' ]{0,5}").prop_map(|(field, letters)| Node::Compare {
                field,
                comparison: Comparison::Like,
                value: Literal::Pattern(letters.chars().collect()),
            }),
            (field(), prop::collection::vec(literal(), 1..4))
                .prop_map(|(field, values)| Node::In { field, values }),
            field().prop_map(|field| Node::IsNull { field }),
        ];
        leaf.prop_recursive(4, 12, 2, |inner| {
            let boxed = inner.prop_map(Box::new).boxed();
            prop_oneof![
                (boxed.clone(), boxed.clone()).prop_map(|(a, b)| Node::And(a, b)),
                (boxed.clone(), boxed.clone()).prop_map(|(a, b)| Node::Or(a, b)),
                boxed.prop_map(Node::Not),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_condition_is_read_as_it_was_written(node in nodes()) {
            let text = node.to_string();
            let read = Condition::parse(&text);
            prop_assert_eq!(read.map(|read| read.root().clone()), Ok(node), "{}", text);
        }
    }
}
