//! What a step is about, besides what the machine was told of it.

use crate::core::CloseFrame;
use crate::web::transport::Resolved;

pub(in crate::web) enum AtHand<Content> {
    Nothing,
    /// What the attempt needs, until it is opened.
    Resolved(Option<Resolved>),
    /// What went wrong.
    Detail(String),
    /// The reason of a close.
    Reason(String),
    /// The frame to close with.
    Frame(CloseFrame),
    /// What the protocol has.
    Content(Content),
}

impl<Content> AtHand<Content> {
    pub(in crate::web) fn detail(&self) -> Option<String> {
        if let AtHand::Detail(detail) = self { Some(detail.clone()) } else { None }
    }

    pub(super) fn reason(&self) -> String {
        if let AtHand::Reason(reason) = self { reason.clone() } else { String::new() }
    }

    pub(super) fn frame(&self) -> CloseFrame {
        if let AtHand::Frame(frame) = self { frame.clone() } else { CloseFrame::default() }
    }
}
