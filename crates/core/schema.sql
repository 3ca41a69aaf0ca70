-- The whole schema, version 2. Written by a test; edit a migration instead.

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
) STRICT;

CREATE INDEX test_run_ticket ON test_run (ticket_id, at);

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
