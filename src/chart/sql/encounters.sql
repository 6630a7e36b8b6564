SELECT e.encounter_id, e.version, e.visit_number, e.account_number, e.class, e.state,
       e.type_system, e.type_code, e.type_text, e.reason_system, e.reason_code, e.reason_text,
       e.service, e.admit_at, e.discharge_at,
       CASE WHEN e.disposition_text <> '' THEN e.disposition_text ELSE e.disposition_code END,
       CASE WHEN p.practitioner_id IS NULL THEN e.attending_text
            ELSE trim(p.family || ', ' || p.given || ' ' || p.credential, ', ') END,
       CASE WHEN e.place <> '' THEN e.place ELSE ifnull(l.name, '') END,
       ifnull(o.name, ''), e.payer,
       (SELECT count(*) FROM document d WHERE d.encounter_id = e.encounter_id AND d.state NOT IN ('superseded', 'retracted'))
FROM encounter e
LEFT JOIN practitioner p ON p.practitioner_id = e.attending_id
LEFT JOIN location l ON l.location_id = e.location_id
LEFT JOIN organization o ON o.organization_id = e.facility_id
WHERE e.patient_id = ?1
ORDER BY e.admit_at DESC
LIMIT ?2
