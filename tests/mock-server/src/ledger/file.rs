//! A ledger's file: one receipt a line, in the order in which they came. What was appended is in the system's hands, so
//! a kill of this process takes nothing of it away.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::receipt::Receipt;

/// A file that receipts are appended to.
#[derive(Debug)]
pub(super) struct LedgerFile(File);

impl LedgerFile {
    /// Opens the file, creates it where it is missing, and reads what it holds. Half a line at its end, from a kill in
    /// the middle of a write, was never acknowledged and is cut off.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Vec<Receipt>)> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        let text = std::fs::read_to_string(path)?;
        let whole = text.rfind('\n').map_or(0, |at| at + 1);
        file.set_len(whole as u64)?;
        let receipts = text[..whole].lines().map(|line| Receipt::parse(line).ok_or_else(|| damaged(path, line)));
        Ok((Self(file), receipts.collect::<io::Result<_>>()?))
    }

    /// Appends a receipt, in one write.
    pub(super) fn append(&mut self, receipt: &Receipt) -> io::Result<()> {
        self.0.write_all(receipt.line().as_bytes())
    }
}

fn damaged(path: &Path, line: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{}: {line:?} is no receipt", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{LedgerFile, Receipt};

    #[test]
    fn half_a_line_at_the_end_is_cut_off_and_written_over() {
        let path = std::env::temp_dir().join(format!("everwire-ledger-{}", std::process::id()));
        std::fs::write(&path, "{\"id\":\"a\",\"n\":1}\n{\"id\":\"b\",\"n").expect("a file");
        let (mut file, receipts) = LedgerFile::open(&path).expect("it opens");
        assert_eq!(receipts, [Receipt { id: "a".to_owned(), n: 1 }]);
        file.append(&Receipt { id: "c".to_owned(), n: 3 }).expect("written");
        let text = std::fs::read_to_string(&path).expect("text");
        std::fs::remove_file(&path).expect("it is there");
        assert_eq!(text, "{\"id\":\"a\",\"n\":1}\n{\"id\":\"c\",\"n\":3}\n");
    }
}
