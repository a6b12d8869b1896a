//! One geometry of a feature table, byte by byte (requirements 19, 20, 32, 33).

/// A geometry as its bytes tell it.
#[derive(Debug, Default)]
pub struct Geometry {
    /// Its system, by the header.
    pub srs: i64,
    /// Its type, in capitals.
    pub kind: String,
    /// West, east, south, north of its positions; `None` where it is empty.
    pub bounds: Option<[f64; 4]>,
}

/// Names of the codes of well-known binary.
pub const KINDS: [&str; 8] = [
    "",
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
];

/// Reads header and well-known binary to the last byte.
pub fn read(bytes: &[u8]) -> Result<Geometry, String> {
    let head = bytes.get(..8).ok_or("no header")?;
    if &head[..2] != b"GP" || head[2] != 0 {
        return Err(format!("magic and version {:?}", &head[..3]));
    }
    let flags = head[3];
    if flags & 0b1110_0000 != 0 {
        return Err(format!("flags {flags:#010b}"));
    }
    let is_little = flags & 1 == 1;
    let is_empty = flags & 0x10 != 0;
    let code = [head[4], head[5], head[6], head[7]];
    let code = if is_little { i32::from_le_bytes(code) } else { i32::from_be_bytes(code) };
    let sides = match flags >> 1 & 7 {
        0 => 0,
        1 => 4,
        2 | 3 => 6,
        4 => 8,
        other => return Err(format!("envelope of kind {other}")),
    };
    let mut reader = Reader { bytes, at: 8, is_little };
    let envelope: Vec<f64> = (0..sides).map(|_| reader.number()).collect::<Result<_, _>>()?;
    let mut found = Geometry { srs: i64::from(code), ..Geometry::default() };
    found.kind = reader.geometry(&mut found.bounds)?.to_owned();
    if reader.at != bytes.len() {
        return Err(format!("{} bytes more", bytes.len() - reader.at));
    }
    if is_empty != found.bounds.is_none() {
        return Err(format!("marked as empty: {is_empty}"));
    }
    if let (Some(bounds), Some(told)) = (found.bounds, envelope.get(..4))
        && bounds[..] != *told
    {
        return Err(format!("envelope {told:?} of {bounds:?}"));
    }
    Ok(found)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    is_little: bool,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let found = self.bytes.get(self.at..self.at + N).ok_or("cut off")?;
        self.at += N;
        found.try_into().map_err(|_| "cut off".to_owned())
    }

    fn count(&mut self) -> Result<u32, String> {
        let four = self.take()?;
        Ok(if self.is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    }

    fn number(&mut self) -> Result<f64, String> {
        let eight = self.take()?;
        Ok(if self.is_little { f64::from_le_bytes(eight) } else { f64::from_be_bytes(eight) })
    }

    fn position(&mut self, bounds: &mut Option<[f64; 4]>) -> Result<[f64; 2], String> {
        let at = [self.number()?, self.number()?];
        if at.iter().all(|value| value.is_nan()) {
            return Ok(at); // an empty point
        }
        let [x, y] = at;
        let [west, east, south, north] = bounds.unwrap_or([x, x, y, y]);
        *bounds = Some([west.min(x), east.max(x), south.min(y), north.max(y)]);
        Ok(at)
    }

    fn run(&mut self, bounds: &mut Option<[f64; 4]>) -> Result<Vec<[f64; 2]>, String> {
        let count = self.count()?;
        (0..count).map(|_| self.position(bounds)).collect()
    }

    fn geometry(&mut self, bounds: &mut Option<[f64; 4]>) -> Result<&'static str, String> {
        let [order] = self.take()?;
        if order > 1 {
            return Err(format!("byte order {order}"));
        }
        self.is_little = order == 1;
        let code = self.count()?;
        let kind = KINDS.get(code as usize).filter(|kind| !kind.is_empty());
        let kind = *kind.ok_or_else(|| format!("type {code}"))?;
        match code {
            1 => drop(self.position(bounds)?),
            2 => drop(self.run(bounds)?),
            3 => {
                for _ in 0..self.count()? {
                    let ring = self.run(bounds)?;
                    if ring.len() < 4 || ring.first() != ring.last() {
                        return Err(format!("a ring of {} positions, or open", ring.len()));
                    }
                }
            }
            _ => {
                let single = if code == 7 { "" } else { KINDS[code as usize - 3] };
                for _ in 0..self.count()? {
                    let part = self.geometry(bounds)?;
                    if !single.is_empty() && part != single {
                        return Err(format!("{part} in {kind}"));
                    }
                }
            }
        }
        Ok(kind)
    }
}
