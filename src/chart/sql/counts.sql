SELECT (SELECT count(*) FROM encounter e WHERE e.patient_id = ?1),
       (SELECT count(*) FROM document d WHERE d.patient_id = ?1),
       (SELECT count(*) FROM result r WHERE r.patient_id = ?1),
       (SELECT count(*) FROM document u WHERE u.patient_id = ?1
          AND u.state IN ('dictated', 'in-progress', 'unsigned', 'signed-uncosigned'))
