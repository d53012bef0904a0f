//! Socket.IO, against the mock server's namespaces `/test`, which keeps sessions, and `/plain`, which does not.

mod acks;
mod attachments;
mod connection;
mod joining;
mod nonsense;
mod refusals;
mod replay;
mod rig;
mod sessions;
