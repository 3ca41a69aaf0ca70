-- People, attachments, merged units, boxes, saved views, and ways for the lists that ask what
-- needs a person now.

CREATE TABLE person (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name       TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    role       TEXT    NOT NULL CHECK (role IN ('operator', 'technician', 'manager', 'admin', 'viewer')),
    added_at   INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;

-- Outside the journal, which is kept for ever and copied about: a PIN is short enough to be
-- guessed from its hash. Losing a row loses no record; an admin sets a new PIN.
CREATE TABLE person_pin (
    person_id BLOB NOT NULL PRIMARY KEY CHECK (length(person_id) = 16),
    phc       TEXT NOT NULL, -- Argon2id, as a PHC string
    -- Wrong ones in a row and when the last was: guessing has to wait, across restarts too.
    wrong     INTEGER NOT NULL DEFAULT 0 CHECK (wrong >= 0),
    wrong_at  INTEGER
) STRICT, WITHOUT ROWID;

-- What attachments hold, once each. Outside the journal, whose events name it by hash.
CREATE TABLE content (
    hash      BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32), -- BLAKE3
    bytes     BLOB    NOT NULL,
    thumbnail BLOB -- JPEG, made from `bytes`; empty where none can be, NULL where none was tried
) STRICT;

CREATE TABLE attachment (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    -- The ticket, unit or RMA it is attached to.
    subject    BLOB    NOT NULL CHECK (length(subject) = 16),
    hash       BLOB    NOT NULL CHECK (length(hash) = 32),
    name       TEXT    NOT NULL,
    media_type TEXT    NOT NULL,
    size       INTEGER NOT NULL CHECK (size >= 0),
    note       TEXT    NOT NULL,
    added_at   INTEGER NOT NULL,
    added_by   TEXT    NOT NULL,
    removed_at INTEGER
) STRICT;

CREATE INDEX attachment_subject ON attachment (subject, added_at);
CREATE INDEX attachment_hash ON attachment (hash);

CREATE TABLE saved_view (
    id    BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    list  TEXT NOT NULL CHECK (list IN ('tickets', 'fleet', 'rmas')),
    name  TEXT NOT NULL,
    owner TEXT, -- the person whose view it is; NULL: everybody's
    row   TEXT NOT NULL -- JSON: filters, sort, columns
) STRICT;

CREATE INDEX saved_view_list ON saved_view (list, name);

-- The record that another one turned out to be; it keeps its number and its past.
ALTER TABLE device ADD COLUMN merged_into BLOB REFERENCES device (id);
CREATE INDEX device_merged ON device (merged_into) WHERE merged_into IS NOT NULL;

-- The day the maker sent the unit off new: where warranty and DOA windows begin.
ALTER TABLE device ADD COLUMN dispatched_on TEXT;

-- The box or pallet the unit travels in, as written on it.
ALTER TABLE ticket ADD COLUMN box TEXT;

CREATE INDEX ticket_due ON ticket (due_on);
CREATE INDEX ticket_open_due ON ticket (due_on) WHERE closed_at IS NULL AND due_on IS NOT NULL;
CREATE INDEX ticket_open_promise ON ticket (promised_p80_at) WHERE closed_at IS NULL AND promised_p80_at IS NOT NULL;
CREATE INDEX ticket_open_touched ON ticket (touched_at) WHERE closed_at IS NULL;
CREATE INDEX ticket_symptom ON ticket (symptom_code);

-- Whole, so that those without a value are found and sorted like the others.
DROP INDEX ticket_assignee;
CREATE INDEX ticket_assignee ON ticket (assignee);
DROP INDEX ticket_hold;
CREATE INDEX ticket_hold ON ticket (hold_reason);
CREATE INDEX ticket_box ON ticket (box);
CREATE INDEX ticket_open_rma ON ticket (rma_id) WHERE closed_at IS NULL;
CREATE INDEX ticket_bounced_device ON ticket (device_id) WHERE bounce_of IS NOT NULL;
DROP INDEX device_status;
CREATE INDEX device_status ON device (status);
CREATE INDEX device_touched ON device (touched_at);
CREATE INDEX rma_site ON rma (site_id);
CREATE INDEX rma_vendor_no ON rma (vendor_rma_no);

-- Who froze it by hand, and why; NULL: the filing itself, whose event says who.
ALTER TABLE estimate ADD COLUMN made_by TEXT;
ALTER TABLE estimate ADD COLUMN note TEXT NOT NULL DEFAULT '';
CREATE INDEX estimate_made ON estimate (made_at);

-- All that lists ask of open tickets, beside their numbers: work in hand is filtered by several
-- things at once, and is a small part of all there ever was.
CREATE INDEX ticket_open_work ON ticket (
    number, stage, stage_since, opened_at, touched_at, due_on, promised_p80_at, hold_reason, center_id, customer_id,
    model_id, site_id, assignee, warranty_class, symptom_code, box, bounce_of, rma_id, serial, device_id, id
) WHERE closed_at IS NULL;
CREATE INDEX ticket_open_opened ON ticket (opened_at) WHERE closed_at IS NULL;
CREATE INDEX ticket_open_since ON ticket (stage_since) WHERE closed_at IS NULL;

-- When a unit was last sent back from its repair: where the second-return window begins.
ALTER TABLE ticket ADD COLUMN sent_back_at INTEGER;
UPDATE ticket SET sent_back_at = coalesce(
    (SELECT max(entered_at) FROM stage_visit WHERE ticket_id = ticket.id AND stage = 'from_center'),
    CASE WHEN stage = 'closed' THEN closed_at END);

-- What the deadlines are read by. A window's length is its maker's or center's, so each model or
-- center has its days in order; the stages are those in which somebody waits for us.
CREATE INDEX ticket_sent_back ON ticket (model_id, sent_back_at) WHERE sent_back_at IS NOT NULL;
CREATE INDEX ticket_sent_back_by ON ticket (center_id, sent_back_at) WHERE sent_back_at IS NOT NULL;
CREATE INDEX ticket_awaited ON ticket (model_id, stage, stage_since)
    WHERE stage IN ('submitted', 'authorized', 'to_center', 'awaiting_approval');
CREATE INDEX ticket_awaited_by ON ticket (center_id, stage, stage_since)
    WHERE stage IN ('submitted', 'authorized', 'to_center', 'awaiting_approval');
CREATE INDEX device_dispatched ON device (model_id, dispatched_on) WHERE dispatched_on IS NOT NULL;

-- And the rest of what needs a person today.
CREATE INDEX ticket_back ON ticket (stage, stage_since) WHERE stage = 'delivered';
CREATE INDEX ticket_own ON ticket (assignee, stage_since) WHERE closed_at IS NULL AND assignee IS NOT NULL;
CREATE INDEX hold_held_by ON hold (holder, from_at) WHERE until_at IS NULL;
CREATE INDEX rma_draft ON rma (touched_at) WHERE submitted_at IS NULL;
