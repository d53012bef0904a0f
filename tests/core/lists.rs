//! The npm package's TypeScript and the core speak in numbers. Both sides have the lists of what they mean, and these
//! tests read both: a change of one alone would be a bug that no compiler sees.

use everwire::core::{
    Cause, Close, Config, Counters, Effect, Event, FATAL_CODES, Fate, Id, Jitter, Millis, Number, NumberOption,
    Outcome, Overflow, Phase, Queued, Signal, Snapshot,
};

use crate::output::Output;

const CORE_TS: &str = include_str!("../../pkg-template/src/core.ts");
const DRIVER_TS: &str = include_str!("../../pkg-template/src/driver.ts");
const OPTIONS_TS: &str = include_str!("../../pkg-template/src/options.ts");
const PAGE_TS: &str = include_str!("../../pkg-template/src/page.ts");
const SHELL_TS: &str = include_str!("../../pkg-template/src/reconnecting-websocket.ts");
const STATE_TS: &str = include_str!("../../pkg-template/src/state.ts");
const TYPES_TS: &str = include_str!("../../pkg-template/src/types.ts");
const README: &str = include_str!("../../pkg-template/README.md");
const MODULE_RS: &str = include_str!("../../src/js/module.rs");
const CONFIG_RS: &str = include_str!("../../src/core/config.rs");
const RANGE_RS: &str = include_str!("../../src/core/range.rs");
const IO_RS: &str = include_str!("../../src/core/io.rs");
const SNAPSHOT_RS: &str = include_str!("../../src/core/snapshot.rs");

const PHASES: [Phase; 6] = [Phase::Idle, Phase::Connecting, Phase::Open, Phase::Waiting, Phase::Closing, Phase::Closed];

/// What stands between the first `open` after `from` and the next `close`.
fn between<'a>(text: &'a str, from: &str, open: char, close: char) -> &'a str {
    let start = text.find(from).unwrap_or_else(|| panic!("there is no `{from}` any more: change this test with it"));
    let text = &text[start..];
    let text = &text[text.find(open).unwrap() + 1..];
    &text[..text.find(close).unwrap()]
}

