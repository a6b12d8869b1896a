//! dBASE tables, as shapefiles use them: fixed-width records, texts in some encoding.

use allpa_model::{Column, ColumnData, Note, NoteKind, TextColumn};

use super::ReadError;
use super::encoding::{self, Standing, TextEncoding};

/// A table as read.
#[derive(Debug)]
pub(super) struct Dbf {
    pub(super) columns: Vec<Column>,
    pub(super) encoding: &'static str,
    pub(super) notes: Vec<Note>,
    /// Records marked as deleted, counted in the whole file.
    pub(super) deleted: Vec<usize>,
}

struct Field {
    name: String,
    kind: u8,
    start: usize,
    length: usize,
    decimals: u8,
}

/// Most fields a table may announce (Visual `FoxPro`'s limit is 255).
const MOST_FIELDS: usize = 2048;

/// Reads `bytes`, whose texts are in the encoding `stated`, else `cpg` or what they show. Records missing from the end become rows without values, so that there are
/// `wanted` rows, and records beyond them are left out.
pub(super) fn read(
    bytes: &[u8],
    cpg: Option<&str>,
    stated: Option<TextEncoding>,
    wanted: usize,
) -> Result<Dbf, ReadError> {
    let short = || ReadError::Truncated { expected: 32, found: bytes.len() as u64 };
    let header = bytes.get(..32).ok_or_else(short)?;
    let word = |at: usize| usize::from(u16::from_le_bytes([header[at], header[at + 1]]));
    let (header_length, record_length) = (word(8), word(10));
    let fields = fields(bytes, header_length)?;
    let width: usize = 1 + fields.iter().map(|field| field.length).sum::<usize>();
    if record_length == 0 || width > record_length {
        return Err(ReadError::Invalid("the table's fields are wider than its records".into()));
    }
    let body = bytes.get(header_length..).unwrap_or_default();
    let records: Vec<&[u8]> =
        body.chunks_exact(record_length).take_while(|record| record[0] != 0x1a).collect();
    let announced = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
    let deleted = (0..records.len()).filter(|&row| records[row][0] == b'*').collect();
    let (encoding, standing) = match stated {
        Some(encoding) => (encoding, Standing::Sure),
        None => choose_encoding(&fields, &records, cpg, header[29]),
    };
    let mut notes = Vec::new();
    if standing != Standing::Sure {
        let declared_wrong = standing == Standing::Contradicted;
        let kind = NoteKind::Encoding { name: encoding.name().into(), declared_wrong };
        notes.push(Note { row: None, kind });
    }
    if announced != records.len() {
        let kind = NoteKind::RowCount { announced, found: records.len() };
        notes.push(Note::layer(kind));
    }
    if records.len() < wanted {
        notes.push(Note::layer(NoteKind::RowsMissing { rows: wanted - records.len() }));
    } else if records.len() > wanted {
        notes.push(Note::layer(NoteKind::RowsExtra { rows: records.len() - wanted }));
    }
    let columns =
        fields.iter().map(|field| column(field, &records, wanted, encoding, &mut notes)).collect();
    Ok(Dbf { columns, encoding: encoding.name(), notes, deleted })
}

fn fields(bytes: &[u8], header_length: usize) -> Result<Vec<Field>, ReadError> {
    let area = bytes.get(32..header_length.min(bytes.len())).unwrap_or_default();
    let mut fields: Vec<Field> = Vec::new();
    let mut start = 1;
    for descriptor in area.chunks_exact(32).take_while(|d| d[0] != 0x0d).take(MOST_FIELDS) {
        let name = descriptor[..11].split(|byte| *byte == 0).next().unwrap_or_default();
        let (mut name, _) = encoding::decode_file(name);
        let copies = fields.iter().filter(|f| f.name.split('~').next() == Some(&name)).count();
        if copies > 0 {
            name = format!("{name}~{copies}").into();
        }
        let (kind, decimals) = (descriptor[11], descriptor[17]);
        // Wide character fields keep the high byte of their width where others keep decimals.
        let high = if kind == b'C' { usize::from(decimals) << 8 } else { 0 };
        let length = usize::from(descriptor[16]) + high;
        fields.push(Field { name: name.trim().to_owned(), kind, start, length, decimals });
        start += length;
    }
    if fields.is_empty() {
        return Err(ReadError::Invalid("the table has no fields".into()));
    }
    Ok(fields)
}

