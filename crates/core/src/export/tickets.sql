SELECT
    t.number,
    printf('T-%06d', t.number) AS ticket,
    r.number AS rma,
    r.vendor_rma_no AS vendor_rma,
    t.serial AS serial,
    d.kind AS component,
    m.maker AS maker,
    coalesce(m.name, d.model_text) AS model,
    p.name AS customer,
    s.name AS site,
    c.name AS center,
    c.region AS region,
    t.stage AS stage,
    t.stage_since AS stage_since_at,
    t.attempt AS attempt,
    t.hold_reason AS hold,
    t.hold_since AS held_since_at,
    t.symptom_code AS symptom_code,
    coalesce(nullif(t.symptom_text, ''), y.label) AS symptom,
    t.warranty_class AS warranty,
    t.warranty_reason AS warranty_reason,
    t.level AS level,
    t.assignee AS assignee,
    t.quoted_cents AS quoted_cents,
    t.disposition AS disposition,
    (SELECT printf('T-%06d', b.number) FROM ticket b WHERE b.id = t.bounce_of) AS bounce_of,
    t.due_on AS due_on,
    t.opened_at AS opened_at,
    t.closed_at AS closed_at,
    t.promised_p50_at AS promised_p50_at,
    t.promised_p80_at AS promised_p80_at
FROM ticket t
JOIN device d ON d.id = t.device_id
LEFT JOIN rma r ON r.id = t.rma_id
LEFT JOIN device_model m ON m.id = t.model_id
LEFT JOIN party p ON p.id = t.customer_id
LEFT JOIN site s ON s.id = t.site_id
LEFT JOIN center c ON c.id = t.center_id
LEFT JOIN symptom y ON y.code = t.symptom_code
ORDER BY t.number