/// The items of a list, without comments and attributes.
fn items(list: &str) -> Vec<String> {
    let code = list
        .lines()
        .map(|line| line.split("//").next().unwrap())
        .filter(|line| !line.trim().starts_with(['#', '/', '*']));
    let code = code.collect::<Vec<_>>().join("\n");
    code.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

/// The members of an enum, in TypeScript or Rust.
fn members(text: &str, name: &str) -> Vec<String> {
    items(between(text, &format!("enum {name} {{"), '{', '}'))
}

/// The texts of an array in TypeScript.
fn texts(text: &str, name: &str) -> Vec<String> {
    let list = items(between(&text[text.find(name).expect(name)..], "= [", '[', ']'));
    list.iter().map(|item| item.trim_matches('"').to_owned()).collect()
}

/// `TellOpen` for `TELL_OPEN`.
fn camel(screaming: &str) -> String {
    let words = screaming.split('_').map(|word| word[..1].to_owned() + &word[1..].to_lowercase());
    words.collect()
}

#[test]
fn each_call_has_its_number() {
    let there: Vec<(String, usize)> = MODULE_RS
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub(crate) const ")?.strip_suffix(';'))
        .filter_map(|line| line.split_once(": u32 = "))
        .map(|(name, number)| (camel(name), number.parse().unwrap()))
        .collect();
    let here: Vec<(String, usize)> = members(CORE_TS, "Call").into_iter().zip(0..).collect();
    assert_eq!(here, there);
}

/// What JavaScript reads.
fn encoded(write: impl FnOnce(&mut Output)) -> Vec<f64> {
    let mut output = Output::default();
    write(&mut output);
    std::iter::from_fn(|| Some(output.next()).filter(|number| *number >= 0.0)).collect()
}

#[test]
fn each_effect_has_its_number_and_as_many_as_are_read() {
    let (id, number) = (Id(7), Number(8));
    let effects = [
        Effect::Resolve(id, 9),
        Effect::Open(id),
        Effect::Greet(id),
        Effect::Keep(number),
        Effect::Write(id, number),
        Effect::Forget(number, Outcome::Sent),
        Effect::Probe(id),
        Effect::Close(id),
        Effect::Abandon(id),
        Effect::Sent(Fate::Sent),
        Effect::Advance,
        Effect::Save,
        Effect::Emit(Event::Open),
        Effect::Emit(Event::Message),
        Effect::Emit(Event::Error(Cause::Created)),
        Effect::Emit(Event::Close(Close::abnormal(), Cause::Created)),
        Effect::Emit(Event::State(snapshot())),
    ];
    let there: Vec<(f64, String, usize)> = effects
        .into_iter()
        .map(|effect| {
            let shown = format!("{effect:?}").replace("Emit(", "Tell");
            let numbers = encoded(|output| output.effect(&effect));
            (numbers[0], shown.split(|char: char| !char.is_alphabetic()).next().unwrap().to_owned(), numbers.len() - 1)
        })
        .collect();
    // The others are Socket.IO's.
    let names = members(CORE_TS, "Do").into_iter().take(there.len());
    let here: Vec<(f64, String, usize)> = (0..)
        .zip(names)
        .map(|(kind, name)| (f64::from(kind), name.clone(), if name == "TellState" { 9 } else { 2 }))
        .collect();
    assert_eq!(here, there);
    assert!(CORE_TS.contains("const SNAPSHOT = 9;"));
}

/// One whose numbers are all different, and none of them a -1.
fn snapshot() -> Snapshot {
    Snapshot {
        phase: Phase::Waiting,
        cause: Cause::ConnectionLost,
        attempt: 11,
        retrying: true,
        paused: false,
        resumed: true,
        next_attempt_at: Some(Millis(12)),
        rtt: Some(13),
        queued: Queued { messages: 14, unacknowledged: 15, bytes: 16 },
    }
}

#[test]
fn a_snapshot_is_read_in_the_order_in_which_it_is_written() {
    let names = items(between(STATE_TS, "const [phase", '[', ']'));
    assert_eq!(names, ["phase", "cause", "attempt", "flags", "due", "rtt", "messages", "unacknowledged", "bytes"]);
    let flags = [("isReconnecting", 1), ("paused", 2), ("resumed", 4)];
    for (name, bit) in flags {
        assert!(STATE_TS.contains(&format!("{name}: !!(flags & {bit})")), "{name}");
    }
    let numbers = encoded(|output| output.snapshot(&snapshot()));
    assert_eq!(numbers, [3.0, 8.0, 11.0, 5.0, 12.0, 13.0, 14.0, 15.0, 16.0]);
}

#[test]
fn phases_and_causes_have_the_names_of_the_core_in_its_order() {
    let names: Vec<&str> = PHASES.iter().map(|phase| phase.name()).collect();
    assert!(PHASES.iter().enumerate().all(|(number, phase)| *phase as usize == number));
    assert_eq!(members(SNAPSHOT_RS, "Phase").len(), PHASES.len());
    assert_eq!(texts(STATE_TS, "const PHASES"), names);
    assert_eq!(union("Phase"), names);

    let names: Vec<&str> = Cause::ALL.iter().map(|cause| cause.name()).collect();
    assert!(Cause::ALL.iter().enumerate().all(|(number, cause)| *cause as usize == number));
    assert_eq!(members(SNAPSHOT_RS, "Cause").len(), Cause::ALL.len());
    assert_eq!(texts(STATE_TS, "const CAUSES"), names);
    assert_eq!(union("Cause"), names);
    for name in names {
        assert!(README.contains(&format!("\"{name}\"")), "the README names each cause: {name}");
    }
}

/// The texts of a union in `types.ts`.
fn union(name: &str) -> Vec<String> {
    let list = between(TYPES_TS, &format!("export type {name} ="), '=', ';');
    list.split('|').map(|text| text.trim().trim_matches('"').to_owned()).filter(|text| !text.is_empty()).collect()
}

#[test]
fn counters_are_read_in_the_order_in_which_they_are_written() {
    let counters = Counters {
        attempts: 1,
        opened: 2,
        sent: 3,
        resent: 4,
        acknowledged: 5,
        dropped: 6,
        received: 7,
        duplicates: 8,
    };
    let written = encoded(|output| output.counters(counters));
    assert!(SHELL_TS.contains(&format!("read({})", written.len())));
    let shown: Vec<String> = texts(STATE_TS, "const COUNTERS")
        .iter()
        .zip(written)
        .map(|(name, number)| format!("{name}: {number}"))
        .collect();
    assert_eq!(format!("Counters {{ {} }}", shown.join(", ")), format!("{counters:?}"));
}

#[test]
fn fates_outcomes_and_signals_have_the_numbers_of_the_core() {
    assert_eq!(members(DRIVER_TS, "Outcome"), members(IO_RS, "Outcome"));
    assert_eq!(Outcome::Closed as usize, 4);

    let fates = members(IO_RS, "Fate");
    assert_eq!(fates, ["Sent", "Queued", "Dropped", "Rejected", "Duplicate"]);
    assert_eq!(Fate::Duplicate as usize, 4);
    let shown = texts(SHELL_TS, "const FATES");
    assert_eq!(shown, fates[..3].iter().map(|fate| fate.to_lowercase()).collect::<Vec<_>>());

    let signals = members(PAGE_TS, "Signal");
    assert_eq!(signals, members(IO_RS, "Signal"));
    assert_eq!(Signal::Woken as usize, signals.len() - 1);
    for (number, signal) in signals.iter().enumerate() {
        let arm = if number + 1 < signals.len() { number.to_string() } else { "_".to_owned() };
        assert!(MODULE_RS.contains(&format!("{arm} => Signal::{signal},")), "{signal}");
    }
}

#[test]
fn the_words_of_options_have_the_numbers_of_the_core() {
    let jitters = [Jitter::None, Jitter::Equal, Jitter::Full, Jitter::Decorrelated];
    let overflows = [Overflow::DropNewest, Overflow::DropOldest, Overflow::Reject];
    let shown = |name: String| name.to_lowercase();
    let kebab = |name: String| name.replace("Drop", "drop-").to_lowercase();
    let words = |option: &str| {
        let (_, line) = OPTIONS_TS.split_once(&format!("  {option}: '")).expect(option);
        let (line, _) = line.split_once('\'').expect(option);
        line.split(" or ").map(|word| word.trim_matches('"').to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(words("jitter"), jitters.map(|jitter| shown(format!("{jitter:?}"))));
    assert_eq!(words("\"queue.overflow\""), overflows.map(|overflow| kebab(format!("{overflow:?}"))));
    assert!(jitters.iter().enumerate().all(|(number, jitter)| *jitter as usize == number));
    assert!(overflows.iter().enumerate().all(|(number, overflow)| *overflow as usize == number));
}

#[test]
fn each_numeric_option_has_its_number_and_says_what_it_takes() {
    let here = texts(OPTIONS_TS, "const NUMBERS");
    let names: Vec<&str> = here.iter().map(|names| names.split(' ').next().unwrap()).collect();
    assert_eq!(names, NumberOption::ALL.map(NumberOption::name));
    // Quoted text has commas of its own, so that each is a line.
    let without_brackets = OPTIONS_TS.replace("[\"queue.overflow\"]", ".overflow");
    let lines = between(&without_brackets, "= [\n  \"a number", '[', ']').lines();
    let takes: Vec<&str> =
        lines.map(|line| line.trim().trim_end_matches(',')).filter(|line| !line.starts_with("//")).collect();
    let takes: Vec<&str> = takes.into_iter().filter(|line| !line.is_empty()).collect();
    let ranges = members(RANGE_RS, "Range");
    assert_eq!(takes.len(), ranges.len());
    let table = between(CONFIG_RS, "const TABLE", '=', ';');
    let rows = table.lines().filter_map(|line| line.split_once("Range::")?.1.split_once(','));
    let rows: Vec<&str> = rows.map(|(range, _)| range).collect();
    assert_eq!(rows.len(), NumberOption::ALL.len());
    for (option, range) in NumberOption::ALL.into_iter().zip(rows) {
        let there = Config::default().set(option, f64::NAN).unwrap_err().takes();
        let number = ranges.iter().position(|other| other == range).unwrap();
        let here = takes[number].trim_matches('"');
        assert!(here == there || here.is_empty() || here.starts_with("WORDS"), "{}: {here}", option.name());
    }
}

#[test]
fn types_and_readme_have_every_option_and_every_fatal_code() {
    for option in NumberOption::ALL {
        let name = option.name().rsplit('.').next().unwrap();
        assert!(TYPES_TS.contains(&format!("  {name}?: ")) || name == "url", "types.ts: {name}");
        assert!(README.contains(&format!("`{}`", option.name())), "README: {}", option.name());
    }
    for code in FATAL_CODES {
        assert!(TYPES_TS.contains(&code.to_string()), "types.ts: {code}");
        assert!(README.contains(&code.to_string()), "README: {code}");
    }
}
