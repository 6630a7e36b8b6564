INSERT INTO coding_account (encounter_id, class, service, payer, discharge_at, charges_cents, state, admitting,
  patient_status, updated_at, updated_by)
VALUES (:encounter, :class, :service, :payer, :discharge, :charges, :state, :admitting, :status, :now, :by)
