"""The design system: page frames, components, htmx glue, refusals and errors as pages. Knows no word of the law.

Every other context composes what is here and extends only `ui/base_*.html`. The living page `/giao-dien/` shows each
component with all its states; `README.md` beside this file is the reference of the template tags.
"""
