use super::*;
use crate::error::Code;
use crate::people::{NewPerson, Role};
use crate::review::asked::ReviewFilter;

#[test]
fn units_minutes_and_first_passes_are_counted_by_repairer_and_rig() {
    let mut made = Made::new();
    let ana = made.facts.people.place(Some("Ana".into()));
    let rig = made.facts.rigs.place(Some("rig 1".into()));
    for (filed, minutes, failed) in [(20.0, 40, 0), (20.0, 20, 1), (90.0, 99, 0)] {
        let fact = made.back(filed, 10.0);
        made.add(Fact {
            person: ana,
            rig,
            labour: Span::of(minutes),
            tests: 1,
            failed_tests: failed,
            ..fact
        });
    }
    let from = now().plus_days(-30.0).date();

    let told = made
        .facts
        .people_figures(&ReviewFilter::default(), from, now().date());

    assert_eq!(told.people.len(), 1);
    let ana = &told.people[0];
    assert_eq!(
        (ana.person.as_str(), ana.units, ana.minutes),
        ("Ana", 2, 60)
    );
    assert_eq!(ana.minutes_per_unit, Some(30.0));
    assert_eq!((ana.first_pass.hits, ana.first_pass.of), (1, 2));
    assert_eq!(ana.weeks.len(), 1);
    assert_eq!(ana.tickets.numbers, [1, 2]);
    assert_eq!(
        (told.rigs[0].rig.as_str(), told.rigs[0].units),
        ("rig 1", 2)
    );
}

#[test]
fn the_figures_of_people_are_for_managers() {
    let mut store = demo(10);
    let facts = store.facts(now()).unwrap();
    let ask = |store: &Store, act: &Act| {
        let day = now().date();
        store
            .people_figures(&facts, &ReviewFilter::default(), day, day, act)
            .map(|_| ())
    };
    assert!(ask(&store, &act(1)).is_ok(), "a desk for one");

    let person = |name: &str, role| NewPerson {
        name: name.into(),
        role,
        pin: "2580-1".into(),
    };
    let admin = store
        .add_person(&person("Ada", Role::Admin), &act(1))
        .unwrap();
    let ada = store.sign_in(admin.id, "2580-1", now()).unwrap();
    let ada = Act::by(&ada, act(2).now);
    let tom = store
        .add_person(&person("Tom", Role::Technician), &ada)
        .unwrap()
        .id;
    let tom = Act::by(&store.sign_in(tom, "2580-1", now()).unwrap(), act(2).now);

    assert!(ask(&store, &ada).is_ok());
    assert_eq!(ask(&store, &tom).unwrap_err().code(), Code::NotAllowed);
    assert_eq!(ask(&store, &act(3)).unwrap_err().code(), Code::NotSignedIn);
}
