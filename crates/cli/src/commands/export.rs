//! Writing out.

use std::io::IsTerminal;

use hashmend_core::export::{Sheet, SheetFormat};
use serde_json::json;

use crate::args::{Export, Format, What};
use crate::desk::Desk;
use crate::out::{Out, progress, remark};
use crate::words::count;
use crate::{Done, refused};

pub fn run(desk: &Desk, asked: &Export, out: &mut Out) -> Done {
    let store = desk.open()?;
    let sheet = match asked.what {
        What::Devices => Sheet::Devices,
        What::Tickets => Sheet::Tickets,
        What::Events => Sheet::Events,
    };
    let format = match asked.format {
        Format::Csv => SheetFormat::Csv,
        Format::Xlsx => SheetFormat::Xlsx,
        Format::Json => SheetFormat::Json,
    };
    let mut progress = progress("writing");
    let Some(path) = &asked.out else {
        if format == SheetFormat::Xlsx && std::io::stdout().is_terminal() {
            return Err(refused(
                "a workbook is no text; name a file with --out FILE",
            ));
        }
        let rows = store.export(sheet, format, out.raw(), &mut progress)?;
        if std::io::stderr().is_terminal() {
            remark(count(rows, "row"));
        }
        return Ok(());
    };
    let rows = store.export_to(sheet, format, path, &mut progress)?;
    out.answer(
        &json!({ "path": path.display().to_string(), "rows": rows }),
        |out| {
            out.line(format!(
                "{} written to {}",
                count(rows, "row"),
                path.display()
            ))
        },
    )
}
