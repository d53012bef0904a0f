//! A small allocator for the npm build: a list of free blocks for each power of two, so that nothing is ever searched or
//! merged.
//!
//! The standard one is a fifth of the build. A single list of free blocks is larger than this, and slow where
//! tens of thousands of sockets come and go.

#![allow(unsafe_code)]
#![allow(clippy::indexing_slicing)] // By a class, which is below the table's length: the compiler sees it, too.

use core::arch::wasm32::memory_grow;
use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;

const PAGE: usize = 65_536;

struct Pools {
    /// The first free block of each size; a free block's first word is the next one's address, 0 for none.
    free: UnsafeCell<[usize; 32]>,
    /// What was never used: from here to there.
    fresh: UnsafeCell<(usize, usize)>,
}

// SAFETY: wasm32-unknown-unknown without atomics has one thread.
unsafe impl Sync for Pools {}

#[global_allocator]
static POOLS: Pools = Pools { free: UnsafeCell::new([0; 32]), fresh: UnsafeCell::new((0, 0)) };

/// The power of two whose blocks hold this. None is smaller than a word, so that it can be listed.
fn class(layout: Layout) -> usize {
    let size = layout.size().max(layout.align()).max(size_of::<usize>());
    ((size - 1).leading_zeros() ^ 31) as usize & 31
}

// SAFETY: a block is handed out once until it is given back, as the lists and the fresh part are disjoint. It is twice as
// large as 1 << class, which is enough; and aligned, as fresh memory starts at a page and is aligned before each block.
unsafe impl GlobalAlloc for Pools {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let class = class(layout);
        // SAFETY: one thread, and nothing in here calls back.
        let (free, (next, end)) = unsafe { (&mut (*self.free.get())[class], &mut *self.fresh.get()) };
        if *free != 0 {
            let block = *free as *mut usize;
            // SAFETY: a free block's first word is ours.
            *free = unsafe { *block };
            return block.cast();
        }
        let size = 2 << class;
        let mut block = (*next + layout.align() - 1) & !(layout.align() - 1);
        if block + size > *end {
            let pages = size.div_ceil(PAGE);
            let grown = memory_grow(0, pages);
            if grown == usize::MAX {
                return std::ptr::null_mut();
            }
            block = grown * PAGE;
            *end = block + pages * PAGE;
        }
        *next = block + size;
        block as *mut u8
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: one thread; and the block is not used any more, so its first word is ours.
        unsafe {
            let free = &mut (*self.free.get())[class(layout)];
            *block.cast() = *free;
            *free = block as usize;
        }
    }
}
