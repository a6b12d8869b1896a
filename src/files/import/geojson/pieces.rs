//! A large collection cut between its features, the pieces read side by side.
//!
//! A cut is made only where the very characters that open the first feature come after a comma.
//! Nothing is taken for granted: each piece must be good JSON up to its cut and end among the
//! features, else the answer is `None` and the text is read as one.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Mutex;

use memchr::memmem;
use rayon::prelude::*;
use serde::de::DeserializeSeed as _;

use super::sink::Sink;
use super::{Imported, Progress, ReadError, TopSeed, read_texts};
use crate::import::encoding::without_bom;

/// What each piece but the first is put behind, so that it is a text of its own.
const OPENING: &[u8] = b"{\"features\":[";

/// Reads a collection of about `bytes` in pieces of about `piece` bytes; `None` where it cannot
/// be told to be the same as in one.
pub(super) fn read(
    source: impl Read + Send,
    bytes: usize,
    piece: usize,
    progress: &dyn Progress,
) -> Option<Result<Imported, ReadError>> {
    let pieces = Pieces::new(source, piece).ok()??;
    let whole =
        Mutex::new(Whole { sink: Sink::new(bytes, progress), next: 0, waiting: BTreeMap::new() });
    let read = pieces.enumerate().par_bridge().try_for_each(|(at, piece)| {
        let sink = piece.ok().and_then(|piece| piece.read()).ok_or(End::Irregular)?;
        whole.lock().map_err(|_| End::Irregular)?.add(at, sink)
    });
    match read {
        Ok(()) => {}
        Err(End::Irregular) => return None,
        Err(End::Cancelled) => return Some(Err(ReadError::Cancelled)),
    }
    Some(whole.into_inner().ok()?.sink.finish("UTF-8"))
}

/// Why the reading ended before the text did.
enum End {
    Cancelled,
    Irregular,
}

/// What was read so far, in the order of the text.
struct Whole<'a> {
    sink: Sink<'a>,
    next: usize,
    waiting: BTreeMap<usize, Sink<'static>>,
}

impl Whole<'_> {
    fn add(&mut self, at: usize, piece: Sink<'static>) -> Result<(), End> {
        self.waiting.insert(at, piece);
        while let Some(piece) = self.waiting.remove(&self.next) {
            self.next += 1;
            if !self.sink.append(piece) {
                return Err(End::Irregular);
            }
        }
        let rows = self.sink.shapes.len() as u64;
        self.sink.progress.step(rows, 0).map_err(|_| End::Cancelled)
    }
}

/// Whole features, behind something that makes them a text.
struct Piece {
    text: Vec<u8>,
    is_last: bool,
}

impl Piece {
    fn read(&self) -> Option<Sink<'static>> {
        let text = std::str::from_utf8(without_bom(&self.text)).ok()?;
        let mut sink = Sink::new(text.len(), &());
        if self.is_last {
            read_texts(&mut sink, text).ok()?;
            return sink.not_geojson.is_none().then_some(sink);
        }
        let mut json = serde_json::Deserializer::from_str(text);
        let cut = TopSeed(&mut sink).deserialize(&mut json).err()?;
        (cut.is_eof() && sink.is_between_features).then_some(sink)
    }
}

/// A collection in pieces.
struct Pieces<R> {
    source: R,
    size: usize,
    /// The characters with which each feature begins.
    feature: Vec<u8>,
    /// Text read and not given out.
    held: Vec<u8>,
    is_over: bool,
}

impl<R: Read> Pieces<R> {
    /// `None` where the text does not begin as a collection of features that tell their type first.
    fn new(mut source: R, size: usize) -> io::Result<Option<Self>> {
        let mut held = Vec::with_capacity(2 * size);
        source.by_ref().take(size as u64).read_to_end(&mut held)?;
        let feature = first_feature(&held).map(|at| held[at].to_vec());
        Ok(feature.map(|feature| Self { source, size, feature, held, is_over: false }))
    }

