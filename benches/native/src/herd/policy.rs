//! When each peer tries again, as its defaults have it: read from its source, in the version that is named.
//!
//! A policy is a pure function of which try it is and of what is drawn. Where a peer does not reconnect unless asked to,
//! it is asked to and nothing else is set.

/// What a delay depends on.
#[derive(Clone, Copy, Debug)]
pub struct Try {
    /// 1 for the first one after the loss.
    pub number: i32,
    /// Drawn when the page was loaded, from 0 up to 1.
    pub page: f64,
    /// Drawn for this try, from 0 up to 1.
    pub drawn: f64,
}

/// A peer's rule.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Name and version, as the other benches give them.
    pub subject: &'static str,
    /// The delay before a try, in ms; none when it has given up.
    pub delay: fn(Try) -> Option<f64>,
}

/// Every peer.
pub const PEERS: [Policy; 12] = [
    Policy { subject: "OpenHands use-websocket rules", delay: |_| Some(3_000.0) },
    // The hook of the newest OpenHands: 1 s, doubled up to 30 s, and up to 30 % more.
    Policy {
        subject: "OpenHands newest hook",
        delay: |it| Some(grown(1_000.0, 2.0, it.number, 30_000.0) * (1.0 + 0.3 * it.drawn)),
    },
    // `_getNextDelay`; the shortest delay is drawn when the module is loaded.
    Policy {
        subject: "reconnecting-websocket 4.4.0",
        delay: |it| Some(grown(1_000.0 + it.page * 4_000.0, 1.3, it.number, 10_000.0)),
    },
    // `_getNextDelay` in ws.js.
    Policy { subject: "partysocket 1.3.0", delay: |it| Some(grown(3_000.0, 1.3, it.number, 10_000.0)) },
    // DEFAULT_RECONNECT_LIMIT and DEFAULT_RECONNECT_INTERVAL_MS; with `shouldReconnect`.
    Policy { subject: "react-use-websocket 4.13.0", delay: |it| (it.number <= 20).then_some(5_000.0) },
    // `ws.onclose` of useWebSocket; with `autoReconnect`.
    Policy { subject: "@vueuse/core 15.0.0", delay: |_| Some(1_000.0) },
    // contrib/backo2.js, with the defaults of manager.js.
    Policy { subject: "socket.io-client 4.8.4", delay: |it| Some(backo2(it)) },
    // `backoff`: the least delay, and up to as much again as it has grown to.
    Policy {
        subject: "centrifuge 5.8.0",
        delay: |it| {
            let interval = (it.drawn * (grown(500.0, 2.0, it.number, 20_000.0) + 1.0)).floor();
            Some((500.0 + interval).min(20_000.0))
        },
    },
    // DefaultReconnectPolicy; with `withAutomaticReconnect`.
    Policy { subject: "@microsoft/signalr 10.0.11", delay: |it| nth(&[0.0, 2_000.0, 10_000.0, 30_000.0], it.number) },
    // `randomisedExponentialBackoff`, five times.
    Policy {
        subject: "graphql-ws 6.4.2",
        delay: |it| {
            let delay = grown(1_000.0, 2.0, it.number, f64::INFINITY) + (it.drawn * 2_700.0 + 300.0).floor();
            (it.number <= 5).then_some(delay)
        },
    },
    // `reconnectAfterMs` of Socket.
    Policy {
        subject: "phoenix 1.8.16",
        delay: |it| {
            const TABLE: [f64; 9] = [10.0, 50.0, 100.0, 150.0, 200.0, 250.0, 500.0, 1_000.0, 2_000.0];
            nth(&TABLE, it.number).or(Some(5_000.0))
        },
    },
    // `notifyState`: at once after a connection, which counts as a try; then `getRetryTime`.
    Policy {
        subject: "ably 2.28.0",
        delay: |it| {
            let grown = 15_000.0 * (f64::from(it.number + 2) / 3.0).min(2.0);
            Some(if it.number == 1 { 0.0 } else { grown * (1.0 - it.drawn * 0.2) })
        },
    },
];

fn grown(first: f64, factor: f64, number: i32, most: f64) -> f64 {
    (first * factor.powi(number - 1)).min(most)
}

fn nth(table: &[f64], number: i32) -> Option<f64> {
    table.get(usize::try_from(number - 1).ok()?).copied()
}

/// Half as much more or less, but cut to 5 s after that: so in the end it is 5 s for everybody, or a little less.
fn backo2(it: Try) -> f64 {
    let delay = grown(1_000.0, 2.0, it.number, f64::INFINITY);
    let deviation = (it.drawn * 0.5 * delay).floor();
    let less = (it.drawn * 10.0) as u32 & 1 == 0;
    (if less { delay - deviation } else { delay + deviation }).min(5_000.0).floor()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delays(subject: &str, page: f64, drawn: f64) -> Vec<Option<f64>> {
        let policy = PEERS.iter().find(|policy| policy.subject.starts_with(subject)).expect("a peer");
        (1..=6).map(|number| (policy.delay)(Try { number, page, drawn })).collect()
    }

    fn ms(delays: &[f64]) -> Vec<Option<f64>> {
        delays.iter().copied().map(Some).collect()
    }

    #[test]
    fn delays_are_what_the_peers_sources_compute() {
        let party: Vec<_> = delays("partysocket", 0.5, 0.5).into_iter().flatten().map(f64::round).collect();
        assert_eq!(party, [3_000.0, 3_900.0, 5_070.0, 6_591.0, 8_568.0, 10_000.0]);
        assert_eq!(delays("reconnecting-websocket", 0.25, 0.9)[..2], ms(&[2_000.0, 2_600.0]));
        assert_eq!(delays("phoenix", 0.0, 0.0)[..3], ms(&[10.0, 50.0, 100.0]));
        assert_eq!(delays("centrifuge", 0.0, 0.0), ms(&[500.0; 6]));
        assert_eq!(delays("ably", 0.0, 0.5), ms(&[0.0, 18_000.0, 22_500.0, 27_000.0, 27_000.0, 27_000.0]));
    }

    #[test]
    fn socket_ios_jitter_is_lost_at_the_cap_where_it_is_an_increase() {
        assert_eq!(delays("socket.io", 0.0, 0.15)[..3], ms(&[1_075.0, 2_150.0, 4_300.0]));
        assert_eq!(delays("socket.io", 0.0, 0.99)[3..], ms(&[5_000.0; 3]));
        assert_eq!(delays("socket.io", 0.0, 0.45)[4..], ms(&[5_000.0; 2]));
    }

    #[test]
    fn who_gives_up_gives_up() {
        assert_eq!(delays("@microsoft/signalr", 0.0, 0.0)[4], None);
        assert_eq!(delays("graphql-ws", 0.0, 0.0)[4..], [Some(16_300.0), None]);
    }
}
