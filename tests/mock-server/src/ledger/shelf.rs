//! All ledgers of a server, by name.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::time::Instant;

use super::book::Book;
use super::file::LedgerFile;
use super::receipt::Receipt;
use crate::config::Limits;
use crate::lock;

const MAX_NAME: usize = 64;

/// Why a ledger, or one more receipt in it, is not to be had.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The name could not be a file's, everywhere.
    Name,
    /// There is all that may be.
    Full,
    /// The file failed.
    File(io::Error),
}

/// The ledgers. They are made when somebody connects to them.
pub(crate) struct Shelf {
    ledgers: Mutex<HashMap<String, Arc<Ledger>>>,
    folder: Option<PathBuf>,
    max_ledgers: usize,
    max_receipts: usize,
}

/// One ledger.
pub(crate) struct Ledger {
    pages: Mutex<Pages>,
    max_receipts: usize,
    /// When it was made: its live stream, if it has one, counts from there.
    pub(crate) born: Instant,
    live: bool,
}

struct Pages {
    book: Book,
    file: Option<LedgerFile>,
}

impl Shelf {
    pub(crate) fn new(folder: Option<&Path>, limits: &Limits) -> Self {
        Self {
            ledgers: Mutex::default(),
            folder: folder.map(Path::to_owned),
            max_ledgers: limits.max_ledgers,
            max_receipts: limits.max_receipts,
        }
    }

    /// The ledger of this name, made or read from its file where it is not here; `live`: for a live stream.
    pub(crate) fn open(&self, name: &str, live: bool) -> Result<Arc<Ledger>, Refused> {
        if !is_name(name) {
            return Err(Refused::Name);
        }
        let mut ledgers = lock(&self.ledgers);
        if let Some(ledger) = ledgers.get(name) {
            return Ok(Arc::clone(ledger));
        }
        if ledgers.len() >= self.max_ledgers && !make_way(&mut ledgers) {
            return Err(Refused::Full);
        }
        let pages = Pages::open(self.file(name).as_deref()).map_err(Refused::File)?;
        let (pages, born) = (Mutex::new(pages), Instant::now());
        let ledger = Arc::new(Ledger { pages, max_receipts: self.max_receipts, born, live });
        ledgers.insert(name.to_owned(), Arc::clone(&ledger));
        Ok(ledger)
    }

    /// The ledger of this name, where there is one.
    pub(crate) fn find(&self, name: &str) -> Option<Arc<Ledger>> {
        if let Some(ledger) = lock(&self.ledgers).get(name) {
            return Some(Arc::clone(ledger));
        }
        let was_written = is_name(name) && self.file(name).is_some_and(|file| file.is_file());
        was_written.then(|| self.open(name, false).ok()).flatten()
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(format!("{name}.jsonl")))
    }
}

impl Ledger {
    /// Writes a receipt down. When this returns, it may be acknowledged.
    pub(crate) fn record(&self, receipt: &Receipt) -> Result<(), Refused> {
        let mut pages = lock(&self.pages);
        if !pages.book.has(receipt) {
            if pages.book.len() >= self.max_receipts {
                return Err(Refused::Full);
            }
            // It blocks no longer than a copy into the system's cache takes.
            if let Some(file) = &mut pages.file {
                file.append(receipt).map_err(Refused::File)?;
            }
        }
        pages.book.take(receipt.clone());
        Ok(())
    }

    pub(crate) fn report(&self, count: Option<u64>) -> Value {
        lock(&self.pages).book.report(count)
    }
}

impl Pages {
    fn open(path: Option<&Path>) -> io::Result<Self> {
        let Some(path) = path else {
            return Ok(Self { book: Book::default(), file: None });
        };
        let (file, receipts) = LedgerFile::open(path)?;
        let mut book = Book::default();
        receipts.into_iter().for_each(|receipt| book.take(receipt));
        Ok(Self { book, file: Some(file) })
    }
}

/// Forgets the oldest ledger that was for a live stream and that nobody is connected to, if there is one.
fn make_way(ledgers: &mut HashMap<String, Arc<Ledger>>) -> bool {
    let idle = ledgers.iter().filter(|(_, ledger)| ledger.live && Arc::strong_count(ledger) == 1);
    let oldest = idle.min_by_key(|(_, ledger)| ledger.born).map(|(name, _)| name.clone());
    oldest.is_some_and(|name| ledgers.remove(&name).is_some())
}

fn is_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(allowed)
}
