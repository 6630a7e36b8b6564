INSERT INTO cdi_drg (encounter_id, stage, drg, title, weight, severity, splits, grouper, basis, by, at)
VALUES (:encounter, :stage, :drg, :title, :weight, :severity, :splits, :grouper, :basis, :by, :now)
