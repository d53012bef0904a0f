//! A fleet that lost its server comes back spread out.

use everwire::core::{Config, Input, Machine};

use crate::harness::Rig;

const CLIENTS: u64 = 10_000;
const OUTAGE: u64 = 60_000;

/// When each client is back, in ms after the server is.
fn returns(config: &Config) -> Vec<u64> {
    let back = |seed| {
        let mut rig = Rig::open(config.clone());
        rig.machine = Machine::new(config.clone(), seed);
        rig.step(Input::Connect);
        rig.succeed();
        rig.advance(10_000);
        let lost = rig.now;
        rig.lose();
        loop {
            rig.advance(rig.delay());
            let since = rig.now - lost;
            if since >= OUTAGE {
                return since - OUTAGE;
            }
            rig.refuse();
        }
    };
    (0..CLIENTS).map(back).collect()
}

#[test]
fn ten_thousand_clients_do_not_stampede_after_a_minutes_outage() {
    let returns = returns(&Config::default());
    let mut tenths = vec![0_u64; 1 + *returns.iter().max().unwrap() as usize / 100];
    for back in &returns {
        tenths[*back as usize / 100] += 1;
    }
    let peak = *tenths.iter().max().unwrap() as f64 / CLIENTS as f64 * 100.0;
    let last = *returns.iter().max().unwrap();
    assert!(peak <= 0.7, "{peak:.2} % came back within one tenth of a second");
    assert!(last <= 45_000, "the last one after {last} ms");
}
