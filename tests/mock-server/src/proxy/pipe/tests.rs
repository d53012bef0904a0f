//! One direction alone, on a clock that stands still unless it is waited for.

use std::io;
use std::num::NonZeroU64;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::time::Instant;

use super::super::fault::{FrameStrike, Stand};
use super::super::frames::Frames;
use super::super::illegal::{Illegal, close_frame};
use super::super::standing::Board;
use super::{Event, Pipe};
use crate::faults::WireEnd;
use crate::lock;

const HEAD: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\n\r\n";
const HELLO: &[u8] = b"\x81\x05hello";

/// Keeps every write apart.
#[derive(Clone, Default)]
struct Writes(Arc<Mutex<Vec<Vec<u8>>>>);

impl Writes {
    fn all(&self) -> Vec<u8> {
        lock(&self.0).concat()
    }
}

impl AsyncWrite for Writes {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        lock(&self.0).push(bytes.to_vec());
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// Passes bytes on under these faults; gives the writes and how long it took.
async fn pass(bytes: &[u8], stands: &[Stand]) -> (Vec<Vec<u8>>, Duration) {
    let board = Board::new();
    for stand in stands {
        board.put(*stand, None);
    }
    let writes = Writes::default();
    let start = Instant::now();
    let mut pipe = Pipe::new(bytes, writes.clone(), Frames::from_server(), board.watch());
    while pipe.run().await != Event::Fin {}
    let writes = lock(&writes.0).clone();
    assert_eq!(writes.concat(), bytes);
    (writes, start.elapsed())
}

fn number(number: u64) -> NonZeroU64 {
    NonZeroU64::new(number).expect("not zero")
}

#[tokio::test(start_paused = true)]
async fn chunk_writes_no_more_than_so_many_bytes_at_once() {
    for size in [1, 3] {
        let (writes, _) = pass(&[HEAD, HELLO].concat(), &[Stand::Chunk(number(size))]).await;
        assert!(writes.iter().all(|write| write.len() as u64 <= size));
    }
}

#[tokio::test(start_paused = true)]
async fn throttle_takes_as_long_as_the_rate_says() {
    for rate in [1, 10, 1000, 100_000] {
        let (_, took) = pass(&vec![b'x'; 5 * rate as usize], &[Stand::Throttle(number(rate))]).await;
        // The first write is free, and the clock ticks in milliseconds.
        assert!((3900..=5200).contains(&took.as_millis()), "{rate} took {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn delay_passes_everything_on_so_much_later_at_once() {
    let bytes = vec![b'x'; 100_000];
    let (_, took) = pass(&bytes, &[Stand::Delay(Duration::from_secs(5))]).await;
    assert!((5000..=5010).contains(&took.as_millis()), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn without_a_fault_nothing_waits() {
    let (_, took) = pass(&vec![b'x'; 1 << 20], &[]).await;
    assert_eq!(took, Duration::ZERO);
}

/// Where the strike comes: this far into the first of two frames, which are read in pieces of this size.
struct At {
    into: usize,
    piece: usize,
}

/// Every place in a frame, in pieces of several sizes.
fn everywhere() -> impl Iterator<Item = At> {
    (0..HELLO.len()).flat_map(|into| [1, 2, 64].map(|piece| At { into, piece }))
}

/// Passes a head and the first frame up to that place; strikes; lets the rest come. Gives what came through after the
/// head, and the end.
async fn struck(strike: FrameStrike, at: &At) -> (Vec<u8>, Event) {
    let board = Board::new();
    let writes = Writes::default();
    let frames = [HELLO, HELLO].concat();
    let (before, after) = (frames[..at.into].to_vec(), frames[at.into..].to_vec());
    let (mut server, from) = tokio::io::duplex(at.piece);
    let (go, gone) = tokio::sync::oneshot::channel();
    let feeding = tokio::spawn(async move {
        server.write_all(&[HEAD, &before].concat()).await.expect("read");
        let _ = gone.await;
        // An error means that the pipe has ended before.
        let _ = server.write_all(&after).await;
    });
    let mut pipe = Pipe::new(from, writes.clone(), Frames::from_server(), board.watch());
    assert_eq!(pipe.run().await, Event::Head(String::new()));
    while writes.all().len() < HEAD.len() + at.into {
        tokio::select! {
            biased;
            event = pipe.run() => panic!("{event:?}"),
            () = tokio::task::yield_now() => {}
        }
    }
    pipe.strike(strike);
    let _ = go.send(());
    let event = pipe.run().await;
    drop(pipe);
    feeding.await.expect("an end");
    (writes.all()[HEAD.len()..].to_vec(), event)
}

#[tokio::test]
async fn a_cut_is_in_the_middle_of_the_frame_or_as_near_as_it_can_be() {
    for at in everywhere() {
        let (seen, event) = struck(FrameStrike::Cut(WireEnd::Reset), &at).await;
        assert_eq!(event, Event::Cut(WireEnd::Reset));
        let middle = match at.into {
            // In the header, where nobody knows yet how long the frame is.
            1 => 1,
            into => into.max(HELLO.len() / 2),
        };
        assert_eq!(seen, HELLO[..middle], "{} bytes into it", at.into);
    }
}

#[tokio::test]
async fn an_illegal_frame_stands_between_frames() {
    for at in everywhere() {
        let illegal = Illegal::Masked;
        let (seen, event) = struck(FrameStrike::Corrupt(illegal), &at).await;
        assert_eq!(event, Event::Fin);
        let bytes = illegal.bytes();
        let expected = if at.into == 0 { [&bytes, HELLO, HELLO].concat() } else { [HELLO, &bytes, HELLO].concat() };
        assert_eq!(seen, expected, "{} bytes into it", at.into);
    }
}

#[tokio::test]
async fn nothing_follows_a_close_frame() {
    for at in everywhere() {
        let strike = FrameStrike::Close { code: Some(1005), reason: "why".to_owned() };
        let (seen, event) = struck(strike, &at).await;
        assert_eq!(event, Event::Closed);
        let close = close_frame(Some(1005), "why");
        let expected = if at.into == 0 { close } else { [HELLO, &close].concat() };
        assert_eq!(seen, expected, "{} bytes into it", at.into);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stall_holds_for_what_is_on_its_way_already() {
    let board = Arc::new(Board::new());
    board.put(Stand::Delay(Duration::from_secs(5)), None);
    let (writes, start) = (Writes::default(), Instant::now());
    let mut pipe = Pipe::new(HELLO, writes.clone(), Frames::from_server(), board.watch());
    let stalling = Arc::clone(&board);
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        stalling.put(Stand::Stall, Some(Duration::from_secs(59)));
        stalling.keep().await;
    });
    assert_eq!(pipe.run().await, Event::Fin);
    assert_eq!((writes.all().as_slice(), start.elapsed().as_secs()), (HELLO, 60));
}

#[tokio::test]
async fn a_strike_during_the_handshake_is_not_kept_for_later() {
    let board = Board::new();
    let writes = Writes::default();
    let bytes = [HEAD, HELLO].concat();
    let mut pipe = Pipe::new(&bytes[..], writes.clone(), Frames::from_server(), board.watch());
    pipe.strike(FrameStrike::Corrupt(Illegal::Masked));
    while pipe.run().await != Event::Fin {}
    assert_eq!(writes.all(), bytes);
}

#[tokio::test]
async fn what_is_no_websocket_has_no_frames_to_strike() {
    let board = Board::new();
    let writes = Writes::default();
    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n\x81\x05hello";
    let mut pipe = Pipe::new(&answer[..], writes.clone(), Frames::from_server(), board.watch());
    pipe.strike(FrameStrike::Cut(WireEnd::Fin));
    assert_eq!(pipe.run().await, Event::Fin);
    assert_eq!(writes.all(), answer);
}
