"""Which mentions in different texts are the same speaker."""

from claims.nlp.linking.identities import link
from claims.nlp.linking.speakers import Assignment, Identity, Known, Mention, surname_prefixes, unqualified

__all__ = ["Assignment", "Identity", "Known", "Mention", "link", "surname_prefixes", "unqualified"]
