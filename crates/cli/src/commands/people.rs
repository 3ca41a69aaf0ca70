//! Commands on the people of the desk.

use hashmend_core::people::{NewPerson, Person, Role};

use crate::args::People;
use crate::desk::{self, Desk};
use crate::out::Out;
use crate::words::spoken;
use crate::{Done, pin};

pub fn run(desk: &Desk, what: &People, out: &mut Out) -> Done {
    let mut store = desk.open()?;
    let act = &desk.act;
    let changed = match what {
        People::List => {
            let all = store.people()?.people;
            return out.answer(&all, |out| list(&all, out));
        }
        People::Rights => {
            let rights = store.people()?.rights;
            return out.answer(&rights, |out| {
                let rows: Vec<Vec<String>> = rights
                    .iter()
                    .map(|row| {
                        let may = |role| {
                            if row.held_by.contains(&role) {
                                "yes"
                            } else {
                                ""
                            }
                        };
                        std::iter::once(row.right.doing().to_owned())
                            .chain(COLUMNS.map(may).map(str::to_owned))
                            .collect()
                    })
                    .collect();
                let head: Vec<&str> = std::iter::once("may")
                    .chain(COLUMNS.map(Role::as_str))
                    .collect();
                out.table(&head, &rows)
            });
        }
        People::Add { name, role } => {
            let new = NewPerson {
                name: name.clone(),
                role: *role,
                pin: pin::of_env_or_asked(pin::NEW, &format!("new PIN of {name}: "))?,
            };
            store.add_person(&new, act)?
        }
        People::Role { name, role } => {
            let person = desk::person(&store, name)?;
            store.change_person(person.id, &person.name, *role, act)?
        }
        People::Rename { name, to } => {
            let person = desk::person(&store, name)?;
            store.change_person(person.id, to, person.role, act)?
        }
        People::Retire { name } => {
            let person = desk::person(&store, name)?;
            store.retire_person(person.id, act)?
        }
        People::Return { name } => {
            let person = desk::person(&store, name)?;
            store.bring_back_person(person.id, act)?
        }
        People::Pin { name } => {
            let person = desk::person(&store, name)?;
            let new = pin::of_env_or_asked(pin::NEW, &format!("new PIN of {}: ", person.name))?;
            store.set_pin(person.id, &new, act)?
        }
    };
    out.answer(&changed, |out| list(std::slice::from_ref(&changed), out))
}

const COLUMNS: [Role; 5] = [
    Role::Viewer,
    Role::Operator,
    Role::Technician,
    Role::Manager,
    Role::Admin,
];

fn list(people: &[Person], out: &mut Out) -> Done {
    if people.is_empty() {
        return out.line("nobody: whoever sits at this desk may do everything");
    }
    let rows: Vec<Vec<String>> = people
        .iter()
        .map(|person| {
            vec![
                person.name.clone(),
                spoken(person.role.as_str()),
                person
                    .retired_at
                    .map_or("works here".into(), |at| format!("retired {}", at.date())),
                if person.has_pin { "yes" } else { "no" }.into(),
            ]
        })
        .collect();
    out.table(&["name", "role", "state", "PIN"], &rows)
}
