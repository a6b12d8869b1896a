//! A finished file taken apart into its objects, changed, and put together again (ISO 32000-2, 7.5).
//!
//! The library that writes files knows neither layers nor the places of maps. Libraries that change
//! files keep numbers as single floats, which are 0.8 m on the ground; so this changes text.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use memchr::memmem;
use rayon::prelude::*;

/// Objects of a file, as the library wrote them.
pub(super) struct Objects<'a> {
    /// What comes before the first.
    head: &'a [u8],
    /// What each says, from number 1 on.
    bodies: Vec<&'a [u8]>,
    /// The dictionary after the table, without its count of objects.
    trailer: &'a str,
}

/// What becomes of the objects of a file.
#[derive(Default)]
pub(super) struct Changes {
    /// Entries that dictionaries get, by the number of the object.
    pub entries: BTreeMap<usize, String>,
    /// What stands in place of each marked stretch's beginning, by the number of the stream.
    pub stretches: BTreeMap<usize, Vec<String>>,
    /// New objects.
    pub added: Vec<String>,
}

/// How the library begins a stretch that is marked.
const BEGIN: &[u8] = b"/Artifact BMC\n";
const STREAM: &[u8] = b"\nstream\n";
const STREAM_END: &[u8] = b"\nendstream";
const OBJECT: &[u8] = b" 0 obj\n";
const OBJECT_END: &[u8] = b"\nendobj\n";

impl<'a> Objects<'a> {
    /// The objects of `file`; `None` where it is not written as the library writes.
    pub fn of(file: &'a [u8]) -> Option<Self> {
        /// Longer than what follows the table.
        const END: usize = 64;
        let end = String::from_utf8_lossy(file.get(file.len().saturating_sub(END)..)?);
        let table: usize =
            end.rsplit("startxref").next()?.split_whitespace().next()?.parse().ok()?;
        let text = std::str::from_utf8(file.get(table..)?).ok()?;
        let (entries, rest) = text.strip_prefix("xref")?.split_once("trailer")?;
        let (trailer, _) = rest.split_once("startxref")?;
        let (_, trailer) = trailer.trim().strip_prefix("<</Size ")?.split_once('/')?;
        // The first line counts the entries, the second is of no object.
        let starts = entries.trim_start().lines().skip(2);
        let starts: Option<Vec<usize>> =
            starts.map(|line| line.split(' ').next()?.parse().ok()).collect();
        let starts = starts?;
        let ends = starts.iter().skip(1).copied().chain([table]);
        let body = |(number, (&start, end)): (usize, (&usize, usize))| {
            let text = file.get(start..end)?;
            let text = text.strip_prefix((number + 1).to_string().as_bytes())?;
            text.strip_prefix(OBJECT)?.strip_suffix(OBJECT_END)
        };
        let bodies: Option<Vec<&[u8]>> = starts.iter().zip(ends).enumerate().map(body).collect();
        Some(Self { head: file.get(..*starts.first()?)?, bodies: bodies?, trailer })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.bodies.len()
    }

    /// Those whose dictionary begins so, by number.
    pub fn beginning(&self, words: &str) -> Vec<usize> {
        let bodies = (1..).zip(&self.bodies);
        bodies.filter(|(_, body)| body.starts_with(words.as_bytes())).map(|(n, _)| n).collect()
    }

    /// The number of the object that an entry of a dictionary leads to.
    pub fn led_to(&self, number: usize, entry: &str) -> Option<usize> {
        let text = std::str::from_utf8(self.bodies.get(number.checked_sub(1)?)?).ok()?;
        reference(text, entry)
    }

    /// The number of the catalogue.
    pub fn catalogue(&self) -> Option<usize> {
        reference(self.trailer, "Root ")
    }

