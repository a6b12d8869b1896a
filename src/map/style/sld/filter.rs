//! Conditions as filters of the OGC (Filter Encoding 1.0 and 1.1), and back.

use std::fmt::Write as _;

use allpa_model::expression::{Comparison, Condition, Literal, Node};
use roxmltree::Node as Xml;

use crate::style::foreign::{child, escaped};

/// Operators within operators: those who write styles need a handful.
const DEEPEST: usize = 50;

/// Writes `condition` as an element.
pub(super) fn write(out: &mut String, condition: &Node<String>) {
    match condition {
        Node::And(..) => joined(out, "And", &conjuncts(condition)),
        Node::Or(..) => joined(out, "Or", &disjuncts(condition)),
        Node::Not(inner) => joined(out, "Not", &[inner]),
        Node::In { field, values } => {
            let comparison = Comparison::Equal;
            let equal = |value: &Literal| Node::Compare {
                field: field.clone(),
                comparison,
                value: value.clone(),
            };
            let all: Vec<Node<String>> = values.iter().map(equal).collect();
            match &all[..] {
                [one] => write(out, one),
                _ => joined(out, "Or", &all.iter().collect::<Vec<_>>()),
            }
        }
        Node::IsNull { field } => {
            writeln!(out, "<ogc:PropertyIsNull>{}</ogc:PropertyIsNull>", property(field)).ok();
        }
        Node::Compare { field, comparison, value } => {
            let (name, attributes) = match comparison {
                Comparison::Equal => ("EqualTo", ""),
                Comparison::Different => ("NotEqualTo", ""),
                Comparison::Less => ("LessThan", ""),
                Comparison::LessOrEqual => ("LessThanOrEqualTo", ""),
                Comparison::Greater => ("GreaterThan", ""),
                Comparison::GreaterOrEqual => ("GreaterThanOrEqualTo", ""),
                Comparison::Like => (
                    "Like",
                    " wildCard=\"%\" singleChar=\"_\" escapeChar=\"\\\" matchCase=\"false\"",
                ),
            };
            let value = match value {
                Literal::Text(text) => text.clone(),
                Literal::Number(number) => number.to_string(),
                Literal::Pattern(letters) => letters.iter().collect(),
            };
            writeln!(
                out,
                "<ogc:PropertyIs{name}{attributes}>{}<ogc:Literal>{}</ogc:Literal>\
                 </ogc:PropertyIs{name}>",
                property(field),
                escaped(&value)
            )
            .ok();
        }
    }
}

fn joined(out: &mut String, name: &str, parts: &[&Node<String>]) {
    writeln!(out, "<ogc:{name}>").ok();
    parts.iter().for_each(|part| write(out, part));
    writeln!(out, "</ogc:{name}>").ok();
}

pub(super) fn property(field: &str) -> String {
    format!("<ogc:PropertyName>{}</ogc:PropertyName>", escaped(field))
}

/// What `condition` joins by `AND`.
pub(super) fn conjuncts(condition: &Node<String>) -> Vec<&Node<String>> {
    match condition {
        Node::And(a, b) => [conjuncts(a), conjuncts(b)].concat(),
        other => vec![other],
    }
}

fn disjuncts(condition: &Node<String>) -> Vec<&Node<String>> {
    match condition {
        Node::Or(a, b) => [disjuncts(a), disjuncts(b)].concat(),
        other => vec![other],
    }
}

/// All of `parts`; `None` for none.
pub(super) fn all(parts: impl IntoIterator<Item = Node<String>>) -> Option<Node<String>> {
    parts.into_iter().reduce(|a, b| Node::And(Box::new(a), Box::new(b)))
}

/// Reads the condition within a `Filter`.
///
/// # Errors
/// The name of the first element that has no counterpart.
pub(super) fn read(filter: Xml) -> Result<Node<String>, String> {
    let inner = filter.first_element_child().ok_or("Filter")?;
    let condition = one(inner, 0)?;
    // Names of fields with a quote in them cannot be written as text.
    Condition::parse(&condition.to_string()).map_err(|_| "PropertyName")?;
    Ok(condition)
}

