-- The bench: what was found, done, used, tested and timed, and what it is to cost.
--
-- A place on a unit is the device it is recorded on, and a slot. The device is the board itself where
-- it is a known unit; otherwise the miner, and then only the slot tells its boards apart.

-- Fault classes beside the shipped ones, or in the place of one of the same code.
CREATE TABLE fault_class (
    code TEXT NOT NULL PRIMARY KEY,
    row  TEXT NOT NULL -- JSON: component, label, level, action, source
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ticket_id   BLOB    NOT NULL REFERENCES ticket (id),
    attempt     INTEGER NOT NULL,
    device_id   BLOB    NOT NULL REFERENCES device (id),
    slot        TEXT    NOT NULL,
    -- The model whose faults it counts to: the miner's, also for a board that has none of its own.
    model_id    BLOB    REFERENCES device_model (id),
    component   TEXT    NOT NULL,
    fault_class TEXT    NOT NULL,
    chain       INTEGER CHECK (chain >= 0),
    domain      INTEGER CHECK (domain >= 0),
    chip        INTEGER CHECK (chip >= 0),
    measured    REAL,
    unit        TEXT    NOT NULL,
    confidence  TEXT    NOT NULL CHECK (confidence IN ('certain', 'likely', 'possible')),
    found_by    TEXT    NOT NULL CHECK (found_by IN ('person', 'log')),
    person      TEXT    NOT NULL,
    note        TEXT    NOT NULL,
    -- The photo, or the log that `lines` are of.
    evidence_id BLOB    REFERENCES attachment (id),
    lines       TEXT    NOT NULL, -- JSON list of {number, text}
    at          INTEGER NOT NULL,
    -- Kept, for what was quoted or done because of it.
    withdrawn_at INTEGER,
    CHECK ((measured IS NULL) = (unit = ''))
) STRICT;
CREATE INDEX finding_ticket ON finding (ticket_id, at);
CREATE INDEX finding_device ON finding (device_id, slot, chip, ticket_id) WHERE withdrawn_at IS NULL;
CREATE INDEX finding_of_device ON finding (device_id, at);
CREATE INDEX finding_model ON finding (model_id, chip, ticket_id) WHERE withdrawn_at IS NULL;
CREATE INDEX finding_class ON finding (fault_class, at);
CREATE INDEX finding_evidence ON finding (evidence_id) WHERE evidence_id IS NOT NULL;

-- What a chip of a hashboard was marked, from when to when.
CREATE TABLE chip_mark (
    rowid     INTEGER NOT NULL PRIMARY KEY,
    device_id BLOB    NOT NULL REFERENCES device (id),
    slot      TEXT    NOT NULL, -- empty where the board is a unit of its own
    chip      INTEGER NOT NULL CHECK (chip >= 0),
    mark      TEXT    NOT NULL CHECK (mark IN ('dead', 'weak', 'replaced')),
    model_id  BLOB    REFERENCES device_model (id),
    ticket_id BLOB    REFERENCES ticket (id),
    person    TEXT    NOT NULL,
    from_at   INTEGER NOT NULL,
    until_at  INTEGER,
    CHECK (until_at >= from_at)
) STRICT;
CREATE UNIQUE INDEX chip_mark_now ON chip_mark (device_id, slot, chip) WHERE until_at IS NULL;
CREATE INDEX chip_mark_device ON chip_mark (device_id, slot, chip, ticket_id);
CREATE INDEX chip_mark_model ON chip_mark (model_id, chip, ticket_id);
CREATE INDEX chip_mark_ticket ON chip_mark (ticket_id) WHERE ticket_id IS NOT NULL;

-- Parts and stock -------------------------------------------------------------------------

CREATE TABLE part (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    number     TEXT    NOT NULL COLLATE NOCASE UNIQUE, -- as on the bin
    name       TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    row        TEXT    NOT NULL, -- JSON of the whole part: fits, supplier, prices
    reorder_at INTEGER NOT NULL CHECK (reorder_at >= 0),
    lead_days  INTEGER CHECK (lead_days >= 0),
    retired_at INTEGER
) STRICT;
CREATE INDEX part_name ON part (name, id);
CREATE INDEX part_kind ON part (kind, name);

