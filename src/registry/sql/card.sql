SELECT card FROM lookup_card WHERE patient = ?1
