"""The public service portal (cổng dịch vụ công): home, search, applying, tracking, my dossiers."""
