//! Edges by the strips of y that they reach into, so that few of many are looked at.

/// An edge's number, and its lowest and highest y.
pub(crate) type Span = (u32, f64, f64);

/// Strips of equal height, about one for every four edges.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slabs {
    low: f64,
    high: f64,
    per_unit: f64,
    count: usize,
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Slabs {
    /// Sorts edges into strips; the room of an earlier use is used again.
    pub(crate) fn fill(&mut self, spans: impl DoubleEndedIterator<Item = Span> + Clone) {
        let (low, high, edges) =
            spans.clone().fold((f64::MAX, f64::MIN, 0), |(low, high, count), (_, from, to)| {
                (f64::min(low, from), f64::max(high, to), count + 1)
            });
        let count = (edges / 4).max(1);
        let per_unit = count as f64 / (high - low);
        // Without height there is one strip.
        (self.count, self.per_unit) =
            if per_unit.is_finite() { (count, per_unit) } else { (1, 0.0) };
        (self.low, self.high) = (low, high);
        // Counted first, then put in place.
        self.starts.clear();
        self.starts.resize(self.count + 1, 0);
        for (_, from, to) in spans.clone() {
            for slab in self.over(from, to) {
                self.starts[slab] += 1;
            }
        }
        let mut end = 0;
        for start in &mut self.starts {
            end += *start;
            *start = end;
        }
        self.numbers.clear();
        self.numbers.resize(end as usize, 0);
        for (number, from, to) in spans.rev() {
            for slab in self.over(from, to) {
                self.starts[slab] -= 1;
                self.numbers[self.starts[slab] as usize] = number;
            }
        }
    }

    /// The strips between two heights.
    pub(crate) fn over(&self, from: f64, to: f64) -> std::ops::RangeInclusive<usize> {
        self.slab(from)..=self.slab(to)
    }

    fn slab(&self, y: f64) -> usize {
        (((y - self.low) * self.per_unit).max(0.0) as usize).min(self.count - 1)
    }

    /// Numbers of the edges that reach into a strip, in order.
    pub(crate) fn numbers(&self, slab: usize) -> &[u32] {
        &self.numbers[self.starts[slab] as usize..self.starts[slab + 1] as usize]
    }

    /// Numbers of the edges that may hold a position at this height, in order.
    pub(crate) fn at(&self, y: f64) -> &[u32] {
        if self.low <= y && y <= self.high { self.numbers(self.slab(y)) } else { &[] }
    }
}
