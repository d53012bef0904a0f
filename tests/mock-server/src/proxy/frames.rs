//! Follows one direction of a connection well enough to know where its HTTP heads and WebSocket frames end
//! (RFC 6455 §5.2), without holding or changing a byte of a frame.
//!
//! It is fed with what was written, in pieces of any size, one-byte pieces included.

/// Longer heads are no WebSocket handshakes.
const MAX_HEAD: usize = 64 << 10;
/// The longest frame header: two bytes, a 64-bit length, a mask.
const MAX_HEADER: usize = 14;
const CLOSE: u8 = 8;

/// How far one direction has got.
#[derive(Clone, Debug)]
pub(super) struct Frames {
    at: At,
    side: Side,
    closed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Client,
    Server,
}

#[derive(Clone, Debug)]
enum At {
    /// In the head of an HTTP message.
    Head(Vec<u8>),
    /// In something that is no WebSocket and has no boundaries that matter.
    Opaque,
    /// Between frames, or in a frame's header.
    Header { bytes: [u8; MAX_HEADER], len: usize },
    /// In a frame's payload.
    Payload { done: u64, total: u64, close: bool },
}

const BETWEEN: At = At::Header { bytes: [0; MAX_HEADER], len: 0 };

/// What was completed by the bytes taken last.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Passed {
    /// Nothing yet.
    Part,
    /// The head that begins the WebSocket: the request's target, or the 101 (with an empty string).
    Head(String),
    /// A frame.
    Frame,
}

impl Frames {
    /// From the client: a request, then frames.
    pub(super) fn from_client() -> Self {
        Self { at: At::Head(Vec::new()), side: Side::Client, closed: false }
    }

    /// From the server: frames after a 101, whatever after another status.
    pub(super) fn from_server() -> Self {
        Self { side: Side::Server, ..Self::from_client() }
    }

    /// Takes bytes up to the end of the current head or frame; says how many those were and what they completed.
    pub(super) fn take(&mut self, bytes: &[u8]) -> (usize, Passed) {
        match &mut self.at {
            At::Opaque => (bytes.len(), Passed::Part),
            At::Head(head) => {
                for (i, byte) in bytes.iter().enumerate() {
                    head.push(*byte);
                    if head.ends_with(b"\r\n\r\n") {
                        return (i + 1, self.end_head());
                    }
                    if head.len() == MAX_HEAD {
                        self.at = At::Opaque;
                        return (bytes.len(), Passed::Part);
                    }
                }
                (bytes.len(), Passed::Part)
            }
            At::Header { .. } => self.take_header(bytes),
            At::Payload { done, total, close } => {
                let left = usize::try_from(*total - *done).unwrap_or(usize::MAX);
                let taken = left.min(bytes.len());
                *done += taken as u64;
                if *done < *total {
                    return (taken, Passed::Part);
                }
                self.closed |= *close;
                self.at = BETWEEN;
                (taken, Passed::Frame)
            }
        }
    }

    fn take_header(&mut self, input: &[u8]) -> (usize, Passed) {
        let At::Header { bytes, len } = &mut self.at else {
            return (0, Passed::Part);
        };
        for (i, byte) in input.iter().enumerate() {
            bytes[*len] = *byte;
            *len += 1;
            let Some(total) = frame_length(&bytes[..*len]) else {
                continue;
            };
            let (done, close) = (*len as u64, bytes[0] & 0x0f == CLOSE);
            if done == total {
                self.closed |= close;
                self.at = BETWEEN;
                return (i + 1, Passed::Frame);
            }
            self.at = At::Payload { done, total, close };
            let (more, passed) = self.take(&input[i + 1..]);
            return (i + 1 + more, passed);
        }
        (input.len(), Passed::Part)
    }

    fn end_head(&mut self) -> Passed {
        let At::Head(head) = std::mem::replace(&mut self.at, BETWEEN) else {
            return Passed::Part;
        };
        let head = String::from_utf8_lossy(&head);
        // The request's target or the response's status.
        let second = head.split(' ').nth(1).unwrap_or_default();
        match (self.side, second) {
            (Side::Client, target) => return Passed::Head(target.to_owned()),
            (Side::Server, "101") => return Passed::Head(String::new()),
            // Hints; the answer proper follows.
            (Side::Server, status) if status.starts_with('1') => self.at = At::Head(Vec::new()),
            (Side::Server, _) => self.at = At::Opaque,
        }
        Passed::Part
    }

    /// Whether the WebSocket is open in this direction.
    pub(super) fn open(&self) -> bool {
        matches!(self.at, At::Header { .. } | At::Payload { .. })
    }

    /// Whether it stands between two frames.
    pub(super) fn between(&self) -> bool {
        matches!(self.at, At::Header { len: 0, .. })
    }

    /// Whether a close frame has passed.
    pub(super) fn closed(&self) -> bool {
        self.closed
    }

