//! A server with a proxy in front of it.

use everwire_mock_server::{Proxy, ProxyConfig};

use super::{At, Rig, start};

/// A server, a proxy in front of it, and its control port.
pub(crate) struct ProxyRig {
    /// Straight to the server.
    pub(crate) direct: Rig,
    /// Through the proxy.
    pub(crate) at: At,
    /// To the proxy.
    pub(crate) control: At,
    pub(crate) proxy: Proxy,
}

/// A server of one's own behind a proxy of one's own.
pub(crate) async fn proxied(change: impl FnOnce(&mut ProxyConfig)) -> ProxyRig {
    let direct = start(|_| {}).await;
    let mut config = ProxyConfig::before(direct.0);
    change(&mut config);
    let proxy = Proxy::start(config).await.expect("two free ports");
    ProxyRig { direct, at: At(proxy.address(), None), control: At(proxy.control_address(), None), proxy }
}

impl ProxyRig {
    /// Gives everything that is on its way to the client the time that ten round trips past the proxy take.
    pub(crate) async fn meanwhile(&self) {
        let mut witness = self.direct.open("/echo").await;
        for n in 0..10 {
            witness.echoes(&n.to_string()).await;
        }
        witness.close().await;
    }
}
