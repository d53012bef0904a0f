//! Anything at all comes in: nothing panics, and afterwards a well server is as good as ever.

use everwire::core::{Close, Phase};
use everwire::socketio::{Emission, Input, ROOT};

use crate::rig::{Rig, with};

/// Pieces that frames are made of.
const PIECES: [&str; 22] = [
    "0", "1", "2", "3", "4", "40", "41", "42", "43", "44", "45", "46", "/chat,", "/", ",", "-", "7", "[", "{",
    "\"a\"]", "é", "broken",
];

/// One life, told by bytes.
pub(crate) fn one(bytes: &[u8]) {
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
    let mut seed = 1_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as u8
    };
    for _ in 0..20_000 {
        let bytes: Vec<u8> = (0..next()).map(|_| next()).collect();
        one(&bytes);
    }
}
