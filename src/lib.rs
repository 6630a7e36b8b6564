//! `chartroom`: the workstation of a hospital's Health Information Management department, in the terminal.
//!
//! Modules in reading order; ARCHITECTURE.md draws the house and its directions.

pub mod amendments;
pub mod app;
pub mod capture;
pub mod cdi;
pub mod cdiquery;
pub mod chart;
pub mod classification;
pub mod cli;
pub mod clocks;
pub mod codesets;
pub mod coding;
pub mod completion;
pub mod demo;
pub mod desks;
pub mod domain;
pub mod fault;
pub mod formats;
pub mod intake;
pub mod keys;
pub mod kit;
pub mod letters;
pub mod look;
pub mod providers;
pub mod registry;
pub mod release;
pub mod store;
pub mod term;
pub mod work;
