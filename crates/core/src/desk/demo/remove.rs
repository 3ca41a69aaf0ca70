use rusqlite::Transaction;

use crate::error::Result;

/// Removes the made-up customers and what hangs on them, children first.
pub(in crate::desk) fn remove(tx: &Transaction<'_>) -> Result<()> {
    tx.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS demo_party (id BLOB PRIMARY KEY);
         CREATE TEMP TABLE IF NOT EXISTS demo_device (id BLOB PRIMARY KEY);
         CREATE TEMP TABLE IF NOT EXISTS demo_ticket (id BLOB PRIMARY KEY);
         CREATE TEMP TABLE IF NOT EXISTS demo_rma (id BLOB PRIMARY KEY);
         INSERT INTO temp.demo_party SELECT id FROM party WHERE demo = 1;
         INSERT INTO temp.demo_device SELECT id FROM device WHERE owner_id IN (SELECT id FROM demo_party);
         INSERT INTO temp.demo_ticket SELECT id FROM ticket
            WHERE customer_id IN (SELECT id FROM demo_party) OR device_id IN (SELECT id FROM demo_device);
         INSERT INTO temp.demo_rma SELECT id FROM rma WHERE customer_id IN (SELECT id FROM demo_party);
         UPDATE ticket SET bounce_of = NULL WHERE bounce_of IN (SELECT id FROM demo_ticket);
         UPDATE ticket SET rma_id = NULL
            WHERE rma_id IN (SELECT id FROM demo_rma) AND id NOT IN (SELECT id FROM demo_ticket);
         DELETE FROM estimate WHERE ticket_id IN (SELECT id FROM demo_ticket) OR rma_id IN (SELECT id FROM demo_rma);
         DELETE FROM quote_line WHERE quote_id IN
            (SELECT id FROM quote WHERE ticket_id IN (SELECT id FROM demo_ticket));
         DELETE FROM quote WHERE ticket_id IN (SELECT id FROM demo_ticket);
         DELETE FROM labour WHERE ticket_id IN (SELECT id FROM demo_ticket);
         DELETE FROM test_waiver WHERE ticket_id IN (SELECT id FROM demo_ticket);
         DELETE FROM test_start WHERE ticket_id IN (SELECT id FROM demo_ticket);
         UPDATE slot_seen SET device_id = NULL WHERE device_id IN (SELECT id FROM demo_device);
         DELETE FROM slot_seen WHERE snapshot_id IN
            (SELECT id FROM slot_snapshot WHERE ticket_id IN (SELECT id FROM demo_ticket));
         DELETE FROM slot_snapshot WHERE ticket_id IN (SELECT id FROM demo_ticket);
         -- What was used of real stock stays used; what belonged to made-up customers goes with them.
         CREATE TEMP TABLE IF NOT EXISTS demo_part (id BLOB PRIMARY KEY);
         -- A made-up part that was used on a real ticket stays: that ticket's record needs it.
         INSERT INTO temp.demo_part SELECT id FROM part AS p WHERE p.number LIKE 'DEMO-%' AND NOT EXISTS
            (SELECT 1 FROM stock_move AS m WHERE m.part_id = p.id AND m.ticket_id IS NOT NULL
                AND m.ticket_id NOT IN (SELECT id FROM demo_ticket));
         UPDATE stock_move SET reverses = NULL WHERE part_id IN (SELECT id FROM demo_part);
         DELETE FROM stock_move WHERE part_id IN (SELECT id FROM demo_part);
         UPDATE stock_move SET ticket_id = NULL WHERE ticket_id IN (SELECT id FROM demo_ticket);
         UPDATE stock_move SET repair_id = NULL WHERE repair_id IN (SELECT id FROM repair_action
            WHERE ticket_id IN (SELECT id FROM demo_ticket) OR device_id IN (SELECT id FROM demo_device));
         UPDATE stock_move SET device_id = NULL WHERE device_id IN (SELECT id FROM demo_device);
         UPDATE stock_move SET reverses = NULL WHERE owner_id IN (SELECT id FROM demo_party);
         DELETE FROM stock_move WHERE owner_id IN (SELECT id FROM demo_party);
         DELETE FROM repair_action
            WHERE ticket_id IN (SELECT id FROM demo_ticket) OR device_id IN (SELECT id FROM demo_device);
         UPDATE repair_action SET taken_out = NULL WHERE taken_out IN (SELECT id FROM demo_device);
         UPDATE repair_action SET put_in = NULL WHERE put_in IN (SELECT id FROM demo_device);
         UPDATE repair_action SET lent_by = NULL WHERE lent_by IN (SELECT id FROM demo_party);
         UPDATE repair_action SET lent_to = NULL WHERE lent_to IN (SELECT id FROM demo_party);
         DELETE FROM chip_mark WHERE device_id IN (SELECT id FROM demo_device);
         UPDATE chip_mark SET ticket_id = NULL WHERE ticket_id IN (SELECT id FROM demo_ticket);
         UPDATE quote_line SET finding_id = NULL WHERE finding_id IN
            (SELECT id FROM finding WHERE device_id IN (SELECT id FROM demo_device));
         UPDATE repair_action SET finding_id = NULL WHERE finding_id IN
            (SELECT id FROM finding WHERE device_id IN (SELECT id FROM demo_device));
         DELETE FROM attachment WHERE subject IN (SELECT id FROM finding
            WHERE ticket_id IN (SELECT id FROM demo_ticket) OR device_id IN (SELECT id FROM demo_device));
         DELETE FROM finding
            WHERE ticket_id IN (SELECT id FROM demo_ticket) OR device_id IN (SELECT id FROM demo_device);
         UPDATE test_run SET device_id = NULL WHERE device_id IN (SELECT id FROM demo_device);
         DELETE FROM test_run WHERE ticket_id IN (SELECT id FROM demo_ticket);
         DELETE FROM package WHERE ticket_id IN (SELECT id FROM demo_ticket);
         DELETE FROM hold WHERE ticket_id IN (SELECT id FROM demo_ticket);
         DELETE FROM stage_visit WHERE ticket_id IN (SELECT id FROM demo_ticket);
         DELETE FROM attachment WHERE subject IN
            (SELECT id FROM demo_ticket UNION SELECT id FROM demo_rma UNION SELECT id FROM demo_device);
         DELETE FROM part WHERE id IN (SELECT id FROM demo_part);
         DELETE FROM stock_place WHERE name = 'Demo shelf'
            AND NOT EXISTS (SELECT 1 FROM stock_move WHERE place_id = stock_place.id);
         DELETE FROM ticket WHERE id IN (SELECT id FROM demo_ticket);
         DELETE FROM rma WHERE id IN (SELECT id FROM demo_rma);
         DELETE FROM installation
            WHERE parent_id IN (SELECT id FROM demo_device) OR child_id IN (SELECT id FROM demo_device);
         DELETE FROM device_identifier WHERE device_id IN (SELECT id FROM demo_device);
         UPDATE device SET merged_into = NULL WHERE merged_into IN (SELECT id FROM demo_device);
         DELETE FROM device WHERE id IN (SELECT id FROM demo_device);
         UPDATE lane SET site_id = NULL
            WHERE site_id IN (SELECT id FROM site WHERE party_id IN (SELECT id FROM demo_party));
         UPDATE device SET site_id = NULL
            WHERE site_id IN (SELECT id FROM site WHERE party_id IN (SELECT id FROM demo_party));
         DELETE FROM site WHERE party_id IN (SELECT id FROM demo_party);
         DELETE FROM party WHERE demo = 1;
         -- Emptied, not dropped: a full-text index in use forbids dropping any table.
         DELETE FROM temp.demo_party; DELETE FROM temp.demo_device;
         DELETE FROM temp.demo_ticket; DELETE FROM temp.demo_rma; DELETE FROM temp.demo_part;",
    )?;
    Ok(())
}
