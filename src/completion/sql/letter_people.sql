SELECT p.practitioner_id, p.family, p.given, p.credential, CASE WHEN p.service <> '' THEN p.service ELSE p.specialty END,
       (SELECT max(l.to_day) FROM practitioner_leave l
        WHERE l.practitioner_id = p.practitioner_id AND l.from_day <= :today AND l.to_day >= :today),
       g.delegate_id, d.family, d.given, d.credential,
       d.active = 1 AND NOT EXISTS (SELECT 1 FROM practitioner_leave l
        WHERE l.practitioner_id = g.delegate_id AND l.from_day <= :today AND l.to_day >= :today),
       w.kind, w.at
FROM practitioner p
LEFT JOIN practitioner_delegate g ON g.practitioner_id = p.practitioner_id
LEFT JOIN practitioner d ON d.practitioner_id = g.delegate_id
LEFT JOIN letter w ON w.letter_id = (
  SELECT max(l.letter_id) FROM letter l INDEXED BY letter_about
  WHERE l.object_kind = 'practitioner' AND l.object_id = p.practitioner_id AND l.kind IN ('reminder', 'warning', 'delinquent'))
