//! Events, acknowledgements, attachments.

use tokio_tungstenite::tungstenite::Message;

use crate::support::{Io, Seen, start};

async fn plain() -> (crate::support::Rig, Io) {
    let rig = start(|_| {}).await;
    let (io, _) = Io::join(&rig, "/plain", "").await;
    (rig, io)
}

#[tokio::test]
async fn arguments_come_back_as_they_were_written() {
    let (_rig, mut io) = plain().await;
    let args = r#"{"z":1.0,"a":[1e3,12345678901234567890],"é":"\u00e9"},null,"x""#;
    assert_eq!(io.ask(&format!(r#"42/plain,["echo",{args}]"#)).await, format!(r#"42/plain,["echo",{args}]"#));
    assert_eq!(io.ask(&format!(r#"42/plain,7["echo",{args}]"#)).await, format!("43/plain,7[{args}]"));
}

#[tokio::test]
async fn events_are_answered_in_their_order() {
    let (_rig, mut io) = plain().await;
    for n in 0..100 {
        io.send(&format!(r#"42/plain,{n}["echo",{n}]"#)).await;
    }
    for n in 0..100 {
        assert_eq!(io.next().await, format!("43/plain,{n}[{n}]"));
    }
}

#[tokio::test]
async fn the_server_asks_and_takes_each_answer_once_while_others_are_heard() {
    let (_rig, mut io) = plain().await;
    assert_eq!(io.ask(r#"42/plain,["ask","how",1]"#).await, r#"42/plain,0["how",1]"#);
    assert_eq!(io.ask(r#"42/plain,["ask","who"]"#).await, r#"42/plain,1["who"]"#);
    io.send("43/plain,99[]").await;
    assert_eq!(io.ask(r#"43/plain,1["me",2]"#).await, r#"42/plain,["answer","me",2]"#);
    io.send("43/plain,1[]").await;
    assert_eq!(io.ask(r#"43/plain,0["well"]"#).await, r#"42/plain,["answer","well"]"#);
}

#[tokio::test]
async fn the_server_asks_at_once_where_it_is_told_to() {
    let rig = start(|_| {}).await;
    let (mut io, _) = Io::join(&rig, "/plain", r#"{"ask":true}"#).await;
    assert_eq!(io.next().await, r#"42/plain,0["welcome"]"#);
}

#[tokio::test]
async fn attachments_go_both_ways() {
    let (_rig, mut io) = plain().await;
    let args = r#"{"deep":[{"_placeholder":true,"num":1}]},{"_placeholder":true,"num":0}"#;
    for (asked, answered) in [("452-/plain,", r#"452-/plain,["echo","#), ("452-/plain,3", "462-/plain,3[")] {
        io.send(&format!(r#"{asked}["echo",{args}]"#)).await;
        io.client.send_message(Message::binary(vec![1, 2])).await;
        io.client.send_message(Message::binary(vec![])).await;
        assert_eq!(io.next().await, format!("{answered}{args}]"));
        assert_eq!(io.client.next().await, Seen::Binary(vec![1, 2]));
        assert_eq!(io.client.next().await, Seen::Binary(vec![]));
    }
    assert_eq!(io.ask(r#"42/plain,["bytes",3]"#).await, r#"451-/plain,["bytes",{"_placeholder":true,"num":0}]"#);
    assert_eq!(io.client.next().await, Seen::Binary(vec![0, 1, 2]));
    io.ask(r#"42/plain,["ask","picture"]"#).await;
    io.send(r#"461-/plain,0[{"_placeholder":true,"num":0}]"#).await;
    io.client.send_message(Message::binary(vec![9])).await;
    assert_eq!(io.next().await, r#"451-/plain,["answer",{"_placeholder":true,"num":0}]"#);
    assert_eq!(io.client.next().await, Seen::Binary(vec![9]));
}

#[tokio::test]
async fn what_is_no_packet_of_socket_io_closes() {
    let rig = start(|_| {}).await;
    let placeholder = r#"{"_placeholder":true,"num":1}"#;
    let binary = || Message::binary(vec![0]);
    let text = |text: &str| Message::text(text.to_owned());
    for frames in [
        vec![text("4")],
        vec![text("49")],
        vec![text("42/plain,{")],
        vec![text("42/plain,[")],
        vec![text("42/plain,[]")],
        vec![text("42/plain,[{}]")],
        vec![text(r#"42/plain,["disconnect"]"#)],
        vec![text(r#"42/plain,["echo"]x"#)],
        vec![text("43/plain,[]")],
        vec![text("44/plain,{}")],
        vec![text(r#"45/plain,["echo"]"#)],
        vec![text(r#"450-/plain,["echo"]"#)],
        vec![text(r#"4511-/plain,["echo"]"#)],
        vec![text(&format!(r#"451-/plain,["echo",{placeholder}]"#)), binary()],
        vec![text(r#"451-/plain,["echo"]"#), text("3"), text(r#"42/plain,["echo"]"#)],
        vec![binary()],
    ] {
        let (mut io, _) = Io::join(&rig, "/plain", "").await;
        let shown = format!("{frames:?}");
        for frame in frames {
            io.client.send_message(frame).await;
        }
        assert_eq!(io.client.see().await, Seen::Closed, "{shown}");
    }
}

#[tokio::test]
async fn a_count_comes_whole() {
    let (_rig, mut io) = plain().await;
    io.send(r#"42/plain,["count",1000]"#).await;
    for n in 0..1000 {
        assert_eq!(io.next().await, format!(r#"42/plain,["number",{{"id":{n}}}]"#));
    }
}
