//! The proxy's faults between and within frames.

use std::io::ErrorKind;

use serde_json::json;

use crate::support::{Raw, Seen, proxied};

#[tokio::test]
async fn close_sends_any_code_and_waits_for_the_answer() {
    let rig = proxied(|_| {}).await;
    for code in [0_u16, 999, 1000, 1005, 1006, 1012, 1015, 2999, 4999, 5000, 65_535] {
        let mut client = Raw::open(&rig.at).await;
        rig.control.fault(json!({ "kind": "close", "code": code, "reason": "why" })).await;
        let frame = [&[0x88, 5], &code.to_be_bytes()[..], b"why"].concat();
        assert_eq!(client.read(frame.len()).await, frame);
        rig.meanwhile().await;
        client.sees_nothing_yet();
        client.send(0x88, &1000_u16.to_be_bytes()).await;
        assert_eq!(client.rest().await, (Vec::new(), Ok(())));
        rig.direct.connections(0).await;
    }
}

#[tokio::test]
async fn close_without_a_code_is_an_empty_close_frame() {
    let rig = proxied(|_| {}).await;
    let mut client = Raw::open(&rig.at).await;
    rig.control.fault(json!({ "kind": "close" })).await;
    assert_eq!(client.read(2).await, [0x88, 0]);
}

#[tokio::test]
async fn a_client_sees_the_close_as_the_servers_own() {
    let rig = proxied(|_| {}).await;
    let mut client = rig.at.open("/echo").await;
    rig.control.fault(json!({ "kind": "close", "code": 1012, "reason": "restart" })).await;
    assert_eq!(client.closed().await, (1012, "restart".to_owned()));
    rig.control.connections(0).await;
}

#[tokio::test]
async fn cut_ends_in_the_middle_of_the_next_frame() {
    let rig = proxied(|_| {}).await;
    for (end, expected) in [("drop", Ok(())), ("reset", Err(ErrorKind::ConnectionReset))] {
        let mut client = Raw::open(&rig.at).await;
        client.send(0x81, b"whole").await;
        assert_eq!(client.read(7).await, b"\x81\x05whole");
        rig.control.fault(json!({ "kind": "cut", "end": end })).await;
        client.send(0x81, &[b'x'; 100]).await;
        let half = [&[0x81, 100][..], &[b'x'; 49]].concat();
        assert_eq!(client.read(51).await, half);
        assert_eq!(client.rest().await, (Vec::new(), expected));
        rig.direct.connections(0).await;
    }
}

#[tokio::test]
async fn cut_can_leave_the_connection_half_open() {
    let rig = proxied(|_| {}).await;
    let mut client = Raw::open(&rig.at).await;
    rig.control.fault(json!({ "kind": "cut", "end": "silent" })).await;
    client.send(0x82, &[0; 10]).await;
    assert_eq!(client.read(6).await, [0x82, 10, 0, 0, 0, 0]);
    rig.meanwhile().await;
    client.sees_nothing_yet();
    rig.direct.connections(1).await;
}

#[tokio::test]
async fn a_cut_that_waits_for_its_frame_gives_way_to_a_later_strike() {
    let rig = proxied(|_| {}).await;
    let mut client = rig.at.open("/echo").await;
    rig.control.fault(json!({ "kind": "cut" })).await;
    rig.control.fault(json!({ "kind": "reset" })).await;
    assert_eq!(client.next().await, Seen::Reset);
}

#[tokio::test]
async fn corrupt_sends_one_illegal_frame_and_then_the_server_goes_on() {
    let rig = proxied(|_| {}).await;
    let ping = [&[0x89, 126, 0, 126][..], &[b'x'; 126]].concat();
    for (name, bytes) in [
        ("rsv1", &[0xC1, 1, b'x'][..]),
        ("rsv2", &[0xA1, 1, b'x']),
        ("rsv3", &[0x91, 1, b'x']),
        ("utf8", &[0x81, 2, 0xC3, b'(']),
        ("masked", &[0x81, 0x81, 0, 0, 0, 0, b'x']),
        ("opcode", &[0x83, 1, b'x']),
        ("control_opcode", &[0x8B, 0]),
        ("length", &[0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 1, b'x']),
        ("padded_length", &[0x81, 126, 0, 1, b'x']),
        ("long_control", &ping),
        ("fragmented_control", &[0x09, 1, b'x']),
        ("continuation", &[0x80, 1, b'x']),
        ("short_close", &[0x88, 1, 3]),
        ("close_utf8", &[0x88, 4, 0x03, 0xE8, 0xC3, b'(']),
    ] {
        let mut client = Raw::open(&rig.at).await;
        rig.control.fault(json!({ "kind": "corrupt", "frame": name })).await;
        assert_eq!(client.read(bytes.len()).await, bytes, "{name}");
        client.send(0x81, b"on").await;
        assert_eq!(client.read(4).await, b"\x81\x02on", "{name}");
    }
}

#[tokio::test]
async fn a_client_fails_on_every_illegal_frame_it_checks_for() {
    let rig = proxied(|_| {}).await;
    for name in [
        "rsv1",
        "rsv2",
        "rsv3",
        "utf8",
        "masked",
        "opcode",
        "control_opcode",
        "length",
        "long_control",
        "fragmented_control",
        "continuation",
        "short_close",
        "close_utf8",
    ] {
        let mut client = rig.at.open("/echo").await;
        rig.control.fault(json!({ "kind": "corrupt", "frame": name })).await;
        client.fails().await;
    }
}
