SELECT patient_id, visit_number, account_number, class, state, type_system, type_code, type_text,
       reason_system, reason_code, reason_text, service, admit_at, discharge_at, disposition_code, disposition_text,
       attending_id, attending_text, location_id, place, facility_id, payer, payer_from, fact_at
FROM encounter WHERE encounter_id = ?1
