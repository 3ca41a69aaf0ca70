//! Filing RMAs and looking at them.

use std::io::Read;

use hashmend_core::device::take_in::{
    ListDefaults, ListPurpose, ListSource, TakeIn, TakenRow, VerdictKind,
};
use hashmend_core::device::{DeviceQuery, DeviceRow};
use hashmend_core::id::{PartyId, SiteId};
use hashmend_core::place::{Party, PartyKind, Site};
use hashmend_core::rma::{RmaChanges, RmaPage, RmaQuery, RmaRow};
use hashmend_core::ticket::{TicketChanges, TicketRow};
use hashmend_core::{Store, Timestamp};
use serde::Serialize;

use super::import::doubtful;
use super::ticket::{HEAD, row_of};
use crate::args::{Rma, RmaNew};
use crate::desk::{self, Desk};
use crate::out::{Out, progress, remark};
use crate::words::{count, instant, spoken};
use crate::{Done, refused};

pub fn run(desk: &Desk, what: &Rma, out: &mut Out) -> Done {
    match what {
        Rma::New(asked) => new(desk, asked, out),
        Rma::List { limit } => list(desk, *limit, out),
        Rma::Show { rma } => show(desk, rma, out),
    }
}

#[derive(Serialize)]
struct Filed<'a> {
    rma: &'a RmaRow,
    tickets: &'a [TicketRow],
    /// Rows of the list that were left out, and warnings on those taken.
    rows: &'a [TakenRow],
}

fn new(desk: &Desk, asked: &RmaNew, out: &mut Out) -> Done {
    let mut store = desk.open_taught()?;
    let center = desk::center(&store, &asked.center)?.center;
    let customer_id = asked
        .customer
        .as_deref()
        .map(|text| desk::customer(&store, text))
        .transpose()?;
    let site_id = asked
        .site
        .as_deref()
        .map(|text| desk::site(&store, text))
        .transpose()?;
    let defaults = ListDefaults {
        owner_id: customer_id,
        site_id,
        model_id: asked
            .model
            .as_deref()
            .map(|text| desk::model(&store, text).map(|model| model.id))
            .transpose()?,
        kind: None,
    };
    let changes = ticket_changes(&store, asked)?;
    let list = store.read_list(
        &source(asked)?,
        ListPurpose::Rma,
        None,
        &defaults,
        &desk.act,
        &mut progress("reading"),
    )?;
    let summary = list.summary();
    let rows = doubtful(&list);
    for row in &rows {
        let left_out = if row.take { "" } else { "left out: " };
        for verdict in row
            .verdicts
            .iter()
            .filter(|verdict| !matches!(verdict.kind, VerdictKind::New | VerdictKind::Known))
        {
            remark(format!(
                "row {}, {}: {left_out}{}",
                row.row,
                spoken(&verdict.field),
                verdict.said
            ));
        }
    }
    if summary.to_take == 0 {
        return Err(refused(match summary.rows {
            0 => "the list holds no serials".to_owned(),
            n => format!("none of {} can be filed", count(n.into(), "row")),
        }));
    }

    let (customer_id, site_id) = filer(&mut store, desk, &list, customer_id, site_id)?;
    let draft = store.draft_rma(
        &RmaChanges {
            customer_id: Some(customer_id),
            site_id: Some(site_id),
            center_id: Some(center.id),
            vendor_rma_no: asked.vendor_rma.clone(),
            spend_limit_cents: asked.spend_limit.map(Some),
            note: asked.note.clone(),
            ..RmaChanges::default()
        },
        &desk.act,
    )?;
    let id = draft.row.id;
    let taken = store.take_over(&list, Some(id), &desk.act, &mut progress("taking over"))?;
    if taken.added > 0 {
        remark(format!(
            "{} not known before, added to the fleet",
            count(taken.added.into(), "unit")
        ));
    }
    if let Some(changes) = changes {
        let ids: Vec<_> = store.rma(id)?.tickets.iter().map(|row| row.id).collect();
        store.change_tickets(&ids, &changes, &desk.act)?;
    }
    if !asked.draft {
        store.submit_rma(id, &desk.act).inspect_err(|_| {
            remark(format!("{} is kept as a draft", draft.row.number));
        })?;
    }
    let page = store.rma(id)?;
    out.answer(
        &Filed {
            rma: &page.row,
            tickets: &page.tickets,
            rows: &rows,
        },
        |out| {
            out.line(format!(
                "{} {} to {}: {}",
                page.row.number,
                if asked.draft { "drafted" } else { "filed" },
                center.name,
                count(page.row.units.into(), "unit"),
            ))?;
            say_promise(&page.row, out)
        },
    )
}

