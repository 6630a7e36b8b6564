SELECT encounter_id, patient_id, state, lack, name, version FROM deficiency WHERE deficiency_id = ?1
