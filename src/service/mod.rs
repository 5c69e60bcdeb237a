//! FLOOR 6: HTTP. The only user of axum.
