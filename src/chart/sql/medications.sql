SELECT m.encounter_id, m.given, m.system, m.code, m.display, m.directions, m.started, m.ended,
       CASE WHEN p.practitioner_id IS NULL THEN m.prescriber_text
            ELSE trim(p.family || ', ' || p.given || ' ' || p.credential, ', ') END,
       m.status
FROM medication m
LEFT JOIN practitioner p ON p.practitioner_id = m.prescriber_id
WHERE m.patient_id = ?1
ORDER BY m.started DESC
LIMIT ?2
