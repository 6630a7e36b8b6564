SELECT patient FROM lookup_card WHERE patient BETWEEN ?1 AND ?2 ORDER BY patient
