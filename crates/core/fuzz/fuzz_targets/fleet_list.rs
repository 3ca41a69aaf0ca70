//! A fleet list as a file (CSV, XLSX, any encoding) and as pasted text, down to its records.
#![no_main]

use std::ops::ControlFlow;

use hashmend_core::intake::{
    Choices, Mapping, ModelIndex, Progress, RecordReader, Sheet, read_file, read_paste,
};
use hashmend_core::serial::Patterns;
use libfuzzer_sys::fuzz_target;

fn to_the_end(sheet: &Sheet) {
    let models = ModelIndex::shipped();
    let mapping = Mapping::suggest(sheet, models);
    let mut reader = RecordReader::new(&mapping, models, Patterns::shipped());
    for row in &sheet.rows {
        let _ = reader.read(row);
    }
}

fuzz_target!(
    init: {
        // The workbook reader's own panics are caught where it is called; only what gets past
        // that may end the run.
        std::panic::set_hook(Box::new(|_| {}));
    },
    |bytes: &[u8]| {
        let mut watch = |_: Progress| ControlFlow::Continue(());
        if let Ok(sheet) = read_file(bytes, &Choices::default(), &mut watch) {
            to_the_end(&sheet);
        }
        if let Ok(text) = std::str::from_utf8(bytes)
            && let Ok(sheet) = read_paste(text, &mut watch)
        {
            to_the_end(&sheet);
        }
    }
);
