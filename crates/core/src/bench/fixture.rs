//! A shop to work in: our own bench, two farms with units, parts on a shelf.

use crate::catalog::Model;
use crate::device::{
    Claim, DeviceAdded, DeviceEvent, DeviceFacts, DeviceKind, IdentifierKind, IdentifierSource,
};
use crate::id::{CenterId, DeviceId, PartId, PartyId, StockPlaceId, TicketId};
use crate::journal::{Act, replay};
use crate::part::{Part, PartKind, StockPlace};
use crate::place::{CenterKind, Party, PartyKind};
use crate::store::Store;
use crate::ticket::{
    Acted, Disposition, MoveNote, Stage, TicketEvent, TicketFacts, TicketOpened, WarrantyClass,
};
use crate::time::Timestamp;

const START: i64 = 1_790_000_000_000; // 2026-09-21

pub(crate) fn at(minutes: i64) -> Act {
    Act::new("Kim", Timestamp::from_millis(START + minutes * 60_000))
}

pub(crate) struct Shop {
    pub store: Store,
    pub farm: PartyId,
    pub other_farm: PartyId,
    pub model: Model,
    pub bench: CenterId,
    pub shelf: StockPlaceId,
}

impl Shop {
    pub fn new() -> Self {
        let mut store = Store::in_memory(&at(0)).unwrap();
        let farm = party(&mut store, "Prairie Hash");
        let other_farm = party(&mut store, "Fjord Mining");
        let model = store
            .models("S19 Pro", 50)
            .unwrap()
            .into_iter()
            .find(|model| model.name == "S19 Pro")
            .unwrap();
        let bench = store
            .centers()
            .unwrap()
            .into_iter()
            .find(|sheet| sheet.center.kind == CenterKind::InHouse)
            .unwrap()
            .center
            .id;
        let shelf = store
            .save_stock_place(
                &StockPlace {
                    id: StockPlaceId(uuid::Uuid::nil()),
                    name: "Shelf A".into(),
                    note: String::new(),
                    retired: false,
                },
                &at(0),
            )
            .unwrap()
            .id;
        Self {
            store,
            farm,
            other_farm,
            model,
            bench,
            shelf,
        }
    }

    pub fn unit(&mut self, kind: DeviceKind, serial: &str, owner: PartyId) -> DeviceId {
        let model_id = (kind == DeviceKind::Miner).then_some(self.model.id);
        self.store
            .write(&at(0), |w| {
                let id = DeviceId(w.new_id());
                let added = DeviceAdded {
                    id,
                    number: crate::device::use_cases::next_number(w)?,
                    kind,
                    facts: DeviceFacts {
                        model_id,
                        owner_id: Some(owner),
                        ..DeviceFacts::default()
                    },
                    claims: vec![Claim {
                        kind: IdentifierKind::Serial,
                        typed: serial.into(),
                        normal: serial.into(),
                        source: IdentifierSource::Typed,
                    }],
                };
                w.append(id, DeviceEvent::Added(Box::new(added)))?;
                Ok(id)
            })
            .unwrap()
    }

    pub fn miner(&mut self, serial: &str) -> DeviceId {
        self.unit(DeviceKind::Miner, serial, self.farm)
    }

    pub fn board(&mut self, serial: &str, owner: PartyId) -> DeviceId {
        self.unit(DeviceKind::Hashboard, serial, owner)
    }

    /// An open, covered ticket of a unit at our own bench, at `stage`.
    pub fn ticket(&mut self, device_id: DeviceId, stage: Stage) -> TicketId {
        let (bench, farm) = (self.bench, self.farm);
        let model_id = self.store.device(device_id).unwrap().row.model_id;
        let id = self
            .store
            .write(&at(1), |w| {
                let id = TicketId(w.new_id());
                let number =
                    w.tx.query_row("SELECT last_ticket + 1 FROM desk", [], |row| row.get(0))?;
                let opened = TicketOpened {
                    id,
                    number,
                    rma_id: None,
                    device_id,
                    serial: None,
                    model_id,
                    customer_id: Some(farm),
                    site_id: None,
                    stage: Stage::Queued,
                    bounce_of: None,
                    facts: TicketFacts {
                        symptom_code: None,
                        symptom_text: "one board missing".into(),
                        warranty_class: WarrantyClass::InWarranty,
                        warranty_reason: String::new(),
                        level: 2,
                        assignee: None,
                        due_on: None,
                        center_id: Some(bench),
                        lane_id: None,
                        quoted_cents: None,
                        box_label: None,
                    },
                };
                w.append(id, TicketEvent::Opened(Box::new(opened)))?;
                Ok(id)
            })
            .unwrap();
        let way = [Stage::Diagnosing, Stage::Repairing, Stage::Testing];
        for (minute, &to) in (2..).zip(&way) {
            if stage == Stage::Queued {
                break;
            }
            self.go(id, to, minute).unwrap();
            if to == stage {
                break;
            }
        }
        id
    }

    pub fn go(&mut self, id: TicketId, to: Stage, minute: i64) -> crate::Result<Acted> {
        self.store
            .move_tickets(&[id], to, &MoveNote::default(), &at(minute))
    }

    pub fn ready(&mut self, id: TicketId, minute: i64) -> crate::Result<Acted> {
        let note = MoveNote {
            disposition: Some(Disposition::Repaired),
            ..MoveNote::default()
        };
        self.store
            .move_tickets(&[id], Stage::Ready, &note, &at(minute))
    }

    /// A part with so many on the shelf.
    pub fn part(&mut self, number: &str, quantity: u32) -> PartId {
        let id = self
            .store
            .save_part(&a_part(number), &at(0))
            .unwrap()
            .part
            .id;
        if quantity > 0 {
            self.store
                .receive_stock(id, self.shelf, quantity, "", &at(0))
                .unwrap();
        }
        id
    }

    pub fn in_stock(&self, part: PartId) -> i32 {
        self.store.part(part, at(0).now).unwrap().row.in_stock
    }

    /// # Panics
    /// When the tables are not what the journal says.
    pub fn replays(&mut self) {
        let before = replay::digests(&self.store.conn).unwrap();
        self.store
            .write(&at(10_000), |w| replay::rebuild(w.tx))
            .unwrap();
        assert_eq!(replay::digests(&self.store.conn).unwrap(), before);
    }
}

pub(crate) fn a_part(number: &str) -> Part {
    Part {
        id: PartId(uuid::Uuid::nil()),
        number: number.into(),
        name: "BM1398 chip".into(),
        kind: PartKind::Chip,
        fits: Vec::new(),
        supplier: String::new(),
        cost_cents: Some(900),
        price_cents: Some(2_500),
        reorder_at: 2,
        lead_days: Some(14),
        note: String::new(),
        retired: false,
    }
}

fn party(store: &mut Store, name: &str) -> PartyId {
    store
        .save_party(
            &Party {
                id: PartyId(uuid::Uuid::nil()),
                kind: PartyKind::Farm,
                name: name.into(),
                country: Some("US".into()),
                demo: false,
            },
            &at(0),
        )
        .unwrap()
        .party
        .id
}
