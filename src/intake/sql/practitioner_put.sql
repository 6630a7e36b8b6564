INSERT INTO practitioner (practitioner_id, npi, prefix, family, given, middle, suffix, credential, specialty, service, trainee,
                          active, fact_at)
VALUES (:id, :npi, :prefix, :family, :given, :middle, :suffix, :credential, :specialty, :service, :trainee, :active, :fact_at)
ON CONFLICT (practitioner_id) DO UPDATE
SET npi = excluded.npi, prefix = excluded.prefix, family = excluded.family, given = excluded.given,
    middle = excluded.middle, suffix = excluded.suffix, credential = excluded.credential,
    specialty = excluded.specialty, service = excluded.service, trainee = excluded.trainee, active = excluded.active,
    fact_at = excluded.fact_at, version = version + 1