/// Who files and from where, when the command line leaves it open: as the units' records agree,
/// else the only one that the desk knows, else the desk's own farm.
fn filer(
    store: &mut Store,
    desk: &Desk,
    list: &TakeIn,
    customer: Option<PartyId>,
    site: Option<SiteId>,
) -> Done<(PartyId, SiteId)> {
    let units = known_units(store, list, desk.act.now)?;
    let customers = store.customers()?;
    let of_site = |site: SiteId| {
        customers
            .iter()
            .find(|customer| customer.sites.iter().any(|other| other.id == site))
            .map(|customer| customer.party.id)
    };
    let customer = match customer
        .or_else(|| site.and_then(of_site))
        .or_else(|| agreed(units.iter().map(|unit| unit.owner_id)))
    {
        Some(customer) => customer,
        None => match &customers[..] {
            [only] => only.party.id,
            [] => own_farm(store, desk)?,
            [..] => {
                return Err(refused(
                    "the units do not say whose they are; name the customer with --customer",
                ));
            }
        },
    };
    let sites: Vec<Site> = store
        .customers()?
        .into_iter()
        .filter(|other| other.party.id == customer)
        .flat_map(|other| other.sites)
        .collect();
    let theirs = |id: &SiteId| sites.iter().any(|site| site.id == *id);
    let site = match site.or_else(|| agreed(units.iter().map(|unit| unit.site_id)).filter(theirs)) {
        Some(site) => site,
        None => match &sites[..] {
            [only] => only.id,
            [] => own_site(store, desk, customer)?,
            [..] => {
                let names: Vec<&str> = sites.iter().map(|site| site.name.as_str()).collect();
                return Err(refused(format!(
                    "the units do not say where they are; name the site with --site: {}",
                    names.join("; ")
                )));
            }
        },
    };
    Ok((customer, site))
}

/// The units of the list that the fleet knows.
fn known_units(store: &Store, list: &TakeIn, now: Timestamp) -> Done<Vec<DeviceRow>> {
    const AT_ONCE: usize = 500;
    let serials: Vec<String> = list
        .rows(None, 0, u32::MAX)
        .into_iter()
        .filter(|row| row.take && !row.serial.is_empty())
        .map(|row| row.serial)
        .collect();
    let mut units = Vec::new();
    for serials in serials.chunks(AT_ONCE) {
        let query = DeviceQuery {
            serials: serials.to_vec(),
            limit: AT_ONCE as u32,
            ..DeviceQuery::default()
        };
        units.extend(store.devices(&query, now)?.rows);
    }
    Ok(units)
}

/// What all that say anything say; `None` when they differ or none does.
fn agreed<T: PartialEq>(said: impl Iterator<Item = Option<T>>) -> Option<T> {
    let mut said = said.flatten();
    let first = said.next()?;
    said.all(|other| other == first).then_some(first)
}

fn own_farm(store: &mut Store, desk: &Desk) -> Done<PartyId> {
    let name = store.desk()?.name;
    remark(format!(
        "no customer is known yet: \"{name}\" is added as the farm that files; --customer names another"
    ));
    let farm = Party {
        id: PartyId(uuid::Uuid::nil()),
        kind: PartyKind::Farm,
        name,
        country: Some("US".into()),
        demo: false,
    };
    Ok(store.save_party(&farm, &desk.act)?.party.id)
}

