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
        daughter brother wife husband uncle aunt niece nephew cousin twin grandmother grandfather grandson
        granddaughter great-grandmother great-grandfather widower stepfather stepmother fiancé fiancée girlfriend
        boyfriend ex-wife ex-husband stepson stepdaughter son-in-law daughter-in-law
        mother-in-law father-in-law brother-in-law sister-in-law bride groom
        alderman alderwoman organiser organizer chef cook inhabitant reader listener viewer passenger commuter
        pensioner retiree
        prefect subprefect akim intendant vicar curate abbot abbess monk nun chaplain deacon archdeacon
        physicist geophysicist chemist biochemist volcanologist seismologist hydrologist oceanographer glaciologist
        climatologist ecologist botanist zoologist ornithologist astronomer astronaut mathematician statistician
        anthropologist archaeologist psychiatrist philosopher theologian linguist criminologist
        paediatrician pediatrician oncologist cardiologist midwife paramedic pharmacist vet veterinarian
        firefighter electrician plumber carpenter builder mechanic bricklayer fitter welder skipper mate crewman
        novelist poet playwright screenwriter filmmaker choreographer conductor composer pianist violinist drummer
        guitarist rapper comedian designer photographer painter sculptor curator librarian archivist
        swimmer cyclist runner sprinter boxer wrestler golfer jockey umpire referee goalscorer winger teammate
        forward defender champion medallist medalist midfielder quarterback pitcher
        shopkeeper baker butcher grocer barber hairdresser waiter waitress landlord landlady tenant homeowner
        customer patient survivor protester demonstrator volunteer whistleblower plaintiff defendant suspect
        accused claimant clerk cashier foreman shareholder stockbroker broker consultant pollster
        herder shepherd beekeeper gardener winemaker winegrower brewer miner docker steward stewardess
        undersecretary-general secretary-general director-general solicitor-general attorney-general treasurer
        quartermaster warden ranger gamekeeper caretaker janitor bailiff magistrate coroner constable
        vice-chair vice-chairman vice-chairwoman
        trustee patron patroness spokeswoman convener convenor co-chair co-writer co-author co-leader co-director
        organist cellist singer-songwriter ex-president ex-minister supervisor superintendent overseer planner
        surveyor forester agronomist nutritionist dietitian translator interpreter ferryman
        conservationist campaigner environmentalist geneticist immunologist pathologist toxicologist neurologist
        bookkeeper accountant actuary notary lecturer academic
        insider veteran star
        registrar promoter skipper busker lifeguard potter blacksmith stonemason headmaster headmistress publican
        innkeeper hotelier restaurateur auctioneer undertaker sexton verger mufti guru agent predecessor
        colleague counterpart classmate flatmate fiancé fiancée
        """.split()
)

# Titles that come right before a name.
HONORIFICS = {
    "mr": "m", "mr.": "m", "sir": "m", "lord": "m", "don": "m",
    "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f", "miss": "f", "lady": "f", "dame": "f", "madam": "f", "doña": "f",
    "dr": "", "dr.": "", "prof": "", "prof.": "", "sen": "", "sen.": "", "rep": "", "rep.": "", "gov": "", "gov.": "",
    "gen": "", "gen.": "", "col": "", "col.": "", "lt": "", "lt.": "", "sgt": "", "sgt.": "", "capt": "", "capt.": "",
    "cllr": "", "cllr.": "", "det": "", "det.": "", "insp": "", "insp.": "", "supt": "", "supt.": "", "baroness": "f",
    "sheikha": "f", "mme": "f", "mme.": "f", "mlle": "f", "frau": "f", "herr": "m", "señor": "m", "señora": "f",
    "senhor": "m", "senhora": "f", "signor": "m", "signora": "f", "monsieur": "m", "madame": "f", "messrs": "m",
    "rev": "", "rev.": "", "hon": "", "hon.": "", "fr": "", "fr.": "", "maj": "", "maj.": "", "adm": "", "adm.": "",
}  # fmt: skip

# The offices that titles stand for.
OFFICE_OF_TITLE = {
    "dr": "doctor", "prof": "professor", "sen": "senator", "rep": "representative", "gov": "governor", "gen": "general",
    "col": "colonel", "lt": "lieutenant", "sgt": "sergeant", "capt": "captain", "rev": "reverend", "maj": "major",
    "adm": "admiral", "cllr": "councillor", "det": "detective", "insp": "inspector", "supt": "superintendent",
}  # fmt: skip

# Roles whose words tell the sex, for pronouns.
SEX_OF_ROLE = {
    **dict.fromkeys(
        """
            chairman spokesman king prince duke pope priest father brother son husband congressman councilman
            businessman actor imam uncle nephew grandfather grandson great-grandfather widower stepfather fiancé
            boyfriend ex-husband stepson son-in-law father-in-law brother-in-law groom alderman monk abbot waiter
            landlord policeman fireman fisherman foreman crewman ferryman
            """.split(),
        "m",
    ),
    **dict.fromkeys(
        """
            chairwoman spokeswoman queen princess duchess mother sister daughter wife widow congresswoman
            councilwoman businesswoman actress aunt niece grandmother granddaughter great-grandmother stepmother
            fiancée girlfriend ex-wife stepdaughter daughter-in-law mother-in-law sister-in-law bride alderwoman nun
            abbess waitress landlady policewoman stewardess midwife
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

# What a firm may be called whatever it does; what says that a name is a firm's; what a named body may be called.
COMPANIES = frozenset("company firm business group".split())
COMMERCIAL = COMPANIES | frozenset(
    """
        bank lender insurer airline carrier retailer manufacturer maker carmaker automaker operator builder developer
        brewer brewery publisher utility supplier distributor dairy factory chain supermarket shipyard shipbuilder
        start-up startup giant conglomerate drugmaker chipmaker contractor producer refiner shipper railway brokerage
        consultancy platform
        """.split()
)
KINDS = COMMERCIAL | INSTITUTIONS | frozenset(
    """
        broadcaster charity ngo league society network watchdog regulator theatre theater opera museum school college
        academy college observatory laboratory alliance confederation movement organisation organization think-tank
        council trust church orchestra festival weekly daily magazine paper website
        """.split()
)  # fmt: skip

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

# With an institution's word these still name no particular one: "the foreign ministry", "the supreme court".
COMMON = INSTITUTIONS | frozenset(
    """
        foreign interior defence defense health finance justice education labor labour energy trade transport
        environment agriculture security public national central federal supreme high state home
        """.split()
)


def is_of_every_country(name: str) -> bool:
    """Whether a body's name fits one in every country: "Ministry of Energy", "Supreme Court"."""
    return all(word in COMMON or word in _EMPTY for word in plain(name).split())


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
