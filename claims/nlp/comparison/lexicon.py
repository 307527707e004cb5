"""Words of news English by concept and sign: what opposes what, what means the same, what is a kind of what.

A concept has a positive and a negative side ("allow" / "ban"); two statements on one concept with opposite signs
clash where their matter is the same. All of it is common English, none of it belongs to one story.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from claims.nlp.countries import country, is_seat

# A concept's name, then the words of its positive and of its negative side; particles are joined by "_".
_OPPOSITES: Final = """
rise
  + rise increase grow climb jump surge soar expand gain swell accelerate widen raise rocket spike up upturn growth
  + growing rising increasing double triple multiply intensify escalate higher
  - fall decrease decline drop shrink slide slip dwindle contract plunge tumble sink reduce lower lessen ease slow
  - narrow diminish halve curb down downturn falling declining shrinking subside recede wane
improve
  + improve better recover strengthen improvement recovery progress advance
  - worsen deteriorate weaken worse decay degrade setback backwards regress erode
favour
  + favour favor support back endorse advocate champion welcome approve applaud embrace recommend promote encourage
  - oppose against reluctant reject condemn resist object disapprove unwilling criticise criticize denounce hostile
  - opposed opposition disagree
allow
  + allow permit authorise authorize legalise legalize let entitle licence license enable lawful legal admissible
  - ban forbid prohibit outlaw bar block prevent veto unlawful illegal illegitimate disallow embargo
accept
  + accept agree adopt pass ratify approve concur consent
  - refuse decline rebuff spurn turn_down vote_down
confirm
  + confirm prove establish verify corroborate demonstrate certain proven confirmed
  - refute disprove debunk rule_out exclude dismiss rebut false untrue unfounded baseless fabricated lie myth
  - invention fake invented
exist
  + exist detect find discover locate spot uncover there_be have contain hold identify observe present trace
  - lack absent missing_from disappear vanish
open
  + open reopen unlock unseal unblock
  - close shut seal lock shutter blockade closure
start
  + start begin launch commence initiate continue go_on persist resume
  - stop end cease finish terminate abandon scrap cancel call_off halt suspend
continue
  + remain stay keep retain maintain uphold
  - abolish withdraw revoke repeal lift quit
safe
  + safe safely secure harmless clean uncontaminated drinkable potable sound intact unharmed unhurt undamaged stable
  - unsafe dangerous harmful hazardous contaminated polluted toxic poisoned damaged unstable risky perilous insecure
guilty
  + guilty convict culpable responsible blame liable
  - innocent acquit clear_of exonerate absolve blameless cleared
win
  + win prevail triumph victory victorious defeat beat
  - lose loser lost
succeed
  + succeed success successful achieve manage accomplish
  - fail failure unsuccessful flop collapse
alive
  + alive survive survivor living rescue
  - dead die kill death perish deceased murder slay
free
  + free release liberate freed
  - detain arrest imprison jail captive hold_captive abduct kidnap hostage
voluntary
  + voluntary voluntarily willingly willing freely own_accord
  - forced coerced compel coerce compelled duress
deliberate
  + deliberate deliberately intentional purposely intentionally wilful sabotage arson premeditated planned
  - accident accidental accidentally mishap unintentional inadvertent inadvertently mistake unplanned malfunction
enough
  + enough sufficient ample adequate plentiful surplus abundant
  - insufficient shortage scarce inadequate shortfall
majority
  + all every everyone everybody everything entire whole unanimous unanimously always
  - none nobody nothing
know
  + know aware learn inform warn tell notify
  - unaware ignorant unbeknown uninformed
true
  + true truth correct accurate right factual genuine authentic real
  - wrong incorrect inaccurate mistaken erroneous
public
  + public publish disclose reveal publicise
  - secret confidential conceal hide withhold hidden
pay
  + pay reimburse settle
  - default owe unpaid
leave
  + leave depart exit pull_out resign step_down evacuate retreat
  - come_back return_to
attack
  + attack bomb assault raid invade shoot fire_on
  - ceasefire truce
obey
  + comply obey honour honor respect observe_rule abide adhere
  - violate breach flout infringe break_rule
positive
  + positive productive excellent constructive fruitful cordial friendly good fine smooth very_good
  - negative tense strained hostile bad poor dire step_backwards
"""

# Words that say the same without an opposite of their own.
_SAME: Final = """
produce
  + produce manufacture make fabricate synthesise synthesize produce_into process_into turn_into convert_into
  + producer manufacturer maker production manufacturing fabrication
arrive
  + arrive come enter reach originate stem
build
  + build construct erect extend
meet
  + meet talk negotiate meeting talks negotiation
deliver
  + deliver hand_over supply provide ship send
sell
  + sell sale divest
buy
  + buy purchase acquire bribe
sign
  + sign initial signature signing
seize
  + seize confiscate impound seizure haul
deport
  + deport expel repatriate deportation expulsion repatriation
extradite
  + extradite surrender extradition
vote
  + vote ballot election elect
cost
  + cost price bill
flee
  + flee escape displace
injure
  + injure wound hurt injury
treat
  + treat hospitalise hospitalize
fire
  + dismiss_staff fire sack lay_off redundancy layoff
strike
  + walkout stoppage walk_out
cause
  + cause trigger provoke spark lead_to due_to because
order
  + order command instruct direct
steal
  + steal theft rob loot embezzle
leak
  + leak spill escape_from
