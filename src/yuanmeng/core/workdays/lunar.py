"""Days of the lunar calendar, computed as GB/T 33661-2017 lays down: new moons and the sun's place at 120° East.

A lunar month begins on the day of a new moon. The month with the winter solstice is the 11th; where thirteen months
begin between two of them, the first without a principal term repeats its predecessor's number.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from itertools import pairwise
from math import cos, floor, radians, sin

EPOCH = 2451545.0
"""J2000.0 as a Julian date, terrestrial time."""
EAST = 8 / 24
"""Beijing time in days."""
SYNODIC = 29.530588861
TROPICAL = 365.2421897
LONGITUDE = (
    "403406 0.9287892 270.54861|195207 35999.1376958 340.19128|119433 35999.4089666 63.91854|"
    "112392 35998.7287385 331.26220|3891 71998.20261 317.843|2819 71998.4403 86.631|1721 36000.35726 240.052|"
    "660 71997.4812 310.26|350 32964.4678 247.23|334 -19.4410 260.87|314 445267.1117 297.82|268 45036.8840 343.14|"
    "242 3.1008 166.79|234 22518.4434 81.53|158 -19.9739 3.50|132 65928.9345 132.75|129 9038.0293 182.95|"
    "114 3034.7684 162.03|99 33718.148 29.8|93 3034.448 266.4|86 -2280.773 249.2|78 29929.992 157.6|"
    "72 31556.493 257.8|68 149.588 185.1|64 9037.750 69.9|46 107997.405 8.0|38 -4444.176 197.1|37 151.771 250.4|"
    "32 67555.316 65.3|29 31556.080 162.7|28 -4561.540 341.5|27 107996.706 291.6|27 1221.655 98.5|"
    "25 62894.167 146.7|24 31437.369 110.0|21 14578.298 5.2|21 -31931.757 342.6|20 34777.243 230.9|"
    "18 1221.999 256.1|17 62894.511 45.3|14 -4442.039 242.9|13 107997.909 115.2|13 119.066 151.8|"
    "13 16859.071 285.3|12 -4.578 53.3|10 26895.292 126.6|10 -39.127 205.7|10 12297.536 85.9|10 90073.778 146.1"
)
"""The sun's mean longitude corrected by 49 terms: size in 1e-7 radian, degrees a Julian century, phase in degrees.

Bretagnon and Simon, Planetary Programs and Tables from -4000 to +2800 (1986); better than a minute of time.
"""
TERMS = [tuple(float(part) for part in term.split()) for term in LONGITUDE.split("|")]


def festivals(year: int) -> dict[dt.date, str]:
    """The days of a year that move: 清明 by the sun, 春节 (eve to the third), 端午 and 中秋 by the moon."""
    first = month(year, 1)
    found = {first + dt.timedelta(days=shift): "春节" for shift in range(-1, 3)}
    found[sun_reaches(15, year)] = "清明节"
    found[month(year, 5) + dt.timedelta(days=4)] = "端午节"
    found[month(year, 8) + dt.timedelta(days=14)] = "中秋节"
    return found


@lru_cache(maxsize=256)
def month(year: int, number: int) -> dt.date:
    """The first day of the `number`th lunar month (1 to 10, never the repeated one) of the lunar year `year`."""
    before, after = _eleventh(year - 1), _eleventh(year)
    starts = [new_moon(index) for index in range(before, after + 1)]
    leap = len(starts) == 14
    called = 11
    for start, end in pairwise(starts[1:]):
        if leap and _sector(start) == _sector(end):
            leap = False
            continue
        called = called % 12 + 1
        if called == number:
            return start
    raise ValueError(f"lunar month {number}")


def _eleventh(year: int) -> int:
    """Which new moon begins the month that holds the winter solstice of the year."""
    solstice = sun_reaches(270, year)
    index = round((solstice.toordinal() - dt.date(2000, 1, 6).toordinal()) / SYNODIC) + 1
    while new_moon(index) > solstice:
        index -= 1
    return index


def _sector(day: dt.date) -> int:
    """Which of the twelve principal terms the sun passed last, as the day begins."""
    return floor(sun(_julian(day)) / 30)


@lru_cache(maxsize=512)
def sun_reaches(degrees: int, year: int) -> dt.date:
    """The day in Beijing on which the sun's longitude in that year comes to so many degrees."""
    moment = EPOCH + (year - 2000) * TROPICAL + ((degrees - 280.46) % 360) / 360 * TROPICAL
    for _step in range(6):
        moment += ((degrees - sun(moment) + 180) % 360 - 180) / 360 * TROPICAL
    return _civil(moment)


