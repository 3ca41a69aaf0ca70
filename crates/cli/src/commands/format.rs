//! Serial formats: those shipped, and the user's own.

use hashmend_core::Error;
use hashmend_core::serial::PatternRow;

use crate::args::SerialFormat;
use crate::desk::Desk;
use crate::out::Out;
use crate::words::spoken;
use crate::{Done, Stop};

pub fn run(desk: &Desk, what: &SerialFormat, out: &mut Out) -> Done {
    let mut store = desk.open()?;
    let formats = match what {
        SerialFormat::List => store.serial_formats()?,
        SerialFormat::Add {
            make,
            kind,
            name,
            pattern,
            length,
            example,
        } => {
            let format = PatternRow {
                make: make.clone(),
                kind: *kind,
                format: name.clone(),
                length: *length,
                pattern: pattern.clone(),
                date_from: None,
                date_format: None,
                example: example.clone(),
                confidence: None,
                note: None,
                source: None,
            };
            store.add_serial_format(&format, &desk.act)?
        }
        SerialFormat::Remove { id } => {
            let id = uuid::Uuid::parse_str(id)
                .map_err(|_| Stop::Refused(Error::not_found("serial format of your own", id)))?;
            store.remove_serial_format(hashmend_core::id::RowId(id), &desk.act)?
        }
    };
    out.answer(&formats, |out| {
        let line = |format: &PatternRow, from: String| {
            vec![
                format.make.clone(),
                spoken(format.kind.as_str()),
                format.format.clone(),
                format.length.to_string(),
                format.example.clone().unwrap_or_default(),
                from,
            ]
        };
        let own = formats
            .own
            .iter()
            .map(|own| line(&own.format, own.id.to_string()));
        let shipped = formats
            .shipped
            .iter()
            .map(|format| line(format, "shipped".into()));
        let rows: Vec<Vec<String>> = own.chain(shipped).collect();
        out.table(
            &["make", "kind", "format", "length", "example", "id"],
            &rows,
        )
    })
}
