//! `dispute`: the pack for a denied warranty or a freight claim.

use hashmend_core::dispute::DisputeOf;
use hashmend_press::Language;

use crate::args::Dispute;
use crate::desk::{self, Desk};
use crate::out::{Out, progress, remark};
use crate::words::count;
use crate::{Done, Stop};

pub fn run(desk: &Desk, what: &Dispute, out: &mut Out) -> Done {
    let store = desk.open()?;
    let of = if what.of.trim().to_uppercase().starts_with("T-") {
        DisputeOf::Ticket(desk::ticket(&store, &what.of)?)
    } else {
        DisputeOf::Device(desk::device(&store, &what.of)?)
    };
    let language = Language::of_tag(&what.language);
    let mut shown = progress("packing");
    let packed = hashmend_press::pack(&store, of, language, &what.out, &desk.act, &mut shown)?;
    out.answer(&packed, |out| {
        out.line(format!(
            "saved to {}, with {}",
            packed.path,
            count(packed.originals.into(), "original")
        ))
    })?;
    for name in &packed.left_out {
        remark(format!("left out, not as it was attached: {name}"));
    }
    if packed.left_out.is_empty() {
        Ok(())
    } else {
        Err(Stop::Partly)
    }
}