    /// The file with `changes`, its streams packed; `None` where they do not fit it.
    pub fn with(&self, changes: &Changes) -> Option<Vec<u8>> {
        let changed = self.bodies.par_iter().enumerate().map(|(index, body)| {
            let entries = changes.entries.get(&(index + 1)).map_or("", String::as_str);
            let stretches = changes.stretches.get(&(index + 1)).map_or(&[][..], Vec::as_slice);
            changed(body, entries, stretches)
        });
        let changed: Vec<Cow<[u8]>> = changed.collect::<Option<_>>()?;
        let added = changes.added.iter().map(|body| Cow::Borrowed(body.as_bytes()));
        let bodies: Vec<Cow<[u8]>> = changed.into_iter().chain(added).collect();
        let mut file = self.head.to_vec();
        file.reserve(bodies.iter().map(|body| body.len() + 64).sum());
        let mut table = format!("xref\n0 {}\n0000000000 65535 f\r\n", bodies.len() + 1);
        for (number, body) in (1..).zip(&bodies) {
            let _ = write!(table, "{:010} 00000 n\r\n", file.len());
            file.extend(format!("{number}").into_bytes());
            file.extend(OBJECT);
            file.extend(body.iter());
            file.extend(OBJECT_END);
        }
        let (start, size, trailer) = (file.len(), bodies.len() + 1, self.trailer);
        file.extend(table.into_bytes());
        file.extend(
            format!("trailer\n<</Size {size}/{trailer}\nstartxref\n{start}\n%%EOF").into_bytes(),
        );
        Some(file)
    }
}

/// The number after an entry's name.
fn reference(text: &str, entry: &str) -> Option<usize> {
    let (_, rest) = text.split_once(entry)?;
    rest.split(' ').next()?.parse().ok()
}

/// An object with more entries, and with its marked stretches beginning as told. Streams that are not
/// packed yet are, but for the one that describes the file: others look for it in the open.
fn changed<'a>(body: &'a [u8], entries: &str, stretches: &[String]) -> Option<Cow<'a, [u8]>> {
    let stream = memmem::find(body, STREAM);
    let (dictionary, data) = match stream {
        Some(at) => {
            let data = body.get(at + STREAM.len()..)?.strip_suffix(STREAM_END)?;
            (std::str::from_utf8(&body[..at]).ok()?, Some(data))
        }
        None if entries.is_empty() => return Some(Cow::Borrowed(body)),
        None => (std::str::from_utf8(body).ok()?, None),
    };
    let is_open = |dictionary: &str| {
        !dictionary.contains("/Filter") && !dictionary.contains("/Type/Metadata")
    };
    let Some(data) = data.filter(|_| is_open(dictionary)) else {
        let rest = dictionary.strip_prefix("<<").filter(|_| !entries.is_empty());
        let Some(rest) = rest else { return Some(Cow::Borrowed(body)) };
        let after = stream.map_or(&[][..], |at| &body[at..]);
        return Some([b"<<", entries.as_bytes(), rest.as_bytes(), after].concat().into());
    };
    let data = packed(&begun(data, stretches)?);
    let rest = dictionary.strip_prefix("<</Length ")?;
    let rest = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let before = format!("<<{entries}/Length {}/Filter/FlateDecode{rest}", data.len());
    Some([before.as_bytes(), STREAM, &data, STREAM_END].concat().into())
}

/// Operators with each marked stretch beginning as told.
fn begun<'a>(data: &'a [u8], stretches: &[String]) -> Option<Cow<'a, [u8]>> {
    // No words hold it: the library writes their line ends in letters.
    let places: Vec<usize> = memmem::find_iter(data, BEGIN).collect();
    if places.len() != stretches.len() {
        return None;
    }
    if places.is_empty() {
        return Some(Cow::Borrowed(data));
    }
    let mut out = Vec::with_capacity(data.len());
    let mut from = 0;
    for (at, words) in places.into_iter().zip(stretches) {
        out.extend(&data[from..at]);
        out.extend(words.as_bytes());
        from = at + BEGIN.len();
    }
    out.extend(&data[from..]);
    Some(out.into())
}

fn packed(data: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::new(6));
    // Memory takes everything.
    let _ = packer.write_all(data);
    packer.finish().unwrap_or_default()
}
