//! Where a replay goes on.

/// A position in what the server sends: a sequence number, an event id, a timestamp. The newest is the greatest, also
/// where messages come in no order.
///
/// Numbers are compared as numbers, text byte by byte, as ISO 8601 timestamps and fixed-width ids want it. Text is newer
/// than any number.
///
/// ```
/// use everwire::core::Cursor;
/// assert!(Cursor::number(-1.0) < Cursor::number(0.5) && Cursor::number(9.0) < Cursor::number(10.0));
/// assert!(Cursor::from("2026-01-01T00:00:09") < Cursor::from("2026-01-01T00:00:10"));
/// assert_eq!(Cursor::number(7.5).as_number(), Some(7.5));
/// assert_eq!(Cursor::from("a").as_number(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cursor {
    /// A number, in bits that are ordered as it is.
    #[doc(hidden)]
    Number(u64),
    /// Text.
    Text(Box<str>),
}

const SIGN: u64 = 1 << 63;

impl Cursor {
    /// A number. What is none (NaN) is newer than every number, which nobody wants: give it only what is one.
    pub fn number(number: f64) -> Cursor {
        // -0 is 0.
        let bits = (number + 0.0).to_bits();
        Cursor::Number(if bits & SIGN == 0 { bits | SIGN } else { !bits })
    }

    /// The number, where it is one.
    pub fn as_number(&self) -> Option<f64> {
        let Cursor::Number(bits) = *self else { return None };
        Some(f64::from_bits(if bits & SIGN == 0 { !bits } else { bits & !SIGN }))
    }
}

impl From<&str> for Cursor {
    fn from(text: &str) -> Cursor {
        Cursor::Text(text.into())
    }
}
