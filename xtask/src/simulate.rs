//! Many schedules of the simulation in tests/core or tests/socketio, or one that failed, printed.

use crate::context::Context;
use crate::log::Log;

/// What a person wants simulated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) schedules: Option<u64>,
    pub(crate) seed: Option<u64>,
    /// With namespaces and their server.
    pub(crate) socketio: bool,
}

/// As many as a night has time for, many times over; minutes.
const SCHEDULES: u64 = 1_000_000;

/// The task: whether all was well in every schedule. A seed alone is replayed and printed.
pub(crate) fn run(context: &Context, wish: Wish) -> anyhow::Result<bool> {
    let layer = if wish.socketio { "socketio" } else { "core" };
    let mut cmd = context
        .cargo("test")
        .args(["--package", "everwire", "--no-default-features", "--test", layer])
        .args(["simulation", "--", "--nocapture"]);
    if let Some(seed) = wish.seed {
        cmd = cmd.env("EVERWIRE_SIMULATION_SEED", seed.to_string());
    }
    let schedules = wish.schedules.or(wish.seed.is_none().then_some(SCHEDULES));
    if let Some(schedules) = schedules {
        cmd = cmd.env("EVERWIRE_SCHEDULES", schedules.to_string());
    }
    cmd.succeeds(&Log::Answer)
}
