//! The whole program from outside: the laws on whole logs, the contract of the command line, bad input.

mod any_bytes;
mod bad;
mod bad_output;
mod canaries;
mod contract;
mod coverage;
mod cuts;
mod documents;
mod explain;
mod filters;
mod fixtures;
mod formats;
mod fuzz;
mod incidents;
mod interrupt;
mod lines;
mod log;
mod out;
mod plain_way;
mod run;
mod schemas;
mod terminal;
mod times;
mod unknown;
