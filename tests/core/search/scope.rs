//! What is searched: configurations that together use every feature, each with the inputs that matter to it.
//!
//! Deadlines have no common divisor, so that they meet in every order; limits are small enough to be reached.

use everwire::core::{Close, Cursor, Facts, Id, Input, Jitter, NOT_WRITABLE, NumberOption, Outgoing, Signal, Verdict};

use crate::harness::TICK;
use crate::referee::Rules;

/// How far time goes before a look at the clock.
#[derive(Clone, Copy)]
pub(super) enum Look {
    /// So many ms.
    After(u64),
    /// Right at the next deadline.
    Due,
    /// One millisecond before it.
    Before,
    /// So many ms late.
    Late(u64),
}

pub(super) struct Scope {
    pub(super) name: &'static str,
    pub(super) rules: Rules,
    pub(super) inputs: Vec<Input<'static>>,
    pub(super) looks: Vec<(Look, Input<'static>)>,
    /// How many steps deep, where there is no end of new states.
    pub(super) depth: u32,
}

const NO_END: u32 = u32::MAX;
const ANY: Id = Id(0);

pub(super) fn all() -> Vec<Scope> {
    let scopes = vec![
        everything(),
        heartbeat(),
        page(),
        messages("messages, drop-newest", 0.0),
        messages("messages, drop-oldest", 1.0),
        messages("messages, reject", 2.0),
        resume(),
        life("life, three retries", 3.0, 2.0),
        life("life, no retries", 0.0, 1.0),
        draws(),
    ];
    scopes
}

fn rules(options: &[(NumberOption, f64)]) -> Rules {
    let always = [
        (NumberOption::MinReconnectionDelay, 7.0),
        (NumberOption::MaxReconnectionDelay, 23.0),
        (NumberOption::MinUptime, 11.0),
        (NumberOption::ConnectionTimeout, 13.0),
        (NumberOption::CloseTimeout, 5.0),
        (NumberOption::MaxRetries, 1.0),
    ];
    Rules::of(Jitter::None, &[&always, options].concat(), &[])
}

fn closed(code: u16, clean: bool) -> Input<'static> {
    Input::Closed { id: ANY, close: Close { code, clean }, retry_after: None, verdict: Verdict::Unsaid }
}

fn judged(code: u16, verdict: Verdict) -> Input<'static> {
    Input::Closed { id: ANY, close: Close { code, clean: true }, retry_after: None, verdict }
}

fn calls() -> Vec<Input<'static>> {
    vec![Input::Connect, Input::Reconnect, Input::Disconnect]
}

fn words() -> Vec<Input<'static>> {
    let resolved = Input::Resolved { id: ANY, local: false };
    let failed = [Input::ResolveFailed(ANY), Input::OpenFailed(ANY), Input::Error(ANY)];
    let mut words = vec![resolved, Input::Opened(ANY), closed(1006, false)];
    words.extend(failed);
    words
}

fn signals() -> Vec<Input<'static>> {
    let all = [
        Signal::Offline,
        Signal::Online,
        Signal::Hidden,
        Signal::Visible,
        Signal::Frozen,
        Signal::Resumed,
        Signal::Woken,
    ];
    all.map(Input::Page).to_vec()
}

fn plain_looks(looks: &[Look]) -> Vec<(Look, Input<'static>)> {
    looks.iter().map(|look| (*look, TICK)).collect()
}

/// Attempts, retries, ends of all kinds, two URLs.
fn life(name: &'static str, retries: f64, growth: f64) -> Scope {
    let rules = rules(&[
        (NumberOption::MaxRetries, retries),
        (NumberOption::ReconnectionDelayGrowFactor, growth),
        (NumberOption::Endpoints, 2.0),
        (NumberOption::MaxEnqueuedMessages, 1.0),
    ]);
    let closes = [
        closed(1000, true),
        closed(1012, false),
        judged(1008, Verdict::Unsaid),
        judged(1000, Verdict::Fatal),
        judged(1008, Verdict::Retry),
    ];
    let message = Input::Message(ANY, Facts::default());
    let send = Input::Send(Outgoing { size: 10, ..Outgoing::default() });
    let inputs = [calls(), words(), closes.to_vec(), vec![message, send]].concat();
    let looks = plain_looks(&[Look::After(0), Look::After(1), Look::Due, Look::Before, Look::Late(3), Look::Late(500)]);
    Scope { name, rules, inputs, looks, depth: NO_END }
}

/// Every signal in every state, with a URL that may lead to this machine.
fn page() -> Scope {
    let rules = rules(&[(NumberOption::MaxRetries, 2.0), (NumberOption::HeartbeatTimeout, 9.0)]);
    let message = Input::Message(ANY, Facts::default());
    let local = Input::Resolved { id: ANY, local: true };
    let inputs = [calls(), words(), signals(), vec![message, local, Input::Delivered(1)]].concat();
    let looks = plain_looks(&[Look::After(1), Look::Due, Look::Before, Look::Late(3), Look::Late(500)]);
    Scope { name: "page", rules, inputs, looks, depth: NO_END }
}

/// Silence, probes, and a page that comes back.
fn heartbeat() -> Scope {
    let rules = rules(&[
        (NumberOption::MaxRetries, 1.0),
        (NumberOption::Heartbeat, 1.0),
        (NumberOption::HeartbeatInterval, 8.0),
        (NumberOption::HeartbeatTimeout, 5.0),
    ]);
    let facts = |reply| Input::Message(ANY, Facts { reply, ..Facts::default() });
    let signals = [Signal::Offline, Signal::Online, Signal::Visible, Signal::Woken].map(Input::Page).to_vec();
    let inputs = [calls(), words(), signals, vec![facts(false), facts(true)]].concat();
    let looks =
        plain_looks(&[Look::After(1), Look::Due, Look::Before, Look::Late(3), Look::Late(499), Look::Late(500)]);
    Scope { name: "heartbeat", rules, inputs, looks, depth: NO_END }
}

