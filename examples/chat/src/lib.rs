//! A page in Rust that talks to an echo server and stays connected. To run it, and break it by stopping the server:
//!
//! ```text
//! wasm-pack build --dev --target web examples/chat
//! cargo run -p everwire-mock-server -- --www examples/chat --port 8790    # then open http://127.0.0.1:8790/
//! ```

use std::time::Duration;

use everwire::web::{Heartbeat, Queue};
use everwire::{Event, Message, Receiver, Sender, WebSocket};
use futures_util::{SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, HtmlInputElement, SubmitEvent};

/// What goes over the wire.
#[derive(Serialize, Deserialize)]
struct Line {
    text: String,
}

/// Connects to this URL and shows what happens, for as long as the page is there.
///
/// # Errors
/// What is wrong with the URL, or that the page is not the one beside this.
#[wasm_bindgen]
pub fn start(url: &str) -> Result<(), JsError> {
    let heartbeat = Heartbeat::new("ping").is_reply(|message| message.as_text() == Some("ping"));
    let socket = WebSocket::builder(url)
        .heartbeat(heartbeat)
        .queue(Queue::new().max_messages(100).ttl(Duration::from_secs(600)))
        .min_delay(Duration::from_millis(500))
        .open()?;
    let (sender, receiver) = socket.split();
    let page = Page::find().ok_or_else(|| JsError::new("the page has no #status, #form, #input and #log"))?;
    page.send_what_is_typed(sender);
    spawn_local(show(receiver, page));
    Ok(())
}

async fn show(mut receiver: Receiver, page: Page) {
    while let Some(event) = receiver.next().await {
        match event {
            Event::Open => page.status("connected"),
            Event::Message(message) => match message.json::<Line>() {
                Ok(line) => page.log(&line.text),
                Err(error) => page.log(&error.to_string()),
            },
            Event::Reconnecting { attempt, delay: Some(delay) } => {
                page.status(&format!("attempt {attempt} in {} ms", delay.as_millis()));
            }
            Event::Reconnecting { delay: None, .. } => page.status("waiting for the network"),
            Event::Close { code, reason, .. } => page.log(&format!("closed: {code} {reason}")),
            Event::Error(error) => page.log(&error.to_string()),
            _ => {}
        }
    }
    page.status("closed");
}

/// The elements that are written to and read from.
#[derive(Clone)]
struct Page {
    document: Document,
    input: HtmlInputElement,
}

impl Page {
    fn find() -> Option<Page> {
        let document = web_sys::window()?.document()?;
        let input = document.get_element_by_id("input")?.dyn_into().ok()?;
        let complete = ["status", "form", "log"].iter().all(|id| document.get_element_by_id(id).is_some());
        complete.then_some(Page { document, input })
    }

    fn send_what_is_typed(&self, sender: Sender) {
        let page = self.clone();
        let submit = Closure::<dyn Fn(SubmitEvent)>::new(move |event: SubmitEvent| {
            event.prevent_default();
            let line = Line { text: page.input.value() };
            page.input.set_value("");
            let (mut sender, page) = (sender.clone(), page.clone());
            spawn_local(async move {
                match Message::from_json(&line) {
                    // Waits for a place in the queue, not for a connection.
                    Ok(message) => match sender.feed(message).await {
                        Ok(()) => {}
                        Err(error) => page.log(&error.to_string()),
                    },
                    Err(error) => page.log(&error.to_string()),
                }
            });
        });
        if let Some(form) = self.document.get_element_by_id("form") {
            let _ = form.add_event_listener_with_callback("submit", submit.as_ref().unchecked_ref());
        }
        // It belongs to the page from here on.
        submit.forget();
    }

    fn status(&self, text: &str) {
        if let Some(status) = self.document.get_element_by_id("status") {
            status.set_text_content(Some(text));
        }
    }

    fn log(&self, text: &str) {
        let line = self.document.create_element("li").ok();
        if let (Some(line), Some(log)) = (line, self.document.get_element_by_id("log")) {
            line.set_text_content(Some(text));
            let _ = log.append_child(&line);
        }
    }
}
