SELECT p.practitioner_id, p.family, p.given, p.credential, p.npi,
       CASE WHEN p.service <> '' THEN p.service ELSE p.specialty END, p.trainee, p.active,
       (SELECT max(l.to_day) FROM practitioner_leave l
        WHERE l.practitioner_id = p.practitioner_id AND l.from_day <= :today AND l.to_day >= :today),
       d.family, d.given, d.credential
FROM practitioner p
LEFT JOIN practitioner_delegate g ON g.practitioner_id = p.practitioner_id
LEFT JOIN practitioner d ON d.practitioner_id = g.delegate_id
WHERE p.active = 1 OR :all
ORDER BY p.family, p.given, p.practitioner_id
LIMIT 10000
