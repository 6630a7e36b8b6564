SELECT x.code, b.discharge_at FROM coding_account a
JOIN encounter e ON e.encounter_id = a.encounter_id
JOIN encounter o ON o.patient_id = e.patient_id AND o.encounter_id <> e.encounter_id
JOIN coding_account b ON b.encounter_id = o.encounter_id
JOIN coding_dx x ON x.account_id = b.account_id
WHERE a.account_id = ?1 AND b.phase IN ('bill', 'done')
ORDER BY b.discharge_at DESC, x.position LIMIT 60
