SELECT
    d.number,
    printf('D-%06d', d.number) AS code,
    d.kind AS kind,
    d.serial AS serial,
    (SELECT i.typed FROM device_identifier i
     WHERE i.device_id = d.id AND i.kind = 'mac' AND i.until_at IS NULL
     ORDER BY i.rowid DESC LIMIT 1) AS mac,
    (SELECT i.typed FROM device_identifier i
     WHERE i.device_id = d.id AND i.kind = 'asset_tag' AND i.until_at IS NULL
     ORDER BY i.rowid DESC LIMIT 1) AS asset_tag,
    m.maker AS maker,
    coalesce(m.name, d.model_text) AS model,
    o.name AS owner,
    s.name AS site,
    d.location AS location,
    d.status AS status,
    d.warranty_until AS warranty_until,
    d.note AS comment,
    (SELECT printf('T-%06d', t.number) FROM ticket t
     WHERE t.device_id = d.id AND t.closed_at IS NULL) AS open_ticket,
    d.added_at AS added_at,
    d.touched_at AS touched_at
FROM device d
LEFT JOIN device_model m ON m.id = d.model_id
LEFT JOIN party o ON o.id = d.owner_id
LEFT JOIN site s ON s.id = d.site_id
ORDER BY d.number
