//! Quotes, on a real desk in memory.

use super::*;
use crate::bench::fixture::{Shop, at};
use crate::finding::NewFinding;
use crate::place::Fee;
use crate::ticket::{Holder, Stage, TicketChanges, WarrantyClass};

/// A unit out of warranty on the bench, with a board at fault and a price for it.
fn shop_with_price() -> (Shop, TicketId) {
    let mut shop = Shop::new();
    let fee = Fee {
        id: crate::id::RowId(uuid::Uuid::nil()),
        center_id: shop.bench,
        component: crate::device::DeviceKind::Hashboard,
        level: 3,
        amount_cents: 9_000,
        currency: "USD".into(),
        valid_from: "2026-01-01".parse().unwrap(),
        source: "our list".into(),
    };
    shop.store.set_fee(&fee, &at(0)).unwrap();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Diagnosing);
    let uncovered = TicketChanges {
        warranty_class: Some(WarrantyClass::OutOfWarranty),
        ..TicketChanges::default()
    };
    shop.store
        .change_tickets(&[ticket], &uncovered, &at(4))
        .unwrap();
    let found = NewFinding {
        slot: "HB1".into(),
        fault_class: "hb_partial_chips".into(),
        ..NewFinding::default()
    };
    shop.store
        .record_findings(ticket, &[found.clone(), found], &at(5))
        .unwrap();
    (shop, ticket)
}

fn newest(shop: &Shop, ticket: TicketId) -> Quote {
    shop.store.quotes(ticket, &at(100)).unwrap().remove(0)
}

fn yes() -> QuoteAnswer {
    QuoteAnswer {
        decision: Decision::Approved,
        by: "Ana".into(),
        how: DecidedHow::Email,
        why: String::new(),
    }
}

#[test]
fn a_quote_is_put_together_from_what_was_found_and_the_price_list() {
    let (shop, ticket) = shop_with_price();

    let draft = shop.store.draft_quote(ticket, &at(6)).unwrap();

    assert_eq!(
        draft.total_cents, 9_000,
        "two findings on one board are one fee"
    );
    assert_eq!(draft.quote.lines[0].source, "90.00 USD; our list");
    assert!(draft.unpriced.is_empty(), "{:?}", draft.unpriced);
}

#[test]
fn while_a_quote_waits_the_time_is_the_customers_and_a_yes_lets_repair_begin() {
    let (mut shop, ticket) = shop_with_price();
    let draft = shop.store.draft_quote(ticket, &at(6)).unwrap();
    shop.store.make_quote(ticket, &draft.quote, &at(7)).unwrap();
    let quote = newest(&shop, ticket);
    shop.store.send_quote(quote.id, &at(8)).unwrap();

    let waiting = shop.store.ticket_clock(ticket, &at(20)).unwrap().now;
    let early = shop.go(ticket, Stage::Repairing, 21).unwrap_err();
    let answered = shop.store.answer_quote(quote.id, &yes(), &at(30)).unwrap();

    assert_eq!(waiting, Some(Holder::Customer));
    assert!(early.to_string().contains("not covered"), "{early}");
    let is = newest(&shop, ticket);
    assert_eq!(
        (is.state, is.decided_by.as_str(), is.decided_how),
        (QuoteState::Approved, "Ana", Some(DecidedHow::Email))
    );
    shop.store.undo(answered.action, &at(31)).unwrap();
    assert_eq!(newest(&shop, ticket).state, QuoteState::Sent);
    shop.store.answer_quote(quote.id, &yes(), &at(32)).unwrap();
    shop.go(ticket, Stage::Repairing, 33).unwrap();
    shop.replays();
}

