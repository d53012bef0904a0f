//! The REST routes.

use everwire_mock_server::DEFAULT_CONVERSATION;
use serde_json::json;

use crate::support::{api, message, said, send, start};

#[tokio::test]
async fn a_created_conversation_can_be_written_searched_and_counted() {
    let rig = start(|_| {}).await;
    let reply = rig.post("/api/conversations", r#"{"autotitle":false,"agent":{"kind":"Agent"}}"#).await;
    assert_eq!(reply.status, 201);
    let id = reply.json()["id"].as_str().expect("an id").to_owned();
    let events = format!("/api/conversations/{id}/events");
    assert_eq!(rig.get(&format!("{events}/count")).await.json(), 0);
    for text in ["a", "b", "c"] {
        assert_eq!(rig.post(&events, &message(text)).await.status, 200);
    }
    assert_eq!(rig.get(&format!("{events}/count")).await.json(), 3);
    let items = rig.get(&format!("{events}/search?limit=2")).await.json();
    assert_eq!(items["items"].as_array().expect("a list").iter().map(said).collect::<Vec<_>>(), ["a", "b"]);
    let next = items["next_page_id"].as_str().expect("there is more");
    let rest = rig.get(&format!("{events}/search?limit=2&page_id={next}")).await.json();
    assert_eq!(rest["items"].as_array().expect("a list").iter().map(said).collect::<Vec<_>>(), ["c"]);
    assert!(rest["next_page_id"].is_null());
}

#[tokio::test]
async fn a_conversation_may_choose_its_id_and_is_created_once() {
    let rig = start(|_| {}).await;
    let body = json!({ "conversation_id": "22222222-2222-4222-8222-222222222222" }).to_string();
    assert_eq!(rig.post("/api/conversations", &body).await.status, 201);
    assert_eq!(rig.post("/api/conversations", &body).await.status, 200);
    let default = json!({ "conversation_id": DEFAULT_CONVERSATION }).to_string();
    assert_eq!(rig.post("/api/conversations", &default).await.status, 200);
}

#[tokio::test]
async fn a_missing_or_wrong_key_is_401_everywhere() {
    let rig = start(|config| config.session_api_key = Some("secret".to_owned())).await;
    let wrong = [("X-Session-API-Key", "wrong")];
    for headers in [&[] as &[_], &wrong] {
        for (method, path) in [
            ("POST", "/api/conversations".to_owned()),
            ("POST", api("/events")),
            ("GET", api("/events/search")),
            ("GET", api("/events/count")),
            ("POST", api("/events/respond_to_confirmation")),
            ("GET", "/api/v1/events/count".to_owned()),
        ] {
            assert_eq!(send(rig.0, method, &path, headers, b"{}").await.status, 401, "{path}");
        }
    }
    rig.say("with the key").await;
}

#[tokio::test]
async fn a_bad_request_says_what_is_wrong() {
    let rig = start(|_| {}).await;
    for (method, path, body, status, word) in [
        ("POST", "/api/conversations".to_owned(), "[]", 422, "object"),
        ("POST", "/api/conversations".to_owned(), "{", 422, "JSON"),
        ("POST", "/api/conversations".to_owned(), r#"{"conversation_id":"7"}"#, 422, "conversation_id"),
        ("POST", api("/events"), "{}", 422, "role"),
        ("POST", api("/events"), r#"{"role":"user"}"#, 422, "content"),
        ("POST", api("/events/respond_to_confirmation"), "{", 422, "accept"),
        ("POST", api("/events/respond_to_confirmation"), r#"{"reason":"no"}"#, 422, "accept"),
        ("POST", api("/events/respond_to_confirmation"), r#"{"accept":"yes"}"#, 422, "accept"),
        ("GET", "/api/v1/events/count?conversation_id__eq=7".to_owned(), "", 422, "conversation_id__eq"),
        ("GET", "/api/v1/events/count?timestamp__gte=x".to_owned(), "", 422, "timestamp__gte"),
        ("GET", api("/events/search?limit=0"), "", 422, "limit"),
        ("GET", api("/events/search?limit=x"), "", 422, "limit"),
        ("GET", api("/events/search?page_id=7"), "", 422, "page_id"),
        ("GET", "/api/conversations/7/events/count".to_owned(), "", 422, "conversation_id"),
        (
            "GET",
            "/api/conversations/11111111-1111-4111-8111-111111111111/events/count".to_owned(),
            "",
            404,
            "not found",
        ),
    ] {
        let reply = send(rig.0, method, &path, &[], body.as_bytes()).await;
        assert_eq!(reply.status, status, "{path} {body}");
        let detail = reply.json()["detail"].as_str().expect("a detail").to_owned();
        assert!(detail.contains(word), "{path} {body} gave {detail}");
    }
}

#[tokio::test]
async fn a_body_above_the_limit_is_413() {
    let rig = start(|config| config.limits.max_message_bytes = 1000).await;
    assert_eq!(rig.post(&api("/events"), &message(&"x".repeat(1001))).await.status, 413);
    assert_eq!(rig.post("/faults", &"x".repeat(1001)).await.status, 413);
}
