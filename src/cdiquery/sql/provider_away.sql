SELECT trim(p.family || ', ' || p.given, ', '), p.active,
       (SELECT max(l.to_day) FROM practitioner_leave l
        WHERE l.practitioner_id = p.practitioner_id AND l.from_day <= :today AND l.to_day >= :today),
       g.delegate_id, ifnull(trim(d.family || ', ' || d.given, ', '), ''),
       (SELECT max(l.to_day) FROM practitioner_leave l
        WHERE l.practitioner_id = g.delegate_id AND l.from_day <= :today AND l.to_day >= :today)
FROM practitioner p
LEFT JOIN practitioner_delegate g ON g.practitioner_id = p.practitioner_id
LEFT JOIN practitioner d ON d.practitioner_id = g.delegate_id
WHERE p.practitioner_id = :provider
