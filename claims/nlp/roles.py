"""Words for offices, posts and groups: what a phrase without a name says about who is meant."""

from __future__ import annotations

import re
from functools import lru_cache

from claims.nlp.countries import countries_in, country
from claims.nlp.names import plain

# Offices and occupations that one named person holds, so that "the minister" may mean that person.
ROLES = frozenset(
    """
        president minister premier chancellor secretary undersecretary subsecretary governor senator congressman
        congresswoman representative lawmaker legislator deputy ambassador envoy consul commissioner mayor
        councillor councilor councilman councilwoman alderman director head chief chairman chairwoman chairperson
        chair leader speaker spokesman spokeswoman spokesperson general colonel captain major lieutenant sergeant
        admiral commander marshal judge justice prosecutor attorney lawyer solicitor barrister counsel sheriff
        inspector superintendent officer official detective king queen prince princess duke duchess pope cardinal
        archbishop bishop priest pastor rabbi imam ayatollah sheikh reverend father sister professor doctor
        scientist researcher economist analyst strategist expert historian sociologist epidemiologist virologist
        biologist geologist meteorologist engineer architect author writer columnist editor journalist reporter
        correspondent presenter host actor actress singer musician director producer artist coach manager captain
        trainer player striker goalkeeper midfielder defender founder co-founder owner ceo cfo coo executive
        administrator coordinator adviser advisor aide assistant treasurer banker investor trader entrepreneur
        businessman businesswoman activist campaigner candidate nominee politician diplomat negotiator mediator
        dictator rebel warlord nurse surgeon physician psychologist teacher principal headteacher student farmer
        fisherman worker driver pilot dean rector vice-president vice-chancellor comptroller auditor ombudsman
        regulator governor-general mp mep technocrat resident witness victim neighbour neighbor mother widow son
        daughter brother wife husband
        """.split()
)

# Titles that come right before a name.
HONORIFICS = {
    "mr": "m", "mr.": "m", "sir": "m", "lord": "m", "don": "m",
    "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f", "miss": "f", "lady": "f", "dame": "f", "madam": "f", "doña": "f",
    "dr": "", "dr.": "", "prof": "", "prof.": "", "sen": "", "sen.": "", "rep": "", "rep.": "", "gov": "", "gov.": "",
    "gen": "", "gen.": "", "col": "", "col.": "", "lt": "", "lt.": "", "sgt": "", "sgt.": "", "capt": "", "capt.": "",
    "rev": "", "rev.": "", "hon": "", "hon.": "", "fr": "", "fr.": "", "maj": "", "maj.": "", "adm": "", "adm.": "",
}  # fmt: skip

# The offices that titles stand for.
OFFICE_OF_TITLE = {
    "dr": "doctor", "prof": "professor", "sen": "senator", "rep": "representative", "gov": "governor", "gen": "general",
    "col": "colonel", "lt": "lieutenant", "sgt": "sergeant", "capt": "captain", "rev": "reverend", "maj": "major",
    "adm": "admiral",
}  # fmt: skip

# Roles whose words tell the sex, for pronouns.
SEX_OF_ROLE = {
    **dict.fromkeys(
        """
            chairman spokesman king prince duke pope priest father brother son husband congressman councilman
            businessman actor imam
            """.split(),
        "m",
    ),
    **dict.fromkeys(
        """
            chairwoman spokeswoman queen princess duchess mother sister daughter wife widow congresswoman
            councilwoman businesswoman actress
            """.split(),
        "f",
    ),
}

# Nouns that take up the person last spoken of without saying which office: "the official", "the politician".
GENERIC = frozenset(
    """
        official politician diplomat executive leader lawmaker legislator analyst expert economist researcher
        scientist lawyer representative spokesperson statesman academic activist veteran businessman businesswoman
        technocrat functionary mandatary mandatory president-elect man woman
        """.split()
)

# A group that speaks for a country at a meeting; the country's government; neither.
DELEGATIONS = frozenset("delegation representation mission side negotiators team contingent".split())
GOVERNMENTS = frozenset("government authorities administration cabinet regime".split())

# Institutions every country has: without the country they name no one.
INSTITUTIONS = frozenset(
    """
        ministry department army military police court parliament congress senate assembly council committee
        commission agency office bureau embassy consulate ministry navy force forces board bank university hospital
        union party company firm group association federation institute foundation center centre service authority
        chamber house court tribunal prosecutor prosecutors presidency chancellery secretariat opposition coalition
        campaign team club newspaper administration state government cabinet treasury legislature municipality city
        mayoralty guard corps command
        """.split()
)

# Several speakers, or no one in particular: never resolved.
UNNAMED = frozenset(
    """
        officials sources source experts expert analysts analyst critics critic residents resident witnesses witness
        people person some others many everyone those ministers senators lawmakers leaders spokespeople
        investigators scientists researchers economists lawyers activists protesters voters supporters opponents
        observers commentators reporters journalists media doctors teachers parents students workers farmers
        neighbours neighbors relatives families countries nations states congressmen authorities police prosecutors
        diplomats businessmen companies most few both report reports study studies poll polls survey surveys data
        document documents statement statements letter email emails figures one none anyone somebody someone
        somebody'
        """.split()
)

_EMPTY = frozenset("the a an of for and s to in mr mrs ms dr his her their its said us u".split())


@lru_cache(maxsize=4096)
def role_words(role: str) -> frozenset[str]:
    """The words of a title that tell one office from another: no articles, countries or prepositions."""
    found = plain(role).split()
    countries = {word for c in countries_in(role) for word in plain(c).split()}
    return frozenset(
        word for word in found if word not in _EMPTY and word not in countries and not country(word.capitalize())
    )


@lru_cache(maxsize=4096)
def head_role(role: str) -> str:
    """The word that names the office: "secretary" in "US Secretary of State", "minister" in "foreign minister"."""
    words = [word.lower() for word in re.findall(r"[\w\-]+", role)]
    before_of: list[str] = []
    for word in words:
        if word in ("of", "for", "to", "at", "in", "on") and any(w in ROLES for w in before_of):
            break
        before_of.append(word)
    return next((word for word in reversed(before_of) if word in ROLES), "")
