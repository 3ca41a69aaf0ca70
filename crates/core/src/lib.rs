//! The repair desk without a window.