/// Enough text to decide on an encoding.
const SAMPLE_BYTES: usize = 1 << 20;

fn choose_encoding(
    fields: &[Field],
    records: &[&[u8]],
    cpg: Option<&str>,
    language_byte: u8,
) -> (TextEncoding, Standing) {
    let mut sample = Vec::new();
    for record in records {
        for field in fields.iter().filter(|field| field.kind == b'C') {
            let mut text = &record[field.start..field.start + field.length];
            // A text cut in the middle of a UTF-8 sequence is still UTF-8.
            if let Err(error) = std::str::from_utf8(text)
                && error.error_len().is_none()
            {
                text = &text[..error.valid_up_to()];
            }
            if !text.is_ascii() {
                sample.extend_from_slice(text);
                sample.push(b' ');
            }
        }
        if sample.len() > SAMPLE_BYTES {
            break;
        }
    }
    encoding::choose(cpg, language_byte, &sample)
}

fn column(
    field: &Field,
    records: &[&[u8]],
    wanted: usize,
    encoding: TextEncoding,
    notes: &mut Vec<Note>,
) -> Column {
    let cells = (0..wanted).map(|row| {
        let record = records.get(row)?;
        let cell = record[field.start..field.start + field.length].trim_ascii();
        let cell = cell.strip_suffix(b"\0").unwrap_or(cell);
        (!cell.is_empty() && cell.iter().any(|byte| *byte != 0)).then_some(cell)
    });
    let mut odd = 0;
    let number = |cell: &[u8]| {
        let text = std::str::from_utf8(cell).ok()?.trim_matches('\0').replace(',', ".");
        text.parse::<f64>().ok().filter(|number| number.is_finite())
    };
    let data = match field.kind {
        b'N' | b'F' if field.decimals == 0 && field.kind == b'N' && field.length <= 18 => {
            let whole = cells.map(|cell| {
                let value = cell.map(|cell| (number(cell), cell));
                match value {
                    Some((Some(n), _)) if n.fract() == 0.0 => Some(n as i64),
                    Some(_) => {
                        odd += 1;
                        None
                    }
                    None => None,
                }
            });
            ColumnData::Integer(whole.collect())
        }
        b'N' | b'F' => ColumnData::Real(
            cells
                .map(|cell| {
                    let cell = cell?;
                    let value = number(cell);
                    odd += usize::from(value.is_none());
                    value
                })
                .collect(),
        ),
        b'L' => ColumnData::Boolean(
            cells
                .map(|cell| match cell?.first()? {
                    b'T' | b't' | b'Y' | b'y' => Some(true),
                    b'F' | b'f' | b'N' | b'n' => Some(false),
                    _ => None,
                })
                .collect(),
        ),
        _ => {
            let mut texts = TextColumn::default();
            for cell in cells {
                let text = cell.map(|cell| {
                    let (text, lossy) = encoding.decode(cell);
                    odd += usize::from(lossy);
                    text
                });
                texts.push(text.as_deref());
            }
            ColumnData::Text(texts)
        }
    };
    if odd > 0 {
        let kind = match data {
            ColumnData::Text(_) => NoteKind::UndecodableText { field: field.name.clone() },
            _ => NoteKind::NotNumbers { field: field.name.clone(), cells: odd },
        };
        notes.push(Note { row: None, kind });
    }
    Column { name: field.name.clone(), data }
}