write
  + write draft pen author
"""

# A word may stand for any of its kinds: "the drug" for the fentanyl named elsewhere.
_KINDS: Final = """
drug
  + fentanyl cocaine heroin methamphetamine opioid narcotic cannabis marijuana opium crack amphetamine
opioid
  + fentanyl heroin morphine
substance
  + drug fentanyl chemical opioid toxin
weapon
  + gun arm rifle pistol firearm missile rocket shell bomb grenade
vessel
  + ship boat tanker ferry trawler freighter yacht
vehicle
  + car truck lorry bus van train
aircraft
  + plane jet helicopter drone airliner
money
  + fund cash budget subsidy funding payment
barrier
  + wall fence
migrant
  + refugee immigrant asylum-seeker deportee
policeman
  + police officer constable gendarme
soldier
  + troop army military conscript trooper
disease
  + virus infection epidemic cholera measles typhoid outbreak bacterium
child
  + pupil newborn baby infant toddler minor
building
  + house home block flat apartment tower
site
  + laboratory plant factory facility workshop
agreement
  + accord deal pact treaty
poll
  + vote election ballot referendum
levy
  + tax duty tariff charge
fire
  + blaze wildfire
"""

# What newspapers call a country beside its name, its people and its capital.
_NICKNAMES: Final = {
    "aztec": "Mexico",
    "gallic": "France",
    "hellenic": "Greece",
    "iberian": "Spain",
    "magyar": "Hungary",
    "kremlin": "Russia",
    "nipponese": "Japan",
}

_SUFFIXES = (
    "ization isation ifications ification ations ation itions ition atures ature ments ment ances ance ences ence "
    "ities ity ings ing tions tion sions sion ures ure ers ers er ors or als al ized ised ies ied ed es s e y ly"
).split()


_BY_LENGTH: Final = sorted(set(_SUFFIXES), key=len, reverse=True)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A crude common form of a word's family: produce, producer, producing, production."""
    plain = word.lower().replace("’", "'").removesuffix("'s")
    for suffix in _BY_LENGTH:
        if plain.endswith(suffix) and len(plain) - len(suffix) >= 4:
            plain = plain[: -len(suffix)]
            break
    if plain.endswith("ct") and len(plain) > 4:
        plain = plain[:-1]
    if len(plain) > 4 and plain[-1] == plain[-2]:
        plain = plain[:-1]
    return plain.removesuffix("e") if len(plain) > 4 else plain


# Nouns that name an action or a state by themselves; others with an opposite as a verb are things ("a lock", "a bar").
ACTIONS: Final = frozenset(
    "closure reopening opening ban prohibition embargo permit licence license approval rejection support favour "
    "favor opposition increase decrease rise fall growth decline reduction drop downturn surge jump upturn "
    "improvement recovery deterioration worsening release arrest detention death killing murder survival shortage "
    "surplus shortfall violation breach compliance cancellation suspension launch withdrawal abolition repeal "
    "defeat victory success failure collapse sabotage arson accident mishap guilt innocence acquittal attack "
    "assault invasion refusal".split()
)


def _blocks(table: str) -> dict[str, dict[str, list[str]]]:
    """A table as {name: {"+": words, "-": words}}."""
    blocks: dict[str, dict[str, list[str]]] = {}
    name = ""
    for line in table.strip().splitlines():
        if line.startswith("  "):
            blocks[name].setdefault(line[2], []).extend(line[4:].split())
        else:
            name = line.strip()
            blocks[name] = {}
    return blocks


_CONCEPTS: Final = _blocks(_OPPOSITES)


def _signed() -> dict[str, tuple[str, int]]:
    table: dict[str, tuple[str, int]] = {}
    for concept, sides in {**_blocks(_SAME), **_CONCEPTS}.items():
        for mark, sign in (("+", 1), ("-", -1)):
            for word in sides.get(mark, ()):
                table.setdefault(word, (concept, sign))
    return table


def _kinds() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for name, sides in _blocks(_KINDS).items():
        for word in sides["+"]:
            table.setdefault(stem(word), set()).add(stem(name))
    return {word: frozenset(names) for word, names in table.items()}


_SIGNED: Final = _signed()
_KIND_OF: Final = _kinds()
TREND_CONCEPTS: Final = frozenset({"rise", "improve"})
STANCE_CONCEPTS: Final = frozenset({"favour", "accept", "positive"})


def concept_of(lemma: str, particle: str = "") -> tuple[str, int]:
    """Concept and sign of a predicate's lemma, with its particle or preposition where one belongs to it."""
    if particle and f"{lemma}_{particle}" in _SIGNED:
        return _SIGNED[f"{lemma}_{particle}"]
    return _SIGNED.get(lemma) or (stem(lemma), 1)


def has_opposite(concept: str) -> bool:
    return concept in _CONCEPTS


def kinds_of(stemmed: str) -> frozenset[str]:
    """The general words for a stem: "drug", "opioid" for "fentanyl"."""
    return _KIND_OF.get(stemmed, frozenset())


@lru_cache(maxsize=20_000)
def country_of(word: str) -> str:
    """One lower-case name for a country's name, people, seat of government or nickname as written, or ""."""
    bare = word.rstrip(".") if len(word) > 4 else word
    name = "United States" if bare == "States" else country(bare) or is_seat(bare) or _NICKNAMES.get(bare.lower(), "")
    return name.lower().replace(" ", "_")