def sun(moment: float) -> float:
    """The sun's apparent longitude in degrees, 0 to 360, at a Julian date in terrestrial time."""
    c = (moment - EPOCH) / 36525
    mean = 282.7771834 + 36000.76953744 * c
    mean += 1e-6 * 5.729577951308232 * sum(size * sin(radians(phase + speed * c)) for size, speed, phase in TERMS)
    aberration = 0.0000974 * cos(radians(177.63 + 35999.01848 * c)) - 0.005575
    node, double = radians(124.90 - 1934.134 * c + 0.002063 * c * c), radians(201.11 + 72001.5377 * c + 0.00057 * c * c)
    return (mean + aberration - 0.004778 * sin(node) - 0.0003667 * sin(double)) % 360


@lru_cache(maxsize=4096)
def new_moon(index: int) -> dt.date:
    """The day in Beijing of the new moon so many after that of 6 January 2000 (Meeus, Astronomical Algorithms, 49)."""
    t = index / 1236.85
    moment = 2451550.09766 + 29.530588861 * index + 0.00015437 * t**2 - 0.00000015 * t**3 + 0.00000000073 * t**4
    e = 1 - 0.002516 * t - 0.0000074 * t**2
    sun_at = radians(2.5534 + 29.10535670 * index - 0.0000014 * t**2 - 0.00000011 * t**3)
    moon_at = radians(201.5643 + 385.81693528 * index + 0.0107582 * t**2 + 0.00001238 * t**3 - 0.000000058 * t**4)
    far = radians(160.7108 + 390.67050284 * index - 0.0016118 * t**2 - 0.00000227 * t**3 + 0.000000011 * t**4)
    node = radians(124.7746 - 1.56375588 * index + 0.0020672 * t**2 + 0.00000215 * t**3)
    for size, power, suns, moons, fars in WANDERINGS:
        moment += size * e**power * sin(suns * sun_at + moons * moon_at + fars * far)
    moment -= 0.00017 * sin(node)
    for size, phase, speed in PLANETS:
        moment += 1e-6 * size * sin(radians(phase + speed * index))
    return _civil(moment + 1e-6 * 325 * sin(radians(299.77 + 0.107408 * index - 0.009173 * t**2)))


WANDERINGS = (
    (-0.40720, 0, 0, 1, 0),
    (0.17241, 1, 1, 0, 0),
    (0.01608, 0, 0, 2, 0),
    (0.01039, 0, 0, 0, 2),
    (0.00739, 1, -1, 1, 0),
    (-0.00514, 1, 1, 1, 0),
    (0.00208, 2, 2, 0, 0),
    (-0.00111, 0, 0, 1, -2),
    (-0.00057, 0, 0, 1, 2),
    (0.00056, 1, 1, 2, 0),
    (-0.00042, 0, 0, 3, 0),
    (0.00042, 1, 1, 0, 2),
    (0.00038, 1, 1, 0, -2),
    (-0.00024, 1, -1, 2, 0),
    (-0.00007, 0, 2, 1, 0),
    (0.00004, 0, 0, 2, -2),
    (0.00004, 0, 3, 0, 0),
    (0.00003, 0, 1, 1, -2),
    (0.00003, 0, 0, 2, 2),
    (-0.00003, 0, 1, 1, 2),
    (0.00003, 0, -1, 1, 2),
    (-0.00002, 0, -1, 1, -2),
    (-0.00002, 0, 1, 3, 0),
    (0.00002, 0, 0, 4, 0),
)
"""Days; power of the earth's eccentricity; multiples of the sun's and the moon's anomaly and the moon's latitude."""
PLANETS = (
    (165, 251.88, 0.016321),
    (164, 251.83, 26.651886),
    (126, 349.42, 36.412478),
    (110, 84.66, 18.206239),
    (62, 141.74, 53.303771),
    (60, 207.14, 2.453732),
    (56, 154.84, 7.306860),
    (47, 34.52, 27.261239),
    (42, 207.19, 0.121824),
    (40, 291.34, 1.844379),
    (37, 161.72, 24.198154),
    (35, 239.56, 25.513099),
    (23, 331.55, 3.592518),
)
"""Millionths of a day, phase and degrees a month of the planets' pull."""


def _julian(day: dt.date) -> float:
    """Midnight in Beijing, in terrestrial time."""
    return day.toordinal() + 1721424.5 - EAST + _delay(day.year)


def _civil(moment: float) -> dt.date:
    """The day in Beijing of a Julian date in terrestrial time."""
    year = int(2000 + (moment - EPOCH) / TROPICAL)
    return dt.date.fromordinal(floor(moment - 1721424.5 + EAST - _delay(year)))


def _delay(year: int) -> float:
    """Terrestrial minus universal time in days, from 1986 on about a minute (Espenak and Meeus, 2005 to 2050)."""
    t = year - 2000
    return (62.92 + 0.32217 * t + 0.005589 * t * t) / 86400
