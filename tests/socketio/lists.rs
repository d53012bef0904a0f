//! The npm package's TypeScript and the machine speak in numbers. Both sides have the lists of what they mean, and these
//! tests read both.

use everwire::core::NumberOption;
use everwire::socketio::{Kind, Reason};

const CORE_TS: &str = include_str!("../../pkg-template/src/core.ts");
const DRIVER_TS: &str = include_str!("../../pkg-template/src/socketio/driver.ts");
const OPTIONS_TS: &str = include_str!("../../pkg-template/src/socketio/options.ts");
const SOCKET_TS: &str = include_str!("../../pkg-template/src/socketio/socket.ts");
const OUTPUT_RS: &str = include_str!("../../src/js/output.rs");

/// What stands between `from` and the next `to`.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest =
        text.split_once(from).unwrap_or_else(|| panic!("there is no `{from}` any more: change this test with it")).1;
    rest.split_once(to).unwrap().0
}

fn items(list: &str) -> Vec<&str> {
    let lines = list.lines().filter(|line| !line.trim().starts_with("//"));
    lines.flat_map(|line| line.split(',')).map(str::trim).filter(|item| !item.is_empty()).collect()
}

#[test]
fn each_effect_has_its_number() {
    let arms = between(OUTPUT_RS, "let numbers = match effect {", "};").lines();
    let there: Vec<(String, usize)> = arms
        .filter_map(|line| line.trim().strip_prefix("Effect::")?.split_once(" => ["))
        .map(|(effect, numbers)| {
            let name = match effect.split_once("Event::") {
                Some((_, event)) => format!("Tell{event}"),
                None => effect.to_owned(),
            };
            let name = name.split(['(', ')']).next().unwrap().to_owned();
            (name, numbers.split(',').next().unwrap().parse().unwrap())
        })
        .collect();
    let here =
        items(between(CORE_TS, "enum Do {", "}")).into_iter().zip(0..).map(|(name, number)| (name.to_owned(), number));
    assert_eq!(here.skip(there[0].1).collect::<Vec<_>>(), there);
    assert_eq!(there.len(), 11);
}

#[test]
fn each_reason_has_its_number() {
    let reasons = [Reason::Server, Reason::User, Reason::PingTimeout, Reason::TransportClose, Reason::ParseError];
    let there = reasons.map(|reason| format!("\"{}\"", reason.name()));
    assert_eq!(items(between(SOCKET_TS, "const REASONS: readonly DisconnectReason[] = [", "]")), there);
    assert!(reasons.iter().enumerate().all(|(number, reason)| *reason as usize == number));
}

#[test]
fn each_kind_has_its_number() {
    let here = items(between(DRIVER_TS, "const enum Kind {", "}"));
    let there: Vec<String> = Kind::ALL.iter().take(here.len()).map(|kind| format!("{kind:?}")).collect();
    assert_eq!(here, there);
}

#[test]
fn each_option_has_its_number() {
    let numbers = items(between(OPTIONS_TS, "const NUMBERS: Record<string, number> = {", "}"));
    let names: Vec<(&str, &str)> = numbers
        .iter()
        .map(|row| row.split_once(": ").unwrap())
        .map(|(name, number)| (name.trim_matches('"'), NumberOption::ALL[number.parse::<usize>().unwrap()].name()))
        .collect();
    assert_eq!(
        names,
        [
            ("reconnectionDelay", "minReconnectionDelay"),
            ("reconnectionDelayMax", "maxReconnectionDelay"),
            ("timeout", "connectionTimeout"),
            ("reconnectionAttempts", "maxRetries"),
            ("queue.maxMessages", "maxEnqueuedMessages"),
            ("queue.maxBytes", "queue.maxBytes"),
            ("resume.window", "resume.window"),
        ]
    );
    assert_eq!((NumberOption::ALL[8].name(), NumberOption::ALL[2].name()), ("jitter", "reconnectionDelayGrowFactor"));
}
