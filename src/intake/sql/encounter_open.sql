INSERT INTO encounter (patient_id, visit_number, class, state, reason_text, service, admit_at, attending_id, place, payer,
                       fact_at, updated_at)
VALUES (:patient, :visit, :class, :state, :reason, :service, :admit, :attending, :place, :payer, :now, :now)
