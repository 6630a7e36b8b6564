SELECT p.patient_id, p.version, p.mrn, p.prefix, p.family, p.given, p.middle, p.suffix, p.birth_date, p.sex,
       p.deceased, p.death_at, p.state, into_.mrn,
       (SELECT count(*) FROM held_edit h WHERE h.patient_id = p.patient_id AND h.state = 'held'),
       (SELECT count(*) FROM pending_merge m WHERE m.survivor_id = p.patient_id AND m.state = 'pending')
     + (SELECT count(*) FROM pending_merge m WHERE m.loser_id = p.patient_id AND m.state = 'pending'),
       p.merged_into
FROM patient p
LEFT JOIN patient into_ ON into_.patient_id = p.merged_into
WHERE p.patient_id = ?1
