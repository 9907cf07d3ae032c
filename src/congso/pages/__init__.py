"""What the portal says about itself: its guide, questions, contact, accessibility and privacy texts as dated versions;
planned interruptions (tạm ngừng có kế hoạch); and what people say about the portal (góp ý).

Law: Decree 224/2026/NĐ-CP art. 13 (planned interruptions), art. 15 (online services help their users).
"""
