//! All conversations of a server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use uuid::Uuid;

use super::DEFAULT_CONVERSATION;
use super::log::{Budget, Conversation, StoreFull};
use crate::config::Limits;
use crate::lock;

/// The conversations, by id. [`DEFAULT_CONVERSATION`] is always among them.
pub(crate) struct Store {
    conversations: Mutex<HashMap<Uuid, Arc<Conversation>>>,
    budget: Arc<Budget>,
    max_conversations: usize,
}

impl Store {
    pub(crate) fn new(limits: &Limits) -> Self {
        let budget = Budget::new(limits.max_stored_bytes);
        let first = Conversation::new(DEFAULT_CONVERSATION, Arc::clone(&budget));
        Self {
            conversations: Mutex::new(HashMap::from([(DEFAULT_CONVERSATION, first)])),
            budget,
            max_conversations: limits.max_conversations,
        }
    }

    pub(crate) fn find(&self, id: Uuid) -> Option<Arc<Conversation>> {
        lock(&self.conversations).get(&id).cloned()
    }

    /// Creates the conversation; `false` where it was there already.
    pub(super) fn create(&self, id: Uuid) -> Result<bool, StoreFull> {
        let mut conversations = lock(&self.conversations);
        if conversations.contains_key(&id) {
            return Ok(false);
        }
        if conversations.len() >= self.max_conversations {
            return Err(StoreFull);
        }
        conversations.insert(id, Conversation::new(id, Arc::clone(&self.budget)));
        Ok(true)
    }
}
