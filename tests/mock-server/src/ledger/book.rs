//! What a ledger knows: which numbered messages came, and how their first receipts were ordered.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Value, json};

use super::receipt::Receipt;

/// Missing numbers that a report lists; it counts all of them.
const LISTED: usize = 20;

/// The receipts of one ledger.
#[derive(Debug, Default)]
pub(super) struct Book {
    ids: HashSet<String>,
    numbers: BTreeSet<u64>,
    repeats: u64,
    doubled: u64,
    out_of_order: u64,
}

impl Book {
    /// How many distinct ids came.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn has(&self, receipt: &Receipt) -> bool {
        self.ids.contains(&receipt.id)
    }

    /// Takes a receipt. An id that is there already counts as a repeat and changes nothing else.
    pub(super) fn take(&mut self, receipt: Receipt) {
        if !self.ids.insert(receipt.id) {
            self.repeats += 1;
            return;
        }
        let highest = self.numbers.last().copied().unwrap_or(0);
        if !self.numbers.insert(receipt.n) {
            self.doubled += 1;
        } else if receipt.n < highest {
            self.out_of_order += 1;
        }
    }

    /// What came, judged against the numbers 1 to `count`, or to the highest that came.
    pub(super) fn report(&self, count: Option<u64>) -> Value {
        let count = count.or(self.numbers.last().copied()).unwrap_or(0);
        let missing = || (1..=count).filter(|n| !self.numbers.contains(n));
        json!({
            "received": self.len(),
            "repeats": self.repeats,
            "doubled": self.doubled,
            "out_of_order": self.out_of_order,
            "missing": missing().count(),
            "first_missing": missing().take(LISTED).collect::<Vec<_>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Book, Receipt};

    fn book(receipts: &[(&str, u64)]) -> Book {
        let mut book = Book::default();
        receipts.iter().for_each(|(id, n)| book.take(Receipt { id: (*id).to_owned(), n: *n }));
        book
    }

    #[test]
    fn a_repeat_is_counted_and_changes_nothing() {
        let report = book(&[("a", 1), ("b", 2), ("a", 1), ("c", 3)]).report(Some(3));
        let expected = json!({
            "received": 3, "repeats": 1, "doubled": 0, "out_of_order": 0, "missing": 0, "first_missing": [],
        });
        assert_eq!(report, expected);
    }

    #[test]
    fn a_first_receipt_behind_a_higher_number_is_out_of_order() {
        assert_eq!(book(&[("a", 1), ("c", 3), ("b", 2), ("d", 4)]).report(None)["out_of_order"], 1);
    }

    #[test]
    fn a_number_under_two_ids_is_doubled() {
        assert_eq!(book(&[("a", 1), ("b", 1), ("c", 2)]).report(None)["doubled"], 1);
    }

    #[test]
    fn what_is_missing_is_counted_and_listed_up_to_a_limit() {
        let report = book(&[("a", 2)]).report(Some(100));
        assert_eq!(report["missing"], 99);
        assert_eq!(report["first_missing"].as_array().map(Vec::len), Some(20));
        assert_eq!(book(&[("a", 3)]).report(None)["first_missing"], json!([1, 2]));
        assert_eq!(book(&[]).report(None)["missing"], 0);
    }
}
