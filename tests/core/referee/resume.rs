//! Invariant 6, as far as one machine goes: no repetition is delivered, and the cursor is the newest that came.

use std::collections::VecDeque;

use everwire::core::{Cursor, Input, Millis, Phase, Signal};

use super::{Shown, Step};
use crate::referee::later;

/// How long a cursor that has moved, or a new key, may stay unstored, in ms.
const SAVE: u64 = 1_000;

#[derive(Clone, Default)]
pub(crate) struct Memory {
    cursor: Option<Cursor>,
    keys: VecDeque<&'static str>,
    unsaved_since: Option<Millis>,
    // Of the step under way:
    deliver: bool,
    repeated: bool,
    advance: bool,
    due: bool,
    saved: bool,
}

impl Memory {
    pub(crate) fn begin(&mut self, step: Step<'_>, heard: bool) {
        (self.deliver, self.repeated, self.advance, self.saved) = (false, false, false, false);
        self.due = self.unsaved_since.is_some_and(|since| match step.input {
            Input::Page(Signal::Hidden | Signal::Frozen) => true,
            Input::Tick { .. } => step.now >= later(since, SAVE),
            _ => false,
        });
        let Input::Message(_, facts) = step.input else { return };
        if !heard || facts.reply {
            return;
        }
        self.repeated = facts.key.is_some_and(|key| self.keys.contains(&key));
        self.deliver = !self.repeated;
        if self.repeated {
            return;
        }
        if let Some(key) = facts.key {
            self.keys.push_back(key);
            if self.keys.len() > step.rules.window {
                self.keys.pop_front();
            }
        }
        if facts.cursor.is_some() && facts.cursor > self.cursor {
            self.cursor.clone_from(&facts.cursor);
            self.advance = true;
        }
        if step.rules.save && (self.advance || facts.key.is_some()) {
            self.unsaved_since.get_or_insert(step.now);
        }
    }

    pub(crate) fn advance(&mut self) {
        assert!(std::mem::take(&mut self.advance), "6: the cursor moves without a newer message");
        assert!(self.deliver, "6: the cursor moves after the message is delivered, not with it");
    }

    pub(crate) fn message(&mut self) {
        assert!(std::mem::take(&mut self.deliver), "6: a message that came before, or never, is delivered");
    }

    pub(crate) fn save(&mut self) {
        assert!(self.unsaved_since.take().is_some(), "6: nothing new to store");
        self.saved = true;
    }

    pub(crate) fn end(&mut self, phase: Phase, shown: &Shown<'_>) {
        assert!(!self.deliver && !self.advance, "6: a new message is not delivered, or moves no cursor");
        assert!(self.saved || !self.due, "6: the cursor is not stored");
        assert!(self.due || !self.saved || phase == Phase::Closed, "6: the cursor is stored too often");
        assert_eq!(shown.cursor, self.cursor.as_ref(), "6: the cursor");
        if phase == Phase::Closed {
            assert_eq!(self.unsaved_since, None, "6: closed, and the cursor is not stored");
        } else if let Some(since) = self.unsaved_since {
            let soon = later(since, SAVE);
            assert!(shown.deadline.is_some_and(|at| at <= soon), "6: nobody looks whether the cursor is stored");
        }
    }

    pub(crate) fn shape(&self, now: Millis) -> impl std::hash::Hash + use<> {
        (self.cursor.clone(), self.keys.clone(), self.unsaved_since.map(|since| now - since))
    }

    pub(crate) fn repeats(&self) -> bool {
        self.repeated
    }
}