    /// How many bytes are left of the current frame's first half, given what will be written next; `None` while that
    /// cannot be told. Half of a frame is at least one of its bytes and never all.
    pub(super) fn to_the_middle(&self, next: &[u8]) -> Option<usize> {
        let (done, total) = match &self.at {
            At::Head(_) | At::Opaque => return None,
            At::Header { len: 0, .. } => (0, frame_length(next)?),
            // Inside a header is the middle enough.
            At::Header { .. } => return Some(0),
            At::Payload { done, total, .. } => (*done, *total),
        };
        Some(usize::try_from((total / 2).saturating_sub(done)).unwrap_or(usize::MAX))
    }

    /// How many of the bytes that will be written next belong to the frame under way.
    pub(super) fn to_the_boundary(&self, next: &[u8]) -> usize {
        if self.between() { 0 } else { self.clone().take(next).0 }
    }
}

/// The length of a frame with its header, once that much of the header is there to tell.
fn frame_length(header: &[u8]) -> Option<u64> {
    let second = *header.get(1)?;
    let mask = if second & 0x80 == 0 { 0 } else { 4 };
    let (extended, payload) = match second & 0x7f {
        126 => (2, be(header.get(2..4)?)),
        127 => (8, be(header.get(2..10)?)),
        short => (0, u64::from(short)),
    };
    let header_len = 2 + extended + mask;
    (header.len() >= header_len).then(|| payload.saturating_add(header_len as u64))
}

fn be(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::{Frames, Passed};

    const HEAD: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nx: y\r\n\r\n";

    fn frame(header: &[u8], payload: usize) -> Vec<u8> {
        [header, &vec![0x88; payload]].concat()
    }

    /// Feeds everything in pieces of one size; gives the offsets at which something ended.
    fn ends(mut frames: Frames, bytes: &[u8], piece: usize) -> Vec<usize> {
        let (mut ends, mut offset) = (Vec::new(), 0);
        for mut piece in bytes.chunks(piece) {
            while !piece.is_empty() {
                let (taken, passed) = frames.take(piece);
                offset += taken;
                piece = &piece[taken..];
                if passed != Passed::Part {
                    ends.push(offset);
                }
            }
        }
        ends
    }

    #[test]
    fn boundaries_are_found_whatever_the_pieces() {
        let frames = [
            frame(&[0x81, 5], 5),
            frame(&[0x89, 0], 0),
            frame(&[0x82, 126, 1, 0], 256),
            frame(&[0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0], 65536),
            frame(&[0x81, 0x83, 1, 2, 3, 4], 3),
        ];
        let (mut bytes, mut expected) = (HEAD.to_vec(), vec![HEAD.len()]);
        for frame in &frames {
            bytes.extend(frame);
            expected.push(bytes.len());
        }
        for piece in [1, 2, 3, 7, 100, 100_000] {
            assert_eq!(ends(Frames::from_server(), &bytes, piece), expected, "in pieces of {piece}");
        }
    }

    #[test]
    fn only_a_101_opens() {
        for (status, opens) in [("101", true), ("200", false), ("403", false)] {
            let mut frames = Frames::from_server();
            frames.take(format!("HTTP/1.1 {status} x\r\n\r\n").as_bytes());
            assert_eq!(frames.open(), opens, "{status}");
        }
        let mut frames = Frames::from_server();
        frames.take(b"HTTP/1.1 103 Early Hints\r\n\r\n");
        assert!(!frames.open());
        assert_eq!(frames.take(HEAD), (HEAD.len(), Passed::Head(String::new())));
    }

    #[test]
    fn the_target_of_a_request_is_told() {
        let request = b"GET /echo?a=b HTTP/1.1\r\n\r\n";
        let passed = Frames::from_client().take(request);
        assert_eq!(passed, (request.len(), Passed::Head("/echo?a=b".to_owned())));
    }

    #[test]
    fn the_middle_of_a_frame_is_never_one_of_its_ends() {
        for frame in [frame(&[0x89, 0], 0), frame(&[0x81, 1], 1), frame(&[0x82, 126, 1, 0], 256)] {
            let mut frames = Frames::from_server();
            frames.take(HEAD);
            let middle = frames.to_the_middle(&frame).expect("a whole header");
            assert!((1..frame.len()).contains(&middle));
            frames.take(&frame[..middle]);
            assert_eq!(frames.to_the_middle(&frame[middle..]), Some(0));
        }
    }

    #[test]
    fn a_close_frame_is_noticed() {
        let mut frames = Frames::from_client();
        frames.take(b"GET / HTTP/1.1\r\n\r\n");
        frames.take(&frame(&[0x88, 0x82, 1, 2, 3, 4], 1));
        assert!(!frames.closed());
        frames.take(&[0]);
        assert!(frames.closed());
    }
}
