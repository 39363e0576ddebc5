"""A simulator of GOV.UK Notify: the part of its API that sends e-mails, and a page that shows them.

It follows the public protocol and shares no code with the services, so that they are never checked with themselves.
"""