/// Sends of every kind under small caps, acknowledgements, a transport that takes more or not.
fn messages(name: &'static str, policy: f64) -> Scope {
    let rules = rules(&[
        (NumberOption::MaxEnqueuedMessages, 3.0),
        (NumberOption::MaxBytes, 40.0),
        (NumberOption::Overflow, policy),
        (NumberOption::HighWaterMark, 15.0),
        (NumberOption::Ttl, 19.0),
    ]);
    let send = |size, buffered, id, timeout| Input::Send(Outgoing { size, buffered, id, timeout });
    let sends = vec![
        send(10, 0, None, None),
        send(30, NOT_WRITABLE, None, Some(3)),
        send(10, 0, Some("a"), None),
        send(20, 0, Some("b"), Some(8)),
        send(10, 15, Some("a"), None),
    ];
    let acknowledged = |id| Input::Message(ANY, Facts { acknowledges: Some(id), ..Facts::default() });
    let answers = vec![acknowledged("a"), acknowledged("b"), acknowledged("c")];
    let words = vec![
        Input::Resolved { id: ANY, local: false },
        Input::Opened(ANY),
        closed(1006, false),
        judged(1008, Verdict::Unsaid),
    ];
    let inputs = [calls(), words, sends, answers].concat();
    let full = Input::Tick { buffered: 15 };
    let looks = vec![(Look::Due, TICK), (Look::Due, full), (Look::After(6), TICK), (Look::Late(500), TICK)];
    Scope { name, rules, inputs, looks, depth: 11 }
}

/// Cursors in any order, keys in a small window, and when both are stored.
fn resume() -> Scope {
    let rules = rules(&[(NumberOption::Window, 2.0), (NumberOption::Save, 1.0)]);
    let mut messages = Vec::new();
    for cursor in [None, Some(1.0), Some(2.0)] {
        for key in [None, Some("k"), Some("l"), Some("m")] {
            let cursor = cursor.map(Cursor::number);
            messages.push(Input::Message(ANY, Facts { cursor, key, ..Facts::default() }));
        }
    }
    let signals = [Signal::Hidden, Signal::Frozen, Signal::Visible].map(Input::Page).to_vec();
    let words = vec![Input::Resolved { id: ANY, local: false }, Input::Opened(ANY), closed(1006, false)];
    let inputs = [calls(), words, signals, messages].concat();
    let looks = plain_looks(&[Look::Due, Look::Before, Look::After(333)]);
    Scope { name: "resume", rules, inputs, looks, depth: 13 }
}

/// Delays that are drawn, hints of the server, retries without end.
fn draws() -> Scope {
    let options = [
        (NumberOption::MinReconnectionDelay, 40.0),
        (NumberOption::MaxReconnectionDelay, 300.0),
        (NumberOption::MinUptime, 11.0),
        (NumberOption::ConnectionTimeout, 13.0),
        (NumberOption::Endpoints, 3.0),
    ];
    let rules = Rules::of(Jitter::Decorrelated, &options, &[(4_100, true), (1_008, false)]);
    let hinted = |retry_after| {
        let close = Close { code: 1013, clean: true };
        Input::Closed { id: ANY, close, retry_after, verdict: Verdict::Unsaid }
    };
    let closes = vec![closed(1012, true), hinted(None), hinted(Some(90)), closed(4_100, true), closed(1_008, true)];
    let inputs = [calls(), words(), closes, signals()].concat();
    let looks = plain_looks(&[Look::Due, Look::Late(500), Look::After(20)]);
    Scope { name: "draws", rules, inputs, looks, depth: 11 }
}

/// All features at once.
fn everything() -> Scope {
    let rules = rules(&[
        (NumberOption::MaxRetries, 2.0),
        (NumberOption::MaxEnqueuedMessages, 2.0),
        (NumberOption::MaxBytes, 25.0),
        (NumberOption::Overflow, 1.0),
        (NumberOption::Ttl, 29.0),
        (NumberOption::HighWaterMark, 15.0),
        (NumberOption::Heartbeat, 1.0),
        (NumberOption::HeartbeatInterval, 17.0),
        (NumberOption::HeartbeatTimeout, 9.0),
        (NumberOption::Window, 1.0),
        (NumberOption::Save, 1.0),
        (NumberOption::Endpoints, 2.0),
    ]);
    let sends = vec![
        Input::Send(Outgoing { size: 10, ..Outgoing::default() }),
        Input::Send(Outgoing { size: 10, id: Some("a"), ..Outgoing::default() }),
        Input::Send(Outgoing { size: 20, buffered: NOT_WRITABLE, id: Some("b"), timeout: Some(3) }),
    ];
    let message = |acknowledges, cursor: Option<f64>, key| {
        Input::Message(ANY, Facts { reply: false, acknowledges, cursor: cursor.map(Cursor::number), key })
    };
    let messages = vec![
        message(Some("a"), None, None),
        message(None, Some(1.0), Some("k")),
        message(None, Some(2.0), Some("l")),
        Input::Message(ANY, Facts { reply: true, ..Facts::default() }),
    ];
    let inputs = [calls(), words(), signals(), sends, messages, vec![judged(1008, Verdict::Unsaid)]].concat();
    let full = Input::Tick { buffered: NOT_WRITABLE };
    let looks = vec![(Look::Due, TICK), (Look::Due, full), (Look::Late(500), TICK), (Look::After(4), TICK)];
    Scope { name: "everything", rules, inputs, looks, depth: 9 }
}
