INSERT INTO practitioner (practitioner_id, npi, prefix, family, given, middle, suffix, credential, specialty, service,
                          trainee, active, address, phone, email, updated_at, updated_by)
VALUES (:id, :npi, :prefix, :family, :given, :middle, :suffix, :credential, :specialty, :service,
        :trainee, :active, :address, :phone, :email, :now, :by)
ON CONFLICT (practitioner_id) DO UPDATE
SET npi = excluded.npi, prefix = excluded.prefix, family = excluded.family, given = excluded.given,
    middle = excluded.middle, suffix = excluded.suffix, credential = excluded.credential, specialty = excluded.specialty,
    service = excluded.service, trainee = excluded.trainee, active = excluded.active, address = excluded.address,
    phone = excluded.phone, email = excluded.email, updated_at = excluded.updated_at, updated_by = excluded.updated_by,
    version = version + 1
