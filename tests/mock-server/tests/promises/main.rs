//! What the mock server and the fault proxy promise, each promise a test named after it.
//!
//! The tests talk to a real server over real TCP, in this process or, where signals and pipes matter, to the binary.
//! They wait for conditions, never for a time to pass.

mod agents;
mod confirmation;
mod echo;
mod events_auth;
mod events_limits;
mod events_messages;
mod events_replay;
mod faults_api;
mod faults_gate;
mod faults_strikes;
mod http;
mod keepalive;
mod ledger;
mod nodes;
mod passing;
mod process;
mod proxy_api;
mod proxy_doors;
mod proxy_frames;
mod proxy_link;
mod proxy_passes;
mod proxy_process;
mod proxy_schedule;
mod proxy_strikes;
mod rest;
mod session;
mod socketio_engine;
mod socketio_idle;
mod socketio_namespaces;
mod socketio_openhands;
mod socketio_packets;
mod socketio_recovery;
mod stopping;
mod support;
