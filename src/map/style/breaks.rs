//! Numbers cut into classes.

use serde::{Deserialize, Serialize};

/// Where one class ends and the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// Where numbers lie far apart: the least sum of squared distances to the means of the classes
    /// (Fisher 1958; Jenks 1977).
    #[default]
    Natural,
    /// As many features in each.
    Quantile,
    /// Equally wide.
    Equal,
}

/// Natural breaks are found among so many numbers, evenly spaced by rank, where there are more.
const MOST_NUMBERS: usize = 1_000;

/// The inner bounds of at most `classes` classes of `numbers`, growing: a class holds what is below
/// its bound and not below the one before. Numbers that repeat give fewer classes; what is not
/// finite does not count.
pub fn bounds(mut numbers: Vec<f64>, cut: Cut, classes: usize) -> Vec<f64> {
    numbers.retain(|number| number.is_finite());
    numbers.sort_unstable_by(f64::total_cmp);
    let [first, .., last] = numbers[..] else { return Vec::new() };
    let inner = 1..classes.max(1);
    let mut bounds: Vec<f64> = match cut {
        Cut::Equal => {
            inner.map(|class| first + (last - first) * class as f64 / classes as f64).collect()
        }
        Cut::Quantile => inner.map(|class| numbers[class * numbers.len() / classes]).collect(),
        Cut::Natural => natural(&numbers, classes),
    };
    bounds.dedup();
    bounds.retain(|&bound| bound > first);
    bounds
}

/// The classes with the least sum of squares, by dynamic programming; `numbers` grow.
fn natural(numbers: &[f64], classes: usize) -> Vec<f64> {
    let count = numbers.len().min(MOST_NUMBERS);
    let sample: Vec<f64> = (0..count).map(|at| numbers[at * numbers.len() / count]).collect();
    let mean = sample.iter().sum::<f64>() / count as f64;
    // Sums of numbers and of their squares before each place, about the mean for precision.
    let mut sums = vec![(0.0, 0.0)];
    for number in sample.iter().map(|number| number - mean) {
        let (sum, squares) = sums[sums.len() - 1];
        sums.push((sum + number, squares + number * number));
    }
    let spread = |from: usize, to: usize| {
        let (sum, squares) = (sums[to].0 - sums[from].0, sums[to].1 - sums[from].1);
        (squares - sum * sum / (to - from) as f64).max(0.0)
    };
    // `costs[end]`: the least for the numbers before `end` in the classes so far.
    let mut costs: Vec<f64> = (0..=count).map(|end| spread(0, end.max(1))).collect();
    let mut starts: Vec<Vec<usize>> = Vec::new();
    for class in 1..classes.min(count) {
        let best = |end: usize| {
            let cost = |start: usize| (start, costs[start] + spread(start, end));
            let ways = (class..end).map(cost);
            ways.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((end, f64::INFINITY))
        };
        let found: Vec<(usize, f64)> = (0..=count).map(best).collect();
        starts.push(found.iter().map(|(start, _)| *start).collect());
        costs = found.into_iter().map(|(_, cost)| cost).collect();
    }
    let mut end = count;
    let mut bounds = Vec::new();
    for of_class in starts.iter().rev() {
        end = of_class[end];
        bounds.push(sample[end.min(count - 1)]);
    }
    bounds.reverse();
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(numbers: &[f64], cut: Cut, classes: usize, expected: &[f64]) {
        assert_eq!(bounds(numbers.to_vec(), cut, classes), expected, "{numbers:?} {cut:?}");
    }

    #[test]
    fn each_way_of_cutting_has_its_bounds() {
        let numbers = [1.0, 2.0, 3.0, 10.0, 11.0, 12.0, 50.0, f64::NAN];
        check(&numbers, Cut::Natural, 3, &[10.0, 50.0]);
        check(&[0.0, 4.0, 5.0, 8.0], Cut::Equal, 4, &[2.0, 4.0, 6.0]);
        check(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], Cut::Quantile, 3, &[3.0, 5.0]);
    }

    #[test]
    fn numbers_that_repeat_give_fewer_classes() {
        for cut in [Cut::Natural, Cut::Quantile, Cut::Equal] {
            check(&[], cut, 5, &[]);
            check(&[7.0, 7.0, 7.0], cut, 5, &[]);
        }
        check(&[1.0, 1.0, 1.0, 2.0], Cut::Quantile, 4, &[2.0]);
        check(&[1.0, 1.0, 1.0, 2.0], Cut::Natural, 4, &[2.0]);
    }

    #[test]
    fn many_numbers_are_cut_as_their_ranks_are() {
        let numbers: Vec<f64> = (0..100_000).map(|i| f64::from(i % 1_000)).collect();
        let bounds = bounds(numbers, Cut::Natural, 2);
        assert!((bounds[0] - 500.0).abs() < 5.0, "{bounds:?}");
    }
}
