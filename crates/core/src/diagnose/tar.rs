//! The files of a tar, one after the other, as miners pack their logs for download.
//!
//! Only plain files matter here, and a name is only shown: long names, links and owners are
//! passed over, so that no header can make us keep anything.

use std::io::{self, Read};

const BLOCK: usize = 512;

/// Whether the bytes begin a tar.
pub(super) fn is_tar(head: &[u8]) -> bool {
    head.len() >= BLOCK && head[257..262] == *b"ustar"
}

/// A plain file within the tar.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub name: String,
    pub size: u64,
}

/// What a header says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Header {
    File(Entry),
    /// Something else of this size.
    Other(u64),
    End,
}

pub(super) fn header(from: &mut dyn Read) -> io::Result<Header> {
    let mut block = Vec::with_capacity(BLOCK);
    from.take(BLOCK as u64).read_to_end(&mut block)?;
    if block.len() < BLOCK || block.iter().all(|byte| *byte == 0) {
        return Ok(Header::End);
    }
    let Some(size) = octal(&block[124..136]) else {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "a file of the tar has no size",
        ));
    };
    if !matches!(block[156], b'0' | 0) {
        return Ok(Header::Other(size));
    }
    let text = |part: &[u8]| {
        let end = part.iter().position(|byte| *byte == 0);
        String::from_utf8_lossy(&part[..end.unwrap_or(part.len())]).into_owned()
    };
    let (folder, name) = (text(&block[345..500]), text(&block[..100]));
    let name = if folder.is_empty() || !is_tar(&block) {
        name
    } else {
        format!("{folder}/{name}")
    };
    Ok(Header::File(Entry { name, size }))
}

/// Pass over what is left of an entry of `size` of which `read` was read, to the next header.
pub(super) fn skip(from: &mut dyn Read, size: u64, read: u64) -> io::Result<()> {
    let whole = size.next_multiple_of(BLOCK as u64);
    io::copy(&mut from.take(whole.saturating_sub(read)), &mut io::sink())?;
    Ok(())
}

fn octal(field: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    // Twelve octal digits are 64 GB; what is larger is no log.
    u64::from_str_radix(digits, 8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(name: &str, size: &str, kind: u8) -> Vec<u8> {
        let mut block = vec![0; BLOCK];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..124 + size.len()].copy_from_slice(size.as_bytes());
        block[156] = kind;
        block[257..262].copy_from_slice(b"ustar");
        block
    }

    #[test]
    fn plain_files_are_told_from_all_else() {
        let mut file: &[u8] = &block("logs/miner.log", "00000000017\0", b'0');
        assert_eq!(
            header(&mut file).unwrap(),
            Header::File(Entry {
                name: "logs/miner.log".into(),
                size: 15
            })
        );
        let mut folder: &[u8] = &block("logs/", "00000000000\0", b'5');
        assert_eq!(header(&mut folder).unwrap(), Header::Other(0));
        let mut nothing: &[u8] = &[0; BLOCK];
        assert_eq!(header(&mut nothing).unwrap(), Header::End);
        let mut cut: &[u8] = b"logs";
        assert_eq!(header(&mut cut).unwrap(), Header::End);
        let mut broken: &[u8] = &block("x", "lots", b'0');
        assert!(header(&mut broken).is_err());
    }
}
