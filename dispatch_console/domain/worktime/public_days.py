"""Public holidays by the libraries `holidays` and `chinesecalendar` (the latter for China alone).

China publishes its holidays, with the weekends worked to make up for them, late in each year for
the next. So `chinesecalendar` knows up to the year it was released for, and says nothing of others.
"""

from datetime import date
from functools import lru_cache

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.worktime.calendar import PublicHolidays, PublicYear

CHINA = ("CN", "CHN")
_ENGLISH = "en_US"


def require_known(source: PublicHolidays) -> None:
    """Raises `calendar.country`, `.subdivision` or `.category` for what the libraries lack."""
    if source.country in CHINA:
        if source.subdivision:
            raise _subdivision(source, ())
        if source.categories:
            raise DomainError("calendar.category", category=source.categories[0], known="-")
        return
    import holidays

    known = holidays.list_supported_countries(include_aliases=True)
    if source.country not in known:
        raise DomainError("calendar.country", country=source.country)
    if source.subdivision and source.subdivision not in known[source.country]:
        raise _subdivision(source, known[source.country])
    categories = holidays.country_holidays(source.country).supported_categories
    for category in source.categories:
        if category not in categories:
            names = ", ".join(sorted(categories))
            raise DomainError("calendar.category", category=category, known=names)


def _subdivision(source: PublicHolidays, known: "tuple[str, ...] | list[str]") -> DomainError:
    return DomainError(
        "calendar.subdivision",
        subdivision=source.subdivision,
        country=source.country,
        known=", ".join(known) or "-",
    )


@lru_cache(1024)
def public_year(source: PublicHolidays, year: int) -> PublicYear:
    """The holidays of one year. Raises as `require_known`."""
    require_known(source)
    found = _china(source, year) if source.country in CHINA else _by_holidays(source, year)
    kept = {day: name for day, name in found.off.items() if day not in source.but_not}
    return PublicYear(off=kept, make_up=found.make_up, known=found.known)


def _china(source: PublicHolidays, year: int) -> PublicYear:
    from chinese_calendar import constants

    first, last = min(constants.holidays).year, max(constants.holidays).year
    if not first <= year <= last:
        return PublicYear(known=False)
    off = {day: _name(name) for day, name in constants.holidays.items() if day.year == year}
    made_up = constants.workdays.items() if source.make_up else ()
    return PublicYear(off=off, make_up={d: _name(n) for d, n in made_up if d.year == year})


def _by_holidays(source: PublicHolidays, year: int) -> PublicYear:
    import holidays

    found = holidays.country_holidays(
        source.country,
        subdiv=source.subdivision or None,
        years=year,
        observed=source.observed,
        categories=source.categories or None,
        language=_names_in(source.country),
        expand=False,
    )
    if not found.start_year <= year <= found.end_year:
        return PublicYear(known=False)
    off: dict[date, str] = {day: _name(name) for day, name in found.items() if day.year == year}
    return PublicYear(off=off)


def _names_in(country: str) -> str | None:
    """English, or else the country's own language: the library would ask the environment."""
    import holidays

    known = holidays.country_holidays(country)
    return _ENGLISH if _ENGLISH in known.supported_languages else known.default_language


def _name(name: object) -> str:
    return str(getattr(name, "value", name))
