"""Who said what within one text: finds attributions, then reads off speaker, kind, modality, polarity, time, figures.

The finder is the seam: rules today, a tagger where there is one; all that follows reads only its spans and the parse.
"""

from claims.nlp.attribution.extract import content_text, extract, statements

__all__ = ["content_text", "extract", "statements"]
