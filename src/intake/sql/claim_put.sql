INSERT INTO claim (claim_id, patient_id, encounter_id, insurer_id, payer, kind, total_cents, drg, created, status)
VALUES (:id, :patient, :encounter, :insurer, :payer, :kind, :total_cents, :drg, :created, :status)
ON CONFLICT (claim_id) DO UPDATE
SET patient_id = excluded.patient_id, encounter_id = excluded.encounter_id, insurer_id = excluded.insurer_id, payer =
  excluded.payer, kind = excluded.kind, total_cents = excluded.total_cents, drg = excluded.drg, created =
  excluded.created, status = excluded.status, version = version + 1
