//! How a connection ended, what follows from that, and how a user may ask for its end.

/// How a connection or an attempt ended, as the transport reported it (W3C `CloseEvent`).
///
/// ```
/// use everwire::core::Close;
/// assert!(!Close::abnormal().clean);
/// assert_eq!(Close::abnormal().code, 1006);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Close {
    /// The close code (RFC 6455 §7.4), exactly as the transport said; Deno says 0 where there was none.
    pub code: u16,
    /// Whether the closing handshake was completed.
    pub clean: bool,
}

impl Close {
    /// The end that no close frame announced: RFC 6455 §7.1.5 defines its code as 1006. It stands for every end that
    /// the transport said nothing about (an attempt past its deadline, a silent socket that was given up).
    pub fn abnormal() -> Close {
        Close { code: 1006, clean: false }
    }

    /// Whether a close frame announced it: a clean close, or a code that only a frame can carry. (Chromium reports the
    /// 1012 of a server that drops the link right after its frame as not clean.)
    pub(super) fn announced(&self) -> bool {
        self.clean || !matches!(self.code, 0 | 1006 | 1015)
    }
}

/// What the user's own function makes of a close.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Nothing: the codes decide.
    #[default]
    Unsaid,
    /// No retry will help.
    Fatal,
    /// Worth a retry, whatever the codes say.
    Retry,
}

/// The codes after which no retry helps, unless the configuration says otherwise: the server does not take us as we are.
///
/// 1008 policy violation and 1010 missing extension (RFC 6455 §7.4.1); 4001 authentication failed and 4004 not found, as
/// OpenHands' agent server has them; 4003 forbidden; 4401, 4403 and 4404, by the HTTP statuses that they stand for.
pub const FATAL_CODES: [u16; 8] = [1008, 1010, 4001, 4003, 4004, 4401, 4403, 4404];

/// The longest delay that a server may ask for, in ms: an hour.
pub(super) const LONGEST_HINT: u32 = 3_600_000;

/// The delay before a retry that a close reason asks for, in ms: `retry-after: 5` (seconds, as in HTTP), `retry-after:
/// 1500ms` or `retry-after: 2 min`, with any separators, in any case, alone or in a longer text. At most an hour.
///
/// ```
/// use everwire::core::retry_hint;
/// assert_eq!(retry_hint("overloaded; Retry-After: 5"), Some(5_000));
/// assert_eq!(retry_hint(r#"{"retry_after": "1500 ms"}"#), Some(1_500));
/// assert_eq!(retry_hint("retry after lunch at 12"), None);
/// ```
pub fn retry_hint(reason: &str) -> Option<u32> {
    let mut bytes = reason.bytes();
    // Skips to just after the words.
    let mut matched = 0;
    let words = b"retryafter";
    while matched < words.len() {
        let byte = bytes.next()?.to_ascii_lowercase();
        if words.get(matched) == Some(&byte) {
            matched += 1;
        } else if !(matched == 5 && matches!(byte, b'-' | b'_' | b' ')) {
            matched = usize::from(byte == b'r');
        }
    }
    let mut number: Option<u32> = None;
    let (mut scale, mut ended) = (1_000, false);
    while let Some(byte) = bytes.next() {
        match byte {
            b'0'..=b'9' if !ended => {
                let digit = u32::from(byte - b'0');
                number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(digit));
            }
            b' ' if number.is_some() => ended = true,
            b' ' | b':' | b'=' | b'"' | b'\'' if number.is_none() => {}
            b'm' | b'M' => {
                scale = if matches!(bytes.next(), Some(b's' | b'S')) { 1 } else { 60_000 };
                break;
            }
            _ => break,
        }
    }
    Some(number?.saturating_mul(scale).min(LONGEST_HINT))
}

/// A close frame that a user may send: parsed, so that no transport refuses it.
///
/// ```
/// use everwire::core::{CloseFrame, CloseFrameError};
/// assert!(CloseFrame::new(Some(4000), "bye".into()).is_ok());
/// assert_eq!(CloseFrame::new(Some(1001), String::new()), Err(CloseFrameError::Code));
/// assert_eq!(CloseFrame::new(None, "é".repeat(62)), Err(CloseFrameError::Reason));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CloseFrame {
    code: Option<u16>,
    reason: String,
}

/// What is wrong with a close frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CloseFrameError {
    /// The code is neither 1000 nor from 3000 to 4999 (W3C `InvalidAccessError`).
    Code,
    /// The reason is longer than 123 bytes of UTF-8 (W3C `SyntaxError`).
    Reason,
}

impl CloseFrame {
    /// No code means none on the wire. A reason without a code goes out with 1000, as a frame needs one.
    ///
    /// # Errors
    /// [`CloseFrameError`], as `WebSocket.close()` has it.
    pub fn new(code: Option<u16>, reason: String) -> Result<CloseFrame, CloseFrameError> {
        if !matches!(code, None | Some(1000 | 3000..=4999)) {
            return Err(CloseFrameError::Code);
        }
        if reason.len() > 123 {
            return Err(CloseFrameError::Reason);
        }
        let code = if reason.is_empty() { code } else { code.or(Some(1000)) };
        Ok(CloseFrame { code, reason })
    }

    /// The code to send, if any.
    pub fn code(&self) -> Option<u16> {
        self.code
    }

    /// The reason to send, at most 123 bytes.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}
