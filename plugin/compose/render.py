"""temporary"""
from plugin.compose.message import *
from plugin.events import Channel
def template_for(flow: str): return flow
def compose(c: Context, t) -> Email | Sms:
    body=f"{c.flow} {c.step} for {c.first_name} code {c.code} {c.links.get('main')}"
    if c.channel is Channel.SMS: return Sms(body, 1)
    return Email(f"{c.flow}", body, body, f"Subject: {c.flow}\r\nTo: {c.to}\r\n\r\n{body}\r\n".encode())
