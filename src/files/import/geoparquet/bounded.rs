//! A wall before the decoder: it allocates what a page's header claims, before it looks at the page,
//! so an 8 kB file can ask for gigabytes.

use bytes::{Buf as _, Bytes};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

/// Length of the footer that the decoder reads first: the metadata's length and the magic.
const FOOTER: u64 = 8;
/// A page may always grow to this many bytes; writers aim at one megabyte.
const PAGE: u64 = 16 << 20;
/// Beyond that, to this many times its stored size.
const EXPANSION: u64 = 256;

/// The bytes of a file whose page headers are looked at before the decoder believes them.
pub(super) struct Bounded(pub Bytes);

impl Length for Bounded {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }
}

impl ChunkReader for Bounded {
    type T = bytes::buf::Reader<Bytes>;

    /// The decoder calls this at the footer and at each page's header, and nowhere else.
    fn get_read(&self, start: u64) -> Result<Self::T> {
        let rest = self.0.get_read(start)?.into_inner();
        if start.checked_add(FOOTER) != Some(self.len()) {
            check_page(rest.clone())
                .ok_or_else(|| ParquetError::General(format!("unlikely page header at {start}")))?;
        }
        Ok(rest.reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let start = usize::try_from(start)?;
        let end = start.checked_add(length).filter(|end| *end <= self.0.len());
        let end = end.ok_or_else(|| ParquetError::EOF(format!("{length} bytes at {start}")))?;
        Ok(self.0.slice(start..end))
    }
}

/// `None` where the header (`PageHeader` of the Parquet format, in Thrift's compact protocol)
/// promises more than a page can hold.
fn check_page(mut header: Bytes) -> Option<()> {
    let _kind = integer_field(&mut header)?;
    let full = integer_field(&mut header)?;
    let stored = integer_field(&mut header)?;
    if full > PAGE && full / EXPANSION > stored {
        return None;
    }
    const CHECKSUM: u8 = 0x15;
    const DICTIONARY: u8 = 0x4C;
    const DICTIONARY_AFTER_CHECKSUM: u8 = 0x3C;
    if header.first() == Some(&CHECKSUM) {
        integer_field(&mut header)?;
    }
    if matches!(header.first(), Some(&(DICTIONARY | DICTIONARY_AFTER_CHECKSUM))) {
        header.advance(1);
        // Each entry of a dictionary takes a byte or more.
        return (integer_field(&mut header)? <= full).then_some(());
    }
    Some(())
}

/// The next field of a structure, where it is a 32-bit integer that is not negative.
fn integer_field(bytes: &mut Bytes) -> Option<u64> {
    const NEXT_FIELD_I32: u8 = 0x15;
    const MOST_BYTES: u32 = 5;
    if bytes.try_get_u8().ok()? != NEXT_FIELD_I32 {
        return None;
    }
    let mut zigzag = 0_u64;
    for place in 0..MOST_BYTES {
        let byte = bytes.try_get_u8().ok()?;
        zigzag |= u64::from(byte & 0x7F) << (7 * place);
        if byte < 0x80 {
            return (zigzag & 1 == 0).then_some(zigzag >> 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_promises_too_much_is_refused() {
        let page = |bytes: &'static [u8]| check_page(Bytes::from_static(bytes)).is_some();
        let data = [0x15, 0x00, 0x15, 0x14, 0x15, 0x14, 0x2C];
        assert!(check_page(Bytes::copy_from_slice(&data)).is_some(), "ten bytes of ten");
        assert!(
            !page(&[0x15, 0x00, 0x15, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 0x15, 0x14]),
            "2 GB of ten"
        );
        assert!(page(&[0x15, 0x04, 0x15, 0x14, 0x15, 0x14, 0x4C, 0x15, 0x04]), "two entries");
        assert!(!page(&[0x15, 0x04, 0x15, 0x14, 0x15, 0x14, 0x4C, 0x15, 0x54]), "42 in ten bytes");
        assert!(!page(&[0x15, 0x04, 0x15, 0x14, 0x15, 0x14, 0x15, 0x02, 0x3C, 0x15, 0x54]), "crc");
        assert!(!page(&[0x15, 0x01, 0x15, 0x14, 0x15, 0x14]), "a negative kind");
        assert!(!page(b"PAR1"), "no header at all");
    }
}
