//! The packets of Socket.IO protocol 5, as text: what stands behind Engine.IO's `4`.
//!
//! Type, number of attachments, namespace, acknowledgement id, JSON. The JSON is passed on as it is: whoever drives has a
//! parser for it.

/// More attachments than anybody sends: a packet that announces more is none.
pub const MAX_ATTACHMENTS: u32 = 1_000;

/// The root namespace.
pub const ROOT: &str = "/";

/// What a packet is for, by the number that it has on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Joins a namespace, or says that it was joined.
    Connect,
    /// Leaves a namespace.
    Disconnect,
    /// An event: an array of its name and arguments.
    Event,
    /// Acknowledges an event: an array of arguments.
    Ack,
    /// A namespace was not joined.
    ConnectError,
    /// An event with attachments.
    BinaryEvent,
    /// An acknowledgement with attachments.
    BinaryAck,
}

impl Kind {
    /// Every kind, by its number.
    pub const ALL: [Kind; 7] = [
        Kind::Connect,
        Kind::Disconnect,
        Kind::Event,
        Kind::Ack,
        Kind::ConnectError,
        Kind::BinaryEvent,
        Kind::BinaryAck,
    ];

    /// Whether it is an event, with or without attachments.
    pub fn is_event(self) -> bool {
        matches!(self, Kind::Event | Kind::BinaryEvent)
    }

    /// Whether it is an acknowledgement, with or without attachments.
    pub fn is_ack(self) -> bool {
        matches!(self, Kind::Ack | Kind::BinaryAck)
    }

    /// Whether binary frames may follow it.
    pub fn is_binary(self) -> bool {
        matches!(self, Kind::BinaryEvent | Kind::BinaryAck)
    }

    /// What its JSON may begin with: nothing where it may be missing.
    fn takes(self, first: Option<u8>) -> bool {
        match self {
            Kind::Connect => matches!(first, None | Some(b'{')),
            Kind::Disconnect => first.is_none(),
            Kind::ConnectError => matches!(first, Some(b'{' | b'"')),
            Kind::Event | Kind::Ack | Kind::BinaryEvent | Kind::BinaryAck => first == Some(b'['),
        }
    }
}

/// A packet.
///
/// ```
/// use everwire::socketio::{Kind, Packet};
/// let packet = Packet::decode(r#"51-/chat,7["picture",{"_placeholder":true,"num":0}]"#).unwrap();
/// assert_eq!((packet.kind, packet.attachments, packet.namespace, packet.id), (Kind::BinaryEvent, 1, "/chat", Some(7)));
/// assert_eq!(packet.encode(), r#"51-/chat,7["picture",{"_placeholder":true,"num":0}]"#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// What it is for.
    pub kind: Kind,
    /// How many binary frames follow it.
    pub attachments: u32,
    /// The namespace, `/` for the root one.
    pub namespace: &'a str,
    /// The id of an event that is to be acknowledged, or of the event that is.
    pub id: Option<u32>,
    /// Its JSON, or nothing.
    pub data: &'a str,
}

/// Why a text is no packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecodeError {
    /// It does not begin with a type from 0 to 6.
    Kind,
    /// The number of attachments is missing, or above [`MAX_ATTACHMENTS`].
    Attachments,
    /// The id is above the greatest `u32`, or missing in an acknowledgement.
    Id,
    /// What follows does not belong to its type.
    Data,
}

impl<'a> Packet<'a> {
    /// Without attachments and id.
    pub fn new(kind: Kind, namespace: &'a str, data: &'a str) -> Packet<'a> {
        Packet { kind, attachments: 0, namespace, id: None, data }
    }

    /// Of its JSON only the first character is looked at, so that what stands behind it may be left away.
    ///
    /// # Errors
    /// [`DecodeError`], for what no server sends.
    pub fn decode(text: &'a str) -> Result<Packet<'a>, DecodeError> {
        let digit = text.bytes().next().unwrap_or_default().wrapping_sub(b'0');
        let kind = Kind::ALL.get(usize::from(digit)).ok_or(DecodeError::Kind)?;
        let mut rest = text.get(1..).unwrap_or_default();
        let mut attachments = 0;
        if kind.is_binary() {
            let (count, behind) = number(rest).map_err(|_| DecodeError::Attachments)?;
            attachments = count.filter(|count| *count <= MAX_ATTACHMENTS).ok_or(DecodeError::Attachments)?;
            rest = behind.strip_prefix('-').ok_or(DecodeError::Attachments)?;
        }
        let mut namespace = ROOT;
        if rest.starts_with('/') {
            let end = rest.bytes().take_while(|byte| *byte != b',').count();
            (namespace, rest) = (rest.get(..end).unwrap_or_default(), rest.get(end + 1..).unwrap_or_default());
        }
        let (id, data) = number(rest)?;
        if kind.is_ack() && id.is_none() {
            return Err(DecodeError::Id);
        }
        if !kind.takes(data.bytes().next()) || (id.is_some() && !kind.is_ack() && !kind.is_event()) {
            return Err(DecodeError::Data);
        }
        Ok(Packet { kind: *kind, attachments, namespace, id, data })
    }

    /// As it goes out.
    pub fn encode(&self) -> String {
        let mut text = String::with_capacity(16 + self.namespace.len() + self.data.len());
        push_number(&mut text, self.kind as u32);
        if self.kind.is_binary() {
            push_number(&mut text, self.attachments);
            text.push('-');
        }
        if self.namespace != ROOT {
            text.push_str(self.namespace);
            text.push(',');
        }
        if let Some(id) = self.id {
            push_number(&mut text, id);
        }
        text.push_str(self.data);
        text
    }
}

/// In decimals; without the machinery of `std::fmt`, which weighs more than all of this.
pub(super) fn push_number(text: &mut String, number: u32) {
    if number > 9 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// The number that a text begins with, if it does, and what follows.
fn number(text: &str) -> Result<(Option<u32>, &str), DecodeError> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(end).unwrap_or_default();
    if digits.is_empty() {
        return Ok((None, rest));
    }
    let number =
        digits.bytes().try_fold(0_u32, |number, digit| number.checked_mul(10)?.checked_add((digit - b'0').into()));
    Ok((Some(number.ok_or(DecodeError::Id)?), rest))
}
