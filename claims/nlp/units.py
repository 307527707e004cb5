"""Units of measurement and money, each with the canonical unit of its kind and the factor that leads there.

One canonical unit per kind makes "11,200 pounds" and "5.1 tonnes" comparable: mass t, length km, area ha, volume L,
time day, speed km/h, energy MWh, power MW, share percent.
"""

from __future__ import annotations

from typing import Final

_TABLE: Final = {
    "t": {
        "tonne tonnes ton tons": 1.0,
        "kilotonne kilotonnes kilotons": 1e3,
        "kilogram kilograms kilogramme kilogrammes kilo kilos kg": 1e-3,
        "gram grams gramme grammes g": 1e-6,
        "milligram milligrams mg": 1e-9,
        "microgram micrograms µg": 1e-12,
        "pound lb lbs": 0.45359237e-3,
        "ounce ounces oz": 28.349523e-6,
        "quintal quintals": 0.1,
    },
    "km": {
        "kilometre kilometres kilometer kilometers km kms": 1.0,
        "metre metres meter meters m": 1e-3,
        "centimetre centimetres centimeter centimeters cm": 1e-5,
        "millimetre millimetres millimeter millimeters mm": 1e-6,
        "mile miles": 1.609344,
        "yard yards": 0.9144e-3,
        "foot feet ft": 0.3048e-3,
        "inch inches": 2.54e-5,
    },
    "ha": {"hectare hectares ha": 1.0, "acre acres": 0.40468564},
    "L": {
        "litre litres liter liters l": 1.0,
        "millilitre millilitres milliliter milliliters ml": 1e-3,
        "gallon gallons": 3.785411784,
        "barrel barrels bbl": 158.987294928,
    },
    "day": {
        "second seconds": 1 / 86400,
        "minute minutes min": 1 / 1440,
        "hour hours hr hrs": 1 / 24,
        "day days": 1.0,
        "week weeks": 7.0,
        "fortnight fortnights": 14.0,
        "month months": 30.436875,
        "year years": 365.2425,
        "decade decades": 3652.425,
    },
    "km/h": {"kph kmh": 1.0, "mph": 1.609344, "knot knots": 1.852},
    "MWh": {
        "kwh": 1e-3,
        "mwh": 1.0,
        "gwh": 1e3,
        "twh": 1e6,
        "kilowatt-hour kilowatt-hours": 1e-3,
        "megawatt-hour megawatt-hours": 1.0,
    },
    "MW": {"kw kilowatt kilowatts": 1e-3, "mw megawatt megawatts": 1.0, "gw gigawatt gigawatts": 1e3},
    "°C": {"°c celsius": 1.0},
    "percent": {"% percent pct": 1.0},
    "basis_point": {"bps": 1.0},
    "USD": {"dollar dollars usd": 1.0, "cent cents": 0.01},
    "EUR": {"euro euros eur": 1.0},
    "GBP": {"sterling gbp": 1.0, "pence": 0.01},
    "JPY": {"yen jpy": 1.0},
    "CNY": {"yuan renminbi": 1.0},
    "INR": {"rupee rupees": 1.0},
    "RUB": {"rouble roubles ruble rubles": 1.0},
    "peso": {"peso pesos": 1.0},
    "franc": {"franc francs": 1.0},
    "crown": {"crown crowns krona kronor krone kroner koruna": 1.0},
    "dinar": {"dinar dinars": 1.0},
    "dirham": {"dirham dirhams": 1.0},
    "lira": {"lira liras lire": 1.0},
    "real": {"reais": 1.0},
    "rand": {"rand rands": 1.0},
    "mark": {"marks": 1.0},
    "shilling": {"shilling shillings": 1.0},
    "zloty": {"zloty zlotys": 1.0},
    "riyal": {"riyal riyals": 1.0},
}

UNIT_WORDS: Final[dict[str, tuple[str, float]]] = {
    word: (canonical, factor)
    for canonical, names in _TABLE.items()
    for words, factor in names.items()
    for word in words.split()
}
# Too short to be a unit anywhere but right after digits ("5 m", "2 t").
ABBREVIATIONS: Final = frozenset("m g l t km kg cm mm mg ml ha kw mw gw lb lbs oz ft min hr hrs".split())
UNIT_WORDS["t"] = ("t", 1.0)

SYMBOLS: Final = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
CURRENCIES: Final = frozenset(
    "USD EUR GBP JPY CNY INR RUB peso franc crown dinar dirham lira real rand mark shilling zloty riyal".split()
)
PERIODS: Final = {
    "second": "second",
    "minute": "minute",
    "hour": "h",
    "day": "day",
    "week": "week",
    "month": "month",
    "year": "year",
    "hourly": "h",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annually": "year",
    "annum": "year",
    "capita": "person",
    "head": "person",
    "person": "person",
}
