INSERT INTO diagnosis (diagnosis_id, patient_id, encounter_id, diagnosis_use, system, code, display, rank, poa, onset,
  ended, recorded, status)
VALUES (:id, :patient, :encounter, :use, :system, :code, :display, :rank, :poa, :onset, :ended, :recorded, :status)
ON CONFLICT (diagnosis_id) DO UPDATE
SET patient_id = excluded.patient_id, encounter_id = excluded.encounter_id, diagnosis_use = excluded.diagnosis_use,
  system = excluded.system, code = excluded.code, display = excluded.display, rank =
  ifnull(excluded.rank, rank), poa = excluded.poa, onset = excluded.onset, ended = excluded.ended, recorded = excluded.recorded, status =
  excluded.status, version = version + 1
