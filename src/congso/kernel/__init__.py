"""Events, refusals, locks, numbers, time, text: what every context stands on. Knows no word of the law."""
