using Workerd = import "/workerd/workerd.capnp";

# What `wrangler` makes of a Worker: one bundled script, and the module that it imports beside it.
const config :Workerd.Config = (
  services = [
    ( name = "main",
      worker = (
        modules = [
          ( name = "worker.js", esModule = embed "dist/worker.js" ),
          ( name = "./everwire.wasm", wasm = embed "dist/everwire.wasm" ),
        ],
        compatibilityDate = "2026-07-01",
      ) ),
    ( name = "internet", network = ( allow = ["private"] ) ),
  ],
  sockets = [( name = "http", address = "127.0.0.1:0", http = (), service = "main" )],
);
