//! Frames that a server must not send, each for one rule of RFC 6455 that a client has to enforce. Apart from that one
//! rule each of them is in order.

use std::iter::repeat_n;

/// What is wrong with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Illegal {
    /// RSV1 without an extension that means something by it (§5.2).
    Rsv1,
    /// RSV2, likewise.
    Rsv2,
    /// RSV3, likewise.
    Rsv3,
    /// A text frame that is not UTF-8 (§8.1).
    Utf8,
    /// A masked frame from the server (§5.1).
    Masked,
    /// A reserved data opcode, 3 (§5.2).
    Opcode,
    /// A reserved control opcode, 11 (§5.2).
    ControlOpcode,
    /// A 64-bit length whose most significant bit is set (§5.2).
    Length,
    /// A length in more bytes than it needs (§5.2).
    PaddedLength,
    /// A ping of 126 bytes (§5.5).
    LongControl,
    /// A ping in fragments (§5.5).
    FragmentedControl,
    /// A continuation of nothing (§5.4).
    Continuation,
    /// A close frame with half a code (§5.5.1).
    ShortClose,
    /// A close frame whose reason is not UTF-8 (§5.5.1).
    CloseUtf8,
}

impl Illegal {
    pub(super) const ALL: [Self; 14] = [
        Self::Rsv1,
        Self::Rsv2,
        Self::Rsv3,
        Self::Utf8,
        Self::Masked,
        Self::Opcode,
        Self::ControlOpcode,
        Self::Length,
        Self::PaddedLength,
        Self::LongControl,
        Self::FragmentedControl,
        Self::Continuation,
        Self::ShortClose,
        Self::CloseUtf8,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rsv1 => "rsv1",
            Self::Rsv2 => "rsv2",
            Self::Rsv3 => "rsv3",
            Self::Utf8 => "utf8",
            Self::Masked => "masked",
            Self::Opcode => "opcode",
            Self::ControlOpcode => "control_opcode",
            Self::Length => "length",
            Self::PaddedLength => "padded_length",
            Self::LongControl => "long_control",
            Self::FragmentedControl => "fragmented_control",
            Self::Continuation => "continuation",
            Self::ShortClose => "short_close",
            Self::CloseUtf8 => "close_utf8",
        }
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        match self {
            Self::Rsv1 => vec![0xC1, 1, b'x'],
            Self::Rsv2 => vec![0xA1, 1, b'x'],
            Self::Rsv3 => vec![0x91, 1, b'x'],
            // The first byte of a two-byte character, then none.
            Self::Utf8 => vec![0x81, 2, 0xC3, b'('],
            // A mask of zeros leaves the payload as it is.
            Self::Masked => vec![0x81, 0x81, 0, 0, 0, 0, b'x'],
            Self::Opcode => vec![0x83, 1, b'x'],
            Self::ControlOpcode => vec![0x8B, 0],
            Self::Length => vec![0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 1, b'x'],
            Self::PaddedLength => vec![0x81, 126, 0, 1, b'x'],
            Self::LongControl => [0x89, 126, 0, 126].into_iter().chain(repeat_n(b'x', 126)).collect(),
            Self::FragmentedControl => vec![0x09, 1, b'x'],
            Self::Continuation => vec![0x80, 1, b'x'],
            Self::ShortClose => vec![0x88, 1, 3],
            Self::CloseUtf8 => vec![0x88, 4, 0x03, 0xE8, 0xC3, b'('],
        }
    }
}

/// A close frame, whatever its code is worth; without a code it is empty. The reason must fit: 123 bytes.
pub(super) fn close_frame(code: Option<u16>, reason: &str) -> Vec<u8> {
    let body: Vec<u8> = match code {
        None => Vec::new(),
        Some(code) => code.to_be_bytes().iter().chain(reason.as_bytes()).copied().collect(),
    };
    let mut frame = vec![0x88, body.len() as u8];
    frame.extend(body);
    frame
}
