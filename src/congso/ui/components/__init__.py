"""What stands behind the template tags, as plain functions: words of figures, icons, charts, form fields."""
