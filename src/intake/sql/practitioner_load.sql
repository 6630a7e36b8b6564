SELECT npi, prefix, family, given, middle, suffix, credential, specialty, service, trainee, active, fact_at
FROM practitioner WHERE practitioner_id = ?1
