INSERT INTO encounter (encounter_id, patient_id, visit_number, account_number, class, state, type_system, type_code, type_text,
                       reason_system, reason_code, reason_text, service, admit_at, discharge_at, disposition_code,
                       disposition_text, attending_id, attending_text, location_id, place, facility_id, payer, payer_from,
                       fact_at, updated_at)
VALUES (:id, :patient, :visit_number, :account_number, :class, :state, :type_system, :type_code, :type_text,
        :reason_system, :reason_code, :reason_text, :service, :admit_at, :discharge_at, :disposition_code,
        :disposition_text, :attending_id, :attending_text, :location_id, :place, :facility_id, :payer, :payer_from,
        :fact_at, :now)
ON CONFLICT (encounter_id) DO UPDATE
SET visit_number = excluded.visit_number, account_number = excluded.account_number, class = excluded.class,
    state = excluded.state, type_system = excluded.type_system, type_code = excluded.type_code,
    type_text = excluded.type_text, reason_system = excluded.reason_system, reason_code = excluded.reason_code,
    reason_text = excluded.reason_text, service = excluded.service, admit_at = excluded.admit_at,
    discharge_at = excluded.discharge_at, disposition_code = excluded.disposition_code,
    disposition_text = excluded.disposition_text, attending_id = excluded.attending_id,
    attending_text = excluded.attending_text, location_id = excluded.location_id, place = excluded.place,
    facility_id = excluded.facility_id, payer = excluded.payer, payer_from = excluded.payer_from,
    fact_at = max(fact_at, excluded.fact_at), version = version + 1, updated_at = excluded.updated_at