fn one(node: Xml, depth: usize) -> Result<Node<String>, String> {
    let name = node.tag_name().name();
    if depth > DEEPEST {
        return Err(name.to_owned());
    }
    let parts = || -> Result<Vec<Node<String>>, String> {
        node.children().filter(Xml::is_element).map(|part| one(part, depth + 1)).collect()
    };
    let comparison = match name {
        "And" => return all(parts()?).ok_or_else(|| name.to_owned()),
        "Or" => return any(parts()?).ok_or_else(|| name.to_owned()),
        "Not" => {
            let inner = node.first_element_child().ok_or(name)?;
            return Ok(Node::Not(Box::new(one(inner, depth + 1)?)));
        }
        "PropertyIsNull" => return Ok(Node::IsNull { field: field(node)? }),
        "PropertyIsBetween" => {
            let field = field(node)?;
            let end = |name: &str, comparison| {
                let value = literal(child(node, name).ok_or(name)?)?;
                Ok::<_, String>(Node::Compare { field: field.clone(), comparison, value })
            };
            let lower = end("LowerBoundary", Comparison::GreaterOrEqual)?;
            let upper = end("UpperBoundary", Comparison::LessOrEqual)?;
            return Ok(Node::And(Box::new(lower), Box::new(upper)));
        }
        "PropertyIsEqualTo" => Comparison::Equal,
        "PropertyIsNotEqualTo" => Comparison::Different,
        "PropertyIsLessThan" => Comparison::Less,
        "PropertyIsLessThanOrEqualTo" => Comparison::LessOrEqual,
        "PropertyIsGreaterThan" => Comparison::Greater,
        "PropertyIsGreaterThanOrEqualTo" => Comparison::GreaterOrEqual,
        "PropertyIsLike" => {
            let value = Literal::Pattern(pattern(node)?);
            return Ok(Node::Compare { field: field(node)?, comparison: Comparison::Like, value });
        }
        other => return Err(other.to_owned()),
    };
    let literal_first =
        node.first_element_child().is_some_and(|first| first.tag_name().name() == "Literal");
    let comparison = if literal_first { turned(comparison) } else { comparison };
    Ok(Node::Compare { field: field(node)?, comparison, value: literal(node)? })
}

/// One of `parts`: a list of values where all ask for the same field.
fn any(parts: Vec<Node<String>>) -> Option<Node<String>> {
    let first = parts.first().and_then(equal).map(|(field, _)| field.to_owned());
    let values: Option<Vec<Literal>> = parts
        .iter()
        .map(|part| equal(part).filter(|(field, _)| Some(*field) == first.as_deref()))
        .map(|found| found.map(|(_, value)| value.clone()))
        .collect();
    match (first, values) {
        (Some(field), Some(values)) if values.len() > 1 => Some(Node::In { field, values }),
        _ => parts.into_iter().reduce(|a, b| Node::Or(Box::new(a), Box::new(b))),
    }
}

/// The field and the value of `field = value`.
pub(super) fn equal(condition: &Node<String>) -> Option<(&str, &Literal)> {
    match condition {
        Node::Compare { field, comparison: Comparison::Equal, value } => Some((field, value)),
        _ => None,
    }
}

/// `5 > x` is `x < 5`.
const fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

/// The only field that `node` speaks of; nothing is worked out from it.
fn field(node: Xml) -> Result<String, String> {
    let name = child(node, "PropertyName").ok_or_else(|| inner_name(node))?;
    Ok(name.text().unwrap_or_default().trim().to_owned())
}

fn literal(node: Xml) -> Result<Literal, String> {
    let text = child(node, "Literal").ok_or_else(|| inner_name(node))?.text();
    Ok(value(text.unwrap_or_default().trim()))
}

/// What stands in `node` where a field or a literal should.
fn inner_name(node: Xml) -> String {
    let is_other = |inner: &Xml| !matches!(inner.tag_name().name(), "PropertyName" | "Literal");
    let inner = node.children().filter(Xml::is_element).find(is_other).unwrap_or(node);
    inner.tag_name().name().to_owned()
}

/// A literal is written without its type: what looks like a number is one, codes with zeros in
/// front are not.
fn value(text: &str) -> Literal {
    let digits = text.trim_start_matches('-');
    let is_code = digits.starts_with('0') && digits.len() > 1 && !digits.starts_with("0.");
    let is_plain = digits.len() <= 15 && digits.starts_with(|c: char| c.is_ascii_digit());
    match text.parse::<f64>() {
        Ok(number) if is_plain && !is_code && number.is_finite() => Literal::Number(number),
        _ => Literal::Text(text.to_owned()),
    }
}

/// The pattern of a `PropertyIsLike` with the signs of SQL.
fn pattern(node: Xml) -> Result<Vec<char>, String> {
    let text = child(node, "Literal").ok_or_else(|| inner_name(node))?.text().unwrap_or_default();
    let sign = |name: &str| node.attribute(name).and_then(|sign| sign.chars().next());
    let (any, one) = (sign("wildCard"), sign("singleChar"));
    let escape = sign("escapeChar").or_else(|| sign("escape"));
    let mut letters = Vec::new();
    let mut rest = text.trim().chars();
    while let Some(letter) = rest.next() {
        match Some(letter) {
            of if of == escape => letters.extend(rest.next()),
            of if of == any => letters.push('%'),
            of if of == one => letters.push('_'),
            _ => letters.push(letter),
        }
    }
    Ok(letters.into_iter().flat_map(char::to_lowercase).collect())
}
