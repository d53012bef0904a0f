//! Anything at all comes in: nothing panics, the contract is kept, and afterwards a well server is as good as ever.
//!
//! Here for a moment with bytes that are drawn; `cargo xtask fuzz` has libFuzzer look for those that reach new code.

use everwire::core::{self, Close, Cursor, Facts, Id, Millis, NOT_WRITABLE, NumberOption, Phase, Signal, Verdict};
use everwire::socketio::{Emission, Input, MAX_ATTACHMENTS, MAX_PACKET_BYTES, Machine, Packet, ROOT};

use crate::contract::Contract;
use crate::dice::{Dice, share};
use crate::rig::{Rig, with};

/// Pieces that frames are made of.
const PIECES: [&str; 22] = [
    "0", "1", "2", "3", "4", "40", "41", "42", "43", "44", "45", "46", "/chat,", "/", ",", "-", "7", "[", "{",
    "\"a\"]", "é", "broken",
];

/// One input, whose first byte says what it is for.
pub(crate) fn one(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    match kind % 4 {
        0 => codec(&String::from_utf8_lossy(rest)),
        1 | 2 => steps(rest),
        _ => life(rest),
    }
}

/// A text is no packet, or one within bounds that means the same when it is written anew.
fn codec(text: &str) {
    let Ok(packet) = Packet::decode(text) else { return };
    assert!(packet.attachments <= MAX_ATTACHMENTS && (packet.attachments == 0 || packet.kind.is_binary()));
    assert!(packet.namespace.starts_with('/') && !packet.namespace.contains(','), "{text}");
    let written = packet.encode();
    assert_eq!(Packet::decode(&written), Ok(packet), "{text}, written as {written}");
    // What stands behind the first character of the JSON may be left away.
    let first = packet.data.chars().next().map_or(0, char::len_utf8);
    let head = &written[..written.len() - packet.data.len() + first];
    assert_eq!(Packet::decode(head), Ok(Packet { data: &packet.data[..first], ..packet }), "{head}");
}

/// Steps of a machine in any order, said of any transport.
fn steps(bytes: &[u8]) {
    let mut dice = Dice::Scripted(bytes);
    let options = [
        (NumberOption::ConnectionTimeout, 1.0 + dice.below(3_000) as f64),
        (NumberOption::MaxRetries, dice.of(&[f64::INFINITY, 0.0, 2.0])),
        (NumberOption::MaxEnqueuedMessages, dice.of(&[f64::INFINITY, 0.0, 2.0])),
    ];
    let (mut machine, mut contract) = (Machine::new(with(&options), 1), Contract::default());
    let namespaces = [ROOT, "/chat", "/"].map(|name| machine.namespace(name));
    let mut now = Millis(0);
    while !dice.is_over() {
        let id = contract.attempt();
        let id = dice.of(&[id, id, id, id, id, Id(id.0.wrapping_sub(1)), Id(id.0.wrapping_add(1))]);
        let text = any_text(&mut dice);
        let input = match dice.below(24) {
            0..=7 => Input::Text { id, text: &text, size: any_size(&mut dice, text.len() as u32) },
            8 | 9 => Input::Binary(id, any_size(&mut dice, 9)),
            10 => Input::Greeted { id, interval: any_size(&mut dice, 25_000), timeout: any_size(&mut dice, 20_000) },
            11..=13 if contract.is_parsing() => Input::Parsed(any_facts(&mut dice)),
            14 => Input::Broken,
            15 => Input::Join(dice.of(&namespaces)),
            16 => Input::Leave(dice.of(&namespaces)),
            17 if dice.one_in(4) => Input::LeaveAll,
            18 => Input::Emit(dice.of(&namespaces), any_emission(&mut dice)),
            19 | 20 => any_tick(&machine, &mut now, &mut dice),
            _ => Input::Core(any_core(id, namespaces.iter().any(|index| machine.is_wanted(*index)), &mut dice)),
        };
        let effects = machine.step(input.clone(), now);
        contract.judge(&input, &effects, &machine);
    }
}

