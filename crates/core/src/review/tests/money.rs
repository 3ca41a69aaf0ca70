use chrono::NaiveDate;

use super::*;
use crate::catalog::{Hashprice, Origin};
use crate::id::{ModelId, RowId};
use crate::review::around::KnownModel;
use crate::review::asked::ReviewFilter;
use crate::review::facts::Quoted;

/// Hashprice 50 $/PH/day for ever, and one model of 100 TH/s.
fn shop() -> (Made, u16) {
    let mut made = Made::new();
    let id = ModelId(uuid::Uuid::from_u128(7));
    made.facts.around.models.insert(
        id,
        KnownModel {
            maker: "Bitmain".into(),
            name: "S19".into(),
            ths: Some(100.0),
        },
    );
    made.facts.around.hashprices = vec![Hashprice {
        id: RowId(uuid::Uuid::nil()),
        valid_from: NaiveDate::from_ymd_opt(2020, 1, 1).unwrap(),
        cents_per_ph_day: 5_000,
        source: String::new(),
        origin: Origin::User,
    }];
    let model = made.facts.models.place(Some(id));
    (made, model)
}

#[test]
fn a_repair_costs_what_was_quoted_last_and_the_wait_what_it_would_have_mined() {
    let (mut made, model) = shop();
    let paid = made.back(30.0, 20.0);
    let paid = Fact {
        model,
        warranty: WarrantyClass::OutOfWarranty,
        quoted_cents: 9_000,
        ..paid
    };
    let usd = made.facts.currencies.place(Some("USD".into()));
    made.facts.put(
        paid,
        Vec::new(),
        Some(Quoted {
            first_cents: 10_000,
            last_cents: 12_000,
            versions: 2,
            approved: true,
            currency: usd,
        }),
    );
    let covered = made.back(30.0, 10.0);
    made.add(Fact { model, ..covered });
    let ntf = made.back(30.0, 4.0);
    made.add(Fact {
        model,
        disposition: Some(Disposition::Ntf),
        ..ntf
    });
    let from = now().plus_days(-60.0).date();

    let told = made
        .facts
        .money(&ReviewFilter::default(), from, now().date(), now());

    assert_eq!((told.whole.units, told.whole.without_rate), (2, 0));
    assert_eq!(told.whole.repair_usd, 120.0);
    assert_eq!(told.whole.usd_per_unit, Some(60.0));
    assert_eq!(told.whole.usd_per_ths, Some(120.0 / 200.0));
    // 100 TH/s at 0.05 $ a TH/s and day: 5 $ a day for 20, 10 and 4 days.
    assert!((told.whole.downtime_usd - 170.0).abs() < 1e-6, "{told:?}");
    assert_eq!((told.quotes.quoted, told.quotes.changed), (1, 1));
    assert!((told.quotes.mean_change.unwrap() - 0.2).abs() < 1e-12);
    let model = &told.models[0];
    assert_eq!((model.usd_per_day, model.pays_back_days), (5.0, Some(12.0)));
    assert_eq!(model.replace_below_usd_per_ths, 0.6);
    assert_eq!(told.hashprice, Some(50.0));
}

#[test]
fn a_quote_in_a_currency_without_a_rate_is_left_out_and_counted() {
    let (mut made, model) = shop();
    made.facts.around.fx.clear();
    let fact = made.back(30.0, 20.0);
    let fact = Fact {
        model,
        warranty: WarrantyClass::OutOfWarranty,
        ..fact
    };
    let currency = made.facts.currencies.place(Some("CNY".into()));
    let quoted = Quoted {
        first_cents: 70_000,
        last_cents: 70_000,
        versions: 1,
        approved: true,
        currency,
    };
    made.facts.put(fact, Vec::new(), Some(quoted));

    let told = made.facts.money(
        &ReviewFilter::default(),
        now().plus_days(-60.0).date(),
        now().date(),
        now(),
    );

    assert_eq!((told.whole.units, told.whole.without_rate), (0, 1));
    assert_eq!(told.whole.usd_per_unit, None);
}
