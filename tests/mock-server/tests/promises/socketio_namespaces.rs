//! Namespaces, rooms, and who may connect.

use crate::support::{Io, start};

#[tokio::test]
async fn each_namespace_of_a_connection_is_connected_and_left_by_itself() {
    let rig = start(|_| {}).await;
    let mut io = Io::open(&rig, "").await;
    let test = io.connect("/test", "{}").await;
    let plain = io.connect("/plain", "").await;
    assert_ne!(test.sid, plain.sid);
    assert!(test.pid.is_some() && plain.pid.is_none());
    io.send("41/test,").await;
    assert_eq!(io.ask(r#"42/plain,1["echo"]"#).await, "43/plain,1[]");
    assert_ne!(io.connect("/test", "").await.sid, test.sid);
}

#[tokio::test]
async fn an_unknown_namespace_is_refused_and_the_connection_stays() {
    let rig = start(|_| {}).await;
    let mut io = Io::open(&rig, "").await;
    assert_eq!(io.ask("40/nowhere,").await, r#"44/nowhere,{"message":"Invalid namespace"}"#);
    io.connect("/test", "").await;
}

#[tokio::test]
async fn a_refused_client_gets_the_reason_and_its_data_and_may_try_again() {
    let rig = start(|_| {}).await;
    let mut io = Io::open(&rig, "").await;
    let refused = r#"44/test,{"message":"not authorized","data":{"code":401}}"#;
    assert_eq!(io.ask(r#"40/test,{"token":"wrong"}"#).await, refused);
    io.connect("/test", r#"{"token":"right"}"#).await;
}

#[tokio::test]
async fn what_is_emitted_before_the_answer_comes_before_it() {
    let rig = start(|_| {}).await;
    let mut io = Io::open(&rig, "").await;
    assert_eq!(io.ask(r#"40/plain,{"early":2}"#).await, r#"42/plain,["early",1]"#);
    assert_eq!(io.next().await, r#"42/plain,["early",2]"#);
    io.connected("/plain").await;
}

#[tokio::test]
async fn a_client_that_is_not_answered_may_use_other_namespaces_meanwhile() {
    let rig = start(|_| {}).await;
    let mut io = Io::open(&rig, "").await;
    io.send(r#"40/test,{"wait":true}"#).await;
    io.connect("/plain", "").await;
    assert_eq!(io.ask(r#"42/plain,1["echo"]"#).await, "43/plain,1[]");
}

#[tokio::test]
async fn whoever_speaks_out_of_turn_is_closed() {
    let rig = start(|_| {}).await;
    for frames in [
        &[r#"42/test,["echo"]"#][..],
        &["40/test,", "40/test,"],
        &["40/test,", "41/test,", r#"42/test,["echo"]"#],
        &[r#"40/test,{"wait":true}"#, r#"42/test,["echo"]"#],
    ] {
        let mut io = Io::open(&rig, "").await;
        let (last, first) = frames.split_last().expect("frames");
        for frame in first {
            io.send(frame).await;
            if *frame == "40/test," {
                io.connected("/test").await;
            }
        }
        io.send(last).await;
        io.closed().await;
    }
}

#[tokio::test]
async fn the_server_ends_a_socket_and_not_the_connection() {
    let rig = start(|_| {}).await;
    let (mut io, _) = Io::join(&rig, "/test", "").await;
    io.connect("/plain", "").await;
    assert_eq!(io.ask(r#"42/test,["disconnect me"]"#).await, "41/test,");
    assert_eq!(io.ask(r#"42/plain,1["echo"]"#).await, "43/plain,1[]");
    io.connect("/test", "").await;
}

#[tokio::test]
async fn the_server_ends_a_socket_and_the_connection() {
    let rig = start(|_| {}).await;
    let (mut io, _) = Io::join(&rig, "/test", "").await;
    assert_eq!(io.ask(r#"42/test,["close me"]"#).await, "41/test,");
    io.closed().await;
}

#[tokio::test]
async fn a_room_hears_what_is_said_in_it_but_not_who_says_it_nor_who_left() {
    let rig = start(|_| {}).await;
    let (mut a, _) = Io::join(&rig, "/plain", "").await;
    let (mut b, _) = Io::join(&rig, "/plain", "").await;
    let (mut c, _) = Io::join(&rig, "/plain", "").await;
    for io in [&mut a, &mut b, &mut c] {
        io.send(r#"42/plain,["join","kitchen"]"#).await;
        assert_eq!(io.ask(r#"42/plain,1["rooms"]"#).await, r#"43/plain,1[["kitchen"]]"#);
    }
    c.send(r#"42/plain,["leave","kitchen"]"#).await;
    assert_eq!(c.ask(r#"42/plain,1["rooms"]"#).await, "43/plain,1[[]]");
    a.send(r#"42/plain,["room","kitchen","said",1]"#).await;
    assert_eq!(b.next().await, r#"42/plain,["said",1]"#);
    // Had they heard it, it would have come before this.
    a.send(r#"42/plain,["all","bell"]"#).await;
    for io in [&mut a, &mut b, &mut c] {
        assert_eq!(io.next().await, r#"42/plain,["bell"]"#);
    }
}

#[tokio::test]
async fn everybody_means_this_namespace() {
    let rig = start(|_| {}).await;
    let (mut plain, _) = Io::join(&rig, "/plain", "").await;
    let (mut test, _) = Io::join(&rig, "/test", "").await;
    plain.send(r#"42/plain,["all","bell"]"#).await;
    assert_eq!(plain.next().await, r#"42/plain,["bell"]"#);
    assert_eq!(test.ask(r#"42/test,1["echo"]"#).await, "43/test,1[]");
}
