-- The whole schema, version 3. Written by a test; edit a migration instead.

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

CREATE INDEX attachment_hash ON attachment (hash);

CREATE INDEX attachment_subject ON attachment (subject, added_at);

CREATE TABLE center (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name       TEXT    NOT NULL,
    row        TEXT    NOT NULL, -- JSON of the whole center: makers, levels, accepts, sources
    region     TEXT    NOT NULL CHECK (region IN ('us', 'overseas')),
    country    TEXT    NOT NULL,
    retired_on TEXT
) STRICT;

CREATE INDEX center_name ON center (name, id);

CREATE TABLE center_capacity (
    id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    center_id      BLOB    NOT NULL REFERENCES center (id),
    units_per_week REAL    NOT NULL CHECK (units_per_week > 0),
    valid_from     TEXT    NOT NULL,
    source         TEXT    NOT NULL
) STRICT;

CREATE INDEX center_capacity_center ON center_capacity (center_id, valid_from);

CREATE TABLE center_fee (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    center_id    BLOB    NOT NULL REFERENCES center (id),
    component    TEXT    NOT NULL,
    level        INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    amount_cents INTEGER NOT NULL CHECK (amount_cents >= 0),
    currency     TEXT    NOT NULL,
    valid_from   TEXT    NOT NULL,
    source       TEXT    NOT NULL
) STRICT;

CREATE INDEX center_fee_center ON center_fee (center_id, component, level, valid_from);

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

CREATE INDEX chip_mark_device ON chip_mark (device_id, slot, chip, ticket_id);

CREATE INDEX chip_mark_model ON chip_mark (model_id, chip, ticket_id);

CREATE UNIQUE INDEX chip_mark_now ON chip_mark (device_id, slot, chip) WHERE until_at IS NULL;

CREATE INDEX chip_mark_ticket ON chip_mark (ticket_id) WHERE ticket_id IS NOT NULL;

CREATE TABLE closure (
    id        BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    center_id BLOB NOT NULL REFERENCES center (id),
    from_on   TEXT NOT NULL,
    to_on     TEXT NOT NULL,
    note      TEXT NOT NULL,
    CHECK (to_on >= from_on)
) STRICT;

CREATE INDEX closure_center ON closure (center_id, from_on);

CREATE TABLE column_mapping (
    fingerprint TEXT NOT NULL PRIMARY KEY,
    mapping     TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE content (
    hash      BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32), -- BLAKE3
    bytes     BLOB    NOT NULL,
    thumbnail BLOB -- JPEG, made from `bytes`; empty where none can be, NULL where none was tried
) STRICT;

