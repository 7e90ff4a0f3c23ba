"""temporary"""
def parse(topic, body, at): return ()
