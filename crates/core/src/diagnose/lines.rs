//! Bytes to lines, in bounded memory and the same however the bytes arrive.

use memchr::{memchr, memrchr};

/// A longer line is looked at in pieces of this size, all under its one number.
pub(super) const MOST_LINE: usize = 64 * 1024;

/// Where a piece may end early, so that words stay whole.
const BREAK_WITHIN: usize = 1024;

#[derive(Debug, Default)]
pub(super) struct LineCutter {
    /// The beginning of a line whose end has not arrived.
    kept: Vec<u8>,
    /// Of the line that is being read, from 1.
    number: u32,
    /// Whether a piece of that line was handed out already.
    within: bool,
}

impl LineCutter {
    /// Hand each whole line, without its end, to `each` with its number.
    pub fn push(&mut self, mut bytes: &[u8], each: &mut impl FnMut(u32, &[u8])) {
        while let Some(end) = memchr(b'\n', bytes) {
            let (line, rest) = (&bytes[..end], &bytes[end + 1..]);
            if self.kept.is_empty() && line.len() <= MOST_LINE {
                self.hand_out(line, each);
            } else {
                self.keep(line, each);
                let kept = std::mem::take(&mut self.kept);
                self.hand_out(&kept, each);
                self.kept = kept;
                self.kept.clear();
            }
            self.within = false;
            bytes = rest;
        }
        self.keep(bytes, each);
    }

    /// What is left once nothing more comes.
    pub fn finish(mut self, each: &mut impl FnMut(u32, &[u8])) -> u32 {
        if !self.kept.is_empty() {
            let kept = std::mem::take(&mut self.kept);
            self.hand_out(&kept, each);
        }
        self.number
    }

    fn hand_out(&mut self, line: &[u8], each: &mut impl FnMut(u32, &[u8])) {
        if !self.within {
            self.number = self.number.saturating_add(1);
        }
        each(self.number, line.strip_suffix(b"\r").unwrap_or(line));
    }

    /// Keep `bytes` for later; what is too long for one line goes out in pieces.
    fn keep(&mut self, mut bytes: &[u8], each: &mut impl FnMut(u32, &[u8])) {
        while self.kept.len() + bytes.len() > MOST_LINE {
            let (now, later) = bytes.split_at(MOST_LINE - self.kept.len());
            self.kept.extend_from_slice(now);
            bytes = later;
            let from = MOST_LINE - BREAK_WITHIN;
            let cut = memrchr(b' ', &self.kept[from..])
                .or_else(|| memrchr(b',', &self.kept[from..]))
                .map_or(MOST_LINE, |at| from + at + 1);
            let kept = std::mem::take(&mut self.kept);
            self.hand_out(&kept[..cut], each);
            self.within = true;
            self.kept = kept;
            self.kept.drain(..cut);
        }
        self.kept.extend_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(pieces: &[&[u8]]) -> (Vec<(u32, Vec<u8>)>, u32) {
        let mut lines = Vec::new();
        let mut each = |number, line: &[u8]| lines.push((number, line.to_vec()));
        let mut cutter = LineCutter::default();
        for piece in pieces {
            cutter.push(piece, &mut each);
        }
        let last = cutter.finish(&mut each);
        (lines, last)
    }

    #[test]
    fn a_last_line_without_an_end_counts() {
        let (lines, last) = cut(&[b"a\r\n\nb"]);

        assert_eq!(
            lines,
            [(1, b"a".to_vec()), (2, Vec::new()), (3, b"b".to_vec())]
        );
        assert_eq!(last, 3);
    }

    #[test]
    fn an_endless_line_keeps_its_number_and_loses_no_byte() {
        let long = b"word ".repeat(60_000);
        let mut text = b"first\n".to_vec();
        text.extend(&long);
        text.extend(b"\nlast\n");

        let (lines, last) = cut(&[&text]);

        let pieces: Vec<u8> = lines
            .iter()
            .filter(|(number, _)| *number == 2)
            .flat_map(|(_, piece)| piece.clone())
            .collect();
        assert_eq!(pieces, long);
        assert!(lines.iter().all(|(_, line)| line.len() <= MOST_LINE));
        assert_eq!(lines.last(), Some(&(3, b"last".to_vec())));
        assert_eq!(last, 3);
    }

    proptest! {
        #[test]
        fn how_the_bytes_arrive_changes_nothing(
            bytes in prop::collection::vec(prop_oneof![5 => any::<u8>(), 2 => Just(b'\n'), 1 => Just(b'\r')], 0..400),
            cuts in prop::collection::vec(0usize..400, 0..8),
            stretch in 0usize..3,
        ) {
            let mut text = bytes;
            text.extend(std::iter::repeat_n(b'x', stretch * 50_000));
            let mut at: Vec<usize> = cuts.into_iter().map(|c| c.min(text.len())).collect();
            at.push(0);
            at.push(text.len());
            at.sort_unstable();
            let pieces: Vec<&[u8]> = at.windows(2).map(|w| &text[w[0]..w[1]]).collect();

            prop_assert_eq!(cut(&pieces), cut(&[&text]));
        }
    }
}
