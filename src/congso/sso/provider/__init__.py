"""What allauth asks us while it speaks the protocol: names and claims (adapter), and who may have what (validator)."""
