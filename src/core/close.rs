//! How a connection ended, and how a user may ask for its end.

/// How a connection or an attempt ended, as the transport reported it (W3C `CloseEvent`).
///
/// ```
/// use everwire::core::Close;
/// assert!(!Close::abnormal().clean);
/// assert_eq!(Close::abnormal().code, 1006);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Close {
    /// The close code (RFC 6455 §7.4), exactly as the transport said; Deno says 0 where there was none.
    pub code: u16,
    /// The reason that the server gave, often empty.
    pub reason: String,
    /// Whether the closing handshake was completed.
    pub clean: bool,
}

impl Close {
    /// The end that no close frame announced: RFC 6455 §7.1.5 defines its code as 1006. It stands for every end that
    /// the transport said nothing about (an attempt past its deadline, a silent socket that was given up).
    pub fn abnormal() -> Close {
        Close { code: 1006, reason: String::new(), clean: false }
    }

    /// Whether a close frame announced it: a clean close, or a code that only a frame can carry. (Chromium reports the
    /// 1012 of a server that drops the link right after its frame as not clean.)
    pub(super) fn announced(&self) -> bool {
        self.clean || !matches!(self.code, 0 | 1006 | 1015)
    }
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
