-- Whether a school has named the same tutor once more is asked of every appointment before it is sent.
CREATE INDEX message_of_appointment ON message (urn, id) WHERE purpose = 'induction-tutor.appointed';
