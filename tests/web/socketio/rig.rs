//! A namespace whose events are kept.

use std::cell::{Ref, RefCell};
use std::time::Duration;

use everwire::web::socketio::{Args, Builder, ConnectError, Reason, Receiver, Sender};
use everwire::{SocketEvent, SocketIo};
use futures_util::future::{Either, select};
use futures_util::{FutureExt, StreamExt};
use gloo_timers::future::TimeoutFuture;
use serde::Deserialize;

use crate::rig::{fault, server};

/// Options for the mock server, with delays short enough for a test, and a name by which faults find the connection.
pub(super) fn quick(name: &str) -> Builder {
    let builder = SocketIo::builder(server()).query([("rig", name)]).seed(1);
    builder.min_delay(Duration::from_millis(50)).max_delay(Duration::from_millis(200))
}

/// The path of the connections that [`quick`] makes.
pub(super) fn path(name: &str) -> String {
    format!("/socket.io/?EIO=4&transport=websocket&rig={name}")
}

/// Orders a fault for the connections of this name.
pub(super) async fn strike(kind: &str, name: &str) {
    fault(&format!(r#"{{"kind":"{kind}","path":"{}"}}"#, path(name))).await;
}

pub(super) struct Rig {
    pub(super) client: SocketIo,
    pub(super) sender: Sender,
    receiver: RefCell<Receiver>,
    events: RefCell<Vec<SocketEvent>>,
}

impl Rig {
    pub(super) fn open(builder: Builder, namespace: &str) -> Rig {
        Rig::of(builder.build().unwrap(), namespace)
    }

    /// A client that may have other namespaces.
    pub(super) fn of(client: SocketIo, namespace: &str) -> Rig {
        let (sender, receiver) = client.namespace(namespace).unwrap().split();
        Rig { client, sender, receiver: RefCell::new(receiver), events: RefCell::default() }
    }

    pub(super) async fn joined(builder: Builder, namespace: &str) -> Rig {
        let rig = Rig::open(builder, namespace);
        rig.until_joined(1).await;
        rig
    }

    pub(super) fn events(&self) -> Ref<'_, Vec<SocketEvent>> {
        self.events.borrow()
    }

    /// Takes the next event of this name out of those that came.
    pub(super) async fn take(&self, wanted: &str) -> SocketEvent {
        let is = |event: &SocketEvent| matches!(event, SocketEvent::Event { name, .. } if name == wanted);
        self.until(wanted, |rig| rig.events().iter().any(is)).await;
        let at = self.events().iter().position(is).unwrap();
        self.events.borrow_mut().remove(at)
    }

    pub(super) fn count(&self, wanted: impl Fn(&SocketEvent) -> bool) -> usize {
        self.events().iter().filter(|event| wanted(event)).count()
    }

    /// What came with the events of this name.
    pub(super) fn args(&self, wanted: &str) -> Vec<Args> {
        let args = |event: &SocketEvent| match event {
            SocketEvent::Event { name, args, .. } if name == wanted => Some(args.clone()),
            _ => None,
        };
        self.events().iter().filter_map(args).collect()
    }

    /// The first argument of each event of this name.
    pub(super) fn firsts<T: for<'a> Deserialize<'a>>(&self, wanted: &str) -> Vec<T> {
        self.args(wanted).iter().map(|args| args.get(0).unwrap()).collect()
    }

    /// Of each time that the namespace was joined.
    pub(super) fn recovered(&self) -> Vec<bool> {
        let recovered = |event: &SocketEvent| match event {
            SocketEvent::Connect { recovered, .. } => Some(*recovered),
            _ => None,
        };
        self.events().iter().filter_map(recovered).collect()
    }

    pub(super) fn reasons(&self) -> Vec<Reason> {
        let reason = |event: &SocketEvent| match event {
            SocketEvent::Disconnect(reason) => Some(*reason),
            _ => None,
        };
        self.events().iter().filter_map(reason).collect()
    }

    pub(super) fn errors(&self) -> Vec<ConnectError> {
        let error = |event: &SocketEvent| match event {
            SocketEvent::ConnectError(error) => Some(error.clone()),
            _ => None,
        };
        self.events().iter().filter_map(error).collect()
    }

    /// Receives until a condition is met; what it waits for comes long before the deadline.
    pub(super) async fn until(&self, what: &str, met: impl Fn(&Rig) -> bool) {
        while !met(self) {
            match self.next().await {
                Some(Some(event)) => self.events.borrow_mut().push(event),
                None if met(self) => return,
                ended => panic!("it never happened: {what}; {ended:?} after {:?}", self.events()),
            }
        }
    }

    pub(super) async fn until_joined(&self, times: usize) {
        self.until("it is joined", |rig| rig.recovered().len() >= times && rig.sender.is_connected()).await;
    }

    /// Receives until the stream ends.
    pub(super) async fn until_ended(&self) {
        loop {
            match self.next().await {
                Some(Some(event)) => self.events.borrow_mut().push(event),
                Some(None) => return,
                None => panic!("it never ended; events: {:?}", self.events()),
            }
        }
    }

    /// Receives what is there.
    pub(super) fn take_all(&self) {
        while let Some(Some(event)) = self.receiver.borrow_mut().next().now_or_never() {
            self.events.borrow_mut().push(event);
        }
    }

    /// None where nothing comes.
    #[allow(clippy::await_holding_refcell_ref)] // The one place that receives.
    async fn next(&self) -> Option<Option<SocketEvent>> {
        match select(self.receiver.borrow_mut().next(), TimeoutFuture::new(20_000)).await {
            Either::Left((next, _)) => Some(next),
            Either::Right(_) => None,
        }
    }

    /// Leaves, and waits for the end.
    pub(super) async fn end(&self) {
        self.client.close();
        self.until_ended().await;
    }
}
