SELECT
    t.number,
    printf('T-%06d', t.number) AS case_id,
    v.seq AS seq,
    CASE v.stage /*prior stages*/ END AS stage,
    v.entered_at AS started_at,
    v.left_at AS ended_at,
    c.name AS center,
    d.kind AS attr_component,
    m.maker AS attr_maker,
    m.name AS attr_model,
    t.level AS attr_level,
    t.warranty_class AS attr_warranty,
    t.symptom_code AS attr_symptom,
    c.region AS attr_region,
    s.name AS attr_site,
    t.serial AS attr_serial,
    v.attempt AS attr_attempt,
    -- How it ended; what else ends a ticket is said in the same column.
    CASE WHEN t.stage IN ('rejected', 'cancelled') THEN t.stage ELSE t.disposition END AS attr_disposition,
    (SELECT min(first.entered_at) FROM stage_visit first
     WHERE first.ticket_id = t.id AND first.stage <> 'draft') AS case_opened_at,
    -- Back is when it is delivered; the paperwork of closing is nobody's turnaround.
    (SELECT min(last.entered_at) FROM stage_visit last
     WHERE last.ticket_id = t.id
       AND last.stage IN ('delivered', 'closed', 'rejected', 'cancelled')) AS case_closed_at,
    t.promised_p80_at AS promised_at
FROM ticket t
CROSS JOIN stage_visit v ON v.ticket_id = t.id
JOIN device d ON d.id = t.device_id
LEFT JOIN device_model m ON m.id = t.model_id
LEFT JOIN center c ON c.id = t.center_id
LEFT JOIN site s ON s.id = t.site_id
WHERE v.stage NOT IN ('draft', 'delivered', 'closed', 'rejected', 'cancelled')
ORDER BY t.number, v.seq