CREATE TABLE desk (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    -- Numbers given out so far: an undone draft must not hand its number to another.
    last_device INTEGER NOT NULL DEFAULT 0,
    last_ticket INTEGER NOT NULL DEFAULT 0,
    last_rma    INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE device (
    number         INTEGER NOT NULL PRIMARY KEY, -- shown as D-000123
    id             BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    kind           TEXT    NOT NULL CHECK (kind IN ('miner', 'hashboard', 'control_board', 'psu')),
    -- The current serial, normalised; NULL when none is known. Never invented, never unique:
    -- one board serial has been seen in two slots.
    serial         TEXT,
    model_id       BLOB REFERENCES device_model (id),
    -- What a sheet called the model when the catalog does not know it.
    model_text     TEXT,
    owner_id       BLOB REFERENCES party (id),
    site_id        BLOB REFERENCES site (id),
    location       TEXT,
    status         TEXT,
    warranty_until TEXT,
    warranty_from  TEXT, -- where the date comes from: purchase date, typed, maker's page
    note           TEXT,
    added_at       INTEGER NOT NULL,
    touched_at     INTEGER NOT NULL
, merged_into BLOB REFERENCES device (id), dispatched_on TEXT) STRICT;

CREATE INDEX device_dispatched ON device (model_id, dispatched_on) WHERE dispatched_on IS NOT NULL;

CREATE INDEX device_kind ON device (kind);

CREATE INDEX device_location ON device (location);

CREATE INDEX device_merged ON device (merged_into) WHERE merged_into IS NOT NULL;

CREATE INDEX device_model_of ON device (model_id);

CREATE INDEX device_owner ON device (owner_id);

CREATE INDEX device_serial ON device (serial);

CREATE INDEX device_site ON device (site_id);

CREATE INDEX device_status ON device (status);

CREATE INDEX device_touched ON device (touched_at);

CREATE INDEX device_warranty ON device (warranty_until);

CREATE TABLE device_identifier (
    rowid     INTEGER NOT NULL PRIMARY KEY,
    device_id BLOB    NOT NULL REFERENCES device (id),
    kind      TEXT    NOT NULL CHECK (kind IN ('serial', 'mac', 'asset_tag', 'customer_ref')),
    typed     TEXT    NOT NULL,
    normal    TEXT    NOT NULL,
    source    TEXT    NOT NULL CHECK (source IN ('scan', 'paste', 'file', 'typed', 'log', 'demo')),
    from_at   INTEGER NOT NULL,
    until_at  INTEGER,
    CHECK (until_at >= from_at)
) STRICT;

CREATE INDEX device_identifier_device ON device_identifier (device_id);

CREATE INDEX device_identifier_normal ON device_identifier (normal, kind);

CREATE TRIGGER device_identifier_found AFTER INSERT ON device_identifier BEGIN
    INSERT INTO identifier_search (rowid, normal) VALUES (new.rowid, new.normal);
END;

CREATE TRIGGER device_identifier_lost AFTER DELETE ON device_identifier BEGIN
    INSERT INTO identifier_search (identifier_search, rowid, normal) VALUES ('delete', old.rowid, old.normal);
END;

CREATE TABLE device_model (
    id              BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    maker           TEXT NOT NULL,
    series          TEXT NOT NULL,
    name            TEXT NOT NULL,
    algorithm       TEXT,
    hashboards      INTEGER,
    chips_per_board INTEGER,
    fans            INTEGER,
    -- Hashrate in TH/s and efficiency in J/TH as a source states them; NULL where none does.
    hashrate_ths    REAL CHECK (hashrate_ths >= 0),
    efficiency_jth  REAL CHECK (efficiency_jth >= 0),
    source          TEXT NOT NULL,
    origin          TEXT NOT NULL CHECK (origin IN ('shipped', 'user')),
    UNIQUE (maker, name)
) STRICT;

CREATE INDEX device_model_name ON device_model (name, id);

CREATE TABLE duty_rate (
    id         BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    hts        TEXT NOT NULL, -- 9802.00.40 warranty repair, 9802.00.50 other repair
    country    TEXT NOT NULL, -- country of repair, ISO 3166 alpha-2, or '*'
    -- Share of the repair value, as parts per million: 0.026 is 26000. Exact, unlike a float.
    rate_ppm   INTEGER NOT NULL CHECK (rate_ppm >= 0),
    valid_from TEXT NOT NULL,
    valid_to   TEXT,
    note       TEXT NOT NULL,
    source     TEXT NOT NULL,
    origin     TEXT NOT NULL CHECK (origin IN ('shipped', 'user'))
) STRICT;

CREATE INDEX duty_rate_rule ON duty_rate (hts, country, valid_from);

CREATE TABLE estimate (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ticket_id BLOB    REFERENCES ticket (id),
    rma_id    BLOB    REFERENCES rma (id),
    center_id BLOB    NOT NULL REFERENCES center (id),
    made_at   INTEGER NOT NULL,
    p50_days  REAL    NOT NULL,
    p80_days  REAL    NOT NULL,
    p95_days  REAL    NOT NULL,
    basis     TEXT    NOT NULL, made_by TEXT, note TEXT NOT NULL DEFAULT '', -- JSON: what it rests on, the whole forecast as shown
    CHECK (p50_days <= p80_days AND p80_days <= p95_days)
) STRICT;

CREATE INDEX estimate_made ON estimate (made_at);

CREATE INDEX estimate_rma ON estimate (rma_id, made_at);

CREATE INDEX estimate_ticket ON estimate (ticket_id, made_at);

CREATE TABLE event (
    position  INTEGER NOT NULL PRIMARY KEY,
    id        BLOB    NOT NULL CHECK (length(id) = 16),
    desk      BLOB    NOT NULL CHECK (length(desk) = 16),
    action    BLOB    NOT NULL CHECK (length(action) = 16),
    actor     TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    subject   BLOB    NOT NULL CHECK (length(subject) = 16),
    kind      TEXT    NOT NULL,
    payload   TEXT    NOT NULL,
    prev_hash BLOB    NOT NULL CHECK (length(prev_hash) = 32),
    hash      BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX event_action ON event (action, position);

CREATE INDEX event_subject ON event (subject, position);

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER event_is_never_dropped BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

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

CREATE INDEX finding_class ON finding (fault_class, at);

CREATE INDEX finding_device ON finding (device_id, slot, chip, ticket_id) WHERE withdrawn_at IS NULL;

CREATE INDEX finding_evidence ON finding (evidence_id) WHERE evidence_id IS NOT NULL;

CREATE INDEX finding_model ON finding (model_id, chip, ticket_id) WHERE withdrawn_at IS NULL;

CREATE INDEX finding_of_device ON finding (device_id, at);

CREATE INDEX finding_ticket ON finding (ticket_id, at);

CREATE TABLE fx_rate (
    id         BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    currency   TEXT NOT NULL,
    -- US dollars for one unit of the currency, in millionths.
    usd_ppm    INTEGER NOT NULL CHECK (usd_ppm > 0),
    valid_from TEXT NOT NULL,
    source     TEXT NOT NULL,
    origin     TEXT NOT NULL CHECK (origin IN ('shipped', 'user'))
) STRICT;

CREATE INDEX fx_rate_currency ON fx_rate (currency, valid_from);

CREATE TABLE hashprice (
    id                    BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    valid_from            TEXT    NOT NULL,
    cents_per_ph_day      INTEGER NOT NULL CHECK (cents_per_ph_day >= 0),
    source                TEXT    NOT NULL,
    origin                TEXT    NOT NULL CHECK (origin IN ('shipped', 'user'))
) STRICT;

CREATE INDEX hashprice_day ON hashprice (valid_from);

CREATE TABLE hold (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ticket_id BLOB    NOT NULL REFERENCES ticket (id),
    reason    TEXT    NOT NULL,
    holder    TEXT    NOT NULL CHECK (holder IN ('us', 'customer', 'vendor', 'carrier', 'customs', 'parts')),
    note      TEXT    NOT NULL,
    from_at   INTEGER NOT NULL,
    until_at  INTEGER,
    CHECK (until_at >= from_at)
) STRICT;

CREATE INDEX hold_held_by ON hold (holder, from_at) WHERE until_at IS NULL;

CREATE UNIQUE INDEX hold_open ON hold (ticket_id) WHERE until_at IS NULL;

CREATE INDEX hold_ticket ON hold (ticket_id, from_at);

CREATE VIRTUAL TABLE identifier_search USING fts5 (
    normal, content = 'device_identifier', content_rowid = 'rowid', tokenize = 'trigram'
);

CREATE TABLE import_batch (
    action     BLOB    NOT NULL PRIMARY KEY,
    file_name  TEXT    NOT NULL,
    file_hash  BLOB    NOT NULL,
    at         INTEGER NOT NULL,
    rows       INTEGER NOT NULL,
    added      INTEGER NOT NULL,
    changed    INTEGER NOT NULL,
    refused    INTEGER NOT NULL
) STRICT;

CREATE TABLE installation (
    rowid     INTEGER NOT NULL PRIMARY KEY,
    parent_id BLOB    NOT NULL REFERENCES device (id),
    slot      TEXT    NOT NULL, -- HB0, HB1, …, CB, PSU
    child_id  BLOB    NOT NULL REFERENCES device (id),
    from_at   INTEGER NOT NULL,
    until_at  INTEGER,
    CHECK (until_at >= from_at),
    CHECK (parent_id <> child_id)
) STRICT;

CREATE UNIQUE INDEX installation_child ON installation (child_id) WHERE until_at IS NULL;

CREATE INDEX installation_of_child ON installation (child_id, from_at);

CREATE INDEX installation_of_parent ON installation (parent_id, from_at);

CREATE UNIQUE INDEX installation_slot ON installation (parent_id, slot) WHERE until_at IS NULL;

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

CREATE UNIQUE INDEX labour_now ON labour (person) WHERE until_at IS NULL;

CREATE INDEX labour_person ON labour (person, from_at);

CREATE INDEX labour_ticket ON labour (ticket_id, from_at);

CREATE TABLE lane (
    id         BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    center_id  BLOB NOT NULL REFERENCES center (id),
    -- NULL: from any site in `from_country`.
    site_id    BLOB REFERENCES site (id),
    row        TEXT NOT NULL, -- JSON of the whole lane: modes, legs, freight, duty rule, hold chance
    valid_from TEXT NOT NULL,
    valid_to   TEXT
) STRICT;

CREATE INDEX lane_center ON lane (center_id, valid_from);

CREATE TABLE package (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ticket_id BLOB    NOT NULL REFERENCES ticket (id),
    carrier   TEXT    NOT NULL,
    tracking  TEXT    NOT NULL,
    direction TEXT    NOT NULL CHECK (direction IN ('to_center', 'from_center')),
    at        INTEGER NOT NULL
) STRICT;

CREATE INDEX package_ticket ON package (ticket_id, at);

CREATE INDEX package_tracking ON package (tracking);

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

CREATE INDEX part_kind ON part (kind, name);

CREATE INDEX part_name ON part (name, id);

CREATE TABLE party (
    id      BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind    TEXT    NOT NULL CHECK (kind IN ('farm', 'host', 'maker', 'repair_center', 'carrier', 'supplier')),
    name    TEXT    NOT NULL,
    country TEXT,
    -- Made-up data for looking around; removed as a whole.
    demo    INTEGER NOT NULL DEFAULT 0 CHECK (demo IN (0, 1))
) STRICT;

CREATE INDEX party_name ON party (name, id);

CREATE TABLE person (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name       TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    role       TEXT    NOT NULL CHECK (role IN ('operator', 'technician', 'manager', 'admin', 'viewer')),
    added_at   INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;

CREATE TABLE person_pin (
    person_id BLOB NOT NULL PRIMARY KEY CHECK (length(person_id) = 16),
    phc       TEXT NOT NULL, -- Argon2id, as a PHC string
    -- Wrong ones in a row and when the last was: guessing has to wait, across restarts too.
    wrong     INTEGER NOT NULL DEFAULT 0 CHECK (wrong >= 0),
    wrong_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE prior_edit (
    site_type TEXT NOT NULL,
    stage     TEXT NOT NULL,
    segment   TEXT NOT NULL,
    p50       REAL NOT NULL CHECK (p50 > 0),
    p95       REAL NOT NULL CHECK (p95 >= p50),
    note      TEXT NOT NULL,
    edited_by TEXT NOT NULL,
    edited_at INTEGER NOT NULL,
    PRIMARY KEY (site_type, stage, segment)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX quote_line_finding ON quote_line (finding_id) WHERE finding_id IS NOT NULL;

CREATE INDEX quote_line_part ON quote_line (part_id) WHERE part_id IS NOT NULL;

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

CREATE INDEX repair_action_code ON repair_action (code, at);

CREATE INDEX repair_action_device ON repair_action (device_id, at);

CREATE INDEX repair_action_finding ON repair_action (finding_id) WHERE finding_id IS NOT NULL;

CREATE INDEX repair_action_in ON repair_action (put_in) WHERE put_in IS NOT NULL;

CREATE INDEX repair_action_lent_by ON repair_action (lent_by, at) WHERE lent_by IS NOT NULL;

CREATE INDEX repair_action_lent_to ON repair_action (lent_to, at) WHERE lent_to IS NOT NULL;

CREATE INDEX repair_action_out ON repair_action (taken_out) WHERE taken_out IS NOT NULL;

CREATE INDEX repair_action_owed ON repair_action (at)
    WHERE lent_by IS NOT NULL AND settled_at IS NULL AND undone_at IS NULL;

CREATE INDEX repair_action_ticket ON repair_action (ticket_id, at);

CREATE TABLE rma (
    seq               INTEGER NOT NULL PRIMARY KEY,
    id                BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    number            TEXT    NOT NULL UNIQUE, -- RMA-2026-000123
    customer_id       BLOB    REFERENCES party (id),
    site_id           BLOB    REFERENCES site (id),
    center_id         BLOB    REFERENCES center (id),
    lane_id           BLOB    REFERENCES lane (id),
    vendor_rma_no     TEXT,
    spend_limit_cents INTEGER CHECK (spend_limit_cents >= 0),
    services          TEXT    NOT NULL, -- JSON list
    note              TEXT    NOT NULL,
    -- The step of the filing the person was at, to come back to.
    step              TEXT    NOT NULL,
    drafted_at        INTEGER NOT NULL,
    submitted_at      INTEGER,
    touched_at        INTEGER NOT NULL
) STRICT;

CREATE INDEX rma_center ON rma (center_id);

CREATE INDEX rma_customer ON rma (customer_id);

CREATE INDEX rma_draft ON rma (touched_at) WHERE submitted_at IS NULL;

CREATE INDEX rma_site ON rma (site_id);

CREATE INDEX rma_submitted ON rma (submitted_at);

CREATE INDEX rma_touched ON rma (touched_at);

CREATE INDEX rma_vendor_no ON rma (vendor_rma_no);

CREATE TABLE saved_view (
    id    BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    list  TEXT NOT NULL CHECK (list IN ('tickets', 'fleet', 'rmas')),
    name  TEXT NOT NULL,
    owner TEXT, -- the person whose view it is; NULL: everybody's
    row   TEXT NOT NULL -- JSON: filters, sort, columns
) STRICT;

CREATE INDEX saved_view_list ON saved_view (list, name);

CREATE TABLE scratch (
    key   TEXT    NOT NULL PRIMARY KEY,
    value TEXT    NOT NULL,
    at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE serial_pattern (
    id      BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    row     TEXT NOT NULL -- JSON of the pattern, read by the `serial` module
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE site (
    id       BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    party_id BLOB NOT NULL REFERENCES party (id),
    name     TEXT NOT NULL,
    country  TEXT NOT NULL,
    region   TEXT, -- state or province
    zone     TEXT NOT NULL -- IANA time zone
) STRICT;

CREATE INDEX site_party ON site (party_id, name);

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

CREATE TABLE slot_snapshot (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ticket_id BLOB    NOT NULL REFERENCES ticket (id),
    device_id BLOB    NOT NULL REFERENCES device (id),
    moment    TEXT    NOT NULL CHECK (moment IN ('pack', 'receive', 'after_repair', 'return')),
    note      TEXT    NOT NULL,
    person    TEXT    NOT NULL,
    at        INTEGER NOT NULL
) STRICT;

CREATE INDEX slot_snapshot_device ON slot_snapshot (device_id, at);

CREATE INDEX slot_snapshot_ticket ON slot_snapshot (ticket_id, at);

CREATE TABLE stage_visit (
    ticket_id  BLOB    NOT NULL REFERENCES ticket (id),
    seq        INTEGER NOT NULL,
    stage      TEXT    NOT NULL,
    attempt    INTEGER NOT NULL,
    entered_at INTEGER NOT NULL,
    left_at    INTEGER,
    reason     TEXT, -- why, when the way led back
    PRIMARY KEY (ticket_id, seq),
    CHECK (left_at >= entered_at)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX stock_move_device ON stock_move (device_id) WHERE device_id IS NOT NULL;

CREATE INDEX stock_move_level ON stock_move (part_id, place_id, owner_id, quantity);

CREATE INDEX stock_move_owner ON stock_move (owner_id, part_id) WHERE owner_id IS NOT NULL;

CREATE INDEX stock_move_part ON stock_move (part_id, event);

CREATE INDEX stock_move_place ON stock_move (place_id, part_id);

CREATE INDEX stock_move_repair ON stock_move (repair_id) WHERE repair_id IS NOT NULL;

CREATE UNIQUE INDEX stock_move_reverses ON stock_move (reverses) WHERE reverses IS NOT NULL;

CREATE INDEX stock_move_ticket ON stock_move (ticket_id) WHERE ticket_id IS NOT NULL;

CREATE TABLE stock_place (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name       TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    note       TEXT    NOT NULL,
    retired_at INTEGER
) STRICT;

CREATE TABLE symptom (
    code      TEXT NOT NULL PRIMARY KEY,
    component TEXT NOT NULL CHECK (component IN ('miner', 'hashboard', 'control_board', 'psu')),
    label     TEXT NOT NULL,
    -- The usual repair level (1 swap, 2 board, 3 chip): what an estimate assumes before diagnosis.
    level     INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    origin    TEXT NOT NULL CHECK (origin IN ('shipped', 'user'))
) STRICT, WITHOUT ROWID;

CREATE TABLE test_run (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ticket_id BLOB    NOT NULL REFERENCES ticket (id),
    attempt   INTEGER NOT NULL,
    kind      TEXT    NOT NULL CHECK (kind IN ('jig', 'full_machine', 'burn_in')),
    rig       TEXT    NOT NULL,
    minutes   INTEGER NOT NULL CHECK (minutes >= 0),
    passed    INTEGER NOT NULL CHECK (passed IN (0, 1)),
    note      TEXT    NOT NULL,
    at        INTEGER NOT NULL
, template TEXT, person TEXT NOT NULL DEFAULT '', device_id BLOB REFERENCES device (id), slot TEXT NOT NULL DEFAULT '', firmware TEXT NOT NULL DEFAULT '', expected_ths REAL CHECK (expected_ths >= 0), mean_ths REAL CHECK (mean_ths >= 0), chips_found INTEGER CHECK (chips_found >= 0), chips_expected INTEGER CHECK (chips_expected >= 0), hw_error_percent REAL CHECK (hw_error_percent >= 0), watts REAL CHECK (watts >= 0), inlet_c REAL, board_c REAL, chip_c REAL, checks TEXT NOT NULL DEFAULT '[]', evidence_id BLOB REFERENCES attachment (id)) STRICT;

CREATE INDEX test_run_device ON test_run (device_id, at) WHERE device_id IS NOT NULL;

CREATE INDEX test_run_evidence ON test_run (evidence_id) WHERE evidence_id IS NOT NULL;

CREATE INDEX test_run_ticket ON test_run (ticket_id, at);

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

CREATE UNIQUE INDEX test_start_once ON test_start (ticket_id) WHERE ended_at IS NULL;

CREATE INDEX test_start_run ON test_start (run_id) WHERE run_id IS NOT NULL;

CREATE INDEX test_start_running ON test_start (started_at) WHERE ended_at IS NULL;

CREATE INDEX test_start_ticket ON test_start (ticket_id, started_at);

CREATE TABLE test_template (
    code TEXT NOT NULL PRIMARY KEY,
    row  TEXT NOT NULL -- JSON: name, kind, component, model, minutes, checks
) STRICT, WITHOUT ROWID;

CREATE TABLE test_waiver (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ticket_id BLOB    NOT NULL REFERENCES ticket (id),
    attempt   INTEGER NOT NULL,
    reason    TEXT    NOT NULL CHECK (reason <> ''),
    person    TEXT    NOT NULL,
    at        INTEGER NOT NULL
) STRICT;

CREATE INDEX test_waiver_ticket ON test_waiver (ticket_id, at);

CREATE TABLE ticket (
    number          INTEGER NOT NULL PRIMARY KEY, -- shown as T-000456
    id              BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    rma_id          BLOB    REFERENCES rma (id),
    device_id       BLOB    NOT NULL REFERENCES device (id),
    -- The serial as filed: what the paperwork says, whatever the unit is called later.
    serial          TEXT,
    model_id        BLOB    REFERENCES device_model (id),
    customer_id     BLOB    REFERENCES party (id),
    site_id         BLOB    REFERENCES site (id),
    center_id       BLOB    REFERENCES center (id),
    lane_id         BLOB    REFERENCES lane (id),
    stage           TEXT    NOT NULL,
    stage_since     INTEGER NOT NULL,
    attempt         INTEGER NOT NULL DEFAULT 1,
    hold_reason     TEXT,
    hold_since      INTEGER,
    symptom_code    TEXT    REFERENCES symptom (code),
    symptom_text    TEXT    NOT NULL,
    warranty_class  TEXT    NOT NULL CHECK (warranty_class IN ('in_warranty', 'out_of_warranty', 'doa', 'second_return')),
    warranty_reason TEXT    NOT NULL,
    level           INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    assignee        TEXT,
    quoted_cents    INTEGER CHECK (quoted_cents >= 0),
    approved_at     INTEGER,
    disposition     TEXT    CHECK (disposition IN ('repaired', 'replaced', 'ntf', 'ber_returned', 'ber_scrapped', 'declined')),
    -- Bounce: the ticket whose repair this unit came back from.
    bounce_of       BLOB    REFERENCES ticket (id),
    due_on          TEXT,
    opened_at       INTEGER NOT NULL,
    touched_at      INTEGER NOT NULL,
    closed_at       INTEGER,
    -- P80 of the estimate frozen at submission: the promise.
    promised_p50_at INTEGER,
    promised_p80_at INTEGER, box TEXT, sent_back_at INTEGER,
    CHECK ((stage IN ('closed', 'rejected', 'cancelled')) = (closed_at IS NOT NULL)),
    CHECK ((hold_reason IS NULL) = (hold_since IS NULL)),
    CHECK (closed_at >= opened_at)
) STRICT;

CREATE INDEX ticket_assignee ON ticket (assignee);

CREATE INDEX ticket_at_bench ON ticket (
    assignee, coalesce(due_on, date(promised_p80_at / 1000, 'unixepoch'), '9999-12-31'), number
) WHERE stage IN ('queued', 'diagnosing', 'awaiting_approval', 'repairing', 'testing');

CREATE INDEX ticket_awaited ON ticket (model_id, stage, stage_since)
    WHERE stage IN ('submitted', 'authorized', 'to_center', 'awaiting_approval');

CREATE INDEX ticket_awaited_by ON ticket (center_id, stage, stage_since)
    WHERE stage IN ('submitted', 'authorized', 'to_center', 'awaiting_approval');

CREATE INDEX ticket_back ON ticket (stage, stage_since) WHERE stage = 'delivered';

CREATE INDEX ticket_bounce ON ticket (bounce_of) WHERE bounce_of IS NOT NULL;

CREATE INDEX ticket_bounced ON ticket (number) WHERE bounce_of IS NOT NULL;

CREATE INDEX ticket_bounced_device ON ticket (device_id) WHERE bounce_of IS NOT NULL;

CREATE INDEX ticket_box ON ticket (box);

CREATE INDEX ticket_center ON ticket (center_id);

CREATE INDEX ticket_customer ON ticket (customer_id);

CREATE INDEX ticket_device ON ticket (device_id, opened_at);

CREATE INDEX ticket_due ON ticket (due_on);

CREATE INDEX ticket_held ON ticket (number) WHERE hold_reason IS NOT NULL;

CREATE INDEX ticket_hold ON ticket (hold_reason);

CREATE INDEX ticket_model ON ticket (model_id);

CREATE INDEX ticket_open ON ticket (number) WHERE closed_at IS NULL;

CREATE INDEX ticket_open_due ON ticket (due_on) WHERE closed_at IS NULL AND due_on IS NOT NULL;

CREATE INDEX ticket_open_opened ON ticket (opened_at) WHERE closed_at IS NULL;

CREATE UNIQUE INDEX ticket_open_per_device ON ticket (device_id) WHERE closed_at IS NULL;

CREATE INDEX ticket_open_promise ON ticket (promised_p80_at) WHERE closed_at IS NULL AND promised_p80_at IS NOT NULL;

CREATE INDEX ticket_open_rma ON ticket (rma_id) WHERE closed_at IS NULL;

CREATE INDEX ticket_open_since ON ticket (stage_since) WHERE closed_at IS NULL;

CREATE INDEX ticket_open_touched ON ticket (touched_at) WHERE closed_at IS NULL;

CREATE INDEX ticket_open_work ON ticket (
    number, stage, stage_since, opened_at, touched_at, due_on, promised_p80_at, hold_reason, center_id, customer_id,
    model_id, site_id, assignee, warranty_class, symptom_code, box, bounce_of, rma_id, serial, device_id, id
) WHERE closed_at IS NULL;

CREATE INDEX ticket_opened ON ticket (opened_at);

CREATE INDEX ticket_own ON ticket (assignee, stage_since) WHERE closed_at IS NULL AND assignee IS NOT NULL;

CREATE INDEX ticket_promise ON ticket (promised_p80_at);

CREATE INDEX ticket_rma ON ticket (rma_id, number);

CREATE INDEX ticket_sent_back ON ticket (model_id, sent_back_at) WHERE sent_back_at IS NOT NULL;

CREATE INDEX ticket_sent_back_by ON ticket (center_id, sent_back_at) WHERE sent_back_at IS NOT NULL;

CREATE INDEX ticket_serial ON ticket (serial);

CREATE INDEX ticket_site ON ticket (site_id);

CREATE INDEX ticket_stage ON ticket (stage);

CREATE INDEX ticket_stage_since ON ticket (stage_since);

CREATE INDEX ticket_symptom ON ticket (symptom_code);

CREATE INDEX ticket_touched ON ticket (touched_at);

CREATE INDEX ticket_warranty ON ticket (warranty_class);

CREATE TABLE undone (
    action    BLOB NOT NULL PRIMARY KEY,
    by_action BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE window_edit (
    maker TEXT NOT NULL,
    item  TEXT NOT NULL,
    days  INTEGER NOT NULL CHECK (days >= 0),
    note  TEXT NOT NULL,
    PRIMARY KEY (maker, item)
) STRICT, WITHOUT ROWID;