fn own_site(store: &mut Store, desk: &Desk, customer: PartyId) -> Done<SiteId> {
    remark("no site is known yet: \"Main site\" in the US, Central time, is added; edit it to fit");
    let site = Site {
        id: SiteId(uuid::Uuid::nil()),
        party_id: customer,
        name: "Main site".into(),
        country: "US".into(),
        region: None,
        zone: "America/Chicago".into(),
    };
    store
        .save_site(&site, &desk.act)?
        .sites
        .first()
        .map(|site| site.id)
        .ok_or_else(|| refused("the site could not be added; name one with --site"))
}

/// The list as named: a file as it is, or what comes through the pipe.
fn source(asked: &RmaNew) -> Done<ListSource> {
    /// A pipe has no size to look at first; a fleet's serials are far below this.
    const MOST: u64 = 64 << 20;
    if !desk::is_stdin(&asked.serials) {
        return Ok(ListSource::File {
            path: asked.serials.display().to_string(),
        });
    }
    let mut bytes = Vec::new();
    std::io::stdin().take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(refused(
            "standard input holds more than 64 MiB; that is no list of serials",
        ));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(ListSource::Text { text }),
        Err(_) => Err(refused(
            "standard input is not UTF-8 text; hand a list in another encoding over as a file",
        )),
    }
}

fn ticket_changes(store: &Store, asked: &RmaNew) -> Done<Option<TicketChanges>> {
    if asked.symptom.is_none() && asked.warranty.is_none() {
        return Ok(None);
    }
    let mut changes = TicketChanges {
        warranty_class: asked.warranty,
        warranty_reason: asked
            .warranty
            .map(|_| "as given on the command line".to_owned()),
        ..TicketChanges::default()
    };
    if let Some(text) = &asked.symptom {
        let known = store.symptoms()?;
        match known.iter().find(|symptom| &symptom.code == text) {
            Some(symptom) => {
                changes.symptom_code = Some(symptom.code.clone());
                changes.level = Some(symptom.level);
            }
            None => changes.symptom_text = Some(text.clone()),
        }
    }
    Ok(Some(changes))
}

fn say_promise(row: &RmaRow, out: &mut Out) -> Done {
    if let (Some(p50), Some(p80)) = (row.promised_p50_at, row.promised_p80_at) {
        out.line(format!(
            "back on {} as likely as not, by {} four times in five",
            p50.date(),
            p80.date()
        ))?;
    }
    Ok(())
}

fn list(desk: &Desk, limit: u32, out: &mut Out) -> Done {
    let page = desk.open()?.rmas(
        &RmaQuery {
            limit,
            ..RmaQuery::default()
        },
        desk.act.now,
    )?;
    out.answer(&page.rows, |out| {
        let rows: Vec<Vec<String>> = page
            .rows
            .iter()
            .map(|row| {
                vec![
                    row.number.clone(),
                    row.state.to_string(),
                    row.customer.clone().unwrap_or_default(),
                    row.center.clone().unwrap_or_default(),
                    row.units.to_string(),
                    row.open_units.to_string(),
                    row.submitted_at.map(instant).unwrap_or_default(),
                    row.promised_p80_at
                        .map(|at| at.date().to_string())
                        .unwrap_or_default(),
                ]
            })
            .collect();
        out.table(
            &[
                "rma", "state", "customer", "center", "units", "open", "filed", "promised",
            ],
            &rows,
        )
    })
}

fn show(desk: &Desk, text: &str, out: &mut Out) -> Done {
    let store = desk.open()?;
    let page: RmaPage = store.rma(desk::rma(&store, text)?)?;
    out.answer(&page, |out| {
        let row = &page.row;
        out.line(format!(
            "{}, {}: {}, {} open",
            row.number,
            row.state,
            count(row.units.into(), "unit"),
            row.open_units
        ))?;
        for (what, name) in [
            ("customer", &row.customer),
            ("site", &row.site),
            ("center", &row.center),
            ("vendor's number", &row.vendor_rma_no),
        ] {
            if let Some(name) = name {
                out.line(format!("{what}: {name}"))?;
            }
        }
        say_promise(row, out)?;
        for missing in &page.missing {
            out.line(format!("missing: {}", missing.text))?;
        }
        let rows: Vec<Vec<String>> = page.tickets.iter().map(row_of).collect();
        out.table(HEAD, &rows)
    })
}
