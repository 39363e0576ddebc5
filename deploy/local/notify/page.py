"""The page on which a person reads the e-mails: plain HTML that needs no script."""

import html

from .mailbox import Notification

STYLE = """
:root { color-scheme: light dark; }
body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding-bottom: .5rem; }
th, td { text-align: left; padding: .5rem 1rem .5rem 0; border-bottom: 1px solid; vertical-align: top; }
dt { font-weight: bold; } dd { margin: 0 0 .5rem; }
pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid; padding: 1rem; }
a:focus { outline: 3px solid; outline-offset: 2px; }
.skip { position: absolute; left: -100rem; } .skip:focus { left: 1rem; }
"""


def inbox(notifications: list[Notification]) -> str:
    if not notifications:
        return _page("E-mails", "<h1>E-mails</h1><p>None was sent yet. Reload this page to look again.</p>")
    rows = "".join(
        f'<tr><td><time datetime="{_text(each.created_at)}">{_text(each.created_at[:19].replace("T", " "))}</time></td>'
        f"<td>{_text(each.email_address)}</td>"
        f'<th scope="row"><a href="/messages/{_text(each.id)}">{_text(each.subject)}</a></th>'
        f"<td>{_text(each.status)}</td></tr>"
        for each in reversed(notifications)
    )
    count = f"{len(notifications)} e-mail{'s' if len(notifications) != 1 else ''}, newest first. Reload to look again."
    return _page(
        "E-mails",
        f"<h1>E-mails</h1><table><caption>{count}</caption><thead><tr><th scope='col'>Accepted (UTC)</th>"
        f"<th scope='col'>To</th><th scope='col'>Subject</th><th scope='col'>Status</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>")


def message(notification: Notification) -> str:
    facts = {
        "To": notification.email_address, "Status": notification.status, "Accepted": notification.created_at,
        "Sent": notification.sent_at or "not yet", "Finished": notification.completed_at or "not yet",
        "Reference": notification.reference or "none", "Notification id": notification.id,
    }
    listed = "".join(f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>" for name, value in facts.items())
    return _page(
        notification.subject,
        f'<p><a href="/">All e-mails</a></p><h1>{_text(notification.subject)}</h1><dl>{listed}</dl>'
        f"<h2>Text</h2><pre>{_text(notification.body)}</pre>")


def not_found() -> str:
    return _page("Not found", '<h1>Not found</h1><p>There is no such e-mail. <a href="/">All e-mails</a></p>')


def _page(title: str, content: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{_text(title)} - Notify simulator</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f'<body><a class="skip" href="#content">Skip to content</a>'
        f"<header><p>GOV.UK Notify, simulated: nothing leaves this machine</p></header>"
        f'<main id="content">{content}</main></body></html>')


def _text(value: str) -> str:
    return html.escape(value, quote=True)
