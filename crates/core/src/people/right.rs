//! What each role may do: the one place that says so.

use std::fmt;

use crate::error::{Error, Result};
use crate::text_enum::text_enum;

text_enum! {
    Role {
        Operator = "operator",
        Technician = "technician",
        Manager = "manager",
        Admin = "admin",
        Viewer = "viewer",
    }
}

text_enum! {
    /// Something that not everybody may do. Every event needs exactly one.
    Right {
        /// Set one's own PIN.
        OwnPin = "own_pin",
        /// What any work leaves behind: an undo, a remembered column, a saved view, a frozen estimate.
        Work = "work",
        Note = "note",
        Hold = "hold",
        Attach = "attach",
        /// Symptom, level, assignee, quote; where a unit lies.
        Details = "details",
        /// What labels say, and which board sits in which slot.
        Boards = "boards",
        /// Units and the customers and sites they belong to.
        Fleet = "fleet",
        /// RMAs: draft, file, discard; a ticket's center, warranty and due day.
        File = "file",
        Pack = "pack",
        /// Open a ticket for a unit that is back inside its repair warranty.
        TakeBack = "take_back",
        /// Stages before and after the bench.
        Move = "move",
        /// Stages at the bench, dispositions, findings, repairs, parts used, tests, working time.
        Bench = "bench",
        /// Parts, where they lie, and what is bought, counted or scrapped of them.
        Parts = "parts",
        Approve = "approve",
        /// Let a unit go as repaired without the test it needs.
        WaiveTest = "waive_test",
        /// Beyond economic repair, or declined.
        WriteOff = "write_off",
        /// What each person did, in figures.
        SeePeople = "see_people",
        /// Repair centers, lanes, fees, capacity, closures.
        Centers = "centers",
        /// Models, symptoms, claim windows, duty, prices, priors.
        Catalog = "catalog",
        Merge = "merge",
        RemoveAttachment = "remove_attachment",
        People = "people",
        Settings = "settings",
        /// Put a backup in the place of the desk; fill its tables anew.
        Restore = "restore",
    }
}

impl Right {
    /// Who has it, the least of them first.
    pub fn held_by(self) -> &'static [Role] {
        use Role::{Admin, Manager, Operator, Technician, Viewer};
        match self {
            Self::OwnPin => &[Viewer, Operator, Technician, Manager, Admin],
            Self::Work
            | Self::Note
            | Self::Hold
            | Self::Attach
            | Self::Details
            | Self::Boards
            | Self::TakeBack => &[Operator, Technician, Manager, Admin],
            Self::Fleet | Self::File | Self::Pack | Self::Move => &[Operator, Manager, Admin],
            Self::Bench => &[Technician, Manager, Admin],
            Self::Parts => &[Operator, Technician, Manager, Admin],
            Self::Approve
            | Self::WaiveTest
            | Self::WriteOff
            | Self::SeePeople
            | Self::Centers
            | Self::Catalog
            | Self::Merge
            | Self::RemoveAttachment => &[Manager, Admin],
            Self::People | Self::Settings | Self::Restore => &[Admin],
        }
    }

    /// As it stands after "may".
    pub fn doing(self) -> &'static str {
        match self {
            Self::OwnPin => "set their own PIN",
            Self::Work => "take actions back, keep views of their own or freeze estimates",
            Self::Note => "write notes",
            Self::Hold => "put tickets on hold or release them",
            Self::Attach => "attach files",
            Self::Details => "change the details of tickets and units",
            Self::Boards => "change labels and slots of units",
            Self::Fleet => "add or change units, customers and sites",
            Self::File => "file RMAs or change what was filed",
            Self::Pack => "record packages",
            Self::TakeBack => "take back a unit whose repair did not hold",
            Self::Move => "move tickets before and after the bench",
            Self::Bench => "move or test units at the bench",
            Self::Parts => "add parts or change their stock",
            Self::Approve => "approve repairs",
            Self::WaiveTest => "let a unit go without the test it needs",
            Self::WriteOff => "write a unit off or decline its repair",
            Self::SeePeople => "see the figures of people",
            Self::Centers => "change repair centers, lanes and fees",
            Self::Catalog => "change models, symptoms, windows, prices and priors",
            Self::Merge => "merge or split the records of units",
            Self::RemoveAttachment => "remove attachments",
            Self::People => "add or change people",
            Self::Settings => "change the desk's settings",
            Self::Restore => "restore or rebuild the desk",
        }
    }
}

impl Role {
    pub fn may(self, right: Right) -> bool {
        right.held_by().contains(&self)
    }

    /// With its article: "a viewer", "an operator".
    pub fn with_article(self) -> String {
        let article = match self {
            Self::Operator | Self::Admin => "an",
            Self::Technician | Self::Manager | Self::Viewer => "a",
        };
        format!("{article} {self}")
    }
}

/// Who is acting, as far as rights go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The desk has no people: whoever sits at it may do everything.
    Alone,
    /// It has people, and none of them is signed in.
    Nobody,
    Person {
        name: String,
        role: Role,
    },
}

impl Standing {
    /// # Errors
    /// `NotSignedIn` or `NotAllowed`.
    pub fn demand(&self, right: Right) -> Result<()> {
        match self {
            Self::Alone => Ok(()),
            Self::Nobody => Err(Error::NotSignedIn { what: right }),
            Self::Person { role, .. } if role.may(right) => Ok(()),
            Self::Person { name, role } => Err(Error::NotAllowed {
                who: name.clone(),
                role: *role,
                what: right,
            }),
        }
    }
}

/// "A manager or an admin": whom to ask.
pub(crate) struct AnyOf(pub &'static [Role]);

impl fmt::Display for AnyOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, role) in self.0.iter().enumerate() {
            let last = i + 1 == self.0.len();
            match i {
                0 => {}
                _ if last => f.write_str(" or ")?,
                _ => f.write_str(", ")?,
            }
            f.write_str(&role.with_article())?;
        }
        Ok(())
    }
}