/// Pieces that make sense, or anything.
fn any_text(dice: &mut Dice<'_>) -> String {
    if dice.one_in(6) {
        let bytes: Vec<u8> = (0..dice.below(9)).map(|_| dice.below(256) as u8).collect();
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let whole =
        ["0{", "40{", "40/chat,{", "42[", "42/chat,[", "451-[", "452-/chat,9[", "431[", "41", "41/chat,", "44{", "2"];
    match dice.below(4) {
        0 => (0..dice.below(5)).map(|_| dice.of(&PIECES)).collect(),
        _ => dice.of(&whole).to_owned(),
    }
}

fn any_size(dice: &mut Dice<'_>, usual: u32) -> u32 {
    dice.of(&[usual, usual, usual, 0, 1, MAX_PACKET_BYTES, MAX_PACKET_BYTES + 1, u32::MAX])
}

fn any_facts(dice: &mut Dice<'_>) -> Facts<'static> {
    Facts {
        cursor: dice.one_in(3).then(|| Cursor::number(dice.below(5) as f64)),
        key: dice.one_in(3).then(|| dice.of(&["a", "b", "c"])),
        ..Facts::default()
    }
}

fn any_emission(dice: &mut Dice<'_>) -> Emission {
    Emission {
        size: any_size(dice, 9),
        buffered: dice.of(&[0, 0, 0, NOT_WRITABLE]),
        acknowledged: dice.one_in(2),
        volatile: dice.one_in(4),
        timeout: dice.one_in(3).then(|| dice.of(&[0, 1, 900])),
    }
}

fn any_tick(machine: &Machine, now: &mut Millis, dice: &mut Dice<'_>) -> Input<'static> {
    let due = machine.next_deadline().unwrap_or(*now).max(*now);
    *now = if dice.one_in(2) { due } else { Millis(now.0 + dice.below(900)) };
    Input::Core(core::Input::Tick { buffered: 0 })
}

fn any_core(id: Id, wanted: bool, dice: &mut Dice<'_>) -> core::Input<'static> {
    let signals = [Signal::Offline, Signal::Online, Signal::Frozen, Signal::Resumed, Signal::Visible, Signal::Woken];
    match dice.below(9) {
        0..=3 => core::Input::Resolved { id, local: dice.one_in(4) },
        4 => dice.of(&[core::Input::ResolveFailed as fn(Id) -> _, core::Input::OpenFailed, core::Input::Error])(id),
        5 if wanted => core::Input::Reconnect,
        6 => core::Input::Page(dice.of(&signals)),
        _ => {
            let close = Close { code: dice.of(&[1000, 1006, 1008, 1013]), clean: dice.one_in(2) };
            core::Input::Closed { id, close, retry_after: None, verdict: Verdict::Unsaid }
        }
    }
}

/// One life, told by bytes.
fn life(bytes: &[u8]) {
    let mut rig = Rig::new(with(&[]));
    let namespaces = [rig.join(ROOT), rig.machine.namespace("/chat")];
    for chunk in bytes.chunks(4) {
        let [what, a, b, c] = [0, 1, 2, 3].map(|at| chunk.get(at).copied().unwrap_or_default());
        let index = namespaces[usize::from(a % 2)];
        match what % 12 {
            0..=3 => {
                let text: String = [a, b, c].iter().map(|piece| PIECES[usize::from(*piece) % PIECES.len()]).collect();
                rig.text(&text);
            }
            4 => rig.binary(u32::from(a) << (b % 25)),
            5 => rig.greet(),
            6 => {
                rig.greet();
                rig.text("40{}");
            }
            7 => rig.cut(),
            8 => rig.pass(u64::from(a) << (b % 12)),
            9 => {
                let emission = Emission {
                    acknowledged: b & 1 > 0,
                    volatile: b & 2 > 0,
                    timeout: (b & 4 > 0).then_some(u32::from(c) + 1),
                    ..Emission::default()
                };
                rig.emission(index, "emitted", emission);
            }
            10 => rig.input(Input::Join(index)),
            _ => rig.input(Input::Leave(index)),
        }
    }
    // All is well again.
    rig.input(Input::Join(namespaces[0]));
    if rig.phase() == Phase::Closing {
        rig.closed_with(Close::abnormal());
    }
    for _ in 0..100 {
        if rig.machine.is_joined(namespaces[0]) {
            break;
        }
        if rig.phase() == Phase::Waiting {
            rig.fire();
        }
        if rig.phase() == Phase::Connecting {
            rig.greet();
        }
        rig.text("40{}");
    }
    assert!(rig.machine.is_joined(namespaces[0]), "{:?}", rig.machine);
}

#[test]
fn nothing_that_comes_breaks_it() {
    let mut dice = Dice::Seeded(1);
    for _ in 0..share(20_000) {
        let bytes: Vec<u8> = (0..dice.below(400)).map(|_| dice.below(256) as u8).collect();
        if std::panic::catch_unwind(|| one(&bytes)).is_err() {
            panic!("these bytes: {bytes:?}");
        }
    }
}
