"""What an inspector may see of the trail, and take along: searching it is itself recorded, with a ground.

Source: Luật An ninh mạng 116/2025/QH15, TCVN 14423:2026 level 3 (logs are kept and looked through), Luật 91/2025/QH15
Điều 4 (a person may know who processed their data).
"""
