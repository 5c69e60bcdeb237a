//! FLOOR 6: HTTP. The only user of axum.
//!
//! A request comes in through `server` (connections and their limits), `app`
//! (what holds for every request), one file of `routes` (parameters, handler,
//! answer), and reaches the engine through `admission`, which keeps a crowd
//! from making anyone wait. `state` holds the engine that answers and changes it
//! when a new generation is published, `upkeep` publishes new ones where a server
//! was told to index by itself, `secret` says who may ask for that.
//!
//! Architecture Invariant: HTTP types stay on this floor, and this floor holds no
//! rule about text, pages or ranking: it reads parameters, asks `search`, prints.
//! What a client is told about a failure comes from one table, `problem`;
//! the rest goes to the log.

pub mod app;

pub mod server;

pub mod state;

pub mod follow;

pub mod upkeep;

pub mod secret;

pub mod admission;

pub mod params;

pub mod problem;

pub mod cache;

pub mod cors;

pub mod log;

pub mod routes;

pub mod html;

pub use app::app;
pub use cors::CorsPolicy;
pub use log::{log_changed_settings, log_to_stderr};
pub use secret::Secret;
pub use server::{run, serve};
pub use state::{AppState, ServiceOptions, SiteOrigin};
pub use upkeep::{Schedule, Upkeep};
