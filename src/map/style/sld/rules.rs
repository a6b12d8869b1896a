//! From rules to a way of giving features a symbol: categories and ranges are rules there.

use allpa_model::expression::{Comparison, Literal, Node};

use super::filter;
use super::read::{Chosen, Drawn};
use crate::style::{Class, Range, Rule, ScaleRange, Symbol, Symbology};

/// A rule with a condition of its own.
struct Own {
    title: String,
    condition: Node<String>,
    /// Whether it said to leave out what those before it take.
    excludes: bool,
    scales: Option<ScaleRange>,
    symbol: Symbol,
}

/// The way in which `drawn` give features a symbol, and the scales of all of them.
pub(super) fn recognised(
    mut drawn: Vec<Drawn>,
    left_out: &mut Vec<String>,
) -> (Symbology, Option<ScaleRange>) {
    one_for_each(&mut drawn, left_out);
    drawn.iter_mut().for_each(|one| left_out.append(&mut one.parts.left_out));
    let whole = widest(&drawn);
    for one in &mut drawn {
        one.scales = one.scales.filter(|own| Some(*own) != whole);
    }
    let has_conditions = drawn.iter().any(|one| matches!(one.chosen, Chosen::Those(_)));
    if !has_conditions {
        return (single(drawn, left_out), whole);
    }
    let mut other: Option<Symbol> = None;
    let mut own: Vec<Own> = Vec::new();
    let mut last: Vec<Own> = Vec::new();
    for one in drawn {
        let Drawn { title, chosen, scales, parts } = one;
        let (condition, excludes) = match &chosen {
            Chosen::Those(condition) => without_others(condition, &own),
            Chosen::All | Chosen::Others => (None, false),
        };
        if parts.proportion.is_some() {
            left_out.push("Size".to_owned());
        }
        let symbol = parts.symbol();
        match condition {
            Some(condition) => own.push(Own { title, condition, excludes, scales, symbol }),
            None if other.is_none() && scales.is_none() => other = Some(symbol),
            // At some scales only: the last rule, for all that the others leave.
            None => {
                let condition = Node::Not(Box::new(Node::IsNull { field: "fid".to_owned() }));
                last.push(Own { title, condition, excludes, scales, symbol });
            }
        }
    }
    own.append(&mut last);
    let by_class = || own.iter().all(|one| one.scales.is_none());
    let found = if by_class() { categories(&own).or_else(|| ranges(&own)) } else { None };
    let symbology = match found {
        Some(Symbology::Categorised { field, classes, .. }) => {
            Symbology::Categorised { field, classes, other }
        }
        Some(Symbology::Graduated { field, breaks, .. }) => {
            Symbology::Graduated { field, breaks, other }
        }
        _ => {
            let rules = own.into_iter().map(|one| Rule {
                condition: one.condition.to_string(),
                label: one.title,
                symbol: one.symbol,
                scales: one.scales,
            });
            Symbology::Rules { rules: rules.collect(), other }
        }
    };
    (symbology, whole)
}

/// Rules for the same features at other scales: here a feature has one symbol, the first, at all
/// of them.
fn one_for_each(drawn: &mut Vec<Drawn>, left_out: &mut Vec<String>) {
    let mut at = 0;
    while at < drawn.len() {
        let same = drawn[..at].iter().position(|before| before.chosen == drawn[at].chosen);
        let Some(first) = same else {
            at += 1;
            continue;
        };
        let again = drawn.remove(at);
        drawn[first].scales = hull(drawn[first].scales, again.scales);
        left_out.push(format!("Rule {}", again.title).trim_end().to_owned());
    }
}

/// The scales at which any of them is drawn; `None` for all.
fn widest(drawn: &[Drawn]) -> Option<ScaleRange> {
    drawn.iter().map(|one| one.scales).reduce(hull).flatten()
}

fn hull(a: Option<ScaleRange>, b: Option<ScaleRange>) -> Option<ScaleRange> {
    let (a, b) = (a?, b?);
    let closest = a.closest.min(b.closest);
    let widest = a.widest.max(b.widest);
    (closest > 0.0 || widest < f64::MAX).then_some(ScaleRange { closest, widest })
}

