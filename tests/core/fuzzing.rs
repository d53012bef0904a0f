//! What nobody thought of: any bytes as options, URLs, queries, close reasons, and as lives that the referee judges.
//!
//! Here for a moment with bytes that are drawn; `cargo xtask fuzz` has libFuzzer look for those that reach new code.

use std::sync::Arc;

use everwire::core::{
    Close, CloseFrame, Config, NumberOption, Page, Target, build_websocket_url, is_local, merge_query, retry_hint,
};

use crate::world::{Dice, World, any_rules, every_word};

/// One input, whose first byte says what it is for.
pub(crate) fn one(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    match kind % 8 {
        0 => options(rest),
        1 => addresses(&String::from_utf8_lossy(rest)),
        2 => reasons(rest),
        _ => life(rest),
    }
}

/// Whatever is set is in its range or is refused, and what follows from it can be used.
fn options(bytes: &[u8]) {
    let mut config = Config::default();
    for chunk in bytes.chunks(9) {
        let Some((option, number)) = chunk.split_first() else { return };
        let mut bits = [0; 8];
        bits[..number.len()].copy_from_slice(number);
        // Small numbers and whole ones are what options take; all bits can be the rest.
        let value = match option >> 6 {
            0 => f64::from(bits[0]),
            1 => f64::from(u32::from_le_bytes([bits[0], bits[1], bits[2], bits[3]])),
            _ => f64::from_le_bytes(bits),
        };
        let option = NumberOption::ALL[usize::from(option & 63) % NumberOption::ALL.len()];
        let before = config.clone();
        let same = config.set_named(option.name(), value);
        let mut other = before.clone();
        assert_eq!(other.set(option, value), same);
        assert!(config == other && (same.is_ok() || config == before));
    }
    for retry in [1, 2, 9, u32::MAX] {
        for code in [1006, 1012, 1013] {
            let (low, high) = config.delay_bounds(retry, low_bits(bytes), Close { code, clean: false }, None);
            assert!(low <= high && high <= i32::MAX as u32);
        }
    }
}

fn low_bits(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// A secure side never leads to an open socket, a path stays below its root, a query never moves the host.
fn addresses(text: &str) {
    let (a, b) = text.split_at(text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at));
    for secure in [false, true] {
        let (page, target) = (Page { secure, host: a }, Target { secure: !secure, host: a, path: b });
        let url = build_websocket_url(b, Some(target), page);
        assert!(url.is_none_or(|url| url.starts_with("wss://")));
    }
    let merged = merge_query(a, b);
    let end = a.find(['?', '#']).unwrap_or(a.len());
    assert!(merged.starts_with(&a[..end]), "{merged}");
    assert_eq!(merge_query(a, ""), a);
    is_local(text);
}

/// A hint is at most an hour, and bounds are bounds.
fn reasons(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for reason in [text.clone().into_owned(), format!("retry-after: {text}"), format!("{text} retry-after=7")] {
        assert!(retry_hint(&reason).is_none_or(|hint| hint <= 3_600_000), "{reason}");
        let close = Close { code: 1013, clean: true };
        let (low, high) = Config::default().delay_bounds(low_bits(bytes), 0, close, retry_hint(&reason));
        assert!(low <= high && high <= i32::MAX as u32, "{reason}");
        let frame = CloseFrame::new(None, reason.clone());
        assert_eq!(frame.is_ok(), reason.len() <= 123);
    }
}

/// A life as the bytes have it, judged after every step.
fn life(bytes: &[u8]) {
    let mut dice = Dice::Scripted(bytes);
    let mut world = World::new(Arc::new(any_rules(&mut dice)), 1);
    let words = every_word();
    while !dice.is_over() {
        let input = world.any_input(&mut dice);
        world.step(input);
        if world.id().0 > 0 {
            world.past_words_change_nothing(&words);
        }
    }
}

#[test]
fn no_bytes_break_anything() {
    let mut dice = Dice::Seeded(1);
    for _ in 0..crate::world::share(20_000) {
        let bytes: Vec<u8> = (0..dice.below(300)).map(|_| dice.below(256) as u8).collect();
        if std::panic::catch_unwind(|| one(&bytes)).is_err() {
            panic!("these bytes: {bytes:?}");
        }
    }
}
