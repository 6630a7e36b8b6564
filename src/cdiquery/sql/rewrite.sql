UPDATE cdi_query SET provider_id = :provider, finding = :finding, template = :template, kind = :kind, timing = :timing, way = :way,
  title = :title, version = version + 1, updated_at = :now, updated_by = :by
WHERE query_id = :id AND state = 'draft'