/// Rules without a condition: one symbol.
fn single(drawn: Vec<Drawn>, left_out: &mut Vec<String>) -> Symbology {
    let mut drawn = drawn.into_iter();
    let Some(Drawn { parts, .. }) = drawn.next() else {
        return Symbology::Single(Symbol::default());
    };
    // The rest draw over it, or nothing.
    left_out.extend(drawn.map(|one| format!("Rule {}", one.title).trim_end().to_owned()));
    let proportion = parts.proportion.clone();
    let symbol = parts.symbol();
    match proportion {
        Some((field, at)) => {
            let explained = vec![(at, at.to_string())];
            Symbology::Proportional { field, symbol, at, explained }
        }
        None => Symbology::Single(symbol),
    }
}

/// A condition without what leaves out the features of the rules before it, as we write it; `None`
/// when nothing else is asked: it is for all others.
fn without_others(condition: &Node<String>, before: &[Own]) -> (Option<Node<String>>, bool) {
    // Those without a value are among the others.
    let rest = match condition {
        Node::Or(missing, rest) if matches!(**missing, Node::IsNull { .. }) => rest,
        whole => whole,
    };
    if rest != condition {
        return match without_others(rest, before) {
            (None, excludes) => (None, excludes),
            _ => (Some(condition.clone()), false),
        };
    }
    let parts = filter::conjuncts(condition);
    let own = parts.len().saturating_sub(before.len());
    let excluded = parts[own..].iter().zip(before);
    let excludes = !before.is_empty()
        && parts.len() >= before.len()
        && excluded
            .into_iter()
            .all(|(part, rule)| matches!(part, Node::Not(inner) if **inner == rule.condition));
    let own = if excludes { &parts[..own] } else { &parts[..] };
    (filter::all(own.iter().copied().cloned()), excludes)
}

fn categories(rules: &[Own]) -> Option<Symbology> {
    let (field, _) = filter::equal(&rules.first()?.condition)?;
    let classes = rules.iter().map(|rule| {
        let (_, value) = filter::equal(&rule.condition).filter(|(own, _)| *own == field)?;
        let value = match value {
            Literal::Text(text) => text.clone(),
            Literal::Number(number) => number.to_string(),
            Literal::Pattern(_) => return None,
        };
        Some(Class { value, label: rule.title.clone(), symbol: rule.symbol.clone() })
    });
    let classes: Option<Vec<Class>> = classes.collect();
    Some(Symbology::Categorised { field: field.to_owned(), classes: classes?, other: None })
}

/// A field and the numbers that it has from the first up to below the second.
type Ends<'a> = (&'a str, Option<f64>, Option<f64>);

fn ranges(rules: &[Own]) -> Option<Symbology> {
    let ends: Option<Vec<Ends>> = rules.iter().map(|rule| ends(&rule.condition)).collect();
    let mut in_order: Vec<(Ends, &Own)> = ends?.into_iter().zip(rules).collect();
    in_order.sort_by(|(a, _), (b, _)| {
        let end = |(_, _, upper): &Ends| upper.unwrap_or(f64::INFINITY);
        end(a).total_cmp(&end(b))
    });
    let ((field, lowest, _), _) = in_order.first()?;
    // Ours are open below, and each begins where the one before it ends.
    let follows = in_order.windows(2).all(|pair| {
        let ((_, _, end), ((name, begin, _), rule)) = (pair[0].0, &pair[1]);
        name == field
            && match (end, *begin) {
                (Some(end), Some(begin)) => begin == end || begin == end.next_up(),
                (Some(_), None) => rule.excludes,
                (None, _) => false,
            }
    });
    if lowest.is_some() || !follows {
        return None;
    }
    let field = (*field).to_owned();
    let range = |((_, _, below), rule): &(Ends, &Own)| Range {
        below: *below,
        label: rule.title.clone(),
        symbol: rule.symbol.clone(),
    };
    Some(Symbology::Graduated { field, breaks: in_order.iter().map(range).collect(), other: None })
}

fn ends(condition: &Node<String>) -> Option<Ends<'_>> {
    if let Node::Not(inner) = condition
        && let Node::IsNull { field } = &**inner
    {
        return (field != "fid").then_some((field, None, None));
    }
    let mut found: Option<Ends> = None;
    for part in filter::conjuncts(condition) {
        let Node::Compare { field, comparison, value: Literal::Number(number) } = part else {
            return None;
        };
        let (name, lower, upper) = found.get_or_insert((field, None, None));
        let (end, at) = match comparison {
            Comparison::Less => (upper, *number),
            Comparison::LessOrEqual => (upper, number.next_up()),
            Comparison::GreaterOrEqual => (lower, *number),
            Comparison::Greater => (lower, number.next_up()),
            _ => return None,
        };
        if name != field || end.replace(at).is_some() {
            return None;
        }
    }
    found
}
