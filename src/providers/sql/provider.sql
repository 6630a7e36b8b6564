SELECT p.practitioner_id, p.version, p.npi, p.prefix, p.family, p.given, p.middle, p.suffix, p.credential, p.specialty,
       p.service, p.trainee, p.active, p.address, p.phone, p.email, g.delegate_id, ifnull(g.note, ''),
       d.family, d.given, d.credential
FROM practitioner p
LEFT JOIN practitioner_delegate g ON g.practitioner_id = p.practitioner_id
LEFT JOIN practitioner d ON d.practitioner_id = g.delegate_id
WHERE p.practitioner_id = :id