CREATE TABLE stock_place (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name       TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    note       TEXT    NOT NULL,
    retired_at INTEGER
) STRICT;

-- Stock is the sum of its moves. None is ever changed: what is taken back is a move the other way.
CREATE TABLE stock_move (
    event     INTEGER NOT NULL PRIMARY KEY, -- the journal's position
    part_id   BLOB    NOT NULL REFERENCES part (id),
    place_id  BLOB    NOT NULL REFERENCES stock_place (id),
    -- Whose it is; NULL: the desk's own. What is harvested stays its owner's.
    owner_id  BLOB    REFERENCES party (id),
    quantity  INTEGER NOT NULL CHECK (quantity <> 0), -- into the place, or out of it
    reason    TEXT    NOT NULL,
    ticket_id BLOB    REFERENCES ticket (id),
    repair_id BLOB    REFERENCES repair_action (id),
    -- The scrapped board it was harvested from.
    device_id BLOB    REFERENCES device (id),
    reverses  INTEGER REFERENCES stock_move (event),
    note      TEXT    NOT NULL,
    person    TEXT    NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
CREATE INDEX stock_move_level ON stock_move (part_id, place_id, owner_id, quantity);
CREATE INDEX stock_move_place ON stock_move (place_id, part_id);
CREATE INDEX stock_move_part ON stock_move (part_id, event);
CREATE INDEX stock_move_owner ON stock_move (owner_id, part_id) WHERE owner_id IS NOT NULL;
CREATE INDEX stock_move_ticket ON stock_move (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX stock_move_repair ON stock_move (repair_id) WHERE repair_id IS NOT NULL;
CREATE INDEX stock_move_device ON stock_move (device_id) WHERE device_id IS NOT NULL;
-- A move is taken back once.
CREATE UNIQUE INDEX stock_move_reverses ON stock_move (reverses) WHERE reverses IS NOT NULL;

-- Repair and genealogy --------------------------------------------------------------------

CREATE TABLE repair_action (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ticket_id BLOB    NOT NULL REFERENCES ticket (id),
    attempt   INTEGER NOT NULL,
    device_id BLOB    NOT NULL REFERENCES device (id),
    slot      TEXT    NOT NULL,
    component TEXT    NOT NULL,
    code      TEXT    NOT NULL,
    chip      INTEGER CHECK (chip >= 0),
    -- What answers a finding says which.
    finding_id BLOB   REFERENCES finding (id),
    taken_out BLOB    REFERENCES device (id),
    put_in    BLOB    REFERENCES device (id),
    -- Whose board was put into whose miner, where the two differ, until it is settled.
    lent_by   BLOB    REFERENCES party (id),
    lent_to   BLOB    REFERENCES party (id),
    settled_at INTEGER,
    settled   TEXT    NOT NULL DEFAULT '',
    note      TEXT    NOT NULL,
    person    TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    -- Kept, for the stock that was used and put back.
    undone_at INTEGER
) STRICT;
CREATE INDEX repair_action_ticket ON repair_action (ticket_id, at);
CREATE INDEX repair_action_device ON repair_action (device_id, at);
CREATE INDEX repair_action_code ON repair_action (code, at);
CREATE INDEX repair_action_finding ON repair_action (finding_id) WHERE finding_id IS NOT NULL;
CREATE INDEX repair_action_out ON repair_action (taken_out) WHERE taken_out IS NOT NULL;
CREATE INDEX repair_action_in ON repair_action (put_in) WHERE put_in IS NOT NULL;
CREATE INDEX repair_action_owed ON repair_action (at)
    WHERE lent_by IS NOT NULL AND settled_at IS NULL AND undone_at IS NULL;
CREATE INDEX repair_action_lent_by ON repair_action (lent_by, at) WHERE lent_by IS NOT NULL;
CREATE INDEX repair_action_lent_to ON repair_action (lent_to, at) WHERE lent_to IS NOT NULL;

-- Which boards a unit held at a moment that may be disputed.
CREATE TABLE slot_snapshot (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ticket_id BLOB    NOT NULL REFERENCES ticket (id),
    device_id BLOB    NOT NULL REFERENCES device (id),
    moment    TEXT    NOT NULL CHECK (moment IN ('pack', 'receive', 'after_repair', 'return')),
    note      TEXT    NOT NULL,
    person    TEXT    NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
CREATE INDEX slot_snapshot_ticket ON slot_snapshot (ticket_id, at);
CREATE INDEX slot_snapshot_device ON slot_snapshot (device_id, at);

CREATE TABLE slot_seen (
    snapshot_id BLOB NOT NULL REFERENCES slot_snapshot (id),
    slot        TEXT NOT NULL,
    -- The unit it is known as; NULL: an empty slot, or a label that no unit has.
    device_id   BLOB REFERENCES device (id),
    serial      TEXT NOT NULL, -- as read off the label; empty: none
    PRIMARY KEY (snapshot_id, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX slot_seen_device ON slot_seen (device_id) WHERE device_id IS NOT NULL;
CREATE INDEX slot_seen_serial ON slot_seen (serial) WHERE serial <> '';

-- Tests -----------------------------------------------------------------------------------

-- Test templates beside the shipped ones, or in the place of one of the same code.
CREATE TABLE test_template (
    code TEXT NOT NULL PRIMARY KEY,
    row  TEXT NOT NULL -- JSON: name, kind, component, model, minutes, checks
) STRICT, WITHOUT ROWID;

ALTER TABLE test_run ADD COLUMN template TEXT;
ALTER TABLE test_run ADD COLUMN person TEXT NOT NULL DEFAULT '';
-- The board on the jig, where the ticket is a miner's.
ALTER TABLE test_run ADD COLUMN device_id BLOB REFERENCES device (id);
ALTER TABLE test_run ADD COLUMN slot TEXT NOT NULL DEFAULT '';
ALTER TABLE test_run ADD COLUMN firmware TEXT NOT NULL DEFAULT '';
ALTER TABLE test_run ADD COLUMN expected_ths REAL CHECK (expected_ths >= 0);
ALTER TABLE test_run ADD COLUMN mean_ths REAL CHECK (mean_ths >= 0);
ALTER TABLE test_run ADD COLUMN chips_found INTEGER CHECK (chips_found >= 0);
ALTER TABLE test_run ADD COLUMN chips_expected INTEGER CHECK (chips_expected >= 0);
ALTER TABLE test_run ADD COLUMN hw_error_percent REAL CHECK (hw_error_percent >= 0);
ALTER TABLE test_run ADD COLUMN watts REAL CHECK (watts >= 0);
ALTER TABLE test_run ADD COLUMN inlet_c REAL;
ALTER TABLE test_run ADD COLUMN board_c REAL;
ALTER TABLE test_run ADD COLUMN chip_c REAL;
ALTER TABLE test_run ADD COLUMN checks TEXT NOT NULL DEFAULT '[]'; -- JSON: name, value, limit, passed
ALTER TABLE test_run ADD COLUMN evidence_id BLOB REFERENCES attachment (id);
-- Who recorded the runs there are: their events say so.
UPDATE test_run SET person = event.actor FROM event
WHERE event.subject = test_run.ticket_id AND event.kind = 'ticket.tested'
  AND replace(event.payload ->> '$.tested.run.id', '-', '') = lower(hex(test_run.id));
CREATE INDEX test_run_device ON test_run (device_id, at) WHERE device_id IS NOT NULL;
CREATE INDEX test_run_evidence ON test_run (evidence_id) WHERE evidence_id IS NOT NULL;

-- Tests that run by themselves: a burn-in goes on while the next unit is on the bench.
CREATE TABLE test_start (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ticket_id  BLOB    NOT NULL REFERENCES ticket (id),
    attempt    INTEGER NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('jig', 'full_machine', 'burn_in')),
    template   TEXT,
    rig        TEXT    NOT NULL,
    minutes    INTEGER NOT NULL CHECK (minutes >= 0),
    person     TEXT    NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    -- What came of it; NULL: it was broken off, or still runs.
    run_id     BLOB    REFERENCES test_run (id),
    CHECK (ended_at >= started_at)
) STRICT;
CREATE INDEX test_start_ticket ON test_start (ticket_id, started_at);
CREATE INDEX test_start_run ON test_start (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX test_start_running ON test_start (started_at) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX test_start_once ON test_start (ticket_id) WHERE ended_at IS NULL;

-- Let go without the test it needed, by whom and why.
CREATE TABLE test_waiver (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ticket_id BLOB    NOT NULL REFERENCES ticket (id),
    attempt   INTEGER NOT NULL,
    reason    TEXT    NOT NULL CHECK (reason <> ''),
    person    TEXT    NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
CREATE INDEX test_waiver_ticket ON test_waiver (ticket_id, at);

-- Time ------------------------------------------------------------------------------------

CREATE TABLE labour (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ticket_id BLOB    NOT NULL REFERENCES ticket (id),
    person    TEXT    NOT NULL,
    activity  TEXT    NOT NULL,
    note      TEXT    NOT NULL,
    from_at   INTEGER NOT NULL,
    until_at  INTEGER,
    CHECK (until_at >= from_at)
) STRICT;
CREATE INDEX labour_ticket ON labour (ticket_id, from_at);
CREATE INDEX labour_person ON labour (person, from_at);
-- Nobody works on two units at once.
CREATE UNIQUE INDEX labour_now ON labour (person) WHERE until_at IS NULL;

-- Quotes ----------------------------------------------------------------------------------

CREATE TABLE quote (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ticket_id   BLOB    NOT NULL REFERENCES ticket (id),
    version     INTEGER NOT NULL CHECK (version >= 1),
    total_cents INTEGER NOT NULL CHECK (total_cents >= 0),
    currency    TEXT    NOT NULL,
    valid_until TEXT    NOT NULL,
    note        TEXT    NOT NULL,
    made_by     TEXT    NOT NULL,
    made_at     INTEGER NOT NULL,
    sent_at     INTEGER,
    decision    TEXT    CHECK (decision IN ('approved', 'declined')),
    decided_at  INTEGER,
    decided_by  TEXT    NOT NULL DEFAULT '', -- who said so, on the customer's side
    decided_how TEXT    NOT NULL DEFAULT '', -- by mail, telephone, …, or the RMA's spend limit
    why         TEXT    NOT NULL DEFAULT '',
    UNIQUE (ticket_id, version),
    CHECK ((decision IS NULL) = (decided_at IS NULL))
) STRICT;
CREATE INDEX quote_waiting ON quote (valid_until) WHERE sent_at IS NOT NULL AND decision IS NULL;

CREATE TABLE quote_line (
    quote_id   BLOB    NOT NULL REFERENCES quote (id),
    seq        INTEGER NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('fee', 'part', 'other')),
    text       TEXT    NOT NULL,
    quantity   INTEGER NOT NULL CHECK (quantity > 0),
    unit_cents INTEGER NOT NULL,
    part_id    BLOB    REFERENCES part (id),
    finding_id BLOB    REFERENCES finding (id),
    -- Where the price comes from: a fee's source, or empty for one that was typed.
    source     TEXT    NOT NULL,
    PRIMARY KEY (quote_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX quote_line_part ON quote_line (part_id) WHERE part_id IS NOT NULL;
CREATE INDEX quote_line_finding ON quote_line (finding_id) WHERE finding_id IS NOT NULL;

-- The bench's queue: whose, then by the day it is due, or else by the day that was promised.
CREATE INDEX ticket_at_bench ON ticket (
    assignee, coalesce(due_on, date(promised_p80_at / 1000, 'unixepoch'), '9999-12-31'), number
) WHERE stage IN ('queued', 'diagnosing', 'awaiting_approval', 'repairing', 'testing');