#[test]
fn a_new_version_takes_the_place_of_the_one_before() {
    let (mut shop, ticket) = shop_with_price();
    let mut quote = shop.store.draft_quote(ticket, &at(6)).unwrap().quote;
    shop.store.make_quote(ticket, &quote, &at(7)).unwrap();
    let first = newest(&shop, ticket);
    shop.store.send_quote(first.id, &at(8)).unwrap();
    quote.lines[0].unit_cents = 7_500;
    shop.store.make_quote(ticket, &quote, &at(9)).unwrap();

    let late = shop
        .store
        .answer_quote(first.id, &yes(), &at(10))
        .unwrap_err();

    let states: Vec<(u16, QuoteState)> = shop
        .store
        .quotes(ticket, &at(11))
        .unwrap()
        .iter()
        .map(|quote| (quote.version, quote.state))
        .collect();
    assert_eq!(states, [(2, QuoteState::Draft), (1, QuoteState::Replaced)]);
    assert!(late.to_string().contains("replaced"), "{late}");
    shop.replays();
}

#[test]
fn a_version_says_what_it_changed() {
    let (mut shop, ticket) = shop_with_price();
    let mut quote = shop.store.draft_quote(ticket, &at(6)).unwrap().quote;
    let other = |text: &str, cents| QuoteLine {
        kind: QuoteLineKind::Other,
        text: text.into(),
        quantity: 2,
        unit_cents: cents,
        part_id: None,
        finding_id: None,
        source: String::new(),
    };
    quote.lines.push(other("Fan", 1_000));
    shop.store.make_quote(ticket, &quote, &at(7)).unwrap();
    quote.lines[1] = other("Cleaning", 500);
    quote.lines[0].unit_cents = 8_000;
    shop.store.make_quote(ticket, &quote, &at(8)).unwrap();

    let quotes = shop.store.quotes(ticket, &at(9)).unwrap();

    assert!(quotes[1].changes.is_empty());
    assert_eq!(
        quotes[0].changes,
        [
            QuoteChange::Priced {
                text: quote.lines[0].text.clone(),
                was_cents: 9_000,
                is_cents: 8_000
            },
            QuoteChange::Added {
                text: "Cleaning".into(),
                cents: 1_000
            },
            QuoteChange::LeftOut {
                text: "Fan".into(),
                cents: 2_000
            },
            QuoteChange::Total {
                was_cents: 11_000,
                is_cents: 9_000
            },
        ]
    );
}

#[test]
fn an_expired_quote_is_not_approved_any_more_but_may_be_declined() {
    let (mut shop, ticket) = shop_with_price();
    let quote = shop.store.draft_quote(ticket, &at(6)).unwrap().quote;
    shop.store.make_quote(ticket, &quote, &at(7)).unwrap();
    let id = newest(&shop, ticket).id;
    shop.store.send_quote(id, &at(8)).unwrap();
    let month_later = at(60 * 24 * 30);

    let late = shop
        .store
        .answer_quote(id, &yes(), &month_later)
        .unwrap_err();
    let no = QuoteAnswer {
        decision: Decision::Declined,
        why: "not worth it".into(),
        ..yes()
    };
    shop.store.answer_quote(id, &no, &month_later).unwrap();

    assert!(late.to_string().contains("valid until"), "{late}");
    assert_eq!(newest(&shop, ticket).state, QuoteState::Declined);
    shop.replays();
}

#[test]
fn what_a_quote_cannot_say_is_named() {
    let (mut shop, ticket) = shop_with_price();
    let good = shop.store.draft_quote(ticket, &at(6)).unwrap().quote;
    let with = |change: &dyn Fn(&mut NewQuote)| {
        let mut quote = good.clone();
        change(&mut quote);
        quote
    };
    let cases = [
        (with(&|quote| quote.lines.clear()), "lines"),
        (with(&|quote| quote.lines[0].quantity = 0), "quantity"),
        (with(&|quote| quote.lines[0].unit_cents = -1), "total"),
        (with(&|quote| quote.lines[0].unit_cents = i32::MAX), "never"),
        (
            with(&|quote| quote.valid_until = "2026-01-01".parse().unwrap()),
            "valid until",
        ),
    ];

    for (quote, field) in cases {
        match shop.store.make_quote(ticket, &quote, &at(7)) {
            Ok(_) => assert_eq!(field, "never"),
            Err(error) => assert!(error.to_string().starts_with(field), "{error}"),
        }
    }
}
