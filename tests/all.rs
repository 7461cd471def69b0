//! Everything that is tested from outside, as one binary: linking is dear.

#![expect(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod answers;
mod cache;
mod catalogue;
mod certificates;
mod chain_laws;
mod chains;
mod cheapest;
mod concentration;
mod deals;
mod drawing;
mod due;
mod enumeration;
mod explain;
mod files;
mod findings;
mod forms;
mod gate;
mod gates;
mod hostile;
mod integrity;
mod laws;
mod layers;
mod mapping;
mod movement;
mod obligations;
mod official;
mod prefilled;
mod program;
mod random;
mod registers;
mod rejections;
mod remedies;
mod replay;
mod roundtrip;
mod sample_data;
mod scorecards;
mod support;
mod terms;
mod tracking;
mod transfers;
mod verify;
mod waivers;