    fn cut(&mut self) -> io::Result<Piece> {
        let mut searched = 1;
        loop {
            let wanted = self.held.len().max(self.size);
            let read = self.source.by_ref().take(wanted as u64).read_to_end(&mut self.held)?;
            if read == 0 {
                self.is_over = true;
                return Ok(Piece { text: std::mem::take(&mut self.held), is_last: true });
            }
            if let Some(at) = self.last_opening(searched) {
                let mut rest = Vec::with_capacity(2 * self.size);
                rest.extend_from_slice(OPENING);
                rest.extend_from_slice(&self.held[at..]);
                self.held.truncate(at);
                return Ok(Piece { text: std::mem::replace(&mut self.held, rest), is_last: false });
            }
            searched = self.held.len().saturating_sub(self.feature.len()).max(1);
        }
    }

    /// Where the last feature begins that follows another, from position `from` on.
    fn last_opening(&self, from: usize) -> Option<usize> {
        let at = from + memmem::rfind(&self.held[from..], &self.feature)?;
        let before = self.held[..at].trim_ascii_end();
        before.ends_with(b",").then_some(at)
    }
}

impl<R: Read> Iterator for Pieces<R> {
    type Item = io::Result<Piece>;

    fn next(&mut self) -> Option<Self::Item> {
        (!self.is_over).then(|| self.cut().inspect_err(|_| self.is_over = true))
    }
}

