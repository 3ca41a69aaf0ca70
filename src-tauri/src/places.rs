//! Where the desk's file lies.

use std::path::PathBuf;

/// The desk's file in its folder.
pub const FILE_NAME: &str = "desk.hashmend";

/// The folder named on the command line or in the environment, if any.
pub fn chosen_data_dir() -> Option<PathBuf> {
    let mut args = std::env::args_os().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--data-dir" {
            return args.next().map(PathBuf::from);
        }
        if let Some(folder) = arg.to_str().and_then(|arg| arg.strip_prefix("--data-dir=")) {
            return Some(PathBuf::from(folder));
        }
    }
    std::env::var_os("HASHMEND_DATA_DIR")
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
}
