//! Where the desk's file lies, and what names its window.

use std::path::{Path, PathBuf};

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

/// The folder of the user's own desk.
pub fn usual_data_dir(identifier: &str) -> Option<PathBuf> {
    dirs::data_dir().map(|folder| folder.join(identifier))
}

/// The name on the session bus of the window that has this file open: the same however the path
/// to it was written, another for every other file.
pub fn bus_name(identifier: &str, folder: &Path) -> String {
    // A link and what it leads to are one file. The folder may be new, and then has no links.
    let _ = std::fs::create_dir_all(folder);
    let folder = folder
        .canonicalize()
        .or_else(|_| std::path::absolute(folder))
        .unwrap_or_else(|_| folder.to_owned());
    let hash = blake3::hash(folder.join(FILE_NAME).as_os_str().as_encoded_bytes());
    // A letter first: no part of a bus name may begin with a digit.
    format!("{identifier}.f{}", &hash.to_hex()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_has_one_name_however_its_path_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let plain = folder.path().join("north");
        let name = bus_name("dev.hashmend.desk", &plain);

        assert_eq!(
            bus_name("dev.hashmend.desk", &plain.join("../north/.")),
            name
        );
        assert_ne!(
            bus_name("dev.hashmend.desk", &folder.path().join("south")),
            name
        );
        assert!(name.starts_with("dev.hashmend.desk.f") && name.len() < 255);
    }
}