/// Where the head of a collection has the opening of its first feature, up to its type:
/// `{ "type": "Feature"`.
fn first_feature(head: &[u8]) -> Option<Range<usize>> {
    let mut at = memmem::find(head, b"\"features\"")?;
    let mut start = at;
    let tokens = [r#""features""#, ":", "[", "{", r#""type""#, ":", r#""Feature""#];
    for token in tokens {
        at += head[at..].len() - head[at..].trim_ascii_start().len();
        if !head[at..].starts_with(token.as_bytes()) {
            return None;
        }
        if token == "{" {
            start = at;
        }
        at += token.len();
    }
    Some(start..at)
}

#[cfg(test)]
mod tests {
    use super::super::read_as_one;
    use super::*;
    use std::fmt::Write as _;

    /// Reads in pieces of every small size: the same as in one, or not at all. Tells for how many
    /// sizes it was read.
    fn same(text: &[u8]) -> usize {
        let whole = format!("{:?}", read_as_one(text, &()));
        let mut read_in_pieces = 0;
        for size in (64..text.len()).step_by(37) {
            if let Some(imported) = read(text, text.len(), size, &()) {
                assert_eq!(format!("{imported:?}"), whole, "pieces of {size}");
                read_in_pieces += 1;
            }
        }
        read_in_pieces
    }

    fn collection(before: &str, features: &[String], after: &str) -> String {
        let list = features.join(",\n  ");
        format!("{{\"type\":\"FeatureCollection\",{before}\"features\": [\n{list}\n]{after}}}")
    }

    fn point(n: usize, properties: &str) -> String {
        format!(
            r#"{{ "type": "Feature", "properties": {{{properties}}}, "geometry": {{"type":"Point","coordinates":[{n},2.5]}} }}"#
        )
    }

    fn points(properties: impl Fn(usize) -> String) -> Vec<String> {
        (0..40).map(|n| point(n, &properties(n))).collect()
    }

    #[test]
    fn pieces_are_the_same_as_the_whole() {
        let crs = r#""crs":{"type":"name","properties":{"name":"EPSG:32718"}},"#;
        let mut features = points(|n| match n % 4 {
            0 => format!(r#""n":{n},"nombre":"Ñaupe {n}""#),
            1 => format!(r#""n":{n}.5,"otro":true"#),
            2 => r#""n":null,"a":[1,{"b":2}]"#.into(),
            _ => String::new(),
        });
        features[7] = r#"{ "type": "Feature", "properties": null, "geometry": null }"#.into();
        features[9] = r#"{ "type": "Feature", "properties": {"n":1,"n":2}, "geometry": {"type":"Polygon","coordinates":[[[0,0,9],[1,0,9],[1,1,9]],[[0,0],[1,1]]]} }"#.into();
        for (before, after) in [("", ""), (crs, ""), ("", ",\"name\":\"x\",\"bbox\":[1,2]")] {
            let text = collection(before, &features, after);
            assert!(same(text.as_bytes()) > 20, "{text}");
            assert!(same(format!("\u{feff}{text}\n and more").as_bytes()) > 20);
        }
        let tail = collection("", &features, &format!(",{crs}\"x\":1"));
        assert!(same(tail.as_bytes()) > 20, "{tail}");
    }

    #[test]
    fn a_feature_larger_than_a_piece_is_not_cut() {
        let mut ring = String::new();
        (0..500).for_each(|n| write!(ring, "[{n},{}],", n * n).expect("text"));
        let large = format!(
            r#"{{ "type": "Feature", "properties": {{}}, "geometry": {{"type":"Polygon","coordinates":[[{ring}[0,0]]]}} }}"#
        );
        let text = collection("", &[point(1, ""), large.clone(), large, point(2, "")], "");
        assert!(same(text.as_bytes()) > 20);
    }

    #[test]
    fn what_cannot_be_cut_is_left_to_the_whole() {
        let nested = points(|n| {
            format!(
                r#""x":{{"l":[{}, {}]}},"t":"{{ \"type\": \"Feature\"""#,
                point(n, ""),
                point(n, "")
            )
        });
        same(collection("", &nested, "").as_bytes());
        let mixed = points(|n| if n == 30 { r#""n":"x""#.into() } else { format!("\"n\":{n}") });
        assert_eq!(same(collection("", &mixed[..31], "").as_bytes()), 0);
        let infinite = points(|n| format!("\"n\":{n}e{}", n * 10));
        assert_eq!(same(collection("", &infinite, "").as_bytes()), 0);
        let good = collection("", &points(|n| format!("\"n\":{n}")), "");
        for (from, to) in [
            (",\n  { \"type\": \"Feature\", \"properties\": {\"n\":20}", "\n  {\"a\": {\"n\":20}"),
            ("\"n\":20}", "\"n\":20]"),
            ("\"n\":20}", "\"n\":NaN}"),
            ("[20,2.5]} },", "[20,2.5]} }],"),
            ("[20,2.5]} },", "[20,2.5]} },,"),
        ] {
            let bad = good.replacen(from, to, 1);
            assert_ne!(bad, good, "{from}");
            assert_eq!(same(bad.as_bytes()), 0, "{from} → {to}");
        }
        assert_eq!(same(&good.as_bytes()[..good.len() - 30]), 0);
        let latin = good.replace("\"n\":39", "\"n\":\"Ñ\"").replace('Ñ', "\u{1}");
        let latin: Vec<u8> =
            latin.bytes().map(|byte| if byte == 1 { 0xd1 } else { byte }).collect();
        assert_eq!(same(&latin), 0);
    }

    #[test]
    fn a_reading_in_pieces_can_be_stopped() {
        struct Stop;
        impl Progress for Stop {
            fn step(&self, rows: u64, _: u64) -> Result<(), crate::import::Cancelled> {
                if rows < 10 { Ok(()) } else { Err(crate::import::Cancelled) }
            }
        }
        let text = collection("", &points(|_| String::new()), "");
        let stopped = read(text.as_bytes(), text.len(), 128, &Stop);
        assert!(matches!(stopped, Some(Err(ReadError::Cancelled))), "{stopped:?}");
    }

    proptest::proptest! {
        #[test]
        fn damage_is_seen_in_pieces_as_in_the_whole(
            edits in proptest::collection::vec((0usize..4000, 0usize..12), 1..4),
        ) {
            const ODD: [&str; 12] =
                ["{", "}", "[", "]", ",", ":", "\"", "\\", "1e999", "null", " ", "\u{1e}"];
            let properties = |n| format!("\"n\":{n},\"t\":\"[{{ \\\"type\\\": {n}\"");
            let mut text = collection("", &points(properties), ",\"name\":\"x\"");
            for (at, odd) in edits {
                let at = at % text.len();
                text.replace_range(at..=at, ODD[odd]);
            }
            for size in [64, 300, 1100] {
                if let Some(imported) = read(text.as_bytes(), text.len(), size, &()) {
                    let whole = read_as_one(text.as_bytes(), &());
                    proptest::prop_assert_eq!(format!("{imported:?}"), format!("{whole:?}"));
                }
            }
        }
    }
}
