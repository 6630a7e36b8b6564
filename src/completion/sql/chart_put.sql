INSERT INTO chart_completion (encounter_id, patient_id, state, class, service, attending_id, discharge_at, n_open, level,
                              delinquent_since, look_at, reviewed, looked_at)
VALUES (:encounter, :patient, :state, :class, :service, :attending, :discharge, :n_open, :level, :delinquent, :look,
        :reviewed, :now)
ON CONFLICT (encounter_id) DO UPDATE SET
  patient_id = excluded.patient_id, state = excluded.state, class = excluded.class, service = excluded.service,
  attending_id = excluded.attending_id, discharge_at = excluded.discharge_at, n_open = excluded.n_open,
  level = excluded.level, delinquent_since = excluded.delinquent_since, look_at = excluded.look_at,
  reviewed = excluded.reviewed, looked_at = excluded.looked_at, version = version + 1
