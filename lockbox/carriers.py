"""The insurance companies, what they cover, and the names that people write for them."""

from __future__ import annotations

from dataclasses import dataclass

from lockbox.records import Coverage

_MEDICAL = (Coverage.MEDICAL,)
_DENTAL = (Coverage.DENTAL,)


@dataclass(frozen=True, slots=True)
class Carrier:
    """One company's plan line; a company with both lines has two rows."""

    name: str
    coverages: tuple[Coverage, ...]
    aliases: tuple[str, ...]


CARRIERS: tuple[Carrier, ...] = (
    Carrier(
        "WellSense",
        _MEDICAL,
        (
            "WellSense Health Plan",
            "Well Sense",
            "WellSence",
            "BMC",
            "BMCHP",
            "BMC HealthNet",
            "BMC HealthNet Plan",
            "Boston Medical",
            "Boston Medical Center Health Plan",
            "Boston Med Ctr",
        ),
    ),
    Carrier(
        "Tufts Health Plan",
        _MEDICAL,
        (
            "Tufts",
            "Tufts Health",
            "Tufts Direct",
            "THP",
            "Tufts Health Direct",
            "Tufts Hlth Direct",
            "Network Health",
            "Point32",
            "Point32Health",
            "Tufts Health Plan Premier",
        ),
    ),
    Carrier(
        "Blue Cross Blue Shield of MA",
        _MEDICAL,
        (
            "BCBS",
            "BCBSMA",
            "Blue Cross",
            "Blue Cross Blue Shield",
            "BC/BS",
            "HMO Blue",
            "Blue Cross Blue Shield of Massachusetts",
        ),
    ),
    Carrier("Harvard Pilgrim", _MEDICAL, ("Harvard Pilgrim Health Care", "HPHC", "Harvard Pilgrim HC", "HP")),
    Carrier(
        "Mass General Brigham Health Plan",
        _MEDICAL,
        (
            "MGB",
            "MGBHP",
            "Mass General",
            "Mass Gen Brigham",
            "Mass General Brigham",
            "AllWays",
            "AllWays Health Partners",
            "All Ways",
            "NHP",
            "Neighborhood Health Plan",
            "Neighborhood Health",
        ),
    ),
    Carrier(
        "Fallon Health", _MEDICAL, ("Fallon", "FCHP", "Fallon Comm", "Fallon Community Health Plan", "Community Care")
    ),
    Carrier("Health New England", _MEDICAL, ("HNE", "Health New Eng", "Health N.E.")),
    Carrier("UnitedHealthcare", _MEDICAL, ("UHC", "United", "United Healthcare", "United Health Care", "UHIC")),
    Carrier("Altus Dental", _DENTAL, ("Altus", "Altus Dent")),
    Carrier(
        "Delta Dental of MA",
        _DENTAL,
        ("Delta", "Delta Dental", "DDMA", "DSM", "Delta Dental of Massachusetts", "Dental Service of Massachusetts"),
    ),
    Carrier("Dental Blue", _DENTAL, ("Blue Cross Dental", "BCBS Dental", "BCBSMA Dental", "Dental Blue BCBSMA")),
    Carrier("Guardian", _DENTAL, ("Guardian Dental", "Guardian Life")),
    Carrier("MetLife", _DENTAL, ("MetLife Dental", "Met Life")),
)
"""Carriers seen on the Massachusetts exchange; a default of the settings, not law."""
